"""Sentences of articles as they may be quoted: with the words marked, and short where texts are not published."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from helpers.sentences import find_sentence
from helpers.site.evidence.marks import printable

__all__ = ["Quotation", "Quotations"]

# What may be shown of a text that is not published: so many of its characters in all, and at most half of a short one.
_SHARE, _LEAST = 0.2, 60


class Quotation(NamedTuple):
    """A quotation as pieces of text, each with whether it is marked, and where its first mark stands in the article."""

    at: int
    pieces: list[tuple[str, bool]]


class Quotations:
    """What the book quotes of its articles; without `whole`, only so much of each that its text stays unpublished."""

    def __init__(self, *, whole: bool) -> None:
        """Begin with nothing quoted."""
        self.whole = whole
        self._shown: dict[str, set[int]] = {}

    def quote(
        self, article_id: str, text: str, found: Sequence[tuple[int, int]], most: int
    ) -> Quotation | None:
        """Return the sentence around the first of `found` (stretches of it, in order), each marked.

        At most `most` characters of it are quoted. Without `whole`, None is returned where that would show too much of
        the text.
        """
        start, end = found[0]
        sentence = find_sentence(text, start, end)
        first, last = sentence.start, sentence.end
        if last - first > most:
            first = min(max(first, (start + end - most) // 2), last - most)
            last = first + most
        if not self.whole and not self._may_show(article_id, text, range(first, last)):
            return None
        marks = [(a, b) for a, b in found if first <= a and b <= last]
        cut = ("…" if first > sentence.start else "", "…" if last < sentence.end else "")
        return Quotation(start, list(_pieces(printable(text), first, last, marks, cut)))

    def _may_show(self, article_id: str, text: str, characters: range) -> bool:
        most = max(_SHARE * len(text), min(_LEAST, len(text) / 2))
        shown = self._shown.get(article_id, set()).union(characters)
        if len(shown) > most:
            return False
        self._shown[article_id] = shown
        return True


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
