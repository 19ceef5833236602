"""Families of reprints: near-identical articles, told apart from bulletins that share only a template."""

from helpers.reprints.alignment import align_copies
from helpers.reprints.candidates import Shared, hash_clauses, pair_texts, share_clauses
from helpers.reprints.canonical import choose_canonical
from helpers.reprints.clauses import normalise
from helpers.reprints.comparison import compare_copies, list_families
from helpers.reprints.families import group_texts, join_texts
from helpers.reprints.pairs import align_pairs, join_headline

__all__ = [
    "Shared",
    "align_copies",
    "align_pairs",
    "choose_canonical",
    "compare_copies",
    "group_texts",
    "hash_clauses",
    "join_headline",
    "join_texts",
    "list_families",
    "normalise",
    "pair_texts",
    "share_clauses",
]
