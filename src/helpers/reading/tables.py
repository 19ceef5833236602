"""CSV and TSV files → rows: delimiters, quotes, and quotes that are never closed."""

import csv
import io
from collections.abc import Iterator

from helpers.reading.rows import Row, name_rows
from helpers.settings import Settings

__all__ = ["table_rows"]

# In a file with more quotes that are never closed, quotes mean nothing.
_MOST_UNCLOSED = 100


def table_rows(media_type: str, text: str, settings: Settings) -> Iterator[Row]:
    """Yield one row for each record of a CSV or TSV text; without a header, columns have only numbers."""
    csv.field_size_limit(2**31 - 1)
    lines = list(io.StringIO(text.lstrip("\ufeff"), newline=""))
    first = next((line for line in lines[:10] if any(mark in line for mark in ",\t;")), lines[0])
    delimiter = "\t" if media_type.endswith("tab-separated-values") else max(",\t;", key=first.count)
    quoted = delimiter != "\t" or _is_well_quoted(lines, delimiter)

    def split() -> Iterator[tuple[list[str], str | None]]:
        for cells, unclosed in _split_records(lines, delimiter, quoted):
            yield cells, "unclosed quote: the line was read as it stands" if unclosed else None

    try:
        yield from name_rows(split(), settings)
    except csv.Error as error:
        yield Row({}, f"not valid CSV: {error}")


def _split_records(lines: list[str], delimiter: str, quoted: bool) -> Iterator[tuple[list[str], bool]]:
    """Yield (cells, whether a quote in it is never closed) for each record of a table's lines.

    Such a quote would swallow the records below, up to the next quote; its line is read as it stands.
    """
    at = n_unclosed = 0
    n_delimiters = lines[0].count(delimiter)
    while at < len(lines):
        if quoted and n_unclosed <= _MOST_UNCLOSED:
            reader = csv.reader((lines[i] for i in range(at, len(lines))), delimiter=delimiter)
            cells, n_lines = next(reader), reader.line_num
            whole = n_lines == 1 and (at + 1 < len(lines) or len(cells) > n_delimiters)
            if whole or not _swallows(lines[at : at + n_lines], delimiter, n_delimiters):
                n_delimiters = n_delimiters if at and n_delimiters else len(cells) - 1  # a name may hold one
                at += n_lines
                yield cells, False
                continue
            n_unclosed += 1
            unclosed = True
        else:
            unclosed = False
        (cells,) = csv.reader([lines[at]], delimiter=delimiter, quoting=csv.QUOTE_NONE)
        at += 1
        yield list(map(_unquoted, cells)), unclosed


def _swallows(lines: list[str], delimiter: str, n_delimiters: int) -> bool:
    """Tell whether the lines of one record, below its first, are rows that an unclosed quote swallowed.

    They are where the quotes are wrong and most lines have as many delimiters as the header, or where the
    quotes are right by chance and three lines or more have just so many, two at least.
    """
    below = [line for line in lines[1:] if line.strip()]
    alike = sum(line.count(delimiter) == n_delimiters for line in below)
    if not _is_well_quoted(lines, delimiter):
        return alike * 2 >= len(below)
    return n_delimiters >= 2 and alike == len(below) >= 3


def _is_well_quoted(lines: list[str], delimiter: str) -> bool:
    """Tell whether every quoted cell is closed, and its closing quote followed by a delimiter or an end."""
    try:
        for _ in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return False
    return True


def _unquoted(cell: str) -> str:
    """Return a cell without the quotes around it, if it has both."""
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
