"""Events: where a date belongs, its sentence, and what is said of a day."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import schema
from helpers.errors import UserError
from helpers.timeline import choose_day, count_event_days, count_events, find_events, list_events


def articles(*rows):
    """Articles from (article_id, issuing province, main province, text)."""
    frame = pd.DataFrame(
        [(i, "标题", text, province, [about] if about else []) for i, province, about, text in rows],
        columns=["article_id", "title", "text", "province", "about_provinces"],
    ).assign(
        title_truncated=False, outlet="某报", published=pd.Timestamp("2020-02-09"), published_precision="day"
    )
    return frame.astype({"article_id": "str", "title": "str", "text": "str", "province": "str"})


def dated(article_id, text, surface, day, until=None, precision="day"):
    at = text.index(surface)
    return {
        "article_id": article_id, "start": at, "end": at + len(surface), "surface": surface,
        "date_from": pd.Timestamp(day) if day else None, "date_to": pd.Timestamp(until or day) if day else None,
        "precision": precision, "rule": "r", "confidence": "high",
    }  # fmt: skip


def placed(article_id, text, **provinces):
    """Mentions from surfaces and provinces; "only 湖北" is one as an aside."""
    return [
        {"article_id": article_id, "start": text.index(surface), "end": text.index(surface) + len(surface),
         "surface": surface, "province": province.removeprefix("only "), "ambiguous": False,
         "aside": province.startswith("only ")}
        for surface, province in provinces.items()
    ]  # fmt: skip


def events(text, mentions, places=(), issuing="江西", about="江西"):
    return list_events(
        schema.make(schema.DATE_MENTIONS, [dated("a", text, *mention) for mention in mentions]),
        articles(("a", issuing, about, text)),
        schema.make(schema.PLACE_MENTIONS, placed("a", text, **dict(places))),
    )


def test_each_event_has_its_sentence_and_where_it_stands_in_it():
    found = events(
        "通报。1月24日，江西启动一级响应。次日，全省动员！",
        [("1月24日", "2020-01-24"), ("次日", "2020-01-25")],
    )
    assert found["sentence"].tolist() == ["1月24日，江西启动一级响应。", "次日，全省动员！"]
    assert [
        s[a : a + len(w)] for s, a, w in zip(found["sentence"], found["at"], found["surface"], strict=True)
    ] == [
        "1月24日",
        "次日",
    ]


def test_a_closing_quotation_mark_belongs_to_the_sentence_before_it():
    found = events("他说：“是吗？”1月24日，“出发。”完", [("1月24日", "2020-01-24")])
    assert found["sentence"].tolist() == ["1月24日，“出发。”"]


@pytest.mark.parametrize(
    ("text", "places", "province", "source"),
    [
        ("1月24日启动响应。", {}, "江西", "article"),
        ("1月24日，武汉封城。", {"武汉": "湖北"}, "湖北", "sentence"),
        ("1月24日，南昌和武汉相连。", {"南昌": "江西", "武汉": "湖北"}, "江西", "article"),
        ("1月24日，长沙和武汉一样。", {"长沙": "湖南", "武汉": "湖北"}, "江西", "article"),
        ("1月24日，他从武汉归来。", {"武汉": "only 湖北"}, "江西", "article"),
        ("1月24日，长沙医疗队奔赴武汉。", {"长沙": "only 湖南", "武汉": "only 湖北"}, "江西", "article"),
        ("1月24日，南昌医疗队奔赴武汉。", {"南昌": "only 江西", "武汉": "only 湖北"}, "江西", "article"),
        ("武汉封城了。1月24日，登记。", {"武汉": "湖北"}, "江西", "article"),
    ],
)
def test_where_an_event_belongs(text, places, province, source):
    found = events(text, [("1月24日", "2020-01-24")], places)
    assert found[["issuing", "province", "province_from"]].iloc[0].tolist() == ["江西", province, source]


def test_a_team_that_sets_out_does_so_at_home():
    found = events("1月24日，上海医疗队奔赴武汉。", [("1月24日", "2020-01-24")],
                   {"上海": "only 上海", "武汉": "only 湖北"}, issuing="上海", about="湖北")  # fmt: skip
    assert found[["province", "province_from"]].iloc[0].tolist() == ["上海", "sentence"]


def test_an_article_about_nowhere_leaves_the_issuing_province():
    found = events("1月24日启动。", [("1月24日", "2020-01-24")], about="")
    assert found[["province", "province_from"]].iloc[0].tolist() == ["江西", "issuing"]
    found = events("1月24日启动。", [("1月24日", "2020-01-24")], issuing=None, about="")
    assert found["province"].tolist() == [""]


def test_years_and_what_cannot_be_resolved_are_no_events():
    text = "2020年1月24日，春节前，2019年，1月。"
    found = events(
        text,
        [("2019年", "2019-01-01", "2019-12-31", "year"), ("春节前", None, None, "unresolvable"),
         ("1月", "2020-01-01", "2020-01-31", "month"), ("2020年1月24日", "2020-01-24")],
    )  # fmt: skip
    assert found["precision"].tolist() == ["month", "day"]


@given(st.text("ab。”\n", max_size=300), st.integers(0, 300))
def test_a_sentence_is_short_and_holds_its_mention(text, at):
    at = min(at, len(text))
    text = text[:at] + "2月3日" + text[at:]
    row = events(text, [("2月3日", "2020-02-03")]).iloc[0]
    assert row["sentence"][row["at"] :].startswith("2月3日")
    quoted = row["sentence"].strip("…")
    assert len(quoted) <= 120
    assert quoted in text
    assert text[row["sentence_start"] :].startswith(quoted) or row["sentence"].startswith("…")


def test_what_was_said_of_a_day_begins_with_the_narrowest():
    text = "1月，1月24日，1月20日至30日，2月。"
    found = events(
        text,
        [("1月，"[:2], "2020-01-01", "2020-01-31", "month"), ("1月24日", "2020-01-24"),
         ("1月20日至30日", "2020-01-20", "2020-01-30", "range"), ("2月", "2020-02-01", "2020-02-29", "month")],
    )  # fmt: skip
    said = find_events(found, pd.Timestamp("2020-01-24"))
    assert said["surface"].tolist() == ["1月24日", "1月20日至30日", "1月"]
    assert find_events(found, pd.Timestamp("2021-01-24")).empty
    assert find_events(found, None).empty


def test_days_and_marks_are_counted():
    text = "1月24日。1月25日。1月下旬。"
    found = events(
        text,
        [
            ("1月24日", "2020-01-24"),
            ("1月25日", "2020-01-24"),
            ("1月下旬", "2020-01-21", "2020-01-31", "part-month"),
        ],
    )
    days = count_event_days(found)
    assert days[["n_mentions", "n_articles", "quoted"]].to_numpy().tolist() == [[2, 1, True]]
    marks = count_events(found)
    assert marks["n_mentions"].tolist() == [1, 2]
    assert marks["n_mentions"].sum() == len(found)
    assert marks["sentence"].str.len().gt(0).all()
    assert set(marks["by"]) == {"day"}
    assert marks["entry"].tolist() == ["2020-01-21-2020-01-31", "2020-01-24"]


def test_too_many_marks_are_drawn_by_longer_periods_and_none_is_lost():
    days = pd.date_range("2000-01-01", periods=3000, freq="D").astype("datetime64[s]")
    many = pd.DataFrame({"province": "江西", "article_id": "a", "date_from": days, "date_to": days,
                         "sentence": "某日。", "sentence_start": range(3000), "entry": pd.Series(["2000-01-06"]).reindex(range(3000))})  # fmt: skip
    marks = count_events(many)
    assert len(marks) <= 1200
    assert marks["n_mentions"].sum() == 3000
    assert set(marks["by"]) == {"week"}
    assert marks["entry"].dropna().tolist() == ["2000-01-06"]
    assert (marks["date_from"].dt.day_of_week == 0).all()
    assert ((marks["date_to"] - marks["date_from"]).dt.days == 6).all()


def test_a_page_quotes_of_each_day_alike():
    rows, mentions = [], []
    for n in range(500):
        text = f"1月{n % 28 + 1}日。"
        rows.append((f"a{n:03d}", "江西", "江西", text))
        mentions.append(dated(f"a{n:03d}", text, text[:-1], f"2020-01-{n % 28 + 1:02d}"))
    found = list_events(
        schema.make(schema.DATE_MENTIONS, mentions), articles(*rows), schema.empty(schema.PLACE_MENTIONS)
    )
    assert found["quoted"].sum() == 400
    assert found[found["quoted"]].groupby("date_from").size().between(14, 15).all()


def test_every_mark_has_a_quote_whatever_its_province():
    rows, mentions = [], []
    for n in range(900):
        text = f"1月{n % 28 + 1}日。"
        province = ("上海", "北京", "江西", "湖北", "湖南")[n % 5]
        rows.append((f"a{n:03d}", province, province, text))
        mentions.append(dated(f"a{n:03d}", text, text[:-1], f"2020-01-{n % 28 + 1:02d}"))
    found = list_events(
        schema.make(schema.DATE_MENTIONS, mentions), articles(*rows), schema.empty(schema.PLACE_MENTIONS)
    )
    assert count_events(found)["entry"].notna().all()


def test_choose_day():
    assert choose_day(" 2020-01-24 ") == pd.Timestamp("2020-01-24")
    assert choose_day("") is None
    with pytest.raises(UserError, match="Write it as 2020-02-03"):
        choose_day("yesterday")


def test_a_sentence_that_names_a_day_twice_counts_once():
    text = "1月25日大年初一，出发。1月25日到。"
    found = events(text, [("1月25日", "2020-01-25"), ("大年初一", "2020-01-25")])
    assert len(found) == 2
    assert count_event_days(found)["n_mentions"].tolist() == [1]
    assert count_events(found)["n_mentions"].tolist() == [1]


def test_no_events():
    none = list_events(schema.empty(schema.DATE_MENTIONS), articles(), schema.empty(schema.PLACE_MENTIONS))
    assert none.empty
    assert count_events(none).empty
    assert count_event_days(none).empty
    assert find_events(none, pd.Timestamp("2020-01-24")).empty
