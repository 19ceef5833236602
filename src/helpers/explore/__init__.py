"""One question of your own: a term, two sides and a period, seen in context, over time and in comparison.

`choice` says what is looked at and what can be chosen, `views` makes a table and a picture of it, `code` writes the
Python that gives the same table, `panel` has the widgets, which only call these.
"""

from helpers.explore.choice import Choice, list_sides, list_terms, make_choice
from helpers.explore.code import write_code
from helpers.explore.panel import Panel, explore, is_live
from helpers.explore.views import VIEWS, View, compute_view, show_view

__all__ = [
    "VIEWS",
    "Choice",
    "Panel",
    "View",
    "compute_view",
    "explore",
    "is_live",
    "list_sides",
    "list_terms",
    "make_choice",
    "show_view",
    "write_code",
]
