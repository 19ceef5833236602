"""The lines of a page as text: which hold prose, which sum up another page, which nobody is shown."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from helpers.articles.lines import Line
from helpers.articles.page_blocks import chain

__all__ = ["LINKS", "NEVER", "SENTENCE", "SHORTEST_HEADLINE", "SHORTEST_PARAGRAPH", "Weights", "weigh_lines"]

# What a sentence has and a heading, a label or a menu has not.
SENTENCE = re.compile(r"[。！？；…]|[，、：](?=.*[，。！？；、：])|[.!?](?:\s|\Z)")
LINKS = 0.6  # a line with more of its words in links is a link
NEVER = ("title", "nav", "footer", "button")  # regions that hold no line of an article
SHORTEST_PARAGRAPH = 20
SHORTEST_HEADLINE = 7  # of another page
_LONGEST_PARAGRAPH = 2000  # a longer line is a store of words, not text to read
_LONGEST_TEASER = 300


class Weights(NamedTuple):
    """Of each line: whether the page hides it, whether it can't be of an article, whether it sums up another page,
    and how many characters of prose it holds."""

    hidden: list[bool]
    aside: list[bool]
    teasers: list[bool]
    prose: list[float]


def weigh_lines(lines: Sequence[Line], labelled: Sequence[bool]) -> Weights:
    """Return the weights of a page's lines; one that other rules claim as a whole (`labelled`) holds no prose."""
    shown_by_script = _is_shown_by_script(lines)
    hidden = [line.hidden and not shown_by_script for line in lines]
    aside = [
        gone or line.linked > LINKS or line.region in NEVER for line, gone in zip(lines, hidden, strict=True)
    ]
    teasers = [_is_teaser(line, lines[i - 1] if i else None) for i, line in enumerate(lines)]
    prose = [
        0.0 if known or out else _prose(line) * (0.3 if teaser else 1.0)
        for line, known, out, teaser in zip(lines, labelled, aside, teasers, strict=True)
    ]
    return Weights(hidden, aside, teasers, prose)


def _prose(line: Line) -> float:
    """Return how many characters of running text a line holds."""
    n = min(len(line.text), _LONGEST_PARAGRAPH) * (1 - line.linked)
    return n if SENTENCE.search(line.text) else min(0.2 * n, SHORTEST_PARAGRAPH)


def _is_teaser(line: Line, above: Line | None) -> bool:
    """Tell whether a line is the summary of another page: a short paragraph right below a linked headline.

    In a list the headline may stand in the same line.
    """
    n = len(line.text)
    if line.linked > LINKS or not SHORTEST_HEADLINE < n <= _LONGEST_TEASER or not SENTENCE.search(line.text):
        return False
    if above is not None and above.linked > LINKS and len(above.text) >= SHORTEST_HEADLINE:
        return True
    return line.linked * n >= SHORTEST_HEADLINE and any(b.tag == "li" for b in islice(chain(line.block), 4))


def _is_shown_by_script(lines: Sequence[Line]) -> bool:
    """Tell whether a page shows its text only once a script has run: it hides most and shows next to none."""
    shown = hidden = 0
    for line in lines:
        if SENTENCE.search(line.text) and line.linked <= LINKS and line.region != "title":
            if line.hidden:
                hidden += min(len(line.text), _LONGEST_PARAGRAPH)
            else:
                shown += len(line.text)
    return shown < 200 and hidden > 3 * shown
