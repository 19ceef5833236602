"""What changed between two copies, stretch by stretch."""

import difflib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from helpers.reprints.clauses import n_common, normalise

__all__ = ["align_copies"]

_PARAGRAPH = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"\S[^。！？!?；;]*[。！？!?；;]*[”’」』）)\"']*")
_SHARE_ALIKE = 0.5  # of their pairs of characters, from which two sentences are one that was changed
_COMPARED = 40  # sentences looked at, at most, for one that was changed
_MAX_CELLS = 250_000  # product of the lengths up to which two sentences are compared character by character
_MIN_KEPT = 2  # characters; fewer that stay between two changes stay by chance

_COLUMNS = [
    "canonical_paragraph",
    "canonical_start",
    "canonical_end",
    "copy_paragraph",
    "copy_start",
    "copy_end",
]
_Range = tuple[int, int]


@dataclass(frozen=True)
class _Sentence:
    paragraph: int
    start: int
    end: int
    text: str

    @cached_property
    def bigrams(self) -> Counter[str]:
        same = normalise(self.text)
        return Counter(same[i : i + 2] for i in range(max(1, len(same) - 1)))

    def is_like(self, other: "_Sentence") -> bool:
        """Tell whether the two share half of their pairs of characters (Dice's coefficient)."""
        n = self.bigrams.total() + other.bigrams.total()
        return 2 * (self.bigrams & other.bigrams).total() >= _SHARE_ALIKE * n


@dataclass
class _Stretch:
    kind: str
    canonical: tuple[int, int, int] | None  # paragraph, start, end
    copy: tuple[int, int, int] | None

    def is_continued_by(self, other: "_Stretch", gaps: tuple[str, str]) -> bool:
        return (
            self.kind == other.kind
            and all(
                (a is None and b is None)
                or (a is not None and b is not None and a[0] == b[0] and a[2] <= b[1])
                for a, b in ((self.canonical, other.canonical), (self.copy, other.copy))
            )
            and not any(gap.strip() for gap in gaps)
        )


def align_copies(canonical_text: str, copy_text: str) -> pd.DataFrame:
    """One row per stretch of two copies of a text, in the copy's reading order.

    Columns: kind (`same`; `moved`: the same at another place in the order; `changed`; `only-canonical`;
    `only-copy`), then paragraph (from 1), start and end of the stretch in either text, missing where a text
    doesn't have it: `canonical_text[canonical_start:canonical_end]`. A stretch lies in one paragraph of
    each; in either text the stretches cover everything but white space between sentences. What only the
    canonical copy has stands after what comes before it there. Width of characters and white space are no
    difference.

    Sentences are paired first: equal ones, those out of order by the longest increasing subsequence as moved
    ones, then similar ones, whose differences are those of difflib. The time grows with the length of
    the texts: sentences too long to compare by character are one change between a common beginning and end.
    """
    canonical, copy = _split(canonical_text), _split(copy_text)
    pairs = _pair_equal(canonical, copy)
    in_order = set(_longest_rising(sorted(pairs.items())))
    _pair_similar(canonical, copy, pairs, in_order)
    stretches: list[_Stretch] = []
    for stretch in _list_stretches(canonical, copy, pairs, in_order):
        last = stretches[-1] if stretches else None
        if last and last.is_continued_by(
            stretch,
            (
                _between(canonical_text, last.canonical, stretch.canonical),
                _between(copy_text, last.copy, stretch.copy),
            ),
        ):
            last.canonical = _extend(last.canonical, stretch.canonical)
            last.copy = _extend(last.copy, stretch.copy)
        else:
            stretches.append(stretch)
    absent = (None, None, None)
    rows = [(*(stretch.canonical or absent), *(stretch.copy or absent)) for stretch in stretches]
    table = pd.DataFrame(rows, columns=_COLUMNS).astype("Int64")
    table.insert(0, "kind", pd.Series([stretch.kind for stretch in stretches], dtype="str"))
    return table


def _between(text: str, first: tuple[int, int, int] | None, second: tuple[int, int, int] | None) -> str:
    return text[first[2] : second[1]] if first and second else ""


def _extend(
    first: tuple[int, int, int] | None, second: tuple[int, int, int] | None
) -> tuple[int, int, int] | None:
    return (first[0], first[1], second[2]) if first and second else None


def _split(text: str) -> list[_Sentence]:
    return [
        _Sentence(number, start, start + len(words), words)
        for number, paragraph in enumerate(_PARAGRAPH.finditer(text), 1)
        for sentence in _SENTENCE.finditer(paragraph.group())
        for start, words in [(paragraph.start() + sentence.start(), sentence.group().rstrip())]
    ]


def _pair_equal(canonical: list[_Sentence], copy: list[_Sentence]) -> dict[int, int]:
    """Return the number of the canonical copy's sentence → that of the equal one; repeated ones in their order."""
    places: dict[str, list[int]] = {}
    for j, sentence in reversed(list(enumerate(copy))):
        places.setdefault(normalise(sentence.text), []).append(j)
    found = ((i, places.get(normalise(sentence.text))) for i, sentence in enumerate(canonical))
    return {i: waiting.pop() for i, waiting in found if waiting}


def _longest_rising(pairs: list[_Range]) -> Iterator[_Range]:
    """Yield the longest run of pairs, from the last, that are in the same order on both sides."""
    lowest: list[int] = []  # second number of the best run of each length
    ends: list[int] = []
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        at = bisect_left(lowest, second)
        lowest[at : at + 1] = [second]
        ends[at : at + 1] = [number]
        before.append(ends[at - 1] if at else -1)
    number = ends[-1] if ends else -1
    while number >= 0:
        yield pairs[number]
        number = before[number]


def _pair_similar(
    canonical: list[_Sentence], copy: list[_Sentence], pairs: dict[int, int], in_order: set[_Range]
) -> None:
    """Add pairs of similar sentences: first those that stand between the same neighbours, then any."""
    taken = set(pairs.values())
    previous = (-1, -1)
    for following in [*sorted(in_order), (len(canonical), len(copy))]:
        left = [i for i in range(previous[0] + 1, following[0]) if i not in pairs]
        right = [j for j in range(previous[1] + 1, following[1]) if j not in taken]
        for i in left:
            j = next((j for j in right[:_COMPARED] if canonical[i].is_like(copy[j])), None)
            if j is not None:
                pairs[i] = j
                taken.add(j)
                in_order.add((i, j))
                right = [other for other in right if other > j]
        previous = following
    right = [j for j in range(len(copy)) if j not in taken][:_COMPARED]
    for i in [i for i in range(len(canonical)) if i not in pairs]:
        j = next((j for j in right if canonical[i].is_like(copy[j])), None)
        if j is not None:
            pairs[i] = j
            right.remove(j)


def _list_stretches(
    canonical: list[_Sentence], copy: list[_Sentence], pairs: dict[int, int], in_order: set[_Range]
) -> Iterator[_Stretch]:
    partner = {j: i for i, j in pairs.items()}
    after: dict[
        int, list[int]
    ] = {}  # sentences of the canonical copy alone, by the copy's sentence before them
    last = -1
    for i in range(len(canonical)):
        if i not in pairs:
            after.setdefault(last, []).append(i)
        elif (i, pairs[i]) in in_order:
            last = pairs[i]
    for j in range(-1, len(copy)):
        if j >= 0:
            i = partner.get(j, -1)
            if i < 0:
                yield _stretch(copy=copy[j], kind="only-copy")
            else:
                yield from _compare(canonical[i], copy[j], "same" if (i, j) in in_order else "moved")
        for i in after.get(j, []):
            yield _stretch(canonical=canonical[i], kind="only-canonical")


def _stretch(
    kind: str,
    canonical: _Sentence | None = None,
    copy: _Sentence | None = None,
    ranges: tuple[_Range, _Range] | None = None,
) -> _Stretch:
    """Return the stretch of two sentences, or of those characters of each; none of a text is nowhere in it."""
    sides = []
    for sentence, part in zip((canonical, copy), ranges or (None, None), strict=True):
        start, end = part or (0, len(sentence.text) if sentence else 0)
        there = sentence is not None and end > start
        sides.append(
            (sentence.paragraph, sentence.start + start, sentence.start + end) if sentence and there else None
        )
    return _Stretch(kind, sides[0], sides[1])


def _compare(canonical: _Sentence, copy: _Sentence, kept: str) -> Iterator[_Stretch]:
    """Yield the stretches of a sentence that stands in both, `kept` being the kind of what did not change."""
    if normalise(canonical.text) == normalise(copy.text):
        yield _stretch(kept, canonical, copy)
        return
    for is_kept, *ranges in _diff(canonical.text, copy.text):
        (a, b), (c, d) = ranges
        kind = (
            kept if is_kept else "changed" if b > a and d > c else "only-canonical" if b > a else "only-copy"
        )
        yield _stretch(kind, canonical, copy, ((a, b), (c, d)))


def _diff(a: str, b: str) -> Iterator[tuple[bool, _Range, _Range]]:
    """Yield whether a part was kept, and its range in either sentence, with no two of a kind in a row."""
    if len(a) * len(b) <= _MAX_CELLS:
        blocks = [
            tuple(block)
            for block in difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
        ]
    else:
        n_before = n_common(a, b)
        n_after = min(n_common(a[::-1], b[::-1]), len(a) - n_before, len(b) - n_before)
        blocks = [(0, 0, n_before), (len(a) - n_after, len(b) - n_after, n_after), (len(a), len(b), 0)]
    at_a = at_b = 0
    for start_a, start_b, size in blocks:
        is_edge = (start_a, start_b) == (0, 0) or (start_a + size, start_b + size) == (len(a), len(b))
        if size < _MIN_KEPT and not is_edge:
            continue
        if (at_a, at_b) != (start_a, start_b):
            yield False, (at_a, start_a), (at_b, start_b)
        if size:
            yield True, (start_a, start_a + size), (start_b, start_b + size)
        at_a, at_b = start_a + size, start_b + size
