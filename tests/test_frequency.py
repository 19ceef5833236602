import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import schema
from helpers.frequency import FREQUENCY_COLUMNS, choose_terms, count_frequency


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
        *_tables([("a", "社区", 1), ("b", "社区", 1)], {"a": 10, "b": 10, "c": 0}), _articles("a", "b", "c")
    )
    assert frequency["share_articles"].tolist() == pytest.approx([2 / 3])
    assert frequency["dispersion"].tolist() == pytest.approx([0])


@pytest.mark.parametrize("ids", [(), ("unknown",), ("c",)])
def test_nothing_to_count(ids):
    frequency = count_frequency(*_tables([("a", "社区", 2)], {"a": 10, "c": 5}), _articles(*ids))
    assert frequency.empty
    assert {name: str(dtype) for name, dtype in frequency.dtypes.items()} == FREQUENCY_COLUMNS


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
