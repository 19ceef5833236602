"""Reading one expression: its interval, precision, rule and confidence in its context."""

import bisect
import datetime

from helpers.dates import holidays
from helpers.dates.context import CLOSING_QUOTES, FESTIVAL_AHEAD, Context
from helpers.dates.days import Unresolvable, make_day, month_of, shift_month, try_day
from helpers.dates.expressions import Expression, full_year, number
from helpers.dates.holidays import Interval
from helpers.dates.told import Confidence, lowest

__all__ = ["read"]

_DAY = datetime.timedelta(days=1)

_YEAR_WORDS = {
    "今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "大前年": -3, "明年": 1, "后年": 2,
}  # fmt: skip
_YEAR_ANAPHORS = {"当年": 0, "同年": 0, "是年": 0, "次年": 1, "翌年": 1, "第二年": 1, "上年": -1}
_MONTH_WORDS = {"本月": 0, "这个月": 0, "上月": -1, "上个月": -1, "下月": 1, "下个月": 1}
_MONTH_ANAPHORS = {"当月": 0, "同月": 0, "是月": 0, "次月": 1}
# By their first character: 昨晚 and 昨日 both lie in yesterday.
_DAY_WORDS = {"大前": -3, "大后": 3, "今": 0, "昨": -1, "前": -2, "明": 1, "后": 2}
_DAY_ANAPHORS = {"当": 0, "同": 0, "次": 1, "翌": 1}
_WEEKS = {"上上": -2, "上个": -1, "上": -1, "本": 0, "这": 0, "下个": 1, "下": 1}
_PARTS = {
    "上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "底": (21, 31), "末": (21, 31),
    "上中旬": (1, 20), "中上旬": (1, 20), "中下旬": (11, 31), "上半月": (1, 15), "下半月": (16, 31),
}  # fmt: skip

# Interval, precision, rule, confidence.
Reading = tuple[Interval, str, str, Confidence]


def _given_year(parts: dict[str, str], context: Context) -> tuple[int, str, Confidence] | None:
    """The year that an expression names itself, by figures, era or a word such as 去年."""
    if digits := parts.get("short") or parts.get("bare_short") or parts.get("two_digits"):
        return context.short_year(number(digits)), "short year", "medium"
    if (year := full_year(parts)) is not None:
        return year, "民国 year" if parts.keys() & {"era", "era_short"} else "year given", "high"
    word = parts.get("year_word")
    if word is None:
        return None
    if word in _YEAR_ANAPHORS and not (word == "上年" and context.told.year is None):
        dated, told = context.told.dated, context.told.year
        if told is None or (dated is not None and dated.start > told.start):
            told = dated
        if told is not None and told.last is not None:
            return told.last.year + _YEAR_ANAPHORS[word], f"{word} after the year named before", "medium"
        year, why, _ = context.year()
        return year + _YEAR_ANAPHORS[word], f"{word}, {why}", "low"
    year, why, confidence = context.year()
    return year + _YEAR_WORDS[word], f"{word}, {why}", confidence


def _read_calendar(parts: dict[str, str], at: int, context: Context) -> Reading:
    """Read years, months, days and their parts and closed ranges."""
    given = _given_year(parts, context)
    if "year_part" in parts and given:
        year, why, confidence = given
        month = {"初": 1, "中": 6}.get(parts["year_part"][-1], 12)
        return month_of(year, month), "month", f"part of year; {why}", lowest(confidence, "medium")
    if not parts.keys() & {"month", "month_word", "day", "quarter", "half", "first_months"}:
        assert given is not None
        year, why, confidence = given
        since = number(parts.get("year0") or parts.get("life0") or str(year))
        if since > year:
            raise Unresolvable("the range ends before it starts")
        interval = make_day(since, 1, 1), make_day(year, 12, 31)
        return interval, "year" if since == year else "range", f"year; {why}", confidence
    if parts.keys() & {"quarter", "half", "first_months"}:
        first, last, precision = _year_share(parts)
        year, why, confidence = given or context.running(at, first)
        interval = month_of(year, first)[0], month_of(year, last)[1]
        return (
            interval,
            precision,
            f"{precision}; {why}",
            confidence if given else lowest(confidence, "medium"),
        )
    month, year, why, confidence = _which_month(parts, at, given, context)
    if "day" in parts:
        day = number(parts["day"])
        last_day = make_day(year, month, day)
        first_day = make_day(year, month, number(parts["day0"])) if "day0" in parts else last_day
        if first_day > last_day:
            raise Unresolvable("the range ends before it starts")
        return (first_day, last_day), "day" if first_day == last_day else "range", f"day; {why}", confidence
    interval = month_of(year, month)
    if "part" in parts:
        first, last = _PARTS[parts["part"]]
        named_by_ten = parts["part"][-1] in "旬月"
        interval = interval[0].replace(day=first), interval[1].replace(day=min(last, interval[1].day))
        confidence = confidence if named_by_ten else lowest(confidence, "medium")
        return interval, "part-month", f"part of month; {why}", confidence
    if "month0" in parts:
        begin = month_of(year, number(parts["month0"]))[0]
        if begin > interval[1]:
            begin = begin.replace(year=begin.year - 1)
        return (begin, interval[1]), "range", f"months; {why}", confidence
    chinese = not given and "month" in parts and not parts["month"].isdecimal()
    return interval, "month", f"month; {why}", lowest(confidence, "medium") if chinese else confidence


def _which_month(
    parts: dict[str, str], at: int, given: tuple[int, str, Confidence] | None, context: Context
) -> tuple[int, int, str, Confidence]:
    """Month, year, what was inferred and how sure that is, of an expression with a month or a day."""
    if "month" in parts:
        month = number(parts["month"])
        if not 1 <= month <= 12:
            raise Unresolvable(f"there is no month {month}")
        day = number(parts["day"]) if "day" in parts else 15
        if day > 31 or day < 1 or (month in (4, 6, 9, 11) and day > 30) or (month == 2 and day > 29):
            raise Unresolvable(f"month {month} has no day {day}")
        year, why, confidence = given or context.nearest(at, lambda y: try_day(y, month, day))
        return month, year, why, confidence
    word = parts.get("month_word")
    if given and word is None:
        raise Unresolvable("no month between year and day")
    if word in _MONTH_WORDS:
        if context.anchor is None:
            raise Unresolvable("no publication date to count from")
        first = shift_month(context.anchor.replace(day=1), _MONTH_WORDS[word])
        return first.month, first.year, f"{word}, from publication", "medium"
    known = context.month(at, number(parts["day"]) if "day" in parts and word is None else None)
    if known is None:
        raise Unresolvable("no month in force")
    first, why = known
    if word is not None:
        first = shift_month(first, _MONTH_ANAPHORS[word])
        return first.month, first.year, f"{word}, {why}", "medium"
    return first.month, first.year, why, "high" if why == "month in force" else "medium"


def _year_share(parts: dict[str, str]) -> tuple[int, int, str]:
    """First and last month of a quarter, of the first quarters or months together, or of a half-year."""
    if "first_months" in parts:
        last = number(parts["first_months"].replace("两", "二"))
        if not 1 <= last <= 12:
            raise Unresolvable(f"a year has no {last} months")
        return 1, last, "range"
    if "half" in parts:
        return (1, 6, "half-year") if parts["half"][0] == "上" else (7, 12, "half-year")
    text = parts["quarter"]
    quarter = 1 if text[0] == "首" else number(text.strip("第前头个季度"))
    together = text[0] in "前头"
    return (1 if together else quarter * 3 - 2), quarter * 3, "range" if together else "quarter"


def _read_lunar(parts: dict[str, str], at: int, context: Context) -> Reading:
    """Read a lunar day or month; a lunar year has the number of the Gregorian year that it begins in."""
    if parts.get("new_year") == "三十":
        return _read_festival({**parts, "festival": "除夕"}, at, context)
    leap = "leap" in parts
    names = {"正": 1, "冬": 11, "腊": 12}
    name = parts.get("lunar_month", "正")
    month = names[name] if name in names else number(name)
    digits = parts.get("lunar_day") or parts.get("bare_lunar") or parts.get("new_year")
    day = number(digits.lstrip("初")) if digits else None
    given = _given_year(parts, context)
    year, why, confidence = given or context.nearest(
        at, lambda y: holidays.lunar_day(y, month, day or 1, leap), ahead=FESTIVAL_AHEAD
    )
    if day is None:
        interval = holidays.lunar_month(year, month, leap)
        if interval is None:
            raise Unresolvable("no such lunar month")
        return interval, "range", f"lunar month; {why}", lowest(confidence, "medium")
    found = holidays.lunar_day(year, month, day, leap)
    if found is None:
        raise Unresolvable("no such lunar day")
    return (found, found), "day", f"lunar day; {why}", confidence


def _read_festival(parts: dict[str, str], at: int, context: Context) -> Reading:
    """Read a festival: its day, the public holiday around it, or what lies before or after."""
    name = holidays.FESTIVALS[parts["festival"]]
    if name == "国庆" and "era" in parts:
        name = "双十"
    given = _given_year(parts, context)
    year, why, confidence = given or context.nearest(
        at, lambda y: holidays.festival_day(name, y) if 1 <= y <= 9998 else None, ahead=FESTIVAL_AHEAD
    )
    day = holidays.festival_day(name, year) if 1 <= year <= 9998 else None
    holiday = holidays.public_holiday(name, year) if day else None
    if day is None or holiday is None:
        raise Unresolvable(f"{name} of {year} lies outside the calendar")
    side = parts.get("side")
    first, last = holiday
    if side in ("前", "之前"):
        raise Unresolvable(
            f"before {name}: the start is open", last=(first if name == "春节" else first - _DAY)
        )
    if side in ("后", "之后"):
        raise Unresolvable(f"after {name}: the end is open", first=last + _DAY)
    if side == "前夕":
        return (day - _DAY, day - _DAY), "day", f"eve of {name}; {why}", lowest(confidence, "medium")
    # 今年春节 with no word after it means the days off; 春节以来 counts from New Year's Day.
    whole = side in ("期间", "前后") or "holiday" in parts or (name == "春节" and given is not None)
    if whole:
        doubt: Confidence = "low" if side == "前后" else "medium"
        precision = "day" if first == last else "range"
        return holiday, precision, f"public holiday {name}; {why}", lowest(confidence, doubt)
    doubt = "medium" if name in ("春节", "小年夜", "五一", "国庆") else confidence
    return (day, day), "day", f"festival {name}; {why}", lowest(confidence, doubt)


def _read_word(expression: Expression, context: Context) -> Reading:
    """Read 当日, 昨天, 上周五, 月底: words that count from a day known already."""
    parts, at = expression.parts, expression.start
    word = parts.get("day_word")
    if word is not None and word[0] in _DAY_ANAPHORS:
        told = context.told.day
        if told is None or told.first is None:
            raise Unresolvable("no day named before")
        day = told.first + _DAY_ANAPHORS[word[0]] * _DAY
        near = context.in_paragraph(told.end, at)
        confidence: Confidence = (
            "low" if _DAY_ANAPHORS[word[0]] and not near else "high" if near else "medium"
        )
        return (day, day), "day", f"{word} after the day named before", confidence
    if "noted_day" in parts:
        return _read_noted_day(number(parts["noted_day"]), _DAY_WORDS[parts["noted_word"]], at, context)
    if word is not None:
        anchor, why, confidence = _present(expression, context)
        day = anchor + (_DAY_WORDS["大" + word[1]] if word[0] == "大" else _DAY_WORDS[word[0]]) * _DAY
        return (day, day), "day", f"{word}, {why}", confidence
    if "week" in parts:
        if context.anchor is None or context.precision != "day":
            raise Unresolvable("no publication day to count from")
        monday = context.anchor - context.anchor.weekday() * _DAY + 7 * _WEEKS[parts["week"]] * _DAY
        if "weekday" not in parts:
            return (monday, monday + 6 * _DAY), "range", "week counted from publication", "medium"
        if parts["weekday"] == "末":
            return (
                (monday + 5 * _DAY, monday + 6 * _DAY),
                "range",
                "weekend counted from publication",
                "medium",
            )
        day = monday + "一二三四五六日天".index(parts["weekday"]) % 7 * _DAY
        if parts["weekday"] == "天":
            day = monday + 6 * _DAY
        return (day, day), "day", "weekday counted from publication", "medium"
    # 月底 is that of the month of writing, 下旬 that of the month that is told of.
    of_writing = "bare_part" in parts and context.anchor is not None
    known = (context.anchor, "month of publication") if of_writing else context.month(at)
    if known is None or known[0] is None:
        raise Unresolvable("no month in force")
    interval = month_of(known[0].year, known[0].month)
    first, last = _PARTS[parts.get("bare_part") or parts["bare_ten"]]
    interval = interval[0].replace(day=first), interval[1].replace(day=min(last, interval[1].day))
    return interval, "part-month", f"part of month; {known[1]}", "low"


def _read_noted_day(number_in_month: int, days: int, at: int, context: Context) -> Reading:
    """Read 今(21)日: a word that counts from publication with the day of the month noted in it."""
    if context.anchor is None or context.precision != "day":
        known = context.month(at)
        if known is None:
            raise Unresolvable("no month in force")
        day = make_day(known[0].year, known[0].month, number_in_month)
        return (day, day), "day", f"day; {known[1]}", "medium"
    expected = context.anchor + days * _DAY
    months = [shift_month(expected.replace(day=1), n) for n in (0, -1, 1)]
    noted = [d for m in months if (d := try_day(m.year, m.month, number_in_month)) is not None]
    if not noted:
        raise Unresolvable(f"no month has a day {number_in_month}")
    day = min(noted, key=lambda d: abs((d - expected).days))
    return (day, day), "day", "day; month of publication", "high" if day == expected else "medium"


def _present(expression: Expression, context: Context) -> tuple[datetime.date, str, Confidence]:
    """The day that 今天 means at an offset: a diary entry's day, or that of publication."""
    text, at = context.text, expression.start
    if context.quoted(at):
        # “……今天……”3月10日上午，: the words around a quotation date it.
        closes = min((c for c in (text.find(m, at, at + 300) for m in CLOSING_QUOTES) if c >= 0), default=-1)
        at_close = bisect.bisect_right(context.expressions, closes, key=lambda e: e.start)
        after = context.expressions[at_close] if closes >= 0 and at_close < len(context.expressions) else None
        if after and after.start - closes <= 3 and {"month", "day"} <= after.parts.keys():
            reading = _read_calendar(dict(after.parts), after.start, context)
            return reading[0][0], "day named after the quotation", "medium"
        raise Unresolvable("inside undated quoted speech")
    head = context.paragraph_head(at)
    if head and head.first:
        return head.first, "day that heads the paragraph", "medium"
    if context.published is not None and context.precision == "day":
        return context.published, "from publication", "medium"
    raise Unresolvable("no publication day to count from")


def read(expression: Expression, context: Context) -> Reading:
    """Interval, precision, rule and confidence of one expression; raises Unresolvable with the reason."""
    parts = dict(expression.parts)
    if "iso_year" in parts:
        day = make_day(*(number(parts[f"iso_{unit}"]) for unit in ("year", "month", "day")))
        return (day, day), "day", "day; year given", "high"
    if "point_year" in parts:
        interval = month_of(number(parts["point_year"]), number(parts["point_month"]))
        return interval, "month", "month; year given", "high"
    if parts.keys() & {"day_word", "noted_day", "week", "bare_part", "bare_ten"}:
        return _read_word(expression, context)
    if parts.keys() & {"new_year", "lunar_month", "bare_lunar"}:
        return _read_lunar(parts, expression.start, context)
    if "festival" in parts:
        return _read_festival(parts, expression.start, context)
    return _read_calendar(parts, expression.start, context)
