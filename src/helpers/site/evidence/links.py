"""Which articles and terms the rendered pages of the book link to, and from where."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from helpers.addresses import ARTICLES, TERMS
from helpers.site.failure import BookError

__all__ = ["LIST", "Links", "Place", "find_links", "name_pages"]

LIST = "index"
"""The page in the folder of articles that lists them."""

_SKIPPED = {ARTICLES, TERMS, "_static", "_sources"}
_ATTRIBUTE = re.compile(r"""(?<![\w-])(id|href)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_HEADING = re.compile(r"<h1[^>]*>(.*?)(?:<a class=\"headerlink\"|</h1>)", re.DOTALL)
_TAG = re.compile("<[^>]*>")


class Place(NamedTuple):
    """Where a link stands: the page, its title, and the last anchor before the link ("" for none)."""

    page: str
    title: str
    anchor: str

    @property
    def address(self) -> str:
        """The way there from any page of the book."""
        return f"../{self.page}" + (f"#{self.anchor}" if self.anchor else "")


@dataclass
class Links:
    """What is linked to. Articles by their id, each with (offset or None, place); terms by the name of their file."""

    articles: dict[str, list[tuple[int | None, Place]]] = field(default_factory=dict)
    terms: dict[str, list[Place]] = field(default_factory=dict)
    documents: set[str] = field(default_factory=set)
    """Documents whose place in the list of articles is linked to."""

    def offsets(self, article_id: str) -> set[int]:
        """The offsets in an article's text that need an anchor."""
        return {at for at, _ in self.articles.get(article_id, ()) if at is not None}


def name_pages(places: Iterable[Place]) -> list[tuple[Place, int]]:
    """Return each page once, by its first place, and how many of the places are on it."""
    first: dict[str, Place] = {}
    sizes: dict[str, int] = {}
    for place in places:
        first.setdefault(place.page, place)
        sizes[place.page] = sizes.get(place.page, 0) + 1
    return [(place, sizes[page]) for page, place in first.items()]


def find_links(html: Path) -> Links:
    """Read all rendered pages for links to articles, terms, and documents in the list of articles; chapters come first.

    Raises BookError for an anchor of an article that is no offset.
    """
    links = Links()
    pages = [path.relative_to(html).as_posix() for path in html.rglob("*.html")]
    pages = [page for page in pages if page.partition("/")[0] not in _SKIPPED]
    for page in sorted(pages, key=lambda page: (not page.startswith("notebooks/"), page)):
        content = (html / page).read_text(encoding="utf-8")
        if f"{ARTICLES}/" in content or f"{TERMS}/" in content:
            for address, place in _linked(content, page):
                _add(links, address, place)
    return links


def _linked(content: str, page: str) -> Iterator[tuple[str, Place]]:
    """Yield the page's links, with the path seen from the root of the site, and where each stands."""
    heading = _HEADING.search(content, max(0, content.find("<article")))
    title = unescape(_TAG.sub("", heading[1])).strip() if heading else page
    anchor = ""
    for match in _ATTRIBUTE.finditer(content, max(0, content.find("<body"))):
        value = unescape(match[2] or match[3] or "")
        if match[1] == "id":
            anchor = value
            continue
        parts = urlsplit(value)
        if parts.path and not parts.scheme and not parts.netloc:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
            yield f"{path}#{unquote(parts.fragment)}", Place(page, title, anchor)


def _add(links: Links, address: str, place: Place) -> None:
    path, _, fragment = address.partition("#")
    folder, _, name = path.partition("/")
    stem = name.removesuffix(".html")
    if stem == name or folder not in (ARTICLES, TERMS):
        return
    if folder == TERMS:
        links.terms.setdefault(stem, []).append(place)
    elif stem == LIST:
        if fragment.startswith("document-"):
            links.documents.add(fragment.removeprefix("document-"))
    else:
        at = re.fullmatch(r"at-(\d+)", fragment)
        if fragment and not at:
            raise BookError(
                f"{place.page} links to {address}, but an article has anchors such as at-120 only."
            )
        links.articles.setdefault(stem, []).append((int(at[1]) if at else None, place))
