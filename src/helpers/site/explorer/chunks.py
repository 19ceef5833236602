"""The explorer's sentences in files of like size, each loaded when one of its words is asked for."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from helpers.addresses import link_article
from helpers.phrases import iso_date
from helpers.site.explorer.quotes import Quote, Quotes
from helpers.site.explorer.texts import Compared

__all__ = ["Chunk", "cut_chunks"]

_BYTES = 64_000  # of a file
_TITLE_CHARS = 60


@dataclass
class Chunk:
    """One file: the sentences of some terms that follow on each other, `first` being the number of the first.

    A sentence, and what is told of an article, stands in it once, whatever the number of terms.
    """

    first: int
    articles: dict[int, list[Any]] = field(default_factory=dict)
    quotes: dict[tuple[int, str], list[Any]] = field(default_factory=dict)
    terms: list[list[list[int]]] = field(default_factory=list)
    size: int = 0
    _places: dict[Any, int] = field(default_factory=dict)

    def add(self, compared: Compared, quotes: list[Quote]) -> None:
        """Add the next term."""
        for quote in quotes:
            if quote.article not in self.articles:
                self._place(quote.article, self.articles, _tell(compared, quote.article))
            if (key := (quote.article, quote.words)) not in self.quotes:
                self._place(key, self.quotes, [self._places[quote.article], quote.words])
        self.terms.append(
            [[self._places[(quote.article, quote.words)], *sum(quote.marks, ())] for quote in quotes]
        )
        self.size += len(json.dumps(self.terms[-1]))

    def to_json(self) -> dict[str, Any]:
        """Return the articles; the quotes, each with its article's place; for each term, its quotes' places with the marks."""
        return {
            "articles": list(self.articles.values()),
            "quotes": list(self.quotes.values()),
            "terms": self.terms,
        }

    def _place(self, key: Any, kept: dict[Any, list[Any]], told: list[Any]) -> None:
        self._places[key] = len(kept)
        kept[key] = told
        self.size += len(json.dumps(told, ensure_ascii=False).encode())


def cut_chunks(compared: Compared, quotes: Quotes) -> Iterator[Chunk]:
    """Yield files of sentences: the terms in their order, the next file beginning when one is full."""
    chunk = Chunk(0)
    for number in range(len(compared.texts.terms)):
        if chunk.size >= _BYTES:
            yield chunk
            chunk = Chunk(number)
        chunk.add(
            compared, [quote for name in compared.provinces for quote in quotes.get((number, name), [])]
        )
    yield chunk


def _tell(compared: Compared, row: int) -> list[Any]:
    """Return an article's link, headline and date, and the places of its province and period."""
    article = compared.articles.iloc[row]
    title = "" if pd.isna(article["title"]) else " ".join(article["title"].split())
    if len(title) > _TITLE_CHARS:
        title = f"{title[:_TITLE_CHARS]}…"
    date = (
        ""
        if pd.isna(article["published"])
        else iso_date(article["published"], article["published_precision"])
    )
    place = compared.provinces.index(article["province"])
    return [link_article(article["article_id"]), title, date, place, int(compared.period[row])]
