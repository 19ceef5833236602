"""What surrounds the text of the seeds' book: how much the site weighs, its addresses, and how it comes on paper."""

import re
from pathlib import Path

import pytest
from PIL import Image
from test_pages import BESIDE, PAGES
from visits import Visit

STATIC = Path(__file__).parents[1] / "book" / "_static"
CHAPTER = "notebooks/03_provinces"


def test_the_site_is_light_and_holds_nothing_that_nobody_fetches(book):
    files = [path for path in book.site.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 25_000_000
    assert not [path for path in files if path.suffix in (".map", ".ttf", ".woff2")]


def test_nothing_that_a_page_names_is_missing(book):
    missing = set()
    for page in [*PAGES, *BESIDE]:
        path = book.site / f"{page}.html"
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"<(?:link|script|img)\b[^>]*\b(?:href|src)=\"([^\"#?]+)", text):
            if not re.match(r"[a-z]+:", name) and not (path.parent / name).exists():
                missing.add((page, name))
    assert missing == set()


def test_the_text_is_painted_before_any_script_and_does_not_move(address, browser):
    with Visit(browser, f"{address}/{PAGES[1]}.html", 1280, "dark") as visit:
        scripts = visit.page.locator("script[src]").evaluate_all(
            "scripts => scripts.map(script => script.defer)"
        )
        assert scripts
        assert all(scripts)
        shift = visit.page.evaluate(
            """() => new Promise((tell) => {
                let total = 0;
                new PerformanceObserver((list) => list.getEntries().forEach((entry) => { total += entry.value; }))
                    .observe({type: "layout-shift", buffered: true});
                setTimeout(() => tell(total), 200);
            })"""
        )
        assert shift < 0.1


def test_each_heading_figure_and_table_has_an_address_that_is_copied_by_keyboard(address, browser):
    with Visit(browser, f"{address}/{CHAPTER}.html") as visit:
        page = visit.page
        visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
        for selector in ("h1, h2, h3", "figure:is([id^=fig-], [id^=tbl-]) > figcaption"):
            named = page.locator(f"article :is({selector})")
            assert named.count()
            assert named.locator("a.headerlink").count() == named.count()
        link = page.locator("#tbl-words > figcaption a.headerlink")
        assert link.get_attribute("aria-label").startswith("Link to this table: ")
        drawn = page.locator("#fig-keyness a.headerlink")
        assert drawn.get_attribute("aria-label").startswith("Link to this figure: ")
        link.focus()
        page.keyboard.press("Enter")
        page.get_by_text("Link copied").wait_for()
        wanted = f"{address}/{CHAPTER}.html#tbl-words"
        assert page.evaluate("navigator.clipboard.readText()") == wanted
        assert page.url == wanted
        assert visit.faults == []


def test_an_address_in_something_folded_unfolds_it(address, browser):
    with Visit(browser, f"{address}/{PAGES[1]}.html") as visit:
        page = visit.page
        page.evaluate(
            """() => document.querySelector("article").insertAdjacentHTML("beforeend",
                "<details><summary>out</summary><details><summary>in</summary><p id='deep'>found</p></details></details>")"""
        )
        deep = page.locator("#deep")
        assert not deep.is_visible()
        page.evaluate("location.hash = '#deep'")
        deep.wait_for(state="visible")
        assert 0 <= deep.bounding_box()["y"] < 900
        page.evaluate("location.hash = '#50%'")
        assert visit.faults == []


@pytest.mark.parametrize(
    ("lost", "root"),
    [
        ("/gone.html", "/"),
        ("/repo/book/gone/deep/er.html", "/repo/"),
        ("/repo/articles/", "/repo/"),
        ("/book/notebooks/gone.html", "/book/"),
    ],
)
def test_a_lost_reader_finds_the_root_from_any_depth(lost, root, address, browser, book):
    content = (book.site / "404.html").read_text(encoding="utf-8")
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(body=content, content_type="text/html"))
    page.goto(address + lost)
    assert page.locator("nav a").first.evaluate("link => link.href") == f"{address}{root}{PAGES[1]}.html"
    assert page.locator("form").evaluate("form => form.action") == f"{address}{root}search.html"
    page.close()


def test_a_page_on_paper_is_its_text_in_dark_ink(address, browser):
    with Visit(browser, f"{address}/{CHAPTER}.html", 1280, "dark") as visit:
        page = visit.page
        page.emulate_media(media="print", color_scheme="dark")
        for selector in (".bd-sidebar-primary", ".bd-header-article", ".prev-next-footer", ".cell_input"):
            assert page.locator(f"{selector}:visible").count() == 0, selector
        assert page.locator("article h1:visible").count() == 1
        colours = page.locator("article p").first.evaluate(
            "text => [getComputedStyle(text).color, getComputedStyle(document.body).backgroundColor]"
        )
        assert colours == ["rgb(26, 30, 36)", "rgb(255, 255, 255)"]
        clipped = page.locator("article .table-scroll, article .fangzhi-days").evaluate_all(
            "boxes => boxes.filter((box) => box.scrollHeight > box.clientHeight + 1).length"
        )
        assert clipped == 0
        page.evaluate(
            "addEventListener('beforeprint', () => { window.theme = document.documentElement.dataset.theme; })"
        )
        printed = page.pdf(prefer_css_page_size=True)
        assert page.evaluate("[window.theme, document.documentElement.dataset.theme]") == ["light", "dark"]
    assert printed.startswith(b"%PDF")


def test_the_small_pictures_have_the_colours_of_the_drawing():
    assert 'fill="#2f5d8a"' in (STATIC / "favicon.svg").read_text(encoding="utf-8")
    with Image.open(STATIC / "favicon.ico") as icon, Image.open(STATIC / "apple-touch-icon.png") as touch:
        assert icon.info["sizes"] >= {(16, 16), (32, 32), (48, 48)}
        assert touch.size == (180, 180)
        for picture, place in (
            (icon.convert("RGB").resize((32, 32)), (3, 16)),
            (touch.convert("RGB"), (28, 90)),
        ):
            distance = [abs(a - b) for a, b in zip(picture.getpixel(place), (47, 93, 138), strict=True)]
            assert max(distance) < 12
