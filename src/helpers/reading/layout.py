"""Glyphs of a page → its text: visual lines, columns in reading order, paragraphs, table rows.

Geometry alone decides, since the order of glyphs in a PDF is the order of drawing. Lengths are in points,
y runs down the page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

__all__ = ["Glyph", "page_text"]

_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—·]")
_NOT_FIRST = "，。、；：？！）》」』】〕”’…—,.;:?!)]}%％"  # a line never begins with these
_UNIT = re.compile(rf"[A-Za-z0-9%.,/:'’-]+|.[{re.escape(_NOT_FIRST)}]*", re.DOTALL)
_MARKED = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[、．）)]|[.](?!\d))|[●•◆■·▪①-⑳-]|第[一二三四五六七八九十百\d]{1,4}[章节条编]"
)
_CELL_GAP = 1.6  # ems between two cells of a row
_COLUMN_GAP = 0.8  # ems between two columns of a page, where punctuation hangs into the gutter
_LARGER = 1.15  # times the size of the text: a heading
_EDGE = 3  # rows at the top or bottom of a page that may be its head or foot
_COLUMN_LINES = 4  # lines that two columns must have side by side at least


class Glyph(NamedTuple):
    """A character and its box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class _Segment:
    """A run of glyphs on one visual line, with no wide gap in it."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float  # of its characters: the em
    spaced: bool = False  # whether a blank stands before it on its line

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def page_text(glyphs: Sequence[Glyph]) -> str:
    """Return the text of a page: a paragraph or table row on each line, a blank line at a wide space."""
    rows = [_segments(row) for row in _rows(glyphs)]
    rows = [row for row in rows if row]
    body = _body_size([segment for row in rows for segment in row])
    return "\n".join(line for block in _blocks(rows) for line in _lines(block, body))


def _rows(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Yield the glyphs of each visual line, from the top; a glyph belongs where half its height lies."""
    row: list[Glyph] = []
    top = bottom = 0.0
    for glyph in sorted(glyphs, key=lambda g: ((g.top + g.bottom) / 2, g.left)):
        middle = (glyph.top + glyph.bottom) / 2
        overlap = min(bottom, glyph.bottom) - max(top, glyph.top)
        least = min(bottom - top, glyph.bottom - glyph.top)
        if row and (overlap < least / 2 or middle > bottom):
            yield row
            row = []
        if not row:
            top, bottom = glyph.top, glyph.bottom
        row.append(glyph)
    if row:
        yield row


def _segments(row: list[Glyph]) -> list[_Segment]:
    """Return a visual line's segments from left to right, with a blank where the gap between glyphs shows one."""
    glyphs = sorted((g for g in row if not g.text.isspace()), key=lambda g: (g.left, g.right))
    blanks = sorted(g.left for g in row if g.text.isspace())
    found: list[list[Glyph]] = []
    for glyph in glyphs:
        if found and _is_twin(found[-1][-1], glyph):
            continue  # bold by printing twice
        size = glyph.bottom - glyph.top
        if not found or glyph.left - max(g.right for g in found[-1][-3:]) > _COLUMN_GAP * size:
            found.append([])
        found[-1].append(glyph)
    segments = [_segment(run, blanks) for run in found]
    for before, segment in pairwise(segments):
        segment.spaced = any(before.left < at < segment.left for at in blanks)
    return segments


def _is_twin(glyph: Glyph, other: Glyph) -> bool:
    near = abs(glyph.left - other.left) < 0.15 * (glyph.bottom - glyph.top)
    return near and glyph.text == other.text and _WIDE.match(glyph.text) is not None  # ff is one glyph


def _segment(run: list[Glyph], blanks: list[float]) -> _Segment:
    size = median(g.bottom - g.top for g in run)
    parts = [run[0].text]
    # A line that is stretched to the width has the same small gap everywhere.
    stretch = median([0.0, *(max(b.left - a.right, 0.0) for a, b in pairwise(run))])
    for before, glyph in pairwise(run):
        gap = (glyph.left - before.right - stretch) / size
        wide = _WIDE.match(before.text) and _WIDE.match(glyph.text)
        blank = any(before.left < at < glyph.left for at in blanks) if blanks else False
        if gap > (0.2 if wide else 0.18) or (blank and (not wide or gap > 0.1)):
            parts.append(" ")
        parts.append(glyph.text)
    return _Segment(
        "".join(parts), run[0].left, max(g.right for g in run), min(g.top for g in run),
        max(g.bottom for g in run), size,
    )  # fmt: skip


def _blocks(rows: list[list[_Segment]], depth: int = 3) -> Iterator[list[list[_Segment]]]:
    """Yield runs of rows to be read one after the other: where the page has columns, each of them by itself."""
    gutter = _gutter(rows) if depth else None
    if gutter is None:
        if rows:
            yield _tables(rows)
        return
    run: list[list[_Segment]] = []  # rows that leave the gutter free
    whole: list[list[_Segment]] = []  # rows across it
    for row in [*rows, None]:
        if row is not None and not any(s.left < gutter < s.right for s in row):
            run.append(row)
            continue
        above, run, below = _without_edges(run)
        sides = [[[s for s in r if (s.middle > gutter) == side] for r in run] for side in (False, True)]
        left, right = ([r for r in side if r] for side in sides)
        if min(len(left), len(right)) >= _COLUMN_LINES and _is_column(left) and _is_column(right):
            whole.extend(above)
            if whole:
                yield _tables(whole)
            yield from _blocks(left, depth - 1)
            yield from _blocks(right, depth - 1)
            whole = below
        else:
            whole.extend([*above, *run, *below])
        run = []
        if row is not None:
            whole.append(row)
    if whole:
        yield _tables(whole)


def _without_edges(
    rows: list[list[_Segment]],
) -> tuple[list[list[_Segment]], list[list[_Segment]], list[list[_Segment]]]:
    """Return rows in three: those set apart at the top, those of the columns, those set apart at the bottom."""
    pitch, body = _pitch(rows), _body_size([segment for row in rows for segment in row])
    tops = [min(s.top for s in row) for row in rows]

    def is_apart(i: int, step: float) -> bool:
        return step > 1.8 * pitch or max(s.size for s in rows[i]) * _LARGER < body

    first, last = 0, len(rows)
    while first < min(_EDGE, last - 1) and is_apart(first, tops[first + 1] - tops[first]):
        first += 1
    while last > max(len(rows) - _EDGE, first + 1) and is_apart(last - 1, tops[last - 1] - tops[last - 2]):
        last -= 1
    return rows[:first], rows[first:last], rows[last:]


def _tables(rows: list[list[_Segment]]) -> list[list[_Segment]]:
    """Return a block's rows with the cells of each as they are to be written."""
    width = max(row[-1].right for row in rows) - min(row[0].left for row in rows)
    return [_cells(row, width) for row in rows]


def _cells(row: list[_Segment], width: float) -> list[_Segment]:
    """Return a row with the segments put together that a gap parts which is too narrow for a table.

    A line of text, which fills the width, may be stretched; a short row is not, unless blanks were typed.
    """
    stretched = row[-1].right - row[0].left > 0.85 * width
    cells = [row[0]]
    for segment in row[1:]:
        last = cells[-1]
        wide = segment.left - last.right > _CELL_GAP * max(last.size, segment.size)
        if wide or not (segment.spaced or stretched):
            cells.append(segment)
        else:
            cells[-1] = _Segment(
                f"{last.text} {segment.text}", last.left, segment.right, min(last.top, segment.top),
                max(last.bottom, segment.bottom), last.size, last.spaced,
            )  # fmt: skip
    return cells


def _gutter(rows: list[list[_Segment]]) -> float | None:
    """Return the x of the gap that most rows leave between two columns of text, if there is one."""
    gaps = [
        (before.right, after.left)
        for row in rows
        for before, after in pairwise(row)
        if len(before.text) >= 4 and len(after.text) >= 4
    ]
    if len(gaps) < _COLUMN_LINES:
        return None
    candidates = [(left + right) / 2 for left, right in gaps]
    best = max(candidates, key=lambda x: sum(left < x < right for left, right in gaps))
    inside = [(left, right) for left, right in gaps if left < best < right]
    if len(inside) < _COLUMN_LINES:
        return None
    return (max(left for left, _ in inside) + min(right for _, right in inside)) / 2


def _is_column(rows: list[list[_Segment]]) -> bool:
    """Tell whether rows are lines of running text, which fill their width, and no column of a table."""
    segments = [row[0] for row in _tables(rows) if len(row) == 1]
    if len(segments) < len(rows) / 2:
        return False
    width = max(s.right for s in segments) - min(s.left for s in segments)
    full = sum(s.right - s.left > 0.8 * width for s in segments)
    return full >= len(segments) / 2 and width > 8 * median(s.size for s in segments)


def _lines(rows: list[list[_Segment]], body: float) -> Iterator[str]:
    """Yield the lines of a block: paragraphs put together, table rows with tabs; `body` is the size of the text."""
    single = [row[0] for row in rows if len(row) == 1]
    texts = [s for s in single if s.size < _LARGER * body] or single
    left, right = (
        _edge([(s.left, len(s.text)) for s in texts], 0.1),
        _edge([(s.right, len(s.text)) for s in texts], 0.9),
    )
    pitch = _pitch(rows)
    text = ""
    before: _Segment | None = None  # the line above, where it is no table row
    last_bottom: float | None = None
    indent = left
    for row in rows:
        top, bottom = min(s.top for s in row), max(s.bottom for s in row)
        spaced = last_bottom is not None and top - last_bottom > max(0.9 * pitch, 0.9 * row[0].size)
        if before and len(row) == 1 and _goes_on(before, row[0], left, right, indent, body, pitch):
            text = join(text, row[0].text)
            indent = row[0].left
        else:
            if last_bottom is not None:
                yield text
            if spaced:
                yield ""
            text = "\t".join(s.text for s in row)
            indent = left
        before = row[0] if len(row) == 1 else None
        last_bottom = bottom
    yield text


def _edge(places: list[tuple[float, int]], share: float) -> float:
    """Return the place that so large a share of all characters stands before, by the places of their lines."""
    total, so_far = sum(n for _, n in places), 0
    for place, n in sorted(places):
        so_far += n
        if so_far > share * total:
            return place
    return 0.0


def _body_size(segments: list[_Segment]) -> float:
    """Return the size that most characters of a page have."""
    sizes = sorted(s.size for s in segments for _ in range(min(len(s.text), 200)))
    return sizes[len(sizes) // 2] if sizes else 10.0


def _pitch(rows: list[list[_Segment]]) -> float:
    """Return the usual distance from the top of a line to that of the next."""
    tops = [min(s.top for s in row) for row in rows]
    steps = sorted(b - a for a, b in pairwise(tops) if b > a)
    return steps[len(steps) // 3] if steps else 20.0


def _goes_on(
    above: _Segment, line: _Segment, left: float, right: float, indent: float, body: float, pitch: float
) -> bool:
    """Tell whether a line goes on the paragraph of the line above it."""
    size = above.size
    if abs(line.size - size) > 0.12 * size or (_MARKED.match(line.text) and above.text[-1] in "。；;！？："):
        return False
    step = line.top - above.top
    if min(above.size, line.size) > _LARGER * body:  # the lines of one headline stand close and centred
        return step < 2.2 * size and abs(above.middle - line.middle) < 1.5 * size
    if step > 1.35 * pitch or (
        abs(line.left - min(left, indent)) > 0.8 * size and abs(line.left - indent) > 0.8 * size
    ):
        return False
    # The paragraph ended where the next word would have had room.
    first = _UNIT.match(line.text)
    n = len(first[0]) if first else 1
    room = size * (n if _WIDE.match(line.text) else 0.5 * n + 0.5)
    return above.right + room > right - 0.5 * size


def join(above: str, below: str) -> str:
    """Put two lines of a paragraph together: Latin words keep a blank between them, a cut word its halves."""
    if re.search(r"[a-z]-$", above) and re.match(r"[a-z]", below):
        return above[:-1] + below
    latin = above[-1:] > " " and not _WIDE.match(above[-1]) and not _WIDE.match(below[:1])
    return f"{above} {below}" if latin else above + below
