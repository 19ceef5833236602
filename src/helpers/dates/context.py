"""What dates an expression that leaves something out: the publication date and the text before it."""

import calendar
import datetime
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from helpers.dates.expressions import Expression
from helpers.dates.holidays import Interval

__all__ = [
    "CLOSING_QUOTES", "Confidence", "Context", "Mention", "Unresolvable", "lowest", "make_day", "month_of",
    "shift_month", "try_day",
]  # fmt: skip

Confidence = Literal["high", "medium", "low"]
_CONFIDENCES: tuple[Confidence, ...] = ("low", "medium", "high")
# Characters over which a year far from publication carries on into the next sentence.
_NEAR = 80
# Characters over which a sentence or paragraph is looked through, and mentions that are looked back on.
_FAR, _MEMORY = 2000, 500
_SENTENCE_END = re.compile("[。！？!?\n]")
_OPENING_QUOTES, CLOSING_QUOTES = "“「『", "”」』"


@dataclass(frozen=True, slots=True)
class Mention:
    """One calendar expression with its interval; `first` or `last` is None where that end is open."""

    start: int
    end: int
    first: datetime.date | None
    last: datetime.date | None
    precision: str
    rule: str
    confidence: Confidence
    year_given: bool = False
    gregorian: bool = False

    @property
    def full(self) -> bool:
        """Year and month stand in the text itself, the year in figures."""
        return self.gregorian and self.rule.endswith(("year given", "民国 year")) and self.last is not None


class Unresolvable(Exception):
    """The expression cannot be dated; the message is the reason, the interval what is known of its ends."""

    def __init__(self, reason: str, first: datetime.date | None = None, last: datetime.date | None = None):
        """Keep the reason as the message and whichever end is known."""
        super().__init__(reason)
        self.first, self.last = first, last


@dataclass(slots=True)
class Context:
    """What dates an expression that leaves something out; grows while a text is read."""

    text: str
    published: datetime.date | None
    precision: str | None
    default_year: int | None
    mentions: list[Mention]
    expressions: list[Expression]

    def before(self) -> Iterator[Mention]:
        """The mentions read so far, the nearest first; bounded, so that a long text stays linear."""
        return itertools.islice(reversed(self.mentions), _MEMORY)

    def in_paragraph(self, start: int, end: int) -> bool:
        """Whether two offsets lie in one paragraph, and not far apart."""
        return end - start <= _FAR and "\n" not in self.text[start:end]

    @property
    def anchor(self) -> datetime.date | None:
        """The publication date when it is known to the day or month."""
        return self.published if self.precision in ("day", "month") else None

    def year(self) -> tuple[int, str, Confidence]:
        """The year that 今年 means."""
        if self.published is not None:
            return self.published.year, "year from publication", "high"
        if self.default_year is not None:
            return self.default_year, "default year", "medium"
        raise Unresolvable("no year known")

    def dated(self) -> Mention | None:
        """The nearest preceding mention that names its year and month."""
        return next((m for m in self.before() if m.year_given and m.gregorian and m.last), None)

    def nearest(self, at: int, day_in: Callable[[int], datetime.date | None]) -> tuple[int, str, Confidence]:
        """The year for which `day_in(year)` is the likeliest, for an expression at an offset that names none."""
        told = self.dated()
        if told is not None and told.last is not None:
            # A month is often only compared with (去年3月); a day is told of.
            told_of = told.precision in ("day", "range") and at - told.end <= _FAR
            same_sentence = told_of and not _SENTENCE_END.search(self.text, told.end, at)
            far = self.published is not None and abs(told.last.year - self.published.year) > 1
            if same_sentence or (far and at - told.end <= _NEAR and self.in_paragraph(told.end, at)):
                day = day_in(told.last.year)
                if day is not None and day.replace(day=1) >= told.last.replace(day=1):
                    return told.last.year, "year from the text", "high"
                if told.last.month >= 11:  # 2019年12月31日……1月3日: the story runs on into the next year.
                    return told.last.year + 1, "year from the text", "high"
        if self.anchor is not None:
            return _nearest_year(self.anchor, day_in), "year nearest to publication", "high"
        if self.published is not None:
            return self.published.year, "year from publication", "high"
        full = next((m for m in self.before() if m.full), None)
        if full is not None and full.last is not None:
            return _nearest_year(full.last, day_in), "year from the text", "medium"
        return self.year()

    def month(self) -> tuple[datetime.date, str] | None:
        """First day of the month in force: the last one that the text named, else that of publication."""
        for mention in self.before():
            if mention.gregorian and mention.last is not None and mention.precision != "year":
                return mention.last.replace(day=1), "month in force"
        return (self.anchor.replace(day=1), "month of publication") if self.anchor else None

    def day(self) -> Mention | None:
        """The nearest preceding mention of a single day."""
        return next((m for m in self.before() if m.precision == "day"), None)

    def quoted(self, at: int) -> bool:
        """Whether an offset lies inside quotation marks opened in its paragraph."""
        begin = max(self.text.rfind("\n", 0, at) + 1, at - 500)
        opened = max(self.text.rfind(mark, begin, at) for mark in _OPENING_QUOTES)
        return opened > max(self.text.rfind(mark, begin, at) for mark in CLOSING_QUOTES)


def make_day(year: int, month: int, day: int) -> datetime.date:
    """One day; raises Unresolvable with the reason when the calendar has no such day."""
    if not 1 <= month <= 12:
        raise Unresolvable(f"there is no month {month}")
    if not 1 <= year <= 9998:
        raise Unresolvable(f"there is no year {year}")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise Unresolvable(f"month {month} of {year} has no day {day}")
    return datetime.date(year, month, day)


def try_day(year: int, month: int, day: int) -> datetime.date | None:
    """One day, or None when the calendar has no such day."""
    try:
        return make_day(year, month, day)
    except Unresolvable:
        return None


def month_of(year: int, month: int) -> Interval:
    """First and last day of a month; raises Unresolvable when there is no such month."""
    first = make_day(year, month, 1)
    return first, first.replace(day=calendar.monthrange(year, month)[1])


def shift_month(first: datetime.date, months: int) -> datetime.date:
    """The first day of the month that lies so many months after the one that begins on `first`."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return make_day(year, month + 1, 1)


def lowest(*confidences: Confidence) -> Confidence:
    """The least sure of several confidences."""
    return min(confidences, key=_CONFIDENCES.index)


def _nearest_year(anchor: datetime.date, day_in: Callable[[int], datetime.date | None]) -> int:
    """The year in which `day_in(year)` comes nearest to the anchor."""
    days = [(y, day_in(y)) for y in (anchor.year, anchor.year - 1, anchor.year + 1) if 1 < y < 9998]
    known = [(abs((day - anchor).days), y) for y, day in days if day is not None]
    if not known:
        raise Unresolvable("no such day in the years around")
    return min(known)[1]
