"""Terms drawn: how often, how evenly, how typical of a province."""

import functools
from collections.abc import Sequence
from random import Random

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from PIL.ImageFont import FreeTypeFont, truetype

from helpers.figures import fonts
from helpers.figures.links import attach, link_province, link_terms, share_out
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

__all__ = ["plot_province_terms", "plot_term_rates", "plot_wordcloud"]

_CLOUD_WIDTH, _CLOUD_HEIGHT, _CLOUD_MARGIN, _CLOUD_LEAST = 1080, 680, 7, 28  # pixels; the least is 10 points
_CLOUD_COLOURS = (BLUE, "#00563F", GREY, "#8A3C00")


@drawn_from("term", "rate_per_10k", "share_articles", "dispersion")
def plot_term_rates(table: pd.DataFrame, *, top: int = 25) -> Figure | None:
    """Draw one row per term: a bar for its rate per 10,000 tokens, dots for how many articles hold it, and how evenly.

    The share (0 to 1) is of the articles that contain the term; dispersion runs from 0, even, to 1, and has no dot
    where it is missing. Terms without a rate are left out; of the others the `top` with the highest rate are drawn, in
    that order. Glosses are taken from the column `gloss` where there is one. A row leads to its term's page. Returns
    None for nothing to draw.
    """
    table = finite(table, "rate_per_10k").sort_values("rate_per_10k", ascending=False, kind="stable")
    if table.empty:
        return None
    n_terms, table = len(table), table.head(top)
    rows = range(len(table))
    figure = new_figure(0.95 + ROW * len(table))
    bars, shares, evenness = figure.subplots(1, 3, sharey=True, width_ratios=[1.9, 1, 1])
    terms, glosses = columns_of(table, "term", "gloss")
    links = link_terms(terms)
    attach(bars.barh(rows, table["rate_per_10k"], height=0.62, color=BLUE).patches, links)
    for y, rate in enumerate(table["rate_per_10k"]):
        bars.annotate(f"{rate:.3g}" if rate < 1000 else f"{rate:,.0f}", (rate, y), xytext=(4, 0),
                      textcoords="offset points", va="center", color=GREY)  # fmt: skip
    highest = max(table["rate_per_10k"].max(), 1e-9)
    bars.set_xlim(0, highest * 1.4)  # room for the number behind the longest bar
    bars.set_xticks([tick for tick in MaxNLocator(2).tick_values(0, highest) if tick <= highest * 1.1])
    bars.set_xlabel("per 10,000\nwords")
    label_rows(bars, terms, glosses, width=30, links=links)
    _dots(shares, table["share_articles"], GREEN, ("0", "100%"), "of\narticles", links)
    _dots(evenness, table["dispersion"], ORANGE, ("0", "1"), "dispersion\n(DP)", links)
    if n_terms > len(table):
        note(figure, f"The {len(table)} most frequent of {n_terms:,} terms.")
    return figure


def _dots(
    axes: Axes, values: "pd.Series[float]", colour: str, ends: tuple[str, str], name: str, links: Sequence[str]
) -> None:  # fmt: skip
    """Draw one dot per row between 0 and 1, whose ends are named; it leads where its link says."""
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    axes.hlines(range(len(numbers)), 0, 1, color=FAINT, linewidth=0.8)
    dots = axes.scatter(numbers, range(len(numbers)), s=32, color=colour, zorder=3)
    dots.set_urls([link or None for link in links])
    axes.set_xlim(-0.12, 1.12)
    axes.set_xticks([0, 1], labels=list(ends))
    first, last = axes.get_xticklabels()
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")
    axes.set_xlabel(name)
    hide_y(axes)


@drawn_from("term", "rate_per_10k")
def plot_wordcloud(table: pd.DataFrame, *, top: int = 80, random_state: int = 0) -> Figure | None:
    """Draw the terms as words whose height is proportional to the square root of their rate.

    Place and colour mean nothing. The same table and random_state give the same picture. Of the `top`
    terms, those too rare to be legible are left out, as are those without a positive rate. A word leads to its term's
    page. Returns None for nothing to draw.
    """
    table = finite(table, "rate_per_10k").sort_values("rate_per_10k", ascending=False, kind="stable")
    table = table.head(top)
    terms = columns_of(table, "term")[0]
    rates: dict[str, float] = {}
    links: dict[str, str] = {}
    for term, rate, link in zip(terms, table["rate_per_10k"], link_terms(terms, top), strict=True):
        if (word := shorten(term, 24)) and rate > 0 and word not in rates:
            rates[word], links[word] = float(rate), link
    if not rates:
        return None
    figure = Figure(figsize=(WIDTH, WIDTH * _CLOUD_HEIGHT / _CLOUD_WIDTH))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, _CLOUD_WIDTH)
    axes.set_ylim(_CLOUD_HEIGHT, 0)
    for i, (term, size, left, baseline) in enumerate(_cloud(rates, random_state)):
        axes.text(left, baseline, term, fontsize=size * 72 * WIDTH / _CLOUD_WIDTH, va="baseline",
                  color=_CLOUD_COLOURS[i % len(_CLOUD_COLOURS)], url=links[term])  # fmt: skip
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

    A bar is the weight as a share of the panel's largest, since weights of two provinces do not compare. English names
    and glosses are taken from the columns `english` and `gloss` where there are such. A bar leads to its term's page (of
    many panels, the first ones in each), a panel's heading to the province's articles. Returns None for nothing to draw.
    """
    table = finite(table, "tf_idf")
    largest = table.groupby("province")["tf_idf"].transform("max")
    table = table.assign(bar=table["tf_idf"] / largest.where(largest > 0, 1))
    if table.empty:
        return None
    panels = [
        part.sort_values("bar", ascending=False, kind="stable").head(top)
        for _, part in table.groupby("province", sort=False, dropna=False)
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
            terms, glosses, groups, names = columns_of(part, "term", "gloss", "province", "english")
            data_bars(
                axes,
                terms,
                glosses,
                part["bar"] / table["bar"].max(),
                [f"{number:,.0f}" for number in part["n"]],
                rows,
                links=link_terms(terms, share_out(len(panels))),
            )
            heading(axes, groups[0], names[0], width=32, link=link_province(groups[0]))
    return figure
