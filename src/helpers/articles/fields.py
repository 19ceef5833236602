"""What stands in a line beside an article: labels and their values, dates, outlets, names.

A byline is put together from such fields in any order; a sentence is not.
"""

import functools
import re
from typing import NamedTuple

from helpers.articles.rules import fold_characters
from helpers.lexicons import read_rows

__all__ = [
    "DATE",
    "OUTLET_NAME",
    "Field",
    "covers",
    "find_fields",
    "is_byline",
    "is_source_line",
    "states_fields",
]

DATE = (
    r"(?:(?<!\d)(?:19|20)\d{2}\s?(?:年|[-－/.])\s?\d{1,2}\s?(?:月|[-－/.])\s?\d{1,2}(?:\s?日|(?!\d))"
    r"|[二一][〇零○一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
    r"|(?:(?:中[华華])?民[国國]\s?(?:\d{2,3}|[一二三四五六七八九十百零〇]{1,5})|(?<!\d)1\d{2})\s?年\s?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s?月"
    r"\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?日"
    r"|(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s\d{1,2},?\s\d{4}"
    r"|\d{1,2}\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s\d{4})"
)
# How the name of a newspaper, station, site or account ends.
_MEDIUM = (
    r"(?:日报|晚报|早报|晨报|时报|商报|都市报|快报|导报|周报|新报|农民报|青年报|法制报|法治报|经济报|生活报|(?<![通公汇预警简专内情汇填申上呈海])报"
    r"|报业|通讯社|电视台|电台|广播台|广电|卫视|总台|新闻网|政府网|门户网|信息网|党建网|文明网|(?<![互联因物官上触电管路])网|网站|在线|热线|客户端|发布|融媒|融媒体|融媒体中心"
    r"|传媒|传媒中心|新闻中心|新闻社|杂志|杂志社|周刊|半月刊|月刊|头条|公众号|微信|微博|新闻)"
)
OUTLET_NAME = rf"[《]?[\u4e00-\u9fffA-Za-z·]{{1,16}}?{_MEDIUM}[》]?"
_PERSON_TITLE = r"(?:特约|特派|首席|见习|实习|摄影|全媒体?|融媒体?|新媒体|驻[\u4e00-\u9fff]{1,6})*\s*(?:记者|通讯员|评论员|实习生)"
_OTHERS = re.compile(
    rf"{DATE}"
    r"|(?<!\d)(?:0?[1-9]|1[0-2])\s?[-月/]\s?(?:[12]\d|3[01]|0?[1-9])日?(?=\s+\d{1,2}[:：]\d{2})"
    r"|(?<!\d)(?:0?[1-9]|1[0-2])月(?:[12]\d|3[01]|0?[1-9])日|(?<!\d)\d{2,4}\.\d{1,2}\.\d{1,2}(?!\d)"
    r"|(?:星期|周|礼拜)[一二三四五六日天]|(?:上午|下午|凌晨|晚上|早上|[AaPp]\.?[Mm]\.?)(?=[\s\d]|\Z)"
    r"|[T\s]?\d{1,2}\s?[:：时点]\s?\d{1,2}(?:\s?[:：分]\s?\d{1,2}(?:\.\d+)?\s?秒?)?分?(?:Z|\s?[+-]\d{2}:?\d{2})?"
    r"|(?:北京|香港|台北|澳门)时间|农历[\u4e00-\u9fff]{2,8}|（[\u4e00-\u9fff]文版）|[上下]一版"
    r"|发自[\u4e00-\u9fff]{2,8}"
    r"|(?<=[台网报社])\s?《[^《》]{2,14}》"
    r"|第?\s?[A-Z]?\d{1,3}\s?版(?:[:：\s]\s?[^\s。，]{1,10})?|总?第\s?\d{1,6}\s?[期号]|(?<![A-Za-z0-9])[A-Z]\d{1,3}(?=\s|\Z)(?:\s[^\s。，\d]{1,8})?"
    r"|\d[\d.,]*\s?[万kKwW]?\+?\s?(?:次|人次|人|条|个)?\s?(?:浏览|阅读|评论|点击|回复|跟贴|参与|点赞|收藏|转发)?"
    r"|(?:我要|点击|网友|跟帖|只看|查看|人)?(?:浏览|阅读|评论|分享|打印|收藏|关闭|纠错|举报|订阅|关注|扫码|点赞|投稿|复制链接|语音播报|语音|播放|"
    r"原创|转载|转贴|独家|字号|字体|返回|打印本页|关闭窗口|发表于|发布于|发布|更新|发表|该作者|楼主|倒序浏览|看该作者)"
    r"|(?<![\u4e00-\u9fff])[大中小特](?![\u4e00-\u9fff])|[Aa]?[-+]"
    rf"|(?:本[报网台刊]|{OUTLET_NAME})?\s*(?:{_PERSON_TITLE}|(?:摄影|摄像|编辑|责编|供稿|校对)(?=[\s:：]))\s*[:：]?\s*(?:[\u4e00-\u9fff·]{{2,4}}|[\u4e00-\u9fff]\s[\u4e00-\u9fff])"
    r"(?:[\s、,，]+(?:[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff]\s[\u4e00-\u9fff])(?![\u4e00-\u9fff·])){0,8}"
    rf"|(?<![\u4e00-\u9fff]){OUTLET_NAME}(?![\u4e00-\u9fff])"
)
_OUTLET = re.compile(OUTLET_NAME)
_OUTLET_FIRST = re.compile(rf"\s*{OUTLET_NAME}")
_OUTLET_ALONE = re.compile(rf"\s*{OUTLET_NAME}\s*")
_FULL_DATE = re.compile(DATE)
_TODAY = re.compile(r"今[天日]是|现在(?:是|时间)")  # what a page shows of the day of reading
_CREDITED = re.compile(rf"{_PERSON_TITLE}[\s:：]|(?:摄影|摄像|编辑|责编|供稿|校对)\s")
_SENTENCE = re.compile(r"[。！？!?；;]|，.*，")
_LONGEST = 160
_LONGEST_VALUE = 40
_COVERED = 0.8
_AFTER_LABEL = re.compile(r"[:：丨︰】\]\t \u3000=]")
_REMEMBERED = 4096  # lines; several steps ask about the same one


class Field(NamedTuple):
    """A label and its value in a line: the role of the label, and text[start:end], which is the value."""

    role: str
    label: str
    start: int
    end: int


@functools.cache
def _roles() -> dict[str, str]:
    return {row["label"]: row["role"] for row in read_rows("fields.csv")}


@functools.cache
def _labels() -> re.Pattern[str]:
    """Return the pattern of a label with its colon, its brackets, or its place in a row of an index."""
    longest_first = sorted(_roles(), key=len, reverse=True)
    spaced = "|".join(r"\s{0,4}".join(map(re.escape, label)) for label in longest_first)
    people = ("author", "contributor", "photographer", "editor")
    credits = "|".join(label for label in longest_first if _roles()[label] in people and len(label) > 1)
    latin = r"(?<![A-Za-z])"  # "by" is no label at the end of a word
    first = "".join(map(re.escape, sorted({label[0] for label in longest_first})))
    return re.compile(
        rf"(?=[【\[{first}])(?:[【\[](?P<boxed>{spaced})[】\]]\s*[:：]?\s*|{latin}(?P<plain>{spaced})(?:\s*[:：丨︰]|\s*(?=\t)|\s*=\s*(?=[\"'\[\d]))\s*"
        rf"|(?P<credit>{credits})[ \u3000]+(?=[\u4e00-\u9fff]{{2,4}}(?:[\s　、]|\Z)))",
        re.IGNORECASE,
    )


@functools.lru_cache(maxsize=_REMEMBERED)
def find_fields(text: str) -> tuple[Field, ...]:
    """Return the labelled fields of a line in order; a value ends where the next label begins.

    White space around a value is not part of it. Traditional and full-width characters are read as well.
    """
    plain = fold_characters(text)
    found = list(_labels().finditer(plain)) if _AFTER_LABEL.search(plain) else []
    fields = []
    ends = [*(following.start() for following in found[1:]), len(plain)]
    for match, end in zip(found, ends, strict=False):
        start = match.end()
        value = plain[start:end]
        label = "".join((match["boxed"] or match["plain"] or match["credit"]).split()).lower()
        end -= len(value) - len(value.rstrip(" \t\xa0\u3000|｜丨()（）[]【】/,，、"))
        fields.append(Field(_roles()[label], label, start, max(start, end)))
    return tuple(fields)


def covers(text: str) -> float:
    """Return the share (0 to 1) of a line's characters that are fields, dates, names and tools of a page."""
    plain = fold_characters(text)
    covered = bytearray(len(plain))
    for field in find_fields(text):
        start = plain.lower().rfind(field.label[0], 0, field.start)
        covered[max(start, 0) : field.start] = b"\1" * (field.start - max(start, 0))
        value_end = min(field.end, field.start + _LONGEST_VALUE)
        if not _SENTENCE.search(plain[field.start : value_end]):
            covered[field.start : value_end] = b"\1" * (value_end - field.start)
    for match in _OTHERS.finditer(plain):
        covered[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    words = [i for i, c in enumerate(plain) if c.isalnum()]
    return sum(covered[i] for i in words) / len(words) if words else 0.0


@functools.lru_cache(maxsize=_REMEMBERED)
def is_byline(text: str) -> bool:
    """Tell whether a line is put together from fields: who published it, when, who wrote it."""
    if len(text) > _LONGEST or _SENTENCE.search(text.rstrip("。")):
        return False
    plain = fold_characters(text)
    if _TODAY.search(plain):
        return False
    fields = find_fields(text)
    named = any(field.role != "tool" and field.start < field.end for field in fields)
    alone = _OUTLET_ALONE.fullmatch(plain)
    if not named and not _FULL_DATE.search(plain) and not alone and not _CREDITED.search(plain):
        return False
    return covers(text) >= _COVERED


def states_fields(text: str) -> bool:
    """Tell whether a line of fields states a publisher or a full date, wherever on a page it stands."""
    return is_byline(text) and (
        any(field.role in ("outlet", "published") and field.start < field.end for field in find_fields(text))
        or _FULL_DATE.search(fold_characters(text)) is not None
    )


def is_source_line(text: str) -> bool:
    """Tell whether a line is a source and a date, or both in brackets: 【中國時報 2015/06/25 B1/焦點】."""
    if states_fields(text):
        return True
    plain = fold_characters(text) if len(text) <= 60 else ""
    bracketed = plain[:1] in tuple("（(【[") and plain[-1:] in tuple("）)】]")
    return bracketed and _FULL_DATE.search(plain) is not None and _OUTLET.search(plain) is not None


def is_credit(text: str) -> bool:
    """Tell whether words in brackets are an outlet, and maybe a date: 羊城晚报5月12日, 台灣時報 98.8.14."""
    if len(text) > 40:
        return False
    plain = fold_characters(text)
    return not _SENTENCE.search(plain) and _OUTLET_FIRST.match(plain) is not None and covers(text) >= _COVERED
