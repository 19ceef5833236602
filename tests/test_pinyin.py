import pytest

from helpers.pinyin import to_pinyin


@pytest.mark.parametrize(
    ("text", "pinyin"),
    [
        ("疫情防控", "yìqíng fángkòng"),
        ("重庆", "chóngqìng"),
        ("西安", "xī'ān"),
        ("行长", "hángzhǎng"),
        ("網格員", "wǎnggé yuán"),
        ("核酸检测", "hésuān jiǎncè"),
        ("ICU病房", "ICU bìngfáng"),
        ("2020年", "2020 nián"),
        ("𠮷", "𠮷"),
        ("", ""),
    ],
)
def test_words_are_read_with_tone_marks(text, pinyin):
    assert to_pinyin(text) == pinyin
