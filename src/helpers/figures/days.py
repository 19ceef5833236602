"""The days that texts name: a calendar that shades them, and for each day the sentences that name it."""

import calendar
import html
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.errors import UserError
from helpers.figures.publish import Drawing
from helpers.figures.said import SMALL, said, said_heading, show_said
from helpers.phrases import counted

__all__ = ["plot_calendar", "show_days"]

_MOST_MONTHS = 24
_MONTHS = "display:grid;grid-template-columns:repeat(auto-fill,minmax(10.5rem,1fr));gap:0.9rem 1.4rem"
_GRID = (
    "display:grid;grid-template-columns:repeat(7,minmax(0,1fr));gap:2px;font-size:0.78rem;text-align:center"
)
_NAME = "font-weight:600;font-size:0.85rem;margin:0 0 0.25rem"
_CELL = "padding:0.16rem 0;border:1px solid transparent;border-radius:3px;line-height:1.3"
# The faintest shade has an edge that is seen on white and on black; a border, which is never drawn across two pixels.
_SHADED = (
    _CELL + ";display:block;text-decoration:none;background:rgba(213,94,0,{:.2f});color:{};"
    "border-color:#D55E00"
)
_LEGEND = "list-style:none;display:flex;gap:1.2rem;padding:0;margin:0 0 0.6rem;font-size:0.85rem"
_WEAKEST, _STRONGEST = 0.18, 0.9
_DARK = 0.55  # shade from which letters have to be dark in either theme


def plot_calendar(days: pd.DataFrame, words: Mapping[str, Any]) -> Drawing | None:
    """Draw a leaf for each month in which texts name a day, its days shaded by the number of mentions.

    `days` has date and n_mentions, one row per day, and `quoted`: such a day leads to its sentences in the
    list that `show_days` makes. At most 24 months, those with most mentions. `words` are the sentences of
    the catalogue's group `lanes`. Returns None for nothing to draw. Raises UserError for a missing column.
    """
    absent = [name for name in ("date", "n_mentions", "quoted") if name not in days]
    if absent:
        raise UserError(f"The table has no column {', '.join(absent)}; it has {', '.join(map(str, days))}.")
    if days.empty:
        return None
    month = days["date"].dt.strftime("%Y-%m")
    totals = days.groupby(month)["n_mentions"].sum().sort_values(ascending=False, kind="stable")
    shown = sorted(totals.index[:_MOST_MONTHS])
    most = int(days["n_mentions"].max())
    leaves = [_leaf(name, days[month == name], most, words) for name in shown]
    more = ""
    if len(totals) > len(shown):
        told = words["months_left_out"].format(n=len(totals) - len(shown))
        more = f'<p class="fangzhi-note" style="{SMALL}">{html.escape(told)}</p>'
    keys = "".join(
        f'<li><span style="{_SHADED.format(_shade(n, most), "inherit")};display:inline-block;width:1.6em">&nbsp;</span> '
        f"{counted(n, words['mentions'])}</li>"
        for n in dict.fromkeys((1, most))
    )
    legend = f'<ul class="fangzhi-legend" style="{_LEGEND}">{keys}</ul>'
    return Drawing(f'{legend}<div class="fangzhi-calendar" style="{_MONTHS}">{"".join(leaves)}</div>{more}')


def _leaf(name: str, days: pd.DataFrame, most: int, words: Mapping[str, Any]) -> str:
    year, month = map(int, name.split("-"))
    named = {
        day.day: (n, quoted)
        for day, n, quoted in days[["date", "n_mentions", "quoted"]].itertuples(index=False)
    }
    first_weekday, n_days = calendar.monthrange(year, month)
    cells = [f'<span style="{_CELL};opacity:0.8">{letter}</span>' for letter in words["weekdays"]]
    cells += ["<span></span>"] * first_weekday
    for day in range(1, n_days + 1):
        if day not in named:
            cells.append(f'<span style="{_CELL};opacity:0.75">{day}</span>')
            continue
        n, quoted = named[day]
        told = f"{name}-{day:02d} · {counted(n, words['mentions'])}"
        shade = _shade(n, most)
        style = _SHADED.format(shade, "#16191d" if shade >= _DARK else "inherit")
        tag, link = ("a", f' href="#day-{name}-{day:02d}"') if quoted else ("span", ' role="img"')
        cells.append(
            f'<{tag}{link} class="fangzhi-day" title="{html.escape(told)}" aria-label="{html.escape(told)}" '
            f'style="{style}">{day}</{tag}>'
        )
    return f'<div><p style="{_NAME}">{name}</p><div style="{_GRID}">{"".join(cells)}</div></div>'


def _shade(n: int, most: int) -> float:
    return _WEAKEST + (_STRONGEST - _WEAKEST) * math.sqrt(n / most)


def show_days(events: pd.DataFrame, caption: str, words: Mapping[str, Any], *, name: str) -> None:
    """Show the quoted events by their days, each sentence once with the dates in it marked, and where it was printed.

    `events` comes from `list_events`. A day has the anchor `day-2020-02-03`, with its `entry`, and a sentence leads to
    its place in the article. Nothing of the sentences is interpreted. Of no event, only the caption is shown.
    """
    quoted = events[events["quoted"]]
    parts: list[str] = []
    for (first_day, last_day), of_day in quoted.groupby(["date_from", "date_to"]):
        first, last = (pd.Timestamp(str(day)).date() for day in (first_day, last_day))
        weekday = html.escape(words["weekday_names"][first.weekday()])
        heading = f"{first} {weekday}" if first == last else f"{first} – {last}"
        parts.append(said_heading(f"day-{of_day['entry'].iloc[0]}", heading))
        sentences = of_day.groupby(["article_id", "sentence_start", "sentence"], sort=False)
        for _, mentions in sentences:
            marks = mentions.sort_values("at").to_dict("records")
            parts.append(said(marks, _doubts(marks, words)))
    show_said(parts, caption, name=name)


def _doubts(mentions: Sequence[Mapping[Any, Any]], words: Mapping[str, Any]) -> list[str]:
    """What has to be known about dates that the words alone do not tell."""
    return [
        html.escape(f"{words[mention['confidence']]}: {mention['rule']}")
        for mention in mentions
        if mention["confidence"] != "high"
    ]
