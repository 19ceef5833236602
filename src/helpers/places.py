"""Articles to the places they mention, the province that issued them and the provinces they are about.

Names come from a gazetteer of provinces, prefectures and counties with the years they were in use
(`lexicons/places.csv`), aliases and abbreviations (`place_aliases.csv`) and names that are also ordinary
words (`place_traps.csv`). All patterns are searched at once (Aho and Corasick 1975); only what matched is
looked at further. A name that fits several places is decided by its neighbours, or left open.
"""

import csv
import functools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any, NamedTuple

import ahocorasick_rs
import pandas as pd

from helpers import schema

__all__ = ["find_places", "place_articles", "province_names", "provinces"]

_FIRST_YEAR, _LAST_YEAR = 1980, 2024
# The gazetteer's years: a unit that reaches either end is taken to have existed before or after it.

_LEVELS = {"province": 0, "city": 1, "county": 2}

# An abbreviation counts after one of these verbs. Those of the first line are safe with any of them; an
# abbreviation that is also a common word (新, 深, 宁) only goes with the second line's.
_VERBS = ("在", "到", "来", "回", "进", "出", "入", "赴", "援", "返", "离", "抵", "驻", "留", "访")
_WEAK_VERBS = ("赴", "援", "返", "离", "抵", "驻", "留", "访")
_AFTER_ABBREVIATION = ("籍",)

_STREET = r"(?:街道|大街|街|大道|路(?:口|段)?(?!桥|网|局|线|径|由|过|演)|巷|胡同|弄|高速公路|高速|公路|国道|铁路|高铁|大桥|立交)"
_TOWN = r"(?:镇(?!江|区|上|村|街)|乡(?!镇|村|亲|土|下|音|情|愁))"
_ROAD = re.compile(rf"[东西南北中]?[一二三四五六七八九十]?(?:{_STREET}|{_TOWN})")
_ROUTE = re.compile(r"[\u4e00-\u9fff]?(?:高速(?!发展|增长)|铁路|高铁|城际|运河|线|管道|古道|大道|路)")
_SITE = re.compile(r"网(?!络|点|格|民|友|上|红|吧|信|约|购|络|站|球|课|箱|通|签)")
_PERSON = re.compile(r"(?:记者|通讯员|作者|编辑|摄影|责编|供图|同志)[:：\s]*$")
_TITLE = re.compile(r"(?:长|书记|员|主任|教师|老师|医生|护士|同志|教授|经理)$")
_PREPOSITIONS = frozenset("于向常")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_JOIN = ("", "市", "省", "州", "·", "的")


class Unit(NamedTuple):
    """One administrative unit of the gazetteer."""

    level: str
    name: str
    short: str
    province: str
    city: str
    first_year: int
    last_year: int

    def exists(self, year: int) -> bool:
        """Whether it was in use in the year, give or take one."""
        begun = self.first_year <= _FIRST_YEAR or self.first_year - 1 <= year
        return begun and (self.last_year >= _LAST_YEAR or year <= self.last_year + 1)

    @property
    def place(self) -> tuple[str, str, str]:
        """Its province, city and county; empty where the level has none."""
        return self.province, self.city, self.name if self.level == "county" else ""


Place = tuple[str, str, str]


@dataclass(frozen=True)
class _Entry:
    """What one surface can mean, and how careful its reading has to be.

    `kind` is full (with its suffix), bare, county (bare, of a county), region or traditional (aliases), group
    (several provinces), compound (verb and abbreviation) or phrase (a longer string that is no place); `care` is none, weak
    (only where the article supports it) or word (only after its parent's name).
    """

    kind: str
    units: tuple[Unit, ...] = ()
    care: str = ""


@dataclass(frozen=True)
class _Match:
    """One stretch of text, the places it may be, and those it was decided to be: none, one, or a group's."""

    start: int
    end: int
    entry: _Entry
    candidates: tuple[Place, ...]
    places: tuple[Place, ...] = ()
    ambiguous: bool = False


def _rows(name: str) -> list[dict[str, str]]:
    path = files("helpers") / "lexicons" / name
    if not path.is_file():
        return []
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@functools.cache
def _province_rows() -> tuple[dict[str, str], ...]:
    return tuple(_rows("provinces.csv"))


def provinces() -> pd.DataFrame:
    """Return one row per provincial unit (34, in the order of GB/T 2260): name, full, abbr, english, region."""
    return pd.DataFrame(_province_rows()).astype("str")


def province_names() -> tuple[str, ...]:
    """Return the 34 provincial units' short names in the order of GB/T 2260."""
    return tuple(row["name"] for row in _province_rows())


def _names(unit: Unit) -> Iterable[str]:
    """Yield the forms that carry a suffix: the official name and the usual shortened ones."""
    yield unit.name
    if unit.level == "city" and unit.name.endswith("自治州"):
        yield f"{unit.short}州"
    if unit.level == "county" and "自治县" in unit.name and len(unit.short) > 1:
        yield f"{unit.short}县"
    if unit.level == "province" and unit.name.endswith("自治区"):
        yield f"{unit.short}自治区"


@functools.cache
def _lexicon() -> dict[str, _Entry]:
    """Map every surface to what it can mean."""
    care = {row["surface"]: row["kind"] for row in _rows("place_traps.csv")}
    units = [
        Unit(**{**row, "first_year": int(row["first_year"]), "last_year": int(row["last_year"])})  # type: ignore[arg-type]
        for row in _rows("places.csv")
    ]
    full: dict[str, list[Unit]] = {}
    bare: dict[str, list[Unit]] = {}
    for unit in units:
        for name in _names(unit):
            # A two-character name such as 和县 is as easily met by accident as a bare one.
            (full if len(name) > 2 and name != unit.short else bare).setdefault(name, []).append(unit)
        if len(unit.short) > 1:
            bare.setdefault(unit.short, []).append(unit)
    entries: dict[str, _Entry] = {}
    for name, meant in bare.items():
        top = min(_LEVELS[unit.level] for unit in meant)
        chosen = tuple(unit for unit in meant if _LEVELS[unit.level] == top)
        abolished = top == 1 and all(unit.last_year < _LAST_YEAR for unit in chosen)
        kind = "county" if top == 2 else "bare"
        entries[name] = _Entry(kind, chosen, care.get(name, "weak" if top == 2 or abolished else ""))
    for name, meant in full.items():
        entries[name] = _Entry("full", tuple(meant), "word" if care.get(name) == "word" else "")
    entries.update(_alias_entries(entries))
    entries.update({name: _Entry("phrase") for name, kind in care.items() if kind == "phrase"})
    return entries


def _alias_entries(known: Mapping[str, _Entry]) -> dict[str, _Entry]:
    """Build the entries of aliases, and of abbreviations joined to a verb."""
    entries: dict[str, _Entry] = {}

    def add(surface: str, kind: str, unit: Unit, care: str = "") -> None:
        if surface not in known:
            before = entries.get(surface, _Entry(kind))
            entries[surface] = replace(before, units=(*before.units, unit), care=care or before.care)

    for row in _rows("place_aliases.csv"):
        surface, kind = row["surface"], row["kind"]
        for province in row["province"].split(";"):
            level = "city" if row["city"] else "province"
            unit = Unit(level, surface, surface, province, row["city"], _FIRST_YEAR, _LAST_YEAR)
            if kind == "abbreviation":
                for compound in [
                    *(verb + surface for verb in _VERBS),
                    *(surface + noun for noun in _AFTER_ABBREVIATION),
                ]:
                    add(compound, "compound", unit)
            elif kind == "weak abbreviation":
                for verb in _WEAK_VERBS:
                    add(verb + surface, "compound", unit, "weak")
            else:
                add(surface, "group" if ";" in row["province"] else kind, unit)
    return entries


@functools.cache
def _surnames() -> frozenset[str]:
    return frozenset((files("helpers") / "lexicons" / "surnames.txt").read_text(encoding="utf-8").split())


@functools.cache
def _automaton() -> tuple[list[str], Any]:
    surfaces = sorted(_lexicon())
    return surfaces, ahocorasick_rs.AhoCorasick(surfaces)


@functools.cache
def _runs() -> tuple[re.Pattern[str], dict[str, Unit]]:
    """Return the pattern of two or more provinces' abbreviations in a row, and each one's province."""
    letters = {
        row["surface"]: Unit(
            "province", row["surface"], row["surface"], row["province"], "", _FIRST_YEAR, _LAST_YEAR
        )
        for row in _rows("place_aliases.csv")
        if row["kind"] == "abbreviation" and not row["city"] and row["surface"] not in "蜀秦陇疆藏"
    } | {
        letter: Unit("province", letter, letter, province, "", _FIRST_YEAR, _LAST_YEAR)
        for letter, province in (("港", "香港"), ("澳", "澳门"))
    }
    return re.compile(f"[{''.join(letters)}]{{2,}}"), letters


def _on_boundary(text: str, start: int, end: int, entry: _Entry, cuts: frozenset[int] | None) -> bool:
    """Tell whether the words of the segmenter allow the match; without them everything is allowed."""
    if entry.kind == "compound" and entry.care and cuts is None:
        return False
    # Segmenters know no Traditional names; those of the gazetteer are distinctive enough without.
    if cuts is None or entry.kind in ("phrase", "traditional") or (entry.kind == "full" and not entry.care):
        return True
    if entry.kind in ("county", "compound") or entry.care:
        return start in cuts and end in cuts
    if start in cuts and end in cuts:
        return True
    # The name of a province or prefecture may open or close a longer word (湖北大学), never straddle two
    # (洪山|东湖) or be a person's given name (张广东).
    if any(offset in cuts for offset in range(start + 1, end)):
        return False
    return start in cuts or (end in cuts and not (start - 1 in cuts and text[start - 1] in _surnames()))


def _candidates(entry: _Entry, year: int | None) -> tuple[Place, ...]:
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
        best[unit.province] = min(best.get(unit.province, 9), _LEVELS[unit.level])
    kept = sorted(
        (unit for unit in valid if _LEVELS[unit.level] == best[unit.province]),
        key=lambda unit: -unit.first_year,
    )
    found: dict[tuple[str, str], Place] = {}
    for unit in kept:
        found.setdefault((unit.province, unit.city), unit.place)
    return tuple(sorted(found.values()))


def _is_person(text: str, start: int, end: int) -> bool:
    """Tell whether the name is a person's given name: after a surname, in a list or after an office."""
    if start == 0 or text[start - 1] not in _surnames() - _PREPOSITIONS:
        return False
    alone = not _HAN.match(text, end) and (start == 1 or not _HAN.match(text, start - 2))
    return alone or bool(_TITLE.search(text, max(0, start - 4), start - 1))


def _trapped(text: str, start: int, end: int, entry: _Entry, cuts: frozenset[int] | None) -> bool:
    """Tell whether what follows or precedes shows that the name is part of another name."""
    if entry.kind == "full":
        return False
    if _is_person(text, start, end):
        return True
    if entry.kind in ("group", "compound") and _ROUTE.match(text, end):
        return True
    if entry.kind == "group":
        return bool(_PERSON.search(text, max(0, start - 6), start))
    if entry.kind == "county" and _PERSON.search(text, max(0, start - 6), start):
        return True
    if _SITE.match(text, end):
        return True
    road = _ROAD.match(text, end)
    return road is not None and (cuts is None or road.end() in cuts)


def _spans(text: str, cuts: frozenset[int] | None, year: int | None, *, traps: bool = True) -> list[_Match]:
    """Return the non-overlapping matches, leftmost and longest first, traps left out if asked."""
    surfaces, automaton = _automaton()
    lexicon = _lexicon()
    found: list[tuple[int, int, _Entry]] = []
    for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        entry = lexicon[surfaces[index]]
        if (traps or entry.kind != "phrase") and _on_boundary(text, start, end, entry, cuts):
            found.append((start, end, entry))
    pattern, letters = _runs()
    for run in pattern.finditer(text):
        if len(set(run.group())) == len(run.group()):
            entry = _Entry("group", tuple(letters[letter] for letter in run.group()))
            if cuts is None or (run.start() in cuts and run.end() in cuts):
                found.append((run.start(), run.end(), entry))
    # Names come before verb and abbreviation: 在汉口 is 汉口.
    found.sort(key=lambda item: (item[2].kind == "compound", item[0], -item[1], item[2].kind))
    full_starts = {start for start, _, entry in found if entry.kind == "full"}
    taken: set[int] = set()
    matches = []
    for start, end, entry in found:
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            # In 唐山路北区 the street is none.
            checked = traps and end not in full_starts
            if entry.kind != "phrase" and not (checked and _trapped(text, start, end, entry, cuts)):
                matches.append(_Match(start, end, entry, _candidates(entry, year)))
    return sorted(matches, key=lambda match: match.start)


class _Support:
    """What the unmistakable mentions of an article say about where it takes place."""

    def __init__(self, matches: Iterable[_Match]) -> None:
        self.provinces: set[str] = set()
        self.cities: set[tuple[str, str]] = set()
        for match in matches:
            if match.entry.care:
                continue
            if match.entry.kind == "group" or len(match.candidates) == 1:
                self.add(match.candidates)

    def add(self, places: Iterable[Place]) -> None:
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


def _parent(text: str, match: _Match, before: _Match | None) -> tuple[Place, ...] | None:
    """Return the places named right before the match, or None if nothing is."""
    if before is None or text[before.end : match.start] not in _JOIN or not before.places:
        return None
    return before.places


def _resolve(text: str, matches: Sequence[_Match], support: _Support) -> list[_Match]:
    """Decide each match, or drop it; those decided before it in its sentence are its neighbours."""
    decided: list[_Match] = []
    full_cities = {place[:2] for match in matches if match.entry.kind == "full" for place in match.candidates}
    for match in matches:
        entry = match.entry
        if entry.kind == "group":
            decided.append(replace(match, places=match.candidates))
            continue
        parents = _parent(text, match, decided[-1] if decided else None)
        under = [c for c in match.candidates if any(_contains(parent, c) for parent in parents or ())]
        if under:
            decided.append(_settle(match, under))
            continue
        if entry.care == "word" and not (
            entry.kind == "bare" and any(place[:2] in full_cities for place in match.candidates)
        ):
            continue
        near = support.narrow(match.candidates)
        if entry.care:
            adjacent = bool(decided) and decided[-1].end == match.start
            elsewhere = adjacent and not any(p[0] == c[0] for p in parents or () for c in match.candidates)
            if near and not elsewhere:
                decided.append(_settle(match, _nearest(text, match, near, decided)))
            continue
        options = near or list(match.candidates)
        decided.append(_settle(match, _nearest(text, match, options, decided)))
    return decided


def _nearest(text: str, match: _Match, options: list[Place], decided: Sequence[_Match]) -> list[Place]:
    """Among several options, keep those that the last place named in the same sentence speaks for."""
    if len(options) < 2:
        return options
    for before in reversed(decided):
        if _SENTENCE_END.search(text, before.end, match.start):
            break
        for same in (2, 1):
            fits = [o for o in options if any(p[:same] == o[:same] for p in before.places)]
            if fits and len(fits) < len(options):
                return fits
    return options


def _settle(match: _Match, options: Sequence[Place]) -> _Match:
    """Return the match with what its options agree on."""
    if len(options) == 1:
        return replace(match, places=(options[0],))
    shared = {place[0] for place in options}
    if len(shared) > 1:
        return replace(match, ambiguous=True)
    cities = {place[1] for place in options}
    city = cities.pop() if len(cities) == 1 else ""
    return replace(match, places=((shared.pop(), city, ""),), ambiguous=not city)


def _mentions(
    text: str, *, title: str = "", cuts: frozenset[int] | None = None, year: int | None = None
) -> list[_Match]:
    """Return the decided matches of a text; the title only lends support."""
    matches = _spans(text, cuts, year)
    support = _Support([*matches, *_spans(title, None, year)] if title else matches)
    return _resolve(text, matches, support)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _value(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _year(row: Mapping[str, Any]) -> int | None:
    published = row.get("published")
    return None if published is None or pd.isna(published) else pd.Timestamp(published).year


def find_places(
    articles: pd.DataFrame, boundaries: Mapping[str, frozenset[int]] | None = None
) -> pd.DataFrame:
    """Return one row per place mentioned in an article's text, schema.PLACE_MENTIONS.

    `articles` has article_id and text; a title lends support to names in the text, and the year of
    `published` selects the units of that time (give or take one). An abbreviation that names several
    provinces (苏皖) gives one row for each. `boundaries` holds, per article_id, the character offsets at
    which a word starts or ends: a name without its suffix must agree with them. Counties without suffix
    count where the article names their province or prefecture. A name that fits several places which the
    neighbours do not decide is marked ambiguous and has no place.
    """
    rows = []
    for article in _records(articles):
        article_id, text = article["article_id"], _value(article, "text")
        cuts = boundaries.get(article_id) if boundaries is not None else None
        for match in _mentions(text, title=_value(article, "title"), cuts=cuts, year=_year(article)):
            for province, city, county in match.places or (("", "", ""),):
                rows.append(
                    {
                        "article_id": article_id,
                        "start": match.start,
                        "end": match.end,
                        "surface": text[match.start : match.end],
                        "province": province or None,
                        "city": city or None,
                        "county": county or None,
                        "ambiguous": match.ambiguous,
                    }
                )
    return schema.make(schema.PLACE_MENTIONS, rows)


# Evidence of the issuing province, most direct first, and how far it is trusted.
_CONFIDENCE = {
    "column": 1.0,
    "outlet": 0.95,
    "page": 0.9,
    "dateline": 0.9,
    "letterhead": 0.9,
    "byline": 0.8,
    "voice": 0.7,
    "url": 0.6,
    "path": 0.6,
    "image": 0.5,
}
_MENTIONS_CONFIDENCE = 0.4
_MAJORITY = 0.6
_CONCENTRATED = 0.95
_TITLE_WEIGHT, _LEAD_WEIGHT = 3, 2
_LOCAL_VOICE = re.compile(r"[我本全][市县区]")
_REPORTERS = re.compile(
    r"(?:[（(](?=[^（）()]*(?:记者|通讯员))|(?:记者|通讯员|作者|编辑)[\s:：]*(?=\S{2,4}(?:\s|$))).*"
)


class _Reading(NamedTuple):
    """The issuing place that one clue names."""

    province: str
    city: str
    provincial: bool = False
    """It is the name of an outlet that serves the whole province."""


@functools.cache
def _outlets() -> tuple[dict[str, dict[str, str]], Any, list[str]]:
    """Return the outlet table by name, the automaton over its names, and the names in its order."""
    table = {row["outlet"]: row for row in _rows("outlets.csv")}
    names = sorted(table)
    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    return table, ahocorasick_rs.AhoCorasick(names, matchkind=kind), names


def _read_outlet(text: str) -> tuple[_Reading | None, str]:
    """Return what the longest outlet named in the words says, and the words without outlets of no province."""
    table, automaton, names = _outlets()
    found = sorted(automaton.find_matches_as_indexes(text), key=lambda hit: hit[1] - hit[2])
    rest = text
    for index, start, end in found:
        row = table[names[index]]
        if row["province"]:
            return _Reading(row["province"], row["city"], row["kind"] == "provincial"), text
        rest = rest[:start] + " " * (end - start) + rest[end:]
    return None, rest


def _read_words(text: str, source: str, year: int | None) -> _Reading | None:
    """Return the first place that the words name; a county without suffix counts except in a byline."""
    text = _REPORTERS.sub("", text) if source in ("dateline", "byline") else text
    matches = _spans(text, None, year, traps=False)
    support = _Support(matches)
    if source != "byline":
        for match in matches:
            if match.entry.care == "weak" and len(match.candidates) == 1 and match.entry.kind != "compound":
                support.add(match.candidates)
    places = [match.places[0] for match in _resolve(text, matches, support) if len(match.places) == 1]
    if not places:
        return None
    province = places[0][0]
    return _Reading(province, next((city for place, city, _ in places if place == province and city), ""))


@functools.cache
def _domains() -> dict[str, str]:
    return {label: row["name"] for row in _province_rows() for label in row["domain"].split(";")}


def _read_url(text: str, year: int | None) -> _Reading | None:
    """Return the province that a host's labels name (jx.people.com.cn, hubei.gov.cn, org.tw)."""
    host, _, path = re.sub(r"^\w+://", "", text.strip().lower()).partition("/")
    labels = host.partition(":")[0].split(".")
    domains = _domains()
    for position, label in enumerate(labels):
        last = position == len(labels) - 1
        if label in domains and (not last or label in ("hk", "tw", "mo")):
            return _Reading(domains[label], "")
    for label in re.split(r"[/_.-]", path):
        if len(label) > 4 and label in domains:
            return _Reading(domains[label], "")
    return _read_words(text, "url", year)


def _read(source: str, text: str, year: int | None) -> _Reading | None:
    """Return the issuing place that a clue's words name, or None."""
    if source in ("url", "image"):
        return _read_url(text, year)
    if source in ("outlet", "dateline", "letterhead", "byline"):
        reading, text = _read_outlet(text)
        if reading:
            return reading
    return _read_words(text, source, year)


@dataclass(frozen=True)
class _Tally:
    """An article's mentions: the place of each, its weight, and the number of its sentence (0: the title)."""

    places: tuple[tuple[str, str], ...]
    weights: tuple[int, ...]
    sentences: tuple[int, ...]
    titled: frozenset[tuple[str, str]]

    def counts(self) -> Counter[str]:
        """Mentions per province."""
        return Counter(province for province, _ in self.places)

    def cities(self, province: str) -> Counter[str]:
        """Weight of each of the province's cities; the empty name is the province as a whole."""
        total: Counter[str] = Counter()
        for (name, city), weight in zip(self.places, self.weights, strict=True):
            if name == province:
                total[city] += weight
        return total

    def about(self, issuing: str) -> list[str]:
        """The provinces that weigh most, most important first; the issuing one if none is named."""
        total: Counter[str] = Counter()
        for (province, _), weight in zip(self.places, self.weights, strict=True):
            total[province] += weight
        if not total:
            return [issuing] if issuing else []
        ranked = sorted(total, key=lambda name: (-total[name], name != issuing, province_names().index(name)))
        counts = Counter(
            province
            for province, _ in {(p, n) for (p, _), n in zip(self.places, self.sentences, strict=True)}
        )
        return ranked[:1] + [
            name for name in ranked[1:] if counts[name] >= 3 and 3 * total[name] >= total[ranked[0]]
        ]


def _tally(article: Mapping[str, Any], mentions: Sequence[Mapping[str, Any]]) -> _Tally:
    text, title = _value(article, "text"), _value(article, "title")
    ends = [end.end() for end in _SENTENCE_END.finditer(text)]
    first = bisect_right(ends, len(text) - len(text.lstrip()))
    places, weights, sentences = [], [], []
    in_title = _spans(title, None, _year(article))
    support = _Support(in_title)
    for mention in mentions:
        if isinstance(mention["province"], str):
            place = (mention["province"], _value(mention, "city"))
            support.add([(*place, "")])
            number = bisect_right(ends, mention["start"])
            places.append(place)
            weights.append(_LEAD_WEIGHT if number == first else 1)
            sentences.append(number + 1)
    titled = [place[:2] for match in _resolve(title, in_title, support) for place in match.places]
    return _Tally(
        (*places, *titled),
        (*weights, *[_TITLE_WEIGHT] * len(titled)),
        (*sentences, *[0] * len(titled)),
        frozenset(titled),
    )


def _most(counter: Counter[str]) -> str:
    """Return the most frequent name if no other is as frequent, else an empty one."""
    top = counter.most_common(2)
    return top[0][0] if top and (len(top) == 1 or top[0][1] > top[1][1]) else ""


def _issuing_city(reading: _Reading, source: str, voice: str, tally: _Tally) -> str:
    """Return the city that issued an article: the one its clue names, or the one its text speaks for."""
    if reading.city:
        return reading.city
    cities = tally.cities(reading.province)
    local = Counter({city: weight for city, weight in cities.items() if city})
    if _LOCAL_VOICE.search(voice):
        return _most(local)
    if reading.provincial or source == "mentions":
        return ""
    titled = {city for province, city in tally.titled if province == reading.province and city}
    if len(titled) == 1:
        return titled.pop()
    top = _most(local)
    concentrated = local.total() >= 2 and local[top] >= _CONCENTRATED * local.total()
    return top if top and concentrated and cities[""] < local[top] else ""


def _issue(
    article: Mapping[str, Any], clues: Sequence[tuple[str, str]], tally: _Tally
) -> tuple[_Reading, str, str, float]:
    """Return the issuing place, the source and words it was read from, and how direct they are."""
    year = _year(article)
    for source, words in clues:
        if source == "voice":
            province = _most(tally.counts())
            reading = _Reading(province, "") if province else None
        else:
            reading = _read(source, words, year)
        if reading:
            return reading, source, words, _CONFIDENCE[source]
    counts = tally.counts()
    province = _most(counts)
    if counts[province] >= 2 and counts[province] >= _MAJORITY * counts.total():
        words = f"{province} {counts[province]}/{counts.total()}"
        return _Reading(province, ""), "mentions", words, _MENTIONS_CONFIDENCE
    return _Reading("", ""), "", "", float("nan")


def place_articles(articles: pd.DataFrame, clues: pd.DataFrame, place_mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the articles, one row each, with province, province_evidence, province_confidence, city and

    about_provinces filled. The issuing province is read from the most direct clue that names a place: a
    column of the source, the outlet, the page, dateline, letterhead, byline, the voice (我省, 我市: then the
    place mentioned most), the address; last, and with little confidence, from what the text mentions if
    one province has three fifths of the mentions. Where nothing tells, it stays missing. The provinces it
    is about are weighed by mentions: 3 in the title, 2 in the first sentence, 1 elsewhere; a second one
    has to be named in three sentences and to have a third of the first one's weight.
    `clues` is schema.CLUES, `place_mentions` schema.PLACE_MENTIONS.
    """
    order = {source: rank for rank, source in enumerate(_CONFIDENCE)}
    said: dict[str, list[tuple[str, str]]] = {}
    for clue in clues[clues["field"] == "province"].sort_values("rank", kind="stable").to_dict("records"):
        said.setdefault(clue["article_id"], []).append((clue["source"], clue["text"]))
    named: dict[str, list[dict[str, Any]]] = {}
    for mention in _records(place_mentions):
        named.setdefault(mention["article_id"], []).append(mention)
    rows = []
    for article in _records(articles):
        tally = _tally(article, named.get(article["article_id"], []))
        found = list(said.get(article["article_id"], []))
        if outlet := _value(article, "outlet"):
            found.append(("outlet", outlet))
        found.sort(key=lambda clue: order[clue[0]])
        reading, source, words, confidence = _issue(article, found, tally)
        voice = " ".join(text for kind, text in found if kind == "voice")
        city = _issuing_city(reading, source, voice, tally) if reading.province else ""
        rows.append(
            {
                "province": reading.province or None,
                "province_evidence": f"{source}: {words}" if reading.province else None,
                "province_confidence": confidence,
                "city": city or None,
                "about_provinces": tally.about(reading.province),
            }
        )
    columns = ["province", "province_evidence", "province_confidence", "city", "about_provinces"]
    filled = pd.DataFrame(rows, columns=columns, index=articles.index)
    texts = dict.fromkeys(("province", "province_evidence", "city"), "str")
    types = {**texts, "province_confidence": "float64", "about_provinces": "object"}
    return articles.assign(**{str(name): values for name, values in filled.astype(types).items()})
