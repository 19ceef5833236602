"""How sure a difference is: intervals by drawing source documents again, p-values by exchanging them between the sides.

Words come in bursts, article by article, so the document and never the word is what is drawn and exchanged.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy import sparse

from helpers.comparison.measures import Numbers, log_ratio, pseudo_count
from helpers.comparison.units import Side, count_rows, sum_rows

__all__ = ["adjust", "bootstrap_interval", "exchangeable", "permutation_p"]

_LEVEL = 0.975
_AT_ONCE = 250  # draws held in memory at a time
_ENOUGH = 10  # permutations as extreme as the data, with which a p is known well enough
_FURTHER = 10  # times the permutations for a p that is not
_SHORT = np.float32  # sums of up to 16 million words are exact, and the products take half the time
# Sums of rates that differ by less are ties: this share of the sum, for each root of the number of its terms.
_ROUNDING = 4 * float(np.finfo(_SHORT).eps)
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
    n, n_other = sum_rows(side.counts), sum_rows(other.counts)
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
    reach = scipy.stats.t.ppf(_LEVEL, fewest - 1) * spread
    low = observed - np.where(n_other > 0, reach, np.hypot(reach, _unseen(side, other)))
    high = observed + np.where(n > 0, reach, np.hypot(reach, _unseen(other, side)))
    return np.where(n > 0, low, np.nan), np.where(n_other > 0, high, np.nan)


def _unseen(user: Side, lacking: Side) -> Numbers:
    """Return how many doublings lie between the pseudo-count of a side that lacks a term and what it may hold unseen.

    That is as many witnesses as the upper 97.5% bound allows, each with as many occurrences for its length as those of
    the side that uses the term.
    """
    holding = count_rows(user.counts)
    for_length = lacking.tokens.mean() / user.tokens.mean()
    each = (
        np.divide(sum_rows(user.counts), holding, out=np.zeros(len(holding)), where=holding > 0) * for_length
    )
    witnesses = len(lacking) * (1 - (1 - _LEVEL) ** (1 / len(lacking)))
    added = pseudo_count(lacking.tokens.sum(), user.tokens.sum())
    return np.asarray(np.log2((each * witnesses + added) / added))


def exchangeable(side: Side, other: Side) -> tuple[int, int]:
    """Return how many witnesses of each side have one of like length on the other, which they can be exchanged with."""
    lengths, other_lengths = _length(side.tokens), _length(other.tokens)
    return int(np.isin(lengths, other_lengths).sum()), int(np.isin(other_lengths, lengths).sum())


def permutation_p(side: Side, other: Side, permutations: int, random: np.random.Generator) -> Numbers:
    """Return for each term the share of permutations in which the sides differ as much as they do, their own included.

    The difference is that of the mean rates of the witnesses. At random, witnesses exchange sides with others of their
    length, to a factor of two: the rates of short documents scatter more, so that those of unlike length are not
    exchangeable (a permutation within strata, as in Good 2005). A term with fewer than 10 permutations as extreme after the
    number asked for is permuted on, up to 10 times as often: a group-sequential form of Besag and Clifford (1991), under
    which the share stays a valid p-value. Where the mean rates and the pooled ones differ in opposite directions, no side
    can be said to use the term more: p is 1.
    """
    counts = sparse.vstack([side.counts, other.counts]).tocsr()
    tokens = np.concatenate([side.tokens, other.tokens])
    here = np.arange(len(tokens)) < len(side)
    order = _by_length(tokens, here)
    rates = (sparse.diags_array(1 / tokens[order]) @ counts[order]).tocsr()
    strata = _Strata.of(_length(tokens[order]), here[order])
    own = sum_rows(rates[here[order]]) - strata.per_witness(strata.share_here) @ rates
    as_extreme = _count_extreme(rates, own, strata, permutations, random)
    drawn = np.full(len(own), float(permutations))
    unsure = np.flatnonzero(as_extreme < _ENOUGH)
    if len(unsure):
        further = (_FURTHER - 1) * permutations
        as_extreme[unsure] += _count_extreme(rates[:, unsure], own[unsure], strata, further, random)
        drawn[unsure] += further
    pooled = log_ratio(sum_rows(side.counts), side.tokens.sum(), sum_rows(other.counts), other.tokens.sum())
    return np.where(own * pooled < 0, 1.0, (as_extreme + 1) / (drawn + 1))


def adjust(p: Numbers) -> Numbers:
    """Return q: p adjusted by Benjamini and Hochberg (1995) over the values that are not missing."""
    q = np.full(len(p), np.nan)
    known = ~np.isnan(p)
    if known.any():
        q[known] = scipy.stats.false_discovery_control(p[known])
    return q


@dataclass(frozen=True)
class _Strata:
    """The witnesses that can be exchanged, which stand stratum by stratum: the strata's first ones and sizes.

    In each, the side with fewer is drawn: `n_drawn` witnesses. `sign` is 1 where they are those of this side, and -1 where they are
    those of the other, since what one side has more than expected the other has less.
    """

    start: NDArray[np.int64]
    size: NDArray[np.int64]
    n_drawn: NDArray[np.int64]
    sign: Numbers

    @classmethod
    def of(cls, lengths: NDArray[np.int64], here: NDArray[np.bool_]) -> "_Strata":
        """Return the strata of witnesses sorted by their class of length; `here` tells those of this side."""
        _, start, size = np.unique(lengths, return_index=True, return_counts=True)
        n_here = np.array([here[a : a + n].sum() for a, n in zip(start, size, strict=True)], dtype="int64")
        n_drawn = np.minimum(n_here, size - n_here)
        return cls(
            start.astype("int64"), size.astype("int64"), n_drawn, np.where(n_here == n_drawn, 1.0, -1.0)
        )

    @property
    def share_here(self) -> Numbers:
        """This side's share of each stratum."""
        return np.where(self.sign > 0, self.n_drawn / self.size, 1 - self.n_drawn / self.size)

    def per_witness(self, values: Numbers) -> Numbers:
        """Return one value per witness: that of its stratum."""
        return np.repeat(values, self.size)

    def draw(self, permutations: int, random: np.random.Generator) -> NDArray[np.float32]:
        """Return permutations (columns): the stratum's sign for each witness (rows) that is drawn, 0 for the others.

        Witnesses are drawn with replacement until enough different ones are there: any set is as likely as another.
        """
        drawn = np.zeros((permutations, int(self.size.sum())), dtype=bool)
        lacking = np.tile(self.n_drawn, (permutations, 1))
        while lacking.any():
            row, stratum = (np.repeat(place, lacking[lacking > 0]) for place in np.nonzero(lacking))
            within = (random.random(len(row)) * self.size[stratum]).astype("int64")
            drawn[row, self.start[stratum] + within] = True
            lacking = self.n_drawn - np.add.reduceat(drawn, self.start, axis=1, dtype="int64")
        return np.ascontiguousarray((drawn * self.per_witness(self.sign).astype(_SHORT)).T)


def _length(tokens: Numbers) -> NDArray[np.int64]:
    """Return the class of length of each witness: those of one class differ by less than a factor of two."""
    return np.floor(np.log2(tokens)).astype("int64")


def _by_length(tokens: Numbers, here: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the places of the witnesses whose class of length stands on both sides, class by class."""
    lengths = _length(tokens)
    places = np.flatnonzero(np.isin(lengths, lengths[here]) & np.isin(lengths, lengths[~here]))
    return places[np.argsort(lengths[places], kind="stable")]


def _count_extreme(
    rates: sparse.csr_matrix, own: Numbers, strata: _Strata, permutations: int, random: np.random.Generator
) -> Numbers:
    """Return for each term how many permutations put the sum of rates as far from the expected one as `own` is."""
    expected = strata.per_witness(strata.sign * strata.n_drawn / strata.size) @ rates
    reach = np.abs(own) - _ROUNDING * np.sqrt(rates.shape[0]) * sum_rows(rates)
    counted = np.zeros(len(own))
    by_term = _by_term(rates)
    for size in _parts(permutations):
        drawn = strata.draw(size, random)

        def extreme(block: slice, drawn: NDArray[np.float32] = drawn) -> Numbers:
            away = np.abs(by_term[block] @ drawn - expected[block, None])
            return np.asarray((away >= reach[block, None]).sum(axis=1))

        counted += _in_blocks(extreme, len(own))
    return counted


def _by_term(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return counts or rates with a row for each term, in short numbers."""
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
