import pandas as pd
import pytest
from growth import grows_evenly
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.reprints import align_copies

P = [
    "社区作为防控的最前线，每一扇门后都有等待回应的人。网格员清早出门登记。",
    "在城南小区，退休教师周兰把自家的平板车推了出来，一天要走上两万步。",
    "药品难买，社区医院便与药房结成对子，把处方集中起来。志愿者统一去取。",
    "傍晚的业主群里，有人晒出刚出锅的馒头，有人接龙报名第二天的值守。",
]


def rows(canonical, copy):
    """Kind, paragraphs and words of each stretch."""
    found = align_copies(canonical, copy)
    return [
        (
            row.kind,
            None if pd.isna(row.canonical_paragraph) else row.canonical_paragraph,
            None if pd.isna(row.copy_paragraph) else row.copy_paragraph,
            None if pd.isna(row.canonical_start) else canonical[row.canonical_start : row.canonical_end],
            None if pd.isna(row.copy_start) else copy[row.copy_start : row.copy_end],
        )
        for row in found.itertuples()
    ]


def test_an_exact_copy_is_the_same_throughout():
    assert rows("\n".join(P), "\n".join(P)) == [("same", n, n, text, text) for n, text in enumerate(P, 1)]


def test_a_dropped_and_an_added_paragraph():
    assert rows("\n".join(P[:3]), "\n".join([P[0], P[2], "本报综合报道。"])) == [
        ("same", 1, 1, P[0], P[0]),
        ("only-canonical", 2, None, P[1], None),
        ("same", 3, 2, P[2], P[2]),
        ("only-copy", None, 3, None, "本报综合报道。"),
    ]


def test_what_the_canonical_copy_begins_with_comes_first():
    assert rows("\n".join(P[:2]), P[1])[0] == ("only-canonical", 1, None, P[0], None)


def test_differences_within_a_paragraph():
    assert rows(P[1], P[1].replace("两万步", "三万多步")) == [
        ("same", 1, 1, P[1][:-4], P[1][:-4]),
        ("changed", 1, 1, "两万", "三万多"),
        ("same", 1, 1, "步。", "步。"),
    ]
    assert rows(P[1], P[1].replace("退休教师", "")) == [
        ("same", 1, 1, "在城南小区，", "在城南小区，"),
        ("only-canonical", 1, None, "退休教师", None),
        ("same", 1, 1, P[1][10:], P[1][10:]),
    ]
    assert rows(P[1], "本报讯 " + P[1])[0] == ("only-copy", None, 1, None, "本报讯 ")


def test_a_moved_paragraph():
    assert rows("\n".join(P), "\n".join([P[1], P[3], P[0], P[2]])) == [
        ("moved", 2, 1, P[1], P[1]),
        ("moved", 4, 2, P[3], P[3]),
        ("same", 1, 3, P[0], P[0]),
        ("same", 3, 4, P[2], P[2]),
    ]


def test_paragraphs_run_together_are_the_same():
    assert rows("\n".join(P[:2]), "".join(P[:2])) == [("same", 1, 1, P[0], P[0]), ("same", 2, 1, P[1], P[1])]


def test_width_and_white_space_are_no_difference():
    found = align_copies("截至2月3日24时，新增8例。", "截至２月３日 24时,新增８例。")
    assert found["kind"].tolist() == ["same"]


def test_two_other_texts_share_nothing():
    assert [row[0] for row in rows(P[0], "今日天晴。")] == ["only-canonical", "only-copy"]


@pytest.mark.parametrize(
    ("a", "b", "kinds"), [("", "", []), ("甲。", "", ["only-canonical"]), ("", "甲。", ["only-copy"])]
)
def test_an_empty_text(a, b, kinds):
    found = align_copies(a, b)
    assert found["kind"].tolist() == kinds
    assert {str(dtype) for dtype in found.dtypes} == {"str", "Int64"}


TEXTS = st.text("一二三甲乙。！\n ，A１", max_size=80)


@settings(max_examples=300, deadline=None)
@given(a=TEXTS, b=TEXTS)
def test_stretches_cover_both_texts(a, b):
    found = align_copies(a, b)
    for side, text in (("canonical", a), ("copy", b)):
        there = found.dropna(subset=[f"{side}_start"]).sort_values(f"{side}_start")
        position = 0
        for start, end in zip(there[f"{side}_start"], there[f"{side}_end"], strict=True):
            assert text[position:start].strip() == ""
            assert position <= start < end
            assert "\n" not in text[start:end]
            position = end
        assert text[position:].strip() == ""
    copies = found["copy_start"].dropna().tolist()
    assert copies == sorted(copies)
    absent = {"only-copy": "canonical_start", "only-canonical": "copy_start"}
    for kind, group in found.groupby("kind"):
        assert group[absent[kind]].isna().all() if kind in absent else group.notna().all(axis=None)


@settings(max_examples=100, deadline=None)
@given(a=TEXTS)
def test_a_text_equals_itself(a):
    assert set(align_copies(a, a)["kind"]) <= {"same"}


@pytest.mark.parametrize(
    "write",
    [
        lambda n: ("啊" * 25 * n, "啊" * (25 * n - 1) + "呀"),
        lambda n: ("是。\n" * 5 * n, "是。\n" * 4 * n + "不。\n" * n),
        lambda n: ("".join(f"第{i}人到场。" for i in range(n)), "".join(f"第{i}人离场。" for i in range(n))),
        lambda n: ("".join(f"第{i}人到场。\n" for i in range(n)), "".join(f"第{n - i}人到场。\n" for i in range(n))),
    ],
    ids=["one long sentence", "repeated", "all changed", "reversed"],
)  # fmt: skip
def test_time_grows_with_length(write):
    def align(n):
        assert len(align_copies(*write(n)))

    evenly, times = grows_evenly(align, 2000)
    assert evenly, times
