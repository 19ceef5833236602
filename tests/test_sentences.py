"""The sentence around a mention: where it begins and ends, and what of it may be quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.sentences import find_sentence

ENDS, CLOSING = "。！？；\n", "”’」』）)"


def around(text, mention, at=None):
    start = text.index(mention) if at is None else at
    return find_sentence(text, start, start + len(mention))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("社区", "社区"),
        ("前一句。社区防疫，人人有责。后一句。", "社区防疫，人人有责。"),
        ("真的吗？社区好！是；", "社区好！"),
        ("标题\n社区开会\n下一段", "社区开会"),
        ("他说：“好。”社区都好。", "社区都好。"),  # the closing quote is of the sentence before
        ("他说：“社区好。”众人笑。", "他说：“社区好。”"),
        ("上文。\n\u3000\u3000社区开门。 \n", "社区开门。"),
        ("（见社区。）下文", "（见社区。）"),
        ("见社区\n）下文", "见社区"),
    ],
)
def test_a_sentence_begins_and_ends_at_marks_and_lines(text, words):
    sentence = around(text, "社区")
    assert (sentence.words, text[sentence.start : sentence.end]) == (words, words)


@pytest.mark.parametrize(
    ("before", "after", "words", "at"),
    [
        (118, 0, "甲" * 118 + "社区", 118),
        (119, 0, "…" + "甲" * 118 + "社区", 119),
        (0, 119, "社区" + "乙" * 118 + "…", 0),
        (58, 62, "甲" * 58 + "社区" + "乙" * 60 + "…", 58),
        (200, 200, "…" + "甲" * 59 + "社区" + "乙" * 59 + "…", 60),
    ],
)
def test_a_long_sentence_is_quoted_around_its_mention(before, after, words, at):
    text = "甲" * before + "社区" + "乙" * after
    assert around(text, "社区") == (0, len(text), words, at)


def test_a_mention_as_long_as_a_quotation_is_quoted_whole():
    text = "甲" * 200 + "社" * 120 + "乙" * 200
    assert around(text, "社" * 120)[2:] == ("…" + "社" * 120 + "…", 1)


def test_no_end_is_looked_for_far_away():
    text = "甲" * 5000 + "社区" + "乙" * 5000
    sentence = around(text, "社区")
    assert (sentence.start, sentence.end) == (4000, 6002)


@given(st.text("甲乙。；\n 　”）", max_size=300), st.text("社区。\n", min_size=1, max_size=9), st.data())
def test_offsets_hold_and_a_sentence_ends_once(text, mention, data):
    at = data.draw(st.integers(0, len(text)))
    text = text[:at] + mention + text[at:]
    sentence = around(text, mention, at)
    assert sentence.start <= at < at + len(mention) <= sentence.end
    assert sentence.words[sentence.at : sentence.at + len(mention)] == mention
    before, after = text[sentence.start : at], text[at + len(mention) : sentence.end]
    assert not set(before) & set(ENDS)
    assert not set(after.rstrip(CLOSING)[:-1]) & set(ENDS)
    whole, quoted = text[sentence.start : sentence.end], sentence.words.strip("…")
    assert quoted in whole
    assert len(quoted) == min(len(whole), 120)
    assert (sentence.words == whole) == (len(whole) <= 120)
