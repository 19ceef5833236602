"""Every page for every reader: axe-core in light and dark, wide and narrow, the keyboard alone, and no scripts."""

import pytest
from test_pages import BESIDE, PAGES
from visits import Visit, violations

# Rows of a table and entries of a list are made alike; axe would look at thousands of them for minutes.
SHORTEN = """() => document.querySelectorAll("tbody tr:nth-child(n+16), dl > :nth-child(n+30), .fangzhi-text > :nth-child(n+30)")
    .forEach((element) => element.remove())"""
FOCUS = """() => {
    const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
    const name = element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.textContent.trim() || element.placeholder || element.title;
    return {name, tag: element.localName, id: element.id, classes: element.className, seen: element.checkVisibility(),
        outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, top: box.top, bottom: box.bottom,
        opacity: style.opacity};
}"""


@pytest.fixture(scope="module")
def others(book):
    """Pages that stand in no table of contents: of articles and terms the longest, and the two that all sites have."""
    found = list(BESIDE)
    for folder in ("articles", "terms"):
        pages = sorted((book.site / folder).glob("*.html"), key=lambda page: (page.stat().st_size, page.name))
        found += [f"{folder}/{page.stem}" for page in pages[-1:]]
    return found


def look_at(browser, url):
    """All rules are asked in the first view; in the others, those that depend on colours and on what has room."""
    found = []
    with Visit(browser, url) as visit:
        for width in (1280, 390):
            if width == 390:
                visit.turn(width, "light")
            # A colour on its way from light to dark has the contrast of neither.
            visit.page.add_style_tag(content="*, ::before, ::after { transition: none !important }")
            visit.page.evaluate(SHORTEN)
            found += [f"{width} light: {each}" for each in violations(visit.page, every=width == 1280)]
            visit.page.emulate_media(color_scheme="dark")
            visit.page.evaluate("document.documentElement.dataset.theme = 'dark'")
            found += [f"{width} dark: {each}" for each in violations(visit.page, every=False)]
    return found


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_serious(page, address, browser):
    assert look_at(browser, f"{address}/{page}.html") == []


def test_axe_finds_nothing_serious_in_the_pages_beside_the_book(others, address, browser):
    found = {page: look_at(browser, f"{address}/{page}.html") for page in others}
    assert not any(found.values()), found


def test_axe_can_fail(address, browser):
    with Visit(browser, f"{address}/{PAGES[0]}.html") as visit:
        visit.page.evaluate(
            "document.querySelector('article').insertAdjacentHTML('beforeend', '<p style=\"color:#aaa;background:#fff\">pale</p><button></button>')"
        )
        found = violations(visit.page)
    assert sorted(each.partition(":")[0] for each in found) == ["button-name", "color-contrast"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_keyboard_reaches_everything_and_is_seen(theme, address, browser):
    with Visit(browser, f"{address}/notebooks/01_cleaning.html", 1280, theme) as visit:
        stops = []
        for _ in range(40):
            visit.page.keyboard.press("Tab")
            stops.append(visit.page.evaluate(FOCUS))
        assert [stop for stop in stops if not (stop["name"] and stop["outline"] and stop["seen"])] == []
        assert stops[0]["name"] == "Skip to main content"
        names = " | ".join(stop["name"] for stop in stops)
        for name in (
            "Search",
            "Provinces",
            "Pages of this book",
            "Colours: as the system has it",
            "as a notebook",
        ):
            assert name in names
        links = [stop for stop in stops if stop["classes"] == "headerlink"]
        assert links[0]["name"] == "Link to this heading: Cleaning"
        assert {link["opacity"] for link in links} == {"1"}


def test_the_way_past_the_sidebar(address, browser):
    with Visit(browser, f"{address}/notebooks/01_cleaning.html") as visit:
        skip = visit.page.locator("#pst-skip-link")
        assert skip.bounding_box()["y"] < 0
        visit.page.keyboard.press("Tab")
        visit.page.wait_for_timeout(300)
        assert skip.bounding_box()["y"] == 0
        visit.page.keyboard.press("Enter")
        assert visit.page.evaluate("location.hash") == "#main-content"
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.closest('main') !== null")


def test_the_colours_have_three_states_and_are_remembered(address, browser):
    with Visit(browser, f"{address}/{PAGES[0]}.html") as visit:
        switch = visit.page.get_by_role("button", name="Colours")

        def state():
            html = visit.page.locator("html")
            return html.get_attribute("data-mode"), html.get_attribute("data-theme")

        seen = []
        switch.focus()
        for _ in range(3):
            visit.page.keyboard.press("Enter")
            seen.append(state())
            assert switch.locator("i:visible").get_attribute("data-mode") == seen[-1][0]
            assert switch.evaluate("button => button === document.activeElement"), "the keyboard stays there"
        assert seen == [("dark", "dark"), ("light", "light"), ("auto", "light")]
        visit.page.keyboard.press("Enter")
        visit.page.goto(f"{address}/{PAGES[1]}.html")
        assert state() == ("dark", "dark")
        assert switch.get_attribute("aria-label") == "Colours: dark"
        visit.page.evaluate("localStorage.setItem('mode', 'auto')")
        visit.page.emulate_media(color_scheme="dark")
        visit.page.reload()
        assert state() == ("auto", "dark")
        visit.page.emulate_media(color_scheme="light")
        visit.page.wait_for_function("document.documentElement.dataset.theme === 'light'")
        assert visit.faults == []


def test_sidebars_and_search_open_and_escape_closes_them(address, browser):
    with Visit(browser, f"{address}/{PAGES[1]}.html", 390) as visit:
        for name, dialog, inside in (
            ("Pages of this book", "#pst-primary-sidebar-modal", "link"),
            ("Contents of this page", "#pst-secondary-sidebar-modal", "link"),
        ):
            button = visit.page.get_by_role("button", name=name)
            button.focus()
            visit.page.keyboard.press("Enter")
            opened = visit.page.locator(dialog)
            opened.get_by_role(inside).first.wait_for()
            visit.page.keyboard.press("Escape")
            opened.wait_for(state="hidden")
            assert button.evaluate("button => button === document.activeElement")
    with Visit(browser, f"{address}/{PAGES[1]}.html", 1280) as visit:
        toggle, sidebar = visit.page.get_by_role("button", name="Pages of this book"), "#pst-primary-sidebar"
        assert toggle.get_attribute("aria-expanded") == "true"
        toggle.press("Enter")
        visit.page.locator(sidebar).wait_for(state="hidden")
        assert toggle.get_attribute("aria-expanded") == "false"
        toggle.press("Enter")
        visit.page.locator(sidebar).wait_for(state="visible")
        assert visit.faults == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_home_page_is_read_without_scripts(width, theme, address, browser):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{address}/index.html")
    page.wait_for_url(f"{address}/{PAGES[0]}.html")
    assert page.url == f"{address}/{PAGES[0]}.html"
    assert page.locator("article h1").is_visible()
    assert page.locator(".fangzhi-headline").is_visible()
    for target in PAGES[1:3]:
        link = page.locator(f".bd-docs-nav a[href$='{target.rpartition('/')[2]}.html']")
        assert link.is_visible()
        assert 0 <= link.bounding_box()["x"] < width
    assert page.locator("button:visible").count() == 0, "no button that does nothing"
    # No script runs in the page; its styles tell through the locator, which asks from outside.
    ground = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    ink = page.locator("article h1").evaluate("heading => getComputedStyle(heading).color")
    assert (brightness(ground) < 60) == (theme == "dark")
    assert abs(brightness(ground) - brightness(ink)) > 150
    page.locator(f".bd-docs-nav a[href$='{PAGES[1].rpartition('/')[2]}.html']").click()
    page.wait_for_url(f"{address}/{PAGES[1]}.html")
    page.locator(".next-page, .right-next").first.wait_for()
    context.close()


def brightness(colour):
    """The mean of the three channels of `rgb(…)`."""
    return sum(float(part) for part in colour.partition("(")[2].rstrip(")").split(",")[:3]) / 3
