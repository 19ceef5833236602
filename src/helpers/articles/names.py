"""Personal names in the words of a byline."""

import functools
import re

from helpers.articles.markup import BLANK
from helpers.lexicons import read_words

__all__ = ["find_names", "is_names"]


@functools.cache
def _surnames() -> frozenset[str]:
    return frozenset(read_words("surnames.txt"))


def find_names(text: str) -> list[str]:
    """Return the personal names in a byline's words, in order; a name's two characters may be spaced apart."""
    text = re.sub(
        r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \xa0\u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])",
        r"\1\2",
        text,
    )
    names = []
    for word in re.split(r"[^\u4e00-\u9fff·]+", text):
        for length in (len(word), 4, 3, 2):
            name = word[-length:] if length else ""
            surname = name[:2] if name[:2] in _surnames() else name[:1]
            if 2 <= len(name) <= 4 and len(name) - len(surname) in (1, 2) and surname in _surnames():
                names.append(name)
                break
    return names


def is_names(text: str) -> bool:
    """Tell whether a line consists of personal names and nothing else."""
    words = [w for w in re.split(rf"[{BLANK}、，,;；/]+", text) if w]
    return (
        1 <= len(words) <= 8 and sum(map(len, words)) == sum(map(len, find_names(text))) and len(text) <= 40
    )
