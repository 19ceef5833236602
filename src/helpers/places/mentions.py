"""Texts to the places they mention.

All names are searched at once (Aho and Corasick 1975); only what matched is looked at further. A name that
fits several places is decided by its neighbours, or left open.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

import pandas as pd

from helpers import schema
from helpers.places.gazetteer import (
    DISTINCTIVE,
    LEVELS,
    Entry,
    Place,
    after_parent,
    automaton,
    group_of,
    plates,
    runs,
)
from helpers.places.traps import is_aside, is_firm, is_person, is_trapped, stands_alone

__all__ = [
    "SENTENCE_END",
    "Match",
    "Support",
    "find_places",
    "read_articles",
    "resolve",
    "spans",
    "spans_of_title",
]

_NEIGHBOURS = 30  # names before an ambiguous one that are asked which of its places is meant
_PARENTS = 3  # matches before a name that are looked at for the unit it belongs to
_SHORT = 3  # characters of a full name that can be met by accident
_KIND_OF = frozenset("大老新古全在到")
SENTENCE_END = re.compile(r"[。！？!?\n]")
_AND = ("、", "和", "及", "与", "與")
_FEWEST_ENUMERATED = 2
_NOWHERE: tuple[Place, ...] = (("", "", ""),)
_JOIN = ("", "市", "省", "州", "·", "的")


class Match(NamedTuple):
    """One stretch of text, the places it may be, and those it was decided to be: none, one, or a group's."""

    start: int
    end: int
    entry: Entry
    candidates: tuple[Place, ...]
    places: tuple[Place, ...] = ()
    ambiguous: bool = False
    aside: bool = False

    def as_places(self, places: tuple[Place, ...], *, ambiguous: bool = False) -> "Match":
        """Return the match decided to be these places; much the same as `_replace`, which is slow."""
        return Match(self.start, self.end, self.entry, self.candidates, places, ambiguous, self.aside)


def _on_boundary(text: str, start: int, end: int, entry: Entry, cuts: bytes | None) -> bool:
    """Tell whether the words of the segmenter allow the match; without them everything is allowed."""
    if entry.kind == "compound" and entry.care and cuts is None:
        return False
    # Segmenters know no Traditional names; those of the gazetteer are distinctive enough without.
    if cuts is None or entry.kind in ("phrase", "traditional", "plate"):
        return True
    if entry.kind == "full" and not entry.care:
        # 发展中|山区 holds no 中山区; a longer name is never met by accident.
        return end - start > _SHORT or bool(cuts[start]) or not cuts[end] or 1 not in cuts[start + 1 : end]
    if entry.kind == "compound" and not DISTINCTIVE.isdisjoint((text[start], text[end - 1])):
        return bool(cuts[start] or cuts[end])
    if entry.kind in ("county", "compound") or entry.care:
        return bool(cuts[start] and cuts[end])
    if cuts[start] and cuts[end]:
        return True
    # The name of a province or prefecture may open a longer word (湖北大学) or end one that begins a character
    # earlier (大武汉), never straddle two (洪山|东湖) or be a person's given name (张广东).
    if 1 in cuts[start + 1 : end]:
        return False
    return bool(cuts[start] or (cuts[start - 1] and cuts[end] and text[start - 1] in _KIND_OF))


@functools.lru_cache(maxsize=200_000)
def _candidates(entry: Entry, year: int | None) -> tuple[Place, ...]:
    """Return the places the entry can mean in the year; the most recent ones when none fits it."""
    units = entry.units
    if entry.kind == "group":
        return tuple(dict.fromkeys(unit.place for unit in units))
    valid = [unit for unit in units if year is not None and unit.exists(year)]
    if not valid:
        latest = max(unit.last_year for unit in units)
        valid = [unit for unit in units if unit.last_year == latest]
    best: dict[str, int] = {}
    for unit in valid:
        best[unit.province] = min(best.get(unit.province, 9), LEVELS[unit.level])
    kept = sorted(
        (unit for unit in valid if LEVELS[unit.level] == best[unit.province]),
        key=lambda unit: -unit.first_year,
    )
    found: dict[tuple[str, str], Place] = {}
    for unit in kept:
        found.setdefault((unit.province, unit.city), unit.place)
    return tuple(sorted(found.values()))


def spans(text: str, cuts: bytes | None, year: int | None, *, traps: bool = True) -> list[Match]:
    """Return the non-overlapping matches, leftmost and longest first, people left out, and traps if asked."""
    entries, patterns = automaton()
    found: list[tuple[int, int, Entry]] = []
    loose: list[tuple[int, int, Entry]] = []
    for index, start, end in patterns.find_matches_as_indexes(text, overlapping=True):
        entry = entries[index]
        if not traps and entry.kind == "phrase":
            continue
        if _on_boundary(text, start, end, entry, cuts):
            found.append((start, end, entry))
        elif (
            entry.kind == "full"
            and entry.care == ""
            and any(last == start for _, last, _ in found[-_PARENTS:])
        ):
            found.append((start, end, entry))  # 海东市|民和县
        elif (
            cuts is not None
            and entry.kind in ("county", "bare")
            and (
                (entry.kind == "county" and cuts[start])
                or any(last == start for _, last, _ in found[-_PARENTS:])
            )
        ):
            loose.append((start, end, after_parent(entry)))  # 成都|双流机场, 吉林长春
    plate, of_plate = plates()
    found += [(match.start(), match.end(), of_plate[match[0]]) for match in plate.finditer(text)]
    pattern, _ = runs()
    for run in pattern.finditer(text):
        if len(set(run.group())) == len(run.group()):
            entry = group_of(run.group())
            if cuts is None or (cuts[run.start()] and cuts[run.end()]):
                found.append((run.start(), run.end(), entry))
    if not found and not loose:
        return []
    # Names come before verb and abbreviation (在汉口 is 汉口), what stands between words last (从江苏 is 江苏).
    found.sort(key=lambda item: (item[2].kind == "compound", item[0], -item[1], item[2].kind))
    found += sorted(loose, key=lambda item: (item[0], -item[1]))
    full_starts = {start for start, _, entry in found if entry.kind == "full"}
    taken = bytearray(len(text))
    matches = []
    for start, end, entry in found:
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            if entry.kind == "phrase":
                continue
            # In 唐山路北区 the street is none.
            street = traps and end not in full_starts and is_trapped(text, start, end, entry, cuts)
            if entry.kind == "full" or not (street or is_person(text, start, end)):
                aside = is_aside(text, start, end, entry.kind)
                matches.append(Match(start, end, entry, _candidates(entry, year), aside=aside))
    return _share_asides(text, sorted(matches, key=lambda match: match.start))


@functools.lru_cache(maxsize=20_000)
def spans_of_title(title: str, year: int | None) -> list[Match]:
    """Return the matches of a headline, which is not cut into words; not to be changed."""
    return spans(title, None, year) if title else []


def _share_asides(text: str, matches: list[Match]) -> list[Match]:
    """Return the matches; of names in a row (来自福建安溪、浙江) all are asides where one is."""
    if not any(match.aside for match in matches):
        return matches
    in_row = [
        second.start - first.end <= 1 and text[first.end : second.start] in ("", "、", "和")
        for first, second in pairwise(matches)
    ]
    for i, joined in enumerate(in_row):  # forwards: 来自 stands before the first
        if joined and matches[i].aside:
            matches[i + 1] = matches[i + 1]._replace(aside=True)
    for i, joined in reversed(list(enumerate(in_row))):  # backwards: 游客 stands behind the last
        if joined and matches[i + 1].aside:
            matches[i] = matches[i]._replace(aside=True)
    return matches


class Support:
    """What the unmistakable mentions of an article say about where it takes place."""

    def __init__(self, matches: Iterable[Match]) -> None:
        """Collect the places of the matches that can mean only one."""
        self.provinces: set[str] = set()
        self.cities: set[tuple[str, str]] = set()
        for match in matches:
            if match.entry.care or match.entry.kind == "county":
                continue
            if match.entry.kind == "group" or len(match.candidates) == 1:
                self.add(match.candidates)

    def add(self, places: Iterable[Place]) -> None:
        """Take the places as supported."""
        for province, city, _ in places:
            self.provinces.add(province)
            if city:
                self.cities.add((province, city))

    def narrow(self, candidates: Sequence[Place]) -> list[Place]:
        """Return the candidates whose city is mentioned, else whose province is, else none."""
        by_city = [place for place in candidates if place[1] and place[:2] in self.cities]
        return by_city or [place for place in candidates if place[0] in self.provinces]


def _contains(parent: Place, child: Place) -> bool:
    return parent[0] == child[0] and (not parent[1] or parent[1] == child[1]) and parent != child


def _parent(text: str, match: Match, before: Match | None) -> tuple[Place, ...] | None:
    """Return the places named right before the match, or None if nothing is."""
    if before is None or not before.places or match.start - before.end > 1:
        return None
    if text[before.end : match.start] not in _JOIN:
        return None
    return before.places


def resolve(text: str, matches: Sequence[Match], support: Support) -> list[Match]:
    """Decide each match, or drop it; those decided before it in its sentence are its neighbours."""
    decided: list[Match] = []
    doubtful = False
    full_cities = {place[:2] for match in matches if match.entry.kind == "full" for place in match.candidates}
    for match in matches:
        entry = match.entry
        if entry.kind == "group":
            decided.append(match.as_places(match.candidates))
            continue
        parents = _parent(text, match, decided[-1] if decided else None)
        under = (
            [c for c in match.candidates if any(_contains(parent, c) for parent in parents)]
            if parents
            else []
        )
        if under:
            decided.append(_settle(match, under))
            continue
        if entry.care == "word" and not (
            entry.kind == "bare" and any(place[:2] in full_cities for place in match.candidates)
        ):
            doubtful = True
            continue
        near = support.narrow(match.candidates)
        if entry.care:
            adjacent = bool(decided) and decided[-1].end == match.start
            elsewhere = adjacent and not any(p[0] == c[0] for p in parents or () for c in match.candidates)
            if near and not elsewhere:
                decided.append(_settle(match, _nearest(text, match, near, decided)))
            doubtful |= not near or elsewhere
            continue
        if entry.kind == "county":
            adjacent = bool(decided) and decided[-1].end == match.start
            if adjacent or is_firm(text, match.end) or not (near or _cued(text, match, support)):
                doubtful = True
                continue
        options = near or list(match.candidates)
        if decided and text[decided[-1].end : match.start] in _AND[:1]:  # a row keeps to its province
            row = {place[0] for place in decided[-1].places}
            options = [place for place in match.candidates if place[0] in row] or options
        decided.append(_settle(match, _nearest(text, match, options, decided)))
    return _enumerated(text, matches, decided) if doubtful else decided


def _cued(text: str, match: Match, support: Support) -> bool:
    """Tell whether a county of a province that is not spoken of otherwise is named as a place."""
    return not support.provinces or match.aside or stands_alone(text, match.start)


def _enumerated(text: str, matches: Sequence[Match], decided: Sequence[Match]) -> list[Match]:
    """Return those decided and, of enumerations (阳高、天镇、浑源), the doubtful that go with the others.

    An enumeration goes with the one province of its decided names, or else with that which two names of one
    prefecture, or three of one province, have in common.
    """
    known = {match.start: match for match in decided}
    chains: list[list[Match]] = []
    for match in matches:
        if chains and text[chains[-1][-1].end : match.start] in _AND:
            chains[-1].append(match)
        else:
            chains.append([match])
    for chain in chains:
        doubtful = [match for match in chain if match.start not in known]
        if len(chain) < _FEWEST_ENUMERATED or not doubtful:
            continue
        sure = {place[0] for match in chain if match.start in known for place in known[match.start].places}
        if not sure:
            cities = set.intersection(*({place[:2] for place in match.candidates} for match in chain))
            shared = set.intersection(*({place[0] for place in match.candidates} for match in chain))
            sure = shared if cities or len(chain) > _FEWEST_ENUMERATED else set()
        if sure:
            for match in doubtful:
                options = [place for place in match.candidates if place[0] in sure]
                if options or len(match.candidates) == 1:
                    known[match.start] = _settle(match, options or match.candidates)
    return [known[match.start] for match in matches if match.start in known]


def _nearest(text: str, match: Match, options: list[Place], decided: Sequence[Match]) -> list[Place]:
    """Among several options, keep those that the last place named in the same sentence speaks for."""
    if len(options) < 2:
        return options
    for before in islice(reversed(decided), _NEIGHBOURS):
        if SENTENCE_END.search(text, before.end, match.start):
            break
        for same in (2, 1):
            fits = [o for o in options if any(p[:same] == o[:same] for p in before.places)]
            if fits and len(fits) < len(options):
                return fits
    return options


def _settle(match: Match, options: Sequence[Place]) -> Match:
    """Return the match with what its options agree on."""
    if len(options) == 1:
        return match.as_places((options[0],))
    shared = {place[0] for place in options}
    if len(shared) > 1:
        return match.as_places((), ambiguous=True)
    cities = {place[1] for place in options}
    city = cities.pop() if len(cities) == 1 else ""
    return match.as_places(((shared.pop(), city, ""),), ambiguous=not city)


def _mentions(
    text: str, *, title: str = "", cuts: bytes | None = None, year: int | None = None
) -> list[Match]:
    """Return the decided matches of a text; the title only lends support."""
    matches = spans(text, cuts, year)
    support = Support([*matches, *spans_of_title(title, year)])
    return resolve(text, matches, support)


def find_places(articles: pd.DataFrame, boundaries: Mapping[str, bytes] | None = None) -> pd.DataFrame:
    """Return one row per place mentioned in an article's text, schema.PLACE_MENTIONS.

    `articles` has article_id and text; a title lends support to names in the text, and the year of
    `published` selects the units of that time (give or take one). An abbreviation that names several
    provinces (苏皖) gives one row for each. `boundaries` holds, per article_id, a byte for
    each offset in its text, 1 where a word starts or ends: a name without its suffix must agree with them. A county without suffix counts
    where the article names its province or prefecture, in a row with other places, or where it stands as places do
    and is not in place_traps.csv. A name that fits several places which the
    neighbours do not decide is marked ambiguous and has no place. `aside` marks a place that is named as where
    people come from, go to or belong to (湖北返乡人员, 援鄂), not as where it happens.
    """
    rows = [
        (
            article_id, match.start, match.end, text[match.start : match.end],
            province or None, city or None, county or None, match.ambiguous, match.aside,
        )
        for article_id, text, title, year in read_articles(articles)
        for match in _mentions(
            text, title=title, cuts=boundaries.get(article_id) if boundaries is not None else None, year=year
        )
        for province, city, county in match.places or _NOWHERE
    ]  # fmt: skip
    return schema.make_rows(schema.PLACE_MENTIONS, rows)


def read_articles(articles: pd.DataFrame) -> Iterator[tuple[str, str, str, int | None]]:
    """Yield each article's id, text, title and year of publication, empty or None where it has none."""
    n = len(articles)
    titles = articles["title"].tolist() if "title" in articles else [None] * n
    years = articles["published"].dt.year.tolist() if "published" in articles else [None] * n
    for article_id, text, title, year in zip(
        articles["article_id"].tolist(), articles["text"].tolist(), titles, years, strict=True
    ):
        known = None if year is None or pd.isna(year) else int(year)
        yield (
            article_id,
            text if isinstance(text, str) else "",
            title if isinstance(title, str) else "",
            known,
        )
