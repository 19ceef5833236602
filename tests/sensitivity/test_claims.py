"""The lists that findings are compared by name what the sentences of the book name, no more and no less."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import schema
from helpers.comparison import compare_provinces, contrast_terms, count_differences, top_terms
from helpers.findings import find_provinces, find_terms, find_timeline
from helpers.findings.words import glossed, listed
from helpers.frequency import count_frequency
from helpers.sensitivity import (
    Claim,
    claim_provinces,
    claim_terms,
    claim_timeline,
    claim_topics,
    lead_topics,
    share_back,
)
from helpers.timeline import count_event_days


def sentences(found: pd.DataFrame) -> dict[str, str]:
    return dict(zip(found["finding_id"], found["sentence"], strict=True))


def tables(counts: dict[str, dict[str, int]], provinces: dict[str, str]):
    """Term counts, totals of 100 tokens each and articles, each a document of its own."""
    rows = [{"article_id": i, "term": t, "n": n} for i, terms in counts.items() for t, n in terms.items()]
    articles = pd.DataFrame(
        {"article_id": list(provinces), "province": list(provinces.values())}, dtype="str"
    )
    return (
        schema.make(schema.TERM_COUNTS, rows),
        schema.make(schema.ARTICLE_TOTALS, [{"article_id": i, "n_tokens": 100} for i in provinces]),
        articles.assign(doc_id=articles["article_id"]),
    )


# Terms


@pytest.mark.parametrize("n", [0, 1, 2, 4, 12])
def test_the_commonest_terms_are_those_of_the_sentences(n):
    counts, totals, articles = tables({"a": {f"词{i:02d}": 20 - i for i in range(n)}}, {"a": "江西"})
    top, following = claim_terms(counts, totals, articles)
    found = sentences(find_terms(count_frequency(counts, totals, articles), 1))
    assert (top.finding_id, following.finding_id) == ("02-top", "02-next")
    assert top.ranked == tuple(f"词{i:02d}" for i in range(min(n, 10)))
    assert top.named == top.ranked[:1]
    assert following == Claim("02-next", top.ranked[1:4])
    for name in top.named:
        assert f"term is {name}:" in found["02-top"]
    assert ("02-next" in found) == bool(following.named)
    if following.named:
        assert listed(following.named) in found["02-next"]


# Provinces


def draw_provinces(seed: int, *sizes: int):
    """Articles of provinces, of which each leans to some words: with enough documents, some of these differ."""
    random = np.random.default_rng(seed)
    names = ["江西", "湖北", "江苏"][: len(sizes)]
    provinces = {f"{name}{i}": name for name, size in zip(names, sizes, strict=True) for i in range(size)}
    counts = {}
    for article, name in provinces.items():
        rates = np.where(np.arange(24) % len(names) == names.index(name), 4.0, 0.7)
        drawn = random.poisson(rates * random.uniform(0.3, 2, 24))
        counts[article] = {f"词{i:02d}": int(n) for i, n in enumerate(drawn) if n}
    return compare_provinces(*tables(counts, provinces), permutations=200, samples=200), tables(
        counts, provinces
    )[2]


def told(compared: pd.DataFrame, articles: pd.DataFrame) -> dict[str, str]:
    """The sentences of chapter 03, made as the book makes them."""
    leading = top_terms(compared, min_articles=2)
    return sentences(
        find_provinces(count_differences(compared), contrast_terms(compared, n=3), leading, articles)
    )


@pytest.mark.parametrize("seed", range(3))
def test_words_of_few_documents_are_those_of_the_sentence(seed):
    compared, articles = draw_provinces(seed, 1 + seed % 4, 3, 2)
    found = told(compared, articles)
    claims = claim_provinces(compared)
    assert {claim.finding_id for claim in claims} == {"03-江西", "03-湖北", "03-江苏"}
    for claim in claims:
        assert claim.named == claim.ranked[:3]
        assert claim.named
        assert listed(glossed(claim.named)) in found[claim.finding_id]
        others = set(re.findall(r"词\d\d", found[claim.finding_id])) - set(claim.named)
        assert not others


@pytest.mark.parametrize("seed", range(3))
def test_words_that_differ_are_those_of_the_sentence_in_its_order(seed):
    compared, articles = draw_provinces(seed, 14, 9 + seed)
    found = told(compared, articles)
    sure = compared[(compared["q"] <= 0.05) & compared["masked"]]
    for claim in claim_provinces(compared):
        assert tuple(re.findall(r"词\d\d", found[claim.finding_id])) == claim.named, "more, then less"
        own = sure[sure["province"] == claim.finding_id.removeprefix("03-")]
        sides = [set(own.loc[side, "term"]) for side in (own["log_ratio"] > 0, own["log_ratio"] < 0)]
        n_more, n_less = (min(10, len(side)) for side in sides)
        assert min(n_more, n_less) >= 3
        assert len(claim.ranked) == n_more + n_less
        for ranked, side in zip((claim.ranked[:n_more], claim.ranked[n_more:]), sides, strict=True):
            assert set(ranked) <= side
        assert claim.named == claim.ranked[:3] + claim.ranked[n_more : n_more + 3]


def test_a_province_alike_to_the_rest_names_nothing():
    provinces = {f"{name}{i}": name for name in ("江西", "湖北") for i in range(8)}
    counts = {i: {"疫情": 3, "社区": 2} for i in provinces}
    compared = compare_provinces(*tables(counts, provinces), permutations=100, samples=100)
    assert [claim.named for claim in claim_provinces(compared)] == [(), ()]
    assert [claim.ranked for claim in claim_provinces(compared)] == [(), ()]


def test_names_left_out_of_the_comparison_are_not_claimed():
    counts = {"a": {"武汉": 9, "方舱": 4}, "b": {"南昌": 9, "企业": 4}}
    compared = compare_provinces(
        *tables(counts, {"a": "湖北", "b": "江西"}), masked_terms=frozenset({"武汉", "南昌"})
    )
    assert {c.finding_id: c.named for c in claim_provinces(compared)} == {
        "03-湖北": ("方舱",),
        "03-江西": ("企业",),
    }


def test_one_province_claims_nothing():
    assert claim_provinces(compare_provinces(*tables({"a": {"疫情": 1}}, {"a": "江西"}))) == []
    assert claim_provinces(schema.empty(schema.PROVINCE_TERMS)) == []


def test_words_used_less_are_claimed_too():
    provinces = {f"{name}{i:02d}": name for name in ("江西", "湖北") for i in range(12)}
    # 方舱 and 口罩 only in 湖北; what 江西 has more of is spread over words too rare to differ.
    counts = {
        i: {"疫情": 3} | ({"方舱": 4, "口罩": 4} if province == "湖北" else {f"词{i[-2:]}": 8})
        for i, province in provinces.items()
    }
    compared = compare_provinces(*tables(counts, provinces), permutations=200, samples=200)
    found = told(compared, tables(counts, provinces)[2])["03-江西"]
    assert "Less often in 江西 (Jiangxi): " in found
    assert re.search("方舱|口罩", found)
    (claim,) = [claim for claim in claim_provinces(compared) if claim.finding_id == "03-江西"]
    assert set(claim.named) == set(claim.ranked) == {"方舱", "口罩"}


# Timeline


def articles_of(*dates: str) -> pd.DataFrame:
    """Articles a0, a1, …; 2020-02-03 is a day, 2020-02 a month, 2020 a year, and nothing undated."""
    precision = {10: "day", 7: "month", 4: "year", 0: None}
    frame = pd.DataFrame(
        {
            "article_id": [f"a{i}" for i in range(len(dates))],
            "doc_id": [f"d{i}" for i in range(len(dates))],
            "published": pd.to_datetime([(date + "-01-01")[:10] if len(date) == 4 else (date + "-01")[:10] if date else None for date in dates]),
        }
    )  # fmt: skip
    frame["published"] = frame["published"].astype("datetime64[s]")
    return frame.assign(
        published_precision=pd.Series([precision[len(d)] for d in dates], dtype="str")
    ).astype({"article_id": "str"})


def events_of(*days: tuple[str, str]) -> pd.DataFrame:
    """Events from (article_id, day), each in a sentence of its own."""
    dates = pd.to_datetime([day for _, day in days]).astype("datetime64[s]")
    return pd.DataFrame(
        {
            "article_id": pd.Series([article for article, _ in days], dtype="str"),
            "sentence_start": range(len(days)), "date_from": dates, "date_to": dates, "precision": "day", "quoted": True,
            "published": pd.Timestamp("2020-03-01"), "published_precision": "month",
        }
    )  # fmt: skip


def timeline(articles: pd.DataFrame, events: pd.DataFrame) -> dict[str, str]:
    changes = schema.empty(schema.TERM_CHANGES)
    return sentences(find_timeline(articles, events, count_event_days(events), changes))


DAYS = st.integers(1, 9).map("2020-02-0{}".format)
MONTHS = st.integers(1, 4).map("2020-0{}".format)


@settings(max_examples=20)
@given(
    st.lists(DAYS, max_size=14), st.lists(st.one_of(DAYS, MONTHS, st.just("2020"), st.just("")), max_size=8)
)
def test_days_and_months_are_those_of_the_sentences(days, published):
    articles = articles_of("2020-02-03", *published)
    events = events_of(*(("a0", day) for day in days))
    mentioned, busiest = claim_timeline(articles, events)
    found = timeline(articles, events)
    assert mentioned.named == mentioned.ranked[: len(mentioned.named)]
    assert bool(mentioned.named) == bool(days)
    if days:
        most = max(map(days.count, days))
        tied = sorted({day for day in days if days.count(day) == most})
        assert mentioned.named == tuple(tied[:3])
        assert mentioned.ranked == tuple(sorted(set(days), key=lambda day: (-days.count(day), day))[:5])
        assert listed(mentioned.named) in found["04-mentioned"]
    dated = [date[:7] for date in ["2020-02-03", *published] if len(date) > 4]
    most = max(map(dated.count, dated))
    assert busiest.named == tuple(sorted({month for month in dated if dated.count(month) == most})[:3])
    assert busiest.named == busiest.ranked[: len(busiest.named)]
    assert re.search(rf"\b(?:is|are|in) {re.escape(listed(busiest.named))}", found["04-published"])


@pytest.mark.parametrize(
    ("days", "named"),
    [
        (["2020-02-09"], ("2020-02-09",)),
        (["2020-02-09", "2020-02-03", "2020-02-09"], ("2020-02-09",)),
        (["2020-02-09", "2020-02-03"], ("2020-02-03", "2020-02-09")),
        (["2020-02-07", "2020-02-05", "2020-02-03", "2020-02-01"], ("2020-02-01", "2020-02-03", "2020-02-05")),
    ],
)  # fmt: skip
def test_days_in_the_first_place_are_named_up_to_three(days, named):
    mentioned, _ = claim_timeline(articles_of("2020-02-03"), events_of(*(("a0", day) for day in days)))
    assert mentioned.named == named


def test_days_of_other_articles_do_not_count():
    events = events_of(("a0", "2020-02-01"), ("b", "2020-02-02"), ("b", "2020-02-02"))
    mentioned, _ = claim_timeline(articles_of("2020-02-03"), events)
    assert mentioned.named == mentioned.ranked == ("2020-02-01",)


def test_the_busiest_months_are_those_of_articles_dated_to_the_month_and_equals_are_all_named():
    articles = articles_of(
        "2020-03-01", "2020-02", "2020", "2020", "2020", "", "2020-03", "2020-02-09", "2021-01"
    )
    _, published = claim_timeline(articles, events_of())
    assert published == Claim("04-published", ("2020-02", "2020-03"), ("2020-02", "2020-03", "2021-01"))


def test_months_in_the_first_place_are_named_up_to_three():
    months = [f"2020-0{month}" for month in (7, 5, 3, 1, 9, 8)]
    _, published = claim_timeline(articles_of(*months), events_of())
    assert published == Claim("04-published", tuple(sorted(months)[:3]), tuple(sorted(months)[:5]))


def test_without_dates_nothing_is_named():
    claims = claim_timeline(articles_of("", ""), events_of())
    assert claims == [Claim("04-mentioned", ()), Claim("04-published", ())]
    assert claim_timeline(articles_of(), events_of()) == claims


# Topics


def topic(*words: str) -> frozenset[str]:
    """A topic of words written a3-7: a3, a4, a5, a6, a7."""
    made = []
    for word in words:
        name, first, last = re.fullmatch(r"([a-z])(\d+)(?:-(\d+))?", word).groups()
        made += [f"{name}{i}" for i in range(int(first), int(last or first) + 1)]
    return frozenset(made)


def test_the_same_topics_come_back_under_their_labels_in_the_order_of_the_others():
    known = [topic("a0-9"), topic("b0-9"), topic("c0-9")]
    assert claim_topics(known, known, ["A", "B", "C"]) == Claim("05-found", ("A", "B", "C"), ("A", "B", "C"))
    assert claim_topics([known[2], known[0], known[1]], known, ["A", "B", "C"]).ranked == ("C", "A", "B")


@pytest.mark.parametrize(("shared", "back"), [(10, True), (6, True), (5, True), (4, False), (0, False)])
def test_a_topic_comes_back_with_half_of_its_words(shared, back):
    other = frozenset([*sorted(topic("a0-9"))[:shared], *sorted(topic("x0-9"))[: 10 - shared]])
    claim = claim_topics([other], [topic("a0-9")], ["A"])
    assert claim.named == (("A",) if back else ("、".join(sorted(other)),))
    assert share_back(["A"], claim.named) == back


def test_partners_are_those_of_the_best_matching_and_not_of_the_best_pair():
    a, b = topic("a0-9"), topic("b0-2", "a0-1", "c0-4")
    x, y = topic("a0-6", "b0-2"), topic("a0-5", "y0-3")
    # The best pair, a with x (7 of 13), would leave y to b, with 2 of 18; a with y (6 of 14) and b with x (5 of 15) are more.
    assert claim_topics([x, y], [a, b], ["A", "B"]).named == ("B", "A")


def test_a_topic_comes_back_once_and_what_is_new_keeps_its_words():
    claim = claim_topics([topic("a0-9"), topic("a0-9"), topic("x2", "x1")], [topic("a0-9")], ["A"])
    assert sorted(claim.named) == sorted(["A", "、".join(sorted(topic("a0-9"))), "x1、x2"])
    assert claim.named[2] == "x1、x2"


def test_no_topics_among_none():
    assert claim_topics([], [topic("a0-9")], ["A"]) == Claim("05-found", ())
    assert claim_topics([topic("x1")], [], []) == Claim("05-found", ("x1",), ("x1",))


def test_ten_words_lead_a_topic_in_the_order_of_topics():
    rows = [
        {"topic": t, "term": f"{name}{i}", "weight": 0.1 - i / 1000, "c_tf_idf": 0.0}
        for t, name in ((2, "b"), (1, "a")) for i in range(12)
    ]  # fmt: skip
    terms = schema.make(schema.TOPIC_TERMS, rows)
    assert lead_topics(terms) == [topic("a0-9"), topic("b0-9")]
    assert lead_topics(schema.empty(schema.TOPIC_TERMS)) == []
