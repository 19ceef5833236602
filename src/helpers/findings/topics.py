"""Chapter 05 in words: the topics, and how far they hold."""

import pandas as pd

from helpers.findings.words import (
    Description,
    Verdict,
    count,
    largest,
    make_findings,
    nothing_to_show,
    province_with_english,
    say,
    term_with_gloss,
)
from helpers.thresholds import FEWEST_DOCUMENTS

__all__ = [
    "describe_topic_months",
    "describe_topic_quality",
    "describe_topic_shares",
    "describe_topic_terms",
    "find_topics",
    "label_topics",
]

_STABLE = 0.5  # Jaccard index of two lists of ten words that share about seven
_LEADING_TERMS = 10


def label_topics(topic_terms: pd.DataFrame, n: int = 3) -> "pd.Series[str]":
    """Return each topic's label by topic: its `n` heaviest terms."""
    return topic_terms.groupby("topic")["term"].agg(lambda terms: "、".join(terms.head(n)))


def find_topics(
    topic_terms: pd.DataFrame,
    passage_topics: pd.DataFrame,
    shares: pd.DataFrame,
    quality: pd.DataFrame,
    n_passages: int,
) -> pd.DataFrame:
    """Return FINDINGS of chapter 05 from a fitted model's tables, `share_topics` and `choose_k`."""
    chapter = "05_topics"
    if topic_terms.empty:
        sentence = say("topics.too_few", passages=count(n_passages, "passage"))
        return make_findings(chapter, [("found", sentence, "too-few", "passages")])
    labels = label_topics(topic_terms)
    weights = passage_topics.groupby("topic")[["weight"]].mean().reset_index()
    leading = largest(weights, "weight")
    stability = float(quality.loc[quality["chosen"], "stability"].iloc[0])
    stable = stability >= _STABLE
    rows: list[tuple[str, str, Verdict, str]] = [
        (
            "found",
            say(
                "topics.found",
                passages=count(n_passages, "passage"), topics=count(len(labels), "topic"), label=labels[leading["topic"]],
                share=leading["weight"],
            ),
            "found",
            "topic_terms, passage_topics",
        ),
        (
            "stable",
            say(
                "topics.stable",
                words=2 * _LEADING_TERMS * stability / (1 + stability), n=_LEADING_TERMS,
                verdict=say("topics.stable_yes" if stable else "topics.stable_no"),
            ),
            "found" if stable else "too-few",
            "topic_quality",
        ),
    ]  # fmt: skip
    if not stable:
        rows.reverse()
    placed = shares[(shares["province"] != "") & (shares["n_documents"] >= FEWEST_DOCUMENTS)]
    if len(placed["province"].unique()) > 1:
        top = largest(placed, "share")
        sentence = say(
            "topics.province",
            label=labels[top["topic"]],
            province=province_with_english(top["province"]),
            share=top["share"],
            passages=count(top["n_passages"], "passage"),
        )
        rows.append(("province", sentence, "found" if stable else "too-few", "passage_topics, articles"))
    return make_findings(chapter, rows)


def describe_topic_terms(topic_terms: pd.DataFrame) -> Description:
    """Describe the panels of each topic's heaviest terms."""
    nothing = nothing_to_show(say("topics.empty"))
    if topic_terms.empty:
        return nothing
    first = topic_terms.iloc[0]
    alt = say(
        "topics.terms_alt",
        topics=count(topic_terms["topic"].nunique(), "topic"), term=term_with_gloss(first["term"]), weight=first["weight"],
    )  # fmt: skip
    return nothing | {"caption": say("topics.terms_caption"), "alt": alt}


def describe_topic_shares(shares: pd.DataFrame) -> Description:
    """Describe the shares of topics by province; the table has a column `label`."""
    nothing = nothing_to_show(say("topics.empty"))
    if shares.empty:
        return nothing
    top = largest(shares, "share")
    alt = say(
        "topics.shares_alt",
        share=top["share"],
        label=top["label"],
        province=province_with_english(top["province"]),
    )
    return nothing | {"caption": say("topics.shares_caption"), "alt": alt}


def describe_topic_months(shares: pd.DataFrame) -> Description:
    """Describe the shares of topics by month; the table has a column `label`."""
    nothing = nothing_to_show(say("topics.months_empty"))
    if shares.empty:
        return nothing
    top = largest(shares, "share")
    alt = say("topics.months_alt", share=top["share"], label=top["label"], month=top["month"])
    return nothing | {"caption": say("topics.months_caption"), "alt": alt}


def describe_topic_quality(quality: pd.DataFrame) -> Description:
    """Describe the stability of each number of topics."""
    nothing = nothing_to_show(say("topics.empty"))
    if quality.empty:
        return nothing
    top = largest(quality, "stability")
    alt = say("topics.quality_alt", k=int(top["k"]), stability=top["stability"])
    return nothing | {"caption": say("topics.quality_caption"), "alt": alt}
