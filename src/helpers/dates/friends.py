"""False friends: what is written like a calendar expression and is a duration, an address, a number or a name."""

import functools
import re
from collections.abc import Mapping

from helpers.dates.expressions import Expression, candidates, number
from helpers.dates.holidays import WEAK_FESTIVALS
from helpers.lexicons import read_words

__all__ = ["scan"]

# 初二 alone is a school year unless the New Year is spoken of within so many characters.
_SEASON = 3000
_SPRING_FESTIVAL = re.compile("除夕|大年|正月|春节|过年|拜年|腊月|年初[一二三]")
_SCHOOL = re.compile(
    r"[（(]?[0-9一二三四五六七八九十]{0,2}[)）]?(?:年?级|班)|[一-龥]?(?:学|生|毕业|家长|教师|语文|数学)|的?孩子|中|高|女生|男生"
)
_DURATION_BEFORE = re.compile(
    r"(?:连续|历时|长达|为期|持续|近|满|共|每|逾|超过?|达|第|累计|隔离|观察|留观|居家|住院|公示|治疗|培训|集训|请假|封控|拘留|停业|停产|停课|停工|放假|休息"
    r"|提前|间隔|相隔|推迟|刑期?|有效期|逾期|保质期|期限|不足|历经|成立|开办|办学|建[党国军校厂院社]|[~～.])[ ]?\Z"
)
_DURATION_AFTER = re.compile(
    r"[ ]?(?:内|后|前|间|龄|游|均|之[内后前久]|以[上内下]|历史|移动|年化|线|卡|期满|[0-9一两]次|[0-9一]剂|工资|薪|的?时间|左右|的观察)"
)
_DEADLINE_BEFORE = re.compile(r"(?:请?于|截至|截止到?|须在?|应在?|赶在|务必在|最迟|力争在?)[ ]?\Z")
_HOUSE_BEFORE = re.compile(
    r"(?:病例|密接|患者|确诊|选手|球员|排名|编号)[ ]?\Z|[第路街巷弄道村里楼栋幢区段园庄组镇线院门口机库仓井车舱窗船牌初终字申执发函办文令刑民〕\]】A-Za-z#＃]$"
)
_NUMBERED_DAY_AFTER = re.compile(
    r"[ ]?(?:[上下中]午|早|晚|凌晨|清晨|傍晚|夜|当[天日]|开始|[起到至，。、；,)）]|那天|以[来前后]|之?[前后])"
)
_NAMED_AFTER = re.compile("[勋奖红讲口精杯运重粽馅]|月饼|劳动奖|国际|联欢|晚会|序曲")
_STREET_AFTER = re.compile("[巷路街桥宫村镇寺河山湖塔]|小学|中学|社区|大队|公社")
_KEPT_BEFORE = re.compile(r"(?:[庆迎过贺是]|欢度|[\n，。、；：:!！ 　]|^)\Z")  # 庆国庆, 今天是七一，
_NUMBER_OF_YEAR = re.compile(r"[ ]?度?第?[ ]?[0-9]+[ ]?(?:号(?!上午|下午|早|晚)|期|卷|辑)")
_FILE_BEFORE = re.compile(r"(?:号|编码|编号|档案|卷|版本|[Vv]|[Nn][Oo]\.?)[ ]?[:：]?[ ]?\Z")
# A month in Chinese numerals alone is also a name (七月书店, 二月兰, 十月革命): it stands where a clause or a
# phrase of time begins, or before a pause.
_PHRASE_BEFORE = re.compile(
    r"(?:^|[\s，。、；：:！？!?,;（(）)至到于在从自是至今明去本同每及和与—\-–~]|截至|起|年)$"
)
_PAUSE_AFTER = re.compile(
    r"[\s，。、；：:！？!?,;（）()至到—\-–~以起]|份|上旬|中旬|下旬|间|的|里(?!来)|中(?!学)|前|后|$"
)
_NAME_AFTER = re.compile(
    "革命|兰|花|桂|期|流火|怀胎|半|里(?![，。、]|$)|书店|红|雪|霜|节|市场|乡|村|路|街|桥|[一二三四五六七八九十]"
)
_RANGE_BEFORE = re.compile(r"[0-9]日?[ ]?[-—–~～至到]+[ ]?\Z")
_RANGE = 3  # characters of a dash or 至
_OF_PAPERS = re.compile(
    "电|讯|[上下中]午|凌晨|清晨|傍晚|晚|夜|起(?!居|义|点)|举行|召开|开幕|闭幕"
)  # 七日电, 八日下午
_DAY_PAUSE_AFTER = re.compile(
    r"[ 　]?(?:[，。、；：:,)）至到]|[上下中]午|早|晚|凌晨|清晨|傍晚|夜|晨|[阴晴雨雪]|起|以[来前后]|$)"
)
_WITHIN_TITLE = 40  # characters of a title in 《》 at most
_SENTENCE = 60  # characters in which 6月5日 makes a date of 10日前

Parts = Mapping[str, str]


@functools.cache
def _called_before() -> re.Pattern[str]:
    """The pattern of what stands before a name: 叫, or an office and a surname (主任周|立夏)."""
    # Some surnames are also words that stand before a date.
    names = "".join(
        sorted(set(read_words("surnames.txt")) - set("于和从当到自在向时年安成方平明后前同上每全至"))
    )
    return re.compile(rf"(?:叫|名为|取名|名字是|(?:叫|任|员|长|士|师|主讲人?|记者|[：:、，])[{names}])\Z")


def scan(text: str) -> list[Expression]:
    """Every calendar expression of a normalised text, in order, false friends left out."""
    found: list[Expression] = []
    in_numerals = in_republic = False
    for expression in candidates(text):
        parts = expression.parts
        last = found[-1] if found else None
        in_republic |= "era" in parts
        if "era_short" in parts and not in_republic:  # ten years
            continue
        if _is_calendar(text, expression, last, in_numerals):
            found.append(expression)
            if "day" in parts and "month" in parts:
                in_numerals = not parts["day"].isdecimal()
    return found


def _is_calendar(text: str, expression: Expression, last: Expression | None, in_numerals: bool) -> bool:
    """Whether the words around the match leave it a calendar expression.

    `last` is the one before it; `in_numerals` tells that the text writes its days in Chinese numerals.
    """
    start, end, parts = expression.start, expression.end, expression.parts
    before, after = text[max(0, start - 5) : start], text[end : end + 6]
    if "year" in parts:
        if len(parts) == 1:
            duration = number(parts["year"]) % 100 == 0 and _DURATION_AFTER.match(after)
            return not duration and not _NUMBER_OF_YEAR.match(after)
        return True
    if "iso_year" in parts or "point_year" in parts:
        return not (_FILE_BEFORE.search(before) or after.startswith("版"))
    if "bare_short" in parts:
        return not _DURATION_BEFORE.search(before)
    if "two_digits" in parts:
        # 八九年 may be eight or nine years; 五八年, and 七八年十月, are none.
        tens, units = (number(digit) for digit in parts["two_digits"])
        told = units != tens + 1 or not parts.keys().isdisjoint(("month", "day"))
        return told and not _DURATION_BEFORE.search(before)
    if parts.keys() & {"day_word", "noted_word"}:
        # 除夕当天 and 中秋节（9月22日）当晚 name one day once.
        echo = (before[-1:] in tuple("）)") and start - 1) or start
        said = last is not None and last.end == echo and parts.get("day_word", "").startswith("当")
        return not said and not _in_title(text, start)
    if "bare_lunar" in parts and not parts.keys() & {"year_word", "lunar_mark"}:
        near = text[max(0, start - 3) : start]
        if near[-1:] in tuple("教读念升考"):
            return False
        season = _SPRING_FESTIVAL.search(text, max(0, start - _SEASON), end + _SEASON)
        return not (_SCHOOL.match(after) or "高" in near) and season is not None
    if "festival" in parts:
        return _is_festival(text, expression, before, after)
    if "lunar_month" in parts:
        named = before.endswith("年") or _NAME_AFTER.match(after) or _called_before().search(before)
        quoted = "lunar_day" not in parts and before[-1:] in tuple("“「『")
        return not (named or quoted or _in_title(text, start))
    if "day" in parts and not parts.keys() & {"month", "month_word"}:
        return _is_day(text, expression, before, after, last, in_numerals)
    if "month" in parts and not parts.keys() & {"year_word", "era", "era_short", "short", "two_digits"}:
        return _is_month(text, start, before, after, parts, last)
    return True


def _is_festival(text: str, expression: Expression, before: str, after: str) -> bool:
    """Whether the word for a festival is one, and no name of a street, an award or a work."""
    parts = expression.parts
    if _NAMED_AFTER.match(after) or _called_before().search(before) or _in_title(text, expression.start):
        return False
    if parts.keys() & {"quote", "holiday", "side", "year_word", "era", "short", "lunar_mark"}:
        return True
    if _STREET_AFTER.match(after):
        return False
    if parts["festival"] not in WEAK_FESTIVALS:
        return True
    return _KEPT_BEFORE.search(before) is not None and _DAY_PAUSE_AFTER.match(after) is not None


def _is_month(text: str, start: int, before: str, after: str, parts: Parts, last: Expression | None) -> bool:
    """Whether a month without a year is one, and no duration, dynastic month or name."""
    if before.endswith("年"):  # 乾隆五十八年三月, 每年3月
        return False
    if _RANGE_BEFORE.search(before) and not (last is not None and 0 <= start - last.end <= _RANGE):
        return False  # 每年5月1日至8月16日
    if parts.keys() & {"day", "part"}:
        return True
    joined = last is not None and last.end == start - 1 and before[-1:] in tuple("~～")
    if after[:1] in tuple("龄游薪均月") or (_DURATION_BEFORE.search(before) and not joined):
        return False
    if parts["month"].isdecimal():
        return True
    if number(parts["month"]) > 12 or after[:1] == "天" or _in_title(text, start):
        return False
    named = _NAME_AFTER.match(after) or before[-1:] in tuple("“「『")
    placed = _PHRASE_BEFORE.search(before) or _PAUSE_AFTER.match(after)
    return not named and placed is not None


def _is_day(
    text: str, expression: Expression, before: str, after: str, last: Expression | None, in_numerals: bool
) -> bool:
    """Whether a day without a month is a day and not a duration, a house number or a line."""
    parts = expression.parts
    if not 1 <= number(parts["day"]) <= 31:
        return False
    # 18日至20日间: the end of a range lasts no 20 days.
    ends_range = before.rstrip()[-1:] in tuple("至到-—–~～－")
    joined = last is not None and 0 <= expression.start - last.end <= _RANGE
    if before.endswith("每月") or (
        _DURATION_BEFORE.search(before) and not (ends_range and (joined or before[-1:] not in tuple("~～")))
    ):
        return False
    if (ends_range or "day0" in parts) and last is None and not _DAY_PAUSE_AFTER.match(after):
        return False
    if _RANGE_BEFORE.search(before) and not joined:
        return False  # 拘留5日至10日
    if parts["day_unit"] == "号":
        again = (
            last is not None and last.parts.get("day_unit") == "号" and _same_sentence(text, last, expression)
        )
        named = _HOUSE_BEFORE.search(before) or not (again or _NUMBERED_DAY_AFTER.match(after))
        return parts["day"].isdecimal() and not named and "day0" not in parts
    if not parts["day"].isdecimal() and len(parts["day"]) == 1:
        told = (
            in_numerals
            or _OF_PAPERS.match(after)
            or (last is not None and ends_range and not last.parts.get("day", "1").isdecimal())
        )
        paused = ends_range or _DAY_PAUSE_AFTER.match(after) or _OF_PAPERS.match(after)
        return bool(told and paused) and before[-1:] not in tuple("几多数每第初头")
    if ends_range or after.startswith("前后"):
        return True
    if after.startswith("前") and not after.startswith("前夕"):
        near = (
            last is not None
            and "day" in last.parts
            and "month" in last.parts
            and _same_sentence(text, last, expression)
        )
        return near or _DEADLINE_BEFORE.search(before) is not None
    return not _DURATION_AFTER.match(after)


def _same_sentence(text: str, last: Expression, expression: Expression) -> bool:
    between = text[last.end : expression.start]
    return len(between) <= _SENTENCE and not re.search("[。！？!?\n]", between)


def _in_title(text: str, at: int) -> bool:
    """Whether an offset lies inside 《》, where a word of time is part of a name."""
    opened = text.rfind("《", max(0, at - _WITHIN_TITLE), at)
    return opened >= 0 and text.find("》", opened, at) < 0
