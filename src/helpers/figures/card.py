"""The card that other sites show of a book: its title, what it is made of, and the time it covers."""

import io
import re
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.figures import fonts
from helpers.figures.style import shorten, style

__all__ = ["draw_card"]

_WIDTH, _HEIGHT = 1200, 630  # pixels, as the sites that show cards ask for
_PAPER, _COVER, _INK, _FAINT = "#f7f1e3", "#2f5d8a", "#1f2a44", "#5d6470"
_LEFT, _ROOM = 84, 900  # where the text starts, and how wide it may be
_TITLE_SIZES, _TITLE_HEIGHT = (82, 70, 60, 50, 42), 290
_LEADING = 1.24
# A Chinese character, or a run of anything else with the space behind it.
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_PIECES = re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]+\s*|\s+")


def draw_card(title: str, facts: Mapping[str, str], span: str = "") -> bytes:
    """Return a PNG of 1200 × 630 pixels with a title, numbers by what they count, and a span of time.

    A long title is set smaller, then cut; a number that has no room is left out; a character that the font lacks is
    drawn as 〓. The same words give the same bytes.
    """
    with style():
        figure = Figure(figsize=(_WIDTH / 100, _HEIGHT / 100), dpi=100, facecolor=_PAPER)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, _WIDTH), ylim=(_HEIGHT, 0))
        axes.set_axis_off()
        _bind(axes)
        _write(axes, _LEFT, 88, "FANGZHI  方志", 25, _FAINT)
        _write(axes, _LEFT + _ROOM, 88, span, 25, _FAINT, align="right")
        size, lines = _set_title(title)
        for number, line in enumerate(lines):
            _write(axes, _LEFT, 142 + size * _LEADING * (number + 0.5), line, size, _INK)
        axes.plot([_LEFT, _LEFT + _ROOM], [476, 476], color="#cfc6b0", linewidth=1)
        x = float(_LEFT)
        for what, value in facts.items():
            width = max(_pixels(value, 46), _pixels(what, 23))
            if x + width <= _LEFT + _ROOM:
                _write(axes, x, 512, value, 46, _COVER)
                _write(axes, x, 560, what, 23, _FAINT)
                x += width + 52
        fonts.replace_missing(figure)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=100, facecolor=_PAPER, metadata={"Software": None})
    return buffer.getvalue()


def _bind(axes: Axes) -> None:
    """Draw the back of a thread-bound book along the right edge."""
    axes.add_patch(Rectangle((1056, 0), 144, _HEIGHT, color=_COVER, linewidth=0))
    axes.plot([1128, 1128], [0, _HEIGHT], color=_PAPER, linewidth=2.2)
    for y in (75, 235, 395, 555):
        axes.plot([1128, _WIDTH], [y, y], color=_PAPER, linewidth=2.2)


def _write(axes: Axes, x: float, y: float, text: str, size: float, colour: str, align: str = "left") -> None:
    """Write a line whose middle lies at y; sizes and places in pixels."""
    axes.text(x, y, text, fontsize=size * 0.72, color=colour, ha=align, va="center_baseline")


def _pixels(text: str, size: float) -> float:
    return fonts.text_width(text) * size / 2


def _set_title(title: str) -> tuple[int, Sequence[str]]:
    """Return the largest size in which the title has room, and its lines."""
    for size in _TITLE_SIZES:
        lines = _broken(title, 2 * _ROOM / size)
        if len(lines) * size * _LEADING <= _TITLE_HEIGHT:
            return size, lines
    fitting = int(_TITLE_HEIGHT / size / _LEADING)
    rest = "".join(lines[fitting - 1 :])
    return size, [*lines[: fitting - 1], shorten(rest, 2 * _ROOM / size)]


def _broken(text: str, width: float) -> list[str]:
    """Break a text into lines of a width, in half-width characters: between words, or anywhere within Chinese."""
    lines = [""]
    for piece in _PIECES.findall(" ".join(text.split())):
        if fonts.text_width((lines[-1] + piece).rstrip()) <= width:
            lines[-1] += piece
        elif fonts.text_width(piece.rstrip()) <= width:
            lines.append(piece)
        else:  # a word as long as this is no word
            for character in piece:
                if fonts.text_width(lines[-1] + character) > width:
                    lines.append("")
                lines[-1] += character
    return [line for line in lines if line.strip()]
