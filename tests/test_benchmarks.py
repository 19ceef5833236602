"""The arithmetic of the benchmarks' scorer, on cases small enough to count by hand."""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.errors import UserError

ROOT = Path(__file__).parents[1] / "benchmarks"


sys.path.insert(0, str(ROOT))
cleaning: Any = importlib.import_module("cleaning")
gold_check: Any = importlib.import_module("gold_check")
main_text: Any = importlib.import_module("main_text")
report: Any = importlib.import_module("report")
topics: Any = importlib.import_module("topics")

BODY = "截至二月三日全市累计排查返乡人员一万二千人。"
OTHER = "春茶开园第一天，茶农们天不亮就上了山。"


def article(text: str, **fields: Any) -> dict[str, Any]:
    empty = {
        "title": "", "truncated": False, "outlet": "", "authors": [], "published": "", "province": "",
        "city": "", "text": text, "family": None, "template": None,
    }  # fmt: skip
    return empty | fields


def entry(path: str, *articles: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "path": path,
        "record": None,
        "status": "ok",
        "articles": list(articles),
        "boilerplate": [],
    } | fields


def found(doc_id: str, text: str, **fields: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "doc_id": doc_id, "title": None, "title_truncated": False, "text": text, "outlet": None, "authors": [],
        "published": pd.NaT, "published_precision": None, "province": None, "city": None, "family": text,
    }  # fmt: skip
    return row | fields


def tables(*rows: dict[str, Any], paths: tuple[str, ...] = ("a.txt", "b.txt")) -> dict[str, pd.DataFrame]:
    documents = [{"doc_id": path[0], "path": path, "record": None, "status": "ok"} for path in paths]
    return {"documents": pd.DataFrame(documents), "articles": pd.DataFrame(list(rows))}


@pytest.mark.parametrize(
    ("gold", "got", "f1"),
    [
        ("一二三四", "一二三四", 1.0),
        ("一二三四", "一 二\n三\u200b四", 1.0),
        ("一二三四五", "一二三四六", 0.5),
        ("一二三四五", "一二三四", 2 / 3),
        ("一一一一一", "一一一一", 2 / 3),
        ("一二", "一二", 1.0),
        ("一二三四", "五六七八", 0.0),
        ("", "一二三四", 0.0),
        ("", "", 1.0),
    ],
)
def test_gram_f1(gold: str, got: str, f1: float) -> None:
    assert cleaning.gram_f1(gold, got) == pytest.approx(f1)
    assert cleaning.gram_f1(got, gold) == pytest.approx(f1)


def test_the_most_alike_are_matched_first_and_once() -> None:
    assert cleaning.match([BODY[:-6], BODY], [BODY, BODY[:-6]]) == {0: 1, 1: 0}
    assert cleaning.match([BODY], [BODY, BODY]) == {0: 0}
    assert cleaning.match([BODY], [OTHER]) == {}


@pytest.mark.parametrize(
    ("gold", "stated", "precision", "right"),
    [
        ("2020-02-03", "2020-02-03", "day", True),
        ("2020-02-03", "2020-02-04", "day", False),
        ("2020-02-03", "2020-02-01", "month", False),
        ("2020-02", "2020-02-01", "month", True),
        ("2020-02", "2020-02-17", "day", True),
        ("2020", "2021-01-01", "year", False),
        ("2020", None, None, False),
        ("", None, None, True),
        ("", "2020-02-01", "month", True),
        ("", "2020-02-03", "day", False),
    ],
)
def test_a_date_counts_at_the_precision_of_the_gold(
    gold: str, stated: str | None, precision: str | None, right: bool
) -> None:
    published = pd.NaT if stated is None else pd.Timestamp(stated)
    assert cleaning.date_is_right(gold, published, precision) is right


def test_articles_and_boilerplate_are_counted() -> None:
    gold = [
        entry(
            "a.txt", article(BODY, title="排查"), article(OTHER), boilerplate=["责任编辑：王平", "返乡人员"]
        ),
        entry("b.txt", status="empty"),
        entry("c.unknown", article(BODY)),
    ]
    result = cleaning.score(gold, tables(found("a", BODY, title="排 查"), found("b", BODY)))
    assert result.found == (1, 2, 2)
    assert result.counts["exact boundaries"] == [1, 1]
    assert result.counts["title"] == [1, 1]
    assert result.counts["boilerplate kept out"] == [1, 2]
    assert result.counts["document status"] == [1, 2]
    assert [miss.field for miss in result.misses if miss.path == "b.txt"] == ["document status", "article"]


def test_metadata_are_counted_apart_where_the_gold_has_none() -> None:
    gold = [
        entry("a.txt", article(BODY, outlet="赣南日报", authors=["张三"], also={"outlet": ["赣南日报社"]})),
        entry("b.txt", article(OTHER)),
    ]
    rows = (
        found("a", BODY, outlet="赣南日报社", authors=["张三", "李四"]),
        found("b", OTHER, outlet="本报", published=pd.Timestamp("2020-02-03"), published_precision="day"),
    )
    counts = cleaning.score(gold, tables(*rows)).counts
    assert counts["outlet"] == [1, 1]
    assert counts["authors"] == [0, 1]
    assert counts["no outlet where none is known"] == [0, 1]
    assert counts["no authors where none are named"] == [1, 1]
    assert counts["no publication day where none is known"] == [1, 2]


def test_reprint_pairs_and_templates() -> None:
    gold = [
        entry("a.txt", article(BODY, family="返乡"), article(OTHER, template="茶")),
        entry("b.txt", article(BODY, family="返乡"), article(OTHER, template="茶")),
    ]
    apart = [found("a", BODY, family="1"), found("a", OTHER, family="2"), found("b", BODY, family="1")]
    result = cleaning.score(gold, tables(*apart, found("b", OTHER, family="3")))
    assert result.pairs == (1, 1, 1)
    assert result.counts["template bulletins kept apart"] == [1, 1]
    result = cleaning.score(gold, tables(*apart, found("b", OTHER, family="2")))
    assert result.pairs == (1, 2, 1)
    assert result.counts["template bulletins kept apart"] == [0, 1]
    assert cleaning.score(gold, tables(apart[0])).pairs == (0, 0, 1)


@pytest.mark.parametrize(
    ("gold", "problem"),
    [
        (entry("a.txt", article("全市排查一万人，两天完成。")), None),
        (entry("a.txt", article("全市排查一万人。")), "not in the file"),
        (
            entry("a.txt", article("全市排查一万人，两天完成。"), boilerplate=["两天完成"]),
            "that a body holds",
        ),
        (entry("a.txt", article("全市排查一万人，两天完成。", published="2020-2-3")), "not a date"),
    ],
)
def test_verify_finds_gold_that_disagrees_with_its_file(
    gold: dict[str, Any], problem: str | None, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_bytes("全市排查一万\r\n— 1 —\r\n人，两天完成。".encode("gb18030"))
    (tmp_path / "gold.json").write_text(json.dumps([gold]), encoding="utf-8")
    problems = gold_check.verify(tmp_path)
    assert len(problems) == (problem is not None)
    assert all(problem in line for line in problems)


def test_a_folder_is_run_without_its_gold(tmp_path: Path) -> None:
    text = "春茶开园第一天，茶农们天不亮就上了山，到中午一共采下鲜叶三百多斤。"
    (tmp_path / "a.txt").write_text(f"春茶开园\n来源：赣南日报\n{text}\n", encoding="utf-8")
    gold = [entry("a.txt", article(text, title="春茶开园", outlet="赣南日报"))]
    (tmp_path / "gold.json").write_text(json.dumps(gold), encoding="utf-8")
    result = cleaning.run(tmp_path)
    assert result.counts["document status"] == [1, 1]
    assert result.found == (1, 1, 1)
    assert result.body_f1 == [1.0]
    assert "| 1.000 | 1 of 1, 1 claimed |" in cleaning.report("one", result)


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in ROOT.glob("pages/*/gold.json")))
def test_the_gold_agrees_with_its_files(folder: str) -> None:
    assert gold_check.verify(ROOT / "pages" / folder) == []


def test_folders_share_one_table_in_which_a_measure_without_cases_is_empty() -> None:
    table = report.tabulate(
        {"a": [("title", 0.5, "1 of 2")], "b": [("title", 1.0, "3 of 3"), ("city", 0.0, "0 of 1")]}
    )
    assert table.splitlines()[2:] == [
        "| title | 0.500 (1 of 2) | 1.000 (3 of 3) |",
        "| city |  | 0.000 (0 of 1) |",
    ]


def test_what_is_weak_is_named_worst_first() -> None:
    weak = report.name_weak([("title", 0.9, ""), ("city", 0.25, ""), ("outlet", 0.95, "")])
    assert weak.endswith("city (0.25); title (0.90).")
    assert "no measure" in report.name_weak([("outlet", 0.95, "")])


def test_each_folder_of_pages_is_in_the_report_as_tuned_on_or_unseen() -> None:
    folders = {path.parent.name for path in ROOT.glob("pages/*/gold.json")}
    assert folders == {*report.TUNED, report.UNSEEN}
    assert len(report.describe_folders().splitlines()) == len(folders)


def test_extractors_are_told_apart_by_what_they_find_and_how_fast() -> None:
    pages = [("a.html", "x" * 500_000, BODY), ("b.html", "x" * 500_000, BODY)]
    results = {
        "fangzhi": main_text.Result([(1.0, 1.0, 1.0), (0.5, 0.4, 0.6)], 2.0),
        "peer": main_text.Result([(0.0, 0.0, 0.0), (1.0, 1.0, 1.0)], 0.5),
    }
    assert main_text.report(pages, results).splitlines()[-2:] == [
        "| fangzhi | 0.750 | 0.700 | 0.800 | 0.5 | 1.0 |",
        "| peer | 0.500 | 0.500 | 0.500 | 2.0 | 4.0 |",
    ]


def test_planted_topics_have_their_sizes_and_shuffled_words_their_passages() -> None:
    corpus = topics.plant(topics.Shape(60, (1, 2, 3), words=20, own=15), seed=1)
    assert corpus.topic.value_counts(sort=False).tolist() == [10, 20, 30]
    topic = corpus.counts["article_id"].map(corpus.topic)
    own = corpus.counts["term"].str.startswith("题")
    assert (corpus.counts["term"].str.extract(r"题(\d+)", expand=False)[own].astype(int) == topic[own]).all()
    dealt = topics.shuffle(corpus.counts)
    for column in ("article_id", "term"):
        before, after = (counts.groupby(column)["n"].sum() for counts in (corpus.counts, dealt))
        pd.testing.assert_series_equal(before, after)


def test_a_planted_topic_holds_still_when_its_partner_does() -> None:
    truth = pd.Series([0, 0, 0, 1, 1, 2], index=list("abcdef"))
    found = pd.Series([2, 2, 1, 1, 1, 0], index=list("abcdef"))  # f has none
    stable = pd.Series({1: False, 2: True})
    assert topics.share_stable(truth, found, stable) == pytest.approx(1 / 3)


def test_planted_topics_are_judged() -> None:
    judged = topics.judge(topics.Shape(30, (1, 1, 1), words=40, own=20), 0, (2, 3), (2,))
    assert judged["right"]
    assert min(judged["ours"], judged["kmeans"], judged["stable"]) == 1
    assert judged["chance"] == 0


def test_topics_are_compared_with_labels(tmp_path: Path) -> None:
    path = tmp_path / "texts.tsv"
    kinds = {"茶": "春茶 茶园 采摘 茶农", "水": "防汛 水库 堤坝 洪水"}
    lines = [f"{words} 第{n}期\t{label}" for label, words in kinds.items() for n in range(20)]
    path.write_text("\n".join(["\ufeff" + lines[0], *lines[1:], "，。\t茶", ""]), encoding="utf-8")
    texts = topics.read_labelled(path)
    assert texts["label"].value_counts().to_dict() == {"茶": 21, "水": 20}
    assert texts["text"].iloc[0] == f"{kinds['茶']} 第0期"


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "cannot be read"), ("文\t甲\n文", "line 2"), ("文\t甲\n文\t甲\n", "fewer than two labels")],
)
def test_what_is_no_file_of_labelled_texts_is_refused(
    content: str | None, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "texts.tsv"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=problem):
        topics.read_labelled(path)
