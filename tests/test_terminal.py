"""Text for a terminal: nothing in it is obeyed, nothing of it is lost, and no line is too wide."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.terminal import cut, harmless, pad, width, wrap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("江西省 疫情", "江西省 疫情"),
        ("甲\r\n\t乙\u3000\u2028丙", "甲 乙 丙"),
        ("\x1b[2J\x1b]0;x\x07", "␛[2J␛]0;x␇"),
        ("a\x7f\x9b31m\u202eb\u200b", "a␡\\u009b31m\\u202eb\\u200b"),
        ("\ud800", "\\ud800"),
    ],
)
def test_harmless(text, expected):
    assert harmless(text) == expected


@given(st.text())
def test_nothing_invisible_is_left(text):
    shown = harmless(text)
    assert not any(unicodedata.category(c)[0] == "C" or c in "\u2028\u2029" for c in shown)
    assert harmless(shown) == shown
    shown.encode("utf-8")


@pytest.mark.parametrize(("text", "columns"), [("", 0), ("abc", 3), ("国a，", 5), ("e\u0301", 1)])
def test_width(text, columns):
    assert width(text) == columns


@given(st.text(alphabet="甲乙，a b-\u0301😀", max_size=60), st.integers(4, 30))
def test_wrapping_keeps_every_character_and_no_line_is_too_wide(text, columns):
    lines = wrap(text, columns, " ", "  ")
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_wrapping_breaks_between_words_and_between_wide_characters():
    assert wrap("one two 三四五 six", 9, "- ", "  ") == ["- one two", "  三四五", "  six"]
    assert wrap("", 9, "- ") == []


def test_a_long_text_is_cut_in_one_pass():
    assert cut("甲" * 1_000_000, 9) == "甲甲甲甲…"
    assert cut("e\u0301" * 9, 3) == "e\u0301e\u0301…"


@given(st.text(alphabet="甲a", max_size=20), st.integers(2, 12))
def test_cut_and_pad(text, columns):
    assert width(cut(text, columns)) <= columns
    assert cut(text, 40) == text
    assert width(pad(cut(text, columns), columns)) == columns
    assert pad(text, 41, right=True).endswith(text)
