"""The sentences behind terms: where each is used, so that a word is read before it is taken for typical."""

import html
from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.figures.links import link_terms
from helpers.figures.quotes import plain
from helpers.figures.said import SMALL, said, said_heading, show_said
from helpers.figures.style import columns_of

__all__ = ["show_sentences"]


def show_sentences(sentences: pd.DataFrame, caption: str, words: Mapping[str, Any], *, name: str) -> None:
    """Show under each term the sentences that use it, the term marked in them, and where they were printed.

    One row per mark: entry (text; the term has the anchor `term-{entry}`, to which `plot_keyness` leads), term,
    sentence, at (where in it the `surface`, the words as printed, starts), article_id, start (of the sentence in the
    article's text), province, title, outlet, published, published_precision; there may be gloss and told (a few words
    that stand behind the term). Rows of one article with the same sentence are its marks. A term leads to its page, a
    sentence to its place in the article. Terms and sentences keep the table's order. `words` are the
    sentences of the catalogue's group `keyness`. Nothing of the sentences is interpreted. Of no row, only the
    caption is shown.
    """
    names = ("entry", "gloss", "told")
    rows = sentences.assign(**dict(zip(names, columns_of(sentences, *names), strict=True)))
    rows = rows.rename(columns={"start": "sentence_start"})
    parts: list[str] = []
    grouped = list(rows.groupby(["entry", "term"], sort=False)) if len(rows) else []
    links = link_terms(term for (_, term), _ in grouped)
    for ((entry, term), of_term), link in zip(grouped, links, strict=True):
        gloss, told = of_term.iloc[0][["gloss", "told"]]
        heading = _heading(str(term), gloss, told, words, link)
        parts.append(said_heading(f"term-{entry}" if entry else "", heading))
        parts += [
            said(marks.sort_values("at").to_dict("records"))
            for _, marks in of_term.groupby(["article_id", "sentence"], sort=False)
        ]
    show_said(parts, caption, name=name)


def _heading(term: str, gloss: str, told: str, words: Mapping[str, Any], link: str) -> str:
    markup = f'<b lang="zh">{plain(term)}</b>'
    if link:
        markup = f'<a href="{html.escape(link)}">{markup}</a>'
    if gloss:
        markup = html.escape(words["named"]).format(term=markup, gloss=plain(gloss))
    if told:
        told = f'<span style="{SMALL}">{plain(told)}</span>'
        markup = html.escape(words["entry"]).format(term=markup, told=told)
    return f'<span style="font-weight:400">{markup}</span>'
