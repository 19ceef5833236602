"""Topics drawn: their terms, their shares by province, and how stable their number is."""

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers.figures.comparisons import term_panels
from helpers.figures.style import (
    BLUE,
    GREY,
    ROW,
    blank,
    columns_of,
    drawn_from,
    finite,
    label_rows,
    new_figure,
    shorten,
)

__all__ = ["plot_topic_quality", "plot_topic_shares", "plot_topic_terms"]

_PER_PANEL = 10


@drawn_from("topic", "term", "weight")
def plot_topic_terms(table: pd.DataFrame, *, top: int = 8) -> Figure | None:
    """Draw one panel per topic, in the table's order: its `top` terms with their weights, on one scale.

    Labels and glosses are taken from the columns `label` and `gloss` where there are such. Returns None
    for nothing to draw.
    """
    return term_panels(finite(table, "weight"), "topic", "label", "weight", top, written="weight", form=".1%")


@drawn_from("topic", "share")
def plot_topic_shares(table: pd.DataFrame, *, by: str = "province") -> Figure | None:
    """Draw a heat map, one row per value of the column `by`, one column per topic: its share, in percent.

    Ten topics stand side by side, further ones in a panel below; the key under each panel gives their
    labels. A share that is missing is left blank, which is not 0. Returns None for nothing to draw.
    """
    table = finite(table, "share").dropna(subset=["topic", by])
    if table.empty:
        return None
    shares = table.pivot_table(index=by, columns="topic", values="share", sort=False)
    english = _first(table, by, "english")
    labels = _first(table, "topic", "label")
    topics = sorted(table["topic"].unique())
    chunks = [topics[i : i + _PER_PANEL] for i in range(0, len(topics), _PER_PANEL)]
    heights = [0.75 + ROW * len(shares) + 0.225 * len(chunk) for chunk in chunks]
    darkest = max(table["share"].max(), 1e-9)
    figure = new_figure(sum(heights))
    colours = LinearSegmentedColormap.from_list("share", ["#FFFFFF", BLUE])
    parts = figure.subfigures(len(chunks), 1, squeeze=False, height_ratios=heights).flat
    for part, chunk in zip(parts, chunks, strict=True):
        axes = part.subplots()
        cells = shares.reindex(columns=chunk)
        numbers = cells.to_numpy(dtype=float)
        n_rows, n_columns = numbers.shape
        axes.pcolormesh(
            np.arange(n_columns + 1) - 0.5, np.arange(n_rows + 1) - 0.5, numbers, cmap=colours, vmin=0,
            vmax=darkest, edgecolor="white", linewidth=1,
        )  # fmt: skip
        for y, x in np.argwhere(~np.isnan(numbers)):
            share = numbers[y, x]
            axes.text(x, y, "<1" if 0 < share < 0.01 else f"{100 * share:.0f}", ha="center",
                      va="center_baseline", color="white" if share > 0.9 * darkest else "black")  # fmt: skip
        axes.grid(False)
        axes.spines["bottom"].set_visible(False)
        axes.xaxis.tick_top()
        axes.set_xticks(range(n_columns), labels=[shorten(str(topic), 5) for topic in chunk])
        names = [blank(name) for name in cells.index]
        label_rows(axes, names, [english.get(name, "") for name in names], width=22)
        key = [f"{topic}  {shorten(labels.get(blank(topic), ''), 64)}" for topic in chunk]
        part.supxlabel("\n".join(["Percent; topics:", *key]), x=0.01, ha="left", color=GREY, fontsize=10.5,
                        linespacing=1.4)  # fmt: skip
    return figure


def _first(table: pd.DataFrame, key: str, value: str) -> dict[str, str]:
    """Map each key, as a word, to the first word that the table gives for it."""
    keys, words = columns_of(table, key, value)
    return dict(zip(reversed(keys), reversed(words), strict=True))


@drawn_from("k", "stability", "chosen")
def plot_topic_quality(table: pd.DataFrame) -> Figure | None:
    """Draw the stability (0 to 1) of each number of topics k that was tried, and mark the chosen one.

    Returns None for nothing to draw.
    """
    table = finite(table, "k", "stability").sort_values("k")
    if table.empty:
        return None
    figure = new_figure(2.5)
    axes = figure.subplots()
    axes.plot(table["k"], table["stability"], color=BLUE, marker="o", markersize=5)
    for _, row in table[table["chosen"].fillna(False).astype(bool)].iterrows():
        axes.plot(row["k"], row["stability"], "o", color=BLUE, markersize=10)
        axes.vlines(row["k"], row["stability"], 1.02, color=GREY, linewidth=0.8, linestyle=":")
        axes.text(row["k"], 1.04, f"chosen: {row['k']:.0f}", ha="center")
    axes.set_ylim(0, 1.18)
    axes.set_yticks([0, 0.5, 1])
    axes.margins(x=0.08)
    axes.grid(axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.set_xlabel("number of topics")
    axes.set_ylabel("stability")
    return figure
