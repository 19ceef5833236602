"""What each topic is: its label, its size, whom it rests on, its neighbours, where it is at home, its typical passages."""

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from helpers import schema
from helpers.errors import unknown
from helpers.quotable import FEW, quote_passage
from helpers.topics.matrix import Numbers
from helpers.topics.model import FittedTopics

__all__ = ["describe_topics", "label_topics", "share_topics", "typical_passages"]

_LABEL_TERMS = 3


def label_topics(topic_terms: pd.DataFrame, n: int = _LABEL_TERMS) -> "pd.Series[str]":
    """Return each topic's label by topic: of its heaviest terms, the `n` with the largest class-based TF-IDF."""
    ranked = topic_terms.sort_values(["topic", "c_tf_idf", "term"], ascending=[True, False, True])
    return ranked.groupby("topic")["term"].agg(lambda terms: "、".join(terms.head(n)))


def describe_topics(fitted: FittedTopics, stability: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """One row per topic: TOPICS.

    `stability` has one row per topic, as `assess_topics` gives them, `passages` the article of each passage. The likeness of two
    topics is the cosine of their terms' weights, and the map puts topics by classical multidimensional scaling of one minus that
    (Torgerson 1952).
    """
    from sklearn.metrics.pairwise import (
        cosine_similarity,  # imported here, as few chapters need it and it takes half a second
    )

    model = fitted.model
    shares = fitted.passage_topics.merge(passages[["passage_id", "article_id"]], on="passage_id")
    by_topic = shares.groupby("topic")["weight"]
    ranked = shares.sort_values(["passage_id", "weight", "topic"], ascending=[True, False, True])
    heaviest = ranked.drop_duplicates("passage_id").groupby("topic")
    by_article = shares.groupby(["topic", "article_id"])["weight"].sum()
    with threadpool_limits(1):
        alike = cosine_similarity(model.by_term)
        place = _place(np.clip(1 - alike, 0, None))
    np.fill_diagonal(alike, -1)
    topics = pd.DataFrame({"topic": range(1, model.k + 1), "nearest": alike.argmax(axis=1) + 1,
                           "similarity": np.clip(alike.max(axis=1), 0, 1).round(9), "x": place[:, 0], "y": place[:, 1]})  # fmt: skip
    numbers = pd.DataFrame(
        {
            "label": label_topics(fitted.topic_terms),
            "share": by_topic.mean(),
            "n_passages": heaviest["passage_id"].nunique(),
            "n_articles": heaviest["article_id"].nunique(),
            "top_article_share": by_article.groupby("topic").max() / by_topic.sum(),
        }
    ).reindex(topics["topic"])
    numbers = numbers.fillna(
        {"label": "", "share": 0, "n_passages": 0, "n_articles": 0, "top_article_share": 0}
    )
    return schema.make(
        schema.TOPICS, topics.merge(numbers.reset_index(), on="topic").merge(stability, on="topic")
    )


def _place(distances: Numbers) -> Numbers:
    """Return two coordinates per topic; the sign of each is such that the first topic is not on the negative side."""
    from sklearn.manifold import ClassicalMDS

    if len(distances) < 3:
        return np.array([[0.0, 0.0], [float(distances[0, -1]), 0.0]])[: len(distances)]
    place = ClassicalMDS(n_components=2, metric="precomputed").fit_transform(distances).round(6)
    return np.asarray(place * np.where(place[0] < 0, -1, 1) + 0.0)


def share_topics(
    passage_topics: pd.DataFrame, passages: pd.DataFrame, articles: pd.DataFrame, by: str = "province"
) -> pd.DataFrame:
    """One row per (topic, group): the topic's mean share of the passages of a group of articles.

    `by` names the column of `articles` that makes the groups, such as "province" or the "period" that `timeline.group_articles`
    adds. Columns: topic, that column ('' for articles without a value), n_passages and n_documents (of the group), share. Shares of a
    group sum to 1. Raises UserError for a column that `articles` lacks.
    """
    if by not in articles:
        raise unknown(
            "by", by, map(str, articles.columns), "helpers.timeline.group_articles adds a column of periods."
        )
    groups = articles[["article_id", "doc_id", by]].assign(**{by: articles[by].astype("str").fillna("")})
    placed = passage_topics.merge(passages, on="passage_id").merge(groups, on="article_id")
    shares = placed.groupby(["topic", by]).agg(
        n_passages=("passage_id", "nunique"),
        n_documents=("doc_id", "nunique"),
        share=("weight", "mean"),
    )
    return shares.reset_index().astype({"n_passages": "Int64", "n_documents": "Int64"})


def typical_passages(
    passage_topics: pd.DataFrame,
    passages: pd.DataFrame,
    articles: pd.DataFrame,
    n: int = 2,
    *,
    whole: bool = True,
) -> pd.DataFrame:
    """Up to `n` rows per topic, the passages that speak of it most, each from another article.

    Columns: topic, passage_id, article_id, start (in the article's text), text (verbatim; without `whole`, only what may be quoted of an unpublished text), title, outlet, province ('' when
    unknown), published, published_precision, weight.
    """
    held = passage_topics[passage_topics["loading"] > 0].merge(
        passages[["passage_id", "article_id"]], on="passage_id"
    )
    ranked = held.sort_values(["topic", "loading", "passage_id"], ascending=[True, False, True])
    ranked = ranked.drop_duplicates(["topic", "article_id"]).drop(columns="article_id")
    first = ranked.groupby("topic", sort=False).head(n)
    found = first.merge(passages, on="passage_id").merge(
        articles[["article_id", "title", "outlet", "province", "published", "published_precision", "text"]],
        on="article_id",
    )
    cut = [
        text[start:end] if whole else quote_passage(text, start, end) or f"{text[start : start + FEW]}…"
        for text, start, end in zip(found["text"], found["start"], found["end"], strict=True)
    ]
    columns = [
        "topic",
        "passage_id",
        "article_id",
        "start",
        "text",
        "title",
        "outlet",
        "province",
        "published",
        "published_precision",
        "weight",
    ]
    return found.assign(province=found["province"].fillna(""), text=pd.Series(cut, dtype="str"))[columns]
