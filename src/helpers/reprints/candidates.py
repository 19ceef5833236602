"""Pairs of texts that share enough to be looked at, found without comparing every text with every other."""

from array import array
from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import sparse

from helpers.reprints.clauses import MIN_CHARS, split_clauses

__all__ = ["find_candidates"]

_MIN_RARE_CLAUSE = 8  # characters; one such clause in common makes two texts candidates
_SHARE_IN_RARE = (
    0.2  # verification also counts frequent and short clauses, so a third of what it asks for is enough
)
_RARE = 300  # texts that a rare clause may be in; more make it a phrase of the genre, and the work quadratic
_HASHED_AT_ONCE = 100_000
_BLOCK = 2000


def find_candidates(texts: Iterable[str]) -> np.ndarray:
    """Return pairs of texts that share a fifth of the shorter in rare clauses: two columns of positions.

    The lower position comes first, and the pairs are in order.
    A clause is rare that is in no more than 300 texts, so the work grows with the number of texts, not of pairs.
    """
    keys, owners, lengths, sizes = _hash_clauses(texts)
    _, first_seen, column, n_texts = np.unique(
        keys, return_index=True, return_inverse=True, return_counts=True
    )
    rare = (n_texts > 1) & (n_texts <= _RARE)
    kept = rare[column]
    rows, columns = owners[kept], (np.cumsum(rare) - 1)[column[kept]]
    holds = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(sizes), int(rare.sum())))
    others = (holds @ sparse.diags_array(lengths[first_seen[rare]].astype(np.float64))).T.tocsr()
    pairs = [np.empty((0, 2), dtype=np.int64)]
    for first in range(0, len(sizes), _BLOCK):
        shared = (holds[first : first + _BLOCK] @ others).tocoo()
        left, right = shared.row + first, shared.col
        shorter = np.minimum(sizes[left], sizes[right])
        keep = (left < right) & (shorter >= MIN_CHARS) & (shared.data >= _SHARE_IN_RARE * shorter)
        found = np.column_stack([left[keep], right[keep]]).astype(np.int64)
        pairs.append(found[np.lexsort((found[:, 1], found[:, 0]))])
    return np.concatenate(pairs)


def _hash_clauses(texts: Iterable[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return hash, owner and length of each long clause, and the characters of clauses of each text.

    Flat arrays of hashes, not the clauses themselves: those of a large corpus would not fit in memory. The
    hash is the same in every process; two clauses with one hash would only add a candidate.
    """
    hashes: list[np.ndarray] = []
    owners, lengths, sizes = array("i"), array("i"), array("i")
    waiting: list[str] = []
    for number, text in enumerate(texts):
        clauses = split_clauses(text)
        sizes.append(sum(map(len, clauses)))
        for clause in clauses:
            if len(clause) >= _MIN_RARE_CLAUSE:
                waiting.append(clause)
                owners.append(number)
                lengths.append(len(clause))
        if len(waiting) >= _HASHED_AT_ONCE:
            hashes.append(_hash(waiting))
            waiting = []
    hashes.append(_hash(waiting))
    return np.concatenate(hashes), np.array(owners), np.array(lengths), np.array(sizes)


def _hash(clauses: list[str]) -> np.ndarray:
    return pd.util.hash_array(np.array(clauses, dtype=object), categorize=False)
