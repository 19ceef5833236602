"""A visible line of a document, the pieces of the source it is made of, and where on a page it stands."""

from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["BLANK", "Block", "Image", "Line", "Piece", "trim"]

# White space of every kind that pages are indented with, zero-width marks included.
BLANK = " \t\r\n\f\v\x1c\x1d\x1e\x1f\x85\xa0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" \
        "\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"  # fmt: skip


class Piece(NamedTuple):
    """A stretch of visible text and where it stands in the source; an entity differs from its source, and so
    does the tab that keeps two cells of a table apart."""

    start: int
    end: int
    text: str


class Image(NamedTuple):
    """The source of a picture on the page, and where that stands."""

    start: int
    name: str


@dataclass(slots=True, eq=False)
class Block:
    """An element of a whole page that holds lines: its tag, its class and id in lower case, what it stands in.

    `hidden` says that the page doesn't show it. The block without a parent is the page.
    """

    tag: str
    names: str = ""
    parent: "Block | None" = None
    hidden: bool = False
    depth: int = 0


@dataclass(slots=True)
class Line:
    """One visible line or paragraph: its pieces, and what the markup says of it.

    `heading` is the level of a heading (0: none), `blank_before` the number of blank lines above,
    `tagged` whether it stands inside HTML elements, `linked` the share of its words that is links,
    `region` the page region (nav, footer ...) that surrounds it, `row` the number of the table row in which
    it fills a cell by itself (0: none). `table` says that it is a row of a data table, its cells parted by tabs,
    `hidden` that the page doesn't show it. `block` is the innermost block of a whole page (none elsewhere).
    `page` counts the form feeds before it, `indent` is the columns of white space that it began with.
    """

    pieces: list[Piece]
    heading: int = 0
    blank_before: int = 0
    tagged: bool = False
    linked: float = 0.0
    region: str = ""
    row: int = 0
    table: bool = False
    hidden: bool = False
    block: Block | None = None
    page: int = 0
    indent: int = 0
    text: str = field(init=False)

    def __post_init__(self) -> None:
        """Trim white space at both ends and join the pieces."""
        self.pieces = trim(self.pieces)
        self.text = (
            self.pieces[0].text if len(self.pieces) == 1 else "".join([piece.text for piece in self.pieces])
        )

    def cut(self, start: int, end: int) -> list[Piece]:
        """Return the pieces of text[start:end], cut at the ends; a decoded entity is never cut."""
        if start == 0 and end == len(self.text):
            return [piece for piece in self.pieces if piece.text]
        found, at = [], 0
        for piece in self.pieces:
            low, high = max(start - at, 0), min(end - at, len(piece.text))
            if low < high:
                if len(piece.text) == piece.end - piece.start:
                    found.append(Piece(piece.start + low, piece.start + high, piece.text[low:high]))
                else:
                    found.append(piece)
            at += len(piece.text)
        return found


def trim(pieces: list[Piece]) -> list[Piece]:
    """Drop white space at the start of the first piece and at the end of the last."""
    if len(pieces) == 1 and pieces[0].text[:1] not in BLANK and pieces[0].text[-1] not in BLANK:
        return pieces
    first, last = 0, len(pieces)
    while first < last and not pieces[first].text.strip(BLANK):
        first += 1
    while first < last and not pieces[last - 1].text.strip(BLANK):
        last -= 1
    pieces = pieces[first:last]
    if pieces:
        pieces[0] = _strip(pieces[0], left=True)
        pieces[-1] = _strip(pieces[-1], left=False)
    return pieces


def _strip(piece: Piece, *, left: bool) -> Piece:
    kept = piece.text.lstrip(BLANK) if left else piece.text.rstrip(BLANK)
    gone = len(piece.text) - len(kept)
    if not gone or len(piece.text) != piece.end - piece.start:
        return piece
    return Piece(piece.start + gone, piece.end, kept) if left else Piece(piece.start, piece.end - gone, kept)
