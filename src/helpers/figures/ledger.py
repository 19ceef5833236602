"""The ledger drawn: what became of each document's characters."""

import pandas as pd
from matplotlib.figure import Figure

from helpers.figures.links import attach
from helpers.figures.style import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    drawn_from,
    finite,
    hide_y,
    new_figure,
    shorten,
)

__all__ = ["plot_ledger"]

# What is kept in strong colours, what is set aside in pale ones.
_KINDS = {
    "title": ORANGE, "body": BLUE, "byline": GREEN, "caption": PURPLE, "boilerplate": AMBER,
    "markup": GREY, "separator": "#A7B0B9",
}  # fmt: skip
_DARK = {BLUE, GREY}
_MOST = 30
_RULES, _FILES = "#tbl-removed", "#tbl-inputs"
_KEPT = ("title", "body")


@drawn_from("path", "kind", "n_chars", "share")
def plot_ledger(table: pd.DataFrame) -> Figure | None:
    """Draw one stacked bar per document (path): the share (0 to 1) of its characters that is of each kind.

    Of more than 30 documents, the 29 with the most characters have a bar, the largest on top, and all the
    others one together. What was set aside leads to the table of rules on the page (`tbl-removed`), what was kept and
    the name to the table of files (`tbl-inputs`). Returns None for a table without rows.
    """
    table = finite(table, "n_chars", "share")
    if table.empty:
        return None
    sizes = table.groupby("path", sort=False)["n_chars"].sum().sort_values(ascending=False, kind="stable")
    if len(sizes) > _MOST:
        rest = f"{len(sizes) - _MOST + 1:,} smaller files together"
        table = table.assign(path=table["path"].where(table["path"].isin(sizes.index[: _MOST - 1]), rest))
        grouped = table.groupby("path", sort=False)["n_chars"].sum()
        sizes = pd.concat([grouped[sizes.index[: _MOST - 1]], grouped[[rest]]])
    counts = table.pivot_table(index="path", columns="kind", values="n_chars", aggfunc="sum", fill_value=0)
    shares = counts.div(sizes, axis="index").reindex(sizes.index).fillna(0)
    found = [str(kind) for kind in shares]
    kinds = [kind for kind in _KINDS if kind in found] + sorted(set(found) - set(_KINDS))

    figure = new_figure(0.9 + 0.47 * len(sizes))
    axes = figure.subplots()
    left = pd.Series(0.0, index=shares.index)
    for kind in kinds:
        colour = _KINDS.get(kind, SKY)
        bars = axes.barh(range(len(sizes)), shares[kind], left=left, height=0.42, color=colour,
                         label=shorten(kind, 16),
                         edgecolor="white", linewidth=0.6)  # fmt: skip
        link = _FILES if kind in _KEPT else _RULES
        attach(bars.patches, [link] * len(sizes))
        for y, (start, share) in enumerate(zip(left, shares[kind], strict=True)):
            if share >= 0.1:
                axes.text(start + share / 2, y, f"{share:.0%}", ha="center", va="center_baseline",
                          color="white" if colour in _DARK else "black", url=link)  # fmt: skip
        left += shares[kind]
    for y, (path, size) in enumerate(sizes.items()):
        axes.text(0, y - 0.29, shorten(str(path), 48), va="bottom", url=_FILES)
        axes.text(1, y - 0.29, f"{size:,.0f} characters", ha="right", va="bottom", color=GREY)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(sizes) - 0.7, -0.75)
    hide_y(axes)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    figure.legend(loc="outside upper left", ncols=min(4, len(kinds)))
    return figure
