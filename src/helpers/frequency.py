"""Term counts → how often, how widely and how evenly each term occurs, in all articles or in groups of them."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from helpers.dispersion import deviation_of_proportions
from helpers.errors import unknown

__all__ = ["FREQUENCY_COLUMNS", "choose_terms", "count_frequency", "spread_rates"]

_NO_GROUPS = ("article_id", "text", "authors", "about_provinces")  # of one article each, or lists
FREQUENCY_COLUMNS = {
    "term": "str",
    "n": "Int64",
    "n_articles": "Int64",
    "rate_per_10k": "float64",
    "share_articles": "float64",
    "dispersion": "float64",
    "total_tokens": "Int64",
    "total_articles": "Int64",
}


def count_frequency(
    term_counts: pd.DataFrame,
    article_totals: pd.DataFrame,
    articles: pd.DataFrame,
    by: str | Sequence[str] = (),
) -> pd.DataFrame:
    """Return one row per term of the given articles, or per group and term, by falling rate within a group.

    `by` names columns of `articles` that make the groups, such as "province", "outlet" or the "period" that
    `timeline.mark_periods` adds; they come first in the table, and articles without a value are in no group.
    Counts of other articles are ignored; hand over canonical copies only, so that a reprint counts once.
    n is the number of occurrences, n_articles of articles with the term, share_articles their share of the group's
    articles (0 to 1), rate_per_10k is n per 10,000 of the group's total_tokens, which are counted before stop words are
    dropped, and dispersion is Gries's deviation of proportions over the group's articles, normalised: 0 when
    the term is spread as the text is, 1 when it is confined to the smallest article; missing when fewer than two
    articles have text. A term that a group lacks has no row there. Ties of the rate fall to the order of code points.
    Raises UserError for a column that `articles` lacks.

    >>> counted = corpus.counted
    >>> frequency = count_frequency(counted.term_counts, counted.article_totals, counted.articles)
    >>> frequency[["term", "n", "n_articles", "rate_per_10k"]].head(2).round(1)
       term    n  n_articles  rate_per_10k
    0  疫情防控  127          14         106.3
    1    工作  111          15          92.9
    """
    groups = [by] if isinstance(by, str) else list(by)
    choices = [column for column in articles.columns if column not in _NO_GROUPS]
    for column in groups:
        if column not in choices:
            raise unknown("by", column, choices, "helpers.timeline.group_articles adds a column of periods.")
    parts = articles[["article_id", *groups]].dropna().merge(article_totals, on="article_id")
    parts = parts.sort_values("article_id")
    parts["group"] = parts.groupby(groups, sort=True).ngroup() if groups else 0
    parts["total_tokens"] = parts.groupby("group")["n_tokens"].transform("sum")
    parts["total_articles"] = parts.groupby("group")["article_id"].transform("size")
    parts["share"] = (parts["n_tokens"] / parts["total_tokens"]).astype("float64")

    counts = term_counts.loc[term_counts["n"] > 0, ["article_id", "term", "n"]].merge(parts, on="article_id")
    counts = counts.sort_values(
        ["group", "term", "article_id"]
    )  # one order of adding up, one result to the last bit
    counts["code"] = counts.groupby(["group", "term"]).ngroup()
    first = counts.drop_duplicates("code")
    smallest = parts[parts["share"] > 0].groupby("group")["share"].min()
    totals = counts.groupby("code")["n"].agg(n="sum", n_articles="size")
    frequency = first.drop(columns="n").set_index("code").join(totals)
    frequency = frequency.assign(
        rate_per_10k=frequency["n"] / frequency["total_tokens"] * 10_000,
        share_articles=frequency["n_articles"] / frequency["total_articles"],
        dispersion=deviation_of_proportions(
            counts["code"].to_numpy("int64"),
            counts["n"].to_numpy("float64"),
            counts["share"].to_numpy("float64"),
            first["group"].map(smallest).to_numpy("float64"),
        ),
    )
    frequency = frequency.sort_values(
        ["group", "n", "term"], ascending=[True, False, True], ignore_index=True
    )
    return frequency[[*groups, *FREQUENCY_COLUMNS]].astype(FREQUENCY_COLUMNS)


def spread_rates(frequency: pd.DataFrame, by: str, terms: Iterable[str], most: int = 8) -> pd.DataFrame:
    """Return one row per term, in their order, and a column for each group: the rate per 10,000 tokens.

    `frequency` is `count_frequency`'s table by the column `by`. Of the groups, the `most` with the most tokens stand there,
    in the order of their names; the name of a column has the group's tokens in brackets. A term that a group's articles lack
    has the rate 0.
    """
    sizes = frequency.groupby(by)["total_tokens"].first().nlargest(most).sort_index()
    wanted = list(dict.fromkeys(terms))
    rows = frequency[frequency[by].isin(sizes.index) & frequency["term"].isin(wanted)]
    rates = rows.pivot_table(index="term", columns=by, values="rate_per_10k")
    rates = rates.reindex(index=pd.Index(wanted, name="term"), columns=sizes.index).fillna(0.0)
    rates.columns = pd.Index([f"{_name(group)} ({tokens:,})" for group, tokens in sizes.items()])
    return rates.reset_index().astype({"term": "str"})


def _name(group: Any) -> str:
    return f"{group:%Y-%m-%d}" if isinstance(group, pd.Timestamp) else str(group)


def choose_terms(frequency: pd.DataFrame, terms: str = "", n: int = 4) -> list[str]:
    """Return the terms named, which commas separate, or the `n` most frequent ones when none is named."""
    named = [term.strip() for term in re.split("[,，、]", str(terms)) if term.strip()]
    return named or frequency["term"].head(n).tolist()
