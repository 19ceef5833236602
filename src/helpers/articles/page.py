"""A document's lines with what rules say of each: separators, letterheads, regions of a page, bylines."""

import re
from collections.abc import Sequence

from helpers.articles.fields import DATE, is_byline, is_source_line, states_fields
from helpers.articles.main_text import mark_furniture
from helpers.articles.markup import BLANK, Line
from helpers.articles.pages import find_page_furniture
from helpers.articles.rules import OFFICE, Label, label_lines
from helpers.document import Form

__all__ = [
    "DATE",
    "DATES",
    "EDITORS_NOTE",
    "HEAD_LABEL",
    "LONGEST_TITLE",
    "MASTHEAD",
    "NUMBERED",
    "OFFICE_LINE",
    "SENTENCE_END",
    "Page",
    "states_date",
]  # fmt: skip

SENTENCE_END = "。！？!?.：:；;…”’\"'」』）)》—"
NUMBERED = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[、.．)）]|\s)|第[一二三四五六七八九十\d]{1,3}[章节条部编]"
)
HEAD_LABEL = re.compile(
    r"(?:\[\d{1,4}\]\s*)?(?:[【\[]\s*(?:新闻|文章)?(?:标\s*题|標\s*題|篇\s*名|题\s*名|题\s*目)\s*[】\]]\s*[:：]?|(?:新闻|文章|来信|信件|留言|提问)?(?:标\s*题|题\s*目|题\s*名|篇\s*名|標\s*題)\s*[:：\t]"
    r"|(?:news_?)?title\s*(?:[:：]|=(?=\s*[\"']))|[【\[]\s*第\s*[\d一二三四五六七八九十]{1,3}\s*[条篇则]\s*[】\]](?=\s*\S))\s*",
    re.IGNORECASE,
)
LONGEST_TITLE = 70
_SEPARATOR = re.compile(
    r"[=*~＝]{3,}\s*[\u4e00-\u9fff\w]{1,8}\s*[=*~＝]{3,}|[>＞]{2,}\s*\d{1,4}\s*[<＜]{2,}|NNNN|ZCZC\b.{0,60}|[\[【<（(]?[^\s\[\]，。]{3,80}\.(?:txt|html?|docx?|pdf|md)[\]】>）)]|[=\-*#~＝—─]{2,}\s*[\[(（【第]?\s*\d{1,4}\s*(?:/\s*\d{1,4})?\s*[\])）】篇条]?\s*[=\-*#~＝—─]{2,}|[*=\-_#~＊＝─━═—☆★◆◇○●\s]+|[….．·。、+＋<>＜＞^/\\|｜\s]{4,}"
)
_BESIDE = ("outside-main-text", "region:named", "region:header")
_BLANKS = re.compile(f"[{BLANK}]+")
_KEY = re.compile(r"(?:[A-Za-z][\w -]{0,30}[:=]|\s*- ).*")
EDITORS_NOTE = re.compile(r"[【\[]?(?:编者|編者)?按语?[】\]]?\s*[:：]?")
_FILE_NAME = re.compile(r"\S*\.(?:jpe?g|png|gif|bmp|html?|shtml|docx?|pdf|mp4)", re.IGNORECASE)
_LETTER = re.compile(r"[\u3400-\u9fffA-Za-z]")
_SENTENCE_MARK = re.compile("[。！？!?；;，]")
_NO_TITLE = re.compile("[。！？!?；;：:]")
_SYMBOLS = re.compile(r"[\W_]+")
_ISSUE = re.compile(r"[（(〔\[]?\s*(?:[〔\[（(]?\d{4}\s*年?[〕\]）)]?)?\s*(?:总|增刊)?\s*第?\s*[\d〇零一二三四五六七八九十百]+\s*[期号辑次]\s*"
                    r"(?:[（(]?总第?\s*\d+\s*期[)）]?)?\s*[)）〕\]]?")  # fmt: skip
MASTHEAD = re.compile(
    r".{0,30}(?:简报|专报|快报|要报|日报告|内参|要情|动态|信息|通讯|参考|摘报|专刊|公报|通报|月报|周报)"
)
_ISSUE_WORD = re.compile("[期号辑次]")  # which each of these patterns needs
_ISSUE_LINE = re.compile(
    rf"{_ISSUE.pattern}(?:\s{{2,}}.{{2,50}})?"
)  # the office and date may stand beside it
_MASTHEAD_ISSUE = re.compile(rf"{MASTHEAD.pattern}\s*{_ISSUE.pattern}")
_CIRCULATION = re.compile(
    r"(?:报|发|送|主\s*送|抄\s*送|抄\s*报|分\s*送|报\s*送|呈\s*报|呈\s*送|印\s*发|本期发送?|主题词)\s*[:：].+"
)
OFFICE_LINE = re.compile(rf".{{2,40}}{OFFICE}")
_ISSUING_OFFICE = re.compile(rf".{{2,40}}{OFFICE}\s*(?:编印|主办|主编|印发|编发|编|印|办)?")
_CONTENTS = re.compile(
    r"[【\[]?\s*(?:本期|今日|本日|本周|本\s*刊)?\s*(?:要目|导读|目\s*录|目\s*次|看点|提要|内容提要|内容导读|導讀|目\s*錄)\s*[】\]]?\s*[:：]?"
)
_TRAILING_DATE = re.compile(r"\s*[（(]?(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?[)）]?$")
_LONGEST_HEADED = 120  # of a headline that a byline or a blank line sets apart
_LONGEST_BYLINE = 80
# The date stands by itself: a headline's runs on into its words (2020年2月3日疫情通报), or they end as headlines do.
_NOT_STATED = re.compile(
    r"(?:今天是?|截[至止]|[自从至到])\s?$"
    r"|(?:情况|通报|公告|通告|通知|名单|问答|报告|方案|意见|规定|办法|决定|快讯|動態|动态|情況|通報|報告)[）)]?\s*$"
)
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
DATES = re.compile(rf"(?<!\d){DATE}")


class Page:
    """A document's lines with their labels, once every rule that looks at whole lines has spoken."""

    def __init__(
        self, lines: Sequence[Line], form: Form, stated: Sequence[str] = (), *, titled: bool = False
    ) -> None:
        """Label the lines: `form` is what the source is written in, `stated` the headlines known from elsewhere.

        `titled` says that the headline stands elsewhere, in a column beside the text.
        """
        self.titled = titled
        self.stated = stated
        self.lines = lines
        self.form = form
        apart = {i for i, line in enumerate(lines) if line.blank_before >= 2}
        self.labels = label_lines([line.text for line in lines], apart)
        self.separators: set[int] = set()
        self.bulletin = False
        self.cells: set[int] = set()
        self.items: set[int] = set()  # numbered lines that are known to be headlines
        if form == "html":
            for i, rule in enumerate(mark_furniture(lines, [self.is_labelled(i) for i in range(len(lines))])):
                # A notice that a rule knows by its words keeps that rule's name.
                if rule and not (self.labels[i] and self._is_furniture(i)):
                    self.label(i, "caption" if rule == "caption" else "boilerplate", rule)
            self._cells()
            self._mastheads()
            self._field_rows()
        else:
            for i, rule in find_page_furniture(lines).items():
                if rule == "page-number" or not self.is_labelled(i):
                    self.label(i, "boilerplate", rule)
        if form == "markdown":
            self._links()
        if form != "html":
            self._top()
        self._front_matter()
        self._symbols()
        self._letterhead()
        self._contents()
        self._colophon()

    def label(self, i: int, kind: str, rule: str) -> None:
        """Label a whole line."""
        self.labels[i] = [Label(0, len(self.lines[i].text), kind, rule)]

    def is_labelled(self, i: int) -> bool:
        """Tell whether rules claim the whole line."""
        labels = self.labels[i]
        if not labels:
            return False
        return sum([label.end - label.start for label in labels]) >= len(self.lines[i].text)

    def open_text(self, i: int) -> str:
        """Return the part of the line that no rule claims."""
        if not self.labels[i]:
            return self.lines[i].text.strip(BLANK)
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
            and text[-1] not in "。；;，,、.！!"
            and "。" not in text
            and "；" not in text
            and (2 <= len(text) <= LONGEST_TITLE or self._is_long_title(i))
            and (text[-1] not in "：:" or EDITORS_NOTE.fullmatch(text) is not None)
            and (i in self.items or not NUMBERED.match(text))
            and _LETTER.search(text) is not None
            and not _FILE_NAME.fullmatch(text)
        )

    def is_byline(self, i: int) -> bool:
        """Tell whether the line below a headline is its byline: rules say so, or it holds one full date."""
        if self.is_labelled(i):
            return self.labels[i][0].kind == "byline"
        return (
            states_date(self.lines[i].text)
            or is_byline(self.lines[i].text)
            or is_source_line(self.lines[i].text)
        )

    def _is_long_title(self, i: int) -> bool:
        text = self.lines[i].text
        if not LONGEST_TITLE < len(text) <= _LONGEST_HEADED or _NO_TITLE.search(text):
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

    def _mastheads(self) -> None:
        """Take back from a page's furniture what is above its text and says who published it, and when."""
        for i, line in enumerate(self.lines):
            if not self.labels[i]:
                if len(line.text) > _LONGEST_HEADED:
                    return
            elif self.labels[i][0].rule in _BESIDE and states_fields(line.text):
                self.label(i, "byline", "fields")

    def _field_rows(self) -> None:
        """Label the rows of a table that hold a label and its value, such as 答复单位 and the office."""
        for i, line in enumerate(self.lines):
            if line.table and not self.labels[i] and not HEAD_LABEL.match(line.text) and is_byline(line.text):
                self.label(i, "byline", "fields")

    def _top(self) -> None:
        """Label the first line where it is a paper's masthead: 宁夏日报 2019年7月19日 第3版."""
        first = next((i for i in range(len(self.lines)) if not self.is_labelled(i)), None)
        if (
            first is not None
            and states_fields(self.lines[first].text)
            and DATES.search(self.lines[first].text)
        ):
            self.label(first, "byline", "masthead")

    def _links(self) -> None:
        """Label the short lines of Markdown that are links and little else."""
        for i, line in enumerate(self.lines):
            if line.linked > 0.6 and len(line.text) < 60 and not line.heading and not self.labels[i]:
                self.label(i, "boilerplate", "links")

    def _front_matter(self) -> None:
        """Label the block of keys and values between two rules that opens a Markdown file."""
        mark = self.lines[0].text if self.lines else ""
        if self.form == "html" or mark not in ("---", "+++"):
            return
        end = next((i for i, line in enumerate(self.lines[1:40], start=1) if line.text == mark), None)
        if end is None or not all(_KEY.match(line.text) for line in self.lines[1:end]):
            return
        for i in range(end + 1):
            if not HEAD_LABEL.match(self.lines[i].text):
                self.label(i, *(("markup", "symbols") if i in (0, end) else ("byline", "fields")))

    def _symbols(self) -> None:
        for i, line in enumerate(self.lines):
            if self.labels[i] and self.labels[i][0].rule == "symbols":
                continue
            if _SEPARATOR.fullmatch(line.text):
                self.separators.add(i)
                self.label(i, "separator", "separator")
            elif _SYMBOLS.fullmatch(line.text):
                self.label(i, "markup", "symbols")

    def _letterhead(self) -> None:
        """Label the head of a bulletin: masthead, issue number, date and office, down to the first rule."""
        top = [i for i, line in enumerate(self.lines[:15]) if _ISSUE_WORD.search(line.text)]
        one_line = next((i for i in top if _MASTHEAD_ISSUE.fullmatch(self.lines[i].text)), None)
        issue = next((i for i in top if _ISSUE_LINE.fullmatch(self.lines[i].text)), one_line)
        if issue is None or (issue != one_line and not any(MASTHEAD.fullmatch(_squeeze(self.lines[i].text)) for i in range(issue + 2)
                                    if i < len(self.lines))):  # fmt: skip
            return
        last = issue
        for i in range(issue + 1, min(issue + 10, len(self.lines))):
            text = self.lines[i].text
            if i in self.separators or len(text) > 45 or text[-1] in "。！？；":
                break
            known = (
                self.labels[i]
                or _ISSUING_OFFICE.fullmatch(_TRAILING_DATE.sub("", text))
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

    def _contents(self) -> None:
        """Label a list of contents: its heading and the short lines below, which come again as headlines."""
        for i, line in enumerate(self.lines):
            if self.labels[i] or not _CONTENTS.fullmatch(line.text):
                continue
            listed: list[int] = []
            for j in range(i + 1, min(i + 40, len(self.lines))):
                text = self.lines[j].text
                if j in self.separators or self.lines[j].heading or len(text) > 60 or text[-1] in "。！？；":
                    break
                listed.append(j)
            below = {_squeeze(other.text) for other in self.lines[i + 1 + len(listed) :]}
            again = [j for j in listed if _entry(self.lines[j].text) in below]
            if again:
                listed = [j for j in listed if j <= again[-1]]
            elif self.form != "html":
                gap = next((j for j in listed[1:] if self.lines[j].blank_before), len(self.lines))
                listed = [j for j in listed if j < gap]
            else:
                continue
            for j in (i, *listed):
                if not self.labels[j]:
                    self.label(j, "boilerplate", "contents")

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
                    and not self.labels[office] and OFFICE_LINE.fullmatch(self.lines[office].text):  # fmt: skip
                self.label(office, "byline", "sign-off")
                self.label(date, "byline", "sign-off")

    def _is_furniture(self, i: int) -> bool:
        return self.is_labelled(i) and self.labels[i][0].kind in ("boilerplate", "markup")


def states_date(text: str) -> bool:
    """Tell whether a line states one full date and is no sentence or headline."""
    if len(text) > _LONGEST_BYLINE or _SENTENCE_MARK.search(text):
        return False
    dates = list(DATES.finditer(text))
    if len(dates) != 1 or not _GOES_ON.match(text, dates[0].end()) or _NOT_STATED.search(text):
        return False
    before = text[: dates[0].start()]
    other = _OTHER_TIME.search(before) and not _PUBLISHED.search(before)
    return not other and not _NOT_STATED.search(before)


def _entry(text: str) -> str:
    """Return a line of contents without its bullet or number and its page number."""
    text = re.sub(r"^[-·•●○■*]?\s*(?:\d{1,2}[.、．])?\s*", "", text)
    return _squeeze(re.sub(r"[\s.…·—-]*[（(]?\d{1,3}[)）]?$", "", text))


def _squeeze(text: str) -> str:
    return _BLANKS.sub("", text)
