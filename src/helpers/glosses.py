"""English beside Chinese: the gloss of a term, the name of a province."""

import functools

import pandas as pd

from helpers.lexicons import read_rows

__all__ = ["add_glosses"]


@functools.cache
def _read(file: str, key: str, value: str) -> dict[str, str]:
    return {row[key]: row[value] for row in read_rows(file)}


def add_glosses(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with a column `gloss` beside `term` and `english` beside `province`, where it has them.

    A term without a gloss in lexicons/terms.csv gets the empty text, a missing province says that it is.
    """
    added = table
    if "term" in table:
        added = added.assign(gloss=table["term"].map(_read("terms.csv", "term", "gloss")).fillna(""))
    if "province" in table:
        names = {"": "no province known"} | _read("provinces.csv", "name", "english")
        added = added.assign(english=table["province"].fillna("").map(names).fillna(""))
    return added
