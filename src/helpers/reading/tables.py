"""CSV and TSV files → rows: delimiters, quotes, and quotes that are never closed."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice

from helpers.reading.rows import Row, name_rows
from helpers.settings import Settings

__all__ = ["table_rows"]

# In a file with more quotes that are never closed, quotes mean nothing.
_MOST_UNCLOSED = 100
_KEPT = 1000  # lines that are done with, until they are let go together


def table_rows(media_type: str, text: Iterable[str], settings: Settings) -> Iterator[Row]:
    """Yield one row for each record of a CSV or TSV text in pieces of whole lines; without a header, columns have only numbers."""
    csv.field_size_limit(2**31 - 1)
    top = list(islice(_lines(text), 10))
    first = next((line for line in top if any(mark in line for mark in ",\t;")), top[0])
    delimiter = "\t" if media_type.endswith("tab-separated-values") else max(",\t;", key=first.count)
    quoted = delimiter != "\t" or _is_well_quoted(_lines(text), delimiter)

    def split() -> Iterator[tuple[list[str], str | None]]:
        for cells, unclosed in _split_records(_Ahead(_lines(text)), delimiter, quoted):
            yield cells, "unclosed quote: the line was read as it stands" if unclosed else None

    try:
        yield from name_rows(split(), settings)
    except csv.Error as error:
        yield Row({}, f"not valid CSV: {error}")


def _lines(text: Iterable[str]) -> Iterator[str]:
    for n, piece in enumerate(text):
        yield from io.StringIO(piece if n else piece.lstrip("\ufeff"), newline="")


class _Ahead:
    """Lines that can be looked at before they are taken; only those are in memory."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._source = lines
        self._held: list[str] = []
        self._at = 0

    def __iter__(self) -> Iterator[str]:
        """Yield the lines from the first that is not taken on, without taking any."""
        at = self._at
        while True:
            if at == len(self._held):
                line = next(self._source, None)
                if line is None:
                    return
                self._held.append(line)
            yield self._held[at]
            at += 1

    def take(self, n: int) -> None:
        """Be done with so many lines."""
        self._at += n
        if self._at >= _KEPT:
            del self._held[: self._at]
            self._at = 0


def _split_records(lines: _Ahead, delimiter: str, quoted: bool) -> Iterator[tuple[list[str], bool]]:
    """Yield (cells, whether a quote in it is never closed) for each record of a table's lines.

    Such a quote would swallow the records below, up to the next quote; its line is read as it stands.
    """
    n_unclosed = 0
    n_delimiters = None
    while (first := next(iter(lines), None)) is not None:
        is_top = n_delimiters is None
        n_delimiters = first.count(delimiter) if n_delimiters is None else n_delimiters
        if quoted and n_unclosed <= _MOST_UNCLOSED:
            reader = csv.reader(iter(lines), delimiter=delimiter)
            cells, n_lines = next(reader), reader.line_num
            is_last = len(list(islice(lines, n_lines + 1))) == n_lines
            whole = n_lines == 1 and (not is_last or len(cells) > n_delimiters)
            if whole or not _swallows(list(islice(lines, n_lines)), delimiter, n_delimiters):
                n_delimiters = (
                    len(cells) - 1 if is_top or not n_delimiters else n_delimiters
                )  # a name may hold one
                lines.take(n_lines)
                yield cells, False
                continue
            n_unclosed += 1
            unclosed = True
        else:
            unclosed = False
        (cells,) = csv.reader([first], delimiter=delimiter, quoting=csv.QUOTE_NONE)
        lines.take(1)
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


def _is_well_quoted(lines: Iterable[str], delimiter: str) -> bool:
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
