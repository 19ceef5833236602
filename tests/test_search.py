"""The search index: how text is given to Pagefind, and what of a site and a corpus is in it."""

import gzip
import hashlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import schema
from helpers.corpus import Corpus
from helpers.settings import Settings
from helpers.site import BookError
from helpers.site import search as search_module
from helpers.site.search import describe_search, name_filter, pair_characters, write_search

PAGE = """<html><body><nav>导航</nav><main><article class="bd-article"><section id="t">
<h1>Title 标题<a class="headerlink" href="#t">#</a></h1><p>防控<b>工作</b> in <i>Jiangxi</i>.</p>
<div class="cell_input"><pre>import secret</pre></div><script>hidden()</script><p aria-hidden="true">sign</p>
<section id="part"><h2>A part</h2><p>First.</p>
<figure id="fig-a"><div class="fangzhi-drawing">label</div><figcaption>Caption</figcaption><details><summary>The data: 1 row</summary>
<div class="table-scroll"><table><tr><td>cell</td></tr></table></div><a download href="x.csv">CSV</a></details></figure>
<table><tr><td>term</td><td>gloss</td></tr></table></section></section></article></main><footer>foot</footer></body></html>"""

TEXTS = {
    "a-1": ("省疫情防控", "江西", "全省网格员深入社区。\n第二段<script>alert(1)</script>结束。"),
    "a-2": (None, None, "繁體：網格員深入社區，{{ x }} $y$ </textarea> ___PAGEFIND_ANCHOR___h2:x:y。"),
    "a-3": ("题" * 300, "湖北", "没有页面"),
}


def make_corpus(texts=TEXTS, **settings):
    articles = [
        {"article_id": article_id, "doc_id": "d", "seq": seq, "title": title, "title_truncated": False, "text": text,
         "n_chars": len(text), "authors": [], "about_provinces": [], "family": article_id, "is_canonical": True,
         "province": province, "outlet": province and "某报", "published": province and "2020-02-01",
         "published_precision": province and "month"}
        for seq, (article_id, (title, province, text)) in enumerate(texts.items(), start=1)
    ]  # fmt: skip
    document = {"doc_id": "d", "path": "d.txt", "sha256": "0" * 64, "media_type": "text/plain", "n_chars": 9, "status": "ok"}  # fmt: skip
    tables = {table.name: schema.empty(table) for table in schema.CORPUS_TABLES} | {
        "articles": schema.make(schema.ARTICLES, articles),
        "documents": schema.make(schema.DOCUMENTS, [document]),
    }
    return Corpus(None, Settings(title="t", **settings), None, tables)


@pytest.fixture
def site(tmp_path):
    """A site of one page and the pages of two articles, with what Sphinx leaves of its own search."""
    html = tmp_path / "html"
    for name in (
        "book/a.html",
        "articles/a-1.html",
        "articles/a-2.html",
        "searchindex.js",
        "_static/searchtools.js",
    ):
        (html / name).parent.mkdir(parents=True, exist_ok=True)
        (html / name).write_text(PAGE if name.startswith("book") else "", encoding="utf-8")
    return html


def read_index(html):
    """Pagefind's record of each page by its address."""
    records = {}
    for path in html.glob("pagefind/**/*.pf_fragment"):
        record = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        records[record["url"]] = record
    return records


def shown(content):
    """The text of a record, without the spaces that its words need or a text may have."""
    words = [word for word in content.split() if word != "¶"]
    return "".join(word[0] + word[2:].rstrip("^") if "\u3005" <= word[0] <= "\u9fff" else word.rstrip("^") for word in words)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("江西省", "江西 西省 省z"),
        ("江西，湖北", "江西 西z ， 湖北 北z"),
        ("共3例，COVID-19病例", "共z 3 例z ， COVID-19 病例 例z"),
        ("find 防控 here, don’t", "find^ 防控 控z^ here, don’t"),
        ("一\n二", "一z^ 二z"),
        ("𠀀𠀁a", "𠀀𠀁 𠀁z a"),
        ("防\u200b控\u00ad", "防控 控z"),
        ("___PAGEFIND_WEIGHT___9", "'___PAGEFIND_WEIGHT___9"),
        (" \n", ""),
    ],
)
def test_text_is_given_as_overlapping_pairs(text, words):
    assert pair_characters(text) == words


@given(st.text("防控工作，。“” \nab1"))
def test_no_character_is_lost_and_every_pair_stands_in_the_text(text):
    words = pair_characters(text)
    assert shown(words) == re.sub(r"\s", "", text)
    pairs = [word[:2] for word in words.split() if word[0] in "防控工作" and word[1] != "z"]
    assert all(pair in text for pair in pairs)


def test_of_a_page_the_article_is_indexed_without_code_signs_and_data(site):
    write_search(site, make_corpus())
    record = read_index(site)["/book/a.html"]
    text = shown(record["content"])
    assert text == "Title标题.防控工作inJiangxi.Apart.First.Captiontermgloss"
    assert [(anchor["element"], anchor["id"]) for anchor in record["anchors"]] == [
        ("h2", "part"),
        ("span", "fig-a"),
    ]
    assert record["meta"]["kind"] == "Page"


def test_an_article_is_found_only_where_its_text_is_published_and_it_has_a_page(site):
    write_search(site, make_corpus())
    assert list(read_index(site)) == ["/book/a.html"], "by default, no text is published"
    write_search(site, make_corpus(publish_text=True))
    records = read_index(site)
    assert sorted(records) == ["/articles/a-1.html", "/articles/a-2.html", "/book/a.html"]
    first, second = records["/articles/a-1.html"], records["/articles/a-2.html"]
    assert shown(first["content"]) == "省疫情防控.全省网格员深入社区。第二段<script>alert(1)</script>结束。"
    assert [first["meta"][name] for name in ("outlet", "province", "date")] == ["某报", "江西", "2020-02"]
    assert first["meta"]["filters"].split() == [
        name_filter("part", "articles"),
        name_filter("province", "江西"),
    ]
    assert second["meta"]["title"] == "d.txt, article 2"
    assert "date" not in second["meta"]
    assert shown(second["content"]).endswith("{{x}}$y$</textarea>'___PAGEFIND_ANCHOR___h2:x:y。")
    assert second["anchors"] == []


def test_the_index_says_which_characters_stand_for_one_another(site):
    write_search(site, make_corpus(publish_text=True))
    groups = json.loads((site / "pagefind" / "site.json").read_text(encoding="utf-8"))["variants"]
    assert {"網网 ", "员員 "} < set(groups), "the text writes both"
    assert {"题 題", "體 体"} < set(groups), "the text writes the first"
    assert not any("龜" in group for group in groups)


def test_the_same_site_gives_the_same_index_and_nothing_of_the_old_one_stays(site, monkeypatch):
    def write():
        write_search(site, make_corpus(publish_text=True))
        files = (path for path in site.rglob("*") if path.is_file())
        return {
            path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).digest() for path in files
        }

    first = write()
    assert not {"searchindex.js", "_static/searchtools.js"} & set(first)
    assert [name for name in first if "wasm" in name] == ["pagefind/wasm.en-x-1.pagefind"]
    monkeypatch.setattr(search_module, "MOST_CHARACTERS", 30)
    parts = write()
    assert [name for name in parts if name.endswith("entry.json")] != ["pagefind/pagefind-entry.json"]
    monkeypatch.undo()
    assert write() == first


@pytest.mark.parametrize("binary", ["/nowhere/pagefind", "/bin/false"])
def test_a_binary_that_fails_is_named(binary, site, monkeypatch):
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", binary)
    with pytest.raises(BookError, match=rf"Pagefind \({binary}\)"):
        write_search(site, make_corpus())


def test_the_page_offers_the_provinces_of_published_articles():
    chapters = {"01_cleaning": ("Cleaning", "notebooks/01_cleaning.html")}
    offered = describe_search(make_corpus(publish_text=True), chapters)
    assert offered == {
        "articles": True,
        "provinces": [("江西", "Jiangxi"), ("湖北", "Hubei")],
        "chapters": {"01_cleaning": "Cleaning"},
    }
    assert describe_search(make_corpus(), chapters)["provinces"] == []
