"""The blocks of a page: how much prose each holds, and which of them are furniture by their names."""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from helpers.articles.lines import Block, Line

__all__ = ["Blocks", "Sums", "chain", "is_body_name"]

# Blocks that are one paragraph, or only hold the parts of another.
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "center", "pre", "tbody", "thead", "tr",
                         "figure", "figcaption", "address", "legend"))  # fmt: skip
_BODY_NAMES = re.compile(
    r"(?:content|article|artibody|detail|main|zoom|trs_|editor|news|text|txt|body|post|entry|neirong|zhengwen|story"
    r"|(?:^|[\s_-])(?:con|cont|nr|wz|art|bd|wen|info|read|view|show)(?:$|[\s_-]))"
)
_SURE_BODY = re.compile(
    r"artical|artibody|article_?-?(?:content|body|text|main)|contenttext|maintext|newstext|news_?-?content|zhengwen|neirong"
    r"|trs_editor|endtext|(?:^|\s)(?:zoom|content|js_content|ucap-content)(?:$|\s)"
)
# Names of blocks beside the article: the rule that the ledger shows; names that mean it wherever they stand; names
# that a block with most of a page's prose may bear, too.
_FURNITURE = (
    (
        "comments",
        re.compile(
            r"comm?ent(?!ary)|pinglun|gentie|changyan|(?:sohu|so)cs|disqus"
            r"|(?:^|[\s_-])(?:reply|replies|guestbook|liuyan|feedback|cmt)(?:$|[\s_\d-]|list|box|wrap|area|item)"
        ),
        re.compile(r"(?:^|[\s_-])(?:pl|tie|message|discuss)(?:$|[\s_\d-]|list|box|wrap|area)"),
    ),
    (
        "related",
        re.compile(
            r"relat(?:ed|ion|e(?:$|[\s_\d-]))|xiangguan|recomm?end|tuijian|paihang|(?:news|top|hot)[_-]?rank|rank(?:ing)?(?:$|[\s_\d-]|list)"
            r"|hot[_-]?(?:news|list|article)|prev(?:ious)?[_-]?next|pagination|fanye"
        ),
        re.compile(
            r"(?:^|[\s_-])(?:xg|about|more|tj|rec|guess|like|feed|hot|phb|prev|next|pager?|paging)(?:$|[\s_\d-])"
        ),
    ),
    (
        "region:named",
        re.compile(
            r"foot(?!age|ball)|copyr|banquan|fenxiang|sidebar|guanggao|breadcrumb|mzsm|bdshare|jiathis"
        ),
        re.compile(
            r"(?:^|[\s_-])(?:nav|menu|crumbs?|position|location|bottom|side|aside|qrcode|ewm|erweima|toolbar|tools?|login|"
            r"search|banner|adverts?|ads?|gg|topbar|links?|friendlink|tags?|keywords?|app|download|weixin|wechat|client|"
            r"editor-?info|bianji|zrbj|statement|declare|disclaimer|mianze|shengming|subscribe|author-?(?:info|card|intro)|"
            r"popup|modal|dialog|tips?|qr)(?:$|[\s_\d-])|share|advert|(?:^|[\s_-])(?:col-?)?(?:right|sider?)(?:$|[\s_\d-]|bar|box|con)"
            r"|[_-](?:right|side)(?:$|[\s_\d-])"
        ),
    ),
)
_REMEMBERED = 4096  # names of blocks, which a site's pages repeat
_MOST = 0.6  # of a page's prose


@dataclass(slots=True)
class Sums:
    """What the lines in a block add up to, and the first and last of them.

    `prose` is the running text in characters, that of furniture inside counting a tenth; `raw` counts it in
    full; `words` are all characters, `linked` those in links; `n_prose` and `n_teasers` count paragraphs, and
    summaries of other pages.
    """

    prose: float = 0.0
    raw: float = 0.0
    words: float = 0.0
    linked: float = 0.0
    n_prose: int = 0
    n_teasers: int = 0
    first: int = -1
    last: int = -1
    children: list[Block] = field(default_factory=list)


class Blocks:
    """The blocks of one page that hold lines, each with its sums."""

    def __init__(self, lines: Sequence[Line], prose: Sequence[float | None], teasers: Sequence[bool]) -> None:
        """Add up the lines; one without a number of characters of prose is none of the page's."""
        self.sums: dict[Block, Sums] = {}
        self._names: dict[Block, str] = {}
        for i, (line, chars, teaser) in enumerate(zip(lines, prose, teasers, strict=True)):
            if chars is None or line.block is None:
                continue
            own = self._sums(line.block, i)
            own.raw += chars
            own.words += len(line.text)
            own.linked += len(line.text) * line.linked
            own.n_prose += chars >= 10
            own.n_teasers += teaser
            own.last = i
        upwards = sorted(self.sums, key=lambda block: -block.depth)
        for block in upwards:
            own = self.sums[block]
            own.prose = own.raw - sum(self.sums[child].raw for child in own.children)
            if block.parent is not None:
                outer = self.sums[block.parent]
                outer.raw += own.raw
                outer.words += own.words
                outer.linked += own.linked
                outer.n_prose += own.n_prose
                outer.n_teasers += own.n_teasers
                outer.first = min(outer.first, own.first)
                outer.last = max(outer.last, own.last)
        for block in upwards:
            if block.parent is not None:
                self.sums[block.parent].prose += self.sums[block].prose * (0.1 if self.name(block) else 1.0)

    def _sums(self, block: Block, i: int) -> Sums:
        """Return a block's sums, which begin with line i, and make those of the blocks around it."""
        known = self.sums.get(block)
        if known is not None:
            return known
        found = self.sums[block] = Sums(first=i, last=i)
        inner = block
        while inner.parent is not None:
            outer = self.sums.get(inner.parent)
            if outer is not None:
                outer.children.append(inner)
                break
            self.sums[inner.parent] = Sums(first=i, last=i, children=[inner])
            inner = inner.parent
        return found

    def name(self, block: Block) -> str:
        """Return the rule by which a block is furniture, for its own tag and names, or ""."""
        if block not in self._names:
            found = ""
            if block.tag in ("nav", "footer", "aside"):
                found = f"region:{block.tag}"
            elif block.names and block.tag not in ("body", "html"):
                found = self._by_names(block)
            self._names[block] = found
        return self._names[block]

    def _by_names(self, block: Block) -> str:
        for rule, is_sure in _furniture_by(block.names):
            if is_sure:
                return rule
            if not _SURE_BODY.search(block.names):
                page = next((outer for outer in chain(block) if outer.parent is None), block)
                own, all_ = self.sums.get(block), self.sums.get(page)
                if own is None or all_ is None or own.raw < _MOST * all_.raw:
                    return rule
        return ""

    def host(self, line: Line) -> Block:
        """Return the block whose paragraph a line is: the first around it that holds more than this line."""
        block = line.block
        assert block is not None  # a line of a page
        while block.parent is not None and (
            block.tag in _PARAGRAPHS or self.sums[block].first == self.sums[block].last
        ):
            block = block.parent
        return block


def chain(block: Block | None) -> Iterator[Block]:
    """Yield a block and all blocks around it, the innermost first."""
    while block is not None:
        yield block
        block = block.parent


@functools.lru_cache(maxsize=_REMEMBERED)
def _furniture_by(names: str) -> tuple[tuple[str, bool], ...]:
    """Return the rules by which a block of these names may be furniture, in order, and whether they are sure."""
    return tuple(
        (rule, sure.search(names) is not None)
        for rule, sure, likely in _FURNITURE
        if sure.search(names) or likely.search(names)
    )


@functools.lru_cache(maxsize=_REMEMBERED)
def is_body_name(names: str) -> bool:
    """Tell whether the names of a block are those that makers of pages give to the main text."""
    return _BODY_NAMES.search(names) is not None
