"""English beside Chinese: the gloss of a term, the name of a province."""

import functools

import pandas as pd

from helpers.grouping import PROVINCE, Grouping
from helpers.lexicons import read_rows

__all__ = ["add_glosses", "explain_term"]


@functools.cache
def _read(file: str, key: str, value: str) -> dict[str, str]:
    return {row[key]: row[value] for row in read_rows(file)}


@functools.cache
def _glosses() -> dict[str, str]:
    return _read("glosses.csv", "word", "gloss") | _read("terms.csv", "term", "gloss")


def add_glosses(table: pd.DataFrame, by: Grouping = PROVINCE) -> pd.DataFrame:
    """Return the table with a column `gloss` right after `term` and `english` right after `province`, where it has them.

    A term without a gloss in lexicons/terms.csv or glosses.csv gets the empty text; a missing province, or other group that `province` holds, says that it is.
    """
    columns = {name: table[name] for name in table}
    if "term" in table:
        columns["gloss"] = table["term"].map(_glosses()).fillna("")
    if "province" in table:
        names = {"": by.missing} | _read("provinces.csv", "name", "english")
        columns["english"] = table["province"].fillna("").map(names).fillna("")
    beside = {"term": "gloss", "province": "english"}
    placed = {english for own, english in beside.items() if own in table}
    order = [name for own in columns if own not in placed for name in (own, beside.get(str(own), own))]
    return pd.DataFrame({name: columns[name] for name in dict.fromkeys(order)}, index=table.index)


def explain_term(term: str) -> str:
    """Return the English of a term or a province, or the empty text where none is known."""
    return _glosses().get(term) or _read("provinces.csv", "name", "english").get(term, "")
