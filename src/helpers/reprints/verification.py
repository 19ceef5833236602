"""Whether two pages are copies: enough shared word for word, and nothing that contradicts."""

import re
from enum import Enum
from itertools import product

from helpers.reprints.clauses import DATE_MARK, FIGURE_MARK, MARKS, MIN_CHARS, MIN_CLAUSE, PLACE_MARK
from helpers.reprints.names import find_renamed
from helpers.reprints.pages import Fillings, Page, mask_titles

__all__ = ["Verdict", "verify"]

_SHARE_OF_SHORTER = 0.6
_SHARE_OF_SHORTER_IN_CONFLICT = 0.85  # a template is filled in elsewhere too; a corrected copy is not
_SHARE_OF_SHORTER_CORRECTED = 0.7
_SHARE_OF_SHORTER_UNPLACED = 0.8  # papers of two provinces print one agency's text, or fill in one template
_SHARE_OF_SHORTER_QUOTED = 0.8  # up to which what two stories share may be a passage that both quote
_SHARE_OF_SHORTER_CONTAINED = 0.9
_SHARE_OF_LONGER = 0.25  # a brief inside a digest of many briefs is not a reprint of the digest
_SHARE_OF_LONGER_PART = 0.5
_SHARE_OF_LONGER_LEAD = 0.1  # but the first paragraphs of a story are
_MIN_CHARS_LEAD = 80  # a shorter one may be the first brief of a digest
_LEAD = 3  # clauses at the beginning of a text
_RUNS = 2  # stretches that two stories may have in common by quoting: a slogan and a closing paragraph
_CONFLICT_SHARE = 0.08
_CONFLICTS_PER_CLAUSE = 0.05
_AGREEMENTS_PER_CORRECTION = 3
_MOST_WORDS_APART = 2  # characters in which two headlines of one template may differ besides
_MIN_WORDING = 6  # characters around the places of a clause that make it the sentence of a template

# Figures that count or order a text among others, rather than report a quantity.
_NUMBERING = re.compile(f"{DATE_MARK}|{FIGURE_MARK}[年月日号號时時点點期]|第{FIGURE_MARK}")

# What a story tells and a slogan does not; its numerals (十四五, 两个一百年) are no quantities.
_QUANTITY = re.compile(r"\d|[二三四五六七八九十两几数][百千万亿]|[十百千万亿][多余餘]")
_DATE_OR_PLACE = re.compile(f"[{DATE_MARK}{PLACE_MARK}]")


class Verdict(Enum):
    """What one page is to another."""

    APART = "apart"
    COPY = "copy"
    PART = "part"  # a copy that is less than half of the longer one and has nothing of its own
    INSIDE = "inside"  # likewise, but too small a part to be a copy, unless it were the beginning


def verify(a: Page, b: Page) -> Verdict:
    """Tell what the pages are to each other; the order of the two does not matter."""
    elsewhere = bool(a.provinces and b.provinces and not a.provinces & b.provinces)
    if elsewhere and a.is_local and b.is_local:
        return Verdict.APART
    shared = a.clauses.keys() & b.clauses.keys()
    n_shared = sum(map(len, shared))
    shorter, longer = sorted((a.n_chars, b.n_chars))
    if shorter < MIN_CHARS or n_shared < _SHARE_OF_SHORTER * shorter:
        return Verdict.APART
    issuing = a.provinces | b.provinces
    is_unplaced = elsewhere and not any(page.tells_of(issuing, shared) for page in (a, b))
    if is_unplaced and n_shared < _SHARE_OF_SHORTER_UNPLACED * shorter:
        return Verdict.APART
    if n_shared < _SHARE_OF_SHORTER_QUOTED * shorter and _is_quotation(a, b, shared):
        return Verdict.APART
    verdict = Verdict.COPY
    if n_shared < _SHARE_OF_LONGER_PART * longer and n_shared >= _SHARE_OF_SHORTER_CONTAINED * shorter:
        whole = a if a.n_chars > b.n_chars else b
        is_lead = n_shared >= max(_MIN_CHARS_LEAD, _SHARE_OF_LONGER_LEAD * longer) and _begins(whole, shared)
        verdict = Verdict.PART if is_lead or n_shared >= _SHARE_OF_LONGER * longer else Verdict.INSIDE
    elif n_shared < _SHARE_OF_LONGER * longer:
        return Verdict.APART
    if _agree(a, b, shared, n_shared, is_unplaced) and not _titles_conflict(a, b):
        return verdict
    return Verdict.APART


def _is_quotation(a: Page, b: Page, shared: set[str]) -> bool:
    """Tell whether what is shared may be a slogan or closing paragraph that two stories have in common.

    It is if it stands in one or two stretches and tells no date, place or quantity, or is not the beginning of
    either story.
    """
    if min(len(_runs(page, shared)) for page in (a, b)) > _RUNS:
        return False
    if not any(_begins(page, shared) for page in (a, b)):
        return True
    return not any(
        _QUANTITY.search(clause) or _DATE_OR_PLACE.search(page.mask(clause)[0])
        for page in (a, b)
        for clause in shared
    )


def _begins(page: Page, shared: set[str]) -> bool:
    """Tell whether the page begins with what is shared, apart from a byline."""
    runs = _runs(page, shared)
    return bool(runs) and runs[0] < _LEAD


def _runs(page: Page, shared: set[str]) -> list[int]:
    """Return the number of the first clause of each stretch of shared clauses."""
    flags = [False, *(clause in shared for clause in page.clauses)]
    return [i for i in range(len(flags) - 1) if flags[i + 1] and not flags[i]]


def _agree(a: Page, b: Page, shared: set[str], n_shared: int, is_unplaced: bool) -> bool:
    """Tell whether the clauses that differ contradict each other no more than a correction would."""
    only_a, only_b = a.fillings(a.clauses.keys() - shared), b.fillings(b.clauses.keys() - shared)
    conflicts = _conflicts(only_a, only_b)
    allowed = max(1, _CONFLICTS_PER_CLAUSE * len(shared))
    if sum(conflicts.values()) > allowed:
        return False
    if any(_tells_of_two_places(clause, only_a[clause], only_b[clause]) for clause in conflicts):
        return False
    are_quantities = not any(PLACE_MARK in clause or _NUMBERING.search(clause) for clause in conflicts)
    renamed = list(find_renamed(only_a, only_b))
    conflicts |= dict.fromkeys(renamed, 1)
    if not conflicts:
        return True
    n_conflicts = sum(conflicts.values())
    if is_unplaced or n_conflicts > allowed:
        return False
    shorter = min(a.n_chars, b.n_chars)
    n_chars = sum(len(clause) * times for clause, times in conflicts.items())
    if n_chars <= _CONFLICT_SHARE * shorter and n_shared >= _SHARE_OF_SHORTER_IN_CONFLICT * shorter:
        return True
    # One quantity corrected among others that agree: a template would be filled in anew throughout.
    n_agreeing = sum(1 for clause in shared if any(MARKS.search(page.mask(clause)[0]) for page in (a, b)))
    return (
        are_quantities
        and not renamed
        and n_agreeing >= _AGREEMENTS_PER_CORRECTION * n_conflicts
        and n_shared >= _SHARE_OF_SHORTER_CORRECTED * shorter
    )


def _titles_conflict(a: Page, b: Page) -> bool:
    """Tell whether two headlines read the same but for figures, places or a name."""
    places = a.places | b.places
    in_a, in_b = mask_titles(a.titles, places), mask_titles(b.titles, places)
    differ = (title for title in in_a.keys() & in_b.keys() if not in_a[title] & in_b[title])
    if any(len(MARKS.sub("", title)) >= MIN_CLAUSE for title in differ) or any(find_renamed(in_a, in_b)):
        return True
    return any(
        _tells_of_other_places(title, in_a[title], other, in_b[other])
        for title, other in product(in_a.keys() - in_b.keys(), in_b.keys() - in_a.keys())
    )


def _tells_of_other_places(title: str, a: set[tuple[str, ...]], other: str, b: set[tuple[str, ...]]) -> bool:
    """Tell whether two headlines of one length differ in a word or two and in their places.

    南宁市发布暴雨黄色预警 and 梧州市发布暴雨红色预警: a template's, though not its figures alone are filled in.
    """
    if len(title) != len(other) or PLACE_MARK not in title or MARKS.findall(title) != MARKS.findall(other):
        return False
    n_different = sum(x != y for x, y in zip(title, other, strict=True))
    where = [i for i, mark in enumerate(MARKS.findall(title)) if mark == PLACE_MARK]
    places_a, places_b = ({tuple(filling[i] for i in where) for filling in side} for side in (a, b))
    return n_different <= _MOST_WORDS_APART and len(title) >= 2 * MIN_CLAUSE and not places_a & places_b


def _conflicts(a: Fillings, b: Fillings) -> dict[str, int]:
    """Masked clause → how often both sides print it with figures or places that the other does not have."""
    found = {
        clause: min(len(a[clause] - b[clause]), len(b[clause] - a[clause])) for clause in a.keys() & b.keys()
    }
    return {clause: times for clause, times in found.items() if times}


def _tells_of_two_places(clause: str, a: set[tuple[str, ...]], b: set[tuple[str, ...]]) -> bool:
    """Tell whether a masked clause is a whole sentence that the two sides never print of the same places."""
    if PLACE_MARK not in clause or len(MARKS.sub("", clause)) < _MIN_WORDING:
        return False
    where = [i for i, mark in enumerate(MARKS.findall(clause)) if mark == PLACE_MARK]
    places_a, places_b = ({tuple(filling[i] for i in where) for filling in side} for side in (a, b))
    return not places_a & places_b
