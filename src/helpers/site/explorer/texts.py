"""Which articles and words the explorer is about: those that the chapter on provinces compares."""

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.comparison import choose_copies
from helpers.comparison.units import Texts, count_rows, gather_texts, sum_rows
from helpers.places import province_names
from helpers.timeline import choose_period, group_articles

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["MOST_TERMS", "Compared", "gather_compared"]

MOST_TERMS = 5000


@dataclasses.dataclass(frozen=True)
class Compared:
    """The articles that count, and their most widely used words.

    `articles` (ARTICLES rows) and the rows of `texts` are the same articles in the same order. `provinces` are those that have text;
    `periods` are names in order of time, and `period` gives each article's place among them, -1 where its date is not known exactly enough.
    """

    articles: pd.DataFrame
    texts: Texts
    n_terms_of_all: int
    provinces: list[str]
    periods: list[str]
    period: NDArray[np.int64]

    def keep(self, n_terms: int) -> "Compared":
        """Return the same with the first terms only."""
        first = dataclasses.replace(
            self.texts, terms=self.texts.terms[:n_terms], counts=self.texts.counts[:, :n_terms]
        )
        return dataclasses.replace(self, texts=first)


def gather_compared(corpus: "Corpus") -> Compared:
    """Return what the explorer compares: one copy of each family, nothing excluded, the provinces of `corpus.toml`.

    The terms are those of the most articles, then of the most occurrences, then in the order of code points, 5,000 at most.
    """
    chosen = corpus.where()
    counting = chosen.as_groups(chosen.articles[chosen.articles["excluded_reason"].isna()])
    texts = gather_texts(chosen.term_counts, chosen.article_totals, counting, "family")
    placed = counting[counting["province"].notna()]
    articles = choose_copies(placed, "family").sort_values("article_id", ignore_index=True)
    order = np.lexsort((-sum_rows(texts.counts), -count_rows(texts.counts)))[:MOST_TERMS]
    periods, period = _periods(articles)
    return Compared(
        articles,
        dataclasses.replace(texts, terms=texts.terms[order], counts=texts.counts[:, order].tocsr()),
        len(texts.terms),
        _order(texts.provinces),
        periods,
        period,
    )


def _order(names: Iterable[str]) -> list[str]:
    """Return provinces in their usual order, and what else is compared by its name."""
    usual = {name: place for place, name in enumerate(province_names())}
    return sorted(names, key=lambda name: (usual.get(name, len(usual)), name))


def _periods(articles: pd.DataFrame) -> tuple[list[str], NDArray[np.int64]]:
    """Return the periods that have articles, where there are several, and the place of each article's among them."""
    grouped, column = group_articles(articles, choose_period(articles["published"]))
    named = grouped[column]
    names = sorted(named.dropna().unique())
    if len(names) < 2:
        return [], np.full(len(articles), -1)
    return names, pd.Index(names).get_indexer(pd.Index(named)).astype("int64")
