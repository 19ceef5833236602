"""The lunar calendar, festivals and mainland public holidays as Gregorian days.

Lunar days come from borax (1900-2100). Public holidays follow the State Council's yearly notices: rules for
how a holiday is laid around a weekend, and the years that departed from them.
"""

import datetime
import functools

from borax.calendars.lunardate import InvalidLunarDateError, LunarDate, TermUtils

__all__ = [
    "FESTIVALS",
    "WEAK_FESTIVALS",
    "Interval",
    "festival_day",
    "lunar_day",
    "lunar_month",
    "public_holiday",
]

Interval = tuple[datetime.date, datetime.date]
_DAY = datetime.timedelta(days=1)

# Words for a festival → its one name.
FESTIVALS = {
    "春节": "春节", "除夕": "除夕", "小年夜": "小年夜", "元旦": "元旦",
    "元宵节": "元宵", "元宵": "元宵",
    "清明节": "清明", "清明": "清明", "端午节": "端午", "端午": "端午", "中秋节": "中秋", "中秋": "中秋",
    "重阳节": "重阳", "重阳": "重阳", "七夕节": "七夕", "七夕": "七夕", "腊八节": "腊八", "腊八": "腊八",
    "五一国际劳动节": "五一", "五一劳动节": "五一", "国际劳动节": "五一", "劳动节": "五一",
    "五一节": "五一", "五一": "五一",
    "国庆节": "国庆", "国庆": "国庆", "十一": "国庆", "双十节": "双十", "双十国庆": "双十",
    "国庆中秋": "国庆", "国庆、中秋": "国庆", "中秋国庆": "国庆", "中秋、国庆": "国庆",
    "三八国际妇女节": "三八", "三八妇女节": "三八", "国际妇女节": "三八", "妇女节": "三八", "三八节": "三八",
    "三八": "三八", "植树节": "植树", "五四青年节": "五四", "青年节": "五四", "五四": "五四",
    "六一国际儿童节": "六一", "六一儿童节": "六一", "国际儿童节": "六一", "儿童节": "六一", "六一": "六一",
    "七一建党节": "七一", "建党节": "七一", "七一": "七一", "八一建军节": "八一", "建军节": "八一", "八一": "八一",
    "教师节": "教师", "国际护士节": "护士", "护士节": "护士", "情人节": "情人",
    "平安夜": "平安夜", "圣诞节": "圣诞", "愚人节": "愚人",
    "立春": "立春", "春分": "春分", "立夏": "立夏", "夏至": "夏至", "立秋": "立秋", "秋分": "秋分", "立冬": "立冬",
    "冬至": "冬至", "惊蛰": "惊蛰", "谷雨": "谷雨", "芒种": "芒种", "霜降": "霜降",
}  # fmt: skip
# Words that also mean something else (roads, names, counts): a festival only with quotes, a suffix or a year.
WEAK_FESTIVALS = frozenset(
    ["元宵", "清明", "重阳", "腊八", "五一", "国庆", "十一", "三八", "五四", "六一", "七一", "八一"]
)

_FIXED = {
    "元旦": (1, 1), "情人": (2, 14), "三八": (3, 8), "植树": (3, 12), "五一": (5, 1), "五四": (5, 4), "愚人": (4, 1),
    "护士": (5, 12), "六一": (6, 1), "七一": (7, 1), "八一": (8, 1), "教师": (9, 10), "国庆": (10, 1),
    "双十": (10, 10), "平安夜": (12, 24), "圣诞": (12, 25),
}  # fmt: skip
_LUNAR = {"春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "七夕": (7, 7), "中秋": (8, 15), "重阳": (9, 9)}
_SOLAR_TERMS = frozenset(
    ["清明", "立春", "春分", "立夏", "夏至", "立秋", "秋分", "立冬", "冬至", "惊蛰", "谷雨", "芒种", "霜降"]
)

# Weekday of the festival (Monday first) → first and last day off, counted from it; notices since 2008.
_LONG_WEEKEND = ((-2, 0), (-2, 0), (-2, 0), (0, 2), (0, 2), (0, 2), (-1, 1))
# (festival, year) → days off before and after the festival day where the notice departed from the rules.
_NOTICES = {
    ("元旦", 2002): (0, 2), ("元旦", 2005): (0, 2), ("元旦", 2006): (0, 2), ("元旦", 2007): (0, 2),
    ("元旦", 2012): (0, 2), ("元旦", 2013): (0, 2), ("元旦", 2014): (0, 0), ("元旦", 2020): (0, 0),
    ("元旦", 2025): (0, 0),
    ("春节", 2014): (0, 6), ("春节", 2024): (0, 7), ("春节", 2025): (-1, 6), ("春节", 2026): (-2, 6),
    ("清明", 2023): (0, 0),
    ("五一", 2019): (0, 3), ("五一", 2020): (0, 4), ("五一", 2021): (0, 4), ("五一", 2022): (-1, 3),
    ("五一", 2023): (-2, 2), ("五一", 2024): (0, 4), ("五一", 2025): (0, 4), ("五一", 2026): (0, 4),
    ("端午", 2012): (-1, 1), ("中秋", 2010): (0, 2), ("中秋", 2015): (-1, 0),
    ("中秋", 2009): (-2, 5), ("中秋", 2012): (0, 7), ("中秋", 2017): (-3, 4), ("中秋", 2020): (0, 7),
    ("中秋", 2023): (0, 7), ("中秋", 2025): (-5, 2),
    ("国庆", 2008): (-2, 4), ("国庆", 2009): (0, 7), ("国庆", 2012): (-1, 6), ("国庆", 2017): (0, 7),
    ("国庆", 2020): (0, 7), ("国庆", 2023): (-2, 5), ("国庆", 2025): (0, 7),
}  # fmt: skip


@functools.cache
def lunar_day(year: int, month: int, day: int, leap: bool = False) -> datetime.date | None:
    """One lunar day as a Gregorian day, or None when that lunar year has no such day."""
    try:
        found: datetime.date = LunarDate(year, month, day, int(leap)).to_solar_date()
    except (InvalidLunarDateError, ValueError, IndexError):
        return None
    return found


@functools.cache
def lunar_month(year: int, month: int, leap: bool = False) -> Interval | None:
    """First and last Gregorian day of a lunar month (29 or 30 days), or None when there is no such month."""
    first = lunar_day(year, month, 1, leap)
    if first is None:
        return None
    return first, lunar_day(year, month, 30, leap) or first + 28 * _DAY


@functools.cache
def festival_day(name: str, year: int) -> datetime.date | None:
    """The Gregorian day of a festival (a value of FESTIVALS) that falls in a Gregorian year, or None.

    小年夜 is the eve of New Year's Eve, as in Shanghai and Taiwan; 腊八 is that of the lunar year that ends.
    """
    if name in _FIXED:
        return datetime.date(year, *_FIXED[name])
    if name in _LUNAR:
        return lunar_day(year, *_LUNAR[name])
    if name == "腊八":
        return lunar_day(year - 1, 12, 8)
    if name in _SOLAR_TERMS:
        return TermUtils.day_start_from_term(year, name) if 1901 <= year <= 2100 else None
    new_year = lunar_day(year, 1, 1)
    return new_year and new_year - (1 if name == "除夕" else 2) * _DAY


@functools.cache
def public_holiday(name: str, year: int) -> Interval | None:
    """First and last day of the mainland public holiday of a festival, or its own day where it has none.

    Spring Festival runs from New Year's Eve to the sixth day (2008 on), as first announced: later extensions,
    such as that of 2020, are left out.
    """
    day = festival_day(name, year)
    if day is None:
        return None
    before, after = 0, 0
    if (name, year) in _NOTICES:
        before, after = _NOTICES[name, year]
    elif name == "春节":
        before, after = (-1, 5) if year >= 2008 else (0, 6) if year >= 2000 else (0, 2)
    elif name == "国庆" or (name == "五一" and 2000 <= year <= 2007):
        before, after = (0, 6) if year >= 2000 else (0, 1)
    elif name in ("元旦", "清明", "五一", "端午", "中秋") and year >= 2008:
        before, after = _LONG_WEEKEND[day.weekday()]
    return day + before * _DAY, day + after * _DAY
