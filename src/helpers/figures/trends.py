"""How the use of words changes over time, drawn: a line for each province, and where its level shifts."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from helpers.figures.links import attach, link_province, link_terms
from helpers.figures.style import (
    COLOURS,
    FAINT,
    GREY,
    blank,
    columns_of,
    drawn_from,
    finite,
    heading,
    new_figure,
    note,
    shorten,
)
from helpers.figures.ticks import choose_ticks

__all__ = ["plot_term_timeline"]

_MARKERS = "osD^vP"
_MOST_COLUMNS = 4
_MOST_TERMS = 12


@drawn_from("province", "term", "period", "rate_per_10k")
def plot_term_timeline(table: pd.DataFrame, changes: pd.DataFrame | None = None) -> Figure | None:
    """Draw one panel per term: its rate per 10,000 tokens over time, a line per province.

    Points are joined only from one period to the next: a missing rate, or a period that the table lacks,
    is a gap. Episodes stand side by side where there is a column `episode`. The first six provinces in the
    table's order have colours of their own, the others are grey; the first twelve terms are drawn. `changes`
    (schema.TERM_CHANGES) puts a dashed line where a rate shifts, in the province's colour (grey for all together), in
    a band from its earliest to its latest period. A term and its points lead to the term's page where it occurs at all,
    a province in the legend to its articles. Returns None for nothing to draw.
    """
    # Periods without a rate are not drawn, but they tell how long a period is.
    table = _dated(table, "period")
    widest = _widest_step(table["period"])
    table = finite(table, "rate_per_10k")
    if table.empty:
        return None
    terms, provinces = table["term"].drop_duplicates(), table["province"].drop_duplicates()
    shown = list(terms.head(_MOST_TERMS))
    named = list(provinces.head(len(COLOURS)))
    episodes = table.groupby(columns_of(table, "episode")[0])["period"].agg(["min", "max"])
    if len(episodes) > _MOST_COLUMNS:
        episodes = table.assign(all="")[["all", "period"]].groupby("all")["period"].agg(["min", "max"])
    spans = [(last - first) / widest + 1.5 for first, last in episodes.itertuples(index=False)]
    figure = new_figure(0.75 + 1.45 * len(shown))
    grid = figure.subplots(len(shown), len(episodes), squeeze=False, sharex="col", sharey="row",
                           width_ratios=[max(span, max(spans) / 4) for span in spans])  # fmt: skip
    for row, term in zip(grid, shown, strict=True):
        part = table[table["term"] == term]
        link = link_terms([term])[0] if part["rate_per_10k"].max() > 0 else ""
        for axes, (first, last) in zip(row, episodes.itertuples(index=False), strict=True):
            inside = part[part["period"].between(first, last)]
            for province, line in reversed(list(inside.groupby("province", sort=False))):
                known = province in named
                i = named.index(province) if known else 0
                days, rates = _with_gaps(line.sort_values("period"), widest)
                axes.plot(days, rates, color=COLOURS[i] if known else FAINT, marker=_MARKERS[i], markersize=4.5,
                          zorder=3 if known else 2, clip_on=False, url=link or None)  # fmt: skip
            _draw_changes(axes, changes, term, first, last, named)
            margin = _number(first) - _number(first - widest * 0.5)
            axes.set_xlim(_number(first) - margin, _number(last) + margin)
            axes.grid(axis="y")
            axes.tick_params(labelbottom=term == shown[-1], left=axes is row[0])
        words, glosses = columns_of(part, "term", "gloss")
        heading(row[0], words[0], glosses[0], width=60, link=link)
        row[0].set_ylim(0, max(part["rate_per_10k"].max(), 1e-9) * 1.08)
        row[0].yaxis.set_major_locator(MaxNLocator(2))
    for axes, (first, last) in zip(grid[-1], episodes.itertuples(index=False), strict=True):
        ticks = choose_ticks(first, last)
        axes.set_xticks([_number(day) for day, _ in ticks], labels=[label for _, label in ticks])
    figure.supylabel("per 10,000 words", color=GREY, fontsize=10.5)
    keys = [
        Line2D([], [], color=COLOURS[i], marker=_MARKERS[i], markersize=4.5, label=label)
        for i, label in enumerate(_names(table, named))
    ]
    if len(provinces) > len(named):
        keys.append(Line2D([], [], color=FAINT, label=f"{len(provinces) - len(named)} others"))
    legend = figure.legend(handles=keys, loc="outside upper left", ncols=3)
    attach(legend.get_texts()[: len(named)], [link_province(blank(name)) for name in named])
    if len(terms) > len(shown):
        note(figure, f"The first {len(shown)} of {len(terms):,} terms.")
    return figure


def _draw_changes(
    axes: Axes, changes: pd.DataFrame | None, term: str, first: pd.Timestamp, last: pd.Timestamp,
    named: Sequence[str],
) -> None:  # fmt: skip
    """Draw the term's changes that lie between two periods."""
    if changes is None:
        return
    found = changes[(changes["term"] == term) & changes["period"].between(first, last)]
    for province, period, earliest, latest in found[["province", "period", "earliest", "latest"]].itertuples(
        index=False
    ):
        colour = COLOURS[named.index(province)] if province in named else GREY
        span = max(earliest, first), min(latest, last)
        axes.axvspan(*map(_number, span), color=colour, alpha=0.12, linewidth=0, zorder=0)
        axes.axvline(_number(period), color=colour, linestyle="--", linewidth=1.2, zorder=1)


def _names(table: pd.DataFrame, provinces: Sequence[str]) -> list[str]:
    keys, words = columns_of(table, "province", "english")
    english = dict(zip(keys, words, strict=True))
    return [shorten(f"{province} {english[str(province)]}", 20) for province in provinces]


def _widest_step(periods: pd.Series) -> pd.Timedelta:
    """Return the longest time from one period to the next, taking the shortest step of all for one period."""
    steps = periods.drop_duplicates().sort_values().diff().dropna()
    shortest = steps.min() if len(steps) else pd.Timedelta(days=1)
    for least, longest in ((365, 366), (90, 92), (28, 31)):
        if shortest >= pd.Timedelta(days=least):
            return max(pd.Timedelta(days=longest), shortest)
    return shortest


def _with_gaps(line: pd.DataFrame, widest: pd.Timedelta) -> tuple[list[float], list[float]]:
    """Return days and rates with a missing rate wherever two points are more than one period apart."""
    days: list[float] = []
    rates: list[float] = []
    for day, rate in zip(map(_number, line["period"]), line["rate_per_10k"], strict=True):
        if days and day - days[-1] > widest / pd.Timedelta(days=1):
            days.append(day)
            rates.append(np.nan)
        days.append(day)
        rates.append(float(rate))
    return days, rates


def _number(day: pd.Timestamp) -> float:
    return float(day.toordinal())


def _dated(table: pd.DataFrame, date: str) -> pd.DataFrame:
    """Return the rows that have a date, the date as a timestamp without a time of day."""
    days = pd.to_datetime(table[date], errors="coerce").dt.normalize()
    return table.assign(**{date: days}).dropna(subset=[date]).reset_index(drop=True)
