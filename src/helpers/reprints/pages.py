"""Pages: the distinct texts among articles, with the headlines and provinces each appeared under."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from helpers.reprints.clauses import PLACE_MARK, Surface, mask, normalise, split_clauses
from helpers.reprints.mentions import Mention

__all__ = ["Article", "Fillings", "Page", "make_pages", "mask_titles"]

_OWN_PLACE = re.compile("([我本全])(?:自治)?[省市县縣区區州盟旗]")
_PLACE_KIND = "(?:省|市|(?:[壮壯回]族|[维維]吾[尔爾])?自治[区區]|特[别別]行政[区區])?"
_MIN_CHARS_SAME = 20  # from which two equal texts are one page

Fillings = dict[str, set[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Article:
    """What is compared of one article; `issuer` is its province when that is certain."""

    article_id: str
    text: str
    title: str
    province: str
    city: str
    issuer: str


@dataclass
class Page:
    """One distinct text, the dates and places mentioned in it, and the headlines and provinces it appeared under.

    `places` tells the names of the places that the articles mention or were issued in (printed → compared by).
    """

    text: str
    mentions: list[Mention]
    titles: set[str] = field(default_factory=set)
    places: dict[str, str] = field(default_factory=dict)
    provinces: set[str] = field(default_factory=set)
    is_local: bool = False
    _masked: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    @cached_property
    def clauses(self) -> dict[str, tuple[int, int]]:
        """Normalised clause → where it first stands, in reading order."""
        return split_clauses(self.text)

    @cached_property
    def n_chars(self) -> int:
        """Characters of its clauses."""
        return sum(map(len, self.clauses))

    def fillings(self, clauses: Iterable[str]) -> Fillings:
        """Return masked clause → the figures, dates and places it is printed with."""
        found: Fillings = {}
        for clause in clauses:
            masked, filling = self.mask(clause)
            found.setdefault(masked, set()).add(filling)
        return found

    def mask(self, clause: str) -> tuple[str, tuple[str, ...]]:
        """Return one of its clauses, masked, and what the marks stand for."""
        if clause not in self._masked:
            self._masked[clause] = mask(clause, self._surfaces(self.clauses[clause]))
        return self._masked[clause]

    def tells_of(self, provinces: set[str], clauses: Iterable[str]) -> bool:
        """Tell whether some of its clauses name a place in one of the provinces."""
        spans = [self.clauses[clause] for clause in clauses]
        return any(
            start <= mention.start and mention.end <= end
            for mention in self.mentions
            if mention.province in provinces
            for start, end in spans
        )

    def _surfaces(self, span: tuple[int, int]) -> list[Surface]:
        # An abbreviation of several provinces (京津冀) is one mention for each; its words are masked once.
        found = {
            (mention.start, mention.end): mention
            for mention in self.mentions
            if span[0] <= mention.start and mention.end <= span[1]
        }
        return [
            (normalise(self.text[start:end]), mention.value, mention.mark)
            for (start, end), mention in found.items()
        ]


def make_pages(
    articles: Iterable[Article], mentions: Mapping[str, list[Mention]]
) -> tuple[list[Page], list[int]]:
    """Return the pages of articles that come in the order of their ids, and the number of each article's page.

    Exact copies are one page, unless their headlines conflict or they speak of two provinces in the same
    words.
    """
    pages: list[Page] = []
    page_of: dict[tuple[str, ...], int] = {}
    numbers = []
    for article in articles:
        found = mentions.get(article.article_id, [])
        is_local = (
            bool(article.issuer)
            and all(mention.province != article.issuer for mention in found)
            and _speaks_of_own_place(article.text, found)
        )
        same = normalise(article.text)
        places = _name_places(article.text, found, [article.province, article.city])
        title, filling = _mask_title(article.title, places)
        text_key = (same, article.issuer if is_local else "")
        title_key = (*text_key, title)
        key = (*title_key, *filling)
        known = page_of.get(key)
        if known is None and title_key not in page_of:
            known = page_of.get(text_key)
        if known is None or len(same) < _MIN_CHARS_SAME:
            known = len(pages)
            pages.append(Page(article.text, found, is_local=is_local))
        for known_key in (text_key, title_key, key):
            page_of.setdefault(known_key, known)
        pages[known].titles.add(article.title)
        pages[known].places.update(places)
        pages[known].provinces.update({article.issuer} - {""})
        numbers.append(known)
    return pages, numbers


def _speaks_of_own_place(text: str, mentions: Iterable[Mention]) -> bool:
    """Tell whether a text speaks of “our province” or, before it has named any place, of “the whole province”."""
    first = min((mention.start for mention in mentions if mention.mark == PLACE_MARK), default=len(text))
    return any(match[1] == "我" or match.start() < first for match in _OWN_PLACE.finditer(text))


def mask_titles(titles: Iterable[str], places: Mapping[str, str]) -> Fillings:
    """Return masked headline → the figures and places it is printed with; `places` as in `Page`."""
    found: Fillings = {}
    for title in titles:
        masked, filling = _mask_title(title, places)
        found.setdefault(masked, set()).add(filling)
    return found


def _mask_title(title: str, places: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Mask a headline, whose places nothing has marked: those with these names, the longest first."""
    title = normalise(title)
    names = sorted((name for name in places if name in title), key=lambda name: (-len(name), name))
    if not names:
        return mask(title)
    found = re.finditer(f"({'|'.join(map(re.escape, names))}){_PLACE_KIND}", title)
    return mask(title, [(match.group(), places[match.group(1)], PLACE_MARK) for match in found])


def _name_places(text: str, mentions: Iterable[Mention], issuers: Iterable[str]) -> dict[str, str]:
    """Name as printed, or of the unit → name of the unit, for places mentioned in a text or issuing it."""
    found = {issuer: issuer for issuer in issuers if issuer}
    for mention in mentions:
        if mention.mark == PLACE_MARK:
            found[normalise(text[mention.start : mention.end])] = mention.value
            found[mention.value] = mention.value
    return found
