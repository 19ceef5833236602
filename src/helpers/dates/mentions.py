"""Articles to date mentions: each expression read in order, closed ranges joined."""

import datetime
from collections.abc import Iterable

import pandas as pd

from helpers import schema
from helpers.dates.context import DEFAULT_YEAR, Context
from helpers.dates.days import Unresolvable, month_of, try_day
from helpers.dates.expressions import JOINT, Expression, normalise
from helpers.dates.friends import scan
from helpers.dates.readings import read
from helpers.dates.told import Mention, lowest

__all__ = ["find_dates", "read_dates", "resolve"]


_NAMES_YEAR = frozenset(
    [
        "iso_year",
        "point_year",
        "year",
        "life",
        "era",
        "era_short",
        "short",
        "bare_short",
        "two_digits",
        "year_word",
    ]
)
_LONGEST_GUESSED = 300  # days of a range whose years are both inferred
_GREGORIAN = frozenset(["iso_year", "point_year", "month", "month_word", "day"])


def _mention(expression: Expression, context: Context) -> Mention:
    start, end, parts = expression.start, expression.end, expression.parts
    year_given = not parts.keys().isdisjoint(_NAMES_YEAR)
    gregorian = not parts.keys().isdisjoint(_GREGORIAN)
    try:
        (first, last), precision, rule, confidence = read(expression, context)
    except Unresolvable as why:
        confidence = "low"
        return Mention(start, end, why.first, why.last, "unresolvable", f"unresolvable: {why}", confidence)
    except OverflowError:
        return Mention(start, end, None, None, "unresolvable", "unresolvable: outside the calendar", "low")
    return Mention(start, end, first, last, precision, rule, confidence, year_given, gregorian)


def _in_year(day: datetime.date, year: int, precision: str = "day") -> datetime.date | None:
    """A day in another year; the last of a month stays its last."""
    if precision == "month":
        return month_of(year, day.month)[1]
    return try_day(year, day.month, day.day)


def _join(left: Mention, right: Mention) -> Mention:
    """Make one closed range of two mentions with only a dash or 至 between them."""
    whole = right._replace(
        start=left.start, precision="range", rule=f"range; {left.rule}; {right.rule}",
        confidence=lowest(left.confidence, right.confidence), year_given=left.year_given or right.year_given,
    )  # fmt: skip
    first, last = left.first, right.last
    if first is None or last is None:
        return whole._replace(first=None, last=None, precision="unresolvable")
    if left.year_given and not right.year_given:
        # 1954年5月至7月: the end takes the year of the beginning, or the next.
        shifted = [_in_year(last, year, right.precision) for year in (first.year, first.year + 1)]
        last = next((day for day in shifted if day is not None and day >= first), last)
    elif right.year_given and not left.year_given:
        years = (last.year, last.year - 1)
        first = next((d for d in (_in_year(first, y) for y in years) if d is not None and d <= last), first)
    elif last < first:
        shifted = [_in_year(last, year, right.precision) for year in (first.year, first.year + 1)]
        later = next((day for day in shifted if day is not None and day >= first), None)
        if later is not None and (later - first).days <= _LONGEST_GUESSED:
            last = later
    if last < first:
        reason = "unresolvable: the range ends before it starts"
        return whole._replace(first=None, last=None, precision="unresolvable", rule=reason, confidence="low")
    return whole._replace(first=first, last=last)


def resolve(
    text: str,
    published: datetime.date | None,
    precision: str | None,
    default_year: int | None,
    *,
    assumed: bool = False,
) -> list[Mention]:
    """Every calendar expression of one text, in order, resolved; closed ranges are one mention.

    `assumed` tells that the publication date has its year from the corpus's default.
    """
    plain = normalise(text)
    expressions = scan(plain)
    context = Context(plain, text, published, precision, default_year, expressions, assumed)
    ranged = -1
    for expression in expressions:
        mention = _mention(expression, context)
        previous = context.mentions[-1] if context.mentions else None
        if previous and previous.end != ranged and _joinable(plain, previous, mention, expression):
            mention = _join(previous, mention)
            context.take_back()
            ranged = mention.end
        context.add(mention)
    return context.mentions


def _joinable(text: str, left: Mention, right: Mention, expression: Expression) -> bool:
    gap = text[left.end : right.start]
    if not 0 < len(gap) <= 12 or not JOINT.fullmatch(gap):
        return False
    return expression.parts.keys().isdisjoint(("day_word", "week")) and "word" not in left.rule


def find_dates(articles: pd.DataFrame, default_year: int | None = None) -> pd.DataFrame:
    """One row per calendar expression in an article's text: schema.DATE_MENTIONS.

    `articles` has article_id and text, and optionally published (datetime64[s]) with published_precision and
    published_evidence, against which years and months that a text leaves out are inferred; a year that rests on the
    corpus's default is said to in `rule`. An expression that names no possible
    day, or one that nothing dates, is `unresolvable` with the reason in `rule`; what is known of its interval
    stays. Chinese holidays as first announced; lunar days by borax (1900-2100).
    """
    rows = [
        (
            article_id,
            m.start,
            m.end,
            text[m.start : m.end],
            m.first,
            m.last,
            m.precision,
            m.rule,
            m.confidence,
        )
        for article_id, text, published, precision, assumed in _contexts(articles)
        for m in resolve(text, published, precision, default_year, assumed=assumed)
    ]
    return schema.make_rows(schema.DATE_MENTIONS, rows)


def _contexts(articles: pd.DataFrame) -> Iterable[tuple[str, str, datetime.date | None, str | None, bool]]:
    """Each article's id, text, publication day or None, how exact that is (a day when not told), if its year is assumed."""
    n = len(articles)
    published = articles["published"].tolist() if "published" in articles else [None] * n
    precisions = articles["published_precision"].tolist() if "published_precision" in articles else [None] * n
    evidence = articles["published_evidence"].tolist() if "published_evidence" in articles else [None] * n
    rows = zip(
        articles["article_id"].tolist(),
        articles["text"].tolist(),
        published,
        precisions,
        evidence,
        strict=True,
    )
    for article_id, text, when, precision, words in rows:
        day = None if pd.isna(when) else when.date()
        exact = precision if isinstance(precision, str) else "day"
        assumed = isinstance(words, str) and words.endswith(DEFAULT_YEAR)
        yield article_id, text if isinstance(text, str) else "", day, exact if day else None, assumed


def read_dates(text: str, year: int | None = None) -> pd.DataFrame:
    """One row per calendar expression of one string, as `find_dates` gives them, for an article "text".

    `year` is assumed where the text names none.

    >>> read_dates("2月3日", 2020)["date_from"].dt.strftime("%Y-%m-%d").tolist()
    ['2020-02-03']
    """
    return find_dates(pd.DataFrame({"article_id": ["text"], "text": [text]}), year)
