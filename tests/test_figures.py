"""Figures: they fit, they are the same twice, and nothing from a corpus runs in a page or a spreadsheet."""

import base64
import html
import re
import warnings
from collections.abc import Callable
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from helpers import figures
from helpers.errors import UserError
from helpers.figures import fonts
from helpers.figures.publish import _picture
from helpers.figures.style import WIDTH, shorten, style

BOX = '<span class="noprint">, in a box that scrolls</span>'
PROVINCES = {
    "北京": "Beijing", "天津": "Tianjin", "河北": "Hebei", "山西": "Shanxi", "内蒙古": "Inner Mongolia",
    "辽宁": "Liaoning", "吉林": "Jilin", "黑龙江": "Heilongjiang", "上海": "Shanghai", "江苏": "Jiangsu",
    "浙江": "Zhejiang", "安徽": "Anhui", "福建": "Fujian", "江西": "Jiangxi", "山东": "Shandong",
    "河南": "Henan", "湖北": "Hubei", "湖南": "Hunan", "广东": "Guangdong", "广西": "Guangxi",
    "海南": "Hainan", "重庆": "Chongqing", "四川": "Sichuan", "贵州": "Guizhou", "云南": "Yunnan",
    "西藏": "Tibet", "陕西": "Shaanxi", "甘肃": "Gansu", "青海": "Qinghai", "宁夏": "Ningxia",
    "新疆": "Xinjiang", "臺灣": "Taiwan", "香港": "Hong Kong", "澳門": "Macau",
}  # fmt: skip
TERMS: dict[str, str | None] = {
    "疫情": "epidemic", "防控": "prevention and control", "新冠肺炎": "COVID-19", "企业": None,
    "复工复产": "resumption of work and production", "甲" * 60: "a" * 60, "$x_1$ <b>": "=1+1",
}  # fmt: skip


def sample(what: str, n_provinces: int, terms: dict[str, str | None]) -> pd.DataFrame:
    """A table for the plot, with every nth number missing when there are many provinces."""
    provinces = list(PROVINCES.items())[:n_provinces]
    words = list(terms.items())
    days = pd.date_range("2020-01-20", periods=4, freq="9D")
    rows: list[dict[str, Any]]
    if what == "ledger":
        kinds = ("title", "body", "boilerplate", "separator", "new kind")
        rows = [
            {"path": f"文件夹/{word} {i}.html", "kind": kind, "n_chars": 1000 * (i + 1) * (k + 1), "share": (k + 1) / 15}
            for i in range(n_provinces) for word, _ in words[-1:] for k, kind in enumerate(kinds)
        ]  # fmt: skip
    elif what in ("term_rates", "wordcloud"):
        rows = [
            {"term": f"{word}{i or ''}", "gloss": gloss, "rate_per_10k": 90 / (i + k + 1), "share_articles": 1 / (k + 1),
             "dispersion": None if k == 1 else k / 10}
            for i in range(n_provinces) for k, (word, gloss) in enumerate(words)
        ]  # fmt: skip
    elif what == "province_terms":
        rows = [
            {"province": p, "english": e, "term": word, "gloss": gloss, "tf_idf": 1 / (k + 1), "n": 10_000 // (k + 1)}
            for p, e in provinces for k, (word, gloss) in enumerate(words)
        ]  # fmt: skip
    elif what == "term_timeline":
        rows = [
            {"province": p, "english": e, "term": word, "gloss": gloss, "period": day, "rate_per_10k": 3.0 + i}
            for i, (p, e) in enumerate(provinces) for word, gloss in words for day in days
        ]  # fmt: skip
    elif what == "topic_map":
        rows = [
            {"topic": i + 1, "label": " · ".join(terms), "stable": i % 3 > 0, "share": 1 / (i + 2), "x": i % 5 / 9, "y": i % 7 / 9}
            for i in range(n_provinces)
        ]  # fmt: skip
    elif what == "topic_shares":
        rows = [
            {"topic": topic, "label": " · ".join(terms), "province": p, "english": e, "share": topic / 300}
            for p, e in provinces for topic in range(1, n_provinces // 2 + 2)
        ]  # fmt: skip
    else:
        rows = [{"k": k, "stability": 1 / (k + 1), "chosen": k == 3} for k in range(2, n_provinces + 3)]
    table = pd.DataFrame(rows)
    value = {
        "ledger": "share", "term_rates": "share_articles", "wordcloud": "rate_per_10k",
        "province_terms": "tf_idf", "term_timeline": "rate_per_10k",
        "topic_map": "share", "topic_shares": "share", "topic_quality": "stability",
    }[what]  # fmt: skip
    if n_provinces > 5:
        table[value] = table[value].where(np.arange(len(table)) % 7 != 3)
    return table


WHAT = (
    "ledger", "term_rates", "wordcloud", "province_terms", "term_timeline", "topic_map", "topic_shares", "topic_quality",
)  # fmt: skip
SIZES: dict[str, tuple[int, dict[str, str | None]]] = {
    "one": (1, {"疫情": "epidemic"}),
    "some": (2, dict(list(TERMS.items())[:3])),
    "many": (34, TERMS),
}


def plotter(what: str) -> Callable[..., Figure | None]:
    plot: Callable[..., Figure | None] = getattr(figures, f"plot_{what}")
    return plot


def drawn(figure: Figure | None) -> tuple[Figure, list[Text]]:
    """The figure and the words that drawing it wrote; a warning (a glyph or room that is missing) is an error."""
    assert figure is not None
    written: list[Text] = []
    draw = Text.draw

    def note(text: Text, renderer: Any) -> None:
        if text.get_visible() and text.get_text().strip():
            written.append(text)
        draw(text, renderer)

    with style(), warnings.catch_warnings(), mock.patch.object(Text, "draw", note):
        warnings.simplefilter("error")
        FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    return figure, written


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("what", WHAT)
def test_words_lie_inside_the_figure_and_apart(what: str, size: str) -> None:
    figure, words = drawn(plotter(what)(sample(what, *SIZES[size])))
    width, height = figure.canvas.get_width_height()
    assert figure.get_figwidth() == WIDTH
    boxes = [(text.get_text(), text.get_window_extent().extents) for text in words]
    for i, (text, (x0, y0, x1, y1)) in enumerate(boxes):
        assert min(x0, y0, width - x1, height - y1) >= -1, text
        for other, (left, bottom, right, top) in boxes[:i]:
            wide, high = min(x1, right) - max(x0, left), min(y1, top) - max(y0, bottom)
            # The box of a line is higher than its ink.
            assert wide <= 1 or high <= 0.35 * min(y1 - y0, top - bottom), (text, other)


@pytest.mark.parametrize("what", WHAT)
def test_the_same_table_gives_the_same_bytes(what: str) -> None:
    table = sample(what, *SIZES["some"])
    first, again = (drawn(plotter(what)(part))[0] for part in (table, table.copy()))
    assert _picture(first, "Alt.", "a") == _picture(again, "Alt.", "a")


@pytest.mark.parametrize("what", WHAT)
def test_an_empty_table_draws_nothing_and_the_table_is_left_alone(what: str) -> None:
    table = sample(what, *SIZES["some"])
    before = table.copy()
    assert plotter(what)(table.head(0)) is None
    plotter(what)(table)
    pd.testing.assert_frame_equal(table, before)


def test_a_word_cloud_of_equals_shows_many() -> None:
    table = pd.DataFrame({"term": [f"防控措施{i}" for i in range(500)], "rate_per_10k": 1.0})
    assert len(drawn(figures.plot_wordcloud(table))[1]) > 30


@pytest.mark.parametrize("what", WHAT)
def test_a_missing_column_is_named(what: str) -> None:
    with pytest.raises(UserError, match="no column"):
        plotter(what)(pd.DataFrame({"unlike": [1]}))


@pytest.mark.parametrize(
    "what", ["term_rates", "wordcloud", "province_terms", "term_timeline", "topic_map", "topic_shares"]
)
def test_only_missing_numbers_draw_nothing(what: str) -> None:
    table = sample(what, *SIZES["some"])
    numbers = [c for c in ("rate_per_10k", "tf_idf", "share") if c in table]
    assert plotter(what)(table.assign(**dict.fromkeys(numbers, np.nan))) is None


def test_plots_work_without_glosses() -> None:
    for what in ("term_rates", "province_terms", "term_timeline"):
        table = sample(what, *SIZES["some"]).drop(columns=["gloss", "english", "episode"], errors="ignore")
        drawn(plotter(what)(table))


def test_panels_of_provinces_have_a_scale_each_and_show_counts() -> None:
    rows = [("湖北", "方舱", 0.5, 1200), ("湖北", "疫情", 0.25, 7), ("江西", "网格", 0.05, 9)]
    table = pd.DataFrame(rows, columns=["province", "term", "tf_idf", "n"])
    figure, words = drawn(figures.plot_province_terms(table))
    lengths = [[bar.get_width() for bar in axes.patches] for axes in figure.axes]
    full = lengths[0][0]
    assert lengths == [[full, pytest.approx(full / 2)], [pytest.approx(full)]]
    assert {"1,200", "7", "9"} <= {text.get_text() for text in words}


def test_small_files_share_a_bar_and_their_share_is_that_of_their_characters() -> None:
    sizes = [1000 - i for i in range(29)] + [10, 30]
    rows = [
        {"path": f"{i}.txt", "kind": kind, "n_chars": n, "share": share}
        for i, size in enumerate(sizes)
        for kind, n, share in (("body", size // 2, 0.5), ("markup", size // 2, 0.5))
    ]
    table = pd.DataFrame(rows)
    # The two smallest: 10 characters without a body, 30 with half of it.
    table.loc[table["path"] == "29.txt", ["kind", "n_chars", "share"]] = ["markup", 5, 0.5]
    figure, words = drawn(figures.plot_ledger(table))
    assert "2 smaller files together" in {text.get_text() for text in words}
    bodies = [bar.get_width() for bar in figure.axes[0].containers[0]]
    assert len(bodies) == 30
    assert bodies[-1] == pytest.approx(15 / 40)


def dots_of(axes: Axes) -> list[tuple[float, float]]:
    """Where the dots of a panel lie; one without a place is not drawn."""
    (dots,) = (c for c in axes.collections if isinstance(c, PathCollection))
    return [(x, y) for x, y in np.ma.filled(dots.get_offsets(), np.nan).tolist() if x == x]


def test_rates_have_a_panel_each_for_the_share_of_articles_and_the_dispersion() -> None:
    table = rates("防控", "企业", "疫情").assign(
        rate_per_10k=[3, 2, 9], share_articles=[0.5, 0.25, 1], dispersion=[0.1, 0.9, 0]
    )
    figure, words = drawn(figures.plot_term_rates(table))
    bars, shares, dispersion = figure.axes
    assert [bar.get_width() for bar in bars.patches] == [9, 3, 2]
    assert dots_of(shares) == [(1, 0), (0.5, 1), (0.25, 2)]
    assert dots_of(dispersion) == [(0, 0), (0.1, 1), (0.9, 2)]
    assert {"dispersion\n(DP)", "of\narticles", "100%"} <= {text.get_text() for text in words}
    for column in table:
        with pytest.raises(UserError, match=f"no column {column};"):
            figures.plot_term_rates(table.drop(columns=column))


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_missing_dispersion_leaves_its_dot_out(missing: Any) -> None:
    table = rates("防控", "企业", "疫情").assign(
        rate_per_10k=[9, 3, 2], dispersion=pd.Series([0.1, missing, 0.3], dtype="object")
    )
    figure, _ = drawn(figures.plot_term_rates(table))
    assert len(figure.axes[0].patches) == len(dots_of(figure.axes[1])) == 3
    assert dots_of(figure.axes[2]) == [(0.1, 0), (0.3, 2)]
    drawn(figures.plot_term_rates(table.assign(dispersion=missing)))


def test_a_gap_is_not_bridged() -> None:
    months = pd.to_datetime(["2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01"])
    table = pd.DataFrame(
        {"province": "江西", "term": "疫情", "period": months, "rate_per_10k": [1, 2, np.nan, 4]}
    )
    figure = figures.plot_term_timeline(table)
    assert figure is not None
    rates = [line.get_ydata() for line in figure.axes[0].lines]
    assert np.isnan(np.asarray(rates[0], dtype=float)).tolist() == [False, False, True, False]


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("疫情", 4, "疫情"),
        ("疫情防控工作", 8, "疫情防…"),
        ("a\nb\tc", 9, "a b c"),
        ("prevention", 5, "pr…"),
        ("", 5, ""),
        ("甲\x00乙", 8, "甲乙"),
    ],
)
def test_shorten(text: str, width: int, short: str) -> None:
    assert shorten(text, width) == short


@given(st.text(), st.integers(4, 40))
def test_shortened_text_fits(text: str, width: int) -> None:
    assert fonts.text_width(shorten(text, width)) <= width


# --- glyphs


@pytest.mark.parametrize(
    ("text", "missing"),
    [("臺灣 江西\n\t\x07", []), ("元素𠮷，𠮷号", ["𠮷"]), ("กA", ["ก"]), ("", []), ("".join(PROVINCES), [])],
)
def test_missing_glyphs(text: str, missing: list[str]) -> None:
    assert figures.missing_glyphs(text) == missing


def test_the_font_is_the_bundled_one() -> None:
    from matplotlib.font_manager import findfont

    fonts.register()
    assert findfont(fonts.FAMILY) == str(fonts.font_path())


# --- publishing


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    bundles: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def rates(*terms: str) -> pd.DataFrame:
    return pd.DataFrame({"term": terms, "rate_per_10k": 5.0, "share_articles": 0.5, "dispersion": 0.25})


def csv_of(markup: str) -> str:
    found = re.search(r'href="data:text/csv;charset=utf-8;base64,([^"]+)"', markup)
    assert found
    return base64.b64decode(found[1]).decode("utf-8")


def test_publish_shows_picture_caption_table_and_file(shown: list[dict[str, str]]) -> None:
    table = rates("疫情", "防控").assign(
        day=pd.Series(["2020-02-03", None], dtype="datetime64[s]"),
        long=[1234567, 2020],
        small=[0.123456, np.nan],
    )
    figures.publish(figures.plot_term_rates(table), table, "Terms.", "Bars of 2 terms.", name="terms")
    (bundle,) = shown
    markup = bundle["text/html"]
    assert markup.startswith('<figure id="fig-terms" class="fangzhi-figure"')
    assert '<div class="fangzhi-drawing" role="group" aria-label="Bars of 2 terms."><svg ' in markup
    assert "<figcaption>Terms.</figcaption>" in markup
    assert "<summary>The data: 2 rows</summary>" in markup
    assert re.search(r'<td data-label="term" [^>]*lang="zh">疫情</td>', markup)
    assert all(f">{cell}</td>" in markup for cell in ("2020-02-03", "1,234,567", "2,020", "0.123", "–"))
    assert 'download="terms.csv"' in markup
    assert csv_of(markup).splitlines()[1] == "疫情,5.0,0.5,0.25,2020-02-03,1234567,0.123456"
    assert csv_of(markup).startswith("\ufeffterm,")
    assert bundle["text/plain"] == "[Figure] Terms. (2 rows)"


def test_a_corpus_runs_nothing(shown: list[dict[str, str]]) -> None:
    evil = '<script>alert("1")</script>'
    table = rates(evil, "=HYPERLINK(1)", "+1", "-1", "@a", "\t=1", "\r=1", "1-1").rename(
        columns={"share_articles": evil}
    )
    figures.publish(
        figures.plot_wordcloud(table), table, f"A {evil}", f'"><img onerror=1 {evil}', name="a", empty=evil
    )
    figures.publish(None, table, evil, evil, name="b", empty=evil)
    figures.show_table(table, evil, name="c")
    figures.show_text([evil, evil])
    for bundle in shown:
        assert "<script" not in bundle["text/html"]
        assert html.escape(evil) in bundle["text/html"]
    assert not re.search(r"<img onerror", shown[0]["text/html"])
    assert [row.partition(",")[0] for row in csv_of(shown[0]["text/html"]).split("\r\n")[2:6]] == [
        "'=HYPERLINK(1)", "'+1", "'-1", "'@a",
    ]  # fmt: skip
    assert "'\t=1," in csv_of(shown[0]["text/html"])
    assert "\n1-1," in csv_of(shown[0]["text/html"])


def test_a_negative_number_stays_a_number(shown: list[dict[str, str]]) -> None:
    figures.show_table(pd.DataFrame({"log_ratio": [-1.5]}), "Ratios.", name="r")
    assert csv_of(shown[0]["text/html"]) == "\ufefflog_ratio\r\n-1.5\r\n"


@pytest.mark.parametrize(
    ("caption", "alt", "name"), [("", "a", "n"), ("c", " ", "n"), ("c", "a", ""), ("c", "a", 'n"')]
)
def test_publish_wants_words(caption: str, alt: str, name: str) -> None:
    with pytest.raises(UserError):
        figures.publish(None, rates("疫情"), caption, alt, name=name)


def test_nothing_to_draw_is_said(shown: list[dict[str, str]]) -> None:
    figures.publish(None, rates(), "C.", "A.", name="none", empty="No article is dated.")
    assert (
        shown[0]["text/html"]
        == '<div class="fangzhi-empty" id="fig-none" role="note">No article is dated.</div>'
    )


@pytest.mark.parametrize("what", ["term_rates", "wordcloud"])
def test_missing_glyphs_fail_or_become_geta(what: str, shown: list[dict[str, str]]) -> None:
    table = rates("元素𠮷")
    with pytest.raises(figures.MissingGlyphError, match=r"𠮷 \(U\+20BB7\)"):
        figures.publish(plotter(what)(table), table, "C.", "A.", name="g", strict=True)
    figure = plotter(what)(table)
    assert figure is not None
    figures.publish(figure, table, "C.", "A.", name="g")
    assert "Not in the font, drawn as 〓: 𠮷 U+20BB7" in shown[-1]["text/html"]
    assert "元素〓" in [text.get_text() for text in drawn(figure)[1]]


def test_tick_labels_are_mended_too() -> None:
    with style():
        figure = Figure()
        figure.subplots().set_xticks([0, 1], labels=["𠮷", "b"])
        assert fonts.replace_missing(figure) == ["𠮷"]
    assert [text.get_text() for text in drawn(figure)[1]][:2] == ["〓", "b"]


def test_a_long_table_is_cut_on_the_page_only(shown: list[dict[str, str]]) -> None:
    table = pd.DataFrame({"n": range(120), "word": [["a", "b"]] * 120})
    figures.show_table(table, "Numbers.", name="n", columns={"n": "Count"})
    markup = shown[0]["text/html"]
    assert markup.count("<tr>") == 51
    assert f">The first 50 of 120 rows{BOX}; the CSV file has all.<" in markup
    assert ">Count</th>" in markup
    assert ">word</th>" not in markup
    assert csv_of(markup).splitlines()[-1] == "119,a; b"


def cells_of(markup: str) -> list[tuple[str | None, str]]:
    """What each cell sorts by, if that is written, and what it shows."""
    found = re.findall(
        r'<td data-label="[^"]*"( data-value="([^"]*)")? style="[^"]*"[^>]*>([^<]*)</td>', markup
    )
    return [(value if written else None, html.unescape(text)) for written, value, text in found]


def test_a_sortable_table_tells_the_script_unrounded_numbers_and_what_is_missing(
    shown: list[dict[str, str]],
) -> None:
    table = pd.DataFrame(
        {
            "share_articles": [0.123456, np.nan],
            "n": pd.array([1234567, None], dtype="Int64"),
            "ratio": [-np.inf, 1e-7],
            "word": ["–", None],
            "words": [["a", "b"], []],
            "day": pd.Series(["2020-02-03", None], dtype="datetime64[s]"),
            "known": [True, False],
            "mixed": [np.float64(0.1), "3"],
        }
    )
    figures.show_table(table, "T.", name="t")
    assert cells_of(shown[0]["text/html"]) == [
        ("0.123456", "12%"), ("1234567", "1,234,567"), ("-Infinity", "-inf"), (None, "–"), (None, "a, b"),
        (None, "2020-02-03"), (None, "yes"), ("0.1", "0.1"),
        ("", "–"), ("", "–"), ("1e-07", "1e-07"), ("", "–"), ("", "–"), ("", "–"), (None, "no"), (None, "3"),
    ]  # fmt: skip


def test_a_sortable_table_is_marked_and_brings_its_words(shown: list[dict[str, str]]) -> None:
    table = pd.DataFrame({"n": range(1200)})
    figures.show_table(table, "N.", name="n", rows=1100)
    figures.show_table(table, "N.", name="n", rows=1200)
    figures.show_table(table.head(3), "N.", name="n")
    figures.show_table(table.head(2), "N.", name="n")
    *sortable, plain = [bundle["text/html"].partition(">")[0] for bundle in shown]
    for figure in sortable:
        assert 'class="fangzhi-figure fangzhi-table fangzhi-sortable"' in figure
        assert {"search", "sort-by", "as-listed", "ascending", "descending"} < set(
            re.findall(r' data-([\w-]+)="[^"]+"', figure)
        )
    assert [re.findall(r'data-count="([^"]*)"', figure) for figure in sortable] == [
        ["{n} of the first 1,100 rows"], ["{n} of 1,200 rows"], ["{n} of 3 rows"],
    ]  # fmt: skip
    assert plain == '<figure id="tbl-n" class="fangzhi-figure fangzhi-table" style="margin:1em 0"'


@pytest.mark.parametrize(
    ("rows", "n_shown", "note"),
    [
        (5, 5, "The first 5 of 120 rows; the CSV file has all."),
        (100, 100, f"The first 100 of 120 rows{BOX}; the CSV file has all."),
        (120, 120, f"120 rows{BOX}."),
        (300, 120, f"120 rows{BOX}."),
    ],
)
def test_as_many_rows_stand_on_the_page_as_are_asked_for(
    rows: int, n_shown: int, note: str, shown: list[dict[str, str]]
) -> None:
    figures.show_table(pd.DataFrame({"n": range(120)}), "N.", name="n", rows=rows)
    markup = shown[0]["text/html"]
    assert [text for _, text in cells_of(markup)] == [str(n) for n in range(n_shown)]
    assert f">{note}</p>" in markup
    assert len(csv_of(markup).splitlines()) == 121


def test_a_table_without_room_for_a_row_is_refused() -> None:
    with pytest.raises(UserError, match="rows=0 shows nothing of n"):
        figures.show_table(pd.DataFrame({"n": [1]}), "N.", name="n", rows=0)


def test_a_year_has_no_comma(shown: list[dict[str, str]]) -> None:
    years = pd.DataFrame(
        {"year": pd.array([2020, None], dtype="Int64"), "n": pd.array([2020, 12345], dtype="Int64")}
    )
    figures.show_table(years, "Years.", name="years")
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", shown[0]["text/html"])
    assert cells == ["2020", "2,020", "–", "12,345"]


def test_shares_are_shown_in_per_cent_whatever_their_heading(shown: list[dict[str, str]]) -> None:
    table = pd.DataFrame({"share_shared": [1.0, 0.524, 0.004, 0.0, None], "tf_idf": [0.524] * 5})
    figures.show_table(
        table, "Shares.", name="shares", columns={"share_shared": "in common", "tf_idf": "weight"}
    )
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", shown[0]["text/html"])
    assert cells[::2] == ["100%", "52%", "0.4%", "0%", "–"]
    assert set(cells[1::2]) == {"0.524"}
    assert "0.524" in csv_of(shown[0]["text/html"])


def test_show_table_names_an_absent_column() -> None:
    with pytest.raises(UserError, match="no column m"):
        figures.show_table(pd.DataFrame({"n": [1]}), "N.", name="n", columns=["m"])


def test_images_are_published_as_png(shown: list[dict[str, str]]) -> None:
    figure = Figure()
    figure.subplots().imshow(np.zeros((2, 2)))
    figures.publish(figure, rates("疫情"), "C.", "A.", name="i")
    assert "data:image/png;base64," in shown[0]["text/html"]


def test_show_text(shown: list[dict[str, str]]) -> None:
    figures.show_text("One & only.")
    figures.show_text(["One.", "", "Two."])
    figures.show_text([])
    assert [bundle["text/html"] for bundle in shown] == [
        '<div class="fangzhi-reading"><p>One &amp; only.</p></div>',
        '<div class="fangzhi-reading"><ul><li>One.</li><li>Two.</li></ul></div>',
    ]
