"""What a page's head says of it, and the two ways in: a small book of two pages, rendered with and without an address."""

import json
import re
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from sphinx.application import Sphinx

from helpers.settings import Settings
from helpers.site import pages
from helpers.site.pdf import PDF_VARIABLE

TITLE = 'A "toy" & more'
URL = "https://example.org/a/"
LONG = "word " * 100


def render(folder, site_url, *, monkeypatch):
    for name, text in {
        "_toc.yml": "format: jb-book\nroot: book/index\nparts:\n- caption: The <b>part</b>\n  chapters:\n  - file: book/two\n",
        "book/index.md": "# Home\n\nShort.\n\n- a list\n\nThen *more* “words” & `code`, enough of them to make a description that is\nworth reading on a page of results.\n\nNever.\n",
        "book/two.md": f"# Two\n\n{LONG}\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    corpus = SimpleNamespace(settings=Settings(title=TITLE, site_url=site_url))
    monkeypatch.setattr(pages, "_corpus", lambda path: corpus)
    monkeypatch.setattr(pages, "finish_site", lambda html, corpus: None)
    options = {
        "extensions": ["myst_parser", "sphinx_external_toc", "sphinx_book_theme", "helpers.site.pages"],
        "html_theme": "sphinx_book_theme",
        "html_context": {"default_mode": "auto"},
        "external_toc_path": "_toc.yml",
    }
    app = Sphinx(
        folder, None, folder / "out", folder / "doctrees", "html", options, status=None, warning=None
    )
    app.build()
    return {
        name: BeautifulSoup((folder / "out" / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
        for name in ("index", "404", "book/index", "book/two", "articles/shell")
    }


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PDF_VARIABLE, "book.pdf")
        return render(tmp_path_factory.mktemp("published"), URL, monkeypatch=patch)


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        return render(tmp_path_factory.mktemp("local"), "", monkeypatch=patch)


def told(page):
    metas = {
        meta.get("property") or meta.get("name"): meta["content"]
        for meta in page.find_all("meta", content=True)
    }
    link = page.find("link", rel="canonical")
    return metas | {"canonical": link and link["href"]}


def test_a_page_with_an_address_says_where_it_is_and_shows_the_card(published):
    about = told(published["book/two"])
    assert about["og:title"] == "Two"
    assert about["og:site_name"] == TITLE
    assert about["og:type"] == "article"
    assert about["canonical"] == about["og:url"] == f"{URL}book/two.html"
    assert about["og:image"] == f"{URL}_static/card.png"
    assert about["twitter:card"] == "summary_large_image"
    home = told(published["book/index"])
    assert home["og:type"] == "website"
    assert home["canonical"] == f"{URL}book/index.html"


def test_the_description_is_the_first_words_of_the_page(published):
    home, two = (told(published[name]) for name in ("book/index", "book/two"))
    wanted = "Short. Then more “words” & code, enough of them to make a description that is worth reading on a page of results."
    assert home["description"] == home["og:description"] == wanted
    assert two["description"].endswith(" word…")
    assert 200 < len(two["description"]) <= 281


def test_the_root_leads_home_and_says_what_home_says(published, local):
    for site in (published, local):
        entry = site["index"]
        assert entry.html["lang"] == "en"
        assert entry.title.text == TITLE
        assert entry.find("meta", attrs={"http-equiv": "refresh"})["content"] == "0; url=book/index.html"
        assert told(entry)["description"] == told(site["book/index"])["description"]
    assert told(published["index"])["canonical"] == f"{URL}book/index.html"
    assert told(published["index"])["og:image"] == f"{URL}_static/card.png"


def test_without_an_address_there_is_no_absolute_one(local):
    for name, page in local.items():
        about = told(page)
        assert not {"og:image", "og:url"} & set(about), name
        assert not re.search(r'(?:href|src|content)="https?://', str(page.head)), name
    assert told(local["book/two"])["canonical"] is None


def test_the_empty_page_claims_no_address(published):
    about = told(published["articles/shell"])
    assert about["canonical"] is None
    assert "og:url" not in about
    assert "description" not in about


def test_every_page_loads_its_scripts_late_and_none_of_those_that_nobody_uses(published):
    for name in ("book/two", "articles/shell"):
        scripts = published[name].find_all("script", src=True)
        assert scripts
        assert all(script.has_attr("defer") for script in scripts)
        assert not [
            script
            for script in scripts
            if re.search("fontawesome|bootstrap|searchtools|doctools", script["src"])
        ]


def test_the_pages_lead_to_the_pdf_only_where_one_is_made(published, local):
    links = [site["book/two"].find("a", href="../book.pdf") for site in (published, local)]
    assert links[0]["aria-label"] == "The book as a PDF"
    assert links[1] is None


def test_the_page_for_lost_addresses_starts_at_the_root(published, local):
    page = published["404"]
    assert page.base["href"] == URL
    assert page.html["lang"] == "en"
    assert page.title.text == f"Page not found — {TITLE}"
    assert page.find("link", rel="stylesheet") is None
    assert page.form["action"] == "search.html"
    assert page.form.input["name"] == "q"
    assert [(link["href"], link.text) for link in page.find_all("a")] == [
        ("book/index.html", TITLE),
        ("book/two.html", "Two"),
    ]
    assert page.h2.text == "The <b>part</b>"
    assert local["404"].base is None
    assert json.loads(re.search(r"folders = (\[.*?\])", str(local["404"]))[1])[0] == "book"
