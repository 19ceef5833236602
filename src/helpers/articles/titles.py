"""Which lines of an article are its headline, and where its body begins."""

import re

from helpers.articles.names import is_names
from helpers.articles.page import HEAD_LABEL, Page
from helpers.articles.rules import Label

__all__ = ["find_title", "page_title", "trim_title"]

# What forums put around a headline.
_BEFORE = re.compile(r"(?:[\[【(（]\s*(?:转帖|转载|转贴|原创|轉帖|轉貼|轉載)\s*[\])】）]\s*)+")
_AFTER = re.compile(r"\s*[\[【(（]\s*(?:复制链接|复制本帖链接|打印|收藏)\s*[\])】）]\s*$")

_SITE_NAME = re.compile(
    r"\s{0,4}(?:[_|｜]|\s[-–—]{1,2}\s|(?<=[\u4e00-\u9fff”》）])[-–—]{1,2}(?=[\u4e00-\u9fff])).*"
)


def page_title(text: str) -> str:
    """Return the headline in a page's <title>: what stands before the site's name."""
    return _SITE_NAME.sub("", text, count=1)


def trim_title(text: str) -> tuple[int, int]:
    """Return where a headline begins and ends in its line: without its label and the marks of a forum."""
    at, end = 0, len(text)
    for mark in (HEAD_LABEL, _BEFORE):
        match = mark.match(text, at)
        at = match.end() if match else at
    match = _AFTER.search(text, at)
    end = match.start() if match else end
    return (at, end) if at < end else (0, len(text))


def find_title(page: Page, chunk: list[int], labels: dict[int, list[Label]]) -> tuple[dict[int, str], int]:
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
            and not HEAD_LABEL.match(lines[i].text)
            and not (i in page.cells and i < last_heading)
        ),
        chunk[-1] + 1,
    )
    head = [i for i in chunk if i < first_body]
    topmost = next((i for i in head if not labels[i]), None)
    for i in head:
        if not labels[i] and is_names(lines[i].text) and i != topmost:
            labels[i] = [Label(0, len(lines[i].text), "byline", "names")]
    candidates = [i for i in head if not labels[i]]
    named = next((i for i in candidates if HEAD_LABEL.match(lines[i].text)), None)
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
        title = page_title(lines[named_by_page].text) if named_by_page is not None else ""
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
