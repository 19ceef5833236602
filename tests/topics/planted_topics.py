"""Corpora with known topics, the same with none, and what a model found of them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from helpers import schema


def plant(
    sizes: Sequence[int],
    *,
    own: int = 60,
    length: int = 60,
    shared: float = 0.5,
    zipf: bool = True,
    seed: int = 0,
) -> tuple[pd.DataFrame, "pd.Series[int]"]:
    """TERM_COUNTS of `sizes` passages of each topic, their ids in no order, and the topic of each passage by its id.

    A topic has `own` words, and all topics share as many as they own together. `shared` of the `length` words of a passage
    are from these, the rest from its topic's own; how often each is used falls as by Zipf, or is even.
    """
    random = np.random.default_rng(seed)
    k = len(sizes)

    def draw(words: int, n: int) -> np.ndarray:
        often = 1 / np.arange(1, words + 1) if zipf else np.ones(words)
        return random.choice(words, n, p=often / often.sum())

    topics = random.permutation(np.repeat(np.arange(k), sizes))
    n_own = round(length * (1 - shared))
    words = [np.r_[t * own + draw(own, n_own), k * own + draw(k * own, length - n_own)] for t in topics]
    labels = pd.Series(topics, index=name_passages(len(topics)))
    return count_words(words, [f"w{w:04d}" for w in range(2 * k * own)]), labels


def name_passages(n: int) -> list[str]:
    return [f"p{i:04d}" for i in range(n)]


def count_words(words: Sequence[np.ndarray], terms: Sequence[str]) -> pd.DataFrame:
    """TERM_COUNTS of passages given as numbers of words."""
    rows = [
        {"article_id": passage, "term": terms[w], "n": n}
        for passage, held in zip(name_passages(len(words)), words, strict=True)
        for w, n in zip(*np.unique(held, return_counts=True), strict=True)
    ]
    return schema.make(schema.TERM_COUNTS, rows)


def deal(counts: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """The same words dealt one by one to passages of the same lengths: a corpus without topics."""
    every = counts.loc[counts.index.repeat(counts["n"].astype(int)), ["article_id", "term"]]
    dealt = every.assign(term=np.random.default_rng(seed).permutation(every["term"].to_numpy()))
    return schema.make(schema.TERM_COUNTS, dealt.value_counts().reset_index(name="n"))


def heaviest(passage_topics: pd.DataFrame) -> "pd.Series[int]":
    """The topic with the largest weight of each passage, by its id."""
    ranked = passage_topics.sort_values(["passage_id", "weight", "topic"], ascending=[True, False, True])
    return ranked.drop_duplicates("passage_id").set_index("passage_id")["topic"]


def rand_index(passage_topics: pd.DataFrame, labels: "pd.Series[int]") -> float:
    """How far the heaviest topics are the planted ones, all passages counted: 1 wholly, 0 as by chance (Hubert and Arabie 1985)."""
    found = heaviest(passage_topics).reindex(labels.index).fillna(0)
    return adjusted_rand_score(labels, found.astype(int))
