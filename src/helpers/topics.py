"""Themes that recur: passages of articles, topics by NMF, and how far the topics hold still."""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfTransformer

from helpers import schema
from helpers.errors import UserError

__all__ = [
    "Topics",
    "choose_k",
    "cut_passages",
    "fit_topics",
    "model_topics",
    "share_topics",
    "share_topics_by_month",
    "typical_passages",
]

_Matrix = npt.NDArray[np.float64]

_SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；]+[”’」』）]*[ \t\u3000]*\n?|\n|\Z)")
_MAX_ITER = 500
_MAX_SHARE_OF_PASSAGES = 0.6  # a word of most passages separates none of them
_FEW_PASSAGES = 10
_LEAST_PASSAGES = 12  # with fewer, half of them would be fewer than two for each of three topics
_STABLE_TERMS = 10


@dataclass(frozen=True)
class Topics:
    """A fitted topic model: `topic_terms`, `passage_topics` (see schema), and whether the fit converged."""

    topic_terms: pd.DataFrame
    passage_topics: pd.DataFrame
    converged: bool


def cut_passages(articles: pd.DataFrame, low: int = 200, high: int = 400) -> pd.DataFrame:
    """One row per passage of about `low` to `high` characters: PASSAGES, in the order of the text.

    Paragraphs are merged until they reach `low` and cut at sentence ends before they pass `high`. A passage
    under half of `low` is joined to its neighbour instead, so the longest has `high` and half of `low` besides
    white space, and only an article shorter than that gives a shorter one. Passages of an article do not overlap and leave out
    only white space. Raises UserError unless 0 < low <= high.
    """
    if not 0 < low <= high:
        raise UserError(f"low={low}, high={high} cannot bound a passage: choose 0 < low <= high.")
    rows = [
        {"passage_id": f"{article_id}:{number:03d}", "article_id": article_id, "start": start, "end": end}
        for article_id, text in zip(articles["article_id"], articles["text"], strict=True)
        for number, (start, end) in enumerate(_passages(text, low, high), start=1)
    ]
    return schema.make(schema.PASSAGES, rows)


def fit_topics(counts: pd.DataFrame, k: int, seed: int = 0, n_terms: int = 12) -> Topics:
    """Fit `k` topics: up to `n_terms` terms per topic, and one row per (passage, topic).

    `counts` is TERM_COUNTS with `article_id` naming the passage. Terms of fewer than two passages (when
    there are at least ten) or of more than 60% are left out, and so are passages that keep no term. Weights
    of a topic over all words sum to 1, of a passage over all topics too. Topics are numbered from 1, largest
    first.

    Non-negative matrix factorisation of TF-IDF (Lee and Seung 1999) by scikit-learn; the same seed gives
    the same topics. Raises UserError when there are too few passages or words, or k is not between 2 and
    both.
    """
    matrix, passages, terms = _weigh(counts)
    _check_k(k, matrix)
    by_passage, by_term, converged = _factorise(matrix, k, seed, "nndsvda")

    mass = by_term.sum(axis=1)
    by_passage = by_passage * mass
    by_term = by_term / np.where(mass > 0, mass, 1)[:, None]
    total = by_passage.sum(axis=1)
    held = total > 0
    shares = by_passage[held] / total[held, None]
    largest_first = np.argsort(-shares.sum(axis=0), kind="stable")
    shares, by_term = shares[:, largest_first], by_term[largest_first]
    loadings = by_passage[held][:, largest_first]

    heaviest = np.argsort(-by_term, axis=1, kind="stable")[:, :n_terms]
    topic_terms = [
        {"topic": topic + 1, "term": terms[column], "weight": by_term[topic, column]}
        for topic in range(k)
        for column in heaviest[topic]
        if by_term[topic, column] > 0
    ]
    passage_topics = pd.DataFrame(
        {
            "passage_id": np.repeat(np.array(passages, dtype=object)[held], k),
            "topic": np.tile(np.arange(1, k + 1), held.sum()),
            "weight": shares.ravel(),
            "loading": loadings.ravel(),
        }
    )
    return Topics(
        topic_terms=schema.make(schema.TOPIC_TERMS, topic_terms),
        passage_topics=schema.make(schema.PASSAGE_TOPICS, passage_topics),
        converged=converged,
    )


def choose_k(
    counts: pd.DataFrame, ks: Sequence[int] | None = None, seeds: Sequence[int] = range(10)
) -> pd.DataFrame:
    """One row per number of topics tried, with its stability, and the chosen one marked: TOPIC_QUALITY.

    Stability compares the ten heaviest terms of each topic with those of fits on random halves of the
    passages, one per seed, by the mean Jaccard index of the best one-to-one matching (after Greene,
    O'Callaghan and Cunningham 2014, who weigh ranks as well). Restarts from random numbers are no part of
    it: this fit comes back from them almost unchanged. The largest stability is chosen, and of equals the
    larger k. By default k runs from 3 to a sixth of the passages, at most 10.

    `counts` as for `fit_topics`; without any passage the table is empty. Raises UserError for a k out of
    range.
    """
    if counts.empty:
        return schema.empty(schema.TOPIC_QUALITY)
    matrix = _weigh(counts)[0]
    n_passages = matrix.shape[0]
    if ks is None:
        most = min(10, n_passages // 6, matrix.shape[1])
        ks = range(3, most + 1) if most >= 3 else (2,)
    for k in ks:
        _check_k(k, matrix)
    stability = {k: _stability(matrix, k, seeds) for k in sorted(set(ks))}
    chosen = max(stability, key=lambda k: (round(stability[k], 9), k), default=None)
    rows = [{"k": k, "stability": value, "chosen": k == chosen} for k, value in stability.items()]
    return schema.make(schema.TOPIC_QUALITY, rows)


def model_topics(counts: pd.DataFrame, k: int = 0, seed: int = 0) -> tuple[Topics, pd.DataFrame]:
    """Return the fitted topics and the TOPIC_QUALITY table that their number was taken from.

    `k` = 0 leaves the number to `choose_k`. Fewer than twelve passages give no topics: all tables are empty.
    `counts` as for `fit_topics`. Raises UserError for a k out of range.
    """
    if counts["article_id"].nunique() < _LEAST_PASSAGES:
        none = Topics(schema.empty(schema.TOPIC_TERMS), schema.empty(schema.PASSAGE_TOPICS), converged=True)
        return none, schema.empty(schema.TOPIC_QUALITY)
    if not isinstance(k, int):
        raise UserError(f"k={k!r} is not a number of topics; give 2 or more, or 0 to have it chosen.")
    quality = choose_k(counts, ks=[k] if k else None)
    chosen = int(quality.loc[quality["chosen"], "k"].iloc[0])
    return fit_topics(counts, chosen, seed), quality


def share_topics(
    passage_topics: pd.DataFrame, passages: pd.DataFrame, articles: pd.DataFrame
) -> pd.DataFrame:
    """One row per (topic, province): the topic's mean share of the province's passages.

    Columns: topic, province ('' when unknown), n_passages and n_documents (of the province), share. Shares
    of a province sum to 1.
    """
    return _mean_shares(
        passage_topics, passages, articles.assign(province=articles["province"].fillna("")), "province"
    )


def share_topics_by_month(
    passage_topics: pd.DataFrame, passages: pd.DataFrame, articles: pd.DataFrame
) -> pd.DataFrame:
    """One row per (topic, month): the topic's mean share of the passages published in a month.

    Columns: topic, month (2020-02), n_passages and n_documents (of the month), share. Articles that are not dated to the
    month are left out.
    """
    dated = articles[articles["published_precision"].isin(["day", "month"])]
    months = dated.assign(month=dated["published"].dt.strftime("%Y-%m"))
    return _mean_shares(passage_topics, passages, months, "month")


def _mean_shares(
    passage_topics: pd.DataFrame, passages: pd.DataFrame, articles: pd.DataFrame, group: str
) -> pd.DataFrame:
    placed = passage_topics.merge(passages, on="passage_id").merge(
        articles[["article_id", "doc_id", group]], on="article_id"
    )
    shares = placed.groupby(["topic", group]).agg(
        n_passages=("passage_id", "nunique"),
        n_documents=("doc_id", "nunique"),
        share=("weight", "mean"),
    )
    return shares.reset_index().astype({"n_passages": "Int64", "n_documents": "Int64"})


def typical_passages(
    passage_topics: pd.DataFrame,
    passages: pd.DataFrame,
    articles: pd.DataFrame,
    n: int = 2,
    max_chars: int | None = None,
) -> pd.DataFrame:
    """Up to `n` rows per topic, the passages that speak of it most, each from another article.

    Columns: topic, passage_id, article_id, text (verbatim, cut to `max_chars` where that is given), title,
    province ('' when unknown), weight.
    """
    held = passage_topics[passage_topics["loading"] > 0].merge(
        passages[["passage_id", "article_id"]], on="passage_id"
    )
    ranked = held.sort_values(["topic", "loading", "passage_id"], ascending=[True, False, True])
    ranked = ranked.drop_duplicates(["topic", "article_id"]).drop(columns="article_id")
    first = ranked.groupby("topic", sort=False).head(n)
    found = first.merge(passages, on="passage_id").merge(
        articles[["article_id", "title", "province", "text"]], on="article_id"
    )
    cut = [
        text[start:end] for text, start, end in zip(found["text"], found["start"], found["end"], strict=True)
    ]
    cut = [text if max_chars is None or len(text) <= max_chars else f"{text[:max_chars]}…" for text in cut]
    columns = ["topic", "passage_id", "article_id", "text", "title", "province", "weight"]
    return found.assign(province=found["province"].fillna(""), text=pd.Series(cut, dtype="str"))[columns]


def _passages(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """Start and end of each passage of a text, white space at both ends left out."""
    cuts: list[tuple[int, int]] = []
    start: int | None = None
    end = 0
    for first, last, ends_paragraph in _sentences(text, high):
        if start is not None and last - start > high and end - start >= low / 2:
            cuts.append((start, end))
            start = None
        start = first if start is None else start
        end = last
        if ends_paragraph and end - start >= low:
            cuts.append((start, end))
            start = None
    if start is not None:
        if cuts and end - start < low / 2:
            start = cuts.pop()[0]
        cuts.append((start, end))
    return cuts


def _sentences(text: str, high: int) -> Iterator[tuple[int, int, bool]]:
    """Start, end and whether a paragraph ends there, of each sentence or piece of up to `high` characters."""
    for match in _SENTENCE.finditer(text):
        sentence = match.group()
        first = match.start() + len(sentence) - len(sentence.lstrip())
        last = first + len(sentence.strip())
        ends_paragraph = sentence.endswith("\n")
        for piece in range(first, last, high):
            stop = min(piece + high, last)
            if words := text[piece:stop].strip():
                start = text.index(words, piece)
                yield start, start + len(words), ends_paragraph and stop == last


def _weigh(counts: pd.DataFrame) -> tuple[sparse.csr_matrix, list[str], list[str]]:
    """TF-IDF of passages by terms, with the names of its rows and columns in order of code points."""
    counts = counts[counts["n"] > 0].rename(columns={"article_id": "passage_id"})
    n_passages = counts["passage_id"].nunique()
    spread = counts.groupby("term")["passage_id"].nunique()
    least = 2 if n_passages >= _FEW_PASSAGES else 1
    kept = spread.index[(spread >= least) & (spread <= max(1, _MAX_SHARE_OF_PASSAGES * n_passages))]
    counts = counts[counts["term"].isin(kept)]
    rows, passages = pd.factorize(counts["passage_id"], sort=True)
    columns, terms = pd.factorize(counts["term"], sort=True)
    n = counts["n"].to_numpy(dtype="float64")
    matrix = sparse.csr_matrix((n, (rows, columns)), shape=(len(passages), len(terms)))
    if min(matrix.shape) < 2:
        raise UserError(
            f"Topics need at least 2 passages and 2 words that tell them apart; "
            f"there are {matrix.shape[0]} and {matrix.shape[1]}. Add articles, or use fewer stop words."
        )
    return TfidfTransformer(sublinear_tf=True).fit_transform(matrix).tocsr(), list(passages), list(terms)


def _check_k(k: int, matrix: sparse.csr_matrix) -> None:
    most = min(matrix.shape)
    if not 2 <= k <= most:
        raise UserError(
            f"k={k} topics cannot be fitted to {matrix.shape[0]} passages and {matrix.shape[1]} words: "
            f"choose k from 2 to {most}."
        )


def _factorise(matrix: sparse.csr_matrix, k: int, seed: int, init: str) -> tuple[_Matrix, _Matrix, bool]:
    """Weights of passages by topics and of topics by terms, and whether the fit converged."""
    model = NMF(n_components=k, init=init, random_state=seed, max_iter=_MAX_ITER)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # reported by the third value
        by_passage = model.fit_transform(matrix)
    return by_passage, model.components_, bool(model.n_iter_ < _MAX_ITER)


def _stability(matrix: sparse.csr_matrix, k: int, seeds: Sequence[int]) -> float:
    """Mean agreement of the top terms with those of fits on random halves of the passages."""
    reference = _top_columns(_factorise(matrix, k, 0, "nndsvda")[1])
    n_half = max(k, matrix.shape[0] // 2)
    agreements: list[float] = []
    for seed in seeds:
        half = np.sort(np.random.default_rng(seed).permutation(matrix.shape[0])[:n_half])
        left_out = _factorise(matrix[half], k, seed, "nndsvda")[1]
        agreements.append(_agreement(reference, _top_columns(left_out)))
    return float(np.mean(agreements)) if agreements else 0.0


def _top_columns(by_term: _Matrix) -> list[set[int]]:
    """The heaviest terms of each topic, by column."""
    order = np.argsort(-by_term, axis=1, kind="stable")[:, :_STABLE_TERMS]
    return [{int(c) for c in columns if by_term[topic, c] > 0} for topic, columns in enumerate(order)]


def _agreement(a: list[set[int]], b: list[set[int]]) -> float:
    """Mean Jaccard index of the topics of two fits under the best one-to-one matching."""
    jaccard = np.array([[len(x & y) / max(1, len(x | y)) for y in b] for x in a])
    return float(jaccard[linear_sum_assignment(jaccard, maximize=True)].mean())
