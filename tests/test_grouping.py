"""What articles are compared by: chosen by itself, or named, and told in its own words."""

import pandas as pd
import pytest
from corpora import write_cities, write_counties, write_reports, write_undated

from helpers import open_corpus
from helpers.building import build_tables
from helpers.errors import UserError
from helpers.grouping import choose_grouping, group_articles, name_grouping


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))


def table(**columns):
    n = len(next(iter(columns.values())))
    usual = {"article_id": [f"a{i}" for i in range(n)], "doc_id": [f"d{i}" for i in range(n)]}
    frame = pd.DataFrame(
        usual | {"province": None, "city": None, "outlet": None, "excluded_reason": None} | columns
    )
    return frame.astype(dict.fromkeys(("province", "city", "outlet"), "str"))


@pytest.mark.parametrize(
    ("columns", "chosen"),
    [
        ({"province": ["江西", "湖北"]}, "province"),
        ({"province": ["江西"] * 4, "city": ["南昌", "赣州", None, "南昌"]}, "city"),
        ({"province": ["江西"] * 39 + ["湖北"], "city": ["南昌", "赣州"] * 20}, "city"),
        ({"province": ["江西"] * 9 + ["湖北"], "city": ["南昌", "赣州"] * 5}, "province"),
        ({"province": ["江西"] * 4, "city": ["南昌", "赣州", None, None], "outlet": ["甲报"] * 4}, "city"),
        ({"province": ["江西"] * 4, "city": ["南昌"] * 4, "outlet": ["甲报", "乙报"] * 2}, "outlet"),
        ({"province": [None] * 4, "outlet": ["甲报", "乙报", None, None]}, "outlet"),
        ({"province": [None] * 4}, "province"),
    ],
)
def test_what_is_compared_when_nothing_is_said(columns, chosen):
    assert choose_grouping(table(**columns), []) == (chosen, False)
    assert group_articles(table(**columns), pd.DataFrame(), None, chosen).equals(table(**columns)[chosen])


def test_the_words():
    assert name_grouping("city", pd.Series(["南昌", "赣州"])).words == ("city", "cities")
    assert name_grouping("city", pd.Series(["花莲", "屏东"])).words == ("county", "counties")
    assert name_grouping("city", pd.Series(["花莲", "南昌"])).words == (
        "city or county",
        "cities and counties",
    )
    assert name_grouping("行业", pd.Series(["农业"])).words == ("行业", "values of 行业")


def settings(folder, text):
    (folder / "corpus.toml").write_text(text, encoding="utf-8")


def test_counties_of_taiwan_are_compared_by_themselves(tmp_path):
    write_counties(tmp_path / "c", each=2)
    corpus = open_corpus(tmp_path / "c")
    assert corpus.grouping.words == ("county", "counties")
    assert set(corpus.articles["province"]) == {"台湾"}
    assert set(corpus.compared.articles["province"]) == {"花莲", "屏东", "彰化"}
    assert set(corpus.compare("花莲")["province"]) == {"花莲"}
    assert set(corpus.where(provinces="花莲, 彰化").articles["group"]) == {"花莲", "彰化"}


def test_cities_of_one_province(tmp_path):
    write_cities(tmp_path / "c", n=6, cities=["广州", "湛江", "东莞"])
    assert sorted(open_corpus(tmp_path / "c").compared.articles["province"].unique()) == [
        "东莞",
        "广州",
        "湛江",
    ]


def test_a_column_of_the_tables(tmp_path):
    write_reports(tmp_path / "r", n_chars=600, provinces=["江西省", "湖北省"])
    settings(tmp_path / "r", 'compare_by = "year"')
    corpus = open_corpus(tmp_path / "r")
    assert (corpus.grouping.key, corpus.articles["group"].unique().tolist()) == ("year", ["2023"])


def test_the_folder_of_the_file(tmp_path):
    for name in ("甲", "乙"):
        write_undated(tmp_path / "c" / name, n=5)
    settings(tmp_path / "c", 'compare_by = "folder"')
    assert set(open_corpus(tmp_path / "c").articles["group"]) == {"甲", "乙"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'compare_by = "行业"',
            "compare_by='行业' is unknown. Choices: auto, province, city, outlet, folder, year, 标题, 正文, 省份.",
        ),
        ('columns = { outlet = "媒体" }', "column='媒体' is unknown"),
        ("compare_by = 3", "compare_by = 3 should be text in quotes"),
    ],
)
def test_a_column_that_is_not_there(text, message, tmp_path):
    write_undated(tmp_path / "c", n=5)
    settings(tmp_path / "c", text)
    with pytest.raises(UserError) as told:
        build_tables(tmp_path / "c")
    assert message in str(told.value)
