"""Documents → articles and the ledger: what became of every character, and by which rule.

`markup` turns a source into visible lines, `rules` labels their furniture, `splitting` finds the articles,
`outlets`, `authors` and `clues` read what the page says of them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

import pandas as pd

from helpers import schema
from helpers.articles.authors import find_authors
from helpers.articles.clues import find_clues
from helpers.articles.corrections import correct_drafts
from helpers.articles.lines import BLANK, Image, Line, trim
from helpers.articles.markup import read_lines
from helpers.articles.notes import FIELD_RULES, Clue, Note, Stated
from helpers.articles.outlets import find_outlet
from helpers.articles.page_fields import page_fields
from helpers.articles.pages import blank_between
from helpers.articles.splitting import Draft, Labelled, split_lines
from helpers.articles.titles import mark_truncated, without_site
from helpers.document import Document, Status
from helpers.overrides import NONE, Overrides

__all__ = ["Split", "split_documents"]

# What is the whole document's, not one article's: its masthead, whom it goes to, the lines that part articles.
_DOCUMENT_RULES = ("letterhead", "circulation", "separator")


@dataclass(frozen=True)
class Split:
    """What a set of documents was split into.

    `documents` and `spans` are the schema's tables. `articles` has the schema's columns as far as the page
    says them; date, place and family are filled by later steps. `clues` is schema.CLUES, `evidence` is
    schema.EVIDENCE for headline, outlet and authors.
    """

    documents: pd.DataFrame
    articles: pd.DataFrame
    spans: pd.DataFrame
    clues: pd.DataFrame
    evidence: pd.DataFrame


def split_documents(documents: Iterable[Document], overrides: Overrides = NONE) -> Split:
    """Split each document into articles, and account for each of its characters.

    What `overrides` says of an article goes before what the page says.
    A document without any text of its own gets the status `boilerplate-only`, one without any visible text `empty`.
    """
    rows = _Rows([], [], [], [])
    described: list[tuple[Any, ...]] = []
    for document in documents:
        status: Status = document.status
        reason = document.reason
        if document.status == "ok":
            found = _split(document, overrides)
            rows.articles.extend(found.articles)
            rows.spans.extend(found.spans)
            rows.clues.extend(found.clues)
            rows.evidence.extend(found.evidence)
            if not found.articles:
                status, why = "boilerplate-only", "every line is page furniture"
                if all(span.kind == "markup" or span.rule.startswith("column:") for span in found.spans):
                    status, why = "empty", "nothing of it is visible text"
                reason = "; ".join(filter(None, (why, reason)))
        elif document.text:
            rows.spans.append(_Span(document.doc_id, 0, len(document.text), "markup", document.status))
        described.append(
            (
                document.doc_id,
                document.path,
                document.record,
                document.sha256,
                document.media_type,
                document.encoding,
                len(document.text),
                status,
                reason,
            )
        )
    return Split(
        schema.make_rows(schema.DOCUMENTS, described),
        pd.DataFrame(rows.articles, columns=schema.ARTICLES.names),
        schema.make_rows(schema.SPANS, rows.spans),
        schema.make_rows(schema.CLUES, rows.clues),
        schema.make_rows(schema.EVIDENCE, rows.evidence),
    )


class _Span(NamedTuple):
    """A row of the spans."""

    doc_id: str
    start: int
    end: int
    kind: str
    rule: str
    article_id: str | None = None
    text_start: int | None = None


class _Rows(NamedTuple):
    """The rows for each table: those of articles by column, the others in the order of the table's columns."""

    articles: list[dict[str, Any]]
    spans: list[_Span]
    clues: list[tuple[Any, ...]]
    evidence: list[tuple[Any, ...]]


def _split(document: Document, overrides: Overrides) -> _Rows:
    """Return the rows of one readable document for each table."""
    cell = next((f for f in document.fields if f.role == "text"), None)
    start, end = (cell.start, cell.end) if cell else (0, len(document.text))
    source = document.text[start:end]
    lines, images = read_lines(source, document.form)
    stated = page_fields(source) if document.form == "html" else []
    given = [document.text[f.start : f.end].strip() for f in document.fields if f.role == "title"]
    titled = bool(given and given[0])
    headlines = tuple(given) if titled else tuple(field.text for field in stated if field.field == "title")
    single = document.record is not None or bool(given)
    drafts, rest = split_lines(lines, document.form, single=single, stated=headlines, titled=titled)
    numbered = correct_drafts(drafts, lines, overrides.of_document(document.doc_id))
    drafts = [draft for _, draft in numbered]
    claims: list[_Span] = []

    def note(stretch: Labelled, in_head: bool) -> Note:
        pieces = trim(lines[stretch.line].cut(stretch.start, stretch.end))
        if not pieces:
            return Note(stretch.rule, "", in_head)
        words = "".join(piece.text for piece in pieces)
        return Note(stretch.rule, words, in_head, start + pieces[0].start, start + pieces[-1].end)

    columns = [
        Note(f"column:{f.role}", words, True, f.start, f.end)
        for f in document.fields
        if f.role and (words := document.text[f.start : f.end].strip())
    ]
    # A page's own statements are about its article; of several articles, nobody knows which they mean.
    metas = [
        Note(f"meta:{f.field}:{f.source}", f.text, True, start + f.start, start + f.end)
        for f in (stated if len(drafts) == 1 else ())
    ]
    letterhead = [note(s, True) for s in rest if s.rule == "letterhead"]
    # What a paper's page says at its top holds for each of its articles that doesn't say otherwise.
    top = drafts[0].lines[0] if drafts else 0
    above = [s for s in rest if s.line < top and s.rule in (*FIELD_RULES, "collection")]
    mastheads = [s for draft in drafts[:1] for s in draft.stretches if s.rule == "masthead"]
    shared = [note(s, True) for s in (*above, *mastheads)] if len(drafts) > 1 else []
    articles: list[dict[str, Any]] = []
    clues: list[tuple[Any, ...]] = []
    evidence: list[tuple[Any, ...]] = []
    ends = [draft.lines[-1] for draft in drafts]
    for place, (seq, draft) in enumerate(numbered, start=1):
        article_id = f"{document.doc_id}-{seq:02d}"
        corrected = overrides.of_article(article_id)
        text, body_spans = _body(document, lines, draft, article_id, start)
        claims.extend(body_spans)
        claims.extend(_other_spans(document.doc_id, lines, draft.stretches, article_id, start))
        notes = [
            *columns,
            *metas,
            *letterhead,
            *(note(s, s.line < draft.head) for s in draft.stretches if s.kind not in ("body", "title")),
            *(
                note(s, False)
                for s in rest
                if s.rule not in _DOCUMENT_RULES and bisect_right(ends, s.line) in (place - 1, place)
            ),
            *(shared if place > 1 or above else ()),
        ]
        headline = next((n for n in columns if n.rule == "column:title"), None)
        if headline is not None:
            headline = headline.narrowed(without_site(headline.text))
        if headline is None and draft.title:
            printed = [note(s, True) for s in draft.stretches if s.kind == "title"]
            headline = Note("title", "\n".join(draft.title), True, printed[0].start, printed[-1].end)
        if "title" in corrected:
            headline = Note("override", corrected["title"], True)
        outlet = find_outlet([*notes, *([headline] if headline else []), Note("path", document.path, False)])
        if "outlet" in corrected:
            outlet = Stated("override", Note("override", corrected["outlet"], True))
        authors, author_note = find_authors(notes)
        articles.append(
            {
                "article_id": article_id,
                "doc_id": document.doc_id,
                "seq": seq,
                "title": headline.text if headline else None,
                "text": text,
                "n_chars": len(text),
                "outlet": outlet.note.text if outlet else None,
                "authors": authors,
                "excluded_reason": corrected.get("exclude"),
            }
        )
        here = [image._replace(start=start + image.start) for image in _images_of(draft, lines, images)]
        pictures = [Note("image", i.name, False, i.start, i.start + len(i.name)) for i in here]
        found = [
            Clue(name, "override", corrected[name]) for name in ("published", "province") if name in corrected
        ]
        found += list(
            find_clues([*notes, *([headline] if headline else [])], outlet, pictures, text, document.path)
        )
        first: dict[tuple[str, str, str], tuple[Any, ...]] = {}  # of clues in the same words
        for rank, clue in enumerate(found):
            key = (clue.field, clue.source, clue.text)
            first.setdefault(key, (article_id, *key, rank, clue.start, clue.end))
        clues.extend(first.values())
        known = [
            ("title", _title_source(headline), headline),
            ("outlet", outlet.source if outlet else "page", outlet.note if outlet else None),
            ("authors", _author_source(author_note), author_note),
        ]
        evidence.extend(
            (article_id, field, source, n.text, n.start, n.end, None)
            for field, source, n in known
            if n is not None
        )
    for article, cut in zip(articles, mark_truncated([a["title"] or "" for a in articles]), strict=True):
        article["title_truncated"] = cut
    claims.extend(_other_spans(document.doc_id, lines, rest, None, start))
    for field in document.fields:
        if field is not cell and field.start < field.end:
            kind = "title" if field.role == "title" else "byline" if field.role else "boilerplate"
            owner = articles[0]["article_id"] if articles else None
            claims.append(
                _Span(document.doc_id, field.start, field.end, kind, f"column:{field.column}", owner)
            )
    return _Rows(articles, _cover(document, claims), clues, evidence)


def _title_source(note: Note | None) -> str:
    """Return the source (of schema.EVIDENCE) that a headline is."""
    rule = note.rule.partition(":")[0] if note else ""
    return rule if rule in ("override", "column") else "page"


def _author_source(note: Note | None) -> str:
    """Return the source (of schema.EVIDENCE) that a note with names in it is."""
    known = {"column:authors": "column", "signature": "signature", "dateline": "dateline"}
    return known.get(note.rule, "byline") if note else "byline"


def _body(
    document: Document, lines: list[Line], draft: Draft, article_id: str, offset: int
) -> tuple[str, list[_Span]]:
    """Return the article's text and the spans it was put together from."""
    parts: list[str] = []
    spans: list[_Span] = []
    length, last_line = 0, None
    for stretch in draft.stretches:
        if stretch.kind != "body":
            continue
        # Without the white space that a byline cut from the line leaves behind.
        pieces = trim(lines[stretch.line].cut(stretch.start, stretch.end))
        if not pieces:
            continue
        if last_line is not None and stretch.line != last_line:
            joined = stretch.line in draft.joined
            parts.append(blank_between(parts[-1], pieces[0].text) if joined else "\n")
            length += len(parts[-1])
        last_line = stretch.line
        for piece in pieces:
            rule = "page-break" if stretch.line in draft.joined and piece is pieces[0] else stretch.rule
            at, end = offset + piece.start, offset + piece.end
            if document.text[at:end] != piece.text:
                rule = "entity"  # a character reference, or a line break of the source that is a blank here
            spans.append(_Span(document.doc_id, at, end, "body", rule, article_id, length))
            parts.append(piece.text)
            length += len(piece.text)
    return "".join(parts), spans


def _other_spans(
    doc_id: str, lines: list[Line], stretches: Iterable[Labelled], article_id: str | None, offset: int
) -> Iterator[_Span]:
    """Yield the spans of all stretches that are not body; a document's letterhead is no article's own."""
    for stretch in stretches:
        if stretch.kind != "body":
            owner = None if stretch.rule in _DOCUMENT_RULES else article_id
            for piece in lines[stretch.line].cut(stretch.start, stretch.end):
                at, end = offset + piece.start, offset + piece.end
                yield _Span(doc_id, at, end, stretch.kind, stretch.rule, owner)


def _cover(document: Document, claims: list[_Span]) -> list[_Span]:
    """Return the claims in order with the gaps between them filled: white space, or the marks of a markup."""
    spans: list[_Span] = []
    at, end = 0, len(document.text)
    for claim in sorted((c for c in claims if c.start < c.end), key=attrgetter("start")):
        if claim.start > at:
            spans.append(_gap(document, at, claim.start))
        spans.append(claim)
        at = claim.end
    if at < end:
        spans.append(_gap(document, at, end))
    return spans


def _gap(document: Document, start: int, end: int) -> _Span:
    blank = not document.text[start:end].strip(BLANK)
    return _Span(document.doc_id, start, end, "markup", "white-space" if blank else "tags")


def _images_of(draft: Draft, lines: list[Line], images: list[Image]) -> list[Image]:
    """Return the pictures that stand among the article's lines, each name once and without its query."""
    if not images:
        return []
    first = lines[draft.lines[0]].pieces[0].start
    last = lines[draft.lines[-1]].pieces[-1].end
    named = [
        image._replace(name=re.sub(r"[?#].*", "", image.name))
        for image in images
        if first <= image.start <= last
    ]
    return list({image.name: image for image in reversed(named)}.values())[::-1]
