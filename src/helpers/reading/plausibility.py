"""How likely a text is to be one: by the characters that Chinese is written with."""

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["plausibility", "sample"]

# Frequent characters of modern Chinese, Simplified and Traditional: what a right decoding is full of.
_COMMON = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而"
    "能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意"
    "进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口"
    "这個來說們為子時會著過學對裡後麼還發當開經頭從動兩長樣現將與進實點種聲話兒問機給幾業間電門東國疫防控市省县區区社党"
)
_CONTROLS = [chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"]
_STRETCH = 20_000  # characters of a long text that are looked at, at its start, middle and end
_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉【】〔〕「」『』—…·～　％")


def sample(text: Iterable[str]) -> str:
    """Return a text that comes in pieces, or of a long one its start, middle and end."""
    n = sum(map(len, text))
    if n <= 3 * _STRETCH:
        return "".join(text)
    stretches = dict.fromkeys((0, n // 2, n - _STRETCH), "")
    at = 0
    for piece in text:
        for start in stretches:
            stretches[start] += piece[max(0, start - at) : max(0, start - at + _STRETCH)]
        at += len(piece)
    return "".join(stretches.values())


@functools.cache
def _usual() -> frozenset[str]:
    """The characters of the first level of GB 2312 and of Big5, and the Cantonese ones of HKSCS: nearly all of any text."""
    gb = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    big5 = (
        bytes((lead, trail))
        for lead in range(0xA4, 0xC7)
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    )
    decoded = [pair.decode("gb2312", "ignore") for pair in gb] + [
        pair.decode("big5", "ignore") for pair in big5
    ]
    return frozenset(decoded) | frozenset("嘅喺咗嘢嚟嗰冇佢哋唔係噉啲嘥㗎咩咁啱攞瞓揾綫衞裏着峯羣")


def plausibility(text: str, ascii_worth: float | None = None) -> float:
    """Return how much the characters beyond ASCII are those of a Chinese text: 1 all common, 0 rare, below: none.

    ASCII says nothing, unless it is worth something: where a wrong decoding would have none.
    """
    import numpy as np  # imported here, as a command that reads nothing must not wait for it

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    worths = _worths()[codes]
    n, total = len(codes), int(worths.sum(dtype=np.int64))
    n_ascii = int(np.count_nonzero(codes < 0x80))
    if ascii_worth is None:
        n -= n_ascii
    else:
        n_controls = sum(map(text.count, _CONTROLS))
        total += round(10 * ascii_worth) * (n_ascii - n_controls) - 20 * n_controls
    return total / (10 * n) if n else 1.0


@functools.cache
def _worths() -> "np.ndarray[tuple[int], np.dtype[np.int8]]":
    """Return what each character beyond ASCII says, by its code, in tenths."""
    import numpy as np

    worths = np.full(0x110000, -3, np.int8)
    worths[:0x80] = 0
    for first, last, worth in (
        (0x80, 0x9F, -20),
        (0xE000, 0xF8FF, -20),
        (0xFF01, 0xFF5E, 4),
        (0xFFFD, 0xFFFD, -40),
        (0x3400, 0x9FFF, 1),
        (0x20000, 0x10FFFF, 1),
    ):
        worths[first : last + 1] = worth
    for characters, worth in ((_usual() | _PUNCTUATION, 6), (_COMMON, 10)):
        worths[[ord(c) for c in characters if c > "\x7f"]] = worth
    return worths
