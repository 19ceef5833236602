"""The search index: Pagefind's, made of what the pages and the articles say, so that any stretch of Chinese is found.

Pagefind cuts Chinese into words when it indexes, and the browser cuts a query by another dictionary; where the two
disagree, nothing is found. So the text is given to it as overlapping pairs of characters, each a word of its own
(江西省 as 江西 西省 省z): a query cut the same way matches wherever its characters stand in a row. `search.js` does that, and
writes a pair's first character to show the text again.
"""

import json
import re
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.addresses import ARTICLES
from helpers.findings import name_articles
from helpers.lexicons import read_rows
from helpers.script import list_variants
from helpers.site.failure import BookError

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["describe_search", "name_filter", "pair_characters", "write_search"]

MOST_CHARACTERS = 2_000_000
"""In one index; Pagefind takes half a kilobyte of memory for each."""

# Chinese characters, kana, and what stands among them: the same in search.js.
_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# Punctuation of full width: like a character, it has no space around it.
_WIDE = "\u3000-\u3004\u3008-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_RUN = re.compile(f"(?P<cjk>[{_CJK}]+)|(?P<wide>[{_WIDE}]+)|[^{_CJK}{_WIDE}]+")
_END = "z"  # stands for the next character at the end of a run
_SPACE = "^"  # after a word that a space follows, though Chinese stands there; Pagefind indexes no such sign
_BREAK = "¶"  # between blocks of text; no query reaches across it
_INVISIBLE = re.compile("[\u200b\u00ad\ufeff]")  # Pagefind keeps the first two for itself

_SPHINX_FILES = ("searchindex.js", "_static/searchtools.js", "_static/language_data.js")


def write_search(html: Path, corpus: "Corpus") -> None:
    """Write `pagefind/`, the index of a site's pages and, where their text may be published, of its articles.

    A large site is indexed in parts, the second in `pagefind/2/` and so on, which the browser searches together.
    `pagefind/site.json` says how many there are, and lists the characters that the two scripts write for one another:
    those that the indexed text uses, a space, and the others, for each group. Sphinx's own index is removed.

    Raises BookError where Pagefind cannot be run, or fails.
    """
    for name in _SPHINX_FILES:
        (html / name).unlink(missing_ok=True)
    out = html / "pagefind"
    shutil.rmtree(out, ignore_errors=True)
    used: set[str] = set()
    parts = 0
    for parts, entries in enumerate(_divide(chain(_read_pages(html), _read_articles(html, corpus))), start=1):
        with tempfile.TemporaryDirectory() as folder:
            for entry in entries:
                path = Path(folder, entry.address)
                path.parent.mkdir(exist_ok=True)
                path.write_text(_write_entry(entry), encoding="utf-8")
                used.update(*entry.texts)
            _run_pagefind(Path(folder), out if parts == 1 else out / str(parts), parts)
    site = {"parts": parts, "variants": list(_relevant_variants(used))}
    (out / "site.json").write_text(json.dumps(site, ensure_ascii=False), encoding="utf-8")


def _divide(entries: Iterable["_Entry"]) -> Iterable[list["_Entry"]]:
    """Yield the entries in lists of about as much text as Pagefind can index at once."""
    part: list[_Entry] = []
    length = 0
    for entry in entries:
        part.append(entry)
        length += sum(map(len, entry.texts))
        if length >= MOST_CHARACTERS:
            yield part
            part, length = [], 0
    if part:
        yield part


def describe_search(corpus: "Corpus", chapters: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """Return what the search page offers: whether articles are indexed, their provinces, and the chapters.

    `chapters` maps a chapter's name to its title and address.
    """
    published = corpus.settings.publish_text
    present = set(corpus.articles["province"].dropna()) if published else set()
    return {
        "articles": published,
        "provinces": [
            (row["name"], row["english"]) for row in read_rows("provinces.csv") if row["name"] in present
        ],
        "chapters": {name: title for name, (title, _) in chapters.items()},
    }


def pair_characters(text: str) -> str:
    """Return a text as words for Pagefind, from which it can be shown again.

    >>> pair_characters("江西省 2020年")
    '江西 西省 省z^ 2020 年z'
    """
    words: list[tuple[str, bool]] = []  # and whether it is Chinese, or punctuation of its width
    for chunk in _INVISIBLE.sub("", text).split():
        for match in _RUN.finditer(chunk):
            run = match[0]
            near = match.lastgroup is not None
            if words and match.start() == 0 and (near or words[-1][1]):
                words[-1] = (words[-1][0] + _SPACE, words[-1][1])
            if match["cjk"]:
                words += [(pair, True) for pair in map("".join, zip(run, run[1:] + _END, strict=True))]
            else:
                # What begins so is an order to Pagefind.
                words.append((f"'{run}" if run.startswith("___") else run, near))
    return " ".join(word for word, _ in words)


@dataclass
class _Entry:
    """What is indexed of one page: HTML made of paired text, headings with their anchors, and what it is filtered by."""

    address: str
    title: str
    facts: dict[str, str]
    filters: list[tuple[str, str]]
    body: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add_text(self, text: str) -> None:
        """Add running text."""
        if text.strip():
            self.texts.append(text)
            self.body.append(escape(pair_characters(text)))

    def add_break(self, anchor: str = "") -> None:
        """End a block; with an anchor, what follows can be linked to."""
        if self.body and self.body[-1] == _BREAK:
            self.body.pop()
        self.body.append(f'<span id="{escape(anchor)}">{_BREAK}</span>' if anchor else _BREAK)

    def add_heading(self, level: int, text: str, anchor: str) -> None:
        """Add a heading; Pagefind ranks a match in it by its level."""
        self.texts.append(text)
        name = f' id="{escape(anchor)}"' if anchor else ""
        self.body.append(f"<h{level}{name}>{escape(pair_characters(text))}</h{level}>")


def _write_entry(entry: _Entry) -> str:
    """Return an entry as the page that Pagefind reads.

    A filter is a word that no text has, among the page's facts: Pagefind writes its own filters in an order that changes.
    """
    words = " ".join(name_filter(*pair) for pair in entry.filters)
    facts = {**entry.facts, "filters": words}
    head = "".join(
        f'<meta data-pagefind-meta="{name}[content]" content="{escape(value)}">'
        for name, value in facts.items()
        if value
    )
    return f'<html lang="en"><body>{head} {" ".join(entry.body)}</body></html>'


def name_filter(name: str, value: str) -> str:
    """Return the word by which `search.js` finds the pages that a filter keeps.

    >>> name_filter("part", "03_provinces")
    'zzpart03provinceszz'
    """
    return f"zz{name}{value.replace('_', '')}zz"


def _read_pages(html: Path) -> Iterable[_Entry]:
    """Yield the book's own pages."""
    for folder in ("book", "notebooks"):
        for path in sorted((html / folder).glob("*.html")):
            kind, parts = ("Page", ["pages"]) if folder == "book" else ("Chapter", ["chapters", path.stem])
            address = path.relative_to(html).as_posix()
            entry = _Entry(address, "", {"kind": kind}, [("part", part) for part in parts])
            reader = _PageReader(entry)
            reader.feed(path.read_text(encoding="utf-8"))
            reader.close()
            yield entry


def _read_articles(html: Path, corpus: "Corpus") -> Iterable[_Entry]:
    """Yield the articles that have a page, if their text may be published."""
    if not corpus.settings.publish_text:
        return
    articles = corpus.articles
    names = name_articles(articles, corpus.documents)
    for row in articles.to_dict("records"):
        address = f"{ARTICLES}/{row['article_id']}.html"
        if not (html / address).is_file():
            continue
        title, outlet, province = (
            "" if pd.isna(row[name]) else str(row[name]) for name in ("title", "outlet", "province")
        )
        date = _show_date(row["published"], row["published_precision"])
        facts = {"kind": "Article", "outlet": outlet, "province": province, "date": date}
        filters = [("part", "articles"), *([("province", province)] if province else [])]
        entry = _Entry(address, title, facts, filters)
        if title.strip():
            entry.add_heading(1, title, "")
        else:
            entry.facts["title"] = names[row["article_id"]]
        for line in row["text"].splitlines():
            entry.add_break()
            entry.add_text(line)
        yield entry


def _show_date(published: Any, precision: Any) -> str:
    """Return a date as far as it is known."""
    if pd.isna(published):
        return ""
    forms = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
    return pd.Timestamp(published).strftime(forms.get(str(precision), "%Y-%m-%d"))


_LEVELS = {f"h{level}": level for level in range(1, 7)}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "details", "div", "dl", "dt", "figcaption",
    "figure", "footer", "header", "hr", "li", "ol", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_SKIPPED = {"button", "math", "noscript", "script", "select", "style", "svg", "template", "textarea"}
# Code, the signs beside headings, and the labels and rows of data of figures, which would drown the sentences.
_SKIPPED_CLASSES = {
    "above-input",
    "cell_input",
    "fangzhi-drawing",
    "fangzhi-note",
    "headerlink",
    "table-scroll",
}


class _PageReader(HTMLParser):
    """Reads the article of a rendered page into an entry."""

    def __init__(self, entry: _Entry) -> None:
        super().__init__()
        self.entry = entry
        self._open: list[tuple[str, bool]] = []  # each element, and whether it and all within are left out
        self._heading: list[str] | None = None
        self._section = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _VOID:
            if tag in _BLOCKS and self._inside():
                self._end_block()
            return
        left_out = (
            tag in _SKIPPED
            or not _SKIPPED_CLASSES.isdisjoint(given.get("class", "").split())
            or "hidden" in given
            or given.get("aria-hidden") == "true"
            or "download" in given
            or (tag == "summary" and any(name == "figure" for name, _ in self._open))
        )
        inside = self._inside()
        # Only what is within the article counts.
        self._open.append((tag, left_out or (bool(self._open) and self._open[-1][1])))
        if not inside or left_out:
            return
        anchor = given.get("id", "")
        if tag in _LEVELS:
            self._end_block()
            self._heading = []
            self._section = anchor or self._section
        elif tag == "section" and anchor:
            self._end_block()
            self._section = anchor  # its heading comes next
        elif tag in _BLOCKS:
            self._end_block(anchor)

    def handle_endtag(self, tag: str) -> None:
        if tag not in (name for name, _ in self._open):
            return
        inside = self._inside()
        if inside and tag in _LEVELS and self._heading is not None:
            text = " ".join("".join(self._heading).split())
            self._heading = None
            level = _LEVELS[tag]
            if level == 1 and not self.entry.title:
                self.entry.title = text
                self._section = ""
            self.entry.add_heading(level, text, self._section)
            self._section = ""
        elif inside and tag in _BLOCKS:
            self._end_block()
        while self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._inside():
            return
        (self._text if self._heading is None else self._heading).append(data)

    def close(self) -> None:
        super().close()
        self._end_block()

    def _inside(self) -> bool:
        return bool(self._open) and not self._open[-1][1] and any(tag == "article" for tag, _ in self._open)

    def _end_block(self, anchor: str = "") -> None:
        text = "".join(self._text)
        self._text.clear()
        if text.strip():
            self.entry.add_text(text)
            self.entry.add_break()
        if anchor:
            self.entry.add_break(anchor)


def _run_pagefind(pages: Path, out: Path, part: int) -> None:
    """Index a folder of pages. Its Python API answers ten times a second, one page each; its command takes a folder.

    Raises BookError with what it said where it cannot be run, or fails.
    """
    from pagefind.service import get_executable

    binary = get_executable()
    if binary is None:
        raise BookError(
            "The search index needs Pagefind, which is not installed: pip install pagefind-bin-extended."
        )
    # English has its stems; pairs of characters have none, whatever the language. The part is in the names of its files.
    language = f"en-x-{part}"
    command = [str(binary), "--site", str(pages), "--output-path", str(out)]
    command += ["--force-language", language, "--keep-index-url", "--silent"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    except OSError as error:
        raise BookError(f"Pagefind ({binary}) cannot be run: {error.strerror}.") from error
    if done.returncode or not (out / "pagefind-entry.json").is_file():
        told = (done.stderr or done.stdout or f"It ended with code {done.returncode}.").strip()
        lines = "\n".join(f"  {line}" for line in told.splitlines()[-3:])
        raise BookError(f"Pagefind ({binary}) could not index the site:\n{lines}")
    kept = {"pagefind-entry.json"}
    if part == 1:
        kept |= {"pagefind.js", "pagefind-worker.js", f"wasm.{language}.pagefind"}
    for path in out.iterdir():
        if path.is_file() and path.name not in kept and path.suffix != ".pf_meta":
            path.unlink()


def _relevant_variants(used: set[str]) -> Iterable[str]:
    """Yield the groups of which the text uses some: those it uses, a space, the others; and letters of full width."""
    for group in list_variants():
        present = "".join(character for character in group if character in used)
        if present:
            yield f"{present} {''.join(character for character in group if character not in used)}"
    for wide in sorted(used):
        plain = unicodedata.normalize("NFKC", wide)
        if "\uff00" < wide < "\uff5f" and plain.isalnum():
            yield f"{plain}{wide} "
