"""The sentences behind terms: where each is used, so that a word is read before it is taken for typical."""

import html
from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.figures.quotes import plain
from helpers.figures.said import SMALL, said, said_heading, show_said
from helpers.figures.style import columns_of

__all__ = ["show_sentences"]


def show_sentences(sentences: pd.DataFrame, caption: str, words: Mapping[str, Any], *, name: str) -> None:
    """Show under each term the sentences that use it, the term marked in them, and where they were printed.

    One row per mark: entry (text; the term has the anchor `term-{entry}`, to which `plot_keyness` leads), term,
    sentence, at (where in it the `surface`, the words as printed, starts), article_id, province, title, outlet,
    published, published_precision; there may be gloss and told (a few words that stand behind the term). Rows of one
    article with the same sentence are its marks. Terms and sentences keep the table's order. `words` are the
    sentences of the catalogue's group `keyness`. Nothing of the sentences is interpreted. Of no row, only the
    caption is shown.
    """
    names = ("entry", "gloss", "told")
    rows = sentences.assign(**dict(zip(names, columns_of(sentences, *names), strict=True)))
    parts: list[str] = []
    for (entry, term), of_term in rows.groupby(["entry", "term"], sort=False) if len(rows) else ():
        gloss, told = of_term.iloc[0][["gloss", "told"]]
        parts.append(said_heading(f"term-{entry}" if entry else "", _heading(str(term), gloss, told, words)))
        parts += [
            said(marks.sort_values("at").to_dict("records"))
            for _, marks in of_term.groupby(["article_id", "sentence"], sort=False)
        ]
    show_said(parts, caption, name=name)


def _heading(term: str, gloss: str, told: str, words: Mapping[str, Any]) -> str:
    markup = f'<b lang="zh">{plain(term)}</b>'
    if gloss:
        markup = html.escape(words["named"]).format(term=markup, gloss=plain(gloss))
    if told:
        told = f'<span style="{SMALL}">{plain(told)}</span>'
        markup = html.escape(words["entry"]).format(term=markup, told=told)
    return f'<span style="font-weight:400">{markup}</span>'
