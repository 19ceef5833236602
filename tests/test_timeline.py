import pandas as pd
import pytest

from helpers import schema
from helpers.errors import UserError
from helpers.timeline import (
    choose_period,
    count_publications,
    count_term_timeline,
    group_articles,
    mark_episodes,
    mark_periods,
    split_episodes,
)


def dates(*values):
    return pd.Series(list(values), dtype="datetime64[s]")


def articles(*rows):
    frame = pd.DataFrame(rows, columns=["article_id", "province", "published", "published_precision", "text"])
    return frame.assign(title=pd.Series([None] * len(frame), dtype="str")).astype(
        {
            "article_id": "str",
            "province": "str",
            "published": "datetime64[s]",
            "published_precision": "str",
            "text": "str",
        }
    )


ARTICLES = articles(
    ("a1", "江西", "2020-01-25", "day", "1月24日，江西启动一级响应。次日，全省动员！"),
    ("a2", "江西", "2020-01-26", "day", "网格员上门。"),
    ("a3", "江西", "2020-03-01", "month", "三月"),
    ("b1", "湖北", "2020-02-03", "day", "二月"),
    ("b2", "湖北", "2020-01-01", "year", "某年"),
    ("c1", None, "2020-02-03", "day", "不明"),
    ("d1", "湖北", None, None, "无日期"),
)


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        ("2020-01-01", "2020-01-01", "day"),
        ("2020-01-01", "2020-02-20", "day"),
        ("2020-01-01", "2020-12-31", "week"),
        ("2020-01-01", "2022-05-01", "month"),
        ("2010-01-01", "2020-05-01", "quarter"),
        ("1980-01-01", "2020-05-01", "year"),
    ],
)
def test_choose_period(first, last, period):
    assert choose_period(dates(first, None, last)) == period


def test_choose_period_without_dates():
    assert choose_period(dates()) == "day"


def test_publications_keep_their_precision():
    found = count_publications(ARTICLES, "day")
    rows = {
        (r.province, f"{r.period:%Y-%m-%d}", r.published_precision): r.n_articles for r in found.itertuples()
    }
    assert rows == {
        ("", "2020-02-03", "day"): 1,
        ("江西", "2020-01-25", "day"): 1,
        ("江西", "2020-01-26", "day"): 1,
        ("江西", "2020-03-01", "month"): 1,
        ("湖北", "2020-01-01", "year"): 1,
        ("湖北", "2020-02-03", "day"): 1,
    }
    assert found["period"].dtype == "datetime64[s]"


def test_many_publications_are_counted_by_the_month():
    days = pd.date_range("2000-01-01", periods=3000, freq="2D")
    many = articles(*((f"a{i}", "江西", day, "day", "文") for i, day in enumerate(days)))
    found = count_publications(many)
    assert set(found["by"]) == {"week"}
    assert found["n_articles"].sum() == 3000
    assert set(count_publications(ARTICLES)["by"]) == {"day"}


@pytest.mark.parametrize("period", ["day", "week", "month", "quarter", "year"])
def test_publications_reconcile(period):
    assert count_publications(ARTICLES, period)["n_articles"].sum() == ARTICLES["published"].notna().sum()


def test_episodes():
    found = split_episodes(dates("2022-04-01", "2020-01-24", None, "2020-03-12", "2022-05-02"))
    assert [tuple(f"{d:%Y-%m-%d}" for d in row[1:]) for row in found.itertuples(index=False)] == [
        ("2020-01-24", "2020-03-12"),
        ("2022-04-01", "2022-05-02"),
    ]
    assert split_episodes(dates()).empty


def test_rows_are_marked_with_the_months_of_their_episode():
    days = ["2020-01-24", "2020-03-12", "2021-01-01", "2022-04-30"]
    table = pd.DataFrame(
        {"from": dates(*days), "to": dates(*days[:3], "2022-05-04"), "value": [1, 2, None, 3]}
    )
    marked = mark_episodes(table, "from", present="value", until="to")["episode"]
    assert marked.fillna("").tolist() == [
        "2020-01 to 2020-03",
        "2020-01 to 2020-03",
        "",
        "2022-04 to 2022-05",
    ]


def test_of_many_episodes_the_longest_gaps_part():
    years = dates(*(f"{year}-03-01" for year in (1950, 1951, 1953, 1980, 2000, 2003)))
    found = split_episodes(years, most=3)
    assert [(r.date_from.year, r.date_to.year) for r in found.itertuples()] == [
        (1950, 1953),
        (1980, 1980),
        (2000, 2003),
    ]


COUNTS = schema.make(
    schema.TERM_COUNTS,
    [
        {"article_id": i, "term": t, "n": n}
        for i, t, n in [("a1", "响应", 3), ("a2", "响应", 1), ("zz", "响应", 9)]
    ],
)
TOTALS = schema.make(
    schema.ARTICLE_TOTALS, [{"article_id": i, "n_tokens": 50} for i in ARTICLES["article_id"]]
)


def test_absent_is_not_zero():
    table = count_term_timeline(COUNTS, TOTALS, ARTICLES, ["响应"], "month")
    rows = {
        (r.province, r.period.month): (r.n, r.n_articles, r.total_tokens, r.rate_per_10k)
        for r in table.itertuples()
    }
    assert rows["江西", 1] == (4, 2, 100, 400.0)
    assert rows["江西", 3] == (0, 0, 50, 0.0)
    assert rows["湖北", 2] == (0, 0, 50, 0.0)
    absent = table[(table["province"] == "江西") & (table["period"] == "2020-02-01")].iloc[0]
    assert absent[["n", "n_articles", "rate_per_10k"]].isna().all()
    assert absent["total_tokens"] == 0
    assert len(table) == 2 * 3


def test_dates_too_coarse_for_the_period_are_left_out():
    daily = count_term_timeline(COUNTS, TOTALS, ARTICLES, ["响应"], "day")
    assert daily["period"].max() == pd.Timestamp("2020-02-03")
    yearly = count_term_timeline(COUNTS, TOTALS, ARTICLES, ["响应"], "year")
    assert yearly["total_tokens"].sum() == 5 * 50


def test_weeks_begin_on_monday():
    weekly = count_term_timeline(COUNTS, TOTALS, ARTICLES, ["响应"], "week")
    assert set(weekly["period"].dt.day_of_week) == {0}
    assert set(count_publications(ARTICLES.iloc[:2], "week")["period"].dt.day_of_week) == {0}


def test_empty_input():
    nothing = articles()
    undated = articles(("a", "江西", None, None, "文"))
    for frame in (nothing, undated):
        assert count_publications(frame, "month").empty
        assert count_term_timeline(COUNTS, TOTALS, frame, ["响应"], "month").empty
        assert split_episodes(frame["published"]).empty
    assert count_term_timeline(COUNTS, TOTALS, ARTICLES, [], "month").empty
    assert (
        count_term_timeline(schema.empty(schema.TERM_COUNTS), TOTALS, ARTICLES, ["响应"], "month")["n"].sum()
        == 0
    )


@pytest.mark.parametrize(
    ("period", "first_days"),
    [
        ("day", ["2020-01-25", "2020-01-26", "", "2020-02-03", "", "2020-02-03", ""]),
        ("week", ["2020-01-20", "2020-01-20", "", "2020-02-03", "", "2020-02-03", ""]),
        ("month", ["2020-01-01", "2020-01-01", "2020-03-01", "2020-02-01", "", "2020-02-01", ""]),
        ("quarter", ["2020-01-01"] * 4 + ["", "2020-01-01", ""]),
        ("year", ["2020-01-01"] * 6 + [""]),
    ],
)
def test_a_period_is_marked_where_the_date_is_known_that_well(period, first_days):
    before = ARTICLES.copy()
    marked = mark_periods(ARTICLES, period)
    assert marked["period"].dt.strftime("%Y-%m-%d").fillna("").tolist() == first_days
    assert marked["period"].dtype == "datetime64[s]"
    pd.testing.assert_frame_equal(marked[list(ARTICLES)], before)
    pd.testing.assert_frame_equal(ARTICLES, before)
    for none in (ARTICLES.head(0), ARTICLES.tail(1)):
        assert mark_periods(none, period)["period"].dropna().empty


def test_articles_are_grouped_by_a_column_or_a_period():
    for by in ("province", "city", "outlet"):
        grouped, column = group_articles(ARTICLES, by)
        assert (grouped is ARTICLES, column) == (True, by)
    for by in ("day", "week", "month", "quarter", "year"):
        grouped, column = group_articles(ARTICLES, by)
        assert column == "period"
        known = mark_periods(ARTICLES, by)["period"].notna()
        assert (grouped["period"].notna() == known).all()
    assert set(group_articles(ARTICLES, "month")[0]["period"].dropna()) >= {"2020-01"}
    assert set(group_articles(ARTICLES, "year")[0]["period"].dropna()) >= {"2020"}


@pytest.mark.parametrize(("by", "meant"), [("months", "month"), ("provinces", "province")])
def test_another_group_is_an_error_that_names_the_choices(by, meant):
    with pytest.raises(UserError, match=rf"by='{by}' is unknown; did you mean {meant}\?") as raised:
        group_articles(ARTICLES, by)
    assert str(raised.value).endswith("Choices: province, city, outlet, day, week, month, quarter, year.")


@pytest.mark.parametrize("by", ["", "period", "title", "article_id"])
def test_not_every_column_makes_groups(by):
    with pytest.raises(UserError):
        group_articles(ARTICLES, by)
