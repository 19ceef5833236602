"""What the page says of an article, as the words that say it: notes, and what is read from them."""

import re
from typing import NamedTuple

from helpers.articles.fields import DATE
from helpers.articles.rules import OFFICE

__all__ = ["DATE_WORDS", "FIELD_RULES", "OFFICE_NAME", "TRAILING", "Clue", "Note", "Stated"]

# The rules that label lines of fields.
FIELD_RULES = ("timestamp", "source", "field", "fields", "document-index", "masthead")
DATE_WORDS = re.compile(
    r"(?<!\d)\d{2,3}\.\d{1,2}\.\d{1,2}(?!\d)|\d{2,4}\s*[年/.－-]\s*\d{1,2}|\d{1,2}\s*月\s*\d{1,2}\s*[日号]|[〇零一二三四五六七八九]{4}年|民[国國].{1,4}年"
    r"|(?<!\d)(?:(?:19|20)\d{2}|1\d{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s(?:\d{1,2},?\s)?\d{4}"
)
# What the name of an office ends in, and what stands behind it in a letterhead.
OFFICE_NAME = re.compile(rf"{OFFICE}(?:[（(].*[)）])?$")
TRAILING = re.compile(
    rf"[）)]?(?:文件|新闻稿|新聞稿|编印|主办|主编|印发|编发|编|印|办)?\s*[（(]?(?:{DATE})?(?:\d{{1,2}}时)?(?:发布|印发)?[)）]?\s*$"
)


class Note(NamedTuple):
    """A labelled stretch of the page as metadata reads it: the rule that named it, its words, its place.

    `in_head` is true above the article's first paragraph; `start` and `end` are offsets in the document's text.
    """

    rule: str
    text: str
    in_head: bool
    start: int | None = None
    end: int | None = None

    def narrowed(self, words: str) -> "Note":
        """Return the note of these of its words alone; its own place stays where tags part its words."""
        at = self.text.find(words)
        if at < 0 or self.start is None or self.end is None or len(self.text) != self.end - self.start:
            return Note(self.rule, words, self.in_head, self.start, self.end)
        start = self.start + at
        return Note(self.rule, words, self.in_head, start, start + len(words))


class Clue(NamedTuple):
    """Words that bear on an article's publication date or issuing province (see schema.CLUES)."""

    field: str
    source: str
    text: str
    start: int | None = None
    end: int | None = None


class Stated(NamedTuple):
    """What the page says of one field of an article: the words, where they stand, and as what they stand there.

    `source` is one of schema.EVIDENCE's.
    """

    source: str
    note: Note
