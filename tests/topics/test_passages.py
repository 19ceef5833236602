import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import schema
from helpers.errors import UserError
from helpers.topics import cut_passages, parse_unit


def articles(*texts):
    return pd.DataFrame(
        {"article_id": [f"a{i}" for i in range(len(texts))], "text": pd.Series(texts, dtype="str")}
    ).astype({"article_id": "str"})


@given(st.text("字，。！\n 　”", max_size=400), st.integers(1, 30), st.integers(0, 30))
def test_passages_cover_the_text_without_overlap(text, low, more):
    passages = cut_passages(articles(text), low=low, high=low + more)
    end = 0
    for row in passages.itertuples():
        assert not text[end : row.start].strip()
        assert text[row.start : row.end].strip()
        # The white space where two parts meet is not counted.
        written = "".join(text[row.start : row.end].split())
        assert len(written) <= low + more + low / 2
        end = row.end
    assert not text[end:].strip()
    lengths = passages["end"] - passages["start"]
    assert len(passages) < 2 or lengths.min() >= low / 2


def test_passages_are_paragraphs_merged_and_cut():
    text = "短标题\n" + "一句话有十个字整整。" * 30 + "\n" + "第二段的句子十个字。" * 25
    passages = cut_passages(articles(text, ""))
    pieces = [text[s:e] for s, e in zip(passages["start"], passages["end"], strict=True)]
    assert [len(p) for p in pieces] == [304, 250]
    assert passages["passage_id"].tolist() == ["a0:001", "a0:002"]


def test_whole_articles():
    frame = articles("  一句话。\n", "", " \n　", None, "短")
    whole = cut_passages(frame, unit="article")
    assert whole.to_dict("list") == {
        "passage_id": ["a0", "a4"],
        "article_id": ["a0", "a4"],
        "start": [0, 0],
        "end": [7, 1],
    }
    schema.check(whole, schema.PASSAGES)
    assert cut_passages(frame.iloc[1:4], unit="article").empty


@pytest.mark.parametrize(("low", "high"), [(300, 200), (0, 10), (-1, 5)])
def test_bad_bounds(low, high):
    with pytest.raises(UserError, match=f"low={low}, high={high}"):
        cut_passages(articles("文"), low=low, high=high)


@pytest.mark.parametrize(
    ("unit", "n", "parsed"),
    [
        ("auto", 0, "passage"),
        ("auto", 999, "passage"),
        ("auto", 1000, "article"),
        ("passage", 5000, "passage"),
        ("article", 2, "article"),
    ],
)
def test_units(unit, n, parsed):
    assert parse_unit(unit, n) == parsed


def test_an_unknown_unit_names_the_choices():
    with pytest.raises(UserError, match=r"did you mean article\? Choices: auto, passage, article"):
        parse_unit("articles", 3)
