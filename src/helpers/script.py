"""Traditional or Simplified characters; text is kept as it is, and converted only to be counted or searched."""

import functools
import re
from collections.abc import Callable
from itertools import islice

__all__ = ["is_traditional", "list_variants", "to_simplified"]

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
_MIN_SHARE = 0.1  # of the Chinese characters; in running Traditional text it is a quarter to a half
_PER_SIMPLIFIED = 4  # a Simplified text may quote a Traditional headline


def is_traditional(text: str) -> bool:
    """Tell whether a text is written in Traditional characters, by those that only one script has.

    Characters of GB 2312 that Big5 lacks are Simplified ones, and the reverse; a tenth of the Chinese
    characters must be Traditional ones, and four times as many as Simplified ones.
    """
    traditional, simplified = _only_in_one_script()
    n = len(traditional.findall(text))
    enough = islice(simplified.finditer(text), n // _PER_SIMPLIFIED + 1)  # to say no
    return (
        n > 0
        and n > _PER_SIMPLIFIED * sum(1 for _ in enough)
        and n >= _MIN_SHARE * sum(map(len, _HAN.findall(text)))
    )


def to_simplified(text: str) -> str:
    """Return a Traditional text in Simplified characters, one for one, and any other text as it is.

    OpenCC converts by the words around a character (乾燥 to 干燥, but 乾隆 as it is); Simplified text is not
    given to it, because it would alter some of it (昇).
    """
    return _HAN.sub(lambda match: _convert(match.group()), text) if is_traditional(text) else text


def list_variants() -> list[str]:
    """Return the groups of characters that the two scripts, and the places that use them, write for one another.

    One string per group (发發髮), its characters in order; no character is in two groups. A search that takes any
    character of a group for any other finds text in either script: it finds a little too much (后 for 後), never too little.
    """
    import opencc

    characters = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    groups = {character: {character} for character in characters}
    for name in ("t2s", "tw2s", "hk2s"):
        # A line for each, so that none is converted as part of a word.
        converted = opencc.OpenCC(name).convert("\n".join(characters)).split("\n")
        for character, other in zip(characters, converted, strict=True):
            if other in groups and groups[other] is not groups[character]:
                groups[other] |= groups[character]
                groups.update(dict.fromkeys(groups[character], groups[other]))
    return sorted({"".join(sorted(group)) for group in groups.values() if len(group) > 1})


@functools.cache
def _only_in_one_script() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns of the characters that only Traditional and that only Simplified text is written in."""
    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    gb2312, big5 = ({c for c in characters if c.encode(code, "ignore")} for code in ("gb2312", "big5"))
    patterns = (re.compile(f"[{''.join(sorted(some))}]") for some in (big5 - gb2312, gb2312 - big5))
    return next(patterns), next(patterns)


@functools.cache
def _opencc() -> Callable[[str], str]:
    """Return OpenCC's conversion; imported here because only Traditional text needs its dictionaries."""
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("tw2s").convert
    return convert


def _convert(run: str) -> str:
    converted = _opencc()(run)
    return converted if len(converted) == len(run) else "".join(map(_convert_character, run))


@functools.cache
def _convert_character(character: str) -> str:
    converted = _opencc()(character)
    return converted if len(converted) == 1 else character
