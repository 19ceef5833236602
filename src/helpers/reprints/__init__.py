"""Families of reprints: near-identical articles, told apart from bulletins that share only a template."""

from helpers.reprints.alignment import align_copies
from helpers.reprints.canonical import choose_canonical
from helpers.reprints.comparison import compare_copies, list_families
from helpers.reprints.families import mark_reprints

__all__ = ["align_copies", "choose_canonical", "compare_copies", "list_families", "mark_reprints"]
