"""A sentence of an article as it may be quoted, with words marked in it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from helpers.quotable import find_quotable
from helpers.sentences import Sentence, find_sentence
from helpers.site.evidence.marks import printable

__all__ = ["Quotation", "quote_marks"]

_MOST = 120  # characters of a sentence


class Quotation(NamedTuple):
    """A quotation as pieces of text, each with whether it is marked, and where its first mark stands in the article."""

    at: int
    pieces: list[tuple[str, bool]]


def quote_marks(text: str, found: Sequence[tuple[int, int]], *, whole: bool) -> Quotation | None:
    """Return the sentence around the first of `found` (stretches of it, in order), or 120 characters of it, each marked.

    Without `whole` it is the first piece around one of them that may be quoted of an unpublished text, and None where none is.
    """
    for start, end in found:
        sentence = find_sentence(text, start, end)
        if bounds := _cut(sentence, start, end) if whole else find_quotable(text, start, end):
            first, last = bounds
            marks = [(a, b) for a, b in found if first <= a and b <= last]
            dots = ("…" if first > sentence.start else "", "…" if last < sentence.end else "")
            return Quotation(start, list(_pieces(printable(text), first, last, marks, dots)))
    return None


def _cut(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the characters around a mention that are quoted of its sentence."""
    first, last = sentence.start, sentence.end
    if last - first > _MOST:
        first = min(max(first, (start + end - _MOST) // 2), last - _MOST)
        last = first + _MOST
    return first, last


def _pieces(
    text: str, first: int, last: int, marks: Sequence[tuple[int, int]], cut: tuple[str, str]
) -> Iterable[tuple[str, bool]]:
    """Yield the stretch in pieces, marked and not, with … where it was cut."""
    at = first
    yield cut[0], False
    for start, end in marks:
        if start < at:
            continue
        yield text[at:start], False
        yield text[start:end], True
        at = end
    yield text[at:last] + cut[1], False
