"""Periods: how long they are, which dates tell them, and the first day of the one that a date falls in."""

from collections.abc import Callable
from typing import Literal

import pandas as pd

from helpers.errors import unknown

__all__ = [
    "CODES",
    "FINE_ENOUGH",
    "Period",
    "choose_period",
    "coarsen",
    "first_day",
    "group_articles",
    "last_day",
    "mark_periods",
    "parse_period",
]

Period = Literal["day", "week", "month", "quarter", "year"]
CODES: dict[Period, str] = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
# A publication date known to the month tells the quarter and the year, but not the week.
FINE_ENOUGH: dict[Period, tuple[str, ...]] = {
    "day": ("day",),
    "week": ("day",),
    "month": ("day", "month"),
    "quarter": ("day", "month"),
    "year": ("day", "month", "year"),
}
_GROUPS = ("province", "city", "outlet")
_MOST_MARKS = 1200  # on one picture


def choose_period(dates: "pd.Series[pd.Timestamp]") -> Period:
    """The period that cuts the span of the dates into roughly 8 to 60 pieces; missing dates are passed over.

    Up to 60 days: day; up to 400: week; up to 6 years: month; up to 15 years: quarter; else year.
    """
    known = dates.dropna()
    days = (known.max() - known.min()).days if len(known) else 0
    limits: tuple[tuple[int, Period], ...] = (
        (60, "day"),
        (400, "week"),
        (6 * 366, "month"),
        (15 * 366, "quarter"),
    )
    return next((period for limit, period in limits if days <= limit), "year")


def parse_period(period: str, dates: "pd.Series[pd.Timestamp]") -> Period:
    """Return the period named, or for "auto" the one that suits the dates. Raises UserError for another name."""
    if period == "auto":
        return choose_period(dates)
    if period not in CODES:
        raise unknown("period", period, ["auto", *CODES])
    return period


def first_day(dates: "pd.Series[pd.Timestamp]", period: Period) -> "pd.Series[pd.Timestamp]":
    """The first day of the period that each date falls in; weeks begin on Monday."""
    return dates.dt.to_period(CODES[period]).dt.start_time.astype("datetime64[s]")


def last_day(first: "pd.Series[pd.Timestamp]", period: Period) -> "pd.Series[pd.Timestamp]":
    """The last day of each period, given its first."""
    return first.dt.to_period(CODES[period]).dt.end_time.dt.normalize().astype("datetime64[s]")


def mark_periods(articles: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the articles with a column `period`: the first day of the one they were published in.

    Missing where the date of publication is, or is not known exactly enough.
    """
    usable = articles["published_precision"].isin(FINE_ENOUGH[period])
    return articles.assign(period=first_day(articles["published"].where(usable), period))


def group_articles(articles: pd.DataFrame, by: str) -> tuple[pd.DataFrame, str]:
    """Return the articles and the name of the column that groups them: province, city, outlet, or period.

    `by` names that column, or the period itself (day, week, month, quarter, year), which becomes a text such as 2020-02.
    Raises UserError for another name.
    """
    if by in CODES:
        first = mark_periods(articles, by)["period"]
        named = first.dt.to_period(CODES[by]).astype("str").where(first.notna())
        return articles.assign(period=named), "period"
    if by not in _GROUPS:
        raise unknown("by", by, [*_GROUPS, *CODES])
    return articles, by


def coarsen(count: Callable[[Period], pd.DataFrame]) -> pd.DataFrame:
    """The table that `count` makes by the finest of day, week, month and year with at most 1,200 rows, else by year.

    So a picture of it stays readable.
    """
    periods: tuple[Period, ...] = ("day", "week", "month")
    for period in periods:
        if len(counted := count(period)) <= _MOST_MARKS:
            return counted
    return count("year")
