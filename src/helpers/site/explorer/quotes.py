"""The sentences that the explorer shows of a word: a few of each province, or what may be quoted of texts that are not published."""

from collections.abc import Callable, Iterator
from itertools import groupby, zip_longest
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.comparison.units import sum_rows
from helpers.concordance import find_concordance
from helpers.quotable import Pieces, find_piece, list_quotable
from helpers.script import to_simplified
from helpers.sentences import find_sentence
from helpers.site.explorer.texts import Compared

__all__ = ["Quote", "Quotes", "choose_quotes", "count_quotes"]

_MOST, _LEAST = 6, 2  # sentences of a word and province
_MOST_OF_ALL = 200_000  # sentences, beyond which each word and province has fewer than six
_LOOKED_AT = 200  # articles of a word and province, those that use it most


class Quote(NamedTuple):
    """Words of an article (its row), with the marks of a term in them: where each begins and how long it is."""

    article: int
    words: str
    marks: tuple[tuple[int, int], ...]


class _Words(NamedTuple):
    """What is quoted around a place: where in the text it is (none twice), its words, and how far they are moved from there."""

    key: int
    shown: str
    moved: int


_Cut = Callable[[int, int, int], _Words | None]

Quotes = dict[tuple[int, str], list[Quote]]
"""The quotes of each term, by its number, and province."""


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
    a piece that may be quoted of an unpublished text (helpers.quotable).
    """
    texts = _Searched(compared.articles["text"].fillna(""))
    most = count_quotes(compared)
    cut = texts.cut_sentence if publish_text else texts.cut_piece
    chosen = {
        (term, province): _quote(texts, str(compared.texts.terms[term]), rows, most, cut)
        for (term, province), rows in _sources(compared, most if publish_text else _LOOKED_AT)
    }
    return {key: quotes for key, quotes in chosen.items() if quotes}


class _Searched:
    """The articles' texts as printed, and as they are searched: in Simplified characters and small letters."""

    def __init__(self, texts: "pd.Series[str]") -> None:
        self.printed = texts.tolist()
        self._searched: dict[int, str] = {}
        self._quotable: dict[int, Pieces] = {}

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

    def cut_sentence(self, row: int, start: int, end: int) -> _Words:
        """Return the sentence around a place."""
        sentence = find_sentence(self.printed[row], start, end)
        return _Words(sentence.start, sentence.words, sentence.at - start)

    def cut_piece(self, row: int, start: int, end: int) -> _Words | None:
        """Return the piece around a place, none where it may not be quoted."""
        text = self.printed[row]
        if row not in self._quotable:
            self._quotable[row] = list_quotable(text)
        piece = find_piece(self._quotable[row], start, end)
        if piece is None:
            return None
        low, high = piece
        before, after = "…" if low else "", "…" if high < len(text) else ""
        return _Words(low, f"{before}{text[low:high]}{after}", len(before) - low)


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
    """Return some of the first rows, those of different witnesses before the others."""
    first: dict[int, int] = {}
    others: list[int] = []
    for row, of in zip(rows[:_LOOKED_AT].tolist(), witness[rows[:_LOOKED_AT]].tolist(), strict=True):
        if of in first:
            others.append(row)
        else:
            first[of] = row
            if len(first) == most:
                break
    return [*first.values(), *others][:most]


def _quote(texts: _Searched, term: str, rows: list[int], most: int, cut: _Cut) -> list[Quote]:
    """Return the quotes of some articles that hold a term: first one of each article, then a second, none twice."""
    found: dict[str, Quote] = {}
    articles = 0
    for row in rows:
        held: dict[int, tuple[_Words, list[tuple[int, int]]]] = {}
        for start, end in texts.find(row, term):
            if (words := cut(row, start, end)) is None:
                continue
            if words.key not in held and len(held) == most:
                break
            held.setdefault(words.key, (words, []))[1].append((start, end))
        for words, places in held.values():
            within = len(words.shown.rstrip("…"))
            moved = ((start + words.moved, end - start) for start, end in places)
            marks = tuple((at, n) for at, n in moved if at + n <= within)
            found.setdefault(words.shown, Quote(row, words.shown, marks))
        articles += bool(held)
        if articles == most:
            break
    turns = [list(own) for _, own in groupby(found.values(), key=lambda quote: quote.article)]
    in_turn = [quote for turn in zip_longest(*turns) for quote in turn if quote is not None]
    return in_turn[:most]
