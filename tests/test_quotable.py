"""What may be quoted of a text that is not published: how much, where, and the same of every copy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.quotable import (
    FEW,
    MOST_OF_PIECE,
    SHARE,
    bound_quotation,
    find_quotable,
    quote_passage,
    quote_sentence,
)

TEXT = "".join(
    f"第{i}天，{who}在{where}值守，登记了{i * 7}名返乡人员，还替老人买菜送药。"
    for i, (who, where) in enumerate(zip("甲乙丙丁戊己庚辛壬癸" * 3, "东南西北中" * 6, strict=True), start=1)
)


def allowed(text):
    """The characters of a text that lie in a piece which may be quoted."""
    return {at for at in range(len(text)) if find_quotable(text, at, at + 1)}


def pieces(text):
    return {text[slice(*piece)] for at in range(len(text)) if (piece := find_quotable(text, at, at + 1))}


def test_a_quarter_of_a_text_may_be_quoted_in_pieces_from_all_over_it():
    assert SHARE * len(TEXT) - MOST_OF_PIECE < len(allowed(TEXT)) <= SHARE * len(TEXT)
    assert all(3 < len(piece) <= MOST_OF_PIECE for piece in pieces(TEXT))
    assert min(allowed(TEXT)) < len(TEXT) / 4
    assert max(allowed(TEXT)) > 3 * len(TEXT) / 4


@pytest.mark.parametrize(
    "copy",
    [
        "新华社电（记者张三）" + TEXT,
        TEXT.replace("，", ",").replace("。", "。\n"),
        "\u3000\u3000" + TEXT.replace("。", "。\n\u3000\u3000"),
        TEXT + "责任编辑：李四。",
    ],
    ids=["dateline", "punctuation", "paragraphs", "ending"],
)
def test_of_a_reprint_the_same_pieces_are_quoted(copy):
    def words(text):
        return {"".join(filter(str.isalnum, piece)) for piece in pieces(text)}

    assert len(words(TEXT) ^ words(copy)) <= 2, "where what fits in is a little more or less"


def test_of_a_copy_in_traditional_characters_the_same_pieces_are_quoted():
    simplified = "".join(f"第{i}天，医务人员赶赴武汉支援，社区党员干部为{i}户群众送药。" for i in range(20))
    traditional = "".join(f"第{i}天，醫務人員趕赴武漢支援，社區黨員幹部為{i}戶群眾送藥。" for i in range(20))
    assert allowed(simplified) == allowed(traditional) != set()


@pytest.mark.parametrize("text", ["", "\n\n", "。。。", "社区", "社区开门。", "长" * 50])
def test_a_text_of_one_piece_is_not_quoted(text):
    assert allowed(text) == set()


def test_of_a_short_text_half_may_be_quoted():
    text = "社区开门了。网格员上门。企业复工了。群众安心了。"
    assert 0 < len(allowed(text)) <= len(text) / 2


def test_a_long_run_without_an_end_is_quoted_in_parts():
    text = "".join(chr(0x4E00 + i) for i in range(1000))
    assert 0 < len(allowed(text)) <= 250
    assert {len(piece) for piece in pieces(text)} == {MOST_OF_PIECE}


@pytest.mark.parametrize("whole", [True, False])
def test_the_words_of_a_sentence_hold_the_mention_where_they_say(whole):
    for start in range(len(TEXT) - 2):
        sentence = quote_sentence(TEXT, start, start + 2, whole=whole)
        if sentence.start <= start and start + 2 <= sentence.end:
            assert sentence.words[sentence.at : sentence.at + 2] == TEXT[start : start + 2]
        assert whole or len(sentence.words.strip("…")) <= MOST_OF_PIECE


def test_elsewhere_a_few_characters_are_quoted_around_a_mention_within_its_sentence():
    start = next(at for at in range(len(TEXT)) if TEXT.startswith("返乡", at) and at not in allowed(TEXT))
    sentence = quote_sentence(TEXT, start, start + 2, whole=False)
    assert sentence.words == f"…{TEXT[start - 5 : start + 7]}…"
    assert quote_sentence("社区开门。", 0, 2, whole=False).words == "社区开门。"
    long = TEXT[start : start + 20]
    assert quote_sentence(TEXT, start, start + 20, whole=False).words == f"…{long}…"


def test_of_a_passage_the_first_piece_is_quoted():
    first = min(allowed(TEXT))
    piece = TEXT[slice(*find_quotable(TEXT, first, first + 1))]
    assert quote_passage(TEXT, 0, len(TEXT)).strip("…") == piece
    assert quote_passage(TEXT, 0, first + 1) is None


WORDS = st.text(st.sampled_from("社区企业复工防控，。；！\n”（）a1 \u3000"), max_size=400)


@given(WORDS, st.integers(0, 400), st.integers(0, 20))
def test_no_more_is_quoted_than_a_quarter_and_a_few_characters(text, start, length):
    assert len(allowed(text)) <= max(SHARE * len(text), min(MOST_OF_PIECE, len(text) / 2))
    start = min(start, len(text))
    end = min(start + length, len(text))
    low, high = bound_quotation(text, start, end)
    assert 0 <= low <= start <= end <= high <= len(text)
    assert find_quotable(text, start, end) or high - low <= max(FEW, end - start)
