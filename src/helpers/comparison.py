"""What each province says that the others do not: TF-IDF and log ratio of every term."""

import re
from collections.abc import Iterable, Set
from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from helpers import schema
from helpers.errors import unknown

__all__ = ["choose_province", "compare_provinces", "contrast_terms", "place_terms", "top_terms"]

_MIN_DOCUMENTS = 5
_UNIT = re.compile(
    r"(?:特别行政区|特別行政區|自治区|自治區|自治州|自治县|自治縣|地区|地區|[省市县縣区區州盟旗])$"
)
_MEASURES = ("tf_idf", "log_ratio", "rate_per_10k", "n", "n_articles")


def choose_province(articles: pd.DataFrame, province: str = "") -> str:
    """Return the province named, or the one with the most articles, or '' when no article has one.

    Raises UserError for a province that issued none of the articles.
    """
    counts = articles["province"].value_counts().sort_index()
    if not province:
        return str(counts.idxmax()) if len(counts) else ""
    if province not in counts.index:
        raise unknown("province", province, counts.index, "Only provinces with articles can be compared.")
    return province


def compare_provinces(
    term_counts: pd.DataFrame,
    article_totals: pd.DataFrame,
    articles: pd.DataFrame,
    place_terms: Set[str] = frozenset(),
    copies: Literal["family", "all"] = "family",
) -> pd.DataFrame:
    """One row per (province, masked, term) of the terms a province uses, against the rest: PROVINCE_TERMS.

    Counts exactly the `articles` handed in that have a province; `copies` only labels what was handed in.
    The rest is all other provinces together; with one province, or a rest without words, there is nothing to
    compare and no row. `masked` rows leave `place_terms` out; totals stay the same.

    - tf_idf: scikit-learn's TfidfTransformer(sublinear_tf=True, smooth_idf=False), provinces as documents:
      (1 + ln n) · (1 + ln(D / d)) for a term used by d of D provinces, each province's vector scaled to
      length 1. A word that all use keeps the lowest idf, 1. The measure sees in how many provinces
      a word occurs, not how evenly, and says nothing about chance.
    - log_ratio: log2 of (n + ½) / (N + ½) over the same of the rest, N being tokens before stop words
      are dropped (Hardie 2014, with half a count added so that a word that one side lacks stays finite).
    - too_few: fewer than five source documents in the province or in the rest.
    """
    placed = articles.loc[articles["province"].notna(), ["article_id", "doc_id", "province"]]
    tokens = placed["article_id"].map(article_totals.set_index("article_id")["n_tokens"]).fillna(0)
    totals = tokens.astype("float64").groupby(placed["province"]).sum().sort_index()
    documents = placed.groupby("province")["doc_id"].nunique()
    n_documents = placed["doc_id"].nunique()
    # A document that holds articles of two provinces is a witness for both, so the rest is counted afresh.
    rest_documents = {p: placed.loc[placed["province"] != p, "doc_id"].nunique() for p in totals.index}

    counts = term_counts.merge(placed[["article_id", "province"]], on="article_id")
    counts = counts[counts["n"] > 0]
    frames = []
    for masked in (False, True):
        kept = counts[~counts["term"].isin(list(place_terms))] if masked else counts
        table = (
            kept.groupby(["province", "term"])
            .agg(n=("n", "sum"), n_articles=("article_id", "nunique"))
            .reset_index()
            .sort_values(["province", "term"])
        )
        frames.append(_measure(table, totals).assign(masked=masked))
    rows = pd.concat(frames, ignore_index=True)
    few = {p: min(documents[p], rest_documents[p]) < _MIN_DOCUMENTS for p in totals.index}
    rows = rows.assign(against="rest", copies=copies, too_few=rows["province"].map(few).astype("bool"))
    return schema.make(schema.PROVINCE_TERMS, rows if n_documents else rows.iloc[:0])


def top_terms(
    province_terms: pd.DataFrame, by: str = "tf_idf", n: int = 10, masked: bool = True, min_articles: int = 1
) -> pd.DataFrame:
    """Up to `n` rows per province, those with the largest `by`: PROVINCE_TERMS rows with `rank` from 1.

    Ties fall to the term with more occurrences, then to the order of code points. `min_articles` leaves out
    terms that fewer articles of the province contain, as far as the province has more articles than that.
    Raises UserError for an unknown measure.
    """
    if by not in _MEASURES:
        raise unknown("by", by, _MEASURES)
    rows = _in_several(province_terms[province_terms["masked"] == masked], min_articles)
    rows = rows.sort_values(
        ["province", "against", "copies", by, "n", "term"], ascending=[True, True, True, False, False, True]
    )
    rank = rows.groupby(["province", "against", "copies"]).cumcount() + 1
    return rows.assign(rank=rank.astype("Int64"))[rank <= n].reset_index(drop=True)


def contrast_terms(
    province_terms: pd.DataFrame, province: str, n: int = 8, masked: bool = True, least: int = 5
) -> pd.DataFrame:
    """Up to `n` terms that a province uses more than the other side and up to `n` that it uses less.

    PROVINCE_TERMS rows by falling log ratio, of terms that occur at least `least` times on both sides
    together and, where the province has three articles or more, in two of them. Terms that the province
    never uses have no row.
    """
    rows = province_terms[(province_terms["province"] == province) & (province_terms["masked"] == masked)]
    rows = _in_several(rows, 2)
    rows = rows[rows["n"] + rows["n_elsewhere"] >= least]
    rows = rows.sort_values(["log_ratio", "n", "term"], ascending=[False, False, True])
    more, less = rows[rows["log_ratio"] > 0].head(n), rows[rows["log_ratio"] < 0].tail(n)
    return pd.concat([more, less], ignore_index=True)


def _in_several(rows: pd.DataFrame, min_articles: int) -> pd.DataFrame:
    """Drop terms of fewer articles than `min_articles`, or than a province of few articles can have."""
    articles = rows["n_articles"].astype("float64")
    most = articles.groupby(rows["province"]).transform("max")
    return rows[articles >= (most - 1).clip(1, min_articles)]


def place_terms(place_mentions: pd.DataFrame, terms: Iterable[str]) -> frozenset[str]:
    """The terms that name a mentioned place, with or without its unit: 江西, 江西省, 赣州市, 赣州.

    A term counts when it equals a mention's words or the province, city or county they were read as, or
    does so once the unit (省, 市, 县, 区 …) is taken off either. What is left must have two characters.
    """
    names: set[str] = set()
    for column in ("surface", "province", "city", "county"):
        names.update(place_mentions[column].dropna().unique().tolist())
    stems = names | {stem for stem in map(_stem, names) if len(stem) > 1}
    return frozenset(term for term in terms if term in stems or _stem(term) in stems)


def _stem(name: str) -> str:
    return _UNIT.sub("", name)


def _measure(table: pd.DataFrame, totals: "pd.Series[float]") -> pd.DataFrame:
    """Add rate, TF-IDF and log ratio to counts per (province, term); drop provinces without a rest."""
    own = table["province"].map(totals).astype("float64")
    rest = totals.sum() - own
    n = table["n"].astype("float64")
    elsewhere = n.groupby(table["term"]).transform("sum") - n
    measured = table.assign(
        n_elsewhere=elsewhere.astype("Int64"),
        rate_per_10k=1e4 * n / own.where(own > 0),
        tf_idf=_tf_idf(table),
        log_ratio=np.log2((n + 0.5) / (own + 0.5)) - np.log2((elsewhere + 0.5) / (rest + 0.5)),
    )
    return measured[(own > 0) & (rest > 0)]


def _tf_idf(table: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """TF-IDF of each row of counts per (province, term)."""
    if table.empty:
        return np.empty(0)
    rows, provinces = pd.factorize(table["province"])
    columns, terms = pd.factorize(table["term"])
    n = table["n"].to_numpy(dtype="float64")
    matrix = sparse.csr_matrix((n, (rows, columns)), shape=(len(provinces), len(terms)))
    weights = TfidfTransformer(sublinear_tf=True, smooth_idf=False).fit_transform(matrix)
    return np.asarray(weights[rows, columns], dtype="float64").ravel()
