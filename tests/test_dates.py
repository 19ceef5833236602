"""Dates: expressions and their intervals, false friends, publication dates, and the golden floors."""

import datetime
import re

import chinese_calendar
import cnlunar
import pandas as pd
import pytest
from golden_bodies import bodies, golden
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import schema
from helpers.dates import date_articles, expressions, find_dates, read_dates
from helpers.dates.context import _nearest_year
from helpers.dates.days import Unresolvable, try_day
from helpers.dates.holidays import _SOLAR_TERMS, FESTIVALS, festival_day, lunar_day, public_holiday

Row = tuple[str, str, str]


def iso(value: pd.Timestamp) -> str:
    return "" if pd.isna(value) else value.date().isoformat()


def rows(found: pd.DataFrame) -> list[Row]:
    return [(r.surface, iso(r.date_from), iso(r.date_to)) for r in found.itertuples()]


def article(text: str, published: str | None = None, precision: str | None = "day") -> pd.DataFrame:
    frame = pd.DataFrame({"article_id": ["a"], "text": [text], "published": [published]})
    return frame.assign(published_precision=precision if published else None).astype(
        {"published": "datetime64[s]", "published_precision": "str"}
    )


def day(text: str, on: str) -> list[Row]:
    return [(text, on, on)]


FULL = [
    "2020年2月3日", "2020-02-03", "2020-2-3", "2020/2/3", "2020.2.3", "2020.02.03", "2020 年 2 月 3 日",
    "２０２０年２月３日", "二〇二〇年二月三日", "二○二○年二月三日", "二零二零年二月三日", "2020年2月3号",
    "民国109年2月3日", "中華民國109年2月3日", "109年2月3日", "民国一百零九年二月三日", "20年2月3日",
]  # fmt: skip


@pytest.mark.parametrize("text", FULL)
def test_full_dates_in_every_writing(text: str) -> None:
    found = read_dates(f"公告于{text}发布。")
    assert rows(found) == day(text, "2020-02-03")
    assert found["precision"].tolist() == ["day"]


IN_2020 = [
    ("2020年2月", "2020-02-01", "2020-02-29", "month"),
    ("2019年", "2019-01-01", "2019-12-31", "year"),
    ("2018-2020年", "2018-01-01", "2020-12-31", "range"),
    ("2月份", "2020-02-01", "2020-02-29", "month"),
    ("今年1月", "2020-01-01", "2020-01-31", "month"),
    ("今年1-3月", "2020-01-01", "2020-03-31", "range"),
    ("去年12月", "2019-12-01", "2019-12-31", "month"),
    ("前年", "2018-01-01", "2018-12-31", "year"),
    ("明年", "2021-01-01", "2021-12-31", "year"),
    ("4月30日至5月4日", "2020-04-30", "2020-05-04", "range"),
    ("4月13日-5月4日", "2020-04-13", "2020-05-04", "range"),
    ("3月15日至31日", "2020-03-15", "2020-03-31", "range"),
    ("3 月 15 日至 3 月 31 日", "2020-03-15", "2020-03-31", "range"),
    ("1月23日—25日", "2020-01-23", "2020-01-25", "range"),
    ("2月3-5日", "2020-02-03", "2020-02-05", "range"),
    ("2019年12月28日至2020年1月3日", "2019-12-28", "2020-01-03", "range"),
    ("2019年12月28日至1月3日", "2019-12-28", "2020-01-03", "range"),
    ("12月28日至2020年1月3日", "2019-12-28", "2020-01-03", "range"),
    ("2019年12月至2020年3月", "2019-12-01", "2020-03-31", "range"),
    ("2月3、4日", "2020-02-03", "2020-02-04", "range"),
    ("3、4月份", "2020-03-01", "2020-04-30", "range"),
    ("1月中下旬", "2020-01-11", "2020-01-31", "part-month"),
    ("“三八”国际妇女节", "2020-03-08", "2020-03-08", "day"),
    ("大年初一至初七", "2020-01-25", "2020-01-31", "range"),
    ("3月上旬", "2020-03-01", "2020-03-10", "part-month"),
    ("2月下旬", "2020-02-21", "2020-02-29", "part-month"),
    ("3月初", "2020-03-01", "2020-03-10", "part-month"),
    ("3月底", "2020-03-21", "2020-03-31", "part-month"),
    ("2022年一季度", "2022-01-01", "2022-03-31", "quarter"),
    ("2022年第四季度", "2022-10-01", "2022-12-31", "quarter"),
    ("一季度", "2020-01-01", "2020-03-31", "quarter"),
    ("前三季度", "2020-01-01", "2020-09-30", "range"),
    ("上半年", "2020-01-01", "2020-06-30", "half-year"),
    ("2020.3.3-2020.4.5", "2020-03-03", "2020-04-05", "range"),
    ("2020/3/3至2020/4/5", "2020-03-03", "2020-04-05", "range"),
    ("一至三月", "2020-01-01", "2020-03-31", "range"),
    ("九月三日至八日", "2020-09-03", "2020-09-08", "range"),
    ("今年头三季度", "2020-01-01", "2020-09-30", "range"),
    ("今年前5个月", "2020-01-01", "2020-05-31", "range"),
    ("2006.11—2011.06", "2006-11-01", "2011-06-30", "range"),
    ("2013-05", "2013-05-01", "2013-05-31", "month"),
    ("98年", "1998-01-01", "1998-12-31", "year"),
    ("民國一○二年九月十五日", "2013-09-15", "2013-09-15", "day"),
    ("民國102年國慶", "2013-10-10", "2013-10-10", "day"),
    ("立春", "2020-02-04", "2020-02-04", "day"),
    ("2020年国庆中秋假期", "2020-10-01", "2020-10-08", "range"),
    ("1954年5月至7月", "1954-05-01", "1954-07-31", "range"),
    ("4月1日—10月31日", "2020-04-01", "2020-10-31", "range"),
    ("8月15日~16日", "2020-08-15", "2020-08-16", "range"),
    ("3月～4月", "2020-03-01", "2020-04-30", "range"),
    ("谷雨", "2020-04-19", "2020-04-19", "day"),
    ("除夕", "2020-01-24", "2020-01-24", "day"),
    ("小年夜", "2020-01-23", "2020-01-23", "day"),
    ("大年三十", "2020-01-24", "2020-01-24", "day"),
    ("农历大年初一", "2020-01-25", "2020-01-25", "day"),
    ("農曆正月初一", "2020-01-25", "2020-01-25", "day"),
    ("大年初七", "2020-01-31", "2020-01-31", "day"),
    ("正月十五", "2020-02-08", "2020-02-08", "day"),
    ("元宵节", "2020-02-08", "2020-02-08", "day"),
    ("端午节", "2020-06-25", "2020-06-25", "day"),
    ("中秋", "2020-10-01", "2020-10-01", "day"),
    ("清明节", "2020-04-04", "2020-04-04", "day"),
    ("清明假期", "2020-04-04", "2020-04-06", "range"),
    ("元旦", "2020-01-01", "2020-01-01", "day"),
    ("国庆节", "2020-10-01", "2020-10-01", "day"),
    ("“五一”期间", "2020-05-01", "2020-05-05", "range"),
    ("2022年“五一”假期", "2022-04-30", "2022-05-04", "range"),
    ("春节", "2020-01-25", "2020-01-25", "day"),
    ("春节期间", "2020-01-24", "2020-01-30", "range"),
    ("今年春节", "2020-01-24", "2020-01-30", "range"),
    ("農曆春節期間", "2020-01-24", "2020-01-30", "range"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "first", "last", "precision"), IN_2020)
def test_intervals_with_a_default_year(text: str, first: str, last: str, precision: str) -> None:
    found = read_dates(f"据了解，{text}，情况良好。", 2020)
    surface = text.removeprefix("農曆") if "春節" in text else text
    assert rows(found) == [(surface, first, last)]
    assert found["precision"].tolist() == [precision]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("3月以来", "3月"), ("自2月6日起", "2月6日"), ("截至2月10日24时", "2月10日"), ("2月3日上午9时许", "2月3日"),
        ("2022年4月1日至今", "2022年4月1日"), ("2020年度", "2020年"), ("除夕夜", "除夕"),
        ("到27号上午为止，2月", "2月"),
    ],
)  # fmt: skip
def test_times_and_open_ends_stay_outside(text: str, surface: str) -> None:
    assert surface in read_dates(text, 2022)["surface"].tolist()


FALSE_FRIENDS = [
    "拨打12345热线", "12315", "3.15亿元", "比分3-2", "4/5G网络", "第1-3批", "1.5%", "24时", "一号楼", "干了10年",
    "3天", "20世纪", "0791-86849032", "IP为192.168.1.1", "版本v2020.1.3", "5号线", "318国道", "90后", "80后年轻人",
    "初三(六)班", "过年时初二学生", "春节后初三年级复学"[3:], "十五名", "如今年轻人", "1500年历史", "3个月", "五一路",
    "李国庆", "连续14日", "3日内", "建设路27号", "四月天", "日本月刊", "60岁以上年龄", "5年3个月", "每月底", "一日一检",
    "先天后天", "27号令", "“十一五”规划", "“五一”劳动奖章", "2000多年", "晚上年夜饭", "历时3月", "首次日均", "疫情基本周期",
    "《今日说法》", "如今日本车", "前日本队员", "1980年代", "90年树龄", "2016年第12号", "乾隆五十八年三月", "居家7日",
    "十月革命", "二月兰", "《八月桂花》", "每次月考", "门牌12-3号", "〔2012〕11号", "病例12号", "案卷号：1953-2-17",
    "行政拘留5日至10日", "主任周立夏", "中秋月饼", "次日达", "明天会更好", "“三月”", "端午巷", "后天培养",
    "前天津市委书记", "上周口店遗址", "当日军占领县城", "同年级学生", "3月期定存", "7日年化收益率", "5日线", "间隔3日",
    "民初12号。", "2021.3.1版本", "同日而语", "端午寺", "八月桂花酒", "1998年份酒", "1日1次",
    "每年5月1日至8月16日", "每月15日", "逾期5日", "我教初一", "八九年没见", "卷宗1963-12号",
    "3天后天气转晴", "应当天天锻炼", "星期五一早", "清明上河图", "第3日", "1.2月", "今晚报",
]  # fmt: skip


@pytest.mark.parametrize("text", FALSE_FRIENDS)
def test_false_friends_are_not_dates(text: str) -> None:
    assert rows(read_dates(text, 2020)) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2月30日", "month 2 has no day 30"), ("2020-13-01", "no month 13"), ("13月", "no month 13"),
        ("2019年2月29日", "month 2 of 2019 has no day 29"), ("0月3日", "no month 0"),
        ("2020年5月4日至2020年4月30日", "range ends before it starts"), ("2022-2020年", "range ends before"),
        ("1月1日至2月30日", "no day 30"), ("春节前", "the start is open"),
    ],
)  # fmt: skip
def test_impossible_dates_are_unresolvable_with_the_reason(text: str, reason: str) -> None:
    found = read_dates(text, 2020)
    assert found["precision"].tolist() == ["unresolvable"]
    assert reason in found["rule"].iloc[0]
    assert found["date_from"].isna().all()


@pytest.mark.parametrize("text", ["25日", "3月5日", "除夕", "昨天", "当日", "上周五", "今年"])
def test_nothing_known_is_unresolvable(text: str) -> None:
    assert find_dates(article(text))["precision"].tolist() == ["unresolvable"]


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("12月31日", "2020-01-20", "2019-12-31"), ("1月3日", "2019-12-28", "2020-01-03"),
        ("1月27日", "2020-01-29", "2020-01-27"), ("27日", "2020-01-29", "2020-01-27"),
        ("昨天", "2020-03-01", "2020-02-29"), ("昨晚", "2020-03-01", "2020-02-29"), ("前天", "2020-03-01", "2020-02-28"),
        ("今日", "2020-03-01", "2020-03-01"), ("上周五", "2020-02-19", "2020-02-14"),
        ("本周一", "2020-02-19", "2020-02-17"), ("上周日", "2020-02-19", "2020-02-16"),
        ("今（1）日", "2020-03-01", "2020-03-01"), ("昨(29)日", "2020-03-01", "2020-02-29"),
        ("除夕", "2021-01-10", "2021-02-11"), ("腊月二十三", "2020-01-20", "2020-01-17"),
    ],
)  # fmt: skip
def test_publication_dates_what_is_left_out(text: str, published: str, expected: str) -> None:
    assert rows(find_dates(article(f"{text}，有雨。", published))) == day(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1月27日召开会议。27日下午，", ["2020-01-27", "2020-01-27"]),
        ("2月16日启动。当日，又于次日结束。", ["2020-02-16", "2020-02-16", "2020-02-17"]),
        ("2019年12月31日通报，1月3日再报。", ["2019-12-31", "2020-01-03"]),
        ("2003年4月2日发病，4月5日确诊。", ["2003-04-02", "2003-04-05"]),
        ("“今天怎么样？”3月10日上午，他问。", ["2020-03-10", "2020-03-10"]),
        ("他说：“今天都消毒了吗？”", [""]),
        ("除夕当天，初二一早", ["2020-01-24", "2020-01-26"]),
    ],
)
def test_context_in_the_text(text: str, expected: list[str]) -> None:
    assert find_dates(article(text, "2020-03-12"))["date_from"].map(iso).tolist() == expected


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        # A year alone on its line, or before a pause, heads what follows.
        ("1958年\n1月3日 开会。\n8月\n25日 成立。是年丰收。", None,
         ["1958-01-01", "1958-01-03", "1958-08-01", "1958-08-25", "1958-01-01"]),
        ("1958年\n3月5日 通车。\n1959年\n2月8日 春节", "1994-06-01", ["1958-01-01", "1958-03-05", "1959-01-01", "1959-02-08", "1959-02-08"]),
        ("七十年前的1921年，七月里", "1991-10-20", ["1921-01-01", "1921-07-01"]),
        ("2019年，增长一成。1月27日，开会。", "2020-01-29", ["2019-01-01", "2020-01-27"]),
        # Writers say 明年 for the next year, but soon is soon.
        ("3月去过。", "1992-11-02", ["1992-03-01"]),
        ("元宵节办灯会。", "2019-12-20", ["2020-02-08"]),
        ("上半年关停。", "1989-12-30", ["1989-01-01"]),
        ("四季度完成。", "2020-01-10", ["2019-10-01"]),
        # A history told in an article of today.
        ("1937年12月牺牲。3日至5日放假。", "2015-09-04", ["1937-12-01", "2015-09-03"]),
        ("2002年6月念书。7月13日决赛", "2014-06-16", ["2002-06-01", "2014-07-13"]),
        ("2003年4月2日发病。4月5日确诊", "2020-02-02", ["2003-04-02", "2003-04-05"]),
        ("4月底产生纠纷。9日凌晨拘留", "2017-05-10", ["2017-04-21", "2017-05-09"]),
        ("2012年总值，比上年增长", "2013-03-05", ["2012-01-01", "2011-01-01"]),
        ("1984年大年初一（2月2日）", "2010-12-02", ["1984-02-02", "1984-02-02"]),
        # Days of the Republic in Traditional text; they come nearer than those of the century.
        ("總幹事指出，90年11月會議後，進口水梨", "2002-01-20", ["2001-11-01"]),
        ("衛生局昨天公布94年1月檢驗結果", "2005-01-27", ["2005-01-26", "2005-01-01"]),
        ("民国十二年入学，十三年冬归里", None, ["1923-01-01", "1924-01-01"]),
        ("2020年总值比上年增长。物价比上年涨。", "2021-02-28", ["2020-01-01", "2019-01-01", "2019-01-01"]),
        ("1956年6月入党。1978年出席大会，翌年当选", None, ["1956-06-01", "1978-01-01", "1979-01-01"]),
        ("五八年大跃进，七一年十月一日，八九年没见", None, ["1958-01-01", "1971-10-01"]),
        ("1975年全年干旱，8月3日降雨", "2000-01-01", ["1975-01-01", "1975-08-03"]),
        ("1967年1月31日，夺权。5月6日，武斗", "2000-06-01", ["1967-01-31", "1967-05-06"]),
        ("7月18日大雨。据史料，1958年7月17日大水。20日，预警", "2021-07-20", ["2021-07-18", "1958-07-17", "2021-07-20"]),
        ("2019年到馆一百万，1月18日起将推出活动", "2020-01-03", ["2019-01-01", "2020-01-18"]),
        ("去年，9月16日开工", "2021-03-01", ["2020-01-01", "2020-09-16"]),
        # Not after publication, when the month before would do.
        ("8月3日到达。28日下午出发", "1976-08-05", ["1976-08-03", "1976-07-28"]),
        ("4月10日开幕，28日闭幕", "2022-04-01", ["2022-04-10", "2022-04-28"]),
        ("汉口七日电 八日下午六时到", "1950-10-09", ["1950-10-07", "1950-10-08"]),
        ("10月3号到，4号骑行", "2022-10-09", ["2022-10-03", "2022-10-04"]),
        ("大后天，昨（二十三）日", "2022-04-24", ["2022-04-27", "2022-04-23"]),
        ("12月4日 晴\n我上山。\n12月5日 雪\n今日我下山。", "2020-12-20", ["2020-12-04", "2020-12-05", "2020-12-05"]),
        # Nothing is guessed: a month of publication tells no yesterday.
        ("3月2日解除观察。昨日开会", "2020-03-01?", ["2020-03-02", ""]),
        ("8月4日垮坝。中旬运来", "1963-08-15", ["1963-08-04", "1963-08-11"]),
        ("7月12日大雨，昨天转晴。我市", "2020-07-14", ["2020-07-12", "2020-07-13"]),
        # A month has no day from which another would be far; one named in passing gives way to a later day.
        ("3月，普查启动。8日开会", "2020-10-05", ["2020-03-01", "2020-03-08"]),
        ("1月5日动员。3月，普查启动。8日开会", "2020-10-05", ["2020-01-05", "2020-03-01", "2020-03-08"]),
        ("6月13日大雨。5月以来多雨。15日转晴", "2022-06-20", ["2022-06-13", "2022-05-01", "2022-06-15"]),
        ("6月13日大雨。5月以来多雨，15日最多", "2022-06-20", ["2022-06-13", "2022-05-01", "2022-05-15"]),
        ("6月13日大雨。\n5月\n3日放晴", "2022-06-20", ["2022-06-13", "2022-05-01", "2022-05-03"]),
    ],
)  # fmt: skip
def test_what_a_careful_reader_infers(text: str, published: str | None, expected: list[str]) -> None:
    precision = "month" if published and published.endswith("?") else "day"
    frame = article(text, published and published.rstrip("?"), precision)
    assert find_dates(frame)["date_from"].map(iso).tolist() == expected


def test_a_diary_heading_dates_its_paragraph() -> None:
    found = find_dates(article("2月7日，晴\n\n　　1月31日上班。今天我很忙。", "2020-02-09"))
    assert rows(found)[-1] == ("今天", "2020-01-31", "2020-01-31")


def test_less_is_known_less_is_claimed() -> None:
    dated = find_dates(article("2月3日", "2020-02-09"))
    assumed = find_dates(article("2月3日"), 2020)
    assert (dated["confidence"].item(), assumed["confidence"].item()) == ("high", "medium")


def test_a_year_that_rests_on_the_default_says_so() -> None:
    frame = article("2月3日，今年", "2020-02-21").assign(published_evidence="2月21日; year: default_year")
    found = find_dates(frame)
    assert found["rule"].str.endswith("which has the default year").all()
    assert set(found["confidence"]) == {"medium"}
    assert "default" not in find_dates(frame.assign(published_evidence="2020年2月21日"))["rule"].str.cat()


def test_missing_text_and_no_articles() -> None:
    none = article("2月3日").iloc[:0]
    assert find_dates(none).equals(schema.empty(schema.DATE_MENTIONS))
    assert find_dates(none[["article_id", "text"]]).empty
    assert find_dates(pd.DataFrame({"article_id": ["a"], "text": [None]})).empty


_PIECES = st.sampled_from(
    [
        *"0123456789年月日号一二三十廿初正腊闰上中下旬底今去明前后当次本周“”至-—/.、 \n　",
        *("2020", "春节", "期间", "农历", "民国", "大年", "季度", "除夕", "五一", "星期", "今（21）日"),
    ]
)


_FESTIVALS = st.sampled_from([*FESTIVALS, *(f"“{name}”" for name in FESTIVALS)])


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(_PIECES, _FESTIVALS), max_size=12).map("".join))
def test_the_quick_look_passes_over_nothing(text: str) -> None:
    """What an expression can begin with is checked first; without that look the same is found, but for a blank before."""
    whole = expressions._SCANNER.pattern
    gate = f"(?= [{expressions._FIRST}] ) (?= {expressions._BEGINNING} )"
    assert gate in whole
    plain = expressions.normalise(text)
    slow = [match[0].strip() for match in re.compile(whole.replace(gate, ""), re.VERBOSE).finditer(plain)]
    assert [match[0].strip() for match in expressions._SCANNER.finditer(plain)] == slow


_RECURRING = {
    **{
        f"{month}-{day}": (lambda y, m=month, d=day: try_day(y, m, d))
        for month in (1, 2, 7, 12)
        for day in (1, 29)
    },
    **{f"lunar {month}": (lambda y, m=month: lunar_day(y, m, 1, leap=False)) for month in (1, 6, 11, 12)},
    "lunar leap": lambda y: lunar_day(y, 4, 9, leap=True),
    **{name: (lambda y, n=name: festival_day(n, y)) for name in sorted(set(FESTIVALS.values()))},
}


@settings(max_examples=400, deadline=None)
@given(
    st.dates(datetime.date(1950, 1, 1), datetime.date(2050, 1, 1)),
    st.sampled_from(list(_RECURRING)),
    st.sampled_from([1, 1.5, 4]),
)
def test_what_is_near_in_one_year_is_farther_in_the_others(
    anchor: datetime.date, name: str, ahead: float
) -> None:
    day_in = _RECURRING[name]
    days = {year: day_in(year) for year in (anchor.year - 1, anchor.year, anchor.year + 1)}
    costs = {
        year: abs((day - anchor).days) * (ahead if day.year > anchor.year else 1)
        for year, day in days.items()
        if day
    }
    if not costs:
        with pytest.raises(Unresolvable):
            _nearest_year(anchor, day_in, ahead)
    else:
        assert _nearest_year(anchor, day_in, ahead) == min(costs, key=lambda year: (costs[year], year))


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=16).map("".join)),
    st.none() | st.dates(),
    st.none() | st.integers(1, 9999),
)
def test_any_text_round_trips(text: str, published: datetime.date | None, year: int | None) -> None:
    frame = pd.DataFrame(
        {"article_id": ["a"], "text": [text], "published": pd.Series([published], dtype="datetime64[s]")}
    )
    found = find_dates(frame, year)
    assert [text[r.start : r.end] for r in found.itertuples()] == found["surface"].tolist()
    both = found.dropna(subset=["date_from", "date_to"])
    assert (both["date_from"] <= both["date_to"]).all()
    assert (found["start"].iloc[1:].to_numpy() >= found["end"].iloc[:-1].to_numpy()).all()
    assert found.loc[found["precision"] != "unresolvable", ["date_from", "date_to"]].notna().all(axis=None)


# 腊八 belongs to the lunar year that ends: it may come on one of the last days of December.
@pytest.mark.parametrize("name", sorted(set(FESTIVALS.values()) - {"腊八"}))
def test_every_festival_falls_once_in_every_year(name: str) -> None:
    for year in range(1949, 2051):
        on, off = festival_day(name, year), public_holiday(name, year)
        assert on is not None
        assert on.year == year
        assert off is not None
        assert off[0] <= on <= off[1]


@pytest.mark.parametrize("year", range(1949, 2051))
def test_lunar_days_and_solar_terms_agree_with_a_second_library(year: int) -> None:
    for month, day in ((1, 1), (1, 15), (5, 5), (8, 15), (12, 8)):
        on = lunar_day(year, month, day)
        assert on is not None
        theirs = cnlunar.Lunar(datetime.datetime.combine(on, datetime.time(12)))
        assert (theirs.lunarYear, theirs.lunarMonth, theirs.lunarDay) == (year, month, day)
        assert not theirs.isLunarLeapMonth
    for name in sorted(_SOLAR_TERMS):
        on = festival_day(name, year)
        assert on is not None
        assert cnlunar.Lunar(datetime.datetime.combine(on, datetime.time(12))).todaySolarTerms == name


@pytest.mark.parametrize("name", ["元旦", "春节", "清明", "五一", "端午", "中秋", "国庆"])
def test_public_holidays_are_the_days_off_in_a_row_that_a_second_library_knows(name: str) -> None:
    day = datetime.timedelta(days=1)
    for year in range(2008 if name in ("清明", "端午", "中秋") else 2007, 2027):
        first = last = festival_day(name, year)
        assert first is not None
        assert last is not None
        while chinese_calendar.is_holiday(first - day):
            first -= day
        while last < datetime.date(2026, 12, 31) and chinese_calendar.is_holiday(last + day):
            last += day
        if (name, year) != ("春节", 2020):  # extended to 2 February while it lasted
            assert public_holiday(name, year) == (first, last)


def clue_table(clues: list[tuple[str, str]]) -> pd.DataFrame:
    return schema.make(
        schema.CLUES,
        [
            {"article_id": "a", "field": "published", "source": source, "text": words, "rank": rank}
            for rank, (source, words) in enumerate(clues)
        ],
    )


def dated(
    clues: list[tuple[str, str]], text: str = "", default_year: int | None = None
) -> tuple[str, str, str]:
    frame = date_articles(article(text), clue_table(clues), default_year)
    out = frame[["published", "published_precision", "published_evidence"]].iloc[0]
    return iso(out.iloc[0]), *("" if pd.isna(value) else value for value in out.iloc[1:])


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("column", "2020/2/3", ("2020-02-03", "day", "2020/2/3")),
        ("column", "1580711400", ("2020-02-03", "day", "1580711400")),
        ("column", "1580711400000", ("2020-02-03", "day", "1580711400000")),
        ("column", "2020-02-03T16:30:00Z", ("2020-02-04", "day", "2020-02-03T16:30:00Z")),
        ("column", "2020-02-03T23:30:00+08:00", ("2020-02-03", "day", "2020-02-03T23:30:00+08:00")),
        ("column", "2020-02-03 08:15", ("2020-02-03", "day", "2020-02-03 08:15")),
        ("column", "20200203", ("2020-02-03", "day", "20200203")),
        ("column", "43864", ("2020-02-03", "day", "43864")),
        ("column", "43864.5", ("2020-02-03", "day", "43864.5")),
        ("column", "2020-02", ("2020-02-01", "month", "2020-02")),
        ("column", "2020", ("2020-01-01", "year", "2020")),
        ("page", "2020年01月29日13:28", ("2020-01-29", "day", "2020年01月29日")),
        ("letterhead", "(2022 年 5 月 25 日)", ("2022-05-25", "day", "2022 年 5 月 25 日")),
        ("letterhead", "二〇二〇年二月三日", ("2020-02-03", "day", "二〇二〇年二月三日")),
        ("letterhead", "中華民國109年2月3日", ("2020-02-03", "day", "中華民國109年2月3日")),
        ("image", "W020200312585124799235.jpg", ("2020-03-12", "day", "W020200312585124799235.jpg")),
        ("image", "./a/W020200312585124799235.jpg", ("2020-03-12", "day", "W020200312585124799235.jpg")),
        ("url", "http://x.cn/2020/0203/c1-2.html", ("2020-02-03", "day", "2020/0203")),
        ("url", "http://x.cn/202002/t20200203_123.html", ("2020-02-03", "day", "20200203")),
        ("url", "http://x.cn/art/2020/2/3/art_1_22.html", ("2020-02-03", "day", "2020/2/3")),
        ("url", "http://x.cn/202002/c1.html", ("2020-02-01", "month", "202002")),
        ("path", "2020-02-03_foo.txt", ("2020-02-03", "day", "2020-02-03")),
        ("path", "简报2020年2月3日.txt", ("2020-02-03", "day", "2020年2月3日")),
    ],
)  # fmt: skip
def test_each_source_of_a_publication_date(source: str, text: str, expected: tuple[str, str, str]) -> None:
    assert dated([(source, text)]) == expected


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("column", "1850-01-01"), ("column", "2999-01-01"), ("column", "91203"), ("column", "49999"), ("column", "n/a"), ("page", "2020年13月40日"),
        ("url", "http://x.cn/c2012345678.html"), ("path", "002_16ddb1a3a4cdf4b5.txt"), ("image", "IMG_0001.jpg"),
        ("dateline", "本报讯"),
    ],
)  # fmt: skip
def test_implausible_clues_are_skipped(source: str, text: str) -> None:
    assert dated([(source, text)]) == ("", "", "")


def test_order_of_sources_and_missing_years() -> None:
    assert dated([("url", "/2020/0205/c.html"), ("page", "2020-02-03 09:00")])[0] == "2020-02-03"
    assert dated([("dateline", "新华社12月30日电"), ("url", "/2020/0102/c.html")]) == (
        "2019-12-30",
        "day",
        "12月30日",
    )
    assert dated([("dateline", "1月3日讯")], "2019年12月31日通报。")[0] == "2020-01-03"
    assert dated([("dateline", "2月21日消息")], default_year=2020) == (
        "2020-02-21",
        "day",
        "2月21日; year: default_year",
    )
    assert dated([("dateline", "2月21日消息")]) == ("", "", "")
    assert dated([("column", "2020"), ("page", "2020年01月29日")]) == ("2020-01-29", "day", "2020年01月29日")
    assert dated([("page", "2020年2月30日"), ("url", "/2020/0205/c.html")])[0] == "2020-02-05"


def test_the_text_gives_a_lower_bound() -> None:
    text = "2月10日启动，截至2月19日完成。力争3月31日前完成，到2035年12月实现。"
    assert dated([], text, 2020) == ("2020-02-01", "month", "2月19日; year: default_year")
    assert dated([], "目前情况良好。", 2020) == ("2020-01-01", "year", "default_year")
    assert dated([], "目前情况良好。") == ("", "", "")
    assert dated([], "1998年8月抗洪。", 2020) == ("2020-01-01", "year", "default_year")


@pytest.mark.parametrize(
    ("clues", "text", "expected"),
    [
        # The year stands nowhere on the page.
        ([("dateline", "2月21日消息")], "", "2月21日; year: default_year"),
        ([("dateline", "2月21日消息")], "1月20日启动。", "2月21日; year: default_year"),
        ([], "1月20日启动，2月10日完成。", "2月10日; year: default_year"),
        ([], "1月20日启动，23日完成。", "23日; year: default_year"),
        ([], "去年12月启动。", "去年12月; year: default_year"),
        # It stands in the date itself, in another clue, or in another date of the text.
        ([("page", "2020年2月21日")], "", "2020年2月21日"),
        ([("dateline", "2月21日消息"), ("url", "/2020/0222/c.html")], "", "2月21日"),
        ([("dateline", "2月21日消息")], "2020年1月20日启动。", "2月21日"),
        ([], "2020年2月10日完成。", "2020年2月10日"),
        ([], "2020年1月20日启动，2月10日完成。", "2月10日"),
        ([], "2020年1月20日启动，2月10日完成，2月19日结束。", "2月19日"),
    ],
)  # fmt: skip
def test_evidence_tells_a_default_year(clues: list[tuple[str, str]], text: str, expected: str) -> None:
    assert dated(clues, text, 2020)[2] == expected
    words = expected.removesuffix("; year: default_year")
    assert dated(clues, text) == (dated(clues, text, 2020) if words == expected else ("", "", ""))


@pytest.mark.parametrize(
    ("column", "source", "words", "contradicts"),
    [
        # What a page or letterhead states must be the same day; a dateline or file may be a week apart.
        ("2020-02-03", "page", "2020-02-03 09:00", False), ("2020-02-03", "page", "2020-02-04 09:00", True),
        ("2020-02-03", "letterhead", "2020年2月2日", True), ("2020-02-03", "dateline", "新华社2020年2月10日电", False),
        ("2020-02-03", "dateline", "新华社2020年2月11日电", True), ("2020-02-03", "path", "2020-01-27_a.txt", False),
        ("2020-02-03", "path", "2020-01-26_a.txt", True),
        # Where one of them tells no day, the month counts; where it tells none, the year.
        ("2020-02-03", "url", "http://x.cn/202002/c1.html", False), ("2020-02-03", "url", "http://x.cn/202003/c1.html", True),
        ("2020-02-03", "url", "http://x.cn/202102/c1.html", True), ("2020-02", "page", "2020年3月1日", True), ("2020", "page", "2019年3月1日", True),
    ],
)  # fmt: skip
def test_what_contradicts_a_column(column: str, source: str, words: str, contradicts: bool) -> None:
    clues = clue_table([("column", column), (source, words)])
    found = date_articles(article(""), clues)["published_conflict"].item()
    assert (None if pd.isna(found) else found) == (f"{source}: {words}" if contradicts else None)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        # A day without its year comes near the latest day that the text names with one, ...
        ("2018年5月1日开工，2019年12月31日完工。", "2020-01-03"), ("2019年12月31日完工，2018年5月1日开工。", "2020-01-03"),
        # ... else half a year before what it announces, else near the end of the latest month.
        ("力争2020年7月31日前完成。", "2020-01-03"), ("2019年11月开工，2018年3月立项。", "2020-01-03"),
        # A year of its own tells nothing.
        ("2019年开工。", ""),
    ],
)  # fmt: skip
def test_a_dateline_without_a_year_takes_that_of_the_text(text: str, published: str) -> None:
    assert dated([("dateline", "本报1月3日讯")], text)[0] == published


CLUES_OF = {
    "S3": ("page", "2020年01月29日13:28    来源:新华日报"),
    "S4": ("dateline", "央广网河南分网2月21日消息（记者 汪宁 通讯员 甄浩鹏）"),
    "S5": ("image", "W020200312585124799235.jpg"),
    "S7": ("image", "W020200312316683389001.jpg"),
    "S8": ("dateline", "央广网河南分网3月5日消息（记者 彭华 通讯员 何穗 吴豪博）"),
    "S10": ("dateline", "央广网上海2月9日消息（记者周洪）"),
} | {f"S{n}": ("letterhead", "(2022 年 5 月 25 日)") for n in range(11, 18)}


@pytest.mark.parametrize("row", golden("articles.csv"), ids=lambda row: row["article"])
def test_golden_publication_dates(row: dict[str, str]) -> None:
    name = row["article"]
    clues = [CLUES_OF[name]] if name in CLUES_OF else []
    published, precision, evidence = dated(clues, bodies()[name], None if int(name[1:]) > 10 else 2020)
    assert (published, precision) == (f"{row['pub_date']}-01-01"[:10], row["pub_date_precision"])
    expected = row["pub_date_evidence"].removeprefix("latest date in text ")
    words = evidence.removesuffix("; year: default_year")
    assert (words in expected and words) if expected else evidence == "default_year"
    without_year = re.fullmatch("[0-9]+ ?月[0-9]+ ?日", words) is not None
    assert evidence.endswith("; year: default_year") == without_year


def golden_mentions() -> pd.DataFrame:
    """The golden articles' mentions: publication as annotated to the day, the corpus's year as default."""
    found = []
    for row in golden("articles.csv"):
        name = row["article"]
        published = row["pub_date"] if row["pub_date_precision"] == "day" else None
        frame = article(bodies()[name], published).assign(article_id=name)
        found.append(find_dates(frame, 2020 if int(name[1:]) <= 10 else 2022))
    return pd.concat(found)


def nth(text: str, words: str, n: int) -> int:
    """Offset of the n-th occurrence, overlapping ones counted."""
    at = -1
    for _ in range(n):
        at = text.index(words, at + 1)
    return at


def test_golden_mentions() -> None:
    marked: dict[tuple[str, int, str], dict[str, str]] = {}
    for row in golden("dates.csv"):
        if int(row["occurrence"]):
            at = nth(bodies()[row["article"]], row["expression"], int(row["occurrence"]))
            marked[row["article"], at, row["expression"]] = row
    scored = {key for key, row in marked.items() if row["confidence"] != "low"}
    # S6 and S7 reprint S5 and are not annotated.
    found = {
        (r.article_id, r.start, r.surface): (iso(r.date_from), iso(r.date_to))
        for r in golden_mentions().itertuples()
        if r.article_id not in ("S6", "S7")
    }
    hits = scored & found.keys()
    f1 = 2 * len(hits) / (len(scored) + len(found.keys() - (marked.keys() - scored)))
    right = [found[key] == (marked[key]["start"], marked[key]["end"]) for key in hits]
    assert f1 >= 0.95
    assert sum(right) / len(right) >= 0.95


def test_golden_skipped_words_are_not_dates() -> None:
    found = golden_mentions()
    surfaces = set(zip(found["article_id"], found["surface"], strict=True))
    assert not surfaces & {(row["article"], row["expression"]) for row in golden("dates_skipped.csv")}
