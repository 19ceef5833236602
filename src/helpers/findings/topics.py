"""Chapter 05 in words: the topics, how far each holds still, and where it is at home."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.findings.words import (
    Description,
    Verdict,
    count,
    glossed,
    largest,
    make_findings,
    nothing_to_show,
    province_with_english,
    say,
)
from helpers.glosses import add_glosses
from helpers.grouping import PROVINCE, Grouping
from helpers.phrases import table_number, table_share
from helpers.thresholds import FEWEST_DOCUMENTS, FEWEST_PASSAGES

__all__ = [
    "describe_topic_cards",
    "describe_topic_map",
    "describe_topic_periods",
    "describe_topic_quality",
    "describe_topic_shares",
    "find_topics",
    "tell_topics",
]

_ONE_ARTICLE = 0.5  # of a topic's weight


def find_topics(
    topics: pd.DataFrame,
    quality: pd.DataFrame,
    shares: pd.DataFrame,
    n_passages: int,
    k_wanted: int = 0,
    k_most: int = 0,
    by: Grouping = PROVINCE,
) -> pd.DataFrame:
    """Return FINDINGS of chapter 05 from TOPICS, TOPIC_QUALITY and `share_topics` by province.

    `k_wanted` is the number of topics that was set by hand, 0 if it was chosen, `k_most` how many there could be.
    """
    chapter = "05_topics"
    if topics.empty:
        return make_findings(
            chapter, [("found", _tell_lack(n_passages, k_wanted, k_most), "too-few", "passages")]
        )
    stable = topics[topics["stable"]]
    facts = {
        "topics": count(len(topics), "topic"),
        "n": len(topics),
        "passages": count(n_passages, "passage"),
        "stable": len(stable),
    }
    if stable.empty:
        sentence = say("topics.found_none", **facts)
    else:
        top = largest(stable, "share")
        key = "topics.found_all" if len(stable) == len(topics) else "topics.found"
        sentence = say(key, label=_label(top["label"]), share=top["share"], **facts)
    verdict: Verdict = "found" if len(stable) else "none"
    rows: list[tuple[str, str, Verdict, str]] = [
        ("found", sentence, verdict, "topics, topic_quality"),
        ("chosen", _tell_choice(quality, k_wanted), "found", "topic_quality"),
    ]
    one = stable[stable["top_article_share"] > _ONE_ARTICLE]
    if len(one):
        top = largest(one, "top_article_share")
        sentence = say(
            "topics.one_article",
            n=len(one), label=_label(top["label"]), share=top["top_article_share"],
        )  # fmt: skip
        rows.append(("one-article", sentence, "found", "topics"))
    placed = shares[(shares["province"] != "") & (shares["n_documents"] >= FEWEST_DOCUMENTS)]
    if len(shares.loc[shares["province"] != "", "province"].unique()) < 2:
        rows.append(("province", say("topics.one_province", units=by.many), "too-few", "articles.province"))
    elif len(placed["province"].unique()) > 1 and len(stable):
        top = largest(placed[placed["topic"].isin(stable["topic"])], "share")
        sentence = say(
            "topics.province",
            label=_label(stable.set_index("topic")["label"][top["topic"]]),
            province=province_with_english(top["province"]),
            share=top["share"],
            overall=stable.set_index("topic")["share"][top["topic"]],
            passages=count(top["n_passages"], "passage"),
        )
        rows.append(("province", sentence, "found", "passage_topics, articles"))
    unconverged = int(quality["n_unconverged"].sum())
    if unconverged:
        sentence = say("topics.unconverged", n=f"{unconverged:,}", fits=f"{int(quality['n_fits'].sum()):,}")
        rows.append(("unconverged", sentence, "found", "topic_quality"))
    return make_findings(chapter, rows)


def _tell_lack(n_passages: int, k_wanted: int, k_most: int) -> str:
    """Say why there are no topics."""
    passages = count(n_passages, "passage")
    if not n_passages:
        return say("topics.no_text")
    if n_passages < FEWEST_PASSAGES:
        return say("topics.too_few", passages=passages, least=FEWEST_PASSAGES)
    if k_wanted:
        return say(
            "topics.too_few_for_k", passages=passages, topics=count(k_wanted, "topic"), most=n_passages
        )
    return say("topics.no_words", passages=passages)


def _tell_choice(quality: pd.DataFrame, k_wanted: int) -> str:
    """Say where the number of topics comes from."""
    row = quality[quality["chosen"]].iloc[0]
    agreement = say(
        "topics.agreement",
        seeds=row["stability_seeds"],
        left_out=row["stability_left_out"],
        chance=row["chance"],
    )
    facts = {"k": int(row["k"]), "agreement": agreement}
    if k_wanted:
        return say("topics.set", **facts)
    if len(quality) == 1:
        return say("topics.chosen_only", **facts)
    return say("topics.chosen", low=int(quality["k"].min()), high=int(quality["k"].max()), **facts)


def _label(label: str) -> str:
    """Return a topic's label with the English of its terms."""
    return ", ".join(glossed(label.split("、")))


def _named(topic: Mapping[str, Any]) -> str:
    """Return a topic as tables write it, its number and its label, with the English of its terms."""
    english = add_glosses(pd.DataFrame({"term": topic["label"].split("、")}, dtype="str"))["gloss"]
    glosses = ", ".join(english[english != ""])
    key = "topics.topic_glossed" if glosses else "topics.topic"
    return say(key, topic=topic["topic"], label=topic["label"], glosses=glosses)


def tell_topics(topics: pd.DataFrame) -> "pd.Series[str]":
    """Return for each row of TOPICS what there is to say of it besides its words."""
    return pd.Series([_tell(row) for row in topics.to_dict("records")], index=topics.index, dtype="str")


def _tell(topic: dict[Any, Any]) -> str:
    told = say(
        "topics.told",
        share=topic["share"], passages=count(topic["n_passages"], "passage"), articles=count(topic["n_articles"], "article"),
        seeds=topic["stability_seeds"], left_out=topic["stability_left_out"], bar=topic["bar"],
    )  # fmt: skip
    if topic["top_article_share"] > _ONE_ARTICLE:
        told = f"{told} {say('topics.told_one', share=topic['top_article_share'])}"
    return told


def describe_topic_map(topics: pd.DataFrame) -> Description:
    """Describe the map of topics."""
    nothing = nothing_to_show(say("topics.empty"))
    if topics.empty:
        return nothing
    top = largest(topics, "share")
    alt = say(
        "topics.map_alt",
        topics=count(len(topics), "topic"), stable=int(topics["stable"].sum()), topic=_named(top),
        share=table_share(top["share"]),
    )  # fmt: skip
    near = largest(topics, "similarity")
    if near["similarity"] > 0 and len(topics) > 1:
        labels = topics.set_index("topic")["label"]
        alt = f"{alt} {say('topics.map_near', one=_label(near['label']), other=_label(labels[near['nearest']]))}"
    return nothing | {"caption": say("topics.map_caption"), "alt": alt}


def describe_topic_shares(shares: pd.DataFrame, by: Grouping = PROVINCE) -> Description:
    """Describe the shares of topics by province, or other group; the table has a column `label`."""
    nothing = nothing_to_show(say("topics.empty"))
    if shares.empty:
        return nothing
    top = largest(shares, "share")
    alt = say(
        "topics.shares_alt",
        unit=by.one,
        share=table_share(top["share"]), topic=_named(top), province=province_with_english(top["province"], by),
    )  # fmt: skip
    few = "" if len(shares["province"].unique()) > 1 else f" {say('topics.one_province', units=by.many)}"
    return nothing | {"caption": say("topics.shares_caption", unit=by.one) + few, "alt": alt}


def describe_topic_periods(shares: pd.DataFrame, n_topics: int) -> Description:
    """Describe the shares of `n_topics` topics by period; the table has a column `label`."""
    nothing = nothing_to_show(say("topics.periods_empty" if n_topics else "topics.empty"))
    if shares.empty:
        return nothing
    top = largest(shares, "share")
    alt = say("topics.periods_alt", share=table_share(top["share"]), topic=_named(top), period=top["period"])
    few = "" if len(shares["period"].unique()) > 1 else f" {say('topics.one_period')}"
    return nothing | {"caption": say("topics.periods_caption") + few, "alt": alt}


def describe_topic_quality(quality: pd.DataFrame) -> Description:
    """Describe the stability of each number of topics."""
    nothing = nothing_to_show(say("topics.empty"))
    if quality.empty:
        return nothing
    used, steadiest = quality[quality["chosen"]].iloc[0], largest(quality, "stability")
    alt = say(
        "topics.quality_alt",
        highest=table_number(steadiest["stability"]), steadiest=count(int(steadiest["k"]), "topic"), k=int(used["k"]),
        stability=table_number(used["stability"]), chance=table_number(used["chance"]),
    )  # fmt: skip
    return nothing | {"caption": say("topics.quality_caption"), "alt": alt}


def describe_topic_cards(topics: pd.DataFrame) -> str:
    """Return the caption of the topics' cards."""
    return say("topics.empty") if topics.empty else say("topics.cards_caption")
