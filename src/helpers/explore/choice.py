"""What is looked at: a term, two sides, and the articles among which they are compared."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from helpers.comparison import choose_province, choose_side
from helpers.corpus import Corpus
from helpers.frequency import count_frequency
from helpers.schema import REST

__all__ = ["Choice", "list_sides", "list_terms", "make_choice", "take_side"]

_FILTERS = ("date_from", "date_to", "provinces", "outlets")


@dataclass(frozen=True)
class Choice:
    """A term, the province whose use of it is looked at, what it is compared with, and the conditions on articles.

    Where a corpus compares something else (`Corpus.grouping`), the province is a group of that kind. An empty one stands for all
    articles, where none has any; an empty term for none, where there are no words.
    The conditions are those of `Corpus.where`, empty for none.
    """

    term: str = ""
    province: str = ""
    against: str = REST
    date_from: str = ""
    date_to: str = ""
    provinces: str = ""
    outlets: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        """The conditions that are given, as `Corpus.where` takes them."""
        return {name: value for name in _FILTERS if (value := getattr(self, name))}


def make_choice(
    corpus: Corpus,
    *,
    province: str = "",
    term: str = "",
    against: str = "",
    date_from: str = "",
    date_to: str = "",
    provinces: str | Iterable[str] = "",
    outlets: str | Iterable[str] = "",
) -> Choice:
    """Return a choice without gaps: the province with the most articles, its commonest term, the rest to compare it with.

    A term that occurs nowhere can be chosen: that it does not occur is an answer. Raises UserError for what `Corpus.where` refuses, a
    province that issued none of the articles, and one compared with itself.

    >>> make_choice(corpus, province="江西", term="社区", date_to="2020-12-31")
    Choice(term='社区', province='江西', against='rest', date_from='', date_to='2020-12-31', provinces='', outlets='')
    """
    choice = Choice(
        date_from=str(date_from),
        date_to=str(date_to),
        provinces=_joined(provinces) or _joined(corpus.settings.provinces),
        outlets=_joined(outlets),
    )
    chosen = corpus.where(**choice.conditions).compared
    side = choose_province(chosen.articles, province)
    other = choose_side(chosen.articles, side, against)
    word = str(term).strip() or next(iter(list_terms(chosen, side, most=1)), "")
    return Choice(word, side, other, choice.date_from, choice.date_to, choice.provinces, choice.outlets)


def list_sides(articles: pd.DataFrame) -> list[str]:
    """Return what can be chosen as a side: the provinces, or other groups, of articles, the one with the most first.

    >>> list_sides(corpus.compared.articles)[0]
    '江西'
    """
    counts = articles["province"].value_counts().sort_index()
    return [str(name) for name in counts.sort_values(ascending=False, kind="stable").index]


def take_side(articles: pd.DataFrame, *sides: str) -> pd.DataFrame:
    """Return the articles of one side or of several; those of all where a side is empty or the rest."""
    if not all(sides) or REST in sides:
        return articles
    return articles[articles["province"].isin(sides)]


def list_terms(corpus: Corpus, province: str = "", most: int = 300) -> list[str]:
    """Return the commonest terms of a side, or of all articles, the commonest first.

    >>> list_terms(corpus, "湖北", most=2)
    ['社区', '党员干部']
    """
    articles = take_side(corpus.articles, province)
    frequency = count_frequency(corpus.term_counts, corpus.article_totals, articles)
    return [str(term) for term in frequency["term"].head(most)]


def _joined(names: str | Iterable[str]) -> str:
    """Return names as `Corpus.where` reads them from one text; papermill may hand over a number."""
    return str(names) if isinstance(names, str | int) else ", ".join(map(str, names))
