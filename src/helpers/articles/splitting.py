"""Lines of a document → drafts of articles: where each begins, its headline, its body, its furniture."""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from helpers.articles.main_text import mark_furniture
from helpers.articles.markup import BLANK, Line
from helpers.articles.rules import OFFICE, Label, label_lines
from helpers.document import Form
from helpers.lexicons import read_words

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
_OFFICE = re.compile(rf".{{2,40}}{OFFICE}")
_TRAILING_DATE = re.compile(r"\s*[（(]?(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?[)）]?$")
_SENTENCE_END = "。！？!?.：:；;…”’\"'」』）)》—"
_LONGEST_TITLE = 70
_LONGEST_HEADED = 120  # of a headline that a byline or a blank line sets apart
_LONGEST_BYLINE = 80
_DATE = (
    r"(?:(?:19|20)\d{2}\s?(?:年|[-－/.])\s?\d{1,2}\s?(?:月|[-－/.])\s?\d{1,2}(?:\s?日|(?!\d))"
    r"|[二一][〇零○一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
    r"|(?:(?:中[华華])?民[国國]\s?\d{2,3}|1\d{2})\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
    r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))"
)
_DATES = re.compile(rf"(?<!\d){_DATE}")
# The date stands by itself: a headline's runs on into its words (2020年2月3日疫情通报), or they end as headlines do.
_NOT_STATED = re.compile(
    r"(?:今天是?|截[至止]|[自从至到])\s?$"
    r"|(?:情况|通报|公告|通告|通知|名单|问答|报告|方案|意见|规定|办法|决定|快讯|動態|动态|情況|通報|報告)[）)]?\s*$"
)
# The heading of a day in a diary: 2020年2月3日 晴.
_DIARY_DAY = re.compile(rf"{_DATE}[^\d|｜:：]{{0,8}}")
# Of the days that a label names, only these are the day of publication: 会议时间 is not.
_OTHER_TIME = re.compile(r"[\u4e00-\u9fff](?:时间|時間|日期)\s?[:：]?\s?$")
_PUBLISHED = re.compile(
    r"(?:[发發][布佈表稿]|更新|刊[发發登载載]|[编編][辑輯]|成文|印[发發]|生成|[录錄]入|上[传傳]|出版|[见見][报報]|公[开開]|撰稿"
    r"|[创創]建|[来來]源|文章|新[闻聞]|稿件|信息)(?:时间|時間|日期)\s?[:：]?\s?$"
)
_GOES_ON = re.compile(
    r"\s?(?:\d{1,2}[:：时時点點]|星期|周|週|上午|下午|[讯訊电電]|消息|[来來]源|[来來]自|[编編][辑輯]|责|責|作者|[记記]者|[发發][布佈表]|更新"
    r"|[浏瀏][览覽]|[阅閱][读讀]|[点點][击擊]|稿源|字[体體号號])|(?![\u3400-\u9fff])"
)
_EDITORS_NOTE = re.compile(r"(?:编者|編者)?按语?\s*[:：]")
_ATTACHMENT = re.compile(r"附\s*[件表图]?\s*[\d一二三四五六七八九十]{0,2}\s*[:：.．、].{0,80}")
_LISTED = re.compile(r"\d{1,2}\s*[.．、].{1,60}")
_EXHIBIT = re.compile(r"[图圖表附]\s*[\d一二三四五六七八九十]{1,2}")
_CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff0f\uff1a-\uff20“‘《]")
_SITE_NAME = re.compile(
    r"\s{0,4}(?:[_|｜]|\s[-–—]{1,2}\s|(?<=[\u4e00-\u9fff”》）])[-–—]{1,2}(?=[\u4e00-\u9fff])).*"
)


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
        self.cells: set[int] = set()
        if form == "html":
            for i, rule in enumerate(mark_furniture(lines, [self.is_labelled(i) for i in range(len(lines))])):
                # A notice that a rule knows by its words keeps that rule's name.
                if rule and not (self.labels[i] and self._is_furniture(i)):
                    self.label(i, "boilerplate", rule)
            self._cells()
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
        """Tell whether a line could be a headline: short, no full sentence, no numbered heading, no table's cell."""
        text = self.lines[i].text
        return (
            not self.labels[i]
            and i not in self.cells
            and (2 <= len(text) <= _LONGEST_TITLE or self._is_long_title(i))
            and text[-1] not in "。；;，,、.！!"
            and not re.search(r"[。；]", text[:-1])
            and not _NUMBERED.match(text)
            and re.search(r"[\u3400-\u9fffA-Za-z]", text) is not None
        )

    def is_byline(self, i: int) -> bool:
        """Tell whether the line below a headline is its byline: rules say so, or it holds one full date."""
        if self.is_labelled(i):
            return self.labels[i][0].kind == "byline"
        return states_date(self.lines[i].text)

    def _is_long_title(self, i: int) -> bool:
        text = self.lines[i].text
        if not _LONGEST_TITLE < len(text) <= _LONGEST_HEADED or re.search(r"[。！？!?；;：:]", text):
            return False
        below = i + 1
        if below == len(self.lines):
            return False
        first = all(self.is_labelled(j) for j in range(max(i - 15, 0), i)) and i <= 15
        return self.is_byline(below) or (first and self.lines[below].blank_before > 0)

    def _cells(self) -> None:
        """Find the lines that stand beside others in a table's row: its columns, not a page's layout."""
        rows: dict[int, list[int]] = {}
        for i, line in enumerate(self.lines):
            if line.row and not self.labels[i]:
                rows.setdefault(line.row, []).append(i)
        self.cells = {i for row in rows.values() if len(row) > 1 for i in row}
        self.cells.update(i for i, line in enumerate(self.lines) if line.table)

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
                    circulated = _CIRCULATION.fullmatch(self.lines[i].text) is not None
                    self.label(i, "boilerplate", "circulation" if circulated else "letterhead")
        open_lines = [i for i in range(n) if i not in self.separators and not self._is_furniture(i)]
        if len(open_lines) >= 4:
            office, date = open_lines[-2:]
            if self.labels[date] and self.labels[date][0].rule == "timestamp" and len(self.lines[office].text) <= 30 \
                    and not self.labels[office] and _OFFICE.fullmatch(self.lines[office].text):  # fmt: skip
                self.label(office, "byline", "sign-off")
                self.label(date, "byline", "sign-off")

    def _is_furniture(self, i: int) -> bool:
        return self.is_labelled(i) and self.labels[i][0].kind in ("boilerplate", "markup")


def states_date(text: str) -> bool:
    """Tell whether a line states one full date and is no sentence or headline."""
    if len(text) > _LONGEST_BYLINE or re.search(r"[。！？!?；;，]", text):
        return False
    dates = list(_DATES.finditer(text))
    if len(dates) != 1 or not _GOES_ON.match(text, dates[0].end()) or _NOT_STATED.search(text):
        return False
    before = text[: dates[0].start()]
    other = _OTHER_TIME.search(before) and not _PUBLISHED.search(before)
    return not other and not _NOT_STATED.search(before)


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
        opening = list(headings) or _items(page)
        _label_note(page, min(opening, default=0))
    else:
        # Where the document itself begins with a heading, that heading's level is the level of headlines.
        top = next((i for i in range(len(lines)) if not page.is_labelled(i)), None)
        highest = min(headings.values(), default=1)
        level = highest if top in headings and headings[top] == highest else 1
        opening = [i for i in headings if headings[i] == level]
        if len(opening) < 2:
            starts.update(_collected(page, headings, opening))
            opening = []
    # Headings that follow each other are the lines of one headline.
    starts.update(i for i in opening if i - 1 not in headings)
    starts.update(_headed_by_bylines(page))
    for i in range(1, len(lines)):
        if lines[i].blank_before >= 3 and page.is_title_like(i) and not lines[i].heading:
            before = next((j for j in range(i - 1, -1, -1) if not page.is_labelled(j)), None)
            body = sum(len(page.open_text(j)) for j in range(i + 1, min(i + 4, len(lines))))
            if (before is None or lines[before].text[-1] in _SENTENCE_END) and body > 60:
                starts.add(i)
    return starts


def _items(page: _Page) -> list[int]:
    """Return the headlines of a bulletin without markup: short lines after a blank line, each above sentences."""
    found = []
    before: int | None = None  # the last line that no rule claims
    for i, line in enumerate(page.lines):
        if page.is_labelled(i):
            continue
        below = page.lines[i + 1].text if i + 1 < len(page.lines) else ""
        parted = before is None or page.lines[before].text[-1] in _SENTENCE_END
        if parted and line.blank_before and page.is_title_like(i) and below and below[-1] in "。！？”）":
            found.append(i)
        before = i
    return found


def _label_note(page: _Page, end: int) -> None:
    """Label the editor's note that opens a bulletin, down to the first headline."""
    note = next((i for i in range(end) if not page.is_labelled(i)), end)
    if note < end and _EDITORS_NOTE.match(page.lines[note].text):
        for i in range(note, end):
            if i not in page.separators:
                page.label(i, "boilerplate", "editors-note")


def _collected(page: _Page, headings: dict[int, int], top: list[int]) -> list[int]:
    """Return the headings below a Markdown collection's title, which has no byline and no text of its own."""
    if page.form != "markdown" or len(top) != 1 or headings.get(top[0] + 1, 0) <= headings[top[0]]:
        return []
    level = headings[top[0] + 1]
    lower = [i for i in headings if headings[i] == level]
    ends = [*lower[1:], len(page.lines)]
    filled = all(any(page.open_text(j) for j in range(i + 1, end) if j not in headings)
                 for i, end in zip(lower, ends, strict=True))  # fmt: skip
    return lower if len(lower) > 1 and filled else []


def _headed_by_bylines(page: _Page) -> list[int]:
    """Return the lines that open an article by a headline with a byline right below it, where several do.

    A headline follows the end of a sentence. One whose byline names no date counts only where the document
    itself begins so: sources stand below tables, too.
    """
    found: list[tuple[int, bool, bool]] = []  # (first line, whether dated, whether at the top)
    run: list[int] = []  # the short lines since the last sentence
    ended, top = True, True
    for i, line in enumerate(page.lines):
        if page.is_labelled(i) or (run and states_date(line.text)):
            own = run and run[-1] == i - 1 and len(run) <= 3 and ended and page.is_byline(i)
            if own and not _EXHIBIT.match(page.lines[run[0]].text):
                found.append((run[0], _DATES.search(line.text) is not None, top))
                run, ended, top = [], False, False
        elif page.is_title_like(i) and not line.heading:
            run.append(i)
        else:
            run, top = [], False
            ended = line.text[-1] in _SENTENCE_END
    if not any(at_top and not dated for _, dated, at_top in found):
        found = [start for start in found if start[1]]
    return [_below_furniture(page, i) for i, _, _ in found] if len(found) > 1 else []


def _below_furniture(page: _Page, i: int) -> int:
    """Return the first of the addresses and numbers that stand right above a headline."""
    while i and page.is_labelled(i - 1) and page.labels[i - 1][0].rule in ("address", "number"):
        i -= 1
    return i


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
    _label_bylines(page, chunk, labels)
    _label_attachments(page, chunk, labels)
    titles, head = _find_title(page, chunk, labels)
    for i in draft.lines:
        text = page.lines[i].text
        if i in titles:
            mark = _HEAD_LABEL.match(text)
            at = mark.end() if mark else 0
            if at:
                draft.stretches.append(Labelled(i, 0, at, "boilerplate", "label"))
            end = len(_page_title(text)) if titles[i] == "page-title" else len(text)
            draft.stretches.append(Labelled(i, at, end, "title", titles[i]))
            draft.title.append(text[at:end])
            if end < len(text):
                draft.stretches.append(Labelled(i, end, len(text), "boilerplate", "region:title"))
        else:
            rule = "table" if page.lines[i].table else "text"
            draft.stretches.extend(_stretches(i, len(text), labels[i], "body", rule))
    if not any(s.kind == "body" for s in draft.stretches):
        return None
    draft.head = head
    draft.joined = _joins(page, draft)
    return draft


def _label_bylines(page: _Page, chunk: list[int], labels: dict[int, list[Label]]) -> None:
    """Label the lines between headline and first paragraph that state a date, whatever stands beside it.

    Where several lines of the article are headings of days, it is a diary and they are its text.
    """
    days = {i for i in chunk if not page.labels[i] and _DIARY_DAY.fullmatch(page.lines[i].text)}
    diary = days if len(days) > 1 else set()
    headed = False
    for i in chunk:
        text = page.lines[i].text
        if headed and i not in diary and not page.is_labelled(i) and states_date(text):
            labels[i] = [Label(0, len(text), "byline", "timestamp")]
        elif page.open_text(i):
            if not (page.is_title_like(i) or page.lines[i].heading or _HEAD_LABEL.match(text)):
                return
            headed = True


def _label_attachments(page: _Page, chunk: list[int], labels: dict[int, list[Label]]) -> None:
    """Label the list of attachments at the end of an article."""
    listed: list[int] = []
    for i in reversed(chunk[1:]):
        text = page.lines[i].text
        if page.is_labelled(i):
            continue
        if _ATTACHMENT.fullmatch(text) and text[-1] not in "。！？":
            for j in (i, *listed):
                labels[j] = [Label(0, len(page.lines[j].text), "boilerplate", "attachment")]
            listed = []
        elif _LISTED.fullmatch(text) and text[-1] not in "。！？；":
            listed.append(i)
        else:
            return


def _page_title(text: str) -> str:
    """Return the headline in a page's <title>: what stands before the site's name."""
    return _SITE_NAME.sub("", text, count=1)


def _find_title(page: _Page, chunk: list[int], labels: dict[int, list[Label]]) -> tuple[dict[int, str], int]:
    """Return the headline's lines with the rule that chose them, and the first line of the body.

    What stands above the first full paragraph is the head. Its unlabelled short lines are the headline as
    far as the first byline; without a byline the headline is the first of them, and a second that is marked
    as its other half (a dash, or a heading right below a heading).
    """
    lines = page.lines
    last_heading = max((i for i in chunk if lines[i].heading), default=-1)
    first_body = next(
        (
            i
            for i in chunk
            if page.open_text(i)
            and not page.is_title_like(i)
            and not lines[i].heading
            and not (labels[i] and labels[i][0].rule == "timestamp")
            and not _HEAD_LABEL.match(lines[i].text)
            and not (i in page.cells and i < last_heading)
        ),
        chunk[-1] + 1,
    )
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
        named_by_page = next((i for i in chunk if lines[i].region == "title" and page.is_labelled(i)), None)
        title = _page_title(lines[named_by_page].text) if named_by_page is not None else ""
        same = [i for i in candidates if len(lines[i].text) >= 4 and title.startswith(lines[i].text)]
        if same:
            for i in candidates:
                if i < same[0]:
                    labels[i] = [Label(0, len(lines[i].text), "boilerplate", "above-title")]
            candidates = candidates[candidates.index(same[0]) :]
        elif not candidates and named_by_page is not None and first_body <= chunk[-1] and len(title) >= 4:
            return {named_by_page: "page-title"}, first_body
    candidates = [i for i in candidates if i not in page.cells]
    if not candidates:
        return {}, first_body
    first = candidates[0]
    byline = next((i for i in head if i > first and labels[i] and labels[i][0].kind == "byline"), None)
    if lines[first].heading:
        last, open_lines = first, set(candidates)
        while last + 1 in open_lines and lines[last + 1].heading:
            last += 1
        return dict.fromkeys(range(first, last + 1), "heading"), _past_bylines(labels, last + 1, first_body)
    if byline is not None:
        above = [i for i in candidates if i < byline][:3]
        return dict.fromkeys(above, "above-byline"), _past_bylines(labels, byline + 1, first_body)
    titles = {first: "first-line"}
    if first_body == chunk[-1] + 1 and len(candidates) == len(head):
        return {}, first  # nothing but short lines: no line of them is the headline of the others
    if len(candidates) > 1 and re.match(r"[—－―─-]{1,2}", lines[candidates[1]].text):
        titles[candidates[1]] = "second-line"
    return titles, max(titles) + 1


def _past_bylines(labels: dict[int, list[Label]], i: int, end: int) -> int:
    """Return the first line from i on that is no byline or other furniture."""
    while i < end and labels[i]:
        i += 1
    return i


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
            and _CJK.match(above.text[-1])
            and _CJK.match(below.text)
            and not (above.heading or below.heading or page.labels[before] or page.labels[i])
            and not _NUMBERED.match(below.text)
        ):
            joined.add(i)
    return joined


@functools.cache
def _surnames() -> frozenset[str]:
    return frozenset(read_words("surnames.txt"))


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
