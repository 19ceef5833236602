"""The explorer in a browser: its arithmetic against the book's own, and what a reader does with the page."""

import itertools
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

import numpy as np
import pytest
from scipy import sparse, stats
from test_explorer import TEXTS, make_corpus
from test_tables import STATIC
from visits import violations

from helpers.comparison.measures import log_ratio
from helpers.comparison.provinces import _can_differ
from helpers.comparison.resampling import bootstrap_interval
from helpers.comparison.units import Side, count_rows, sum_rows
from helpers.places import province_names
from helpers.quotable import list_quotable
from helpers.site.explorer import show_explorer, write_explorer

PAGE = """<!DOCTYPE html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Explore</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<style>html {{ --pst-color-text-base: #222; --pst-color-text-muted: #555; --pst-color-border: #ccc;
--pst-color-background: #fff; --pst-color-surface: #eee; --pst-color-primary: #2f5d8a; --pst-color-link: #2f5d8a; }}
html[data-theme=dark] {{ --pst-color-text-base: #eee; --pst-color-text-muted: #aaa; --pst-color-border: #444;
--pst-color-background: #111; --pst-color-surface: #222; --pst-color-primary: #8fb8de; --pst-color-link: #8fb8de; }}
body {{ background: var(--pst-color-background); color: var(--pst-color-text-base); }} a {{ color: var(--pst-color-link); }}</style>
</head><body class="bd-article"><main><h1>Explore</h1>{body}</main></body></html>"""
READY = ".fangzhi-explorer[data-ready]"


def put(folder, corpus):
    """Make a site that is this page alone, and return its address on disk: a page must open without a server."""
    (folder / "_static").mkdir(parents=True)
    (folder / "book").mkdir()
    for path in STATIC.glob("explorer*"):
        shutil.copy(path, folder / "_static")
    body = show_explorer(corpus, {"03_provinces": ("Provinces", "../notebooks/03_provinces.html")})
    page = folder / "book" / "explorer.html"
    page.write_text(PAGE.format(theme="light", body=body), encoding="utf-8")
    write_explorer(folder, corpus)
    return page.as_uri()


def visit(browser, address, width=1280):
    """Open the page and wait for its words; what goes wrong on it fails the test."""
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    page.faults = []
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("requestfailed", lambda request: page.faults.append(request.url))
    page.goto(address)
    page.locator(READY).wait_for()
    return page


def make_side(random, n_witnesses, n_terms, burst=0.5):
    """Witnesses of unlike length that use words in bursts; many words are rare."""
    tokens = random.integers(80, 900, n_witnesses).astype("float64")
    rates = 10 ** random.uniform(-4.2, -1.7, n_terms)
    bursts = random.gamma(burst, 1 / burst, (n_witnesses, n_terms))
    return Side(sparse.csr_matrix(random.poisson(tokens[:, None] * rates * bursts).astype("float64")), tokens)


def pack(side):
    """A side as the page's script takes it."""
    counts = side.counts
    sums = {
        "n": sum_rows(counts),
        "held": count_rows(counts),
        "squares": sum_rows(counts.multiply(counts)),
        "products": counts.T @ side.tokens,
    }
    return {
        "sums": {name: np.asarray(values).tolist() for name, values in sums.items()},
        "size": {
            "documents": len(side),
            "tokens": side.tokens.sum(),
            "squares": (side.tokens**2).sum(),
            "t": stats.t.ppf(0.975, len(side) - 1) if len(side) >= 5 else 0,
        },
    }


@pytest.fixture(scope="module")
def compare(browser):
    """The script's comparison of two sides, as arrays by column; words of neither side are left out."""
    page = browser.new_page()
    page.add_script_tag(path=STATIC / "explorer-statistics.js")

    def run(here, there):
        rows = page.evaluate(
            "([here, there]) => fangzhiStatistics.compare(here, there)", [pack(here), pack(there)]
        )
        return {name: np.array([row[name] for row in rows]) for name in rows[0]}

    return run


def linearised(side, other, term):
    """Student's t times the standard error of a log ratio, from its slope in each witness's weight, taken numerically."""
    x = np.concatenate([side.counts[:, [term]].toarray().ravel(), other.counts[:, [term]].toarray().ravel()])
    tokens = np.concatenate([side.tokens, other.tokens])
    here = np.arange(len(tokens)) < len(side)

    def ratio(weights):
        n, sizes = x * weights, tokens * weights
        return log_ratio(n[here].sum(), sizes[here].sum(), n[~here].sum(), sizes[~here].sum())

    step = 1e-4 * np.eye(len(tokens))
    slopes = np.array([(ratio(1 + h) - ratio(1 - h)) / 2e-4 for h in step])
    variance = sum(((part - part.mean()) ** 2).sum() for part in (slopes[here], slopes[~here]))
    fewest = min(len(side), len(other))
    return stats.t.ppf(0.975, fewest - 1) * np.sqrt(variance * fewest / (fewest - 1))


def test_ratios_are_the_chapters_and_intervals_those_of_the_raw_documents(compare):
    random = np.random.default_rng(5)
    here, there = make_side(random, 90, 60, burst=3), make_side(random, 140, 60, burst=3)
    found = compare(here, there)
    n, n_other = sum_rows(here.counts)[found["term"]], sum_rows(there.counts)[found["term"]]
    expected = log_ratio(n, here.tokens.sum(), n_other, there.tokens.sum())
    np.testing.assert_allclose(found["ratio"], expected, rtol=0, atol=1e-12)
    often = (found["held"] > 60) & (found["heldOther"] > 60)
    assert often.sum() > 8
    for term, reach in zip(found["term"][often], found["reach"][often], strict=True):
        assert reach == pytest.approx(linearised(here, there, term), rel=1e-5)


@pytest.mark.parametrize(("n_here", "n_there"), [(5, 5), (8, 60), (15, 400), (30, 30)])
def test_intervals_are_those_of_drawing_documents_again(n_here, n_there, compare):
    random = np.random.default_rng(n_here)
    here, there = make_side(random, n_here, 300), make_side(random, n_there, 300)
    found = compare(here, there)
    low, high = (ends[found["term"]] for ends in bootstrap_interval(here, there, 2000, random))
    both = sparse.vstack([here.counts, there.counts])
    able = _can_differ(count_rows(both.tocsr()), n_here, n_there)[found["term"]]
    np.testing.assert_array_equal(found["byDocuments"], able, "the words that the chapter gives an interval")
    near = np.where(found["ratio"] > 0, found["ratio"] - low, high - found["ratio"])
    share = (found["reach"] / near)[able]
    assert able.sum() > 30
    assert np.median(share) == pytest.approx(1, abs=0.06)
    assert np.quantile(share, 0.05) > 0.8
    assert np.quantile(share, 0.95) < 1.25


def test_with_few_documents_only_counting_is_told(compare):
    random = np.random.default_rng(2)
    here, there = make_side(random, 4, 50), make_side(random, 200, 50)
    found = compare(here, there)
    assert not found["byDocuments"].any()
    tokens, others = here.tokens.sum(), there.tokens.sum()
    error = np.sqrt(
        1 / (found["n"] + tokens / (tokens + others)) + 1 / (found["nOther"] + others / (tokens + others))
    )
    np.testing.assert_allclose(found["reach"], stats.norm.ppf(0.975) * error / np.log(2), rtol=1e-6)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    texts = TEXTS | {"b1": ("湖北", "2020-01-07", "<b onclick=x>社区</b>封闭，网格员值守。")}
    return put(tmp_path_factory.mktemp("small"), make_corpus(texts, publish_text=True))


def open_list(page):
    return page.locator(".fangzhi-explorer-item")


def test_a_reader_chooses_two_sides_a_word_and_a_period_and_finds_the_view_again(browser, small):
    page = visit(browser, small)
    page.locator("select[name=a]").select_option("江西 Jiangxi")
    page.locator("select[name=b]").select_option("湖北 Hubei")
    page.locator("[data-term]", has_text="网格员").click()
    panel = page.locator(".fangzhi-explorer-word")
    panel.get_by_text("江西 Jiangxi: 2 times in 1 source document").wait_for()
    assert panel.locator("h2").text_content().startswith("网格员")
    lines = panel.locator("li")
    assert lines.locator("mark").all_text_contents() == ["网格员"] * 3
    assert "<b onclick=x>社区</b>封闭，网格员值守。" in lines.last.text_content()
    link = lines.last.locator("a").get_attribute("href")
    assert unquote(link) == "../articles/b1.html#:~:text=<b onclick=x>社区</b>封闭，网格"
    address = unquote(page.url)
    assert address.endswith("#a=江西&b=湖北&term=网格员")
    again = visit(browser, page.url)
    assert again.locator(".fangzhi-explorer-word h2").text_content().startswith("网格员")
    page.get_by_label("Published").select_option("2020-03-09/2020-03-15")
    page.get_by_text("江西 Jiangxi has no article that is dated to this period").wait_for()
    assert not page.locator(".fangzhi-explorer-plot").is_visible()
    assert page.faults == again.faults == []


def test_with_few_documents_the_page_says_so_and_calls_nothing_different(browser, small):
    page = visit(browser, small)
    assert "Too few documents to test" in page.locator(".fangzhi-explorer-status").text_content()
    assert "the least that it can be, and no test" in page.locator(".fangzhi-explorer-notes").text_content()
    assert page.locator(".fangzhi-explorer-item").count() > 3
    assert page.locator(".fangzhi-explorer-item .fangzhi-explorer-filled").count() == 0
    assert page.locator("figcaption").text_content().startswith("counting alone")
    assert page.faults == []


def test_the_page_says_which_words_and_articles_it_lacks(browser, tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.site.explorer.texts.MOST_TERMS", 4)
    page = visit(browser, put(tmp_path, make_corpus(TEXTS | {"b3": ("湖北", None, "企业复工。")})))
    told = page.locator(".fangzhi-explorer-notes").text_content()
    assert "The page has the 4 most widespread words of 6. 1 article of unknown or inexact date" in told


def test_the_list_is_searched_sorted_and_walked_by_keyboard(browser, small):
    page = visit(browser, small)
    page.get_by_label("Search").fill("企")
    assert open_list(page).locator("[lang=zh]").all_text_contents() == ["企业"]
    page.get_by_label("Search").fill("")
    page.get_by_label("Sort").select_option("most frequent")
    numbers = [text.split(" : ") for text in open_list(page).locator("> small").all_text_contents()]
    totals = [int(n) + int(other) for n, other in numbers]
    assert totals == sorted(totals, reverse=True)
    item = open_list(page).nth(2)
    item.focus()
    term = item.get_attribute("data-term")
    page.keyboard.press("Enter")
    page.locator(".fangzhi-explorer-word li").first.wait_for()
    assert page.evaluate("document.activeElement.className") == "fangzhi-explorer-word"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.term") == term
    page.locator("select[name=field]").select_option("economy")
    assert set(open_list(page).locator("[lang=zh]").all_text_contents()) == {"企业", "复工"}
    assert page.faults == []


def test_a_mark_in_the_plot_is_told_and_opens_its_word_and_the_theme_redraws_it(browser, small):
    page = visit(browser, f"{small}#a=江西&b=湖北")
    canvas = page.locator(".fangzhi-explorer-canvas canvas[role=img]")
    assert "江西 Jiangxi against 湖北 Hubei" in canvas.get_attribute("aria-label")
    box = canvas.bounding_box()
    tip = page.locator(".fangzhi-explorer-tip")
    for x, y in itertools.product(range(60, int(box["width"]), 12), range(300, int(box["height"]) - 40, 12)):
        page.mouse.move(box["x"] + x, box["y"] + y)
        if tip.is_visible():
            break
    term = tip.locator("strong").text_content()
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.locator(".fangzhi-explorer-word h2", has_text=term).wait_for()
    light = canvas.evaluate("canvas => canvas.toDataURL()")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_timeout(50)
    assert canvas.evaluate("canvas => canvas.toDataURL()") != light


@pytest.mark.parametrize(("width", "theme"), [(1280, "dark"), (390, "light")])
def test_the_page_is_accessible_and_no_wider_than_its_window(width, theme, browser, small):
    page = visit(browser, small, width)
    page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
    for step in ("words", "word"):
        if step == "word":
            open_list(page).first.click()
            page.locator(".fangzhi-explorer-word li").first.wait_for()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_of_texts_that_are_not_published_what_may_be_is_quoted_and_the_page_says_so(browser, tmp_path):
    texts = {name: (province, day, text * 12) for name, (province, day, text) in TEXTS.items()}
    page = visit(browser, put(tmp_path, make_corpus(texts)) + "#a=江西&b=湖北&term=企业")
    told = page.locator(".fangzhi-explorer-word")
    told.get_by_text("about a quarter of each may be quoted").wait_for()
    quotes = told.locator("li > [lang=zh]").all_text_contents()
    assert quotes
    pieces = {text[start:end] for _, _, text in texts.values() for start, end in list_quotable(text)}
    assert {quote.strip("…") for quote in quotes} <= pieces


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """5,000 words of 34 provinces, five documents of each, so that a word is in nearly half of the provinces."""
    random = np.random.default_rng(0)
    words = ["".join(pair) for pair in itertools.product("".join(map(chr, range(0x4E00, 0x4E48))), repeat=2)][
        :5000
    ]
    texts, counted = {}, {}
    for place, province in enumerate(province_names()):
        for i in range(5):
            name = f"p{place:02}{i}"
            held = random.choice(len(words), 600, replace=False)
            texts[name] = (
                province,
                "2020-01-05",
                "".join(f"{words[k]}。" if k % 9 == 0 else words[k] for k in held),
            )
            counted[name] = {words[k]: int(n) for k, n in zip(held, random.integers(1, 30, 600), strict=True)}
    corpus = make_corpus(texts, counted=counted, publish_text=True)
    return put(tmp_path_factory.mktemp("large"), corpus)


# How long the page is busy after an event, to the moment when what it changed has been painted.
TIMED = """async ([event, condition]) => {
    const found = new Function(`return ${condition}`);
    const started = performance.now();
    new Function(event)();
    while (!found()) await new Promise(resolve => setTimeout(resolve, 0));
    document.body.offsetHeight;
    return performance.now() - started;
}"""
CHOOSE = "const s = document.querySelector('select[name={}]'); s.value = '{}'; s.dispatchEvent(new Event('change'))"
STATUS = "document.querySelector('.fangzhi-explorer-status').textContent"


def test_of_5000_words_and_34_provinces_a_click_is_answered_at_once(browser, large):
    page = visit(browser, large)
    assert page.locator("select[name=a] option").count() == 34
    assert re.search(r"[45],\d{3} words", page.evaluate(STATUS))
    names = province_names()
    steps = {
        "another province": (CHOOSE.format("a", 20), f"{STATUS}.startsWith('{names[20]}')"),
        "another side": (CHOOSE.format("b", 3), f"{STATUS}.includes('against {names[3]}')"),
        "one word": (
            "document.querySelector('.fangzhi-explorer-item').click()",
            "document.querySelector('.fangzhi-explorer-word li mark')",
        ),
        "a search": (
            "const q = document.querySelector('input[name=q]'); q.value = '一'; q.dispatchEvent(new Event('input'))",
            "document.querySelectorAll('.fangzhi-explorer-item').length <= 50",
        ),
    }
    spent = {}
    for name, (event, condition) in steps.items():
        spent[name] = page.evaluate(TIMED, [event, condition])
    # 100 ms are meant; a machine that does other things meanwhile takes longer.
    assert {name: round(ms) for name, ms in spent.items() if ms > 400} == {}
    assert page.faults == []


def test_what_the_page_loads_at_first_is_small(browser, large, book):
    """Of a large corpus the data, of the seeds' book the whole page; fonts aside, of which the icons' script is one."""
    for address, most in ((large, 700_000), ((book.site / "book" / "explorer.html").as_uri(), 1_500_000)):
        page = browser.new_context().new_page()
        loaded = set()
        page.on("request", lambda request, loaded=loaded: loaded.add(unquote(urlsplit(request.url).path)))
        page.goto(address)
        page.locator(READY).wait_for()
        sizes = {
            path: Path(path).stat().st_size for path in loaded if not re.search(r"woff|fontawesome", path)
        }
        assert any(path.endswith("explorer/index.js") for path in sizes)
        assert sum(sizes.values()) < most, sizes
