"""Sentences of a corpus in a box: under headings, with words marked in them, and where each was printed."""

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.figures.links import link_articles
from helpers.figures.publish import show_markup
from helpers.figures.quotes import plain
from helpers.figures.style import blank
from helpers.phrases import iso_date

__all__ = ["SMALL", "printed", "said", "said_heading", "show_said"]

SMALL = "font-size:0.82em;color:var(--pst-color-text-muted,inherit)"
_BOX = "max-width:100%;max-height:36rem;overflow:auto;padding:0 0.9rem"
_HEADING = "font-weight:600;margin:0.9rem 0 0.2rem;font-variant-numeric:tabular-nums"
_SAID = "margin:0 0 0.45rem 0;line-height:1.6"


def show_said(parts: Sequence[str], caption: str, *, name: str) -> None:
    """Show headings and sentences, made by `said_heading` and `said`, in a box; of none, only the caption."""
    box = (
        f'<div class="fangzhi-days" tabindex="0" role="region" aria-label="{html.escape(caption)}" '
        f'style="{_BOX}"><dl style="margin:0">{"".join(parts)}</dl></div>'
    )
    heading = f"<figcaption>{html.escape(caption)}</figcaption>"
    show_markup(heading + (box if parts else ""), caption, name=name, classes="fangzhi-said")


def said_heading(anchor: str, markup: str) -> str:
    """Return a heading of the box, which links lead to by its anchor (none where that is empty)."""
    identity = f' id="{plain(anchor)}"' if anchor else ""
    return f'<dt{identity} style="{_HEADING}">{markup}</dt>'


def said(mentions: Sequence[Mapping[Any, Any]], notes: Iterable[str] = ()) -> str:
    """Return one sentence as HTML: its province, the words marked, and behind it the notes and where it was printed.

    All mentions are of that sentence, in its order: `at` is where in it the `surface` starts. Each also has its
    article_id and the article's title, outlet, published, published_precision and province, where known, and in
    `sentence_start` where the sentence stands in the article's text, to which the headline leads. `notes` are HTML.
    """
    first, shown, end = mentions[0], [], 0
    sentence = first["sentence"]
    for mention in mentions:
        start = mention["at"]
        if start < end:  # told twice
            continue
        shown.append(_between(sentence[end:start]))
        end = start + len(mention["surface"])
        shown.append(f"<mark>{plain(sentence[start:end])}</mark>")
    shown.append(_between(sentence[end:]))
    province = blank(first["province"])
    where = f'<b lang="zh">{plain(province)}</b> ' if province else ""
    behind = dict.fromkeys([*notes, *printed(first, first.get("sentence_start"))])
    return (
        f'<dd style="{_SAID}">{where}<span lang="zh">{"".join(shown)}</span> '
        f'<span style="{SMALL}">{" · ".join(behind)}</span></dd>'
    )


def printed(mention: Mapping[Any, Any], at: Any = None) -> list[str]:
    """Where and when a sentence was printed, as far as that is known; the first of it leads to the article.

    `at` is where in the article's text the sentence stands, missing where that is not known.
    """
    known = []
    if title := blank(mention["title"]):
        headline = title.partition("\n")[0]
        known.append(f'<cite lang="zh" style="font-style:normal">{plain(headline)}</cite>')
    if outlet := blank(mention["outlet"]):
        known.append(f'<span lang="zh">{plain(outlet)}</span>')
    if not pd.isna(mention["published"]):
        known.append(iso_date(mention["published"], mention["published_precision"]))
    first, *others = known or [plain(str(mention["article_id"]))]
    (link,) = link_articles([mention["article_id"]], [at])
    return [f'<a href="{html.escape(link)}">{first}</a>', *others]


def _between(text: str) -> str:
    """Words around a mark as HTML; a blank beside the mark stays."""
    before, after = (" " if edge.isspace() else "" for edge in (text[:1], text[-1:]))
    return f"{before}{plain(text)}{after}" if text.strip() else before
