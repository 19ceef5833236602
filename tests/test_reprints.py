import re

import pandas as pd
import pytest

from helpers import schema
from helpers.reprints import align_pairs, compare_copies, join_headline, mark_reprints

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
         "province": province, "city": city, "county": county, "ambiguous": False}
        for row in rows
        for match in re.finditer("|".join(sorted(UNITS, key=len, reverse=True)), row["text"])
        for province, city, county in [UNITS[match.group()]]
    ]  # fmt: skip
    return schema.make(schema.PLACE_MENTIONS, found) if found else schema.empty(schema.PLACE_MENTIONS)


def families(*rows, mentions=None):
    marked = mark_reprints(schema.make(schema.ARTICLES, rows), mentions, places_in(rows))
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
    assert mark_reprints(schema.empty(schema.ARTICLES)).empty
    assert families(article("a", ""), article("b", ""), article("c", "图片新闻"), article("d", "图片新闻")) == {
        "a": "a", "b": "b", "c": "c", "d": "d",
    }  # fmt: skip


def test_compare_copies_says_what_changed():
    copy = "\n".join([*PARAGRAPHS[:4], "本报综合报道"])
    marked = mark_reprints(
        schema.make(schema.ARTICLES, [article("a", "\n".join(PARAGRAPHS)), article("b", copy, outlet="晚报")])
    )
    row = compare_copies(marked).iloc[0]
    assert (row["family"], row["article_id"], row["outlet"], row["n_chars_added"]) == ("a", "b", "晚报", 6)
    assert row["n_chars_dropped"] > 60
    assert 0.9 < row["share_shared"] < 1
    assert compare_copies(schema.empty(schema.ARTICLES)).empty


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
    articles = mark_reprints(schema.make(schema.ARTICLES, rows))
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
