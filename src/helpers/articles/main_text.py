"""The main text of a whole page: which lines are its article, and which rule says of the others that they aren't.

Prose (words outside links, in sentences) is added up over the blocks of the page. The block whose own paragraphs
hold most of it is the body; blocks around it are taken in as long as they add text of the same kind. What stands
in the body stays, unless its links or names say that it is furniture; of what stands above, the headline and
what follows it.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from helpers.articles.lines import BLANK, Block, Line

__all__ = ["mark_furniture"]

_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "center", "pre", "tbody", "thead", "tr", "figure",
                         "figcaption", "address", "legend"))  # fmt: skip
_SENTENCE = re.compile(r"[。！？；…]|[，、：](?=.*[，。！？；、：])|[.!?](?:\s|\Z)")
_WORDS = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")
_BODY_NAMES = re.compile(
    r"(?:content|article|artibody|detail|main|zoom|trs_|editor|news|text|txt|body|post|entry|neirong|zhengwen|story"
    r"|(?:^|[\s_-])(?:con|cont|nr|wz|art|bd|wen|info|read|view|show)(?:$|[\s_-]))"
)
# Names of blocks that are beside the article, each with the rule that the ledger shows.
_FURNITURE = (
    ("comments", re.compile(r"comm?ent(?!ary)|pinglun|gentie|(?:^|[\s_-])(?:pl|tie|reply|replies|guestbook|liuyan|message|feedback|disqus|discuss)"
                            r"(?:$|[\s_\d-]|list|box|wrap|area)|changyan|(?:sohu|so)cs|(?:^|[\s_-])cmt")),
    ("related", re.compile(r"relat|xiangguan|(?:^|[\s_-])(?:xg|about|more)(?:$|[\s_-])|recomm?end|tuijian|(?:^|[\s_-])(?:tj|rec|guess|like|feed)(?:$|[\s_-])"
                           r"|(?:^|[\s_-])hot|hot(?:news|list|article)|(?:news|top|hot)[_-]?rank|rank(?:ing)?(?:$|[\s_-]|list)|paihang|phb|prev(?:ious)?[_-]?next|"
                           r"(?:^|[\s_-])(?:prev|next|pager?|paging|pagination|fanye)(?:$|[\s_-])")),
    ("region:named", re.compile(
        r"(?:^|[\s_-])(?:nav|menu|crumbs?|breadcrumbs?|position|location|bottom|sidebar|side|aside|qrcode|ewm|erweima|toolbar|tools?|login|"
        r"search|banner|adverts?|ads?|gg|topbar|links?|friendlink|tags?|keywords?|app|download|weixin|wechat|client|editor-?info|bianji|"
        r"zrbj|statement|declare|disclaimer|mianze|shengming|subscribe|author-?(?:info|card|intro)|popup|modal|dialog|tips?|qr)(?:$|[\s_\d-])"
        r"|foot(?!age)|copyr|banquan|share|fenxiang|sidebar|guanggao|advert|breadcrumb|mzsm|(?:^|[\s_-])(?:col-?)?(?:right|sider?)(?:$|[\s_\d-]|bar|box|con)|[_-](?:right|side)(?:$|[\s_\d-])")),
)  # fmt: skip
_LONGEST_PARAGRAPH = 2000  # a longer line is a store of words, not text to read
_SHORTEST_PARAGRAPH = 20
_SHORTEST_HEADLINE = 7
_LONGEST_TEASER = 300
_BELOW_HEADLINE = 12  # lines at most between a headline and the body
_BYLINE = re.compile(
    r"(?:19|20)\d{2}\s?[年/.-]\s?\d{1,2}|来\s*源|來\s*源|作\s*者|记\s*者|記\s*者|发布|發布|發佈|编辑"
)


@dataclass(slots=True)
class _Node:
    """What a block holds: the prose and the words of all its lines, and of its own paragraphs; which lines."""

    prose: float = 0.0
    words: float = 0.0
    linked: float = 0.0
    n_prose: int = 0
    n_teasers: int = 0
    first: int = 0
    last: int = 0
    children: list[Block] = field(default_factory=list)


def mark_furniture(lines: Sequence[Line], labelled: Sequence[bool]) -> list[str]:
    """Return for each line of an HTML source the rule that says it is no part of an article, or "".

    `labelled` tells which lines other rules claim as a whole. In a dump of fragments, and on a page without
    any prose, only regions and link lists are known.
    """
    rules = _regions(lines)
    pages: dict[Block, list[int]] = {}
    for i, line in enumerate(lines):
        if line.block is not None:
            pages.setdefault(_root(line.block), []).append(i)
    for page, own in pages.items():
        found = _Page(page, lines, labelled, own).mark()
        if found is not None:
            for i, rule in zip(own, found, strict=True):
                rules[i] = rule
    return rules


def _regions(lines: Sequence[Line]) -> list[str]:
    """Return what stands in navigation, footer and the like, unless that is most of it, and what is links."""
    total = sum(len(line.text) for line in lines) or 1
    named = sum(len(line.text) for line in lines if line.region == "named")
    rules = []
    for line in lines:
        if line.hidden:
            rules.append("hidden")
        elif line.region and line.heading != 1 and (line.region != "named" or named < total / 2):
            rules.append(f"region:{line.region}")
        else:
            rules.append("links" if line.linked > 0.6 and len(line.text) < 60 and not line.heading else "")
    return rules


def _root(block: Block) -> Block:
    while block.parent is not None:
        block = block.parent
    return block


def _chain(block: Block | None) -> Iterator[Block]:
    while block is not None:
        yield block
        block = block.parent


class _Page:
    """The lines of one page, and the blocks that they stand in."""

    def __init__(self, root: Block, lines: Sequence[Line], labelled: Sequence[bool], own: list[int]) -> None:
        self.root = root
        self.lines = [lines[i] for i in own]
        self.labelled = [labelled[i] for i in own]
        self.names: dict[Block, str] = {}  # the rule of each block, by its own name or of one around it
        self.nodes: dict[Block, _Node] = {}
        self.columns: set[Block] = set()  # beside the body within a block that was taken in
        title = next((line for line in self.lines if line.region == "title"), None)
        self.title = title.text if title else ""
        self.hides_all = self._hides_all()
        self.head = self._first_headline()
        self._add_up()

    def mark(self) -> list[str] | None:
        """Return the rule of each line, or nothing where the page holds no prose at all."""
        body = self._body()
        if body is None:
            return None
        body = self._widen(body)
        node = self.nodes[body]
        rules = [self._rule(i, body) for i in range(len(self.lines))]
        head = self._headline(node.first)
        if head is not None:
            for i in range(head, node.first):
                if i == head or self._is_head(i):
                    rules[i] = ""
        return rules

    def _hides_all(self) -> bool:
        """Tell whether the page shows its text only once a script has run: it hides most and shows next to none."""
        shown = hidden = 0
        for line in self.lines:
            if _SENTENCE.search(line.text) and line.linked <= 0.6 and line.region != "title":
                if line.hidden:
                    hidden += min(len(line.text), _LONGEST_PARAGRAPH)
                else:
                    shown += len(line.text)
        return shown < 200 and hidden > 3 * shown

    def _is_hidden(self, i: int) -> bool:
        return self.lines[i].hidden and not self.hides_all

    def _first_headline(self) -> int | None:
        """Return the first line that begins or equals the page's title and is no link."""
        for i, line in enumerate(self.lines):
            text = line.text
            if (
                5 <= len(text) <= len(self.title)
                and line.region != "title"
                and line.linked <= 0.6
                and self.title.startswith(text)
            ):
                return i
        return None

    def _prose(self, i: int) -> float:
        """Return how many characters of running text a line holds."""
        line = self.lines[i]
        if (
            self.labelled[i]
            or line.region in ("title", "nav", "footer", "button")
            or self._is_hidden(i)
            or line.linked > 0.6
        ):
            return 0.0
        n = len(line.text) * (1 - line.linked)
        if not _SENTENCE.search(line.text):
            return 0.2 * n
        return 0.3 * n if self._is_teaser(i) else n

    def _is_teaser(self, i: int) -> bool:
        """Tell whether a line is the summary of another page: a short paragraph right below a linked headline."""
        above, line = self.lines[i - 1] if i else None, self.lines[i]
        return (
            above is not None
            and line.linked <= 0.6
            and _SENTENCE.search(line.text) is not None
            and above.linked > 0.6
            and len(above.text) >= _SHORTEST_HEADLINE
            and _SHORTEST_HEADLINE < len(line.text) <= _LONGEST_TEASER
        )

    def _add_up(self) -> None:
        for i, line in enumerate(self.lines):
            prose, words = self._prose(i), len(line.text)
            if line.region == "title" or self._is_hidden(i):
                continue
            teaser = self._is_teaser(i)
            previous: Block | None = None
            for block in _chain(line.block):
                node = self.nodes.get(block)
                if node is None:
                    node = self.nodes[block] = _Node(first=i)
                    if block.parent is not None:
                        self._name(block)
                if previous is not None and node.children[-1:] != [previous]:
                    node.children.append(previous)
                node.prose += prose * (0.1 if self._name(block) else 1.0)
                node.words += words
                node.linked += words * line.linked
                node.n_prose += prose >= 10
                node.n_teasers += teaser
                node.last = i
                previous = block

    def _name(self, block: Block) -> str:
        """Return the rule by which a block is furniture, for its own names."""
        if block not in self.names:
            found = ""
            if block.tag in ("nav", "footer", "aside"):
                found = f"region:{block.tag}"
            elif block.names and block.tag not in ("body", "html"):
                found = next((rule for rule, pattern in _FURNITURE if pattern.search(block.names)), "")
            self.names[block] = found
        return self.names[block]

    def _host(self, line: Line) -> Block:
        """Return the block whose paragraph a line is: the first around it that holds more than this line."""
        block = line.block
        assert block is not None
        while block.parent is not None and (
            block.tag in _PARAGRAPHS or self.nodes[block].first == self.nodes[block].last
        ):
            block = block.parent
        return block

    def _body(self) -> Block | None:
        """Return the block whose own paragraphs hold the most prose; one right below the headline counts double."""
        hosts: dict[Block, float] = {}
        opening: Block | None = None  # whose paragraph is the first below the headline
        for i, line in enumerate(self.lines):
            prose = self._prose(i)
            if prose:
                host = self._host(line)
                hosts[host] = hosts.get(host, 0.0) + prose
                below = i - self.head if self.head is not None else 0
                if opening is None and 0 < below <= _BELOW_HEADLINE and _SENTENCE.search(line.text):
                    opening = host
        if not hosts:
            return None
        scores: dict[Block, float] = {}
        for host, prose in hosts.items():
            names = {self._name(block) for block in _chain(host)} - {""}
            furniture = 1.0 if not names else 0.4 if names == {"region:named"} else 0.2
            named = 1.3 if _BODY_NAMES.search(host.names) else 1.0
            scores[host] = prose * furniture * named * (2 if host is opening else 1)
        return max(scores, key=lambda b: (scores[b], -self.nodes[b].first))

    def _widen(self, body: Block) -> Block:
        """Take in the blocks around the body that add prose, and little else; but no column beside it."""
        best, inner = body, body
        beside: list[Block] = []
        for block in _chain(body.parent):
            node, core = self.nodes[block], self.nodes[best]
            if self._name(block):
                break
            if block.tag == "tr":
                beside.extend(child for child in node.children if child is not inner)
            gain = node.prose - core.prose - sum(self.nodes[column].prose for column in beside)
            other = node.words - core.words - sum(self.nodes[column].words for column in beside) - gain
            if gain >= 0.1 * core.prose and gain > other and self._is_more(block, best, beside):
                best = block
                self.columns.update(beside)
                beside = []
            inner = block
        return best

    def _is_more(self, block: Block, body: Block, beside: Collection[Block]) -> bool:
        """Tell whether what a block holds beside the body is paragraphs, not a list of comments or summaries."""
        inside = self.nodes[body]
        node = self.nodes[block]
        hosts: dict[Block, int] = {}
        for i in range(node.first, node.last + 1):
            if (
                not inside.first <= i <= inside.last
                and self._prose(i) >= _SHORTEST_PARAGRAPH
                and not self.lines[i].heading
                and not any(block in beside for block in _chain(self.lines[i].block))
            ):
                host = self._host(self.lines[i])
                hosts[host] = hosts.get(host, 0) + 1
        alike = [host for host in hosts if (host.tag, host.names) == (body.tag, body.names)]
        return bool(hosts) and (sum(hosts.values()) >= 1.5 * len(hosts) or 2 * len(alike) > len(hosts))

    def _rule(self, i: int, body: Block) -> str:
        """Return the rule of one line, given the body's block."""
        line = self.lines[i]
        if line.region == "title":
            return "region:title"
        if self._is_hidden(i):
            return "hidden"
        inside = ""
        core = self.nodes[body]
        for block in _chain(line.block):
            if block is body:
                break
            rule = "outside-main-text" if block in self.columns else self._name(block)
            if rule and self.nodes[block].prose < 0.4 * core.prose:
                inside = rule
        else:
            return inside or "outside-main-text"
        if inside:
            return inside
        if line.block is not None and line.block.tag == "figcaption":
            return "caption"
        if (
            line.linked > 0.6
            and not line.heading
            and (len(line.text) < 60 or not _SENTENCE.search(line.text))
        ):
            return "links"
        for block in _chain(line.block):
            if block is body:
                return ""
            node = self.nodes[block]
            if node.first < node.last and node.linked > 0.5 * node.words:
                return "links"
            if node.n_teasers > 1 and node.n_teasers > 0.6 * node.n_prose:
                return "related"
        return ""

    def _headline(self, first: int) -> int | None:
        """Return the line above the body that is the headline: like the page's title, or a first heading."""
        best = None
        for i in range(first - 1, -1, -1):
            line = self.lines[i]
            if line.region in ("title", "nav", "footer") or line.linked > 0.6 or self._is_hidden(i):
                continue
            text = line.text.strip(BLANK)
            if len(text) >= 5 and self.title and (self.title.startswith(text) or text in self.title):
                return i
            if best is None and line.heading in (1, 2):
                best = i
        return best

    def _is_head(self, i: int) -> bool:
        """Tell whether a line between headline and body belongs to them: a byline or a subtitle."""
        line = self.lines[i]
        if self._is_hidden(i) or line.linked > 0.6:
            return False
        return self.labelled[i] or _BYLINE.search(line.text) is not None
