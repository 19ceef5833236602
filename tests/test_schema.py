import datetime

import pandas as pd
import pyarrow as pa
import pytest

from helpers import schema
from helpers.schema import SchemaError, Table

TERM = {"article_id": "a", "term": "复工", "n": 2}


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: table.name)
def test_tables_are_well_formed(table: Table):
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    assert all(column.meaning for column in table.columns)
    assert schema.empty(table).columns.tolist() == table.names


@pytest.mark.parametrize("table", [*schema.TABLES, schema.CLUES], ids=lambda table: table.name)
def test_an_empty_table_survives_the_disk(table: Table):
    frame = schema.empty(table)
    pd.testing.assert_frame_equal(schema.from_arrow(schema.to_arrow(frame, table)), frame)


def test_make_orders_and_fills_columns():
    frame = schema.make(
        schema.TERM_COUNTS, pd.DataFrame([{"n": 1, "extra": 0, "term": "复工", "article_id": "a"}])
    )
    assert frame.columns.tolist()[:3] == ["article_id", "term", "n"]
    assert frame.columns.tolist() == schema.TERM_COUNTS.names
    assert frame.dtypes.astype(str).tolist() == ["str", "str", *["Int64"] * 4]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"article_id": "a", "term": "复工", "n": "two"}], "term_counts.n"),
        ([{"article_id": None, "term": "复工", "n": 1}], "a value is missing"),
        ([TERM, TERM], "occurs more than once"),
        (pd.DataFrame([{"article_id": "a", "n": 1}]), "column 'term' is missing"),
    ],
)
def test_make_refuses_what_is_not_the_table(rows, words):
    with pytest.raises(SchemaError, match=words):
        schema.make(schema.TERM_COUNTS, rows)


DAY = datetime.date(2020, 2, 3)
MENTIONS = [
    ("a", 0, 4, "2月3日", DAY, None, "day", "day; year given", "high"),
    ("a", 9, 10, "日", None, None, "unresolvable", "unresolvable: no month", "low"),
]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (schema.DATE_MENTIONS, MENTIONS),
        (schema.DATE_MENTIONS, []),
        (schema.TERM_COUNTS, [("a", "复工", 2, None, 0, None), ("a", "复产", 1, None, 1, float("nan"))]),
        (
            schema.PLACE_MENTIONS,
            [
                ("a", 0, 2, "江西", "江西", None, None, False, True),
                ("b", 0, 1, "沪", None, None, None, True, False),
            ],
        ),
        (
            schema.FINDINGS,
            [("f", "c", "s", "found", "e", "holds", ["x"]), ("g", "c", "s", "none", "e", "falls", [])],
        ),
    ],
)
def test_rows_make_the_same_table(table, rows):
    made = schema.make_rows(table, rows)
    pd.testing.assert_frame_equal(made, schema.make(table, pd.DataFrame(rows, columns=table.names)))


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (1, "two", "date_mentions.start"),
        (1, None, "date_mentions.start: a value is missing"),
        (3, float("nan"), "date_mentions.surface: a value is missing"),
        (8, "sure", "'sure' is not one of"),
        (1, 9, "occurs more than once"),
    ],
)
def test_rows_that_are_not_the_table_are_refused(place, value, words):
    first = list(MENTIONS[0])
    first[place] = value
    if words.startswith("occurs"):
        first[2] = 10
    with pytest.raises(SchemaError, match=words):
        schema.make_rows(schema.DATE_MENTIONS, [tuple(first), MENTIONS[1]])


def test_choices_are_checked():
    with pytest.raises(SchemaError, match="'footnote' is not one of"):
        schema.make(schema.SPANS, [{"doc_id": "d", "start": 0, "end": 1, "kind": "footnote", "rule": "x"}])


def test_check_names_columns_and_types():
    with pytest.raises(SchemaError, match="columns missing: n"):
        schema.check(pd.DataFrame({"article_id": ["a"], "term": ["b"]}), schema.TERM_COUNTS)
    frame = schema.make(schema.TERM_COUNTS, [TERM])
    with pytest.raises(SchemaError, match="expected Int64"):
        schema.check(frame.astype({"n": "float64"}), schema.TERM_COUNTS)


def test_dates_are_days_on_disk_and_come_back():
    row = {
        "province": "江西",
        "term": "复工",
        "period": datetime.date(2020, 2, 1),
        "n": None,
        "n_articles": 0,
        "total_tokens": 5,
    }
    frame = schema.make(schema.TERM_TIMELINE, [row])
    data = schema.to_arrow(frame, schema.TERM_TIMELINE)
    assert data.schema.field("period").type == pa.date32()
    back = schema.from_arrow(data)
    pd.testing.assert_frame_equal(schema.check(back, schema.TERM_TIMELINE), frame)
    assert back["n"].isna().all()
    assert schema.from_arrow(data.select(["period"])).dtypes.astype(str).tolist() == ["datetime64[s]"]


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
@pytest.mark.parametrize("name", ["n", "chosen", "stability", "term"])
def test_make_sees_a_missing_value_of_every_type(name, missing):
    numbers = dict.fromkeys(schema.TOPIC_QUALITY.names, 0)
    quality = numbers | {"k": 3, "stability": 0.5, "chosen": True}
    table, row = (schema.TOPIC_QUALITY, quality) if name in quality else (schema.TERM_COUNTS, TERM)
    with pytest.raises(SchemaError, match=f"{table.name}.{name}: a value is missing"):
        schema.make(table, [row, row | {name: missing}])
