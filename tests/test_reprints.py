import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import schema
from helpers.reprints import align_pairs, compare_copies, join_headline, list_families

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
mark_copies = importlib.import_module("chunked").mark_copies

PARAGRAPHS = [
    "社区作为防控的最前线，每一扇门后都有等待回应的人。网格员清早出门，挨家挨户登记体温和用药需求。",
    "在城南小区，退休教师周兰把自家的平板车推了出来，给独居老人送米送油，一天要走上两万步。",
    "“门口那盏灯不灭，大家心里就踏实。”值守的党员徐建国说，他已经在卡口站了十多个夜晚。",
    "药品难买，社区医院便与药房结成对子，把处方集中起来，由志愿者统一去取，再按楼栋分发到户。",
    "傍晚的业主群里，有人晒出刚出锅的馒头，有人接龙报名第二天的值守，紧张的日子里也有烟火气。",
    "街道办事处说，下一步要把临时的办法变成长久的制度，让下沉的力量留在楼道里，留在居民身边。",
]


def article(article_id, text, title="标题", published=None, precision=None, doc_id=None, **other):
    return {
        "article_id": article_id, "doc_id": doc_id or article_id, "seq": 1, "title": title, "title_truncated": False,
        "text": text, "n_chars": len(text), "authors": [], "about_provinces": [],
        "published": pd.Timestamp(published) if published else None,
        "published_precision": precision or ("day" if published else None),
        "family": article_id, "is_canonical": True, **other,
    }  # fmt: skip


UNITS = {
    **{name: (name, None, None) for name in ("江西", "湖南", "福建", "浙江", "广东", "吉林", "湖北")},
    **{f"{name}省": (name, None, None) for name in ("江西", "湖南", "福建", "浙江", "广东", "吉林", "湖北")},
    "九江市": ("江西", "九江", None), "武汉": ("湖北", "武汉", None),
    "永新县": ("江西", "吉安", "永新县"), "莲花县": ("江西", "萍乡", "莲花县"), "茶陵县": ("湖南", "株洲", "茶陵县"),
}  # fmt: skip


def places_in(rows):
    found = [
        {"article_id": row["article_id"], "start": match.start(), "end": match.end(), "surface": match.group(),
         "province": province, "city": city, "county": county, "ambiguous": False, "aside": False}
        for row in rows
        for match in re.finditer("|".join(sorted(UNITS, key=len, reverse=True)), row["text"])
        for province, city, county in [UNITS[match.group()]]
    ]  # fmt: skip
    return schema.make(schema.PLACE_MENTIONS, found) if found else schema.empty(schema.PLACE_MENTIONS)


def mark(rows, mentions=None):
    """Mark the copies among articles, which are dealt out to two chunks."""
    dates = schema.empty(schema.DATE_MENTIONS) if mentions is None else mentions
    return mark_copies(
        schema.make(schema.ARTICLES, rows), dates, places_in(rows), each=(len(rows) + 1) // 2 or 1
    )


def families(*rows, mentions=None):
    marked = mark(rows, mentions)
    schema.check(marked, schema.ARTICLES)
    return dict(zip(marked["article_id"], marked["family"], strict=True))


def bulletin(day, new, total, cured, places):
    return (
        f"2月{day}日0时至24时，全省新增新型冠状病毒肺炎确诊病例{new}例，新增治愈出院病例{cured}例，无新增死亡病例。\n"
        f"新增确诊病例中，{places}。截至2月{day}日24时，全省累计报告确诊病例{total}例，累计治愈出院{cured + 3}例。\n"
        "目前追踪到密切接触者正在接受医学观察。专家提醒公众：勤洗手、戴口罩、少聚集，出现发热症状请及时到定点医疗机构就诊，"
        "并主动告知旅居史和接触史，避免乘坐公共交通工具。"
    )


BULLETINS = [
    bulletin(3, 85, 476, 19, "南昌市12例、九江市15例"),
    bulletin(4, 72, 548, 8, "南昌市20例、上饶市7例"),
    bulletin(5, 52, 600, 10, "赣州市9例、宜春市11例"),
]


def test_template_bulletins_are_not_reprints():
    rows = [article(f"b{n}", text, title="疫情通报") for n, text in enumerate(BULLETINS)]
    assert families(*rows) == {"b0": "b0", "b1": "b1", "b2": "b2"}


def test_a_long_template_with_one_new_figure_is_not_a_reprint():
    body = "\n".join(PARAGRAPHS)
    first, second = (
        f"截至3月{day}日24时，全市累计报告确诊病例{n}例，现有病例{n - 3}例。\n{body}"
        for day, n in ((1, 40), (2, 47))
    )
    assert families(article("a", first), article("b", second)) == {"a": "a", "b": "b"}


def test_numbered_notices_from_one_template_are_not_reprints():
    notice = (
        "按照国务院联防联控机制有关要求，经市疫情防控指挥部研究决定，将{place}调整为中风险地区，其他区域风险等级不变。"
        "我市将根据疫情形势变化及时动态调整风险等级。请广大市民继续做好个人防护。"
    )
    rows = [
        article("a", notice.format(place="城东街道阳光花园小区和东湖路一带"), title="第12号通告"),
        article("b", notice.format(place="河西镇前进村及周边农贸市场区域"), title="第13号通告"),
    ]
    assert families(*rows) == {"a": "a", "b": "b"}


def test_numerals_count_as_figures():
    first, second = (
        f"全市第{n}批援助医疗队今天出征，{n}名队员来自市属医院，行前接受了防护培训。队员们表示不负重托，平安归来，家人也为他们加油。"
        for n in "三五"
    )
    assert families(article("a", first), article("b", second)) == {"a": "a", "b": "b"}


@pytest.mark.parametrize(
    "copy",
    [
        "\n".join(PARAGRAPHS[:3]),
        "\n".join(PARAGRAPHS[::-1]),
        "（本报记者 李明 通讯员 王芳）" + "".join(PARAGRAPHS) + "责任编辑赵刚",
        "\n".join(PARAGRAPHS).replace("，", ",").replace("。", "。\u3000"),
        "\n".join(PARAGRAPHS).replace("两万步", "三万步"),
    ],
    ids=["dropped paragraphs", "reordered", "added bylines", "other punctuation", "one figure corrected"],
)
def test_reprints_are_found(copy):
    whole = "\n".join(PARAGRAPHS)
    found = families(
        article("a", whole, published="2020-03-12"), article("b", copy, "另一个标题", "2020-03-13")
    )
    assert found == {"a": "a", "b": "a"}


def issued(article_id, text, province, **other):
    return article(article_id, text, province=province, province_confidence=0.95, **other)


def stand_apart(rows):
    return families(*rows) == {row["article_id"]: row["article_id"] for row in rows}


NO_CASES = (
    "4月6日0至24时，{place}无新增确诊病例，无新增疑似病例。截至4月6日24时，{place}现有确诊病例0例，尚有11人接受医学观察。\n"
    "卫生健康部门提示：天气转暖，外出踏青请错峰出行，进入商场超市时配合测温验码，回家后先洗手再做家务。"
)
PROVINCES = ["江西", "湖南", "福建", "浙江", "广东", "吉林"]


@pytest.mark.parametrize("place", ["{}省", "{}", "全省", "我省"])
@pytest.mark.parametrize("title", ["{}省4月6日疫情通报", "昨日疫情"])
def test_bulletins_of_six_provinces_on_one_day_are_not_reprints(place, title):
    assert stand_apart(
        [
            issued(
                f"p{n}", NO_CASES.format(place=place.format(name)), name, title=title.format(name), outlet=f"{name}省卫健委"
            )
            for n, name in enumerate(PROVINCES)
        ]
    )  # fmt: skip


@pytest.mark.parametrize(("word", "apart"), [("全市", False), ("我市", True)])
def test_the_whole_city_is_the_one_that_was_named(word, apart):
    text = (
        "武汉的社区里，灯火未熄。" + PARAGRAPHS[0] + f"{word}的志愿者已有万余名。" + "".join(PARAGRAPHS[1:])
    )
    assert stand_apart([issued("a", text, "江西"), issued("b", text, "湖南")]) == apart


def test_a_bulletin_in_two_papers_is_a_reprint():
    rows = [
        issued("a", NO_CASES.format(place="江西省"), "江西", title="江西省4月6日疫情通报", outlet="江西日报"),
        issued("b", NO_CASES.format(place="江西"), "江西", title="昨日无新增", outlet="南昌晚报"),
        issued("c", NO_CASES.format(place="江西省"), "湖南", title="江西昨日无新增", outlet="湖南日报"),
    ]
    assert set(families(*rows).values()) == {"a"}


def test_bulletins_stand_apart_when_the_issuer_is_unknown():
    assert stand_apart(
        [article(f"p{n}", NO_CASES.format(place=f"{name}省")) for n, name in enumerate(PROVINCES)]
    )


@pytest.mark.parametrize("extra", [0, 3])
def test_neighbours_short_texts_are_not_reprints(extra):
    text = "{}昨日无新增确诊病例。请广大居民继续做好个人防护，不信谣不传谣，非必要不外出，返乡人员第一时间向村组报备行程。"
    rows = [
        article(f"c{n}", text.format(name) + "".join(PARAGRAPHS[:extra]), title="疫情通报")
        for n, name in enumerate(["永新县", "莲花县", "茶陵县"])
    ]
    assert extra or all(50 <= len(row["text"]) <= 120 for row in rows)
    assert stand_apart(rows)


@pytest.mark.parametrize("dates", [("4月8日", "4月9日", "4月21日"), ("即日", "即日", "即日")])
@pytest.mark.parametrize("kind", ["路", "大道", "桥"])
def test_notices_for_different_roads_are_not_reprints(dates, kind):
    notice = "为配合雨污管网改造，{road}东段自{date}起封闭半幅车道，公交临时改线，请驾驶员按标志绕行。施工给市民出行带来不便，敬请理解和支持。"
    rows = [
        article(f"r{n}", notice.format(road=name + kind, date=date), title=f"关于{name}{kind}封闭施工的通告")
        for n, (name, date) in enumerate(zip(["青云", "临江", "学府"], dates, strict=True))
    ]
    assert stand_apart(rows)


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ("援鄂医疗队第1批队员名单", "援鄂医疗队第2批队员名单", True),
        ("网格员日记（三）", "网格员日记（四）", True),
        ("湖南省社区见闻", "江西社区见闻", True),
        ("援鄂医疗队第1批队员名单", "出征", False),
        ("门口的灯", "门口的灯", False),
    ],
)
@pytest.mark.parametrize("changed", ["", "（本报综合）"])
def test_headlines_that_differ_in_a_figure_or_place_conflict(first, second, apart, changed):
    whole = "\n".join(PARAGRAPHS)
    provinces = [next((name for name in PROVINCES if name in title), None) for title in (first, second)]
    rows = [
        article("a", whole, first, province=provinces[0]),
        article("b", whole + changed, second, province=provinces[1]),
    ]
    assert stand_apart(rows) == apart


def test_exact_copies_under_other_headlines_do_not_join_what_conflicts():
    whole = "\n".join(PARAGRAPHS)
    rows = [article(f"{n:03d}", whole, f"第{n}批支援队员名单") for n in range(80)]
    assert stand_apart(rows)


@pytest.mark.parametrize(
    "copy",
    [
        "\n".join(PARAGRAPHS),
        "\n".join(PARAGRAPHS[1:]),
        "据湖北日报报道，" + "\n".join(PARAGRAPHS[:5]) + "（李明）",
    ],
    ids=["whole", "shortened", "attributed"],
)
def test_a_story_printed_by_papers_of_two_provinces_is_a_reprint(copy):
    rows = [
        issued("a", "我省武汉的社区里，灯火未熄。" + "\n".join(PARAGRAPHS), "湖北", title="楼道里的灯", published="2020-03-01"),
        issued("b", copy, "湖南", title="湖北社区守夜人", published="2020-03-03"),
    ]  # fmt: skip
    assert families(*rows) == {"a": "a", "b": "a"}


def test_papers_of_two_provinces_must_share_more():
    texts = ["".join(PARAGRAPHS[:5]), "".join([*PARAGRAPHS[1:4], BULLETINS[0][:60]])]
    pair = [issued(article_id, text, "湖北") for article_id, text in zip("ab", texts, strict=True)]
    assert not stand_apart(pair)
    assert stand_apart([pair[0], {**pair[1], "province": "湖南"}])
    assert not stand_apart([pair[0], {**pair[1], "province": "湖南", "province_confidence": 0.4}])


def test_two_names_of_a_place_and_our_city_agree():
    text = (
        "{}新增的口罩生产线今天投产，首日下线十二万只，优先供应环卫和公交职工。"
        + PARAGRAPHS[0]
        + PARAGRAPHS[1]
    )
    rows = [article(f"n{n}", text.format(name)) for n, name in enumerate(["江西省", "江西", "我省"])]
    assert set(families(*rows).values()) == {"n0"}


def test_a_brief_in_a_digest_is_not_a_reprint():
    digest = "\n".join(PARAGRAPHS) + "\n" + "\n".join(BULLETINS) * 2
    brief = PARAGRAPHS[0] + PARAGRAPHS[1][:30]
    assert families(article("a", digest), article("b", brief)) == {"a": "a", "b": "b"}


def test_canonical_copy_is_the_earliest_then_longest_then_first():
    whole = "\n".join(PARAGRAPHS)
    shorter = "\n".join(PARAGRAPHS[1:])
    month_only = article("a", whole, published="2020-03-01", precision="month")
    dated = [article("c", shorter, published="2020-03-12"), article("b", whole, published="2020-03-12")]
    undated = article("0", whole)
    assert set(families(undated, month_only, *dated).values()) == {"b"}
    assert set(families(undated, month_only).values()) == {"a"}
    assert set(families(article("z", whole), article("y", whole)).values()) == {"y"}


def test_two_wordings_of_a_day_agree_and_named_days_conflict():
    text = "{}全市新增病例均已收治入院。{}社区排查工作结束。{}" + "\n".join(PARAGRAPHS[:2])
    days = {"a": ("昨日", "当日"), "b": ("2月3日", "2月3日"), "c": ("除夕", "初一")}

    def mentions(values):
        rows = []
        for article_id, words in days.items():
            start = 0
            for word, day in zip(words, values[article_id], strict=True):
                start = text.format(*words, "").index(word, start)
                rows.append(
                    {"article_id": article_id, "start": start, "end": start + len(word), "surface": word, "date_from": pd.Timestamp(day),
                     "date_to": pd.Timestamp(day), "precision": "day", "rule": "r", "confidence": "high"}
                )  # fmt: skip
                start += len(word)
        return schema.make(schema.DATE_MENTIONS, rows)

    rows = [article(i, text.format(*words, "")) for i, words in days.items()]
    same_day = {"a": ["2020-02-03"] * 2, "b": ["2020-02-03"] * 2, "c": ["2020-01-24", "2020-01-25"]}
    found = families(*rows, mentions=mentions(same_day))
    assert found["a"] == found["b"]
    assert found["c"] == "c"


def test_row_order_changes_nothing():
    whole = "\n".join(PARAGRAPHS)
    rows = [article(f"b{n}", text) for n, text in enumerate(BULLETINS)]
    rows += [article("x", whole), article("y", "\n".join(PARAGRAPHS[:4])), article("z", whole)]
    assert families(*rows) == families(*rows[::-1]) == families(*rows[3:], *rows[:3])


def test_many_exact_copies_are_one_family():
    rows = [article(f"{n:03d}", "\n".join(PARAGRAPHS)) for n in range(120)]
    assert set(families(*rows).values()) == {"000"}


def test_empty_and_short_texts_stand_alone():
    assert mark([]).empty
    assert families(article("a", ""), article("b", ""), article("c", "图片新闻"), article("d", "图片新闻")) == {
        "a": "a", "b": "b", "c": "c", "d": "d",
    }  # fmt: skip


def test_compare_copies_says_what_changed():
    copy = "\n".join([*PARAGRAPHS[:4], "本报综合报道"])
    marked = mark([article("a", "\n".join(PARAGRAPHS)), article("b", copy, outlet="晚报")])
    row = compare_copies(marked).iloc[0]
    assert (row["family"], row["article_id"], row["outlet"], row["n_chars_added"]) == ("a", "b", "晚报", 6)
    assert row["n_chars_dropped"] > 60
    assert 0.9 < row["share_shared"] < 1
    assert compare_copies(schema.empty(schema.ARTICLES)).empty


STORY = [
    "3月2日清早，九江市城南小区的卡口灯还亮着，网格员陈立新交接完夜班，拎着登记本去敲三号楼的门。",
    "九江市卫生健康部门介绍，全市已有1.2万名志愿者报名，其中退役军人860名，分到46个社区值守。",
    "退休教师周兰把自家的平板车推了出来，给独居老人送米送油，邻居们跟着她认路，学会了帮老人量血压。",
    "药品难买，社区医院便与药房结成对子，处方集中起来由专人统一去取，慢性病患者不用再排长队。",
    "傍晚的业主群里，有人晒出刚出锅的馒头，有人接龙报名第二天的值守，陌生的邻居成了熟人。",
    "陈立新说，他的儿子在外地读书，父子俩每晚通十分钟视频，儿子总问他今天又走了多少步。",
]
WHOLE = "\n".join(STORY)


def ocr(text):
    return text.translate(str.maketrans("人日末土", "入曰未士"))


def wide(text):
    return text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))


def wrapped(text, width):
    return "\n".join(
        line[i : i + width]
        for line in ("\u3000\u3000" + line for line in text.split("\n"))
        for i in range(0, len(line), width)
    )


@pytest.mark.parametrize(
    "copy",
    [
        wide(WHOLE),
        ocr(WHOLE),
        WHOLE.replace("，", ",").replace("。", "."),
        "“" + WHOLE.replace("陈立新说，", "陈立新说:“") + "”",
        WHOLE.replace("九江市", "九江市 ").replace("3月2日", "3 月 2 日"),
        "\u3000\u3000" + WHOLE.replace("\n", "\n\n\u3000\u3000").replace("志愿者", "志\u200b愿者"),
        WHOLE.replace("\n", ""),
        wrapped(WHOLE, 17),
        wrapped(WHOLE, 34),
        WHOLE.replace("860名", "890名"),
        WHOLE.replace("860名", "890名").replace("退休教师周兰", "退休老师周岚"),
        "\n".join(STORY[:2]),
        "\n".join([STORY[0], STORY[3], STORY[1], STORY[5]]),
        "\n".join(["（本报记者 王宁 通讯员 李萍）", *STORY[:5], "（责任编辑：赵敏）"]),
    ],
    ids=["full-width digits", "misread characters", "half-width marks", "quotation marks", "blanks",
         "web page", "one paragraph", "narrow lines", "wide lines", "a figure corrected", "names corrected",
         "lead", "reordered and cut", "bylines"],
)  # fmt: skip
@pytest.mark.parametrize("elsewhere", [False, True])
def test_copies_in_another_form_are_found(copy, elsewhere):
    rows = [
        issued("a", WHOLE, "江西", title="卡口的灯", published="2020-03-02"),
        issued("b", copy, "湖南" if elsewhere else "江西", title="一位网格员的清晨", published="2020-03-03"),
    ]
    assert families(*rows) == {"a": "a", "b": "a"}


def test_papers_of_two_provinces_may_print_figures_that_differ_only_if_they_say_where():
    somewhere = WHOLE.replace("九江市", "我市")
    for text, apart in ((WHOLE, False), (somewhere, True)):
        pair = [issued("a", text, "江西"), issued("b", text.replace("860名", "890名"), "湖南")]
        assert stand_apart(pair) == apart


def test_the_lead_of_a_long_story_is_its_reprint():
    story = "\n".join([*STORY, *PARAGRAPHS, *(f"{name}的门口也亮起了灯，{text}" for name, text in zip("甲乙丙丁戊己", PARAGRAPHS[::-1], strict=True))])  # fmt: skip
    lead = "\n".join(STORY[:2])
    assert len(lead) < 0.25 * len(story)
    assert families(article("a", story, published="2020-03-01"), article("b", lead, "简讯")) == {
        "a": "a",
        "b": "a",
    }


def test_a_digest_is_no_copy_of_its_briefs():
    briefs = [
        "\n".join(STORY[:2]),
        "\n".join(PARAGRAPHS[:3]),
        "\n".join(STORY[3:]),
        "\n".join(PARAGRAPHS[3:]),
    ]
    assert stand_apart(
        [article(f"b{n}", brief, f"简讯之{n}") for n, brief in enumerate(briefs)]
        + [article("d", "\n".join(briefs), "一周要闻")]
    )


SLOGAN = (
    "各级党组织要坚决扛起政治责任，充分发挥战斗堡垒作用和先锋模范作用，以更严的要求、更实的作风、更有力的举措，"
    "紧紧依靠人民群众，坚定信心、同舟共济、科学防治、精准施策，坚决打赢这场人民战争、总体战、阻击战，"
    "为全面建成小康社会作出新的更大贡献。"
)
CLOSING = (
    "专家提醒广大市民，出门佩戴口罩，回家勤洗双手，室内经常开窗通风，不聚集不扎堆，保持安全社交距离，"
    "如有发热咳嗽等不适症状，应及时前往就近的发热门诊就诊，途中避免乘坐公共交通工具，并主动说明近期旅居情况。"
)


@pytest.mark.parametrize("passage", [SLOGAN, CLOSING])
@pytest.mark.parametrize("at_end", [True, False])
def test_stories_that_quote_one_passage_are_not_reprints(passage, at_end):
    stories = [
        "县医院的援鄂队员今天平安归来，家人捧着鲜花等在高速出口，孩子们画了一幅长长的画，护士长看着画红了眼眶。",
        "镇里的蔬菜合作社把大棚的门打开，头一茬黄瓜装上了货车，社员们商量着再种一季辣椒，销路由供销社牵线。",
    ]
    texts = [f"{story}\n{passage}" if at_end else f"{passage}\n{story}" for story in stories]
    assert len(passage) > 0.6 * len(texts[0])
    assert stand_apart([article("a", texts[0], "平安归来"), article("b", texts[1], "大棚开门")])


DAILY = (
    "{month}月{day}日0时至24时，{place}新增确诊病例{new}例，新增治愈出院{cured}例，无新增死亡病例。\n"
    "截至{month}月{day}日24时，{place}累计报告确诊病例{total}例，累计出院{out}例，尚在医学观察{watched}人。\n" + CLOSING
)  # fmt: skip


@pytest.mark.parametrize("title", ["{place}疫情通报", "疫情通报", "{place}{month}月{day}日新增{new}例"])
def test_thirty_days_of_bulletins_of_three_counties_stand_apart(title):
    rows = []
    for c, (place, province) in enumerate([("永新县", "江西"), ("莲花县", "江西"), ("茶陵县", "湖南")]):
        total = 30 + c
        for n in range(30):
            day = {"month": 2 + n // 28, "day": n % 28 + 1, "place": place, "new": (n * 7 + c) % 3}
            total += day["new"]
            text = DAILY.format(**day, cured=(n + c) % 2, total=total, out=n // 2 + c, watched=200 - 3 * n)
            rows.append(issued(f"{c}-{n:02}", text, province, title=title.format(**day)))
    assert stand_apart(rows)


@pytest.mark.parametrize("figures", [False, True])
def test_undated_bulletins_of_one_place_with_other_figures_stand_apart(figures):
    text = "昨日全市新增病例{}例，累计出院{}例。" + CLOSING
    rows = [
        article(f"b{n}", text.format(n, 20 + 3 * n), f"第{n}号" if figures else "通报") for n in range(1, 6)
    ]
    assert stand_apart(rows)


def test_a_story_in_two_scripts_is_two_articles():
    simplified = "社区加强防疫，确诊病例居家隔离，民众接种疫苗。" + CLOSING
    traditional = "社區加強防疫，確診病例居家隔離，民眾接種疫苗。專家提醒廣大市民，出門佩戴口罩，回家勤洗雙手，室內經常開窗通風。"
    assert stand_apart([article("a", simplified), article("b", traditional)])


def test_a_wire_story_in_many_provinces_is_one_family():
    copies = [WHOLE, "\n".join(STORY[:5]), "\n".join(STORY[::-1]), "（新华社记者 王宁）" + WHOLE, wide(WHOLE)]
    rows = [
        issued(f"{n}", copy, province, title=f"{province}日报头条" * (n % 2) or "卡口的灯", published=f"2020-03-0{n + 2}")
        for n, (copy, province) in enumerate(zip(copies, PROVINCES, strict=False))
    ]  # fmt: skip
    assert set(families(*rows).values()) == {"0"}


def test_many_near_copies_are_one_family():
    rows = [article(f"{n:03}", WHOLE + f"\n（{name}报）", f"{name}报") for n, name in enumerate(a + b for a in "甲乙丙丁戊己庚辛壬癸" for b in "子丑寅卯辰巳午未申酉")]  # fmt: skip
    assert set(families(*rows).values()) == {"000"}


def test_the_hash_seed_changes_nothing():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_reprints as t;"
        "rows = [t.article(f'{n}', t.WHOLE[n * 7 :]) for n in range(12)] + [t.article(f'b{n}', b) for n, b in enumerate(t.BULLETINS)];"
        "print(sorted(t.families(*rows).items()))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    ]  # fmt: skip
    assert len(set(runs)) == 1
    assert "'b2', 'b2'" in runs[0]


ROWS = st.lists(
    st.tuples(st.lists(st.sampled_from([*STORY, *PARAGRAPHS, *BULLETINS, "图片新闻"]), max_size=6), st.sampled_from(["", "甲", "第1号", "第2号"])),
    min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(contents=ROWS, seed=st.randoms(use_true_random=False))
def test_families_hold_together_whatever_the_order(contents, seed):
    rows = [article(f"{n}", "\n".join(paragraphs), title) for n, (paragraphs, title) in enumerate(contents)]
    found = families(*rows)
    assert all(found[family] == family for family in found.values())
    seed.shuffle(rows)
    assert families(*rows) == found


def test_families_are_listed_with_who_and_when():
    rows = [
        issued("c", "\n".join(STORY[:4]), "湖南", title="甲", outlet="湖南日报", published="2020-03-05"),
        issued("a", WHOLE, "江西", title="乙", outlet="九江日报", published="2020-03-02"),
        issued("b", WHOLE, "江西", title="丙", outlet="江西日报"),
        article("x", "\n".join(PARAGRAPHS)), article("y", "\n".join(PARAGRAPHS), published="2020-01-01"),
        article("z", "独此一家，别无分店。"),
    ]  # fmt: skip
    marked = mark(rows)
    listed = list_families(marked)
    assert listed["article_id"].tolist() == ["a", "c", "b", "y", "x"]
    assert listed["family"].tolist() == ["a", "a", "a", "y", "y"]
    assert listed["is_canonical"].tolist() == [True, False, False, True, False]
    assert listed["share_shared"].tolist() == [1.0] * 5
    assert listed.loc[1, ["outlet", "province", "title"]].tolist() == ["湖南日报", "湖南", "甲"]
    assert listed.loc[0, "n_chars"] == len(WHOLE)
    without = list_families(marked[marked["article_id"] != "a"])
    assert without["share_shared"].isna().tolist() == [True, True, False, False]
    assert list_families(schema.empty(schema.ARTICLES)).empty


@pytest.mark.parametrize(
    ("title", "notice", "values"),
    [
        (
            "停电通知",
            "尊敬的用电客户：因{}线路检修需要，定于4月8日7时至18时对以下区域停电：{}沿线、{}一带。请受影响的客户提前做好准备，"
            "检修工作可能提前结束，线路随时恢复供电，请勿在停电线路上进行任何工作。给您带来的不便，敬请谅解。供电服务热线95598。",
            [("滨江", "滨江", "柳林小区"), ("文昌", "文昌", "南门小区"), ("青山", "青山", "东风小区")],
        ),
        (
            "公告",
            "{}：本院受理原告{}诉你民间借贷纠纷一案，已审理终结。因你下落不明，向你公告送达民事判决书{}。自公告之日起经过六十日即视为送达。"
            "如不服本判决，可在公告期满后十五日内向本院递交上诉状及副本。逾期不上诉的，本判决即发生法律效力。",
            [("张伟强", "李明", ""), ("王海波", "陈建国", ""), ("刘小军", "周芳", "")],
        ),
        (
            "空气质量日报",
            "今日我市空气质量指数为{}，空气质量级别为{}，首要污染物为{}。请儿童、老年人及心脏病、呼吸系统疾病患者减少长时间、高强度的户外锻炼，"
            "一般人群适量减少户外运动。数据由市环境监测站提供，未经审核，仅供参考。",
            [(78, "良", "细颗粒物"), (112, "轻度污染", "细颗粒物"), (45, "优", "无")],
        ),
        (
            "彩票开奖",
            "第{}期开奖结果揭晓，当期全国共中出一等奖{}注，单注奖金{}万元。奖池资金累计结余滚入下期。"
            "彩票中心提醒广大彩民，理性购彩、量力而行，未成年人不得购买彩票或兑奖。",
            [(2020018, 6, 718), (2020019, 9, 650), (2020020, 4, 821)],
        ),
    ],
    ids=["power", "court", "air", "lottery"],
)
def test_notices_of_one_template_stand_apart(title, notice, values):
    assert stand_apart([article(f"n{n}", notice.format(*given), title) for n, given in enumerate(values)])


def test_a_name_corrected_by_a_character_is_no_other_person():
    copy = WHOLE.replace("陈立新", "陈力新").replace("周兰", "周岚")
    assert families(article("a", WHOLE), article("b", copy)) == {"a": "a", "b": "a"}


def test_the_copy_that_differs_most_is_set_beside_the_canonical_one():
    body = "全市新增病例三例，均为外地输入，已在定点医院隔离治疗。社区工作人员挨家挨户登记信息，为居家居民送去米面粮油。志愿者队伍扩大到六十人。"
    rest = "下一步继续加强监测预警，储备防疫物资。"
    rows = [
        article("a", body + rest, title="三例输入", published="2020-02-03"),
        article("b", body + rest, title="三例\n输入", published="2020-02-04"),
        article("c", body, title="三例输入", published="2020-02-04"),
        article(
            "d", "春耕备耕工作全面展开，农资供应充足，农技人员下到田间地头指导农户施肥、灌溉，力争全年丰收。"
        ),
    ]
    articles = mark(rows)
    pairs = align_pairs(articles)
    assert set(zip(pairs["family"], pairs["article_id"], strict=True)) == {("a", "c")}
    joined = dict(zip(articles["article_id"], join_headline(articles), strict=True))
    dropped = pairs[pairs["kind"] == "only-canonical"].iloc[0]
    assert joined["a"][dropped["canonical_start"] : dropped["canonical_end"]].startswith("下一步")
    assert joined["b"].startswith("三例 输入\n全市")
    nothing = align_pairs(articles[articles["article_id"] == "d"])
    assert nothing.empty
    assert list(nothing) == list(pairs)
    assert align_pairs(articles, most=0).empty


def test_warnings_of_one_template_for_other_places_stay_apart_whatever_their_colour():
    guidance = (
        "政府及相关部门按照职责做好防暴雨工作；交通管理部门应当根据路况在强降雨路段采取交通管制措施，"
        "在积水路段实行交通引导；检查城市、农田、鱼塘排水系统，采取必要的排涝措施。"
    )
    north = article(
        "a", f"南宁市气象台6月7日发布暴雨黄色预警信号。{guidance}", title="南宁市发布暴雨黄色预警"
    )
    south = article(
        "b", f"梧州市气象台5月31日发布暴雨红色预警信号。{guidance}", title="梧州市发布暴雨红色预警"
    )
    assert families(north, south) == {"a": "a", "b": "b"}
