"""The machinery of the book, on a toy project: two tiny notebooks, two pages and a corpus that is made up."""

import json
import os
import re
import runpy
import shutil
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from fontTools.ttLib import TTFont
from toy_project import FIGURE, FIRST, SECOND, make_project, show, write_notebook

import helpers
from helpers import fingerprint
from helpers.errors import UserError
from helpers.fingerprint import hash_files
from helpers.site import BookError, build_book, finish
from helpers.site.build import MARKER
from helpers.site.guard import check_site
from helpers.site.project import Project

pytestmark = pytest.mark.slow

TOY = Path(__file__).parent / "toy"
COMPUTED = (
    "headline", "findings", "documents", "readme", "data-dictionary", "run-times", "versions", "statuses",
    "row-counts", "settings", "inputs",
)  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A toy book, built once; the tests that change it work on copies of project and site."""
    with pytest.MonkeyPatch.context() as patch:
        root = tmp_path_factory.mktemp("toy")
        patch.setenv("FANGZHI_CACHE", str(root / "cache"))
        patch.setenv("PYTHONPATH", str(TOY))
        patch.setitem(sys.modules, "helpers.corpus", None)
        observe = fingerprint.observe_corpus
        for module in ("helpers.site.build", "helpers.fingerprint"):
            patch.setattr(
                f"{module}.observe_corpus",
                lambda folder: replace(
                    observe(folder), fingerprint=hash_files(sorted(folder.glob("*.txt")), folder)
                ),
            )
        package = shutil.copytree(Path(helpers.__file__).parent, root / "package")
        patch.setattr("helpers.site.project.PACKAGE", package)
        runpy.run_path(str(TOY / "sitecustomize.py"))
        corpus = root / "corpus"
        corpus.mkdir()
        (corpus / "a.txt").write_text("疫情防控")
        (corpus / "README.md").write_text(
            "# Where from\n<script>bad()</script> [web](https://example.org) [trap](javascript:bad()) [file](a.txt)\n"
        )
        project = make_project(root / "project", COMPUTED, "print(len(corpus) > 0)")
        lines = []
        report = build_book(corpus, root / "site", project=project, progress=lines.append)
        yield root, report, lines


def rebuild(root: Path, **changes):
    lines = []
    report = build_book(
        root / "corpus", root / "site", project=root / "project", progress=lines.append, **changes
    )
    return report, lines


def test_the_first_build_runs_everything(built):
    root, report, lines = built
    assert sorted(report.ran) == ["01_first", "02_second"]
    assert any(line.startswith("01_first ran in ") for line in lines)
    assert report.index.is_file()
    assert sorted(json.loads((root / "site" / MARKER).read_text())["chapters"]) == ["01_first", "02_second"]


def test_papermill_leaves_no_trace_in_the_page(built):
    root, _, _ = built
    page = (root / "site" / f"{FIRST}.html").read_text()
    source = (root / "site" / "_sources" / f"{FIRST}.ipynb").read_text()
    assert "True" in page, "the corpus was passed"
    for text in (page, source):
        assert str(root) not in text
        assert "injected" not in text
        assert "papermill" not in text


def test_computed_blocks_are_escaped_and_linked(built):
    root, _, _ = built
    page = (root / "site" / "book" / "index.html").read_text()
    assert "A toy &lt;corpus&gt;" in page
    assert "<corpus>" not in page
    assert re.search(r'<a lang="zh" href="../terms/防控.html"[^>]*>防控</a> &lt;b&gt;leads&lt;/b&gt;\.', page)
    assert (root / "site" / "terms" / "防控.html").is_file()
    assert '<a href="../notebooks/01_first.html">Chapter 01_first</a>' in page
    assert "<script>alert(1)" not in page
    assert "<script>bad()" not in page
    assert '"javascript:' not in page
    assert '<a href="https://example.org">web</a>' in page
    assert "<h3>Where from</h3>" in page
    assert "<dt>published</dt>" not in page, "no article is dated to the day"


def test_the_site_brings_its_chinese_font(built):
    root, _, _ = built
    font = TTFont(root / "site" / "_static" / "fangzhi-zh.woff")
    assert {ord(character) for character in "防控"} <= set(font.getBestCmap())
    assert ord("鑫") not in font.getBestCmap()
    assert font["name"].getDebugName(14) == "http://scripts.sil.org/OFL", "its licence goes with it"


def test_formulas_need_no_script(built):
    root, _, _ = built
    page = (root / "site" / "book" / "about.html").read_text()
    assert "<mfrac>" in page
    assert re.search(r"<script[^>]*mathjax", page, re.IGNORECASE) is None


def test_a_second_build_does_nothing(built):
    report, lines = rebuild(built[0])
    assert (report.ran, report.rendered, lines) == ({}, False, [])
    assert report.kept == ("01_first", "02_second")


def test_only_the_edited_notebook_runs_again(built):
    root, _, _ = built
    notebook = root / "project" / f"{SECOND}.ipynb"
    write_notebook(notebook, show(FIGURE), "print('edited')")
    report, lines = rebuild(root)
    assert list(report.ran) == ["02_second"]
    assert "01_first kept" in lines
    assert "edited" in (root / "site" / f"{SECOND}.html").read_text()

    later = notebook.stat().st_mtime + 60
    os.utime(notebook, (later, later))
    assert list(rebuild(root)[0].ran) == ["02_second"], "touched"
    assert rebuild(root)[0].ran == {}


def test_the_run_times_are_those_of_the_last_runs(built):
    root, _, _ = built
    page = (root / "site" / "book" / "index.html").read_text()
    for name, run in json.loads((root / "site" / MARKER).read_text())["chapters"].items():
        row = next(row for row in page.split("<tr>") if f"Chapter {name}" in row and "fangzhi-number" in row)
        assert f">{run['seconds']:.1f}<" in row
        assert run["finished"][:10] in row


def test_the_site_holds_its_tables_and_notebooks(built):
    root, _, _ = built
    names = sorted(path.name for path in (root / "site" / "downloads").iterdir())
    assert names == ["01_first.ipynb", "02_second.ipynb", "a-toy-corpus-tables.zip"]


def test_a_changed_corpus_reaches_the_prose_pages(built):
    root, _, _ = built
    (root / "corpus" / "b.txt").write_text("新")
    report, _ = rebuild(root)
    assert sorted(report.ran) == ["01_first", "02_second"]
    assert "b.txt" in (root / "site" / "book" / "index.html").read_text()


def test_changed_helpers_reach_the_chapters_and_a_changed_command_line_does_not(built):
    root, _, _ = built
    project = Project(root / "project")
    notebook = root / "project" / f"{FIRST}.ipynb"
    keys = [project.notebook_key(notebook, "corpus", "auto")]
    for changed in ("cli.py", "site/guard.py", "figures/style.py", "schema.py"):
        with (root / "package" / changed).open("a") as stream:
            stream.write("# changed\n")
        keys.append(project.notebook_key(notebook, "corpus", "auto"))
    assert keys[0] == keys[1] == keys[2]
    assert len(set(keys)) == 3
    assert project.notebook_key(notebook, "corpus", 500) not in keys


def test_a_failing_cell_leaves_the_old_site(built):
    root, _, _ = built
    notebook = root / "project" / f"{FIRST}.ipynb"
    before, content = (root / "site" / f"{FIRST}.html").read_text(), notebook.read_text()
    write_notebook(notebook, "x = 1", "# a comment\nraise ValueError('no such thing')")
    with pytest.raises(BookError) as caught:
        rebuild(root)
    assert str(caught.value) == "01_first.ipynb failed in cell 4: # a comment\n  ValueError: no such thing"
    assert (root / "site" / f"{FIRST}.html").read_text() == before
    notebook.write_text(content)


def test_a_fault_in_a_page_leaves_the_old_site(built):
    root, _, _ = built
    page = root / "project" / "book" / "about.md"
    content, before = page.read_text(), (root / "site" / MARKER).read_text()
    page.write_text("# About\n\n```{computed} nonsense\n```\n")
    for _ in range(2):
        with pytest.raises(
            BookError, match=r"about\.md.*'nonsense' is unknown; choices: citation, data-dictionary"
        ):
            rebuild(root)
    assert (root / "site" / MARKER).read_text() == before
    (work,) = (root / "cache" / "book").iterdir()
    assert sorted(path.suffix for path in work.glob("stage-*")) == ["", ".log"], "of each try only the last"
    page.write_text(content)


def test_a_foreign_folder_is_refused(built, tmp_path):
    root, _, _ = built
    (tmp_path / "thesis.docx").write_text("mine")
    for out in (tmp_path, tmp_path / "thesis.docx", root / "corpus" / "site"):
        with pytest.raises(UserError, match="--out"):
            build_book(root / "corpus", out, project=root / "project")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_that_someone_put_into_the_site_is_not_lost(built, tmp_path):
    root, _, _ = built
    site = shutil.copytree(root / "site", tmp_path / "site")
    (site / "CNAME").write_text("mine")
    with pytest.raises(UserError, match="holds CNAME, which Fangzhi did not make"):
        build_book(root / "corpus", site, project=root / "project")
    assert (site / "CNAME").read_text() == "mine"


def test_a_corpus_that_is_not_there_leaves_nothing_behind(built, tmp_path, monkeypatch):
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))
    with pytest.raises(UserError, match="nowhere"):
        build_book(tmp_path / "nowhere", tmp_path / "site", project=built[0] / "project")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("main", "fault"),
    [
        (f"<p>text</p>{FIGURE}", None),
        ('<p>text</p><div class="fangzhi-empty">Nothing to draw.</div>', None),
        ("<p>text</p>", "shows 0 figures, its notebook published 1"),
        (FIGURE, "is empty"),
        (f"<p>text</p>{FIGURE.replace('a dot', '')}", "figure 1 has no alternative text"),
        (f"<p>text</p>{FIGURE}<div class='output traceback'>KeyError</div>", "shows a traceback"),
        (f"<p>text</p>{FIGURE}<div class='output stderr'>careful</div>", "shows what a cell wrote to stderr"),
        (
            f"<p>text</p>{FIGURE}<script src='https://example.org/a.js'></script>",
            "fetches https://example.org",
        ),
        (f"<p>text</p>{FIGURE}<a href='https://example.org'>a link</a>", None),
    ],
)
def test_the_guard_looks_at_each_page(tmp_path, main, fault):
    (tmp_path / "index.html").write_text("<main>home</main>")
    (tmp_path / "a.html").write_text(f"<html><body><main>{main}</main></body></html>")
    write_notebook(tmp_path / "a.ipynb", show(FIGURE))
    notebook = nbformat.read(tmp_path / "a.ipynb", 4)
    notebook.cells[-1].outputs = [nbformat.v4.new_output("display_data", {"text/html": FIGURE})]
    nbformat.write(notebook, tmp_path / "a.ipynb")
    problems = check_site(tmp_path, ["a"], {"a": tmp_path / "a.ipynb"})
    assert [fault in problem for problem in problems] == ([True] if fault else [])


def test_the_guard_misses_no_page(tmp_path):
    assert len(check_site(tmp_path, ["a", "b"], {})) == 3, "two pages and the way in"


def test_no_file_of_a_site_goes_while_its_font_is_made_of_them(monkeypatch, tmp_path):
    steps = []

    @contextmanager
    def beside(html):
        steps.append("font begun")
        yield
        steps.append("font made")

    for name in ("write_explorer", "write_evidence", "take_shell", "write_downloads", "write_card", "write_search",
                 "write_sitemap", "trim_assets"):  # fmt: skip
        monkeypatch.setattr(finish, name, lambda *_, name=name: steps.append(name))
    monkeypatch.setattr(finish, "webfont_beside", beside)
    finish.finish_site(tmp_path, SimpleNamespace(settings=SimpleNamespace(site_url="")))
    assert steps[-2:] == ["font made", "trim_assets"]
    assert steps.index("font begun") < steps.index("write_search") < steps.index("font made")
