import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import schema
from helpers.errors import UserError
from helpers.frequency import FREQUENCY_COLUMNS, choose_terms, count_frequency, spread_rates
from helpers.timeline import mark_periods


def _tables(counts, totals):
    term_counts = schema.make(
        schema.TERM_COUNTS, [{"article_id": a, "term": t, "n": n} for a, t, n in counts]
    )
    article_totals = schema.make(
        schema.ARTICLE_TOTALS, [{"article_id": a, "n_tokens": n} for a, n in totals.items()]
    )
    return term_counts, article_totals


def _articles(*ids):
    return pd.DataFrame({"article_id": pd.Series(ids, dtype="str")})


COUNTS = [("a", "社区", 2), ("b", "社区", 3), ("b", "口罩", 4), ("c", "企业", 5), ("d", "社区", 99)]
TOTALS = {"a": 20, "b": 30, "c": 50, "d": 1000}


def test_counts_rates_and_dispersion_by_hand():
    frequency = count_frequency(*_tables(COUNTS, TOTALS), _articles("a", "b", "c")).set_index("term")
    # Expected shares .2 .3 .5; the largest possible deviation is 1 - .2 = .8.
    assert frequency.loc["社区", ["n", "n_articles"]].tolist() == [5, 2]
    assert frequency.loc["社区", "rate_per_10k"] == pytest.approx(500)
    assert frequency.loc["社区", "share_articles"] == pytest.approx(2 / 3)
    # Observed shares of 社区: .4 .6 0, so DP = (.2 + .3 + .5) / 2 = .5.
    assert frequency.loc["社区", "dispersion"] == pytest.approx(0.5 / 0.8)
    # 口罩: 0 1 0, DP = (.2 + .7 + .5) / 2 = .7.  企业: 0 0 1, DP = .5.
    assert frequency.loc["口罩", "dispersion"] == pytest.approx(0.7 / 0.8)
    assert frequency.loc["企业", "dispersion"] == pytest.approx(0.5 / 0.8)
    assert set(frequency["total_tokens"]) == {100}
    assert set(frequency["total_articles"]) == {3}


def test_sorted_by_rate_then_term():
    frequency = count_frequency(*_tables(COUNTS, TOTALS), _articles("a", "b", "c"))
    assert frequency["term"].tolist() == ["企业", "社区", "口罩"]
    assert {name: str(dtype) for name, dtype in frequency.dtypes.items()} == FREQUENCY_COLUMNS


def test_other_articles_are_ignored():
    some = [row for row in COUNTS if row[0] != "d"]
    without = _tables(some, {key: n for key, n in TOTALS.items() if key != "d"})
    chosen = _articles("a", "b", "c")
    pd.testing.assert_frame_equal(
        count_frequency(*_tables(COUNTS, TOTALS), chosen), count_frequency(*without, chosen)
    )


def test_dispersion_runs_from_even_to_concentrated():
    tables = _tables(
        [("a", "均匀", 1), ("b", "均匀", 3), ("a", "集中", 7), ("b", "偏向", 7)], {"a": 10, "b": 30}
    )
    dispersion = count_frequency(*tables, _articles("a", "b")).set_index("term")["dispersion"]
    assert dispersion["均匀"] == pytest.approx(0)
    assert dispersion["集中"] == pytest.approx(1)
    assert dispersion["偏向"] == pytest.approx(0.25 / 0.75)


def test_dispersion_is_missing_for_one_article():
    frequency = count_frequency(*_tables([("a", "社区", 2)], {"a": 10}), _articles("a"))
    assert frequency["dispersion"].isna().all()
    assert frequency["rate_per_10k"].tolist() == [2000]


def test_an_article_without_text_widens_the_share_but_not_the_dispersion():
    frequency = count_frequency(
        *_tables([("a", "社区", 1), ("a", "企业", 1), ("b", "企业", 1)], {"a": 10, "b": 10, "c": 0}),
        _articles("a", "b", "c"),
    ).set_index("term")
    assert frequency["share_articles"].to_dict() == pytest.approx({"企业": 2 / 3, "社区": 1 / 3})
    assert frequency["dispersion"].to_dict() == pytest.approx({"企业": 0, "社区": 1})
    assert frequency[["total_tokens", "total_articles"]].to_numpy().tolist() == [[20, 3]] * 2


@pytest.mark.parametrize("ids", [(), ("unknown",), ("c",)])
def test_nothing_to_count(ids):
    frequency = count_frequency(*_tables([("a", "社区", 2)], {"a": 10, "c": 5}), _articles(*ids))
    assert frequency.empty
    assert {name: str(dtype) for name, dtype in frequency.dtypes.items()} == FREQUENCY_COLUMNS


# 江西 has a and b (20 and 30 tokens), 湖北 c and d (50 and 1000); e has no province, f is the only one of its outlet.
GROUPED = pd.DataFrame(
    {
        "article_id": list("abcdef"),
        "province": ["江西", "江西", "湖北", "湖北", None, "江西"],
        "outlet": ["甲报", "甲报", "乙报", "甲报", "甲报", None],
        "published": pd.to_datetime(
            ["2020-01-25", "2020-02-01", "2020-02-03", "2020-02-01", "2020-02-01", None]
        ),
        "published_precision": ["day", "day", "day", "year", "month", None],
    }
)
GROUPED_TABLES = _tables(
    [*COUNTS, ("c", "社区", 1), ("e", "社区", 6), ("f", "社区", 7)], TOTALS | {"e": 40, "f": 150}
)


def _grouped(by, *columns, articles=GROUPED):
    frequency = count_frequency(*GROUPED_TABLES, articles, by=by)
    names = [*([by] if isinstance(by, str) else by), "term", *columns]
    return [tuple(row) for row in frequency[names].itertuples(index=False)]


def test_each_province_has_its_own_counts_and_totals():
    assert _grouped("province", "n", "n_articles", "total_tokens", "total_articles") == [
        ("江西", "社区", 12, 3, 200, 3),
        ("江西", "口罩", 4, 1, 200, 3),
        ("湖北", "社区", 100, 2, 1050, 2),
        ("湖北", "企业", 5, 1, 1050, 2),
    ]
    rates = {row[:2]: row[2:] for row in _grouped("province", "rate_per_10k", "share_articles", "dispersion")}
    # 江西: expected .1 .15 .75.  社区 2/12 3/12 7/12, DP = (.0667 + .1 + .1667) / 2 = 1/6; 口罩 0 1 0, DP = .85.
    assert rates["江西", "社区"] == pytest.approx((600, 1, (1 / 6) / 0.9))
    assert rates["江西", "口罩"] == pytest.approx((200, 1 / 3, 0.85 / 0.9))
    # 湖北: expected 1/21 20/21.  社区 1/100 99/100, 企业 1 0.
    assert rates["湖北", "社区"] == pytest.approx((1e4 * 100 / 1050, 1, (1 / 21 - 1 / 100) / (20 / 21)))
    assert rates["湖北", "企业"] == pytest.approx((1e4 * 5 / 1050, 1 / 2, 1))


def test_groups_of_several_columns_and_of_periods():
    assert _grouped(["province", "outlet"], "n", "total_tokens", "total_articles") == [
        ("江西", "甲报", "社区", 5, 50, 2),
        ("江西", "甲报", "口罩", 4, 50, 2),
        ("湖北", "乙报", "企业", 5, 50, 1),
        ("湖北", "乙报", "社区", 1, 50, 1),
        ("湖北", "甲报", "社区", 99, 1000, 1),
    ]
    marked = mark_periods(GROUPED, "month")
    january, february = pd.Timestamp("2020-01-01"), pd.Timestamp("2020-02-01")
    assert _grouped("period", "n", "total_tokens", articles=marked) == [
        (january, "社区", 2, 20),
        (february, "社区", 10, 120),
        (february, "企业", 5, 120),
        (february, "口罩", 4, 120),
    ]


@pytest.mark.parametrize("by", ["province", ["outlet", "province"]])
def test_a_group_is_what_its_articles_alone_would_give(by):
    columns = [by] if isinstance(by, str) else by
    grouped = count_frequency(*GROUPED_TABLES, GROUPED, by=by)
    assert list(grouped) == [*columns, *FREQUENCY_COLUMNS]
    for values, rows in grouped.groupby(columns):
        members = GROUPED[(GROUPED[columns] == list(values)).all(axis=1)]
        alone = count_frequency(*GROUPED_TABLES, members)
        pd.testing.assert_frame_equal(
            rows.drop(columns=columns).reset_index(drop=True), alone, check_exact=True
        )


def test_articles_without_a_value_are_in_no_group():
    grouped = count_frequency(*GROUPED_TABLES, GROUPED, by="province")
    assert grouped["n"].sum() == count_frequency(*GROUPED_TABLES, GROUPED)["n"].sum() - 6
    assert count_frequency(*GROUPED_TABLES, GROUPED.assign(province=None), by="province").empty


@pytest.mark.parametrize("by", ["provinz", ["outlet", "provinz"]])
def test_an_unknown_group_is_an_error_that_names_the_choices(by):
    with pytest.raises(UserError, match="by='provinz' is unknown; did you mean province") as raised:
        count_frequency(*GROUPED_TABLES, GROUPED, by=by)
    assert "Choices: province, outlet, published, published_precision." in str(raised.value)


def test_rates_side_by_side():
    grouped = count_frequency(*GROUPED_TABLES, GROUPED, by="province")
    rates = spread_rates(grouped, "province", ["口罩", "社区", "无此词", "社区"])
    assert list(rates) == ["term", "江西 (200)", "湖北 (1,050)"]
    assert rates["term"].tolist() == ["口罩", "社区", "无此词"]
    assert rates["江西 (200)"].tolist() == pytest.approx([200, 600, 0])
    assert rates["湖北 (1,050)"].tolist() == pytest.approx([0, 1e6 / 1050, 0])


def test_of_many_groups_those_with_the_most_words_stand_side_by_side_in_order():
    grouped = count_frequency(*GROUPED_TABLES, mark_periods(GROUPED, "day"), by="period")
    assert list(spread_rates(grouped, "period", ["社区"], most=2)) == [
        "term",
        "2020-02-01 (30)",
        "2020-02-03 (50)",
    ]
    assert list(spread_rates(grouped, "period", ["社区"]))[1:] == [
        "2020-01-25 (20)", "2020-02-01 (30)", "2020-02-03 (50)",
    ]  # fmt: skip


def test_without_groups_nothing_stands_side_by_side():
    none = count_frequency(*GROUPED_TABLES, GROUPED.assign(province=None), by="province")
    assert list(spread_rates(none, "province", ["社区"])) == ["term"]
    grouped = count_frequency(*GROUPED_TABLES, GROUPED, by="province")
    assert spread_rates(grouped, "province", []).empty


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcdefg"), st.sampled_from(["社区", "口罩", "企业"])),
        st.integers(1, 50),
        min_size=1,
    ),
    st.randoms(use_true_random=False),
)
def test_order_changes_nothing_and_bounds_hold(counts, random):
    rows = [(article, term, n) for (article, term), n in counts.items()]
    totals = {a: 10 + sum(n for b, _, n in rows if a == b) for a in "abcdefg"}
    shuffled = random.sample(rows, len(rows))
    one = count_frequency(*_tables(rows, totals), _articles(*"abcdefg"))
    other = count_frequency(*_tables(shuffled, totals), _articles(*random.sample("abcdefg", 7)))
    pd.testing.assert_frame_equal(one, other, check_exact=True)
    assert one["dispersion"].between(0, 1).all()
    assert one["n"].sum() == sum(n for _, _, n in rows)


@pytest.mark.parametrize(
    ("named", "chosen"),
    [("", ["甲", "乙"]), ("丙", ["丙"]), (" 丙，丁 ,戊、", ["丙", "丁", "戊"]), (2020, ["2020"])],
)
def test_terms_are_those_named_or_the_commonest(named, chosen):
    assert choose_terms(pd.DataFrame({"term": ["甲", "乙", "丙"]}), named, n=2) == chosen
