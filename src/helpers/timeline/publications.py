"""When articles were published, as exactly as it is known."""

from functools import partial

import pandas as pd

from helpers.timeline.periods import FINE_ENOUGH, Period, coarsen, first_day

__all__ = ["count_publications"]


def count_publications(articles: pd.DataFrame, period: Period | None = None) -> pd.DataFrame:
    """One row per (province, period, published_precision) in which articles were published: n_articles, article_id, by.

    `period` is its first day (weeks begin on Monday), `by` how long it is. What is known only to the month or the
    year is counted under that month or year when it is coarser than `by`, and `published_precision` says so.
    `article_id` is that of a single article, and missing where there are several.
    Without a period given, the finest is taken that a picture has room for (`coarsen`). Articles without a province have province ''; those without a publication date are left out.

    >>> published = count_publications(corpus.where(provinces="江西").articles, "month")
    >>> published[["province", "period", "n_articles"]]
      province     period  n_articles
    0       江西 2020-02-01           2
    1       江西 2022-05-01           7
    """
    if period is None:
        return coarsen(partial(count_publications, articles))
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
                "article_id": dated["article_id"],
            }
        )
        .groupby(["province", "period", "published_precision"], dropna=False)["article_id"]
        .agg(n_articles="size", article_id="first")
        .reset_index()
    )
    counted["article_id"] = counted["article_id"].where(counted["n_articles"] == 1).astype("str")
    by = pd.Series(period, index=counted.index, dtype="str")
    return counted.astype({"n_articles": "Int64"}).assign(by=by)
