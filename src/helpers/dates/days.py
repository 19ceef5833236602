"""Days and months of the Gregorian calendar, and why there is no such one."""

import calendar
import datetime
import functools

from helpers.dates.holidays import Interval

__all__ = ["Unresolvable", "make_day", "month_of", "shift_month", "try_day"]


class Unresolvable(Exception):
    """The expression cannot be dated; the message is the reason, the interval what is known of its ends."""

    def __init__(self, reason: str, first: datetime.date | None = None, last: datetime.date | None = None):
        """Keep the reason as the message and whichever end is known."""
        super().__init__(reason)
        self.first, self.last = first, last


@functools.lru_cache(maxsize=100_000)
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
