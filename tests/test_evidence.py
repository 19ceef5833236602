"""What metadata rests on: every row's words stand where it says, and columns that the page contradicts say so."""

import json

import pandas as pd
import pytest
from golden_bodies import SEEDS

from helpers.building import build_tables
from helpers.reading import list_files, read_file
from helpers.settings import load_settings

BODY = "全市各级各部门迅速行动，织密织牢联防联控网络。各社区干部逐户登记，切实守护群众生命安全。"


@pytest.fixture(scope="module")
def seeds():
    return build_tables(SEEDS)


def evidence(folder, article=0):
    """The evidence of one article by field."""
    table = build_tables(folder)["evidence"]
    ids = table["article_id"].unique()
    return table[table["article_id"] == ids[article]].set_index("field")


def test_every_known_value_has_its_evidence_and_nothing_else_has(seeds):
    articles, found = seeds["articles"], seeds["evidence"]
    for field in ("title", "outlet", "published", "province"):
        known = set(articles.loc[articles[field].notna(), "article_id"])
        assert set(found.loc[found["field"] == field, "article_id"]) == known, field
    named = set(articles.loc[articles["authors"].map(len) > 0, "article_id"])
    assert set(found.loc[found["field"] == "authors", "article_id"]) == named


def test_the_words_stand_where_the_table_says(seeds):
    settings = load_settings(SEEDS)
    sources = {
        d.doc_id: d.text for path in list_files(SEEDS, settings) for d in read_file(SEEDS, path, settings)
    }
    checked = 0
    for row in seeds["evidence"].dropna(subset="start").itertuples():
        stretch = sources[row.article_id.rpartition("-")[0]][row.start : row.end]
        if "<" not in stretch and row.field != "title":
            assert stretch == row.words
            checked += 1
    assert checked > 30
    unplaced = seeds["evidence"].loc[seeds["evidence"]["start"].isna(), "source"]
    assert set(unplaced) <= {"mentions", "settings"}


def test_a_date_of_the_text_is_placed_in_the_document(tmp_path):
    source = f"甲县推进复工\n\n截至2020年2月12日，{BODY}\n{BODY}"
    (tmp_path / "a.txt").write_text(source, encoding="utf-8")
    row = evidence(tmp_path).loc["published"]
    assert (row["source"], row["words"]) == ("text", "2020年2月12日")
    assert source[row["start"] : row["end"]] == row["words"]


def test_the_year_of_the_settings_is_no_words_of_the_page(tmp_path):
    (tmp_path / "corpus.toml").write_text("default_year = 2020\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text(f"甲县推进复工\n\n{BODY}\n{BODY}", encoding="utf-8")
    row = evidence(tmp_path).loc["published"]
    assert (row["source"], row["words"], pd.isna(row["start"])) == ("settings", "default_year", True)


@pytest.mark.parametrize(
    ("column", "dateline", "contradiction"),
    [
        ("2020-02-03", "新华社南昌2020年2月3日电", None),
        ("2020-02-05", "新华社南昌2020年2月3日电", None),  # written on the 3rd, printed on the 5th
        ("2021-06-05", "新华社南昌2020年2月3日电", "dateline: 新华社南昌2020年2月3日电"),
    ],
)
def test_a_column_wins_and_what_the_page_says_otherwise_is_kept(tmp_path, column, dateline, contradiction):
    record = {"标题": "江西推进复工", "发布日期": column, "正文": f"{dateline} {BODY}\n{BODY}"}
    (tmp_path / "a.json").write_text(json.dumps([record], ensure_ascii=False), encoding="utf-8")
    row = evidence(tmp_path).loc["published"]
    assert (row["source"], row["words"]) == ("column", column)
    assert (None if pd.isna(row["contradicted_by"]) else row["contradicted_by"]) == contradiction


def test_a_province_of_a_column_wins_over_the_outlet(tmp_path):
    record = {"标题": "推进复工", "省份": "湖南", "来源": "江西日报", "正文": f"{BODY}\n{BODY}"}
    (tmp_path / "a.json").write_text(json.dumps([record], ensure_ascii=False), encoding="utf-8")
    row = evidence(tmp_path).loc["province"]
    assert (row["source"], row["words"], row["contradicted_by"]) == ("column", "湖南", "outlet: 江西日报")
