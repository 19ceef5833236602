"""Glyphs at places of a page, and the text that they make."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reading.layout import Glyph, join, page_text

S = "全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全。连日来，党员干部冲锋在前。"


def line(text, left, top, size=10.0):
    """Return the glyphs of a line; a Latin letter is half as wide as it is high."""
    glyphs, x = [], left
    for character in text:
        width = size if ord(character) > 0x2E7F else size / 2
        glyphs.append(Glyph(character, x, top, x + width, top + size))
        x += width
    return glyphs


def paragraph(text, left, top, n, size=10.0, indent=2, pitch=16.0):
    """Return the glyphs of a paragraph with n characters in a line."""
    first = n - indent
    lines = [text[:first], *(text[i : i + n] for i in range(first, len(text), n))]
    return [
        glyph
        for i, words in enumerate(lines)
        for glyph in line(words, left + (0 if i else indent * size), top + i * pitch, size)
    ]


def test_lines_of_a_paragraph_are_put_together():
    glyphs = paragraph(S, 50, 100, 20) + paragraph(S, 50, 148, 20)
    assert page_text(glyphs) == f"{S}\n{S}"
    assert page_text(glyphs[::-1]) == f"{S}\n{S}"


def test_a_short_last_line_ends_a_paragraph_without_an_indent():
    glyphs = paragraph(S, 50, 100, 20, indent=0) + paragraph(S, 50, 148, 20, indent=0)
    assert page_text(glyphs) == f"{S}\n{S}"


def test_a_wide_space_is_a_blank_line():
    assert page_text(paragraph(S, 50, 100, 20) + paragraph(S, 50, 180, 20)) == f"{S}\n\n{S}"


def test_larger_lines_stay_alone_and_a_headline_of_two_lines_is_one():
    head = line("关于做好春耕备耕", 70, 40, 20) + line("工作的通知", 100, 66, 20)
    assert page_text(head + paragraph(S, 50, 100, 20)) == f"关于做好春耕备耕工作的通知\n{S}"


def test_rows_of_a_table_have_tabs():
    rows = [("地区", "确诊", "治愈"), ("南昌市", "12", "3"), ("九江市", "7", "1")]
    glyphs = [
        glyph
        for i, row in enumerate(rows)
        for j, cell in enumerate(row)
        for glyph in line(cell, 60 + 60 * j, 200 + 16 * i)
    ]
    assert page_text(paragraph(S, 50, 100, 20) + glyphs).split("\n")[-3:] == ["\t".join(row) for row in rows]


@pytest.mark.parametrize("gutter", [20, 12])
def test_columns_are_read_one_after_the_other(gutter):
    head = line("两栏的一页上面的标题", 60, 40, 16)
    left, right = "左" + S * 2, "右" + S * 2
    glyphs = paragraph(left, 50, 100, 16) + paragraph(right, 50 + 160 + gutter, 100, 16)
    text = page_text(sorted(head + glyphs, key=lambda g: g.top))
    assert [part for part in text.split("\n") if part] == ["两栏的一页上面的标题", left, right]


def test_a_foot_below_columns_belongs_to_neither():
    left, right = "左" + S * 2, "右" + S * 2
    glyphs = paragraph(left, 50, 100, 16) + paragraph(right, 230, 100, 16)
    foot = line("example.org", 50, 400) + line("1/3", 380, 400)
    assert [part for part in page_text(glyphs + foot).split("\n") if part] == [
        left,
        right,
        "example.org\t1/3",
    ]


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [("全市", "各级", "全市各级"), ("the local", "government", "the local government"), ("infor-", "mation", "information"),
     ("COVID-", "19", "COVID- 19"), ("共3", "人", "共3人")],
)  # fmt: skip
def test_join(above, below, joined):
    assert join(above, below) == joined


def test_bold_by_printing_twice_is_one_character_and_a_ligature_is_two():
    twice = [
        g
        for glyph in line("标题", 50, 50)
        for g in (glyph, glyph._replace(left=glyph.left + 0.4, right=glyph.right + 0.4))
    ]
    assert page_text(twice) == "标题"
    assert page_text([Glyph("f", 50, 50, 55, 60), Glyph("f", 50, 50, 55, 60)]) == "ff"


GLYPHS = st.builds(
    lambda c, x, y, size: Glyph(c, x, y, x + size, y + size),
    st.sampled_from("中文字ab1。"), st.integers(0, 12).map(lambda i: 50.0 * i), st.floats(-50, 800), st.floats(1, 30),
)  # fmt: skip


@given(st.lists(GLYPHS, max_size=60, unique_by=lambda g: (g.text, g.left)))
def test_no_glyph_is_lost(glyphs):
    assert Counter(c for c in page_text(glyphs) if not c.isspace()) == Counter(g.text for g in glyphs)
