"""Regular expressions → the characters that a match begins with and must hold: most lines rule out most rules by them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product
from math import prod
from re import _constants as op  # type: ignore[attr-defined]  # the parser of `re`, which has no public name
from re import _parser  # type: ignore[attr-defined]
from typing import Any

__all__ = ["Sieve"]

# A set of characters, as the parser of `re` writes it, and a pattern as it parses it.
_Set = tuple[tuple[Any, Any], ...]
_Parsed = Sequence[tuple[Any, Any]]
_Key = tuple[_Set, ...]  # one set, or two of neighbours
_Finder = tuple[re.Pattern[str] | None, re.Pattern[str] | None]  # of pairs, of single characters
_Way = frozenset[_Key]  # keys each of which a match holds
_CATEGORIES = {
    op.CATEGORY_DIGIT: (r"\d", str.isdecimal),
    op.CATEGORY_SPACE: (r"\s", str.isspace),
    op.CATEGORY_WORD: (r"\w", lambda c: c.isalnum() or c == "_"),
}
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_ZERO_WIDTH = (op.AT, op.ASSERT, op.ASSERT_NOT)
_MOST_WAYS = 40  # to match one pattern that are told apart
_NOTHING: _Way = frozenset()
# Characters that stand in most texts, so that it tells little where they stand; only speed depends on them.
_COMMON = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好"
    "都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长月现分将外高意进把法此实回二"
    "理新市区县省村全工作部加点第位重建业务进民党政府：，。 0123456789"
)
_OFTEN = 300  # texts, after which it pays to look only for what their patterns need
_FREQUENT = 30  # times as often as another character


class Sieve:
    """Patterns, and which of them the characters of a text leave possible.

    What is left out can't match; what is left may.
    """

    def __init__(self, patterns: Sequence[re.Pattern[str]], *, start: bool = True, end: bool = False) -> None:
        """Read the patterns, which match from the first character of a text on if `start`, to its last if `end`."""
        self._n = len(patterns)
        parsed = [
            _parser.parse(pattern.pattern) if pattern.flags == re.UNICODE else None for pattern in patterns
        ]
        self._begun = _edges([one if start else None for one in parsed], 1)
        self._ended = _edges([one if end else None for one in parsed], -1)
        self._always = 0
        self._keyed: list[
            tuple[int, _Key]
        ] = []  # the bit of a pattern, and a key that one way to match it needs
        for i, one in enumerate(parsed):
            for bit, keys in zip((1 << i, 1 << i + self._n), _keys(_ways(one or ())), strict=True):
                self._always |= 0 if keys else bit
                self._keyed.extend((bit, key) for key in keys)
        self._pairs = _Pairs([(bit, key) for bit, key in self._keyed if len(key) == 2])
        self._singles = _Bits((bit, key[0]) for bit, key in self._keyed if len(key) == 1)
        self._all = self._finder((1 << self._n) - 1)
        self._finders: dict[int, _Finder] = {}
        self._met: Counter[int] = Counter()

    def possible(self, text: str) -> list[int]:
        """Return the indexes of the patterns that may match in the text or, from its beginning on, a part of it."""
        found = self._begun[text[:1]] & self._ended[text[-1:]]
        if not found:
            return []
        pair, single = self._finders.get(found) or self._met_finder(found)
        held = self._always
        if pair is not None:
            pairs = self._pairs
            for two in pair.findall(text):
                held |= pairs[two]
        if single is not None:
            singles = self._singles
            for character in single.findall(text):
                held |= singles[character]
        found &= held & held >> self._n
        indexes = []
        while found:
            lowest = found & -found
            indexes.append(lowest.bit_length() - 1)
            found ^= lowest
        return indexes

    def _met_finder(self, patterns: int) -> _Finder:
        """Return what finds the keys of these patterns, once they have been met often enough to be worth their own."""
        self._met[patterns] += 1
        if self._met[patterns] < _OFTEN:
            return self._all
        found = self._finders[patterns] = self._finder(patterns)
        return found

    def _finder(self, patterns: int) -> _Finder:
        """Return what finds all pairs and characters that the patterns of these bits may need."""
        keys = [key for bit, key in self._keyed if (bit | bit >> self._n) & patterns]
        pairs, singles = [key for key in keys if len(key) == 2], [key[0] for key in keys if len(key) == 1]
        left, right = _bracket(one for one, _ in pairs), _bracket(one for _, one in pairs)
        return (
            re.compile(f"{right}(?<=({left}{right}))") if pairs else None,
            re.compile(_bracket(singles)) if singles else None,
        )


class _Bits(dict[str, int]):
    """The bits of the sets that hold a character, found when it is first met."""

    def __init__(self, sets: Iterable[tuple[int, _Set]], always: int = 0) -> None:
        self._always = always
        self._literals: dict[str, int] = {}
        self._others: dict[_Set, int] = {}
        for bit, one in sets:
            if all(kind is op.LITERAL for kind, _ in one):
                for _, value in one:
                    self._literals[chr(value)] = self._literals.get(chr(value), 0) | bit
            else:
                self._others[one] = self._others.get(one, 0) | bit

    def __missing__(self, character: str) -> int:
        found = self._always | self._literals.get(character, 0)
        for one, bits in self._others.items():
            if bits & ~found and _holds(one, character):
                found |= bits
        self[character] = found
        return found


class _Pairs(dict[str, int]):
    """The bits of the two sets that hold a pair of characters, found when it is first met."""

    def __init__(self, pairs: Sequence[tuple[int, _Key]]) -> None:
        self._bits = [bit for bit, _ in pairs]
        self._left = _Bits((1 << k, key[0]) for k, (_, key) in enumerate(pairs))
        self._right = _Bits((1 << k, key[1]) for k, (_, key) in enumerate(pairs))

    def __missing__(self, pair: str) -> int:
        keys, found = self._left[pair[0]] & self._right[pair[1]], 0
        while keys:
            lowest = keys & -keys
            found |= self._bits[lowest.bit_length() - 1]
            keys ^= lowest
        self[pair] = found
        return found


def _ways(parsed: _Parsed) -> list[_Way]:
    """Return the ways to match a parsed pattern, each with what it needs; parts that are not understood need nothing."""
    ways = [_NOTHING]
    before: _Set | None = None  # the few characters of which one stands right before
    for kind, value in parsed:
        inner = [_NOTHING]
        one: _Set | None = None
        if kind is op.LITERAL:
            one = ((kind, value),)
        elif kind is op.IN and _is_known(value):
            one = tuple(value)
        elif kind is op.SUBPATTERN and not (value[1] or value[2]):
            inner = _ways(value[3])
        elif kind in _REPEATS and value[0] > 0:
            inner = _ways(value[2])
        elif kind is op.ATOMIC_GROUP:
            inner = _ways(value)
        elif kind is op.BRANCH:
            inner = list(dict.fromkeys(way for branch in value[1] for way in _ways(branch)))
            inner = [_NOTHING] if _NOTHING in inner else inner
        if one is not None:
            few = all(kind is op.LITERAL for kind, _ in one)
            inner = [frozenset(((before, one), (one,)) if before and few else ((one,),))]
            before = one if few else None
        else:
            before = None
        if len(ways) * len(inner) > _MOST_WAYS:
            keys, _ = _keys(inner)
            inner = [frozenset((_union(keys),))] if keys else [_NOTHING]
        ways = list(dict.fromkeys(a | b for a, b in product(ways, inner)))
    return ways


def _union(keys: Sequence[_Key]) -> _Key:
    """Return a key that is there wherever one of the keys is."""
    shortest = min(map(len, keys))
    return tuple(
        tuple(dict.fromkeys(item for key in keys for item in key[place])) for place in range(shortest)
    )


def _keys(ways: Sequence[_Way]) -> tuple[list[_Key], list[_Key]]:
    """Return for each way the two rarest keys that it needs, once where one is frequent; nothing if a way needs nothing."""
    if _NOTHING in ways:
        return [], []
    ranked = [
        sorted(sorted([key for key in way if len(key) == 2] or way), key=_frequency)[:2] for way in ways
    ]
    return [keys[0] for keys in ranked], [
        keys[-1] if len(keys[-1]) == 2 or _frequency(keys[-1]) < _FREQUENT else keys[0] for keys in ranked
    ]


def _edges(parsed: Sequence[_Parsed | None], step: int) -> _Bits:
    """Return the bits of the patterns of which a match may begin (or end, where `step` is -1) with a character."""
    sets: list[tuple[int, _Set]] = []
    always = 0
    for i, one in enumerate(parsed):
        edge, empty = _edge(one, step) if one is not None else (None, True)
        always |= 1 << i if edge is None or empty else 0
        sets.extend((1 << i, one) for one in edge or ())
    return _Bits(sets, always)


def _edge(parsed: _Parsed, step: int) -> tuple[list[_Set] | None, bool]:
    """Return the sets of which a match begins (or ends) with a character, or None for any, and whether it may be empty."""
    sets: list[_Set] = []
    for kind, value in parsed[::step]:
        inner: list[_Set] | None = None
        empty = False
        if kind is op.LITERAL:
            inner = [((kind, value),)]
        elif kind is op.NOT_LITERAL:
            inner = [((op.NEGATE, None), (op.LITERAL, value))]
        elif kind is op.IN:
            inner = [tuple(value)]
        elif kind in _ZERO_WIDTH:
            inner, empty = [], True
        elif kind is op.SUBPATTERN and not (value[1] or value[2]):
            inner, empty = _edge(value[3], step)
        elif kind in _REPEATS:
            inner, empty = _edge(value[2], step)
            empty = empty or value[0] == 0
        elif kind is op.ATOMIC_GROUP:
            inner, empty = _edge(value, step)
        elif kind is op.BRANCH:
            branches = [_edge(branch, step) for branch in value[1]]
            empty = any(nullable for _, nullable in branches)
            if all(edge is not None for edge, _ in branches):
                inner = [one for edge, _ in branches for one in edge or ()]
        if inner is None:
            return None, empty
        sets.extend(inner)
        if not empty:
            return sets, False
    return sets, True


def _holds(items: Iterable[tuple[Any, Any]], character: str) -> bool:
    """Tell whether a set holds a character; one that is not understood may."""
    held, negated = False, False
    for kind, value in items:
        if kind is op.NEGATE:
            negated = True
        elif kind is op.LITERAL:
            held = held or character == chr(value)
        elif kind is op.RANGE:
            held = held or chr(value[0]) <= character <= chr(value[1])
        elif kind is op.CATEGORY and value in _CATEGORIES:
            held = held or _CATEGORIES[value][1](character)
        else:
            return True
    return held is not negated


def _is_known(items: Sequence[tuple[Any, Any]]) -> bool:
    return all(
        kind in (op.LITERAL, op.RANGE) or (kind is op.CATEGORY and value in _CATEGORIES)
        for kind, value in items
    )


def _frequency(key: _Key) -> int:
    """Return how often a character of the set, or a pair of the two sets, stands in a text, more or less."""
    return prod(
        sum(
            (_FREQUENT if chr(value) in _COMMON else 1)
            if kind is op.LITERAL
            else value[1] - value[0] + 1
            if kind is op.RANGE
            else _FREQUENT
            for kind, value in one
        )
        for one in key
    )


def _bracket(sets: Iterable[_Set]) -> str:
    """Return the set of all characters of these sets as a regular expression has it."""
    return f"[{''.join(dict.fromkeys(_written(item) for one in sets for item in one))}]"


def _written(item: tuple[Any, Any]) -> str:
    """Return an item of a set as a regular expression has it between brackets."""
    kind, value = item
    if kind is op.LITERAL:
        return re.escape(chr(value))
    if kind is op.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return _CATEGORIES[value][0]
