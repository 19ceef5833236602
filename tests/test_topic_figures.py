"""Topics drawn: areas are shares, nothing lies on anything, what does not hold still says so, and text is only text."""

import html
import itertools
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.text import Text
from test_figures import drawn

from helpers.errors import UserError
from helpers.figures import plot_topic_map, plot_topic_quality, plot_topic_shares, show_topics
from helpers.figures.style import BLUE
from helpers.figures.topics import _spread
from helpers.findings import catalogue

WORDS = catalogue()["topic_cards"]
HOSTILE = '<script>alert(1)</script>"onclick="x {0} $x$'
NAN = float("nan")


def topics(*rows, n=0, **same):
    """Topics 1, 2, …, on a line, with the changes given for each."""
    full = [
        {"topic": i + 1, "label": f"社区{i + 1}、党员、防控", "stable": True, "share": 0.1, "n_passages": 9,
         "x": i / 10, "y": 0.0, "nearest": 1, "similarity": 0.5, "told": "It takes a tenth."} | same | row
        for i, row in enumerate(rows or ({},) * n)
    ]  # fmt: skip
    return pd.DataFrame(full)


def written(texts):
    return [text.get_text() for text in texts]


def circles_of(figure):
    (circles,) = (c for c in figure.axes[0].collections if isinstance(c, PathCollection))
    return circles


def boxes_of(texts):
    return [
        Text.get_window_extent(text).extents for text in texts
    ]  # of the words, without a line that leads to them


def apart(one, other):
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide <= 1 or high <= 0.35 * (one[3] - one[1])


# The map


def test_areas_are_shares_and_places_are_kept():
    table = topics({"share": 0.4}, {"share": 0.1, "stable": False}, {"share": 0.2, "y": 0.3})
    figure, _ = drawn(plot_topic_map(table))
    circles = circles_of(figure)
    assert circles.get_sizes() / circles.get_sizes()[0] == pytest.approx([1, 0.5, 0.25]), "the largest first"
    assert circles.get_offsets().tolist() == [[0, 0], [0.2, 0.3], [0.1, 0]]
    assert [to_hex(colour) for colour in circles.get_facecolors()] == [BLUE.lower()] * 2 + ["#ffffff"]
    axes = figure.axes[0]
    across, up = axes.transData.transform([(0, 0), (1, 1)])[1] - axes.transData.transform((0, 0))
    assert across == pytest.approx(up), "a unit is as long upwards as sideways"


def test_the_legend_says_what_occurs_and_the_key_gives_labels():
    _, texts = drawn(plot_topic_map(topics({"share": 0.004}, {"stable": None})))
    assert {"holds still", "does not hold still", "社区1、党员、防控", "<1%", "10%", "1", "2"} <= set(
        written(texts)
    )
    _, texts = drawn(plot_topic_map(topics(n=2)))
    assert "does not hold still" not in written(texts)


def numbered(table):
    """The figure, the place of its map, its circles in pixels (x, y, radius), and the texts of the numbers in the map."""
    figure, texts = drawn(plot_topic_map(table))
    axes, circles = figure.axes[0], circles_of(figure)
    place = axes.get_window_extent().extents
    centres = axes.transData.transform(circles.get_offsets())
    radii = np.sqrt(circles.get_sizes()) / 2 * figure.dpi / 72
    return place, np.column_stack([centres, radii]), [t for t in texts if t.axes is figure.axes[1]]


@settings(max_examples=15)  # each is drawn
@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.floats(0.001, 1), st.booleans()), min_size=1, max_size=20))  # fmt: skip
def test_every_topic_has_its_number_once_inside_the_map_and_apart(rows):
    names = ("x", "y", "share", "stable")
    place, circles, numbers = numbered(topics(*(dict(zip(names, row, strict=True)) for row in rows)))
    assert sorted(map(int, written(numbers))) == list(range(1, len(rows) + 1))
    for x, y, radius in circles:
        assert (
            min(x - radius - place[0], place[2] - x - radius, y - radius - place[1], place[3] - y - radius)
            >= 0
        )
    boxes = boxes_of(numbers)
    for i, box in enumerate(boxes):
        assert min(box[0] - place[0], place[2] - box[2], box[1] - place[1], place[3] - box[3]) > -3
        assert all(apart(box, other) for other in boxes[:i])


@pytest.mark.parametrize("n", [1, 2, 20])
def test_topics_in_one_place_have_their_numbers_around_it(n):
    _, circles, numbers = numbered(topics(n=n, x=0.3, y=-2.0))
    assert len(np.unique(circles, axis=0)) == 1
    x, y, radius = circles[0]
    far = [np.hypot((box[0] + box[2]) / 2 - x, (box[1] + box[3]) / 2 - y) for box in boxes_of(numbers)]
    assert sum(distance < radius for distance in far) == 1, "that of the circle on top"


def test_a_number_too_large_for_its_circle_stands_beside_it():
    _, circles, numbers = numbered(topics({"share": 0.9}, {"share": 0.001}))
    (small,) = (text for text in numbers if text.get_text() == "2")
    left = small.get_window_extent().extents[0]
    assert left > circles[1, 0] + circles[1, 2]
    assert to_hex(small.get_color()) != "#ffffff"


def test_topics_without_a_place_are_left_out():
    table = topics({}, {"x": NAN}, {"y": None}, {"share": pd.NA}, {})
    assert len(circles_of(drawn(plot_topic_map(table))[0]).get_offsets()) == 2
    assert plot_topic_map(table.assign(x=NAN)) is None
    for column in ("topic", "label", "stable", "share", "x", "y"):
        with pytest.raises(UserError, match=f"no column {column};"):
            plot_topic_map(table.drop(columns=column))


@pytest.mark.parametrize(("n", "label", "n_columns"), [(6, "甲", 1), (7, "甲", 2), (20, "社区、党员、防控", 2), (7, "甲" * 30, 1)])  # fmt: skip
def test_the_key_has_two_columns_where_labels_fit(n, label, n_columns):
    _, texts = drawn(plot_topic_map(topics(n=n, label=label)))
    lefts = {
        round(box[0])
        for text, box in zip(texts, boxes_of(texts), strict=True)
        if text.get_text()[0] in "甲社"
    }
    assert len(lefts) == n_columns


# The number of topics


def quality(*rows, **same):
    full = [
        {"k": 5 * (i + 1), "stability": 0.5, "stability_seeds": 0.6, "stability_left_out": 0.5, "chance": 0.1,
         "score": 0.2, "coherence": 0.05, "chosen": False} | same | row
        for i, row in enumerate(rows)
    ]  # fmt: skip
    return pd.DataFrame(full)


PARTS = ("stability", "other random numbers", "articles left out", "words dealt at random")


def test_every_line_is_named_and_the_chosen_number_marked():
    figure, texts = drawn(plot_topic_quality(quality({}, {"chosen": True}, {})))
    assert {*PARTS, "chosen: 10", "coherence\n(NPMI)"} <= set(written(texts))
    above, below = figure.axes
    assert sum(list(line.get_xdata()) == [5, 10, 15] for line in above.lines) == 4
    low, high = below.get_ylim()
    assert low < 0 < 0.05 < high


def test_a_missing_value_is_a_gap_and_a_missing_column_no_line():
    table = quality({}, {"stability_seeds": None}, {"coherence": pd.NA}, {"stability": NAN})
    figure, _ = drawn(plot_topic_quality(table))
    seeds = next(line for line in figure.axes[0].lines if line.get_ydata()[0] == 0.6)
    assert np.isnan(seeds.get_ydata()).tolist() == [False, True, False, False]
    figure, texts = drawn(plot_topic_quality(table[["k", "stability", "chosen"]]))
    assert len(figure.axes) == 1
    assert not set(written(texts)) & set(PARTS[1:])
    assert plot_topic_quality(table.assign(stability=None)) is None


@pytest.mark.parametrize("coherence", [0.05, -0.4, 0.0, NAN])
@pytest.mark.parametrize("rows", [[{"chosen": True}], [{"chosen": True}, {}, {}], [{}, {}, {"chosen": True}]])
def test_one_number_and_numbers_at_the_ends_are_drawn(rows, coherence):
    table = quality(*rows, coherence=coherence, stability=1.0, stability_seeds=1.0, stability_left_out=1.0)
    figure, texts = drawn(plot_topic_quality(table))
    width, height = figure.canvas.get_width_height()
    boxes = boxes_of(texts)
    for i, box in enumerate(boxes):
        assert min(box[0], box[1], width - box[2], height - box[3]) >= -1
        assert all(apart(box, other) for other in boxes[:i])
    labels = [label.get_text() for label in figure.axes[-1].get_xticklabels()]
    assert labels == [str(k) for k in table["k"]]


@given(st.lists(st.floats(0, 1), max_size=4))
def test_names_of_lines_keep_their_order_and_distance(heights):
    placed = _spread(sorted(heights))
    assert all(later - earlier > 0.12 for earlier, later in itertools.pairwise(placed))
    assert all(0 < height < 1.1 for height in placed)


def test_heights_that_have_room_stay():
    assert _spread([0.1, 0.5, 0.9]) == [0.1, 0.5, 0.9]
    assert _spread([1.0, 1.0]) == pytest.approx([0.83, 0.96])


# Shares


def shares(n_periods=2, n_topics=2, **same):
    return pd.DataFrame(
        [
            {"topic": topic, "label": f"社区{topic}", "period": str(period), "share": topic / 300, "n_passages": i % 50} | same
            for i, period in enumerate(pd.period_range("2019-01", periods=n_periods, freq="M"))
            for topic in range(1, n_topics + 1)
        ]
    )  # fmt: skip


def test_shares_by_period():
    table = shares().assign(share=[1 / 3, 2 / 3] * 2)
    _, texts = drawn(plot_topic_shares(table, by="period"))
    assert {"2019-01", "2019-02", "33", "67", "1", "2"} <= set(written(texts))
    assert plot_topic_shares(table.iloc[:0], by="period") is None


def test_a_topic_that_does_not_hold_still_has_an_asterisk():
    table = shares(n_topics=3).assign(stable=[True, False, None] * 2)
    _, texts = drawn(plot_topic_shares(table, by="period"))
    (key,) = (text for text in written(texts) if text.startswith("Percent"))
    assert key == "Percent; topics (* does not hold still):\n1  社区1\n2*  社区2\n3  社区3"
    assert {"1", "2*", "3"} <= set(written(texts))
    _, texts = drawn(plot_topic_shares(table.drop(columns="stable"), by="period"))
    assert not any("*" in text for text in written(texts))


@pytest.mark.parametrize(
    ("n", "panels"), [(1, [1]), (12, [12]), (13, [7, 6]), (20, [10, 10]), (25, [9, 9, 7])]
)
def test_topics_are_dealt_evenly_to_panels(n, panels):
    figure, _ = drawn(plot_topic_shares(shares(n_topics=n), by="period"))
    assert [len(axes.get_xticks()) for axes in figure.axes] == panels


def test_of_many_rows_the_largest_are_drawn_in_order():
    table = shares(60)
    _, texts = drawn(plot_topic_shares(table, by="period"))
    rows = [text for text in written(texts) if re.fullmatch(r"\d{4}-\d\d", text)]
    sizes = table.drop_duplicates("period").set_index("period")["n_passages"]
    assert len(rows) == 40
    assert rows == sorted(rows)
    assert sizes[rows].min() >= sizes.drop(rows).max()
    assert any(
        text.startswith("The 40 of 60 rows with the most passages.\nPercent") for text in written(texts)
    )
    _, texts = drawn(plot_topic_shares(table.drop(columns="n_passages"), by="period"))
    assert any(text.startswith("The first 40 of 60 rows.\n") for text in written(texts))
    assert "2019-01" in written(texts)


# Cards


def terms(*rows):
    full = [
        {"topic": 1, "term": "社区", "weight": 0.1, "c_tf_idf": 0.2, "gloss": "community"} | row
        for row in rows
    ]
    return pd.DataFrame(full)


def passages(*rows):
    full = [
        {"topic": 1, "passage_id": "a-1", "article_id": "a", "text": "社区排查。\n\n党员下沉。", "title": "标题\n副题",
         "outlet": "江西日报", "province": "江西", "published": pd.Timestamp("2020-02-03"), "published_precision": "day",
         "weight": 0.934} | row
        for row in rows
    ]  # fmt: skip
    return pd.DataFrame(full)


def show(*tables):
    show_topics(*tables, "What <they> are.", WORDS, name="cards")


def plain_text(markup):
    return html.unescape(re.sub("<[^>]*>", "", markup))


def test_a_card_tells_whether_its_topic_holds_still_in_words(shown):
    show(topics({}, {"stable": False}, {"stable": None}), terms(), passages())
    first, *others = re.findall(r"<section.*?</section>", shown[0], re.DOTALL)
    assert WORDS["stable"] in first
    assert "dashed" not in first
    for card in others:
        assert WORDS["unstable"] in card
        assert "not to be interpreted" in card
        assert "dashed" in card
    assert re.findall(r'<section id="([^"]*)"', shown[0]) == ["topic-1", "topic-2", "topic-3"]


def test_a_card_holds_its_own_terms_and_passages_in_order(shown):
    show(
        topics(n=2, nearest=None),
        terms({"topic": 2, "term": "企业", "gloss": ""}, {"term": "社区"}, {"term": "党员", "gloss": None}),
        passages(
            {},
            {"topic": 2, "text": "企业。"},
            {"text": "末段。", "weight": None},
            {"topic": 9, "text": "无。"},
        ),
    )
    first, second = re.findall(r"<section.*?</section>", shown[0], re.DOTALL)
    assert plain_text(first) == (
        "1. 社区1、党员、防控holds stillIt takes a tenth.Its leading terms社区 community党员"
        "Passages that speak most of it社区排查。党员下沉。江西 · 标题 · 江西日报 · 2020-02-03 · the topic takes 93% of it"
        "1 more passage末段。江西 · 标题 · 江西日报 · 2020-02-03"
    )
    assert (
        first.index("党员下沉") < first.index("<details>") < first.index("末段") < first.index("</details>")
    )
    assert "企业。" in second
    assert "<details>" not in second
    assert "无。" not in shown[0]


def test_cards_lead_to_cards_that_are_there(shown):
    show(
        topics({"nearest": 2.0}, {"nearest": 9}, {"nearest": NAN}, {"nearest": 1, "similarity": NAN}),
        terms(),
        passages(),
    )
    assert re.findall(r'href="#([^"]*)"', shown[0]) == ["topic-2", "topic-1"]
    told = plain_text(shown[0])
    assert "Most like it: 2. 社区2、党员、防控 (similarity 0.50" in told
    assert "Most like it: 1. 社区1、党员、防控" in told
    assert "nan" not in shown[0]


def test_what_is_unknown_is_left_out(shown):
    unknown = dict.fromkeys(("title", "outlet", "province", "published_precision"), NAN) | {
        "published": pd.NaT
    }
    show(topics({"told": None})[["topic", "label", "stable"]], terms(), passages(unknown))
    assert plain_text(shown[0]).endswith("党员下沉。a · the topic takes 93% of it")
    show(topics({}), pd.DataFrame(), pd.DataFrame())
    assert "<ul" not in shown[1]
    assert "<blockquote" not in shown[1]


@pytest.mark.parametrize("table", [topics({}).head(0), pd.DataFrame()])
def test_of_no_topic_only_the_caption_is_shown(shown, table):
    show(table, terms({}), passages({}))
    assert plain_text(shown[0]) == "What <they> are."
    assert "<section" not in shown[0]


def test_nothing_of_a_corpus_is_markup(shown):
    texts = ("text", "title", "outlet", "province")
    show(
        topics({"label": HOSTILE, "told": HOSTILE}),
        terms({"term": HOSTILE, "gloss": HOSTILE}),
        passages(dict.fromkeys(texts, HOSTILE), {"text": f"{HOSTILE}\n\x1b[31m"}),
    )
    assert "<script" not in shown[0]
    assert '"onclick' not in shown[0]
    assert "\x1b" not in shown[0]
    assert re.fullmatch(r"(?:[^<>]|<[^<>]*>)*", shown[0]), "every bracket is the cards' own"
    assert plain_text(shown[0]).count(HOSTILE) == 1 + 1 + 1 + 2 + 4 + 1  # label, told, link, term, passages
    drawn(plot_topic_map(topics({"label": HOSTILE})))


def test_tables_are_left_alone(shown):
    tables = topics({}, {"nearest": NAN}), terms({}), passages({})
    before = [table.copy() for table in tables]
    show(*tables)
    for table, copy in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(table, copy)
