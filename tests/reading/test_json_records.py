"""JSON as interfaces, databases and scrapers give it → records, their columns, and what plays which role."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reading import read_file
from helpers.reading.json_values import JSON, JSON_LINES, PYTHON, find_records_type
from helpers.settings import Settings

TEXT = "全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全。"
RECORD = {"title": "甲", "content": TEXT}


def read(folder, name, data):
    (folder / name).write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False))
    return list(read_file(folder, name, Settings()))


def roles(document):
    return {field.role: document.text[field.start : field.end] for field in document.fields if field.role}


def columns(document):
    return {field.column: document.text[field.start : field.end] for field in document.fields}


NESTED = [
    ({"meta": {"docTitle": "甲", "pubDate": "2021", "siteName": "丙"}, "docContent": TEXT},
     {"title": "甲", "published": "2021", "outlet": "丙", "text": TEXT}),
    ({"base": {"headline": "甲", "sourceName": "丙"}, "publishTime": 1282602600000, "bodyHtml": TEXT, "images": [{"desc": "图", "src": "a.jpg"}]},
     {"title": "甲", "outlet": "丙", "published": "1282602600000", "text": TEXT}),
    ({"_id": {"$oid": "5f0c"}, "ptime": {"$date": {"$numberLong": "1567476000000"}}, "txt": TEXT},
     {"published": "1567476000000", "text": TEXT}),
    ({"author": {"name": "王小明", "url": "http://a.cn/w"}, "source": {"name": "丙", "title": "x"}, "image": {"url": "http://a.cn/1.jpg"}, "content": TEXT},
     {"authors": "王小明", "outlet": "丙", "text": TEXT}),
    ({"title": "甲", "related": {"title": "乙", "content": "乙", "time": "2020"}, "content": TEXT}, {"title": "甲", "text": TEXT}),
    ({"url": "http://a.cn/1", "page": {"url": "http://a.cn/2", "title": "甲"}, "content": TEXT},
     {"url": "http://a.cn/1", "title": "甲", "text": TEXT}),
    ({"crawl": {"time": "2022"}, "data": {"time": "2021"}, "content": TEXT}, {"published": "2021", "text": TEXT}),
]  # fmt: skip


@pytest.mark.parametrize(("record", "expected"), NESTED)
@pytest.mark.parametrize(
    "wrap", [lambda r: r, lambda r: [r, r], lambda r: {"code": 0, "data": {"total": 1, "list": [r]}}]
)
def test_objects_within_records(tmp_path, record, expected, wrap):
    for document in read(tmp_path, "a.json", wrap(record)):
        assert roles(document) == expected


def test_columns_have_dotted_names_and_lists_of_objects_stay_json(tmp_path):
    record = {"a": {"b": {"c": 1}, "d": "x"}, "a.d": "y", "e": [{"f": 1}], "g": {}, "content": TEXT}
    (document,) = read(tmp_path, "a.json", record)
    assert columns(document) == {
        "a.b.c": "1",
        "a.d": "x",
        "a.d 2": "y",
        "e": '[{"f": 1}]',
        "g": "{}",
        "content": TEXT,
    }
    counts = {f"k{i}": i for i in range(101)}
    (document,) = read(tmp_path, "a.json", {"content": TEXT, "counts": counts})
    assert json.loads(columns(document)["counts"]) == counts


SHAPES = [
    {"hits": {"total": 2, "hits": [{"_id": 0, "_source": RECORD}, {"_id": 1, "_source": RECORD}]}},
    {"description": "各地消息", "title": "某网", "items": [RECORD, RECORD]},
    {"0": RECORD, "1": RECORD},
    {"title": {"0": "甲", "1": "甲"}, "content": {"0": TEXT, "1": TEXT}},
    {"columns": ["title", "content"], "index": [0, 1], "data": [["甲", TEXT], ["甲", TEXT]]},
    [{"page": 1, "list": [RECORD]}, {"page": 2, "list": [RECORD]}],
    {"data": {"a.html": RECORD, "b.html": RECORD}},
    {"title": ["甲", "甲"], "content": [TEXT, TEXT]},
    [["title", "content"], ["甲", TEXT], ["甲", TEXT]],
    "\n".join([json.dumps(RECORD)] * 2),
    ",\n".join([json.dumps(RECORD, indent=1)] * 2) + ",\n",
    str([RECORD, RECORD]),
    f"callback({json.dumps([RECORD, RECORD])});",
    f"var list = {json.dumps({'rows': [RECORD, RECORD]})}",
]  # fmt: skip


@pytest.mark.parametrize("data", SHAPES)
def test_where_records_are(tmp_path, data):
    assert [roles(d) for d in read(tmp_path, "a.json", data)] == [{"title": "甲", "text": TEXT}] * 2


@pytest.mark.parametrize("begin", ["[", '{"code": 0, "data": {"list": ['])
def test_records_before_a_cut_are_kept(tmp_path, begin):
    cut = begin + json.dumps([RECORD, RECORD, RECORD])[1:-20]
    *whole, rest = read(tmp_path, "a.json", cut)
    assert [roles(d)["text"] for d in whole] == [TEXT, TEXT]
    assert rest.status == "unreadable"
    assert rest.reason.startswith("the records from here on cannot be read: ")


def test_a_cut_record_is_not_its_comments(tmp_path):
    cut = json.dumps({**RECORD, "content": TEXT * 9, "comments": [RECORD, RECORD], "more": TEXT})[:-20]
    (document,) = read(tmp_path, "a.json", cut)
    assert document.reason.startswith("not valid JSON: ")


def test_lines_that_are_rows(tmp_path):
    rows = [["标题", "正文", "次"], ["甲", TEXT, 3], ["乙", TEXT, None]]
    documents = read(tmp_path, "a.jsonl", "\n".join(map(json.dumps, rows)))
    assert [list(columns(d).values()) for d in documents] == [["甲", TEXT, "3"], ["乙", TEXT, ""]]


def test_lines_that_are_calls_of_an_interface(tmp_path):
    lines = [{"code": 0, "data": {"list": [RECORD, RECORD]}}, {"code": 0, "data": {"list": [RECORD]}}]
    assert [roles(d)["text"] for d in read(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines)))] == [
        TEXT
    ] * 3
    assert [roles(d)["text"] for d in read(tmp_path, "a.jsonl", [RECORD, RECORD])] == [TEXT] * 2


def test_comments_are_no_records(tmp_path):
    item = {"title": "甲", "zw_x": TEXT, "comments": [{"content": "好"}, {"content": "顶"}]}
    assert len(read(tmp_path, "a.json", [item, item])) == 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (json.dumps(RECORD), JSON), (json.dumps([RECORD], indent=1), JSON), (f"\ufeff\n{json.dumps(RECORD)}\n", JSON),
        ("\n".join([json.dumps(RECORD)] * 3), JSON_LINES), (str(RECORD), PYTHON), (str([RECORD] * 2), PYTHON),
        ("\n\n".join([str({**RECORD, "n": None, "ok": True})] * 3), PYTHON), ("{'a': ('b', {1, 2})}", PYTHON),
        ("{甲}乙丙", None), ("{甲}", None), ("[甲]\n乙。", None), ("[1, 2]", None), ("[]", None), ("{}", None), ("", None), ('"甲"', None),
        (f"{json.dumps(RECORD)}\n{TEXT}", None), (f"{TEXT}\n{json.dumps(RECORD)}", None), ("{'a': __import__('os')}", None),
        ("{" * 100_000 + "}", None), ("{'a': " + "-" * 100_000 + "1}", None), ("{'a': " + "1+" * 100_000 + "1}", None), ("{'a': " + "(" * 100_000 + ")}", None),
        (json.dumps(RECORD, indent=1) + ",\n" + json.dumps(RECORD, indent=1), JSON), ("[{" + "'a':[" * 5000 + "]" * 5000 + "}]", None), ('{"a":' * 100_000 + "}", None),
        ("{'a': '" + "文" * 2_000_001 + "'}", None), ("{'a': 1\x00}", None), ("{[]: 1}", None), ("{'a': '\\ud800'}", PYTHON),
    ],
)  # fmt: skip
def test_texts_that_are_records(text, kind):
    assert find_records_type(text) == kind


@pytest.mark.parametrize("write", [json.dumps, str])
def test_a_text_of_records_is_read_as_such(tmp_path, write):
    (document,) = read(tmp_path, "a.txt", write(RECORD))
    assert (roles(document), document.record) == ({"title": "甲", "text": TEXT}, None)
    again = read(tmp_path, "a.txt", f"{write(RECORD)}\n{write(RECORD)}")
    assert [(roles(d)["text"], d.record) for d in again] == [(TEXT, 1), (TEXT, 2)]
    (plain,) = read(tmp_path, "a.txt", TEXT)
    assert (plain.doc_id, plain.media_type) == (document.doc_id, "text/plain")
    assert document.media_type in (JSON, PYTHON)


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=12)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["a", "b.c", "title", "content", ""]), inner, max_size=3)),
    max_leaves=12,
)  # fmt: skip


def leaves(value):
    if isinstance(value, dict):
        return [text for inner in value.values() for text in leaves(inner)]
    return [value] if isinstance(value, str) else []


@given(st.dictionaries(st.sampled_from(["a", "b", "text", "title", "m"]), VALUES, min_size=1, max_size=4))
def test_no_text_of_a_record_is_lost(tmp_path_factory, record):
    record = {**record, "content": TEXT}
    (document,) = read(tmp_path_factory.getbasetemp(), "a.json", record)
    cells = list(columns(document).values())
    assert all(text in cells for text in leaves(record))
    assert len(columns(document)) == len(document.fields)
