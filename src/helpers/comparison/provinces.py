"""What a province says that another, or all others, do not: every measure of every term, with its uncertainty."""

import zlib
from collections.abc import Collection, Set

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray
from scipy import sparse

from helpers import schema
from helpers.comparison import measures
from helpers.comparison.measures import Numbers
from helpers.comparison.resampling import adjust, bootstrap_interval, exchangeable, permutation_p
from helpers.comparison.units import Side, Texts, count_rows, gather_texts, sum_rows
from helpers.dispersion import deviation_of_proportions
from helpers.errors import UserError, unknown
from helpers.schema import REST
from helpers.thresholds import FEWEST_DOCUMENTS

__all__ = ["choose_province", "choose_side", "compare_provinces"]

_SMALL_P = 0.01
_FEWEST_WITH_TERM = 3  # witnesses that contain a term, with fewer of which it is not tested


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


def choose_side(articles: pd.DataFrame, province: str, against: str = "") -> str:
    """Return the other side of a comparison: 'rest' (also for ''), or the province named.

    Raises UserError for a province that issued none of the articles, or that is compared with itself.
    """
    if against in ("", REST):
        return REST
    others = sorted(articles["province"].dropna().unique())
    if against not in others:
        raise unknown("against", against, [REST, *others], "Only provinces with articles can be compared.")
    if against == province:
        raise UserError(
            f"against={against!r} is the province itself. Name another, or leave it empty for all others together."
        )
    return against


def compare_provinces(
    term_counts: pd.DataFrame,
    article_totals: pd.DataFrame,
    articles: pd.DataFrame,
    masked_terms: Set[str] = frozenset(),
    *,
    province: str | Collection[str] = "",
    against: str = REST,
    copies: schema.Copies = "family",
    permutations: int = 1000,
    samples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """One row per (province, other side, masked, term), sorted so: PROVINCE_TERMS.

    Compares each province that has articles, or only `province` (one or several), with the rest, which is all other provinces
    together, or with the province `against`. With one province there is nothing to compare and no row. Of a family
    of reprints one counts, or one in each province, or all (`copies`). `masked` rows leave `masked_terms` out (names of
    places, say); rates keep their denominator, tokens before stop words are dropped, so only tf_idf and q differ
    there. A province has rows for the terms it uses, and for those tested although it never uses them.

    - tf_idf, c_tf_idf, log_ratio, log_odds, g2, chi2: see `helpers.comparison.measures`. The prior of log_odds weighs as
      much as a witness of mean length.
    - The witnesses of interval and test are source documents: all articles of one move together, and so do documents
      that hold copies of one family. A document with articles on both sides is a witness on each.
    - ci_low, ci_high: `bootstrap_interval` with `samples`. p: `permutation_p` with `permutations`; q is p adjusted over
      the terms of one comparison. Both are missing for a term that fewer than three witnesses contain, or so few that no p
      of .01 could come of them; p also where fewer than five witnesses of a side have one of like length on the other.
    - too_few: fewer than five witnesses on a side. Then the estimates describe these documents: no interval, no p.

    The same `seed` gives the same table, whatever the order of rows. Raises UserError for an unknown province, one
    compared with itself, or an unknown `copies`.

    >>> tables = corpus.term_counts, corpus.article_totals, corpus.articles
    >>> compared = compare_provinces(*tables, province="江西", against="湖北")
    >>> compared[compared["term"] == "社区"][["masked", "n", "n_elsewhere", "log_ratio"]].round(2)
          masked   n  n_elsewhere  log_ratio
    1406   False  17           53      -3.07
    3307    True  17           53      -3.07
    """
    named = [province] if isinstance(province, str) else province
    chosen = {choose_province(articles, name) for name in named if name}
    (against,) = {choose_side(articles, name, against) for name in chosen or {""}}
    texts = gather_texts(term_counts, article_totals, articles, copies)
    if len(texts.provinces) < 2 or texts.terms.empty:
        return schema.empty(schema.PROVINCE_TERMS)
    by_province = _sum_provinces(texts)
    masked = np.asarray(texts.terms.isin(list(masked_terms)), dtype=bool)
    weights = {False: measures.tf_idf(by_province), True: _without(by_province, masked)}
    frames = []
    for number, name in enumerate(texts.provinces):
        if (chosen and name not in chosen) or name == against:
            continue
        here = texts.province == name
        there = ~here if against == REST else texts.province == against
        if not texts.tokens[there].any():
            continue
        # One stream for a pair, so that both of its directions give the same p.
        pair = sorted([name, against])
        random = np.random.default_rng([seed, zlib.crc32(" ".join(pair).encode())])
        table = _compare(texts, here, there, permutations, samples, random, turned=pair[0] != name)
        for hide in (False, True):
            rows = table.assign(tf_idf=weights[hide][[number]].toarray()[0], masked=hide)
            rows = rows[~masked] if hide else rows
            rows = rows[(rows["n"] > 0) | rows["p"].notna()]
            rows = rows.assign(province=name, against=against, copies=copies, q=adjust(rows["p"].to_numpy()))
            frames.append(rows)
    if not frames:
        return schema.empty(schema.PROVINCE_TERMS)
    return schema.make(schema.PROVINCE_TERMS, pd.concat(frames, ignore_index=True))


def _compare(
    texts: Texts,
    here: NDArray[np.bool_],
    there: NDArray[np.bool_],
    permutations: int,
    samples: int,
    random: np.random.Generator,
    *,
    turned: bool,
) -> pd.DataFrame:
    """Return one row per term of the texts, in their order: all that two sets of articles tell of each.

    `turned` has chance take the other side first.
    """
    side, other = texts.side(here), texts.side(there)
    n_documents = count_rows(texts.side(here | there).counts)
    first, second = (other, side) if turned else (side, other)
    uncertain = _test(first, second, n_documents, permutations, samples, random)
    of_all, mean_tokens = sum_rows(texts.counts), texts.tokens.sum() / len(texts.provinces)
    return _measure(side, other).assign(
        term=texts.terms,
        n_articles=count_rows(texts.counts[here]),
        n_documents=n_documents,
        dispersion=_disperse(texts, here),
        c_tf_idf=measures.c_tf_idf(sum_rows(side.counts), side.tokens.sum(), of_all, mean_tokens),
        **(_turn(uncertain) if turned else uncertain),
    )


def _measure(side: Side, other: Side) -> pd.DataFrame:
    """Return one row per term, in their order, with all that the counts of the two sides tell."""
    n, n_other = sum_rows(side.counts), sum_rows(other.counts)
    tokens, tokens_other = float(side.tokens.sum()), float(other.tokens.sum())
    mean_length = (tokens + tokens_other) / (len(side) + len(other))
    log_odds, z = measures.log_odds(n, tokens, n_other, tokens_other, mean_length)
    return pd.DataFrame(
        {
            "n": n,
            "n_elsewhere": n_other,
            "rate_per_10k": 1e4 * n / tokens,
            "rate_elsewhere": 1e4 * n_other / tokens_other,
            "log_ratio": measures.log_ratio(n, tokens, n_other, tokens_other),
            "log_odds": log_odds,
            "log_odds_z": z,
            "g2": measures.log_likelihood(n, tokens, n_other, tokens_other),
            "chi2": measures.chi_square(n, tokens, n_other, tokens_other),
            "too_few": min(len(side), len(other)) < FEWEST_DOCUMENTS,
        }
    )


def _test(
    side: Side,
    other: Side,
    n_documents: NDArray[np.int64],
    permutations: int,
    samples: int,
    random: np.random.Generator,
) -> dict[str, Numbers]:
    """Return ci_low, ci_high and p of each term; missing where there are too few witnesses, or too few of like length for p."""
    low, high, p = (np.full(len(n_documents), np.nan) for _ in range(3))
    tested = np.flatnonzero(_can_differ(n_documents, len(side), len(other)))
    if min(len(side), len(other)) >= FEWEST_DOCUMENTS and len(tested):
        some, others = (Side(s.counts[:, tested].tocsr(), s.tokens) for s in (side, other))
        low[tested], high[tested] = bootstrap_interval(some, others, samples, random)
        if min(exchangeable(side, other)) >= FEWEST_DOCUMENTS:
            p[tested] = permutation_p(some, others, permutations, random)
    return {"ci_low": low, "ci_high": high, "p": p}


def _turn(uncertain: dict[str, Numbers]) -> dict[str, Numbers]:
    """Return the same of the other side's point of view."""
    return {"ci_low": -uncertain["ci_high"], "ci_high": -uncertain["ci_low"], "p": uncertain["p"]}


def _can_differ(n_documents: NDArray[np.int64], here: int, there: int) -> NDArray[np.bool_]:
    """Tell which terms could have a small p at all: if those that hold them, or use them most, were all on the smaller side.

    What cannot be found need not be tested, which leaves a better chance to what can (Tarone 1990). Three witnesses are the least.
    """
    fewest = min(here, there)
    held, of_term = np.unique(n_documents, return_inverse=True)  # few numbers, of many terms
    k = np.minimum(held, fewest)
    least = scipy.stats.hypergeom.pmf(k, here + there, k, fewest)
    able: NDArray[np.bool_] = ((held >= _FEWEST_WITH_TERM) & (least <= _SMALL_P))[of_term]
    return able


def _sum_provinces(texts: Texts) -> sparse.csr_matrix:
    """Return the counts of each province that has text (rows, in their order) and term (columns)."""
    of_province = [texts.province == name for name in texts.provinces]
    sums = sparse.csr_matrix(np.array(of_province, dtype="float64"))
    return (sums @ texts.counts).tocsr()


def _without(by_province: sparse.csr_matrix, masked: NDArray[np.bool_]) -> sparse.csr_matrix:
    """Return TF-IDF of the terms that are not masked, zero for those that are."""
    kept = np.flatnonzero(~masked)
    places = sparse.csr_matrix(
        (np.ones(len(kept)), (np.arange(len(kept)), kept)), shape=(len(kept), len(masked))
    )
    return (measures.tf_idf(by_province[:, kept]) @ places).tocsr() if len(kept) else by_province * 0


def _disperse(texts: Texts, here: NDArray[np.bool_]) -> Numbers:
    """Return each term's normalised deviation of proportions over the articles of one side; missing where it has none."""
    shares = texts.tokens[here] / texts.tokens[here].sum()
    counts = texts.counts[here].tocoo()
    smallest = np.full(len(texts.terms), shares[shares > 0].min())
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = deviation_of_proportions(
            counts.col.astype("int64"), counts.data, shares[counts.row], smallest
        )
    return np.where(sum_rows(texts.counts[here]) > 0, spread, np.nan)
