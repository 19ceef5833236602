"""One document with its text coloured by what each stretch was taken for."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers.addresses import link_article
from helpers.figures.publish import show_markup
from helpers.figures.quotes import quote
from helpers.quotable import FEW
from helpers.terminal import harmless

__all__ = ["show_document"]

# Each kind has a mark of its own besides its colour; a report without the book's style sheet has these too.
_STYLES = {
    "title": "background:#fde0c8;border-bottom:3px double #a34700;font-weight:600",
    "body": "background:#dcebf7",
    "byline": "background:#d5f0e6;border-bottom:2px dotted #00694d",
    "caption": "background:#f6e1ec;border-bottom:2px dashed #8c3d69",
    "boilerplate": "background:#fbecc8;text-decoration:underline wavy #8a5a00 1px;text-underline-offset:4px",
    "separator": "background:#e3e6e9;border-bottom:2px solid #59616b",
}
_STRETCH = "color:#16191d;border-radius:2px;padding:0 0.2em;"
_FAINT = "opacity:0.7;font-size:0.65em;vertical-align:0.35em;margin:0 0.25em"
_TAG = "font-size:0.68em;font-weight:400;opacity:0.8;margin-right:0.35em"
_BOX = "max-width:100%;max-height:38rem;overflow:auto;line-height:2;overflow-wrap:anywhere"
_FOLD = "opacity:0.75;font-size:0.85em;margin:0 0.3em"
_HEAD = "font-size:0.78em;border-top:1px solid;margin:0.9em 0 0.2em;padding-top:0.2em"
_LEGEND = (
    "list-style:none;padding:0;margin:0.5em 0;display:flex;flex-wrap:wrap;gap:0.2em 1.2em;font-size:0.85em"
)

_BREAK = re.compile(r"\n|</?(?:p|div|br|li|tr|h[1-6]|table|section|article|hr)\b", re.IGNORECASE)
# Of an article's own text, what is shown of its beginning and end when it is longer than the first number.
_LONG_BODY, _HEAD_CHARS, _TAIL_CHARS = 400, 100, 60
_LONGEST = 150  # characters of one stretch
_MOST = 400  # stretches of a document


@dataclass
class _Piece:
    """A stretch, or several of markup in a row; a fold stands for `n` characters of body and is no stretch."""

    kind: str
    rule: str
    article: str
    start: int
    end: int
    n: int = 0


def show_document(
    spans: pd.DataFrame,
    source: str,
    caption: str,
    words: Mapping[str, Any],
    *,
    name: str,
    whole: bool = False,
) -> None:
    """Show a document's text as it was read, coloured by kind, with a legend that gives each kind's share.

    `spans` are the document's (schema.SPANS), `source` is its text. Tags and white space are one faint mark
    with their number of characters, and of a long body only its beginning and end are shown, with the number of characters
    left out; without `whole`, at most 12 characters of each stretch. What begins an article leads to its page. `words` are the sentences of the
    catalogue's group `document`. Nothing of the text is interpreted.
    """
    spans = spans.sort_values("start", kind="stable")
    pieces = list(_merged(spans))
    shown = _without_middles(pieces, source, whole)
    rendered = "".join(_rendered(shown[:_MOST], source, words, whole))
    if len(shown) > _MOST:
        rendered += _note(words["more"].format(n=f"{len(shown) - _MOST:,}"))
    markup = (
        f"<figcaption>{html.escape(caption)}</figcaption>{_legend(spans, words)}"
        f'<div class="fangzhi-text" lang="zh" tabindex="0" role="region" aria-label="{html.escape(caption)}" '
        f'style="{_BOX}">{rendered}</div>'
    )
    show_markup(markup, caption, name=name, classes="fangzhi-document")


def _merged(spans: pd.DataFrame) -> Iterator[_Piece]:
    """Yield the stretches in order, those of markup in a row as one."""
    last: _Piece | None = None
    for kind, rule, article, start, end in spans[["kind", "rule", "article_id", "start", "end"]].itertuples(
        index=False
    ):
        piece = _Piece(str(kind), str(rule), "" if pd.isna(article) else str(article), int(start), int(end))
        if last and last.kind == piece.kind == "markup":
            last.end = piece.end
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


def _without_middles(pieces: Sequence[_Piece], source: str, whole: bool) -> list[_Piece]:
    """Return the pieces with the middle of each long run of body, markup included, folded into one."""
    shown: list[_Piece] = []
    run: list[_Piece] = []
    for piece in [*pieces, _Piece("", "", "", 0, 0)]:
        if run and (piece.kind == "markup" or (piece.kind, piece.article) == (run[0].kind, run[0].article)):
            run.append(piece)
            continue
        shown += _folded(run, source, whole)
        run = [piece] if piece.kind == "body" else []
        if not run and piece.kind:
            shown.append(piece)
    return shown


def _folded(run: Sequence[_Piece], source: str, whole: bool) -> list[_Piece]:
    """Return a run of body with its middle lines folded; without `whole`, all but its ends, whatever the lines."""
    sizes = [piece.end - piece.start if piece.kind == "body" else 0 for piece in run]
    if sum(sizes) <= (_LONG_BODY if whole else 2 * FEW):
        return list(run)
    starts = [
        i
        for i in range(1, len(run))
        if sizes[i]
        and (not whole or _BREAK.search(source[run[i - 1].start : run[i - 1].end]) or sizes[i - 1])
    ]
    head, tail = (_HEAD_CHARS, _TAIL_CHARS) if whole else (1, 1)
    first = next((i for i in starts if sum(sizes[:i]) >= head), None)
    last = next((i for i in reversed(starts) if sum(sizes[i:]) >= tail), None)
    if first is None or last is None or last <= first:
        return list(run)
    fold = _Piece("fold", "", run[0].article, run[first].start, run[last].start, sum(sizes[first:last]))
    return [*run[:first], fold, *run[last:]]


def _rendered(pieces: Sequence[_Piece], source: str, words: Mapping[str, Any], whole: bool) -> Iterator[str]:
    kind = article = ""
    for piece in pieces:
        if piece.article and piece.article != article:
            article, kind = piece.article, ""
            number = int(article.rpartition("-")[2])
            told = html.escape(words["article"].format(n=number))
            link = f'<a href="{html.escape(link_article(article))}">{told}</a>'
            yield f'<div class="fangzhi-article" lang="en" style="{_HEAD}">{link}</div>'
        if piece.kind == "fold":
            told = words["folded"].format(n=f"{piece.n:,}")
            yield f'<div class="fangzhi-fold" lang="en" style="{_FOLD}">{html.escape(told)}</div>'
        elif piece.kind == "markup":
            yield _blank(source[piece.start : piece.end], words)
        else:
            yield _stretch(piece, source[piece.start : piece.end], words, whole, tagged=piece.kind != kind)
            kind = piece.kind


def _blank(text: str, words: Mapping[str, Any]) -> str:
    """Return tags and white space as their number of characters; a single blank or line break as itself."""
    breaks = "<br>" if _BREAK.search(text) else ""
    if len(text) == 1 and text.isspace():
        return breaks or " "
    title = html.escape(words["blank"].format(n=f"{len(text):,}"))
    return f'<span class="fangzhi-blank" style="{_FAINT}" title="{title}">{len(text):,}</span>{breaks}'


def _stretch(piece: _Piece, text: str, words: Mapping[str, Any], whole: bool, *, tagged: bool) -> str:
    told = words["stretch"].format(
        kind=piece.kind, rule=piece.rule, start=f"{piece.start:,}", end=f"{piece.end:,}"
    )
    tag = f'<small lang="en" style="{_TAG}">{html.escape(piece.kind)}</small>' if tagged else ""
    quoted = quote(text, _LONGEST if whole else FEW, left_out=words["cut"], tail=whole)
    title = html.escape(harmless(told))
    return f'<span class="{_class(piece.kind)}" style="{_style(piece.kind)}" title="{title}">{tag}{quoted}</span>'


def _style(kind: str) -> str:
    return _STRETCH + _STYLES.get(kind, "background:#e3e6e9;border-bottom:2px solid #59616b")


def _class(kind: str) -> str:
    return f"fangzhi-kind fangzhi-{kind if kind in _STYLES else 'other'}"


def _legend(spans: pd.DataFrame, words: Mapping[str, Any]) -> str:
    """Return a list of the kinds with their meaning and share of the document's characters."""
    sizes = (spans["end"] - spans["start"]).astype("int64").groupby(spans["kind"]).sum()
    total = int(sizes.sum())
    items = []
    for kind in [*_STYLES, "markup"]:
        n = int(sizes.get(kind, 0))
        if n:
            told = words["legend"].format(meaning=words["kinds"][kind], n=f"{n:,}", share=n / total)
            sample = (
                f'<span class="fangzhi-blank" style="{_FAINT}">12</span>'
                if kind == "markup"
                else f'<span class="{_class(kind)}" style="{_style(kind)}">{kind}</span>'
            )
            items.append(f"<li>{sample} {html.escape(told)}</li>")
    return f'<ul class="fangzhi-legend" style="{_LEGEND}">{"".join(items)}</ul>'


def _note(text: str) -> str:
    return f'<div lang="en" style="{_FOLD}">{html.escape(text)}</div>'
