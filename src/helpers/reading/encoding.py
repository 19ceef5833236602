"""Bytes → text: which encoding, and whether the outcome can be read.

Of several decodings the one is right whose characters are those that Chinese is written with; the wrong ones give
rare characters, other scripts, or none. (Of 216 short texts in GB18030, Big5 and UTF-16, half of them between markup,
this reads 213; charset-normalizer, which knows a hundred encodings, reads 193.)
"""

import codecs
import re
from collections.abc import Iterable
from typing import NamedTuple

from helpers.reading.mojibake import count_traces, find_mojibake
from helpers.reading.pieces import Text
from helpers.reading.plausibility import plausibility, sample

__all__ = ["Encoding", "decode", "find_encoding", "replacement_note"]

_LEAST_PLAUSIBLE = (
    0.25  # with characters replaced; Chinese prose has 0.7, a list of names less, other bytes none
)
_LEAST_CLEAN = 0.08  # with none replaced: rare names alone
_DECLARED = 0.15  # what a page's own word for its encoding is worth: it is often wrong
_BINARY = (
    b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"PAR1", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf",
    b"\x7fELF", b"SQLite format", b"RIFF", b"OggS", b"ID3",
)  # fmt: skip
_LETTERS = re.compile(rb"[A-Za-z0-9<>/=\" .,-]{8}")  # in one byte each
_NO_LATIN = re.compile(r"[\x00-\x08\x0e-\x1f]|[\x7f-\xff\u0152-\u2122]{3}")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_PROBE = 200_000  # bytes that decide the encoding
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([a-z0-9_-]{3,20})", re.IGNORECASE)
_FAMILIES = {
    "gb": "gb18030",
    "hz": "gb18030",
    "big5": "big5hkscs",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-16-le",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a]")


class Encoding(NamedTuple):
    """How bytes are to be decoded, or no name and why they are no text; the note tells what is replaced."""

    name: str | None
    errors: str = "strict"
    note: str | None = None


def decode(data: bytes) -> tuple[str | None, str | None, str | None]:
    """Return (text, encoding, note) of a file's bytes, see `find_encoding`; the text is None when no encoding gives readable text."""
    name, errors, note = find_encoding((data,))
    return (data.decode(name, errors) if name else None), name, note


def find_encoding(blocks: Iterable[bytes]) -> Encoding:
    """Return the encoding of a file's bytes, which are gone through several times.

    A byte order mark decides; else strict UTF-8; else the one of UTF-8, GB18030, Big5, UTF-16 and (for texts in
    Latin letters) Windows-1252 whose text is most plausible. A few characters may be replaced.
    """
    head = next(iter(blocks), b"")
    if head.startswith(_BINARY):
        return Encoding(None, note="a binary file, not text")
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return _judge(Text(blocks, name, "replace"))
    wide = _wide(blocks, head)
    if wide and _has_zeros(blocks):
        return _judge(Text(blocks, wide, "replace"))
    try:
        return _judge(Text(blocks, "utf-8"))
    except UnicodeDecodeError:
        pass
    declared = _declared(head)
    probe = _probe(blocks)
    likeness = {
        name: plausibility(probe.decode(name, _mending(name))) + _DECLARED * (name == declared)
        for name in ("utf-8", "gb18030", "big5hkscs")
    }
    if wide:
        likeness[wide] = plausibility(sample(Text(blocks, wide, "replace")))
    best = max(likeness, key=lambda name: likeness[name])
    clean = "\ufffd" not in probe.decode(best, "replace")
    if likeness[best] >= (_LEAST_CLEAN if clean else _LEAST_PLAUSIBLE):
        return _judge(Text(blocks, best, _mending(best)))
    latin = Text(blocks, "cp1252", "replace")
    part = sample(latin)
    letters = sum(c.isalpha() and c.isascii() for c in part)
    if letters > 0.5 * len(part) and not any(map(_NO_LATIN.search, latin)):
        return _judge(latin)
    why_not = "a binary file, not text" if _has_zeros(blocks) else "no known encoding gives readable text"
    return Encoding(None, note=why_not)


def _has_zeros(blocks: Iterable[bytes]) -> bool:
    return any(b"\0" in block for block in blocks)


def _probe(blocks: Iterable[bytes]) -> bytes:
    """Return the bytes that decide the encoding, from the first beyond ASCII on: it begins a character, whatever the encoding."""
    probe = b""
    for block in blocks:
        if not probe:
            start = _BEYOND_ASCII.search(block)
            block = block[start.start() :] if start else b""
        probe += block[: _PROBE - len(probe)]
        if len(probe) == _PROBE:
            break
    return probe


def _resynchronise(error: UnicodeError) -> tuple[str, int]:
    """Replace a broken byte, with the orphan beside it where the text goes on more plausibly behind that.

    Of a character in two bytes one may be broken: read on at the wrong one, all that follows is garbled.
    """
    assert isinstance(error, UnicodeDecodeError)
    start = error.start

    def going_on(at: int) -> float:
        return plausibility(error.object[at : at + 24].decode(error.encoding, "replace")[:10])

    if start + 2 > len(error.object) or going_on(start + 1) >= going_on(start + 2):
        return "\ufffd", start + 1
    return "\ufffd", start + 2


_RESYNC = "fangzhi-resynchronise"
codecs.register_error(_RESYNC, _resynchronise)


def _mending(encoding: str) -> str:
    """Return how broken bytes are dealt with: Unicode's encodings know by themselves where the next character begins."""
    return "replace" if encoding.startswith("utf") else _RESYNC


def _wide(blocks: Iterable[bytes], head: bytes) -> str | None:
    """Return the UTF-16 that bytes without a mark may be in: pairs whose text is plausible and has no zeros."""
    if _LETTERS.search(head[:2000]) or sum(map(len, blocks)) % 2:
        return None
    found = {name: Text(blocks, name, "replace") for name in ("utf-16-le", "utf-16-be")}
    likeness = {name: plausibility(sample(text), ascii_worth=0.6) for name, text in found.items()}
    best = max(found, key=lambda name: likeness[name])
    likely = likeness[best] >= _LEAST_PLAUSIBLE and not any("\0" in piece for piece in found[best])
    return best if likely else None


def _declared(data: bytes) -> str | None:
    """Return the encoding that a page says it is in, if it does."""
    match = _CHARSET.search(data[:3000])
    name = match[1].decode().lower() if match else ""
    return next((family for start, family in _FAMILIES.items() if name.startswith(start)), None)


def _judge(text: Text) -> Encoding:
    """Accept a decoding, note what is replaced in it, or refuse it with a reason. Raises UnicodeDecodeError, where errors are."""
    n = replaced = controls = zeros = traces = 0
    for piece in text:
        n += len(piece)
        replaced += piece.count("\ufffd")
        controls += len(_CONTROL.findall(piece))
        n_shown = len(piece.rstrip("\0"))
        zeros = len(piece) - n_shown + (0 if n_shown else zeros)  # at the end, where they do no harm
        traces += count_traces(piece)
    if controls - zeros > max(3, n / 100):
        return Encoding(None, note="a binary file, not text")
    if kind := find_mojibake(sample(text), traces, n):
        return Encoding(None, note=kind)
    if replaced > max(n / 30, min(20, n / 10)):
        return Encoding(None, note="no known encoding gives readable text")
    return Encoding(text.encoding, text.errors, replacement_note(replaced))


def replacement_note(n: int) -> str | None:
    """Say how many characters were replaced, if any."""
    return f"{n} characters could not be decoded and were replaced" if n else None
