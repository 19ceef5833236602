"""The book of a corpus as odd as one gets: a single undated article whose words are markup in every language that a page knows."""

import csv
import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from visits import TOO_WIDE, Visit, serve

from helpers.corpus import open_corpus

HOSTILE = (
    '<script>document.title="run"</script></textarea></article>{{ 7*7 }} {% raw %} $x^2$ **粗** '
    "[链](javascript:alert(1)) ![图](http://127.0.0.2/p.png) <img src=x onerror=alert(1)> `{include} /etc/passwd` "
)
SENTENCE = "江西省疫情防控工作有序推进，复工复产稳步进行，党员干部下沉社区一线，逐户走访登记，为居家群众代买米面油盐和药品。"
RUN = """() => ({title: document.title, images: [...document.images].map(image => image.getAttribute("src")),
    handlers: document.querySelectorAll("[onerror]").length})"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = tmp_path_factory.mktemp("odd")
    corpus = root / "corpus"
    corpus.mkdir()
    title = (HOSTILE + "防" * 300)[:300]
    text = "\n".join([HOSTILE, SENTENCE * 6, "```{raw} html", HOSTILE, "```", "# 标题", SENTENCE])
    with (corpus / "a.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["title", "text", "province"], [title, text, "江西"]])
    environment = os.environ | {"FANGZHI_CACHE": str(root / "cache")}
    command = [sys.executable, "-m", "helpers.cli", "book", str(corpus), "--out", str(root / "site")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FANGZHI_CACHE", str(root / "cache"))
        article = open_corpus(corpus).articles.iloc[0]
    return root / "site", article


@pytest.fixture(scope="module")
def address(site):
    with serve(site[0]) as address:
        yield address


def test_its_words_are_text_on_every_page(site, address, browser):
    root, article = site
    pages = [
        path for path in sorted(root.rglob("*.html")) if path.parent.name in ("book", "notebooks", "articles")
    ]
    assert len(pages) > 15
    for path in pages:
        with Visit(browser, f"{address}/{quote(path.relative_to(root).as_posix())}", 390) as visit:
            assert visit.faults == [], path
            found = visit.page.evaluate(RUN)
            assert found["title"] != "run", path
            assert found["handlers"] == 0, path
            assert not [source for source in found["images"] if source == "x" or "127.0.0.2" in source], path
            assert visit.page.evaluate(TOO_WIDE) == [], path
    text = (root / "articles" / f"{article['article_id']}.html").read_text(encoding="utf-8")
    assert "{{ 7*7 }}" in text, "the headline stands on the article's page as it was written"


def test_its_text_is_published_nowhere(site):
    """`publish_text` is false by default: no file of the site holds the sentence, whole."""
    root, article = site
    assert SENTENCE in article["text"]
    holding = [
        path.relative_to(root)
        for path in root.rglob("*")
        if path.is_file()
        and path.suffix in (".html", ".js", ".json", ".ipynb", ".csv", ".txt", ".md")
        and SENTENCE * 2 in path.read_text(encoding="utf-8", errors="ignore")
    ]
    assert holding == []


def test_a_chapter_says_what_it_cannot_show(site):
    root, _ = site
    for chapter, told in {
        "03_provinces": "nothing to compare",
        "04_timeline": "No article has a publication date",
        "05_topics": "too little text",
    }.items():
        page = (root / "notebooks" / f"{chapter}.html").read_text(encoding="utf-8")
        assert "fangzhi-empty" in page
        assert told.lower() in page.lower(), chapter
