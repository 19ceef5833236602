"""A term in its context: every occurrence with the words to its left and right (KWIC), and its typical sentences."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers.errors import UserError
from helpers.quotable import bound_quotation, find_quotable, quote_sentence
from helpers.schema import REST
from helpers.script import to_simplified
from helpers.sentences import Sentence

__all__ = [
    "CONCORDANCE_COLUMNS",
    "SENTENCE_COLUMNS",
    "find_concordance",
    "find_contrast_sentences",
    "find_typical_sentences",
    "spread_lines",
]

CONCORDANCE_COLUMNS = {
    "article_id": "str",
    "start": "Int64",
    "end": "Int64",
    "left": "str",
    "term": "str",
    "right": "str",
    "province": "str",
    "published": "datetime64[s]",
    "title": "str",
}
SENTENCE_COLUMNS = {
    "term": "str",
    "sentence": "str",
    "at": "Int64",
    "surface": "str",
    "article_id": "str",
    "start": "Int64",
    "end": "Int64",
    "province": "str",
    "title": "str",
    "outlet": "str",
    "published": "datetime64[s]",
    "published_precision": "str",
}
_MOST_SENTENCES = 2000  # of a term that are compared; of more, one out of so many
_INVISIBLE = "[\u00ad\u200b-\u200f\u2060\ufeff]*"


class _Found(NamedTuple):
    """A sentence of an article, and where in the words to quote of it the term stands, as printed."""

    article_id: str
    sentence: Sentence
    marks: list[tuple[int, str]]


def find_concordance(
    articles: pd.DataFrame, term: str, window: int = 18, limit: int | None = None, *, whole: bool = True
) -> pd.DataFrame:
    """Return one row per occurrence of the term, in the articles' order and then the text's.

    `text[start:end]` is the occurrence, given in `term` as printed; `left` and `right` are up to `window`
    characters of the same paragraph. Case, full width and invisible characters make no difference, and a
    Traditional text is searched as it is counted, in Simplified characters. The search is for characters,
    not words, so it can find more than `term_counts` counts. At most `limit` rows. Without `whole`, the characters
    beside the term are no more than may be quoted of an unpublished text (helpers.quotable).
    An empty term occurs nowhere. Raises UserError for a window or limit below zero.

    >>> find_concordance(corpus.articles, "方舱", window=6, limit=3)[["left", "term", "right"]]
         left term   right
    0  发展成重症。   方舱  医院、隔离观
    1  面启用12家   方舱  医院，计划床
    2  色通道”，为   方舱  医院建设、核
    """
    term = str(term).strip()  # papermill hands over a word of digits as a number
    for name, value in (("window", window), ("limit", limit)):
        if value is not None and value < 0:
            raise UserError(f"{name}={value} is below zero; give 0 or more.")
    rows = list(islice(_occurrences(articles, term, window, whole), limit)) if term else []
    return pd.DataFrame(rows, columns=list(CONCORDANCE_COLUMNS)).astype(CONCORDANCE_COLUMNS)


def find_typical_sentences(
    articles: pd.DataFrame, terms: Iterable[str], n: int = 3, *, whole: bool = True
) -> pd.DataFrame:
    """Return up to `n` sentences for each term, the most typical first: one row per mark of the term in one of them.

    A sentence is typical when its words are those of the term's other sentences: by the cosine of its pairs of
    characters, TF-IDF weighted, with their mean over all sentences that hold the term (the centroid of Radev, Jing,
    Styś and Tam 2004). Each is of another article as far as there are articles, and none is word for word another.
    start and end are those of the sentence in the article's text, `sentence` is what may be quoted of it, and
    `sentence[at:at + len(surface)]` the mark. A term that no article holds has no row. Without `whole`, a sentence is
    the piece of it that may be quoted of an unpublished text; only where a term has none, a few characters around it.

    >>> find_typical_sentences(corpus.articles, ["方舱"], n=1)[["term", "at", "province", "published"]]
      term  at province  published
    0   方舱   0       湖北 2020-01-01
    """
    rows: list[tuple[Any, ...]] = []
    records = articles.drop_duplicates("article_id").set_index("article_id")
    for term in map(str, terms):
        for article_id, sentence, marks in _most_typical(_sentences(articles, term, whole), n):
            article = records.loc[article_id]
            about = [
                article[name] for name in ("province", "title", "outlet", "published", "published_precision")
            ]
            rows += [
                (term, sentence.words, at, surface, article_id, sentence.start, sentence.end, *about)
                for at, surface in marks
            ]
    return pd.DataFrame(rows, columns=list(SENTENCE_COLUMNS)).astype(SENTENCE_COLUMNS)


def spread_lines(lines: pd.DataFrame, n: int) -> pd.DataFrame:
    """Return up to `n` lines of a concordance, taken evenly from its beginning to its end."""
    places = np.linspace(0, len(lines) - 1, min(n, len(lines))).round().astype("int64")
    return lines.iloc[places].reset_index(drop=True)


def find_contrast_sentences(
    contrast: pd.DataFrame, articles: pd.DataFrame, n: int = 3, *, whole: bool = True
) -> pd.DataFrame:
    """Return the typical sentences of each term of a comparison, from the side that uses it more; as `find_typical_sentences`.

    `contrast` has PROVINCE_TERMS rows of one comparison; the terms that the province uses more come first.
    """
    placed = articles[articles["province"].notna()]
    if contrast.empty:
        return find_typical_sentences(placed, [], n, whole=whole)
    province, against = contrast[["province", "against"]].iloc[0]
    here = placed["province"] == province
    there = ~here if against == REST else placed["province"] == against
    more = contrast["log_ratio"] > 0
    sides = ((here, contrast.loc[more, "term"]), (there, contrast.loc[~more, "term"]))
    return pd.concat(
        [find_typical_sentences(placed[side], terms, n, whole=whole) for side, terms in sides],
        ignore_index=True,
    )


def _sentences(articles: pd.DataFrame, term: str, whole: bool) -> list[_Found]:
    """Return each sentence that holds the term, once; without `whole`, each piece of one that may be quoted, if any may."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    held: dict[tuple[str, int], tuple[Sentence, list[tuple[int, str]]]] = {}
    occurrences = list(_occurrences(articles, term.strip(), 0)) if term.strip() else []
    if not whole:
        quotable = [row for row in occurrences if find_quotable(texts[row[0]], *row[1:3])]
        occurrences = quotable or occurrences
    for article_id, start, end, *_ in occurrences:
        sentence = quote_sentence(texts[article_id], start, end, whole=whole)
        key = (article_id, sentence.start if whole else bound_quotation(texts[article_id], start, end)[0])
        held.setdefault(key, (sentence, []))[1].append((start, texts[article_id][start:end]))
    found = []
    for (article_id, _), (sentence, places) in held.items():
        # Which script is searched depends on the whole text, so the term is not looked for again in the sentence.
        moved = [(sentence.at + start - places[0][0], surface) for start, surface in places]
        marks = [(at, surface) for at, surface in moved if sentence.words.startswith(surface, at)]
        found.append(_Found(article_id, sentence, marks))
    return found


def _most_typical(found: Sequence[_Found], n: int) -> list[_Found]:
    """Return the sentences nearest to the centroid of all, different ones, of different articles as far as there are."""
    found = found[:: 1 + len(found) // _MOST_SENTENCES]
    if not found:
        return []
    from sklearn.feature_extraction.text import (
        TfidfVectorizer,  # imported here, as few chapters need it and it takes half a second
    )

    weights = TfidfVectorizer(analyzer="char", ngram_range=(1, 2)).fit_transform(
        [to_simplified(sentence.words) for _, sentence, _ in found]
    )
    likeness = np.asarray(weights @ weights.mean(axis=0).T).ravel().round(9)
    order = sorted(
        range(len(found)), key=lambda i: (-likeness[i], found[i].article_id, found[i].sentence.start)
    )
    different = list({found[i].sentence.words: found[i] for i in reversed(order)}.values())[::-1]
    first_of_article = {each.article_id: each for each in reversed(different)}
    chosen = [each for each in different if first_of_article[each.article_id] is each]
    return (chosen + [each for each in different if each not in chosen])[:n]


def _compile(term: str) -> re.Pattern[str]:
    return re.compile(_INVISIBLE.join(map(_either_width, term)), re.IGNORECASE)


def _either_width(character: str) -> str:
    """Return a pattern for the character in its ordinary and its full-width form."""
    half = chr(ord(character) - 0xFEE0) if "！" <= character <= "～" else character
    full = chr(ord(half) + 0xFEE0) if "!" <= half <= "~" else half
    return f"[{re.escape(half)}{re.escape(full)}]"


def _occurrences(
    articles: pd.DataFrame, term: str, window: int, whole: bool = True
) -> Iterator[tuple[Any, ...]]:
    """Yield the concordance's rows one by one."""
    as_printed, simplified = _compile(term), _compile(to_simplified(term))
    columns = [articles[name] for name in ("article_id", "text", "province", "published", "title")]
    for article_id, text, province, published, title in zip(*columns, strict=True):
        if not isinstance(text, str):
            continue
        searched = to_simplified(text)
        for found in (as_printed if searched == text else simplified).finditer(searched):
            start, end = found.span()
            low, high = (0, len(text)) if whole else bound_quotation(text, start, end)
            left = text[max(low, start - window) : start].rpartition("\n")[2]
            right = text[end : min(high, end + window)].partition("\n")[0]
            yield article_id, start, end, left, text[start:end], right, province, published, title
