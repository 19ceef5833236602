"""A figure within a page: what matplotlib's SVG file says, without what would reach beyond the figure."""

import re

import pytest
from matplotlib.figure import Figure

from helpers.figures.inline import inline_svg
from helpers.figures.publish import _saved
from helpers.figures.style import style


def _drawn(left: float = 0.125) -> str:
    with style():
        figure = Figure(figsize=(3, 2), layout="none")
        axes = figure.add_axes((left, 0.2, 0.75, 0.7))
        axes.barh([0, 1], [3, 1], color="#0072B2", url="../terms/a.html")
        axes.text(0, 0, '疫情 <b>&"--', url="../terms/疫情.html")
        axes.plot([0, 1], [0, 1])
    return inline_svg(_saved(figure, "svg", {"Date": None}), "rates")


@pytest.fixture(scope="module")
def markup() -> str:
    return _drawn()


def test_links_work_and_those_with_words_are_labelled(markup: str) -> None:
    words, bars = re.findall(r"<a [^>]*>", markup)[-1], re.findall(r"<a [^>]*>", markup)[0]
    assert re.search(r'href="\.\./terms/疫情\.html" aria-label="疫情 &lt;b&gt;&amp;&quot;- -"', words)
    assert 'href="../terms/a.html" tabindex="-1" aria-hidden="true"' in bars
    assert "_blank" not in markup


def test_names_are_the_figures_own_and_all_are_used(markup: str) -> None:
    ids = re.findall(r' id="([^"]+)"', markup)
    used = set(re.findall(r'(?:url\(|<use href=")#([^")]+)', markup))
    assert len(ids) == len(set(ids))
    assert set(ids) == used
    assert all(name.startswith("rates-") for name in used)


def test_the_last_bits_of_a_layout_change_nothing(markup: str) -> None:
    """Two runs of a layout may differ in them, as the order in which its solver sums is not fixed."""
    assert _drawn(0.125 + 1e-15) == markup


def test_nothing_reaches_beyond_the_figure(markup: str) -> None:
    assert markup.startswith("<svg ")
    for beyond in ("<style", "<?xml", "<!DOCTYPE", "<!--", "metadata", "xmlns:xlink", "\n"):
        assert beyond not in markup
    assert not re.search(r"(?<!,)#[0-9a-fA-F]{6}\b", markup), "every colour is a variable"
