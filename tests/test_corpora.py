"""Books of corpora in shapes that users bring: each complete, in the words of what it compares, without a changed notebook."""

import os
import re
import subprocess
import sys
from pathlib import Path

import corpora
import pytest
from bs4 import BeautifulSoup
from visits import TOO_WIDE, Visit, serve

from helpers import open_corpus
from helpers.site.run import Job, run_notebooks

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[1]
SHAPES = {
    "reports": lambda folder: corpora.write_reports(folder, n_chars=2500, provinces=corpora.PROVINCES[:6]),
    "summaries": lambda folder: corpora.write_summaries(folder, n=150),
    "counties": lambda folder: corpora.write_counties(folder, each=6),
}
CHAPTERS = [
    "01_cleaning",
    "02_term_frequency",
    "03_provinces",
    "04_timeline",
    "05_topics",
    "06_sensitivity",
    "07_explore",
]


@pytest.fixture(scope="module", params=SHAPES)
def made(request, tmp_path_factory):
    """The shape's name and its site, built as a user does."""
    root = tmp_path_factory.mktemp(request.param)
    SHAPES[request.param](root / "corpus")
    if request.param == "summaries":  # which is then larger than its sample
        (root / "corpus" / "corpus.toml").write_text("sample = 100", encoding="utf-8")
    environment = os.environ | {"FANGZHI_CACHE": str(root / "cache")}
    command = [sys.executable, "-m", "helpers.cli", "book", str(root / "corpus"), "--out", str(root / "site")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return request.param, root / "site"


def text_of(page):
    """What a page says in its own part: no code, and no table behind a figure, whose columns are called as in the files."""
    article = BeautifulSoup(page.read_text("utf-8"), "html.parser").find("article")
    for part in article.select(".cell_input, .fangzhi-figure details, script, style, template"):
        part.decompose()
    return " ".join(article.get_text(" ").split())


def test_a_book_of_any_shape(made, browser):
    shape, site = made
    pages = {name: site / "notebooks" / f"{name}.html" for name in CHAPTERS}
    said = {name: text_of(page) for name, page in pages.items()}
    for name, text in said.items():
        assert not re.search(r"\bnan\b|\bNaT\b|<NA>|\bNone\b has", text), name
    compared = {
        "reports": ("Provinces", "No province has 5 documents here", "provinces"),
        "summaries": ("Provinces", "湖北 (Hubei)", "provinces"),
        "counties": ("Counties", "屏东", "counties"),
    }[shape]
    assert f">{compared[0]}<" in pages["03_provinces"].read_text("utf-8")
    assert compared[1] in said["03_provinces"]
    assert f"<dt>{compared[2]}</dt>" in (site / "book" / "index.html").read_text("utf-8")
    home = text_of(site / "book" / "index.html")
    for text in (home, *said.values()):
        assert ("Read from a sample: 100 of 150 articles" in text) == (shape == "summaries")
    if shape == "counties":
        # Only what is about a map of provinces still says so.
        left = re.sub(r"Places that the texts name.*?Words over time", "", said["04_timeline"])
        assert not re.search(r".{0,60}\bprovinces?\b.{0,60}", left), re.search(
            r".{0,60}\bprovinces?\b.{0,60}", left
        )
    with serve(site) as address:
        for name in ("03_provinces", "04_timeline", "07_explore"):
            with Visit(browser, f"{address}/notebooks/{name}.html", 390) as visit:
                assert visit.faults == [], name
                assert visit.page.evaluate(TOO_WIDE) == [], name


@pytest.mark.parametrize(
    ("shape", "notebook", "told"),
    [
        (lambda folder: corpora.write_cities(folder, n=20), "03_provinces", "广州"),
        (
            lambda folder: corpora.write_undated(folder, n=40),
            "04_timeline",
            "No article has a publication date",
        ),
        (lambda folder: corpora.write_undated(folder, n=40), "tutorial", ""),
    ],
    ids=["cities", "undated", "tutorial"],
)
def test_a_chapter_of_it(shape, notebook, told, tmp_path, monkeypatch):
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))
    shape(tmp_path / "corpus")
    by = open_corpus(tmp_path / "corpus").grouping
    job = Job("done", REPOSITORY / "notebooks" / f"{notebook}.ipynb", {"corpus": str(tmp_path / "corpus")})
    run_notebooks([job], executed=tmp_path, scratch=tmp_path / "scratch", finished=lambda *told: None, by=by)
    text = (tmp_path / "done.ipynb").read_text("utf-8")
    assert told in text
    assert ("# Cities" in text) == (by.key == "city" and notebook == "03_provinces")
