"""What a person should look at: every gap with its reason, contradictions, and few warnings."""

import json

import pandas as pd
import pytest
from golden_bodies import SEEDS

from helpers import schema
from helpers.building import build_tables
from helpers.doubts import list_contradictions, list_gaps, list_inputs, list_warnings

BODY = "全市各级各部门迅速行动，织密织牢联防联控网络。各社区干部逐户登记，切实守护群众生命安全。"


def gaps(folder):
    """The gaps of a corpus, by field."""
    tables = build_tables(folder)
    found = list_gaps(
        tables["articles"], tables["evidence"], tables["place_mentions"], tables["date_mentions"]
    )
    return found.set_index("field")


@pytest.mark.parametrize(
    ("text", "year", "why", "known", "words"),
    [
        (f"甲县动态\n\n{BODY}", None, "none", None, None),
        (f"甲县动态\n\n2月3日，{BODY}", None, "year-unknown", None, "2月3日"),
        (f"甲县动态\n\n2月3日，{BODY}", 2020, "latest-assumed", "2020-02", "2月3日"),
        (f"甲县动态\n\n2020年2月3日，{BODY}", None, "latest", "2020-02", "2020年2月3日"),
        (f"甲县动态\n\n{BODY}", 2020, "settings", "2020", None),
        (f"甲县动态\n新华社南昌2月3日电 {BODY}", 2020, "day-assumed", "2020-02-03", "2月3日"),
        (f"甲县动态\n\n新华社南昌2020年2月3日电 {BODY}", None, None, None, None),
    ],
)
def test_why_a_date_is_open(tmp_path, text, year, why, known, words):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    if year:
        (tmp_path / "corpus.toml").write_text(f"default_year = {year}\n", encoding="utf-8")
    found = gaps(tmp_path)
    if why is None:
        assert "published" not in found.index
    else:
        row = found.loc["published", ["why", "known", "words"]].to_dict()
        assert {k: None if pd.isna(v) else v for k, v in row.items()} == {
            "why": why,
            "known": known,
            "words": words,
        }


@pytest.mark.parametrize(
    ("places", "why", "known", "words"),
    [
        ("", "none", None, None),
        ("江西省和湖北省合作。江西省和湖北省互助。", "divided", None, "江西 2, 湖北 2"),
        ("江西省开会。江西省落实。江西省检查。", "mentions", "江西", "江西 3/3"),
    ],
)
def test_why_a_province_is_open(tmp_path, places, why, known, words):
    (tmp_path / "a.txt").write_text(f"部署有关工作\n\n{places}{BODY.removeprefix('全市')}", encoding="utf-8")
    row = gaps(tmp_path).loc["province", ["why", "known", "words"]].to_dict()
    assert {k: None if pd.isna(v) else v for k, v in row.items()} == {
        "why": why,
        "known": known,
        "words": words,
    }


def test_what_is_known_to_the_day_and_by_direct_evidence_is_no_gap(tmp_path):
    record = {"标题": "推进复工", "发布日期": "2020-02-03", "省份": "江西", "来源": "江西日报", "正文": BODY}
    (tmp_path / "a.json").write_text(json.dumps([record], ensure_ascii=False), encoding="utf-8")
    assert gaps(tmp_path).empty


def test_every_article_of_the_seeds_is_either_settled_or_a_gap():
    tables = build_tables(SEEDS)
    articles = tables["articles"]
    found = list_gaps(articles, tables["evidence"], tables["place_mentions"], tables["date_mentions"])
    assert not found.duplicated(["article_id", "field"]).any()
    for field in ("title", "outlet", "province"):
        missing = found[(found["field"] == field) & found["why"].isin(["none", "divided"])]
        assert set(missing["article_id"]) == set(articles.loc[articles[field].isna(), "article_id"]), field
    cut_off = set(found.loc[found["why"] == "truncated", "article_id"])
    assert cut_off == set(articles.loc[articles["title_truncated"], "article_id"])
    dates = found[found["field"] == "published"]
    assert set(articles.loc[articles["published_precision"] != "day", "article_id"]) <= set(
        dates["article_id"]
    )


def test_contradictions_give_both_sides(tmp_path):
    record = {"标题": "推进复工", "省份": "湖南", "来源": "江西日报", "正文": BODY}
    (tmp_path / "a.json").write_text(json.dumps([record], ensure_ascii=False), encoding="utf-8")
    tables = build_tables(tmp_path)
    (row,) = list_contradictions(tables["articles"], tables["evidence"]).to_dict("records")
    assert (row["field"], row["words"], row["source"], row["contrary"]) == (
        "province", "湖南", "outlet", "江西日报",
    )  # fmt: skip
    assert list_contradictions(tables["articles"], schema.empty(schema.EVIDENCE)).empty


def _tables(*texts: str, sha256: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    documents = [
        {"doc_id": f"d{i}", "path": f"{i}.txt", "sha256": sha256 or str(i), "media_type": "text/plain",
         "n_chars": len(text), "status": "ok"}
        for i, text in enumerate(texts)
    ]  # fmt: skip
    articles = [
        {"article_id": f"a{i}", "doc_id": f"d{i}", "seq": 1, "title_truncated": False, "text": text,
         "n_chars": len(text), "authors": [], "about_provinces": [], "family": f"a{i}", "is_canonical": True}
        for i, text in enumerate(texts)
    ]  # fmt: skip
    return schema.make(schema.DOCUMENTS, documents), schema.make(
        schema.ARTICLES, pd.DataFrame(articles, columns=schema.ARTICLES.names)
    )


def _warned(documents: pd.DataFrame, articles: pd.DataFrame) -> list[tuple]:
    found = list_warnings(documents, articles)
    return [
        (row.what, row.path, int(row.n), None if pd.isna(row.words) else row.words)
        for row in found.itertuples()
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BODY * 2, []),
        ("今天下雨。", [("short", "0.txt", 5, None)]),
        ("甲" * 20_001, [("long", "0.txt", 20_001, None)]),
        (BODY * 2 + "到\ufffd\ufffd了", [("replaced", "0.txt", 2, "守护群众生命安全。到\ufffd\ufffd了")]),
        (BODY * 2 + '<div class="a">', [("markup", "0.txt", 1, '<div class="a">')]),
        (BODY * 2 + "甲&nbsp;乙", [("markup", "0.txt", 1, "&nbsp;")]),
        (BODY * 2 + "若a<b且c>d，则AT&T与R&D部门", []),
    ],
)
def test_what_is_odd_in_one_article(text, expected):
    assert _warned(*_tables(text)) == expected


def test_a_line_that_stands_in_several_articles_is_reported_but_not_that_of_reprints():
    texts = [f"{BODY}{BODY}{i}\n点击查看更多精彩内容" for i in range(3)]
    documents, articles = _tables(*texts)
    assert _warned(documents, articles) == [("repeated", "0.txt", 3, "点击查看更多精彩内容")]
    assert _warned(documents, articles.assign(family="a0")) == []
    assert _warned(documents, articles.assign(doc_id="d0")) == []
    assert _warned(*_tables(*texts[:2])) == []


def test_files_with_the_same_bytes_are_reported_once_each_but_not_records_of_one_file():
    documents, articles = _tables(BODY * 2, BODY * 3, BODY * 4, sha256="same")
    assert _warned(documents, articles) == [("same-bytes", f"{i}.txt", 1, "0.txt") for i in (1, 2)]
    assert _warned(documents.assign(path="a.csv"), articles) == []
    assert _warned(documents.assign(status="empty"), articles) == []


def test_a_document_in_many_short_pieces_is_reported():
    documents, articles = _tables(*[BODY * 2] * 10)
    pieces = articles.assign(doc_id="d0", seq=range(1, 11))
    assert _warned(documents, pieces) == [("many", "0.txt", 10, None)]
    assert _warned(documents, pieces.iloc[:9]) == []
    assert _warned(documents, pieces.assign(n_chars=400).astype({"n_chars": "Int64"})) == []


def test_inputs_say_what_came_of_each_file_and_what_could_not_be_used_comes_first(tmp_path):
    (tmp_path / "a.txt").write_text(f"甲县动态\n\n{BODY}", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.csv").write_text(f"标题,正文\n一,{BODY}\n二,\n三,{BODY}{BODY}\n", encoding="utf-8")
    tables = build_tables(tmp_path)
    inputs = list_inputs(tables["documents"], tables["articles"])
    rows = inputs[["path", "status", "n_documents", "n_articles"]].itertuples(index=False)
    assert [tuple(row) for row in rows] == [
        ("b.txt", "empty", 1, 0),
        ("c.csv", "empty", 1, 0),
        ("a.txt", "ok", 1, 1),
        ("c.csv", "ok", 2, 2),
    ]
    assert inputs["n_chars"].sum() == tables["documents"]["n_chars"].sum()
    assert inputs["reason"].iloc[0] == "the file has no content"
