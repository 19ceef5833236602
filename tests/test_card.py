"""The card: its size, its words within their room, and the same bytes for the same words."""

import io

import pytest
from PIL import Image, ImageChops

from helpers.figures import card, fonts
from helpers.figures.card import draw_card

FACTS = {"documents": "5", "articles": "17", "provinces": "5", "characters": "36,591"}
TITLES = [
    "防控",
    "Five provinces, two outbreaks",
    "江西省疫情防控新闻汇编" * 27,
    "A" * 300,
    "word " * 60,
    "𠀀 <script> $x$ {{ }}",
]


def opened(content):
    return Image.open(io.BytesIO(content)).convert("RGB")


@pytest.mark.parametrize("title", TITLES)
def test_a_title_of_any_length_stays_in_its_room(title):
    picture = opened(draw_card(title, FACTS, "2020-01-29 to 2022-05-25"))
    assert picture.size == (1200, 630)
    bare = opened(draw_card("", FACTS, "2020-01-29 to 2022-05-25"))
    left, top, right, bottom = ImageChops.difference(picture, bare).getbbox()
    assert left >= 70
    assert right <= 1000
    assert top >= 110
    assert bottom <= 470


@pytest.mark.parametrize("title", TITLES)
def test_lines_lose_no_word_and_are_no_wider_than_their_room(title):
    lines = card._broken(title, 26)
    assert all(fonts.text_width(line.rstrip()) <= 26 for line in lines)
    assert "".join("".join(lines).split()) == "".join(title.split())


def test_numbers_without_room_are_left_out():
    huge = {f"kind {number}": "99,999,999" for number in range(9)}
    picture = opened(draw_card("Title", huge))
    paper = opened(draw_card("Title", {}))
    assert ImageChops.difference(picture, paper).getbbox()[2] <= 1000


def test_the_same_words_give_the_same_bytes():
    assert draw_card("疫情", FACTS) == draw_card("疫情", FACTS)
    assert draw_card("疫情", FACTS) != draw_card("防控", FACTS)
