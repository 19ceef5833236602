import dataclasses
from functools import partial

import numpy as np
import pandas as pd
import pytest
from planted_topics import deal, plant

from helpers import schema
from helpers.errors import UserError
from helpers.topics import (
    assess_topics,
    assign_topics,
    choose_k,
    fit_topics,
    load_topics,
    model_topics,
    parse_k,
    save_topics,
)

TABLES = {
    "passages": schema.PASSAGES,
    "topics": schema.TOPICS,
    "topic_terms": schema.TOPIC_TERMS,
    "passage_topics": schema.PASSAGE_TOPICS,
    "quality": schema.TOPIC_QUALITY,
}


def place(labels, articles=6):
    rows = [
        {"passage_id": p, "article_id": f"a{i % articles}", "start": 0, "end": 1}
        for i, p in enumerate(labels)
    ]
    return schema.make(schema.PASSAGES, rows)


@pytest.fixture(scope="module", autouse=True)
def few_fits():
    """Fewer fits than by default, but for the test that compares the steps."""
    with pytest.MonkeyPatch.context() as patch:
        few = {"seeds": 2, "left_out": 2}
        patch.setattr("helpers.topics.report.choose_k", partial(choose_k, **few))
        patch.setattr("helpers.topics.report.assess_topics", partial(assess_topics, dealings=1, **few))
        yield


@pytest.fixture(scope="module")
def planted():
    counts, labels = plant([8, 12, 16])
    return counts, place(labels.index)


@pytest.fixture(scope="module", params=["nmf", "lda"])
def topics(planted, request):
    return model_topics(*planted, k=3, model=request.param)


def same(one, other):
    for name, table in TABLES.items():
        schema.check(getattr(other, name), table)
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    assert one.k_wanted == other.k_wanted


@pytest.mark.parametrize(
    ("k", "parsed"), [("auto", 0), ("", 0), (0, 0), (2, 2), ("7", 7), (np.int64(4), 4), (" 5 ", 5)]
)
def test_k_is_read(k, parsed):
    assert parse_k(k) == parsed


@pytest.mark.parametrize("k", [-1, 1, "1", "many", 2.5, "2.5", True, False, None, float("nan")])
def test_what_is_no_number_of_topics_is_refused(k):
    with pytest.raises(UserError, match="whole number from 2 to the number of different passages, or auto"):
        parse_k(k)


@pytest.mark.parametrize(("most", "named"), [(36, 36), (2, 2), (0, 2)])
def test_the_range_of_k_is_named(most, named):
    with pytest.raises(UserError, match=f"from 2 to at most {named}, the number of passages, or auto"):
        parse_k(1, most)
    assert parse_k(most + 2, most) == most + 2, "what can be fitted, the corpus decides"


def test_what_is_saved_is_loaded(topics, tmp_path, planted):
    save_topics(topics, tmp_path)
    loaded = load_topics(str(tmp_path))
    same(topics, loaded)
    for field in dataclasses.fields(topics.model):
        one, other = getattr(topics.model, field.name), getattr(loaded.model, field.name)
        np.testing.assert_array_equal(np.asarray(one), np.asarray(other))
    new, _ = plant([3, 3, 3], seed=7)
    pd.testing.assert_frame_equal(
        assign_topics(topics.model, new), assign_topics(loaded.model, new), check_exact=True
    )
    pd.testing.assert_frame_equal(assign_topics(loaded.model, planted[0]), topics.passage_topics)
    assert repr(loaded) == repr(topics)


def test_the_same_seed_gives_the_same_bytes(planted, tmp_path):
    counts, passages = planted
    contents = []
    for name, rows in (("one", counts), ("two", counts.sample(frac=1, random_state=1))):
        save_topics(model_topics(rows, passages, ks=(2, 3)), str(tmp_path / "new" / name))
        contents.append({path.name: path.read_bytes() for path in (tmp_path / "new" / name).iterdir()})
    assert contents[0] == contents[1]
    assert len(contents[0]) == len(TABLES) + 1


def test_a_folder_without_topics_says_so(tmp_path):
    with pytest.raises(UserError, match="holds no saved topics"):
        load_topics(tmp_path)
    (tmp_path / "model.parquet").write_bytes(b"PAR1")
    with pytest.raises(UserError, match="holds no saved topics"):
        load_topics(tmp_path)


def test_a_model_without_its_tables_says_so(topics, tmp_path):
    save_topics(topics, tmp_path)
    (tmp_path / "topics.parquet").unlink()
    with pytest.raises(UserError, match="holds no saved topics"):
        load_topics(tmp_path)


def test_the_parts_are_those_of_the_steps(planted, monkeypatch):
    monkeypatch.setattr("helpers.topics.report.choose_k", choose_k)
    monkeypatch.setattr("helpers.topics.report.assess_topics", assess_topics)
    counts, passages = planted
    articles = passages.set_index("passage_id")["article_id"]
    topics = model_topics(counts, passages, ks=(3, 4), seed=1)
    quality = choose_k(counts, (3, 4), articles=articles, seed=1)
    fitted = fit_topics(counts, 3, 1)
    assert quality.loc[quality["chosen"], "k"].tolist() == [3]
    assert topics.model.k == 3
    assert topics.k_wanted == 0
    pd.testing.assert_frame_equal(topics.quality, quality)
    pd.testing.assert_frame_equal(topics.topic_terms, fitted.topic_terms)
    pd.testing.assert_frame_equal(topics.passage_topics, fitted.passage_topics)
    marks = assess_topics(counts, 3, articles=articles, seeds=20, left_out=50, dealings=5, seed=1)
    pd.testing.assert_frame_equal(topics.topics[marks.columns], marks, check_dtype=False)
    assert repr(topics) == f"<Topics: 3 of 36 passages by nmf, holding still: {marks['stable'].sum()}>"


def test_a_topic_is_marked_alike_whether_its_number_is_set_or_chosen(planted):
    set_by_hand, *found = (
        model_topics(*planted, **how) for how in ({"k": 3}, {"ks": (2, 3)}, {"ks": (3, 6)})
    )
    for topics in found:
        assert topics.model.k == 3
        for name in ("topics", "topic_terms", "passage_topics"):
            one, other = getattr(set_by_hand, name), getattr(topics, name)
            pd.testing.assert_frame_equal(one, other, check_exact=True)
    assert [topics.k_wanted for topics in (set_by_hand, *found)] == [3, 0, 0]


def test_a_number_set_by_hand_is_the_only_one_tried(topics):
    assert topics.k_wanted == 3
    assert topics.quality["k"].tolist() == [3]
    assert topics.quality["chosen"].all()


def test_topics_of_dealt_words_are_all_unstable(planted):
    counts, passages = planted
    assert not model_topics(deal(counts), passages, ks=(3, 4)).topics["stable"].any()


@pytest.mark.parametrize("k", ["auto", 5])
@pytest.mark.parametrize(
    "counts",
    [
        schema.empty(schema.TERM_COUNTS),
        plant([11])[0],
        plant([1])[0],
        pd.concat([plant([1])[0].assign(article_id=f"p{i:04d}") for i in range(20)]),
        schema.make(
            schema.TERM_COUNTS, [{"article_id": f"p{i:04d}", "term": f"own{i}", "n": 1} for i in range(20)]
        ),
        schema.make(
            schema.TERM_COUNTS, [{"article_id": f"p{i:04d}", "term": "all", "n": i + 1} for i in range(20)]
        ),
    ],
    ids=["nothing", "eleven", "one", "all the same", "no word twice", "one word"],
)
def test_without_enough_to_tell_apart_there_are_no_topics(counts, k, tmp_path):
    passages = place([f"p{i:04d}" for i in range(20)])
    topics = model_topics(counts, passages, k=k)
    assert topics.model is None
    for name, table in TABLES.items():
        schema.check(getattr(topics, name), table)
        assert getattr(topics, name).empty == (name != "passages")
    assert repr(topics) == "<Topics: none, of 20 passages>"
    save_topics(topics, tmp_path)
    loaded = load_topics(tmp_path)
    same(topics, loaded)
    assert loaded.model is None
    assert loaded.k_wanted == (0 if k == "auto" else 5)


def test_no_passages_at_all():
    assert model_topics(schema.empty(schema.TERM_COUNTS), schema.empty(schema.PASSAGES)).model is None


def test_more_topics_than_passages_are_none(planted):
    assert model_topics(*planted, k=37).model is None
    assert model_topics(*planted, k=37).k_wanted == 37


def test_twelve_passages_are_enough():
    counts, labels = plant([6, 6], own=20)
    topics = model_topics(counts, place(labels.index), k=2)
    assert topics.model.k == 2


def test_one_article(planted):
    counts, passages = planted
    topics = model_topics(counts, passages.assign(article_id="one").astype({"article_id": "str"}), k=3)
    assert (topics.topics["top_article_share"] == 1).all()
    assert (topics.topics["n_articles"] == 1).all()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"k": 1}, "k=1"),
        ({"k": "x"}, "k='x'"),
        ({"model": "lsa"}, "Choices: nmf, lda"),
        ({"seed": -1}, "seed=-1 is too small. Give a whole number from 0 on"),
        ({"seed": "x"}, "seed='x' is not a whole number"),
        ({"seed": 0.5}, "seed=0.5 is not a whole number"),
    ],
)
def test_bad_input_is_refused_even_without_passages(options, words):
    with pytest.raises(UserError, match=words):
        model_topics(schema.empty(schema.TERM_COUNTS), schema.empty(schema.PASSAGES), **options)
