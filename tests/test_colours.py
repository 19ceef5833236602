"""Colours on dark paper: seen as well as on light paper, in the same order, and of the same hue."""

import colorsys
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.colours import as_variables, dark_values, to_dark
from helpers.figures import style

PAPER, PAGE = "#ffffff", "#14181e"
INK = set(re.findall(r"\b[0-9A-F]{6}\b", (files("helpers.lexicons") / "fangzhi.mplstyle").read_text("utf-8")))


def rgb(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    lights = []
    for colour in (one, other):
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(colour)
        ]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.parametrize("colour", style.COLOURS)
def test_marks_are_seen_in_the_dark_and_keep_their_hue(colour: str) -> None:
    dark = to_dark(colour)
    assert contrast(dark, PAGE) >= 3
    hues = [colorsys.rgb_to_hls(*rgb(c))[0] for c in (colour, dark)]
    assert min(abs(hues[0] - hues[1]), 1 - abs(hues[0] - hues[1])) < 0.06


def test_words_are_read_in_the_dark_and_lines_stay_faint() -> None:
    assert {"1F2328", "59616B"} <= INK
    for colour in ("#1F2328", style.GREY):
        assert contrast(to_dark(colour), PAGE) >= 7
    for colour in ("#E4E7EB", style.FAINT):
        assert contrast(to_dark(colour), PAGE) < 3


@given(st.integers(0, 255), st.integers(0, 255))
def test_light_and_dark_change_places(one: int, other: int) -> None:
    greys = [f"#{value:02x}{value:02x}{value:02x}" for value in sorted((one, other))]
    darker, lighter = (rgb(to_dark(grey))[0] for grey in greys)
    assert darker >= lighter


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_has_a_counterpart(number: int) -> None:
    assert re.fullmatch("#[0-9a-f]{6}", to_dark(f"#{number:06x}"))


def test_a_drawing_names_its_colours_and_a_page_gives_them_values() -> None:
    text = as_variables("fill: #0072B2; stroke: #ffffff; clip: url(#p6ec4537dc1)")
    assert text == (
        "fill: var(--fz-0072b2,#0072b2); stroke: var(--fz-ffffff,#ffffff); clip: url(#p6ec4537dc1)"
    )
    assert dark_values(text + text) == f"--fz-0072b2:{to_dark('#0072b2')};--fz-ffffff:{to_dark('#ffffff')};"
    assert dark_values("no drawing") == ""


@pytest.mark.parametrize(
    ("pale", "full", "white_from"), [("#FFFFFF", style.BLUE, 0.9), ("#F1F7FB", style.SKY, 1.1)]
)
def test_numbers_on_shaded_cells_are_read_in_the_dark(pale: str, full: str, white_from: float) -> None:
    """The two scales of the figures, with the ink that they take for each shade."""
    for share in (step / 50 for step in range(51)):
        mixed = [a + share * (b - a) for a, b in zip(rgb(pale), rgb(full), strict=True)]
        ground = "#" + "".join(f"{round(255 * part):02x}" for part in mixed)
        ink = "#ffffff" if share > white_from else "#000000"
        assert contrast(to_dark(ink), to_dark(ground)) >= 3, share
