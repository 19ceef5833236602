"""What dates an expression that leaves something out: the publication date and the text before it."""

import datetime
import functools
import itertools
import re
from collections.abc import Callable

from helpers.dates.days import Unresolvable, shift_month, try_day
from helpers.dates.expressions import Expression
from helpers.dates.told import SOON, Confidence, Mention, Told
from helpers.script import is_traditional

__all__ = ["CLOSING_QUOTES", "DEFAULT_YEAR", "FESTIVAL_AHEAD", "Context"]

_DayIn = Callable[[int], datetime.date | None]
# Characters over which a sentence or paragraph is looked through, and mentions that are looked back on.
_FAR, _MEMORY = 2000, 500
# It ends the evidence of a publication date that has its year from the corpus's settings.
DEFAULT_YEAR = "default_year"
# The next year counts as so many times farther for a month, and for a festival.
_MONTH_AHEAD, FESTIVAL_AHEAD = 4.0, 1.5
_SURE = 170.0  # days; what comes so near in one year is farther in every other, even by the moon
_WEEK = datetime.timedelta(days=7)
_HALF_YEAR = datetime.timedelta(days=183)
_BACK = 15  # days
_QUOTED = 500  # characters in which a quotation is looked for
_BRACKET = 2  # characters
_SHORT_LINE = 12  # characters behind the day
_SELF = re.compile("[我余吾咱]")
_LATE = 11  # the month from which a story soon runs on into the next year
_HEADING_END = re.compile(r"[ \t　]*[:：]?[ \t　]*(?:\n|$)")
_COMING = re.compile("[^，。；]{2,9}?(?:将|拟|预计)")
_COMPARED = re.compile("[比较超自从据与同]$|突破|超过|历史|以来")
_COMPARED_AFTER = re.compile("以来|同期|相比|底|末|起|级|度?第")
_SENTENCE_END = re.compile("[。！？!?\n]")
_OPENING_QUOTES, CLOSING_QUOTES = "“「『", "”」』"


class Context:
    """What dates an expression that leaves something out; grows while a text is read."""

    def __init__(
        self,
        text: str,
        printed: str,
        published: datetime.date | None,
        precision: str | None,
        default_year: int | None,
        expressions: list[Expression],
        assumed: bool = False,
    ) -> None:
        """Begin a text, normalised and as printed.

        `precision` is how exactly its publication date is known, `assumed` whether its year is only the default.
        """
        self.text = text
        self.printed = printed
        self.published = published
        self.precision = precision
        self.default_year = default_year
        self.expressions = expressions
        self.assumed = assumed
        self.mentions: list[Mention] = []
        self._told = [Told()]
        self.anchor = published if precision in ("day", "month") else None
        """The publication date when it is known to the day or month."""

    def add(self, mention: Mention) -> None:
        """Take one more mention as read."""
        self.mentions.append(mention)
        self._told.append(self._told[-1].then(mention, self.anchor))

    def take_back(self) -> None:
        """Forget the last mention, which is part of a longer one."""
        self.mentions.pop()
        self._told.pop()

    @property
    def told(self) -> Told:
        """What the text has said so far."""
        return self._told[-1]

    def in_paragraph(self, start: int, end: int) -> bool:
        """Whether two offsets lie in one paragraph, and not far apart."""
        return end - start <= _FAR and "\n" not in self.text[start:end]

    def paragraph_head(self, at: int) -> Mention | None:
        """The day that heads the paragraph of an offset, as in a diary: others are headed by a day too."""
        paragraph = self._line_start(at)
        leading = None
        for mention in itertools.islice(reversed(self.mentions), _MEMORY):
            if mention.start < paragraph:
                break
            leading = mention
        if leading is None and self.mentions and self._is_diary_line(self.mentions[-1]):
            leading, paragraph = self.mentions[-1], self._line_start(self.mentions[-1].start)
        if leading is None or not self._heads(leading) or not _SELF.search(self.text, paragraph, at + _FAR):
            return None
        return (
            leading if any(m.start < paragraph and self._heads(m) for m in self.mentions[-_MEMORY:]) else None
        )

    def _is_diary_line(self, mention: Mention) -> bool:
        """Whether a line holds a day and no more than the weather."""
        end = self.text.find("\n", mention.end, mention.end + _SHORT_LINE)
        return end >= 0 and self._heads(mention)

    def _line_start(self, at: int, within: int = _FAR) -> int:
        """Where the line of an offset begins, or how far back it is looked for."""
        begin = max(0, at - within)
        return self.text.rfind("\n", begin, at) + 1 or begin

    def _heads(self, mention: Mention) -> bool:
        """Whether a mention is a day of the calendar at the beginning of a paragraph."""
        line = self._line_start(mention.start)
        day = mention.precision == "day" and mention.gregorian
        return day and not self.text[line : mention.start].strip()

    def year(self) -> tuple[int, str, Confidence]:
        """The year that 今年 means."""
        if self.published is not None:
            return self._from_publication(self.published.year, "year from publication")
        if self.default_year is not None:
            return self.default_year, "default year", "medium"
        raise Unresolvable("no year known")

    @functools.cached_property
    def traditional(self) -> bool:
        """Whether the text is written in Traditional characters, as far as its beginning tells."""
        return is_traditional(self.printed[:_FAR])

    def _from_publication(self, year: int, why: str) -> tuple[int, str, Confidence]:
        """A year that publication tells, with what it rests on where that date has its own year from the default."""
        return (year, f"{why}, which has the default year", "medium") if self.assumed else (year, why, "high")

    def short_year(self, digits: int) -> int:
        """The year that two or three digits mean: of the Republic in Traditional text where that comes nearer."""
        if digits >= 100:
            return digits + 1911
        western, republic = digits + (1900 if digits >= 50 else 2000), digits + 1911
        if not self.traditional:
            return western
        if self.published is None:
            return republic
        now = self.published.year
        return min(western, republic, key=lambda year: abs(year - now))

    def nearest(self, at: int, day_in: _DayIn, *, ahead: float = _MONTH_AHEAD) -> tuple[int, str, Confidence]:
        """The year for which `day_in(year)` is the likeliest, for an expression at an offset that names none.

        A day of the next year counts as `ahead` times as far: writers say 明年 for it.
        """
        if (apposed := self._apposed(at, day_in)) is not None:
            return apposed
        if (year := self._continued(at, day_in)) is not None:
            return year, "year from the text", "high"
        if (year := self._framed(at, day_in, ahead)) is not None:
            return year, "year that heads the passage", "high"
        if self.anchor is not None:
            return self._from_publication(
                _nearest_year(self.anchor, day_in, ahead), "year nearest to publication"
            )
        if self.published is not None:
            return self._from_publication(self.published.year, "year from publication")
        full, named = self.told.full, self.told.year
        if named is not None and named.last is not None and (full is None or named.start > full.start):
            return named.last.year, "year from the text", "medium"
        if full is not None and full.last is not None:
            return _nearest_year(full.last, day_in, 1), "year from the text", "medium"
        return self.year()

    def _apposed(self, at: int, day_in: _DayIn) -> tuple[int, str, Confidence] | None:
        """The year of the day right before a bracket: 除夕（2月8日） is one day."""
        just = self.mentions[-1] if self.mentions else None
        if just is None or just.precision != "day" or just.last is None or at - just.end > _BRACKET:
            return None
        if self.text[just.end : at].strip() not in ("(", "（"):
            return None
        return _nearest_year(just.last, day_in, 1), "year of the date before it", just.confidence

    def _continued(self, at: int, day_in: _DayIn) -> int | None:
        """The year of the last date with a year and month, if the sentence or its story goes on from there."""
        told = self.told.dated
        # A month is often only compared with (去年3月); a day is told of.
        if (
            told is None
            or told.last is None
            or told.precision not in ("day", "range")
            or at - told.end > _FAR
        ):
            return None
        if _SENTENCE_END.search(self.text, told.end, at) is not None and not self._is_story(told, at):
            return None
        day = day_in(told.last.year)
        if day is not None and day.replace(day=1) >= told.last.replace(day=1):
            return told.last.year
        # 2019年12月31日……1月3日: the story runs on into the next year.
        return told.last.year + 1 if told.last.month >= _LATE else None

    def _is_story(self, told: Mention, at: int) -> bool:
        """Whether a date of long ago is told of further in its paragraph, and not only compared with what is new."""
        if self.published is None or told.last is None or abs(told.last.year - self.published.year) <= 1:
            return False
        compared = _COMPARED.search(self.text, max(0, told.start - 4), told.start)
        return self.told.recent is None and compared is None and self.in_paragraph(told.end, at)

    def _framed(self, at: int, day_in: _DayIn, ahead: float) -> int | None:
        """The year that heads the passage of an offset, if it does: alone on a line, or before a pause."""
        frame = self.told.frame
        if frame is None or frame.last is None:
            return None
        year = frame.last.year
        if day_in(year) is None:
            return None
        if self._is_heading(frame):
            return year
        if not self.in_paragraph(frame.end, at) or _COMPARED.search(
            self.text, max(0, frame.start - 4), frame.start
        ):
            return None
        same_sentence = _SENTENCE_END.search(self.text, frame.end, at) is None
        pause = self.text[frame.end : frame.end + 1] in tuple("，,：:")
        if not (same_sentence or pause) or _COMPARED_AFTER.match(self.text, frame.end):
            return None
        if self.anchor is not None and (not same_sentence or _COMING.match(self.text, at)):
            # 2019年，……。1月27日 in a text of the end of January is that of publication.
            near = _nearest_year(self.anchor, day_in, ahead)
            day = day_in(near)
            if near != year and day is not None and abs(day - self.anchor) <= SOON:
                return near
        return year

    def _is_heading(self, mention: Mention) -> bool:
        """Whether a year or month stands alone on its line."""
        line = self._line_start(mention.start)
        alone = not self.text[line : mention.start].strip()
        return alone and _HEADING_END.match(self.text, mention.end) is not None

    def running(self, at: int, first_month: int) -> tuple[int, str, Confidence]:
        """The year of a quarter or half-year that begins in a month, for an expression that names none."""
        year, why, confidence = self.nearest(at, lambda y: try_day(y, first_month, 1))
        if why.startswith("year nearest to publication") and self.anchor is not None:
            begun = datetime.date(self.anchor.year, first_month, 1)
            year = self.anchor.year - (begun - self.anchor > _HALF_YEAR)
        return year, why, confidence

    def month(self, at: int, day: int | None = None) -> tuple[datetime.date, str] | None:
        """First day of the month in force at an offset: the last one that the text named, else that of publication.

        A day far smaller than the last one named belongs to the month after it, if that was before publication. A month
        that an earlier sentence named in passing (5月以来) gives way to that of a later day before it.
        """
        named = self.told.month
        if named is None or named.last is None:
            return (self.anchor.replace(day=1), "month of publication") if self.anchor else None
        first = named.last.replace(day=1)
        if self.anchor is None:
            return first, "month in force"
        far = abs(first.year - self.anchor.year) > 1
        if far and _SENTENCE_END.search(self.text, named.end, at):
            recent, frame = self.told.recent, self.told.frame
            if recent is not None and recent.last is not None:
                return recent.last.replace(day=1), "month in force"
            if named.precision not in ("day", "range") and not (
                frame is not None and self._is_heading(frame)
            ):
                return self.anchor.replace(day=1), "month of publication"
        last = named.last
        if named.precision == "month":
            later = self._later_day(named, at)
            if later is None:
                return first, "month in force"
            last, first = later, later.replace(day=1)
        if day is not None and self.precision == "day" and self.published is not None:
            first = self._likelier_month(first, day, last, self.published)
        return first, "month in force"

    def _later_day(self, named: Mention, at: int) -> datetime.date | None:
        """The last day told near publication, if later than a month that an earlier sentence named in passing."""
        recent = self.told.recent
        if recent is None or recent.last is None or named.last is None or recent.last <= named.last:
            return None
        passing = _SENTENCE_END.search(self.text, named.end, at) and not self._is_heading(named)
        return recent.last if passing else None

    def _likelier_month(
        self, first: datetime.date, day: int, named: datetime.date, published: datetime.date
    ) -> datetime.date:
        """The month in force, or that after it for a day far smaller than the last named, or before it for one to come."""
        if named.day - day > _BACK:
            following = shift_month(first, 1)
            on = try_day(following.year, following.month, day)
            return following if on is not None and on <= published else first
        on = try_day(first.year, first.month, day)
        if on is not None and named <= published and on > published + _WEEK:
            before = shift_month(first, -1)
            earlier = try_day(before.year, before.month, day)
            if earlier is not None and published - earlier < on - published:
                return before
        return first

    def quoted(self, at: int) -> bool:
        """Whether an offset lies inside quotation marks opened in its paragraph."""
        begin = self._line_start(at, _QUOTED)
        opened = max(self.text.rfind(mark, begin, at) for mark in _OPENING_QUOTES)
        return opened > max(self.text.rfind(mark, begin, at) for mark in CLOSING_QUOTES)


def _nearest_year(anchor: datetime.date, day_in: _DayIn, ahead: float) -> int:
    """The year in which `day_in(year)` comes nearest to the anchor, a day of the next year `ahead` times as far."""
    best: tuple[float, int] | None = None
    for year in (anchor.year, anchor.year - 1, anchor.year + 1):
        day = day_in(year) if 1 < year < 9998 else None
        if day is not None:
            cost = abs((day - anchor).days) * (ahead if day.year > anchor.year else 1.0)
            if cost < _SURE:
                return year
            best = min(best, (cost, year)) if best else (cost, year)
    if best is None:
        raise Unresolvable("no such day in the years around")
    return best[1]
