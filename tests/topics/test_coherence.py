from itertools import combinations
from math import isnan, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from helpers.topics import measure_coherence

held = st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("columns", "coherence"),
    [
        (([1, 2, 0, 0], [3, 1, 0, 0]), 1),  # always together
        (([1, 1, 0, 0], [0, 0, 1, 1]), -1),  # never
        (([1, 1, 0, 0], [1, 0, 1, 0]), 0),  # as often as by chance
        (([1, 1, 1], [1, 1, 1]), 1),  # everywhere
        (([1, 1, 1, 0], [1, 0, 0, 0]), log(0.25 / 0.75 / 0.25) / -log(0.25)),
        (([1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1]), (1 - 1 - 1) / 3),
    ],
)
def test_coherence_by_hand(columns, coherence):
    counts = sparse.csr_matrix(np.array(columns, dtype=float).T)
    assert measure_coherence(counts, range(len(columns))) == pytest.approx(coherence)


def test_one_term_has_no_coherence():
    assert isnan(measure_coherence(sparse.csr_matrix(np.ones((3, 2))), [1]))


@given(held)
def test_coherence_is_the_mean_npmi_of_the_pairs(rows):
    passages = [{term for term, n in enumerate(row) if n} for row in rows]

    def share(*terms):
        return sum(set(terms) <= passage for passage in passages) / len(passages)

    values = []
    for a, b in combinations(range(4), 2):
        both = share(a, b)
        if both in (0, 1):
            values.append(-1 if both == 0 else 1)
        else:
            values.append(log(both / (share(a) * share(b))) / -log(both))
    assert measure_coherence(sparse.csr_matrix(np.array(rows, dtype=float)), range(4)) == pytest.approx(
        np.mean(values)
    )
