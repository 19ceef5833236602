"""Excel workbooks → rows, sheet by sheet, with Excel's dates as ISO text."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from helpers.reading.archives import Refused, open_archive, repack
from helpers.reading.rows import Row, cell_text, name_rows
from helpers.settings import Settings

__all__ = ["workbook_rows"]

# The reader lays a sheet out as a full grid, so that one cell at the far corner would fill all memory.
_MOST_CELLS = 20_000_000
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^<>]*(?<!/)>""")


def workbook_rows(data: bytes, settings: Settings) -> Iterator[Row]:
    """Yield one row for each record of each sheet; a cell merged over several rows counts for each of them.

    Raises Refused for a file that cannot be opened.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    parts = repack(open_archive(data, ".xlsx"), lambda name: name.endswith((".xml", ".rels")))
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
    try:
        book = CalamineWorkbook.from_filelike(plain)
        sheets = [s.name for s in book.sheets_metadata if str(s.typ).endswith("WorkSheet")]
    except CalamineError as error:
        raise Refused(f"damaged, or no .xlsx file: {error}") from error
    for name in sheets:
        try:
            sheet = book.get_sheet_by_name(name)
        except CalamineError as error:
            yield Row({}, f"the sheet '{name}' cannot be read: {error}", sheet=name)
            continue
        shown = name if len(sheets) > 1 else ""
        yield from name_rows(_records(sheet), settings, shown)


def _grid(sheet: bytes) -> int:
    """Return how many cells a sheet spans, from the first row and column to the last that is filled."""
    columns, last = set(), 0
    for cell in _CELL.finditer(sheet):
        columns.add(cell[1])
        last = max(last, int(cell[2]))
    return last * max(map(_column, columns), default=0)


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
    for i, values in enumerate(sheet.iter_rows()):
        cells = [cell_text(value) for value in values]
        held = {column: (last, text) for column, (last, text) in held.items() if last >= i}
        for column, (_, text) in held.items():
            if column - first_column < len(cells) and not cells[column - first_column]:
                cells[column - first_column] = text
        for column, last in below.get(i, ()):
            if 0 <= column - first_column < len(cells):
                held[column] = (last, cells[column - first_column])
        yield cells, None
