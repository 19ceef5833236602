"""Deviation of proportions, against Gries's own words put into code."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.dispersion import deviation_of_proportions


def spread(*terms, sizes):
    """The dispersion of terms, each given by its occurrences in every part; only parts that hold a term are handed over."""
    shares = np.array(sizes, dtype="float64") / sum(sizes)
    codes, parts = np.nonzero(np.array(terms))
    n = np.array(terms, dtype="float64")[codes, parts]
    smallest = np.full(len(terms), shares[shares > 0].min())
    return deviation_of_proportions(codes.astype("int64"), n, shares[parts], smallest).tolist()


def naive(occurrences, sizes):
    """Gries (2008): half the sum of |observed - expected| shares over all parts; over 1 less the smallest share of text."""
    expected = [size / sum(sizes) for size in sizes]
    observed = [n / sum(occurrences) for n in occurrences]
    deviation = sum(abs(o - e) for o, e in zip(observed, expected, strict=True)) / 2
    possible = 1 - min(e for e in expected if e > 0)
    return deviation / possible if possible > 0 else None


@pytest.mark.parametrize(
    ("occurrences", "sizes", "expected"),
    [
        ([2, 1, 0], [1, 1, 1], (1 / 3) / (2 / 3)),  # the example of Lijffijt and Gries (2012)
        ([1, 3], [10, 30], 0),  # as the text is
        ([7, 0], [10, 30], 1),  # in the smallest part alone
        ([0, 7], [10, 30], 0.25 / 0.75),
        ([1, 1, 0], [5, 5, 0], 0),  # a part without text counts for nothing
        ([7, 6, 7, 4], [7, 6, 7, 4], 0),  # whose shares add up to more than 1 in floating point
        ([3], [9], None),  # one part: there is nothing to be spread over
        ([3, 0], [9, 0], None),
    ],
)
def test_by_hand(occurrences, sizes, expected):
    (value,) = spread(occurrences, sizes=sizes)
    assert value == pytest.approx(expected) if expected is not None else np.isnan(value)
    assert np.isnan(value) or 0 <= value <= 1


def parts(n_parts):
    one_term = st.lists(st.integers(0, 40), min_size=n_parts, max_size=n_parts).filter(any)
    more_words = st.lists(st.integers(0, 500), min_size=n_parts, max_size=n_parts)
    return st.tuples(st.lists(one_term, min_size=1, max_size=4), more_words)


@given(st.integers(1, 6).flatmap(parts))
def test_it_is_what_the_formula_says_and_each_term_has_its_own(drawn):
    terms, more = drawn
    sizes = [sum(words) for words in zip(*terms, more, strict=True)]  # a part holds the words that are in it
    found = spread(*terms, sizes=sizes)
    for value, occurrences in zip(found, terms, strict=True):
        expected = naive(occurrences, sizes)
        assert np.isnan(value) if expected is None else value == pytest.approx(expected, abs=1e-12)
        assert np.isnan(value) or 0 <= value <= 1
        assert spread(occurrences, sizes=sizes) == pytest.approx([value], nan_ok=True)
        many = [100 * n for n in occurrences]
        assert spread(many, sizes=sizes) == pytest.approx([value], nan_ok=True), (
            "the shares decide, not the number"
        )
