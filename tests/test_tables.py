"""Tables that a reader sorts and searches: what show_table wrote, with the book's script and style sheet, in a browser."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from helpers import figures
from helpers.fingerprint import project_folder
from helpers.site.project import Project
from helpers.site.webfont import write_webfont

STATIC = project_folder() / "book" / "_static"
HOSTILE = "<img src=x onerror=\"document.title='run'\">"
# Rates are equal as they are shown, numbers would stand otherwise as text, places otherwise by code point.
TABLE = pd.DataFrame(
    [
        ("上海", 2, 0.12342, "Party", "社区防控"),
        ("安徽", 12345, 0.12341, "party", "企业"),
        (None, None, None, HOSTILE, "防控一线"),
        ("北京", 10, -3.0, "PARTY", "2020年"),
        ("湖北", 9, float("inf"), None, "党员"),
    ],
    columns=["place", "n", "rate", "kind", "text"],
).astype({"n": "Int64"})
HEADINGS = {"place": "place", "n": HOSTILE, "rate": "rate", "kind": "kind", "text": "text"}
LISTED = ["上海", "安徽", "–", "北京", "湖北"]
MANY = pd.DataFrame({"n": range(100), "word": "词"})
PAGE = """<!DOCTYPE html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8">
<link rel="icon" href="data:,"><link rel="stylesheet" href="_static/fangzhi.css">
<script src="_static/tables.js"></script></head><body class="bd-article">{tables}</body></html>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A page with a plain table, the table above, and one of which the first rows stand on the page."""
    folder = tmp_path_factory.mktemp("tables")
    bundles: list[dict[str, str]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
        figures.show_table(TABLE.head(2), "Plain.", name="plain", columns=HEADINGS)
        figures.show_table(TABLE, "Places.", name="places", columns=HEADINGS)
        figures.show_table(MANY, "Many.", name="many", rows=40)
    (folder / "_static").mkdir()
    for name in ("fangzhi.css", "tables.js"):
        shutil.copy(STATIC / name, folder / "_static" / name)
    tables = "\n".join(bundle["text/html"] for bundle in bundles)
    (folder / "index.html").write_text(PAGE.format(theme="light", tables=tables), encoding="utf-8")
    write_webfont(folder)
    return folder


class Reader:
    """A reader of the page, who looks at one table."""

    def __init__(self, page, name="places"):
        self.page = page
        self.figure = page.locator(f"#tbl-{name}")
        self.search = self.figure.get_by_label("Search this table")
        self.columns = self.figure.get_by_label("Sort by")
        self.direction = self.figure.locator(".fangzhi-sort-by button")

    def head(self, i):
        return self.figure.locator("thead button").nth(i)

    @property
    def cells(self):
        """The first column, as far as it is to be seen."""
        return self.figure.locator("tbody tr:visible td:first-child").all_text_contents()

    @property
    def count(self):
        return self.figure.get_by_role("status").text_content()

    @property
    def sorted(self):
        return self.figure.locator("th").evaluate_all("heads => heads.map(head => head.ariaSort)")


@pytest.fixture
def read(browser, folder):
    """Open the page for a reader; whatever goes wrong on it, or is fetched from elsewhere, is a fault."""
    contexts, faults = [], []

    def open_page(name="places", width=1280, script=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text))
        page.on("requestfailed", lambda request: faults.append(request.url))
        page.goto((folder / "index.html").as_uri())
        return Reader(page, name)

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def test_numbers_sort_as_numbers_and_missing_ones_stand_last_both_ways(read):
    reader = read()
    assert reader.cells == LISTED
    reader.head(1).click()
    assert reader.cells == ["上海", "湖北", "北京", "安徽", "–"]
    assert reader.sorted == [None, "ascending", None, None, None]
    reader.head(1).click()
    assert reader.cells == ["安徽", "北京", "湖北", "上海", "–"]
    assert reader.sorted == [None, "descending", None, None, None]
    reader.head(0).click()
    assert reader.sorted == ["ascending", None, None, None, None]


def test_numbers_sort_by_what_they_are_not_by_what_is_shown(read):
    reader = read()
    assert reader.figure.get_by_text("0.123", exact=True).count() == 2
    reader.head(2).click()
    assert reader.cells == ["北京", "安徽", "上海", "湖北", "–"]
    reader.head(2).click()
    assert reader.cells == ["湖北", "上海", "安徽", "北京", "–"]


def test_chinese_sorts_by_pinyin_and_missing_text_stands_last(read):
    reader = read()
    reader.head(0).click()
    assert reader.cells == ["安徽", "北京", "湖北", "上海", "–"]
    reader.head(0).click()
    assert reader.cells == ["上海", "湖北", "北京", "安徽", "–"]


def test_equal_rows_keep_their_order(read):
    reader = read("many")
    reader.head(1).click()
    reader.head(1).click()
    assert reader.cells == [str(n) for n in range(40)], "equal, so left alone, descending too"
    reader.head(0).click()
    reader.head(0).click()
    reader.head(1).click()
    assert reader.cells == [str(n) for n in reversed(range(40))], "equal, so as sorted before"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("防控", ["上海", "–"]),
        (" 防控　", ["上海", "–"]),
        ("pArTy", ["上海", "安徽", "北京"]),
        ("２０２０", ["北京"]),
        ("12,345", ["安徽"]),
        ("<img", ["–"]),
        ("海2", []),
        ("", LISTED),
    ],
)
def test_the_search_finds_what_stands_in_one_cell(read, wanted, found):
    reader = read()
    reader.search.fill("nowhere")
    assert (reader.cells, reader.count) == ([], "0 of 5 rows")
    reader.search.fill(wanted)
    assert reader.cells == found
    assert reader.count == f"{len(found)} of 5 rows"


def test_the_search_and_the_order_hold_together(read):
    reader = read()
    reader.search.fill("party")
    reader.head(1).click()
    assert reader.cells == ["上海", "北京", "安徽"]
    reader.search.fill("")
    assert reader.cells == ["上海", "湖北", "北京", "安徽", "–"]


def test_what_an_input_method_composes_is_not_searched_yet(read):
    reader = read()
    reader.search.focus()
    keys = reader.page.context.new_cdp_session(reader.page)
    keys.send("Input.imeSetComposition", {"text": "fang'kong", "selectionStart": 9, "selectionEnd": 9})
    assert reader.search.input_value() == "fang'kong"
    assert reader.count == "5 of 5 rows"
    keys.send("Input.insertText", {"text": "防控"})
    assert reader.count == "2 of 5 rows"


def test_the_count_is_announced_and_says_what_is_searched(read):
    reader = read("many")
    assert reader.figure.get_by_role("status").get_attribute("aria-live") == "polite"
    assert reader.count == "40 of the first 40 rows"
    reader.search.fill("7")
    assert reader.count == "4 of the first 40 rows"


def test_the_keyboard_is_enough(read):
    reader = read()
    reader.search.focus()
    reader.page.keyboard.type("party")
    stops = 0
    while reader.page.evaluate("document.activeElement.textContent") != HOSTILE:
        reader.page.keyboard.press("Tab")
        stops += 1
    assert stops == 3, "the box that scrolls, the first head, the second"
    reader.page.keyboard.press("Enter")
    assert reader.cells == ["上海", "北京", "安徽"]
    reader.page.keyboard.press("Space")
    assert reader.cells == ["安徽", "北京", "上海"]
    assert reader.head(1).evaluate("button => button === document.activeElement")
    assert reader.head(1).evaluate("button => getComputedStyle(button).outlineStyle") == "solid"


def test_on_a_phone_one_chooses_column_and_direction(read):
    reader = read(width=390)
    assert reader.columns.locator("option").all_text_contents() == ["order as listed", *HEADINGS.values()]
    assert reader.direction.is_disabled()
    reader.columns.select_option(HOSTILE)
    assert reader.cells == ["上海", "湖北", "北京", "安徽", "–"]
    assert reader.direction.text_content() == "ascending"
    reader.direction.click()
    assert reader.cells == ["安徽", "北京", "湖北", "上海", "–"]
    assert reader.direction.text_content() == "descending"
    reader.search.fill("防控")
    assert reader.cells == ["上海", "–"], "hidden rows are hidden though rows are flex boxes"
    reader.search.fill("")
    reader.columns.select_option("order as listed")
    assert reader.cells == LISTED
    assert reader.sorted == [None] * 5
    assert reader.page.evaluate("document.documentElement.scrollWidth") == 390


def test_each_width_has_one_way_to_sort(read):
    wide, narrow = read(), read(width=390)
    assert wide.head(0).is_visible()
    assert not wide.columns.is_visible()
    assert not wide.direction.is_visible()
    assert narrow.columns.is_visible()
    assert narrow.direction.is_visible()
    # Out of sight by `clip-path`, it would still be a stop for the keyboard.
    assert not narrow.head(0).is_visible()
    wide.head(1).click()
    wide.head(1).click()
    wide.page.set_viewport_size({"width": 390, "height": 900})
    assert wide.columns.input_value() == "1"
    assert wide.direction.text_content() == "descending", "both ways show the same order"


def test_the_head_stays_while_the_box_scrolls_and_sorting_goes_to_the_top(read):
    reader = read("many")
    box = reader.figure.locator(".table-scroll")
    box.evaluate("box => box.scrollTo(0, 400)")
    assert box.evaluate("box => box.scrollTop") == 400
    above = (
        "head => head.getBoundingClientRect().top - head.closest('.table-scroll').getBoundingClientRect().top"
    )
    assert reader.figure.locator("th").first.evaluate(above) == 0
    reader.head(0).click()
    assert box.evaluate("box => box.scrollTop") == 0


def test_nothing_of_a_table_becomes_markup(read):
    for reader in (read(), read(width=390)):
        assert reader.figure.locator("img").count() == 0
        assert reader.page.title() == ""
        assert reader.head(1).text_content() == HOSTILE
        assert reader.figure.locator("tbody tr").nth(2).locator("td").nth(3).text_content() == HOSTILE


def test_without_the_script_or_an_order_worth_changing_a_table_is_only_a_table(read):
    for reader, listed in ((read(script=False), LISTED), (read("plain"), LISTED[:2])):
        assert reader.figure.locator("button, input, select").count() == 0
        assert reader.cells == listed
        assert reader.figure.locator("th").all_text_contents() == list(HEADINGS.values())


def test_the_script_reads_nothing_as_markup_and_fetches_nothing():
    script = (STATIC / "tables.js").read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|https?:|fetch", script)


def test_every_page_of_the_book_carries_the_script(book):
    assert (book.site / "_static" / "tables.js").read_bytes() == (STATIC / "tables.js").read_bytes()
    for page in Project(project_folder()).pages:
        path = book.site / f"{page}.html"
        (source,) = re.findall(r'<script[^>]* src="([^"?]*tables\.js)', path.read_text(encoding="utf-8"))
        assert Path(path.parent, source).resolve() == (book.site / "_static" / "tables.js").resolve()
