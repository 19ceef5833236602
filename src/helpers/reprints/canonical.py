"""Which copy stands for a family."""

import pandas as pd

__all__ = ["choose_canonical"]


def choose_canonical(articles: pd.DataFrame) -> pd.DataFrame:
    """One row per article, as handed in, with `is_canonical` set and `family` named after the canonical copy.

    `family` tells which articles belong together; among those that are there, the canonical copy is the
    earliest published (a month counts as its last day, no date comes last), then the longest, then the
    first article_id.
    """
    ranked = pd.DataFrame(
        {
            "family": articles["family"].to_numpy(),
            "latest": _latest_day(articles).to_numpy(),
            "shortness": -articles["n_chars"].to_numpy(),
            "article_id": articles["article_id"].to_numpy(),
        }
    ).sort_values(["latest", "shortness", "article_id"], na_position="last")
    first = ranked.groupby("family")["article_id"].transform("first").sort_index().astype("str")
    return articles.assign(
        family=first.astype("str").to_numpy(),
        is_canonical=(first == ranked["article_id"].sort_index()).to_numpy(dtype=bool),
    )


def _latest_day(articles: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    """The last day that each publication date can mean: a month is not earlier than a day within it."""
    published = articles["published"]
    precision = articles["published_precision"]
    return published.mask(precision == "month", published + pd.offsets.MonthEnd(0)).mask(
        precision == "year", published + pd.offsets.YearEnd(0)
    )
