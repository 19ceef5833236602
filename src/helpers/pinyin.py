"""How Chinese is said: pinyin with tone marks."""

__all__ = ["to_pinyin"]


def to_pinyin(text: str) -> str:
    """Return the pinyin of a word with tone marks, its syllables written together; what is not Chinese stays as it is.

    >>> to_pinyin("西安")
    "xī'ān"
    """
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(text, style=Style.TONE)
    # An apostrophe keeps apart what would be read as one syllable.
    return "".join(("'" if i and s[0] in "aāáǎàoōóǒòeēéěè" else "") + s for i, s in enumerate(syllables))
