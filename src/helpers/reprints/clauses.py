"""Text → clauses, and clauses with their figures, dates and places masked: what copies are compared by."""

import re
import unicodedata
from collections.abc import Iterable

__all__ = [
    "DATE_MARK", "FIGURE_MARK", "MARKS", "MIN_CHARS", "MIN_CLAUSE", "PLACE_MARK", "Surface",
    "mask", "n_common", "normalise", "split_clauses",
]  # fmt: skip

MIN_CLAUSE = 4  # characters; shorter ones (“据了解”) say nothing about where a text comes from
MIN_CHARS = 60  # in clauses of the shorter of two texts, unless they are the same

# Characters that no text holds.
FIGURE_MARK = "\uffff"
PLACE_MARK = "\ufffe"
DATE_MARK = "\ufdd0"
MARKS = re.compile(f"[{FIGURE_MARK}{PLACE_MARK}{DATE_MARK}]")

_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
_UNSEEN = re.compile(rf"[\s{_INVISIBLE}]+")
# A clause is what stands between two marks of punctuation; marks inside figures (3.5, 1,234, 12:30) do not
# end it.
_CLAUSE = re.compile(
    rf"(?:[0-9A-Za-z\u4e00-\u9fff%％ \t\u3000\xa0{_INVISIBLE}]++|[^\W_]++|(?<=\d)[.,:：．](?=\d))++"
)
_LINE = (12, 60)  # characters of the longest line of a text that was broken into lines of one width
_ODD = re.compile("[^0-9A-Za-z\u4e00-\u9fff]")
_FIGURE = re.compile(r"[\d零〇一二三四五六七八九十百千万亿两]+(?:[.,:]\d+)*%?")

Surface = tuple[str, str, str]  # of a date or place: the words, what they are compared by, the mark


def normalise(text: str) -> str:
    """Fold full-width forms (NFKC) and leave out white space and invisible characters."""
    odd = set(_ODD.findall(text))
    if not odd <= _FOLDED.keys():
        return _fold(text)
    for character in odd:
        text = text.replace(character, _FOLDED[character])
    return text


def _fold(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


# What those odd characters become that NFKC joins with no neighbour: a text of such and plain ones is folded by them.
_FOLDED = {
    character: _fold(character)
    for character in map(
        chr,
        (
            *(0x09, 0x0A, 0x0D, *range(0x20, 0x7F), 0xA0, 0xB0, 0xB7, 0xD7, 0xFEFF),
            *(*range(0x2000, 0x2017), *range(0x2018, 0x203E), *range(0x203F, 0x2070), 0x2103, 0x2116),
            *(*range(0x2460, 0x2500), *range(0x25A0, 0x2600), *range(0x3000, 0x302A), *range(0xFF01, 0xFF5F)),
        ),
    )
}


def split_clauses(text: str) -> dict[str, tuple[int, int]]:
    """Return normalised clause → where it first stands in the text, in reading order; short ones are left out."""
    found: dict[str, tuple[int, int]] = {}
    for match in _CLAUSE.finditer(_unwrap(text)):
        clause = normalise(match.group())
        if len(clause) >= MIN_CLAUSE:
            found.setdefault(clause, match.span())
    return found


def _unwrap(text: str) -> str:
    """Put a blank for each line break that only keeps a text to one width: after a full line, within a clause."""
    lines = text.split("\n")
    width = max(map(len, lines))
    if not _LINE[0] <= width <= _LINE[1]:
        return text
    breaks = [" " if len(line) > width - 3 and line[-1].isalnum() else "\n" for line in lines]
    return "".join(line + end for line, end in zip(lines, breaks, strict=True))[: len(text)]


def mask(clause: str, surfaces: Iterable[Surface] = ()) -> tuple[str, tuple[str, ...]]:
    """Return the clause with each figure, date and place replaced by a mark, and what they stand for, in order."""
    pieces, filling, rest = [], [], normalise(clause)
    for surface, value, mark in surfaces:
        before, found, rest_after = rest.partition(surface)
        if found:
            pieces.append(_FIGURE.sub(FIGURE_MARK, before) + mark)
            filling.extend([*_FIGURE.findall(before), value])
            rest = rest_after
    pieces.append(_FIGURE.sub(FIGURE_MARK, rest))
    filling.extend(_FIGURE.findall(rest))
    return "".join(pieces), tuple(filling)


def n_common(a: str, b: str) -> int:
    """Return how many characters two strings begin with in common."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
