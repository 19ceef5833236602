"""The rows of data tables as lines: cells side by side, so that no cell runs into a sentence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.articles.lines import Line, Piece

__all__ = ["Table", "join_rows"]

_LONG_CELL = 60  # characters; cells of data are shorter, but for a few
_LONGEST_CELL = 400


@dataclass(slots=True, eq=False)
class Table:
    """An open table: its current row and cell (0: none yet), and whether another stands inside it."""

    row: int = 0
    cell: int = 0
    nests: bool = False

    def step(self, tag: str) -> None:
        """Go to the next row or cell."""
        if tag == "tr":
            self.row += 1
        elif tag in ("td", "th"):
            self.row = self.row or 1
            self.cell += 1


def join_rows(lines: list[Line], cells: Sequence[tuple[Table, int, int] | None]) -> list[Line]:
    """Return the lines with each row of a data table as one; `cells` are the table, row and cell of each.

    A line that fills a cell of another table by itself gets the number of its row.
    """
    tables: dict[Table, list[int]] = {}
    for i, cell in enumerate(cells):
        if cell is not None and not lines[i].hidden:
            tables.setdefault(cell[0], []).append(i)
    alone = Counter(cell for cell in cells if cell is not None)
    rows: dict[tuple[Table, int], int] = {}
    gone: set[int] = set()
    for table, own in tables.items():
        grouped: dict[int, list[int]] = {}
        for i in own:
            grouped.setdefault(_cell(cells, i)[1], []).append(i)
        if _is_data(table, list(grouped.values()), lines, cells):
            for row in grouped.values():
                _join([lines[i] for i in row], [_cell(cells, i)[2] for i in row])
                gone.update(row[1:])
        else:
            for i in own:
                if alone[_cell(cells, i)] == 1:
                    lines[i].row = rows.setdefault((table, _cell(cells, i)[1]), len(rows) + 1)
    return [line for i, line in enumerate(lines) if i not in gone]


def _cell(cells: Sequence[tuple[Table, int, int] | None], i: int) -> tuple[Table, int, int]:
    cell = cells[i]
    assert cell is not None  # the lines of a table
    return cell


def _is_data(
    table: Table, rows: list[list[int]], lines: Sequence[Line], cells: Sequence[tuple[Table, int, int] | None]
) -> bool:
    """Tell whether a table holds data, not the layout of a page: short cells without links, side by side."""
    own = [i for row in rows for i in row]
    side_by_side = sum(1 for row in rows if len({_cell(cells, i)[2] for i in row}) > 1)
    if table.nests or side_by_side < 2 or 2 * side_by_side < len(rows):
        return False
    chars: Counter[int] = Counter()
    for i in own:
        chars[_cell(cells, i)[2]] += len(lines[i].text)
    long = sum(1 for n in chars.values() if n > _LONG_CELL)
    return (
        max(chars.values()) <= _LONGEST_CELL
        and long <= 0.3 * len(chars)
        and len(own) <= 2 * len(chars)
        and sum(lines[i].linked for i in own) < 0.3 * len(own)
    )


def _join(row: list[Line], cells: list[int]) -> None:
    """Make the first line of a row the whole of it: cells parted by a tab, lines of one cell by a blank."""
    first = row[0]
    for line, cell, before in zip(row[1:], cells[1:], cells, strict=False):
        # One character of what stands between, which is never text: hidden text may follow it.
        end = first.pieces[-1].end
        gap = Piece(end, end + 1, "\t" if cell != before else " ")
        first.pieces.extend((gap, *line.pieces))
    first.text = "".join(piece.text for piece in first.pieces)
    first.linked = sum(line.linked for line in row) / len(row)
    first.table = len(set(cells)) > 1
