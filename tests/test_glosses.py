"""English beside Chinese."""

import pandas as pd

from helpers.glosses import add_glosses


def test_known_and_unknown():
    table = add_glosses(pd.DataFrame({"term": ["疫情", "无此词"], "province": ["江西", ""]}))
    assert list(table["gloss"]) == ["epidemic", ""]
    assert list(table["english"]) == ["Jiangxi", "no province known"]


def test_a_table_without_either_is_unchanged():
    assert list(add_glosses(pd.DataFrame({"k": [1]}))) == ["k"]
