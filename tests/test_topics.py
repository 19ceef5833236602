import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from helpers import schema
from helpers.errors import UserError
from helpers.topics import (
    choose_k,
    cut_passages,
    fit_topics,
    share_topics,
    share_topics_by_month,
    typical_passages,
)


def articles(*texts, provinces=None):
    n = len(texts)
    return pd.DataFrame(
        {
            "article_id": pd.Series([f"a{i}" for i in range(n)], dtype="str"),
            "doc_id": pd.Series([f"d{i}" for i in range(n)], dtype="str"),
            "title": pd.Series([f"题{i}" for i in range(n)], dtype="str"),
            "province": pd.Series(provinces or ["江西"] * n, dtype="str"),
            "text": pd.Series(texts, dtype="str"),
        }
    )


def planted(k=4, per_topic=12, seed=0):
    """Counts of passages with a planted topic each, half of the vocabulary shared, and the topics."""
    rng = np.random.default_rng(seed)
    own = [[f"题{t}词{w}" for w in range(15)] for t in range(k)]
    shared = [f"共{w}" for w in range(15 * k)]
    rows, labels = [], {}
    for t in range(k):
        for p in range(per_topic):
            passage = f"t{t}:{p:03d}"
            labels[passage] = t
            words, n = np.unique(
                np.concatenate([rng.choice(own[t], 40), rng.choice(shared, 20)]), return_counts=True
            )
            rows += [{"article_id": passage, "term": w, "n": c} for w, c in zip(words, n, strict=True)]
    return schema.make(schema.TERM_COUNTS, rows), labels


@given(st.text("字，。！\n 　”", max_size=400), st.integers(1, 30), st.integers(0, 30))
def test_passages_cover_the_text_without_overlap(text, low, more):
    passages = cut_passages(articles(text), low=low, high=low + more)
    end = 0
    for row in passages.itertuples():
        assert not text[end : row.start].strip()
        assert text[row.start : row.end].strip()
        written = "".join(
            text[row.start : row.end].split()
        )  # the white space where two parts meet is not counted
        assert len(written) <= low + more + low / 2
        end = row.end
    assert not text[end:].strip()
    lengths = passages["end"] - passages["start"]
    assert len(passages) < 2 or lengths.min() >= low / 2


def test_passages_are_paragraphs_merged_and_cut():
    text = "短标题\n" + "一句话有十个字整整。" * 30 + "\n" + "第二段的句子十个字。" * 25
    passages = cut_passages(articles(text, ""))
    pieces = [text[s:e] for s, e in zip(passages["start"], passages["end"], strict=True)]
    assert [len(p) for p in pieces] == [304, 250]
    assert passages["passage_id"].tolist() == ["a0:001", "a0:002"]


def test_bad_bounds():
    with pytest.raises(UserError, match="low=300"):
        cut_passages(articles("文"), low=300, high=200)


def test_planted_topics_are_found():
    counts, labels = planted()
    topics = fit_topics(counts, 4)
    heaviest = topics.passage_topics.sort_values("weight").groupby("passage_id")["topic"].last()
    assert adjusted_rand_score([labels[p] for p in heaviest.index], heaviest.to_list()) >= 0.9
    assert topics.converged
    assert topics.topic_terms.groupby("topic").size().tolist() == [12] * 4
    np.testing.assert_allclose(topics.passage_topics.groupby("passage_id")["weight"].sum(), 1)
    loadings = topics.passage_topics.groupby("passage_id")["loading"]
    shares = topics.passage_topics["loading"] / loadings.transform("sum")
    np.testing.assert_allclose(topics.passage_topics["weight"], shares)
    sizes = topics.passage_topics.groupby("topic")["weight"].sum()
    assert sizes.is_monotonic_decreasing
    assert sizes.index.tolist() == [1, 2, 3, 4]


def test_same_seed_same_topics_whatever_the_order():
    counts, _ = planted()
    first, second = (
        fit_topics(counts, 4, seed=3),
        fit_topics(counts.sample(frac=1, random_state=1), 4, seed=3),
    )
    pd.testing.assert_frame_equal(first.topic_terms, second.topic_terms)
    pd.testing.assert_frame_equal(first.passage_topics, second.passage_topics)


def test_the_planted_k_is_chosen():
    quality = choose_k(planted()[0], ks=(2, 3, 4, 5, 6), seeds=(0, 1, 2))
    assert quality.loc[quality["chosen"], "k"].tolist() == [4]
    assert quality["stability"].between(0, 1).all()


def test_stability_comes_from_random_halves_alone():
    counts, _ = planted()
    first, second = (choose_k(counts, ks=(3, 4), seeds=(seed,)) for seed in (0, 1))
    both = choose_k(counts, ks=(3, 4), seeds=(0, 1))
    np.testing.assert_allclose(both["stability"], (first["stability"] + second["stability"]) / 2)
    noise = np.random.default_rng(0).choice([f"词{w}" for w in range(60)], (40, 30))
    rows = [
        {"article_id": f"p{i:02d}", "term": term, "n": n}
        for i, words in enumerate(noise)
        for term, n in zip(*np.unique(words, return_counts=True), strict=True)
    ]
    without_topics = choose_k(schema.make(schema.TERM_COUNTS, rows), ks=(4,), seeds=(0, 1))
    assert without_topics["stability"][0] < 0.5 < both["stability"][1]


def test_default_ks():
    assert choose_k(planted(per_topic=8)[0], seeds=(0,))["k"].tolist() == [3, 4, 5]
    assert choose_k(planted(per_topic=2)[0], seeds=(0,))["k"].tolist() == [2]
    assert choose_k(schema.empty(schema.TERM_COUNTS)).empty


@pytest.mark.parametrize("k", [-1, 0, 1, 49])
def test_a_bad_k_names_the_range(k):
    with pytest.raises(UserError, match="from 2 to 48"):
        fit_topics(planted()[0], k)


def test_too_few_passages():
    one = schema.make(schema.TERM_COUNTS, [{"article_id": "a:001", "term": "疫情", "n": 1}])
    for counts in (one, schema.empty(schema.TERM_COUNTS)):
        with pytest.raises(UserError, match="at least 2 passages"):
            fit_topics(counts, 2)


def test_shares_and_typical_passages():
    texts = ["方舱医院收治病人" * 5, "企业复工复产提速" * 5, "方舱护士交接班次" * 5]
    frame = articles(*texts, provinces=["湖北", "江苏", None])
    passages = cut_passages(frame, low=10, high=60)
    rows = [
        {"passage_id": p, "topic": t, "weight": w, "loading": 2 * w}
        for p, ws in zip(passages["passage_id"], [(0.9, 0.1), (0.0, 1.0), (0.7, 0.3)], strict=True)
        for t, w in enumerate(ws, start=1)
    ]
    passage_topics = schema.make(schema.PASSAGE_TOPICS, rows)
    shares = share_topics(passage_topics, passages, frame)
    assert set(shares["province"]) == {"", "江苏", "湖北"}
    np.testing.assert_allclose(shares.groupby("province")["share"].sum(), 1)
    typical = typical_passages(passage_topics, passages, frame, n=1)
    assert typical["text"].tolist() == texts[:2]
    assert typical["province"].tolist() == ["湖北", "江苏"]
    none = schema.empty(schema.PASSAGE_TOPICS)
    assert share_topics(none, passages, frame).empty
    assert typical_passages(none, passages, frame).empty


def modelled(frame, loadings):
    """Passages of each text and PASSAGE_TOPICS with the given loadings of topic 1; topic 2 has a tenth each."""
    passages = cut_passages(frame, low=10, high=45)
    rows = [
        {"passage_id": p, "topic": t, "weight": v / (w + 0.1), "loading": v}
        for p, w in zip(passages["passage_id"], loadings, strict=True)
        for t, v in ((1, w), (2, 0.1))
    ]
    return passages, schema.make(schema.PASSAGE_TOPICS, rows)


def test_typical_passages_are_of_different_articles_by_loading():
    frame = articles("方舱医院收治病人。" * 8, "方舱护士交接班次。" * 4, "企业复工复产提速。" * 4)
    passages, passage_topics = modelled(frame, [0.7, 0.9, 0.8, 0.0])
    assert passages["article_id"].tolist() == ["a0", "a0", "a1", "a2"]
    typical = typical_passages(passage_topics, passages, frame, n=3)
    of_one = typical[typical["topic"] == 1]
    assert of_one["passage_id"].tolist() == ["a0:002", "a1:001"]
    assert of_one["text"].tolist() == ["方舱医院收治病人。" * 3, "方舱护士交接班次。" * 4]
    np.testing.assert_allclose(of_one["weight"], [0.9, 0.8 / 0.9])
    assert not typical.duplicated(["topic", "article_id"]).any()
    assert typical[typical["topic"] == 2]["passage_id"].tolist() == ["a0:001", "a1:001", "a2:001"]
    assert len(typical_passages(passage_topics, passages, frame, n=1)) == 2


def test_a_short_passage_wholly_of_a_topic_is_not_its_most_typical():
    frame = articles("方舱医院收治病人。", "方舱护士交接班次。")
    passages = cut_passages(frame, low=5, high=45)
    rows = [
        {"passage_id": "a0:001", "topic": 1, "weight": 1.0, "loading": 0.1},
        {"passage_id": "a1:001", "topic": 1, "weight": 0.6, "loading": 0.9},
    ]
    typical = typical_passages(schema.make(schema.PASSAGE_TOPICS, rows), passages, frame)
    assert typical["article_id"].tolist() == ["a1", "a0"]


def test_typical_passages_are_cut():
    frame = articles("方舱医院收治病人。" * 2, "企业复工。" * 2)
    passages, passage_topics = modelled(frame, [0.9, 0.8])
    cut = typical_passages(passage_topics, passages, frame, max_chars=10)
    assert cut[cut["topic"] == 1]["text"].tolist() == ["方舱医院收治病人。方…", "企业复工。" * 2]


def test_shares_by_month_sum_to_one():
    frame = articles(*["方舱医院收治病人。" * 2] * 5).assign(
        published=pd.to_datetime(["2020-02-01", "2020-02-01", "2020-03-09", "2020-01-01", None]),
        published_precision=pd.Series(["day", "month", "day", "year", None], dtype="str"),
    )
    passages, passage_topics = modelled(frame, [0.9, 0.3, 0.1, 0.5, 0.5])
    shares = share_topics_by_month(passage_topics, passages, frame)
    assert list(shares.columns) == ["topic", "month", "n_passages", "n_documents", "share"]
    assert shares[shares["topic"] == 1]["month"].tolist() == ["2020-02", "2020-03"]
    assert shares[shares["topic"] == 1]["n_passages"].tolist() == [2, 1]
    np.testing.assert_allclose(shares[shares["topic"] == 1]["share"], [(0.9 + 0.75) / 2, 0.5])
    np.testing.assert_allclose(shares.groupby("month")["share"].sum(), 1)
    assert share_topics_by_month(passage_topics, passages, frame.iloc[3:]).empty
    assert share_topics_by_month(schema.empty(schema.PASSAGE_TOPICS), passages, frame).empty
