"""The sentence that holds a mention, short enough to be quoted."""

from typing import NamedTuple

__all__ = ["Sentence", "find_sentence"]

_ENDS = "。！？；\n"
_CLOSING = "”’」』）)"  # they belong to the sentence before them
_FAR = 1000  # characters beyond which no end of a sentence is looked for
_CHARS = 120


class Sentence(NamedTuple):
    """A sentence of a text: where it lies, the words to quote of it, and where in them the mention stands."""

    start: int
    end: int
    words: str
    at: int


def find_sentence(text: str, start: int, end: int) -> Sentence:
    """The sentence around text[start:end], cut at 。！？； and line ends; at most 120 characters of it are to be quoted.

    What is left out of the words before or after the mention is told by …
    """
    near, far = max(0, start - _FAR), min(len(text), end + _FAR)
    first = max(near, *(text.rfind(mark, near, start) + 1 for mark in _ENDS))
    last = min((at + 1 for mark in _ENDS if (at := text.find(mark, end, far)) >= 0), default=far)
    while first < start and (text[first] in _CLOSING or text[first].isspace()):
        first += 1
    while last < len(text) and text[last] in _CLOSING and text[last - 1] != "\n":
        last += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    begin, stop = first, last
    if last - first > _CHARS:
        middle = (start + end) // 2
        begin = min(max(first, middle - _CHARS // 2), last - _CHARS)
        stop = begin + _CHARS
    before, after = "…" if begin > first else "", "…" if stop < last else ""
    return Sentence(first, last, f"{before}{text[begin:stop]}{after}", len(before) + start - begin)
