"""What the prose pages say of a corpus: HTML computed from its tables, every word of it escaped."""

import dataclasses
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pandas as pd

import helpers
from helpers import schema
from helpers.findings import tell_robustness
from helpers.fingerprint import package_versions
from helpers.site.headline import headline_numbers

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["BLOCKS", "Chapters"]

# The chapter's name in the findings → its title and its address, seen from the page in hand.
Chapters = Mapping[str, tuple[str, str]]

# A page with more rows than this opens slowly; the table itself has them all.
_MOST_ROWS = 500
_MOST_FINDINGS = 2  # of a chapter on the home page; chapters put first what matters most


def findings(corpus: "Corpus", chapters: Chapters) -> str:
    """The first findings of each chapter, each with the tables it was built from, and the way to the rest."""
    rows = corpus.findings
    if rows.empty:
        return _empty("This corpus gives nothing to report yet.")
    parts = []
    for chapter, group in rows.groupby("chapter", sort=False):
        title, address = chapters.get(str(chapter), (str(chapter), ""))
        items = []
        # What is too few to say is said once; the chapter has the details.
        told = group[(group["verdict"] != "too-few") | (group.index == group.index[0])]
        for row in told.head(_MOST_FINDINGS).to_dict("records"):
            evidence = f'<span class="fangzhi-evidence">from {escape(row["evidence"])}</span>'
            mark = _robustness(row["robustness"], row["depends_on"])
            items.append(
                f'<li class="fangzhi-{row["verdict"]}">{escape(row["sentence"])} {mark}{evidence}</li>'
            )
        parts.append(f'<p class="rubric">{_link(title, address)}</p>\n<ul>{"".join(items)}</ul>')
    return f'<div class="fangzhi-findings">{"".join(parts)}</div>'


def _robustness(robustness: str, depends_on: Sequence[str]) -> str:
    """The mark of a finding that was computed again under other choices."""
    told = tell_robustness(robustness, depends_on)
    return f'<span class="fangzhi-verdict fangzhi-{robustness}">{escape(told)}</span> ' if told else ""


def headline(corpus: "Corpus", chapters: Chapters) -> str:
    """The size of the corpus in a strip of numbers."""
    numbers = headline_numbers(corpus).items()
    cells = (f"<div><dt>{escape(what)}</dt><dd>{escape(n)}</dd></div>" for what, n in numbers)
    return f'<dl class="fangzhi-headline">{"".join(cells)}</dl>'


def documents(corpus: "Corpus", chapters: Chapters) -> str:
    """One row per document: what it was read as, and what became of it."""
    rows = corpus.documents
    if rows.empty:
        return _empty("This corpus holds no documents.")
    found = corpus.articles.groupby("doc_id").size()
    body = []
    for row in rows.head(_MOST_ROWS).to_dict("records"):
        record = "" if pd.isna(row["record"]) else f", record {row['record']}"
        body.append(
            [
                f'<code title="SHA-256 {escape(row["sha256"])}">{escape(row["path"])}</code>{record}',
                escape(row["status"]) + (f": {escape(row['reason'])}" if pd.notna(row["reason"]) else ""),
                f"{found.get(row['doc_id'], 0):,}",
                f"{row['n_chars']:,}",
                escape(row["media_type"]),
                _text(row["encoding"]),
            ]
        )
    head = ["file", "status", "articles", "characters", "read as", "encoding"]
    left = len(rows) - _MOST_ROWS
    more = f"<p>And {left:,} more, in the table <code>documents</code>.</p>" if left > 0 else ""
    return _table(head, body, numeric={2, 3}) + more


def data_dictionary(corpus: "Corpus", chapters: Chapters) -> str:
    """Every table and column, as the schema defines them."""
    parts = []
    for table in schema.TABLES:
        body = []
        for column in table.columns:
            name = f"<code>{escape(column.name)}</code>"
            meaning = escape(column.meaning)
            if column.choices:
                meaning += ": " + ", ".join(f"<code>{escape(choice)}</code>" for choice in column.choices)
            key = "<strong>key</strong>" if column.name in table.key else ""
            body.append([name, column.dtype, "may be missing" if column.optional else key, meaning])
        summary = f"<summary><code>{escape(table.name)}</code>: {escape(table.grain)}</summary>"
        parts.append(f"<details>{summary}{_table(['column', 'type', '', 'meaning'], body)}</details>")
    return f'<div class="fangzhi-dictionary">{"".join(parts)}</div>'


def readme(corpus: "Corpus", chapters: Chapters) -> str:
    """The corpus's own README.md; nothing where there is none."""
    path = corpus.folder / "README.md"
    if not path.is_file():
        return ""
    return (
        f'<div class="fangzhi-readme">{_markdown(path.read_text(encoding="utf-8", errors="replace"))}</div>'
    )


def manifest(corpus: "Corpus", chapters: Chapters) -> str:
    """The settings in force and the versions of the parts."""
    settings = [
        [f"<code>{escape(name)}</code>", _setting(value)]
        for name, value in dataclasses.asdict(corpus.settings).items()
    ]
    versions = {"fangzhi": helpers.__version__, "Python": platform.python_version()}
    versions |= package_versions()
    parts = [[escape(name), escape(version)] for name, version in versions.items()]
    return _table(["setting", "value"], settings) + _table(["part", "version"], parts)


BLOCKS: dict[str, Callable[["Corpus", Chapters], str]] = {
    "data-dictionary": data_dictionary,
    "documents": documents,
    "findings": findings,
    "headline": headline,
    "manifest": manifest,
    "readme": readme,
}


def _table(head: Sequence[str], body: Iterable[Sequence[str]], numeric: Iterable[int] = ()) -> str:
    """Lay out cells that are HTML already."""
    style = dict.fromkeys(numeric, ' class="fangzhi-number"')
    top = "".join(f"<th{style.get(place, '')}>{escape(cell)}</th>" for place, cell in enumerate(head))
    rows = (
        "".join(f"<td{style.get(place, '')}>{cell}</td>" for place, cell in enumerate(row)) for row in body
    )
    bottom = "".join(f"<tr>{row}</tr>" for row in rows)
    table = f'<table class="table"><thead><tr>{top}</tr></thead><tbody>{bottom}</tbody></table>'
    return f'<div class="fangzhi-scroll" tabindex="0">{table}</div>'


def _markdown(text: str) -> str:
    """Render Markdown that others wrote: no HTML, no pictures, links to the web and to mail only.

    Headings go two levels down, since the page that shows them has its own.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    tokens = parser.parse(text)
    for token in tokens:
        if token.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
        dropped = []
        for child in token.children or []:
            if child.type == "link_open":
                scheme = urlsplit(str(child.attrGet("href"))).scheme.lower()
                dropped.append(scheme not in ("http", "https", "mailto"))
            if child.type in ("link_open", "link_close"):
                child.hidden = dropped[-1] if child.type == "link_open" else dropped.pop()
        if token.children:
            token.children = [child for child in token.children if not child.hidden]
    html = str(parser.renderer.render(tokens, parser.options, {}))
    return html.replace("<table>", '<div class="fangzhi-scroll" tabindex="0"><table class="table">').replace(
        "</table>", "</table></div>"
    )


def _link(text: str, address: str) -> str:
    return f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else escape(str(value))


def _setting(value: Any) -> str:
    if value is None or value == "" or (isinstance(value, (tuple, dict)) and not value):
        return "none"
    if isinstance(value, dict):
        return escape(", ".join(f"{name} = {item}" for name, item in value.items()))
    if isinstance(value, tuple):
        return escape(", ".join(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return escape(str(value))


def _empty(sentence: str) -> str:
    return f'<p class="fangzhi-empty">{escape(sentence)}</p>'
