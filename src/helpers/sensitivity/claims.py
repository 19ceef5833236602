"""What the book's main findings name, as lists that can be compared: words, provinces' words, days, months, topics."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from helpers.comparison import contrast_terms, top_terms
from helpers.frequency import count_frequency
from helpers.thresholds import ALPHA
from helpers.timeline import count_event_days
from helpers.topics import STABLE_TERMS, pair_topics

__all__ = ["Claim", "claim_provinces", "claim_terms", "claim_timeline", "claim_topics", "lead_topics"]

_RANKED = 10
_TOLD = 3
_PEAKS = 5
_SAME_TOPIC = 1 / 3  # Jaccard index of two lists of ten words that share five

Terms = list[frozenset[str]]


@dataclass(frozen=True)
class Claim:
    """A finding as a list: `named` is what its sentence names, `ranked` the first ten or so of the list that these are taken from.

    Without `ranked`, the list is that of another finding.
    """

    finding_id: str
    named: tuple[str, ...]
    ranked: tuple[str, ...] = ()


def claim_terms(
    term_counts: pd.DataFrame, article_totals: pd.DataFrame, articles: pd.DataFrame
) -> list[Claim]:
    """Return what chapter 02 names: the commonest term, and those that follow."""
    terms = count_frequency(term_counts, article_totals, articles)["term"].head(_RANKED).tolist()
    return [
        Claim("02-top", tuple(terms[:1]), tuple(terms)),
        Claim("02-next", tuple(terms[1 : 1 + _TOLD])),
    ]


def claim_provinces(province_terms: pd.DataFrame) -> list[Claim]:
    """Return what chapter 03 names of each province: the words used more and less that differ, or the most distinctive of too few documents."""
    masked = province_terms[province_terms["masked"]]
    leading = top_terms(province_terms, min_articles=2)
    contrast = contrast_terms(province_terms, n=_RANKED)
    claims = []
    for province, rows in masked.groupby("province"):
        if rows["too_few"].all():
            own = leading[(leading["province"] == province) & (leading["log_ratio"] > 0)]
            terms, less = own.sort_values("rank")["term"].tolist(), []
        else:
            sure = contrast[(contrast["province"] == province) & (contrast["q"] <= ALPHA)]
            more = sure[sure["log_ratio"] > 0].sort_values("ci_low", ascending=False, kind="stable")
            less = sure[sure["log_ratio"] < 0].sort_values("ci_high", kind="stable")["term"].tolist()
            terms = more["term"].tolist()
        named, ranked = terms[:_TOLD] + less[:_TOLD], terms[:_RANKED] + less[:_RANKED]
        claims.append(Claim(f"03-{province}", tuple(named), tuple(ranked)))
    return claims


def claim_timeline(articles: pd.DataFrame, events: pd.DataFrame) -> list[Claim]:
    """Return what chapter 04 names: the days that most sentences name, and the months with most articles."""
    days = count_event_days(events[events["article_id"].isin(articles["article_id"])])
    days = days.sort_values(["n_mentions", "date"], ascending=[False, True])
    most = days[days["n_mentions"] == days["n_mentions"].max()]
    dated = articles[articles["published_precision"].isin(["day", "month"])]
    months = dated.groupby(dated["published"].dt.strftime("%Y-%m")).size()
    months = months.sort_values(ascending=False, kind="stable")
    busiest = months.index[months == months.max()]
    return [
        Claim("04-mentioned", _days(most["date"].head(_TOLD)), _days(days["date"].head(_PEAKS))),
        Claim("04-published", tuple(busiest[:_TOLD]), tuple(months.index[:_PEAKS])),
    ]


def _days(dates: "Iterable[pd.Timestamp]") -> tuple[str, ...]:
    return tuple(f"{date:%Y-%m-%d}" for date in dates)


def lead_topics(topic_terms: pd.DataFrame) -> Terms:
    """Return the leading terms of each topic, in the order of their numbers."""
    leading = topic_terms.groupby("topic", sort=True).head(STABLE_TERMS)
    return [frozenset(terms) for _, terms in leading.groupby("topic", sort=True)["term"]]


def claim_topics(topics: Terms, known: Terms, labels: Sequence[str]) -> Claim:
    """Return which topics of the book there are among others, in the order of the others; those without a counterpart keep their words.

    `known` and `labels` are the topics of the book that hold still. A topic is one of them if it is its partner in the best one-to-one
    matching and shares half of the ten leading words. Chapter 05 names the largest; what is asked of it is that it is there at all.
    """
    names = ["、".join(sorted(terms)) for terms in topics]
    for number, partner, jaccard in pair_topics(known, topics):
        if jaccard >= _SAME_TOPIC:
            names[partner] = labels[number]
    return Claim("05-found", tuple(names), tuple(names))
