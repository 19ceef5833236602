"""The one font of every figure, and the characters it lacks."""

import dataclasses
import functools
import unicodedata
from pathlib import Path

import pylopdf_fonts_zh_cn
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.text import Text

from helpers.errors import UserError

__all__ = [
    "FAMILY",
    "GETA",
    "MissingGlyphError",
    "font_path",
    "missing_glyphs",
    "register",
    "replace_missing",
    "text_width",
]

FAMILY = "Fangzhi Sans"
GETA = "〓"  # the printer's mark for a character that the fount lacks


class MissingGlyphError(UserError):
    """A figure holds characters that the font cannot draw, and the corpus asks to fail then."""


def font_path() -> Path:
    """Return the path of the bundled font, Noto Sans SC Regular."""
    return Path(pylopdf_fonts_zh_cn.sans_path())


@functools.cache
def register() -> None:
    """Make the bundled font known to matplotlib under our own name, once."""
    fontManager.addfont(font_path())
    # Under its own name it would compete with a system's copy, in whatever weight that has.
    fontManager.ttflist[-1] = dataclasses.replace(fontManager.ttflist[-1], name=FAMILY)


@functools.cache
def _lacks(character: str) -> bool:
    if character.isspace() or unicodedata.category(character).startswith("C"):
        return False
    return _font().get_char_index(ord(character)) == 0


@functools.cache
def _font() -> FT2Font:
    return FT2Font(str(font_path()))


@functools.cache
def _advance(character: str) -> float:
    if _lacks(character):
        return 2.0  # as wide as 〓
    _font().set_size(10, 720)  # 100 pixels to the em
    glyph = _font().load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return glyph.linearHoriAdvance / 65536 / 50


def text_width(text: str) -> float:
    """Return how wide a line of text is, in half-width characters: 2 for 国, about 1 for a Latin letter."""
    return sum(_advance(character) for character in text)


def missing_glyphs(text: str) -> list[str]:
    """List the characters of the text that the font lacks: each once, in order of appearance.

    White space and control characters draw nothing and are never listed.
    """
    return [character for character in dict.fromkeys(text) if _lacks(character)]


def replace_missing(figure: Figure, *, strict: bool = False) -> list[str]:
    """Draw 〓 for each character of the figure that the font lacks, and list those characters, each once.

    Raises MissingGlyphError, which names them, when strict.
    """
    missing: dict[str, None] = {}
    for axis in figure.findobj(Axis):
        _pin_tick_labels(axis, missing)
    for artist in figure.findobj(Text):
        lacking = missing_glyphs(artist.get_text())
        missing.update(dict.fromkeys(lacking))
        artist.set_text(_with_geta(artist.get_text(), lacking))
    if missing and strict:
        named = ", ".join(f"{character} (U+{ord(character):04X})" for character in missing)
        raise MissingGlyphError(
            f"The font of the figures lacks {named}. "
            'Set missing_glyphs = "replace" in corpus.toml to draw 〓 instead.'
        )
    return list(missing)


def _pin_tick_labels(axis: Axis, missing: dict[str, None]) -> None:
    """Replace characters in tick labels where they come from: the formatter writes them anew at each draw."""
    places = axis.get_majorticklocs()
    labels = axis.get_major_formatter().format_ticks(list(places))
    lacking = missing_glyphs("".join(labels))
    if lacking:
        missing.update(dict.fromkeys(lacking))
        axis.set_ticks(places, labels=[_with_geta(label, lacking) for label in labels])


def _with_geta(text: str, lacking: list[str]) -> str:
    return text.translate({ord(character): GETA for character in lacking})
