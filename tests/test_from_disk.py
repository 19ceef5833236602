"""The book opened by double-click, from a folder such as a USB stick has: all but the search works, and the search says so."""

import shutil
from urllib.parse import unquote

import pytest
from visits import open_page

PAGES = [
    "index.html",
    "404.html",
    "search.html",
    "notebooks/01_cleaning.html",
    "notebooks/03_provinces.html",
    "notebooks/04_timeline.html",
    "book/data.html",
    "book/downloads.html",
    "book/explorer.html",
    "book/publishing.html",
    "articles/index.html",
]


@pytest.fixture(scope="module")
def stick(book, tmp_path_factory):
    """A copy of the site, in a folder whose name has a space and Chinese characters."""
    return shutil.copytree(book.site, tmp_path_factory.mktemp("stick") / "我的 book")


@pytest.fixture
def opened(browser):
    """Open a file in the browser; return its page, and the list of what goes wrong there."""
    context = browser.new_context()
    page, faults = context.new_page(), []
    page.on("console", lambda message: message.type in ("error", "warning") and faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
    page.on(
        "request", lambda request: request.url.startswith("http") and faults.append(f"asks for {request.url}")
    )

    def visit(path, query=""):
        open_page(page, path.as_uri() + query)
        return page, faults

    yield visit
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_without_a_fault(name, stick, opened):
    page, faults = opened(stick / name)
    assert faults == []
    assert page.locator("h1").first.is_visible()


def test_the_links_of_the_first_page_lead_to_files(stick, opened):
    page, faults = opened(stick / "index.html")
    addresses = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href.split('#')[0])")
    local = [address for address in addresses if address.startswith("file:")]
    assert len(local) > 20
    folder = stick.as_uri()
    for address in set(local):
        assert address.startswith(folder), address
        assert (stick / unquote(address[len(folder) + 1 :])).is_file(), address
    page.locator("a[href*='03_provinces']").first.click()
    page.wait_for_url("**/03_provinces.html*")
    assert faults == []


def test_the_explorer_draws_its_words(stick, opened):
    page, faults = opened(stick / "book" / "explorer.html")
    page.locator("main svg [tabindex], main canvas, main svg circle").first.wait_for(timeout=10_000)
    assert faults == []


@pytest.mark.parametrize("query", ["", "?q=网格员"])
def test_the_search_says_what_it_needs(query, stick, opened):
    page, faults = opened(stick / "search.html", query)
    said = page.locator("#search-status")
    assert "needs a web server, even one on this computer" in said.inner_text()
    assert said.is_visible()
    assert page.locator("#search-results li").count() == 0
    assert faults == []


def test_what_is_typed_into_the_search_changes_nothing(stick, opened):
    page, faults = opened(stick / "search.html")
    page.locator("#search-input").fill("社区")
    with page.expect_navigation():  # the form asks for its page anew
        page.keyboard.press("Enter")
    assert "needs a web server" in page.locator("#search-status").inner_text()
    assert faults == []


@pytest.mark.parametrize(
    ("name", "link", "saved"),
    [
        ("book/downloads.html", "a[download][href$='.zip']", ".zip"),
        ("notebooks/03_provinces.html", "a[download='words.csv']", "words.csv"),
    ],
)
def test_tables_are_saved(name, link, saved, stick, opened):
    page, _ = opened(stick / name)  # which Chromium says it failed to open, as it is to be saved
    with page.expect_download() as download:
        page.locator(link).click()
    assert download.value.suggested_filename.endswith(saved)
    assert download.value.failure() is None


def test_a_table_is_searched(stick, opened):
    page, faults = opened(stick / "notebooks" / "03_provinces.html")
    table = page.locator(".fangzhi-table:has(a[download='words.csv'])")
    table.locator("input").first.fill("zzz")
    page.wait_for_timeout(400)
    assert table.locator("tbody tr:visible").count() == 0
    assert faults == []
