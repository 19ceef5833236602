"""Topics drawn: which number of them holds still, and their shares by province or period."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from helpers.figures.links import attach, link_province, link_topic
from helpers.figures.style import (
    AMBER,
    BLUE,
    GREY,
    ROW,
    SKY,
    blank,
    columns_of,
    drawn_from,
    finite,
    label_rows,
    new_figure,
    shorten,
)

__all__ = ["plot_topic_quality", "plot_topic_shares"]

_PER_PANEL = 12
_CARDS = "#tbl-topics"
_MOST_ROWS = 40
_TOP, _APART = 1.2, 0.13  # of the axis of stability, with room above 1, and between the names of its lines
_ROOM = 0.07  # of the axis of k, for a number below it
_LINES: dict[str, tuple[str, dict[str, Any]]] = {
    "stability": ("stability", {"color": BLUE, "linewidth": 3, "markersize": 7}),
    "chance": ("words dealt at random", {"color": GREY, "linewidth": 1.2, "markersize": 0, "linestyle": "--"}),
    "stability_seeds": ("other random numbers", {"color": SKY, "linewidth": 1, "markersize": 3}),
    "stability_left_out": ("articles left out", {"color": AMBER, "linewidth": 1, "markersize": 3}),
}  # fmt: skip


@drawn_from("topic", "share")
def plot_topic_shares(table: pd.DataFrame, *, by: str = "province") -> Figure | None:
    """Draw a heat map, one row per value of the column `by`, one column per topic: its share, in percent.

    Up to twelve topics stand side by side, more of them in panels below one another; the key under each
    panel gives their labels. A share that is missing is left blank, which is not 0. A topic whose `stable`,
    where there is that column, is false has an asterisk. Of more than 40 rows, the 40 with the largest
    `n_passages` are drawn, in the table's order, and the figure says so; without that column, the first 40. A cell
    and its column's number lead to the topic's card, a province to its articles. Returns None for nothing to draw.
    """
    table = finite(table, "share").dropna(subset=["topic", by])
    if table.empty:
        return None
    shares = table.pivot_table(index=by, columns="topic", values="share", sort=False)
    shares, left_out = _largest_rows(shares, table, by)
    english = _first(table, by, "english")
    labels = _first(table, "topic", "label")
    unstable = set(table.loc[table["stable"].isin([False]), "topic"]) if "stable" in table else set()
    topics = sorted(table["topic"].unique())
    side_by_side = math.ceil(len(topics) / math.ceil(len(topics) / _PER_PANEL))
    chunks = [topics[i : i + side_by_side] for i in range(0, len(topics), side_by_side)]
    heights = [0.75 + ROW * len(shares) + 0.225 * (len(chunk) + len(left_out)) for chunk in chunks]
    darkest = max(shares.max().max(), 1e-9)
    figure = new_figure(sum(heights))
    colours = LinearSegmentedColormap.from_list("share", ["#FFFFFF", BLUE])
    parts = figure.subfigures(len(chunks), 1, squeeze=False, height_ratios=heights).flat
    for part, chunk in zip(parts, chunks, strict=True):
        axes = part.subplots()
        cells = shares.reindex(columns=chunk)
        numbers = cells.to_numpy(dtype=float)
        n_rows, n_columns = numbers.shape
        links = list(map(link_topic, chunk))
        axes.set(xlim=(-0.5, n_columns - 0.5), ylim=(-0.5, n_rows - 0.5))
        for y, x in np.argwhere(~np.isnan(numbers)):
            share = numbers[y, x]
            axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=colours(share / darkest), edgecolor="white",
                                     linewidth=1, url=links[x]))  # fmt: skip
            axes.text(x, y, "<1" if 0 < share < 0.01 else f"{100 * share:.0f}", ha="center", va="center_baseline",
                      color="white" if share > 0.9 * darkest else "black", url=links[x])  # fmt: skip
        axes.grid(False)
        axes.spines["bottom"].set_visible(False)
        axes.xaxis.tick_top()
        numbered = [f"{shorten(str(topic), 5)}{'*' if topic in unstable else ''}" for topic in chunk]
        axes.set_xticks(range(n_columns), labels=numbered)
        attach(axes.get_xticklabels(), links)
        names = [blank(name) for name in cells.index]
        homes = [link_province(name) for name in names] if by == "province" else []
        label_rows(axes, names, [english.get(name, "") for name in names], width=22, links=homes)
        key = [
            f"{number}  {shorten(labels.get(blank(topic), ''), 64)}"
            for number, topic in zip(numbered, chunk, strict=True)
        ]
        marked = " (* does not hold still)" if unstable.intersection(chunk) else ""
        part.supxlabel("\n".join([*left_out, f"Percent; topics{marked}:", *key]), x=0.01, ha="left",
                       color=GREY, fontsize=10.5, linespacing=1.4)  # fmt: skip
    return figure


def _largest_rows(shares: pd.DataFrame, table: pd.DataFrame, by: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows that are drawn, in their order, and a line that says which, where some are left out."""
    n = len(shares)
    if n <= _MOST_ROWS:
        return shares, []
    if "n_passages" not in table:
        return shares.head(_MOST_ROWS), [f"The first {_MOST_ROWS} of {n:,} rows."]
    sizes = pd.to_numeric(table["n_passages"], errors="coerce").astype("float64").groupby(table[by]).max()
    largest = sizes.reindex(shares.index).sort_values(ascending=False, kind="stable").index[:_MOST_ROWS]
    return shares[shares.index.isin(largest)], [f"The {_MOST_ROWS} of {n:,} rows with the most passages."]


def _first(table: pd.DataFrame, key: str, value: str) -> dict[str, str]:
    """Map each key, as a word, to the first word that the table gives for it."""
    keys, words = columns_of(table, key, value)
    return dict(zip(reversed(keys), reversed(words), strict=True))


@drawn_from("k", "stability", "chosen")
def plot_topic_quality(table: pd.DataFrame) -> Figure | None:
    """Draw the stability (0 to 1) of each number of topics k that was tried, and below it their coherence (NPMI).

    Thin lines are its parts `stability_seeds` and `stability_left_out`, a dashed one is `chance`, the stability of
    the same words dealt at random; the chosen k is marked, and leads to the topics' cards (`tbl-topics`). A missing value is a gap, a missing column or one
    without values is left out, and so is the panel of coherence. Returns None where no stability is known.
    """
    table = finite(table, "k").sort_values("k", kind="stable").reset_index(drop=True)
    names = [*_LINES, "coherence"]
    numbers = table.reindex(columns=names).apply(pd.to_numeric, errors="coerce").astype("float64")
    table[names] = numbers.replace([np.inf, -np.inf], np.nan)
    if table["stability"].isna().all():
        return None
    coherent = bool(table["coherence"].notna().any())
    ratios = [2.3, 1.0] if coherent else [1.0]
    figure = new_figure(4.2 if coherent else 2.7)
    panels = figure.subplots(len(ratios), 1, sharex=True, squeeze=False, height_ratios=ratios)[:, 0]
    _draw_stability(panels[0], table)
    if coherent:
        _draw_coherence(panels[1], table)
    for axes in panels:
        axes.grid(False, axis="x")
        axes.grid(axis="y")
        axes.margins(x=0.08)
    for k, stability in table.loc[table["chosen"].isin([True]), ["k", "stability"]].itertuples(index=False):
        for axes, high in zip(panels, (1 / _TOP, 1), strict=False):
            axes.axvline(k, ymax=high, color=GREY, linewidth=0.8, linestyle=":", zorder=1)
        panels[0].plot(k, stability, "o", color=BLUE, markersize=12, url=_CARDS)
        panels[0].text(k, 1.03, f"chosen: {k:.0f}", ha="center", va="bottom", url=_CARDS)
    tried = table["k"].unique()
    if len(tried) == 1 or np.diff(tried).min() > _ROOM * np.ptp(tried):
        panels[-1].set_xticks(tried)
    else:
        panels[-1].xaxis.set_major_locator(MaxNLocator(8, integer=True))
    panels[-1].set_xlabel("number of topics")
    return figure


def _draw_stability(axes: Axes, table: pd.DataFrame) -> None:
    """Draw the lines between 0 and 1, each named at the right of where it ends, the names apart."""
    ends: list[tuple[float, float, str]] = []
    for name, (_, look) in _LINES.items():
        known = table.dropna(subset=[name])
        if known.empty:
            continue
        # Of a single number, chance is a dash and not a line.
        dash = {"marker": "_", "markersize": 14} if name == "chance" and len(known) == 1 else {}
        axes.plot(table["k"], table[name], **{"marker": "o"} | look | dash)
        ends.append((known[name].iloc[-1], known["k"].iloc[-1], name))
    ends.sort()
    for (y, k, name), height in zip(ends, _spread([y for y, _, _ in ends]), strict=True):
        text, look = _LINES[name]
        line = {"arrowstyle": "-", "color": look["color"], "linewidth": 0.7, "relpos": (0, 0.5), "shrinkB": 4}
        axes.annotate(text, (k, y), xytext=(1.05, height), textcoords=axes.get_yaxis_transform(), va="center",
                      annotation_clip=False, color=BLUE if name == "stability" else GREY, arrowprops=line)  # fmt: skip
    axes.set_ylim(0, _TOP)
    axes.set_yticks([0, 0.5, 1])
    axes.set_ylabel("stability")


def _spread(heights: Sequence[float]) -> list[float]:
    """Move heights, which come in order from below, as far apart as words need, within the axis.

    >>> _spread([0.0, 0.5, 0.5])
    [0.06, 0.5, 0.63]
    """
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + _APART if placed else 0.06))
    highest = 0.96  # the chosen number stands above
    for i in reversed(range(len(placed))):
        placed[i] = min(placed[i], highest)
        highest = placed[i] - _APART
    return placed


def _draw_coherence(axes: Axes, table: pd.DataFrame) -> None:
    """Draw the coherence on a scale of its own, on which 0 lies."""
    axes.plot(table["k"], table["coherence"], color=BLUE, marker="o", markersize=5)
    axes.spines["bottom"].set_visible(False)
    axes.axhline(0, color=GREY, linewidth=0.8)
    low, high = min(0.0, table["coherence"].min()), max(0.0, table["coherence"].max())
    room = 0.15 * max(high - low, 0.02)
    axes.set_ylim(low - room, high + room)
    axes.yaxis.set_major_locator(MaxNLocator(2))
    axes.set_ylabel("coherence\n(NPMI)")
