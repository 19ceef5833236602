"""Lines of a document → drafts of articles: where each begins, its headline, its body, its furniture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from helpers.articles.edges import label_attachments, label_bylines, label_tail
from helpers.articles.markup import Line
from helpers.articles.page import HEAD_LABEL, NUMBERED, SENTENCE_END, Page
from helpers.articles.pages import crosses_page, is_cut
from helpers.articles.rules import Label
from helpers.articles.starts import find_starts
from helpers.articles.titles import find_title, page_title, trim_title
from helpers.document import Form

__all__ = ["Draft", "Labelled", "split_lines"]


class Labelled(NamedTuple):
    """A labelled stretch of one line: the line's index, where in its text, what it is and why."""

    line: int
    start: int
    end: int
    kind: str
    rule: str


@dataclass(slots=True)
class Draft:
    """One article in the making.

    `lines` are the indexes of its lines; `stretches` label all of their text, in order, body included;
    `head` is the index of the first line of its body; `joined` holds the lines that go on the sentence of
    the body line before them, which a page break had cut.
    """

    lines: list[int]
    title: list[str] = field(default_factory=list)
    stretches: list[Labelled] = field(default_factory=list)
    head: int = 0
    joined: set[int] = field(default_factory=set)


def split_lines(
    lines: Sequence[Line],
    form: Form,
    *,
    single: bool = False,
    stated: Sequence[str] = (),
    titled: bool = False,
) -> tuple[list[Draft], list[Labelled]]:
    """Return the articles of a document, and the labelled stretches that belong to none of them.

    `single` says that the lines are known to be one article, such as a record of a table; `stated` are the
    headlines that a web page states in its head or a column beside the text (then `titled`). Every character of every line is in exactly one stretch, of a
    draft or of the document.
    """
    page = Page(lines, form, stated, titled=titled)
    chunks = [list(range(len(lines)))] if single else _merge(page, list(_chunks(page)))
    drafts = [draft for chunk in chunks if (draft := _draft(page, chunk)) is not None]
    taken = {i for draft in drafts for i in draft.lines}
    rest = [
        stretch
        for i, line in enumerate(lines)
        if i not in taken
        for stretch in _stretches(i, len(line.text), page.labels[i], "boilerplate", "stray")
    ]
    return drafts, rest


def _chunks(page: Page) -> Iterator[list[int]]:
    """Yield runs of line indexes that may be one article each."""
    starts = find_starts(page)
    chunk: list[int] = []
    for i in range(len(page.lines)):
        if i in page.separators:
            if chunk:
                yield chunk
            chunk = []
        elif i in starts and chunk:
            yield chunk
            chunk = [i]
        else:
            chunk.append(i)
    if chunk:
        yield chunk


def _merge(page: Page, chunks: list[list[int]]) -> list[list[int]]:
    """Give back to the chunk before it what was cut off but has no headline, or no text, of its own."""
    merged: list[list[int]] = []
    if len(chunks) > 1 and _is_title(page, chunks[0]):
        if len(chunks) == 2:  # a rule of asterisks parts the headline from its text
            chunks = [[*chunks[0], *chunks[1]]]
        else:
            for i in chunks[0]:
                if not page.is_labelled(i):
                    page.label(i, "boilerplate", "collection")
    for chunk in chunks:
        open_lines = [i for i in chunk if not page.is_labelled(i)]
        headed = bool(open_lines) and (
            page.is_title_like(open_lines[0]) or page.lines[open_lines[0]].heading > 0
            or HEAD_LABEL.match(page.lines[open_lines[0]].text) is not None
        )  # fmt: skip
        text = sum(len(page.open_text(i)) for i in open_lines[1:])
        complete = headed and text >= 20
        if merged and not complete and any(not page.is_labelled(i) for i in merged[-1]):
            merged[-1].extend(chunk)
        else:
            merged.append(chunk)
    return merged


def _is_title(page: Page, chunk: list[int]) -> bool:
    """Tell whether a chunk is a headline and no text: of what follows, or of a collection."""
    open_lines = [i for i in chunk if not page.is_labelled(i)]
    return 1 <= len(open_lines) <= 2 and all(page.is_title_like(i) for i in open_lines)


def _draft(page: Page, chunk: list[int]) -> Draft | None:
    """Return the article of a chunk, or nothing where the chunk holds no text of its own."""
    if not any(page.open_text(i) for i in chunk):
        return None
    draft = Draft(lines=list(range(chunk[0], chunk[-1] + 1)))
    labels = {i: list(page.labels[i]) for i in draft.lines}
    label_bylines(page, chunk, labels)
    label_attachments(page, chunk, labels)
    label_tail(page, chunk, labels)
    titles, head = find_title(page, chunk, labels)
    for i in draft.lines:
        text = page.lines[i].text
        if i in titles:
            at, end = trim_title(text)
            if titles[i] == "page-title":
                end = len(page_title(text))
            if at:
                draft.stretches.append(Labelled(i, 0, at, "boilerplate", "label"))
            draft.stretches.append(Labelled(i, at, end, "title", titles[i]))
            draft.title.append(text[at:end])
            if end < len(text):
                credit = text[end:].lstrip()[:1] in ("（", "(") and titles[i] != "page-title"
                kind, rule = ("byline", "fields") if credit else ("boilerplate", "beside-title")
                draft.stretches.append(Labelled(i, end, len(text), kind, rule))
        else:
            rule = "table" if page.lines[i].table else "text"
            draft.stretches.extend(_stretches(i, len(text), labels[i], "body", rule))
    if not any(s.kind == "body" for s in draft.stretches):
        return None
    draft.head = head
    draft.joined = _joins(page, draft)
    return draft


def _stretches(i: int, length: int, labels: Sequence[Label], kind: str, rule: str) -> Iterator[Labelled]:
    """Yield the line's labelled stretches, and what lies between them as the kind given."""
    at = 0
    for label in labels:
        if label.start > at:
            yield Labelled(i, at, label.start, kind, rule)
        yield Labelled(i, label.start, label.end, label.kind, label.rule)
        at = label.end
    if at < length:
        yield Labelled(i, at, length, kind, rule)


def _joins(page: Page, draft: Draft) -> set[int]:
    """Return the body lines that go on a sentence which a page break cut: the long line above has no end."""
    if page.form == "html":
        return set()
    joined = set()
    body = list(dict.fromkeys(s.line for s in draft.stretches if s.kind == "body"))
    for before, i in pairwise(body):
        above, below = page.lines[before], page.lines[i]
        if (
            crosses_page(page.lines, page.labels, before, i)
            and above.text[-1] not in SENTENCE_END
            and is_cut(above, below)
            and not (above.heading or below.heading or page.labels[before] or page.labels[i])
            and not NUMBERED.match(below.text)
        ):
            joined.add(i)
    return joined
