"""Counts of passages as a matrix in which equal passages stand once, in an order that only their words decide."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from helpers.errors import UserError

__all__ = ["Matrix", "Numbers", "TooFewError", "align", "associate", "gather", "weigh"]

Numbers = npt.NDArray[np.float64]

_MAX_SHARE_OF_PASSAGES = 0.6  # a word of most passages separates none of them
_FEW_PASSAGES = 10
_FEW_TERMS = 12  # of a headline or a short post
_DISCOUNT = 3  # passages; a pair met that often counts half


class TooFewError(UserError):
    """There are too few passages or words to look for topics."""


@dataclass(frozen=True)
class Matrix:
    """Different passages by terms: `counts`, the terms' names, and the number of the article that each passage is from."""

    counts: sparse.csr_matrix
    terms: "pd.Index[str]"
    article: npt.NDArray[np.int64]

    @property
    def idf(self) -> Numbers:
        """How rare each term is: ln((1 + passages) / (1 + those with the term)) + 1."""
        spread = np.diff(self.counts.tocsc().indptr)
        return np.asarray(np.log((1 + self.counts.shape[0]) / (1 + spread)) + 1)

    @property
    def is_short(self) -> bool:
        """Whether half of the passages hold fewer than twelve different terms, as headlines do."""
        return bool(np.median(np.diff(self.counts.indptr)) < _FEW_TERMS)

    def shuffled(self, random: np.random.Generator) -> "Matrix":
        """Return a corpus without topics: each word of a passage, with its count, dealt to any passage.

        How often and how bunched a word is, and about how many words a passage has, stay; which words meet does not.
        """
        entries = self.counts.tocoo()
        rows = random.permutation(entries.row)
        counts = sparse.csr_matrix((entries.data, (rows, entries.col)), shape=self.counts.shape)
        return replace(self, counts=counts)


def gather(counts: pd.DataFrame, articles: "pd.Series[str] | None" = None) -> Matrix:
    """Return the matrix of TERM_COUNTS in which `article_id` names the passage.

    `articles` has the article of each passage by the passage's id; without it each passage is an article. Terms of fewer
    than two passages (when there are at least ten) or of more than 60% are left out. Raises UserError when fewer than two
    passages or terms are left.
    """
    counts = counts[counts["n"] > 0]
    rows, names = pd.factorize(counts["article_id"], sort=True)
    columns, terms = pd.factorize(counts["term"], sort=True)
    every = sparse.csr_matrix(
        (counts["n"].to_numpy("float64"), (rows, columns)), shape=(len(names), len(terms))
    )
    every.sum_duplicates()
    order, place = _distinct(every)
    distinct = every[order]
    spread = np.diff(distinct.tocsc().indptr)
    least = 2 if len(order) >= _FEW_PASSAGES else 1
    kept = (spread >= least) & (spread <= max(1, _MAX_SHARE_OF_PASSAGES * len(order)))
    distinct = distinct[:, kept]
    held = np.diff(distinct.indptr) > 0
    if min(held.sum(), kept.sum()) < 2:
        raise TooFewError(
            f"Topics need at least 2 passages and 2 words that tell them apart; "
            f"there are {held.sum()} and {kept.sum()}. Add articles, or use fewer stop words."
        )
    owners = names if articles is None else articles.reindex(names).fillna(pd.Series(names, index=names))
    owner = _owners(place, np.asarray(owners, dtype=object))[held]
    return Matrix(distinct[held], pd.Index(terms)[kept], pd.factorize(owner)[0])


def _owners(place: npt.NDArray[np.int64], owners: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return the article of each content: of several, that with the most contents, so that a copy of one does not draw it away."""
    held = pd.DataFrame({"place": place, "owner": owners}).drop_duplicates()
    by_owner = held.groupby("owner")["place"]
    held = held.assign(size=by_owner.transform("size"), first=by_owner.transform("min"))
    held = held.sort_values(["place", "size", "first", "owner"], ascending=[True, False, True, True])
    return held.drop_duplicates("place")["owner"].to_numpy(object)


def align(counts: pd.DataFrame, terms: "pd.Index[str]") -> tuple[sparse.csr_matrix, Sequence[str]]:
    """Return the counts of the given terms, one row per passage that has any, and the passages' ids in order."""
    counts = counts[(counts["n"] > 0) & counts["term"].isin(terms)]
    rows, names = pd.factorize(counts["article_id"], sort=True)
    columns = terms.get_indexer(pd.Index(counts["term"]))
    matrix = sparse.csr_matrix(
        (counts["n"].to_numpy("float64"), (rows, columns)), shape=(len(names), len(terms))
    )
    matrix.sum_duplicates()
    return matrix, list(names)


def weigh(counts: sparse.csr_matrix, idf: Numbers) -> sparse.csr_matrix:
    """Return TF-IDF with the logarithm of the frequency, each row of length 1: (1 + ln n) times idf."""
    from sklearn.preprocessing import (
        normalize,  # imported here, as few chapters need it and it takes half a second
    )

    weights = counts.copy()
    weights.data = (1 + np.log(weights.data)) * idf[weights.indices]
    return normalize(weights)


def associate(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return how much more often than by chance two terms share a passage: terms × terms, positive pointwise mutual information.

    ln(p(a, b) / p(a) p(b)) over all pairs of different terms, nothing where it is below zero, times the discount of Pantel and Lin (2002)
    for pairs and words that are rare, which else would pass for company where they met by chance: n / (n + 3) of the
    passages with both, and the same of those with the rarer one.
    """
    held = (counts > 0).astype("float64")
    pairs = (held.T @ held).tocsr()
    pairs.setdiag(0)
    pairs.eliminate_zeros()
    each = np.diff(pairs.indptr)
    of_term, spread = (np.asarray(matrix.sum(axis=0)).ravel() for matrix in (pairs, held))
    expected = of_term[pairs.indices] * np.repeat(of_term, each) / max(of_term.sum(), 1)
    rarer = np.minimum(spread[pairs.indices], np.repeat(spread, each))
    discount = pairs.data / (pairs.data + _DISCOUNT) * rarer / (rarer + _DISCOUNT)
    pairs.data = np.maximum(np.log(pairs.data / expected), 0) * discount
    pairs.eliminate_zeros()
    return pairs


def _distinct(matrix: sparse.csr_matrix) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the first row of each content, in the order of the contents, and each row's place in that order."""
    matrix.sort_indices()
    ends = matrix.indptr
    contents = [
        matrix.indices[a:b].astype("int64").tobytes() + matrix.data[a:b].tobytes() for a, b in pairwise(ends)
    ]
    first: dict[bytes, int] = {}
    for row, content in enumerate(contents):
        first.setdefault(content, row)
    places = {content: place for place, content in enumerate(sorted(first))}
    order = np.array([first[content] for content in places], dtype="int64")
    return order, np.array([places[content] for content in contents], dtype="int64")
