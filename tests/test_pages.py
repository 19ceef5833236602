"""The book of the seeds as a reader gets it: each page in a browser, wide and narrow, light and dark."""

import gzip
import io
import itertools
import re
import shutil
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlencode, urlsplit

import pytest
from golden_bodies import SEEDS
from PIL import Image
from test_search import make_corpus
from visits import TOO_WIDE, VIEWS, Visit, serve, violations

from helpers.corpus import open_corpus
from helpers.fingerprint import project_folder
from helpers.site.project import Project
from helpers.site.search import write_search

PAGES = Project(project_folder()).pages
BESIDE = ["search", "404"]  # in no table of contents
MOST_BYTES = 1_000_000
# Pictures in view must have loaded; all must say what they show.
PICTURES = """() => [...document.images].map(image => ({
    alt: image.alt.trim(), source: image.src.slice(0, 80),
    broken: image.checkVisibility() && !(image.complete && image.naturalWidth > 0),
}))"""
# A line of a drawing as broad as a margin would cover what lies below it; one that is not seen may be.
BROAD_LINES = """() => [...document.querySelectorAll('.fangzhi-figure svg *')].filter(element => {
    const {stroke, strokeWidth, strokeOpacity} = getComputedStyle(element);
    return parseFloat(strokeWidth) > 20 && Number(strokeOpacity) > 0 && !/^none|transparent|, 0\\)$/.test(stroke);
}).map(element => element.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="session")
def shots(request):
    folder = request.config.getoption("--shots")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
    return folder and Path(folder)


class Opened(NamedTuple):
    """A page that was opened in each view: what was seen in them, what the first one cost, and the visit, still in the last."""

    seen: dict[tuple[int, str], dict[str, object]]
    sizes: dict[str, int]
    visit: Visit


@pytest.fixture(scope="module")
def opened(request, address, browser, shots):
    with Visit(browser, f"{address}/{request.param}.html") as visit:
        sizes = {answer.url: len(gzip.compress(answer.body(), 6)) for answer in visit.responses}
        seen = {}
        for width, theme in visit.views():
            if shots:
                shot = shots / f"{request.param.rpartition('/')[2]}-{width}-{theme}.png"
                visit.page.screenshot(path=shot, full_page=True)
            seen[width, theme] = {
                "pictures": visit.page.evaluate(PICTURES),
                "theme": visit.page.locator("html").get_attribute("data-theme"),
                "too wide": visit.page.evaluate(TOO_WIDE),
                "broad lines": visit.page.evaluate(BROAD_LINES),
                "faults": list(visit.faults),
            }
        yield Opened(seen, sizes, visit)


@pytest.mark.parametrize("opened", [*PAGES, "search"], indirect=True)
def test_a_page_opens_without_fault_in_every_view(opened):
    assert list(opened.seen) == VIEWS
    for (_, theme), seen in opened.seen.items():
        pictures = seen.pop("pictures")
        assert [picture for picture in pictures if picture["broken"] or not picture["alt"]] == []
        assert seen == {"theme": theme, "too wide": [], "broad lines": [], "faults": []}


@pytest.mark.parametrize("opened", [*PAGES, *BESIDE], indirect=True)
def test_a_page_is_light(opened, book):
    """What it costs a new reader, each file packed, the Chinese font among them whatever fonts are here."""
    assert opened.sizes
    font = book.site / "_static" / "fangzhi-zh.woff"
    sizes = {font.name: font.stat().st_size} | opened.sizes
    if any(url.endswith(font.name) for url in opened.sizes):
        del sizes[font.name]
    heaviest = sorted(sizes.items(), key=lambda item: -item[1])[:5]
    assert sum(sizes.values()) < MOST_BYTES, heaviest
    assert not [url for url in sizes if re.search(r"fontawesome|fa-solid|bootstrap\.js|searchtools", url)]


@pytest.mark.parametrize("opened", PAGES, indirect=True)
def test_a_page_has_its_headings_and_title(opened):
    visit = opened.visit
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


@pytest.mark.parametrize("opened", PAGES, indirect=True)
def test_every_link_within_the_site_leads_somewhere(opened, address, book):
    links = opened.visit.page.locator("a[href]").evaluate_all(
        "elements => elements.map(element => new URL(element.getAttribute('href'), location).href)"
    )
    dead = []
    for link in sorted({link for link in links if link.startswith(address)}):
        parts = urlsplit(link)
        target = book.site / unquote(parts.path).lstrip("/")
        anchor = unquote(parts.fragment)
        if not target.exists() or (anchor and f'id="{anchor}"' not in target.read_text(encoding="utf-8")):
            dead.append(link)
    assert dead == []


def test_the_way_in(address, browser):
    with Visit(browser, f"{address}/index.html") as visit:
        visit.page.wait_for_url(f"**/{PAGES[0]}.html")


class Search(Visit):
    """The search page with what it found for a query."""

    def __init__(self, browser, address, query, *, more="", **view):
        super().__init__(browser, f"{address}/search.html?{urlencode({'q': query})}{more}", **view)
        self.status = self.page.locator("#search-status")
        self.results = self.page.locator("#search-results > li")
        self.settle()

    def settle(self):
        self.page.locator("#search-results[aria-busy=false]").wait_for(state="attached")

    def addresses(self):
        """The results that hold the query as typed, or all its words."""
        self.more()
        items = self.results.evaluate_all(
            "items => items.map(item => [item.className, item.querySelector('h2 a').getAttribute('href')])"
        )
        kept = itertools.takewhile(lambda item: not item[0], items)
        return [unquote(link).partition("#")[0] for _, link in kept]

    def more(self):
        button = self.page.get_by_role("button", name="More results")
        while button.is_visible():
            shown = self.results.count()
            button.click()
            self.page.wait_for_function(
                "n => document.querySelectorAll('#search-results > li').length > n", arg=shown
            )


def articles_with(text):
    """The pages of the seeds' articles that hold a text, whatever spaces are in it."""
    articles = open_corpus(SEEDS).articles
    whole = (articles["title"].fillna("") + "¶" + articles["text"]).str.replace(r"\s", "", regex=True)
    held = articles["article_id"][whole.str.contains(text, regex=False)]
    return {f"articles/{article_id}.html" for article_id in held}


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("防控工作", "防控工作"),
        ("網格員", "网格员"),
        ("情防", "情防"),  # no words
        ("毗", "毗"),
        ("2月14日", "2月14日"),
        ("是勞務輸出大省，與湖北經貿往來頻繁", "是劳务输出大省，与湖北经贸往来频繁"),
    ],
)
def test_every_page_that_holds_a_query_is_found_in_either_script_and_no_other_article(
    query, text, address, browser, book
):
    with Search(browser, address, query) as search:
        found = search.addresses()
        assert {link for link in found if link.startswith("articles/")} == articles_with(text)
        assert search.status.text_content().startswith(f"{len(found)} page")
        assert all((book.site / link).is_file() for link in found)
        marks = search.results.first.locator("mark").all_text_contents()
        assert {re.sub(r"\s", "", mark) for mark in marks} == {text}
        passage = search.results.first.locator("p").nth(1)
        assert passage.locator("[lang=zh]").count()
        assert search.faults == []


def test_a_query_that_no_page_holds_finds_its_parts_and_a_shorter_one(address, browser):
    with Search(browser, address, "江西省疫情防控") as search:
        assert "No page holds" in search.status.text_content()
        assert search.results.first.locator("mark").first.text_content() in "江西省疫情防控"
        search.status.get_by_role("link", name="疫情防控").click()
        search.page.wait_for_url(f"**/search.html?{urlencode({'q': '疫情防控'})}")
        search.settle()
        assert search.addresses()
        assert set(search.results.first.locator("mark").all_text_contents()) == {"疫情防控"}
    with Search(browser, address, "网格员们") as search:
        assert search.results.first.locator("mark").first.text_content() == "网格员"
    with Search(browser, address, "zzzqqqq") as search:
        assert search.results.count() == 0
        assert "Try a shorter word" in search.status.text_content()
        assert search.faults == []


def test_english_is_found_by_its_stems_and_leads_to_the_section(address, browser, book):
    with Search(browser, address, "reprints") as search:
        first = search.results.first
        assert first.locator("h2").text_content() == "Cleaning"
        assert {text.lower() for text in search.page.locator("mark").all_text_contents()} > {
            "reprints",
            "reprinted",
        }
        link = first.locator("h3 a").first.get_attribute("href")
        page, _, anchor = link.partition("#")
        assert f'id="{anchor}"' in (book.site / page).read_text(encoding="utf-8")
    with Search(browser, address, "reprints", more="&part=articles") as search:
        assert "Nothing chosen here holds" in search.status.text_content()
        search.page.get_by_role("button", name="Show all").click()
        search.results.first.wait_for()
        assert "part=" not in search.page.url


def test_markup_in_a_query_stays_text(address, browser):
    query = "<img src=x onerror=alert(1)> 防控"
    with Search(browser, address, query) as search:
        assert search.status.locator("q").text_content() == query
        assert search.page.locator("img[src=x]").count() == 0
        assert search.faults == []


def test_filters_count_pages_and_stand_in_the_address(address, browser):
    with Search(browser, address, "疫情", more="&province=江苏") as search:
        assert search.page.get_by_label("Articles from").input_value() == "江苏"
        (only,) = search.addresses()
        assert only.startswith("articles/")
        province = search.page.get_by_label("Articles from")
        assert province.locator("option:checked").text_content() == "江苏 Jiangsu (1)"
        province.select_option("")
        search.page.get_by_label("Part of the book").select_option("chapters")
        search.page.wait_for_url("**/search.html?q=*&part=chapters")
        search.settle()
        found = search.addresses()
        label = search.page.get_by_label("Part of the book").locator("option:checked").text_content()
        assert label == f"Chapters ({len(found)})"
        assert all(link.startswith("notebooks/") for link in found)


def test_the_search_box_of_a_page_leads_to_the_search_and_arrows_through_its_results(address, browser):
    with Visit(browser, f"{address}/{PAGES[0]}.html") as visit:
        visit.page.keyboard.press("Control+k")
        visit.page.keyboard.type("防控")
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url("**/search.html?q=*")
        visit.page.locator("#search-results a").first.wait_for()
        visit.page.locator("#search-input").focus()
        visit.page.keyboard.press("ArrowDown")
        assert visit.page.evaluate("document.activeElement.closest('li') !== null")
        visit.page.keyboard.press("ArrowUp")
        assert visit.page.evaluate("document.activeElement.id") == "search-input"
        assert visit.faults == []


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_the_results_are_accessible_and_fit(width, theme, address, browser, shots):
    with Search(browser, address, "网格员们 province", width=width, theme=theme) as search:
        assert violations(search.page) == []
        assert search.page.evaluate(TOO_WIDE) == []
        if shots:
            search.page.screenshot(path=shots / f"search-{width}-{theme}.png", full_page=True)


def test_the_search_page_says_what_it_needs(book, address, browser):
    with Visit(browser, f"{address}/search.html") as visit:
        assert visit.page.locator("#search-hint").is_visible()
        assert visit.faults == []
    context = browser.new_context()
    page = context.new_page()
    page.goto((book.site / "search.html").as_uri())
    assert "web server" in page.locator("#search-status").text_content()
    context.close()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/search.html")
    assert page.locator("article noscript p").is_visible()
    context.close()


def test_texts_of_all_kinds_are_searched_over_several_indexes(book, browser, tmp_path, monkeypatch):
    """A corpus without provinces and dates, in Traditional characters and with markup, indexed in parts."""
    site = shutil.copytree(book.site, tmp_path / "site")
    texts = {
        "d-1": (None, None, "社區的網格員深入樓棟。<script>alert(1)</script> {{ x }} $y$ </textarea>結束"),
        "d-2": ("<b>長</b>" * 75, None, "网格员　２０２０年。"),
    }
    for name in texts:
        (site / "articles" / f"{name}.html").touch()
    monkeypatch.setattr("helpers.site.search.MOST_CHARACTERS", 20_000)
    write_search(site, make_corpus(texts, publish_text=True))
    assert (site / "pagefind" / "3").is_dir()
    with serve(site) as address:
        with Search(browser, address, "网格员") as search:
            assert {"articles/d-1.html", "articles/d-2.html"} < set(search.addresses())
            shown = search.page.locator("#search-results").inner_text()
            assert "<script>alert(1)</script> {{ x }} $y$ </textarea>結束" in shown
            assert "<b>長</b><b>長</b>" in shown
            assert search.faults == []
        with Search(browser, address, "2020年") as search:
            assert "articles/d-2.html" in search.addresses()


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


TIMELINE = "notebooks/04_timeline.html"
INTO_VIEW = "element => element.scrollIntoView({block: 'center', behavior: 'instant'})"
# Which of some marks no other mark lies on.
NOT_COVERED = """marks => marks.findIndex(mark => {
    const {left, right, top, bottom} = mark.getBoundingClientRect();
    return document.elementFromPoint((left + right) / 2, (top + bottom) / 2) === mark;
})"""


def test_a_mark_tells_itself_in_a_box_to_the_pointer_and_the_keyboard(address, browser):
    with Visit(browser, f"{address}/{TIMELINE}") as visit:
        box = visit.page.get_by_role("tooltip")
        mark = visit.page.locator("#fig-events a.fangzhi-mark").last
        told = mark.get_attribute("data-told")
        assert mark.get_attribute("aria-label") == told.partition("\n")[0]
        mark.evaluate(INTO_VIEW)  # the box goes when the page scrolls
        mark.hover(force=True)
        assert box.inner_text() == told
        assert box.locator("[lang=zh]").count() == 1, "the sentence"
        assert mark.get_attribute("aria-describedby") == box.get_attribute("id")
        visit.page.keyboard.press("Escape")
        assert box.count() == 0
        assert mark.get_attribute("aria-describedby") is None
        assert visit.page.locator("main .fangzhi-figure [title]").count() == 0, (
            "no second box of the browser's"
        )


def test_on_a_phone_the_first_tap_tells_and_the_second_leads(address, browser):
    with Visit(browser, f"{address}/{TIMELINE}", 390, has_touch=True, is_mobile=True) as visit:
        box = visit.page.get_by_role("tooltip")
        visit.page.locator("#fig-events").evaluate(INTO_VIEW)
        topmost = visit.page.locator("#fig-events a.fangzhi-mark").evaluate_all(NOT_COVERED)
        for mark in (
            visit.page.locator("#fig-publications a.fangzhi-mark").last,
            visit.page.locator("#fig-calendar a.fangzhi-day").first,
            visit.page.locator("#fig-events a.fangzhi-mark").nth(topmost),
        ):
            mark.evaluate(INTO_VIEW)
            mark.tap(force=True)
            assert box.inner_text() == mark.get_attribute("data-told")
            room = box.bounding_box()
            assert 0 <= room["x"] <= room["x"] + room["width"] <= 390
            assert visit.page.evaluate("location.hash") == ""
        mark.tap(force=True)
        assert visit.page.evaluate("location.hash") == mark.get_attribute("href")


def test_a_drawing_is_one_stop_of_the_tab_key_and_its_marks_are_reached_by_arrows(address, browser):
    with Visit(browser, f"{address}/{TIMELINE}") as visit:
        box, press = visit.page.get_by_role("tooltip"), visit.page.keyboard.press
        stops = "marks => marks.flatMap((mark, i) => mark.tabIndex < 0 ? [] : [i])"
        at = "marks => marks.indexOf(document.activeElement)"
        for figure in ("publications", "events", "calendar", "map"):
            marks = visit.page.locator(
                f"#fig-{figure} [data-told]:is(.fangzhi-mark, .fangzhi-day, .fangzhi-tile)"
            )
            last = marks.count() - 1
            assert marks.evaluate_all(stops) == [0]
            marks.first.focus()
            for key, reached in (("ArrowRight", 1), ("End", last), ("ArrowLeft", last - 1), ("Home", 0)):
                press(key)
                assert marks.evaluate_all(at) == reached
                assert marks.evaluate_all(stops) == [reached]
                assert box.inner_text() == marks.nth(reached).get_attribute("data-told")
            start = marks.first.bounding_box()
            press("ArrowDown")
            below = marks.nth(marks.evaluate_all(at)).bounding_box()
            assert below["y"] > start["y"], "down is down"
        tile = visit.page.locator("#fig-map a.fangzhi-tile").first
        link = tile.evaluate("tile => tile.href")
        visit.page.route("**/articles/*", lambda route: route.fulfill(body="here", content_type="text/html"))
        tile.focus()
        press("Enter")
        visit.page.wait_for_url(link)


def test_without_scripts_marks_are_links_with_their_titles(address, browser):
    with Visit(browser, f"{address}/{TIMELINE}", java_script_enabled=False) as visit:
        for marks in ("#fig-events a.fangzhi-mark", "#fig-calendar a.fangzhi-day", "#fig-map a.fangzhi-tile"):
            mark = visit.page.locator(marks).first
            assert mark.get_attribute("title").startswith(mark.get_attribute("aria-label"))
            assert mark.get_attribute("href")
            assert mark.get_attribute("tabindex") is None


# The line of pixels through the middle of each mark of some kind: where it is on the page, and how far it goes.
MIDDLES = """marks => marks.map(mark => mark.getBoundingClientRect()).filter(rect => rect.width).map(rect => [
    Math.floor(rect.left + scrollX), Math.floor(rect.right + scrollX), Math.floor((rect.top + rect.bottom) / 2 + scrollY),
])"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("page", "kinds"),
    [
        (TIMELINE, (".fangzhi-legend .fangzhi-mark", "a.fangzhi-mark", "a.fangzhi-day", "a.fangzhi-tile")),
        (
            "notebooks/03_provinces.html",
            (".fangzhi-keyness .fangzhi-mark > span:last-child", "a.fangzhi-tile"),
        ),
    ],
)
def test_marks_differ_from_the_page_by_three_to_one(page, kinds, theme, address, browser):
    with Visit(browser, f"{address}/{page}", theme=theme) as visit:
        picture, places = picture_at_rest(visit.page, [f"main {kind}" for kind in kinds])
        ground = picture.getpixel((picture.width // 2, picture.height - 5))
        for kind, middles in places.items():
            assert middles, kind
            for left, right, y in middles:
                # Of what is wider than a dot, the edge: what is written on it is another matter.
                end = left + 4 if right - left > 24 else max(right, left + 1)
                colours = {picture.getpixel((x, y)) for x in range(left, end)}
                assert max(contrast(colour, ground) for colour in colours) >= 3, (kind, left, y)


def picture_at_rest(page, selectors):
    """The whole page and where its marks stand in it. A picture of more than the window resizes the page while it is taken, so
    the window is made as high as the page; the picture counts only when the marks stand where they stood before."""
    page.set_viewport_size({"width": 1280, "height": page.evaluate("document.documentElement.scrollHeight")})
    for _ in range(50):
        before, shot = places(page, selectors), page.screenshot()
        if before == places(page, selectors):
            return Image.open(io.BytesIO(shot)).convert("RGB"), before
    raise AssertionError("the page never comes to rest")


def places(page, selectors):
    return {selector: page.locator(selector).evaluate_all(MIDDLES) for selector in selectors}


def contrast(one, other):
    """The ratio of two colours, as WCAG 2 defines it."""
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (value / 255 for value in colour)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


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
