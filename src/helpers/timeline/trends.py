"""Term rates over time, each with its denominator."""

from collections.abc import Iterable

import pandas as pd

from helpers import schema
from helpers.timeline.periods import CODES, FINE_ENOUGH, Period, first_day

__all__ = ["count_term_timeline"]


def count_term_timeline(
    term_counts: pd.DataFrame,
    article_totals: pd.DataFrame,
    articles: pd.DataFrame,
    terms: Iterable[str],
    period: Period,
) -> pd.DataFrame:
    """One row per (province, term, period) between the corpus's first and last period: TERM_TIMELINE.

    Counts the `articles` handed in that have a province and a publication date at least as exact as the
    period. Absent is not zero: where a province has no article in a period, n, n_articles and
    rate_per_10k are missing and total_tokens is 0; articles without the term give 0.

    >>> chosen = corpus.where(provinces="江西").counted
    >>> rates = count_term_timeline(chosen.term_counts, chosen.article_totals, chosen.articles, ["社区"], "year")
    >>> rates[["term", "period", "n", "total_tokens", "rate_per_10k"]]
      term     period     n  total_tokens  rate_per_10k
    0   社区 2020-01-01     1          1861      5.373455
    1   社区 2021-01-01  <NA>             0           NaN
    2   社区 2022-01-01    16          4344     36.832413
    """
    wanted = list(dict.fromkeys(terms))
    usable = articles[
        articles["province"].notna()
        & articles["published"].notna()
        & articles["published_precision"].isin(FINE_ENOUGH[period])
    ]
    if usable.empty or not wanted:
        return schema.empty(schema.TERM_TIMELINE)
    dated = usable[["article_id", "province"]].assign(period=first_day(usable["published"], period))
    dated = dated.assign(
        n_tokens=dated["article_id"]
        .map(article_totals.set_index("article_id")["n_tokens"])
        .fillna(0)
        .astype("Int64")
    )
    written = dated.groupby(["province", "period"])["n_tokens"].sum()

    span = pd.period_range(dated["period"].min(), dated["period"].max(), freq=CODES[period]).to_timestamp()
    provinces = sorted(dated["province"].unique())
    grid = pd.MultiIndex.from_product(
        [provinces, wanted, span.astype("datetime64[s]")], names=["province", "term", "period"]
    ).to_frame(index=False)
    grid = grid.merge(written.rename("total_tokens").reset_index(), on=["province", "period"], how="left")

    hits = term_counts[term_counts["term"].isin(wanted) & (term_counts["n"] > 0)].merge(
        dated, on="article_id"
    )
    found = hits.groupby(["province", "term", "period"]).agg(
        n=("n", "sum"), n_articles=("article_id", "nunique")
    )
    grid = grid.merge(found.reset_index(), on=["province", "term", "period"], how="left")

    absent = grid["total_tokens"].isna()
    tokens = grid["total_tokens"].fillna(0)
    n = grid["n"].astype("Int64").fillna(0).mask(absent)
    rate = 1e4 * n.astype("float64") / tokens.astype("float64").where(tokens > 0)
    n_articles = grid["n_articles"].astype("Int64").fillna(0).mask(absent)
    return schema.make(
        schema.TERM_TIMELINE,
        grid.assign(n=n, n_articles=n_articles, total_tokens=tokens, rate_per_10k=rate),
    )
