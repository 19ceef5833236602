"""The pages to look things up: glossary, data dictionary, API reference, status."""

import ast
import json
import re
from html import escape, unescape

import pytest

import helpers
from helpers import open_corpus, schema
from helpers.fingerprint import project_folder
from helpers.lexicons import read_rows
from helpers.site.build import RUNS
from helpers.site.citation import CITATION_FILE
from helpers.site.computed import BLOCKS
from helpers.site.computed.glossary import list_terms
from helpers.site.slug import make_slug

CHAPTERS = {"01_first": ("First <b>", "../notebooks/01_first.html"), "02_second": ("Second", "")}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FANGZHI_CACHE", str(tmp_path_factory.mktemp("cache")))
        folder = tmp_path_factory.mktemp("corpus")
        (folder / "a.txt").write_text(
            "社区报道\n2020-02-03 来源：江西日报\n江西省的社区在疫情防控一线工作，社区很重要。\n", "utf-8"
        )
        (folder / "b <i>.txt").write_text(
            "互联网报道\n2020-02-04 来源：湖北日报\n湖北省的疫情和互联网+政务。\n", "utf-8"
        )
        (folder / "c.txt").write_text("", "utf-8")
        (folder / CITATION_FILE).write_text(
            "type: dataset\ntitle: <script>T\nauthors: [{name: A}]\n", "utf-8"
        )
        yield open_corpus(folder)


def show(name, corpus):
    return BLOCKS[name](corpus, CHAPTERS)


def read(book, page):
    html = (book.site / "book" / f"{page}.html").read_text("utf-8")
    return re.search(r"<article.*?</article>", html, re.DOTALL)[0]


def test_the_glossary_has_the_terms_that_occur_with_their_counts(corpus):
    terms = list_terms(corpus).set_index("term")
    assert tuple(terms.loc["社区", ["n", "n_articles", "pinyin", "field"]]) == (2, 1, "shèqū", "community")
    assert terms["n"].is_monotonic_decreasing
    assert set(terms.index) < {row["term"] for row in read_rows("terms.csv")}
    page = show("glossary", corpus)
    assert 'id="term-社区"' in page
    assert '<a href="../terms/社区.html">社区</a>' in page
    left = len(read_rows("terms.csv")) - len(terms)
    assert f"{len(terms):,} occur here; the other {left:,}" in unescape(page)


def test_each_table_and_column_has_its_place_in_the_dictionary(corpus):
    page = show("data-dictionary", corpus)
    for table in schema.TABLES:
        assert page.count(f'<details id="table-{table.name}">') == 1
        for column in table.columns:
            assert page.count(f'<tr id="table-{table.name}-{column.name}">') == 1
    assert page.count("is empty") == 1, "the texts, which this corpus doesn't allow to be published"


def test_the_ledger_of_the_status_page_adds_up(corpus):
    rows = dict(re.findall(r"<tr><td>([^<]+)</td><td[^>]*>([\d,]+)</td>", show("ledger-totals", corpus)))
    read_in, accounted = rows.pop("characters read"), rows.pop("all kinds")
    assert read_in == accounted == f"{corpus.documents['n_chars'].sum():,}"
    assert sum(int(n.replace(",", "")) for n in rows.values()) == corpus.documents["n_chars"].sum()
    assert '<td>empty</td><td class="fangzhi-number">1</td>' in show("statuses", corpus)


def test_the_status_page_names_inputs_and_versions(corpus):
    page = show("inputs", corpus)
    for row in corpus.documents.itertuples():
        assert f"<code>{escape(row.path)}</code></td><td><code>{row.sha256}</code>" in page
    assert corpus.manifest["fingerprint"] in page
    assert CITATION_FILE not in page
    assert f"<td>fangzhi</td><td>{helpers.__version__}</td>" in show("versions", corpus)


def test_the_tables_of_the_status_page_are_those_to_download(book):
    rows = r'href="data\.html#table-(\w+)">\w+</a></td><td class="fangzhi-number">([\d,]+)</td>'
    counts, listed = re.findall(rows, read(book, "status")), re.findall(rows, read(book, "downloads"))
    assert [name for name, _ in counts] == [table.name for table in schema.TABLES]
    assert counts == listed


def test_run_times_are_told_where_they_were_recorded(corpus, monkeypatch):
    monkeypatch.delenv(RUNS, raising=False)
    assert show("run-times", corpus).count("not recorded") == 4
    run = {"01_first": {"seconds": 1234.5, "finished": "2026-01-02T03:04:05+00:00"}}
    monkeypatch.setenv(RUNS, json.dumps(run))
    page = show("run-times", corpus)
    assert "1,234.5" in page
    assert "2026-01-02 03:04:05 UTC" in page
    assert page.count("not recorded") == 2
    assert "First &lt;b&gt;" in page


def test_documents_and_software_are_cited(corpus):
    page = show("citation", corpus)
    assert "<script>" not in page
    assert "A (n.d.). <script>T [Data set]." in unescape(page)
    assert "@software{fangzhi" in page
    (corpus.folder / CITATION_FILE).write_text("title: [\n")
    assert "cannot be read" in show("citation", corpus)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Five provinces, two outbreaks", "five-provinces-two-outbreaks"),
        ("江西疫情 2020", "jiang-xi-yi-qing-2020"),
        ("Ünï <b>", "uni-b"),
        ("../../etc", "etc"),
        ("！？", "corpus"),
        ("a " * 300, "-".join("a" * 30)),
    ],
)
def test_a_title_as_a_name(title, slug):
    assert make_slug(title) == slug


def test_every_name_that_a_chapter_uses_is_in_the_reference(book):
    page = read(book, "api")
    documented = set(re.findall(r'<dt class="sig sig-object py" id="([^"]+)"', page))
    used = set()
    for notebook in (project_folder() / "notebooks").glob("*.ipynb"):
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("helpers"):
                used |= {f"{node.module}.{name.name}" for name in node.names}
    assert len(used) > 50
    assert used <= documented, used - documented


def test_docstrings_are_read_as_they_are_meant(book):
    page = read(book, "api")
    text = unescape(re.sub(r"<[^>]+>", "", page))
    assert "problematic" not in page
    assert not re.search(r"``|\w`|`\w", text), "marks of code that were not read"
    assert "_MASK" not in text
