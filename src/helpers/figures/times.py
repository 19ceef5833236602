"""Times drawn: when articles were published, which days they speak of, how a word's use changes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from helpers.figures.style import (
    BLUE,
    COLOURS,
    FAINT,
    GREY,
    ORANGE,
    ROW,
    columns_of,
    drawn_from,
    finite,
    heading,
    label_rows,
    new_figure,
    note,
    shorten,
)

__all__ = ["plot_events", "plot_publications", "plot_term_timeline"]

_LARGEST = 190  # square points, the area of the largest dot
_STEPS = ("D", "2D", "7D", "SMS", "MS", "2MS", "QS", "2QS", "YS", "2YS", "5YS", "10YS", "25YS", "100YS")
_BARS = {"month": 7.0, "year": 2.5}  # points, the thickness of a bar over the whole period
_MARKERS = "osD^vP"
_MOST_COLUMNS = 4
_MOST_TERMS = 12


@drawn_from("province", "period", "n_articles", "published_precision")
def plot_publications(table: pd.DataFrame) -> Figure | None:
    """Draw one lane per province: its articles over time, in a panel per episode.

    A day's articles are a dot, its area their number; articles known to the month or year only are a bar
    over that month (thick) or year (thin). `period` is the first day of the period. Episodes stand one
    below the other, in the order of their labels, where there is a column `episode`; a panel holds the provinces
    that have articles in it. Rows without a period or number are left out. Returns None for nothing to draw.
    """
    return _lanes(table, "period", "n_articles", "articles", BLUE)


@drawn_from("province", "date", "n_mentions")
def plot_events(table: pd.DataFrame) -> Figure | None:
    """Draw one lane per province: the days its articles speak of, dot area by mentions, a panel per episode.

    Panels, provinces and missing values as in plot_publications. Returns None for nothing to draw.
    """
    return _lanes(table, "date", "n_mentions", "mentions", ORANGE)


def _lanes(table: pd.DataFrame, date: str, number: str, unit: str, colour: str) -> Figure | None:
    table = _dated(finite(table, number), date)
    table = table[table[number] > 0]
    if table.empty:
        return None
    episodes = columns_of(table, "episode")[0]
    order = list(dict.fromkeys(columns_of(table, "province")[0]))
    panels = [part for _, part in table.groupby(episodes)]
    lanes = [part["province"].nunique(dropna=False) for part in panels]
    most = table[number].max()
    figure = new_figure(0.45 + sum(0.75 + ROW * n for n in lanes))
    grid = figure.subplots(len(panels), 1, squeeze=False, height_ratios=[n + 0.6 for n in lanes])
    for axes, part in zip(grid.flat, panels, strict=True):
        _draw_lanes(axes, part, date, number, most, colour, order)
        heading(axes, columns_of(part, "episode")[0][0], width=44)
    keys = [
        Line2D([], [], linestyle="", marker="o", color=colour, alpha=0.75, markeredgewidth=0,
               markersize=_area(size, most) ** 0.5,
               label=f"{size:,.0f} {unit if size > 1 else unit[:-1]} on a day")
        for size in ([1, most] if most > 1 else [1])
    ]  # fmt: skip
    precisions = set(columns_of(table, "published_precision")[0])
    keys += [
        Line2D([], [], color=colour, alpha=0.45, linewidth=width, solid_capstyle="butt", label=f"{kind} only")
        for kind, width in _BARS.items()
        if kind in precisions
    ]
    figure.legend(handles=keys, loc="outside upper left", ncols=2 if len(keys) > 3 else len(keys))
    return figure


def _draw_lanes(
    axes: Axes, part: pd.DataFrame, date: str, number: str, most: float, colour: str, order: Sequence[str]
) -> None:
    provinces, english, precision = columns_of(part, "province", "english", "published_precision")
    names = dict(zip(reversed(provinces), reversed(english), strict=True))
    lane = {name: y for y, name in enumerate(name for name in order if name in names)}
    spans = [_span(day, kind) for day, kind in zip(part[date], precision, strict=True)]
    # A year's bar is cut to the other marks' range, which it would otherwise stretch.
    exact = [span for span, kind in zip(spans, precision, strict=True) if kind != "year"] or spans
    first, last = min(start for start, _ in exact), max(end for _, end in exact)
    margin = max((last - first) * 0.04, 3)
    axes.hlines(list(lane.values()), first - margin, last + margin, color=FAINT, linewidth=0.8, zorder=1)
    for province, (start, end), kind, n in zip(provinces, spans, precision, part[number], strict=True):
        y = lane[province]
        if kind in _BARS:
            axes.plot([start, end], [y, y], color=colour, alpha=0.45, linewidth=_BARS[kind],
                      solid_capstyle="butt", zorder=2)  # fmt: skip
        else:
            axes.scatter([start], [y], s=_area(n, most), color=colour, alpha=0.75, linewidth=0, zorder=3)
    axes.set_xlim(first - margin, last + margin)
    _date_axis(axes, first, last)
    label_rows(axes, list(lane), [names[name] for name in lane], width=24)


def _area(n: float, most: float) -> float:
    """Return the area of a dot, proportional to n, with a floor below which no dot is seen."""
    return max(14.0, _LARGEST * n / max(most, 8))


def _span(day: pd.Timestamp, precision: str) -> tuple[float, float]:
    """Return the first day of a period and the day after its last, or the day twice, as numbers of days."""
    if precision == "month":
        day = day.replace(day=1)
        return _number(day), _number(day + pd.DateOffset(months=1))
    if precision == "year":
        day = day.replace(month=1, day=1)
        return _number(day), _number(day + pd.DateOffset(years=1))
    return _number(day), _number(day)


def _number(day: pd.Timestamp) -> float:
    return float(day.toordinal())


def _dated(table: pd.DataFrame, date: str) -> pd.DataFrame:
    """Return the rows that have a date, the date as a timestamp without a time of day."""
    days = pd.to_datetime(table[date], errors="coerce").dt.normalize()
    return table.assign(**{date: days}).dropna(subset=[date]).reset_index(drop=True)


def _date_axis(axes: Axes, first: float, last: float) -> None:
    """Label at most six dates from first to last in ISO order, the year under the first of each year."""
    start, end = (pd.Timestamp.fromordinal(int(number)) for number in (first, last))
    for step in _STEPS:
        ticks = pd.date_range(start, end, freq=step)
        if 0 < len(ticks) <= 6:
            break
    else:
        ticks, step = pd.DatetimeIndex([start]), "D"
    labels, year = [], 0
    for tick in ticks:
        if step.endswith("YS"):
            labels.append(f"{tick:%Y}")
        else:
            labels.append(f"{tick:%m-%d}" if tick.year == year else f"{tick:%m-%d}\n{tick:%Y}")
        year = tick.year
    axes.set_xticks([_number(tick) for tick in ticks], labels=labels)


@drawn_from("province", "term", "period", "rate_per_10k")
def plot_term_timeline(table: pd.DataFrame) -> Figure | None:
    """Draw one panel per term: its rate per 10,000 tokens over time, a line per province.

    Points are joined only from one period to the next: a missing rate, or a period that the table lacks,
    is a gap. Episodes stand side by side where there is a column `episode`. The first six provinces in the table's order have colours of their own, the others are grey;
    the first twelve terms are drawn. Returns None for nothing to draw.
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
        for axes, (first, last) in zip(row, episodes.itertuples(index=False), strict=True):
            inside = part[part["period"].between(first, last)]
            for province, line in reversed(list(inside.groupby("province", sort=False))):
                known = province in named
                i = named.index(province) if known else 0
                days, rates = _with_gaps(line.sort_values("period"), widest)
                axes.plot(days, rates, color=COLOURS[i] if known else FAINT, marker=_MARKERS[i], markersize=4.5,
                          zorder=3 if known else 2, clip_on=False)  # fmt: skip
            margin = _number(first) - _number(first - widest * 0.5)
            axes.set_xlim(_number(first) - margin, _number(last) + margin)
            axes.grid(axis="y")
            axes.tick_params(labelbottom=term == shown[-1], left=axes is row[0])
        words, glosses = columns_of(part, "term", "gloss")
        heading(row[0], words[0], glosses[0], width=60)
        row[0].set_ylim(0, max(part["rate_per_10k"].max(), 1e-9) * 1.08)
        row[0].yaxis.set_major_locator(MaxNLocator(2))
    for axes, (first, last) in zip(grid[-1], episodes.itertuples(index=False), strict=True):
        _date_axis(axes, _number(first), _number(last))
    figure.supylabel("per 10,000 words", color=GREY, fontsize=10.5)
    keys = [
        Line2D([], [], color=COLOURS[i], marker=_MARKERS[i], markersize=4.5, label=label)
        for i, label in enumerate(_names(table, named))
    ]
    if len(provinces) > len(named):
        keys.append(Line2D([], [], color=FAINT, label=f"{len(provinces) - len(named)} others"))
    figure.legend(handles=keys, loc="outside upper left", ncols=3)
    if len(terms) > len(shown):
        note(figure, f"The first {len(shown)} of {len(terms):,} terms.")
    return figure


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
