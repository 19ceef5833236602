"""Bytes → text: which encoding, and whether the outcome can be read."""

import codecs
import re

__all__ = ["decode", "replacement_note"]

# Frequent characters of modern Chinese, Simplified and Traditional: what a right decoding is full of.
_COMMON = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而"
    "能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意"
    "进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口"
    "这個來說們為子時會著過學對裡後麼還發當開經頭從動兩長樣現將與進實點種聲話兒問機給幾業間電門東國疫防控市省县區区社党"
)
# Chinese prose has 0.4 and more, a list of names or figures less, bytes that are no text next to nothing.
_LEAST_READABLE = 0.05
_BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"PAR1",
    b"\x1f\x8b",
)
# What is left when UTF-8 or GBK was read as Latin-1 or Windows-1252 and saved again, or lost on the way.
_MOJIBAKE = re.compile(
    r"锟斤拷|烫烫烫|屯屯屯|[\xa1-\xff]{8}"
    r"|(?:[\xc2-\xef][\x80-\xbfŒœŠšŸŽžƒˆ˜\u2013-\u2026‰‹›€™]{1,2}){3}"
)


def decode(data: bytes) -> tuple[str | None, str | None, str | None]:
    """Return (text, encoding, note) of a file's bytes; the text is None when no encoding gives readable text.

    A byte order mark decides; else strict UTF-8; else the one of GB18030, Big5 and UTF-16 whose text holds
    most common Chinese characters, at most one character in a hundred being replaced.
    """
    if data.startswith(_BINARY):
        return None, None, "a binary file, not text"
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _judge(data.decode(name, "replace"), name)
    try:
        return _judge(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    guesses = [(data.decode(name, "replace"), name) for name in ("utf-8", "gb18030", "big5hkscs")]
    if b"\0" in data:
        guesses = [(data.decode(name, "replace"), name) for name in ("utf-16-le", "utf-16-be")]
    text, name = max(guesses, key=lambda guess: _readability(guess[0]))
    if _readability(text) < _LEAST_READABLE:
        return None, None, "no known encoding gives readable text"
    return _judge(text, name)


def _readability(text: str) -> float:
    """Return common characters minus replaced ones, as a share of all that are not ASCII; 1 where all are."""
    beyond = [c for c in text if c > "\x7f"]
    if not beyond:
        return 1.0
    return (sum(c in _COMMON for c in beyond) - 5 * beyond.count("\ufffd")) / len(beyond)


def _judge(text: str, encoding: str) -> tuple[str | None, str | None, str | None]:
    """Accept a decoding, note what was replaced in it, or refuse it with a reason."""
    replaced, n = text.count("\ufffd"), len(text)
    controls = sum(text.count(chr(c)) for c in (*range(0, 9), *range(14, 27)))
    if controls > max(3, n / 100):
        return None, None, "a binary file, not text"
    if replaced > n / 100:
        return None, None, "no known encoding gives readable text"
    if len(_MOJIBAKE.findall(text)) > max(2, n // 500):
        return None, None, "mojibake: the text was decoded wrongly before it was saved"
    return text, encoding, replacement_note(replaced)


def replacement_note(n: int) -> str | None:
    """Say how many characters were replaced, if any."""
    return f"{n} characters could not be decoded and were replaced" if n else None
