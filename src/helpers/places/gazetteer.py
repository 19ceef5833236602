"""Names to what they can mean: the gazetteer, its aliases and abbreviations, and what is no name."""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import ahocorasick_rs
import pandas as pd

from helpers.lexicons import read_rows, read_words

__all__ = [
    "DISTINCTIVE",
    "LEVELS",
    "Entry",
    "Place",
    "after_parent",
    "automaton",
    "group_of",
    "lexicon",
    "plates",
    "province_names",
    "provinces",
    "runs",
    "surnames",
]

_FIRST_YEAR, _LAST_YEAR = 1980, 2024
# The gazetteer's years: a unit that reaches either end is taken to have existed before or after it.

LEVELS = {"province": 0, "city": 1, "county": 2}

# An abbreviation counts after one of these verbs. Those of the first line are safe with any of them; an
# abbreviation that is also a common word (新, 深, 宁) only goes with the second line's.
_VERBS = ("在", "到", "来", "回", "进", "出", "入", "赴", "援", "返", "离", "抵", "驻", "留", "访")
_WEAK_VERBS = ("赴", "援", "返", "离", "抵", "驻", "留", "访")
# Letters that hardly occur but as abbreviations; a segmenter that does not know them cuts anywhere.
DISTINCTIVE = frozenset("冀沪浙皖闽赣豫鄂湘粤渝滇黔")
_AFTER_ABBREVIATION = ("籍", "企")
_TRADITIONAL_VERBS = {"来": "來", "进": "進", "离": "離", "驻": "駐", "访": "訪"}


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


@dataclass(frozen=True, eq=False)
class Entry:
    """What one surface can mean, and how careful its reading has to be.

    `kind` is full (with its suffix), bare, county (bare, of a county), region or traditional (aliases), group
    (several provinces), plate (of a car), compound (verb and abbreviation) or phrase (a longer string that is no place); `care` is none, weak
    (only where the article supports it) or word (only after its parent's name).
    """

    kind: str
    units: tuple[Unit, ...] = ()
    care: str = ""


def provinces() -> pd.DataFrame:
    """Return one row per provincial unit (34, in the order of GB/T 2260): name, full, abbr, plate, english, region,
    domain, tile_row and tile_column."""
    return pd.DataFrame(read_rows("provinces.csv")).astype("str")


@functools.cache
def province_names() -> tuple[str, ...]:
    """Return the 34 provincial units' short names in the order of GB/T 2260."""
    return tuple(row["name"] for row in read_rows("provinces.csv"))


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
def lexicon() -> dict[str, Entry]:
    """Map every surface to what it can mean."""
    care = {row["surface"]: row["kind"] for row in read_rows("place_traps.csv")}
    units = [
        Unit(**{**row, "first_year": int(row["first_year"]), "last_year": int(row["last_year"])})  # type: ignore[arg-type]
        for row in read_rows("places.csv")
    ]
    full: dict[str, list[Unit]] = {}
    bare: dict[str, list[Unit]] = {}
    for unit in units:
        for name in _names(unit):
            # A two-character name such as 和县 is as easily met by accident as a bare one.
            (full if len(name) > 2 and name != unit.short else bare).setdefault(name, []).append(unit)
        if len(unit.short) > 1:
            bare.setdefault(unit.short, []).append(unit)
    entries: dict[str, Entry] = {}
    for name, meant in bare.items():
        top = min(LEVELS[unit.level] for unit in meant)
        chosen = tuple(unit for unit in meant if LEVELS[unit.level] == top)
        abolished = top == 1 and all(unit.last_year < _LAST_YEAR for unit in chosen)
        if abolished:  # the prefecture of 江津 is gone, the district of that name is not
            chosen = tuple(unit for unit in meant if LEVELS[unit.level] >= top)
        kind = "county" if top == 2 else "bare"
        # A county's bare name stands for itself where only one province has it; place_traps.csv lists common words.
        shared = top == 2 and len({unit.province for unit in chosen}) > 1
        usual = "weak" if shared or abolished else ""
        entries[name] = Entry(kind, chosen, care.get(name, usual) if top else "")
    for name, meant in full.items():
        entries[name] = Entry("full", tuple(meant), "word" if care.get(name) == "word" else "")
    entries.update(_alias_entries(entries))
    entries.update({name: Entry("phrase") for name, kind in care.items() if kind == "phrase"})
    return entries


def _alias_entries(known: Mapping[str, Entry]) -> dict[str, Entry]:
    """Build the entries of aliases, and of abbreviations joined to a verb."""
    entries: dict[str, Entry] = {}

    def add(surface: str, kind: str, unit: Unit, care: str = "") -> None:
        if surface not in known:
            before = entries.get(surface, Entry(kind))
            entries[surface] = replace(before, units=(*before.units, unit), care=care or before.care)

    for row in read_rows("place_aliases.csv"):
        surface, kind = row["surface"], row["kind"]
        for province in row["province"].split(";"):
            level = "city" if row["city"] else "province"
            unit = Unit(level, surface, surface, province, row["city"], _FIRST_YEAR, _LAST_YEAR)
            if kind == "abbreviation":
                nouns = (*_AFTER_ABBREVIATION, "商") if not row["city"] else _AFTER_ABBREVIATION
                for compound in [
                    *(verb + surface for verb in (*_VERBS, *_TRADITIONAL_VERBS.values())),
                    *(surface + noun for noun in nouns),
                ]:
                    add(compound, "compound", unit)
            elif kind == "weak abbreviation":
                for verb in _WEAK_VERBS:
                    add(verb + surface, "compound", unit, "weak")
            else:
                add(surface, "group" if ";" in row["province"] else kind, unit)
    return entries


@functools.cache
def after_parent(entry: Entry) -> Entry:
    """Return the entry as one that counts only right after the name of the unit it belongs to."""
    return replace(entry, care="word")


@functools.cache
def group_of(letters: str) -> Entry:
    """Return what provinces' abbreviations in a row (苏皖) mean."""
    return Entry("group", tuple(runs()[1][letter] for letter in letters))


@functools.cache
def plates() -> tuple[re.Pattern[str], dict[str, Entry]]:
    """Return the pattern of a number plate's first character, before the rest of it, and what each stands for."""
    entries = {
        row["plate"]: Entry(
            "plate", (Unit("province", row["abbr"], row["abbr"], row["name"], "", _FIRST_YEAR, _LAST_YEAR),)
        )
        for row in read_rows("provinces.csv")
        if row["plate"]
    }
    rest = "[A-HJ-NP-Z](?:号?牌|[·•]?[A-HJ-NP-Z0-9*]{4,6}(?![A-Za-z0-9]))"
    return re.compile(f"[{''.join(entries)}](?={rest})"), entries


@functools.cache
def surnames() -> frozenset[str]:
    """Return the surnames of one character."""
    return frozenset(read_words("surnames.txt"))


@functools.cache
def automaton() -> tuple[list[Entry], Any]:
    """Return what the surfaces can mean, and the automaton that finds them, by their number."""
    entries = lexicon()
    surfaces = sorted(entries)
    return [entries[surface] for surface in surfaces], ahocorasick_rs.AhoCorasick(surfaces)


@functools.cache
def runs() -> tuple[re.Pattern[str], dict[str, Unit]]:
    """Return the pattern of two or more provinces' abbreviations in a row, and each one's province."""
    letters = {
        row["surface"]: Unit(
            "province", row["surface"], row["surface"], row["province"], "", _FIRST_YEAR, _LAST_YEAR
        )
        for row in read_rows("place_aliases.csv")
        if row["kind"] == "abbreviation" and not row["city"] and row["surface"] not in "蜀秦陇疆藏"
    } | {
        letter: Unit("province", letter, letter, province, "", _FIRST_YEAR, _LAST_YEAR)
        for letter, province in (("港", "香港"), ("澳", "澳门"))
    }
    any_letter = "".join(letters)
    return re.compile(f"[{any_letter}][{any_letter}]+"), letters
