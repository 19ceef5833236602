"""Numbers of a user's own, such as case counts, to be laid over the events."""

import os
from pathlib import Path

import pandas as pd

from helpers.errors import UserError, unknown
from helpers.lexicons import read_rows

__all__ = ["SERIES_COLUMNS", "read_series"]

SERIES_COLUMNS = ("date", "value", "province")


def read_series(path: str | os.PathLike[str]) -> pd.DataFrame:
    """One row per (province, date) of a user's CSV file: province, date, value; sorted; empty for an empty path.

    The file has a line of headings with date (2020-02-03), value (a number) and, where the numbers differ by
    province, province (江西 or 江西省); other columns are passed over. Without a province a number belongs to
    all, '' here. UTF-8, or GB18030 as Chinese Excel writes it. A relative path is taken from the working directory.
    Raises UserError for a file that cannot be read, a column that is missing, a date, number or province that
    is none (with its line), and two numbers for one day.
    """
    if not str(path).strip():
        return _typed(pd.DataFrame(columns=list(SERIES_COLUMNS)))
    file = Path(path).expanduser()
    table = _read(file)
    absent = [name for name in SERIES_COLUMNS[:2] if name not in table]
    if absent:
        raise UserError(
            f"series: {file.name} has no column {', '.join(absent)}; its columns are {', '.join(map(str, table))}. "
            "It needs date, value and, if the numbers differ by province, province."
        )
    dates = pd.to_datetime(table["date"].str.strip(), format="ISO8601", errors="coerce")
    values = pd.to_numeric(table["value"].str.replace(",", "").str.strip(), errors="coerce")
    _check(file, table["date"], dates.isna(), "date", "Write it as 2020-02-03.")
    _check(file, table["value"], values.isna() | values.isin([float("inf"), float("-inf")]), "value", "Write a number.")  # fmt: skip
    names = table["province"].str.strip() if "province" in table else pd.Series("", index=table.index)
    provinces = names.replace({row["full"]: row["name"] for row in read_rows("provinces.csv")})
    known = [row["name"] for row in read_rows("provinces.csv")]
    for name in provinces[~provinces.isin(["", *known])].head(1):
        raise unknown("province", name, known, f"It stands in {file.name}.")
    series = _typed(pd.DataFrame({"date": dates.dt.normalize(), "value": values, "province": provinces}))
    twice = series.duplicated(["province", "date"])
    _check(file, table["date"], twice, "date", "There is another number for that day; give one.")
    return series.sort_values(["province", "date"], ignore_index=True)


def _read(file: Path) -> pd.DataFrame:
    """Every cell as text."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            table = pd.read_csv(file, dtype="str", keep_default_na=False, encoding=encoding)
        except UnicodeDecodeError:
            continue
        except (OSError, pd.errors.ParserError, pd.errors.EmptyDataError) as why:
            raise UserError(f"series={str(file)!r} cannot be read: {why}.") from None
        return table.rename(columns=lambda name: str(name).strip().lower())
    raise UserError(f"series={str(file)!r} is neither UTF-8 nor GB18030 text.")


def _check(file: Path, written: "pd.Series[str]", wrong: "pd.Series[bool]", column: str, remedy: str) -> None:
    """Raise UserError that names the first line where something is wrong."""
    for line in written.index[wrong][:1]:
        raise UserError(f"series: line {line + 2} of {file.name} has {column}={written[line]!r}. {remedy}")


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    return table.astype({"date": "datetime64[s]", "value": "float64", "province": "str"})[
        ["province", "date", "value"]
    ]
