"""The glossary: the words of the domain's lexicon that this corpus uses."""

from typing import TYPE_CHECKING

import pandas as pd

from helpers.addresses import link_term
from helpers.frequency import count_frequency
from helpers.lexicons import read_rows
from helpers.pinyin import to_pinyin
from helpers.site.computed.parts import Chapters, say_empty

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["glossary", "list_terms"]

_MOST_LINKED = 200  # a page of its own for each word would be too many
_HEADINGS = {
    "term": "term", "pinyin": "pinyin", "gloss": "gloss", "field": "field", "n": "times", "n_articles": "articles",
}  # fmt: skip


def list_terms(corpus: "Corpus") -> pd.DataFrame:
    """Return one row per term of the lexicon that occurs in the articles that count: term, pinyin, gloss, field, n and n_articles, the commonest first."""
    counted = corpus.where().counted
    frequency = count_frequency(counted.term_counts, counted.article_totals, counted.articles)
    lexicon = pd.DataFrame(read_rows("terms.csv")).rename(columns={"category": "field"})
    found = frequency.merge(lexicon, on="term").sort_values(
        ["n", "term"], ascending=[False, True], ignore_index=True
    )
    found = found.assign(pinyin=found["term"].map(to_pinyin))
    return found[list(_HEADINGS)]


def glossary(corpus: "Corpus", chapters: Chapters) -> str:
    """The terms in a table to sort and search; `#term-疫情` leads to one, and the commonest lead to their own pages."""
    from helpers.figures import lay_out_table

    terms, n_all = list_terms(corpus), len(read_rows("terms.csv"))
    if terms.empty:
        return say_empty(f"None of the lexicon's {n_all:,} terms is counted in this corpus.")
    links = [link_term(term) if place < _MOST_LINKED else "" for place, term in enumerate(terms["term"])]
    caption = f"Of the lexicon's {n_all:,} terms, {len(terms):,} occur here; the other {n_all - len(terms):,} don't, or are left out of counts."
    return lay_out_table(
        terms,
        caption,
        name="glossary",
        columns=_HEADINGS,
        rows=len(terms),
        links={"term": links},
        anchors=[f"term-{'-'.join(term.split())}" for term in terms["term"]],
    )
