"""What readers take with them: the zip of tables, checked by a program that isn't ours, the notebooks, the list on the page."""

import csv
import dataclasses
import hashlib
import json
import re
import zipfile
from html import unescape

import frictionless
import pandas as pd
import pyarrow.parquet as pq
import pytest

from helpers import Corpus, open_corpus, schema
from helpers.fingerprint import project_folder
from helpers.site.datapackage import write_package
from helpers.site.downloads import mark_listing, write_downloads

HOSTILE = "=HYPERLINK(\"http://example.org\")<script>alert('x')</script>{{ 7 }} $x$"
TEXTS = {
    "a.txt": f"{HOSTILE}\n2020-02-03 来源：江西日报\n江西省南昌市的志愿者在社区登记了三十户居民的健康情况。\n=1+1 是表格里的一行，社区干部说防控工作不能松懈。\n",
    "b.txt": "湖北武汉：社区报道\n2020-02-11 来源：湖北日报\n武汉市的党员干部下沉社区，为居民送去生活物资。\n疫情防控进入关键阶段，全市上下没有退路可走。\n",
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A corpus whose texts may be published, and whose tables are made once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FANGZHI_CACHE", str(tmp_path_factory.mktemp("cache")))
        folder = tmp_path_factory.mktemp("corpus")
        for name, text in TEXTS.items():
            (folder / name).write_text(text, encoding="utf-8")
        (folder / "corpus.toml").write_text(
            "title = '江西 2020 <b>'\npublish_text = true\n", encoding="utf-8"
        )
        yield open_corpus(folder)


@pytest.fixture(scope="module")
def without(whole):
    settings = dataclasses.replace(whole.settings, publish_text=False)
    return Corpus(whole.folder, settings, whole.location)


@pytest.fixture(scope="module", params=["whole", "without"])
def packed(request, tmp_path_factory):
    corpus, folder = request.getfixturevalue(request.param), tmp_path_factory.mktemp("packed")
    package = write_package(corpus, folder)
    zipfile.ZipFile(package.path).extractall(folder / "zip")
    return corpus, package, folder / "zip"


def read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_an_independent_reader_finds_the_package_sound(packed):
    _, _, folder = packed
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.flatten(["type", "fieldName", "rowNumber", "message"]) == []
    rows = frictionless.Package(str(folder / "datapackage.json")).get_resource("articles").read_rows()
    assert str(rows[0]["published"]) == "2020-02-03"
    assert rows[0]["about_provinces"] == ["江西"]


def test_the_independent_reader_sees_faults(packed, tmp_path):
    _, package, _ = packed
    zipfile.ZipFile(package.path).extractall(tmp_path)
    counts = tmp_path / "csv" / "term_counts.csv"
    counts.write_bytes(counts.read_bytes() + "nobody-01,词,many,,,\n".encode())
    found = frictionless.validate(str(tmp_path / "datapackage.json")).flatten(["type"])
    assert {"type-error", "foreign-key", "hash-count"} <= {kind for (kind,) in found}


def test_every_table_has_the_rows_of_the_corpus(packed):
    corpus, package, folder = packed
    assert list(package.rows) == [table.name for table in schema.TABLES]
    for table in schema.TABLES:
        expected = corpus.table(table.name)[table.names]
        stored = schema.from_arrow(pq.read_table(folder / "parquet" / f"{table.name}.parquet"))
        if table.name == "articles" and not corpus.settings.publish_text:
            assert (stored["text"] == "").all()
            expected = expected.assign(text=stored["text"])
        pd.testing.assert_frame_equal(stored, expected)
        assert package.rows[table.name] == len(expected)


def test_csv_and_parquet_agree(packed):
    _, _, folder = packed
    for table in schema.TABLES:
        rows = read_csv(folder / "csv" / f"{table.name}.csv")
        stored = pq.read_table(folder / "parquet" / f"{table.name}.parquet").to_pylist()
        assert [{name: value.removeprefix("'") for name, value in row.items()} for row in rows] == [
            {name: as_cell(value) for name, value in row.items()} for row in stored
        ], table.name


def as_cell(value):
    if isinstance(value, list):
        value = "; ".join(value)
    return "" if value is None or value != value else str(value)


def test_no_cell_is_a_formula(packed):
    corpus, _, folder = packed
    cells = [
        cell
        for table in schema.TABLES
        for row in read_csv(folder / "csv" / f"{table.name}.csv")
        for cell in row.values()
    ]
    numbers = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
    assert [
        cell for cell in cells if cell.startswith(tuple("=+-@\t\r")) and not numbers.fullmatch(cell)
    ] == []
    assert f"'{HOSTILE}" in cells, corpus.articles["title"].tolist()


def test_without_leave_no_sentence_of_a_text_is_handed_out(packed):
    corpus, package, folder = packed
    sentences = {
        sentence
        for text in corpus.articles["text"]
        for sentence in re.split(r"[。，\n]", text)
        if len(sentence) > 8
    }
    assert len(sentences) >= 4
    handed_out = "".join(
        path.read_text("utf-8-sig")
        for path in folder.rglob("*")
        if path.suffix != ".parquet" and path.is_file()
    )
    for path in folder.rglob("*.parquet"):
        handed_out += str(pq.read_table(path).to_pylist())
    found = {sentence for sentence in sentences if sentence in handed_out}
    assert found == (sentences if corpus.settings.publish_text else set())
    readme = (folder / "README.md").read_text("utf-8")
    assert ("`text` of `articles` is empty" in readme) is not package.has_text


def test_hashes_hold_and_the_same_tables_give_the_same_bytes(packed, tmp_path):
    corpus, package, folder = packed
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert hashlib.sha256(package.path.read_bytes()).hexdigest() == package.sha256
    assert write_package(corpus, tmp_path).sha256 == package.sha256
    assert package.path.name == "jiang-xi-2020-b-tables.zip"


def test_the_descriptor_says_what_the_schema_says(packed):
    _, _, folder = packed
    resources = {
        r["name"]: r for r in json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]
    }
    assert len(resources) == 2 * len(schema.TABLES)
    mentions = resources["place_mentions"]["schema"]
    assert mentions["primaryKey"] == ["article_id", "start", "end", "province"]
    assert mentions["foreignKeys"] == [
        {"fields": ["article_id"], "reference": {"resource": "articles", "fields": ["article_id"]}}
    ]
    status = next(f for f in resources["documents"]["schema"]["fields"] if f["name"] == "status")
    assert status["constraints"] == {
        "required": True,
        "enum": ["ok", "empty", "unreadable", "boilerplate-only"],
    }


def test_the_page_lists_what_there_is(without, tmp_path):
    html = tmp_path / "html"
    for folder in ("book", "downloads", "_sources/notebooks"):
        (html / folder).mkdir(parents=True)
    (html / "downloads" / "old-title-tables.zip").write_bytes(b"stale")
    (html / "book" / "downloads.html").write_text("".join(map(mark_listing, ("tables", "notebooks"))))
    cell = {
        "cell_type": "code",
        "source": "1",
        "metadata": {"tags": []},
        "execution_count": 3,
        "outputs": [{}],
    }
    title = {"cell_type": "markdown", "source": ["# What & <i>why</i>?\n"], "metadata": {}}
    notebook = {"cells": [title, cell], "metadata": {"language_info": {"name": "python", "version": "3"}}}
    (html / "_sources" / "notebooks" / "01_a.ipynb").write_text(json.dumps(notebook))
    write_downloads(html, without)

    assert sorted(path.name for path in (html / "downloads").iterdir()) == [
        "01_a.ipynb",
        "jiang-xi-2020-b-tables.zip",
    ]
    page = (html / "book" / "downloads.html").read_text("utf-8")
    assert "<i>" not in page
    assert "What & <i>why</i>?" in unescape(page)
    assert "with its results" in page
    assert "<code>publish_text</code> is off" in page
    package = next((html / "downloads").glob("*.zip"))
    assert hashlib.sha256(package.read_bytes()).hexdigest() in page
    for link in re.findall(r'href="([^"#]+\.(?:zip|ipynb))"', page):
        assert (html / "book" / link).resolve().is_file(), link
    stored = json.loads((html / "downloads" / "01_a.ipynb").read_text("utf-8"))
    assert stored["cells"][1] == cell | {"metadata": {}, "execution_count": None, "outputs": []}


def test_the_notebooks_of_the_site_are_those_of_the_project(book):
    for own in (project_folder() / "notebooks").glob("*.ipynb"):
        taken = json.loads((book.site / "downloads" / own.name).read_text("utf-8"))
        assert taken == json.loads(own.read_text("utf-8")), own.name
        assert "outputs" in (book.site / "_sources" / "notebooks" / own.name).read_text("utf-8")
