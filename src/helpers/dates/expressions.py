"""The scanner: where a text holds calendar expressions, and which parts they are made of.

One compiled pattern with bounded quantifiers finds them; nothing is resolved here.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from helpers.dates.holidays import FESTIVALS

__all__ = ["JOINT", "Expression", "candidates", "full_year", "normalise", "number"]


class Expression(NamedTuple):
    """A stretch of text and the named parts of the pattern that matched in it (year, month, day …)."""

    start: int
    end: int
    parts: Mapping[str, str]


# One character for one, so that offsets stay true: widths, blanks, Traditional forms, dashes.
_SAME = dict(
    zip(
        "雙０１２３４５６７８９／．－　\u00a0\u2002\u2003○Ｏ號農曆歷節國慶勞動陽間後週當華這個開臘陰舊慶禮擬預計劃將屆從結",
        "双0123456789/.-    〇〇号农历历节国庆劳动阳间后周当华这个开腊阴旧庆礼拟预计划将届从结",
        strict=True,
    )
)
_TO_MAP = re.compile(f"[{''.join(_SAME)}]")

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "元": 1, "正": 1}

_S = r"[ \t]{0,2}"
_N = "[0-9]{1,2}"
_CN = "[一二三四五六七八九十廿卅]{1,3}"
_DASH = "(?:[-—–~～－至到]|——|--)"
_OR_AND = "(?:[-—–~～－至到、和]|——|--)"
# What an expression can begin with, by its first character and then by a few more: a quick look that spares most of
# a text the whole pattern.
_FIRST = (
    '0-9一二三四五六七八九十廿卅元正腊冬闰农阴旧夏初大年月今去明昨前后第本当同上下次翌这首头是中民“"「『'
    + "".join(sorted({name[0] for name in FESTIVALS}))
)
_BEGINNING = rf"""
  [0-9]{{1,4}} {_S} [年月日号季至到、和./\-—–~～]
| [一二三四五六七八九十廿卅] [〇零一二三四五六七八九十廿卅]{{0,3}} {_S} [年月日号季个至到、和\-—–~～]
| 元月 | 正月 | [腊冬]月 | 闰 | 农历 | 阴历 | 旧历 | 夏[历至]
| 初[一二三四五六七八九十] | 大[年前后] | 年[初三] | 月[初底末上中下]
| 今[年天日晚夜晨早(（] | 去年 | [明昨][年天日晚夜晨早(（] | 前[年天日晚头第0-9一二三四] | 后[年天] | 第[一二三四1-4]
| 本[年月周星] | [当同][年月天日晚夜] | 上[年月周星个上旬半] | 下[月周星个旬半] | 次[年月日] | 翌[年日] | 这[个周星]
| 首季 | 头[一二三四] | 是[年月] | 中[旬华] | 民国
| [“"「『]? (?: {"|".join(sorted({name[:2] for name in FESTIVALS}))} )
"""

JOINT = re.compile(rf"(?:[(（][^()（）\n]{{1,4}}[)）])?{_S}起?{_S}{_DASH}{_S}")

_YEAR = rf"""
(?:
    (?: (?P<year0>(?<![0-9.])[12][0-9]{{3}}) {_S} {_DASH} {_S} )?
    (?P<year> [12][0-9]{{3}} | (?<![〇零一二三四五六七八九十百千万])[一二][〇零一二三四五六七八九]{{3}} ) {_S} 年(?!级|代|鉴|检|型|份[酒茶])
  | (?:中华)?民国 {_S} (?P<era> [0-9]{{1,3}} | 元 | [一二三四五六七八九][〇零一二三四五六七八九]{{1,2}} | {_CN}
      | 一百(?:零|一?十)?[一二三四五六七八九十]? ) {_S} 年
  | (?P<short> [0-9]{{2,3}} ) {_S} 年 (?= {_S} (?:[0-9]{{1,2}}|{_CN}) {_S} 月 )
  | (?P<two_digits> (?<![〇零一二三四五六七八九十百千万两第]) [二三四五六七八九][〇零一二三四五六七八九] ) 年
      (?! [级代来间前后多内以历度] )
  | (?P<bare_short> (?<![0-9.]) (?:0[0-9]|[89][1-9]) ) 年 (?![级代来间前后多内以历度陈老的树])
  | (?<=[，。；、：\s]) (?P<era_short> [一二三]?十[一二三四五六七八九]? ) 年 (?=[春夏秋冬]|{_CN}月)
  | (?P<year_word>
        (?<!如)今年 | 去年(?!检|审) | (?<!光)明年 | (?<![年天从])大?前年(?!年) | (?<![年0-9])后年 | (?<!日)本年
      | (?<![正相应])当年 | 同年 | (?<![以晚早])上年 | 次年 | 翌年 | 第二年
      | (?<![^\n，。；、：:;,！？ 　]) 是年 ) (?![轻龄迈幼味货夜糕纪均产功级])
)
"""
_MONTH = rf"""
(?:
    (?: (?P<month0> (?<![0-9][:：]) {_N} (?! {_S} [、和] {_S} {_N} {_S} 月 {_S} {_N} {_S} [日号] ) | (?<![一二三四五六七八九十第初])[一二三四五六七八九十]{{1,2}}(?={_S}{_OR_AND}{_S}[一二三四五六七八九十]{{1,2}}{_S}月) ) {_S} {_OR_AND} {_S} )?
    (?P<month> {_N} | 十[一二] | [一二三四五六七八九十] | 元 ) {_S} 月 (?!饼|嫂|球|刊|票|龄|考|亮|有余|河|瓜|菊|孕|期(?!间|货))
  | (?P<month_word> (?<![基日])本月 | (?<![晚早以海])上个?月 | (?<!天)下个?月 | 当月 | 同月
      | (?<![每一二三两几多首隔上下本])次月 | 这个月 | (?<![^\n，。；、：:;,！？ 　])是月 )
    (?![亮球光饼色考])
)
"""
_THE_LAND = "(?!津|下大势|而语|军(?!方|队|区|地|民|事)|[伪寇占侵]|本(?!报|市|县|省|区|院|台|网|地|次|场|周|村|乡|镇|校|公|届|月|年|人|着|应|来|是|该))"  # 今日 before 日本
_DAY = rf"""
(?:
    (?: (?P<day0>{_N}) {_S} {_OR_AND} {_S} )?
    (?P<day> {_N} | {_CN} ) {_S} (?P<day_unit>日{_THE_LAND}|号(?!线|楼|令|文件|公告|院|栋|台风))
)
"""
_INITIAL_WORDS = (
    "[一二三四五六七八九十级中步版试审稿赛选见评衷恋心始战雪夏秋冬春期次]"  # 初版, 初夏: no part of a month
)
_PART = rf"(?P<part>[上中下]旬|上中旬|中上旬|中下旬|初(?!{_INITIAL_WORDS})|[底末]|[上下]半月)"
_QUARTER = r"(?:(?:第|前|头)?[一二三四1-4]个?季度|第[一二三四1-4]季|首季度?)"
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
    (?: 佳节 )?
    (?P<holiday> 节日 | 小长假 | 长假 | 黄金周 | 假期 | 假日 )?
    (?: (?:开始|结束|来临|到来)? (?P<side> 期间 | 前夕 | 前后 | 之前 | 之后 | 前(?!往|来) | 后 ) )?
)
"""
_WORDS = rf"""
(?P<noted_word>[今昨明])天?[(（](?P<noted_day>[0-9]{{1,2}}|{_CN})[)）]日
| (?P<day_word>
    今[天晚夜晨早](?!报) | 今日(?!报|头条|关注|说法|视点|话题|看点|热点|谈) | 昨[天日晚夜晨] | 大前天 | (?<![目以大])前[天晚] | 前日(?!均)
  | (?<!光)明[天日晚早晨](?!之|黄花|会更好|系) | 大后天 | (?<![先天0-9大])后天(?![气然性]|培养|形成|努力|环境|教育|习得|免疫|因素|获得|养成)
  | (?<![应适相])当[天日晚夜](?!天|达(?!到)) | (?<![首每两0-9一二三四五六七八九十多再初层档])次日(?!均|常|益|产|达(?!到)) | 翌日 | 同日
){_THE_LAND}
| (?<![晚早以基天])(?P<week>上上|上个|上|本|这|下个|下)(?:周|星期)(?P<weekday>[一二三四五六日天末])?
  (?![期边年岁转折报刊密全到长游口庄恩杰村家姓氏易礼朝公瑜])
"""
_SCANNER = re.compile(
    rf"""
(?= [{_FIRST}] ) (?= {_BEGINNING} )
(?:
    (?: (?<![0-9A-Za-z.\-/_]) | (?<=[0-9][-~]) )
    (?P<iso_year>[12][0-9]{{3}}) (?P<iso_mark>[-/.]) (?P<iso_month>{_N}) (?P=iso_mark) (?P<iso_day>{_N})
    (?![0-9]|[-/.][0-9]{{1,3}}(?![0-9])|号)
  | (?<![0-9A-Za-z.\-/_:：])
    (?P<point_year>(?:19|20)[0-9]{{2}}) [-.] (?P<point_month>0[1-9]|1[0-2])
    (?![0-9A-Za-z.\-/_号]|[ ]?[万亿千百元%％‰吨人户亩公平立米斤度倍个家座辆次])
  | (?<=[（(]) (?P<life0>[12][0-9]{{3}}) {_S} {_DASH} {_S} (?P<life>[12][0-9]{{3}}) (?=[）)])
  | (?: (?<![0-9]) {_YEAR} (?P<has_year>) 度? {_S} )?
    (?:
        (?(has_year)|(?!)) (?P<year_part>年?[初末底]|年中)(?!{_INITIAL_WORDS})
      | (?(has_year)|(?!)) [前头](?P<first_months>[0-9]{{1,2}}|十[一二]?|[一二两三四五六七八九])个月
      | {_LUNAR}
      | (?<![0-9])(?<![0-9][.]) (?: {_MONTH} (?P<has_month>) {_S} )?
        (?: {_DAY} | (?(has_month)|(?!)) (?: {_PART} | 份 | ) )
      | (?P<quarter>{_QUARTER})
      | (?P<half>[上下]半年)
      | {_FESTIVAL}
      | (?(has_year)|(?!))
    )
  | (?<![个0-9一二三四五六七八九十每本上下当同次这那])月(?P<bare_part>初(?![一二三四五六七八九十])|[底末]|[上中下]旬)
  | (?<![月年0-9一二三四五六七八九十上中下])(?P<bare_ten>[上中下]旬)
  | {_WORDS}
)
""",
    re.VERBOSE,
)

_KNOWN: dict[tuple[str, int | None], tuple[Mapping[str, str], int]] = {}
_MOST_KNOWN = 100_000


def normalise(text: str) -> str:
    """The text with widths, blanks and Traditional forms made uniform, character for character."""
    return _TO_MAP.sub(lambda match: _SAME[match[0]], text)


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
    if "life" in parts:
        return number(parts["life"])
    if "era" in parts or "era_short" in parts:
        return 1911 + number(parts.get("era") or parts["era_short"])
    digits = parts.get("short") or parts.get("bare_short") or parts.get("two_digits")
    if digits is None:
        return None
    value = number(digits)
    return value + (1911 if value >= 100 else 1900 if value >= 50 else 2000)


def candidates(text: str) -> Iterator[Expression]:
    """Yield every stretch of a normalised text that is written like a calendar expression, in order."""
    for match in _SCANNER.finditer(text):
        start, whole = match.start(), match[0]
        parts, length = _parts_of(match, whole)
        if length:
            yield Expression(start, start + length, parts)


def _parts_of(match: "re.Match[str]", whole: str) -> tuple[Mapping[str, str], int]:
    """The named parts of a match, and how long the expression in it is; remembered by its words and alternative."""
    key = whole, match.lastindex
    known = _KNOWN.get(key)
    if known is None:
        parts = {name: value for name, value in match.groupdict().items() if value}
        surface = whole.rstrip(" \t")
        if parts.keys() <= {"year", "year0", "era", "year_word", "bare_short", "two_digits"}:
            surface = surface.removesuffix("度")
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[key] = parts, len(surface)
    return known
