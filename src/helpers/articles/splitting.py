"""Lines of a document → drafts of articles: where each begins, its headline, its body, its furniture."""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import resources
from itertools import pairwise

from helpers.articles.markup import BLANK, Line
from helpers.articles.rules import Label, label_lines
from helpers.document import Form

__all__ = ["Draft", "Labelled", "find_names", "split_lines"]

_SEPARATOR = re.compile(r"[*=\-_#~＊＝─━═—☆★◆◇○●\s]+")
_SYMBOLS = re.compile(r"[\W_]+")
_NUMBERED = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[、.．)）]|\s)|第[一二三四五六七八九十\d]{1,3}[章节条部编]"
)
_ISSUE = re.compile(r"[（(〔\[]?\s*(?:\d{4}\s*年?)?\s*(?:总|增刊)?\s*第?\s*[\d〇零一二三四五六七八九十百]+\s*[期号辑次]\s*"
                    r"(?:[（(]?总第?\s*\d+\s*期[)）]?)?\s*[)）〕\]]?")  # fmt: skip
_MASTHEAD = re.compile(
    r".{0,30}(?:简报|专报|快报|要报|日报告|内参|要情|动态|信息|通讯|参考|摘报|专刊|公报|通报|月报|周报)"
)
_HEAD_LABEL = re.compile(
    r"(?:[【\[]\s*(?:新闻)?(?:标\s*题|標\s*題)\s*[】\]]\s*[:：]?|(?:新闻)?(?:标\s*题|题\s*目|標\s*題)\s*[:：])\s*"
)
_CIRCULATION = re.compile(
    r"(?:报|发|送|主\s*送|抄\s*送|抄\s*报|分\s*送|报\s*送|呈\s*报|呈\s*送|印\s*发|本期发送?|主题词)\s*[:：].+"
)
_OFFICE = re.compile(
    r".{2,40}(?:办公室|办公厅|办|局|厅|委|委员会|政府|指挥部|领导小组|中心|部|院|公司|协会|编辑部|党委|支部|学校|大学)"
)
_TRAILING_DATE = re.compile(r"\s*[（(]?(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?[)）]?$")
_SENTENCE_END = "。！？!?：:；;…”’」』）)》—"
_LONGEST_TITLE = 70


@dataclass(frozen=True, slots=True)
class Labelled:
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
    lines: Sequence[Line], form: Form, *, single: bool = False
) -> tuple[list[Draft], list[Labelled]]:
    """Return the articles of a document, and the labelled stretches that belong to none of them.

    `single` says that the lines are known to be one article, such as a record of a table. Every character of every line is in exactly one stretch, of a draft or of the document.
    """
    page = _Page(lines, form)
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


class _Page:
    """A document's lines with their labels, once every rule that looks at whole lines has spoken."""

    def __init__(self, lines: Sequence[Line], form: Form) -> None:
        self.lines = lines
        self.form = form
        apart = {i for i, line in enumerate(lines) if line.blank_before >= 2}
        self.labels = label_lines([line.text for line in lines], apart)
        self.separators: set[int] = set()
        self.bulletin = False
        if form == "html":
            self._regions()
        self._symbols()
        self._letterhead()
        self._colophon()

    def label(self, i: int, kind: str, rule: str) -> None:
        """Label a whole line."""
        self.labels[i] = [Label(0, len(self.lines[i].text), kind, rule)]

    def is_labelled(self, i: int) -> bool:
        """Tell whether rules claim the whole line."""
        return bool(self.labels[i]) and sum(b.end - b.start for b in self.labels[i]) >= len(
            self.lines[i].text
        )

    def open_text(self, i: int) -> str:
        """Return the part of the line that no rule claims."""
        text, at, parts = self.lines[i].text, 0, []
        for label in self.labels[i]:
            parts.append(text[at : label.start])
            at = label.end
        return "".join([*parts, text[at:]]).strip(BLANK)

    def is_title_like(self, i: int) -> bool:
        """Tell whether a line could be a headline: short, no full sentence, no numbered heading."""
        text = self.lines[i].text
        return (
            not self.labels[i]
            and 2 <= len(text) <= _LONGEST_TITLE
            and text[-1] not in "。；;，,、.！!"
            and not re.search(r"[。；]", text[:-1])
            and not _NUMBERED.match(text)
            and re.search(r"[\u3400-\u9fffA-Za-z]", text) is not None
        )

    def _regions(self) -> None:
        """Label what stands in a page's navigation, footer and the like, unless that is most of the page."""
        total = sum(len(line.text) for line in self.lines) or 1
        named = sum(len(line.text) for line in self.lines if line.region == "named")
        for i, line in enumerate(self.lines):
            if line.region and line.heading != 1 and (line.region != "named" or named < total / 2):
                self.label(i, "boilerplate", f"region:{line.region}")
            elif line.linked > 0.6 and len(line.text) < 60 and not line.heading:
                self.label(i, "boilerplate", "links")

    def _symbols(self) -> None:
        for i, line in enumerate(self.lines):
            if _SEPARATOR.fullmatch(line.text):
                self.separators.add(i)
                self.label(i, "separator", "separator")
            elif _SYMBOLS.fullmatch(line.text):
                self.label(i, "markup", "symbols")

    def _letterhead(self) -> None:
        """Label the head of a bulletin: masthead, issue number, date and office, down to the first rule."""
        top = range(min(15, len(self.lines)))
        issue = next((i for i in top if _ISSUE.fullmatch(self.lines[i].text)), None)
        if issue is None or not any(_MASTHEAD.fullmatch(_squeeze(self.lines[i].text)) for i in range(issue + 2)
                                    if i < len(self.lines)):  # fmt: skip
            return
        last = issue
        for i in range(issue + 1, min(issue + 10, len(self.lines))):
            text = self.lines[i].text
            if i in self.separators or len(text) > 45 or text[-1] in "。！？；":
                break
            known = (
                self.labels[i]
                or _OFFICE.fullmatch(_TRAILING_DATE.sub("", text))
                or re.match(r"(?:签发|编发|编印|主编|密级|编号)", text)
            )
            if known or any(j in self.separators for j in range(i, min(i + 4, len(self.lines)))):
                last = i
            else:
                break
        self.bulletin = True
        for i in range(last + 1):
            if i not in self.separators:
                self.label(i, "boilerplate", "letterhead")

    def _colophon(self) -> None:
        """Label the foot of an official paper: whom it goes to and the office's address, or a sign-off."""
        n = len(self.lines)
        first = next(
            (i for i in range(max(n - 15, n // 2), n) if _CIRCULATION.fullmatch(self.lines[i].text)), None
        )
        if first is not None and all(len(self.lines[i].text) <= 120 for i in range(first, n)):
            for i in range(first, n):
                if i not in self.separators:
                    self.label(i, "boilerplate", "letterhead")
        open_lines = [i for i in range(n) if i not in self.separators and not self._is_furniture(i)]
        if len(open_lines) >= 4:
            office, date = open_lines[-2:]
            if self.labels[date] and self.labels[date][0].rule == "timestamp" and len(self.lines[office].text) <= 30 \
                    and not self.labels[office] and _OFFICE.fullmatch(self.lines[office].text):  # fmt: skip
                self.label(office, "byline", "sign-off")
                self.label(date, "byline", "sign-off")

    def _is_furniture(self, i: int) -> bool:
        return self.is_labelled(i) and self.labels[i][0].kind in ("boilerplate", "markup")


def _squeeze(text: str) -> str:
    return re.sub(rf"[{BLANK}]", "", text)


def _chunks(page: _Page) -> Iterator[list[int]]:
    """Yield runs of line indexes that may be one article each."""
    starts = _starts(page)
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


def _starts(page: _Page) -> set[int]:
    """Return the lines that open an article though no separator stands before them."""
    lines = page.lines
    heads = [
        i
        for i, line in enumerate(lines)
        if _HEAD_LABEL.match(line.text) and len(line.text) <= _LONGEST_TITLE + 10
    ]
    starts = {_above(page, i) for i in heads}
    headings = {
        i: line.heading
        for i, line in enumerate(lines)
        if line.heading and not page.labels[i] and not _NUMBERED.match(line.text)
    }
    if page.bulletin:
        opening = list(headings)
    else:
        # Where the document itself begins with a heading, that heading's level is the level of headlines.
        top = next((i for i in range(len(lines)) if not page.is_labelled(i)), None)
        highest = min(headings.values(), default=1)
        level = highest if top in headings and headings[top] == highest else 1
        opening = [i for i in headings if headings[i] == level]
        if len(opening) < 2:
            opening = []
    # Headings that follow each other are the lines of one headline.
    starts.update(i for i in opening if i - 1 not in headings)
    for i in range(1, len(lines)):
        if lines[i].blank_before >= 3 and page.is_title_like(i) and not lines[i].heading:
            before = next((j for j in range(i - 1, -1, -1) if not page.is_labelled(j)), None)
            body = sum(len(page.open_text(j)) for j in range(i + 1, min(i + 4, len(lines))))
            if (before is None or lines[before].text[-1] in _SENTENCE_END) and body > 60:
                starts.add(i)
    return starts


def _above(page: _Page, i: int) -> int:
    """Return the first of the bylines that stand right above a labelled headline, after a blank line."""
    first = i
    while first and not page.lines[first].blank_before and page.is_labelled(first - 1) \
            and page.labels[first - 1][0].kind == "byline":  # fmt: skip
        first -= 1
    return first if not first or page.lines[first].blank_before else i


def _merge(page: _Page, chunks: list[list[int]]) -> list[list[int]]:
    """Give back to the chunk before it what was cut off but has no headline, or no text, of its own."""
    merged: list[list[int]] = []
    for chunk in chunks:
        open_lines = [i for i in chunk if not page.is_labelled(i)]
        headed = bool(open_lines) and (
            page.is_title_like(open_lines[0]) or page.lines[open_lines[0]].heading > 0
            or _HEAD_LABEL.match(page.lines[open_lines[0]].text) is not None
        )  # fmt: skip
        text = sum(len(page.open_text(i)) for i in open_lines[1:])
        complete = headed and text >= 20
        if merged and not complete and any(not page.is_labelled(i) for i in merged[-1]):
            merged[-1].extend(chunk)
        else:
            merged.append(chunk)
    return merged


def _draft(page: _Page, chunk: list[int]) -> Draft | None:
    """Return the article of a chunk, or nothing where the chunk holds no text of its own."""
    if not any(page.open_text(i) for i in chunk):
        return None
    draft = Draft(lines=list(range(chunk[0], chunk[-1] + 1)))
    labels = {i: list(page.labels[i]) for i in draft.lines}
    titles, head = _find_title(page, chunk, labels)
    for i in draft.lines:
        text = page.lines[i].text
        if i in titles:
            mark = _HEAD_LABEL.match(text)
            at = mark.end() if mark else 0
            if at:
                draft.stretches.append(Labelled(i, 0, at, "boilerplate", "label"))
            draft.stretches.append(Labelled(i, at, len(text), "title", titles[i]))
            draft.title.append(text[at:])
        else:
            draft.stretches.extend(_stretches(i, len(text), labels[i], "body", "text"))
    if not any(s.kind == "body" for s in draft.stretches):
        return None
    draft.head = head
    draft.joined = _joins(page, draft)
    return draft


def _find_title(page: _Page, chunk: list[int], labels: dict[int, list[Label]]) -> tuple[dict[int, str], int]:
    """Return the headline's lines with the rule that chose them, and the first line of the body.

    What stands above the first full paragraph is the head. Its unlabelled short lines are the headline as
    far as the first byline; without a byline the headline is the first of them, and a second that is marked
    as its other half (a dash, or a heading right below a heading).
    """
    lines = page.lines
    first_body = next((i for i in chunk if page.open_text(i) and not page.is_title_like(i)
                       and not lines[i].heading and not _HEAD_LABEL.match(lines[i].text)), chunk[-1] + 1)  # fmt: skip
    head = [i for i in chunk if i < first_body]
    topmost = next((i for i in head if not labels[i]), None)
    for i in head:
        if not labels[i] and _is_names(lines[i].text) and i != topmost:
            labels[i] = [Label(0, len(lines[i].text), "byline", "names")]
    candidates = [i for i in head if not labels[i]]
    named = next((i for i in candidates if _HEAD_LABEL.match(lines[i].text)), None)
    if named is not None:
        return {named: "label"}, first_body
    if page.form == "html":
        top = [i for i in head if lines[i].heading == 1 and not labels[i]]
        if top:
            for i in candidates:
                if i < top[0]:
                    labels[i] = [Label(0, len(lines[i].text), "boilerplate", "above-title")]
            return {top[0]: "heading"}, first_body
    if not candidates:
        return {}, first_body
    first = candidates[0]
    byline = next((i for i in head if i > first and labels[i] and labels[i][0].kind == "byline"), None)
    if lines[first].heading:
        last = first
        while last + 1 in candidates and lines[last + 1].heading:
            last += 1
        return dict.fromkeys(range(first, last + 1), "heading"), last + 1
    if byline is not None:
        above = [i for i in candidates if i < byline][:3]
        return dict.fromkeys(above, "above-byline"), byline + 1
    titles = {first: "first-line"}
    if first_body == chunk[-1] + 1 and len(candidates) == len(head):
        return {}, first  # nothing but short lines: no line of them is the headline of the others
    if len(candidates) > 1 and re.match(r"[—－―─-]{1,2}", lines[candidates[1]].text):
        titles[candidates[1]] = "second-line"
    return titles, max(titles) + 1


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


def _joins(page: _Page, draft: Draft) -> set[int]:
    """Return the body lines that go on a sentence which a page break cut: the long line above has no end."""
    if page.form == "html":
        return set()
    joined = set()
    body = list(dict.fromkeys(s.line for s in draft.stretches if s.kind == "body"))
    for before, i in pairwise(body):
        above, below = page.lines[before], page.lines[i]
        if (
            i == before + 1
            and below.blank_before >= 1
            and len(above.text) >= 40
            and above.text[-1] not in _SENTENCE_END
            and not (above.heading or below.heading or page.labels[before] or page.labels[i])
            and not _NUMBERED.match(below.text)
        ):
            joined.add(i)
    return joined


@functools.cache
def _surnames() -> frozenset[str]:
    text = (resources.files("helpers.lexicons") / "surnames.txt").read_text("utf-8")
    return frozenset(line for line in text.split() if not line.startswith("#"))


def find_names(text: str) -> list[str]:
    """Return the personal names in a byline's words, in order; a name's two characters may be spaced apart."""
    text = re.sub(
        r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \xa0\u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])",
        r"\1\2",
        text,
    )
    names = []
    for word in re.split(r"[^\u4e00-\u9fff·]+", text):
        for length in (len(word), 4, 3, 2):
            name = word[-length:] if length else ""
            surname = name[:2] if name[:2] in _surnames() else name[:1]
            if 2 <= len(name) <= 4 and len(name) - len(surname) in (1, 2) and surname in _surnames():
                names.append(name)
                break
    return names


def _is_names(text: str) -> bool:
    """Tell whether a line consists of personal names and nothing else."""
    words = [w for w in re.split(rf"[{BLANK}、，,;；/]+", text) if w]
    return (
        1 <= len(words) <= 8 and sum(map(len, words)) == sum(map(len, find_names(text))) and len(text) <= 40
    )
