"""How sure a difference is: intervals by drawing source documents again, p-values by exchanging them between the sides.

Words come in bursts, article by article, so the document and never the word is what is drawn and exchanged.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats

from helpers.comparison.measures import HALF, log_ratio
from helpers.comparison.units import Side

__all__ = ["adjust", "bootstrap_interval", "permutation_p"]

Numbers = NDArray[np.float64]
_LEVEL = 0.975
_AT_ONCE = 250  # draws held in memory at a time
_ENOUGH = 10  # permutations as extreme as the data, with which a p is known well enough
_FURTHER = 20  # times the permutations for a p that is not
_SHORT = np.float32  # sums of up to 16 million words are exact, and the products take half the time
_TIED = 1e-5  # two sums of short numbers that differ by less are the same
_BLOCK = 500  # terms, whose draws a processor's cache still holds


def bootstrap_interval(
    side: Side, other: Side, samples: int, random: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Return the ends of a 95% interval of each term's log ratio (base 2).

    Witnesses of each side are drawn again with replacement. The interval is the log ratio ± Student's t, with as many
    degrees of freedom as the smaller side has witnesses less one, times the standard deviation over the samples, which is
    widened by √(m / (m − 1)) for the m witnesses of that side (Efron and Tibshirani 1993; Hesterberg 2015). Where a side
    lacks a term, drawing it again tells nothing: the end on its side is missing, and the other one allows for as many
    occurrences as a side of its size may hold unseen (Clopper and Pearson 1934, joined as in Zou and Donner 2008).
    """
    n, n_other = _sums(side.counts), _sums(other.counts)
    by_term, other_by_term = _by_term(side.counts), _by_term(other.counts)
    observed = log_ratio(n, side.tokens.sum(), n_other, other.tokens.sum())
    total, squares, drawn = np.zeros(len(n)), np.zeros(len(n)), 0
    for size in _parts(samples):
        weights, other_weights = _redraw(len(side), size, random), _redraw(len(other), size, random)
        tokens, other_tokens = side.tokens @ weights, other.tokens @ other_weights

        def deviations(
            block: slice,
            weights: NDArray[np.float32] = weights,
            other_weights: NDArray[np.float32] = other_weights,
            tokens: Numbers = tokens,
            other_tokens: Numbers = other_tokens,
        ) -> Numbers:
            own, elsewhere = by_term[block] @ weights, other_by_term[block] @ other_weights
            # Sums about the observed value keep their digits.
            away = log_ratio(own, tokens, elsewhere, other_tokens) - observed[block, None]
            return np.stack([away.sum(axis=1), (away**2).sum(axis=1)])

        sums = _in_blocks(deviations, len(n))
        total, squares, drawn = total + sums[0], squares + sums[1], drawn + size
    fewest = min(len(side), len(other))
    spread = np.sqrt(np.maximum(squares / drawn - (total / drawn) ** 2, 0) * fewest / (fewest - 1))
    reach = stats.t.ppf(_LEVEL, fewest - 1) * spread
    low = observed - np.where(n_other > 0, reach, np.hypot(reach, _unseen(side, other)))
    high = observed + np.where(n > 0, reach, np.hypot(reach, _unseen(other, side)))
    return np.where(n > 0, low, np.nan), np.where(n_other > 0, high, np.nan)


def _unseen(user: Side, lacking: Side) -> Numbers:
    """Return how many doublings lie between the half count of a side that lacks a term and what it may hold unseen.

    That is as many witnesses as the upper 97.5% bound allows, each with as many occurrences for its length as those of
    the side that uses the term.
    """
    holding = np.diff(user.counts.tocsc().indptr)
    for_length = lacking.tokens.mean() / user.tokens.mean()
    each = np.divide(_sums(user.counts), holding, out=np.zeros(len(holding)), where=holding > 0) * for_length
    witnesses = len(lacking) * (1 - (1 - _LEVEL) ** (1 / len(lacking)))
    return np.asarray(np.log2((each * witnesses + HALF) / HALF))


def permutation_p(side: Side, other: Side, permutations: int, random: np.random.Generator) -> Numbers:
    """Return for each term the share of permutations in which the sides differ as much as they do, their own included.

    The difference is that of the mean rates of the witnesses, which has each witness vote once whatever its length;
    the witnesses exchange sides at random. A term with fewer than 10 permutations as extreme after the number asked for
    is permuted on, up to 20 times as often: a group-sequential form of Besag and Clifford (1991), under which
    the share stays a valid p-value.
    """
    pooled = sparse.vstack([side.counts, other.counts]).tocsr()
    rates = sparse.diags_array(1 / np.concatenate([side.tokens, other.tokens])).tocsr() @ pooled
    # What one side has more than expected the other has less, so the smaller one tells all.
    own = _sums(rates[: len(side)] if len(side) <= len(other) else rates[len(side) :])
    n_moved = min(len(side), len(other))
    as_extreme = _count_extreme(rates, own, n_moved, permutations, random)
    drawn = np.full(len(own), float(permutations))
    unsure = np.flatnonzero(as_extreme < _ENOUGH)
    if len(unsure):
        further = (_FURTHER - 1) * permutations
        as_extreme[unsure] += _count_extreme(rates[:, unsure], own[unsure], n_moved, further, random)
        drawn[unsure] += further
    return np.asarray((as_extreme + 1) / (drawn + 1))


def adjust(p: Numbers) -> Numbers:
    """Return q: p adjusted by Benjamini and Hochberg (1995) over the values that are not missing."""
    q = np.full(len(p), np.nan)
    known = ~np.isnan(p)
    if known.any():
        q[known] = stats.false_discovery_control(p[known])
    return q


def _count_extreme(
    rates: sparse.csr_matrix, own: Numbers, n_moved: int, permutations: int, random: np.random.Generator
) -> Numbers:
    """Return for each term how many permutations put a sum on a side as far from the expected one as `own` is."""
    n_witnesses, n_terms = rates.shape
    expected = _sums(rates) * n_moved / n_witnesses
    reach = np.abs(own - expected) * (1 - _TIED)
    counted = np.zeros(n_terms)
    by_term = _by_term(rates)
    for size in _parts(permutations):
        moved = np.zeros((n_witnesses, size), dtype=_SHORT)
        for number in range(size):
            moved[random.choice(n_witnesses, n_moved, replace=False, shuffle=False), number] = 1

        def extreme(block: slice, moved: NDArray[np.float32] = moved) -> Numbers:
            away = np.abs(by_term[block] @ moved - expected[block, None])
            return np.asarray((away >= reach[block, None]).sum(axis=1))

        counted += _in_blocks(extreme, n_terms)
    return counted


def _by_term(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return the matrix with a row for each term, in short numbers."""
    return matrix.T.tocsr().astype(_SHORT)


def _in_blocks(work: Callable[[slice], Numbers], n_terms: int) -> Numbers:
    """Return the results of blocks of terms side by side, worked on in threads: matrix products hold no lock."""
    blocks = [slice(start, start + _BLOCK) for start in range(0, max(n_terms, 1), _BLOCK)]
    if len(blocks) == 1:
        return work(blocks[0])
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.concatenate(list(pool.map(work, blocks)), axis=-1)


def _redraw(n_witnesses: int, samples: int, random: np.random.Generator) -> NDArray[np.float32]:
    """Return how often each witness is drawn (rows) in each sample (columns)."""
    drawn = (
        random.integers(n_witnesses, size=(samples, n_witnesses)) + n_witnesses * np.arange(samples)[:, None]
    )
    counted = np.bincount(drawn.ravel(), minlength=samples * n_witnesses)
    return np.ascontiguousarray(counted.reshape(samples, n_witnesses).T, dtype=_SHORT)


def _parts(total: int) -> Iterator[int]:
    """Yield the sizes of the parts that a number of draws is worked through in."""
    for start in range(0, total, _AT_ONCE):
        yield min(_AT_ONCE, total - start)


def _sums(matrix: sparse.csr_matrix) -> Numbers:
    """Return the sum of each column."""
    return np.asarray(matrix.sum(axis=0)).ravel()
