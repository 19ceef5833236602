"""The data page: the documents, what is known of them, and what each column of each table means."""

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pandas as pd

from helpers import schema
from helpers.addresses import link_article, link_document
from helpers.reading import leads_out
from helpers.site.computed.parts import (
    Chapters,
    lay_out_cells,
    make_link,
    say_empty,
    say_sampling,
    show_value,
)
from helpers.site.datapackage import WHOLE_TEXT

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["data_dictionary", "documents", "readme"]

# A page with more rows than this opens slowly; the table itself has them all.
_MOST_ROWS = 500


def documents(corpus: "Corpus", chapters: Chapters) -> str:
    """One row per document: what it was read as, and what became of it."""
    rows = corpus.documents
    if rows.empty:
        return say_empty("This corpus holds no documents.")
    found = corpus.articles.groupby("doc_id")["article_id"].agg(["size", "first"])
    body = []
    for row in rows.head(_MOST_ROWS).to_dict("records"):
        record = "" if pd.isna(row["record"]) else f", record {row['record']}"
        body.append(
            [
                f'<code title="SHA-256 {escape(row["sha256"])}">{escape(row["path"])}</code>{record}',
                escape(row["status"]) + (f": {escape(row['reason'])}" if pd.notna(row["reason"]) else ""),
                _articles(row["doc_id"], found),
                f"{row['n_chars']:,}",
                escape(row["media_type"]),
                show_value(row["encoding"]),
            ]
        )
    head = ["file", "status", "articles", "characters", "read as", "encoding"]
    left = len(rows) - _MOST_ROWS
    more = f"<p>And {left:,} more, in the table <code>documents</code>.</p>" if left > 0 else ""
    return say_sampling(corpus) + lay_out_cells(head, body, numeric={2, 3}) + more


def _articles(doc_id: str, found: pd.DataFrame) -> str:
    """The number of a document's articles, with the way to the one, or to their list."""
    if doc_id not in found.index:
        return "0"
    n, first = found["size"][doc_id], found["first"][doc_id]
    return make_link(f"{n:,}", link_article(str(first)) if n == 1 else link_document(doc_id))


def data_dictionary(corpus: "Corpus", chapters: Chapters) -> str:
    """Every table and column, as the schema defines them; `#table-articles` and `#table-articles-title` lead there."""
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
        anchor = f"table-{table.name}"
        summary = f"<summary><code>{escape(table.name)}</code>: {escape(table.grain)}</summary>"
        ids = [f"{anchor}-{column.name}" for column in table.columns]
        columns = lay_out_cells(["column", "type", "", "meaning"], body, ids=ids)
        parts.append(f'<details id="{anchor}">{summary}<p>{_where(table, corpus)}</p>{columns}</details>')
    return f'<div class="fangzhi-dictionary">{"".join(parts)}</div>'


def _where(table: schema.Table, corpus: "Corpus") -> str:
    """Say where a reader gets a table; the words are ours, the address is the page of downloads."""
    zipped = '<a href="downloads.html">In the zip of all tables</a>'
    also = "; <code>fangzhi tables</code> writes it too" if table in schema.CORPUS_TABLES else ""
    without = (table.name, corpus.settings.publish_text) == (WHOLE_TEXT[0], False)
    return zipped + (f", where <code>{WHOLE_TEXT[1]}</code> is empty" if without else "") + also + "."


def readme(corpus: "Corpus", chapters: Chapters) -> str:
    """The corpus's own README.md; nothing where there is none, or only a link that leads out of the corpus."""
    path = corpus.folder / "README.md"
    if not path.is_file() or leads_out(corpus.folder, path.name):
        return ""
    return (
        f'<div class="fangzhi-readme">{_markdown(path.read_text(encoding="utf-8", errors="replace"))}</div>'
    )


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
