"""Families of reprints: near-identical articles, told apart from bulletins that share only a template."""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

__all__ = ["compare_copies", "mark_reprints"]

# A clause is what stands between two marks of punctuation; marks inside figures (3.5, 1,234, 12:30) do not
# end it.
_CLAUSE = re.compile(r"(?:[^\W_]|(?<=\d)[.,:：．](?=\d)|[%％ \t\u3000\xa0])+")
_FIGURE = re.compile(r"[\d零〇一二三四五六七八九十百千万亿两]+(?:[.,:]\d+)*%?")
_FIGURE_MARK = "\uffff"
_PLACE_MARK = "\ufffe"
_MARKS = re.compile(f"[{_FIGURE_MARK}{_PLACE_MARK}]")

# What a name of no gazetteer ends in: 人民路 and 建设路 differ where the words around them are the same.
_PLACE_NOUN = re.compile(
    "[省县縣州旗桥橋]|市(?![民场場值面])|[区區](?![别別分域])|[镇鎮乡鄉](?![定静靜亲親愁])|村(?!民)"
    "|路(?![上面人过過口途径徑遇])|街(?![上头頭])|大[道街]|巷|社[区區]|小[区區]|[学學]校|[中小][学學]|[医醫]院|高速"
)
_NAME = re.compile(f"[^{_FIGURE_MARK}{_PLACE_MARK}]{{1,6}}")
_NO_NAME = re.compile("[我本全该該各两兩此同外周附沿]$")  # 我市, 全市, 外省: the place is named elsewhere
_OWN_PLACE = re.compile("[我本全](?:自治)?[省市县縣区區州盟旗]")
_PLACE_KIND = "(?:省|市|(?:[壮壯回]族|[维維]吾[尔爾])?自治[区區]|特[别別]行政[区區])?"

_MIN_CLAUSE = 4  # shorter ones (“据了解”) say nothing about where a text comes from
_MIN_RARE_CLAUSE = 8  # one such clause in common makes two articles candidates
_MIN_CHARS = 60  # of the shorter article, unless the two texts are the same
_MIN_CHARS_SAME = 20
_SHARE_OF_SHORTER = 0.6
_SHARE_OF_SHORTER_IN_CONFLICT = 0.85  # a template is filled in elsewhere too; a corrected copy is not
_SHARE_OF_SHORTER_ELSEWHERE = 0.8  # papers of two provinces print one agency's text, or fill in one template
_SHARE_OF_LONGER = 0.25  # a brief inside a digest of many briefs is not a reprint of the digest
_CONFLICT_SHARE = 0.08
_CONFLICTS_PER_CLAUSE = 0.05
_MIN_WORDING = 6  # characters around the places of a clause that make it the sentence of a template
_SHARE_ALIKE = 0.6  # of a clause that reads the same but for a name
_MIN_KEY = 4
_DIRECT_EVIDENCE = 0.8  # province_confidence from which the issuing province is taken for certain
_BLOCK = 2000

_Fillings = dict[str, set[tuple[str, ...]]]


@dataclass(frozen=True)
class _Mention:
    """A date or place in an article's text, and what it is compared by: days, or the name of a unit."""

    start: int
    end: int
    value: str
    mark: str
    province: str = ""


@dataclass
class _Page:
    """One distinct text, the dates and places mentioned in it, and the headlines and provinces it appeared in.

    `places` tells the names of the places that the articles mention or were issued in (printed → compared by).
    """

    text: str
    mentions: list[_Mention]
    titles: set[str] = field(default_factory=set)
    places: dict[str, str] = field(default_factory=dict)
    provinces: set[str] = field(default_factory=set)
    is_local: bool = False

    @cached_property
    def clauses(self) -> dict[str, tuple[int, int]]:
        return _clauses(self.text)

    @cached_property
    def n_chars(self) -> int:
        return sum(map(len, self.clauses))

    def fillings(self, clauses: Iterable[str]) -> _Fillings:
        """Masked clause → the figures, dates and places it is printed with."""
        found: _Fillings = {}
        for clause in clauses:
            masked, filling = _mask(clause, self._mentions_in(self.clauses[clause]))
            found.setdefault(masked, set()).add(filling)
        return found

    def _mentions_in(self, span: tuple[int, int]) -> list[tuple[str, str, str]]:
        """Surface, value and mark of the dates and places in a clause, in order."""
        # An abbreviation of several provinces (京津冀) is one mention for each; its words are masked once.
        found = {
            (mention.start, mention.end): mention
            for mention in self.mentions
            if span[0] <= mention.start and mention.end <= span[1]
        }
        return [
            (_normalise(self.text[start:end]), mention.value, mention.mark)
            for (start, end), mention in found.items()
        ]


def mark_reprints(
    articles: pd.DataFrame,
    date_mentions: pd.DataFrame | None = None,
    place_mentions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per article, as handed in, with `family` and `is_canonical` filled in.

    `family` is the article_id of the canonical copy (see `choose_canonical`); an article without copies is
    its own family.

    Two articles are copies when the clauses they share, word for word, hold at least 60% of the
    shorter one's characters and 25% of the longer one's, and the clauses that differ do not contradict each
    other in figures or places: a clause that reads the same but for its figures, dates or place names is a
    conflict. Articles with more than a few, or with one and less than 85% shared, are bulletins from one
    template; so are articles whose headlines conflict, or whose sentences are told of different places.
    Articles that two provinces issued, by direct evidence, must share 80% without any conflict, and a text
    that speaks of “our province” without naming it is another text in each.

    Given `date_mentions` and `place_mentions` (offsets into `articles.text`), two wordings of one day or one
    place agree, words such as 除夕 count as dates, and places count in the text; without the latter, only
    the issuing places count, in headlines.

    Containment of shared units follows Broder (1997), with clauses in place of shingles. Only pairs that
    share a clause which is rare in the corpus are looked at, so the work grows with the number of articles,
    not of pairs. The order of rows changes nothing.
    """
    if articles.empty:
        return articles.assign(family=pd.Series(dtype="str"), is_canonical=pd.Series(dtype="bool"))
    ids = articles["article_id"].tolist()
    texts = articles["text"].tolist()
    titles = articles["title"].fillna("").tolist()
    cities = articles["city"].fillna("").tolist()
    is_direct = articles["province_confidence"].ge(_DIRECT_EVIDENCE).fillna(False)
    provinces = articles["province"].fillna("").tolist()
    issuers = articles["province"].where(is_direct.astype(bool)).fillna("").tolist()
    mentions = _read_mentions(date_mentions, place_mentions)

    # Exact copies are one page: however many there are, the clauses they hold stay rare. Copies whose headlines
    # conflict are not copies, nor are those that speak of two provinces in the same words.
    pages: list[_Page] = []
    page_of: dict[tuple[str, ...], int] = {}
    page_numbers = np.empty(len(ids), dtype=np.int64)
    for row in sorted(range(len(ids)), key=ids.__getitem__):
        found, issuer = mentions.get(ids[row], []), issuers[row]
        is_local = (
            place_mentions is not None
            and bool(issuer and _OWN_PLACE.search(texts[row]))
            and all(mention.province != issuer for mention in found)
        )
        same = _normalise(texts[row])
        text_key = (same, issuer if is_local else "")
        places = _name_places(texts[row], found, [provinces[row], cities[row]])
        title, filling = _mask_title(titles[row], places)
        title_key = (*text_key, title)
        key = (*title_key, *filling)
        known = page_of.get(key)
        if known is None and title_key not in page_of:
            known = page_of.get(text_key)
        if known is None or len(same) < _MIN_CHARS_SAME:
            known = len(pages)
            pages.append(_Page(texts[row], found, is_local=is_local))
        for known_key in (text_key, title_key, key):
            page_of.setdefault(known_key, known)
        pages[known].titles.add(titles[row])
        pages[known].places.update(places)
        pages[known].provinces.update({issuer} - {""})
        page_numbers[row] = known

    links = [(a, b) for a, b in _candidates(pages) if _is_copy(pages[a], pages[b])]
    graph = sparse.coo_matrix(
        (np.ones(len(links)), tuple(np.array(links, dtype=np.int64).reshape(-1, 2).T)),
        shape=(len(pages), len(pages)),
    )
    component = connected_components(graph, directed=False)[1][page_numbers]

    return choose_canonical(articles.assign(family=component))


def choose_canonical(articles: pd.DataFrame) -> pd.DataFrame:
    """One row per article, as handed in, with `is_canonical` set and `family` named after the canonical copy.

    `family` tells which articles belong together; among those that are there, the canonical copy is the
    earliest published (a month counts as its last day, no date comes last), then the longest, then the
    first article_id.
    """
    ranked = pd.DataFrame(
        {
            "family": articles["family"].to_numpy(),
            "latest": _latest_day(articles).to_numpy(),
            "shortness": -articles["text"].str.len().to_numpy(),
            "article_id": articles["article_id"].to_numpy(),
        }
    ).sort_values(["latest", "shortness", "article_id"], na_position="last")
    first = ranked.groupby("family")["article_id"].transform("first").sort_index().astype("str")
    return articles.assign(
        family=first.astype("str").to_numpy(),
        is_canonical=(first == ranked["article_id"].sort_index()).to_numpy(dtype=bool),
    )


def compare_copies(articles: pd.DataFrame) -> pd.DataFrame:
    """One row per copy that is not canonical: what it shares with the canonical copy of its family.

    `articles` comes from `mark_reprints`. Columns: family, article_id, title, outlet, published, share_shared
    (share of the copy's characters that stand in the canonical copy too, 0 to 1), n_chars_added,
    n_chars_dropped (characters of clauses that only the one or the other has). Punctuation, white space and
    clauses under four characters are not counted, nor is order. Copies whose canonical copy is absent from
    `articles` are left out.
    """
    columns = ["family", "article_id", "title", "outlet", "published"]
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    copies = articles.loc[~articles["is_canonical"] & articles["family"].isin(list(texts)), columns]
    copies = copies.sort_values(["family", "article_id"]).reset_index(drop=True)
    shared, added, dropped = [], [], []
    for family, article_id in zip(copies["family"], copies["article_id"], strict=True):
        canonical, copy = (_clauses(str(texts[i])).keys() for i in (family, article_id))
        n_added, n_dropped = (sum(map(len, clauses)) for clauses in (copy - canonical, canonical - copy))
        n_shared = sum(map(len, copy & canonical))
        # Two texts without any clause are in one family only because they are the same.
        shared.append(n_shared / (n_shared + n_added) if n_shared + n_added else 1.0)
        added.append(n_added)
        dropped.append(n_dropped)
    return copies.assign(
        share_shared=np.array(shared, dtype="float64"),
        n_chars_added=pd.array(added, dtype="Int64"),
        n_chars_dropped=pd.array(dropped, dtype="Int64"),
    )


def _clauses(text: str) -> dict[str, tuple[int, int]]:
    """Normalised clause → where it first stands in the text."""
    found: dict[str, tuple[int, int]] = {}
    for match in _CLAUSE.finditer(text):
        clause = _normalise(match.group())
        if len(clause) >= _MIN_CLAUSE:
            found.setdefault(clause, match.span())
    return found


def _candidates(pages: list[_Page]) -> list[tuple[int, int]]:
    """Pairs of pages (lower number first) that share enough in rare clauses to be worth verifying."""
    # Flat arrays of hashes, not the clauses themselves: those of a large corpus would not fit in memory.
    # Two clauses with one hash would only add a candidate.
    keys, owners, lengths = array("q"), array("q"), array("q")
    sizes = np.zeros(len(pages))
    for number, page in enumerate(pages):
        clauses = _clauses(page.text)
        sizes[number] = sum(map(len, clauses))
        for clause in clauses:
            if len(clause) >= _MIN_RARE_CLAUSE:
                keys.append(hash(clause))
                owners.append(number)
                lengths.append(len(clause))
    _, first_seen, column, n_pages = np.unique(
        np.array(keys), return_index=True, return_inverse=True, return_counts=True
    )
    # A clause in many texts is a phrase of the genre; the bound also keeps the product below linear.
    rare = (n_pages > 1) & (n_pages <= min(max(50, len(pages) // 50), 300))
    kept = rare[column]
    rows, columns = np.array(owners)[kept], (np.cumsum(rare) - 1)[column[kept]]
    holds = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(pages), int(rare.sum())))
    others = (holds @ sparse.diags_array(np.array(lengths, dtype=np.float64)[first_seen[rare]])).T.tocsr()
    pairs: list[tuple[int, int]] = []
    for first in range(0, len(pages), _BLOCK):
        shared = (holds[first : first + _BLOCK] @ others).tocoo()
        left, right = shared.row + first, shared.col
        shorter = np.minimum(sizes[left], sizes[right])
        # Verification also counts frequent and short clauses, so a third of what it asks for is enough here.
        keep = (left < right) & (shorter >= _MIN_CHARS) & (shared.data >= _SHARE_OF_SHORTER / 3 * shorter)
        pairs.extend(zip(left[keep].tolist(), right[keep].tolist(), strict=True))
    return sorted(pairs)


def _is_copy(a: _Page, b: _Page) -> bool:
    elsewhere = bool(a.provinces and b.provinces and not a.provinces & b.provinces)
    if (elsewhere and a.is_local and b.is_local) or _titles_conflict(a, b):
        return False
    shared = a.clauses.keys() & b.clauses.keys()
    n_shared = sum(map(len, shared))
    shorter, longer = sorted((a.n_chars, b.n_chars))
    asked = _SHARE_OF_SHORTER_ELSEWHERE if elsewhere else _SHARE_OF_SHORTER
    if n_shared < asked * shorter or n_shared < _SHARE_OF_LONGER * longer:
        return False
    only_a, only_b = a.fillings(a.clauses.keys() - shared), b.fillings(b.clauses.keys() - shared)
    conflicts = _conflicts(only_a, only_b)
    if any(_tells_of_two_places(clause, only_a[clause], only_b[clause]) for clause in conflicts):
        return False
    conflicts |= dict.fromkeys(_renamed(only_a, only_b), 1)
    if not conflicts:
        return True
    n_chars = sum(len(clause) * times for clause, times in conflicts.items())
    return (
        not elsewhere
        and sum(conflicts.values()) <= max(1, _CONFLICTS_PER_CLAUSE * len(shared))
        and n_chars <= _CONFLICT_SHARE * shorter
        and n_shared >= _SHARE_OF_SHORTER_IN_CONFLICT * shorter
    )


def _titles_conflict(a: _Page, b: _Page) -> bool:
    """Tell whether two headlines read the same but for figures, places or a name."""
    places = a.places | b.places
    in_a, in_b = _mask_titles(a.titles, places), _mask_titles(b.titles, places)
    differ = (title for title in in_a.keys() & in_b.keys() if not in_a[title] & in_b[title])
    return any(len(_MARKS.sub("", title)) >= _MIN_CLAUSE for title in differ) or any(_renamed(in_a, in_b))


def _conflicts(a: _Fillings, b: _Fillings) -> dict[str, int]:
    """Masked clause → how often both sides print it with figures or places that the other does not have."""
    found = {
        clause: min(len(a[clause] - b[clause]), len(b[clause] - a[clause])) for clause in a.keys() & b.keys()
    }
    return {clause: times for clause, times in found.items() if times}


def _tells_of_two_places(clause: str, a: set[tuple[str, ...]], b: set[tuple[str, ...]]) -> bool:
    """Tell whether a masked clause is a whole sentence that the two sides never print of the same places."""
    if _PLACE_MARK not in clause or len(_MARKS.sub("", clause)) < _MIN_WORDING:
        return False
    where = [i for i, mark in enumerate(_MARKS.findall(clause)) if mark == _PLACE_MARK]
    places_a, places_b = ({tuple(filling[i] for i in where) for filling in side} for side in (a, b))
    return not places_a & places_b


def _renamed(a: Iterable[str], b: Iterable[str]) -> Iterator[str]:
    """Masked clauses of `a` that `b` prints with another name of a street, village, school and the like."""
    # Clauses alike begin or end alike, so that only those are compared.
    in_a, in_b = set(a), set(b)
    ends: dict[tuple[bool, str], list[str]] = {}
    for clause in sorted(in_b - in_a):
        ends.setdefault((True, clause[:_MIN_KEY]), []).append(clause)
        ends.setdefault((False, clause[-_MIN_KEY:]), []).append(clause)
    for clause in sorted(in_a - in_b):
        others = [*ends.get((True, clause[:_MIN_KEY]), []), *ends.get((False, clause[-_MIN_KEY:]), [])]
        if any(_differ_in_name(clause, other) for other in others):
            yield clause


def _differ_in_name(a: str, b: str) -> bool:
    start = _n_common(a, b)
    rest_a, rest_b = a[start:], b[start:]
    n_after = _n_common(rest_a[::-1], rest_b[::-1])
    names = [rest[: len(rest) - n_after] for rest in (rest_a, rest_b)]
    return (
        all(_NAME.fullmatch(name) and not _NO_NAME.search(name) for name in names)
        and start + n_after >= max(_MIN_WORDING, _SHARE_ALIKE * max(len(a), len(b)))
        and _PLACE_NOUN.match(rest_a[len(rest_a) - n_after :]) is not None
    )


def _n_common(a: str, b: str) -> int:
    """How many characters two strings begin with in common."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _mask(clause: str, mentions: Iterable[tuple[str, str, str]] = ()) -> tuple[str, tuple[str, ...]]:
    """The clause with each figure, date and place replaced by a mark, and what the marks stand for, in order."""
    pieces, filling, rest = [], [], _normalise(clause)
    for surface, value, mark in mentions:
        before, found, rest_after = rest.partition(surface)
        if found:
            pieces.append(_FIGURE.sub(_FIGURE_MARK, before) + mark)
            filling.extend([*_FIGURE.findall(before), value])
            rest = rest_after
    pieces.append(_FIGURE.sub(_FIGURE_MARK, rest))
    filling.extend(_FIGURE.findall(rest))
    return "".join(pieces), tuple(filling)


def _mask_titles(titles: Iterable[str], places: Mapping[str, str]) -> _Fillings:
    found: _Fillings = {}
    for title in titles:
        masked, filling = _mask_title(title, places)
        found.setdefault(masked, set()).add(filling)
    return found


def _mask_title(title: str, places: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Mask a headline, whose places nothing has marked: those with these names, the longest first."""
    title = _normalise(title)
    names = sorted((name for name in places if name in title), key=lambda name: (-len(name), name))
    if not names:
        return _mask(title)
    found = re.finditer(f"({'|'.join(map(re.escape, names))}){_PLACE_KIND}", title)
    return _mask(title, [(match.group(), places[match.group(1)], _PLACE_MARK) for match in found])


def _name_places(text: str, mentions: Iterable[_Mention], issuers: Iterable[str]) -> dict[str, str]:
    """Name as printed, or of the unit → name of the unit, for places mentioned in a text or issuing it."""
    found = {issuer: issuer for issuer in issuers if issuer}
    for mention in mentions:
        if mention.mark == _PLACE_MARK:
            found[_normalise(text[mention.start : mention.end])] = mention.value
            found[mention.value] = mention.value
    return found


def _normalise(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _read_mentions(
    date_mentions: pd.DataFrame | None, place_mentions: pd.DataFrame | None
) -> dict[str, list[_Mention]]:
    """article_id → the dates and places in its text, in order."""
    found: dict[str, list[_Mention]] = {}
    if date_mentions is not None:
        columns = ["article_id", "start", "end", "surface", "date_from", "date_to"]
        for article_id, start, end, surface, first, last in zip(
            *(date_mentions[column] for column in columns), strict=True
        ):
            resolved = pd.notna(first) and pd.notna(last)
            value = f"{first:%Y%m%d}{last:%Y%m%d}" if resolved else _normalise(surface)
            found.setdefault(article_id, []).append(_Mention(int(start), int(end), value, _FIGURE_MARK))
    if place_mentions is not None:
        columns = ["article_id", "start", "end"]
        units = place_mentions[["county", "city", "province"]]
        names = units.bfill(axis=1)["county"].fillna(place_mentions["surface"])
        for article_id, start, end, name, province in zip(
            *(place_mentions[column] for column in columns),
            names,
            place_mentions["province"].fillna(""),
            strict=True,
        ):
            value = _normalise(name)
            found.setdefault(article_id, []).append(
                _Mention(int(start), int(end), value, _PLACE_MARK, province)
            )
    for mentions in found.values():
        mentions.sort(key=lambda mention: (mention.start, mention.end, mention.value))
    return found


def _latest_day(articles: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    """The last day that each publication date can mean: a month is not earlier than a day within it."""
    published = articles["published"]
    precision = articles["published_precision"]
    return published.mask(precision == "month", published + pd.offsets.MonthEnd(0)).mask(
        precision == "year", published + pd.offsets.YearEnd(0)
    )
