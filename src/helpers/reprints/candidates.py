"""Pairs of texts that share enough to be looked at, found without comparing every text with every other."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from helpers.reprints.clauses import MIN_CHARS, split_clauses

__all__ = ["Clauses", "Shared", "hash_clauses", "hash_each", "pair_texts", "share_clauses"]

_MIN_RARE_CLAUSE = 8  # characters; one such clause in common makes two texts candidates
_SHARE_IN_RARE = (
    0.2  # verification also counts frequent and short clauses, so a third of what it asks for is enough
)
_RARE = 300  # texts that a rare clause may be in; more make it a phrase of the genre, and the work quadratic
_HASHED_AT_ONCE = 100_000
_BLOCK = 2000


@dataclass(frozen=True)
class Clauses:
    """The long clauses of texts: `hashes`, `owners` (number of the text) and `lengths`, an entry for each clause of a text.

    `sizes` has the characters of all clauses of each text, short ones included.
    """

    hashes: np.ndarray
    owners: np.ndarray
    lengths: np.ndarray
    sizes: np.ndarray


@dataclass(frozen=True)
class Shared:
    """The clauses that are in several texts but not in many, an entry for each text that one is in.

    `owners` has the text, `clauses` a number that the same clause has in each, from 0, and `lengths` its characters.
    """

    owners: np.ndarray
    clauses: np.ndarray
    lengths: np.ndarray


def hash_clauses(texts: Iterable[str]) -> Clauses:
    """Return the clauses of texts, hashed.

    Flat arrays of hashes, not the clauses themselves: those of a large corpus would not fit in memory. The
    hash is the same in every process; two clauses with one hash would only add a candidate.
    """
    hashes: list[np.ndarray] = []
    owners, lengths, sizes = array("i"), array("i"), array("i")
    waiting: list[str] = []
    for number, text in enumerate(texts):
        clauses = split_clauses(text)
        sizes.append(sum(map(len, clauses)))
        long = [clause for clause in clauses if len(clause) >= _MIN_RARE_CLAUSE]
        waiting += long
        owners.extend([number] * len(long))
        lengths.extend(map(len, long))
        if len(waiting) >= _HASHED_AT_ONCE:
            hashes.append(hash_each(waiting))
            waiting = []
    hashes.append(hash_each(waiting))
    return Clauses(
        np.concatenate(hashes), *(np.array(part, dtype=np.int32) for part in (owners, lengths, sizes))
    )


def hash_each(clauses: list[str]) -> np.ndarray:
    """Return a hash of each clause, the same in every process."""
    return pd.util.hash_array(np.array(clauses, dtype=object), categorize=False)


def share_clauses(hashes: np.ndarray, owners: np.ndarray, lengths: np.ndarray) -> Shared:
    """Return the rare clauses among those given, which must be all that have one of their hashes.

    A clause is rare that is in no more than 300 texts, so the work grows with the number of texts, not of pairs.
    """
    order = np.argsort(hashes, kind="stable")
    ordered = hashes[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(ordered) else order
    n_texts = np.diff(np.append(starts, len(ordered)))
    rare = (n_texts > 1) & (n_texts <= _RARE)
    kept = order[np.repeat(rare, n_texts)]
    clauses = np.repeat(np.arange(rare.sum(), dtype=np.int32), n_texts[rare])
    return Shared(owners[kept], clauses, np.repeat(lengths[order[starts[rare]]], n_texts[rare]))


def pair_texts(shared: Shared, sizes: np.ndarray, first: int, last: int) -> np.ndarray:
    """Return pairs of texts that share a fifth of the shorter in rare clauses, those whose lower position is from `first` up to `last`.

    Two columns of positions: the lower position comes first, and the pairs are in order. `shared` must be in the order of its clauses, as `share_clauses` gives it.
    """
    n_clauses = int(shared.clauses[-1]) + 1 if len(shared.clauses) else 0
    starts = np.searchsorted(shared.clauses, np.arange(n_clauses + 1)).astype(np.int32)
    others = sparse.csr_matrix(
        (shared.lengths, shared.owners, starts), shape=(n_clauses, len(sizes)), copy=False
    )
    here = np.flatnonzero((shared.owners >= first) & (shared.owners < last))
    places = (shared.owners[here] - first, shared.clauses[here])
    holds = sparse.csr_matrix((np.ones(len(here), dtype=np.int32), places), shape=(last - first, n_clauses))
    pairs = [np.empty((0, 2), dtype=np.int32)]
    for start in range(first, last, _BLOCK):
        common = (holds[start - first : start - first + _BLOCK] @ others).tocoo()
        left, right = common.row + start, common.col
        shorter = np.minimum(sizes[left], sizes[right])
        keep = (left < right) & (shorter >= MIN_CHARS) & (common.data >= _SHARE_IN_RARE * shorter)
        found = np.column_stack([left[keep], right[keep]]).astype(np.int32)
        pairs.append(found[np.lexsort((found[:, 1], found[:, 0]))])
    return np.concatenate(pairs)
