"""The edges of an article: the bylines around its headline, and what stands below its last sentence."""

import re

from helpers.articles.page import DATE, HEAD_LABEL, Page, states_date
from helpers.articles.rules import Label

__all__ = ["label_attachments", "label_bylines"]

# The heading of a day in a diary: 2020年2月3日 晴.
_DIARY_DAY = re.compile(rf"{DATE}[^\d|｜:：]{{0,8}}")
_ATTACHMENT = re.compile(r"附\s*[件表图]?\s*[\d一二三四五六七八九十]{0,2}\s*[:：.．、].{0,80}")
_LISTED = re.compile(r"\d{1,2}\s*[.．、].{1,60}")


def label_bylines(page: Page, chunk: list[int], labels: dict[int, list[Label]]) -> None:
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
            if not (page.is_title_like(i) or page.lines[i].heading or HEAD_LABEL.match(text)):
                return
            headed = True


def label_attachments(page: Page, chunk: list[int], labels: dict[int, list[Label]]) -> None:
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
