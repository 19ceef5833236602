"""When an article was published, from what its page says and, failing that, from the dates in its text."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from helpers.dates.context import DEFAULT_YEAR
from helpers.dates.expressions import Expression, full_year, normalise, number
from helpers.dates.friends import scan
from helpers.dates.mentions import resolve
from helpers.dates.told import Mention

__all__ = ["SOURCES", "date_articles"]

# Where a publication date may stand, the most trustworthy first.
SOURCES = ("override", "column", "page", "meta", "dateline", "letterhead", "byline", "image", "url", "path")
_NAMES = ("image", "url", "path")

_DAY = datetime.timedelta(days=1)
_CHINA = datetime.timezone(datetime.timedelta(hours=8))
_HALF_YEAR = datetime.timedelta(days=183)
_NEAR_DAYS = 7
_EARLIEST = 1900
_BY_DEFAULT = f"; year: {DEFAULT_YEAR}"  # ends the evidence of a date whose year stands nowhere on the page

_EPOCH = re.compile(r"([0-9]{10})(?:[0-9]{3})?(?:\.[0-9]+)?")
_SERIAL = re.compile(r"([3-4][0-9]{4})(?:\.[0-9]+)?")  # Excel's days since 1899-12-30: 1982 to 2036
_SERIAL_START = datetime.datetime(1899, 12, 30)
_YEAR_ONLY = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?:\.0)?")
_YEAR_MONTH = re.compile(r"(?P<year>(?:19|20)[0-9]{2})[-/.](?P<month>0?[1-9]|1[0-2])")
# In names of files and addresses: 20200203, 2020/0203, 2020-02-03, W0 and the time in a CMS's image names.
_NAMED_DAY = re.compile(
    r"(?:(?<=[WP]0)|(?<![0-9]))(?P<year>(?:19|20)[0-9]{2})"
    r"(?:[-/_.]?(?P<month>0[1-9]|1[0-2])[-/_.]?(?P<day>0[1-9]|[12][0-9]|3[01])"
    r"|[-/_.](?P<m>[1-9]|1[0-2])[-/_.](?P<d>[1-9]|[12][0-9]|3[01])(?![0-9]))"
    r"(?P<rest>[0-9]*)"
)
_NAMED_MONTH = re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})[-/]?(?P<month>0[1-9]|1[0-2])(?=[/_])")
_TIME_DIGITS = (0, 4, 6, 9)
# Days as bylines write them besides the calendar's own words: a moment with its time zone, 20200203, 1090203 (a
# year of the Republic), February 3, 2020 and 3 February 2020.
_INSTANT = re.compile(
    r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:?[0-9]{2})"
)
_DIGIT_DAY = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2}|1[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])(?![0-9])"
)
# 98.8.14 beside the name of a paper in Traditional characters is a day of the Republic.
_DOTTED_DAY = re.compile(
    r"(?<![0-9.])(?P<year>[3-9][0-9]|1[01][0-9])\.(?P<month>[0-9]{1,2})\.(?P<day>[0-9]{1,2})(?![0-9.])"
)
_REPUBLIC = re.compile("[報聞臺灣網]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH_DAY = re.compile(
    rf"\b(?:(?P<day0>[0-3]?[0-9])\s)?(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?\s(?(day0)|(?P<day>[0-3]?[0-9]),?\s)"
    r"(?P<year>(?:19|20)[0-9]{2})\b",
    re.IGNORECASE,
)

# Words around a date that is still to come: it says nothing about the day of writing.
_PLAN_BEFORE = re.compile("将于|将在|拟于|预计|计划|力争|争取|确保|原定|推迟到|延长至|延期至|有效期|届时")
_PLAN_AFTER = re.compile("底?之?前(?:完成|实现|全部|建成|竣工|报送|提交|落实)")


@dataclass(frozen=True, slots=True)
class _Stated:
    """A date as a page states it: `year` may be missing, `month` and `day` where it is coarser."""

    year: int | None
    month: int | None
    day: int | None
    evidence: str

    @property
    def precision(self) -> str:
        return "day" if self.day else "month" if self.month else "year"

    def first(self, year: int | None = None) -> datetime.date | None:
        """Its first day, in a year given or its own; None when there is no such day or it is not plausible."""
        year = self.year if year is None else year
        if year is None or not _EARLIEST <= year <= _latest_year():
            return None
        try:
            return datetime.date(year, self.month or 1, self.day or 1)
        except ValueError:
            return None


class _Clue(NamedTuple):
    """A row of schema.CLUES; clues sort by how far their sources are trusted, then by rank."""

    trust: int
    rank: int
    source: str
    words: str


class _Dated(NamedTuple):
    """A publication date: its first day, precision and evidence, and what decided or contradicts it."""

    day: datetime.date | None = None
    precision: str | None = None
    evidence: str | None = None
    rank: int | None = None
    conflict: str | None = None


def _latest_year() -> int:
    return (datetime.datetime.now(_CHINA).date() + _DAY).year


def _from_instant(moment: datetime.datetime, evidence: str) -> _Stated:
    """A moment as a day in China, where it tells its time zone."""
    day = moment.astimezone(_CHINA) if moment.tzinfo else moment
    return _Stated(day.year, day.month, day.day, evidence)


def _read_column(text: str) -> _Stated | None:
    """Read a cell: Unix seconds or milliseconds, Excel's days, ISO 8601, a year and month, a year, or words."""
    value = text.strip()
    if epoch := _EPOCH.fullmatch(value):
        moment = datetime.datetime.fromtimestamp(int(epoch[1]), datetime.UTC)
        return _from_instant(moment, value)
    if serial := _SERIAL.fullmatch(value):
        return _from_instant(_SERIAL_START + int(serial[1]) * _DAY, value)
    try:
        return _from_instant(datetime.datetime.fromisoformat(value), value)
    except (ValueError, OverflowError):
        pass
    for pattern in (_YEAR_ONLY, _YEAR_MONTH):
        if match := pattern.fullmatch(value):
            parts = match.groupdict()
            month = int(parts["month"]) if "month" in parts else None
            return _Stated(int(parts["year"]), month, None, value)
    return _read_words(text)


def _read_words(text: str) -> _Stated | None:
    """Read the first date in a stretch of prose: one with month and day, else a month or year in full."""
    plain = normalise(text)
    if instant := _INSTANT.search(plain):
        try:
            return _from_instant(datetime.datetime.fromisoformat(instant[0]), instant[0])
        except (ValueError, OverflowError):
            pass
    stated = [_from_parts(e, text[e.start : e.end]) for e in scan(plain)]
    known = [s for s in stated if s is not None]
    if not any(s.day for s in known) and (digits := _read_digits(plain)):
        return digits
    for precision in ("day", "month", "year"):
        for found in known:
            if found.precision == precision and (found.day or found.year):
                return found
    return None


def _read_digits(plain: str) -> _Stated | None:
    """Read a day written in digits without marks, or in English."""
    if match := _DIGIT_DAY.search(plain):
        year = int(match["year"]) + (1911 if len(match["year"]) == 3 else 0)
        return _Stated(year, int(match["month"]), int(match["day"]), match[0])
    if _REPUBLIC.search(plain) and (match := _DOTTED_DAY.search(plain)):
        return _Stated(int(match["year"]) + 1911, int(match["month"]), int(match["day"]), match[0])
    if match := _ENGLISH_DAY.search(plain):
        month = _MONTHS.index(match["month"].lower()) + 1
        return _Stated(int(match["year"]), month, int(match["day0"] or match["day"]), match[0])
    return None


def _from_parts(expression: Expression, surface: str) -> _Stated | None:
    parts = expression.parts
    if "point_year" in parts:
        return _Stated(number(parts["point_year"]), number(parts["point_month"]), None, surface)
    if "iso_year" in parts:
        year, month, day = (number(parts[f"iso_{unit}"]) for unit in ("year", "month", "day"))
        return _Stated(year, month, day, surface)
    named = full_year(parts)
    if parts.keys() <= {"year", "era"}:
        return _Stated(named, None, None, surface)
    if "month" in parts and not parts.keys() & {"month0", "day0", "part", "year_word", "lunar_month"}:
        in_month = number(parts["day"]) if "day" in parts else None
        return _Stated(named, number(parts["month"]), in_month, surface)
    return None


def _read_name(source: str, text: str) -> _Stated | None:
    """Read the name of an image or file, or an address."""
    whole = re.split(r"[/\\]", text.strip())[-1]
    for match in _NAMED_DAY.finditer(text):
        uploaded = text[max(0, match.start() - 2) : match.start()] in ("W0", "P0")
        if source == "image" or uploaded or len(match["rest"]) in _TIME_DIGITS:
            evidence = whole if source == "image" else match[0].removesuffix(match["rest"])
            month, day = match["month"] or match["m"], match["day"] or match["d"]
            found = _Stated(int(match["year"]), int(month), int(day), evidence)
            if found.first():
                return found
    if source != "image" and (named := _NAMED_MONTH.search(text)):
        return _Stated(int(named["year"]), int(named["month"]), None, named[0])
    return _read_words(text) if source == "path" else None


def _read_clue(source: str, text: str) -> _Stated | None:
    if source in _NAMES:
        return _read_name(source, text)
    return _read_column(text) if source in ("override", "column") else _read_words(text)


def _with_year(stated: _Stated, others: list[datetime.date], default_year: int | None) -> _Stated:
    """Give a date without a year the one that brings it nearest to the other dates, else the default."""
    if stated.year is not None:
        return stated
    years = [default_year] if default_year is not None else []
    evidence = stated.evidence + _BY_DEFAULT
    if others:
        evidence = stated.evidence
        near = [
            (abs((day - other).days), year)
            for other in others
            for year in (other.year, other.year - 1, other.year + 1)
            if (day := stated.first(year)) is not None
        ]
        years = [min(near)[1]] if near else []
    return _Stated(years[0] if years else None, stated.month, stated.day, evidence)


def _full_dates(text: str) -> list[datetime.date]:
    """The day near which a text was written, in a list; none when it names no plausible year.

    That is the latest day that it names with its year, else half a year before what it announces, else the end
    of the latest month.
    """
    full = [
        m
        for m in resolve(text, None, None, None)
        if m.full
        and m.precision in ("day", "month", "part-month")
        and m.last
        and _EARLIEST <= m.last.year <= _latest_year() + 1
    ]
    plans = [m.last for m in full if m.last and _is_plan(text, m)]
    past = [m for m in full if m.last and m.last not in plans and m.last.year <= _latest_year()]
    days = [m.last for m in past if m.last and m.precision == "day"]
    if days:
        return [max(days)]
    if plans:
        return [min(plans) - _HALF_YEAR]
    return [max(m.last for m in past if m.last)] if past else []


def _from_clues(clues: Sequence[_Clue], text: str, default_year: int | None) -> _Dated | None:
    """Publication day, precision and evidence by the first clue that resolves.

    A later clue that is finer and falls into the same year or month makes it more exact.
    """
    read = ((clue, _read_clue(clue.source, clue.words)) for clue in clues)
    stated = [(clue, s) for clue, s in read if s is not None]
    if not stated:
        return None
    full = [day for _, s in stated if s.month and (day := s.first()) is not None]
    if not full and any(s.year is None for _, s in stated):
        full = _full_dates(text)
    with_year = ((clue, _with_year(s, full, default_year)) for clue, s in stated)
    dated = [(day, s, clue) for clue, s in with_year if (day := s.first())]
    if not dated:
        return None
    day, chosen, clue = dated[0]
    for other, finer, finer_clue in dated[1:]:
        if (chosen.precision == "year" and finer.month and other.year == day.year) or (
            chosen.precision == "month" and finer.day and other.replace(day=1) == day
        ):
            day, chosen, clue = other, finer, finer_clue
    conflict = next((c for d, s, c in dated if _contradicts(day, chosen, clue, d, s, c)), None)
    words = f"{conflict.source}: {conflict.words}" if conflict else None
    return _Dated(day, chosen.precision, chosen.evidence, clue.rank, words)


def _contradicts(
    day: datetime.date, chosen: _Stated, clue: _Clue, other: datetime.date, stated: _Stated, said: _Clue
) -> bool:
    """Tell whether the page gives another day than the corpus's own column, which decided.

    A dateline names the day of the event, and a file the day of its making: they may differ by a week.
    """
    if clue.source != "column" or said.source == "column":
        return False
    if chosen.precision == stated.precision == "day":
        return abs((day - other).days) > (0 if said.source in ("page", "letterhead") else _NEAR_DAYS)
    return day.year != other.year or (chosen.month and stated.month and day.month != other.month) is True


def _is_plan(text: str, mention: Mention) -> bool:
    before, after = text[max(0, mention.start - 8) : mention.start], text[mention.end : mention.end + 8]
    return bool(_PLAN_BEFORE.search(before) or _PLAN_AFTER.match(after))


def _from_text(text: str, default_year: int | None) -> _Dated | None:
    """The month of the latest day or month that a text names: it was not published before."""
    latest_year = default_year if default_year is not None else _latest_year()
    earliest_year = _EARLIEST if default_year is None else default_year - 1
    mentions = [
        m
        for m in resolve(text, None, None, default_year)
        if m.precision in ("day", "month")
        and m.confidence != "low"
        and m.last is not None
        and earliest_year <= m.last.year <= latest_year
        and not _is_plan(text, m)
    ]
    if not mentions:
        return None
    latest = max(mentions, key=lambda m: m.last or datetime.date.min)
    assert latest.last is not None
    evidence = text[latest.start : latest.end]
    # Without the default, only a year that stands in the text is left.
    named = default_year is None or any(
        (m.start, m.last) == (latest.start, latest.last) for m in resolve(text, None, None, None)
    )
    return _Dated(latest.last.replace(day=1), "month", evidence if named else evidence + _BY_DEFAULT)


def date_articles(
    articles: pd.DataFrame, clues: pd.DataFrame, default_year: int | None = None
) -> pd.DataFrame:
    """One row per article: `articles` with published, published_precision and published_evidence.

    `clues` is schema.CLUES; its rows with field "published" are tried in the order of SOURCES, then of rank.
    A clue without a year takes the year that brings it nearest to the article's other clues, else to the
    latest full date of its text, else `default_year`. Without a clue, the latest day or month that the text
    names is a lower bound (precision "month"), then `default_year` (precision "year"), else all three are
    missing. Evidence is the exact words, followed by "; year: default_year" where they take their year from it. published is the first day when only month or year is known. Impossible dates, and years before
    1900 or still to come, are skipped. Moments with a time zone and Unix times are read in Chinese time.

    For the evidence table there are also published_clue, the rank of the clue that decided (missing where
    none did), and published_conflict, what the page says against a column of the corpus.
    """
    stated: dict[str, list[_Clue]] = {}
    of_dates = clues[clues["field"] == "published"]
    for article_id, source, text, rank in zip(
        *(of_dates[name].tolist() for name in ("article_id", "source", "text", "rank")), strict=True
    ):
        if source in SOURCES:
            stated.setdefault(article_id, []).append(_Clue(SOURCES.index(source), int(rank), source, text))
    found: list[_Dated] = []
    for article_id, text in zip(articles["article_id"].tolist(), articles["text"].tolist(), strict=True):
        body = text if isinstance(text, str) else ""
        ordered = sorted(stated.get(article_id, []))
        dated = _from_clues(ordered, body, default_year) or _from_text(body, default_year)
        if dated is None and default_year is not None:
            dated = _Dated(datetime.date(default_year, 1, 1), "year", DEFAULT_YEAR)
        found.append(dated or _Dated())
    types = ("datetime64[s]", "str", "str", "Int64", "str")
    columns = {
        f"published{suffix}": pd.Series([row[i] for row in found], index=articles.index, dtype=types[i])
        for i, suffix in enumerate(("", "_precision", "_evidence", "_clue", "_conflict"))
    }
    return articles.assign(**columns)
