"""Lanes of time, one for each province, drawn in HTML: every mark tells on hover, and leads to, what it stands for."""

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from helpers.addresses import link_article
from helpers.errors import UserError
from helpers.figures.links import link_province
from helpers.figures.publish import Drawing
from helpers.figures.quotes import plain
from helpers.figures.style import columns_of, finite
from helpers.figures.ticks import choose_ticks
from helpers.phrases import counted, iso_date

__all__ = ["plot_events", "plot_publications"]

BLUE, ORANGE = "#0072B2", "#D55E00"
_SMALLEST, _LARGEST = 8.0, 22.0  # pixels across a dot
_EDGE = 0.04  # of a panel's width, left free on either side
_LEAST_EDGE = 2  # days
_DAY = pd.Timedelta(days=1)
_YEAR = pd.Timedelta(days=360)

_PANEL = "margin:0.9rem 0 1.4rem"
_TITLE = "font-weight:600;font-size:0.9rem;margin:0 0 0.3rem"
_ROW = "display:grid;grid-template-columns:5rem minmax(0,1fr);align-items:stretch"
_LABEL = "line-height:1.15;font-size:0.9rem;padding:0.25rem 0.4rem 0.25rem 0;align-self:center"
_GLOSS = "display:block;font-size:0.68rem;opacity:0.75;overflow-wrap:anywhere"
_TRACK = "position:relative;isolation:isolate;min-height:{}rem;border-bottom:1px solid rgba(128,134,142,0.35)"
_LINE = "position:absolute;top:0;bottom:0;width:0;border-left:1px solid rgba(128,134,142,0.25);left:{:.2f}%"
_DOT = (
    "position:absolute;left:{:.2f}%;top:50%;width:{:.0f}px;height:{:.0f}px;margin:-{:.1f}px 0 0 -{:.1f}px;"
    "border-radius:50%;opacity:0.92;background:{};box-shadow:0 0 0 1px var(--pst-color-background,Canvas)"
)
_BAR = (
    "position:absolute;left:{:.2f}%;width:{:.2f}%;min-width:6px;top:50%;height:{}px;margin-top:-{:.1f}px;"
    "border-radius:3px;opacity:0.85;background:{}"
)
_TICK = "position:absolute;left:{:.2f}%;transform:translateX(-50%);white-space:nowrap;text-align:center;line-height:1.25;font-size:0.75rem;opacity:0.8"
_LEGEND = "list-style:none;display:flex;flex-wrap:wrap;gap:0.2rem 1.2rem;padding:0;margin:0 0 0.4rem;font-size:0.85rem"
_KEY = "display:inline-block;vertical-align:middle;margin-right:0.4rem;opacity:{};background:{};"
_AREA = "position:absolute;inset:0;width:100%;height:100%;opacity:0.3"
_THICKNESS = {"year": 3, "month": 7}  # pixels, of what is known to the year or month only
_THINNEST, _THICKEST = 5, 14  # of a span, by its number
_FEWEST_POINTS = 2
_LENGTHS = {
    "day": pd.DateOffset(days=1), "week": pd.DateOffset(weeks=1), "month": pd.DateOffset(months=1),
    "quarter": pd.DateOffset(months=3), "year": pd.DateOffset(years=1),
}  # fmt: skip


@dataclass(frozen=True)
class _Mark:
    """One mark: its place in time (a dot where both ends are one day), its number, its words and where it leads."""

    province: str
    first: pd.Timestamp
    last: pd.Timestamp
    thickness: int
    n: int
    told: str
    sentence: str = ""
    leads_to: str = ""

    @property
    def is_dot(self) -> bool:
        return self.first == self.last


def plot_publications(table: pd.DataFrame, words: Mapping[str, Any]) -> Drawing | None:
    """Draw one lane per province: its articles over time, in a panel per episode.

    The articles of a period are a dot, its area their number; those known to the month or year only, where that
    is longer, are a bar over that month (thick) or year (thin). `table` has province, period, by, n_articles,
    published_precision, episode (panels stand in the order of their labels), and may have english and article_id: a mark
    leads to that article, or else to those that the province issued. `words` are the
    sentences of the catalogue's group `lanes`. Rows without a date or number are left out. Returns None for nothing to
    draw. Raises UserError for a missing column.
    """
    names = ("province", "period", "n_articles", "published_precision", "episode", "by", "article_id")
    rows = _usable(table if "article_id" in table else table.assign(article_id=""), *names)
    marks: dict[str, list[_Mark]] = {}
    barred, order = set(), list(_LENGTHS)
    for province, day, n, precision, episode, by, article_id in rows.itertuples(index=False):
        coarse = precision in ("month", "year") and order.index(precision) > order.index(by)
        span = precision if coarse else by
        last = day + _LENGTHS[span] - _DAY
        ends = (day, last) if coarse else (day + (last - day) / 2,) * 2
        told = f"{iso_date(day, span)} · {province or words['unplaced']} · {counted(n, words['articles'])}"
        if coarse:
            barred.add(precision)
        leads_to = link_article(article_id) if article_id else link_province(province)
        mark = _Mark(province, *ends, _THICKNESS.get(precision, 0), int(n), told, leads_to=leads_to)
        marks.setdefault(episode, []).append(mark)
    bars = [(_THICKNESS[kind], words[f"{kind}_only"]) for kind in order if kind in barred]
    by = str(table["by"].iloc[0]) if len(table) else "day"
    return _draw(marks, table, BLUE, words["articles"], bars, words, by=by)


def plot_events(
    table: pd.DataFrame, words: Mapping[str, Any], series: pd.DataFrame | None = None
) -> Drawing | None:
    """Draw one lane per province: the days and spans that texts name, dot area by mentions, a panel per episode.

    `table` has province, date_from, date_to, by, n_mentions, n_articles, sentence, entry, episode, and may
    have english. Where `by` is not day, a dot in the middle stands for what begins in that week, month or year.
    Each mark tells its date, number and first sentence on hover; where it has an `entry`, it leads to that in
    the list that `show_days` makes. `series` (province, date, value) lies behind the lanes as a grey area, all on
    one scale from 0 to its largest value, where a province has two numbers or more; its rows without a province, and
    provinces without an event, have a lane of their own. Panels, words, missing values and errors as in
    plot_publications.
    """
    rows = _usable(
        table, "province", "date_from", "n_mentions", "date_to", "n_articles", "sentence", "entry", "episode", "by"
    )  # fmt: skip
    marks: dict[str, list[_Mark]] = {}
    most = rows["n_mentions"].max()
    for province, first, n, last, n_articles, sentence, entry, episode, by in rows.itertuples(index=False):
        when = f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"
        numbers = f"{counted(n, words['mentions'])}, {counted(n_articles, words['articles'])}"
        told = f"{when} · {province or words['unplaced']} · {numbers}"
        leads_to = "" if pd.isna(entry) else f"#day-{entry}"
        ends = (first, last) if by == "day" else (first + (last - first) / 2,) * 2
        mark = _Mark(province, *ends, _thickness(n, most), int(n), told, sentence, leads_to)
        marks.setdefault(episode, []).append(mark)
    by = str(table["by"].iloc[0]) if len(table) else "day"
    longer = by == "day" and bool((rows["date_from"] < rows["date_to"]).any())
    bars = [(_thickness(1, most), words["longer"])] if longer else []
    return _draw(marks, table, ORANGE, words["mentions"], bars, words, series, by)


def _usable(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The rows with a date and a number, in those columns: province, date, number first."""
    absent = [name for name in columns if name not in table]
    if absent:
        raise UserError(f"The table has no column {', '.join(absent)}; it has {', '.join(map(str, table))}.")
    _, date, number, *_ = columns
    rows = finite(table, number).dropna(subset=[date])
    rows = rows[rows[number] > 0]
    texts = {name: columns_of(rows, name)[0] for name in ("province", "episode", "sentence", "published_precision", "by", "article_id") if name in columns}  # fmt: skip
    return rows.assign(**texts)[list(columns)]


def _draw(
    marks: Mapping[str, Sequence[_Mark]], table: pd.DataFrame, colour: str, noun: Sequence[str],
    bars: Iterable[tuple[int, str]], words: Mapping[str, Any], series: pd.DataFrame | None = None,
    by: str = "day",
) -> Drawing | None:  # fmt: skip
    if not marks:
        return None
    provinces, english = columns_of(table, "province", "english")
    glosses = dict(zip(provinces, english, strict=True))
    order = {province: place for place, province in enumerate(dict.fromkeys(provinces))}
    most = max(mark.n for panel in marks.values() for mark in panel)
    given = None
    if series is not None:  # a line needs two points
        several = series[series.groupby("province")["value"].transform("size") >= _FEWEST_POINTS]
        given = several if several["value"].max() > 0 else None
    panels = "".join(
        _panel(episode, marks[episode], order, glosses, most, colour, words, given)
        for episode in sorted(marks)
    )
    legend = _legend(most, colour, noun, bars, words, given, by)
    return Drawing(f'{legend}<div class="fangzhi-lanes">{panels}</div>')


def _panel(
    episode: str, marks: Sequence[_Mark], order: Mapping[str, int], glosses: Mapping[str, str], most: int,
    colour: str, words: Mapping[str, Any], series: pd.DataFrame | None,
) -> str:  # fmt: skip
    """One episode: a lane for each province that has a mark in it, and the dates below."""
    # A year's bar is cut to the other marks' range, which it would otherwise stretch.
    exact = [mark for mark in marks if mark.last - mark.first < _YEAR] or marks
    first, last = min(mark.first for mark in exact), max(mark.last for mark in exact)
    edge = max((last - first) * _EDGE, _LEAST_EDGE * _DAY)
    axis = _Axis(first - edge, last + edge)
    ticks = [(axis.place(day), label) for day, label in choose_ticks(first, last)]
    lines = "".join(f'<span style="{_LINE.format(at)}"></span>' for at, _ in ticks)
    inside = series[series["date"].between(axis.first, axis.last)] if series is not None else None
    highest = series["value"].max() if series is not None else 0.0
    rows = []
    if inside is not None and (inside["province"] == "").any():
        area = _area(inside[inside["province"] == ""], axis, highest)
        rows.append(_row(html.escape(words["everywhere"]), lines + area, tall=True))
    lanes = sorted({mark.province for mark in marks}, key=lambda province: order[province])
    if inside is not None:
        lanes += sorted(set(inside["province"]) - {"", *lanes})
    for province in lanes:
        label = f'<span lang="zh">{html.escape(province)}</span>' if province else ""
        label += f'<span style="{_GLOSS}">{html.escape(glosses.get(province, ""))}</span>'
        area = ""
        if inside is not None and province:
            area = _area(inside[inside["province"] == province], axis, highest)
        own = sorted((mark for mark in marks if mark.province == province), key=lambda m: (m.first, m.last))
        # Read in the order of time; the short lie on the long and the small on the large, so that none is hidden.
        stacked = sorted(own, key=lambda mark: (mark.is_dot, mark.first - mark.last, -mark.n))
        layers = {id(mark): layer for layer, mark in enumerate(stacked, start=1)}
        drawn = "".join(_mark(mark, axis, most, colour, layers[id(mark)]) for mark in own)
        rows.append(_row(label, lines + area + drawn, tall=series is not None))
    dates = "".join(
        f'<span style="{_TICK.format(at)}">{label.replace(chr(10), "<br>")}</span>' for at, label in ticks
    )
    rows.append(
        f'<div style="{_ROW}"><div></div><div style="position:relative;height:2.3rem">{dates}</div></div>'
    )
    title = f'<p class="fangzhi-panel" style="{_TITLE}">{html.escape(episode)}</p>' if episode else ""
    return f'<div style="{_PANEL}">{title}{"".join(rows)}</div>'


@dataclass(frozen=True)
class _Axis:
    """The days from the left to the right edge of a panel."""

    first: pd.Timestamp
    last: pd.Timestamp

    def place(self, day: pd.Timestamp) -> float:
        """Percent of the width at which a day lies, kept inside the panel."""
        return min(max(100 * ((day - self.first) / (self.last - self.first)), 0.0), 100.0)


def _row(label: str, track: str, *, tall: bool) -> str:
    height = 3.4 if tall else 2.1
    return (
        f'<div style="{_ROW}"><div style="{_LABEL}">{label}</div>'
        f'<div style="{_TRACK.format(height)}">{track}</div></div>'
    )


def _mark(mark: _Mark, axis: _Axis, most: int, colour: str, layer: int) -> str:
    if mark.is_dot:
        across = _across(mark.n, most)
        style = _DOT.format(axis.place(mark.first), across, across, across / 2, across / 2, colour)
    else:
        left, right = axis.place(mark.first), axis.place(mark.last + _DAY)
        style = _BAR.format(left, right - left, mark.thickness, mark.thickness / 2, colour)
    style += f";z-index:{layer}"
    told = plain(mark.told)
    title = f"{told}&#10;{plain(mark.sentence)}" if mark.sentence else told
    tag, attribute = (
        ("a", f' href="{html.escape(mark.leads_to)}"') if mark.leads_to else ("span", ' role="img"')
    )
    return (
        f'<{tag}{attribute} class="fangzhi-mark" title="{title}" aria-label="{told}" style="{style}"></{tag}>'
    )


def _thickness(n: float, most: float) -> int:
    """The thickness of a bar in pixels: it grows with n as a dot's diameter does."""
    return round(_THINNEST + (_THICKEST - _THINNEST) * float(np.sqrt((n - 1) / max(most - 1, 7))))


def _across(n: float, most: int) -> float:
    """The diameter of a dot: area in proportion to n, no smaller than can be seen."""
    return max(_SMALLEST, _LARGEST * float(np.sqrt(n / max(most, 8))))


def _area(series: pd.DataFrame, axis: _Axis, highest: float) -> str:
    """A province's numbers as a grey area from 0 up to the lane's height at their highest."""
    if len(series) < _FEWEST_POINTS:
        return ""
    points = [
        (10 * axis.place(day), 100 - 96 * max(value, 0.0) / highest)
        for day, value in zip(series["date"], series["value"], strict=True)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in [(points[0][0], 100.0), *points, (points[-1][0], 100.0)])
    return (
        f'<svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true" style="{_AREA}">'
        f'<polygon points="{line}" fill="currentColor"/></svg>'
    )


def _legend(
    most: int, colour: str, noun: Sequence[str], bars: Iterable[tuple[int, str]], words: Mapping[str, Any],
    series: pd.DataFrame | None, by: str,
) -> str:  # fmt: skip
    keys = []
    for n in [1, most] if most > 1 else [1]:
        across = _across(n, most)
        shape = f"width:{across:.0f}px;height:{across:.0f}px;border-radius:50%"
        keys.append((0.92, shape, words[f"in_a_{by}"].format(n=counted(n, noun))))
    keys += [(0.85, f"width:22px;height:{thickness}px;border-radius:3px", text) for thickness, text in bars]
    items = [
        f'<li><span class="fangzhi-mark" style="{_KEY.format(opacity, colour)}{shape}"></span>{html.escape(text)}</li>'
        for opacity, shape, text in keys
    ]
    if series is not None:
        text = words["series"].format(most=f"{series['value'].max():,.6g}")
        grey = _KEY.format(0.3, "currentColor")
        items.append(f'<li><span style="{grey}width:22px;height:12px"></span>{html.escape(text)}</li>')
    return f'<ul class="fangzhi-legend" style="{_LEGEND}">{"".join(items)}</ul>'
