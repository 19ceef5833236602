"""What all plots share: size, colours, labels, and how a table is checked before it is drawn."""

import contextlib
import functools
import importlib.resources
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Concatenate, ParamSpec, cast

import matplotlib.style
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.errors import UserError
from helpers.figures import fonts

__all__ = [
    "BLUE", "COLOURS", "FAINT", "GREY", "ORANGE", "ROW", "WIDTH",
    "blank", "columns_of", "data_bars", "drawn_from", "finite", "heading", "hide_y", "label_rows",
    "new_figure", "note", "shorten", "style",
]  # fmt: skip

WIDTH = 5.4  # inches: 560 px on a desk, 350 px on a phone, where 10.5 points are still read
ROW = 0.26  # inches, the height of one labelled row
BLUE, ORANGE, GREEN, PURPLE, SKY, AMBER = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00"
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, SKY, AMBER)
GREY, FAINT = "#59616B", "#D0D5DA"

P = ParamSpec("P")
_Plot = Callable[Concatenate[pd.DataFrame, P], Figure | None]


@contextlib.contextmanager
def style() -> Iterator[None]:
    """Hold matplotlib to the house style and font, whatever the session's own settings are."""
    fonts.register()
    sheet = importlib.resources.files("helpers.lexicons") / "fangzhi.mplstyle"
    with importlib.resources.as_file(sheet) as path, matplotlib.style.context(["default", path]):
        yield


def drawn_from(*columns: str) -> Callable[[_Plot[P]], _Plot[P]]:
    """Make a plot that checks its table's columns, draws in the house style, and returns None for no rows.

    The plot raises UserError that names the columns the table lacks.
    """

    def decorate(plot: _Plot[P]) -> _Plot[P]:
        @functools.wraps(plot)
        def drawn(table: pd.DataFrame, *args: P.args, **kwargs: P.kwargs) -> Figure | None:
            absent = [name for name in columns if name not in table]
            if absent:
                raise UserError(
                    f"The table has no column {', '.join(absent)}; it has {', '.join(map(str, table))}."
                )
            if table.empty:
                return None
            with style():
                return plot(table.reset_index(drop=True), *args, **kwargs)

        return cast(_Plot[P], drawn)

    return decorate


def new_figure(height: float) -> Figure:
    """Return a figure of the page's width and the given height in inches, unknown to pyplot."""
    return Figure(figsize=(WIDTH, height), layout="constrained")


def finite(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return the rows whose values in the columns are all finite numbers, those columns as floats."""
    numbers = {name: pd.to_numeric(table[name], errors="coerce").astype("float64") for name in columns}
    cleaned = table.assign(**numbers).replace([np.inf, -np.inf], np.nan)
    return cleaned.dropna(subset=list(columns)).reset_index(drop=True)


def columns_of(table: pd.DataFrame, *names: str) -> list[list[str]]:
    """Return the columns as lists of words, an absent column or value as an empty word."""
    return [[blank(value) for value in table[name]] if name in table else [""] * len(table) for name in names]


def blank(value: object) -> str:
    """Return the value as a word, empty when it is missing."""
    return "" if value is None or value is pd.NA or value != value else str(value)


def shorten(text: str, width: float) -> str:
    """Cut a text to a width, in half-width characters, with … where something was cut; one line, no controls.

    >>> shorten("疫情防控工作", 8)
    '疫情防…'
    """
    line = "".join(c for c in " ".join(text.split()) if not unicodedata.category(c).startswith("C"))
    if fonts.text_width(line) <= width:
        return line
    while line and fonts.text_width(line) > width - fonts.text_width("…"):
        line = line[:-1]
    return line.rstrip() + "…"


def label_rows(axes: Axes, labels: Sequence[str], glosses: Sequence[str], width: int = 33, *,
               links: Sequence[str] = ()) -> None:  # fmt: skip
    """Write row labels left of the axes at y = 0, 1, …: the label at the axis, its gloss in grey before it.

    The labels and glosses share `width` half-width characters; the gloss is cut first. `links` are where both lead,
    one for each row, empty for nowhere.
    """
    for y, (label, gloss, link) in enumerate(zip(labels, glosses, links or [""] * len(labels), strict=True)):
        shown = shorten(label, max(12, width - 14) if gloss else width)
        word = axes.annotate(
            shown, (0, y), xycoords=axes.get_yaxis_transform(), xytext=(-6, 0),
            textcoords="offset points", ha="right", va="center", annotation_clip=False, url=link or None,
        )  # fmt: skip
        room = width - fonts.text_width(shown) - 1
        if gloss and room >= 4:
            axes.annotate(
                shorten(gloss, room), (0, 0.5), xycoords=word, xytext=(-5, 0),
                textcoords="offset points", ha="right", va="center", color=GREY, annotation_clip=False,
                url=link or None,
            )  # fmt: skip
    hide_y(axes)
    axes.set_ylim(len(labels) - 0.4, -0.6)


def hide_y(axes: Axes) -> None:
    """Leave out the vertical axis: rows are labelled in words."""
    axes.yaxis.set_visible(False)


def heading(axes: Axes, title: str, gloss: str = "", *, width: int, link: str = "") -> None:
    """Name a panel at its top left, with the gloss in grey behind the name; both lead where `link` says."""
    shown = shorten(title, width)
    word = axes.annotate(
        shown, (0, 1), xycoords="axes fraction", xytext=(0, 5), textcoords="offset points",
        ha="left", va="bottom", annotation_clip=False, url=link or None,
    )  # fmt: skip
    room = width - fonts.text_width(shown) - 1
    if gloss and room >= 4:
        axes.annotate(
            shorten(gloss, room), (1, 0), xycoords=word, xytext=(5, 0), textcoords="offset points",
            ha="left", va="bottom", color=GREY, annotation_clip=False, url=link or None,
        )  # fmt: skip


def data_bars(axes: Axes, labels: Sequence[str], glosses: Sequence[str], shares: Sequence[float],
              numbers: Sequence[str], rows: int, width: int = 33, *, links: Sequence[str] = ()) -> None:  # fmt: skip
    """Write a list of terms over pale bars, numbers at the right, as in a narrow column of a spreadsheet.

    A bar of share 1 reaches as far as the numbers; `rows` fixes the height, so that panels line up. `links` are where
    the bars, labels and glosses lead, one for each row, empty for nowhere.
    """
    full = 0.82
    bars = axes.barh(range(len(labels)), [full * share for share in shares], height=0.82, color="#CFE3F1")
    links = links or [""] * len(labels)
    for y, (label, gloss, number, link) in enumerate(zip(labels, glosses, numbers, links, strict=True)):
        bars.patches[y].set_url(link or None)
        room = width - fonts.text_width(number) - 2
        shown = shorten(label, room)
        word = axes.annotate(
            shown, (0, y), xytext=(4, 0), textcoords="offset points", va="center", url=link or None
        )
        axes.annotate(number, (1, y), xytext=(-2, 0), textcoords="offset points", ha="right", va="center",
                      color=GREY)  # fmt: skip
        room -= fonts.text_width(shown) + 1
        if gloss and room >= 4:
            axes.annotate(shorten(gloss, room), (1, 0.5), xycoords=word, xytext=(5, 0),
                          textcoords="offset points", va="center", color=GREY, url=link or None)  # fmt: skip
    hide_y(axes)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.set_xlim(0, 1)
    axes.set_ylim(rows - 0.5, -0.5)


def note(figure: Figure, text: str) -> None:
    """Say under the figure what it leaves out."""
    figure.supxlabel(text, x=0.01, ha="left", color=GREY, fontsize=10.5)
