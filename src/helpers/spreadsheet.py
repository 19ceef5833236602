"""A table as a CSV file that spreadsheets read rightly and that can't make them run anything."""

import re
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["LIST_DELIMITER", "write_csv"]

LIST_DELIMITER = "; "
# Some programs pass over blanks, and what cannot be seen, before a formula.
_FORMULA = re.compile(
    r"[\t\r\n]|[\s\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*[=+\-@＝＋－＠]"
)


def write_csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV: UTF-8 with a mark at its start, by which spreadsheets know it, and dates as 2020-02-03.

    A missing value is an empty cell, and so is an empty text. The members of a list are joined by `LIST_DELIMITER`. A text
    that a spreadsheet would take for a formula gets an apostrophe before it. What UTF-8 cannot hold becomes a question mark.
    """
    safe = pd.DataFrame({name: _inert(values) for name, values in table.items()}, index=table.index).rename(
        columns=_defused
    )
    # Lines end as RFC 4180 has it, which also makes the writer quote a cell that holds either half of such an end.
    text = safe.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\r\n")
    return text.encode("utf-8-sig", errors="replace")


def _inert(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return a column whose texts are plain; numbers and dates need nothing."""
    if pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values
    return pd.Series([_plain(value) for value in values], values.index, dtype="object")


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple, np.ndarray)):
        value = LIST_DELIMITER.join(map(str, value))
    return _defused(value)


def _defused(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
