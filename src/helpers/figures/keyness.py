"""How much more often one side uses each term than the other, and how sure that is: a forest plot in HTML."""

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers.errors import UserError
from helpers.figures.publish import Drawing
from helpers.figures.quotes import plain
from helpers.figures.style import BLUE, ORANGE, columns_of, finite
from helpers.phrases import counted, short_number
from helpers.thresholds import ALPHA

__all__ = ["plot_keyness"]

_COLUMNS = (
    "term", "log_ratio", "ci_low", "ci_high", "n", "n_elsewhere", "rate_per_10k", "rate_elsewhere", "q", "too_few",
    "entry", "told",
)  # fmt: skip
_LEAST, _FURTHEST = 1.0, 8.0  # doublings on one side of "same": 2× to 256×
_MOST_ENDS = 0.8  # of the intervals, to be seen whole
_LEAST_SIDE = 0.25  # of the other side's reach, where both sides have terms
_MARGIN = 5.5  # percent of a track on either side, for arrows
_MOST_DOUBLINGS = 10  # on an axis that has a tick for each; a longer one has a tick for every other
_MOST_ON_PHONE = 7  # ticks; of more, every other is left out there
_FRACTIONS = {2: "½", 4: "¼", 8: "⅛"}
_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_LONG = 10  # rows from which on the axis is repeated below
_LEAST_TOLD = 0.001  # q below it is told as that

_PICTURE = "max-width:46rem;line-height:1.3;font-variant-numeric:tabular-nums"
_ROW = (
    "display:grid;grid-template-columns:minmax(4.5rem,11.5rem) minmax(0,1fr) 7.6rem;column-gap:0.6rem;"
    "align-items:stretch;text-decoration:none;color:inherit"
)
_RULED = _ROW + ";border-bottom:1px solid rgba(128,134,142,0.22)"
_LABEL = (
    "align-self:center;padding:0.12rem 0 0.28rem;font-size:0.72rem;line-height:1.25;overflow-wrap:anywhere"
)
_TERM = "font-size:0.95rem;margin-right:0.4rem"
_LINK = ";color:var(--pst-color-link,var(--jp-content-link-color,LinkText))"
_GLOSS = "opacity:0.75"
_TRACK = "display:block;position:relative;min-height:1.75rem"
_LINE = "position:absolute;top:0;bottom:0;width:0;left:{:.2f}%;border-left:1px solid rgba(128,134,142,0.25)"
_SAME = (
    "position:absolute;top:0;bottom:0;width:0;left:{:.2f}%;border-left:2px solid rgba(128,134,142,0.75);"
    "margin-left:-1px"
)
_MARK = "position:absolute;inset:0;pointer-events:none"
_PLACED = "position:absolute;left:{:.2f}%;top:50%;transform:translate(-50%,-50%)"
_FILLED = "width:12px;height:12px;border-radius:50%;background:{}"
_OPEN = "box-sizing:border-box;width:12px;height:12px;border-radius:50%;border:2.5px solid {}"
_DIAMOND = "width:12px;height:12px;background:{};clip-path:polygon(50% 0,100% 50%,50% 100%,0 50%)"
_HOLLOW = "box-sizing:border-box;width:10px;height:10px;border:2.5px solid {};rotate:45deg"
_RADIUS = 6  # pixels, half a mark
_BARS = "position:absolute;inset:0;opacity:0.85"
_BAR = "position:absolute;top:50%;height:4px;margin-top:-2px;background:{};left:{};width:{}"
_ARROW = "position:absolute;top:50%;width:8px;height:12px;margin-top:-6px;background:{};{}"
_POINTS = {
    "left": "left:0;clip-path:polygon(0 50%,100% 0,100% 100%)",
    "right": "right:0;clip-path:polygon(100% 50%,0 0,0 100%)",
}
_RATES = (
    "display:grid;grid-template-columns:minmax(0,2fr) auto minmax(0,3fr);column-gap:0.3rem;align-items:center;"
    "font-size:0.85rem;overflow-wrap:normal"
)
_HEADING = "align-self:end;text-align:center;font-size:0.75rem;opacity:0.8;padding-bottom:0.3rem"
_SIDES = "display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 0.8rem;font-size:0.8rem;margin-bottom:0.25rem"
_SWATCH = (
    "display:inline-block;vertical-align:middle;width:16px;height:4px;margin-right:0.35rem;background:{}"
)
_TICK = "position:absolute;left:{:.2f}%;transform:translateX(-50%);white-space:nowrap;font-size:0.75rem;opacity:{}"
_LEGEND = "list-style:none;display:flex;flex-wrap:wrap;gap:0.2rem 0.85rem;padding:0;margin:0 0 0.7rem;font-size:0.8rem"
_KEY = "display:inline-block;vertical-align:middle;margin-right:0.4rem;"


@dataclass(frozen=True)
class _Term:
    """One row: a term, its ratio in doublings with the ends of the interval, and its numbers; NaN where missing."""

    term: str
    gloss: str
    entry: str
    told: str
    log_ratio: float
    ci_low: float
    ci_high: float
    n: float
    n_elsewhere: float
    rate_per_10k: float
    rate_elsewhere: float
    q: float
    too_few: bool

    @property
    def kind(self) -> str:
        """The name in the catalogue of what the test found: differs, alike, absent, untested or too_few."""
        if math.isnan(self.q):
            if self.n == 0 or self.n_elsewhere == 0:
                return "absent"
            return "too_few" if self.too_few else "untested"
        return "differs" if self.q <= ALPHA else "alike"

    @property
    def colour(self) -> str:
        return BLUE if self.log_ratio >= 0 else ORANGE

    @property
    def has_bar(self) -> bool:
        return not (math.isnan(self.ci_low) and math.isnan(self.ci_high))


@dataclass(frozen=True)
class _Axis:
    """Doublings from the left to the right end of the axis."""

    low: float
    high: float

    def place(self, doublings: float) -> float:
        """Percent of the track's width at which a ratio lies; what is beyond the axis lies at its end."""
        share = (doublings - self.low) / (self.high - self.low)
        return _MARGIN + (100 - 2 * _MARGIN) * min(max(share, 0.0), 1.0)

    def ticks(self) -> list[int]:
        step = 1 if self.high - self.low <= _MOST_DOUBLINGS else 2
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        return [step * i for i in range(first, last + 1)]


def plot_keyness(table: pd.DataFrame, words: Mapping[str, Any]) -> Drawing | None:
    """Draw one row per term, in the table's order: how many times as often it is used here as elsewhere, with interval.

    `table` has term, log_ratio (base 2) with ci_low and ci_high, n and n_elsewhere, rate_per_10k and
    rate_elsewhere, q, too_few, entry and told (the ratio in words), and may have gloss. A mark is filled where q is at most .05, open where it is
    larger, and a diamond where it is missing, a hollow one where one side lacks the term: its ratio rests on the occurrence that was added. The axis is shared, and cut where the marks and most intervals end, at
    256 times at most: an interval that goes beyond, or whose other end alone is known, ends in an arrow. A row
    with an `entry` tells its numbers on hover and leads to that in the list that `show_sentences` makes. `words` are
    the sentences of the catalogue's group `keyness`. Rows without a finite log_ratio are left out. Returns None
    for nothing to draw. Raises UserError for a missing column.
    """
    absent = [name for name in _COLUMNS if name not in table]
    if absent:
        raise UserError(f"The table has no column {', '.join(absent)}; it has {', '.join(map(str, table))}.")
    terms = _terms(table)
    if not terms:
        return None
    axis = _choose_axis(terms)
    ticks = axis.ticks()
    lines = "".join(
        f'<span style="{(_LINE if tick else _SAME).format(axis.place(tick))}"></span>' for tick in ticks
    )
    rows = "".join(_row(term, axis, lines, words) for term in terms)
    scale = _scale(axis, words)
    below = f'<div class="fangzhi-keyness-row" style="{_ROW}"><span></span>{scale}</div>'
    return Drawing(
        f'{_legend(terms, axis, words)}<div class="fangzhi-keyness" style="{_PICTURE}">'
        f"{_head(terms, scale, words)}{rows}{below if len(terms) >= _LONG else ''}</div>"
    )


def _terms(table: pd.DataFrame) -> list[_Term]:
    rows = finite(table, "log_ratio")
    texts = ("term", "gloss", "entry", "told")
    numbers = [name for name in _COLUMNS if name not in (*texts, "too_few")]
    rows[numbers] = rows[numbers].apply(pd.to_numeric, errors="coerce").astype("float64")
    rows = rows.assign(**dict(zip(texts, columns_of(rows, *texts), strict=True)))
    rows["too_few"] = rows["too_few"].isin([True])  # missing is not true
    return [_Term(*row) for row in rows[[*texts, *numbers, "too_few"]].itertuples(index=False)]


def _choose_axis(terms: Sequence[_Term]) -> _Axis:
    left = _reach([-term.log_ratio for term in terms], [-term.ci_low for term in terms])
    right = _reach([term.log_ratio for term in terms], [term.ci_high for term in terms])
    if len({term.colour for term in terms}) > 1:
        left, right = max(left, _LEAST_SIDE * right), max(right, _LEAST_SIDE * left)
    return _Axis(-left, right)


def _reach(ratios: Sequence[float], ends: Sequence[float]) -> float:
    """How far one side of the axis goes: to all its marks and most ends of intervals, the others where they are near."""
    outer = sorted(end for end in ends if end > 0)
    reach = max(_LEAST, *ratios)
    if outer:
        reach = max(reach, outer[int(_MOST_ENDS * (len(outer) - 1))])
        reach = max(reach, *(end for end in outer if end <= reach + 1), 0.0)
    return min(reach, _FURTHEST)


def _row(term: _Term, axis: _Axis, lines: str, words: Mapping[str, Any]) -> str:
    told = plain(_told(term, words))
    tag, attributes, link = "div", ' role="img"', ""
    if term.entry:
        tag, attributes, link = "a", f' href="#term-{plain(term.entry)}"', _LINK
    gloss = f'<span style="{_GLOSS}">{plain(term.gloss)}</span>' if term.gloss else ""
    return (
        f'<{tag}{attributes} class="fangzhi-keyness-row" title="{told}" aria-label="{told}" style="{_RULED}">'
        f'<span style="{_LABEL}"><span lang="zh" style="{_TERM}{link}">{plain(term.term)}</span>{gloss}</span>'
        f'<span style="{_TRACK}">{lines}{_mark(term, axis)}</span>'
        f"{_rates(short_number(term.rate_per_10k), short_number(term.rate_elsewhere))}</{tag}>"
    )


def _mark(term: _Term, axis: _Axis) -> str:
    at = axis.place(term.log_ratio)
    interval = f'<span style="{_BARS}">{_interval(term, axis, at)}</span>'
    shape = f"{_PLACED.format(at)};{_shape(term.kind, term.colour)}"
    return f'<span class="fangzhi-mark" style="{_MARK}">{interval}<span style="{shape}"></span></span>'


def _interval(term: _Term, axis: _Axis, at: float) -> str:
    """The bar on either side of the mark, which an open mark would not hide, and the arrows at the edges."""
    left, right = _goes_on(term, axis)
    start = 1.0 if left else axis.place(term.ci_low)
    stop = 99.0 if right else axis.place(term.ci_high)
    drawn = []
    if term.has_bar and start < at:
        width = f"{at - start:.2f}% - {_RADIUS}px" if stop >= at else f"{stop - start:.2f}%"
        drawn.append(_BAR.format(term.colour, f"{start:.2f}%", f"calc({width})"))
    if term.has_bar and stop > at:
        begin, cut = (at, _RADIUS) if start <= at else (start, 0)
        drawn.append(
            _BAR.format(term.colour, f"calc({begin:.2f}% + {cut}px)", f"calc({stop - begin:.2f}% - {cut}px)")
        )
    drawn += [
        _ARROW.format(term.colour, _POINTS[side]) for side, on in (("left", left), ("right", right)) if on
    ]
    return "".join(f'<span style="{style}"></span>' for style in drawn)


def _goes_on(term: _Term, axis: _Axis) -> tuple[bool, bool]:
    """Whether the interval, or else the mark, lies beyond the left and the right end of the axis, or has no known end."""
    if not term.has_bar:
        return term.log_ratio < axis.low, term.log_ratio > axis.high
    return not term.ci_low >= axis.low, not term.ci_high <= axis.high


def _shape(kind: str, colour: str) -> str:
    return {"differs": _FILLED, "alike": _OPEN, "absent": _HOLLOW}.get(kind, _DIAMOND).format(colour)


def _rates(here: str, elsewhere: str, style: str = "") -> str:
    return (
        f'<span style="{_RATES}{style}"><span style="text-align:right">{here}</span><span>:</span>'
        f"<span>{elsewhere}</span></span>"
    )


def _head(terms: Sequence[_Term], scale: str, words: Mapping[str, Any]) -> str:
    """What lies on which side, the axis, and what the two numbers at the right are."""
    colours = {term.colour for term in terms}
    sides = "".join(
        f'<span><span class="fangzhi-mark" style="{_SWATCH.format(colour)}"></span>{html.escape(words[side])}</span>'
        for side, colour in (("less", ORANGE), ("more", BLUE))
        if colour in colours
    )
    rates = _rates(html.escape(words["here"]), html.escape(words["elsewhere"]), ";font-size:0.75rem")
    return (
        f'<div class="fangzhi-keyness-row" style="{_ROW}"><span></span>'
        f'<span><span style="{_SIDES}">{sides}</span>{scale}</span>'
        f'<span style="{_HEADING}">{html.escape(words["per_10k"])}{rates}</span></div>'
    )


def _scale(axis: _Axis, words: Mapping[str, Any]) -> str:
    ticks = axis.ticks()
    step = ticks[1] - ticks[0]
    labels = []
    for tick in ticks:
        between = ' class="fangzhi-between"' if len(ticks) > _MOST_ON_PHONE and tick // step % 2 else ""
        style = _TICK.format(axis.place(tick), 0.8 if tick else 1)
        labels.append(f'<span{between} style="{style}">{html.escape(_times(tick, words))}</span>')
    return f'<span style="display:block;position:relative;height:1.4rem">{"".join(labels)}</span>'


def _times(doublings: int, words: Mapping[str, Any]) -> str:
    if not doublings:
        return str(words["same"])
    power = 2 ** abs(doublings)
    number = str(power) if doublings > 0 else _FRACTIONS.get(power, f"¹⁄{str(power).translate(_BELOW)}")
    return str(words["power"].format(n=number))


def _legend(terms: Sequence[_Term], axis: _Axis, words: Mapping[str, Any]) -> str:
    """What the shapes mean that occur; the colours are told by the sides of the axis."""
    kinds = {term.kind for term in terms}
    if "untested" in kinds:  # too few documents is one reason for it
        kinds.discard("too_few")
    keys = [
        (_shape(kind, "currentColor"), words[kind])
        for kind in ("differs", "alike", "too_few", "untested", "absent")
        if kind in kinds
    ]
    if any(term.has_bar for term in terms):
        keys.append(("width:26px;height:4px;background:currentColor;opacity:0.85", words["interval"]))
    if any(any(_goes_on(term, axis)) for term in terms):
        point = _POINTS["right"].partition(";")[2]
        keys.append((f"width:8px;height:12px;background:currentColor;opacity:0.85;{point}", words["beyond"]))
    items = "".join(
        f'<li><span style="{_KEY}{shape}"></span>{html.escape(text)}</li>' for shape, text in keys
    )
    return f'<ul class="fangzhi-legend" style="{_LEGEND}">{items}</ul>'


def _told(term: _Term, words: Mapping[str, Any]) -> str:
    """The row as a sentence."""
    name = words["named"].format(term=term.term, gloss=term.gloss) if term.gloss else term.term
    verdict = words[term.kind]
    if term.q < _LEAST_TOLD:
        verdict = words["q_below"].format(verdict=verdict, q=_LEAST_TOLD)
    elif not math.isnan(term.q):
        verdict = words["q"].format(verdict=verdict, q=short_number(term.q))
    here = "–" if math.isnan(term.n) else counted(term.n, words["occurrences"])
    elsewhere = "–" if math.isnan(term.n_elsewhere) else f"{term.n_elsewhere:,.0f}"
    return str(
        words["told"].format(term=name, times=term.told, n=here, n_elsewhere=elsewhere, verdict=verdict)
    )
