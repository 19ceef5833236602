"""What stands for a figure in words names the largest row of its table, as the table on the page writes it."""

import pandas as pd
import pytest

from helpers.figures.publish import _readable, _shown
from helpers.findings import (
    describe_calendar,
    describe_events,
    describe_issuing_provinces,
    describe_keyness,
    describe_ledger,
    describe_named_provinces,
    describe_province_terms,
    describe_publications,
    describe_sensitivity,
    describe_term_rates,
    describe_term_timeline,
    describe_topic_map,
    describe_topic_periods,
    describe_topic_quality,
    describe_topic_shares,
    describe_wordcloud,
    label_sensitivity,
)

DAYS = pd.to_datetime(["2020-01-24", "2020-02-03", "2022-03-15"])
TERMS = ["疫情", "防控", "a<b> {x}"]
PROVINCES = ["江西", "湖北", ""]
TOPICS = ["社区、居民", "企业、服务", "甲"]
ARTICLES = pd.DataFrame(
    {"article_id": ["a", "b"], "published": DAYS[:2], "published_precision": ["day", "month"]}
)
SENSITIVITY = label_sensitivity(
    pd.DataFrame(
        {"finding_id": ["02-top", "04-published", "05-found"], "change": ["hmm", "lexicon", "seeds"], "n_runs": [1, 1, 10],
         "overlap": 0.5, "breaks": False}
    ),
    pd.DataFrame({"finding_id": ["02-top", "04-published", "05-found"]}),
).dropna(subset=["overlap"], ignore_index=True)  # fmt: skip


# What is drawn: the describing function, the column of its size, the columns that name a row, and three rows of both.
def cases():
    whole, real, share = (2, 7, 3), (3.14159, 79.345, 12.0), (0.0321, 0.857, 0.4)
    yield "ledger", describe_ledger, "share", {"path": ["a.txt", "b/c.html", "<i>.txt"], "kind": ["body", "markup", "body"], "n_chars": 9}, share  # fmt: skip
    rates = {"term": TERMS, "share_articles": share, "n": 1}
    yield "rates", describe_term_rates, "rate_per_10k", rates, real
    yield "cloud", describe_wordcloud, "rate_per_10k", rates, real
    weighed = {"province": PROVINCES, "term": TERMS, "masked": True, "rank": 1, "n": whole}
    yield "provinces", describe_province_terms, "tf_idf", weighed, real
    yield "provinces by count", describe_province_terms, "n", weighed | {"tf_idf": real[::-1]}, whole
    ratio = {"term": TERMS, "ci_low": float("nan"), "ci_high": float("nan"), "n": 3, "n_elsewhere": 0, "q": 0.01, "too_few": False}  # fmt: skip
    yield "keyness", lambda table: describe_keyness(table, "江西", "rest"), "log_ratio", ratio, real
    yield "issued", describe_issuing_provinces, "n_issued", {"province": ["江西", "湖北", "北京"]}, whole
    yield "map", describe_named_provinces, "n_naming", {"province": ["江西", "湖北", "北京"]}, whole
    for by in ("day", "week", "month", "quarter", "year"):
        published = {"province": PROVINCES, "period": DAYS, "by": by, "published_precision": "day"}
        yield f"publications by {by}", lambda table: describe_publications(table, ARTICLES), "n_articles", published, whole  # fmt: skip
    coarse = {"province": PROVINCES, "period": DAYS, "by": "day", "published_precision": "month"}
    yield "publications of months", lambda table: describe_publications(table, ARTICLES), "n_articles", coarse, whole  # fmt: skip
    spans = {"province": PROVINCES, "date_from": DAYS, "date_to": DAYS + pd.Timedelta(days=6)}
    yield "events", describe_events, "n_mentions", spans, whole
    yield "calendar", describe_calendar, "n_mentions", {"date": DAYS}, whole
    trend = {"term": TERMS, "province": PROVINCES, "period": DAYS, "n": 6, "total_tokens": 2000}
    for by in ("day", "month"):
        yield f"trend by {by}", lambda table, by=by: describe_term_timeline(table, by), "rate_per_10k", trend, real  # fmt: skip
    topics = {"topic": [1, 2, 3], "label": TOPICS}
    placed = topics | {"stable": True, "nearest": [2, 1, 1], "similarity": 0.5}
    yield "topics", describe_topic_map, "share", placed, share
    yield "topic shares", describe_topic_shares, "share", topics | {"province": PROVINCES}, share
    yield "topic periods", lambda table: describe_topic_periods(table, 3), "share", topics | {"period": ["2020-01", "2020-02", "2022"]}, share  # fmt: skip
    yield "quality", describe_topic_quality, "stability", {"k": [2, 3, 4], "chance": 0.25, "chosen": True}, share  # fmt: skip
    tried = {name: list(SENSITIVITY[name]) for name in ("finding_id", "subject", "change", "n_runs", "breaks")}  # fmt: skip
    yield "sensitivity", lambda table: describe_sensitivity(table, 9), "overlap", tried, share


NAMES = {"path", "kind", "term", "province", "period", "date_from", "date", "topic", "label", "k", "subject"}
CASES = {case: rest for case, *rest in cases()}


def as_on_the_page(table: pd.DataFrame, column: str) -> list[str]:
    return [_shown(value) for value in _readable(table[column])]


@pytest.mark.parametrize("largest", [0, 1, 2, "tie", "one row"])
@pytest.mark.parametrize("case", CASES)
def test_the_alternative_text_names_the_largest_row_of_its_table(case, largest):
    describe, column, named, values = CASES[case]
    low, high, middle = sorted(values)[0], max(values), sorted(values)[1]
    order = {0: (high, low, middle), 1: (low, high, middle), 2: (middle, low, high), "tie": (low, high, high)}
    table = pd.DataFrame(named | {column: order.get(largest, values)})
    if largest == "one row":
        table = table.iloc[1:2].reset_index(drop=True)
    at = int(table[column].argmax())
    alt = describe(table)["alt"]
    if case.startswith("trend") and largest == "one row":
        assert alt.startswith("All articles that are dated well enough fall into one"), (
            "of one time, nothing is drawn"
        )
        return
    value = as_on_the_page(table, column)[at]
    names = {as_on_the_page(table, name)[at] or "no province known" for name in NAMES & set(table)}
    assert [word for word in (value, *names) if word not in alt] == [], alt


def test_a_largest_row_beyond_the_first_is_not_passed_over_for_ties_or_missing_values():
    table = pd.DataFrame({"term": TERMS, "rate_per_10k": [None, 5.0, 9.5], "share_articles": 0.5})
    for describe in (describe_term_rates, describe_wordcloud):
        assert "a<b> {x}" in describe(table)["alt"]
        assert "9.5 per 10,000" in describe(table)["alt"]


def test_cells_that_share_the_first_place_are_counted():
    alt = describe_sensitivity(SENSITIVITY.assign(overlap=[0.2, 1.0, 1.0]), 9)["alt"]
    assert alt.endswith(
        "The largest overlap, 1, is that of 2 cells, first: Busiest months, without the domain lexicon."
    )
