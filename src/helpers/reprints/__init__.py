"""Families of reprints: near-identical articles, told apart from bulletins that share only a template."""

from helpers.reprints.alignment import align_copies
from helpers.reprints.canonical import choose_canonical
from helpers.reprints.comparison import compare_copies, list_families
from helpers.reprints.families import mark_reprints
from helpers.reprints.pairs import align_pairs, join_headline

__all__ = [
    "align_copies",
    "align_pairs",
    "choose_canonical",
    "compare_copies",
    "join_headline",
    "list_families",
    "mark_reprints",
]
