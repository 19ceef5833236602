"""Source text → lines as a reader sees them, each piece of a line knowing its place in the source."""

import html
import re
from collections.abc import Iterable, Iterator

from helpers.articles.escaped_tags import unescape_tags
from helpers.articles.lines import BLANK, Block, Image, Line, Piece
from helpers.articles.page_markup import read_html
from helpers.articles.pages import indentation, unwrap
from helpers.document import Form

__all__ = ["BLANK", "Block", "Image", "Line", "Piece", "read_lines"]


def read_lines(text: str, form: Form) -> tuple[list[Line], list[Image]]:
    """Return the visible lines of a source text in order, and the images it shows.

    Everything of the source that is in no piece is markup or white space. Blank lines are not returned
    but counted in `blank_before`.
    """
    if form == "html":
        return read_html(unescape_tags(text))
    lines: list[Line] = []
    images: list[Image] = []
    blank = page = 0
    for start, end in _line_ends(text):
        page += text[start - 1 : start] == "\f"
        if form == "markdown":
            line = _markdown_line(text, start, end, images)
        else:
            line = Line(list(_unspaced(_decoded(text, start, end))))
        if line.text:
            line.blank_before, blank, line.page = blank, 0, page
            line.indent = indentation(text[start : line.pieces[0].start])
            lines.append(line)
        else:
            blank += 1
    return unwrap(lines) if form == "plain" else lines, images


_LINE_END = re.compile(
    r"[\n\r\x0b\x0c\x85\u2028\u2029](?:(?<=\r)\n)?"
)  # a set first, which is searched for fast


def _line_ends(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _LINE_END.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SPACED = re.compile(
    r"(?<=[\u3400-\u9fff，。、；：“”（）《》！？\d]) (?=[\u3400-\u9fff，。、；：“”（）《》！？\d])"
)
_LEAST_SPACED = 8  # 黄 伟 is a name
_SHARE_SPACED = 0.6  # of its Chinese characters that a blank follows
_MD_RULE = re.compile(r"[\s*_-]+")
_MD_QUOTE = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")
_MD_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+")
_MD_ROW = re.compile(r"[ \t]{0,3}[|].*[|][ \t]*")
_MD_EMPHASIS = re.compile(r"[ \t]*([*_])(?![\s*_])[^*_\n]+(?<![\s*_])\1[ \t]*")
_MD_MARKS = re.compile(
    r"(?P<strong>\*\*|__)|(?P<code>\{\{[<%].{0,500}?[>%]\}\}|<!--.{0,500}?-->|!\[\[[^\[\]]{0,200}\]\])|(?P<tag></?[a-zA-Z][^<>\n]{0,500}>)"
    r"|(?P<linked>\[!\[[^\]\n]{0,200}\]\([^()\n]{0,500}\)\]\([^()\n]{0,500}\))"
    r"|(?P<image>!\[(?P<alt>[^\]\n]{0,200})\]\((?P<source>[^()\s]{0,500})[^()\n]{0,200}\))"
    r"|(?P<link>\[(?P<label>[^\]\n]{1,200})\]\([^()\n]{0,500}\))|\\(?P<literal>[\\`*_{}\[\]()#+.!>-])"
)


def _decoded(text: str, start: int, end: int) -> Iterator[Piece]:
    """Yield the pieces of a stretch, its character references decoded; dumps of pages keep them in plain text."""
    for entity in _ENTITY.finditer(text, start, end) if text.find("&", start, end) >= 0 else ():
        yield Piece(start, entity.start(), text[start : entity.start()])
        yield Piece(entity.start(), entity.end(), html.unescape(entity[0]))
        start = entity.end()
    yield Piece(start, end, text[start:end])


def _unspaced(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces without the blanks that a scanner's reading put between the characters: 全 市 疫 情."""
    for piece in pieces:
        spaced = len(_SPACED.findall(piece.text)) if " " in piece.text else 0
        if (
            spaced < _LEAST_SPACED
            or spaced < _SHARE_SPACED * len(_HAN.findall(piece.text))
            or "&" in piece.text
        ):
            yield piece
            continue
        at = 0
        for blank in _SPACED.finditer(piece.text):
            yield Piece(piece.start + at, piece.start + blank.start(), piece.text[at : blank.start()])
            at = blank.end()
        yield Piece(piece.start + at, piece.end, piece.text[at:])


def _markdown_line(text: str, start: int, end: int, images: list[Image]) -> Line:
    """Return one line of Markdown without its marks; a line of marks alone (`---`, `***`) keeps them.

    Its pictures are added to `images`. HTML tags in it are marks, too.
    """
    quote = _MD_QUOTE.match(text, start, end)
    start = quote.end() if quote else start
    heading = _MD_HEADING.match(text, start, end)
    at = heading.end() if heading else start
    if _MD_RULE.fullmatch(text, start, end):
        return Line([Piece(start, end, text[start:end])])
    row = _MD_ROW.fullmatch(text, start, end) is not None
    if row:
        at, end = text.index("|", at) + 1, text.rindex("|", at, end)
    elif _MD_EMPHASIS.fullmatch(text, at, end):
        mark = text[at:end].strip(" \t")[0]
        at, end = text.index(mark, at) + 1, text.rindex(mark, at, end)
    pieces: list[Piece] = []
    linked = 0
    for found in _MD_MARKS.finditer(text, at, end):
        pieces.extend(_decoded(text, at, found.start()))
        if found["link"]:
            pieces.append(Piece(found.start("label"), found.end("label"), found["label"]))
            linked += len(found["label"])
        elif found["literal"]:
            pieces.append(Piece(found.start("literal"), found.end(), found["literal"]))
        elif found["image"]:
            name = found["source"].rsplit("/", 1)[-1]
            images.append(Image(found.end("source") - len(name), name))
        at = found.end()
    pieces.extend(_decoded(text, at, end))
    line = Line([p for p in pieces if p.text], heading=len(heading[1]) if heading else 0, table=row)
    line.linked = min(1.0, linked / len(line.text)) if line.text else 0.0
    return line
