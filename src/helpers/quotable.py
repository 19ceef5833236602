"""What may be quoted of a text that is not published: about a quarter of it, always the same pieces, and a few characters elsewhere."""

import re
from functools import lru_cache
from hashlib import blake2b

from helpers.script import to_simplified
from helpers.sentences import Sentence, find_sentence

__all__ = [
    "FEW",
    "MOST_OF_PIECE",
    "SHARE",
    "Pieces",
    "bound_quotation",
    "find_piece",
    "find_quotable",
    "list_quotable",
    "quote_passage",
    "quote_sentence",
]

SHARE = 0.25  # of a text, in the pieces that may be quoted of it
MOST_OF_PIECE = 60  # characters
FEW = 12  # characters around a mention in any other place
_OF_SHORT = 0.5  # of a text so short that a quarter is less than a piece
# A sentence, and of a longer one as much as ends at a comma.
_PIECE = re.compile(
    rf"[^。！？；\n]{{0,{MOST_OF_PIECE - 2}}}(?:[。！？；][”’」』）)]?|[，、：]|(?=\n|\Z))|[^。！？；\n]{{1,{MOST_OF_PIECE}}}|\n"
)
_NO_LETTER = re.compile(r"[\W_]+")

Pieces = tuple[tuple[int, int], ...]
"""Where each piece of a text begins and ends, in their order."""


def quote_sentence(text: str, start: int, end: int, *, whole: bool) -> Sentence:
    """Return the sentence around text[start:end] (`find_sentence`); without `whole`, `words` has no more than may be quoted of it.

    That is the piece that holds the mention, if it may be quoted, else 12 characters, or the mention alone if it is longer.
    """
    sentence = find_sentence(text, start, end)
    if whole:
        return sentence
    low, high = bound_quotation(text, start, end)
    before, after = "…" if low > sentence.start else "", "…" if high < sentence.end else ""
    return sentence._replace(words=f"{before}{text[low:high]}{after}", at=len(before) + start - low)


def bound_quotation(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the words lie that may be quoted around text[start:end] of an unpublished text: a piece, or a few characters."""
    if piece := find_quotable(text, start, end):
        return piece
    sentence = find_sentence(text, start, end)
    length = min(max(FEW, end - start), sentence.end - sentence.start)
    low = min(max(sentence.start, (start + end - length) // 2), sentence.end - length)
    return low, low + length


def find_quotable(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where the piece lies that holds text[start:end], none where no such piece may be quoted of an unpublished text."""
    return find_piece(list_quotable(text), start, end)


def find_piece(pieces: Pieces, start: int, end: int) -> tuple[int, int] | None:
    """Return the one of a text's quotable pieces that holds text[start:end], None where none does."""
    return next((piece for piece in pieces if piece[0] <= start < piece[1] and end <= piece[1]), None)


def quote_passage(text: str, start: int, end: int) -> str | None:
    """Return the first piece of text[start:end] that may be quoted of an unpublished text, None where it has none."""
    for low, high in list_quotable(text):
        if start <= low and high <= end:
            return f"{'…' if low > start else ''}{text[low:high]}{'…' if high < end else ''}"
    return None


@lru_cache(maxsize=512)
def list_quotable(text: str) -> Pieces:
    """Return where the pieces lie that may be quoted of an unpublished text.

    They are chosen by their own words, so that each page takes the same, and of each reprint the same: in the order of
    their hashes, as far as they fit into a quarter of the text, or into 60 characters and half of a short one.
    """
    left = max(SHARE * len(text), min(MOST_OF_PIECE, _OF_SHORT * len(text)))
    chosen = []
    for _, start, end in sorted(_pieces(text)):
        if end - start <= left:
            chosen.append((start, end))
            left -= end - start
    return tuple(sorted(chosen))


def _pieces(text: str) -> list[tuple[bytes, int, int]]:
    """Return each piece of a text that has letters: the hash of its words, where it begins and where it ends."""
    searched = to_simplified(text)
    pieces = []
    for match in _PIECE.finditer(text):
        words = match.group().strip()
        start = text.index(words, match.start())
        end = start + len(words)
        if letters := _NO_LETTER.sub("", searched[start:end]):
            pieces.append(
                (blake2b(letters.encode(errors="surrogatepass"), digest_size=8).digest(), start, end)
            )
    return pieces
