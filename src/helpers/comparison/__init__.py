"""What each province says that others do not, with how large the difference is and how sure.

`measures` are formulas on counts, `units` says what counts as one witness, `resampling` draws and exchanges witnesses,
`provinces` makes the table of all that, `ranking` chooses its rows worth showing.
"""

from helpers.comparison.provinces import choose_province, choose_side, compare_provinces
from helpers.comparison.ranking import contrast_terms, count_differences, order_words, top_terms
from helpers.comparison.units import choose_copies

__all__ = [
    "choose_copies",
    "choose_province",
    "choose_side",
    "compare_provinces",
    "contrast_terms",
    "count_differences",
    "order_words",
    "top_terms",
]
