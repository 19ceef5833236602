import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.concordance import CONCORDANCE_COLUMNS, find_concordance
from helpers.errors import UserError


def _articles(*texts):
    return pd.DataFrame(
        {
            "article_id": pd.Series([f"x{i}" for i in range(len(texts), 0, -1)], dtype="str"),
            "text": pd.Series(texts, dtype="str"),
            "title": pd.Series(["标题", *[None] * (len(texts) - 1)], dtype="str"),
            "province": pd.Series(["江西", *[None] * (len(texts) - 1)], dtype="str"),
            "published": pd.to_datetime(["2020-02-01", *[None] * (len(texts) - 1)]).astype("datetime64[s]"),
        }
    )


def _columns(frame):
    return {name: str(dtype) for name, dtype in frame.dtypes.items()}


def test_every_occurrence_in_order():
    found = find_concordance(_articles("党员下沉社区，社区居民安心。", "走进社区"), "社区", window=3)
    assert found[["article_id", "left", "term", "right"]].to_numpy().tolist() == [
        ["x2", "员下沉", "社区", "，社区"],
        ["x2", "社区，", "社区", "居民安"],
        ["x1", "走进", "社区", ""],
    ]
    assert found["start"].tolist() == [4, 7, 2]
    assert found.loc[0, ["province", "title"]].tolist() == ["江西", "标题"]
    assert found.loc[0, "published"] == pd.Timestamp("2020-02-01")
    assert found.loc[2, ["province", "title", "published"]].isna().all()
    assert _columns(found) == CONCORDANCE_COLUMNS


@pytest.mark.parametrize("term", ["确诊", "確診"])
def test_a_traditional_text_is_searched_as_it_is_counted(term):
    found = find_concordance(_articles("衛生局說，昨日新增確診個案三例。"), term, window=2)
    assert found[["start", "end", "left", "term", "right"]].to_numpy().tolist() == [
        [9, 11, "新增", "確診", "個案"]
    ]


def test_context_stays_in_its_paragraph():
    found = find_concordance(_articles("第一段。\n第二段社区。\n第三段。"), "社区")
    assert found.loc[0, ["left", "right"]].tolist() == ["第二段", "。"]


@pytest.mark.parametrize(
    ("text", "term", "surface"),
    [
        ("感染ＣＯＶＩＤ－１９者", "covid-19", "ＣＯＶＩＤ－１９"),
        ("使用app登记", "APP", "app"),
        ("疫\u200b情", "疫情", "疫\u200b情"),
        ("费率3.5%下降", "3.5%", "3.5%"),
        ("“五型”[政府]", "[政府]", "[政府]"),
        ("抗\\^-疫", "\\^-", "\\^-"),
    ],
)
def test_spelling_variants(text, term, surface):
    found = find_concordance(_articles(text), term)
    assert found["term"].tolist() == [surface]


def test_limit_and_zero_window():
    articles = _articles("社区社区社区", "社区")
    assert len(find_concordance(articles, "社区", limit=2)) == 2
    assert len(find_concordance(articles, "社区", limit=0)) == 0
    assert find_concordance(articles, "社区", window=0)["left"].tolist() == [""] * 4


@pytest.mark.parametrize("articles", [_articles("没有这个词"), _articles(), _articles(None)])
def test_nothing_found(articles):
    found = find_concordance(articles, "社区")
    assert found.empty
    assert _columns(found) == CONCORDANCE_COLUMNS


@pytest.mark.parametrize("term", ["", " \n"])
def test_an_empty_term_occurs_nowhere(term):
    assert find_concordance(_articles("社区"), term).empty


@pytest.mark.parametrize(
    "arguments",
    [{"term": "社区", "window": -1}, {"term": "社区", "limit": -1}],
)
def test_unusable_arguments(arguments):
    with pytest.raises(UserError):
        find_concordance(_articles("社区"), **arguments)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text("社区防\n，aＡ\u200b", max_size=40), min_size=1, max_size=4), st.integers(0, 6))
def test_offsets_and_contexts_are_the_text(texts, window):
    articles = _articles(*texts)
    text_of = dict(zip(articles["article_id"], articles["text"], strict=True))
    for row in find_concordance(articles, "社区", window=window).itertuples():
        text = text_of[row.article_id]
        assert text[row.start : row.end] == row.term
        assert text[: row.start].endswith(row.left)
        assert text[row.end :].startswith(row.right)
        assert "\n" not in row.left + row.right
        assert max(len(row.left), len(row.right)) <= window


def test_a_number_is_looked_for_as_it_is_written():
    assert len(find_concordance(_articles("2020年，2020人"), 2020)) == 2
