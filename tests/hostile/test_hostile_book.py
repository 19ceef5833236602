"""A published book of hostile articles: in a reader's browser nothing of it runs, reaches elsewhere or is anything but text."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from base64 import b64decode
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree

import arsenal
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from visits import TOO_WIDE, Visit, serve

from helpers.addresses import link_article
from helpers.corpus import open_corpus

pytestmark = pytest.mark.slow

FULL = bool(os.environ.get("FANGZHI_TORTURE"))
SENTENCES = (
    "江西省疫情防控工作有序推进，复工复产稳步进行，党员干部下沉社区一线，逐户走访登记。",
    "为居家群众代买米面油盐和药品，志愿者每天上门两次，老人和孩子都有人照看。",
    "企业负责人说，订单已经恢复到去年同期的水平，工人陆续返岗，生产线全部开动。",
    "医疗队在方舱医院轮班值守，患者情绪稳定，出院人数连续多日超过入院人数。",
)
COLUMN = "<img src=x onerror=window.__owned=1> {{ 7*7 }} {name} =1+1 \"'"
GROUPS = ('</option><script>window.__owned=1</script>" onfocus=window.__owned=1 x="', "=1+1 {0} $x^2$ 甲组")
HANDLER = re.compile(r"on[a-z]+")
# What our own pages may ask of a browser by an address.
ADDRESSES = {"", "http", "https", "mailto", "data"}
DATA = re.compile(r"data:(?:image/(?:png|gif|svg\+xml)|text/csv|font/woff2)[;,]")
READS = ".html", ".js", ".json", ".svg", ".xml", ".txt", ".md", ".ipynb", ".css"
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
SEEN = """() => ({
    owned: window.__owned, title: document.title, bases: document.querySelectorAll("base").length,
    handlers: [...document.querySelectorAll("*")].flatMap(e => [...e.attributes])
        .filter(a => /^on/i.test(a.name)).map(a => a.name + "=" + a.value),
    links: [...document.querySelectorAll("a[href], area[href], use, image, animate")]
        .map(e => (e.getAttribute("href") || e.getAttribute("xlink:href") || "").trim().toLowerCase())
        .filter(href => /^(javascript|vbscript|data:text\\/html|data:image\\/svg)/.test(href.replace(/\\s/g, ""))),
    images: [...document.images].map(i => i.getAttribute("src")).filter(s => s === "x" || /127\\.0\\.0\\.2/.test(s)),
    frames: document.querySelectorAll("iframe, object, embed, form[action^=http]").length,
})"""


class Site(NamedTuple):
    root: Path
    cache: Path
    articles: pd.DataFrame
    words: dict[str, str]
    printed: str


def write_corpus(folder, words, secret):
    """Write each hostile text as the headline, the text, the outlet, the author and a column's cell of a record."""
    rows = []
    for i, (name, word) in enumerate(words.items()):
        body = "\n".join(
            [
                SENTENCES[i % 4],
                word,
                SENTENCES[(i + 1) % 4] + word,
                f"第{i}号。{name}" + SENTENCES[(i + 2) % 4],
            ]
        )
        rows.append(
            [
                word,
                body,
                f"{word} 日报",
                word,
                ("江西", "湖北")[i % 2],
                f"2020-02-{i % 28 + 1:02}",
                GROUPS[i % 2],
                word,
            ]
        )
    with (folder / "a.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [
                ["title", "text", "outlet", "author", "province", "date", COLUMN, "=HYPERLINK(1)<script>"],
                *rows,
            ]
        )
    (folder / "names").mkdir()
    arsenal.write_names(folder / "names")
    everything = "\n\n".join(words.values())
    page = f"<h1>{{title}}</h1>\n\n{everything}\n\n| a |\n|---|\n| {arsenal.HTML['script']} |\n"
    (folder / "README.md").write_text(page, encoding="utf-8")
    line = json.dumps(" ".join(everything.split())[:2000], ensure_ascii=False)
    (folder / "CITATION.cff").write_text(
        f"cff-version: 1.2.0\ntitle: {line}\nversion: {line}\nurl: 'javascript:window.__owned=1'\n"
        f"authors:\n  - family-names: {line}\n    given-names: {line}\n  - name: '\\write18{{x}}'\n", encoding="utf-8",
    )  # fmt: skip
    title = json.dumps(
        "".join(arsenal.HTML[name] for name in ("end of a text area", "handler in quotes", "script"))
        + "{{ 7*7 }} $x^2$ \\write18{x} 书",
        ensure_ascii=False,
    )
    (folder / "corpus.toml").write_text(
        f"title = {title}\npublish_text = true\ncompare_by = {json.dumps(COLUMN)}\nsite_url = 'http://127.0.0.1/'\n",
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = tmp_path_factory.mktemp("book")
    corpus, owned = root / "corpus", root / "owned"
    corpus.mkdir()
    words = arsenal.words(owned)
    (root / "secret.txt").write_text(arsenal.SECRET, encoding="utf-8")
    write_corpus(corpus, words, root / "secret.txt")
    environment = os.environ | {"FANGZHI_CACHE": str(root / "cache")}
    command = [sys.executable, "-m", "helpers.cli", "book", str(corpus), "--out", str(root / "site")]
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, (done.stdout + done.stderr)[-5000:]
    assert not list(root.rglob("owned*"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FANGZHI_CACHE", str(root / "cache"))
        articles = open_corpus(corpus).articles
    return Site(root / "site", root / "cache", articles, words, done.stdout)


@pytest.fixture(scope="module")
def address(site):
    with serve(site.root) as address:
        yield address


@pytest.fixture(scope="module")
def pages(site):
    """Every page of the site, as a real parser reads it."""
    return {
        path.relative_to(site.root).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in site.root.rglob("*.html")
    }


def test_no_page_runs_it(site, address, browser, pages, tally):
    """Opened are the chapters, the prose pages, and some of those of articles and terms, or all."""
    some = [
        name for name in pages if name.startswith(("articles/", "terms/")) and name != "articles/index.html"
    ]
    names = [*(name for name in pages if name not in some), *some[:: 1 if FULL else 12]]
    assert len(names) > 30
    for name in names:
        with Visit(browser, f"{address}/{quote(name)}", 390) as visit:
            seen = visit.page.evaluate(SEEN)
            assert visit.faults == [], name
            assert seen.pop("title") != "run"
            assert seen.pop("bases") == (name == "404.html")
            assert not any(seen.values()), (name, seen)
            if "/" in name and not name.startswith("_static"):
                assert visit.page.evaluate(TOO_WIDE) == [], name
    tally("page of a book, opened", len(names))


def test_no_address_runs_it(address, browser, tally):
    """What a link to the book can say, after ? or #, is text as well."""
    words = ["".join(arsenal.HTML.values()), arsenal.HTML["handler"], arsenal.HTML["handler in quotes"]]
    for page in ("search.html?q={}", "book/explorer.html#q={}", "articles/index.html#{}"):
        for word in words:
            with Visit(browser, f"{address}/{page.format(quote(word))}") as visit:
                seen = visit.page.evaluate(SEEN)
                assert not [fault for fault in visit.faults if "another host" in fault], (page, word)
                assert not {name: value for name, value in seen.items() if value and name != "title"}, (
                    page,
                    word,
                )
    tally("address of a page", 3 * len(words))


def test_no_element_is_other_than_ours(pages, tally):
    """Read from the files, and so also what a browser would only run later."""
    scripts = set()
    for name, page in pages.items():
        foreign = page.find_all(["base", "iframe", "object", "embed", "frame", "applet", "portal"])
        assert [element.name for element in foreign] == ["base"] * (name == "404.html"), name
        for element in page.find_all(True):
            assert not [key for key in element.attrs if HANDLER.fullmatch(key.lower())], (
                name,
                str(element)[:200],
            )
            assert element.get("srcdoc") is None
            assert (element.get("http-equiv") or "").lower() != "refresh" or name in ("index.html",), name
            for key in ("href", "src", "xlink:href", "action", "formaction", "poster", "data", "srcset"):
                target = (element.get(key) or "").strip()
                scheme = urlsplit(re.sub(r"[\x00-\x20]", "", target)).scheme.lower()
                assert scheme in ADDRESSES, (name, key, target[:200])
                assert scheme != "data" or DATA.match(target), (name, target[:100])
                assert element.name in ("a", "base", "link") or scheme in ("", "data"), (
                    name,
                    str(element)[:200],
                )
                assert element.name == "a" or "127.0.0.2" not in target, (name, str(element)[:200])
        for script in page.find_all("script"):
            if not script.get("src"):
                scripts.add(script.get_text())
            if "json" in (script.get("type") or ""):
                json.loads(script.get_text())
    assert not [
        script for script in scripts if "__owned" in script and not script.lstrip().startswith(("{", "["))
    ]
    assert len([script for script in scripts if "__owned" not in script]) < 20, (
        "scripts are ours, and the same on every page"
    )
    tally("page of a book, parsed", len(pages))


def test_no_file_holds_what_lies_outside_or_was_evaluated(site, tally):
    files = [path for path in site.root.rglob("*") if path.is_file() and path.suffix in READS]
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        for trace in ("root:x:0", arsenal.SECRET, "<class 'type'>"):
            assert trace not in text, (path, trace)
        if path.suffix == ".json" or path.suffix == ".ipynb":
            json.loads(text)
        if path.suffix == ".svg":
            drawing = list(ElementTree.fromstring(text).iter())
            assert not {"script", "foreignObject", "iframe"} & {
                element.tag.rpartition("}")[2] for element in drawing
            }, path
            assert not [element for element in drawing if any(map(HANDLER.fullmatch, element.attrib))], path
    tally("file of a book", len(files))


def test_each_headline_stands_as_it_was_written(site, pages, tally):
    """Nothing was rendered: no template, no formula, no Markdown, no markup."""
    shown = 0
    for article in site.articles.to_dict("records"):
        page = pages[link_article(article["article_id"]).removeprefix("../")]
        words = "".join(page.find("h1").get_text().split())
        if pd.notna(article["title"]):
            assert "".join(str(article["title"]).split()) == words or len(words) > 50
            shown += 1
        assert "".join(page.select_one(".fangzhi-printed").get_text().split()) == "".join(
            article["text"].split()
        )
        assert not page.find_all("math")
    titles = set(map("".join, site.articles["title"].dropna().str.split()))
    for word in ("{{ 7*7 }}", arsenal.LATEX["formula"], arsenal.HTML["script"], arsenal.HTML["handler"]):
        assert "".join(word.split()) in titles
    tally("headline", shown)


def cells(content):
    return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]


def runs(cell):
    """Tell whether a spreadsheet would take a cell for a formula; a number is none."""
    return bool(FORMULA.match(cell)) and not re.fullmatch(r"-?[0-9.]+(?:e[+-]?[0-9]+)?|-?inf", cell)


def test_no_spreadsheet_runs_it(site, pages, tally):
    (packed,) = site.root.rglob("*-tables.zip")
    with zipfile.ZipFile(packed) as archive:
        names = archive.namelist()
        assert not [name for name in names if name.startswith(("/", "..")) or "\\" in name]
        tables = {name: archive.read(name) for name in names if name.endswith(".csv")}
    for name, page in pages.items():
        for i, link in enumerate(page.select('a[href^="data:text/csv"]')):
            head, _, content = link["href"].partition(",")
            tables[f"{name} {i}"] = (
                b64decode(content) if head.endswith("base64") else unquote(content).encode()
            )
    assert len(tables) > 30
    assert any("'=HYPERLINK" in cell for content in tables.values() for cell in cells(content))
    for name, content in tables.items():
        assert not [cell for cell in cells(content) if runs(cell)], name
    tally("CSV file of a book", len(tables))


def test_nothing_that_is_kept_runs(site, tally):
    """Tables, topics and arrays of the cache, and all that is published: no pickle, and no array of objects."""
    files = [path for place in (site.cache, site.root) for path in place.rglob("*") if path.is_file()]
    kept = [path for path in files if ".doctrees" not in path.parts]  # Sphinx's own, of its own pages
    for path in kept:
        with path.open("rb") as file:
            head = file.read(256)
        assert not re.match(rb"\x80[\x02-\x05]", head), path
        assert path.suffix not in (".pkl", ".pickle", ".joblib", ".npz"), path
        assert not head.startswith(b"\x93NUMPY") or b"'descr': '|O'" not in head, path
    assert any(path.match("topics-*/*") for path in kept)
    tally("file that is kept", len(kept))


def test_what_ran_would_be_seen(browser, tmp_path):
    """The same texts, as they are in a page: what the other tests look for is there."""
    for i, name in enumerate(
        ("script", "handler", "handler of details", "base", "script's address", "page in a frame")
    ):
        page = f"<!doctype html><html><head><title>x</title></head><body>{arsenal.HTML[name]}<p>x</p></body></html>"
        (tmp_path / f"{i}.html").write_text(page, encoding="utf-8")
        with serve(tmp_path) as address, Visit(browser, f"{address}/{i}.html") as visit:
            seen = visit.page.evaluate(SEEN)
        assert any(value for key, value in seen.items() if key != "title"), name
