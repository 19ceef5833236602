"""Pictures made of HTML: every mark tells and leads, the same twice, and nothing from a corpus runs."""

import re
import sys

import pandas as pd
import pytest

from helpers.errors import UserError
from helpers.figures import plot_calendar, plot_events, plot_publications, plot_tiles, publish, show_days
from helpers.findings import catalogue
from helpers.sentences import find_sentence

WORDS = catalogue()["lanes"]
HOSTILE = '<script>alert(1)</script>"onclick="x'


def day(text):
    return pd.Timestamp(text)


def marks(*rows):
    names = ["province", "date_from", "date_to", "n_mentions", "sentence", "quoted"]
    table = pd.DataFrame(rows, columns=names)
    entry = table["date_from"].dt.strftime("%Y-%m-%d").where(table.pop("quoted"))
    return table.assign(n_articles=1, episode="2020-01", english="Jiangxi", by="day", entry=entry)


EVENTS = marks(
    ("江西", day("2020-01-24"), day("2020-01-24"), 5, "启动一级响应。", True),
    ("江西", day("2020-01-21"), day("2020-01-31"), 1, "下旬。", False),
    ("", day("2020-01-27"), day("2020-01-27"), 1, HOSTILE, True),
)


def drawn(drawing):
    assert drawing is not None
    return drawing.markup


def test_every_mark_tells_its_sentence_and_leads_to_its_day():
    markup = drawn(plot_events(EVENTS, WORDS))
    links = re.findall(r'<a href="([^"]*)"[^>]*title="([^"]*)"', markup)
    assert ("#day-2020-01-24", "2020-01-24 · 江西 · 5 sentences, 1 article&#10;启动一级响应。") in links
    assert len(links) == 2
    assert 'title="2020-01-21 – 2020-01-31 · 江西 · 1 sentence, 1 article&#10;下旬。"' in markup
    assert markup.count("fangzhi-mark") == len(EVENTS) + 3, "and three keys of the legend"


def test_marks_of_weeks_are_dots_whose_area_is_their_number():
    weeks = EVENTS.assign(by="week", date_to=EVENTS["date_from"] + pd.Timedelta(days=6))
    markup = drawn(plot_events(weeks, WORDS))
    assert "5 sentences in a week" in markup
    assert "min-width:6px" not in markup, "no bar"


def test_the_short_lie_on_the_long_and_marks_come_in_the_order_of_time():
    bars = marks(
        ("江西", day("2022-04-13"), day("2022-05-04"), 1, "长。", True),
        ("江西", day("2022-04-30"), day("2022-05-04"), 5, "短。", True),
        ("江西", day("2022-04-14"), day("2022-04-14"), 1, "日。", True),
    )
    found = re.findall(r'title="([0-9-]+)[^"]*"[^>]*z-index:(\d)', drawn(plot_events(bars, WORDS)))
    assert found == [("2022-04-13", "1"), ("2022-04-14", "3"), ("2022-04-30", "2")]


def test_nothing_of_a_corpus_is_markup():
    markup = drawn(plot_events(EVENTS, WORDS)) + drawn(
        plot_publications(
            pd.DataFrame({"province": [HOSTILE], "period": [day("2020-01-01")], "n_articles": [1],
                          "published_precision": ["day"], "episode": [HOSTILE], "english": [HOSTILE], "by": ["day"]}),
            WORDS,
        )
    )  # fmt: skip
    assert "<script" not in markup
    assert '"onclick' not in markup


def test_every_lane_and_panel_is_there():
    table = pd.DataFrame(
        [(province, day(f"{year}-02-03"), 1, precision, str(year))
         for year in (2020, 2022) for province in ("江西", "湖北", "上海") for precision in ("day", "month", "year")],
        columns=["province", "period", "n_articles", "published_precision", "episode"],
    ).assign(by="day")  # fmt: skip
    markup = drawn(plot_publications(table, WORDS))
    assert markup.count("fangzhi-panel") == 2
    assert markup.count('<span lang="zh">湖北</span>') == 2
    assert 'title="2020-02 · 江西 · 1 article"' in markup
    assert 'title="2020 · 江西 · 1 article"' in markup
    assert "month only" in markup


def test_marks_lie_inside_their_panel_in_the_order_of_time():
    markup = drawn(plot_events(EVENTS.sort_values("date_from"), WORDS))
    dots = [float(left) for left in re.findall(r'class="fangzhi-mark"[^>]*left:([0-9.]+)%;top', markup)]
    assert 0 < dots[0] < 60
    assert 0 < dots[1] < 100
    for left in re.findall(r"left:(-?[0-9.]+)%", markup):
        assert 0 <= float(left) <= 100
    for left, width in re.findall(r"left:([0-9.]+)%;width:([0-9.]+)%", markup):
        assert float(left) + float(width) <= 100.01


def test_a_series_lies_behind_the_lanes():
    days = [day("2020-01-22"), day("2020-01-25"), day("2020-01-29"), day("2021-01-01")]
    own = pd.DataFrame({"province": ["江西"] * 4, "date": days, "value": [1.0, 4.0, 2.0, 8.0]})
    everywhere = own.assign(province="")
    plain, with_own, both = (
        drawn(plot_events(EVENTS, WORDS, series))
        for series in (own.head(0), own, pd.concat([own, everywhere]))
    )
    assert plain == drawn(plot_events(EVENTS, WORDS))
    assert with_own.count("<polygon") == 1
    assert both.count("<polygon") == 2
    assert "from 0 to 8" in with_own
    elsewhere = own.assign(province="广东")
    assert '<span lang="zh">广东</span>' in drawn(plot_events(EVENTS, WORDS, pd.concat([own, elsewhere])))
    points = re.search(r'points="([^"]*)"', with_own)[1].split()
    assert len(points) == 3 + 2, "the day outside the panel is not drawn"
    assert [float(point.split(",")[1]) for point in points[1:4]] == [100 - 12, 100 - 48, 100 - 24]


def test_a_calendar_shades_its_days_and_leads_to_them():
    days = pd.DataFrame({"date": pd.to_datetime(["2020-02-29", "2022-03-01"]), "n_mentions": [9, 1], "quoted": [True, False]})  # fmt: skip
    markup = drawn(plot_calendar(days, WORDS))
    assert '<a href="#day-2020-02-29"' in markup
    assert 'href="#day-2022-03-01"' not in markup
    assert "2022-03-01 · 1 sentence" in markup
    assert len(re.findall(r">(\d+)</(?:a|span)>", markup)) == 29 + 31
    assert "1 sentence<" in markup
    assert "9 sentences<" in markup
    months = pd.date_range("2000-01-01", periods=30, freq="MS")
    many = pd.DataFrame({"date": months, "n_mentions": range(1, 31), "quoted": False})
    assert "6 more months" in drawn(plot_calendar(many, WORDS))


def test_days_quote_each_sentence_once_with_every_date_marked(monkeypatch):
    shown = []
    module = sys.modules["helpers.figures.publish"]
    monkeypatch.setattr(module, "_display", lambda markup, plain: shown.append(markup))
    sentence = f"1月24日除夕，{HOSTILE}。"
    rows = [
        {"article_id": "a", "date_from": day("2020-01-24"), "date_to": day("2020-01-24"), "surface": surface,
         "at": at, "sentence": sentence, "confidence": confidence, "rule": "festival <b>", "title": HOSTILE,
         "province": "江西", "quoted": True, "entry": "2020-01-24", "sentence_start": 0, "outlet": HOSTILE,
         "published": day("2020-02-01"), "published_precision": "month"}
        for surface, at, confidence in (("1月24日", 0, "high"), ("除夕", 5, "medium"))
    ]  # fmt: skip
    events = pd.DataFrame([*rows, rows[0] | {"date_from": day("2020-02-01"), "quoted": False}])
    show_days(events, "What was said.", WORDS, name="days")
    assert shown[0].count("<dd") == 1
    assert "<mark>1月24日</mark><mark>除夕</mark>" in shown[0]
    assert 'id="day-2020-01-24"' in shown[0]
    assert "day-2020-02-01" not in shown[0]
    assert "· 2020-02<" in shown[0]
    assert "inferred: festival &lt;b&gt;" in shown[0]
    assert "<script" not in shown[0]


def test_a_day_named_twice_in_a_long_sentence_is_marked_in_the_words_shown(monkeypatch):
    shown = []
    module = sys.modules["helpers.figures.publish"]
    monkeypatch.setattr(module, "_display", lambda markup, plain: shown.append(markup))
    text = "2月3日" + "甲" * 150 + "2月3日" + "乙" * 90 + "。"
    events = []
    for at in (0, text.rindex("2月3日")):
        sentence = find_sentence(text, at, at + 4)
        events.append(
            {"article_id": "a", "date_from": day("2020-02-03"), "date_to": day("2020-02-03"), "surface": "2月3日",
             "at": sentence.at, "sentence": sentence.words, "sentence_start": sentence.start, "confidence": "high",
             "rule": "", "title": None, "province": "江西", "quoted": True, "entry": "2020-02-03", "outlet": None, "published": pd.NaT,
             "published_precision": None}
        )  # fmt: skip
    show_days(pd.DataFrame(events), "What was said.", WORDS, name="days")
    assert re.findall("<mark>([^<]*)</mark>", shown[0]) == ["2月3日", "2月3日"]
    assert all(len(quoted) <= 122 for quoted in re.findall('<span lang="zh">(.*?)</span>', shown[0].replace("<mark>", "").replace("</mark>", "")))  # fmt: skip


def test_tiles_tell_no_documents_from_zero():
    table = pd.DataFrame(
        {"province": ["江西", "湖北", "北京", "上海"], "n": [0, 3, 2, None], "n_documents": [1, 2, 0, 0]}
    )
    markup = drawn(plot_tiles(table, "n", "mentions", "no documents"))
    tiles = dict(re.findall(r'class="fangzhi-tile[^"]*" title="(\S+) [^:]*: ([^"]*)"', markup))
    assert len(tiles) == 34
    assert tiles["江西"] == "0 mentions"
    assert tiles["湖北"] == "3 mentions"
    assert tiles["北京"] == "2 mentions, no documents"
    assert tiles["上海"] == tiles["新疆"] == "no documents"
    assert markup.count("dashed") == 32 + 1
    assert plot_tiles(table.assign(n=0), "n", "mentions", "no documents") is None
    assert "50%" in drawn(plot_tiles(table.assign(share_n=[0.5, 0, 0, 0]), "share_n", "of it", "none"))


def test_a_wide_range_is_told_in_growing_steps():
    table = pd.DataFrame({"province": ["江西", "湖北", "北京"], "n": [1, 30, 90_000], "n_documents": 1})
    markup = drawn(plot_tiles(table, "n", "mentions", "none"))
    assert len({re.search(rf"{name} .*?background:(#\w+)", markup)[1] for name in table["province"]}) == 3
    assert "90k" in markup


def test_missing_columns_are_named_and_nothing_is_nothing():
    assert plot_events(EVENTS.head(0), WORDS) is None
    assert plot_calendar(pd.DataFrame({"date": [], "n_mentions": [], "quoted": []}), WORDS) is None
    for plot in (
        lambda table: plot_events(table, WORDS),
        lambda table: plot_publications(table, WORDS),
        lambda table: plot_calendar(table, WORDS),
        lambda table: plot_tiles(table, "n", "x", "y"),
    ):
        with pytest.raises(UserError, match="no column"):
            plot(pd.DataFrame({"unlike": [1]}))


def test_a_drawing_is_published_with_what_it_shows_in_words(monkeypatch):
    shown = []
    module = sys.modules["helpers.figures.publish"]
    monkeypatch.setattr(module, "_display", lambda markup, plain: shown.append(markup))
    publish(plot_events(EVENTS, WORDS), EVENTS, "Caption.", 'Alt "text".', name="events")
    assert 'role="group" aria-label="Alt &quot;text&quot;."' in shown[0]
    assert "Download as CSV" in shown[0]
