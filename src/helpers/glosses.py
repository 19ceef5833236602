"""English beside Chinese: the gloss of a term, the name of a province."""

import csv
import functools
from importlib import resources

import pandas as pd

__all__ = ["add_glosses"]


@functools.cache
def _read(file: str, key: str, value: str) -> dict[str, str]:
    text = (resources.files("helpers.lexicons") / file).read_text("utf-8")
    return {row[key]: row[value] for row in csv.DictReader(text.splitlines())}


def add_glosses(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with a column `gloss` beside `term` and `english` beside `province`, where it has them.

    A term without a gloss in lexicons/terms.csv gets the empty text.
    """
    added = table
    if "term" in table:
        added = added.assign(gloss=table["term"].map(_read("terms.csv", "term", "gloss")).fillna(""))
    if "province" in table:
        added = added.assign(
            english=table["province"].map(_read("provinces.csv", "name", "english")).fillna("")
        )
    return added
