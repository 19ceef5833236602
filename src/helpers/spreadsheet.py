"""A table as a CSV file that spreadsheets read rightly and that can't make them run anything."""

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["LIST_DELIMITER", "write_csv"]

LIST_DELIMITER = "; "
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def write_csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV: UTF-8 with a mark at its start, by which spreadsheets know it, and dates as 2020-02-03.

    A missing value is an empty cell, and so is an empty text. The members of a list are joined by `LIST_DELIMITER`. A text
    that a spreadsheet would take for a formula gets an apostrophe before it. What UTF-8 cannot hold becomes a question mark.
    """
    plain = {name: values.map(_plain) if _holds_text(values) else values for name, values in table.items()}
    safe = pd.DataFrame(plain, index=table.index).rename(columns=_defused)
    text = safe.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n")
    return text.encode("utf-8-sig", errors="replace")


def _holds_text(values: "pd.Series[Any]") -> bool:
    return not (
        pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_datetime64_any_dtype(values.dtype)
    )


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple, np.ndarray)):
        value = LIST_DELIMITER.join(map(str, value))
    return _defused(value)


def _defused(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
