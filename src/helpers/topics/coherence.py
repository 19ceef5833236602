"""How often the leading terms of a topic stand together, beyond chance."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy import sparse

__all__ = ["measure_coherence"]


def measure_coherence(counts: sparse.csr_matrix, terms: Sequence[int]) -> float:
    """Return the mean NPMI of the pairs of terms (columns of passages × terms): 1 always together, 0 as by chance, -1 never.

    Normalised pointwise mutual information, ln(p(a, b) / p(a) p(b)) / -ln p(a, b), of a passage's holding the terms;
    Bouma (2009), averaged over pairs as by Lau, Newman and Baldwin (2014). Missing for fewer than two terms.
    """
    held = counts[:, list(terms)]
    held = (held > 0).astype("float64")
    n_passages = counts.shape[0]
    together = np.asarray((held.T @ held).todense()) / n_passages
    alone = together.diagonal()
    pairs = [_npmi(together[a, b], alone[a], alone[b]) for a, b in combinations(range(len(terms)), 2)]
    return float(np.mean(pairs)) if pairs else float("nan")


def _npmi(both: float, first: float, second: float) -> float:
    if both == 0:
        return -1.0
    return 1.0 if both == 1 else float(np.log(both / (first * second)) / -np.log(both))
