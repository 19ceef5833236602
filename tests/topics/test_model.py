from collections import Counter
from math import log

import numpy as np
import pandas as pd
import pytest
from planted_topics import deal, heaviest, plant, rand_index
from scipy.optimize import nnls
from sklearn.feature_extraction.text import TfidfTransformer

from helpers import schema
from helpers.errors import UserError
from helpers.topics import assign_topics, fit_topics, model
from helpers.topics.matrix import gather, weigh


@pytest.fixture(scope="module")
def corpus():
    return plant([12, 24, 36])


@pytest.fixture(scope="module")
def fitted(corpus):
    return fit_topics(corpus[0], 3)


SHAPES = {
    "one to five": ([12, 24, 36, 48, 60], {}),
    "few passages": ([6, 12, 18, 24, 30], {}),
    "even words": ([12, 24, 36, 48, 60], {"zipf": False}),
    "few own words": ([12, 60, 36, 24, 48, 12], {"own": 15, "zipf": False, "shared": 1 / 3}),
    "eight": ([12, 12, 24, 24, 36, 48, 60, 60], {}),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("shape", SHAPES)
def test_planted_topics_are_found(shape, seed):
    sizes, options = SHAPES[shape]
    counts, labels = plant(sizes, seed=seed, **options)
    topics = fit_topics(counts, len(sizes))
    assert rand_index(topics.passage_topics, labels) >= 0.95
    assert rand_index(fit_topics(deal(counts), len(sizes)).passage_topics, labels) < 0.1


@pytest.mark.parametrize("seed", range(3))
def test_topics_of_headlines_are_found(seed, monkeypatch):
    """Passages of four words, half of them shared: TF-IDF alone is little better than chance."""
    counts, labels = plant([80, 110, 140, 170, 200, 230], length=4, own=80, seed=seed)
    assert gather(counts).is_short
    found = rand_index(fit_topics(counts, 6).passage_topics, labels)
    monkeypatch.setattr("helpers.topics.matrix._FEW_TERMS", 0)
    by_tf_idf = rand_index(fit_topics(counts, 6).passage_topics, labels)
    assert found >= 0.75
    assert found >= by_tf_idf + 0.3


def test_weights_of_topics_and_passages_sum_to_one(corpus, fitted):
    _, labels = corpus
    np.testing.assert_allclose(fitted.model.by_term.sum(axis=1), 1)
    assert (fitted.model.by_term >= 0).all()
    passages = fitted.passage_topics.groupby("passage_id")
    assert set(passages.groups) == set(labels.index)
    np.testing.assert_allclose(passages["weight"].sum(), 1)
    shares = fitted.passage_topics["loading"] / passages["loading"].transform("sum")
    np.testing.assert_allclose(fitted.passage_topics["weight"], shares)
    assert fitted.model.k == 3
    assert fitted.converged
    assert fitted.model.converged


def test_topics_are_the_largest_first(corpus, fitted):
    sizes = fitted.passage_topics.groupby("topic")["weight"].sum()
    assert sizes.index.tolist() == [1, 2, 3]
    assert sizes.is_monotonic_decreasing
    planted = corpus[1].groupby(heaviest(fitted.passage_topics)).agg(lambda topics: topics.mode()[0])
    assert planted.to_dict() == {1: 2, 2: 1, 3: 0}


def test_terms_are_the_heaviest_of_each_topic(fitted):
    terms = fitted.topic_terms
    assert terms.groupby("topic").size().tolist() == [12] * 3
    for topic, rows in terms.groupby("topic"):
        weights = pd.Series(fitted.model.by_term[topic - 1], index=fitted.model.terms)
        assert rows["weight"].tolist() == weights.nlargest(12).tolist()
        assert (weights[rows["term"]] == rows["weight"].to_numpy()).all()
    assert (fit_topics(plant([4, 4, 4])[0], 3, n_terms=4).topic_terms.groupby("topic").size() <= 4).all()


def test_c_tf_idf_by_hand(corpus, fitted):
    known = set(fitted.model.terms)
    weights = fitted.passage_topics.set_index(["passage_id", "topic"])["weight"].to_dict()
    in_topic, of_topic, of_all = Counter(), Counter(), Counter()
    for row in corpus[0].itertuples():
        if row.term in known:
            of_all[row.term] += row.n
            for topic in (1, 2, 3):
                in_topic[topic, row.term] += weights[row.article_id, topic] * row.n
                of_topic[topic] += weights[row.article_id, topic] * row.n
    mean = sum(of_topic.values()) / 3
    expected = [
        in_topic[row.topic, row.term] / of_topic[row.topic] * log(1 + mean / of_all[row.term])
        for row in fitted.topic_terms.itertuples()
    ]
    np.testing.assert_allclose(fitted.topic_terms["c_tf_idf"], expected)


def test_loadings_are_non_negative_least_squares_over_all_terms(corpus, fitted):
    counts = corpus[0]
    known = counts[counts["term"].isin(fitted.model.terms)]
    table = known.pivot_table(index="article_id", columns="term", values="n", fill_value=0)
    table = table.reindex(columns=fitted.model.terms, fill_value=0)
    tf_idf = TfidfTransformer(sublinear_tf=True).fit_transform(table.to_numpy(float)).toarray()
    expected = np.array([nnls(fitted.model.by_term.T, passage)[0] for passage in tf_idf])
    loadings = fitted.passage_topics.pivot_table(index="passage_id", columns="topic", values="loading")
    assert loadings.index.tolist() == table.index.tolist()
    np.testing.assert_allclose(loadings.to_numpy(), expected, atol=1e-8)


@pytest.mark.parametrize("kind", ["nmf", "lda"])
def test_the_same_seed_gives_the_same_topics_whatever_the_order_of_rows(corpus, kind):
    counts, _ = corpus
    first = fit_topics(counts, 3, seed=3, model=kind)
    second = fit_topics(counts.sample(frac=1, random_state=1), 3, seed=3, model=kind)
    pd.testing.assert_frame_equal(first.topic_terms, second.topic_terms, check_exact=True)
    pd.testing.assert_frame_equal(first.passage_topics, second.passage_topics, check_exact=True)


@pytest.mark.parametrize("kind", ["nmf", "lda"])
@pytest.mark.parametrize("copy_id", ["0 first", "z last"])
def test_a_copy_changes_nothing(corpus, kind, copy_id):
    counts, _ = corpus
    copy = counts[counts["article_id"] == "p0007"].assign(article_id=copy_id)
    first = fit_topics(counts, 3, model=kind)
    second = fit_topics(pd.concat([counts, copy]), 3, model=kind)
    pd.testing.assert_frame_equal(first.topic_terms, second.topic_terms, check_exact=True)
    others = second.passage_topics[second.passage_topics["passage_id"] != copy_id].reset_index(drop=True)
    pd.testing.assert_frame_equal(first.passage_topics, others)
    weights = second.passage_topics.set_index(["passage_id", "topic"])["weight"]
    np.testing.assert_allclose(weights[copy_id], weights["p0007"])


@pytest.mark.parametrize("kind", ["nmf", "lda"])
def test_a_passage_is_assigned_by_itself(corpus, kind):
    counts, labels = corpus
    topics = fit_topics(counts, 3, model=kind)
    together = assign_topics(topics.model, counts)
    pd.testing.assert_frame_equal(together, topics.passage_topics)
    alone = [assign_topics(topics.model, counts[counts["article_id"] == passage]) for passage in labels.index]
    pd.testing.assert_frame_equal(pd.concat(alone, ignore_index=True), together)


@pytest.mark.parametrize("kind", ["nmf", "lda"])
def test_new_passages_are_assigned_by_the_words_that_are_known(corpus, kind):
    counts, _ = corpus
    topics = fit_topics(counts, 3, model=kind)
    leading = topics.topic_terms.groupby("topic")["term"].agg(list)
    rows = [
        {"article_id": f"new{topic}", "term": term, "n": 2}
        for topic in leading.index
        for term in leading[topic]
    ]
    rows += [{"article_id": name, "term": "never seen", "n": 40} for name in ("new1", "unknown")]
    assigned = assign_topics(topics.model, schema.make(schema.TERM_COUNTS, rows))
    assert heaviest(assigned).to_dict() == {"new1": 1, "new2": 2, "new3": 3}
    np.testing.assert_allclose(assigned.groupby("passage_id")["weight"].sum(), 1)
    without = assign_topics(topics.model, schema.make(schema.TERM_COUNTS, rows[:-2]))
    pd.testing.assert_frame_equal(assigned, without, check_exact=True)
    nothing = assign_topics(topics.model, schema.empty(schema.TERM_COUNTS))
    pd.testing.assert_frame_equal(nothing, schema.empty(schema.PASSAGE_TOPICS))


def test_a_passage_without_kept_words_has_no_row(corpus):
    odd = schema.make(schema.TERM_COUNTS, [{"article_id": "odd", "term": "hapax", "n": 9}])
    topics = fit_topics(pd.concat([corpus[0], odd]), 3)
    assert "odd" not in set(topics.passage_topics["passage_id"])
    assert "hapax" not in topics.model.terms


def test_lda_finds_planted_topics_and_loads_them_with_words():
    counts, labels = plant([20, 30, 40], length=80, own=30)
    topics = fit_topics(counts, 3, model="lda")
    assert topics.model.kind == "lda"
    assert topics.converged
    assert rand_index(topics.passage_topics, labels) >= 0.9
    np.testing.assert_allclose(topics.model.by_term.sum(axis=1), 1)
    passages = topics.passage_topics.groupby("passage_id")
    np.testing.assert_allclose(passages["weight"].sum(), 1)
    known = counts[counts["term"].isin(topics.model.terms)]
    np.testing.assert_allclose(passages["loading"].sum(), known.groupby("article_id")["n"].sum(), rtol=0.02)


def test_a_longer_passage_loads_more_of_an_lda_topic(corpus):
    topics = fit_topics(corpus[0], 3, model="lda")
    leading = topics.topic_terms[topics.topic_terms["topic"] == 1]
    rows = [{"article_id": f"x{n:02d}", "term": term, "n": n} for n in (1, 9) for term in leading["term"]]
    loading = assign_topics(topics.model, schema.make(schema.TERM_COUNTS, rows)).set_index(
        ["topic", "passage_id"]
    )["loading"][1]
    assert loading["x09"] > 5 * loading["x01"]


def test_a_fit_that_reaches_its_limit_says_so(corpus, monkeypatch):
    monkeypatch.setattr(model, "_MAX_ITER", 2)
    monkeypatch.setattr(model, "_MAX_ROUNDS", 1)
    for kind in ("nmf", "lda"):
        assert not fit_topics(corpus[0], 3, model=kind).converged


@pytest.mark.parametrize("k", [-1, 0, 1, 73, 2.5, True, "x"])
def test_a_bad_k_names_the_range(corpus, k):
    with pytest.raises(UserError, match="from 2 to 72") as error:
        fit_topics(corpus[0], k)
    assert f"k={k!r}" in str(error.value)


def test_the_range_of_k_does_not_count_copies(corpus):
    counts, _ = corpus
    copy = counts[counts["article_id"] == "p0007"].assign(article_id="copy")
    with pytest.raises(UserError, match="from 2 to 72"):
        fit_topics(pd.concat([counts, copy]), 1)


def test_a_bad_model_names_the_choices(corpus):
    with pytest.raises(UserError, match="did you mean lda"):
        fit_topics(corpus[0], 3, model="ldaa")
    with pytest.raises(UserError, match="Choices: nmf, lda"):
        fit_topics(corpus[0], 3, model="bert")


def test_too_few_passages():
    one = schema.make(schema.TERM_COUNTS, [{"article_id": "a:001", "term": "疫情", "n": 1}])
    for counts in (one, schema.empty(schema.TERM_COUNTS)):
        with pytest.raises(UserError, match="at least 2 passages"):
            fit_topics(counts, 2)


def test_as_many_topics_as_passages_can_be_fitted():
    counts, _ = plant([2, 2])
    topics = fit_topics(counts, 4)
    assert topics.model.k == 4
    np.testing.assert_allclose(topics.passage_topics.groupby("passage_id")["weight"].sum(), 1)
    assert weigh(gather(counts).counts, gather(counts).idf).shape[0] == 4
