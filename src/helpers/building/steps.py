"""The steps from some documents to their tables, in the one right order, as far as they need no other document."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from helpers import schema
from helpers.articles import split_documents
from helpers.counting import count_articles, make_stop_words, make_tokenizer
from helpers.dates import date_articles, find_dates
from helpers.document import Document
from helpers.evidence import gather_evidence
from helpers.grouping import PROVINCE
from helpers.ledger import check_ledger
from helpers.overrides import Overrides
from helpers.places import find_places, place_articles
from helpers.settings import Settings
from helpers.tokens import cut_articles

__all__ = ["Made", "make_tables"]


@dataclass(frozen=True)
class Made:
    """The tables of some documents, each article its own family and compared by its province, and the columns of their records.

    `cells` has each column of the records, in the order of appearance: doc_id → cell of the one that articles are compared by, nothing of the others.
    """

    tables: dict[str, pd.DataFrame]
    cells: dict[str, dict[str, str]]


def make_tables(documents: Sequence[Document], settings: Settings, overrides: Overrides) -> Made:
    """Return the tables of some documents. Raises LedgerError when a character is unaccounted for."""
    cells: dict[str, dict[str, str]] = {}
    for document in documents:
        for field in document.fields:
            kept = cells.setdefault(field.column, {})
            if field.column == settings.compare_by:
                kept[document.doc_id] = document.text[field.start : field.end]
    split = split_documents(documents, overrides)
    tokenizer = make_tokenizer(settings)
    boundaries = cut_articles(split.articles, tokenizer)
    articles = date_articles(split.articles, split.clues, settings.default_year)
    place_mentions = find_places(articles, boundaries)
    articles = place_articles(articles, split.clues, place_mentions)
    stop_words = make_stop_words(settings)
    term_counts, article_totals = count_articles(articles, place_mentions, tokenizer, stop_words, boundaries)
    check_ledger(split.spans, split.documents)
    alone = articles.assign(
        group=articles["province"],
        grouped_by=PROVINCE.key,
        family=articles["article_id"],
        is_canonical=True,
    )
    tables = {
        "documents": split.documents,
        "articles": schema.make(schema.ARTICLES, alone),
        "spans": split.spans,
        "evidence": gather_evidence(articles, split.clues, split.evidence, split.spans),
        "place_mentions": place_mentions,
        "date_mentions": find_dates(articles, settings.default_year),
        "term_counts": term_counts,
        "article_totals": article_totals,
    }
    return Made(tables, cells)
