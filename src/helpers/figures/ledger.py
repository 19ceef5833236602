"""The ledger drawn: what became of each document's characters."""

import pandas as pd
from matplotlib.figure import Figure

from helpers.figures.style import (
    AMBER,
    BLUE,
    FAINT,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    drawn_from,
    finite,
    hide_y,
    new_figure,
    note,
    shorten,
)

__all__ = ["plot_ledger"]

# What is kept in strong colours, what is set aside in pale ones.
_KINDS = {
    "title": ORANGE, "body": BLUE, "byline": GREEN, "caption": PURPLE, "boilerplate": AMBER,
    "markup": GREY, "separator": FAINT,
}  # fmt: skip
_DARK = {BLUE, GREY}
_MOST = 30


@drawn_from("path", "kind", "n_chars", "share")
def plot_ledger(table: pd.DataFrame) -> Figure | None:
    """Draw one stacked bar per document (path): the share (0 to 1) of its characters that is of each kind.

    The 30 documents with the most characters are drawn, the largest on top, and the figure says so when
    there are more. Returns None for a table without rows.
    """
    table = finite(table, "n_chars", "share")
    if table.empty:
        return None
    sizes = table.groupby("path", sort=False)["n_chars"].sum().sort_values(ascending=False, kind="stable")
    shown = sizes.head(_MOST)
    shares = table.pivot_table(index="path", columns="kind", values="share", aggfunc="sum", fill_value=0)
    shares = shares.reindex(shown.index)
    found = [str(kind) for kind in shares]
    kinds = [kind for kind in _KINDS if kind in found] + sorted(set(found) - set(_KINDS))

    figure = new_figure(0.9 + 0.47 * len(shown))
    axes = figure.subplots()
    left = pd.Series(0.0, index=shares.index)
    for kind in kinds:
        colour = _KINDS.get(kind, SKY)
        axes.barh(range(len(shown)), shares[kind], left=left, height=0.42, color=colour,
                  label=shorten(kind, 16),
                  edgecolor="white", linewidth=0.6)  # fmt: skip
        for y, (start, share) in enumerate(zip(left, shares[kind], strict=True)):
            if share >= 0.1:
                axes.text(start + share / 2, y, f"{share:.0%}", ha="center", va="center_baseline",
                          color="white" if colour in _DARK else "black")  # fmt: skip
        left += shares[kind]
    for y, (path, size) in enumerate(shown.items()):
        axes.text(0, y - 0.29, shorten(str(path), 48), va="bottom")
        axes.text(1, y - 0.29, f"{size:,.0f} characters", ha="right", va="bottom", color=GREY)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(shown) - 0.7, -0.75)
    hide_y(axes)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    figure.legend(loc="outside upper left", ncols=min(4, len(kinds)))
    if len(sizes) > _MOST:
        note(figure, f"The {_MOST} largest of {len(sizes):,} documents.")
    return figure
