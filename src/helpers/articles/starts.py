"""Where the articles of a document begin that no separator parts: heads, bylines, datelines, sources, numbers, marks."""

import re

from helpers.articles.fields import is_credit, is_source_line, states_fields
from helpers.articles.page import DATES, HEAD_LABEL, LONGEST_TITLE, NUMBERED, SENTENCE_END, Page, states_date
from helpers.articles.rules import label_line
from helpers.articles.titles import PAPER_TITLE, trim_title

__all__ = ["find_starts"]

_EDITORS_NOTE = re.compile(r"(?:编者|編者)?按语?\s*[:：]")
_MARKED = re.compile(r"[▲△◆◇■●★☆※▶►◎□○]\s*[^。！？；]{3,50}[^。！？；：:，,）)]")
_UNIT_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.．]\s*[^：:。]{2,14}[：:][^。；]{4,50}[^。；：:]"
)
_ITEM = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、])\s*[^。；]{6,50}[^。；：:，、]")
_EXHIBIT = re.compile(r"[图圖表附]\s*[\d一二三四五六七八九十]{1,2}")


def find_starts(page: Page) -> set[int]:
    """Return the lines that open an article though no separator stands before them."""
    lines = page.lines
    heads = [
        i
        for i, line in enumerate(lines)
        if HEAD_LABEL.match(line.text) and len(line.text) <= LONGEST_TITLE + 10
    ]
    starts = {_above(page, i) for i in heads}
    headings = {
        i: line.heading
        for i, line in enumerate(lines)
        if line.heading and not page.labels[i] and not NUMBERED.match(line.text)
    }
    if page.bulletin:
        opening = list(headings) or _numbered_items(page) or _items(page)
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
    starts.update(_marked_items(page))
    starts.update(_headed_by_datelines(page))
    starts.update(_below_sources(page))
    starts.update(_credited(page))
    starts.update(_papers(page))
    for i in range(1, len(lines)):
        if lines[i].blank_before >= 3 and page.is_title_like(i) and not lines[i].heading:
            before = next((j for j in range(i - 1, -1, -1) if not page.is_labelled(j)), None)
            body = sum(len(page.open_text(j)) for j in range(i + 1, min(i + 4, len(lines))))
            if (before is None or lines[before].text[-1] in SENTENCE_END) and body > 60:
                starts.add(i)
    return starts


def _numbered_items(page: Page) -> list[int]:
    """Return the numbered headlines of a bulletin: each names its unit (一、汨罗市：……), or no headline stands above.

    Numbered lines below a headline are the sections of its text.
    """
    numbered = [
        i
        for i, line in enumerate(page.lines)
        if not page.is_labelled(i) and NUMBERED.match(line.text) and _ITEM.fullmatch(line.text)
    ]
    found = [i for i in numbered if _UNIT_ITEM.fullmatch(page.lines[i].text)]
    if numbered and numbered[0] == next((i for i in range(len(page.lines)) if not page.is_labelled(i)), None):
        found = numbered
    if len(found) < 2:
        return []
    page.items.update(found)
    return found


def _items(page: Page) -> list[int]:
    """Return the headlines of a bulletin without markup: short lines after a blank line, each above sentences."""
    found = []
    before: int | None = None  # the last line that no rule claims
    for i, line in enumerate(page.lines):
        if page.is_labelled(i):
            continue
        below = page.lines[i + 1].text if i + 1 < len(page.lines) else ""
        parted = before is None or page.lines[before].text[-1] in SENTENCE_END
        if parted and line.blank_before and page.is_title_like(i) and below and below[-1] in "。！？”）":
            found.append(i)
        before = i
    return found


def _headed_by_datelines(page: Page) -> list[int]:
    """Return the headlines right above a paragraph that begins with a dateline, where several do."""
    found = []
    ended = True
    for i, line in enumerate(page.lines):
        if page.is_labelled(i):
            continue
        below = page.labels[i + 1] if i + 1 < len(page.lines) else []
        dated = bool(below) and below[0].start == 0 and below[0].rule == "dateline"
        if dated and ended and page.is_title_like(i) and not line.heading:
            found.append(i)
        ended = line.text[-1] in SENTENCE_END
    return found if len(found) > 1 else []


def _below_sources(page: Page) -> list[int]:
    """Return the lines of source and date that stand above a headline and its text, where several do."""
    found = []
    for i, line in enumerate(page.lines[:-2]):
        if i and not (line.blank_before or i - 1 in page.separators):
            continue
        if not (is_source_line(line.text) or is_credit(line.text)):
            continue
        head = i + 1
        while (
            head < min(i + 4, len(page.lines) - 1) and page.is_title_like(head) and not page.is_byline(head)
        ):
            head += 1
        if head > i + 1 and page.open_text(head)[-1:] in tuple("。！？”」"):
            found.append(i)
    return found if len(found) > 1 else []


def _credited(page: Page) -> list[int]:
    """Return the headlines that name their source in brackets: 公交车每趟消毒（山西日报 2003.4.28)."""
    found = [
        i
        for i, line in enumerate(page.lines)
        if (page.is_title_like(i) or i in page.items)
        and (end := trim_title(line.text)[1]) < len(line.text)
        and line.text[end:].lstrip()[:1] in ("（", "(")
    ]
    return found if len(found) > 1 else []


def _papers(page: Page) -> list[int]:
    """Return where official papers begin that follow each other: 某市人民政府关于……的通知, with its number above."""
    found = []
    for i, line in enumerate(page.lines):
        if page.is_title_like(i) and PAPER_TITLE.fullmatch(line.text):
            numbered = bool(i) and page.is_labelled(i - 1) and page.labels[i - 1][0].rule == "document-number"
            found.append(i - 1 if numbered else i)
    return found if len(found) > 1 else []


def _marked_items(page: Page) -> list[int]:
    """Return the headlines of a digest: lines that begin with one mark, each above its text, none below other text.

    Below text of the article's own, such lines are its subheadings.
    """
    marked = [
        i
        for i, line in enumerate(page.lines)
        if _MARKED.fullmatch(line.text)
        and not any(b.kind == "caption" for b in label_line(line.text[1:].strip()))
    ]
    marks = {page.lines[i].text[0] for i in marked}
    if len(marked) < 2 or len(marks) > 1:
        return []
    if any(page.open_text(i)[-1:] in tuple("。！？") for i in range(marked[0])):
        return []
    for i in marked:
        below = page.lines[i + 1].text if i + 1 < len(page.lines) else ""
        if not below or below[-1] not in "。！？”）":
            return []
    for i in marked:
        page.labels[i] = []
    return marked


def _label_note(page: Page, end: int) -> None:
    """Label the editor's note that opens a bulletin, down to the first headline."""
    note = next((i for i in range(end) if not page.is_labelled(i)), end)
    if note < end and _EDITORS_NOTE.match(page.lines[note].text):
        for i in range(note, end):
            if i not in page.separators:
                page.label(i, "boilerplate", "editors-note")


def _collected(page: Page, headings: dict[int, int], top: list[int]) -> list[int]:
    """Return the headings below a Markdown collection's title, which has no byline and no text of its own."""
    if page.form != "markdown" or len(top) != 1 or headings.get(top[0] + 1, 0) <= headings[top[0]]:
        return []
    level = headings[top[0] + 1]
    lower = [i for i in headings if headings[i] == level]
    ends = [*lower[1:], len(page.lines)]
    filled = all(any(page.open_text(j) for j in range(i + 1, end) if j not in headings)
                 for i, end in zip(lower, ends, strict=True))  # fmt: skip
    return lower if len(lower) > 1 and filled else []


def _headed_by_bylines(page: Page) -> list[int]:
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
                start = run[-1] if NUMBERED.match(page.lines[run[-1]].text) else run[0]
                found.append((start, DATES.search(line.text) is not None, top))
                run, ended, top = [], False, False
        elif not line.heading and (page.is_title_like(i) or _is_numbered_headline(page, i)):
            run.append(i)
        else:
            run, top = [], False
            ended = line.text[-1] in SENTENCE_END
    if not any(at_top and not dated for _, dated, at_top in found):
        found = [start for start in found if start[1]]
    if len(found) < 2:
        return []
    page.items.update(i for i, _, _ in found if NUMBERED.match(page.lines[i].text))
    return [_below_furniture(page, i) for i, _, _ in found]


def _is_numbered_headline(page: Page, i: int) -> bool:
    """Tell whether a numbered line is the headline of an item: a line of fields follows it."""
    text = page.lines[i].text
    below = page.lines[i + 1].text if i + 1 < len(page.lines) else ""
    return (
        not page.labels[i]
        and len(text) <= LONGEST_TITLE
        and text[-1] not in "。；;，,、"
        and NUMBERED.match(text) is not None
        and states_fields(below)
    )


def _below_furniture(page: Page, i: int) -> int:
    """Return the first of the addresses and numbers that stand right above a headline."""
    while i and page.is_labelled(i - 1) and page.labels[i - 1][0].rule in ("address", "number"):
        i -= 1
    return i


def _above(page: Page, i: int) -> int:
    """Return the first of the bylines that stand right above a labelled headline, after a blank line."""
    first = i
    while first and not page.lines[first].blank_before and page.is_labelled(first - 1) \
            and (page.labels[first - 1][0].kind == "byline" or page.labels[first - 1][0].rule == "address"):  # fmt: skip
        first -= 1
    alone = not first or page.lines[first].blank_before or first - 1 in page.separators
    return first if alone else i
