import dataclasses

import numpy as np
import pandas as pd
import pytest
from planted import deal, plant

from helpers import schema
from helpers.errors import UserError
from helpers.topics import (
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


@pytest.mark.parametrize("k", [-1, 1, "1", "many", 2.5, "2.5", True, None, float("nan")])
def test_what_is_no_number_of_topics_is_refused(k):
    with pytest.raises(UserError, match="whole number from 2"):
        parse_k(k)


def test_what_is_saved_is_loaded(topics, tmp_path, planted):
    save_topics(topics, tmp_path)
    loaded = load_topics(tmp_path)
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
        (tmp_path / name).mkdir()
        save_topics(model_topics(rows, passages, ks=(2, 3)), tmp_path / name)
        contents.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
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


def test_the_parts_are_those_of_the_steps(planted):
    counts, passages = planted
    articles = passages.set_index("passage_id")["article_id"]
    topics = model_topics(counts, passages, ks=(2, 3, 4), seed=1)
    choice = choose_k(counts, (2, 3, 4), articles=articles, seed=1)
    fitted = fit_topics(counts, choice.k, 1)
    assert topics.model.k == choice.k == 3
    assert topics.k_wanted == 0
    pd.testing.assert_frame_equal(topics.quality, choice.quality)
    pd.testing.assert_frame_equal(topics.topic_terms, fitted.topic_terms)
    pd.testing.assert_frame_equal(topics.passage_topics, fitted.passage_topics)
    chosen = choice.topics[choice.topics["k"] == 3]
    assert topics.topics["stable"].tolist() == chosen["stable"].tolist()
    assert repr(topics) == (f"<Topics: 3 of 36 passages by nmf, {chosen['stable'].sum()} of them hold still>")


def test_a_number_set_by_hand_is_the_only_one_tried(topics):
    assert topics.k_wanted == 3
    assert topics.quality["k"].tolist() == [3]
    assert topics.quality["chosen"].all()


def test_topics_of_dealt_words_are_all_unstable(planted):
    counts, passages = planted
    assert not model_topics(deal(counts), passages, ks=(2, 4)).topics["stable"].any()


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
    ("options", "words"), [({"k": 1}, "k=1"), ({"k": "x"}, "k='x'"), ({"model": "lsa"}, "Choices: nmf, lda")]
)
def test_bad_input_is_refused_even_without_passages(options, words):
    with pytest.raises(UserError, match=words):
        model_topics(schema.empty(schema.TERM_COUNTS), schema.empty(schema.PASSAGES), **options)
