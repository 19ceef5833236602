"""Excel workbooks → rows, sheet by sheet, with Excel's dates as ISO text."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any, TypeVar

from helpers.reading.archives import Refused, open_archive, repack
from helpers.reading.rows import Row, cell_text, name_rows
from helpers.settings import Settings

__all__ = ["workbook_rows"]

# The reader lays a sheet out as a full grid, so that one cell at the far corner would fill all memory.
_MOST_CELLS = 20_000_000
_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*)(?<!/)>")
_PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]{1,9})([0-9]{1,20})["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^<>]*?\sr\s*=\s*["']([0-9]{1,20})["']""")
_Result = TypeVar("_Result")


def workbook_rows(data: bytes, settings: Settings) -> Iterator[Row]:
    """Yield one row for each record of each sheet; a cell merged over several rows counts for each of them.

    Raises Refused for a file that cannot be opened.
    """
    from python_calamine import CalamineWorkbook

    parts = repack(open_archive(data, ".xlsx"), _is_needed)
    too_wide = {name for name, part in parts.items() if "/worksheets/" in name and _grid(part) > _MOST_CELLS}
    if too_wide:
        raise Refused(
            f"a sheet spans more than {_MOST_CELLS:,} cells; delete what stands far below or right of the table"
        )
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as checked:
        for name, part in parts.items():
            checked.writestr(name, part)
    del parts
    plain.seek(0)
    book = _guarded(lambda: CalamineWorkbook.from_filelike(plain))
    sheets = [s.name for s in book.sheets_metadata if str(s.typ).endswith("WorkSheet")]
    for name in sheets:
        shown = name if len(sheets) > 1 else ""
        try:
            sheet = _guarded(partial(book.get_sheet_by_name, name))
            yield from name_rows(_records(sheet), settings, shown)
        except Refused as error:
            yield Row({}, f"the sheet '{name}' cannot be read: {error}", sheet=shown)


def _is_needed(name: str) -> bool:
    """Tell whether a part of a workbook bears on what its cells say."""
    return name.endswith((".xml", ".rels")) and not name.startswith(
        ("docProps/", "xl/theme/", "xl/drawings/", "xl/charts/")
    )


def _grid(sheet: bytes) -> int:
    """Return how many cells a sheet spans, from the first row and column to the last that is filled."""
    columns, last, placed = set(), 0, True
    for cell in _CELL.finditer(sheet):
        place = _PLACE.search(cell[1])
        if place:
            columns.add(place[1].upper())
            last = max(last, int(place[2]))
        else:
            placed = False
    if not placed:  # such a cell stands right of the one before it, in the row that its row element names
        last = max(last, sheet.count(b"<row"), *(int(row[1]) for row in _ROW.finditer(sheet)))
        columns.add(b"XFD" if sheet.count(b"<c") > _MOST_CELLS else b"ZZ")
    return last * max(map(_column, columns), default=0)


def _guarded(call: Callable[[], _Result]) -> _Result:
    """Return what a call of the reader gives. Raises Refused where it fails, also where Rust panics."""
    try:
        return call()
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic is no Exception
        raise Refused(f"damaged, or no .xlsx file: {str(error)[:200]}") from error


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _records(sheet: Any) -> Iterator[tuple[list[str], None]]:
    """Yield the cells of each row of a sheet as text."""
    below: dict[int, list[tuple[int, int]]] = {}  # first row → (column, last row) of the cells merged from it
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top:
            below.setdefault(top, []).append((left, bottom))
    held: dict[int, tuple[int, str]] = {}  # column → (last row, text) of what is merged over the row
    # Rows come from the top of the sheet, cells from its first column that is filled.
    _, first_column = sheet.start or (0, 0)
    rows = iter(_guarded(sheet.iter_rows))
    for i in count():
        values = _guarded(lambda: next(rows, None))
        if values is None:
            return
        cells = [cell_text(value) for value in values]
        held = {column: (last, text) for column, (last, text) in held.items() if last >= i}
        for column, (_, text) in held.items():
            if column - first_column < len(cells) and not cells[column - first_column]:
                cells[column - first_column] = text
        for column, last in below.get(i, ()):
            if 0 <= column - first_column < len(cells):
                held[column] = (last, cells[column - first_column])
        yield cells, None
