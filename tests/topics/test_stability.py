from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted_topics import deal, plant, rand_index

from helpers import schema
from helpers.errors import UserError
from helpers.topics import (
    STABLE_TERMS,
    assess_topics,
    choose_k,
    fit_topics,
    match_topics,
    measure_coherence,
    model,
)
from helpers.topics.matrix import gather

topics = st.lists(st.frozensets(st.integers(0, 8), max_size=5), min_size=1, max_size=5)
FEW = {"seeds": 4, "left_out": 4}
FEW_MARKS = FEW | {"dealings": 1}


def chosen(quality):
    """The number of topics that was chosen."""
    (k,) = quality.loc[quality["chosen"], "k"]
    return int(k)


@pytest.mark.parametrize(
    ("one", "others", "agreement"),
    [
        ([{1, 2}], [{1, 2}], [1]),
        ([{1, 2}], [{2, 3}], [1 / 3]),
        ([{1, 2}], [{3}], [0]),
        ([{1}, {2, 3}], [{2, 3, 4}, {1}], [1, 2 / 3]),
        ([{1, 2}, {1, 2}], [{1, 2}], [1, 0]),  # one partner each
        ([{1, 2}], [{5}, {1, 2, 3, 4}], [0.5]),
        ([set()], [set()], [0]),
        # Best in sum: the greedy pairing of the first with its best would be 1 + 0.
        ([{1, 2, 3}, {4, 5, 6}], [{1, 2, 3, 4, 5, 6}, {1, 2, 3}], [1, 0.5]),
    ],
)
def test_topics_are_matched_one_to_one(one, others, agreement):
    found = match_topics([frozenset(t) for t in one], [frozenset(t) for t in others])
    np.testing.assert_allclose(found, agreement)


@given(topics, topics)
def test_the_matching_is_the_best_of_all(one, others):
    def jaccard(x, y):
        return len(x & y) / len(x | y) if x | y else 0

    short, long = sorted((one, others), key=len)
    best = max(sum(map(jaccard, short, chosen)) for chosen in permutations(long, len(short)))
    found = match_topics(one, others)
    assert len(found) == len(one)
    assert found.sum() == pytest.approx(best)
    assert ((found >= 0) & (found <= 1)).all()


@given(
    st.lists(st.frozensets(st.integers(0, 30), min_size=1), min_size=1, max_size=6, unique=True), st.randoms()
)
def test_the_order_of_topics_does_not_matter_and_1_is_the_same_words(own, random):
    order = random.sample(range(len(own)), len(own))
    other = [frozenset(x | {99}) if i % 2 else x for i, x in enumerate(own)]
    assert (match_topics(own, [own[i] for i in order]) == 1).all()
    found = match_topics(own, other)
    np.testing.assert_allclose(sorted(match_topics([own[i] for i in order], other)), sorted(found))
    for topic, agreement in zip(own, found, strict=True):
        assert (agreement == 1) <= (topic in other)


SHAPES = {
    "one to five": ([12, 24, 36, 48, 60], {}, (4, 5, 6)),
    "few own words": ([12, 60, 36, 24, 48, 12], {"own": 15, "zipf": False, "shared": 1 / 3}, (5, 6, 7)),
    "three": ([10, 20, 30], {"own": 30}, (2, 3, 4)),
}


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_planted_number_is_chosen_and_its_topics_hold_still(shape, seed):
    sizes, options, ks = SHAPES[shape]
    counts, labels = plant(sizes, seed=seed, **options)
    k = chosen(choose_k(counts, ks, seed=seed, **FEW))
    assert k == len(sizes)
    assert assess_topics(counts, k, seed=seed, **FEW_MARKS)["stable"].mean() >= 0.65
    assert rand_index(fit_topics(counts, k, seed).passage_topics, labels) >= 0.9


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("shape", SHAPES)
def test_where_words_are_dealt_at_random_no_topic_holds_still(shape, seed):
    sizes, options, ks = SHAPES[shape]
    counts = deal(plant(sizes, seed=seed, **options)[0], seed)
    k = chosen(choose_k(counts, (3, ks[1] + 2), seed=seed, **FEW))
    assert not assess_topics(counts, k, seed=seed, **FEW_MARKS)["stable"].any()


@pytest.fixture(scope="module")
def planted():
    """Five topics of 6 to 30 passages, with the numbers that are tried by default."""
    counts, labels = plant([6, 12, 18, 24, 30])
    return counts, labels, choose_k(counts)


def test_the_default_finds_the_planted_topics(planted):
    counts, labels, quality = planted
    assert quality["k"].tolist() == [*range(3, 10)]
    assert chosen(quality) == 5
    assert assess_topics(counts, 5)["stable"].all()
    assert rand_index(fit_topics(counts, 5).passage_topics, labels) >= 0.95


def test_the_default_finds_nothing_in_dealt_words(planted):
    counts = deal(planted[0])
    quality = choose_k(counts, **FEW)
    assert quality["k"].tolist() == [*range(3, 10)]
    assert (quality["score"] <= 0).all()
    best = quality.sort_values(["stability", "k"], ascending=[False, True])
    assert chosen(quality) == best["k"].iloc[0], "where no score is positive, the largest mean stability"
    assert not assess_topics(counts, chosen(quality), **FEW_MARKS)["stable"].any()


@pytest.mark.parametrize(("n", "ks"), [(12, [2]), (29, [2]), (30, [3]), (45, [3, 4])])
def test_the_numbers_tried_by_default_start_at_three(n, ks):
    counts, _ = plant([n // 2, n - n // 2], own=20)
    quality = choose_k(counts, seeds=1, left_out=1)
    assert quality["k"].tolist() == ks
    assert quality["chosen"].sum() == 1


def test_quality_is_what_the_topics_add_up_to(few):
    """What `assess_topics` finds of as many fits is what `choose_k` chose by, but for chance."""
    counts, articles, quality = few
    quality = schema.check(quality, schema.TOPIC_QUALITY).set_index("k")
    chance = quality["chance"].iloc[0]
    assert (quality["chance"] == chance).all()
    assert 0 < chance < 1
    assert (quality["n_fits"] == 9).all()
    assert quality["score"].idxmax() == chosen(few[2])
    for k, row in quality.iterrows():
        marks = assess_topics(counts, k, articles=articles, **FEW_MARKS)
        for column in ("stability", "stability_seeds", "stability_left_out", "coherence"):
            assert marks[column].mean() == pytest.approx(row[column])
        above = (marks["stability"] - (1 + chance) / 2) / (1 - chance)
        assert above.sum() == pytest.approx(row["score"])


def test_a_topic_holds_still_when_both_agreements_are_nearer_to_1_than_to_chance(planted):
    counts, _, _ = planted
    found = pd.concat([assess_topics(counts, k, seed=k, **FEW_MARKS) for k in (4, 8)])
    kinds = found[["stability_seeds", "stability_left_out"]]
    assert ((kinds >= 0) & (kinds <= 1)).all(axis=None)
    np.testing.assert_allclose(found["stability"], kinds.mean(axis=1))
    midpoint = found["bar"]
    assert (midpoint >= (1 + found["chance"]) / 2).all()
    assert (found["stable"] == (kinds.min(axis=1) >= midpoint)).all()
    assert (found["stable"] & (kinds.min(axis=1) < kinds.max(axis=1))).any()
    of_one = (kinds.max(axis=1) >= midpoint) & (kinds.min(axis=1) < midpoint)
    assert of_one.any()
    assert not found.loc[of_one, "stable"].any(), "one kind of agreement is not enough"


@pytest.mark.parametrize(
    ("seeds", "left_out", "stable"),
    [(0.65, 0.65, True), (0.65, 0.64, False), (0.64, 0.65, False), (1.0, 0.64, False), (0.64, 1.0, False), (1.0, 1.0, True)],
)  # fmt: skip
def test_the_bar_is_the_middle_between_chance_and_1(monkeypatch, seeds, left_out, stable):
    """Of agreements by hand, where words dealt at random reach 0.3 and 0.9."""

    def agree(found, k, dealt, what):
        told = {"seeds": seeds, "left_out": left_out} if not dealt else {"seeds": 0.3, "left_out": 0.9}
        return np.full(k, told[what])

    monkeypatch.setattr("helpers.topics.stability._agree", agree)
    marks = assess_topics(plant([6, 6], own=20)[0], 2, seeds=1, left_out=1, dealings=2)
    assert marks["chance"].tolist() == pytest.approx([0.3, 0.3]), "the smaller of the two"
    assert marks["stable"].tolist() == [stable] * 2


def test_no_topic_of_dealt_words_reaches_the_bar(monkeypatch):
    """Dealt words give one topic that comes back more often than the middle between their mean and 1."""
    monkeypatch.setattr(
        "helpers.topics.stability._agree",
        lambda found, k, dealt, what: np.array([0.1, 0.8]) if dealt else np.array([0.8, 0.81]),
    )
    marks = assess_topics(plant([6, 6], own=20)[0], 2, seeds=1, left_out=1, dealings=2)
    assert marks["chance"].tolist() == pytest.approx([0.45, 0.45])
    assert marks["stable"].tolist() == [False, True], (
        "0.8 lies above the middle, but dealt words reach it too"
    )
    assert marks["bar"].tolist() == pytest.approx([0.8, 0.8])


def test_topics_are_numbered_as_fit_topics_numbers_them():
    """The coherence of each is that of the ten heaviest terms of the model that is fitted alone."""
    counts, _ = plant([8, 14, 20])
    matrix = gather(counts).counts
    for k in (2, 3, 4):
        fitted = fit_topics(counts, k, seed=5)
        expected = [
            measure_coherence(matrix, fitted.model.terms.get_indexer(rows["term"].head(STABLE_TERMS)))
            for _, rows in fitted.topic_terms.groupby("topic")
        ]
        marks = assess_topics(counts, k, seed=5, seeds=1, left_out=1, dealings=1)
        assert marks["topic"].tolist() == [*range(1, k + 1)]
        np.testing.assert_allclose(marks["coherence"], expected)


def test_chance_is_the_mean_of_the_dealings():
    counts, _ = plant([8, 12, 16])
    chance = [assess_topics(counts, 3, seeds=1, left_out=1, dealings=n)["chance"].iloc[0] for n in (1, 2, 3)]
    assert len({round(value, 9) for value in chance}) == 3
    assert all(0 < value < 1 for value in chance)


def same(one, other):
    pd.testing.assert_frame_equal(one, other, check_exact=True)


@pytest.fixture(scope="module")
def few():
    """Passages in twelve articles, and what is chosen of them."""
    counts, labels = plant([8, 12, 16], seed=2)
    articles = pd.Series([f"a{i // 3:02d}" for i in range(len(labels))], index=labels.index)
    return counts, articles, choose_k(counts, (2, 3, 4), articles=articles, **FEW)


def test_the_order_of_rows_and_of_ks_does_not_matter(few):
    counts, articles, quality = few
    mixed = counts.sample(frac=1, random_state=1)
    of = articles.sample(frac=1, random_state=2)
    same(quality, choose_k(mixed, (4, 2, 3, 2), articles=of, **FEW))
    marks = assess_topics(counts, 3, articles=articles, **FEW_MARKS)
    same(marks, assess_topics(mixed, 3, articles=of, **FEW_MARKS))


def test_processes_share_the_fits_and_change_nothing(few):
    counts, articles, quality = few
    same(quality, choose_k(counts, (2, 3, 4), articles=articles, workers=2, **FEW))
    one, two = (assess_topics(counts, 3, articles=articles, workers=n, **FEW_MARKS) for n in (1, 2))
    same(one, two)


def test_another_seed_is_another_draw(few):
    counts, articles, quality = few
    other = choose_k(counts, (2, 3, 4), articles=articles, seed=1, **FEW)
    assert not other["stability_left_out"].equals(quality["stability_left_out"])


@pytest.mark.parametrize("copy_id", ["0", "z"])
def test_a_copy_of_an_article_changes_nothing(few, copy_id):
    counts, articles, quality = few
    names = articles.index[articles == "a04"]
    copies = {name: f"{copy_id}{name}" for name in names}
    again = counts[counts["article_id"].isin(names)]
    again = again.assign(article_id=again["article_id"].map(copies))
    of = pd.concat([articles, pd.Series(dict.fromkeys(copies.values(), f"{copy_id}04"))])
    same(quality, choose_k(pd.concat([again, counts]), (2, 3, 4), articles=of, **FEW))


@pytest.mark.parametrize("copy_id", ["0", "z"])
def test_a_copy_of_a_passage_in_another_article_changes_nothing(few, copy_id):
    """Wherever it sorts: the passage stays with the article that has more of its own, and is left out with it."""
    counts, articles, quality = few
    again = counts[counts["article_id"] == articles.index[4]].assign(article_id=copy_id)
    of = pd.concat([articles, pd.Series({copy_id: copy_id})])
    both = pd.concat([again, counts])
    np.testing.assert_array_equal(gather(counts, articles).article, gather(both, of).article)
    same(quality, choose_k(both, (2, 3, 4), articles=of, **FEW))
    marks = assess_topics(counts, 3, articles=articles, **FEW_MARKS)
    same(marks, assess_topics(both, 3, articles=of, **FEW_MARKS))


@pytest.mark.parametrize("copy_id", ["0", "z"])
def test_a_copy_of_a_passage_that_is_an_article_changes_nothing(few, copy_id):
    counts, _, _ = few
    again = counts[counts["article_id"] == "p0004"].assign(article_id=copy_id)
    ks, little = (2, 3), {"seeds": 2, "left_out": 2}
    same(choose_k(counts, ks, **little), choose_k(pd.concat([again, counts]), ks, **little))


def test_topics_that_are_each_an_article_do_not_hold_still_without_it():
    """Of three articles one is left out, and its topic with it; of as many passages none is missed."""
    counts, labels = plant([12, 12, 12], seed=4)
    by_article, by_passage = (
        assess_topics(counts, 3, articles=articles, seeds=1, left_out=6, dealings=1)[
            "stability_left_out"
        ].mean()
        for articles in (labels.astype(str), None)
    )
    assert by_article < by_passage - 0.2


def test_one_article_is_left_out_by_passages(few):
    counts, articles, _ = few
    whole = choose_k(counts, (2, 3), articles=pd.Series("one", index=articles.index), **FEW)
    by_passage = choose_k(counts, (2, 3), **FEW)
    same(whole, by_passage)


def test_fits_that_reach_their_limit_are_counted(few, monkeypatch):
    counts, articles, quality = few
    assert (quality["n_fits"] == 9).all()
    monkeypatch.setattr(model, "_MAX_ITER", 1)
    quality = choose_k(counts, (2, 3), articles=articles, **FEW)
    assert (quality["n_unconverged"] == quality["n_fits"]).all()


def test_lda_is_judged_alike():
    counts, _ = plant([10, 15], own=20)
    real, dealt = (
        assess_topics(words, 2, model="lda", seeds=2, left_out=2, dealings=1)
        for words in (counts, deal(counts))
    )
    assert real["stable"].any()
    assert real["stability"].mean() > dealt["stability"].mean()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"k": 1}, "k=1 topics .* from 2 to 36"),
        ({"k": 37}, "k=37 topics .* from 2 to 36"),
        ({"seeds": 0}, "seeds=0 is too small"),
        ({"left_out": 0}, "left_out=0 is too small"),
        ({"seed": -1}, "seed=-1 is too small"),
        ({"model": "lsa"}, "model='lsa' is unknown"),
    ],
)
def test_what_cannot_be_tried_is_refused(few, options, words):
    k = options.get("k", 2)
    rest = {name: value for name, value in options.items() if name != "k"}
    with pytest.raises(UserError, match=words):
        choose_k(few[0], (2, k), **rest)
    with pytest.raises(UserError, match=words):
        assess_topics(few[0], k, **rest)


def test_dealings_and_numbers_to_try_are_needed(few):
    with pytest.raises(UserError, match="dealings=0 is too small"):
        assess_topics(few[0], 2, dealings=0)
    with pytest.raises(UserError, match="ks is empty"):
        choose_k(few[0], [])


def test_too_few_passages_are_refused():
    with pytest.raises(UserError, match="at least 2 passages"):
        choose_k(schema.empty(schema.TERM_COUNTS))
    with pytest.raises(UserError, match="at least 2 passages"):
        assess_topics(schema.empty(schema.TERM_COUNTS), 2)
