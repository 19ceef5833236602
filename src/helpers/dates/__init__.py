"""Dates: when an article was published, and every calendar expression in its text as an interval of days.

`expressions` finds the words, `friends` leaves out what only looks like them, `holidays` knows the lunar calendar and
the public holidays, `days` the Gregorian one, `told` what the text has said before and `context` what follows from
it, `readings` resolves one expression, `mentions` a text's, `publication` dates the article.
"""

from helpers.dates.mentions import find_dates, read_dates
from helpers.dates.publication import date_articles

__all__ = ["date_articles", "find_dates", "read_dates"]
