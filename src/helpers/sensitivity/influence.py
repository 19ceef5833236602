"""Which articles to leave out: first those that hold most of what a finding names, then others at random."""

from collections.abc import Sequence
from itertools import chain, zip_longest

import numpy as np
import pandas as pd

from helpers.sensitivity.claims import Claim
from helpers.topics import Topics

__all__ = ["order_articles"]


def order_articles(
    claims: Sequence[Claim],
    articles: pd.DataFrame,
    term_counts: pd.DataFrame,
    events: pd.DataFrame,
    topics: Topics,
) -> list[str]:
    """Return the ids of the articles in the order in which they are left out, whatever the order of the rows.

    The first are those that hold most occurrences of what a finding names: its words, in its province; its days; its month; its topic. They take
    turns, finding by finding. Those that hold nothing of any follow in random order.
    """
    names = sorted(articles["article_id"])
    counts = term_counts[term_counts["article_id"].isin(names)]
    said = events[events["article_id"].isin(names)]
    holders = [_hold(claim, articles, counts, said, topics) for claim in claims if claim.named]
    ranked = [
        held.groupby("article_id")["n"]
        .sum()
        .reset_index()
        .sort_values(["n", "article_id"], ascending=[False, True])["article_id"]
        for held in holders
    ]
    in_turn = [name for name in chain(*zip_longest(*ranked)) if name is not None]
    others = np.random.default_rng(0).permutation(np.array(names, dtype=object)).tolist()
    return list(dict.fromkeys([*in_turn, *others]))


def _hold(
    claim: Claim, articles: pd.DataFrame, counts: pd.DataFrame, events: pd.DataFrame, topics: Topics
) -> pd.DataFrame:
    """Return article_id and n, how much of what a finding names stands in the article."""
    chapter, _, subject = claim.finding_id.partition("-")
    if chapter in ("02", "03"):
        rows = counts[counts["term"].isin(claim.named)]
        if chapter == "03":
            # Of a province that only uses words less, those elsewhere hold what is named.
            own = rows["article_id"].isin(articles.loc[articles["province"] == subject, "article_id"])
            rows = rows[own] if own.any() else rows
        return pd.DataFrame(rows[["article_id", "n"]])
    if claim.finding_id == "04-mentioned":
        exact = events[events["precision"] == "day"]
        days: pd.DataFrame = exact.loc[
            exact["date_from"].dt.strftime("%Y-%m-%d").isin(claim.named), ["article_id"]
        ]
        return days.assign(n=1)
    if claim.finding_id == "04-published":
        exact = articles[articles["published_precision"].isin(["day", "month"])]
        months = exact["published"].dt.strftime("%Y-%m")
        of_month: pd.DataFrame = exact.loc[months.isin(claim.named), ["article_id"]]
        return of_month.assign(n=1)
    labels = topics.topics.loc[topics.topics["label"].isin(claim.named), "topic"]
    weights = topics.passage_topics[topics.passage_topics["topic"].isin(labels)]
    return weights.merge(topics.passages, on="passage_id")[["article_id", "weight"]].rename(
        columns={"weight": "n"}
    )
