"""The marked sentences: their arithmetic by hand, their marks, and the floors below which dates and places may not fall."""

import datetime
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from helpers.places import province_names

ROOT = Path(__file__).parents[1] / "benchmarks"
sys.path.insert(0, str(ROOT))
marked: Any = importlib.import_module("marked")
dates: Any = importlib.import_module("dates")
places: Any = importlib.import_module("places")
SETS = ("dev", "held_out")


def items(tmp_path: Path, *texts: str, **fields: Any) -> Any:
    path = tmp_path / "items.jsonl"
    lines = [
        json.dumps({"id": f"i{n}", "text": text} | fields, ensure_ascii=False) for n, text in enumerate(texts)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return marked.read_items(path)


def test_marks_are_taken_out_and_kept_by_their_place(tmp_path: Path) -> None:
    (item,) = items(tmp_path, "自⟦1月27日|2020-01-27⟧起，⟦十一届|x⟧")
    assert item.text == "自1月27日起，十一届"
    assert [(item.text[m.start : m.end], m.value) for m in item.marks] == [
        ("1月27日", "2020-01-27"),
        ("十一届", "x"),
    ]
    with pytest.raises(ValueError, match="i0 has a broken mark"):
        items(tmp_path, "⟦1月27日")


def test_the_arithmetic_of_dates(tmp_path: Path) -> None:
    texts = items(tmp_path, "⟦1月27日|2020-01-27⟧，⟦昨天|?⟧，⟦2月|2020-02-01/2020-02-29⟧，⟦十一届|x⟧，无关")
    found = [[
        dates.Found(0, 5, "2020-01-27", "2020-01-27"),  # right
        dates.Found(6, 8, "2020-01-26", "2020-01-26"),  # a guess where nothing can be known
        dates.Found(12, 14, "2020-10-11", "2020-10-11"),  # a false friend
        dates.Found(17, 18, None, None),  # nothing at all
    ]]  # fmt: skip
    score = dates.score(texts, found)
    assert (score.recall.right, score.recall.of) == (2, 3)
    assert (score.exact.right, score.interval.right, score.interval.of) == (2, 1, 2)
    assert (score.friends.right, score.friends.of) == (0, 1)
    assert (score.precision.right, score.precision.of) == (2, 4)


def test_the_arithmetic_of_places(tmp_path: Path) -> None:
    texts = items(tmp_path, "⟦江浙|江苏+浙江⟧的⟦鼓楼区|?⟧，⟦江西路|x⟧，⟦武汉|湖北⟧")
    found = [[
        places.Found(0, 2, "江苏"), places.Found(0, 2, "浙江"), places.Found(3, 6, "福建"), places.Found(7, 9, "江西"),
    ]]  # fmt: skip
    score = places.score(texts, found)
    assert (score.recall.right, score.recall.of) == (1, 2)
    assert (score.traps.right, score.traps.of) == (0, 1)
    assert (score.precision.right, score.precision.of) == (2, 3)
    assert score.provinces == (2, 4, 3)
    assert score.f1 == pytest.approx(4 / 7)


@pytest.mark.parametrize("which", SETS)
def test_marks_of_dates_are_days_in_order(which: str) -> None:
    for item in marked.read_items(marked.SENTENCES / f"dates_{which}.jsonl"):
        for mark in item.wanted:
            if mark.value != marked.OPEN:
                days = [datetime.date.fromisoformat(day) for day in mark.value.split("/")]
                assert days == sorted(days), item.name


@pytest.mark.parametrize("which", SETS)
def test_marks_of_places_are_provinces(which: str) -> None:
    for item in marked.read_items(marked.SENTENCES / f"places_{which}.jsonl"):
        named = {name for mark in item.wanted for name in mark.value.split("+")}
        assert named <= {*province_names(), marked.OPEN}, item.name
    news = marked.read_lines(marked.SENTENCES / f"news_{which}.jsonl")
    assert {line["province"] for line in news} <= set(province_names())


@pytest.mark.parametrize(
    ("which", "recall", "interval", "friends"), [("dev", 0.98, 0.97, 0.96), ("held_out", 0.94, 0.96, 0.95)]
)
def test_dates_keep_above_their_floors(which: str, recall: float, interval: float, friends: float) -> None:
    texts = marked.read_items(marked.SENTENCES / f"dates_{which}.jsonl")
    score = dates.score(texts, dates.ours(texts))
    assert score.recall.value >= recall
    assert score.interval.value >= interval
    assert score.friends.value >= friends
    assert score.precision.value >= 0.98


@pytest.mark.parametrize(("which", "f1", "main"), [("dev", 0.98, 0.96), ("held_out", 0.96, 0.965)])
def test_places_keep_above_their_floors(which: str, f1: float, main: float) -> None:
    texts = marked.read_items(marked.SENTENCES / f"places_{which}.jsonl")
    score = places.score(texts, places.ours(texts))
    assert score.f1 >= f1
    assert score.precision.value >= 0.96
    rows = marked.read_lines(marked.SENTENCES / f"news_{which}.jsonl")
    right = [one["province"] == got for one, got in zip(rows, places.main_provinces(rows), strict=True)]
    assert sum(right) / len(right) >= main
