"""HTML → lines as a reader sees them, in one pass that no malformed markup can stop or slow down."""

import functools
import html
import re
from typing import NamedTuple

from helpers.articles.lines import Block, Image, Line, Piece
from helpers.articles.table_rows import Table, join_rows

__all__ = ["read_html"]

_TOKENS = (
    r"<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9:]*)"
    # Quotes that hold no tag; quotes that do, if the whole tag is well formed; anything up to the next bracket.
    r"(?P<attributes>(?>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+(?=>))"
    r"|(?:[\s/]*+[^\s<>\"'=/]{1,80}+(?:\s*+=\s*+(?:\"[^\"]{0,4000}+\"|'[^']{0,4000}+'|[^\s\"'<>]{1,4000}+))?+){1,40}+\s*+/?(?=>)"
    r"|[^<>]*+)>"
    r"|<!--|<!\[CDATA\[|\]\]>|<[!?][^<>]*>"
    r"|&(?:#[0-9]{1,36}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?"
)
# Each alternative begins with one character, so that the text between is passed over fast.
_TOKEN = re.compile(_TOKENS + r"|\r\n|\r|\n")
_PAGE_TOKEN = re.compile(_TOKENS + r"|\r\s*+|\n\s*+")  # with the indent of the next line
_COMMENT_END = re.compile(r"--!?>")
# Elements whose content is no text of the page. Only of the first two may the end be missing.
_CODE = ("script", "style")
_RAW = frozenset((*_CODE, "noscript", "iframe", "svg", "template", "textarea", "select", "object", "noframes", "video",
                  "audio", "canvas", "datalist"))  # fmt: skip
_RAW_STARTS = {tag: re.compile(rf"<{tag}\b", re.IGNORECASE) for tag in _RAW}
_RAW_ENDS = {tag: re.compile(rf"</{tag}\s*>", re.IGNORECASE) for tag in _RAW}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "div", "dl", "dt", "fieldset",
     "figcaption", "figure", "footer", "form", *_HEADINGS, "head", "header", "hr", "html", "legend",
     "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
     "thead", "title", "tr", "ul")
)  # fmt: skip
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)  # fmt: skip
# An element of the first kind ends one of the second that stands open, but none outside the third.
_ENDS = {
    "li": (("li",), ("ul", "ol", "td", "th", "table")),
    "dd": (("dd", "dt"), ("dl", "td", "th", "table")),
    "dt": (("dd", "dt"), ("dl", "td", "th", "table")),
    "td": (("td", "th"), ("tr", "table")),
    "th": (("td", "th"), ("tr", "table")),
    "tr": (("tr",), ("table",)),
    "rt": (("rt", "rp"), ("ruby",)),
    "rp": (("rt", "rp"), ("ruby",)),
}
_TABLE_PARTS = ("tr", "td", "th", "tbody", "thead", "tfoot")
_CELL_WALLS = ("td", "th", "table")
_LOOK_BACK = 100  # open elements searched for the one that a tag closes
_DEEPEST = 100  # blocks within blocks that are told apart
_MOST_OPEN = 5000
_LONGEST_LINK = 300  # characters; what goes on longer is a link that nothing closes

_REGION_TAGS = frozenset(("nav", "header", "footer", "aside", "form", "button", "title"))
_CONTENT_TAGS = frozenset(("article", "main", "section"))  # a header in one of them is the article's own
_REGION_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|crumbs?|breadcrumbs?|position|location|foot|footer|bottom|copyright|sidebar|side|share|"
    r"related|relate|recommend|hot|rank|comments?|qrcode|ewm|toolbar|tools|login|search|banner|advert|ads?|pages?|"
    r"topbar|links?|friendlink)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?<![\w-])(?:class|id)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_HIDDEN = re.compile(
    r"style\s*=\s*[\"']?[^\"'>]{0,300}?(?:display\s*:\s*none|visibility\s*:\s*hidden)|(?<![\w-])hidden(?=\s*(?:/?\Z|[\s=]))(?!\s*=\s*[\"']?false)"
    r"|aria-hidden\s*=\s*[\"']?true",
    re.IGNORECASE,
)
_MAY_HIDE = re.compile(r"hidden|none", re.IGNORECASE)  # quicker than the pattern above
_LINK = re.compile(r"(?<![\w-])href\s*=", re.IGNORECASE)
_ANCHOR = re.compile(r"(?<![\w-])(?:name|id)\s*=", re.IGNORECASE)  # a place to jump to, without href no link
_SELF_CLOSING = re.compile(r"(?:^|[\s\"'])/\Z")  # the slash of href=/ is the attribute's value
_NO_WORDS = re.compile(r"[\d\W_年月日]+")  # a date beside a link makes it no less a link
_SOURCE = re.compile(r"\b(?:src|oldsrc|data-src)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_REMEMBERED = 4096  # attributes of tags; a site's pages repeat them
_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff\xad]+")


class _Context(NamedTuple):
    """What the elements that stand open say of the text in them."""

    block: Block | None = None
    region: str = ""
    hidden: bool = False
    linked: bool = False
    pre: bool = False
    heading: int = 0
    in_block: bool = False
    in_content: bool = False
    table: Table | None = None


class _Said(NamedTuple):
    """What an element's attributes say: its class and id in lower case, whether they name a region beside the text,
    whether it is hidden, and whether it is a link where it is an <a>."""

    names: str
    named: bool
    hidden: bool
    linked: bool


@functools.lru_cache(maxsize=_REMEMBERED)
def _read_attributes(attributes: str) -> _Said:
    names = " ".join("".join(groups) for groups in _NAMED.findall(attributes))
    return _Said(
        names.lower(),
        _REGION_NAMES.search(names) is not None,
        _MAY_HIDE.search(attributes) is not None and _HIDDEN.search(attributes) is not None,
        _LINK.search(attributes) is not None or not _ANCHOR.search(attributes),
    )


def read_html(text: str) -> tuple[list[Line], list[Image]]:
    """Return the lines of a page, or of a dump of fragments between lines of plain text, and its images.

    Only the lines of a page know their block. What the page hides is a line of its own.
    """
    return _Html(text).read()


class _Html:
    """One pass over an HTML source."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.whole_page = re.search(r"<(?:html|body|!doctype)\b", text[:5000], re.IGNORECASE) is not None
        self.lines: list[Line] = []
        self.images: list[Image] = []
        self.pieces: list[Piece] = []
        self.aside: list[Piece] = []  # what the page hides within the line
        self.blank = 0
        self.base = _Context(block=Block("page") if self.whole_page else None)
        self.open: list[tuple[str, _Context]] = []
        self.here = self.base
        self.linked: list[str] = []
        self.link_room = _LONGEST_LINK  # what may still be of the open link
        self.stray = Table()  # of rows outside any table
        self.cells: list[tuple[Table, int, int] | None] = []  # of each line
        self.ends: dict[str, int] = {}  # where the next end tag of an element stands
        self.page_ended = False

    def read(self) -> tuple[list[Line], list[Image]]:
        """Return the lines and images of the page."""
        at = 0
        pattern = _PAGE_TOKEN if self.whole_page else _TOKEN
        while token := pattern.search(self.text, at):
            self._add(at, token.start())
            at = token.end()
            if token.lastgroup:
                at = self._tag(token)
            elif token[0][0] in "\r\n":
                self._newline(token.start(), at)
            elif token[0] == "<!--":
                at = self._past_comment(at)
            elif token[0].startswith("&"):
                self._entity(token.start(), at)
        self._add(at, len(self.text))
        self._end_line()
        return join_rows(self.lines, self.cells), self.images

    def _add(self, start: int, end: int) -> None:
        if start >= end:
            return
        words = self.text[start:end]
        pieces = self.aside if self.here.hidden else self.pieces
        if not pieces and words.isspace():
            return
        if self.here.linked and not self.here.hidden and self.link_room > 0:
            self.linked.append(words)
            self.link_room -= end - start
        if not _ZERO_WIDTH.search(words):
            pieces.append(Piece(start, end, words))
            return
        at = 0
        for mark in _ZERO_WIDTH.finditer(words):
            if at < mark.start():
                pieces.append(Piece(start + at, start + mark.start(), words[at : mark.start()]))
            at = mark.end()
        if at < len(words):
            pieces.append(Piece(start + at, end, words[at:]))

    def _entity(self, start: int, end: int) -> None:
        decoded = _ZERO_WIDTH.sub("", html.unescape(self.text[start:end]))
        (self.aside if self.here.hidden else self.pieces).append(Piece(start, end, decoded))
        if self.here.linked and not self.here.hidden and self.link_room > 0:
            self.linked.append(decoded)

    def _past_comment(self, at: int) -> int:
        """Return where a comment ends; one without an end is cut at its first bracket, so that it hides no text."""
        if self.text.startswith((">", "->"), at):
            return self.text.index(">", at) + 1
        end = self._next_end("!", _COMMENT_END, at)
        if end is None:
            end = self.text.find(">", at)
            return end + 1 if end >= 0 else len(self.text)
        found = _COMMENT_END.match(self.text, end)
        return found.end() if found else end

    def _next_end(self, name: str, pattern: re.Pattern[str], at: int) -> int | None:
        """Return where the pattern next matches; each stretch of the text is searched but once."""
        known = self.ends.get(name, -1)
        if known < at and known != len(self.text):
            found = pattern.search(self.text, at)
            known = self.ends[name] = found.start() if found else len(self.text)
        return known if known < len(self.text) else None

    def _newline(self, start: int, end: int) -> None:
        """A newline ends a line of plain text in a dump, and in <pre>; elsewhere it is a blank."""
        if self.here.pre:
            self._end_line()
        elif self.whole_page or self.here.in_block:
            if self.pieces and self.pieces[-1].text.isascii():
                self.pieces.append(Piece(start, end, " "))
        else:
            if not self.pieces:
                self.blank += 1
            self._end_line()

    def _tag(self, token: re.Match[str]) -> int:
        """Take in one tag, and return where the text goes on: for some elements, past their content."""
        close, tag, attributes = token.groups()
        tag, closing = tag.lower(), bool(close)
        if tag in _RAW:
            return token.end() if closing else self._past_content(tag, token.end(), attributes)
        if tag in _BLOCKS:
            self._end_line(int(tag[1]) if closing and tag in _HEADINGS else 0)
        if tag == "img":
            for source in _SOURCE.finditer(attributes):
                name = source[1].rsplit("/", 1)[-1]
                self.images.append(Image(token.start("attributes") + source.end(1) - len(name), name))
        if closing:
            self.page_ended = self.page_ended or tag == "html"
            if tag not in ("html", "body"):
                self._close(tag)
        elif tag not in _VOID and not (attributes.endswith("/") and _SELF_CLOSING.search(attributes)):
            self._open(tag, attributes)
        self.here = self.open[-1][1] if self.open else self.base
        return token.end()

    def _past_content(self, tag: str, at: int, attributes: str) -> int:
        end = self._next_end(tag, _RAW_ENDS[tag], at)
        if _SELF_CLOSING.search(attributes) and tag not in _CODE:
            return at
        if end is None:
            return len(self.text) if tag in _CODE else at
        if tag not in _CODE and _RAW_STARTS[tag].search(self.text, at, end):
            return at  # the end is another one's: this one has none, and must not swallow what stands between
        return self.text.index(">", end) + 1

    def _open(self, tag: str, attributes: str) -> None:
        if tag == "html" and self.page_ended:
            # The next page of several in one file.
            self.open, self.base, self.page_ended = [], _Context(block=Block("page")), False
        self._imply_ends(tag)
        if tag == "a":
            self.link_room = _LONGEST_LINK
        outer = self.open[-1][1] if self.open else self.base
        if attributes or tag in _BLOCKS or tag in ("a", "button", "rt", "rp"):
            outer = self._within(tag, attributes, outer)
        self.open.append((tag, outer))
        if len(self.open) > _MOST_OPEN:
            del self.open[: _MOST_OPEN // 2]

    def _within(self, tag: str, attributes: str, outer: _Context) -> _Context:
        """Return what is true of the text in an element."""
        is_block = tag in _BLOCKS
        said = _read_attributes(attributes)
        hidden = outer.hidden or tag in ("rt", "rp") or said.hidden
        linked = outer.linked or (tag == "a" and said.linked)
        region = outer.region
        if not region:
            if tag in _REGION_TAGS and not (tag == "header" and outer.in_content):
                region = tag
            elif tag not in ("html", "body") and said.named:
                region = "named"
        block, table = outer.block, outer.table
        if is_block:
            if block is not None and block.depth < _DEEPEST:
                block = Block(tag, said.names, block, hidden, block.depth + 1)
            if tag == "table":
                if table is not None:
                    table.nests = True
                table = Table()
            elif tag in _TABLE_PARTS:
                table = table or self.stray
                table.step(tag)
        elif hidden == outer.hidden and linked == outer.linked and region == outer.region:
            return outer
        return _Context(
            block, region, hidden, linked, outer.pre or tag == "pre",
            int(tag[1]) if tag in _HEADINGS else outer.heading,
            outer.in_block or is_block, outer.in_content or tag in _CONTENT_TAGS, table,
        )  # fmt: skip

    def _imply_ends(self, tag: str) -> None:
        """Close what the page leaves open: a new paragraph ends the last, a new cell the one before it."""
        if tag == "a":
            for i in range(len(self.open) - 1, max(len(self.open) - _LOOK_BACK, -1), -1):
                if self.open[i][0] == "a":
                    del self.open[i]
                    return
                if self.open[i][0] in _BLOCKS:
                    return
        if tag in _BLOCKS and tag != "table":
            for i in range(len(self.open) - 1, max(len(self.open) - _LOOK_BACK, -1), -1):
                if self.open[i][0] in _BLOCKS:
                    if self.open[i][0] == "p" or (
                        self.open[i][0] in _HEADINGS and tag in (*_HEADINGS, "p", "ul")
                    ):
                        del self.open[i:]
                    break
        if tag in _ENDS:
            ended, walls = _ENDS[tag]
            for i in range(len(self.open) - 1, max(len(self.open) - _LOOK_BACK, -1), -1):
                if self.open[i][0] in ended:
                    del self.open[i:]
                    return
                if self.open[i][0] in walls:
                    return

    def _close(self, tag: str) -> None:
        """Close the innermost open element of that name; a stray end tag closes nothing around it."""
        inline = True  # whether only inline elements stand between
        for i in range(len(self.open) - 1, max(len(self.open) - _LOOK_BACK, -1), -1):
            name = self.open[i][0]
            if name == tag:
                if inline or tag in _BLOCKS:
                    del self.open[i:]
                else:
                    del self.open[i]
                return
            inline = inline and name not in _BLOCKS
            if (tag == "p" and not inline) or (tag == "li" and name in ("ul", "ol")):
                return
            if tag != "table" and (name == "table" or (name in _CELL_WALLS and tag not in _TABLE_PARTS)):
                return

    def _end_line(self, heading: int = 0) -> None:
        here = self.here
        if self.pieces:
            line = Line(
                self.pieces, heading=heading or here.heading, blank_before=self.blank,
                tagged=bool(self.open) or heading > 0, region=here.region, block=here.block,
            )  # fmt: skip
            if line.text:
                line.linked = self._share_linked(line.text)
                self._keep(line)
                self.blank = 0
            self.pieces, self.linked = [], []
        if self.aside:
            line = Line(self.aside, tagged=True, region=here.region, hidden=True, block=here.block)
            if line.text:
                line.heading = here.heading
                self._keep(line)
            self.aside = []

    def _keep(self, line: Line) -> None:
        table = self.here.table
        self.lines.append(line)
        self.cells.append((table, table.row, table.cell) if table is not None and table.row else None)

    def _share_linked(self, text: str) -> float:
        """Return the share of the line's words that are links; of all its characters where it has no words."""
        if not self.linked:
            return 0.0
        linked = "".join(self.linked)
        words = len(_NO_WORDS.sub("", text))
        return min(1.0, len(_NO_WORDS.sub("", linked)) / words if words else len(linked) / len(text))
