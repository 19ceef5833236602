"""How far lists agree: by hand, beside SciPy, and for any lists at all."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from helpers.sensitivity import rank_agreement, share_back

WORDS = st.lists(st.sampled_from([f"w{i}" for i in range(12)]), unique=True)


@pytest.mark.parametrize(
    ("was", "became", "share"),
    [
        ("abcd", "dcba", 1),
        ("abcd", "abxy", 0.5),
        ("abcd", "a", 0.25),
        ("a", "abcd", 1),
        ("abc", "", 0),
        ("abc", "xyz", 0),
        ("aab", "a", 0.5),
    ],
)
def test_what_comes_back_is_a_share_of_what_was(was, became, share):
    assert share_back(list(was), list(became)) == share


def test_of_nothing_no_share_comes_back():
    assert math.isnan(share_back([], []))
    assert math.isnan(share_back([], ["a"]))


@given(WORDS, WORDS, st.randoms(use_true_random=False))
def test_the_share_does_not_see_the_order(was, became, random):
    share = share_back(was, became)
    random.shuffle(was)
    random.shuffle(became)
    assert share_back(was, became) == share or not was


@given(WORDS.filter(bool), WORDS, WORDS)
def test_more_on_the_other_side_never_lowers_the_share(was, became, more):
    assert 0 <= share_back(was, became) <= share_back(was, became + more) <= 1


@pytest.mark.parametrize(
    ("was", "became", "tau"),
    [
        ("abcd", "abcd", 1),
        ("abcd", "dcba", -1),
        ("abc", "acb", 1 / 3),  # two of three pairs are in order
        ("abcd", "bacd", 2 / 3),  # five of six
        ("abcd", "xbyadz", 1 / 3),  # of b, a, d, two of three
    ],
)
def test_the_order_of_what_comes_back(was, became, tau):
    assert rank_agreement(list(was), list(became)) == pytest.approx(tau)


@pytest.mark.parametrize(("was", "became"), [("", ""), ("ab", "ab"), ("abcd", "abxy"), ("abc", "xyz")])
def test_two_items_have_no_order_to_speak_of(was, became):
    assert math.isnan(rank_agreement(list(was), list(became)))


def test_the_agreement_is_scipys():
    random = np.random.default_rng(0)
    for _ in range(20):
        was, became = random.permutation(9), random.permutation(9)
        places = [int(np.flatnonzero(became == item)[0]) for item in was]
        expected = stats.kendalltau(range(9), places).statistic
        assert rank_agreement(list(map(str, was)), list(map(str, became))) == pytest.approx(expected)


@given(WORDS, WORDS)
def test_the_agreement_is_the_same_from_either_side_and_of_common_items_alone(was, became):
    tau = rank_agreement(was, became)
    common = set(was) & set(became)
    if len(common) < 3:
        assert math.isnan(tau)
        return
    assert -1 <= tau <= 1
    assert rank_agreement(became, was) == pytest.approx(tau)
    assert rank_agreement([w for w in was if w in common], [w for w in became if w in common]) == tau
    assert rank_agreement(was, became[::-1]) == pytest.approx(-tau)
    assert rank_agreement([w.upper() for w in was], [w.upper() for w in became]) == tau


@given(WORDS.filter(lambda words: len(words) > 2))
def test_a_list_agrees_with_itself_and_is_opposed_to_its_reverse(words):
    assert rank_agreement(words, words) == pytest.approx(1)
    assert rank_agreement(words, words[::-1]) == pytest.approx(-1)
