"""How far the findings can be trusted: what comes back of each when one choice is made otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from math import cos, inf, isnan, nan, radians, sin

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.figures.fonts import text_width
from helpers.figures.style import FAINT, GREY, SKY, WIDTH, columns_of, drawn_from, new_figure, shorten
from helpers.terminal import wrap

__all__ = ["plot_sensitivity"]

# Lengths are inches of the page, from its top left: so are the axes measured, which fill the figure.
_HALF = 10.5 / 2 / 72  # a half-width character
_PAD, _LINE = 0.06, 0.19
_TILE, _STEP, _HEADING = 0.34, 0.5, 0.3  # heights: a cell, a row, a group's name
_WIDEST, _SLANT = 0.6, 40  # of a column; of its heading, in degrees
_COLOURS = LinearSegmentedColormap.from_list("overlap", ["#F1F7FB", SKY])


@dataclass(frozen=True)
class _Cell:
    """What a cell shows, NaN for what it doesn't; without an overlap, a dash."""

    overlap: float = nan
    worst: float = nan
    agreement: float = nan
    breaks: bool = False


# What the key shows for each of its words.
_SAMPLES = {
    "overlap": [_Cell(0.5), _Cell(1.0)],
    "worst": [_Cell(0.9, worst=0.7)],
    "rank": [_Cell(0.6, agreement=0.75)],
    "breaks": [_Cell(0.4, breaks=True)],
    "untouched": [_Cell()],
}


@drawn_from(
    "finding_id", "subject", "group", "change", "n_runs", "overlap", "lowest_overlap", "rank_agreement", "breaks"
)  # fmt: skip
def plot_sensitivity(table: pd.DataFrame, words: Mapping[str, str]) -> Figure | None:
    """Draw one row per finding, one column per change: how much of what the finding names comes back.

    `table` has one row per (finding_id, change); both are drawn in the order in which they first occur.
    `subject` labels the finding; `group` stands over findings that follow each other. `overlap` (0 to 1) is
    the cell's colour and its number, in percent; where it is missing the change cannot touch the finding,
    and a dash is drawn. `lowest_overlap` (0 to 1), the worst of `n_runs`, stands under it where it is a lower
    percentage. `rank_agreement` (Kendall's tau, -1 to 1) is a bar under the cell, empty at 0 and below, and
    absent where it is missing. `breaks` puts a thick border round the cell. A pair that the table lacks is
    left empty. A cell and its finding lead to the finding in the list that `show_verdicts` makes.

    `words` gives each change its short heading (without one its key is shown), and says in the key under the
    figure what occurs of: overlap, worst, rank, breaks, untouched. Returns None for nothing to draw: no row
    has an overlap.
    """
    table = table.dropna(subset=["finding_id", "change"])
    cells = _cells(table)
    if all(isnan(cell.overlap) for cell in cells.values()):
        return None
    findings = table.drop_duplicates("finding_id")
    subjects, groups = columns_of(findings, "subject", "group")
    subjects = [shorten(subject, 24) for subject in subjects]
    changes = map(str, table["change"].unique())
    headings = {change: shorten(words.get(change, change), 20) for change in changes}
    key = {name: wrap(words[name], 56) for name in _occurring(cells)}

    left = _PAD + 0.12 + _HALF * max(map(text_width, subjects))
    slanted = [_HALF * text_width(heading) for heading in headings.values()]
    wide = min(_WIDEST, (WIDTH - _PAD - left) / len(headings))
    for i, length in enumerate(slanted):  # no heading may leave the page
        wide = min(wide, (WIDTH - _PAD - 0.1 - left - length * cos(radians(_SLANT))) / (i + 0.5))
    top = _PAD + 0.2 + max(slanted) * sin(radians(_SLANT))
    begins = [bool(group) and group != before for group, before in zip(groups, ["", *groups], strict=False)]
    tops = [top + _STEP * i + _HEADING * sum(begins[: i + 1]) for i in range(len(groups))]
    bottom = tops[-1] + _STEP + 0.12

    figure = new_figure(bottom + _STEP * len(key))
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(figure.get_figheight(), 0))
    axes.set_axis_off()
    columns = {change: left + wide * (i + 0.5) for i, change in enumerate(headings)}
    rows = dict(zip(findings["finding_id"], tops, strict=True))
    for change, x in columns.items():
        axes.text(x, top - 0.05, headings[change], rotation=_SLANT, rotation_mode="anchor", color=GREY)
    links = [f"#verdict-{finding}" for finding in findings["finding_id"]]
    for y, subject, group, begin, link in zip(tops, subjects, groups, begins, links, strict=True):
        axes.text(left - 0.08, y + _TILE / 2, subject, ha="right", va="center_baseline", url=link)
        if begin:
            axes.text(_PAD, y - 0.1, shorten(group, 60), color=GREY)
            axes.hlines(y - _HEADING + 0.02, _PAD, left + wide * len(headings), color=FAINT, linewidth=0.8)
    for (finding, change), cell in cells.items():
        _draw_cell(axes, columns[change], rows[finding], 0.88 * wide, cell, f"#verdict-{finding}")
    for y, (name, lines) in zip(count(bottom, _STEP), key.items(), strict=False):
        for i, cell in enumerate(_SAMPLES[name]):
            _draw_cell(axes, _PAD + 0.17 + 0.36 * i, y, 0.34, cell)
        for i, line in enumerate(lines):
            below = _LINE * (i - (len(lines) - 1) / 2)
            axes.text(_PAD + 0.8, y + _TILE / 2 + below, line, va="center_baseline", color=GREY)
    return figure


def _cells(table: pd.DataFrame) -> dict[tuple[object, str], _Cell]:
    names = ["n_runs", "overlap", "lowest_overlap", "rank_agreement"]
    numbers = table[names].apply(pd.to_numeric, errors="coerce").astype("float64")
    numbers = numbers.where(numbers.abs() < inf)
    percent = (100 * numbers).round()
    lower = (numbers["n_runs"] > 1) & (percent["lowest_overlap"] < percent["overlap"])
    return {
        (finding, str(change)): _Cell(*values)
        for finding, change, *values in zip(
            table["finding_id"], table["change"], numbers["overlap"], numbers["lowest_overlap"].where(lower),
            numbers["rank_agreement"], table["breaks"].isin([True]), strict=True,
        )
    }  # fmt: skip


def _occurring(cells: Mapping[tuple[object, str], _Cell]) -> list[str]:
    """List what the key has to explain."""
    known = [cell for cell in cells.values() if not isnan(cell.overlap)]
    worst = any(not isnan(cell.worst) for cell in known)
    rank = any(not isnan(cell.agreement) for cell in known)
    occurs = (True, worst, rank, any(cell.breaks for cell in known), len(known) < len(cells))
    return [name for name, found in zip(_SAMPLES, occurs, strict=True) if found]


def _draw_cell(axes: Axes, x: float, y: float, wide: float, cell: _Cell, link: str = "") -> None:
    """Draw a cell whose upper edge is centred at (x, y), and which leads where `link` says."""
    first, colour = ("–", GREY) if isnan(cell.overlap) else (f"{100 * cell.overlap:.0f}", "black")
    lines = [first] if isnan(cell.worst) else [first, f"↓{100 * cell.worst:.0f}"]
    for i, line in enumerate(lines):
        middle = y + _TILE / 2 + 0.15 * (i - (len(lines) - 1) / 2)
        axes.text(x, middle, line, ha="center", va="center_baseline", color=colour, size=9 if i else None,
                  url=link or None)  # fmt: skip
    if isnan(cell.overlap):
        return
    axes.add_patch(
        Rectangle(
            (x - wide / 2, y), wide, _TILE, fc=_COLOURS(cell.overlap), ec="black", lw=2.2 * cell.breaks,
            url=link or None,
        )
    )  # fmt: skip
    if not isnan(cell.agreement):
        for full, shade in ((1.0, FAINT), (min(max(cell.agreement, 0.0), 1.0), "black")):
            axes.add_patch(Rectangle((x - wide / 2, y + _TILE + 0.03), full * wide, 0.05, color=shade, lw=0))
