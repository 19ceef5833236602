"""The main text of a whole page: which lines are its article, and which rule says of the others that they aren't.

Prose (words outside links, in sentences) is added up over the blocks of the page. The block whose own paragraphs
hold most of it is the body; blocks around it are taken in as long as they add text of the same kind. What stands
in the body stays, unless its links or names say that it is furniture; of what stands above, the headline and
what follows it.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from helpers.articles.lines import Block, Line
from helpers.articles.page_blocks import Blocks, chain, is_body_name
from helpers.articles.page_prose import (
    LINKS,
    NEVER,
    SENTENCE,
    SHORTEST_HEADLINE,
    SHORTEST_PARAGRAPH,
    weigh_lines,
)

__all__ = ["mark_furniture"]

_DATED = re.compile(r"(?:19|20)\d{2}\s?[年/.-]\s?\d{1,2}")
_BYLINE = re.compile(r"来\s*源|來\s*源|作\s*者|记\s*者|記\s*者|发布|發布|發佈|编辑")
_LISTS = ("ul", "ol", "dl")
_LINKS_OF_A_LIST = 5  # linked headlines at least
_LINKS_BELOW_A_HEADLINE = 15
_WORDS_OF_A_LIST = 60  # characters outside links at most
_SHORTEST_TITLE = 5
_HALF_LINKED = 0.2
_LONGEST_LIST_HEAD = 20
_BELOW_HEADLINE = 12  # lines at most between a headline and the body


def mark_furniture(lines: Sequence[Line], labelled: Sequence[bool]) -> list[str]:
    """Return for each line of an HTML source the rule that says it is no part of an article, or "".

    `labelled` tells which lines other rules claim as a whole. In a dump of fragments, and on a page without
    any prose, only regions and link lists are known.
    """
    rules = _regions(lines)
    pages: dict[Block, list[int]] = {}
    for i, line in enumerate(lines):
        if line.block is not None:
            *_, page = chain(line.block)
            pages.setdefault(page, []).append(i)
    for own in pages.values():
        found = _Page([lines[i] for i in own], [labelled[i] for i in own]).mark()
        for i, rule in zip(own, found, strict=False):
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
            rules.append("links" if line.linked > LINKS and len(line.text) < 60 and not line.heading else "")
    return rules


class _Page:
    """The lines of one page, with what each weighs."""

    def __init__(self, lines: Sequence[Line], labelled: Sequence[bool]) -> None:
        self.lines = lines
        self.labelled = labelled
        self.title = next((line.text for line in lines if line.region == "title"), "")
        self.hidden, self.aside, self.teasers, self.prose = weigh_lines(lines, labelled)
        counted = [None if self.hidden[i] or line.region == "title" else prose
                   for i, (line, prose) in enumerate(zip(lines, self.prose, strict=True))]  # fmt: skip
        self.blocks = Blocks(lines, counted, self.teasers)
        self.end = 0  # the last paragraph of the body
        self.columns: set[Block] = set()  # beside the body within a block that was taken in

    def mark(self) -> list[str]:
        """Return the rule of each line, or nothing where the page holds no prose at all."""
        body = self._body()
        if body is None:
            return []
        body = self._widen(body)
        around = self.blocks.sums[body]
        paragraphs = [i for i in range(around.first, around.last + 1) if self._is_paragraph(i, body)]
        start, self.end = (paragraphs[0], paragraphs[-1]) if paragraphs else (around.first, around.first)
        rules = [self._rule(i, body) for i in range(len(self.lines))]
        self._mark_foot(rules, around.last)
        self._mark_top(rules, around.first, start)
        head = self._headline(around.first)
        if head is not None:
            self._keep_head(rules, head, around.first)
        if self._is_list(rules, _LINKS_OF_A_LIST if head is None else _LINKS_BELOW_A_HEADLINE):
            return [rule or "list-page" for rule in rules]
        return rules

    def _mark_foot(self, rules: list[str], last: int) -> None:
        """Give what heads a list below the text the list's rule."""
        listed = [rule in ("links", "related") for rule in rules]
        for i in range(self.end + 1, min(last + 1, len(rules) - 1)):
            heads = len(self.lines[i].text) <= _LONGEST_LIST_HEAD and not self.labelled[i]
            if not rules[i] and heads and listed[i + 1]:
                rules[i] = rules[i + 1]

    def _mark_top(self, rules: list[str], first: int, start: int) -> None:
        """Mark what leads elsewhere above all headlines and text: the head of the page."""
        for i in range(first, start):
            if self.lines[i].heading or self._is_titled(i):
                return
            if self.lines[i].linked > _HALF_LINKED:
                rules[i] = rules[i] or "links"

    def _keep_head(self, rules: list[str], head: int, first: int) -> None:
        """Keep headline and bylines above the body; a headline printed twice is one."""
        rules[head] = ""
        for i in range(head + 1, first):
            if self._is_byline(i):
                rules[i] = ""
        for i in range(min(first + _BELOW_HEADLINE, len(rules))):
            if i != head and not rules[i] and self.lines[i].text == self.lines[head].text:
                rules[i] = "headline-again"

    def _is_list(self, rules: Sequence[str], n_links: int) -> bool:
        """Tell whether a page only leads to others: many links, and next to no words that are none, no sentence."""
        kept = [
            line
            for line, rule, known in zip(self.lines, rules, self.labelled, strict=True)
            if not (rule or known)
        ]
        return (
            sum(line.linked > LINKS and len(line.text) >= SHORTEST_HEADLINE for line in self.lines) >= n_links
            and sum(len(line.text) for line in kept) < _WORDS_OF_A_LIST
            and not any(SENTENCE.search(line.text) for line in kept)
        )

    def _is_paragraph(self, i: int, body: Block) -> bool:
        """Tell whether a line of the body is running text and no summary."""
        return (
            self.prose[i] >= SHORTEST_PARAGRAPH
            and not self.teasers[i]
            and SENTENCE.search(self.lines[i].text) is not None
            and not any(
                self.blocks.name(block)
                for block in takewhile(lambda b: b is not body, chain(self.lines[i].block))
            )
        )

    def _is_byline(self, i: int) -> bool:
        """Tell whether a line between headline and body is the article's; an outlet in it is often a link."""
        text = self.lines[i].text
        if self.aside[i]:
            shown = not self.hidden[i] and self.lines[i].region not in NEVER
            return shown and _DATED.search(text) is not None
        return self.labelled[i] or _DATED.search(text) is not None or _BYLINE.search(text) is not None

    def _body(self) -> Block | None:
        """Return the block whose own paragraphs hold the most prose; one right below the headline counts double."""
        headline = next((i for i in range(len(self.lines)) if self._is_titled(i) and not self.aside[i]), None)
        hosts: dict[Block, float] = {}
        opening: Block | None = None  # whose paragraph is the first below the headline
        for i, line in enumerate(self.lines):
            if self.prose[i]:
                host = self.blocks.host(line)
                hosts[host] = hosts.get(host, 0.0) + self.prose[i]
                below = i - headline if headline is not None else 0
                if opening is None and 0 < below <= _BELOW_HEADLINE and SENTENCE.search(line.text):
                    opening = host
        for host in [host for host in hosts if host.tag in _LISTS and host.parent is not None]:
            # A list between paragraphs is part of what they are part of.
            outer = host.parent
            if outer in hosts and 10 * hosts[outer] >= hosts[host]:
                hosts[outer] += hosts.pop(host)
        scores: dict[Block, float] = {}
        for host, prose in hosts.items():
            names = {self.blocks.name(block) for block in chain(host)} - {""}
            furniture = 1.0 if not names else 0.4 if names == {"region:named"} else 0.2
            named = 1.3 if is_body_name(host.names) else 1.0
            scores[host] = prose * furniture * named * (2 if host is opening else 1)
        return max(scores, key=lambda b: (scores[b], -self.blocks.sums[b].first), default=None)

    def _is_titled(self, i: int) -> bool:
        """Tell whether a line begins the page's <title>, which goes on with the name of the site."""
        text = self.lines[i].text
        return (
            len(text) >= _SHORTEST_TITLE and self.lines[i].region != "title" and self.title.startswith(text)
        )

    def _widen(self, body: Block) -> Block:
        """Take in the blocks around the body that add prose, and little else; but no column beside it."""
        best, inner = body, body
        beside: list[Block] = []
        sums = self.blocks.sums
        for block in chain(body.parent):
            if self.blocks.name(block):
                break
            if block.tag == "tr":
                beside.extend(child for child in sums[block].children if child is not inner)
            gain = sums[block].prose - sums[best].prose - sum(sums[column].prose for column in beside)
            added = sums[block].words - sums[best].words - sum(sums[column].words for column in beside)
            if (
                gain >= 0.1 * sums[best].prose
                and gain > added - gain
                and self._is_more(block, best, set(beside))
            ):
                best = block
                self.columns.update(beside)
                beside = []
            inner = block
        return best

    def _is_more(self, block: Block, body: Block, beside: set[Block]) -> bool:
        """Tell whether what a block holds beside the body is paragraphs, not a list of comments or summaries."""
        inside, around = self.blocks.sums[body], self.blocks.sums[block]
        hosts: dict[Block, int] = {}
        for i in (*range(around.first, inside.first), *range(inside.last + 1, around.last + 1)):
            line = self.lines[i]
            if (
                self.prose[i] >= SHORTEST_PARAGRAPH
                and not line.heading
                and beside.isdisjoint(chain(line.block))
            ):
                host = self.blocks.host(line)
                hosts[host] = hosts.get(host, 0) + 1
        alike = [host for host in hosts if (host.tag, host.names) == (body.tag, body.names)]
        return bool(hosts) and (sum(hosts.values()) >= 1.5 * len(hosts) or 2 * len(alike) > len(hosts))

    def _rule(self, i: int, body: Block) -> str:
        """Return the rule of one line, given the body's block."""
        line, sums = self.lines[i], self.blocks.sums
        if line.region == "title" or self.hidden[i]:
            return "region:title" if line.region == "title" else "hidden"
        within = list(takewhile(lambda b: b is not body, chain(line.block)))
        if within and within[-1].parent is None:
            return next((self.blocks.name(block) for block in reversed(within) if self.blocks.name(block)),
                        "outside-main-text")  # fmt: skip
        for block in reversed(within):
            if block in self.columns:
                return "outside-main-text"
            if self.blocks.name(block) and sums[block].raw < 0.4 * sums[body].raw:
                return self.blocks.name(block)
        if line.block is not None and line.block.tag == "figcaption":
            return "caption"
        if (
            line.linked > LINKS
            and not line.heading
            and (len(line.text) < 60 or not SENTENCE.search(line.text))
        ):
            return "links"
        for block in within:
            if sums[block].first < sums[block].last and sums[block].linked > 0.5 * sums[block].words:
                return "links"
            summaries = sums[block].n_teasers > 1 and sums[block].n_teasers > 0.6 * sums[block].n_prose
            if summaries and sums[block].first > self.end:
                return "related"
        return ""

    def _headline(self, first: int) -> int | None:
        """Return the line above the body that is the headline: like the page's title, or else a first heading."""
        above = [
            i
            for i in range(first - 1, -1, -1)
            if not self.aside[i] and len(self.lines[i].text) >= _SHORTEST_TITLE
        ]
        titled = [i for i in above if self.lines[i].text in self.title]
        headings = [i for i in above if self.lines[i].heading in (1, 2)]
        return next((i for i in (*(i for i in titled if i in headings), *titled, *headings)), None)
