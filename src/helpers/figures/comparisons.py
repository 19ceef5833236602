"""Terms drawn: how often, how typical of a province, how much more than elsewhere."""

import functools
from random import Random

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from PIL.ImageFont import FreeTypeFont, truetype

from helpers.figures import fonts
from helpers.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    ORANGE,
    ROW,
    WIDTH,
    columns_of,
    data_bars,
    drawn_from,
    finite,
    heading,
    hide_y,
    label_rows,
    new_figure,
    note,
    shorten,
)

__all__ = ["plot_log_ratio", "plot_province_terms", "plot_term_rates", "plot_wordcloud", "term_panels"]

_CLOUD_WIDTH, _CLOUD_HEIGHT, _CLOUD_MARGIN, _CLOUD_LEAST = 1080, 680, 7, 28  # pixels; the least is 10 points
_CLOUD_COLOURS = (BLUE, "#00563F", GREY, "#8A3C00")


@drawn_from("term", "rate_per_10k", "share_articles")
def plot_term_rates(table: pd.DataFrame, *, top: int = 25) -> Figure | None:
    """Draw one row per term: a bar for its rate per 10,000 tokens, a dot for its share of the articles.

    The share (0 to 1) is of the articles that contain the term. Terms without a rate are left out; of the
    others the `top` with the highest rate are drawn, in that order. Glosses are taken from the column
    `gloss` where there is one. Returns None for nothing to draw.
    """
    table = finite(table, "rate_per_10k").sort_values("rate_per_10k", ascending=False, kind="stable")
    if table.empty:
        return None
    n_terms, table = len(table), table.head(top)
    rows = range(len(table))
    figure = new_figure(0.75 + ROW * len(table))
    bars, dots = figure.subplots(1, 2, sharey=True, width_ratios=[1.9, 1])
    bars.barh(rows, table["rate_per_10k"], height=0.62, color=BLUE)
    for y, rate in enumerate(table["rate_per_10k"]):
        bars.annotate(f"{rate:.3g}" if rate < 1000 else f"{rate:,.0f}", (rate, y), xytext=(4, 0),
                      textcoords="offset points", va="center", color=GREY)  # fmt: skip
    highest = max(table["rate_per_10k"].max(), 1e-9)
    bars.set_xlim(0, highest * 1.32)  # room for the number behind the longest bar
    bars.set_xticks([tick for tick in MaxNLocator(3).tick_values(0, highest) if tick <= highest * 1.1])
    bars.set_xlabel("per 10,000 words")
    terms, glosses = columns_of(table, "term", "gloss")
    label_rows(bars, terms, glosses)

    shares = pd.to_numeric(table["share_articles"], errors="coerce").astype("float64")
    dots.hlines(rows, 0, 1, color=FAINT, linewidth=0.8)
    dots.scatter(shares, rows, s=32, color=GREEN, zorder=3)
    dots.set_xlim(-0.06, 1.06)
    dots.set_xticks([0, 1], labels=["0", "100%"])
    dots.set_xlabel("of articles")
    hide_y(dots)
    if n_terms > len(table):
        note(figure, f"The {len(table)} most frequent of {n_terms:,} terms.")
    return figure


@drawn_from("term", "rate_per_10k")
def plot_wordcloud(table: pd.DataFrame, *, top: int = 80, random_state: int = 0) -> Figure | None:
    """Draw the terms as words whose height is proportional to the square root of their rate.

    Place and colour mean nothing. The same table and random_state give the same picture. Of the `top`
    terms, those too rare to be legible are left out, as are those without a positive rate. Returns None
    for nothing to draw.
    """
    table = finite(table, "rate_per_10k").sort_values("rate_per_10k", ascending=False, kind="stable")
    table = table.head(top)
    terms = [shorten(term, 24) for term in columns_of(table, "term")[0]]
    rates: dict[str, float] = {}
    for term, rate in zip(terms, table["rate_per_10k"], strict=True):
        if term and rate > 0:
            rates.setdefault(term, float(rate))
    if not rates:
        return None
    figure = Figure(figsize=(WIDTH, WIDTH * _CLOUD_HEIGHT / _CLOUD_WIDTH))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, _CLOUD_WIDTH)
    axes.set_ylim(_CLOUD_HEIGHT, 0)
    for i, (term, size, left, baseline) in enumerate(_cloud(rates, random_state)):
        axes.text(left, baseline, term, fontsize=size * 72 * WIDTH / _CLOUD_WIDTH, va="baseline",
                  color=_CLOUD_COLOURS[i % len(_CLOUD_COLOURS)])  # fmt: skip
    return figure


def _cloud(rates: dict[str, float], random_state: int) -> list[tuple[str, int, float, float]]:
    """Place the words, the commonest first: word, size, left edge and baseline, in pixels from the top left.

    All sizes shrink together until every word of a legible size has found a place; wordcloud itself
    shrinks single words, and then a size says nothing.
    """
    from wordcloud.wordcloud import IntegralOccupancyMap

    commonest, most = next(iter(rates.items()))
    largest = min(170.0, (_CLOUD_WIDTH - 4 * _CLOUD_MARGIN) / _font(100).getlength(commonest) * 100)
    while True:
        sizes = {term: round(largest * (rate / most) ** 0.5) for term, rate in rates.items()}
        legible = {term: size for term, size in sizes.items() if size >= _CLOUD_LEAST or term == commonest}
        random = Random(random_state)
        taken = np.zeros((_CLOUD_HEIGHT, _CLOUD_WIDTH), dtype=bool)
        free = IntegralOccupancyMap(_CLOUD_HEIGHT, _CLOUD_WIDTH, None)
        placed = []
        for term, size in legible.items():
            # The ink's box, measured from the start of the baseline.
            left, top, right, bottom = _font(size).getbbox(term, anchor="ls")
            height, width = round(bottom - top) + 2 * _CLOUD_MARGIN, round(right - left) + 2 * _CLOUD_MARGIN
            corner = free.sample_position(height, width, random)
            if corner is None:
                break
            row, column = corner
            taken[row : row + height, column : column + width] = True
            free.update(taken, row, column)
            placed.append((term, size, column + _CLOUD_MARGIN - left, row + _CLOUD_MARGIN - top))
        if len(placed) == len(legible) or largest * 0.94 < _CLOUD_LEAST:
            return placed
        largest *= 0.94


@functools.cache
def _font(size: int) -> FreeTypeFont:
    return truetype(str(fonts.font_path()), size)


@drawn_from("province", "term", "tf_idf", "n")
def plot_province_terms(table: pd.DataFrame, *, top: int = 8) -> Figure | None:
    """Draw one panel per province, in the table's order: its `top` terms by TF-IDF, with their counts `n`.

    A bar is the weight as a share of the panel's largest, since weights of two provinces do not compare. English names and glosses are taken from the columns `english` and `gloss` where
    there are such. Returns None for nothing to draw.
    """
    table = finite(table, "tf_idf")
    largest = table.groupby("province")["tf_idf"].transform("max")
    table = table.assign(bar=table["tf_idf"] / largest.where(largest > 0, 1))
    return term_panels(table, "province", "english", "bar", top, written="n", form=",.0f")


def term_panels(
    table: pd.DataFrame, group: str, name: str, value: str, top: int, *, written: str, form: str
) -> Figure | None:
    """Draw small multiples in two columns, one per group: its `top` terms over pale bars of their value.

    The column `written` stands at the right of each bar, in the format `form`.
    """
    if table.empty:
        return None
    panels = [
        part.sort_values(value, ascending=False, kind="stable").head(top)
        for _, part in table.groupby(group, sort=False, dropna=False)
    ]
    pairs = [panels[i : i + 2] for i in range(0, len(panels), 2)]
    # Words stand inside the panels, which are placed by hand: automatic layout would keep room outside.
    head, row, edge, gap = 0.4, 0.235, 0.06, 0.14  # inches
    width = (WIDTH - 2 * edge - gap) / 2
    deepest = [max(map(len, pair)) for pair in pairs]
    height = edge + sum(head + row * rows for rows in deepest)
    figure = Figure(figsize=(WIDTH, height))
    bottom = height
    for pair, rows in zip(pairs, deepest, strict=True):
        bottom -= head + row * rows
        for column, part in enumerate(pair):
            left = edge + column * (width + gap)
            axes = figure.add_axes((left / WIDTH, bottom / height, width / WIDTH, row * rows / height))
            terms, glosses, groups, names = columns_of(part, "term", "gloss", group, name)
            data_bars(
                axes,
                terms,
                glosses,
                part[value] / table[value].max(),
                [format(number, form) for number in part[written]],
                rows,
            )
            heading(axes, groups[0], names[0], width=32)
    return figure


@drawn_from("term", "log_ratio", "n")
def plot_log_ratio(table: pd.DataFrame, *, top: int = 12) -> Figure | None:
    """Draw one lollipop per term: its log ratio (base 2; 1 is twice as often here), dot area by n.

    Where there is a column `n_elsewhere`, both counts stand at the right, and a term that the other side
    lacks has an open dot: its ratio rests on the half count that was added.

    At most `top` terms on either side of zero are drawn, those furthest from it. Terms without a log
    ratio are left out. Returns None for nothing to draw.
    """
    table = finite(table, "log_ratio").sort_values("log_ratio", ascending=False, kind="stable")
    if table.empty:
        return None
    n_terms = len(table)
    table = pd.concat(
        [table[table["log_ratio"] >= 0].head(top), table[table["log_ratio"] < 0].tail(top)], ignore_index=True
    )
    counts = pd.to_numeric(table["n"], errors="coerce").astype("float64")
    rows, ratios = range(len(table)), table["log_ratio"]
    colours = [BLUE if ratio >= 0 else ORANGE for ratio in ratios]
    figure = new_figure(0.95 + ROW * len(table))
    axes = figure.subplots()
    axes.hlines(rows, 0, ratios, color=colours, linewidth=1.6)
    sizes = 18 + 130 * (counts / max(counts.max(), 1)).fillna(0)
    elsewhere = columns_of(table, "n_elsewhere")[0]
    faces = ["white" if n == "0" else colour for n, colour in zip(elsewhere, colours, strict=True)]
    axes.scatter(ratios, rows, s=sizes, facecolors=faces, edgecolors=colours, linewidth=1.6, zorder=3)
    axes.axvline(0, color=GREY, linewidth=0.8)
    reach = max(np.abs(ratios).max(), 1) * 1.12
    axes.set_xlim(
        -reach if (ratios < 0).any() else -0.12 * reach, reach if (ratios >= 0).any() else 0.12 * reach
    )
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_xlabel("log ratio (+1: twice as often here)")
    terms, glosses = columns_of(table, "term", "gloss")
    label_rows(axes, terms, glosses)
    here = ["–" if np.isnan(n) else f"{n:,.0f}" for n in counts]
    shown = [f"{n} : {other}" if other else n for n, other in zip(here, elsewhere, strict=True)]
    right = 8 + 5.9 * max(map(len, shown))  # points, the width of the column of counts
    for y, n in enumerate(shown):
        axes.annotate(n, (1, y), xycoords=axes.get_yaxis_transform(), xytext=(right, 0), ha="right", va="center",
                      textcoords="offset points", color=GREY, annotation_clip=False)  # fmt: skip
    axes.annotate("here : elsewhere" if any(elsewhere) else "n", (1, 1), xycoords="axes fraction", xytext=(right, 2), ha="right", va="bottom",
                  textcoords="offset points", color=GREY, annotation_clip=False)  # fmt: skip
    if n_terms > len(table):
        note(figure, f"The {len(table)} most distinctive of {n_terms:,} terms.")
    return figure
