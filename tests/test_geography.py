"""What a corpus holds of each province."""

import pandas as pd

from helpers import schema
from helpers.geography import count_provinces
from helpers.lexicons import read_rows


def test_all_provinces_are_counted_and_the_sums_reconcile():
    articles = pd.DataFrame(
        {"article_id": ["a", "b", "c"], "doc_id": ["d", "d", "e"], "province": ["江西", "江西", None],
         "about_provinces": [["湖北", "江西"], ["江西"], []]}
    )  # fmt: skip
    rows = [("a", 0, "湖北"), ("a", 5, "湖北"), ("a", 9, None), ("b", 0, "江西"), ("zz", 0, "江西")]
    mentions = schema.make(
        schema.PLACE_MENTIONS,
        [{"article_id": i, "start": at, "end": at + 2, "surface": "地名", "province": p, "ambiguous": p is None, "aside": False}
         for i, at, p in rows],
    )  # fmt: skip
    table = count_provinces(articles, mentions)
    assert len(table) == 34
    counted = table.set_index("province")
    columns = ["n_issued", "n_documents", "n_about", "n_naming", "n_mentions"]
    assert counted.loc["江西", columns].tolist() == [2, 1, 1, 1, 1]
    assert counted.loc["湖北", columns].tolist() == [0, 0, 1, 1, 2]
    assert counted[columns].sum().tolist() == [2, 1, 2, 2, 3]
    assert counted.loc["湖北", "share_naming"] == 1 / 3


def test_nothing_is_counted_of_no_articles():
    empty = pd.DataFrame({name: pd.Series(dtype="object") for name in ("article_id", "doc_id", "province", "about_provinces")})  # fmt: skip
    assert count_provinces(empty, schema.empty(schema.PLACE_MENTIONS))["n_issued"].sum() == 0


def test_each_province_has_a_tile_of_its_own():
    tiles = {(int(row["tile_row"]), int(row["tile_column"])) for row in read_rows("provinces.csv")}
    assert len(tiles) == 34
    assert tiles <= {(row, column) for row in range(8) for column in range(8)}
