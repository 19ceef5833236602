"""The edges of an article: the bylines around its headline, and what stands below its last sentence."""

import re

from helpers.articles.fields import is_byline, is_credit, is_source_line, states_fields
from helpers.articles.names import find_names
from helpers.articles.page import DATE, DATES, HEAD_LABEL, NUMBERED, OFFICE_LINE, Page, states_date
from helpers.articles.rules import OFFICE, Label, fold_characters

__all__ = ["SPAN", "label_attachments", "label_bylines", "label_tail"]

# The heading of a day in a diary: 2020年2月3日 晴.
_DIARY_DAY = re.compile(rf"{DATE}[^\d|｜:：]{{0,8}}")
# Who gave a speech: 绥化市副市长　高忠义.
_SPEAKER = re.compile(
    r"[（(]?[\u4e00-\u9fff、]{0,20}(?:书记|省长|市长|县长|区长|州长|盟长|旗长|镇长|乡长|主席|主任|局长|厅长|部长|司长|处长|院长|校长|会长"
    r"|書記|縣長|區長|主任委員|局長|廳長|部長|司長|處長|院長|校長|會長)\s+(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]\s+[\u4e00-\u9fff])[）)]?"
)
# When and where a speech or report was given: ——2019年1月9日在某市第九届人民代表大会第四次会议上.
_OCCASION = re.compile(
    rf"[（(]?\s*{DATE}\s*[,，]?\s*(?:于|在)[^。！？；]{{3,60}}(?:上|会议|大会|會議|大會)[）)]?"
)
SPAN = re.compile(
    r"[（(][^（）()]*\d[年月日]\s*(?:至|到|[-－—–~～]{1,2})[^（）()]*[)）]"
)  # the days of a chronicle
_MONTH = re.compile(
    r"[（(]?\s*(?:(?:19|20)\d{2}|[二一][〇零○一二三四五六七八九]{3})\s*年\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月\s*[）)]?"
)
_PAPER_HEAD = re.compile(rf".{{2,30}}{OFFICE}(?:文件|新闻稿|新闻公报|新闻通稿|公报|令)")
_BRACKETED_DATE = re.compile(rf"[（(【][^（）()。]{{0,30}}{DATE}[^（）()。]{{0,30}}[)）】]")
_DATED = re.compile(
    rf"\s+[（(]?(?:{DATE}|{_MONTH.pattern}|(?:(?:19|20)\d{{2}}|[二一][〇零○一二三四五六七八九]{{3}})年)[）)]?\s*$"
)
_WRITER = re.compile(rf"{OFFICE_LINE.pattern}|[\u4e00-\u9fff“”]{{4,24}}(?:组|队|站|处|社|集团)")
_SIGNED = re.compile(r"(?<=[。！？”])\s*[（(]([\u4e00-\u9fff·、\s]{2,20})[)）]\s*$")
_SENTENCE_ENDS = re.compile(r"[。！？!?…][\s”’」』\"']*$")
_BULLET = re.compile(r"[-·•●○■□▪◆◇★☆▲►√✓*]\s*\S")
_BETWEEN_NAMES = re.compile(r"[\s、，]+")
_LONGEST_LOOSE = 45
_MOST_LOOSE = 8
_ATTACHMENT = re.compile(r"附\s*[件表图]?\s*[\d一二三四五六七八九十]{0,2}\s*[:：.．、].{0,80}")
_LISTED = re.compile(r"\d{1,2}\s*[.．、].{1,60}")


def label_bylines(page: Page, chunk: list[int], labels: dict[int, list[Label]]) -> None:
    """Label the lines above the first paragraph that are put together from fields, or state a date.

    Above a headline, a line of fields is a masthead (江西日报 2020年2月3日 第2版). Where several lines of the
    article are headings of days, it is a diary and they are its text.
    """
    days = {i for i in chunk if not page.labels[i] and _DIARY_DAY.fullmatch(page.lines[i].text)}
    diary = days if len(days) > 1 else set()
    headed = page.titled
    heads: list[int] = []  # an office and what it prints: 某市防汛抗旱指挥部文件
    waiting: list[int] = []  # lines of fields above anything that could be a headline
    for i in chunk:
        text = page.lines[i].text
        if i in diary or page.is_labelled(i) or not page.open_text(i):
            continue
        if headed and states_date(text):
            labels[i] = [Label(0, len(text), "byline", "timestamp")]
        elif headed and _SPEAKER.fullmatch(text):
            labels[i] = [Label(0, len(text), "byline", "speaker")]
        elif not headed and _PAPER_HEAD.fullmatch(fold_characters(text)):
            heads.append(i)
        elif headed and _is_office_and_names(text):
            labels[i] = [Label(0, len(text), "byline", "reporter")]
        elif (
            is_byline(text)
            or is_source_line(text)
            or is_credit(text)
            or _is_dated_office(text)
            or (headed and _BRACKETED_DATE.fullmatch(text) and not SPAN.fullmatch(text))
        ):
            if headed:
                labels[i] = [Label(0, len(text), "byline", "fields")]
            else:
                waiting.append(i)
        elif headed and _OCCASION.fullmatch(text):
            labels[i] = [Label(0, len(text), "byline", "occasion")]
        elif headed and (_MONTH.fullmatch(text) or _is_author_office(page, i)):
            labels[i] = [Label(0, len(text), "byline", "fields" if _MONTH.fullmatch(text) else "sign-off")]
        elif page.is_title_like(i) or page.lines[i].heading or HEAD_LABEL.match(text):
            headed = True
            for j in heads:
                labels[j] = [Label(0, len(page.lines[j].text), "boilerplate", "letterhead")]
            heads = []
            for j in waiting:
                labels[j] = [Label(0, len(page.lines[j].text), "byline", _rule_above(page, j))]
            waiting = []
        else:
            break
    for j in waiting:  # fields right above the text: there is no headline
        if states_fields(page.lines[j].text) or _is_dated_office(page.lines[j].text):
            labels[j] = [Label(0, len(page.lines[j].text), "byline", "fields")]


def label_tail(page: Page, chunk: list[int], labels: dict[int, list[Label]]) -> None:
    """Label the short lines below an article's last sentence: signatures, credits, whatever the page adds.

    They are no sentences, no list and no table. A long run of them is taken for text that has no punctuation.
    """
    loose: list[int] = []
    for i in reversed(chunk[1:]):
        text = page.lines[i].text
        if sum(label.end - label.start for label in labels[i]) >= len(text):
            continue
        if not labels[i] and _is_loose(page, i):
            loose.append(i)
            continue
        signed = None if labels[i] else _SIGNED.search(text)
        if signed and _all_names(signed[1]):
            labels[i] = [Label(signed.start(), len(text), "byline", "names")]
        ended = _SENTENCE_ENDS.search(page.open_text(i)) is not None or (
            labels[i] and labels[i][-1].end == len(text)
        )
        if not ended or len(loose) > _MOST_LOOSE:
            return
        break
    else:
        return
    for i in loose:
        text = page.lines[i].text
        inner = text.strip("（(［[【）)］]】 \u3000")
        if is_byline(text) or (inner != text and is_credit(inner)):
            labels[i] = [Label(0, len(text), "byline", "fields")]
        elif DATES.match(text):
            labels[i] = [Label(0, len(text), "byline", "sign-off")]
        elif _all_names(inner, labelled=inner != text):
            labels[i] = [Label(0, len(text), "byline", "names")]
        elif OFFICE_LINE.fullmatch(inner):
            labels[i] = [Label(0, len(text), "byline", "sign-off")]
        else:
            labels[i] = [Label(0, len(text), "boilerplate", "below-text")]


def _rule_above(page: Page, i: int) -> str:
    """Return the rule of a line of fields above a headline: at the top of the document, it is the whole document's."""
    return "masthead" if all(page.is_labelled(j) for j in range(i)) else "fields"


def _is_office_and_names(text: str) -> bool:
    """Tell whether a line is an office and who of it wrote the text: 市委政策研究室　邱长青　罗慧."""
    office, *names = text.split()
    return len(names) > 0 and _WRITER.fullmatch(office) is not None and _all_names(" ".join(names))


def _is_dated_office(text: str) -> bool:
    """Tell whether a line is an office and a date: 三明市林业局课题组（二〇〇九年）."""
    office = _DATED.sub("", text)
    return office != text and len(office) <= 30 and _WRITER.fullmatch(office) is not None


def _is_author_office(page: Page, i: int) -> bool:
    """Tell whether a line below a headline is the office that wrote the paper, and not half of the headline."""
    text = page.lines[i].text
    below = page.lines[i + 1].text if i + 1 < len(page.lines) else ""
    written = _WRITER.fullmatch(text)
    return (
        written is not None
        and len(text) <= 25
        and not page.lines[i].heading
        and not below.startswith(("关于", "關於"))
    )


def _all_names(text: str, *, labelled: bool = True) -> bool:
    """Tell whether words are personal names and nothing else."""
    names = find_names(text, labelled=labelled)
    return bool(names) and "".join(names) == _BETWEEN_NAMES.sub("", text)


def _is_loose(page: Page, i: int) -> bool:
    """Tell whether a line could stand below a text without being part of it."""
    line = page.lines[i]
    text = line.text
    bracketed = text[0] in "（([【" and text[-1] in "）)]】"
    return (
        len(text) <= _LONGEST_LOOSE
        and not line.heading
        and i not in page.cells
        and not NUMBERED.match(text)
        and not _BULLET.match(text)
        and (bracketed or text[-1] not in "。！？!?；;，,、：:”」』…")
    )


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
