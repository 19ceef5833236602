"""Columns that nobody named plainly → roles, by what they hold; and what must not be taken for a role."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reading import read_file
from helpers.reading.inference import infer_roles
from helpers.settings import Settings

PLACES = ["潍坊", "临沂", "九江", "上饶", "三亚", "兰州"]
TEXTS = [
    f"{place}市粮库今天起敞开收购早稻，卡车从凌晨开始排队。市民王建国说，今年比去年多打了{n}00斤。粮站的磅房连夜开灯，工人轮班吃饭。"
    for n, place in enumerate(PLACES, start=1)
]
TITLES = [f"{place}粮库敞开收购早稻 卡车凌晨排队" for place in PLACES]
DAYS = [
    "2020-02-03",
    "2020-02-05 10:20",
    "2020/2/7",
    "2020年2月9日",
    "2020-02-11T08:00:00+08:00",
    "2020.2.13",
]


def infer(n=6, closed=(), roles=None, **columns):
    rows = [dict(zip(columns, map(str, cells), strict=True)) for cells in zip(*columns.values(), strict=True)]
    return {
        column: role for column, (role, _) in infer_roles(rows[:n], roles or {}, frozenset(closed)).items()
    }


FITTING = [
    ("published", "c7", DAYS),
    ("published", "c7", ["20160908", "20160911", "20161001", "20161102", "20170101", "20170305"]),
    ("published", "c7", [1594512000 + 90_000 * i * i for i in range(6)]),
    ("published", "c7", [1594512000000 + 90_000_000 * i * i for i in range(6)]),
    ("published", "t_time", [1594512007 + 90_001 * i * i for i in range(6)]),
    ("published", "c7", [*DAYS[:4], "", "不详"][:6]),
    ("published", "t_time", [43_123 + 9 * i for i in range(6)]),
    ("outlet", "c7", ["潍坊晚报", "临沂日报", "九江新闻网", "上饶日报", "三亚日报", "甘肃日报"]),
    ("outlet", "c7", ["新华社", "人民日报", "新华社", "澎湃新闻", "新华社", "人民日报"]),
    ("province", "c7", ["山东", "山东省", "江西", "江西省", "海南", "甘肃"]),
    ("url", "c7", [f"http://www.example.cn/2020/{i}.htm" for i in range(6)]),
    ("title", "c7", TITLES),
]  # fmt: skip


@pytest.mark.parametrize(("role", "name", "cells"), FITTING)
def test_what_columns_hold(role, name, cells):
    assert infer(c1=TEXTS, **{name: cells}) == {"c1": "text", name: role}
    assert infer(c1=TEXTS, roles={"c1": "text"}, **{name: cells}) == {name: role}
    assert infer(c1=TEXTS, closed={role}, **{name: cells}) == {"c1": "text"}
    assert infer(c1=TEXTS, roles={"c0": role}, **{name: cells}) == {"c1": "text"}


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("c7", range(1594512000, 1594512006)),  # numbers of records
        ("c7", range(20160101, 20160107)),
        ("c7", [1594512007 + 90_001 * i * i for i in range(6)]),  # no moment at which an editor publishes
        ("article_id", [1594512000 + 90_000 * i * i for i in range(6)]),
        ("编号", ["20160908", "20160911", "20161001", "20161102", "20170101", "20170305"]),
        ("c7", [13800138000, 13912345678, 13700001111, 15811112222, 18612340000, 17700009999]),
        ("c7", ["2020-13-01", "2020-02-30", "2020-00-01", "2020-14-03", "2020-02-31", "2020-99-99"]),
        ("c7", [43_123 + 9 * i for i in range(6)]),
        ("c7", [2011, 2012, 2013, 2014, 2015, 2016]),
        ("crawl_time", DAYS), ("抓取时间", DAYS), ("updatedAt", DAYS), ("截止日期", DAYS), ("gxsj", DAYS), ("birthday", DAYS),
        ("编辑", ["王小明", "李红", "王小明", "赵刚", "李红", "王小明"]),
        ("c7", ["王小明", "李红", "欧阳建国", "赵刚", "李红", "王小明"]),
        ("c7", ["市教育局", "市交通运输局", "市商务局", "市水利局", "市林业局", "市文旅局"]),
        ("籍贯", ["山东", "山东", "江西", "江西", "海南", "甘肃"]),
        ("c7", ["http://www.example.cn/"] * 6),
        ("c7", [f"http://www.example.cn/{i}.jpg" for i in range(6)]),
        ("c7", [f"{title}。" for title in TITLES]),
        ("栏目", TITLES), ("企业名称", TITLES), ("c7", [f"{place}市粮库收购早稻有限公司" for place in PLACES]),
        ("c7", ["通知公告栏目一览"] * 6),
        ("c7", [f"这与正文毫不相干的一行第{n}号" for n in range(6)]),
    ],
)  # fmt: skip
def test_what_is_no_role(name, cells):
    assert infer(c1=TEXTS, **{name: cells}) == {"c1": "text"}


def test_two_columns_that_nothing_tells_apart_play_no_role():
    later = ["2021-02-03", "2021-03-05", "2021-04-07", "2021-05-09", "2021-06-11", "2021-07-13"]
    assert infer(c1=TEXTS, c7=DAYS, c8=later) == {"c1": "text"}
    assert infer(c1=TEXTS, c7=DAYS, fb=later) == {"c1": "text", "fb": "published"}
    assert infer(c1=TEXTS, c7=DAYS, crawled=later) == {"c1": "text", "c7": "published"}


@pytest.mark.parametrize("n", [1, 2])
def test_few_records_need_more(n):
    short = [text[:60] for text in TEXTS]
    assert infer(n, c1=TEXTS, c2=DAYS, c3=TITLES) == {}
    longer = [text * 2 for text in TEXTS]
    assert infer(n, c1=longer, c2=DAYS, c3=TITLES) == {"c1": "text", "c2": "published"}
    assert infer(n, c1=longer, c2=["20160908"] * 6) == {"c1": "text"}
    assert infer(n, c1=short) == {}
    assert infer(6, c1=short) == {"c1": "text"}


def test_the_text_is_what_is_visible_and_no_remark():
    pages = [f"<html><body><div class='a'>{text}</div><p>{text}</p></body></html>" for text in TEXTS]
    tags = [f"<p style='text-indent:2em;font-size:16px;line-height:28px'>{text[:20]}</p>" for text in TEXTS]
    assert infer(c1=tags, c2=TEXTS) == {"c2": "text"}
    assert infer(c1=pages, c2=TEXTS) == {"c2": "text"}
    assert infer(c1=pages) == {"c1": "text"}
    assert infer(备注=TEXTS) == {}
    assert infer(c1=["The granary opens today and buys early rice from all. " * 3] * 6, c2=TEXTS) == {
        "c2": "text"
    }
    assert infer(c1=[json.dumps([{"a": text}]) for text in TEXTS]) == {}


def test_what_was_inferred_is_noted_once(tmp_path):
    lines = [",".join(row) for row in zip(TITLES, TEXTS, DAYS, strict=True)]
    (tmp_path / "a.csv").write_text("\n".join(["k1,k2,k3", *lines]))
    documents = list(read_file(tmp_path, "a.csv", Settings()))
    assert [[field.role for field in d.fields] for d in documents] == [["title", "text", "published"]] * 6
    assert documents[0].reason == (
        "column 'k2' read as the text: its longest; column 'k3' read as the day of publication: it holds dates; "
        "column 'k1' read as the headline: short lines whose words the text repeats"
    )
    assert {d.reason for d in documents[1:]} == {None}
    named = list(read_file(tmp_path, "a.csv", Settings(columns={"text": "k1", "published": "k2"})))
    assert [[field.role for field in d.fields] for d in named] == [["text", "published", None]] * 6
    assert named[0].reason is None


CELL = st.one_of(
    st.text(max_size=80), st.sampled_from([*TEXTS, *DAYS, *TITLES, "山东", "新华社", "http://a.cn/1", "1594512000", "٢٠٢٠"])
)  # fmt: skip
NAME = st.one_of(
    st.text(max_size=8), st.sampled_from(["正文", "标题", "c1", "time", "meta.date", "$date", ".", "…"])
)


@given(st.lists(st.dictionaries(NAME, CELL, max_size=5), max_size=8))
def test_inference_changes_nothing_and_gives_each_role_once(rows):
    before = json.dumps(rows)
    found = infer_roles(rows, {}, frozenset())
    assert json.dumps(rows) == before
    roles = [role for role, _ in found.values()]
    assert len(roles) == len(set(roles))
    assert set(found) <= {column for row in rows for column in row}
    assert not found or "text" in roles


@given(st.lists(st.dictionaries(NAME, CELL, min_size=1, max_size=5), min_size=1, max_size=8))
def test_no_cell_of_a_record_is_lost_or_changed(tmp_path_factory, rows):
    folder = tmp_path_factory.getbasetemp()
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    documents = list(read_file(folder, "a.jsonl", Settings()))
    assert len(documents) == len(rows)
    for document, row in zip(documents, rows, strict=True):
        assert document.status == "unreadable" or document.text == "\n".join(row.values())
