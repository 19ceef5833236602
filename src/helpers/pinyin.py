"""How Chinese words are read: Hanyu Pinyin with tone marks, one word of it for each word."""

import functools
import re

from helpers.tokens import Tokenizer

__all__ = ["to_pinyin"]

# A syllable that begins so is parted from the one before it: xī'ān is not xiān.
_OPEN = re.compile("[aoeāáǎàōóǒòēéěè]")


def to_pinyin(text: str) -> str:
    """Return the pinyin of a text, its words parted by blanks; what is not Chinese stays as it is.

    A character with several readings is read as in its word; a character without any stays.

    >>> to_pinyin("重庆疫情防控")
    'chóngqìng yìqíng fángkòng'
    >>> to_pinyin("西安APP")
    "xī'ān APP"
    """
    return " ".join(filter(None, map(_read, _tokenizer().cut(text))))


@functools.cache
def _tokenizer() -> Tokenizer:
    """Return a segmenter with its own dictionary alone: the terms of the domain are often two words and more."""
    return Tokenizer(lexicon=False)


def _read(word: str) -> str:
    from pypinyin import Style, lazy_pinyin

    read = ""
    for syllable in lazy_pinyin(word.strip(), style=Style.TONE):
        parted = read and read[-1].isalpha() and _OPEN.match(syllable)
        read += f"'{syllable}" if parted else syllable
    return read
