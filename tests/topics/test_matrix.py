from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted_topics import plant
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from helpers import schema
from helpers.errors import UserError
from helpers.topics.matrix import align, associate, gather, weigh


def counts(*passages):
    """TERM_COUNTS of passages a, b, c, …, each given as its words."""
    rows = [
        {"article_id": chr(ord("a") + i), "term": term, "n": words.split().count(term)}
        for i, words in enumerate(passages)
        for term in sorted(set(words.split()))
    ]
    return schema.make(schema.TERM_COUNTS, rows)


def test_equal_passages_have_one_row():
    matrix = gather(counts("x x y", "y z", "x x y", "x y", "z v", "v"))
    assert matrix.counts.shape[0] == 5
    rows = {tuple(row) for row in matrix.counts[:, list(map(matrix.terms.get_loc, "xyz"))].toarray()}
    assert rows == {(2, 1, 0), (0, 1, 1), (1, 1, 0), (0, 0, 1), (0, 0, 0)}


def test_terms_of_one_passage_or_of_most_are_left_out():
    passages = [
        f"everywhere own{i} {'pair' * (i < 2)} {'six' * (i < 6)} {'seven' * (i < 7)}" for i in range(10)
    ]
    assert list(gather(counts(*passages)).terms) == ["pair", "six"]
    assert gather(counts(*passages)).counts.shape[0] == 6, "the others hold no kept term"
    nine = gather(counts(*passages[:9])).terms
    assert "own0" in nine, "of fewer than ten passages, terms of one stay"
    assert "everywhere" not in nine
    assert "six" not in nine  # 6 of 9


def test_copies_do_not_make_a_term_common():
    passages = ["x own1", "y own2", "z own3", "v own4"]
    once = gather(counts(*passages))
    again = gather(counts(*passages, *["x own1"] * 9))
    assert list(again.terms) == list(once.terms)
    np.testing.assert_array_equal(again.counts.toarray(), once.counts.toarray())
    np.testing.assert_array_equal(again.idf, once.idf)


def test_counts_of_zero_are_no_words():
    empty = counts("x y", "y z", "z v", "q").assign(n=lambda c: c["n"].where(c["term"] != "v", 0))
    assert list(gather(empty).terms) == ["q", "x", "y", "z"]


def test_passages_know_their_article():
    passages = counts("x y", "y z", "z v", "v x")
    matrix = gather(passages, pd.Series({"a": "A", "b": "A", "c": "C"}))
    held = [{matrix.terms[column] for column in row.indices} for row in matrix.counts]
    of = {frozenset(words): number for words, number in zip(held, matrix.article, strict=True)}
    a, b, c, d = (of[frozenset(words)] for words in ("xy", "yz", "zv", "vx"))
    assert a == b
    assert len({a, c, d}) == 3, "a passage without an article is one of its own"
    assert len(set(gather(passages).article)) == 4


@pytest.mark.parametrize("passages", [(), ("x y z",), ("x y", "x y"), ("x", "x", "x"), ("x y", "", "x y")])
def test_what_holds_nothing_to_tell_apart_is_refused(passages):
    with pytest.raises(UserError, match="at least 2 passages and 2 words"):
        gather(counts(*passages))


@pytest.mark.parametrize(("n_terms", "short"), [(11, True), (12, False)])
def test_passages_of_under_twelve_terms_are_short(n_terms, short):
    passages = [" ".join(f"w{(7 * i + j) % 40}" for j in range(n_terms)) for i in range(9)]
    assert gather(counts(*passages)).is_short is short


def test_weights_are_scikit_learns():
    matrix = gather(plant([20, 30])[0])
    expected = TfidfTransformer(sublinear_tf=True).fit_transform(matrix.counts)
    np.testing.assert_allclose(weigh(matrix.counts, matrix.idf).toarray(), expected.toarray())


small = st.lists(st.lists(st.integers(0, 2), min_size=5, max_size=5), min_size=2, max_size=8)


@given(small)
def test_association_is_discounted_positive_pointwise_mutual_information(rows):
    matrix = np.array(rows, dtype=float)
    found = associate(sparse.csr_matrix(matrix)).toarray()
    pairs = np.zeros((5, 5))
    for row in rows:
        for a in range(5):
            for b in range(5):
                pairs[a, b] += a != b and row[a] > 0 and row[b] > 0
    expected = np.zeros((5, 5))
    for a, b in zip(*np.nonzero(pairs), strict=True):
        both, one, other = (pairs[a, b], pairs[a].sum(), pairs[b].sum())
        rarer = min((matrix[:, a] > 0).sum(), (matrix[:, b] > 0).sum())
        discount = both / (both + 3) * rarer / (rarer + 3)
        expected[a, b] = max(0, np.log(both * pairs.sum() / (one * other))) * discount
    np.testing.assert_allclose(found, expected, atol=1e-12)
    np.testing.assert_allclose(found, found.T, atol=1e-12)
    assert not found.diagonal().any()


def test_dealing_keeps_how_often_words_are_and_how_many_a_passage_has():
    matrix = gather(plant([30, 40, 50], own=200)[0])
    dealt = matrix.shuffled(np.random.default_rng(0))
    np.testing.assert_array_equal(dealt.counts.sum(axis=0), matrix.counts.sum(axis=0))
    assert dealt.counts.max() >= matrix.counts.max()
    before, after = (np.diff(m.counts.indptr) for m in (matrix, dealt))
    assert (after <= before).all(), "a word dealt twice to a passage is one term there"
    assert after.mean() > 0.9 * before.mean()
    assert np.abs(dealt.counts - matrix.counts).sum() > matrix.counts.sum()
    again = matrix.shuffled(np.random.default_rng(0))
    assert (again.counts != dealt.counts).nnz == 0


def test_the_order_is_of_the_words_not_of_names_or_rows():
    frame, _ = plant([10, 12])
    first = gather(frame)
    renamed = frame.assign(article_id=frame["article_id"].map(lambda name: name[::-1]))
    second = gather(renamed.sample(frac=1, random_state=0))
    np.testing.assert_array_equal(first.counts.toarray(), second.counts.toarray())


def test_align_knows_the_given_terms_alone():
    frame = counts("x new y x", "new", "z")
    matrix, names = align(frame.sample(frac=1, random_state=1), pd.Index(["z", "x", "q"]))
    assert names == ["a", "c"]
    assert matrix.toarray().tolist() == [[0, 2, 0], [1, 0, 0]]
    assert all(a <= b for a, b in pairwise(matrix.indptr))
