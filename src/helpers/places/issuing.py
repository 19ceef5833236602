"""Articles to the province and city that issued them, and the provinces they are about."""

import functools
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import ahocorasick_rs
import pandas as pd

from helpers.lexicons import read_rows
from helpers.places.gazetteer import province_names
from helpers.places.mentions import (
    SENTENCE_END,
    Support,
    read_articles,
    resolve,
    spans,
    spans_of_title,
)

__all__ = ["place_articles"]

# Evidence of the issuing province, most direct first, and how far it is trusted.
_CONFIDENCE = {
    "override": 1.0,
    "column": 1.0,
    "outlet": 0.95,
    "page": 0.9,
    "dateline": 0.9,
    "letterhead": 0.9,
    "byline": 0.8,
    "voice": 0.7,
    "site": 0.65,
    "url": 0.6,
    "path": 0.6,
    "image": 0.5,
}
_MENTIONS_CONFIDENCE = 0.4
_DIRECT = 0.8
_MAJORITY = 0.6
_CONCENTRATED = 0.95
_TITLE_WEIGHT, _LEAD_WEIGHT = 3.0, 2.0
_AGAIN = 0.1  # of the weight, for each further name of a province in a sentence
_ASIDE = 0.25  # of the weight, where a place is only somebody's origin or aim
_LOCAL_VOICE = re.compile(r"[我本全][市县区]")
# Reporters' names, in brackets or after their title; a bracket that holds the dateline itself is kept.
_REPORTERS = re.compile(
    r"[（(](?![^（）()]*(?:[电電]|[讯訊](?![员員])))[^（）()]*(?:[记記]者|通[讯訊][员員])[^（）()]*[）)]"
    r"|(?:[记記]者|通[讯訊][员員]|作者|编辑)[\s:：]*\S{2,4}(?=[\s）)]|$)"
)


class _Clue(NamedTuple):
    """A row of schema.CLUES: its source, words and rank; an outlet that is no clue of the page has no rank."""

    source: str
    text: str
    rank: int | None


class _Reading(NamedTuple):
    """The issuing place that one clue names."""

    province: str
    city: str
    provincial: bool = False
    """It is the name of an outlet that serves the whole province."""


@functools.cache
def _outlets() -> tuple[dict[str, dict[str, str]], Any, list[str]]:
    """Return the outlet table by name, the automaton over its names, and the names in its order."""
    table = {row["outlet"]: row for row in read_rows("outlets.csv")}
    names = sorted(table)
    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    return table, ahocorasick_rs.AhoCorasick(names, matchkind=kind), names


@functools.cache
def _nicknames() -> dict[str, tuple[str, str]]:
    """Return the nicknames of places that papers are called by, the longest first."""
    rows = sorted(read_rows("outlet_nicknames.csv"), key=lambda row: (-len(row["surface"]), row["surface"]))
    return {row["surface"]: (row["province"], row["city"]) for row in rows}


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
    for surface, (province, city) in _nicknames().items():
        if rest.startswith(surface):
            return _Reading(province, city), text
    return None, rest


def _read_words(text: str, source: str, year: int | None) -> _Reading | None:
    """Return the first place that the words name; a county without suffix counts except in a byline."""
    text = _REPORTERS.sub("", text) if source in ("dateline", "byline") else text
    matches = spans(text, None, year, traps=False)
    support = Support(matches)
    if source != "byline":
        for match in matches:
            if match.entry.care == "weak" and len(match.candidates) == 1 and match.entry.kind != "compound":
                support.add(match.candidates)
    places = [match.places[0] for match in resolve(text, matches, support) if len(match.places) == 1]
    if not places:
        return None
    province = places[0][0]
    return _Reading(province, next((city for place, city, _ in places if place == province and city), ""))


@functools.cache
def _domains() -> dict[str, str]:
    return {label: row["name"] for row in read_rows("provinces.csv") for label in row["domain"].split(";")}


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


@functools.lru_cache(maxsize=20_000)
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
    weights: tuple[float, ...]
    sentences: tuple[int, ...]
    titled: frozenset[tuple[str, str]]

    def counts(self) -> Counter[str]:
        """Mentions per province."""
        return Counter(province for province, _ in self.places)

    def cities(self, province: str) -> dict[str, float]:
        """Weight of each of the province's cities; the empty name is the province as a whole."""
        total: dict[str, float] = defaultdict(float)
        for (name, city), weight in zip(self.places, self.weights, strict=True):
            if name == province:
                total[city] += weight
        return total

    def about(self, issuing: str) -> list[str]:
        """The provinces that weigh most, most important first; the issuing one if none is named."""
        said: dict[tuple[str, int], list[float]] = defaultdict(list)
        for (province, _), weight, sentence in zip(self.places, self.weights, self.sentences, strict=True):
            said[province, sentence].append(weight)
        total: dict[str, float] = defaultdict(float)
        for (province, _), weights in said.items():
            total[province] += max(weights) + _AGAIN * (sum(weights) - max(weights))
        if not total:
            return [issuing] if issuing else []
        ranked = sorted(total, key=lambda name: (-total[name], name != issuing, province_names().index(name)))
        counts = Counter(province for province, _ in said)
        return ranked[:1] + [
            name for name in ranked[1:] if counts[name] >= 3 and 3 * total[name] >= total[ranked[0]]
        ]


class _Named(NamedTuple):
    """A row of schema.PLACE_MENTIONS with a province: where it starts, its place, and whether it is an aside."""

    start: int
    province: str
    city: str
    aside: bool


def _tally(text: str, title: str, year: int | None, mentions: Sequence[_Named]) -> _Tally:
    ends = [end.end() for end in SENTENCE_END.finditer(text)] if mentions else []
    first = bisect_right(ends, len(text) - len(text.lstrip()))
    places, weights, sentences = [], [], []
    in_title = spans_of_title(title, year)
    support = Support(in_title)
    shares = Counter(mention.start for mention in mentions)  # 京津冀 names three, each by a third
    for start, province, city, aside in mentions:
        support.add([(province, city, "")])
        number = bisect_right(ends, start)
        places.append((province, city))
        weight = _LEAD_WEIGHT if number == first else 1.0
        weights.append(weight * (_ASIDE if aside else 1) / shares[start])
        sentences.append(number + 1)
    titled = resolve(title, in_title, support)
    for match in titled:
        for place in match.places:
            places.append(place[:2])
            weights.append(_TITLE_WEIGHT * (_ASIDE if match.aside else 1) / len(match.places))
            sentences.append(0)
    in_headline = frozenset(place[:2] for match in titled for place in match.places)
    return _Tally(tuple(places), tuple(weights), tuple(sentences), in_headline)


def _most(weights: Mapping[str, float]) -> str:
    """Return the name of most weight if no other has as much, else an empty one."""
    top = sorted(weights.items(), key=lambda item: -item[1])[:2]
    return top[0][0] if top and (len(top) == 1 or top[0][1] > top[1][1]) else ""


def _issuing_city(reading: _Reading, source: str, voice: str, tally: _Tally) -> str:
    """Return the city that issued an article: the one its clue names, or the one its text speaks for."""
    if reading.city:
        return reading.city
    cities = tally.cities(reading.province)
    local = {city: weight for city, weight in cities.items() if city}
    if _LOCAL_VOICE.search(voice):
        return _most(local)
    if reading.provincial or source == "mentions":
        return ""
    titled = {city for province, city in tally.titled if province == reading.province and city}
    if len(titled) == 1:
        return titled.pop()
    top = _most(local)
    whole = sum(local.values())
    concentrated = top and whole >= 2 and local[top] >= _CONCENTRATED * whole
    return top if concentrated and cities.get("", 0.0) < local[top] else ""


def _issue(
    year: int | None, clues: Sequence[_Clue], tally: _Tally
) -> tuple[_Reading, str, str, float, int | None]:
    """Return the issuing place, the source and words it was read from, how direct they are, the clue's rank."""
    for source, words, rank in clues:
        if source == "voice":
            province = _most(tally.counts())
            reading = _Reading(province, "") if province else None
        else:
            reading = _read(source, words, year)
        if reading:
            return reading, source, words, _CONFIDENCE[source], rank
    counts = tally.counts()
    province = _most(counts)
    if counts[province] >= 2 and counts[province] >= _MAJORITY * counts.total():
        words = f"{province} {counts[province]}/{counts.total()}"
        return _Reading(province, ""), "mentions", words, _MENTIONS_CONFIDENCE, None
    return _Reading("", ""), "", "", float("nan"), None


def _contradiction(year: int | None, clues: Sequence[_Clue], decided: str, province: str) -> str | None:
    """Return what the page says of its place against the corpus's own column, which decided."""
    for source, words, _ in clues if decided == "column" else ():
        if _CONFIDENCE[source] >= _DIRECT and source not in ("column", "voice"):
            reading = _read(source, words, year)
            if reading and reading.province != province:
                return f"{source}: {words}"
    return None


def _texts(frame: pd.DataFrame, name: str) -> list[str]:
    """Return a column of texts, empty where there is none."""
    if name not in frame:
        return [""] * len(frame)
    return [found if isinstance(found, str) else "" for found in frame[name].tolist()]


def _clues_by_article(clues: pd.DataFrame) -> dict[str, list[_Clue]]:
    """Return what the pages say of places, by article_id and in its order."""
    said: dict[str, list[_Clue]] = {}
    stated = clues[clues["field"] == "province"].sort_values("rank", kind="stable")
    for article_id, *clue in zip(
        *(stated[name].tolist() for name in ("article_id", "source", "text", "rank")), strict=True
    ):
        said.setdefault(article_id, []).append(_Clue(*clue))
    return said


def _named_by_article(place_mentions: pd.DataFrame) -> dict[str, list[_Named]]:
    """Return the mentions whose province is known, by article_id."""
    named: dict[str, list[_Named]] = {}
    for article_id, *mention in zip(
        place_mentions["article_id"].tolist(),
        place_mentions["start"].tolist(),
        _texts(place_mentions, "province"),
        _texts(place_mentions, "city"),
        place_mentions["aside"].tolist(),
        strict=True,
    ):
        found = _Named(*mention)
        if found.province:
            named.setdefault(article_id, []).append(found)
    return named


def place_articles(articles: pd.DataFrame, clues: pd.DataFrame, place_mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the articles, one row each, with their issuing place and what they are about filled in.

    Columns set: province, province_evidence ("source: exact words"), province_confidence (0 to 1), city,
    about_provinces. The issuing province is read from the most direct clue that names a place: a column of
    the source, the outlet, the page, dateline, letterhead, byline, the voice (我省, 我市: then the place
    mentioned most), the address; last, and with little confidence, from what the text mentions if one
    province has three fifths of the mentions. Where nothing tells, it stays missing. The city is the one
    the clue names, or the one that the voice or all local mentions speak for; a provincial outlet and a
    municipality have none. The provinces it is about are weighed by the sentences that name them: 3 for the
    title, 2 for the first sentence, 1 for others, a tenth of it for each further name of the province in the sentence, a
    quarter where the place is an aside; a second one has to be named in three sentences and to have a third of
    the first one's weight.
    `clues` is schema.CLUES, `place_mentions` schema.PLACE_MENTIONS.

    For the evidence table there are also province_clue, the rank of the clue that decided (missing where
    none did), and province_conflict, what the page says against a column of the corpus.
    """
    order = {source: rank for rank, source in enumerate(_CONFIDENCE)}
    said, named = _clues_by_article(clues), _named_by_article(place_mentions)
    rows: list[tuple[Any, ...]] = []
    for (article_id, text, title, year), outlet in zip(
        read_articles(articles), _texts(articles, "outlet"), strict=True
    ):
        tally = _tally(text, title, year, named.get(article_id, []))
        found = said.get(article_id, [])
        if outlet:
            found = [*found, _Clue("outlet", outlet, None)]
        found = sorted(found, key=lambda clue: order[clue.source])
        reading, source, words, confidence, rank = _issue(year, found, tally)
        voice = " ".join(clue.text for clue in found if clue.source == "voice")
        city = _issuing_city(reading, source, voice, tally) if reading.province else ""
        rows.append(
            (
                reading.province or None,
                f"{source}: {words}" if reading.province else None,
                confidence,
                city or None,
                tally.about(reading.province),
                rank,
                _contradiction(year, found, source, reading.province),
            )
        )
    types = {
        "province": "str",
        "province_evidence": "str",
        "province_confidence": "float64",
        "city": "str",
        "about_provinces": "object",
        "province_clue": "Int64",
        "province_conflict": "str",
    }
    columns = {
        name: pd.Series([row[i] for row in rows], index=articles.index, dtype=dtype)
        for i, (name, dtype) in enumerate(types.items())
    }
    return articles.assign(**columns)
