"""The book on paper: one page made of many, and its print."""

import re
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from bs4 import BeautifulSoup

from helpers import schema
from helpers.corpus import Corpus
from helpers.errors import UserError
from helpers.settings import Settings
from helpers.site import BookError, build_book, pdf
from helpers.site.pdf import require_browser, write_pdf
from helpers.site.single_page import compose_single_page
from helpers.site.webfont import write_webfont

STATIC = Path(__file__).parents[1] / "book" / "_static"
TITLE = "疫情防控 <script>alert(1)</script> {{ x }} $x$"
DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
HEAD = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>疫情防控</title>
<link rel="stylesheet" href="../_static/fangzhi.css?v=1"><link media="print" rel="stylesheet" href="../_static/print.css">
<noscript><link rel="stylesheet" href="../_static/no-script.css"></noscript></head><body><main>"""
FIRST = f"""{HEAD}<article class="bd-article"><section id="one"><h1>第一章 One<a class="headerlink" href="#one">#</a></h1>
<p id="a">网格员 <a href="#b">below</a> <a href="two.html">next</a> <a href="two.html#b">its place</a>
<a href="../articles/x.html#at-3">an article</a> <a href="https://example.org/">outside</a> <a href="javascript:bad()">bad</a></p>
<section id="b"><h2>下 Below</h2><img alt="dot" loading="lazy" src="../_static/dot.gif"><img alt="dot" src="{DOT}">
<figure class="fangzhi-figure" id="fig-f"><figcaption id="c">A figure</figcaption><div aria-labelledby="c a">drawn</div>
<svg viewBox="0 0 9 9"><defs><path id="g" d="M0 0h9v9z"/><clipPath id="k"><rect width="9" height="9"/></clipPath></defs>
<use href="#g" clip-path="url(#k)" style="fill:url(#g)"/></svg>
<details><summary>The data</summary>rows</details></figure><details><summary>more</summary>folded words</details>
<div class="cell_input">code</div><button>click</button><script>bad()</script></section></section></article></main></body></html>"""
SECOND = f"""{HEAD}<article class="bd-article"><section id="two"><h1>Two</h1><section id="b"><h2>Another 疫情</h2>
<p><a href="../book/one.html#b">back</a></p></section></section></article></main></body></html>"""
PAGES = ["book/one", "book/two"]


@pytest.fixture
def site(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "one.html").write_text(FIRST, encoding="utf-8")
    (tmp_path / "book" / "two.html").write_text(SECOND, encoding="utf-8")
    write_webfont(tmp_path)
    for name in ("fangzhi.css", "print.css", "logo.svg"):
        (tmp_path / "_static" / name).write_bytes((STATIC / name).read_bytes())
    # All that is needed of the theme's own: without it, the font of the pages is asked for nowhere.
    with (tmp_path / "_static" / "print.css").open("a", encoding="utf-8") as style:
        style.write("html { font-family: var(--pst-font-family-base); }")
    return tmp_path


@pytest.fixture
def corpus():
    documents = schema.make(schema.DOCUMENTS, [])
    articles = schema.make(schema.ARTICLES, [])
    return Corpus(None, Settings(title=TITLE), None, {"documents": documents, "articles": articles})


def composed(site, **options):
    text = compose_single_page(
        site, PAGES, title=TITLE, numbers={"articles": "2", "published": "2020"}, **options
    )
    return BeautifulSoup(text, "html.parser")


def test_pages_stand_in_order_and_no_id_twice(site):
    page = composed(site)
    assert [article["id"] for article in page.find_all("article")] == ["book-one", "book-two"]
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(set(ids)) == len(ids)
    assert page.title.text == TITLE
    assert page.script is None
    assert [style["href"] for style in page.find_all("link")] == ["_static/fangzhi.css", "_static/print.css"]


def test_links_lead_within_the_page_and_names_follow(site):
    page = composed(site)
    links = {link.text: link.get("href") for link in page.main.find_all("a")}
    assert links == {
        "below": "#book-one--b", "next": "#book-two", "its place": "#book-two--b", "back": "#book-one--b",
        "outside": "https://example.org/", "an article": None, "bad": None,
    }  # fmt: skip
    targets = [link["href"][1:] for link in page.find_all("a", href=re.compile("^#"))]
    assert [target for target in targets if page.find(id=target) is None] == []
    assert (
        page.find(attrs={"aria-labelledby": True}, string="drawn")["aria-labelledby"]
        == "book-one--c book-one--a"
    )
    assert page.svg.use.attrs == {
        "href": "#book-one--g",
        "clip-path": "url(#book-one--k)",
        "style": "fill:url(#book-one--g)",
    }
    assert [image["src"] for image in page.main.find_all("img")] == ["_static/dot.gif", DOT]
    assert page.find("img", loading=True) is None


def test_a_published_site_takes_the_other_links(site):
    links = {
        link.text: link.get("href") for link in composed(site, site_url="https://e.org/b/").main.find_all("a")
    }
    assert links["an article"] == "https://e.org/b/articles/x.html#at-3"
    assert links["bad"] is None


def test_what_is_clicked_is_left_out_and_what_is_folded_is_open(site):
    page = composed(site)
    text = page.main.get_text()
    for gone in ("#", "The data", "code", "click", "bad()"):
        assert gone not in text
    assert "folded words" in text
    assert page.details.has_attr("open")
    contents = page.nav.get_text(" ", strip=True)
    assert contents == "Contents 第一章 One 下 Below Two Another 疫情"


def test_the_print_holds_cover_bookmarks_and_chinese_and_is_the_same_each_time(site, corpus):
    browser = require_browser()
    path = write_pdf(site, PAGES, corpus, browser)
    content = path.read_bytes()
    document = pypdfium2.PdfDocument(path)
    assert document.get_metadata_dict()["Title"] == TITLE
    assert len(document) == 4, "cover, contents, and a page for each"
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    texts = [page.get_textpage().get_text_range() for page in document]
    assert "疫情防控" in texts[0]
    # A long word is broken where the line ends.
    assert "".join(texts[0].split()).startswith("".join(TITLE.split()))
    assert "网格员" in texts[2]
    assert [(mark.level, mark.get_title()) for mark in document.get_toc()] == [
        (0, "Contents"), (0, "第一章 One"), (1, "下 Below"), (0, "Two"), (1, "Another 疫情"),
    ]  # fmt: skip
    assert [mark.get_dest().get_index() for mark in document.get_toc()] == [1, 2, 2, 3, 3]
    assert sorted(path.name for path in site.iterdir()) == ["_static", "book", "book.pdf"]
    assert write_pdf(site, PAGES, corpus, browser).read_bytes() == content


def test_what_is_used_rather_than_read_is_not_printed(site, corpus, monkeypatch):
    (site / "book" / "explorer.html").write_text(SECOND, encoding="utf-8")
    printed = []

    def keep(browser, source, out):
        printed.append(BeautifulSoup(source.read_text(encoding="utf-8"), "html.parser"))
        out.write_bytes(b"")

    monkeypatch.setattr(pdf, "_print", keep)
    write_pdf(site, [*PAGES, "book/explorer"], corpus, "no browser")
    assert [article["id"] for article in printed[0].find_all("article")] == ["book-one", "book-two"]


def test_a_browser_that_fails_is_told_and_leaves_nothing(site, corpus, tmp_path, monkeypatch):
    for browser in ("/bin/false", str(tmp_path / "nothing")):
        with pytest.raises(BookError, match="did not print the book"):
            write_pdf(site, PAGES, corpus, browser)

    def hang(command, **options):
        raise subprocess.TimeoutExpired(command, options["timeout"])

    monkeypatch.setattr(pdf.subprocess, "run", hang)
    with pytest.raises(BookError, match="timed out"):
        write_pdf(site, PAGES, corpus, "/bin/true")
    assert sorted(path.name for path in site.iterdir()) == ["_static", "book"]


def test_without_a_browser_nothing_is_begun(tmp_path, monkeypatch):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("疫情防控")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "nowhere"))
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))
    with pytest.raises(
        UserError, match=r"CHROMIUM=.*nowhere is none.*\n.*name it: CHROMIUM=/path/to/chromium"
    ):
        build_book(tmp_path / "corpus", tmp_path / "site", pdf=True)
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]
    monkeypatch.delenv("CHROMIUM")
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    with pytest.raises(UserError, match="none was found"):
        require_browser()
