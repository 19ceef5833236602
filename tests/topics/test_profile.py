import numpy as np
import pandas as pd
import pytest
from planted_topics import heaviest, plant
from sklearn.metrics.pairwise import cosine_similarity

from helpers import schema
from helpers.errors import UserError
from helpers.quotable import find_quotable
from helpers.timeline import group_articles
from helpers.topics import (
    FittedTopics,
    TopicModel,
    cut_passages,
    describe_topics,
    fit_topics,
    label_topics,
    share_topics,
    typical_passages,
)

STABLE = pd.Series(
    {"stable": True, "stability": 1.0, "stability_seeds": 1.0, "stability_left_out": 1.0, "chance": 0.3, "bar": 0.65, "coherence": 0.1}
)  # fmt: skip


def stability(k):
    return pd.DataFrame([STABLE] * k).assign(topic=range(1, k + 1)).astype({"stable": bool}).infer_objects()


def by_hand(by_term, shares):
    """A model of the given weights of terms, and the passages' shares of its topics."""
    by_term, shares = np.array(by_term, dtype=float), np.array(shares, dtype=float)
    k, n_terms = by_term.shape
    terms = pd.Index([f"w{i}" for i in range(n_terms)])
    model = TopicModel("nmf", 0, terms, np.ones(n_terms), by_term, np.ones(k), True)
    topic_terms = [
        {"topic": t + 1, "term": terms[i], "weight": by_term[t, i], "c_tf_idf": by_term[t, i]}
        for t in range(k)
        for i in np.flatnonzero(by_term[t])
    ]
    passage_topics = [
        {"passage_id": f"p{p}", "topic": t + 1, "weight": shares[p, t], "loading": shares[p, t]}
        for p in range(len(shares))
        for t in range(k)
    ]
    return FittedTopics(
        model,
        schema.make(schema.TOPIC_TERMS, topic_terms),
        schema.make(schema.PASSAGE_TOPICS, passage_topics),
    )


def of_articles(**passages):
    rows = [{"passage_id": p, "article_id": a, "start": 0, "end": 1} for p, a in passages.items()]
    return schema.make(schema.PASSAGES, rows)


def test_topics_by_hand():
    fitted = by_hand(
        [[0.6, 0.4, 0, 0], [0, 0.5, 0.5, 0], [0, 0, 0, 1]],
        [[0.7, 0.3, 0], [0.6, 0.2, 0.2], [0.1, 0.9, 0], [0.5, 0.5, 0]],
    )
    topics = describe_topics(fitted, stability(3), of_articles(p0="A", p1="A", p2="B", p3="C"))
    schema.check(topics, schema.TOPICS)
    topics = topics.set_index("topic")
    np.testing.assert_allclose(topics["share"], [1.9 / 4, 1.9 / 4, 0.05])
    assert topics["n_passages"].tolist() == [3, 1, 0], "of equal shares the first topic's"
    assert topics["n_articles"].tolist() == [2, 1, 0]
    np.testing.assert_allclose(topics["top_article_share"], [1.3 / 1.9, 0.9 / 1.9, 1])
    assert topics["nearest"].tolist()[:2] == [2, 1]
    np.testing.assert_allclose(topics["similarity"], [*[0.2 / np.sqrt(0.52 * 0.5)] * 2, 0], atol=1e-12)
    assert topics["label"].tolist() == ["w0、w1", "w1、w2", "w3"]


def test_what_topics_add_up_to():
    counts, labels = plant([10, 20, 30, 40])
    passages = of_articles(**{p: f"a{i % 7}" for i, p in enumerate(labels.index)})
    fitted = fit_topics(counts, 4)
    topics = describe_topics(fitted, stability(4), passages)
    assert topics["share"].sum() == pytest.approx(1)
    assert topics["share"].is_monotonic_decreasing
    assert topics["n_passages"].sum() == len(labels)
    assert (
        topics["n_passages"].tolist() == heaviest(fitted.passage_topics).value_counts().sort_index().tolist()
    )
    assert topics["n_articles"].between(1, 7).all()
    assert (topics["top_article_share"] > 0).all()
    assert (topics["top_article_share"] <= 1).all()
    assert (topics["nearest"] != topics["topic"]).all()
    alike = cosine_similarity(fitted.model.by_term) - 2 * np.eye(4)
    np.testing.assert_allclose(topics["similarity"], alike.max(axis=1), atol=1e-9)
    assert (topics["nearest"] == alike.argmax(axis=1) + 1).all()
    assert topics["label"].str.count("、").eq(2).all()


def test_three_topics_that_are_equally_unlike_stand_equally_apart():
    topics = describe_topics(by_hand(np.eye(3), np.eye(3)), stability(3), of_articles(p0="A", p1="B", p2="C"))
    place = topics[["x", "y"]].to_numpy()
    np.testing.assert_allclose(
        [np.linalg.norm(place[a] - place[b]) for a, b in ((0, 1), (0, 2), (1, 2))], 1, atol=1e-5
    )
    assert (place[0] >= 0).all()
    np.testing.assert_array_equal(
        place, place.round(6), "no digits that another machine would compute otherwise"
    )


def test_two_topics_stand_as_far_apart_as_they_are_unlike():
    fitted = by_hand([[0.6, 0.4, 0], [0, 0.4, 0.6]], np.eye(2))
    topics = describe_topics(fitted, stability(2), of_articles(p0="A", p1="B"))
    assert topics["nearest"].tolist() == [2, 1]
    likeness = 0.16 / 0.52
    np.testing.assert_allclose(topics["similarity"], likeness, atol=1e-9)
    np.testing.assert_allclose(topics[["x", "y"]], [[0, 0], [1 - likeness, 0]])


def test_one_topic():
    topics = describe_topics(by_hand([[0.5, 0.5]], [[1], [1]]), stability(1), of_articles(p0="A", p1="B"))
    assert topics[["x", "y", "similarity", "share"]].to_numpy().tolist() == [[0, 0, 0, 1]]
    assert topics["top_article_share"].tolist() == [0.5]


def test_a_topic_that_no_passage_holds_is_described_too():
    topics = describe_topics(by_hand([[1, 0], [0, 1]], [[1, 0]]), stability(2), of_articles(p0="A"))
    assert topics["share"].tolist() == [1, 0]
    assert topics["n_passages"].tolist() == [1, 0]
    assert topics["top_article_share"].tolist() == [1, 0]


def test_labels_are_the_heaviest_terms_with_the_largest_class_based_tf_idf():
    rows = [("w0", 0.5, 1), ("w1", 0.3, 3), ("w2", 0.1, 2), ("w3", 0.1, 2)]
    terms = pd.DataFrame([(1, *row) for row in rows], columns=["topic", "term", "weight", "c_tf_idf"])
    assert label_topics(terms).to_dict() == {1: "w1、w2、w3"}
    assert label_topics(terms.sample(frac=1, random_state=0), n=1).to_dict() == {1: "w1"}


def articles(*texts, provinces=None):
    n = len(texts)
    frame = pd.DataFrame(
        {
            "article_id": [f"a{i}" for i in range(n)],
            "doc_id": [f"d{i}" for i in range(n)],
            "seq": 1,
            "title": [f"题{i}" for i in range(n)],
            "title_truncated": False,
            "text": texts,
            "n_chars": [len(text) for text in texts],
            "authors": [[]] * n,
            "about_provinces": [[]] * n,
            "family": [f"a{i}" for i in range(n)],
            "is_canonical": True,
            "province": provinces or ["江西"] * n,
        }
    )
    return schema.make(schema.ARTICLES, frame)


def modelled(frame, loadings):
    """Passages of each text and PASSAGE_TOPICS with the given loadings of topic 1; topic 2 has a tenth each."""
    passages = cut_passages(frame, low=10, high=45)
    rows = [
        {"passage_id": p, "topic": t, "weight": v / (w + 0.1), "loading": v}
        for p, w in zip(passages["passage_id"], loadings, strict=True)
        for t, v in ((1, w), (2, 0.1))
    ]
    return passages, schema.make(schema.PASSAGE_TOPICS, rows)


def test_shares_by_province_sum_to_one():
    texts = ["方舱医院收治病人。" * 2] * 4
    frame = articles(*texts, provinces=["湖北", "江苏", None, "湖北"])
    passages, passage_topics = modelled(frame, [0.9, 0.0, 0.1, 0.3])
    shares = share_topics(passage_topics, passages, frame)
    assert list(shares.columns) == ["topic", "province", "n_passages", "n_documents", "share"]
    np.testing.assert_allclose(shares.groupby("province")["share"].sum(), 1)
    first = shares[shares["topic"] == 1].set_index("province")
    assert set(first.index) == {"", "江苏", "湖北"}
    np.testing.assert_allclose(first["share"][["湖北", "江苏", ""]], [(0.9 + 0.75) / 2, 0, 0.5])
    assert first["n_documents"]["湖北"] == 2
    assert share_topics(schema.empty(schema.PASSAGE_TOPICS), passages, frame).empty


def test_shares_by_period_sum_to_one():
    frame = articles(*["方舱医院收治病人。" * 2] * 5).assign(
        published=pd.to_datetime(["2020-02-01", "2020-02-01", "2020-03-09", "2020-01-01", None]),
        published_precision=pd.Series(["day", "month", "day", "year", None], dtype="str"),
    )
    passages, passage_topics = modelled(frame, [0.9, 0.3, 0.1, 0.5, 0.5])
    grouped, column = group_articles(frame, "month")
    shares = share_topics(passage_topics, passages, grouped, column)
    placed = shares[(shares["topic"] == 1) & (shares[column] != "")]
    assert placed[column].tolist() == ["2020-02", "2020-03"]
    assert placed["n_passages"].tolist() == [2, 1]
    np.testing.assert_allclose(placed["share"], [(0.9 + 0.75) / 2, 0.5])
    np.testing.assert_allclose(shares.groupby(column)["share"].sum(), 1)


def test_an_unknown_group_is_refused():
    frame = articles("方舱医院收治病人。" * 2)
    with pytest.raises(UserError, match=r"did you mean province\?.*group_articles"):
        share_topics(*modelled(frame, [1])[::-1], frame, by="provinces")


def test_typical_passages_are_of_different_articles_by_loading():
    frame = articles(
        "方舱医院收治病人。" * 8,
        "方舱护士交接班次。" * 4,
        "企业复工复产提速。" * 4,
        provinces=["湖北", None, "江苏"],
    )
    passages, passage_topics = modelled(frame, [0.7, 0.9, 0.8, 0.0])
    assert passages["article_id"].tolist() == ["a0", "a0", "a1", "a2"]
    typical = typical_passages(passage_topics, passages, frame, n=3)
    of_one = typical[typical["topic"] == 1]
    assert of_one["passage_id"].tolist() == ["a0:002", "a1:001"], "none of a passage without the topic"
    assert of_one["text"].tolist() == ["方舱医院收治病人。" * 3, "方舱护士交接班次。" * 4]
    assert of_one["province"].tolist() == ["湖北", ""]
    np.testing.assert_allclose(of_one["weight"], [0.9, 0.8 / 0.9])
    assert not typical.duplicated(["topic", "article_id"]).any()
    assert typical[typical["topic"] == 2]["passage_id"].tolist() == ["a0:001", "a1:001", "a2:001"]
    assert len(typical_passages(passage_topics, passages, frame, n=1)) == 2
    assert typical_passages(schema.empty(schema.PASSAGE_TOPICS), passages, frame).empty


def test_a_short_passage_wholly_of_a_topic_is_not_its_most_typical():
    frame = articles("方舱医院收治病人。", "方舱护士交接班次。")
    passages = cut_passages(frame, low=5, high=45)
    rows = [
        {"passage_id": "a0:001", "topic": 1, "weight": 1.0, "loading": 0.1},
        {"passage_id": "a1:001", "topic": 1, "weight": 0.6, "loading": 0.9},
    ]
    typical = typical_passages(schema.make(schema.PASSAGE_TOPICS, rows), passages, frame)
    assert typical["article_id"].tolist() == ["a1", "a0"]


def test_of_typical_passages_no_more_is_quoted_than_may_be():
    frame = articles(
        "方舱医院收治病人。方舱护士交接班次。病人出院回家。", "企业复工复产提速，全市一盘棋统筹。"
    )
    passages, passage_topics = modelled(frame, [0.9, 0.8])
    cut = typical_passages(passage_topics, passages, frame, whole=False)
    quoted, few = cut[cut["topic"] == 1]["text"]
    at = frame["text"][0].index(quoted.strip("…"))
    assert find_quotable(frame["text"][0], at, at + len(quoted.strip("…")))
    assert few == "企业复工复产提速，全市一…"
