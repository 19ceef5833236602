"""Articles are left out in the order of how much they hold of what a finding names, finding by finding; the rest follow at random."""

import functools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import schema
from helpers.sensitivity import Claim
from helpers.sensitivity.influence import order_articles
from helpers.topics import Topics

IDS = [f"a{i}" for i in range(8)]
PROVINCES = {"a0": "江西", "a1": "江西", "a2": "江西", "a3": "湖北", "a4": "湖北"}
PUBLISHED = {"a1": "2020-02-03", "a2": "2020-02-28", "a4": "2020-03-01", "a6": "2020-02-01"}
COUNTS = [
    ("a0", "老虎", 1), ("a1", "老虎", 5), ("a2", "老虎", 2), ("a2", "钢琴", 2), ("a3", "老虎", 9), ("a4", "钢琴", 1), ("a5", "长笛", 3),
    ("elsewhere", "老虎", 99),
]  # fmt: skip
DAYS = [
    ("a3", "2020-02-01"),
    ("a5", "2020-02-03"),
    ("a5", "2020-02-03"),
    ("a6", "2020-02-03"),
    ("elsewhere", "2020-02-03"),
]
WEIGHTS = [("a4", 1, 0.2), ("a4", 1, 0.2), ("a7", 1, 0.3), ("a0", 2, 0.9), ("a7", 2, 0.1)]


def frame(columns: list[str], rows: list[tuple]) -> pd.DataFrame:
    names = {name: "str" for name in columns if name.endswith("_id")}
    return pd.DataFrame(rows, columns=columns).astype(names)


ARTICLES = frame(
    ["article_id", "province", "published", "published_precision"],
    [(name, PROVINCES.get(name), PUBLISHED.get(name), "day" if name in PUBLISHED else None) for name in IDS],
).astype({"published": "datetime64[s]"})
TERM_COUNTS = frame(["article_id", "term", "n"], COUNTS)
EVENTS = frame(
    ["article_id", "date_from", "precision", "sentence_start"],
    [(name, day, "day", i) for i, (name, day) in enumerate(DAYS)],
).astype({"date_from": "datetime64[s]"})
EVENTS = EVENTS.assign(date_to=EVENTS["date_from"])


def topics_of(*weights: tuple[str, int, float]) -> Topics:
    """Topics A and B from (article, topic, weight), each of a passage of its own."""
    names = [f"p{i}" for i in range(len(weights))]
    return Topics(
        frame(["passage_id", "article_id"], [(name, row[0]) for name, row in zip(names, weights, strict=True)]),
        pd.DataFrame({"topic": [1, 2], "label": ["A", "B"]}),
        schema.empty(schema.TOPIC_TERMS),
        schema.make(
            schema.PASSAGE_TOPICS,
            [
                {"passage_id": name, "topic": topic, "weight": weight, "loading": weight}
                for name, (_, topic, weight) in zip(names, weights, strict=True)
            ],
        ),
        schema.empty(schema.TOPIC_QUALITY),
    )  # fmt: skip


def order(*claims: Claim, **tables) -> list[str]:
    given = {
        "articles": ARTICLES, "term_counts": TERM_COUNTS, "events": EVENTS, "topics": topics_of(*WEIGHTS)
    } | tables  # fmt: skip
    return order_articles(claims, **given)


TOP = Claim("02-top", ("老虎",), ("老虎", "钢琴", "长笛"))
HELD = {
    TOP: ["a3", "a1", "a2", "a0"],
    Claim("02-next", ("钢琴", "老虎")): ["a3", "a1", "a2", "a0", "a4"],
    Claim("02-next", ("长笛",)): ["a5"],
    Claim("03-江西", ("老虎",), ("老虎",)): ["a1", "a2", "a0"],
    Claim("03-江西", ("老虎", "钢琴"), ("老虎", "钢琴")): ["a1", "a2", "a0"],
    Claim("03-湖北", ("钢琴",), ("钢琴",)): ["a4"],
    Claim("03-河南", ("钢琴",), ("钢琴",)): [],
    Claim("04-mentioned", ("2020-02-03",), ("2020-02-03", "2020-02-01")): ["a5", "a6"],
    Claim("04-mentioned", ("2020-02-01", "2020-02-03")): ["a5", "a3", "a6"],
    Claim("04-published", ("2020-02",), ("2020-02", "2020-03")): ["a1", "a2", "a6"],
    Claim("04-published", ("2020-02", "2020-03")): ["a1", "a2", "a4", "a6"],
    Claim("05-found", ("A",), ("A", "B")): ["a4", "a7"],
    Claim("05-found", ("B",), ("B", "A")): ["a0", "a7"],
    Claim("02-top", ()): [],
}


@pytest.mark.parametrize("claim", HELD, ids=lambda claim: claim.finding_id)
def test_those_that_hold_most_of_what_a_finding_names_come_first(claim):
    ordered = order(claim)
    held = HELD[claim]
    assert ordered[: len(held)] == held
    assert sorted(ordered) == IDS, "each once, and none from elsewhere"
    assert ordered[len(held) :] == [name for name in order() if name not in held]


def test_without_a_finding_the_order_is_drawn_and_the_same_each_time():
    assert order() == order()
    assert sorted(order()) == IDS
    assert order() != IDS


def test_findings_take_turns():
    words, days, topic = TOP, Claim("04-mentioned", ("2020-02-03",)), Claim("05-found", ("B",))
    nothing = Claim("03-湖北", ())
    # a3 a5 a0, a1 a6 a7, a2, and a0 again, which has been.
    ordered = order(words, nothing, days, topic)
    assert ordered[:7] == ["a3", "a5", "a0", "a1", "a6", "a7", "a2"]
    assert ordered[7:] == ["a4"]
    assert order(topic, days, words)[:6] == ["a0", "a5", "a3", "a7", "a6", "a1"]


def test_every_finding_has_its_first_article_among_as_many_as_there_are_findings():
    first = order(*HELD)[: len(HELD)]
    assert {held[0] for held in HELD.values() if held} <= set(first)


@pytest.mark.parametrize("tables", [{"articles": ARTICLES.iloc[:0]}, {"articles": ARTICLES.iloc[:1]}])
def test_no_article_or_one(tables):
    assert order(*HELD, **tables, topics=topics_of()) == tables["articles"]["article_id"].tolist()


def test_without_counts_events_and_topics_the_order_is_drawn():
    empty = {"term_counts": TERM_COUNTS.iloc[:0], "events": EVENTS.iloc[:0], "topics": topics_of()}
    claims = [claim for claim in HELD if claim.finding_id != "04-published"]
    assert order(*claims, **empty) == order()


def shuffled(table: pd.DataFrame, seed: int) -> pd.DataFrame:
    return table.sample(frac=1, random_state=seed, ignore_index=seed % 2 == 0)


@settings(max_examples=20)
@given(
    st.lists(st.sampled_from(list(HELD)), max_size=5, unique_by=lambda claim: claim.finding_id),
    st.integers(0, 99),
)
def test_the_order_of_rows_does_not_matter_and_each_article_comes_once(claims, seed):
    mixed = functools.partial(shuffled, seed=seed)
    ordered = order(
        *claims,
        articles=mixed(ARTICLES), term_counts=mixed(TERM_COUNTS), events=mixed(EVENTS),
        topics=topics_of(*WEIGHTS[:2], *WEIGHTS[:1:-1]),
    )  # fmt: skip
    assert ordered == order(*claims)
    assert sorted(ordered) == IDS


def test_an_article_of_more_findings_is_not_left_out_twice():
    ordered = order(TOP, Claim("03-湖北", ("老虎",)), Claim("04-mentioned", ("2020-02-01",)))
    assert ordered[:2] == ["a3", "a1"]
    assert sorted(ordered) == IDS


@pytest.mark.parametrize("precision", ["month", "year"])
def test_what_names_a_month_does_not_hold_its_first_day(precision):
    monthly = EVENTS.assign(precision=EVENTS["precision"].mask(EVENTS["article_id"] == "a5", precision))
    monthly["date_from"] = monthly["date_from"].mask(
        monthly["article_id"] == "a5", pd.Timestamp("2020-02-01")
    )
    assert order(Claim("04-mentioned", ("2020-02-01",)), events=monthly)[0] == "a3"


def test_an_article_dated_to_a_year_holds_no_month():
    yearly = ARTICLES.assign(
        published_precision=ARTICLES["published_precision"].mask(ARTICLES["article_id"] == "a1", "year")
    )
    assert order(Claim("04-published", ("2020-02",)), articles=yearly)[0] == "a2"
