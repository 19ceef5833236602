"""Change points: found where they were planted, not found where nothing changes, and not tested on too little."""

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy.stats import poisson

from helpers import schema
from helpers.timeline import find_changes
from helpers.timeline.changes import _ratios, _splits

MONTHS = pd.date_range("2018-01-01", periods=24, freq="MS")


def corpus(seed, factor=1.0, change=12, documents=4, burst=1.0, months=24, rate=0.002):
    """Documents over months whose rate of one term is multiplied at a month; bursts are Gamma distributed."""
    random = np.random.default_rng(seed)
    rows, counts = [], []
    for month in range(months):
        for number in range(random.poisson(documents) if documents > 1 else 1):
            name, tokens = f"{month}-{number}", int(random.lognormal(6, 0.5))
            level = rate * (factor if month >= change else 1) * random.gamma(burst, 1 / burst)
            rows.append({"article_id": name, "n_tokens": tokens, "published": MONTHS[month]})
            if n := random.poisson(tokens * level):
                counts.append({"article_id": name, "term": "网格", "n": n})
    frame = pd.DataFrame(rows).assign(
        doc_id=lambda table: table["article_id"],
        province=pd.Series([None] * len(rows), dtype="str"),
        published_precision="day",
    )
    return (
        schema.make(schema.TERM_COUNTS, counts),
        schema.make(schema.ARTICLE_TOTALS, frame),
        frame.astype({"published": "datetime64[s]"}),
    )


def test_a_planted_change_is_found_with_an_interval_that_holds_it():
    found = [
        find_changes(*corpus(seed, factor=5), ["网格"], "month", permutations=99).iloc[0]
        for seed in range(20)
    ]
    changed = [row for row in found if row["status"] == "change"]
    assert len(changed) >= 18
    held = [row["earliest"] <= MONTHS[12] <= row["latest"] for row in changed]
    assert sum(held) >= 0.85 * len(changed)
    assert all(row["rate_after"] > row["rate_before"] for row in changed)


def test_bursts_without_a_change_are_rarely_taken_for_one():
    found = [find_changes(*corpus(seed), ["网格"], "month", permutations=99).iloc[0] for seed in range(60)]
    assert sum(row["status"] == "change" for row in found) <= 7  # 5% of 60 are 3; 8 or more have p = .02


def test_two_changes():
    counts, totals, articles = corpus(3, factor=6, change=8, documents=8, burst=8)
    late = articles["published"] >= MONTHS[16]
    back = counts["article_id"].isin(articles.loc[late, "article_id"])
    counts = counts.assign(n=counts["n"].where(~back, (counts["n"] // 6).clip(lower=1)))
    found = find_changes(counts, totals, articles, ["网格"], "month", permutations=199)
    assert {"2018-09", "2019-05"} <= {f"{day:%Y-%m}" for day in found["period"]}
    assert found["q"].notna().sum() == 1
    for before, after in itertools.pairwise(found.itertuples()):
        assert before.rate_after == pytest.approx(after.rate_before)
        assert before.n_documents_after == after.n_documents_before


def test_the_statistic_is_the_likelihood_ratio_of_poisson_counts_with_exposure():
    n, tokens = (
        np.array([1.0, 0, 2, 1, 5, 7, 4, 6, 3, 8]),
        np.array([90.0, 50, 80, 70, 60, 90, 80, 100, 40, 70]),
    )
    period = np.arange(10)
    splits = _splits(period)
    assert splits.tolist() == [5]

    def log_likelihood(part):
        rate = n[part].sum() / tokens[part].sum()
        return poisson.logpmf(n[part], rate * tokens[part]).sum()

    expected = log_likelihood(slice(0, 5)) + log_likelihood(slice(5, 10)) - log_likelihood(slice(0, 10))
    assert _ratios(n, tokens, splits) == pytest.approx([expected])


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ({"months": 7}, "too-few-periods"),
        ({"months": 9, "documents": 1}, "too-few-documents"),
        ({"rate": 1e-6}, "too-few-occurrences"),
    ],
)
def test_too_little_is_said_to_be_too_little(case, status):
    found = find_changes(*corpus(1, **case), ["网格"], "month", permutations=19)
    assert found["status"].tolist() == [status]
    assert found[["period", "p", "q"]].isna().all(axis=None)


def test_articles_of_one_document_are_one_witness():
    counts, totals, articles = corpus(2, factor=8, documents=3)
    assert (
        find_changes(counts, totals, articles, ["网格"], "month", permutations=99)["status"].iloc[0]
        == "change"
    )
    serial = articles.assign(doc_id="one collection")
    assert find_changes(counts, totals, serial, ["网格"], "month")["status"].tolist() == ["too-few-periods"]
    volumes = articles.assign(doc_id=(articles["published"].dt.month % 8).astype("str"))
    assert find_changes(counts, totals, volumes, ["网格"], "month")["status"].iloc[0].startswith("too-few")


def test_a_change_of_sources_is_no_change_of_rates():
    """Two provinces whose rates are constant, one of which begins to print late."""
    taken = 0
    for seed in range(20):
        early, late = corpus(seed, rate=0.002, burst=4), corpus(seed + 100, rate=0.008, burst=4)
        kept = [part.assign(article_id=part["article_id"] + "b") for part in late]
        kept[2] = kept[2].assign(doc_id=kept[2]["article_id"], province="湖北")
        kept[2] = kept[2][kept[2]["published"] >= MONTHS[10]].astype({"province": "str"})
        counts, totals = (pd.concat([mine, other]) for mine, other in zip(early[:2], kept[:2], strict=True))
        articles = pd.concat(
            [early[2].assign(province="江西").astype({"province": "str"}), kept[2]], ignore_index=True
        )
        found = find_changes(counts, totals, articles, ["网格"], "month", permutations=99)
        taken += found.loc[found["province"] == "", "status"].eq("change").any()
    assert taken <= 4  # 5% of 20 are 1; 5 or more have p = .003


def test_one_change_among_many_tests_is_found():
    parts = [corpus(seed, factor=8 if seed == 7 else 1, burst=6) for seed in range(25)]
    counts, totals, articles = (
        pd.concat([part[i].assign(article_id=part[i]["article_id"] + f"-{n}") for n, part in enumerate(parts)], ignore_index=True)
        for i in range(3)
    )  # fmt: skip
    names = [f"省{n}" for n, part in enumerate(parts) for _ in range(len(part[2]))]
    articles = articles.assign(doc_id=articles["article_id"], province=pd.Series(names, dtype="str"))
    found = find_changes(counts, totals, articles, ["网格"], "month", permutations=99)
    assert found.loc[found["status"] == "change", "province"].drop_duplicates().isin(["", "省7"]).all()
    assert "change" in set(found.loc[found["province"] == "省7", "status"])


def test_a_change_across_a_silence_may_lie_anywhere_in_it():
    counts, totals, articles = corpus(5, factor=8, documents=6, burst=8)
    silent = articles["published"].between(MONTHS[8], MONTHS[15])
    found = find_changes(counts, totals, articles[~silent], ["网格"], "month", permutations=99)
    change = found[found["status"] == "change"].iloc[0]
    assert change["period"] == MONTHS[16]
    assert change["earliest"] <= MONTHS[8]


def test_any_word_may_be_a_term():
    counts, totals, articles = corpus(1)
    for term in ("province", "doc_id", "n_tokens"):
        renamed = counts.assign(term=pd.Series(term, index=counts.index, dtype="str"))
        assert find_changes(renamed, totals, articles, [term], "month", permutations=19)["term"].tolist() == [
            term
        ]


def test_each_province_is_tested_and_the_order_of_articles_does_not_matter():
    counts, totals, articles = corpus(4, factor=6, documents=6)
    articles = articles.assign(province=np.where(articles.index % 2 == 0, "江西", "湖北")).astype(
        {"province": "str"}
    )
    found = find_changes(counts, totals, articles, ["网格", "没有"], "month", permutations=99)
    assert set(zip(found["province"], found["term"], strict=True)) == {
        (province, term) for province in ("", "江西", "湖北") for term in ("网格", "没有")
    }
    again = find_changes(
        counts.sample(frac=1, random_state=1), totals, articles.sample(frac=1, random_state=1), ["网格", "没有"],
        "month", permutations=99,
    )  # fmt: skip
    pd.testing.assert_frame_equal(found, again)


def test_nothing_dated_or_asked_for():
    counts, totals, articles = corpus(1)
    assert find_changes(counts, totals, articles, [], "month").empty
    undated = articles.assign(published=pd.Series([None] * len(articles), dtype="datetime64[s]"))
    assert find_changes(counts, totals, undated, ["网格"], "month").empty
