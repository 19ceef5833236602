"""Documents → articles and the ledger: what became of every character, and by which rule.

`markup` turns a source into visible lines, `rules` labels their furniture, `splitting` finds the articles,
`outlets`, `authors` and `clues` read what the page says of them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from helpers import schema
from helpers.articles.authors import find_authors
from helpers.articles.clues import find_clues
from helpers.articles.markup import BLANK, Image, Line, Piece, read_lines
from helpers.articles.notes import FIELD_RULES, Note
from helpers.articles.outlets import find_outlet
from helpers.articles.page_fields import page_fields
from helpers.articles.pages import blank_between
from helpers.articles.splitting import Draft, Labelled, split_lines
from helpers.articles.titles import mark_truncated, without_site
from helpers.document import Document, Status

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


def split_documents(documents: Iterable[Document]) -> Split:
    """Split each document into articles, and account for each of its characters.

    A document without any text of its own gets the status `boilerplate-only`, one without any visible text `empty`.
    """
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("documents", "articles", "spans", "clues", "evidence")
    }
    for document in documents:
        status: Status = document.status
        reason = document.reason
        if document.status == "ok":
            found = _split(document)
            for name, table in found.items():
                rows[name].extend(table)
            if not found["articles"]:
                status, why = "boilerplate-only", "every line is page furniture"
                if all(s["kind"] == "markup" or s["rule"].startswith("column:") for s in found["spans"]):
                    status, why = "empty", "nothing of it is visible text"
                reason = "; ".join(filter(None, (why, reason)))
        elif document.text:
            rows["spans"].append(_span(document, 0, len(document.text), "markup", document.status))
        rows["documents"].append(
            {
                "doc_id": document.doc_id,
                "path": document.path,
                "record": document.record,
                "sha256": document.sha256,
                "media_type": document.media_type,
                "encoding": document.encoding,
                "n_chars": len(document.text),
                "status": status,
                "reason": reason,
            }
        )
    articles = pd.DataFrame(rows["articles"], columns=schema.ARTICLES.names)
    return Split(
        schema.make(schema.DOCUMENTS, rows["documents"]),
        articles,
        schema.make(schema.SPANS, rows["spans"]),
        schema.make(schema.CLUES, pd.DataFrame(rows["clues"], columns=schema.CLUES.names).drop_duplicates(
            list(schema.CLUES.key)
        )),
        schema.make(schema.EVIDENCE, rows["evidence"]),
    )  # fmt: skip


def _split(document: Document) -> dict[str, list[dict[str, Any]]]:
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
    claims: list[dict[str, Any]] = []

    def note(stretch: Labelled, in_head: bool) -> Note:
        words = Line(lines[stretch.line].cut(stretch.start, stretch.end))  # without white space at its ends
        if not words.pieces:
            return Note(stretch.rule, "", in_head)
        place = start + words.pieces[0].start, start + words.pieces[-1].end
        return Note(stretch.rule, words.text, in_head, *place)

    columns = [
        Note(f"column:{f.role}", document.text[f.start : f.end].strip(), True, f.start, f.end)
        for f in document.fields
        if f.role and document.text[f.start : f.end].strip()
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
    clues: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    ends = [draft.lines[-1] for draft in drafts]
    for seq, draft in enumerate(drafts, start=1):
        article_id = f"{document.doc_id}-{seq:02d}"
        text, body_spans = _body(document, lines, draft, article_id, start)
        claims.extend(body_spans)
        claims.extend(_other_spans(document, lines, draft.stretches, article_id, start))
        notes = [
            *columns,
            *metas,
            *letterhead,
            *(note(s, s.line < draft.head) for s in draft.stretches if s.kind not in ("body", "title")),
            *(
                note(s, False)
                for s in rest
                if s.rule not in _DOCUMENT_RULES and bisect_right(ends, s.line) in (seq - 1, seq)
            ),
            *(shared if seq > 1 or above else ()),
        ]
        headline = next((n for n in columns if n.rule == "column:title"), None)
        if headline is not None:
            headline = headline.narrowed(without_site(headline.text))
        if headline is None and draft.title:
            printed = [note(s, True) for s in draft.stretches if s.kind == "title"]
            headline = Note("title", "\n".join(draft.title), True, printed[0].start, printed[-1].end)
        outlet = find_outlet([*notes, *([headline] if headline else []), Note("path", document.path, False)])
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
            }
        )
        here = [replace(image, start=start + image.start) for image in _images_of(draft, lines, images)]
        pictures = [Note("image", i.name, False, i.start, i.start + len(i.name)) for i in here]
        found = list(
            find_clues([*notes, *([headline] if headline else [])], outlet, pictures, text, document.path)
        )
        clues.extend(
            {"article_id": article_id, **asdict(clue), "rank": rank} for rank, clue in enumerate(found)
        )
        known = [
            ("title", "column" if headline and headline.rule.startswith("column") else "page", headline),
            ("outlet", outlet.source if outlet else "page", outlet.note if outlet else None),
            ("authors", _author_source(author_note), author_note),
        ]
        evidence.extend(
            {"article_id": article_id, "field": field, "source": source, "words": n.text, "start": n.start,
             "end": n.end, "contradicted_by": None}
            for field, source, n in known
            if n is not None
        )  # fmt: skip
    for article, cut in zip(articles, mark_truncated([a["title"] or "" for a in articles]), strict=True):
        article["title_truncated"] = cut
    claims.extend(_other_spans(document, lines, rest, None, start))
    for field in document.fields:
        if field is not cell and field.start < field.end:
            kind = "title" if field.role == "title" else "byline" if field.role else "boilerplate"
            owner = articles[0]["article_id"] if articles else None
            claims.append(_span(document, field.start, field.end, kind, f"column:{field.column}", owner))
    return {
        "articles": articles,
        "spans": list(_cover(document, claims)),
        "clues": clues,
        "evidence": evidence,
    }


def _author_source(note: Note | None) -> str:
    """Return the source (of schema.EVIDENCE) that a note with names in it is."""
    known = {"column:authors": "column", "signature": "signature", "dateline": "dateline"}
    return known.get(note.rule, "byline") if note else "byline"


def _body(
    document: Document, lines: list[Line], draft: Draft, article_id: str, offset: int
) -> tuple[str, list[dict[str, Any]]]:
    """Return the article's text and the spans it was put together from."""
    parts: list[str] = []
    spans: list[dict[str, Any]] = []
    length, last_line = 0, None
    for stretch in draft.stretches:
        if stretch.kind != "body":
            continue
        pieces = _trimmed(lines[stretch.line].cut(stretch.start, stretch.end))
        if not pieces:
            continue
        if last_line is not None and stretch.line != last_line:
            joined = stretch.line in draft.joined
            parts.append(blank_between(parts[-1], pieces[0].text) if joined else "\n")
            length += len(parts[-1])
        last_line = stretch.line
        for piece in pieces:
            rule = "page-break" if stretch.line in draft.joined and piece is pieces[0] else stretch.rule
            if document.text[offset + piece.start : offset + piece.end] != piece.text:
                rule = "entity"  # a character reference, or a line break of the source that is a blank here
            span = _span(document, offset + piece.start, offset + piece.end, "body", rule, article_id)
            spans.append({**span, "text_start": length})
            parts.append(piece.text)
            length += len(piece.text)
    return "".join(parts), spans


def _other_spans(
    document: Document, lines: list[Line], stretches: Iterable[Labelled], article_id: str | None, offset: int
) -> Iterator[dict[str, Any]]:
    """Yield the spans of all stretches that are not body; a document's letterhead is no article's own."""
    for stretch in stretches:
        if stretch.kind != "body":
            owner = None if stretch.rule in _DOCUMENT_RULES else article_id
            for piece in lines[stretch.line].cut(stretch.start, stretch.end):
                yield _span(
                    document, offset + piece.start, offset + piece.end, stretch.kind, stretch.rule, owner
                )


def _cover(document: Document, claims: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the claims in order with the gaps between them filled: white space, or the marks of a markup."""
    at = 0
    for claim in sorted((c for c in claims if c["start"] < c["end"]), key=lambda c: c["start"]):
        if claim["start"] > at:
            yield _gap(document, at, claim["start"])
        yield claim
        at = claim["end"]
    if at < len(document.text):
        yield _gap(document, at, len(document.text))


def _gap(document: Document, start: int, end: int) -> dict[str, Any]:
    blank = not document.text[start:end].strip(BLANK)
    return _span(document, start, end, "markup", "white-space" if blank else "tags")


def _span(
    document: Document, start: int, end: int, kind: str, rule: str, article_id: str | None = None
) -> dict[str, Any]:
    return {"doc_id": document.doc_id, "start": start, "end": end, "kind": kind, "rule": rule,
            "article_id": article_id, "text_start": None}  # fmt: skip


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    """Drop white space at both ends of a body stretch, which a byline cut from the line leaves behind."""
    return Line(pieces).pieces


def _images_of(draft: Draft, lines: list[Line], images: list[Image]) -> list[Image]:
    """Return the pictures that stand among the article's lines, each name once and without its query."""
    first = lines[draft.lines[0]].pieces[0].start
    last = lines[draft.lines[-1]].pieces[-1].end
    named = [
        replace(image, name=re.sub(r"[?#].*", "", image.name))
        for image in images
        if first <= image.start <= last
    ]
    return list({image.name: image for image in reversed(named)}.values())[::-1]
