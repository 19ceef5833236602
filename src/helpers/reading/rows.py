"""Rows of tabular files, whatever the format: their names, their header, their cells as text."""

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from helpers.reading.columns import column_roles
from helpers.settings import SETTINGS_FILE, Settings

__all__ = [
    "SURROGATE",
    "Row",
    "cell_text",
    "distinct_names",
    "name_rows",
    "naming",
    "without_surrogates",
]

SURROGATE = re.compile(r"[\ud800-\udfff]")
# A name of a column is shorter than this, and no sentence.
_LONGEST_NAME = 60
_VALUE = re.compile(r"https?://|(?:19|20)[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]")  # what no column is called
_HEADER_WITHIN = 10  # rows; above a header stand a table's title and its units


class Row(NamedTuple):
    """One record of a file: its cells by column, why it cannot be read, what was noted, and its sheet."""

    cells: dict[str, str]
    problem: str | None = None
    note: str | None = None
    sheet: str = ""


def naming(column: str) -> str:
    """Begin a reason with the column that the settings name."""
    return f"{SETTINGS_FILE} names the column '{column}'"


def cell_text(value: object) -> str:
    """Return a cell's value as text: dates in ISO form, whole numbers without `.0`, lists of texts joined by 、."""
    if value is None or value != value:  # NaN, NaT
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "、".join(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=cell_text)
    return str(value)


def distinct_names(given: Iterable[str]) -> list[str]:
    """Return a name for each column, all different: blank ones and repeats of a name get a number."""
    names: dict[str, None] = {}
    numbers: dict[str, int] = {}
    for i, plain in enumerate(given, start=1):
        name = plain.strip() or f"column {i}"
        numbered = name
        while numbered in names:
            numbers[name] = numbers.get(name, 1) + 1
            numbered = f"{name} {numbers[name]}"
        names[numbered] = None
    return list(names)


def name_rows(
    records: Iterator[tuple[list[str], str | None]], settings: Settings, sheet: str = ""
) -> Iterator[Row]:
    """Yield one row for each record below the header, from (cells, note) of each record; blank ones are left out.

    The header is the first row that names a column of texts; a table's title may stand above it. Without
    one it is the first row, unless that holds texts: then columns have only numbers.
    """
    top = list(islice((record for record in records if any(map(str.strip, record[0]))), _HEADER_WITHIN))
    if not top:
        return
    at = _find_header([cells for cells, _ in top], settings)
    note = None
    if at is None:
        header, note, below = distinct_names([""] * len(top[0][0])), "the file has no header row", iter(top)
    else:
        header, below = distinct_names(top[at][0]), iter(top[at + 1 :])
    above = ["\t".join(cell for cell in cells if cell.strip()) for cells, _ in top[:at]] if at else []
    first = f"above the header stands: {' / '.join(above)}" if above else None
    for cells, own in chain(below, records):
        if not any(map(str.strip, cells)):
            continue
        beyond = len(cells) - len(header)
        names = distinct_names([*header, *[""] * beyond]) if beyond > 0 else header
        named = dict(zip(names, [*cells, *[""] * -beyond], strict=True))
        yield Row(named, None, "; ".join(filter(None, (own, note, first))) or None, sheet)
        first = None


def _find_header(top: Sequence[list[str]], settings: Settings) -> int | None:
    """Return which of a table's first rows names its columns, or None where none does."""
    for i, cells in enumerate(top):
        names = tuple(distinct_names(cells))
        filled = sum(bool(cell.strip()) for cell in cells)
        narrower = all(sum(bool(c.strip()) for c in row) < filled for row in top[:i])
        if not narrower or _is_prose(cells) or any(map(_VALUE.match, cells)):
            continue
        if "text" in column_roles(names, settings).values():
            return i
    if any(map(_VALUE.match, top[0])):
        return None
    if _is_prose(top[0]) and not column_roles(tuple(distinct_names(top[0])), settings):
        return None
    return 0


def _is_prose(first: Sequence[str]) -> bool:
    """Tell whether a row of a table holds texts, and so no names of columns."""
    return any(len(cell) > _LONGEST_NAME or cell.rstrip().endswith("。") for cell in first)


def without_surrogates(row: Mapping[str, str]) -> tuple[dict[str, str], int]:
    """Return the row with each lone surrogate (half of a cut emoji) as U+FFFD, and how many its cells had."""
    if not any(map(SURROGATE.search, (*row, *row.values()))):
        return dict(row), 0
    replaced = sum(len(SURROGATE.findall(cell)) for cell in row.values())
    names = distinct_names(SURROGATE.sub("\ufffd", name) for name in row)
    cells = (SURROGATE.sub("\ufffd", cell) for cell in row.values())
    return dict(zip(names, cells, strict=True)), replaced
