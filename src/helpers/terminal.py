"""Text for a terminal: no character of a document moves its cursor or changes its colours, Chinese counts double."""

import unicodedata
from bisect import bisect_right
from itertools import accumulate

__all__ = ["cut", "harmless", "pad", "width", "wrap"]

_PICTURES = {**{code: 0x2400 + code for code in range(32)}, 0x7F: 0x2421}


def harmless(text: str) -> str:
    """Return a text as one line without any character that a terminal would obey.

    White space of any kind is a blank; a control character is shown by its picture (␛), an invisible or
    unassigned one by its number.

    >>> harmless("甲\\n\\x1b[31m乙")
    '甲 ␛[31m乙'
    """
    line = " ".join(text.split())
    return "".join(
        chr(_PICTURES[ord(c)]) if ord(c) in _PICTURES
        else f"\\u{ord(c):04x}" if unicodedata.category(c)[0] == "C"
        else c
        for c in line
    )  # fmt: skip


def width(text: str) -> int:
    """Return how many columns a text takes: 2 for a wide character such as 国, 0 for a combining mark."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, most: int) -> str:
    """Cut a text to a number of columns, with … where something was cut.

    >>> cut("疫情防控工作", 8)
    '疫情防…'
    """
    ends = list(accumulate(map(_columns, text), initial=0))
    if ends[-1] <= most:
        return text
    return text[: bisect_right(ends, most - 1, lo=1) - 1].rstrip() + "…"


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Fill a text up with blanks to a number of columns; `right` puts them before it."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def wrap(text: str, columns: int, indent: str = "", hanging: str = "") -> list[str]:
    """Break a line into lines of at most so many columns, between words or between wide characters.

    The first line begins with `indent`, the others with `hanging`. A word that is wider than a line is broken.
    """
    lines: list[str] = []
    line, start = indent, len(indent)
    for word in _words(text):
        if len(line) > start and width(line + word.rstrip()) > columns:
            lines.append(line.rstrip())
            line, start, word = hanging, len(hanging), word.lstrip()
        while width(line + word.rstrip()) > columns:
            room = max(1, columns - width(line))
            at = next((i for i in range(1, len(word)) if width(word[: i + 1]) > room), len(word))
            lines.append(line + word[:at])
            line, start, word = hanging, len(hanging), word[at:]
        line += word
    return [*lines, line.rstrip()] if len(line) > start else lines


def _words(text: str) -> list[str]:
    """Return the pieces between which a line may break, each with the blanks behind it."""
    pieces: list[str] = []
    for character in text:
        open_end = pieces and not pieces[-1].endswith(" ") and _columns(character) < 2
        if pieces and (character == " " or (open_end and _columns(pieces[-1][-1]) < 2)):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
