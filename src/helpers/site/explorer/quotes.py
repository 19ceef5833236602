"""The sentences that the explorer shows of a word: a few of each province, or short stretches where texts are not published."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, zip_longest
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.comparison import measures
from helpers.comparison.units import sum_rows
from helpers.concordance import find_concordance
from helpers.script import to_simplified
from helpers.sentences import Sentence, find_sentence
from helpers.site.explorer.texts import Compared

__all__ = ["MOST_OF_ARTICLE", "MOST_QUOTED", "Quote", "Quotes", "choose_quotes", "count_quotes"]

_MOST, _LEAST = 6, 2  # sentences of a word and province
_MOST_OF_ALL = 200_000  # sentences, beyond which each word and province has fewer than six
MOST_QUOTED = 40  # characters of a stretch of a text that is not published
MOST_OF_ARTICLE = 200  # characters of such a text in all its stretches
_SHARE_OF_ARTICLE = 1 / 4  # of such a text, where it is short
_LEAST_AROUND = 6  # characters beside a word, with fewer of which a stretch tells nothing
_FEWEST_ARTICLES = 2  # that hold a word of which such stretches are shown


class Quote(NamedTuple):
    """Words of an article (its row), with the marks of a term in them: where each begins and how long it is."""

    article: int
    words: str
    marks: tuple[tuple[int, int], ...]


Quotes = dict[tuple[int, str], list[Quote]]
"""The quotes of each term, by its number, and province."""


@dataclass
class _Allowance:
    """What may be quoted of one article whose text is not published, and what is quoted of it already."""

    text: str
    left: int
    quoted: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> "_Allowance":
        """Allow 200 characters, or a quarter of a short text."""
        return cls(text, min(MOST_OF_ARTICLE, int(len(text) * _SHARE_OF_ARTICLE)))

    def quote(self, sentence: Sentence, start: int, end: int) -> tuple[int, int] | None:
        """Return the stretch to quote around text[start:end] within its sentence, none where too little is left to allow."""
        for low, high in self.quoted:
            if low <= start and end <= high:
                return low, high
        length = min(MOST_QUOTED, self.left, sentence.end - sentence.start)
        if length < min(end - start + _LEAST_AROUND, sentence.end - sentence.start):
            return None
        low = min(max(sentence.start, (start + end - length) // 2), sentence.end - length)
        self.quoted.append((low, low + length))
        self.left -= length
        return low, low + length


def count_quotes(compared: Compared) -> int:
    """Return how many sentences a word has of each province at most: six, fewer where there are very many words and provinces."""
    pairs = sum(
        int((sum_rows(compared.texts.counts[compared.texts.province == name]) > 0).sum())
        for name in compared.provinces
    )
    return min(_MOST, max(_LEAST, _MOST_OF_ALL // max(pairs, 1)))


def choose_quotes(compared: Compared, publish_text: bool) -> Quotes:
    """Return the quotes of each term and province that has any.

    They are of different source documents as far as there are, then of different articles, those first that use the term most often;
    of an article, its sentences in their order. With `publish_text` a quote is a sentence, 120 characters of it at most. Without, it is
    a stretch of 40 characters at most, of a term that two articles hold; those of one article take no more than 200 characters, or a
    quarter of a shorter text, together, and go to the terms that set its province apart most.
    """
    texts = _Searched(compared.articles["text"].fillna(""))
    most = count_quotes(compared)
    chosen = {}
    if publish_text:
        for key, rows in _sources(compared, most):
            chosen[key] = _sentences(texts, str(compared.texts.terms[key[0]]), rows, most)
    else:
        allowances = [_Allowance.of(text) for text in texts.printed]
        for key, rows in _by_weight(compared, dict(_sources(compared, most))):
            chosen[key] = _stretches(texts, str(compared.texts.terms[key[0]]), rows, allowances)
    return {key: quotes for key, quotes in chosen.items() if quotes}


class _Searched:
    """The articles' texts as printed, and as they are searched: in Simplified characters and small letters."""

    def __init__(self, texts: "pd.Series[str]") -> None:
        self.printed = texts.tolist()
        self._searched: dict[int, str] = {}

    def find(self, row: int, term: str) -> Iterator[tuple[int, int]]:
        """Yield where a term stands in a text."""
        text = self.printed[row]
        if row not in self._searched:
            self._searched[row] = to_simplified(text).lower()
        searched = self._searched[row]
        at = searched.find(term) if len(searched) == len(text) else -1
        if at < 0:  # written in full width, or with invisible characters
            lines = find_concordance(pd.DataFrame([_as_article(text)]), term, window=0)
            yield from zip(lines["start"].astype(int), lines["end"].astype(int), strict=True)
        while at >= 0:
            yield at, at + len(term)
            at = searched.find(term, at + len(term))


def _as_article(text: str) -> dict[str, object]:
    return {"article_id": "", "text": text, "province": None, "published": None, "title": None}


def _sources(compared: Compared, most: int) -> Iterator[tuple[tuple[int, str], list[int]]]:
    """Yield for each term and province the articles to quote."""
    counts = compared.texts.counts.tocsc()
    names, codes = np.unique(compared.texts.province.astype(str), return_inverse=True)
    for term in range(counts.shape[1]):
        part = slice(counts.indptr[term], counts.indptr[term + 1])
        rows, n = counts.indices[part].astype("int64"), counts.data[part]
        order = np.lexsort((rows, -n, codes[rows]))
        rows = rows[order]
        starts = np.flatnonzero(np.diff(codes[rows], prepend=-1))
        for group in np.split(rows, starts[1:]):
            yield (term, str(names[codes[group[0]]])), _different(group, compared.texts.witness, most)


def _different(rows: NDArray[np.int64], witness: NDArray[np.int64], most: int) -> list[int]:
    """Return the first rows, those of different witnesses before the others."""
    first = np.sort(np.unique(witness[rows], return_index=True)[1])[:most]
    others = np.setdiff1d(np.arange(min(len(rows), len(first) + most)), first)
    return [int(row) for row in rows[np.concatenate([first, others])[:most]]]


def _sentences(texts: _Searched, term: str, rows: list[int], most: int) -> list[Quote]:
    """Return the sentences of some articles that hold a term: first one of each article, then a second, none twice."""
    found: dict[str, Quote] = {}
    for row in rows:
        held: dict[int, tuple[Sentence, list[tuple[int, int]]]] = {}
        for start, end in texts.find(row, term):
            sentence = find_sentence(texts.printed[row], start, end)
            if sentence.start not in held and len(held) == most:
                break
            held.setdefault(sentence.start, (sentence, []))[1].append((start, end))
        for sentence, places in held.values():
            moved = sentence.at - places[0][0]
            within = len(sentence.words.rstrip("…"))
            marks = tuple((start + moved, end - start) for start, end in places if end + moved <= within)
            found.setdefault(sentence.words, Quote(row, sentence.words, marks))
    turns = [list(own) for _, own in groupby(found.values(), key=lambda quote: quote.article)]
    in_turn = [quote for turn in zip_longest(*turns) for quote in turn if quote is not None]
    return in_turn[:most]


def _by_weight(
    compared: Compared, sources: dict[tuple[int, str], list[int]]
) -> Iterator[tuple[tuple[int, str], list[int]]]:
    """Yield terms and provinces with their articles, the most telling pairs first: by log-odds over its error."""
    texts = compared.texts
    articles = np.diff(texts.counts.tocsc().indptr)
    prior = float(texts.tokens.mean())
    weights: dict[str, measures.Numbers] = {}
    for name in compared.provinces:
        here = texts.province == name
        n, others = sum_rows(texts.counts[here]), sum_rows(texts.counts[~here])
        tokens, tokens_other = float(texts.tokens[here].sum()), float(texts.tokens[~here].sum())
        weights[name] = np.nan_to_num(measures.log_odds(n, tokens, others, tokens_other, prior)[1])
    pairs = [key for key in sources if key[1] in weights and articles[key[0]] >= _FEWEST_ARTICLES]
    for key in sorted(pairs, key=lambda key: (-weights[key[1]][key[0]], key)):
        yield key, sources[key]


def _stretches(texts: _Searched, term: str, rows: list[int], allowances: list[_Allowance]) -> list[Quote]:
    """Return a stretch around the first place of a term in each article, as far as that allows one."""
    quotes = []
    for row in rows:
        text = texts.printed[row]
        place = next(texts.find(row, term), None)
        if place is None:
            continue
        stretch = allowances[row].quote(find_sentence(text, *place), *place)
        if stretch:
            low, high = stretch
            before, after = "…" if low else "", "…" if high < len(text) else ""
            mark = (len(before) + place[0] - low, place[1] - place[0])
            quotes.append(Quote(row, f"{before}{text[low:high]}{after}", (mark,)))
    return quotes
