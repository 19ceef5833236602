"""Each measure beside an independent implementation, or an example worked out from its paper's formula."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from helpers.comparison.measures import c_tf_idf, chi_square, log_likelihood, log_odds, log_ratio

sizes = st.integers(1, 100_000)


@st.composite
def counted(draw):
    """Counts of one word on two sides, and the sides' tokens."""
    tokens, other = draw(sizes), draw(sizes)
    n, n_other = draw(st.integers(0, tokens)), draw(st.integers(0, other))
    return n, tokens, n_other, other


@given(counted())
def test_g2_and_chi_square_are_scipys(case):
    n, tokens, n_other, other = case
    table = [[n, tokens - n], [n_other, other - n_other]]
    got = np.array([n]), tokens, np.array([n_other]), other
    if not all(map(sum, zip(*table, strict=True))):
        assert log_likelihood(*got)[0] == pytest.approx(0)
        assert chi_square(*got)[0] == pytest.approx(0)
        return
    expected = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    assert log_likelihood(*got)[0] == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert chi_square(*got)[0] == pytest.approx(
        chi2_contingency(table, correction=False).statistic, rel=1e-6, abs=1e-9
    )


def test_log_odds_by_the_papers_formula():
    """Monroe, Colaresi and Quinn (2008), worked out for a word said 30 times of 1,000 and 5 times of 800; prior 100.

    The prior of the word is 100 · 35 / 1,800 = 1.9444.
    """
    ratio, z = log_odds(np.array([30.0]), 1000, np.array([5.0]), 800, prior=100)
    prior = 100 * 35 / 1800
    own = math.log((30 + prior) / (1000 + 100 - 30 - prior))
    other = math.log((5 + prior) / (800 + 100 - 5 - prior))
    assert ratio[0] == pytest.approx(own - other)
    assert ratio[0] == pytest.approx(1.3471, abs=1e-4)
    variance = 1 / (30 + prior) + 1 / (5 + prior)
    assert z[0] == pytest.approx((own - other) / math.sqrt(variance))
    assert z[0] == pytest.approx(3.2174, abs=1e-4)


def test_a_larger_prior_draws_rare_words_to_zero():
    rare = [log_odds(np.array([2.0]), 1000, np.array([0.0]), 1000, prior)[0][0] for prior in (10, 100, 1000)]
    assert rare[0] > rare[1] > rare[2] > 0


def test_log_ratio_counts_doublings():
    assert log_ratio(np.array([40.0]), 10_000, np.array([10.0]), 10_000)[0] == pytest.approx(2, abs=0.06)
    assert log_ratio(np.array([0.0]), 100, np.array([0.0]), 100)[0] == 0
    assert np.isfinite(log_ratio(np.array([3.0]), 100, np.array([0.0]), 100)[0])


def test_c_tf_idf_sees_how_often_the_others_use_a_word():
    once, often = c_tf_idf(np.array([10.0]), np.array([1000.0]), np.array([11.0, 60.0]), 900)
    assert once == pytest.approx(0.01 * math.log(1 + 900 / 11))
    assert once > often
