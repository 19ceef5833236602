"""A topic model: fitted to counts of passages, its topics largest first, and asked about any other passages."""

import warnings
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import pandas as pd
import scipy
from scipy import sparse
from scipy.special import psi
from threadpoolctl import threadpool_limits

from helpers import schema
from helpers.errors import UserError, unknown
from helpers.parameters import read_number
from helpers.topics.matrix import Matrix, Numbers, align, associate, gather, weigh

__all__ = [
    "FittedTopics",
    "ModelKind",
    "TopicModel",
    "assign_topics",
    "check_k",
    "fit_largest_first",
    "fit_matrix",
    "fit_topics",
    "parse_kind",
]

ModelKind = Literal["nmf", "lda"]

_MAX_ITER = 200
_MAX_ROUNDS = 100  # of LDA, each of which goes through all passages
_CHECK_EVERY = 5


@dataclass(frozen=True)
class TopicModel:
    """What is needed to assign passages: `by_term` (topics × terms; each row sums to 1), and `idf` for NMF.

    `mass` is each topic's weight in the fit before its row was made to sum to 1. `converged` tells whether the fit
    did before its limit of rounds.
    """

    kind: ModelKind
    seed: int
    terms: "pd.Index[str]"
    idf: Numbers
    by_term: Numbers
    mass: Numbers
    converged: bool

    @property
    def k(self) -> int:
        """The number of topics."""
        return len(self.by_term)


@dataclass(frozen=True)
class FittedTopics:
    """A model with its tables: `topic_terms` and the `passage_topics` of the passages it was fitted to (see schema)."""

    model: TopicModel
    topic_terms: pd.DataFrame
    passage_topics: pd.DataFrame

    @property
    def converged(self) -> bool:
        """Whether the fit converged before its limit of rounds."""
        return self.model.converged


def fit_topics(
    counts: pd.DataFrame,
    k: int,
    seed: int = 0,
    model: ModelKind = "nmf",
    n_terms: int = 12,
    *,
    restart: bool = False,
) -> FittedTopics:
    """Fit `k` topics to any TERM_COUNTS, whose `article_id` names the passage: up to `n_terms` rows per topic, one per (passage, topic).

    Passages with the same counts are fitted once, so that a copy changes nothing, and the order of rows does not matter.
    Terms of fewer than two passages (when there are at least ten) or of more than 60% are left out, and passages that
    keep no term have no row. Weights of a topic over all words sum to 1, of a passage over all topics too. Topics are
    numbered from 1, largest first. c_tf_idf is the class-based TF-IDF of Grootendorst (2022): a term's rate in a topic, each
    passage counting by its weight, times ln(1 + mean words of a topic / n of the term in all).

    `model` "nmf" is non-negative matrix factorisation of TF-IDF (Lee and Seung 1999). Where half of the passages hold fewer than
    twelve terms, as headlines do, their TF-IDF says little, and the terms' pointwise mutual information is factorised in its place
    (Yan and others 2013); passages then get their shares from TF-IDF all the same. "lda" is latent Dirichlet allocation
    of the counts (Blei, Ng and Jordan 2003), both by scikit-learn; the same seed gives the same topics. NMF starts from singular vectors,
    of which the seed changes little, or with `restart` from random numbers. Raises UserError
    when there are too few passages or words, for an unknown model, or when k is not between 2 and both.
    """
    kind, seed = parse_kind(model), read_number("seed", seed, least=0)
    matrix = gather(counts)
    check_k(k, matrix)
    fitted, shares = fit_largest_first(matrix, k, seed, kind, restart=restart)
    terms = _list_terms(fitted, matrix.counts, shares, n_terms)
    return FittedTopics(fitted, terms, assign_topics(fitted, counts))


def assign_topics(model: TopicModel, counts: pd.DataFrame) -> pd.DataFrame:
    """One row per (passage, topic): PASSAGE_TOPICS of any TERM_COUNTS, whose `article_id` names the passage.

    Each passage is assigned by itself, whatever others it comes with, and terms that the model does not know are passed over.
    A passage without any known term, or in which no topic has a weight, has no row.
    """
    matrix, names = align(counts, model.terms)
    loadings = _load(model, matrix)
    held = loadings.sum(axis=1) > 0
    loadings = loadings[held]
    rows = pd.DataFrame(
        {
            "passage_id": np.repeat(np.array(names, dtype=object)[held], model.k),
            "topic": np.tile(np.arange(1, model.k + 1), int(held.sum())),
            "weight": _shares(loadings).ravel(),
            "loading": loadings.ravel(),
        }
    )
    return schema.make(schema.PASSAGE_TOPICS, rows)


def parse_kind(model: str) -> ModelKind:
    """Return the kind of model named. Raises UserError for another name."""
    for kind in get_args(ModelKind):
        if model == kind:
            return kind  # type: ignore[no-any-return]
    raise unknown("model", model, get_args(ModelKind))


def check_k(k: int, matrix: Matrix) -> None:
    """Raise UserError unless `k` topics can be fitted to the matrix."""
    n_passages, n_terms = matrix.counts.shape
    most = min(n_passages, n_terms)
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or not 2 <= k <= most:
        raise UserError(
            f"k={k!r} topics cannot be fitted to {n_passages} different passages and {n_terms} words: "
            f"choose a whole number from 2 to {most}."
        )


def fit_largest_first(
    matrix: Matrix, k: int, seed: int, kind: ModelKind, *, restart: bool = False
) -> tuple[TopicModel, Numbers]:
    """Return the model of a whole matrix with its topics largest first, and their shares: passages × topics."""
    fitted = fit_matrix(matrix, matrix.counts, k, seed, kind, restart=restart)
    shares = _shares(_load(fitted, matrix.counts))
    order = np.argsort(-shares.sum(axis=0), kind="stable")
    return replace(fitted, by_term=fitted.by_term[order], mass=fitted.mass[order]), shares[:, order]


def fit_matrix(
    matrix: Matrix, counts: sparse.csr_matrix, k: int, seed: int, kind: ModelKind, *, restart: bool = False
) -> TopicModel:
    """Fit a model to some rows of a matrix (`counts`), weighed by how rare its terms are in the whole matrix.

    NMF starts from the singular vectors, or with `restart` from random numbers; LDA starts from random numbers anyway.
    One thread, since more would add up in another order.
    """
    from sklearn.decomposition import (  # imported here, as few chapters need it and it takes half a second
        NMF,
        LatentDirichletAllocation,
    )
    from sklearn.exceptions import ConvergenceWarning

    idf = matrix.idf
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore", ConvergenceWarning)  # reported by `converged`
        if kind == "nmf":
            nmf = NMF(k, init="random" if restart else "nndsvda", random_state=seed, max_iter=_MAX_ITER)
            nmf.fit(associate(counts) if matrix.is_short else weigh(counts, idf))
            components, converged = nmf.components_, nmf.n_iter_ < _MAX_ITER
        else:
            lda = LatentDirichletAllocation(
                k, max_iter=_MAX_ROUNDS, evaluate_every=_CHECK_EVERY, random_state=seed
            )
            lda.fit(counts)
            components, converged = lda.components_, lda.n_iter_ < _MAX_ROUNDS
    mass = components.sum(axis=1)
    by_term = components / np.where(mass > 0, mass, 1)[:, None]
    return TopicModel(kind, seed, matrix.terms, idf, by_term, mass, bool(converged))


def _load(model: TopicModel, counts: sparse.csr_matrix) -> Numbers:
    """Return how much of each topic is in each passage: passages × topics."""
    if not counts.shape[0]:
        return np.zeros((0, model.k))
    return _load_nmf(model, counts) if model.kind == "nmf" else _load_lda(model, counts)


def _load_nmf(model: TopicModel, counts: sparse.csr_matrix) -> Numbers:
    """Return the weights that reproduce each passage's TF-IDF best, none negative.

    Non-negative least squares (Lawson and Hanson 1974) in the space that the topics span, so each passage has one answer.
    """
    gram = model.by_term @ model.by_term.T
    values, vectors = np.linalg.eigh(gram)
    kept = values > 1e-12 * values.max(initial=1e-300)
    root = np.sqrt(values[kept])
    basis = root[:, None] * vectors[:, kept].T
    targets = (weigh(counts, model.idf) @ model.by_term.T) @ (vectors[:, kept] / root)
    return np.array([scipy.optimize.nnls(basis, target)[0] for target in targets])


def _load_lda(model: TopicModel, counts: sparse.csr_matrix) -> Numbers:
    """Return how many of each passage's words are expected to come from each topic."""
    from sklearn.decomposition import LatentDirichletAllocation

    lda = LatentDirichletAllocation(model.k)
    lda.components_ = model.by_term * model.mass[:, None]
    lda.exp_dirichlet_component_ = np.exp(
        psi(lda.components_) - psi(lda.components_.sum(axis=1))[:, np.newaxis]
    )
    lda.doc_topic_prior_ = prior = 1 / model.k
    lda.n_features_in_ = len(model.terms)
    words = np.asarray(counts.sum(axis=1))
    with threadpool_limits(1):
        expected = lda.transform(counts) * (words + prior * model.k) - prior
    return np.asarray(np.maximum(expected, 0))


def _shares(loadings: Numbers) -> Numbers:
    """Return each row divided by its sum; a row of zeros stays."""
    total = loadings.sum(axis=1, keepdims=True)
    return np.asarray(loadings / np.where(total > 0, total, 1))


def _list_terms(model: TopicModel, counts: sparse.csr_matrix, shares: Numbers, n_terms: int) -> pd.DataFrame:
    """Return TOPIC_TERMS of a model from the passages that it was fitted to and their shares."""
    by_topic = (counts.T @ shares).T
    words, of_all = by_topic.sum(axis=1, keepdims=True), np.asarray(counts.sum(axis=0))
    c_tf_idf = by_topic / np.where(words > 0, words, 1) * np.log(1 + words.mean() / of_all)
    heaviest = np.argsort(-model.by_term, axis=1, kind="stable")[:, :n_terms]
    rows = [
        {
            "topic": topic + 1,
            "term": model.terms[column],
            "weight": model.by_term[topic, column],
            "c_tf_idf": c_tf_idf[topic, column],
        }
        for topic in range(model.k)
        for column in heaviest[topic]
        if model.by_term[topic, column] > 0
    ]
    return schema.make(schema.TOPIC_TERMS, rows)
