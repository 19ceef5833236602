import codecs
import json
import os

import pytest

from helpers.articles import split_documents
from helpers.reading import decode, list_files, name_form, read_file, sniff_form
from helpers.settings import Settings

TEXT = "全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全。这是我们的共同责任。"
TRADITIONAL = "教育部今天宣布，高中以下學校延後兩週開學，請家長提早安排照顧事宜，這是為了學生的健康。"


def read(folder, name, data, **settings):
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_file(folder, name, Settings(**settings)))


def cells(document):
    return {field.role: document.text[field.start : field.end] for field in document.fields if field.role}


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (TEXT.encode(), TEXT, "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), TEXT, "utf-8-sig"),
        (TEXT.encode("gb18030"), TEXT, "gb18030"),
        (TEXT.encode("gbk"), TEXT, "gb18030"),
        (TRADITIONAL.encode("big5"), TRADITIONAL, "big5hkscs"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), TEXT, "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT, "utf-16"),
        (("2020 " + TEXT + "\n").encode("utf-16-le"), "2020 " + TEXT + "\n", "utf-16-le"),
        (b"plain ASCII", "plain ASCII", "utf-8"),
        (b"a bell \a rings", "a bell \a rings", "utf-8"),
    ],
    ids=["utf-8", "bom", "gb18030", "gbk", "big5", "utf-16-le", "utf-16-be", "utf-16 without a mark", "ascii", "bell"],
)  # fmt: skip
def test_decode(data, text, encoding):
    assert decode(data) == (text, encoding, None)


def test_a_few_broken_bytes_are_replaced_and_noted():
    text, encoding, note = decode(TEXT.encode() * 5 + b"\xff" + TEXT.encode())
    assert encoding == "utf-8"
    assert text.count("\ufffd") == 1
    assert note == "1 characters could not be decoded and were replaced"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7 ...", "binary"),
        (b"PK\x03\x04" + bytes(range(256)), "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "binary"),
        (bytes(range(32)) * 40, "binary"),
        (("锟斤拷" * 40).encode(), "mojibake"),
        ((TEXT * 3).encode().decode("latin-1").encode(), "mojibake"),
        ((TEXT * 3).encode("gbk").decode("latin-1").encode(), "mojibake"),
    ],
    ids=["pdf", "zip", "png", "controls", "锟斤拷", "utf-8 as latin-1", "gbk as latin-1"],
)
def test_what_is_not_text_is_refused_with_a_reason(data, reason):
    text, encoding, note = decode(data)
    assert (text, encoding) == (None, None)
    assert reason in note


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (f"标题\n{TEXT}", "plain"),
        (f"# 标题\n{TEXT}", "markdown"),
        (f"{TEXT}\n# 一号", "plain"),
        (f"# 标题\n{TEXT}\n## 小标题\n{TEXT}", "markdown"),
        (f"<p>{TEXT}</p><p>{TEXT}</p>", "html"),
        ("3 < 5，而 7 > 6。a<b>c", "plain"),
    ],
)
def test_sniff_form(text, form):
    assert sniff_form(text) == form


def test_listing_leaves_out_what_is_no_document(tmp_path):
    for name in ("b.txt", "a.html", "README.md", "readme.txt", "corpus.toml", "overrides.csv", ".hidden.txt",
                 "sub/c.md", ".git/d.txt", "old/e.txt"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("文")
    assert list_files(tmp_path, Settings(ignore=("old/*",))) == ["a.html", "b.txt", "sub/c.md"]


@pytest.mark.parametrize(
    ("name", "data", "status", "reason"),
    [
        ("a.txt", b"", "empty", "no content"),
        ("a.txt", b" \n\t", "empty", "no content"),
        ("a.txt", "\u3000\u200b\n".encode(), "empty", "white space"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "unreadable", "no reader for .doc; save it as .docx"),
        ("noending", b"text", "unreadable", "a name without an ending"),
        ("a.txt", b"\x89PNG\r\n" + bytes(50), "unreadable", "binary"),
        ("a.csv", "编号,金额\n1,2\n".encode(), "unreadable", "columns = { text"),
        ("a.csv", "标题,正文\n".encode(), "empty", "no records"),
        ("a.csv", "标题,正文\n甲,\n".encode(), "empty", "text cell"),
        ("a.json", b"{", "unreadable", "not valid JSON"),
        ("a.json", b"[]", "empty", "no records"),
        ("a.json", b"[1]", "unreadable", "not an object"),
        ("a.json", b"[" * 100_000, "unreadable", "not valid JSON"),
    ],
)
def test_what_cannot_be_used_says_why(tmp_path, name, data, status, reason):
    documents = read(tmp_path, name, data)
    assert [d.status for d in documents] == [status]
    assert reason in documents[0].reason


def test_missing_file_and_link_out_of_the_corpus(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (tmp_path / "secret.txt").write_text(TEXT)
    (corpus / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert next(read_file(corpus, "gone.txt", Settings())).status == "unreadable"
    (linked,) = read_file(corpus, "link.txt", Settings())
    assert (linked.status, linked.text) == ("unreadable", "")


def test_csv_columns_are_known_by_name(tmp_path):
    table = f"标题,正文,发布日期,来源,省份\n甲县推进复工,{TEXT},2020-02-03,江西日报,江西\n乙,{TEXT},,,\n"
    first, second = read(tmp_path, "a.csv", table.encode("gb18030"))
    assert cells(first) == {
        "title": "甲县推进复工", "text": TEXT, "published": "2020-02-03", "outlet": "江西日报", "province": "江西",
    }  # fmt: skip
    assert (first.record, second.record) == (1, 2)
    assert first.doc_id != second.doc_id
    assert first.encoding == "gb18030"


@pytest.mark.parametrize(("delimiter", "name"), [(";", "a.csv"), ("\t", "a.csv"), ("\t", "a.tsv")])
def test_other_delimiters(tmp_path, delimiter, name):
    (document,) = read(
        tmp_path, name, delimiter.join(["title", "content"]) + "\n" + delimiter.join(["甲", TEXT])
    )
    assert cells(document) == {"title": "甲", "text": TEXT}


def test_quoted_newlines_and_short_and_long_rows(tmp_path):
    table = f'\ufefftitle,content\n甲,"{TEXT}\n{TEXT}"\n乙\n丙,{TEXT},多余\n'
    first, short, long = read(tmp_path, "a.csv", table)
    assert cells(first)["text"] == f"{TEXT}\n{TEXT}"
    assert short.status == "empty"
    assert cells(long) == {"title": "丙", "text": TEXT}


def test_settings_name_the_columns(tmp_path):
    (document,) = read(tmp_path, "a.csv", f"甲,乙\n{TEXT},2020\n", columns={"text": "甲", "published": "乙"})
    assert cells(document) == {"text": TEXT, "published": "2020"}


def test_full_text_goes_before_abstract(tmp_path):
    (document,) = read(tmp_path, "a.csv", f"摘要,全文\n短,{TEXT}\n")
    assert cells(document)["text"] == TEXT


def test_a_record_may_hold_html(tmp_path):
    (document,) = read(tmp_path, "a.csv", f"title,content\n甲,<p>{TEXT}</p><p>{TEXT}</p>\n")
    assert document.form == "html"


def test_jsonl_with_a_last_line_cut_off(tmp_path):
    good = json.dumps({"title": "甲", "content": TEXT, "authors": ["王小明", "李红"]}, ensure_ascii=False)
    documents = read(tmp_path, "a.jsonl", f"{good}\n\n{good}\n{good[:30]}")
    assert [d.status for d in documents] == ["ok", "ok", "unreadable"]
    assert documents[2].reason == "the last line is cut off"
    assert cells(documents[0])["authors"] == "王小明、李红"


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"total": 2, "data": rows}])
def test_json_lists(tmp_path, wrap):
    data = json.dumps(wrap([{"标题": "甲", "正文": TEXT}, {"标题": "乙", "正文": TEXT}]))
    assert [cells(d)["title"] for d in read(tmp_path, "a.json", data)] == ["甲", "乙"]


def test_json_object_is_one_record(tmp_path):
    (document,) = read(
        tmp_path, "a.json", json.dumps({"title": "甲", "content": TEXT, "views": 3, "tag": None})
    )
    assert cells(document) == {"title": "甲", "text": TEXT}


def test_names_are_stable(tmp_path):
    (first,), (again,) = read(tmp_path, "a.txt", TEXT), read(tmp_path, "a.txt", TEXT * 2)
    assert first.doc_id == again.doc_id
    assert first.sha256 != again.sha256


@pytest.mark.parametrize("data", [b"\x00\x01\x02\xff\xfe binary" * 50, bytes(range(128, 256)) * 40])
def test_bytes_that_are_no_text_are_refused(data):
    text, encoding, reason = decode(data)
    assert (text, encoding) == (None, None)
    assert reason in ("no known encoding gives readable text", "a binary file, not text")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("江西通知.txt".encode("gbk"), "江西通知.txt"),
        ("新闻".encode("gbk") + b"/" + "通知.txt".encode(), "新闻/通知.txt"),
        (b"a\xff.txt", "a\ufffd.txt"),
        ("通知.txt".encode(), "通知.txt"),
        (b"a.\xff\xff\xff", "a.\ufffd\ufffd\ufffd"),
    ],
)
def test_file_names_in_other_encodings_are_shown_and_opened(tmp_path, name, shown):
    file = tmp_path / os.fsdecode(name)
    file.parent.mkdir(exist_ok=True)
    try:
        file.write_text(TEXT)
    except OSError:
        pytest.skip("this file system takes no such names")
    (path,) = list_files(tmp_path, Settings())
    (document,) = read_file(tmp_path, path, Settings())
    assert document.path == shown
    assert document.status == "ok" or "no reader for .\ufffd" in document.reason
    assert list(read_file(tmp_path, document.path, Settings())) == [document]
    assert list_files(tmp_path, Settings(ignore=(shown,))) == []


def test_names_that_look_alike_are_two_documents(tmp_path):
    try:
        for name in (b"\xff.txt", b"\xfe.txt"):
            (tmp_path / os.fsdecode(name)).write_text(TEXT)
    except OSError:
        pytest.skip("this file system takes no such names")
    documents = [
        d for path in list_files(tmp_path, Settings()) for d in read_file(tmp_path, path, Settings())
    ]
    assert [d.path for d in documents] == ["\ufffd.txt"] * 2
    assert documents[0].doc_id != documents[1].doc_id
    again = read_file(tmp_path, "\ufffd.txt", Settings())
    assert {d.doc_id for d in again} == {d.doc_id for d in documents}


def test_a_record_is_never_another_file(tmp_path):
    records = read(tmp_path, "a.csv", f"正文\n{TEXT}\n")
    for name in ("a.csv#1", "a.csv 1", "a.csv1"):
        assert read(tmp_path, name, TEXT)[0].doc_id != records[0].doc_id


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_half_an_emoji_is_replaced_and_noted(tmp_path, name):
    data = json.dumps({"title\ud83d": "甲", "content": TEXT + "\ud83d", "tags": {"丙": "\udc00"}})
    (document,) = read(tmp_path, name, data)
    assert cells(document)["text"] == TEXT + "\ufffd"
    assert document.reason == "2 characters could not be decoded and were replaced"
    assert [field.column for field in document.fields] == ["title\ufffd", "content", "tags.丙"]
    document.text.encode()
    (whole,) = read(tmp_path, name, json.dumps({"content": TEXT + "😀"}))
    assert (cells(whole)["text"], whole.reason) == (TEXT + "😀", None)


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        ({"content": TEXT, "comments": [{"content": "好"}, {"content": "顶"}]}, [TEXT]),
        ({"total": 1, "rows": [{"content": TEXT}]}, [TEXT]),
        ({"content": [{"title": "甲", "content": TEXT}], "pages": 1}, [TEXT]),
        ({"content": "", "rows": [{"content": TEXT}]}, [TEXT]),
    ],
)
def test_an_object_with_a_text_of_its_own_is_the_record(tmp_path, data, texts):
    assert [cells(d)["text"] for d in read(tmp_path, "a.json", json.dumps(data))] == texts


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", f"正文,正文,正文 2,\n{TEXT},乙,丙,丁,戊\n"),
        ("a.json", f'{{"正文": "{TEXT}", "正文": "乙", "正文 2": "丙", "": "丁", "column 5": "戊"}}'),
    ],
)
def test_repeated_columns_keep_their_text(tmp_path, name, data):
    (document,) = read(tmp_path, name, data)
    assert [f.column for f in document.fields] == ["正文", "正文 2", "正文 2 2", "column 4", "column 5"]
    assert document.text.split("\n") == [TEXT, "乙", "丙", "丁", "戊"]
    assert cells(document) == {"text": TEXT}


@pytest.mark.parametrize(
    ("name", "data", "holder"),
    [
        ("a.csv", f"标题,正文\n甲,{TEXT}\n", "file"),
        ("a.jsonl", json.dumps({"标题": "甲", "正文": TEXT}), "record"),
    ],
)
def test_columns_named_but_lacking_are_noted(tmp_path, name, data, holder):
    (document,) = read(tmp_path, name, data, columns={"title": "题"})
    assert cells(document) == {"title": "甲", "text": TEXT}
    assert document.reason == f"corpus.toml names the column '题', which this {holder} lacks"
    (refused,) = read(tmp_path, name, data, columns={"text": "正交"})
    assert (refused.status, refused.text) == ("unreadable", "")
    assert refused.reason == (
        f"corpus.toml names the column '正交', which this {holder} lacks; its columns: 标题, 正文"
    )


def test_each_record_is_read_by_its_own_columns(tmp_path):
    lines = [{"title": "甲", "content": TEXT}, {"title": "乙", "正文": TEXT}]
    documents = read(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines)))
    assert [cells(d) for d in documents] == [{"title": "甲", "text": TEXT}, {"title": "乙", "text": TEXT}]


def test_only_regular_files_are_opened(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "device.txt").symlink_to(os.devnull)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    paths = list_files(tmp_path, Settings())
    assert paths == ["a.txt", "gone.txt", "loop.txt"]
    for path in paths[1:]:
        (document,) = read_file(tmp_path, path, Settings())
        assert document.status == "unreadable"
        assert "cannot be opened" in document.reason


ROWS = "".join(f"第{i}条标题,第{i}条正文说明情况。,2020-01-0{i}\n" for i in range(1, 6))


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
@pytest.mark.parametrize("bad", ['"甲标题,乙正文,2020-02-01', '甲标题,"乙正文,2020-02-01'])
@pytest.mark.parametrize("below", [ROWS, ROWS.replace("情况", '"情况"'), f'丙,"丙正文",2020-03-01\n{ROWS}'])
def test_an_unclosed_quote_costs_no_rows(tmp_path, name, bad, below):
    table = f"标题,正文,日期\n{ROWS}{bad}\n{below}"
    documents = read(tmp_path, name, table.replace(",", "\t") if name == "a.tsv" else table)
    assert len(documents) == table.count("\n") - 1
    assert {d.status for d in documents} == {"ok"}
    assert cells(documents[5])["text"].strip('"') == "乙正文"
    assert {cells(d)["text"] for d in documents[6:]} == {
        line.split(",")[1].removeprefix('"').removesuffix('"') for line in below.splitlines()
    }
    noted = [i for i, d in enumerate(documents) if d.reason]
    assert noted == ([5] if name == "a.csv" else [])
    assert all("unclosed quote" in documents[i].reason for i in noted)


def test_an_unclosed_quote_in_the_header_costs_no_rows(tmp_path):
    documents = read(tmp_path, "a.csv", f'标题,正文,"日期\n{ROWS}')
    assert [cells(d)["text"] for d in documents] == [f"第{i}条正文说明情况。" for i in range(1, 6)]


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n"])
def test_an_unclosed_quote_in_the_last_line(tmp_path, end):
    last = read(tmp_path, "a.csv", f'标题,正文,日期\n{ROWS}"甲,乙,2020{end}')[-1]
    assert (last.record, last.status, cells(last)["text"]) == (6, "ok", "乙")
    assert "unclosed quote" in last.reason


def test_quoted_cells_stay_whole_beside_an_unclosed_quote(tmp_path):
    whole = '丁,"第一行，有逗号, 在内\n第二行",2020-04-01\n'
    documents = read(tmp_path, "a.csv", f'标题,正文,日期\n{whole}"甲,乙,2020\n{ROWS}{whole}')
    assert len(documents) == 8
    assert cells(documents[0]) == cells(documents[-1])
    assert cells(documents[0])["text"] == "第一行，有逗号, 在内\n第二行"


@pytest.mark.parametrize(
    "cell", ["one, two\nthree, four", f"{TEXT}\n{TEXT}\n{TEXT}\n{TEXT}", "a, b\nc, d\ne, f\ng, h"]
)
def test_lines_of_a_closed_cell_are_no_rows(tmp_path, cell):
    (document,) = read(tmp_path, "a.csv", f'title,content\n甲,"{cell}"\n')
    assert cells(document) == {"title": "甲", "text": cell}


def test_a_file_full_of_unclosed_quotes_is_read_line_by_line(tmp_path):
    documents = read(tmp_path, "a.csv", "标题,正文\n" + '甲","乙\n' * 3000)
    assert len(documents) == 3000


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        ({"data": {"items": [{"content": TEXT}, {"content": "乙"}]}}, [TEXT, "乙"]),
        ({"hits": {"total": 1, "hits": [{"_id": 0, "_source": {"content": TEXT}}]}}, [TEXT]),
        ({"tags": [{"a": 1}, {"a": 2}], "data": {"rows": [{"content": TEXT}]}}, [TEXT]),
        ({"code": 0, "data": {"content": TEXT, "comments": [{"content": "好"}, {"content": "顶"}]}}, [TEXT]),
        ([TEXT, "乙"], [TEXT, "乙"]),
    ],
)
def test_records_are_found_below_other_objects(tmp_path, data, texts):
    documents = read(tmp_path, "a.json", json.dumps(data))
    assert [cells(d)["text"] for d in documents] == texts
    assert {d.status for d in documents} == {"ok"}


def test_a_wrapped_record_keeps_what_is_around_it(tmp_path):
    (document,) = read(
        tmp_path, "a.jsonl", json.dumps({"_id": "7", "_source": {"content": TEXT, "_id": "8"}})
    )
    assert cells(document) == {"text": TEXT}
    assert [f.column for f in document.fields] == ["_id", "_source.content", "_source._id"]


@pytest.mark.parametrize(
    ("column", "role"),
    [("timestamp", "published"), ("公众号", "outlet"), ("账号", "outlet"), ("account_name", "outlet"),
     ("Region", "province"), ("area", "province"), ("地域", "province")],
)  # fmt: skip
def test_names_of_columns(tmp_path, column, role):
    (document,) = read(tmp_path, "a.csv", f"正文,{column}\n{TEXT},值\n")
    assert cells(document) == {"text": TEXT, role: "值"}


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        (f"<p>{TEXT}</p>", "html"),
        (f' <section class="a">{TEXT}</section> ', "html"),
        (f"{TEXT}<br/>{TEXT}", "html"),
        (f"<{TEXT}>", "plain"),
        (f"<p>{TEXT}", "plain"),
        (f"&lt;p&gt;{TEXT}&lt;/p&gt;&lt;p class=&quot;a&quot;&gt;{TEXT}&lt;/p&gt;", "html"),
        ("若3&lt;x，而&lt;p&gt;是标签", "plain"),
        ("3 < 5，而 7 > 6", "plain"),
    ],
)
def test_form_of_a_cell(tmp_path, cell, form):
    (document,) = read(tmp_path, "a.json", json.dumps({"content": cell}))
    assert document.form == form


def test_a_table_without_a_header(tmp_path):
    first, second = read(tmp_path, "a.csv", f"甲,{TEXT * 2},2020\n乙,{TEXT * 3},2021\n")
    assert (cells(first), cells(second)) == ({"text": TEXT * 2}, {"text": TEXT * 3})
    assert [f.column for f in first.fields] == ["column 1", "column 2", "column 3"]
    assert first.reason == "the file has no header row; column 'column 2' read as the text: its longest"
    assert second.reason == "the file has no header row"
    (short,) = read(tmp_path, "a.csv", "甲,短句。\n乙,短句。\n")
    assert short.reason.startswith(
        "the file has no header row; no column of texts among: column 1, column 2;"
    )
    named = read(tmp_path, "a.csv", "甲,短句。\n乙,短句。\n", columns={"text": "column 2"})
    assert [cells(d)["text"] for d in named] == ["短句。"] * 2


def test_dates_and_addresses_are_no_names_of_columns(tmp_path):
    rows = [f"粮库收购第{i}天,{TEXT * 2},2020-02-0{i},http://a.cn/{i}.html,三亚日报" for i in range(1, 5)]
    documents = read(tmp_path, "a.csv", "\n".join(rows))
    assert len(documents) == 4
    assert {field.role for field in documents[0].fields} == {None, "text", "published", "url", "outlet"}


def test_a_known_name_makes_a_header_and_long_names_are_cut(tmp_path):
    (document,) = read(tmp_path, "a.csv", f"正文,{'问' * 70}\n{TEXT},是\n")
    assert cells(document) == {"text": TEXT}
    (refused,) = read(tmp_path, "a.csv", f"{'问' * 50},乙\n{TEXT},是\n")
    assert f"among: {'问' * 20}…, 乙;" in refused.reason


@pytest.mark.parametrize(
    ("page", "status", "reason"),
    [
        (
            "<html><head><title></title></head><body>\n&nbsp;\n　\n</body></html>",
            "empty",
            "nothing of it is visible text",
        ),
        (
            "<html><body><script>var a = '甲';</script><img src=a.jpg></body></html>",
            "empty",
            "nothing of it is visible text",
        ),
        (
            "<html><body><p>版权所有 某网</p></body></html>",
            "boilerplate-only",
            "every line is page furniture",
        ),
    ],
)
def test_a_page_without_visible_text_is_empty(tmp_path, page, status, reason):
    documents = split_documents(read(tmp_path, "a.html", page)).documents
    assert [documents[column][0] for column in ("status", "reason")] == [status, reason]


@pytest.mark.parametrize(
    ("media_type", "form"),
    [
        ("text/plain", ".txt"),
        ("text/html", ".html"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
        ("text/x-python", "Python values"),
        ("application/octet-stream", "unknown"),
    ],
)
def test_a_form_is_called_what_a_person_calls_it(media_type: str, form: str) -> None:
    assert name_form(media_type) == form
