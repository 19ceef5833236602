"""The pages of articles and terms of the seeds, as a reader gets them in a browser."""

import re
from html import unescape
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from visits import TOO_WIDE, Visit, violations

ARTICLE = "articles/d6c130ff22b7dbc4-02"
PAGES = (ARTICLE, "articles/d191296226365640-01", "articles/index", "terms/疫情")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_fault_in_every_view(page, address, browser):
    with Visit(browser, f"{address}/{quote(page)}.html") as visit:
        for view in visit.views():
            assert visit.page.evaluate(TOO_WIDE) == [], view
            assert visit.page.locator("article h1").count() == 1
            assert visit.faults == [], view
            assert violations(visit.page) == [], view


def test_a_line_of_text_holds_forty_characters_at_most(address, browser):
    for width in (1280, 1600, 390):
        with Visit(browser, f"{address}/{ARTICLE}.html", width) as visit:
            text = visit.page.locator(".fangzhi-printed")
            size = text.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
            assert size >= 16
            assert text.bounding_box()["width"] <= 40 * size + 1
            if width > 390:
                assert text.bounding_box()["width"] > 36 * size


def test_a_mark_tells_what_it_was_read_as_to_pointer_and_keyboard(address, browser):
    with Visit(browser, f"{address}/{ARTICLE}.html") as visit:
        for kind in ("date", "place"):
            mark = visit.page.locator(f"mark.fangzhi-{kind}[data-told]").first
            told = mark.get_attribute("data-told")
            box = visit.page.get_by_role("tooltip")
            mark.hover()
            assert box.text_content() == told
            visit.page.keyboard.press("Escape")
            visit.page.mouse.move(0, 0)
            box.wait_for(state="hidden")
            mark.focus()
            assert box.text_content() == told
            visit.page.keyboard.press("Escape")


def test_dates_and_places_are_told_apart_without_colour(address, browser):
    with Visit(browser, f"{address}/{ARTICLE}.html") as visit:
        styles = {
            kind: visit.page.locator(f"mark.fangzhi-{kind}[data-told]").first.evaluate(
                "element => getComputedStyle(element).textDecorationStyle"
            )
            for kind in ("date", "place")
        }
        assert len(set(styles.values())) == 2


def test_a_mark_tells_itself_without_scripts(address, browser):
    with Visit(browser, f"{address}/{ARTICLE}.html", java_script_enabled=False) as visit:
        mark = visit.page.locator("mark[data-told]").first
        mark.hover()
        content = mark.evaluate("element => getComputedStyle(element, '::after').content")
        assert content == f'"{mark.get_attribute("data-told")}"'


def test_a_link_of_a_chapter_leads_to_its_sentence_and_lights_it(address, browser):
    with Visit(browser, f"{address}/notebooks/04_timeline.html") as visit:
        link = visit.page.locator(f'a[href*="{ARTICLE}.html#at-"]:visible').first.get_attribute("href")
        visit.page.goto(urljoin(visit.page.url, link))
        sentence = visit.page.locator(".fangzhi-sentence:has(:target)")
        box = sentence.bounding_box()
        assert 0 < box["y"] < 700
        assert sentence.evaluate("element => getComputedStyle(element).backgroundColor") != "rgba(0, 0, 0, 0)"
        assert visit.page.locator(".fangzhi-sentence").count() > 1, "others are not lit"
        assert sentence.count() == 1


def test_the_headline_is_printed(address, browser):
    with Visit(browser, f"{address}/{ARTICLE}.html") as visit:
        visit.page.emulate_media(media="print")
        assert visit.page.locator("article h1").is_visible()
        assert visit.page.locator(".fangzhi-turn").is_hidden()


def test_the_list_is_searched_sorted_and_entered_by_province(address, browser):
    with Visit(browser, f"{address}/articles/index.html#province-河南") as visit:
        row = visit.page.locator("tr:target")
        assert "河南" in row.text_content()
        assert 0 < row.bounding_box()["y"] < 900
        rows = visit.page.locator("#tbl-articles tbody tr:visible")
        assert rows.count() == 17
        visit.page.get_by_role("searchbox", name="Search this table").fill("湖北日报")
        assert rows.count() == 3
        visit.page.get_by_role("searchbox", name="Search this table").fill("")
        visit.page.get_by_role("button", name="characters").click()
        numbers = [int(text) for text in rows.locator("td:nth-child(5)").all_text_contents()]
        assert numbers == sorted(numbers)


def test_every_link_of_these_pages_leads_somewhere(book):
    pages = {
        path: path.read_text("utf-8")
        for folder in ("articles", "terms")
        for path in (book.site / folder).iterdir()
    }
    assert len(pages) > 20
    dead = []
    for path, content in pages.items():
        for link in set(re.findall(r'(?<!prefetch" )href="([^"]+)"', content)):
            parts = urlsplit(unescape(link))
            if parts.scheme or not parts.path:
                continue
            target = (path.parent / unquote(parts.path)).resolve()
            text = pages.get(target) or (target.is_file() and target.read_text("utf-8", errors="replace"))
            anchor = unquote(parts.fragment)
            if text is False or (anchor and f'id="{anchor}"' not in text):
                dead.append((path.name, link))
    assert dead == []


def test_each_sentence_of_a_term_leads_to_the_word_in_its_article(book):
    checked = 0
    for path in (book.site / "terms").iterdir():
        content = path.read_text("utf-8")
        lines = re.findall(
            r'<mark>([^<]*)</mark>.*?<a href="\.\./articles/([^"#]*)#(at-\d+)"', content, re.DOTALL
        )
        for word, article, anchor in lines:
            text = (book.site / "articles" / article).read_text("utf-8")
            after = text.partition(f'<span id="{anchor}"></span>')[2]
            shown = unescape(re.sub("<[^>]*>", "", after[: 2000 + len(word)]))
            assert shown.startswith(unescape(word)), (path.name, article, anchor)
            checked += 1
    assert checked > 200
