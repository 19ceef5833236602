"""Text that was decoded wrongly before it was saved, or lost its characters then: found, and named."""

import functools
import re

from helpers.reading.plausibility import plausibility

__all__ = ["count_traces", "find_mojibake"]

_WRONG = "mojibake: the text was decoded wrongly before it was saved"
_LOST = "mojibake: the characters were lost before the text was saved"
_REMEDY = "get the file again from its source"
# What is left when UTF-8 or GBK was read as Latin-1 or Windows-1252 and saved again, or lost on the way.
_BYTES = r"[\x80-\xbfŒœŠšŸŽžƒˆ˜\u2013-\u2026‰‹›€™]{1,2}"
_TRACES = re.compile(
    r"[锟烫屯\xa1-\xff](?:"  # a set first, which is searched for fast
    r"(?<=锟)(?:斤拷|截)|(?<=烫)烫烫|(?<=屯)屯屯|(?<=[\xa1-\xff])[\xa1-\xff]{7}"
    rf"|(?<=[\xc2-\xef]){_BYTES}(?:[\xc2-\xef]{_BYTES}){{2}})"
)
_NO_WORDS = re.compile(r"[\x00-\x7f\ufffd]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
# (how it was read, how it was written): undoing the error gives Chinese.
_ERRORS = (
    ("gb18030", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "gb18030"), ("cp1252", "gb18030"),
    ("big5hkscs", "utf-8"), ("gb18030", "big5hkscs"), ("big5hkscs", "gb18030"), ("cp932", "utf-8"), ("cp932", "gb18030"),
    ("koi8-r", "utf-8"), ("mac_roman", "utf-8"), ("cp437", "utf-8"), ("cp437", "gb18030"),
)  # fmt: skip
_NAMES = {
    "gb18030": "GBK",
    "utf-8": "UTF-8",
    "latin-1": "Latin-1",
    "cp1252": "Windows-1252",
    "big5hkscs": "Big5",
}
_LEAST_GAIN = 0.3
_LEAST_KEPT = 0.6  # of the characters, when the error is undone
_LEAST_WORDS = 8  # characters beyond ASCII; fewer say nothing
_LEAST_MARKS = 8
_TAGS = re.compile(r"<[^<>]*>|https?://[^\s\"'<>]+")


@functools.cache
def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def count_traces(lines: str) -> int:
    """Return how many traces of wrong decoding stand in lines of a text."""
    return len(_TRACES.findall(lines))


def find_mojibake(part: str, n_traces: int, n_chars: int) -> str | None:
    """Return a reason where a text is mojibake, else None: by a sample of it, its traces of wrong decoding, and its length.

    It is where undoing an error that programs make turns its characters into much more plausible ones, where it
    is full of the traces of such an error, or where question marks stand in for most words.
    """
    before = plausibility(part.replace("\ufffd", ""))
    words = _NO_WORDS.sub("", part) if before < 0.55 else ""
    if len(words) >= _LEAST_WORDS:
        n_han = len(_HAN.findall(words))
        for read, written in _ERRORS:
            if "gb18030" in (read, written) and "big5hkscs" in (read, written) and n_han < 0.6 * len(words):
                continue  # other scripts stand where the other encoding has common characters
            known = "".join(c for c in words if _encodes(c, read))
            undone = known.encode(read).decode(written, "replace")
            right = undone.replace("\ufffd", "")
            kept = len(known) >= _LEAST_KEPT * len(words) and len(right) >= _LEAST_KEPT * len(undone)
            if kept and len(right) >= 3 and plausibility(right) > max(0.45, before + _LEAST_GAIN):
                how = f" ({_NAMES.get(written, written)} read as {_NAMES.get(read, read)})"
                return f"{_WRONG}{how}; {_REMEDY}"
    if n_traces > max(2, n_chars // 500):
        return f"{_WRONG}; {_REMEDY}"
    if part.count("?") < _LEAST_MARKS:
        return None
    plain = _TAGS.sub("", part)
    marks = plain.count("?")
    if (
        marks >= _LEAST_MARKS
        and marks > 0.25 * sum(not c.isspace() for c in plain)
        and len(re.findall(r"\?\?", plain)) >= 3
    ):
        return f"{_LOST} (only question marks are left of them); {_REMEDY}"
    return None
