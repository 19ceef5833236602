"""Styles and numbering of a Word document: which paragraphs are headings, and the numbers that lists show."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Numbering", "Styles", "read_numbering", "read_styles"]

_DEEPEST = 20  # styles that rest on one another; a loop of them must end
_BULLET = "• "
_DIGITS = "〇一二三四五六七八九"
_CHINESE = re.compile(r"(?:chinese|taiwanese|japanese|ideograph|korean).*", re.IGNORECASE)


@dataclass
class _Style:
    name: str = ""
    base: str = ""
    outline: int | None = None
    number: tuple[str, int] | None = None


@dataclass
class Styles:
    """A document's paragraph styles by id."""

    by_id: dict[str, _Style] = field(default_factory=dict)

    def level(self, style: str, own: int | None) -> int | None:
        """Return a paragraph's level as a heading: 0 for a title, 1 to 9; None for text of the body."""
        if own is not None:
            return own + 1 if own < 9 else None
        for one in self._chain(style):
            if one.name in ("title", "标题"):
                return 0
            if match := re.fullmatch(r"(?:heading|标题)\s*([1-9])", one.name):
                return int(match[1])
            if one.outline is not None:
                return one.outline + 1 if one.outline < 9 else None
        return None

    def number(self, style: str) -> tuple[str, int] | None:
        """Return the (list, level) that a style numbers its paragraphs by."""
        return next((one.number for one in self._chain(style) if one.number), None)

    def _chain(self, style: str) -> list[_Style]:
        chain: list[_Style] = []
        while style in self.by_id and len(chain) < _DEEPEST:
            chain.append(self.by_id[style])
            style = chain[-1].base
        return chain


@dataclass
class _Level:
    start: int = 1
    kind: str = "decimal"
    text: str = ""


@dataclass
class Numbering:
    """A document's lists, and how far each has counted."""

    lists: dict[str, str] = field(default_factory=dict)  # list → its definition
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # of each definition
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, number: tuple[str, int] | None) -> str:
        """Count one paragraph of a list, and return the number or mark that is printed before it."""
        if number is None or number[0] not in self.lists:
            return ""
        definition, at = self.lists[number[0]], number[1]
        levels = self.levels.get(definition, {})
        if at not in levels:
            return ""
        counts = self.counts.setdefault(definition, {})
        counts[at] = counts.get(at, levels[at].start - 1) + 1
        for deeper in [i for i in counts if i > at]:
            del counts[deeper]
        if levels[at].kind in ("bullet", "none"):
            return _BULLET if levels[at].kind == "bullet" else ""

        def shown(match: re.Match[str]) -> str:
            i = int(match[1]) - 1
            level = levels.get(i, _Level())
            return _written(counts.get(i, level.start), level.kind)

        label = re.sub(r"%([1-9])", shown, levels[at].text)
        return f"{label} " if label and label[-1].isascii() else label


def _written(n: int, kind: str) -> str:
    if _CHINESE.fullmatch(kind) and 0 < n < 100:
        tens, ones = divmod(n, 10)
        return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
    if kind == "decimalEnclosedCircle" and 0 < n <= 20:
        return chr(0x245F + n)
    if kind in ("upperLetter", "lowerLetter") and 0 < n <= 26:
        return chr((65 if kind == "upperLetter" else 97) + n - 1)
    if kind in ("upperRoman", "lowerRoman") and 0 < n < 40:
        roman = "X" * (n // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[n % 10]
        return roman if kind == "upperRoman" else roman.lower()
    return str(n)


def read_styles(walk: Callable[[Callable[[str, dict[str, str]], None]], None]) -> Styles:
    """Return the styles of a part, whose elements `walk` hands over in order as (tag, attributes)."""
    styles = Styles()
    style = _Style()

    def start(tag: str, values: dict[str, str]) -> None:
        nonlocal style
        value = values.get("val", "")
        if tag == "style":
            style = _Style()
            if values.get("type", "paragraph") == "paragraph":
                styles.by_id[values.get("styleId", "")] = style
        elif tag == "name":
            style.name = value.lower()
        elif tag == "basedOn":
            style.base = value
        elif tag == "outlineLvl":
            style.outline = _whole(value)
        elif tag == "numId":
            style.number = (value, style.number[1] if style.number else 0)
        elif tag == "ilvl":
            style.number = (style.number[0] if style.number else "", _whole(value))

    walk(start)
    return styles


def read_numbering(walk: Callable[[Callable[[str, dict[str, str]], None]], None]) -> Numbering:
    """Return the lists of a part, whose elements `walk` hands over in order as (tag, attributes)."""
    numbering = Numbering()
    levels: dict[int, _Level] = {}
    level = _Level()
    current = ""

    def start(tag: str, values: dict[str, str]) -> None:
        nonlocal levels, level, current
        value = values.get("val", "")
        if tag == "abstractNum":
            levels = numbering.levels.setdefault(values.get("abstractNumId", ""), {})
        elif tag == "lvl":
            level = levels.setdefault(_whole(values.get("ilvl", "")), _Level())
        elif tag == "start":
            level.start = _whole(value)
        elif tag == "numFmt":
            level.kind = value
        elif tag == "lvlText":
            level.text = value
        elif tag == "num":
            current, levels, level = values.get("numId", ""), {}, _Level()
        elif tag == "abstractNumId" and current:
            numbering.lists[current] = value

    walk(start)
    return numbering


def _whole(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 6 else 0
