"""Which lines of an article are its headline, and where its body begins."""

import functools
import re
from collections.abc import Sequence

from helpers.articles.edges import SPAN
from helpers.articles.fields import OUTLET_NAME, is_byline, is_credit
from helpers.articles.names import is_names
from helpers.articles.page import HEAD_LABEL, LONGEST_TITLE, MASTHEAD, NUMBERED, OFFICE_LINE, Page
from helpers.articles.rules import OFFICE, Label, fold_characters

__all__ = ["PAPER_TITLE", "find_title", "mark_truncated", "page_title", "trim_title", "without_site"]

# What forums put around a headline.
_BEFORE = re.compile(
    r"[▲△◆◇■●★☆※▶►◎□○①②③④⑤⑥⑦⑧⑨⑩]+\s*|(?:[\[【(（]\s*(?:转帖|转载|转贴|原创|轉帖|轉貼|轉載)\s*[\])】）]\s*)+"
)
_CREDIT = re.compile(r"\s*[（(]([^（）()]{2,40})[)）]\s*$")
_AFTER = re.compile(r"\s*[\[【(（]\s*(?:复制链接|复制本帖链接|打印|收藏)\s*[\])】）]\s*$")

# What a page's structure sets aside though it may belong to the headline.
_ASIDE = ("outside-main-text", "above-title", "region:header")
_HALF_NAMES = re.compile(
    r"yin|jian|kicker|eyebrow|pre-?tit|sub|fu-?(?:ti|bt|biaoti)|(?:^|[\s_-])(?:yt|jt|ft)(?:$|[\s_-])|title2"
)
# The name of a site or paper, which a page's head states as well as its headline.
_OF_SITE = re.compile(
    r".{0,20}(?:网|網|报|報|网站|門戶|门户|(?:数字|數字)(?:报|報)刊?|电子版|電子版|电子报|電子報|频道|頻道|首页|首頁|政府|公众号|客户端|电视台|在线|论坛|日报社|内部参考|新闻稿|文件)"
    r"|中国[·•].{1,12}|.{0,20}(?:来信|信件|文章|新闻|信息|详细|公文)(?:内容|详情|正文|显示|页)?"
)
# A headline broken over two lines: the office, then what about; or an open half, then the kind of paper.
_REMEMBERED = 4096  # lines; several steps ask about the same one
_PAPER = re.compile(
    r".*(?:通知|通报|公告|通告|意见|决定|办法|方案|报告|批复|函|请示|规定|细则|纪要|公报|条例|专报|公示|讲话|致辞|工作总结|总结|计划|规划|要点)[”》）)]?(?:[（(].{1,20}[)）])?$"
)
PAPER_TITLE = re.compile(
    rf".{{0,30}}{OFFICE}(?:关于|關於|转发|印发).{{2,60}}的?(?:通知|通报|公告|通告|意见|决定|批复|函|复函|请示|报告)"
)
_OPEN_HALF = re.compile(
    r".*(?:关于|關於|印发|转发|批转|发布|公布)(?:.(?!通知|通报|公告|通告|意见|决定|办法|方案|报告|批复|规定))*$"
)
_NO_WORDS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[（(〔\[]?第\s*[\d〇零一二三四五六七八九十百]+\s*(?:号|號)[）)〕\]]?")
_DASHED = re.compile(r"[—－―─-]{1,2}\s*[\u4e00-\u9fff“《\d]")  # the second line of a headline
_ORDINAL = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.、．](?!\d)|[（(][一二三四五六七八九十]{1,3}[)）])\s*"
)
_SITE_NAME = re.compile(
    r"\s{0,4}(?:[_|｜]|\s[-–—]{1,2}\s|(?<=[\u4e00-\u9fff”》）])[-–—]{1,2}(?=[\u4e00-\u9fff])).*"
)


def page_title(text: str) -> str:
    """Return the headline in a page's <title>: what stands before the site's name."""
    return _SITE_NAME.sub("", text, count=1)


def without_site(text: str) -> str:
    """Return a headline without the name of the site that a scraper's column keeps behind it: ……_南方网."""
    title = page_title(text)
    behind = text[len(title) :].strip(" _|｜-–—")
    return title if behind and re.fullmatch(OUTLET_NAME, fold_characters(behind)) else text


def trim_title(text: str) -> tuple[int, int]:
    """Return where a headline begins and ends in its line: without its label and the marks of a forum."""
    at, end = 0, len(text)
    for mark in (HEAD_LABEL, _BEFORE, _ORDINAL):
        match = mark.match(text, at)
        at = match.end() if match else at
    match = _AFTER.search(text, at)
    end = match.start() if match else end
    credit = _CREDIT.search(text, at)
    if credit and is_credit(credit[1]):
        end = min(end, credit.start())
    if end - at > 2 and text[at] == text[end - 1] and text[at] in "\"'":
        at, end = at + 1, end - 1
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
    if page.titled:
        again = {_squeeze(text) for text in page.stated}
        for i in candidates:
            if _squeeze(lines[i].text) in again:
                labels[i] = [Label(0, len(lines[i].text), "boilerplate", "headline-again")]
        return {}, next((i for i in chunk if page.open_text(i) and not labels[i]), first_body)
    named = next((i for i in candidates if HEAD_LABEL.match(lines[i].text)), None)
    following = next((i for i in candidates if named is not None and i > named), None)
    if named is not None and following == named + 1 and HEAD_LABEL.fullmatch(lines[named].text):
        labels[named] = [Label(0, len(lines[named].text), "boilerplate", "label")]
        return {following: "label"}, first_body
    if named is not None:
        words = _squeeze(lines[named].text[slice(*trim_title(lines[named].text))])
        for i in candidates:
            if i > named and _squeeze(lines[i].text) == words:
                labels[i] = [Label(0, len(lines[i].text), "boilerplate", "headline-again")]
        return {named: "label"}, first_body
    if page.form == "html":
        found = _page_headline(page, chunk, head, labels, first_body)
        if found is not None:
            return found
    candidates = [i for i in candidates if i not in page.cells]
    if not candidates:
        return {}, first_body
    first = candidates[0]
    byline = next((i for i in head if i > first and labels[i] and labels[i][0].kind == "byline"), None)
    if lines[first].heading:
        last, open_lines = first, set(candidates)
        while last + 1 in open_lines and (lines[last + 1].heading or _DASHED.match(lines[last + 1].text)):
            last += 1
        return dict.fromkeys(range(first, last + 1), "heading"), _past_bylines(labels, last + 1, first_body)
    if byline is not None:
        above = _above_byline(page, candidates, byline, labels)
        return dict.fromkeys(above, "above-byline"), _past_bylines(
            labels, max(byline, above[-1]) + 1, first_body
        )
    titles = {first: "first-line"}
    while _goes_on(page, max(titles), labels) and len(titles) < 3:
        titles[max(titles) + 1] = "second-line"
    if first_body == chunk[-1] + 1 and len(candidates) == len(head):
        return {}, first  # nothing but short lines: no line of them is the headline of the others
    if len(candidates) > 1 and _DASHED.match(lines[candidates[1]].text):
        titles[candidates[1]] = "second-line"
    return titles, max(titles) + 1


def _page_headline(
    page: Page, chunk: list[int], head: list[int], labels: dict[int, list[Label]], first_body: int
) -> tuple[dict[int, str], int] | None:
    """Return the headline that a web page states or shows as one, and the first line of the body; else nothing."""
    lines = page.lines
    candidates = [i for i in head if not labels[i]]
    main = _stated_line(page, head, labels)
    bylines = [i for i in head if labels[i] and labels[i][0].kind == "byline"]
    if main is None and (not candidates or (bylines and bylines[0] < candidates[0])):
        main = _nearest_above(page, [i for i in head if not candidates or i < candidates[0]], labels)
    if main is None and candidates and lines[candidates[0]].heading:
        main = candidates[0]
    if main is not None:
        labels[main] = []
        titles = _with_halves(page, chunk, main, labels)
        for i in candidates:
            if i < min(titles):
                labels[i] = [Label(0, len(lines[i].text), "boilerplate", "above-title")]
        return titles, _past_bylines(labels, max(titles) + 1, first_body)
    named_by_page = next((i for i in chunk if lines[i].region == "title" and page.is_labelled(i)), None)
    title = page_title(lines[named_by_page].text) if named_by_page is not None else ""
    if _OF_SITE.fullmatch(title):
        title = ""
    if not candidates and named_by_page is not None and first_body <= chunk[-1] and len(title) >= 4:
        return {named_by_page: "page-title"}, first_body
    return None


def _above_byline(
    page: Page, candidates: list[int], byline: int, labels: dict[int, list[Label]]
) -> list[int]:
    """Return the lines of the headline above a byline, or below it where only a masthead stands above."""
    lines = page.lines
    above = [i for i in candidates if i < byline]
    own = [i for i in above if not _is_of_site(lines[i].text)]
    if not own and (below := [i for i in candidates if i > byline and not _is_of_site(lines[i].text)]):
        own = below[:1]  # only a masthead stands above
    above = (own or above)[:3]
    while above[-1] + 1 in candidates and _goes_on(page, above[-1], labels):
        above.append(above[-1] + 1)
    while above[0] - 1 in candidates and _goes_on(page, above[0] - 1, labels):
        above.insert(0, above[0] - 1)
    for i in candidates:
        if i < above[0]:
            labels[i] = [Label(0, len(lines[i].text), "boilerplate", "above-title")]
    return above


def _stated_line(page: Page, head: list[int], labels: dict[int, list[Label]]) -> int | None:
    """Return the line that a web page's head or an <h1> says is the headline."""
    stated = {_squeeze(text) for text in page.stated} | {_squeeze(page_title(text)) for text in page.stated}
    stated.discard("")

    def matches(i: int) -> bool:
        text = _squeeze(page.lines[i].text)
        return len(text) >= 4 and any(
            text == s
            or (len(s) >= 4 and ((s.startswith(text) and 2 * len(text) >= len(s)) or text.startswith(s)))
            for s in stated
        )

    def shown(i: int) -> bool:
        return not labels[i] or (labels[i][0].rule in _ASIDE and len(page.lines[i].text) <= LONGEST_TITLE)

    same = [i for i in head if page.lines[i].region != "title" and shown(i) and matches(i)]
    others = [i for i in head if not labels[i] and page.is_title_like(i)]
    if any(not _is_of_site(page.lines[i].text) for i in [*same, *others]):
        same = [i for i in same if not _is_of_site(page.lines[i].text)]
    same.sort(
        key=lambda i: (
            page.lines[i].heading != 1,
            bool(labels[i]),
            page.lines[i].heading == 0,
            -len(page.lines[i].text),
        )
    )
    first = [i for i in head if page.lines[i].heading == 1 and not labels[i]]
    if any(not _is_of_site(page.lines[i].text) for i in [*first, *others]):
        first = [i for i in first if not _is_of_site(page.lines[i].text)]
    return same[0] if same else first[0] if first else None


@functools.lru_cache(maxsize=_REMEMBERED)
def _is_of_site(text: str) -> bool:
    """Tell whether a line names a site, a paper, an office or a masthead, and so is no headline where another is."""
    plain = re.sub(r"[A-Za-z\s|]+$|^[A-Za-z\s|]+", "", fold_characters(text))
    return not plain or any(pattern.fullmatch(plain) for pattern in (_OF_SITE, OFFICE_LINE, MASTHEAD))


def _nearest_above(page: Page, head: list[int], labels: dict[int, list[Label]]) -> int | None:
    """Return the last line above the body that a page's structure set aside and that could be a headline."""
    set_aside = [i for i in head if not (labels[i] and labels[i][0].kind == "byline")]
    for i in reversed(set_aside[-4:]):
        line = page.lines[i]
        if (
            labels[i]
            and labels[i][0].rule in _ASIDE
            and 6 <= len(line.text) <= LONGEST_TITLE
            and line.linked < 0.5
            and line.text[-1] not in "。；;，,、：:"
            and not _is_of_site(line.text)
            and not is_byline(line.text)
            and not re.search(r"[>＞»|｜]|[〔\[(（]\d{4}[〕\])）]\s*\d+\s*号", line.text)
        ):
            return i
    return None


def _with_halves(page: Page, chunk: list[int], main: int, labels: dict[int, list[Label]]) -> dict[int, str]:
    """Return the headline's lines: the main one, with an eyebrow right above and a second line right below."""
    titles = {main: "heading"}
    above, below = main - 1, main + 1
    if above in chunk and _is_half(page, above, labels) and page.lines[above].region != "title":
        titles[above] = "eyebrow"
        labels[above] = []
    while (
        below in chunk
        and below - main < 3
        and (_is_half(page, below, labels) or _goes_on(page, below - 1, labels))
    ):
        titles[below] = "second-line"
        labels[below] = []
        below += 1
    return dict(sorted(titles.items()))


def _goes_on(page: Page, i: int, labels: dict[int, list[Label]]) -> bool:
    """Tell whether the next line goes on the headline in line i: its other half, or its number in brackets."""
    if i + 1 >= len(page.lines) or i + 1 not in labels or labels[i + 1]:
        return False
    above, below = page.lines[i].text, page.lines[i + 1].text
    if _NUMBER.fullmatch(below) or SPAN.fullmatch(below):
        return True
    if len(below) > LONGEST_TITLE or page.lines[i + 1].blank_before > 1 or below[-1] in "。；：:，":
        return False
    opened = _OPEN_HALF.match(above) is not None and not _PAPER.match(above)
    office = OFFICE_LINE.fullmatch(above) is not None and (
        below.startswith(("关于", "關於", "印发", "转发")) or _PAPER.match(below) is not None
    )
    return office or (opened and _PAPER.match(below) is not None)


def _is_half(page: Page, i: int, labels: dict[int, list[Label]]) -> bool:
    """Tell whether the line beside a headline is its other half: a heading, named so, or marked by a dash."""
    line = page.lines[i]
    if labels[i] and labels[i][0].rule not in _ASIDE:
        return False
    named = line.block is not None and _HALF_NAMES.search(line.block.names) is not None
    short = 2 <= len(line.text) <= LONGEST_TITLE and line.text[-1] not in "。；;，,、"
    dashed = _DASHED.match(line.text) is not None
    return (
        short
        and not is_names(line.text)
        and not NUMBERED.match(line.text)
        and not is_byline(line.text)
        and (line.heading > 0 or named or dashed)
    )


def _squeeze(text: str) -> str:
    """Return a headline's words alone: marks and white space differ between a page and its head."""
    return _NO_WORDS.sub("", text)


def _past_bylines(labels: dict[int, list[Label]], i: int, end: int) -> int:
    """Return the first line from i on that is no byline or other furniture."""
    while i < end and labels[i]:
        i += 1
    return i


def mark_truncated(titles: Sequence[str]) -> list[bool]:
    """Tell which headlines of one document were cut off by the system that stored them.

    A headline that ends in an ellipsis was, or in a quotation that is not closed. So was one as long as the
    longest allowed, when the widths of several (a Chinese character counts two) stop at the same limit and none
    is longer; headlines that end alike, as those of daily bulletins do, are whole.
    """
    widths = [2 * len(title) - len(title.encode("latin-1", "ignore")) for title in titles]
    limit = max(widths, default=0)
    at_limit = [width >= limit - 1 for width in widths]
    endings = {title[-2:] for title, full in zip(titles, at_limit, strict=True) if full}
    capped = limit >= 20 and len(endings) >= 2
    return [
        title.endswith(("…", "..."))
        or any(title.count(mark[0]) > title.count(mark[1]) for mark in ("“”", "《》", "「」"))
        or (capped and full and not title.endswith(("。", "！", "？", "）", "》", "”")))
        for title, full in zip(titles, at_limit, strict=True)
    ]
