"""Cells of tabular files → the roles of columns that no name tells: what a column's values look like.

Only what is plain is read so. A role that a name or `corpus.toml` gives is never given again, and where two
columns could play one role and nothing tells them apart, neither does.
"""

import datetime
import functools
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from helpers.lexicons import read_rows
from helpers.reading.columns import is_of_another

__all__ = ["SAMPLE", "infer_roles"]

SAMPLE = 300  # rows that are looked at
_CUT = 2000  # characters of a cell that are looked at
_FEW = 3  # records; of fewer, values must leave no doubt
_MOST = 0.8  # of the values that are not empty
_LONG_TEXT, _LONGER_TEXT = 50, 80  # characters; the second where records are few
_TITLE_LENGTHS = range(6, 61)
_LEAST_SHARED = 0.3  # of a headline's pairs of characters, in the text beside it
_YEARS = range(1990, 2036)
_EPOCHS = (631_152_000, 2_082_758_400)  # seconds: their first and last
_DAY = 86_400
_HOW = {
    "text": "the text: its longest",
    "published": "the day of publication: it holds dates",
    "province": "the province: it holds names of provinces",
    "outlet": "the outlet: it holds names of media",
    "url": "the address: it holds web addresses",
    "title": "the headline: short lines whose words the text repeats",
}

_TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[。！？!?；]|\.(?:\s|\Z)")
_SENTENCE_END = re.compile(r"[。；;，,、]\s*\Z")
_BODY_NAME = re.compile(
    r".*(?:公司|委员会|协会|集团|中心|学校|医院|大学|银行|[局厅处院所])"
)  # of who, not of what
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_URL = re.compile(r"(?:https?:)?//[\w-]+(?:\.[\w-]+)+\S*", re.IGNORECASE)
_PICTURE = re.compile(
    r"\.(?:jpe?g|png|gif|bmp|webp|svg|ico|mp[34]|pdf|docx?|xlsx?|zip|rar)(?:[?#]|\Z)", re.IGNORECASE
)
_DATE = re.compile(
    r"(?P<year>19[0-9]{2}|20[0-9]{2})\s?(?P<mark>[-/.年])\s?(?P<month>[0-9]{1,2})\s?[-/.月]\s?(?P<day>[0-9]{1,2})日?"
    r"(?:(?:[T\s]|(?<=日))\s*(?:(?:星期|周).\s*)?[0-9]{1,2}[:：时][0-9]{1,2}.{0,20})?"
)
_DIGIT_DATE = re.compile(
    r"(?P<year>19[0-9]{2}|20[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?:[0-2][0-9][0-5][0-9](?:[0-5][0-9])?)?"
)
_EPOCH = re.compile(r"([0-9]{10})([0-9]{3})?")
_SERIAL = re.compile(r"(?:3[3-9]|4[0-8])[0-9]{3}(?:\.[0-9]+)?")  # Excel's days since 1899-12-30, 1990 to 2033
# Names that say of a column that it is something else, whatever it holds; English ones as whole words.
_WORD = r"(?<![a-z])(?:{})(?![a-z])"
_OTHER_DATE = re.compile(
    "成立|受理|办结|答复|抓取|采集|爬取|入库|录入|更新|修改|下载|存档|归档|截止|截至|到期|失效|有效|生效|施行|实施|出生|生日|开始|结束|签订|审核|注册|登录|访问|活动|会议|事件|下架"
    "|crawl|fetch|scrap|spider|update|modif|download|insert|import|index|archive|expire|deadline|birth|start|begin|begun"
    "|effective|event|login|regist|visit|capture|collect|grab|sync|stored|saved|check|"
    + _WORD.format("end|due|mtime|utime|dob|gxsj|cjsj|zqsj|xgsj|rksj|lrsj|jzsj|jzrq|ssrq|sxrq|csrq")
)
_DATE_NAME = re.compile("时间|日期|日子|刊|date|time|" + _WORD.format("[a-z]*(?:ts|sj|rq)|day|at|when|on"))
_PUBLISHED_NAME = re.compile(
    "发布|发表|刊|见报|出版|发文|印发|pub|issue|release|post|" + _WORD.format("fb[a-z]*|fw[a-z]*")
)
_NUMBER_NAME = re.compile(
    "编号|序号|号码|代码|电话|手机|次数|数量|"
    + _WORD.format("[a-z_]*id|no|num|number|code|tel|phone|mobile|qq|isbn|issn|uuid|count|[dx]h|bh")
)
_OTHER_TEXT = re.compile(
    "备注|附注|日志|报错|错误|评论|关键词|标签|图片|附件|版权|声明|"
    + _WORD.format(
        "log|logs|errors?|remarks?|notes?|comments?|keywords?|tags?|cookies?|headers?|images?|attachments?|prompt|copyright"
    )
)
_OTHER_TITLE = re.compile(
    "地址|住址|地点|名称|企业|公司|案号|路径|目录|栏目|分类|关键词|标签|文件名|机构|单位|部门|编辑|姓名|图片|附件|"
    + _WORD.format("address|path|category|keywords?|tags?|file|filename|editor|caption|lm[a-z]*")
)
_OTHER_PLACE = re.compile("籍贯|出生|户籍|生源|收件|发货|目的|birth|native|receiver|ship|dest")
_OTHER_OUTLET = re.compile(
    "编辑|记者|作者|姓名|关键词|标签|栏目|分类|转载|editor|author|reporter|user|tag|keyword|categor|channel|column"
)
_OTHER_URL = re.compile(
    "图|附件|视频|首页|列表|来源|头像|img|image|pic|photo|video|cover|logo|avatar|thumb|home|list|index|referer|parent|icon"
)
_MEDIA = re.compile(
    r".{1,16}(?:[日晚早晨时商快周导画]报|都市报|生活报|青年报|经济报|新闻网|政府网|新闻社|通讯社|电视台|广播电台|卫视|融媒体中心|报业|报社"
    r"|客户端|微报|新华网|人民网|人民政府(?:办公[厅室]|门户网站|网)?|日報|晚報|時報|新聞網)"
)


class _Column(NamedTuple):
    """A column's values by record (those that are not empty, cut), and its name as it is compared."""

    name: str
    key: str
    values: dict[int, str]

    def share(self, fits: Callable[[str], object]) -> float:
        """Return which part of the values fits."""
        return sum(bool(fits(value)) for value in self.values.values()) / len(self.values)

    @property
    def distinct(self) -> float:
        """The part of the values that differ from all before."""
        return len(set(self.values.values())) / len(self.values)


def infer_roles(
    rows: Sequence[Mapping[str, str]], roles: Mapping[str, str], closed: frozenset[str]
) -> dict[str, tuple[str, str]]:
    """Return (role, how it was inferred) by column, for roles that neither `roles` gives to a column nor `closed` holds.

    `rows` are a sample of the records' cells by column. Nothing is inferred where no column of texts is.
    """
    names = list(dict.fromkeys(column for row in rows for column in row))
    columns = [
        _Column(name, _key(name), values)
        for name in names
        if name not in roles
        and not is_of_another(name)
        and (
            values := {i: row[name].strip()[:_CUT] for i, row in enumerate(rows) if row.get(name, "").strip()}
        )
    ]
    found: dict[str, str] = {}
    texts = [name for name, role in roles.items() if role == "text"]

    def settle(role: str, column: _Column | None) -> None:
        if column is not None:
            found[role] = column.name
            columns.remove(column)

    if not texts and "text" not in closed:
        settle("text", _find_text(columns, len(rows)))
        texts = [found["text"]] if "text" in found else []
    if not texts:
        return {}
    beside = {i: row.get(texts[0], "") for i, row in enumerate(rows)}
    for role, find in (("url", _find_url), ("published", _find_published), ("province", _find_province),
                       ("outlet", _find_outlet), ("title", functools.partial(_find_title, beside=beside))):  # fmt: skip
        if role not in roles.values() and role not in closed:
            settle(role, find(columns))
    return {column: (role, f"column '{column}' read as {_HOW[role]}") for role, column in found.items()}


def _key(name: str) -> str:
    """Return a column's name in lower case, with a blank between its words; of a column without a name, nothing."""
    if re.fullmatch(r"column [0-9]+", name):
        return ""
    return re.sub(r"[\W_0-9]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).lower()


def _only(columns: list[_Column]) -> _Column | None:
    return columns[0] if len(columns) == 1 else None


def _find_text(columns: Sequence[_Column], n_rows: int) -> _Column | None:
    """Return the column with most text in it, if it is long in most records and written in sentences.

    A whole page goes after a text taken out of it, and what is not Chinese after what is.
    """
    least, whole = (_LONGER_TEXT, 2) if n_rows < _FEW else (_LONG_TEXT, 1)
    found = []
    for column in columns:
        texts = [_TAG.sub("", value) for value in column.values.values()]
        sentences = sum(len(_SENTENCE.findall(text)) >= whole for text in texts)
        if (
            median(map(len, texts)) > least
            and sentences * 2 > len(texts)
            and len(texts) * 2 >= n_rows
            and not _OTHER_TEXT.search(column.key)
            and column.share(lambda value: value[0] in "{[") < 0.5
        ):
            chinese = sum(len(_CHINESE.findall(text)) * 3 > len(text) for text in texts) * 2 > len(texts)
            whole_pages = column.share(_PAGE.search) > 0.5
            found.append((chinese, not whole_pages, sum(map(len, texts)), column))
    return max(found, key=lambda one: one[:3])[3] if found else None


def _find_url(columns: Sequence[_Column]) -> _Column | None:
    """Return the first column of web addresses that differ from record to record and name no pictures."""
    fitting = [
        column for column in columns
        if not _OTHER_URL.search(column.key) and column.share(_URL.fullmatch) >= _MOST
        and column.share(_PICTURE.search) < 0.5 and column.distinct >= _MOST
    ]  # fmt: skip
    return fitting[0] if fitting else None


def _find_published(columns: Sequence[_Column]) -> _Column | None:
    """Return the column of days or moments, if only one can be that of publication."""
    fitting = [column for column in columns if not _OTHER_DATE.search(column.key) and _is_dated(column)]
    for tells in (_PUBLISHED_NAME, _DATE_NAME):
        named = [column for column in fitting if tells.search(column.key)]
        if named:
            return _only(named)
    return _only(fitting)


def _is_dated(column: _Column) -> bool:
    """Tell whether a column holds days or moments in full, and not numbers that could pass for them."""
    few = len(column.values) < _FEW
    if column.share(lambda value: _is_day(_DATE.fullmatch(value))) >= (1 if few else _MOST):
        return True
    if few or _NUMBER_NAME.search(column.key):
        return False
    if column.share(lambda value: _is_day(_DIGIT_DATE.fullmatch(value))) == 1:
        return not _counts_up(column)
    if _DATE_NAME.search(column.key) and column.share(_SERIAL.fullmatch) == 1:
        return True
    found = [_EPOCH.fullmatch(value) for value in column.values.values()]
    seconds = [int(match[1]) for match in found if match and _EPOCHS[0] <= int(match[1]) < _EPOCHS[1]]
    if len(seconds) < len(found) * _MOST or _counts_up(column) or max(seconds) - min(seconds) < _DAY:
        return False
    # An id is no multiple of a minute; the moment at which an editor publishes mostly is.
    return bool(_DATE_NAME.search(column.key)) or sum(s % 60 == 0 for s in seconds) >= _MOST * len(seconds)


def _is_day(match: re.Match[str] | None) -> bool:
    """Tell whether a date is one of the calendar, from 1990 to 2035."""
    try:
        return (
            match is not None and datetime.date(*map(int, match.group("year", "month", "day"))).year in _YEARS
        )
    except ValueError:
        return False


def _counts_up(column: _Column) -> bool:
    """Tell whether most values are the one before plus one, as numbers of records are."""
    numbers = [int(value) for value in column.values.values() if value.isascii() and value.isdigit()]
    steps = [b - a for a, b in pairwise(numbers)]
    return sum(step == 1 for step in steps) * 2 > len(steps)


def _find_province(columns: Sequence[_Column]) -> _Column | None:
    provinces = _province_names()
    return _only([
        column for column in columns
        if not _OTHER_PLACE.search(column.key) and column.share(lambda v: v in provinces) >= _MOST
    ])  # fmt: skip


def _find_outlet(columns: Sequence[_Column]) -> _Column | None:
    """Return the only column of names of media: known ones, and where records are many, what looks like one."""
    fitting = []
    for column in columns:
        few = len(column.values) < _FEW
        named = column.share(_is_known_outlet if few else _is_outlet)
        if named >= (1 if few else _MOST) and not _OTHER_OUTLET.search(column.key):
            fitting.append(column)
    return _only(fitting)


def _is_known_outlet(value: str) -> bool:
    return value in _outlet_names() and value not in _province_names()


def _is_outlet(value: str) -> bool:
    return _is_known_outlet(value) or (len(value) <= 20 and bool(_MEDIA.fullmatch(value)))


def _find_title(columns: Sequence[_Column], beside: Mapping[int, str]) -> _Column | None:
    """Return the first column of short lines, each of its own, that share words with the text beside them."""
    for column in columns:
        shared = [_share_shared(value, beside[i]) for i, value in column.values.items() if beside[i]]
        if (
            len(shared) >= _FEW
            and not _OTHER_TITLE.search(column.key)
            and column.share(_is_headline) >= _MOST
            and column.distinct >= _MOST
            and median(shared) >= _LEAST_SHARED
        ):
            return column
    return None


def _is_headline(value: str) -> bool:
    return (
        len(value) in _TITLE_LENGTHS
        and "\n" not in value
        and not _SENTENCE_END.search(value)
        and not _MEDIA.fullmatch(value)
        and not _BODY_NAME.fullmatch(value)
        and len(_CHINESE.findall(value)) * 2 > len(value)
    )


def _share_shared(line: str, text: str) -> float:
    """Return which part of a line's pairs of Chinese characters stands in a text."""
    pairs = {a + b for a, b in pairwise(line) if _CHINESE.match(a) and _CHINESE.match(b)}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0


@functools.cache
def _province_names() -> frozenset[str]:
    return frozenset(row[kind] for row in read_rows("provinces.csv") for kind in ("name", "full"))


@functools.cache
def _outlet_names() -> frozenset[str]:
    return frozenset(row["outlet"] for row in read_rows("outlets.csv"))
