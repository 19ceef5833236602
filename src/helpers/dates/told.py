"""What a text has said of dates: its mentions, and the last of each kind that a later one may count from."""

import datetime
from typing import Literal, NamedTuple

__all__ = ["SOON", "Confidence", "Mention", "Told", "lowest"]

Confidence = Literal["high", "medium", "low"]
_CONFIDENCES: tuple[Confidence, ...] = ("low", "medium", "high")
SOON = datetime.timedelta(days=60)
"""How far from publication a day is still news."""


class Mention(NamedTuple):
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


class Told(NamedTuple):
    """What a text has said up to a mention: the last mention of each kind that a later one may count from."""

    day: Mention | None = None
    month: Mention | None = None
    dated: Mention | None = None
    """Names its year and month."""
    year: Mention | None = None
    """Names its year."""
    full: Mention | None = None
    frame: Mention | None = None
    """Is a year alone."""
    recent: Mention | None = None
    """Is a day near publication."""

    def then(self, mention: Mention, published: datetime.date | None) -> "Told":
        """What it has said after one more mention."""
        known = mention.last is not None
        named = known and mention.year_given and not mention.rule.startswith("year; 上年")
        alone = named and mention.precision == "year"
        near = (
            mention.last is not None
            and mention.precision == "day"
            and published is not None
            and abs(mention.last - published) <= SOON
        )
        return Told(
            mention if mention.precision == "day" else self.day,
            mention if known and mention.gregorian and mention.precision != "year" else self.month,
            mention if named and mention.gregorian else self.dated,
            mention if named else self.year,
            mention if mention.full else self.full,
            mention if alone else self.frame,
            mention if near else self.recent,
        )


def lowest(*confidences: Confidence) -> Confidence:
    """The least sure of several confidences."""
    return min(confidences, key=_CONFIDENCES.index)
