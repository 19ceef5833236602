"""When articles were published, as exactly as it is known."""

import pandas as pd

from helpers.timeline.periods import FINE_ENOUGH, Period, first_day

__all__ = ["count_publications"]


def count_publications(articles: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row per (province, period, published_precision) in which articles were published: n_articles.

    `period` is its first day (weeks begin on Monday). What is known only to the month or the year is
    counted under that month or year when it is coarser than `period`, and `published_precision` says so.
    Articles without a province have province ''; those without a publication date are left out.
    """
    dated = articles[articles["published"].notna()]
    start = first_day(dated["published"], period)
    for coarse in ("month", "year"):
        too_coarse = (dated["published_precision"] == coarse) & (coarse not in FINE_ENOUGH[period])
        start = start.mask(too_coarse, first_day(dated["published"], coarse))
    counted = (
        pd.DataFrame(
            {
                "province": dated["province"].fillna(""),
                "period": start,
                "published_precision": dated["published_precision"],
            }
        )
        .groupby(["province", "period", "published_precision"], dropna=False)
        .size()
        .reset_index(name="n_articles")
    )
    return counted.astype({"n_articles": "Int64"})
