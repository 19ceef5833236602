"""The words of articles and of passages, counted with what is known of names: the steps `tokens` and `names` put together."""

import functools
from collections.abc import Collection, Mapping

import pandas as pd

from helpers.names import find_names
from helpers.settings import Segmenter, Settings
from helpers.tokens import Tokenizer, count_terms, cut_articles, load_stop_words

__all__ = ["count_articles", "count_passages", "make_stop_words", "make_tokenizer"]


def make_tokenizer(settings: Settings) -> Tokenizer:
    """Return the tokenizer that a corpus's settings ask for: one for all with the same settings."""
    return _tokenizer(settings.segmenter, settings.words, settings.hmm)


@functools.lru_cache(maxsize=4)
def _tokenizer(segmenter: Segmenter, words: tuple[str, ...], hmm: bool) -> Tokenizer:
    return Tokenizer(segmenter, words, hmm)


def make_stop_words(settings: Settings) -> frozenset[str]:
    """Return the stop words that a corpus's settings ask for."""
    return load_stop_words(settings.stop_words, negations=settings.stop_negations)


def count_articles(
    articles: pd.DataFrame,
    place_mentions: pd.DataFrame,
    tokenizer: Tokenizer,
    stop_words: frozenset[str],
    boundaries: Mapping[str, bytes] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return TERM_COUNTS, with the occurrences within names of places, agencies and outlets, and ARTICLE_TOTALS.

    `boundaries`, of `tokens.cut_articles`, spare cutting the articles again.
    """
    if boundaries is None:
        boundaries = cut_articles(articles, tokenizer)
    names = find_names(articles, place_mentions, boundaries)
    return count_terms(articles, tokenizer, stop_words, boundaries, names)


def count_passages(
    passages: pd.DataFrame,
    articles: pd.DataFrame,
    tokenizer: Tokenizer,
    stop_words: frozenset[str],
    masked_terms: Collection[str] = (),
) -> pd.DataFrame:
    """Return TERM_COUNTS of passages, `article_id` naming the passage, without the masked terms."""
    texts = passages.merge(articles[["article_id", "text"]], on="article_id")
    cut = [text[a:b] for text, a, b in zip(texts["text"], texts["start"], texts["end"], strict=True)]
    texts = pd.DataFrame({"article_id": texts["passage_id"], "text": pd.Series(cut, dtype="str")})
    counts, _ = count_terms(texts, tokenizer, stop_words)
    return counts[~counts["term"].isin(list(masked_terms))].reset_index(drop=True)
