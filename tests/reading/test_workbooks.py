"""Excel workbooks and Parquet files: the same records as a CSV file would give."""

import datetime
import io
import re
import zipfile

import openpyxl
import pandas as pd
import pytest
from openpyxl.styles import Font

from helpers.articles import split_documents
from helpers.reading import read_file
from helpers.settings import Settings

TEXT = "全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全。"
HEADER = ["标题", "正文", "发布日期", "阅读量"]


def read(folder, name, **settings):
    return list(read_file(folder, name, Settings(**settings)))


def cells(document):
    return {field.column: document.text[field.start : field.end] for field in document.fields}


def save(folder, sheets, merged=(), at=(1, 1)):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                sheet.cell(at[0] + i, at[1] + j, value)
        for area in merged:
            sheet.merge_cells(area)
    book.save(folder / "a.xlsx")
    return book


def test_cells_become_text(tmp_path):
    row = ["甲", TEXT, datetime.date(2020, 2, 3), 3.0]
    again = [1580689200, TEXT, datetime.datetime(2020, 2, 3, 10, 20), 2.5]
    save(tmp_path, {"表": [HEADER, row, again, ["丙", TEXT, datetime.datetime(2020, 2, 4), True]]})
    assert [list(cells(d).values()) for d in read(tmp_path, "a.xlsx")] == [
        ["甲", TEXT, "2020-02-03", "3"],
        ["1580689200", TEXT, "2020-02-03 10:20:00", "2.5"],
        ["丙", TEXT, "2020-02-04", "true"],
    ]


@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx", "parquet", "json"])
def test_every_format_gives_the_same_records(tmp_path, kind):
    rows = [["甲", TEXT, "2020-02-03", "3"], ["乙", f"{TEXT}\n{TEXT}", "", ""]]
    frame = pd.DataFrame(rows, columns=HEADER)
    if kind == "xlsx":
        save(tmp_path, {"表": [HEADER, *rows]})
    elif kind == "parquet":
        frame.to_parquet(tmp_path / "a.parquet")
    elif kind == "json":
        frame.to_json(tmp_path / "a.json", orient="records")
    else:
        frame.to_csv(tmp_path / f"a.{kind}", index=False, sep="," if kind == "csv" else "\t")
    documents = read(tmp_path, f"a.{kind}")
    assert [d.text for d in documents] == ["\n".join(row) for row in rows]
    assert [(d.record, d.status, d.reason) for d in documents] == [(1, "ok", None), (2, "ok", None)]
    assert [f.role for f in documents[0].fields] == ["title", "text", "published", None]
    assert split_documents(documents).articles["title"].tolist() == ["甲", "乙"]


@pytest.mark.parametrize("at", [(1, 1), (3, 2)])
def test_a_title_above_the_header_and_merged_cells(tmp_path, at):
    rows = [["各地报道汇总"], ["单位：篇"], ["省份", "标题", "正文"], ["江西", "甲", TEXT], [None, "乙", TEXT],
            ["湖北", "丙", TEXT]]  # fmt: skip
    top, left = at[0] + 3, chr(64 + at[1])
    title = f"{left}{at[0]}:{chr(ord(left) + 2)}{at[0]}"
    save(tmp_path, {"表": rows}, [title, f"{left}{top}:{left}{top + 1}"], at)
    documents = read(tmp_path, "a.xlsx")
    assert [cells(d)["省份"] for d in documents] == ["江西", "江西", "湖北"]
    assert documents[0].reason == "above the header stands: 各地报道汇总 / 单位：篇"
    assert [d.reason for d in documents[1:]] == [None, None]


def test_a_title_above_the_header_of_a_csv(tmp_path):
    (tmp_path / "a.csv").write_text(f"各地报道汇总,,\n标题,正文,日期\n甲,{TEXT},2020-02-03\n")
    (document,) = read(tmp_path, "a.csv")
    assert cells(document) == {"标题": "甲", "正文": TEXT, "日期": "2020-02-03"}
    assert document.reason == "above the header stands: 各地报道汇总"


def test_each_sheet_has_its_own_header(tmp_path):
    sheets = {"江西": [["标题", "正文"], ["甲", TEXT]], "空": [], "说明": [["编号", "金额"], [1, 2], [3, 4]],
              "湖北": [["正文", "日期"], [TEXT, "2020"]]}  # fmt: skip
    save(tmp_path, sheets)
    first, notes, last = read(tmp_path, "a.xlsx")
    assert cells(first) == {"标题": "甲", "正文": TEXT, "sheet": "江西"}
    assert (notes.status, notes.record) == ("unreadable", 2)
    assert notes.reason.startswith("the sheet '说明'; no column of texts among: 编号, 金额, sheet;")
    assert cells(last) == {"正文": TEXT, "日期": "2020", "sheet": "湖北"}


def test_empty_workbooks_and_wrong_columns(tmp_path):
    save(tmp_path, {"表": []})
    assert [(d.status, d.reason) for d in read(tmp_path, "a.xlsx")] == [("empty", "the file has no records")]
    save(tmp_path, {"表": [["甲", "乙"], ["1", TEXT]]})
    (refused,) = read(tmp_path, "a.xlsx")
    assert "no column of texts among: 甲, 乙" in refused.reason
    (named,) = read(tmp_path, "a.xlsx", columns={"text": "乙"})
    assert named.status == "ok"


def test_a_format_far_below_costs_nothing_and_a_value_there_is_refused(tmp_path):
    book = save(tmp_path, {"表": [HEADER, ["甲", TEXT]]})
    book["表"]["XFD1048576"].font = Font(bold=True)
    book.save(tmp_path / "a.xlsx")
    assert [d.status for d in read(tmp_path, "a.xlsx")] == ["ok"]
    book["表"]["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    (refused,) = read(tmp_path, "a.xlsx")
    assert "spans more than 20,000,000 cells" in refused.reason


@pytest.mark.parametrize(
    "cell",
    ['<c r="B99999999999"><v>1</v></c>', '<c r="ZZZZZZ9"><v>1</v></c>', "<c r = 'XFD1048576'><v>1</v></c>"],
)
def test_a_cell_out_of_all_bounds_is_refused_before_memory_is_taken(tmp_path, cell):
    save(tmp_path, {"表": [HEADER, ["甲", TEXT]]})
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("</row>", f"{cell}</row>", 1)
    (tmp_path / "a.xlsx").write_bytes(archive(parts))
    (refused,) = read(tmp_path, "a.xlsx")
    assert "spans more than 20,000,000 cells" in refused.reason


def test_cells_without_a_place_are_read(tmp_path):
    save(tmp_path, {"表": [["标题", "正文"], ["甲", TEXT]]})
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = re.sub(rb'<c r="[A-Z]+[0-9]+"', b"<c", parts["xl/worksheets/sheet1.xml"])
    parts["xl/worksheets/sheet1.xml"] = sheet
    (tmp_path / "a.xlsx").write_bytes(archive(parts))
    (document,) = read(tmp_path, "a.xlsx")
    assert cells(document) == {"标题": "甲", "正文": TEXT}


def archive(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx"])
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 cut off", "damaged"),
        (b"no archive at all", "damaged"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "without a password"),
        (archive({"mimetype": "text"}), ""),
    ],
)
def test_what_is_no_office_file_says_why(tmp_path, name, data, reason):
    (tmp_path / name).write_bytes(data)
    (document,) = read(tmp_path, name)
    assert document.status == "unreadable"
    assert reason in document.reason


@pytest.mark.parametrize(
    ("name", "part"), [("a.xlsx", "xl/worksheets/sheet1.xml"), ("a.docx", "word/document.xml")]
)
def test_what_unpacks_to_too_much_is_refused_whatever_it_declares(tmp_path, name, part, monkeypatch):
    monkeypatch.setattr("helpers.reading.archives.MOST_UNPACKED", 1_000_000)
    monkeypatch.setattr("helpers.reading.word.MOST_UNPACKED", 1_000_000)
    data = archive({part: bytes(5_000_000)})
    size, small = (5_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    for content, reason in ((data, "unpacks to more than 1 MB"), (data.replace(size, small), "damaged")):
        (tmp_path / name).write_bytes(content)
        (document,) = read(tmp_path, name)
        assert document.status == "unreadable"
        assert reason in document.reason


def test_values_of_parquet(tmp_path):
    frame = pd.DataFrame({
        "title": ["甲", "乙"], "content": [TEXT, None], "date": pd.to_datetime(["2020-02-03", "2020-02-04 10:20"], format="ISO8601"),
        "views": [3, None], "tags": [["疫情", "复工"], None], "more": [{"a": 1}, {"a": 2}], "raw": [b"x", None],
    })  # fmt: skip
    frame.to_parquet(tmp_path / "a.parquet", row_group_size=1)
    first, second = read(tmp_path, "a.parquet")
    assert list(cells(first).values()) == ["甲", TEXT, "2020-02-03", "3", "疫情、复工", '{"a": 1}', "x"]
    assert cells(second)["date"] == "2020-02-04 10:20:00"
    assert (second.status, second.reason) == ("empty", "its text cell is empty")


def test_damaged_parquet_says_so_and_keeps_what_came_before(tmp_path):
    pd.DataFrame({"title": "甲", "content": [f"{i}{TEXT}" for i in range(3000)]}).to_parquet(
        tmp_path / "a.parquet", row_group_size=1000, compression="none"
    )
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(whole[:100])
    (document,) = read(tmp_path, "a.parquet")
    assert "damaged, or no .parquet file" in document.reason
    middle = len(whole) // 2
    (tmp_path / "a.parquet").write_bytes(whole[:middle] + bytes(80_000) + whole[middle + 80_000 :])
    documents = read(tmp_path, "a.parquet")
    assert {d.status for d in documents[:1000]} == {"ok"}
    assert "from here on cannot be read" in documents[-1].reason
