"""The scanner: where a text holds calendar expressions, and which parts they are made of.

One compiled pattern with bounded quantifiers finds them; nothing is resolved here.
"""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from helpers.dates.holidays import FESTIVALS, WEAK_FESTIVALS

__all__ = ["JOINT", "Expression", "full_year", "normalise", "number", "scan"]


@dataclass(frozen=True, slots=True)
class Expression:
    """A stretch of text and the named parts of the pattern that matched in it (year, month, day …)."""

    start: int
    end: int
    parts: Mapping[str, str]


# One character for one, so that offsets stay true: widths, blanks, Traditional forms, dashes.
_SAME = str.maketrans(
    "０１２３４５６７８９／．－　\u00a0\u2002\u2003○Ｏ元號農曆歷節國慶勞動陽間後週當華這個開臘陰舊慶禮擬預計劃將屆從結",
    "0123456789/.-    〇〇元号农历历节国庆劳动阳间后周当华这个开腊阴旧庆礼拟预计划将届从结",
)
_TO_MAP = re.compile(
    "[０-９／．－　\u00a0\u2002\u2003○Ｏ號農曆歷節國慶勞動陽間後週當華這個開臘陰舊禮擬預計劃將屆從結]"
)

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "元": 1, "正": 1}

_S = r"[ \t]{0,2}"
_N = "[0-9]{1,2}"
_CN = "[一二三四五六七八九十廿卅]{1,3}"
_DASH = "(?:[-—–~～－至到]|——|--)"
_OR_AND = "(?:[-—–~～－至到、和]|——|--)"
_INITIAL = '0-9一二三四五六七八九十廿卅元正腊冬闰农阴旧大小除今去明前后本当同上次下翌昨这第首中民月春清端重国劳儿妇青建教圣情植平双“"「『年护初夏'

JOINT = re.compile(rf"(?:[(（][^()（）\n]{{1,4}}[)）])?{_S}起?{_S}{_DASH}{_S}")

_YEAR = rf"""
(?:
    (?: (?P<year0>(?<![0-9.])[12][0-9]{{3}}) {_S} {_DASH} {_S} )?
    (?P<year> [12][0-9]{{3}} | (?<![〇零一二三四五六七八九十百千万])[一二][〇零一二三四五六七八九]{{3}} ) {_S} 年(?!级)
  | (?:中华)?民国 {_S} (?P<era> [0-9]{{1,3}} | 元 | {_CN} | 一百(?:零|一?十)?[一二三四五六七八九十]? ) {_S} 年
  | (?P<short> [0-9]{{2,3}} ) {_S} 年 (?= {_S} (?:[0-9]{{1,2}}|{_CN}) {_S} 月 )
  | (?P<year_word>
        (?<!如)今年 | 去年 | (?<!光)明年 | (?<![年天])大?前年 | (?<![年0-9])后年 | (?<!日)本年
      | (?<![正相应])当年 | 同年 | (?<![以晚早])上年 | 次年 | 翌年 ) (?![轻龄迈幼味货夜糕纪均产功])
)
"""
_MONTH = rf"""
(?:
    (?: (?P<month0>{_N}) {_S} {_OR_AND} {_S} )?
    (?P<month> {_N} | {_CN} | 元 ) {_S} 月 (?!饼|嫂|球|刊|票|龄)
  | (?P<month_word> (?<![基日])本月 | (?<![晚早以海])上个?月 | (?<!天)下个?月 | 当月 | 同月 | 次月 | 这个月 )
    (?![亮球光饼色])
)
"""
_DAY = rf"""
(?:
    (?: (?P<day0>{_N}) {_S} {_OR_AND} {_S} )?
    (?P<day> {_N} | {_CN} ) {_S} (?P<day_unit>[日号]) (?!线|楼|令|文件|公告|院|栋|台风)
)
"""
_PART = r"(?P<part>[上中下]旬|上中旬|中上旬|中下旬|初(?![一二三四五六七八九十级中步])|[底末]|[上下]半月)"
_QUARTER = r"(?:(?:第|前)?[一二三四1-4]季度|第[一二三四1-4]季|首季度?)"
_LUNAR_DAY = "(?:初[一二三四五六七八九十]|三十|廿[一二三四五六七八九]?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?)"
_LUNAR = rf"""
(?:
    (?P<lunar_mark>农历|阴历|旧历|夏历)? {_S}
    (?:
        (?: 大年 | (?<![0-9今去明前后本当同上下次每来新全近半一二三四五六七八九十几多])年 )
        (?P<new_year>初[一二三四五六七八九十]|三十)
      | (?P<leap>闰)? (?P<lunar_month>[正腊冬]|十[一二]|[一二三四五六七八九十]) 月
        (?(lunar_mark) | (?:(?<=[正腊冬]月)|(?=初[一二三四五六七八九十])))
        (?: (?P<lunar_day>{_LUNAR_DAY}) 日? )?
      | (?P<bare_lunar>初[一二三四五六七八九十])
    )
)
"""
_FESTIVAL = rf"""
(?:
    (?P<quote>[“"「『])? (?P<festival> {"|".join(sorted(FESTIVALS, key=len, reverse=True))} )
    (?(quote)[”"」』](?:(?:国际)?(?:劳动|妇女|儿童|青年|建党|建军)节)?)
    (?P<holiday> 节日 | 佳节 | 小长假 | 长假 | 黄金周 | 假期 | 假日 )?
    (?: (?:开始|结束|来临|到来)? (?P<side> 期间 | 前夕 | 前后 | 之前 | 之后 | 前(?!往|来) | 后 ) )?
)
"""
_WORDS = r"""
(?P<noted_word>[今昨明])天?[(（](?P<noted_day>[0-9]{1,2})[)）]日
| (?P<day_word>
    今[天日晚夜晨早](?!报) | 昨[天日晚夜晨] | (?<!目)前[天晚] | 前日(?!均) | (?<!光)明[天日晚早晨] | (?<![先天0-9])后天(?![气然性])
  | (?<![应适相])当[天日晚夜](?!天) | (?<![首每两0-9一二三四五六七八九十多再初层档])次日(?![均常益产]) | 翌日 | 同日
)
| (?<![晚早以基天])(?P<week>上上|上个|上|本|这|下个|下)(?:周|星期)(?P<weekday>[一二三四五六日天末])?
  (?![期边年岁转折报刊密全到长游])
"""
_SCANNER = re.compile(
    rf"""
(?=[{_INITIAL}])
(?:
    (?<![0-9A-Za-z.\-/_])
    (?P<iso_year>[12][0-9]{{3}}) (?P<iso_mark>[-/.]) (?P<iso_month>{_N}) (?P=iso_mark) (?P<iso_day>{_N})
    (?![0-9]|[-/.][0-9]|号)
  | (?: (?<![0-9]) {_YEAR} (?P<has_year>) 度? {_S} )?
    (?:
        (?(has_year)|(?!)) (?P<year_part>年?[初末底]|年中)(?![一二三四五六七八九十级步])
      | {_LUNAR}
      | (?<![0-9])(?<![0-9][.]) (?: {_MONTH} (?P<has_month>) {_S} )?
        (?: {_DAY} | (?(has_month)|(?!)) (?: {_PART} | 份 | ) )
      | (?P<quarter>{_QUARTER})
      | (?P<half>[上下]半年)
      | {_FESTIVAL}
      | (?(has_year)|(?!))
    )
  | (?<![个0-9一二三四五六七八九十每本上下当同次])月(?P<bare_part>初(?![一二三四五六七八九十])|[底末]|[上中下]旬)
  | {_WORDS}
)
""",
    re.VERBOSE,
)

_SCHOOL = re.compile(
    r"[（(]?[0-9一二三四五六七八九十]{0,2}[)）]?(?:年?级|班)|[一-龥]?(?:学|生|毕业|家长|教师|语文|数学)|的?孩子|中|高"
)
# 初二 alone is a school year unless the New Year is spoken of within so many characters.
_SEASON = 3000
_SPRING_FESTIVAL = re.compile("除夕|大年|正月|春节|过年|拜年|腊月|年初[一二三]")
_DURATION_BEFORE = re.compile(
    r"(?:连续|历时|长达|为期|持续|近|满|共|每|逾|超过?|达|第|累计|隔离|刑|期限?|不足|[~～.])[ ]?$"
)
_DURATION_AFTER = re.compile(
    r"[ ]?(?:内|后|前|间|龄|游|均|之[内后前久]|以[上内下]|历史|工资|薪|的?时间|左右|的观察)"
)
_HOUSE_BEFORE = re.compile(r"[第路街巷弄道村里楼栋幢区段园庄组镇线院门口机库仓井车舱窗船A-Za-z#＃]$")
_NUMBERED_DAY_AFTER = re.compile(
    r"[ ]?(?:[上下中]午|早|晚|凌晨|清晨|傍晚|夜|当[天日]|开始|[起到至，。、；,)）]|那天|以[来前后]|之[前后])"
)
_NAMED_AFTER = re.compile("[勋奖红讲口精杯运重]|劳动奖|国际|联欢|晚会|序曲")


def normalise(text: str) -> str:
    """The text with widths, blanks and Traditional forms made uniform, character for character."""
    return text.translate(_SAME) if _TO_MAP.search(text) else text


@functools.cache
def number(digits: str) -> int:
    """The value of digits, Chinese digits read in a row (二〇二〇), or a Chinese numeral below 200 (廿三)."""
    if digits.isdecimal():
        return int(digits)
    plain = digits.replace("廿", "二十").replace("卅", "三十").removeprefix("一百").lstrip("零")
    hundred = 100 if digits.startswith("一百") else 0
    if "十" in plain:
        tens, _, units = plain.partition("十")
        return hundred + 10 * _DIGITS.get(tens, 1) + (_DIGITS.get(units, 0) if units else 0)
    value = 0
    for character in plain:
        value = 10 * value + _DIGITS.get(character, 0)
    return hundred + value


def full_year(parts: Mapping[str, str]) -> int | None:
    """The Gregorian year that an expression names in figures: in full, of the Republic, or by two digits."""
    if "year" in parts:
        return number(parts["year"])
    if "era" in parts:
        return 1911 + number(parts["era"])
    if "short" not in parts:
        return None
    value = number(parts["short"])
    return value + (1911 if value >= 100 else 1900 if value >= 50 else 2000)


def scan(text: str) -> list[Expression]:
    """Every calendar expression of a normalised text, in order, false friends left out."""
    found = []
    for match in _SCANNER.finditer(text):
        parts = {name: value for name, value in match.groupdict().items() if value}
        surface = match[0].rstrip(" \t")
        if set(parts) <= {"year", "year0", "era", "year_word"}:
            surface = surface.removesuffix("度")
        start = match.start()
        if surface and _is_calendar(text, start, start + len(surface), parts):
            found.append(Expression(start, start + len(surface), parts))
    return found


def _is_calendar(text: str, start: int, end: int, parts: Mapping[str, str]) -> bool:
    """Whether the words around the match leave it a calendar expression: no duration, address or name."""
    before, after = text[max(0, start - 4) : start], text[end : end + 6]
    if "year" in parts and len(parts) == 1:
        return number(parts["year"]) % 100 != 0 or not _DURATION_AFTER.match(after)
    if "bare_lunar" in parts and not parts.keys() & {"year", "year_word", "lunar_mark"}:
        near = text[max(0, start - 3) : start]
        season = _SPRING_FESTIVAL.search(text, max(0, start - _SEASON), end + _SEASON)
        return not (_SCHOOL.match(after) or "高" in near) and season is not None
    if "festival" in parts:
        if _NAMED_AFTER.match(after):
            return False
        marked = parts.keys() & {"quote", "holiday", "side", "year", "year_word", "lunar_mark"}
        return parts["festival"] not in WEAK_FESTIVALS or bool(marked)
    if "day" in parts and not parts.keys() & {"month", "month_word"}:
        return _is_day(before, after, parts)
    if "month" in parts and not parts.keys() & {"year", "year_word", "era", "short", "day", "part"}:
        poetic = after[:1] == "天" and not parts["month"].isdecimal()
        lunar = parts["month"][0] in "一二三四五六七八九十" and after[:1] in tuple("一二三四五六七八九十")
        return not (poetic or lunar or _DURATION_BEFORE.search(before) or after[:1] in tuple("龄游薪均月"))
    return True


def _is_day(before: str, after: str, parts: Mapping[str, str]) -> bool:
    """Whether a day without a month is a day and not a duration, a house number or a line."""
    if not 1 <= number(parts["day"]) <= 31 or _DURATION_BEFORE.search(before):
        return False
    if parts["day_unit"] == "号":
        named = _HOUSE_BEFORE.search(before) or not _NUMBERED_DAY_AFTER.match(after)
        return parts["day"].isdecimal() and not named
    written = parts["day"].isdecimal() or len(parts["day"]) > 1
    # 18日至20日间: the end of a range lasts no 20 days.
    ends_range = before.rstrip()[-1:] in tuple("至到-—–~～－")
    return written and (ends_range or not _DURATION_AFTER.match(after))
