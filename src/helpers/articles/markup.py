"""Source text → lines as a reader sees them, each piece of a line knowing its place in the source."""

import re
from collections.abc import Iterator

from helpers.articles.lines import BLANK, Block, Image, Line, Piece
from helpers.articles.page_markup import read_html
from helpers.document import Form

__all__ = ["BLANK", "Block", "Image", "Line", "Piece", "read_lines"]


def read_lines(text: str, form: Form) -> tuple[list[Line], list[Image]]:
    """Return the visible lines of a source text in order, and the images it shows.

    Everything of the source that is in no piece is markup or white space. Blank lines are not returned
    but counted in `blank_before`.
    """
    if form == "html":
        return read_html(text)
    lines, blank = [], 0
    for start, end in _line_ends(text):
        line = (
            _markdown_line(text, start, end)
            if form == "markdown"
            else Line([Piece(start, end, text[start:end])])
        )
        if line.text:
            line.blank_before, blank = blank, 0
            lines.append(line)
        else:
            blank += 1
    return lines, []


def _line_ends(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in re.finditer(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


_MD_QUOTE = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")
_MD_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+")
_MD_MARKS = re.compile(
    r"(?P<strong>\*\*|__)|(?P<image>!\[(?P<alt>[^\]\n]{0,200})\]\([^()\n]{0,500}\))"
    r"|(?P<link>\[(?P<label>[^\]\n]{1,200})\]\([^()\n]{0,500}\))|\\(?P<literal>[\\`*_{}\[\]()#+.!>-])"
)


def _markdown_line(text: str, start: int, end: int) -> Line:
    """Return one line of Markdown without its marks; a line of marks alone (`---`, `***`) keeps them."""
    quote = _MD_QUOTE.match(text, start, end)
    start = quote.end() if quote else start
    heading = _MD_HEADING.match(text, start, end)
    at = heading.end() if heading else start
    pieces = []
    if re.fullmatch(r"[\s*_-]+", text[start:end]):
        pieces.append(Piece(start, end, text[start:end]))
        at = end
    for mark in _MD_MARKS.finditer(text, at, end):
        pieces.append(Piece(at, mark.start(), text[at : mark.start()]))
        if mark["link"]:
            pieces.append(Piece(mark.start("label"), mark.end("label"), mark["label"]))
        elif mark["literal"]:
            pieces.append(Piece(mark.start("literal"), mark.end(), mark["literal"]))
        at = mark.end()
    pieces.append(Piece(at, end, text[at:end]))
    return Line([p for p in pieces if p.text], heading=len(heading[1]) if heading else 0)
