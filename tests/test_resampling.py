"""Intervals and tests: against exhaustive and independent ones, and in simulations with a known truth."""

import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse, stats
from statsmodels.stats.multitest import multipletests

from helpers.comparison import resampling
from helpers.comparison.measures import log_ratio
from helpers.comparison.resampling import adjust, bootstrap_interval, exchangeable, permutation_p
from helpers.comparison.units import Side

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from keyness import bursty, judge


def side(counts, tokens):
    return Side(sparse.csr_matrix(np.array(counts, dtype=float)), np.array(tokens, dtype=float))


# Below the smallest normal number, too few digits are left for a quotient to be told from its neighbours.
@given(st.lists(st.floats(0, 1, allow_subnormal=False) | st.just(np.nan), min_size=1, max_size=30))
def test_q_is_statsmodels(p):
    p = np.array(p)
    known = ~np.isnan(p)
    q = adjust(p)
    assert np.isnan(q[~known]).all()
    if known.any():
        np.testing.assert_allclose(q[known], multipletests(p[known], method="fdr_bh")[1])


def test_p_is_that_of_all_permutations_among_witnesses_of_like_length():
    """Three short and three long against three and four, and a giant that has no counterpart: 20 × 35 permutations."""
    random = np.random.default_rng(1)
    tokens = np.array([40, 50, 60, 70, 90, 120, 5000, 33, 45, 63, 64, 100, 110, 127], dtype=float)
    counts = random.poisson([1, 4, 9, 3], size=(14, 4)) * (random.random((14, 4)) < 0.8)
    counts[:6, 2] += 6
    counts[6] = [60, 300, 900, 150]  # as often as the others
    rates = counts / tokens[:, None]
    short, long = [0, 1, 2, 7, 8, 9], [3, 4, 5, 10, 11, 12, 13]
    chosen = [(*a, *b) for a in combinations(short, 3) for b in combinations(long, 3)]
    expected = rates[short].sum(axis=0) / 2 + rates[long].sum(axis=0) * 3 / 7
    every = np.array([np.abs(rates[list(places)].sum(axis=0) - expected) for places in chosen])
    own = np.abs(rates[:6].sum(axis=0) - expected)
    exact = (every >= own - 1e-12).mean(axis=0)
    here, there = side(counts[:7], tokens[:7]), side(counts[7:], tokens[7:])
    assert exchangeable(here, there) == (6, 7)
    p = permutation_p(here, there, 4000, np.random.default_rng(0))
    opposed = np.sign(rates[:6].sum(axis=0) - expected) != np.sign(
        log_ratio(counts[:7].sum(axis=0), tokens[:7].sum(), counts[7:].sum(axis=0), tokens[7:].sum())
    )
    np.testing.assert_allclose(p[~opposed], exact[~opposed], atol=0.02)
    assert (p[opposed] == 1).all()
    assert exact[2] < 0.1
    assert (~opposed).sum() >= 2


def test_equal_counts_are_ties_whatever_their_rounding():
    """All 200 witnesses hold the word once, one of 60 twice: what one witness does is no difference."""
    counts = np.ones((260, 1))
    counts[0] = 2
    p = permutation_p(
        side(counts[:60], np.full(60, 300)),
        side(counts[60:], np.full(200, 300)),
        1000,
        np.random.default_rng(0),
    )
    assert p[0] > 0.2


def test_the_larger_side_may_be_either():
    random = np.random.default_rng(2)
    counts, tokens = random.poisson(3, size=(40, 5)), np.full(40, 100.0)
    counts[:10, 0] += 3
    few, rest = side(counts[:10], tokens[:10]), side(counts[10:], tokens[10:])
    one = permutation_p(few, rest, 2000, np.random.default_rng(0))
    other = permutation_p(rest, few, 2000, np.random.default_rng(0))
    np.testing.assert_allclose(one, other, atol=0.03)
    assert one[0] < 0.05


def test_a_small_p_is_drawn_on_and_never_zero():
    counts = np.vstack([np.full((12, 1), 9), np.zeros((12, 1))])
    p = permutation_p(
        side(counts[:12], np.full(12, 100)),
        side(counts[12:], np.full(12, 100)),
        100,
        np.random.default_rng(0),
    )
    assert p[0] == pytest.approx(1 / 1001)


def test_a_term_that_never_varies_has_p_one():
    even = side(np.ones((6, 1)), np.full(6, 100))
    assert permutation_p(even, even, 100, np.random.default_rng(0))[0] == 1
    low, high = bootstrap_interval(even, even, 100, np.random.default_rng(0))
    assert low[0] == pytest.approx(0, abs=1e-3)
    assert high[0] == pytest.approx(0, abs=1e-3)


def test_the_interval_is_the_bootstraps_standard_error_with_students_t():
    """Beside a plain loop: the same formula, drawn independently."""
    random = np.random.default_rng(3)
    counts, tokens = (
        random.poisson([2, 8], size=(26, 2)).astype(float),
        random.integers(80, 120, 26).astype(float),
    )
    here, there = (counts[:10], tokens[:10]), (counts[10:], tokens[10:])
    low, high = bootstrap_interval(side(*here), side(*there), 4000, np.random.default_rng(0))
    drawn = []
    for _ in range(4000):
        a, b = random.integers(10, size=10), random.integers(16, size=16)
        drawn.append(
            log_ratio(here[0][a].sum(axis=0), here[1][a].sum(), there[0][b].sum(axis=0), there[1][b].sum())
        )
    observed = log_ratio(here[0].sum(axis=0), here[1].sum(), there[0].sum(axis=0), there[1].sum())
    reach = stats.t.ppf(0.975, 9) * np.std(drawn, axis=0) * np.sqrt(10 / 9)
    np.testing.assert_allclose((low + high) / 2, observed, rtol=1e-6)
    np.testing.assert_allclose((high - low) / 2, reach, rtol=0.08)


def test_a_side_that_lacks_a_term_may_hold_it_unseen():
    """Ten witnesses that say a word twice each, twenty of the same length that never do: at most 3.37 of them might."""
    here, there = side(np.full((10, 1), 2), np.full(10, 100)), side(np.zeros((20, 1)), np.full(20, 100))
    low, high = bootstrap_interval(here, there, 200, np.random.default_rng(0))
    observed = np.log2(((20 + 1 / 3) / 1000) / (2 / 3 / 2000))
    unseen = 2 * 20 * (1 - 0.025 ** (1 / 20))
    assert low[0] == pytest.approx(observed - np.log2((unseen + 2 / 3) / (2 / 3)), abs=1e-3)
    assert np.isnan(high[0])
    low, high = bootstrap_interval(there, here, 200, np.random.default_rng(0))
    assert np.isnan(low[0])
    assert -6 < high[0] < 0


def test_blocks_of_terms_change_nothing(monkeypatch):
    random = np.random.default_rng(4)
    a, b = (side(random.poisson(2, size=(8, 23)), np.full(8, 50)) for _ in range(2))
    whole = (
        permutation_p(a, b, 60, np.random.default_rng(0)),
        *bootstrap_interval(a, b, 60, np.random.default_rng(0)),
    )
    monkeypatch.setattr(resampling, "_BLOCK", 5)
    parts = (
        permutation_p(a, b, 60, np.random.default_rng(0)),
        *bootstrap_interval(a, b, 60, np.random.default_rng(0)),
    )
    for one, other in zip(whole, parts, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.fixture(scope="module")
def alike():
    """Bursty words that no side uses more: 30 against 30 articles, without and with four reprinted five times."""
    return {n: [judge(bursty((30, 30), 300, seed, reprints=n)) for seed in range(4)] for n in (0, 4)}


@pytest.mark.parametrize("reprints", [0, 4])
def test_where_nothing_differs_little_is_called_different(alike, reprints):
    share = {
        column: np.mean([(table[column] < 0.05).mean() for table in alike[reprints]])
        for column in ("p", "q", "token_p")
    }
    assert share["p"] <= 0.07
    assert share["q"] <= 0.05
    assert share["token_p"] > 0.25, "tests of words, not of documents, see differences everywhere"


def test_intervals_cover_the_truth(alike):
    planted = [judge(bursty((30, 30), 300, seed, effect=3.0, planted=0.5)) for seed in range(3)]
    shares = []
    for table in [*alike[0], *planted]:
        wide = table[table["n_articles_all"] >= 10]
        low, high = wide["ci_low"].fillna(-np.inf), wide["ci_high"].fillna(np.inf)
        shares.append(((low <= wide["truth"]) & (wide["truth"] <= high)).mean())
    assert 0.90 <= np.mean(shares) <= 0.98


@pytest.mark.parametrize(
    ("articles", "effect"), [((10, 50), 1.0), ((10, 50), 4.0), ((50, 10), 4.0), ((6, 54), 4.0)]
)
def test_intervals_cover_the_truth_of_rare_words_and_uneven_sides_too(articles, effect):
    tables = [judge(bursty(articles, 300, seed, effect=effect, planted=1.0)) for seed in range(3)]
    shares = [
        (
            (table["ci_low"].fillna(-np.inf) <= table["truth"])
            & (table["truth"] <= table["ci_high"].fillna(np.inf))
        ).mean()
        for table in tables
    ]
    assert 0.90 <= np.mean(shares) <= 0.995


def test_planted_differences_are_found_as_often_as_by_mann_and_whitney():
    tables = [judge(bursty((30, 30), 300, seed, effect=3.0, planted=0.25)) for seed in range(4)]
    found = {
        column: np.mean([(table.loc[table["truth"] > 0, column] < 0.05).mean() for table in tables])
        for column in ("p", "q", "rank_p", "rank_q")
    }
    assert found["p"] >= found["rank_p"]
    assert found["q"] >= found["rank_q"]
    assert found["p"] > 0.3
    false = np.mean([(table.loc[table["truth"] == 0, "p"] < 0.05).mean() for table in tables])
    assert false <= 0.07
