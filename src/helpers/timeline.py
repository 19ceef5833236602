"""When it was published and when it happened: publications, mentioned days and term rates over time."""

from collections.abc import Iterable
from typing import Literal

import numpy as np
import pandas as pd

from helpers import schema
from helpers.errors import unknown

__all__ = [
    "Period",
    "choose_period",
    "count_event_days",
    "count_publications",
    "count_term_timeline",
    "list_events",
    "mark_episodes",
    "parse_period",
    "split_episodes",
]

Period = Literal["day", "week", "month", "quarter", "year"]
_CODES: dict[Period, str] = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
# A publication date known to the month tells the quarter and the year, but not the week.
_FINE_ENOUGH: dict[Period, tuple[str, ...]] = {
    "day": ("day",),
    "week": ("day",),
    "month": ("day", "month"),
    "quarter": ("day", "month"),
    "year": ("day", "month", "year"),
}
_EVENT_PRECISIONS = ("day", "range", "part-month", "month")
_SENTENCE_ENDS = "。！？；\n"
_SENTENCE_CHARS = 120


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
    if period not in _CODES:
        raise unknown("period", period, ["auto", *_CODES])
    return period


def count_publications(articles: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row per (province, period, published_precision) in which articles were published: n_articles.

    `period` is its first day (weeks begin on Monday). What is known only to the month or the year is
    counted under that month or year when it is coarser than `period`, and `published_precision` says so.
    Articles without a province have province ''; those without a publication date are left out.
    """
    dated = articles[articles["published"].notna()]
    start = _first_day(dated["published"], period)
    for coarse in ("month", "year"):
        too_coarse = (dated["published_precision"] == coarse) & (coarse not in _FINE_ENOUGH[period])
        start = start.mask(too_coarse, _first_day(dated["published"], coarse))
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


def list_events(date_mentions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """One row per date mentioned in an article's text that is known to the month or better.

    Columns: article_id, start (of the mention, in articles.text), province (that issued the article, '' when
    unknown), date_from, date_to, precision, surface, sentence, confidence, title. The sentence is cut at
    。！？； and line ends, and to at most 120 characters around the mention. Sorted by date, province and
    place in the text.
    """
    usable = date_mentions[
        date_mentions["precision"].isin(_EVENT_PRECISIONS)
        & date_mentions["date_from"].notna()
        & date_mentions["date_to"].notna()
    ]
    events = usable.merge(articles[["article_id", "province", "title", "text"]], on="article_id")
    sentences = [
        _sentence(text, int(start), int(end))
        for text, start, end in zip(events["text"], events["start"], events["end"], strict=True)
    ]
    columns = [
        "article_id", "start", "province", "date_from", "date_to", "precision",
        "surface", "sentence", "confidence", "title",
    ]  # fmt: skip
    events = events.assign(province=events["province"].fillna(""), sentence=pd.Series(sentences, dtype="str"))
    return events[columns].sort_values(
        ["date_from", "date_to", "province", "article_id", "start"], ignore_index=True
    )


def count_event_days(events: pd.DataFrame) -> pd.DataFrame:
    """One row per (province, date) that articles of the province mention to the day: n_mentions, n_articles.

    `events` comes from `list_events`.
    """
    days = events[events["precision"] == "day"].rename(columns={"date_from": "date"})
    counted = days.groupby(["province", "date"]).agg(
        n_mentions=("article_id", "size"), n_articles=("article_id", "nunique")
    )
    return counted.reset_index().astype({"n_mentions": "Int64", "n_articles": "Int64"})


def split_episodes(dates: "pd.Series[pd.Timestamp]", gap_days: int = 90) -> pd.DataFrame:
    """One row per episode, a run of dates without more than `gap_days` between neighbours.

    Columns: episode (from 1), date_from, date_to. A chart gives each episode a panel, in place of empty
    years.
    """
    days = dates.dropna().astype("datetime64[s]").drop_duplicates().sort_values(ignore_index=True)
    episode = (days.diff() > pd.Timedelta(days=gap_days)).cumsum() + 1
    bounds = days.groupby(episode).agg(["min", "max"]).rename(columns={"min": "date_from", "max": "date_to"})
    return bounds.rename_axis("episode").reset_index().astype({"episode": "Int64"})


def mark_episodes(
    table: pd.DataFrame, date: str, present: str | None = None, gap_days: int = 90
) -> pd.DataFrame:
    """Return the table with a column `episode`: the months of the episode that the date falls in.

    Of the rows, those with a value in the column `present` make the episodes, where it is named. Labels such
    as 2020-01 to 2020-03 sort by time; a date before every episode has none.
    """
    known = table[date] if present is None else table.loc[table[present].notna(), date]
    episodes = split_episodes(known, gap_days)
    first, last = (episodes[column].dt.strftime("%Y-%m") for column in ("date_from", "date_to"))
    labels = pd.Series(
        np.where(first == last, first, first + " to " + last), index=episodes.index, dtype="str"
    )
    number = episodes["date_from"].searchsorted(table[date].astype("datetime64[s]"), side="right") - 1
    return table.assign(episode=pd.Series(number, index=table.index).map(labels).astype("str"))


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
    """
    wanted = list(dict.fromkeys(terms))
    usable = articles[
        articles["province"].notna()
        & articles["published"].notna()
        & articles["published_precision"].isin(_FINE_ENOUGH[period])
    ]
    if usable.empty or not wanted:
        return schema.empty(schema.TERM_TIMELINE)
    dated = usable[["article_id", "province"]].assign(period=_first_day(usable["published"], period))
    dated = dated.assign(
        n_tokens=dated["article_id"]
        .map(article_totals.set_index("article_id")["n_tokens"])
        .fillna(0)
        .astype("Int64")
    )
    written = dated.groupby(["province", "period"])["n_tokens"].sum()

    span = pd.period_range(dated["period"].min(), dated["period"].max(), freq=_CODES[period]).to_timestamp()
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


def _first_day(dates: "pd.Series[pd.Timestamp]", period: Period) -> "pd.Series[pd.Timestamp]":
    return dates.dt.to_period(_CODES[period]).dt.start_time.astype("datetime64[s]")


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence that holds text[start:end], at most 120 characters of it around the mention."""
    first = max(text.rfind(mark, 0, start) for mark in _SENTENCE_ENDS) + 1
    last = min((at + 1 for mark in _SENTENCE_ENDS if (at := text.find(mark, end)) >= 0), default=len(text))
    if last - first > _SENTENCE_CHARS:
        middle = (start + end) // 2
        first = min(max(first, middle - _SENTENCE_CHARS // 2), last - _SENTENCE_CHARS)
        last = first + _SENTENCE_CHARS
    return text[first:last].strip()
