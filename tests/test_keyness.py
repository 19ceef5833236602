"""Terms and their ratios, and the sentences behind them: every row tells and leads, open ends show, nothing runs."""

import html
import re

import pandas as pd
import pytest

from helpers.errors import UserError
from helpers.figures import plot_keyness, publish, show_sentences
from helpers.findings import catalogue

WORDS = catalogue()["keyness"]
HOSTILE = "<script>alert(1)</script>\"onclick='x{n}"
BLUE, ORANGE = "#0072B2", "#D55E00"
NAN = float("nan")


def keyness(*rows, **same):
    full = [
        {"term": f"词{i}", "log_ratio": 1.0, "ci_low": 0.5, "ci_high": 1.5, "n": 20, "n_elsewhere": 10,
         "rate_per_10k": 2.0, "rate_elsewhere": 1.0, "q": 0.01, "too_few": False, "entry": f"{i}", "told": "2.0 times as often"}
        | same | row
        for i, row in enumerate(rows or ({},))
    ]  # fmt: skip
    return pd.DataFrame(full)


def drawn(table):
    drawing = plot_keyness(table, WORDS)
    assert drawing is not None
    return drawing.markup


def rows_of(markup):
    return re.findall(r'<(?:a|div)[^>]* class="fangzhi-keyness-row" title=.*?</(?:a|div)>', markup)


def told(table):
    return [html.unescape(row) for row in re.findall(r'title="([^"]*)"', drawn(table))]


def arrows(row):
    return re.findall(r"background:#\w+;(left|right):0;clip-path", row)


def bars(row):
    return row.count("height:4px")


def test_a_row_tells_its_numbers_in_a_sentence_and_leads_to_its_entry():
    table = keyness({"term": "支援", "gloss": "assist", "log_ratio": 1.68, "ci_low": 0.85, "ci_high": 2.56, "n": 1, "n_elsewhere": 1230, "told": "3.2 times as often (1.8 to 5.9)"})  # fmt: skip
    sentence = "支援 (assist): 3.2 times as often (1.8 to 5.9); 1 occurrence here, 1,230 elsewhere; differs (q = 0.010)."
    assert told(table) == [sentence]
    assert f'<a href="#term-0" class="fangzhi-keyness-row" title="{sentence}" aria-label="{sentence}"' in drawn(table)  # fmt: skip
    assert '<span lang="zh"' in drawn(table)
    assert ">支援</span>" in drawn(table)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"told": "used here only"}, ": used here only; 20 occurrences here, 10 elsewhere;"),
        ({"q": 0.0004}, "differs (q < 0.001)."),
        ({"q": 0.2}, "no difference found (q = 0.20)."),
        ({"q": NAN}, "; not tested."),
        ({"q": None, "too_few": True}, "; too few documents to test."),
        (
            {"q": NAN, "n_elsewhere": 0},
            "; 20 occurrences here, 0 elsewhere; used on one side only.",
        ),
        (
            {"q": NAN, "n": 0, "log_ratio": -1},
            "; 0 occurrences here, 10 elsewhere; used on one side only.",
        ),
        ({"q": NAN, "n_elsewhere": 0, "too_few": True}, "; used on one side only."),
        ({"q": 0.01, "n_elsewhere": 0, "ci_high": NAN}, "; differs (q = 0.010)."),
        ({"q": NAN, "n": NAN}, "; – here, 10 elsewhere; not tested."),
    ],
)
def test_the_sentence_says_what_is_known(row, words):
    assert words in told(keyness(row))[0]


def test_terms_keep_the_order_of_the_table():
    table = keyness({"log_ratio": -1}, {"log_ratio": 3}, {"log_ratio": 1})
    assert re.findall(r'href="#term-(\d)"', drawn(table)) == ["0", "1", "2"]
    assert re.findall(r'href="#term-(\d)"', drawn(table[::-1])) == ["2", "1", "0"]


def test_marks_tell_side_and_verdict():
    filled, blank, diamond, hollow = (
        "border-radius:50%;background:{}",
        "border-radius:50%;border:2.5px solid {}",
        "background:{};clip-path",
        "border:2.5px solid {};rotate:45deg",
    )
    for row, shape, colour in (
        ({"log_ratio": 1, "q": 0.05}, filled, BLUE),
        ({"log_ratio": -1, "q": 0.05}, filled, ORANGE),
        ({"log_ratio": 1, "q": 0.051}, blank, BLUE),
        ({"log_ratio": -1, "q": 0.9}, blank, ORANGE),
        ({"log_ratio": -1, "q": NAN}, diamond, ORANGE),
        ({"log_ratio": 1, "q": pd.NA, "too_few": pd.NA}, diamond, BLUE),
        ({"log_ratio": 1, "q": NAN, "n_elsewhere": 0}, hollow, BLUE),
        ({"log_ratio": -1, "q": NAN, "n": 0, "too_few": True}, hollow, ORANGE),
        ({"log_ratio": 1, "q": 0.05, "n_elsewhere": 0}, filled, BLUE),
        ({"log_ratio": -1, "q": 0.9, "n": 0}, blank, ORANGE),
    ):
        (markup,) = rows_of(drawn(keyness(row)))
        assert shape.format(colour) in markup
        others = {filled, blank, diamond, hollow} - {shape}
        assert not any(other.format(side) in markup for other in others for side in (BLUE, ORANGE))


def test_the_legend_names_only_what_occurs():
    names = ("differs", "alike", "too_few", "untested", "absent", "interval", "beyond", "more", "less")

    def named(*rows):
        return {name for name in names if f"{WORDS[name]}</" in drawn(keyness(*rows))}

    assert named({}) == {"differs", "interval", "more"}
    assert named({"q": 0.5, "log_ratio": -1}) == {"alike", "interval", "less"}
    few = {"q": NAN, "ci_low": NAN, "ci_high": NAN, "too_few": True}
    assert named(few) == {"too_few", "more"}
    assert named(few, few | {"too_few": False, "log_ratio": -1}) == {"untested", "more", "less"}
    assert named(few | {"n_elsewhere": 0}) == {"absent", "more"}
    assert named(few, few | {"n": 0, "log_ratio": -1}) == {"too_few", "absent", "more", "less"}
    assert named({"ci_high": NAN}) == {"differs", "interval", "beyond", "more"}


def test_an_interval_without_an_end_or_beyond_the_axis_ends_in_an_arrow():
    for row, sides, n_bars in (
        ({}, [], 2),
        ({"ci_high": NAN}, ["right"], 2),
        ({"ci_high": float("inf")}, ["right"], 2),
        ({"ci_low": NAN}, ["left"], 2),
        ({"log_ratio": 9, "ci_low": 7, "ci_high": 12}, ["right"], 2),
        ({"log_ratio": -9, "ci_low": -12, "ci_high": -8.5}, ["left"], 1),
        ({"log_ratio": 0, "ci_low": -30, "ci_high": 30}, ["left", "right"], 2),
        ({"ci_low": NAN, "ci_high": NAN}, [], 0),
        ({"ci_low": NAN, "ci_high": NAN, "q": NAN}, [], 0),
        ({"ci_low": NAN, "ci_high": NAN, "q": NAN, "log_ratio": 8.5}, ["right"], 0),
        ({"ci_low": NAN, "ci_high": NAN, "q": NAN, "log_ratio": -8.5}, ["left"], 0),
        ({"ci_low": 1.2}, [], 1),
    ):
        (markup,) = rows_of(drawn(keyness(row)))
        assert arrows(markup) == sides, row
        assert bars(markup) == n_bars, row


def test_one_far_end_does_not_stretch_the_axis():
    near = [{"log_ratio": 1, "ci_low": 0.2, "ci_high": 2.2}] * 9
    markup = drawn(keyness(*near, {"log_ratio": 1, "ci_low": 0.2, "ci_high": 7.5}))
    assert "4×" in markup
    assert "8×" not in markup
    assert [arrows(row) for row in rows_of(markup)] == [[]] * 9 + [["right"]]
    with_dot = drawn(keyness(*near, {"log_ratio": 6.5, "ci_low": 0.2, "ci_high": 7.5}))
    assert "64×" in with_dot, "a mark is always on the axis"
    assert [arrows(row) for row in rows_of(with_dot)] == [[]] * 10


def test_the_axis_is_labelled_in_powers_of_two_around_the_same():
    def labels(**row):
        markup = drawn(keyness(row))
        found = re.findall(r"left:([0-9.]+)%;transform:translateX[^>]*>([^<]*)<", markup)
        assert [float(at) for at, _ in found] == sorted(float(at) for at, _ in found)
        return [label for _, label in found]

    assert labels(log_ratio=-3, ci_low=-4.2, ci_high=3.1) == ["¹⁄₁₆×", "⅛×", "¼×", "½×", "same", "2×", "4×", "8×"]  # fmt: skip
    assert labels(log_ratio=0.1, ci_low=NAN, ci_high=NAN) == ["½×", "same", "2×"]
    assert labels(log_ratio=0, ci_low=-20, ci_high=20) == ["¹⁄₂₅₆×", "¹⁄₆₄×", "¹⁄₁₆×", "¼×", "same", "4×", "16×", "64×", "256×"]  # fmt: skip
    two = drawn(keyness({"log_ratio": -20}, {"log_ratio": 20}))
    assert "¹⁄₂₅₆×" in two
    assert ">256×" in two
    assert "512" not in two
    for at in map(float, re.findall(r"left:(?:calc\()?([0-9.]+)%", two)):
        assert 0 <= at <= 100


def test_a_ratio_lies_where_its_tick_is():
    markup = drawn(keyness({"log_ratio": 2}, {"log_ratio": -1}))
    ticks = {label: at for at, label in re.findall(r"left:([0-9.]+)%;transform:translateX[^>]*>([^<]*)<", markup)}  # fmt: skip
    dots = re.findall(r"left:([0-9.]+)%;top:50%;transform:translate\(-50%,-50%\)", markup)
    assert dots == [ticks["4×"], ticks["½×"]]


def test_rates_are_told_to_sensible_digits():
    table = keyness(*({"rate_per_10k": rate, "rate_elsewhere": 0} for rate in (12345.6, 123.4, 9.96, 4.24, 0.0312, NAN)))  # fmt: skip
    found = re.findall(r'text-align:right">([^<]*)</span><span>:</span><span>0<', drawn(table))
    assert found == ["12,346", "123", "10", "4.2", "0.031", "–"]


def test_rows_without_a_ratio_are_left_out_and_nothing_is_nothing():
    some = keyness({"log_ratio": NAN}, {}, {"log_ratio": float("inf")}, {"log_ratio": None})
    assert len(rows_of(drawn(some))) == 1
    assert plot_keyness(some.iloc[[0, 2, 3]], WORDS) is None
    assert plot_keyness(keyness().head(0), WORDS) is None
    for column in keyness():
        with pytest.raises(UserError, match=f"no column {column};"):
            plot_keyness(keyness().drop(columns=column), WORDS)
    with pytest.raises(UserError, match="no column"):
        plot_keyness(pd.DataFrame(), WORDS)


def test_a_row_without_an_entry_leads_nowhere():
    markup = drawn(keyness({"entry": None}, {"entry": ""}, {"entry": pd.NA}))
    assert "<a " not in markup
    assert markup.count('role="img"') == 3


def test_drawing_does_not_change_the_table():
    table = keyness({}, {"log_ratio": NAN})
    before = table.copy()
    drawn(table)
    pd.testing.assert_frame_equal(table, before)


def sentences(*rows, **same):
    full = [
        {"entry": "0", "term": "支援", "gloss": "assist", "told": "3.2 times as often", "sentence": "江西支援湖北，支援武汉。",
         "at": 2, "surface": "支援", "article_id": "a", "province": "江西", "title": "标题\n副题", "outlet": "江西日报",
         "published": pd.Timestamp("2020-02-03"), "published_precision": "day"}
        | same | row
        for row in rows or ({},)
    ]  # fmt: skip
    return pd.DataFrame(full)


def plain_text(markup):
    return html.unescape(re.sub("<[^>]*>", "", markup))


def test_each_sentence_stands_once_with_its_term_marked_wherever_it_stands(shown):
    show_sentences(sentences({"at": 7}, {"at": 2}, {"at": 2}), "Behind it.", WORDS, name="behind")
    assert shown[0].count("<dd") == shown[0].count("<dt") == 1
    assert "江西<mark>支援</mark>湖北，<mark>支援</mark>武汉。" in shown[0]
    assert re.search(r'<dt id="term-0"[^>]*>.*</dt>', shown[0])
    assert "支援 (assist): 3.2 times as often江西 江西支援湖北，支援武汉。 标题 · 江西日报 · 2020-02-03" in plain_text(shown[0])  # fmt: skip


def test_terms_and_sentences_keep_their_order(shown):
    table = sentences(
        {"entry": "z", "term": "武汉", "at": 9, "surface": "武汉"},
        {"entry": "a"},
        {"entry": "z", "term": "武汉", "article_id": "b", "sentence": "武汉。", "at": 0, "surface": "武汉"},
        {"entry": "a", "article_id": "b"},
    )
    show_sentences(table, "Behind it.", WORDS, name="behind")
    assert re.findall(r'id="term-(\w)"', shown[0]) == ["z", "a"]
    assert re.findall(r"<dt|<dd", shown[0]) == ["<dt", "<dd", "<dd"] * 2
    assert re.findall(r"(\S)<mark>(..)</mark>|<mark>(..)</mark>。", shown[0]) == [
        ("援", "武汉", ""), (">", "武汉", ""), ("西", "支援", ""), ("西", "支援", ""),
    ]  # fmt: skip


def test_what_is_unknown_is_left_out(shown):
    bare = sentences(
        {"province": NAN, "title": None, "outlet": NAN, "published": pd.NaT, "published_precision": None,
         "told": NAN, "gloss": None},
    )  # fmt: skip
    coarse = sentences({"published_precision": "month"}).drop(columns=["gloss", "told"])
    show_sentences(bare, "Behind it.", WORDS, name="behind")
    show_sentences(coarse, "Behind it.", WORDS, name="behind")
    assert plain_text(shown[0]) == "Behind it.支援江西支援湖北，支援武汉。 a", "what leads there has a name"
    assert plain_text(shown[1]).endswith("标题 · 江西日报 · 2020-02")
    assert "nan" not in shown[0].lower()


@pytest.mark.parametrize("table", [sentences().head(0), pd.DataFrame()])
def test_of_no_sentence_only_the_caption_is_shown(shown, table):
    show_sentences(table, "Nothing <b>.", WORDS, name="behind")
    assert plain_text(shown[0]) == "Nothing <b>."
    assert "<dl" not in shown[0]


def test_every_row_leads_to_a_term_that_is_there(shown):
    entries = ["3", "武汉", 'a"b', "x<y&z", "two\nlines"]
    table = keyness(*({"entry": entry} for entry in entries))
    publish(plot_keyness(table, WORDS), table, "Caption.", "Alt.", name="keyness")
    show_sentences(sentences(*({"entry": entry} for entry in entries)), "Behind it.", WORDS, name="behind")
    leads = re.findall(r'href="#(term-[^"]*)"', shown[0])
    assert len(set(leads)) == len(entries)
    assert leads == re.findall(r'id="(term-[^"]*)"', shown[1])


def test_nothing_of_a_corpus_is_markup(shown):
    table = keyness({"term": HOSTILE, "gloss": HOSTILE, "entry": HOSTILE}, {"term": HOSTILE, "entry": None})
    names = ("entry", "term", "gloss", "told", "title", "outlet", "province", "article_id")
    hostile = sentences(dict.fromkeys(names, HOSTILE) | {"sentence": f"{HOSTILE}甲{HOSTILE}", "at": 0, "surface": HOSTILE})  # fmt: skip
    publish(plot_keyness(table, WORDS), table, "Caption.", "Alt.", name="keyness")
    show_sentences(hostile, "Behind it.", WORDS, name="behind")
    for markup in shown:
        assert "<script" not in markup
        assert '"onclick' not in markup
        assert re.fullmatch(r"(?:[^<>]|<[^<>]*>)*", markup), "every bracket is the drawing's own"
    assert plain_text(shown[1]).count(HOSTILE) == 3 + 2 + 3
