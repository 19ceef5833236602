"""Names that say where or who and not what: places, agencies, outlets; and the terms that are mostly part of such names."""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

import ahocorasick_rs
import pandas as pd

from helpers.errors import unknown
from helpers.lexicons import read_rows
from helpers.schema import NameKind
from helpers.script import to_simplified

__all__ = ["find_names", "name_terms", "parse_kinds"]

_MOSTLY = 0.5  # of a term's occurrences


def find_names(
    articles: pd.DataFrame, place_mentions: pd.DataFrame, boundaries: Mapping[str, bytes]
) -> pd.DataFrame:
    """Return one row per name in the articles' texts: article_id, start, end, kind (places, agencies, outlets).

    Places are the mentions found; agencies are those of lexicons/terms.csv (category agency) and the offices of
    lexicons/outlets.csv; outlets are the others of that list, and in each article the outlet that published it.
    `boundaries` hold, per article_id, a byte for each offset in its text, 1 where a word starts or ends: a name lies between two
    such offsets.
    """
    columns = ["article_id", "start", "end"]
    rows: list[tuple[str, int, int, str]] = []
    names, automaton = _known()
    for article_id, text, outlet in zip(
        articles["article_id"].tolist(),
        articles["text"].fillna("").tolist(),
        articles["outlet"].tolist(),
        strict=True,
    ):
        searched, cuts = to_simplified(text), boundaries[article_id]
        found = [
            (start, end, names[index][1])
            for index, start, end in automaton.find_matches_as_indexes(searched, overlapping=True)
        ]
        if isinstance(outlet, str) and outlet:
            found += [(start, end, "outlets") for start, end in _occurrences(to_simplified(outlet), searched)]
        on_boundaries = {name for name in found if cuts[name[0]] and cuts[name[1]]}
        rows += [(article_id, *name) for name in sorted(on_boundaries)]
    others = pd.DataFrame(rows, columns=[*columns, "kind"])
    places = place_mentions[columns].drop_duplicates().assign(kind="places")
    return pd.concat([places, others], ignore_index=True).astype({"article_id": "str", "kind": "str"})


def _occurrences(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each place where a name stands in a text, one behind the other."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        yield start, end
        start = text.find(name, end)


def name_terms(
    term_counts: pd.DataFrame, kinds: Iterable[NameKind] = ("places", "outlets")
) -> frozenset[str]:
    """Return the terms of which more than half of the occurrences lie within names of these kinds.

    So a word that once was taken for a place stays, and a province's name in that of a street goes.
    """
    columns = [f"n_in_{kind}" for kind in kinds]
    if not columns or term_counts.empty:
        return frozenset()
    counted = term_counts.fillna(dict.fromkeys(columns, 0)).groupby("term")[["n", *columns]].sum()
    # An occurrence in a place's and an outlet's name counts under both, so the largest decides, not the sum.
    named = counted[columns].max(axis=1) > _MOSTLY * counted["n"]
    return frozenset(counted.index[named])


def parse_kinds(kinds: str | Iterable[str]) -> tuple[NameKind, ...]:
    """Return the kinds of names in a list, or in a text that commas part, in one order. Raises UserError for another kind."""
    choices: tuple[NameKind, ...] = get_args(NameKind)
    parsed = (
        [kind for kind in re.split(r"[\s,，、]+", kinds) if kind] if isinstance(kinds, str) else list(kinds)
    )
    for kind in parsed:
        if kind not in choices:
            raise unknown("mask", kind, choices)
    return tuple(kind for kind in choices if kind in parsed)


@functools.cache
def _known() -> tuple[list[tuple[str, NameKind]], Any]:
    """Return the known names with their kinds, and the automaton that finds them by their number."""
    names: dict[str, NameKind] = {
        row["term"]: "agencies" for row in read_rows("terms.csv") if row["category"] == "agency"
    }
    for row in read_rows("outlets.csv"):
        names[to_simplified(row["outlet"])] = "agencies" if row["kind"] == "office" else "outlets"
    listed = sorted(names.items())
    return listed, ahocorasick_rs.AhoCorasick([name for name, _ in listed])
