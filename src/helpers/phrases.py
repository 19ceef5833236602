"""Numbers and dates as readers are told them: with the right form of the noun, and no more exact than is known."""

import math
from collections.abc import Sequence
from datetime import date

__all__ = ["counted", "iso_date", "short_number", "table_number", "table_share"]

_FORMS = {"month": "%Y-%m", "year": "%Y"}


def counted(n: float, noun: Sequence[str]) -> str:
    """Return a whole number with its noun, given as (one, several).

    >>> counted(1, ("article", "articles")), counted(1200, ("article", "articles"))
    ('1 article', '1,200 articles')
    """
    one, several = noun
    return f"{int(n):,} {one if n == 1 else several}"


def iso_date(day: date, precision: str = "day") -> str:
    """Return a date as exactly as it is known: 2020-02-03, or 2020-02 and 2020 for a month and a year.

    >>> iso_date(date(2020, 2, 1), "month")
    '2020-02'
    """
    return day.strftime(_FORMS.get(precision, "%Y-%m-%d"))


def short_number(value: float) -> str:
    """Return a number with two significant digits, whole from 10 on, never as a power of ten; – for a missing one.

    >>> short_number(0.0432), short_number(3.21), short_number(1234.5)
    ('0.043', '3.2', '1,234')
    """
    if math.isnan(value):
        return "–"
    if value == 0:
        return "0"
    decimals = max(0, 1 - math.floor(math.log10(abs(float(f"{value:.1e}")))))
    return f"{value:,.{decimals}f}"


def table_number(value: float) -> str:
    """Return a number as the tables on a page write it: three significant digits, whole from 1,000 on.

    >>> table_number(79.345), table_number(12345.6), table_number(0.5)
    ('79.3', '12,346', '0.5')
    """
    if math.isnan(value):
        return "–"
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e15 else f"{value:.3g}"


def table_share(value: float) -> str:
    """Return a share (0 to 1) in per cent as the tables on a page write it: with one decimal below 10%.

    >>> table_share(0.857), table_share(0.0321), table_share(0)
    ('86%', '3.2%', '0%')
    """
    return "–" if math.isnan(value) else f"{value:.{0 if value >= 0.1 or not value else 1}%}"
