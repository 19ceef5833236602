"""Source text → lines as a reader sees them, each piece of a line knowing its place in the source."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from helpers.document import Form

__all__ = ["BLANK", "Image", "Line", "Piece", "read_lines"]

# White space of every kind that pages are indented with, zero-width marks included.
BLANK = " \t\r\n\f\v\x1c\x1d\x1e\x1f\x85\xa0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" \
        "\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of visible text and where it stands in the source; only an entity differs from its source."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """The source of a picture on the page, and where that stands."""

    start: int
    name: str


@dataclass(slots=True)
class Line:
    """One visible line or paragraph: its pieces, and what the markup says of it.

    `heading` is the level of a heading (0: none), `blank_before` the number of blank lines above,
    `tagged` whether it stands inside HTML elements, `linked` the share of its words that is links,
    `region` the page region (nav, footer ...) that surrounds it, `row` the number of the table row in which
    it fills a cell by itself (0: none).
    """

    pieces: list[Piece]
    heading: int = 0
    blank_before: int = 0
    tagged: bool = False
    linked: float = 0.0
    region: str = ""
    row: int = 0
    text: str = field(init=False)

    def __post_init__(self) -> None:
        """Trim white space at both ends and join the pieces."""
        self.pieces = _trim(self.pieces)
        self.text = "".join(piece.text for piece in self.pieces)

    def cut(self, start: int, end: int) -> list[Piece]:
        """Return the pieces of text[start:end], cut at the ends; a decoded entity is never cut."""
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


def read_lines(text: str, form: Form) -> tuple[list[Line], list[Image]]:
    """Return the visible lines of a source text in order, and the images it shows.

    Everything of the source that is in no piece is markup or white space. Blank lines are not returned
    but counted in `blank_before`.
    """
    if form == "html":
        return _Html(text).read()
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


def _trim(pieces: list[Piece]) -> list[Piece]:
    """Drop white space at the start of the first piece and at the end of the last."""
    while pieces and not pieces[0].text.strip(BLANK):
        pieces = pieces[1:]
    while pieces and not pieces[-1].text.strip(BLANK):
        pieces = pieces[:-1]
    if pieces:
        pieces = [*pieces]
        pieces[0] = _strip(pieces[0], left=True)
        pieces[-1] = _strip(pieces[-1], left=False)
    return pieces


def _strip(piece: Piece, *, left: bool) -> Piece:
    kept = piece.text.lstrip(BLANK) if left else piece.text.rstrip(BLANK)
    gone = len(piece.text) - len(kept)
    if not gone or len(piece.text) != piece.end - piece.start:
        return piece
    return Piece(piece.start + gone, piece.end, kept) if left else Piece(piece.start, piece.end - gone, kept)


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


_HTML_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|noscript|iframe|svg|template|textarea|select|object)\b[^<>]*+>.*?(?:</(?P=raw)\s*>|\Z)"
    r"|<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9:]*)"
    r"(?P<attributes>(?>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+(?=>))|[^<>]*+)>"
    r"|<[!?][^<>]*>"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?"
    r"|(?P<newline>\r\n|[\r\n])",
    re.DOTALL | re.IGNORECASE,
)
_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset",
     "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html",
     "li", "main", "nav", "ol", "option", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead",
     "title", "tr", "ul")
)  # fmt: skip
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)  # fmt: skip
_REGION_TAGS = frozenset(("nav", "header", "footer", "aside", "form", "button", "title"))
_CONTENT_TAGS = frozenset(("article", "main", "section"))  # a header in one of them is the article's own
_REGION_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|crumbs?|breadcrumbs?|position|location|foot|footer|bottom|copyright|sidebar|side|share|"
    r"related|relate|recommend|hot|rank|comments?|qrcode|ewm|toolbar|tools|login|search|banner|advert|ads?|pages?|"
    r"topbar|links?|friendlink)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\b(?:class|id)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_SELF_CLOSING = re.compile(r"(?:^|[\s\"'])/\Z")  # the slash of href=/ is the attribute's value
_NO_WORDS = re.compile(r"[\d\W_年月日]+")  # a date beside a link makes it no less a link
_SOURCE = re.compile(r"\b(?:src|oldsrc|data-src)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


class _Html:
    """One pass over an HTML source: a page, or a dump of fragments between lines of plain text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.whole_page = re.search(r"<(?:html|body|!doctype)\b", text[:5000], re.IGNORECASE) is not None
        self.lines: list[Line] = []
        self.images: list[Image] = []
        self.pieces: list[Piece] = []
        self.blank = 0
        self.open: list[tuple[str, str]] = []  # (tag, region that it opened or stands in)
        self.linked: list[str] = []
        self.rows = self.row = self.cell = 0  # rows so far, the row and cell that stand open
        self.cells: list[tuple[int, int]] = []  # of each line
        self.seen_tag = False

    def read(self) -> tuple[list[Line], list[Image]]:
        """Return the lines and images of the page."""
        at = 0
        for token in _HTML_TOKEN.finditer(self.text):
            self._add(at, token.start())
            at = token.end()
            if token["newline"]:
                self._newline(token.start(), token.end())
            elif token["tag"]:
                self._tag(
                    token["tag"].lower(), bool(token["close"]), token["attributes"], token.start("attributes")
                )
            elif token[0].startswith("&"):
                self._entity(token.start(), token.end())
            elif token["raw"]:
                self.seen_tag = True
        self._add(at, len(self.text))
        self._end_line()
        alone = Counter(self.cells)
        for line, cell in zip(self.lines, self.cells, strict=True):
            if alone[cell] == 1:
                line.row = cell[0]
        return self.lines, self.images

    def _add(self, start: int, end: int) -> None:
        if start < end:
            self.pieces.append(Piece(start, end, self.text[start:end]))
            if any(tag == "a" for tag, _ in self.open[-4:]):
                self.linked.append(self.text[start:end])

    def _entity(self, start: int, end: int) -> None:
        source = self.text[start:end]
        decoded = html.unescape(source)
        self.pieces.append(Piece(start, end, "" if decoded in ("\u200b", "\xad", "\ufeff") else decoded))

    def _newline(self, start: int, end: int) -> None:
        """A newline ends a line of plain text in a dump; inside an element and in a page it is a blank."""
        if self.whole_page or any(tag in _BLOCKS for tag, _ in self.open):
            if self.pieces and self.pieces[-1].text.isascii():
                self.pieces.append(Piece(start, end, " "[: end - start]))
        else:
            if not self.pieces:
                self.blank += 1
            self._end_line()

    def _tag(self, tag: str, closing: bool, attributes: str, at: int) -> None:
        heading = 0
        if tag in _BLOCKS:
            if closing and re.fullmatch(r"h[1-6]", tag):
                heading = int(tag[1])
            self._end_line(heading)
        self.seen_tag = True
        if tag == "tr" and not closing:
            self.rows += 1
            self.row = self.rows
        elif tag in ("tr", "table"):
            self.row = 0
        elif tag in ("td", "th"):
            self.cell += 1
        if tag == "img":
            for source in _SOURCE.finditer(attributes):
                name = source[1].rsplit("/", 1)[-1]
                self.images.append(Image(at + source.end(1) - len(name), name))
        if tag in _VOID or _SELF_CLOSING.search(attributes):
            return
        if not closing:
            region = self.open[-1][1] if self.open else ""
            if not region:
                named = " ".join("".join(groups) for groups in _NAMED.findall(attributes))
                own = tag == "header" and any(name in _CONTENT_TAGS for name, _ in self.open[-50:])
                if tag in _REGION_TAGS and not own:
                    region = tag
                elif tag not in ("html", "body") and _REGION_NAMES.search(named):
                    region = "named"
            # An element that nothing closes must not swallow the page: a new paragraph ends the last.
            if tag in ("p", "li", "td", "tr", "dd", "dt", "option"):
                self._close(tag, last_only=True)
            self.open.append((tag, region if tag != "p" or region else ""))
            if len(self.open) > 1000:
                del self.open[:500]
        else:
            self._close(tag, last_only=False)

    def _close(self, tag: str, *, last_only: bool) -> None:
        if last_only:
            if self.open and self.open[-1][0] == tag:
                self.open.pop()
            return
        for i in range(len(self.open) - 1, max(len(self.open) - 50, -1), -1):
            if self.open[i][0] == tag:
                del self.open[i:]
                return

    def _end_line(self, heading: int = 0) -> None:
        if not self.pieces:
            return
        tagged = bool(self.open) or heading > 0
        line = Line(self.pieces, heading=heading, blank_before=self.blank, tagged=tagged)
        if line.text:
            line.linked = self._share_linked(line.text)
            line.region = self.open[-1][1] if self.open else ""
            self.lines.append(line)
            self.cells.append((self.row, self.cell if self.row else 0))
            self.blank = 0
        self.pieces, self.linked = [], []

    def _share_linked(self, text: str) -> float:
        """Return the share of the line's words that are links; of all its characters where it has no words."""
        linked = "".join(self.linked)
        words = len(_NO_WORDS.sub("", text))
        return min(1.0, len(_NO_WORDS.sub("", linked)) / words if words else len(linked) / len(text))
