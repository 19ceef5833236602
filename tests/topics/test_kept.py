"""Topics of a corpus: of what articles they are, what is left out, and that they are kept."""

from functools import partial

import pandas as pd
import pytest

from helpers import open_corpus, schema
from helpers.errors import UserError
from helpers.topics import assess_topics, choose_k

FRAMES = ("passages", "topics", "topic_terms", "passage_topics", "quality")


@pytest.fixture(scope="module", autouse=True)
def few_fits():
    with pytest.MonkeyPatch.context() as patch:
        few = {"seeds": 1, "left_out": 1}
        patch.setattr("helpers.topics.report.choose_k", partial(choose_k, **few))
        patch.setattr("helpers.topics.report.assess_topics", partial(assess_topics, dealings=1, **few))
        yield


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FANGZHI_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield open_corpus("seeds")


@pytest.fixture(scope="module")
def topics(seeds):
    return seeds.fit_topics(k=3)


def folders(corpus):
    return sorted(path.name for path in corpus.location.glob("*topics-*"))


def test_topics_are_kept_beside_the_tables(seeds, topics, monkeypatch):
    before = folders(seeds)
    assert any("passage-nmf-3-0-places" in name for name in before)
    monkeypatch.setattr("helpers.corpus.model_topics", None)
    monkeypatch.setattr("helpers.corpus.hash_chapter_code", lambda: before[0].split("-")[1])
    again = open_corpus("seeds").fit_topics(k="3")
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(topics, name), getattr(again, name), check_exact=True)
    assert topics.model.terms.tolist() == again.model.terms.tolist()
    assert folders(seeds) == before
    assert not list(seeds.location.glob(".topics-*"))


def test_topics_of_other_code_are_thrown_away(tmp_path, monkeypatch):
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text("社区报道\n\n志愿者清早出门，登记体温。\n", encoding="utf-8")
    corpus = open_corpus(folder)
    for code in ("a" * 64, "b" * 64):
        monkeypatch.setattr("helpers.corpus.hash_chapter_code", lambda code=code: code)
        assert corpus.fit_topics().model is None
        corpus.fit_topics(seed=1)
        assert len(folders(corpus)) == 2
        assert all(name.startswith(f"topics-{code[:16]}-") for name in folders(corpus))


def test_topics_are_of_what_counts(seeds, topics):
    passages = schema.check(topics.passages, schema.PASSAGES)
    assert set(passages["article_id"]) == set(seeds.counted.articles["article_id"])
    texts = seeds.counted.articles.set_index("article_id")["text"]
    for row in passages.itertuples():
        assert texts[row.article_id][row.start : row.end].strip()
    assert topics.model.k == topics.k_wanted == 3
    assert set(topics.passage_topics["passage_id"]) <= set(passages["passage_id"])


def test_names_are_left_out_as_told(seeds, topics):
    masked = set(seeds.where(provinces="").fit_topics(k=3).model.terms)
    assert "江西" not in set(topics.model.terms) | masked
    assert "江西" in set(seeds.fit_topics(k=3, mask=()).model.terms)


def test_whole_articles_are_too_few_or_units(seeds):
    whole = seeds.fit_topics(unit="article", k=2)
    articles = seeds.counted.articles
    assert whole.passages["passage_id"].tolist() == articles["article_id"].tolist()
    assert set(whole.model.terms) <= set(seeds.counted.term_counts["term"])
    assert "江西" not in set(whole.model.terms)


def test_a_part_of_a_corpus_is_fitted_and_not_kept(seeds):
    before = folders(seeds)
    part = seeds.where(provinces="江西")
    topics = part.fit_topics(k=2)
    assert set(topics.passages["article_id"]) == set(part.counted.articles["article_id"])
    assert folders(seeds) == before
    none = seeds.where(date_from="2050-01-01").fit_topics()
    assert none.model is None
    assert none.passages.empty


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"k": 1}, "k=1 is not a number of topics"),
        ({"k": "many"}, "k='many'"),
        ({"unit": "sentence"}, "unit='sentence' is unknown.*Choices: auto, passage, article"),
        ({"model": "lsa"}, "model='lsa' is unknown.*Choices: nmf, lda"),
        ({"mask": "place"}, "did you mean places"),
        ({"seed": -1}, "seed=-1 is too small"),
        ({"seed": "x"}, "seed='x' is not a whole number"),
    ],
)
def test_unknown_choices_are_refused(seeds, options, words):
    before = folders(seeds)
    with pytest.raises(UserError, match=words):
        seeds.fit_topics(**options)
    assert folders(seeds) == before
