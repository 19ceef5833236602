"""Names that no gazetteer holds: a street, school or person, by which two bulletins of one template differ."""

import functools
import re
from collections.abc import Iterable, Iterator

from helpers.lexicons import read_words
from helpers.reprints.clauses import DATE_MARK, FIGURE_MARK, PLACE_MARK, n_common

__all__ = ["find_renamed"]

# What a name of no gazetteer ends in: 人民路 and 建设路 differ where the words around them are the same.
_PLACE_NOUN = re.compile(
    "[省县縣州旗桥橋]|市(?![民场場值面])|[区區](?![别別分域])|[镇鎮乡鄉](?![定静靜亲親愁])|村(?!民)"
    "|路(?![上面人过過口途径徑遇])|街(?![上头頭])|大[道街]|巷|社[区區]|小[区區]|[学學]校|[中小][学學]|[医醫]院|高速"
)
_NAME = re.compile(f"[^{FIGURE_MARK}{PLACE_MARK}{DATE_MARK}]{{1,6}}")
_NO_NAME = re.compile("[我本全该該各两兩此同外周附沿]$")  # 我市, 全市, 外省: the place is named elsewhere

_MIN_WORDING = 4  # characters around a name that two clauses have in common
_SHARE_ALIKE = 0.6  # of a clause that reads the same but for a name
_MIN_KEY = 4
_MAX_ALIKE = 50  # clauses with one beginning that are compared; lists of thousands of lines begin alike


def find_renamed(a: Iterable[str], b: Iterable[str]) -> Iterator[str]:
    """Yield the masked clauses of `a` that `b` prints with another name of a street, school, person and the like."""
    # Clauses alike begin or end alike, so that only those are compared.
    in_a, in_b = set(a), set(b)
    ends: dict[tuple[bool, str], list[str]] = {}
    for clause in sorted(in_b - in_a):
        ends.setdefault((True, clause[:_MIN_KEY]), []).append(clause)
        ends.setdefault((False, clause[-_MIN_KEY:]), []).append(clause)
    for clause in sorted(in_a - in_b):
        others = [*ends.get((True, clause[:_MIN_KEY]), []), *ends.get((False, clause[-_MIN_KEY:]), [])]
        if any(_differ_in_name(clause, other) for other in others[:_MAX_ALIKE]):
            yield clause


def _differ_in_name(a: str, b: str) -> bool:
    start = n_common(a, b)
    rest_a, rest_b = a[start:], b[start:]
    n_after = n_common(rest_a[::-1], rest_b[::-1])
    names = [rest[: len(rest) - n_after] for rest in (rest_a, rest_b)]
    return (
        all(_NAME.fullmatch(name) and not _NO_NAME.search(name) for name in names)
        and start + n_after >= max(_MIN_WORDING, _SHARE_ALIKE * max(len(a), len(b)))
        and (_PLACE_NOUN.match(rest_a[len(rest_a) - n_after :]) is not None or _are_two_persons(*names))
    )


def _are_two_persons(a: str, b: str) -> bool:
    """Tell whether the words look like full names of two persons, not like one name that was corrected."""
    return not set(a) & set(b) and all(len(name) in (2, 3) and name[0] in _surnames() for name in (a, b))


@functools.cache
def _surnames() -> frozenset[str]:
    return frozenset(read_words("surnames.txt"))
