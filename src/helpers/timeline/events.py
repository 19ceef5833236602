"""Dates that the texts name, as events: when, where, and the sentence that says so."""

import datetime
from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import pandas as pd

from helpers.errors import UserError
from helpers.quotable import quote_sentence
from helpers.sentences import Sentence
from helpers.timeline.periods import Period, coarsen, first_day, last_day

__all__ = ["choose_day", "count_event_days", "count_events", "find_events", "list_events"]

_PRECISIONS = ("day", "range", "part-month", "month")
_LONGEST = pd.Timedelta(days=31)  # what lasts longer than a month is no event, but a time
_MOST_QUOTED = 400
_OF_ARTICLES = ("title", "title_truncated", "outlet", "published", "published_precision")


class _Place(NamedTuple):
    """A province that a text names: where, and whether only as the end of somebody's way."""

    start: int
    province: str
    aside: bool


def list_events(
    date_mentions: pd.DataFrame, articles: pd.DataFrame, place_mentions: pd.DataFrame, *, whole: bool = True
) -> pd.DataFrame:
    """One row per date named in an article's text that is known to the month or better and lasts no longer.

    Columns: article_id, start and end (of the mention, in articles.text), date_from, date_to, precision, surface,
    confidence, rule, sentence (its words, at most 120 characters around the mention; without `whole`, what of them may
    be quoted of an unpublished text), at (where in them the surface
    stands), sentence_start (in articles.text), title, outlet, published and published_precision of the article, issuing
    (the province that issued it, '' when unknown), province (where the event belongs, '' when unknown),
    province_from (`sentence`, `article` or `issuing`), quoted (whether it is among the 400 that a page has room for)
    and entry (the day or days under which a page lists it, missing where it is not quoted). An event belongs to the
    province that its article is about most, unless its sentence names just one other as the place of what happens
    (place_mentions.aside tells where people only come from or go to), or the issuing one as where they come from.
    Sorted by date, province and place in the text.
    """
    usable = date_mentions[
        date_mentions["precision"].isin(_PRECISIONS)
        & date_mentions["date_from"].notna()
        & date_mentions["date_to"].notna()
        & (date_mentions["date_to"] - date_mentions["date_from"] < _LONGEST)
    ]
    events = usable.merge(
        articles[["article_id", "province", "about_provinces", *_OF_ARTICLES]], on="article_id"
    )
    named = _named_places(events, place_mentions)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    sentences = [
        quote_sentence(texts[article_id], int(start), int(end), whole=whole)
        for article_id, start, end in zip(events["article_id"], events["start"], events["end"], strict=True)
    ]
    issuing = events["province"].fillna("").astype("str")
    placed = [
        _belongs(named.get(article_id, ()), sentence, home, mainly)
        for article_id, sentence, home, mainly in zip(
            events["article_id"], sentences, issuing, events["about_provinces"], strict=True
        )
    ]
    events = events.assign(
        issuing=issuing,
        province=pd.Series([province for province, _ in placed], dtype="str"),
        province_from=pd.Series([source for _, source in placed], dtype="str"),
        sentence=pd.Series([sentence.words for sentence in sentences], dtype="str"),
        at=pd.Series([sentence.at for sentence in sentences], dtype="Int64"),
        sentence_start=pd.Series([sentence.start for sentence in sentences], dtype="Int64"),
        title=events["title"].mask(events["title_truncated"], events["title"] + "…"),
    )
    columns = [
        "article_id", "start", "end", "date_from", "date_to", "precision", "surface", "confidence", "rule", "sentence",
        "at", "sentence_start", *(name for name in _OF_ARTICLES if name != "title_truncated"), "issuing", "province",
        "province_from",
    ]  # fmt: skip
    events = events[columns].sort_values(
        ["date_from", "date_to", "province", "article_id", "start"], ignore_index=True
    )
    first, last = (events[name].dt.strftime("%Y-%m-%d").astype("str") for name in ("date_from", "date_to"))
    quoted = _choose_quotes(events)
    return events.assign(quoted=quoted, entry=first.where(first == last, first + "-" + last).where(quoted))


def _once(events: pd.DataFrame) -> pd.DataFrame:
    """The events without those that their sentence names again: 1月25日，大年初一 is one."""
    return events.drop_duplicates(["article_id", "sentence_start", "date_from", "date_to"])


def count_event_days(events: pd.DataFrame) -> pd.DataFrame:
    """One row per day that the texts name exactly: date, n_mentions, n_articles, quoted (whether a page quotes one).

    `events` comes from `list_events`; a sentence that names a day twice counts once.
    """
    days = _once(events[events["precision"] == "day"]).rename(columns={"date_from": "date"})
    counted = days.groupby("date").agg(
        n_mentions=("article_id", "size"),
        n_articles=("article_id", "nunique"),
        quoted=("quoted", "any"),
    )
    return counted.reset_index().astype({"n_mentions": "Int64", "n_articles": "Int64", "quoted": "bool"})


def count_events(events: pd.DataFrame) -> pd.DataFrame:
    """One row per (province, date_from, date_to) of the events: by, n_mentions, n_articles, sentence, entry.

    A sentence that names a day twice counts once. `sentence` is the first mention's, `entry` that of the first of
    them that is quoted, if one is. `by` is `day` where the interval is that of the mentions; where a
    picture has no room for all, it is the `week`, `month` or `year` that they begin in (`coarsen`).
    """
    return coarsen(partial(_count_events, _once(events)))


def _count_events(events: pd.DataFrame, by: Period) -> pd.DataFrame:
    spans = events[["province", "article_id", "date_from", "date_to", "sentence", "entry"]]
    if by != "day":
        first = first_day(events["date_from"], by)
        spans = spans.assign(date_from=first, date_to=last_day(first, by))
    counted = spans.groupby(["province", "date_from", "date_to"]).agg(
        n_mentions=("article_id", "size"),
        n_articles=("article_id", "nunique"),
        sentence=("sentence", "first"),
        entry=("entry", "first"),
    )
    typed = counted.reset_index().astype({"n_mentions": "Int64", "n_articles": "Int64"})
    return typed.assign(by=pd.Series(by, index=typed.index, dtype="str"))


def find_events(events: pd.DataFrame, day: pd.Timestamp | None) -> pd.DataFrame:
    """The events whose interval holds a day, one row each as in `list_events`: the narrowest and surest first.

    None of them for no day.
    """
    covers = events.head(0)
    if day is not None:
        covers = events[(events["date_from"] <= day) & (events["date_to"] >= day)]
    order = {"high": 0, "medium": 1, "low": 2}
    keys = covers.assign(
        width=covers["date_to"] - covers["date_from"], doubt=covers["confidence"].map(order)
    ).sort_values(["width", "doubt", "province", "article_id", "start"])
    return covers.loc[keys.index].reset_index(drop=True)


def choose_day(day: str) -> pd.Timestamp | None:
    """The day written as 2020-02-03, None for an empty text.

    Raises UserError for what is no date.
    """
    if not str(day).strip():
        return None
    try:
        return pd.Timestamp(datetime.datetime.strptime(str(day).strip(), "%Y-%m-%d"))
    except ValueError:
        raise UserError(f"day={day!r} is not a date. Write it as 2020-02-03.") from None


def _choose_quotes(events: pd.DataFrame) -> "pd.Series[bool]":
    """Which events a page has room to quote: the first of every mark, then the second, from the days most articles name."""
    ranked = events.assign(
        rank=events.groupby(["date_from", "date_to", "province"]).cumcount(),
        articles=events.groupby("date_from")["article_id"].transform("nunique"),
    ).sort_values(["rank", "articles", "date_from"], ascending=[True, False, True], kind="stable")
    return pd.Series(events.index.isin(ranked.index[:_MOST_QUOTED]), index=events.index, dtype="bool")


def _named_places(events: pd.DataFrame, place_mentions: pd.DataFrame) -> dict[str, list[_Place]]:
    """The decided places of the articles that have events, by article, in the order of the text."""
    decided = place_mentions[
        place_mentions["province"].notna() & place_mentions["article_id"].isin(events["article_id"])
    ].sort_values(["article_id", "start"])
    named: dict[str, list[_Place]] = {}
    for article_id, start, province, aside in zip(
        *(decided[name] for name in ("article_id", "start", "province", "aside")), strict=True
    ):
        named.setdefault(article_id, []).append(_Place(int(start), province, aside))
    return named


def _belongs(
    named: Sequence[_Place], sentence: Sentence, issuing: str, about: Sequence[str]
) -> tuple[str, str]:
    """The province of an event, and what told it."""
    first, last = (bisect_left(named, at, key=lambda place: place.start) for at in sentence[:2])
    said = named[first:last]
    here = {place.province for place in said if not place.aside}
    mainly = about[0] if len(about) else issuing
    if len(here) == 1 and mainly not in here:
        return here.pop(), "sentence"
    if not here and any(place.province == issuing != mainly for place in said):  # 上海医疗队奔赴武汉
        return issuing, "sentence"
    return mainly, "article" if len(about) else "issuing"
