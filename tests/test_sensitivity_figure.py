"""The figure of how far findings can be trusted: what breaks is marked, and what cannot change has no number."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from helpers.errors import UserError
from helpers.figures import fonts
from helpers.figures.sensitivity import plot_sensitivity
from helpers.figures.style import WIDTH, style

CHANGES = {
    "segmenter": "other segmenter", "hmm": "no HMM", "lexicon": "no lexicon", "stop_words": "other stop list",
    "copies": "copies counted", "left_out": "one article less", "fewer_topics": "k − 2", "more_topics": "k + 2",
    "seeds": "10 seeds",
}  # fmt: skip
KEY = {
    "overlap": "what comes back", "worst": "the worst run", "rank": "how far ranks agree", "breaks": "it breaks",
    "untouched": "not touched",
}  # fmt: skip
WORDS = CHANGES | KEY
ROW = {
    "finding_id": "f", "subject": "Commonest words", "group": "Frequency", "change": "hmm", "n_runs": 1,
    "overlap": 0.81, "lowest_overlap": 0.81, "rank_agreement": np.nan, "breaks": False,
}  # fmt: skip


def rows(*changed: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([ROW | values for values in changed])


def large(n_findings: int) -> pd.DataFrame:
    """Every kind of cell, under the longest labels."""
    return rows(
        *(
            {
                "finding_id": i, "subject": f"内蒙古 (Inner Mongolia {i})", "group": f"Group {i // 3}", "change": change,
                "n_runs": 10, "overlap": (1.0, 0.95, 0.3, None)[(i + k) % 4], "lowest_overlap": 0.2,
                "rank_agreement": 0.5, "breaks": (i + k) % 4 == 2,
            }
            for i in range(n_findings) for k, change in enumerate(CHANGES)
        )
    )  # fmt: skip


def drawn(table: pd.DataFrame, words: dict[str, str] = WORDS) -> Figure:
    figure = plot_sensitivity(table, words)
    assert figure is not None
    with style(), warnings.catch_warnings():
        warnings.simplefilter("error")
        FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    return figure


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def above_key(figure: Figure) -> list[str]:
    """The words of the grid, without those of the key and its samples."""
    written = texts(figure)
    return written[: written.index("what comes back") - 2]  # two samples of the colour stand before it


def tiles(figure: Figure) -> list[Rectangle]:
    """The cells of the grid, as drawn, without the samples in the key."""
    high = [p for p in figure.findobj(Rectangle) if p.get_height() == 0.34 and p is not figure.patch]
    key = next(t for t in figure.findobj(Text) if t.get_text() == "what comes back").get_position()[1]
    return [tile for tile in high if tile.get_y() + 0.34 < key]


def bars(figure: Figure) -> list[float]:
    """How full the bars of the grid are: each is a faint track with the bar upon it."""
    key = next(t for t in figure.findobj(Text) if t.get_text() == "what comes back").get_position()[1]
    found = [p for p in figure.findobj(Rectangle) if p.get_height() == 0.05 and p.get_y() < key]
    return [bar.get_width() / track.get_width() for track, bar in zip(found[::2], found[1::2], strict=True)]


def test_a_cell_that_breaks_has_a_border_and_the_key_says_so() -> None:
    figure = drawn(rows({"overlap": 0.4, "breaks": True}, {"change": "copies"}))
    assert [tile.get_linewidth() > 1 for tile in tiles(figure)] == [True, False]
    assert "it breaks" in texts(figure)
    whole = drawn(rows({}, {"change": "copies", "breaks": pd.NA}))
    assert not any(tile.get_linewidth() for tile in tiles(whole))
    assert "it breaks" not in texts(whole)


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, np.inf, "?"])
def test_what_cannot_be_touched_has_a_dash_and_neither_number_nor_colour_nor_border(missing: Any) -> None:
    untouched = {"change": "seeds", "overlap": missing, "lowest_overlap": 0.3, "n_runs": 9, "breaks": True}
    figure = drawn(rows({}, untouched | {"rank_agreement": 0.7}))
    assert above_key(figure)[-2:] == ["81", "–"]
    assert len(tiles(figure)) == 1
    assert bars(figure) == []
    assert {"it breaks", "the worst run", "how far ranks agree"}.isdisjoint(texts(figure))
    assert "not touched" in texts(figure)


def test_a_pair_that_the_table_lacks_is_empty() -> None:
    figure = drawn(rows({}, {"finding_id": "g", "change": "copies"}))
    assert len(tiles(figure)) == 2
    assert "–" not in texts(figure)


@pytest.mark.parametrize(
    ("n_runs", "overlap", "lowest", "numbers"),
    [
        (10, 0.9, 0.7, ["90", "↓70"]),
        (1, 0.9, 0.7, ["90"]),
        (10, 0.9, 0.9, ["90"]),
        (10, 0.901, 0.899, ["90"]),
        (10, 0.9, None, ["90"]),
        (2, 1, 0, ["100", "↓0"]),
        (1, 0, 0, ["0"]),
    ],
)
def test_the_worst_run_is_written_where_it_is_lower(
    n_runs: int, overlap: float, lowest: float | None, numbers: list[str]
) -> None:
    figure = drawn(rows({"n_runs": n_runs, "overlap": overlap, "lowest_overlap": lowest}))
    assert above_key(figure)[-len(numbers) :] == numbers
    assert above_key(figure)[-len(numbers) - 1] == "Frequency"
    assert ("the worst run" in texts(figure)) == (len(numbers) == 2)


def test_the_bar_is_as_full_as_ranks_agree() -> None:
    agreements = [1, 0.5, 0, -0.5, None]
    table = rows(*({"change": c, "rank_agreement": tau} for c, tau in zip(CHANGES, agreements, strict=False)))
    assert bars(drawn(table)) == pytest.approx([1, 0.5, 0, 0])
    assert "how far ranks agree" in texts(drawn(table))
    assert "how far ranks agree" not in texts(drawn(table.assign(rank_agreement=None)))


def test_the_more_comes_back_the_darker_the_cell() -> None:
    shares = [0, 0.25, 0.5, 0.75, 1]
    figure = drawn(rows(*({"change": c, "overlap": s} for c, s in zip(CHANGES, shares, strict=False))))
    light = [sum(to_rgb(tile.get_facecolor())) for tile in tiles(figure)]
    assert light == sorted(light, reverse=True)
    assert len(set(light)) == len(shares)


def test_order_is_that_of_the_table_and_a_group_is_named_once() -> None:
    places = [
        ("z", "江西 (Jiangxi)", "Provinces"),
        ("a", "湖北 (Hubei)", "Provinces"),
        ("m", "Topics", "Structure"),
    ]
    table = rows(
        *(
            {"finding_id": f, "subject": s, "group": g, "change": c}
            for c in ("seeds", "copies", "unnamed")
            for f, s, g in places
        )
    )
    figure = drawn(table)
    at = {text.get_text(): text.get_position() for text in figure.findobj(Text)}
    down = [
        "10 seeds",
        "Provinces",
        "江西 (Jiangxi)",
        "湖北 (Hubei)",
        "Structure",
        "Topics",
        "what comes back",
    ]
    heights = [at[word][1] for word in down]
    assert heights == sorted(heights)
    assert at["10 seeds"][0] < at["copies counted"][0] < at["unnamed"][0]
    assert [texts(figure).count(group) for group in ("Provinces", "Structure")] == [1, 1]


def test_hostile_text_is_only_text() -> None:
    evil = "$x_1$ <b>\n\x00𠮷"
    figure = plot_sensitivity(rows(dict.fromkeys(("finding_id", "subject", "group", "change"), evil)), WORDS)
    assert figure is not None
    assert texts(figure).count("$x_1$ <b> 𠮷") == 3
    assert not any(text.get_parse_math() for text in figure.findobj(Text) if text.get_text())
    assert fonts.replace_missing(figure) == ["𠮷"]


@pytest.mark.parametrize("n_findings", [1, 3, 16])
def test_words_lie_inside_the_figure_and_those_of_a_cell_inside_it(n_findings: int) -> None:
    figure = drawn(large(n_findings))
    width, height = figure.canvas.get_width_height()
    assert figure.get_figwidth() == WIDTH
    numbers = []
    for text in figure.findobj(Text):
        if not text.get_text():
            continue
        x0, y0, x1, y1 = text.get_window_extent().extents
        assert min(x0, y0, width - x1, height - y1) >= -1, text
        numbers += [x1 - x0] if text.get_text().strip("↓").isdigit() else []
    cell = min(tile.get_window_extent().width for tile in tiles(figure))
    assert max(numbers) <= cell


@pytest.mark.parametrize("table", [rows({}).head(0), rows({"overlap": None}), rows({"change": None})])
def test_nothing_to_draw_is_none(table: pd.DataFrame) -> None:
    assert plot_sensitivity(table, WORDS) is None


def test_the_table_is_left_alone_and_gives_the_same_figure_twice() -> None:
    table = large(4)
    before = table.copy()
    assert texts(drawn(table)) == texts(drawn(table))
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("column", ROW)
def test_a_missing_column_is_named(column: str) -> None:
    with pytest.raises(UserError, match=f"no column {column};"):
        plot_sensitivity(rows({}).drop(columns=column), WORDS)
