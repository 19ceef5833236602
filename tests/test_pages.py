"""The book of the seeds as a reader gets it: each page in a browser, wide and narrow, light and dark."""

import functools
import http.server
import itertools
import re
import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser import find_browser
from playwright.sync_api import sync_playwright

from helpers.fingerprint import project_folder
from helpers.site.project import Project

PAGES = Project(project_folder()).pages
VIEWS = [(width, theme) for width in (1280, 390) for theme in ("light", "dark")]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

# Pictures in view must have loaded; all must say what they show.
PICTURES = """() => [...document.images].map(image => ({
    alt: image.alt.trim(), source: image.src.slice(0, 80),
    broken: image.checkVisibility() && !(image.complete && image.naturalWidth > 0),
}))"""
# What reaches beyond the window, where nothing around it scrolls.
TOO_WIDE = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
    [...document.querySelectorAll('main *')]
        .filter(element => element.getBoundingClientRect().right > window.innerWidth + 1)
        .slice(0, 5).map(element => element.outerHTML.slice(0, 120))
        .concat([`scrollWidth ${document.documentElement.scrollWidth}`])"""


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *args):
        pass


@pytest.fixture(scope="session")
def address(book):
    handler = functools.partial(QuietHandler, directory=str(book.site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="session")
def browser():
    path = find_browser()
    assert path, "no browser: run `python tests/browser.py --install`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def shots(request):
    folder = request.config.getoption("--shots")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
    return folder and Path(folder)


class Visit:
    """One page in one view, and all that went wrong or went elsewhere while it opened."""

    def __init__(self, browser, url, width=1280, theme="light"):
        self.faults = []
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error in a script: {error}"))
        self.page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url[:120]}"))
        self.page.on("response", self._response)
        self.context.route(re.compile(r"^(?!data:|blob:|http://127\.0\.0\.1)"), self._elsewhere)
        self.page.goto(url, wait_until="networkidle")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.context.close()

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _response(self, response):
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")

    def _elsewhere(self, route):
        self.faults.append(f"another host: {route.request.url}")
        route.abort()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_fault_in_every_view(page, address, browser, shots):
    for width, theme in VIEWS:
        with Visit(browser, f"{address}/{page}.html", width, theme) as visit:
            pictures = visit.page.evaluate(PICTURES)
            if shots:
                name = f"{page.rpartition('/')[2]}-{width}-{theme}.png"
                visit.page.screenshot(path=shots / name, full_page=True)
            assert visit.page.locator("html").get_attribute("data-theme") == theme
            assert visit.page.evaluate(TOO_WIDE) == [], f"{width} {theme}"
            assert [picture for picture in pictures if picture["broken"] or not picture["alt"]] == []
            assert visit.faults == [], f"{width} {theme}"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_its_headings_and_title(page, address, browser):
    with Visit(browser, f"{address}/{page}.html") as visit:
        heading = visit.page.locator("article h1")
        assert heading.count() == 1
        text = heading.evaluate("element => element.firstChild.textContent.trim()")
        assert text
        assert visit.page.title().startswith(text)
        levels = visit.page.locator("article :is(h1, h2, h3, h4, h5, h6)").evaluate_all(
            "elements => elements.map(element => Number(element.tagName[1]))"
        )
        assert all(below - above <= 1 for above, below in itertools.pairwise(levels)), levels
        assert visit.page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_site_leads_somewhere(page, address, browser, book):
    with Visit(browser, f"{address}/{page}.html") as visit:
        links = visit.page.locator("a[href]").evaluate_all(
            "elements => elements.map(element => element.href)"
        )
    dead = []
    for link in sorted({link for link in links if link.startswith(address)}):
        parts = urlsplit(link)
        target = book.site / unquote(parts.path).lstrip("/")
        anchor = unquote(parts.fragment)
        if not target.exists() or (anchor and f'id="{anchor}"' not in target.read_text(encoding="utf-8")):
            dead.append(link)
    assert dead == []


def test_the_way_in_and_the_search(address, browser):
    with Visit(browser, f"{address}/index.html") as visit:
        visit.page.wait_for_url(f"**/{PAGES[0]}.html")
    with Visit(browser, f"{address}/search.html?q=province") as visit:
        visit.page.locator("#search-results li").first.wait_for()
        assert visit.faults == []


def test_an_address_opens_what_it_leads_to(address, browser):
    with Visit(browser, f"{address}/book/data.html#table-articles-published") as visit:
        table = visit.page.locator("#table-articles")
        assert table.evaluate("element => element.open")
        assert visit.page.locator("details[open]").count() == 1
        box = visit.page.locator("#table-articles-published").bounding_box()
        assert 0 < box["y"] < 900
        visit.page.evaluate("location.hash = '#table-spans'")
        visit.page.locator("#table-spans[open]").wait_for()
        assert visit.faults == []


def test_a_citation_is_copied_by_its_button(address, browser):
    with Visit(browser, f"{address}/book/downloads.html") as visit:
        visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
        cite = visit.page.locator(".highlight-bibtex").last
        cite.hover()
        cite.get_by_role("button").click()
        assert visit.page.evaluate("navigator.clipboard.readText()").startswith("@software{")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_figure_of_provinces_leads_to_the_sentences_of_its_first_word(width, address, browser):
    with Visit(browser, f"{address}/notebooks/03_provinces.html", width) as visit:
        row = visit.page.locator("#fig-keyness a.fangzhi-keyness-row").first
        term = row.locator("[lang=zh]").first.text_content()
        row.click()
        heading = visit.page.locator(f"#{visit.page.evaluate('location.hash.slice(1)')}")
        assert heading.locator("[lang=zh]").first.text_content() == term
        sentence = heading.locator("xpath=following-sibling::dd[1]")
        assert sentence.locator("mark").first.text_content() == term
        box = sentence.bounding_box()
        assert 0 <= box["y"] < 900, "the sentence is in view"
        assert visit.page.url.startswith(f"{address}/notebooks/03_provinces.html")


def test_the_words_of_a_province_are_searched_and_sorted_on_the_page(address, browser):
    with Visit(browser, f"{address}/notebooks/03_provinces.html") as visit:
        table = visit.page.locator("#tbl-words")
        rows = table.locator("tbody tr:visible")
        assert rows.count() == 300
        table.get_by_role("searchbox").fill("统计")
        assert 0 < rows.count() < 20
        assert "统计" in rows.first.text_content()
        table.get_by_role("searchbox").fill("")
        table.get_by_role("button", name="elsewhere", exact=True).click()
        numbers = [int(text) for text in table.locator("tbody tr td:nth-child(4)").all_text_contents()]
        assert numbers == sorted(numbers)


def test_the_home_page_marks_the_findings_that_were_computed_again(address, browser):
    with Visit(browser, f"{address}/{PAGES[0]}.html") as visit:
        marks = visit.page.locator(".fangzhi-findings li .fangzhi-verdict")
        found = marks.evaluate_all("marks => marks.map(mark => [mark.className, mark.textContent])")
        starts = {"holds": "holds everywhere", "depends": "depends on ", "falls": "falls: it depends on "}
        assert found
        for classes, text in found:
            (verdict,) = [name for name in starts if f"fangzhi-{name}" in classes.split()]
            assert text.startswith(starts[verdict])
        chapters = visit.page.locator(".fangzhi-findings .rubric + ul").evaluate_all(
            "lists => lists.map(list => [list.previousElementSibling.textContent, list.querySelectorAll('.fangzhi-verdict').length])"
        )
        assert dict(chapters)["Cleaning"] == 0, "what is read from files is not computed again"
