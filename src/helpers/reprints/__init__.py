"""Families of reprints: near-identical articles, told apart from bulletins that share only a template."""

from helpers.reprints.alignment import align_copies
from helpers.reprints.candidates import Shared, hash_clauses, pair_texts, share_clauses
from helpers.reprints.canonical import choose_canonical
from helpers.reprints.clauses import normalise
from helpers.reprints.comparison import compare_copies, list_families
from helpers.reprints.families import Links, group_texts, join_pages, link_pages, read_pages
from helpers.reprints.pages import Page
from helpers.reprints.pairs import align_pairs, join_headline

__all__ = [
    "Links",
    "Page",
    "Shared",
    "align_copies",
    "align_pairs",
    "choose_canonical",
    "compare_copies",
    "group_texts",
    "hash_clauses",
    "join_headline",
    "join_pages",
    "link_pages",
    "list_families",
    "normalise",
    "pair_texts",
    "read_pages",
    "share_clauses",
]
