"""The tile grid map: the 34 provincial units as tiles of one size, neighbours beside neighbours, without borders."""

import html
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from helpers.errors import UserError
from helpers.figures.links import link_province
from helpers.figures.publish import Drawing
from helpers.lexicons import read_rows

__all__ = ["plot_tiles"]

# From light to dark, with the ink that can be read on each.
_STEPS = (("#DCEBF7", "#16191d"), ("#A9CFEA", "#16191d"), ("#66A9D8", "#16191d"), ("#2472AE", "#fff"), ("#0B4A82", "#fff"))  # fmt: skip
_WIDE = 20  # times the smallest value from which the steps grow by factors
_MAP = "display:grid;grid-template-columns:repeat(8,minmax(0,1fr));gap:3px;max-width:32rem;margin:0.4rem 0"
_TILE = (
    "grid-row:{};grid-column:{};aspect-ratio:1;border-radius:4px;display:flex;flex-direction:column;align-items:center;"
    "justify-content:center;text-decoration:none;line-height:1.15;font-size:0.8rem;min-width:0;overflow:hidden;box-sizing:border-box;{}"
)
_FILLED = "background:{};color:{}"
_EDGED = "border:1px solid #4C87B8"  # the palest tile has an edge that is seen on white and on black
_LONG_NAME = 3  # characters, which stand closer
_ABSENT = "border:1.5px dashed rgba(110,117,126,0.85)"
_EMPTY = "background:rgba(128,134,142,0.16);color:inherit"
_NUMBER = "font-size:0.72rem;font-variant-numeric:tabular-nums"
_LEGEND = "list-style:none;display:flex;flex-wrap:wrap;gap:0.2rem 1.1rem;padding:0;margin:0.5rem 0;font-size:0.85rem"
_KEY = "display:inline-block;width:1.1em;height:1.1em;border-radius:3px;vertical-align:-0.15em;margin-right:0.4em;box-sizing:border-box;"


def plot_tiles(table: pd.DataFrame, value: str, noun: str, absent: str) -> Drawing | None:
    """Draw the 34 provincial units as a grid of tiles, shaded by a column, its number written in each.

    `table` has province, n_documents (issued there, in the corpus) and the column `value` (not negative, `noun` says of what). A
    province without documents has a dashed edge, which the legend explains in the words `absent`, whatever its value;
    one whose value is zero or missing has no shade. A tile tells its numbers on hover, and leads to the articles issued
    there, where there are any. A column whose name begins with share is shown in per
    cent. Five steps: equal ones, or growing by one factor where the largest value is more than 20 times the
    smallest. Returns None when no province has a value above zero. Raises UserError for a missing column.
    """
    missing = [name for name in ("province", "n_documents", value) if name not in table]
    if missing:
        raise UserError(f"The table has no column {', '.join(missing)}; it has {', '.join(map(str, table))}.")
    known = table.dropna(subset=[value])
    values = dict(zip(known["province"], known[value].astype("float64"), strict=True))
    if not any(number > 0 for number in values.values()):
        return None
    heard = set(table.loc[table["n_documents"].fillna(0) > 0, "province"])
    edges = _edges([number for number in values.values() if number > 0])
    share = value.startswith("share")
    tiles = "".join(
        _tile(row, values.get(row["name"]), row["name"] in heard, edges, noun, absent, share)
        for row in sorted(read_rows("provinces.csv"), key=_place)  # as they are read, row by row
    )
    legend = _legend([number for number in values.values() if number > 0], edges, absent, share)
    return Drawing(f'<div class="fangzhi-tiles" style="{_MAP}">{tiles}</div>{legend}')


def _edges(values: Sequence[float]) -> list[float]:
    """The upper ends of all steps but the last."""
    low, high = min(values), max(values)
    if high > _WIDE * low:
        return [float(edge) for edge in np.geomspace(low, high, len(_STEPS) + 1)[1:-1]]
    return [high * step / len(_STEPS) for step in range(1, len(_STEPS))]


def _place(row: Mapping[str, str]) -> tuple[int, int]:
    return int(row["tile_row"]), int(row["tile_column"])


def _step(number: float, edges: Sequence[float]) -> int:
    return int(np.searchsorted(edges, number, side="left"))


def _tile(
    row: Mapping[str, str], number: float | None, heard: bool, edges: Sequence[float], noun: str,
    absent: str, share: bool,
) -> str:  # fmt: skip
    look, shade = "" if heard else _ABSENT, ""
    if number is not None and number > 0:
        step = _step(number, edges)
        look += ";" + _FILLED.format(*_STEPS[step])
        look = f"{look};{_EDGED}" if heard else look
        shade = f" fangzhi-step-{step}"
    elif heard:
        look = _EMPTY
    if number == 0 and not heard:
        number = None
    written = "" if number is None else f'<span style="{_NUMBER}">{_number(number, share, short=True)}</span>'
    told = [] if number is None else [f"{_number(number, share)} {noun}"]
    told += [] if heard else [absent]
    described = f": {', '.join(told)}" if told else ""
    down, across = _place(row)
    style = _TILE.format(down + 1, across + 1, look)
    title = html.escape(f"{row['name']} {row['english']}{described}")
    tag, attribute = (
        ("a", f' href="{html.escape(link_province(row["name"]))}"') if heard else ("div", ' role="img"')
    )
    small = ' style="font-size:0.85em"' if len(row["name"]) >= _LONG_NAME else ""
    return (
        f'<{tag}{attribute} class="fangzhi-tile{shade}" title="{title}" aria-label="{title}" style="{style}">'
        f'<span lang="zh"{small}>{html.escape(row["name"])}</span>{written}</{tag}>'
    )


def _legend(values: Sequence[float], edges: Sequence[float], absent: str, share: bool) -> str:
    used: dict[int, list[float]] = {}
    for number in values:
        used.setdefault(_step(number, edges), []).append(number)
    items = []
    for step in sorted(used):
        low, high = (_number(edge(used[step]), share) for edge in (min, max))
        key = f"{_KEY}{_FILLED.format(*_STEPS[step])};{_EDGED}"
        items.append(
            f'<li><span class="fangzhi-step-{step}" style="{key}"></span>{low if low == high else f"{low} – {high}"}</li>'
        )
    items.append(f'<li><span style="{_KEY}{_ABSENT}"></span>{html.escape(absent)}</li>')
    return f'<ul class="fangzhi-legend" style="{_LEGEND}">{"".join(items)}</ul>'


def _number(number: float, share: bool, short: bool = False) -> str:
    if share:
        return f"{number:.0%}" if number >= 0.1 or number == 0 else f"{number:.1%}"
    if short and number >= 10_000:
        return f"{number / 1000:,.0f}k"
    return f"{number:,.0f}" if number == round(number) or number >= 100 else f"{number:.3g}"
