"""The topics of a model on a plane: which are like one another, how large each is, and which hold still."""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.figures.fonts import text_width
from helpers.figures.links import link_topic
from helpers.figures.style import BLUE, FAINT, GREY, WIDTH, columns_of, drawn_from, finite, shorten

__all__ = ["plot_topic_map"]

# All lengths are points.
_INCH, _SIZE, _EDGE = 72.0, 10.5, 4.0  # the size is that of all words
_WIDE = WIDTH * _INCH - 2 * _EDGE
_LOW, _HIGH = 190.0, 300.0  # the map's height
_COVER, _LARGEST = 0.14, 26.0  # the circles' share of the map, and the largest radius
_LEGEND, _LINE, _BETWEEN = (
    22.0,
    15.5,
    14.0,
)  # heights of the legend and of a line of the key; between its columns
_SHARE = 38.0  # width of a share in the key, with room on either side
_ONE_COLUMN = 6  # topics in a key of one column
_TRIED = 120  # places for a number beside its circle
_NEAR = 1e-9  # places that are nearer are one
_INK = "#1F2328"

_Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
_Point = tuple[float, float]


@drawn_from("topic", "label", "stable", "share", "x", "y")
def plot_topic_map(table: pd.DataFrame) -> Figure | None:
    """Draw one circle per topic at (x, y): its area is proportional to `share`, it is filled where `stable`.

    One unit is as long upwards as sideways. A number that has no room in its circle stands beside it; the key under
    the map, in the table's order, gives shares and labels. A circle, its number and its line of the key lead to the
    topic's card. Rows without a place or a share are left out. Returns None for nothing to draw.
    """
    table = finite(table, "x", "y", "share")
    table = table[table["share"] >= 0].reset_index(drop=True)
    if table.empty:
        return None
    stable = table["stable"].isin([True]).tolist()  # missing is not true
    numbers = [shorten(str(topic), 6) for topic in table["topic"]]
    labels = columns_of(table, "label")[0]
    columns = _choose_columns(numbers, labels)
    key = 10 + _LINE * math.ceil(len(table) / columns)

    x, y = table["x"].to_numpy(), table["y"].to_numpy()
    height = _height(x, y)
    radii = _radii(table["share"].to_numpy(), _WIDE * height)
    figure = Figure(figsize=(WIDTH, (height + key + _LEGEND + _EDGE) / _INCH))
    axes = _panel(figure, key + _EDGE, height)
    scale = _scale(x, y, height, margin=radii.max() + _SIZE)
    left = (x.min() + x.max()) / 2 - _WIDE / scale / 2
    bottom = (y.min() + y.max()) / 2 - height / scale / 2
    axes.set(xlim=(left, left + _WIDE / scale), ylim=(bottom, bottom + height / scale), xticks=[], yticks=[])
    axes.set_aspect("equal")
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set(visible=True, color=FAINT)
    order = np.argsort(-radii, kind="stable")  # the small lie on the large
    links = list(map(link_topic, table["topic"]))
    drawn = axes.scatter(
        x[order], y[order], s=(2 * radii[order]) ** 2, zorder=2, linewidths=1.2,
        facecolors=[BLUE if stable[i] else "white" for i in order],
        edgecolors=["white" if stable[i] else GREY for i in order],
        linestyles=["-" if stable[i] else (0, (3, 2)) for i in order],
    )  # fmt: skip
    drawn.set_urls([links[i] for i in order])

    sheet = _sheet(figure, key + _EDGE, height)
    circles = [
        _Circle(*circle) for circle in zip((x - left) * scale, (y - bottom) * scale, radii, strict=True)
    ]
    circles = [circles[i] for i in order]
    places = _place_numbers([numbers[i] for i in order], circles, height)
    for i, circle, at in zip(order, circles, places, strict=True):
        inside = math.dist(at, circle.centre) < circle.radius
        if not inside and len(leader := circle.leader(at)) > 2:
            sheet.plot(*zip(*leader, strict=True), color=GREY, linewidth=0.7)
        sheet.text(*at, numbers[i], ha="center", va="center_baseline",
                   color="white" if inside and stable[i] else _INK, url=links[i])  # fmt: skip
    _draw_legend(_sheet(figure, key + _EDGE + height, _LEGEND), stable)
    lines = list(zip(numbers, labels, table["share"], stable, links, strict=True))
    _draw_key(_sheet(figure, _EDGE / 2, key), lines, columns, key)
    return figure


@dataclass(frozen=True)
class _Box:
    """The room that a number takes."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, text: str, at: _Point) -> "_Box":
        wide, high = text_width(text) * _SIZE / 4 + 1.5, _SIZE * 0.45 + 1.5
        return cls(at[0] - wide, at[1] - high, at[0] + wide, at[1] + high)

    def overlaps(self, other: "_Box") -> bool:
        return (
            min(self.right, other.right) > max(self.left, other.left)
            and min(self.top, other.top) > max(self.bottom, other.bottom)
        )  # fmt: skip

    def holds(self, point: _Point) -> bool:
        return self.left < point[0] < self.right and self.bottom < point[1] < self.top


@dataclass(frozen=True)
class _Circle:
    x: float
    y: float
    radius: float

    @property
    def centre(self) -> _Point:
        return self.x, self.y

    def meets(self, box: _Box) -> bool:
        nearest = min(max(self.x, box.left), box.right), min(max(self.y, box.bottom), box.top)
        return math.dist(self.centre, nearest) < self.radius + 0.5

    def surrounds(self, box: _Box) -> bool:
        corners = [(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)]
        return all(math.dist(self.centre, corner) <= self.radius + 1 for corner in corners)

    def within(self) -> Iterator[_Point]:
        """Places in the circle, from its centre on."""
        yield self.centre
        for part in (0.25, 0.4, 0.55, 0.7):
            yield from self._ring(part * self.radius)

    def beside(self) -> Iterator[_Point]:
        """Places around the circle, the near ones first, at each distance from the right on."""
        for step in range(70):
            yield from self._ring(self.radius + 9 + 4 * step)

    def _ring(self, reach: float) -> Iterator[_Point]:
        for turn in sorted(range(-11, 13), key=abs):
            angle = math.pi / 12 * turn
            yield self.x + reach * math.cos(angle), self.y + reach * math.sin(angle)

    def leader(self, at: _Point) -> list[_Point]:
        """Points of the line from the circle's edge to a number beside it, two where they are near, each near the next."""
        far = math.dist(self.centre, at)
        length = max(0.0, far - 8 - self.radius)
        steps = np.linspace(self.radius, self.radius + length, 2 + int(length / 3)) / far
        return [(self.x + (at[0] - self.x) * step, self.y + (at[1] - self.y) * step) for step in steps]


def _place_numbers(numbers: Sequence[str], circles: Sequence[_Circle], height: float) -> list[_Point]:
    """Return where each number stands: in its circle, or beside it where it is too small or others lie on it.

    The circles come in the order of drawing: one lies on those before it. A number beside its circle meets no circle
    or number as long as the map has room, and no leader as long as there is a way for it.
    """
    boxes: list[_Box] = []
    leaders: list[_Point] = []
    places: dict[int, _Point] = {}
    for i, (number, circle) in enumerate(zip(numbers, circles, strict=True)):
        for at in circle.within():
            box = _Box.around(number, at)
            if circle.surrounds(box) and not any(above.meets(box) for above in circles[i + 1 :]):
                places[i] = at
                boxes.append(box)
                break
    for i, (number, circle) in enumerate(zip(numbers, circles, strict=True)):
        if i in places:
            continue
        free = (
            at
            for at in circle.beside()
            if _is_inside(box := _Box.around(number, at), height)
            and not any(other.meets(box) for other in circles)
            and not any(other.overlaps(box) for other in boxes)
        )
        nearest = list(itertools.islice(free, _TRIED))
        clear = (
            at
            for at in nearest
            if not any(map(_Box.around(number, at).holds, leaders))
            and not any(box.holds(point) for box in boxes for point in circle.leader(at))
        )
        places[i] = at = next(clear, nearest[0] if nearest else circle.centre)
        boxes.append(_Box.around(number, at))
        leaders += circle.leader(at)
    return [places[i] for i in range(len(numbers))]


def _is_inside(box: _Box, height: float) -> bool:
    return min(box.left, box.bottom, _WIDE - box.right, height - box.top) > 1


def _height(x: _Numbers, y: _Numbers) -> float:
    """How high the map is: as its places ask for, but neither flat nor a tower."""
    wide, high = np.ptp(x), np.ptp(y)
    return _LOW if high < _NEAR else float(np.clip(_WIDE * high / max(wide, _NEAR), _LOW, _HIGH))


def _scale(x: _Numbers, y: _Numbers, height: float, *, margin: float) -> float:
    """How many points a unit of the places is, the same both ways; 1 where all lie in one place."""
    rooms = [(_WIDE, np.ptp(x)), (height, np.ptp(y))]
    return min(((room - 2 * margin) / span for room, span in rooms if span > _NEAR), default=1.0)


def _radii(shares: _Numbers, area: float) -> _Numbers:
    """Radii of circles whose areas are proportional to the shares."""
    radii: _Numbers = np.sqrt(shares / max(shares.sum(), _NEAR) * _COVER * area / np.pi)
    radii *= min(1.0, _LARGEST / max(radii.max(), _NEAR))
    return radii


def _panel(figure: Figure, bottom: float, height: float) -> Axes:
    """Return axes as wide as the figure."""
    full_width, full_height = figure.get_size_inches() * _INCH
    return figure.add_axes(
        (_EDGE / full_width, bottom / full_height, _WIDE / full_width, height / full_height)
    )


def _sheet(figure: Figure, bottom: float, height: float) -> Axes:
    """Return a panel to write on, measured in points."""
    axes = _panel(figure, bottom, height)
    axes.set(xlim=(0, _WIDE), ylim=(0, height))
    axes.set_axis_off()
    return axes


def _mark(axes: Axes, at: _Point, stable: bool) -> None:
    """A small circle as in the map."""
    axes.scatter(
        *at, s=64, facecolor=BLUE if stable else "white", edgecolor=BLUE if stable else GREY,
        linestyle="-" if stable else (0, (2, 1.5)), linewidth=1.1,
    )  # fmt: skip


def _draw_legend(axes: Axes, stable: Sequence[bool]) -> None:
    """Say what filled and open circles are, as far as they occur, and what their area is."""
    x, y = 5.0, _LEGEND / 2
    for kind, text in ((True, "holds still"), (False, "does not hold still")):
        if kind in stable:
            _mark(axes, (x, y), kind)
            axes.text(x + 9, y, text, va="center_baseline", color=GREY)
            x += 26 + text_width(text) * _SIZE / 2
    axes.text(_WIDE, y, "area, %: share of the text", ha="right", va="center_baseline", color=GREY)


def _draw_key(
    axes: Axes, lines: Sequence[tuple[str, str, float, bool, str]], columns: int, height: float
) -> None:
    """Write the number, share and label of each topic, down the columns."""
    rows = math.ceil(len(lines) / columns)
    wide, before = _column(columns), _before([number for number, *_ in lines])
    for i, (number, label, share, stable, link) in enumerate(lines):
        left, y = i // rows * (wide + _BETWEEN), height - 14 - _LINE * (i % rows)
        ink = _INK if stable else GREY
        percent = "<1%" if 0 < share < 0.01 else f"{share:.0%}"
        _mark(axes, (left + 5, y), stable)
        for ends, text in ((before - _SHARE, number), (before - 6, percent)):
            axes.text(left + ends, y, text, ha="right", va="center_baseline", color=ink, url=link)
        axes.text(
            left + before, y, shorten(label, _room(wide, before)), va="center_baseline", color=ink, url=link
        )


def _choose_columns(numbers: Sequence[str], labels: Sequence[str]) -> int:
    """Two columns for many topics, as long as their labels fit."""
    room = _room(_column(2), _before(numbers))
    return 2 if len(labels) > _ONE_COLUMN and max(map(text_width, labels)) <= room else 1


def _column(columns: int) -> float:
    return (_WIDE - _BETWEEN * (columns - 1)) / columns


def _before(numbers: Sequence[str]) -> float:
    """How far into a column its labels start."""
    return 13 + max(map(text_width, numbers)) * _SIZE / 2 + _SHARE


def _room(column: float, before: float) -> float:
    """How wide a label may be, in half-width characters."""
    return (column - before) * 2 / _SIZE - 1
