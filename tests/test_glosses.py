"""English beside Chinese."""

import pandas as pd

from helpers.glosses import add_glosses


def test_known_and_unknown():
    table = add_glosses(pd.DataFrame({"term": ["疫情", "无此词", None], "province": ["江西", "", None]}))
    assert list(table["gloss"]) == ["epidemic", "", ""]
    assert list(table["english"]) == ["Jiangxi", "no province known", "no province known"]


def test_a_table_without_either_is_unchanged():
    assert list(add_glosses(pd.DataFrame({"k": [1]}))) == ["k"]
    own = pd.DataFrame({"gloss": ["mine"], "k": [1], "english": ["mine"]})
    pd.testing.assert_frame_equal(add_glosses(own), own)


def test_english_stands_right_after_its_chinese():
    table = pd.DataFrame({"k": [1], "term": ["疫情"], "n": [2], "province": ["江西"], "q": [3]}, index=[7])
    beside = add_glosses(table)
    assert list(beside) == ["k", "term", "gloss", "n", "province", "english", "q"]
    assert list(table) == ["k", "term", "n", "province", "q"]
    pd.testing.assert_frame_equal(beside[list(table)], table)
    pd.testing.assert_frame_equal(add_glosses(beside), beside)


def test_english_that_stands_elsewhere_moves_there():
    table = pd.DataFrame({"gloss": ["old"], "province": ["江西"], "english": ["old"], "term": ["疫情"]})
    beside = add_glosses(table)
    assert list(beside) == ["province", "english", "term", "gloss"]
    assert beside.iloc[0].tolist() == ["江西", "Jiangxi", "疫情", "epidemic"]
