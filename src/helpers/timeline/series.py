"""Numbers of a user's own, such as case counts, to be laid over the events."""

import csv
import datetime
import math
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from helpers.errors import UserError, unknown
from helpers.lexicons import read_rows

__all__ = ["read_series"]

_DAY = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")


def read_series(path: str | os.PathLike[str]) -> pd.DataFrame:
    """One row per (province, date) of a user's CSV file: province, date, value; sorted; empty for an empty path.

    The file has a line of headings with date (2020-02-03), value (a number, not below zero) and, where the numbers
    differ by province, province (江西 or 江西省); other columns are passed over. Without a province a number belongs to
    all, '' here. UTF-8, or GB18030 as Chinese Excel writes it. A relative path is taken from the working directory.
    Raises UserError for a file that cannot be read, a column that is missing, a date, number or province that
    is none (with its line), and two numbers for one day.
    """
    rows: dict[tuple[str, datetime.date], float] = {}
    if str(path).strip():
        file = Path(path).expanduser()
        for line, cells in _read(file):
            day = _read_day(cells["date"])
            if day is None:
                raise _wrong(file, line, "date", cells["date"], "Write it as 2020-02-03.")
            value = cells["value"].strip()
            if not _NUMBER.fullmatch(value) or not math.isfinite(number := float(value.replace(",", ""))):
                raise _wrong(file, line, "value", value, "Write a number that is not below zero.")
            province = _read_province(cells.get("province", ""), file, line)
            if (province, day) in rows:
                raise _wrong(
                    file, line, "date", cells["date"], "There is another number for that day; give one."
                )
            rows[province, day] = number
    series = pd.DataFrame(
        [(province, day, value) for (province, day), value in sorted(rows.items())],
        columns=["province", "date", "value"],
    )
    return series.astype({"province": "str", "date": "datetime64[s]", "value": "float64"})


def _read(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each line's number and its cells by heading; blank lines are passed over."""
    try:
        content = file.read_bytes()
    except (OSError, ValueError) as why:
        raise UserError(f"series={str(file)!r} cannot be read: {why}.") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UserError(f"series={str(file)!r} is neither UTF-8 nor GB18030 text.")
    reader = csv.reader(text.splitlines())
    try:
        headings = [name.strip().lower() for name in next(reader, [])]
        absent = [name for name in ("date", "value") if name not in headings]
        if absent:
            raise UserError(
                f"series: {file.name} has no column {', '.join(absent)}; its columns are {', '.join(headings)}. "
                "It needs date, value and, if the numbers differ by province, province."
            )
        for cells in reader:
            if any(cell.strip() for cell in cells):
                padded = [*cells, *[""] * (len(headings) - len(cells))]
                yield (
                    reader.line_num,
                    dict(zip(reversed(headings), reversed(padded[: len(headings)]), strict=True)),
                )
    except csv.Error as why:
        raise UserError(f"series={str(file)!r} cannot be read: {why} in line {reader.line_num}.") from None


def _read_day(text: str) -> datetime.date | None:
    match = _DAY.fullmatch(text.strip())
    try:
        return datetime.date(int(match[1]), int(match[3]), int(match[4])) if match else None
    except ValueError:
        return None


def _read_province(text: str, file: Path, line: int) -> str:
    name = text.strip()
    short = {row["full"]: row["name"] for row in read_rows("provinces.csv")}
    if not name or name in short.values():
        return name
    if name not in short:
        raise unknown("province", name, short.values(), f"It stands in line {line} of {file.name}.")
    return short[name]


def _wrong(file: Path, line: int, column: str, written: str, remedy: str) -> UserError:
    return UserError(f"series: line {line} of {file.name} has {column}={written!r}. {remedy}")
