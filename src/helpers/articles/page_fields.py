"""What a web page says of itself where no reader sees it: meta tags, JSON-LD, canonical links, "saved from" notes."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["PageField", "page_fields"]

# Names of meta tags, in lower case, the most trustworthy first: the government's standard (ArticleTitle, PubDate,
# ContentSource), Open Graph and its kin, Dublin Core, schema.org.
_META = {
    "title": ("articletitle", "og:title", "dc.title", "dcterms.title", "twitter:title", "headline", "title"),
    "published": (
        "pubdate", "publishdate", "publish_date", "publishtime", "article:published_time", "datepublished",
        "og:article:published_time", "og:release_date", "og:time", "apub:time", "bytedance:published_time",
        "weibo:article:create_at", "firstpublishedtime", "publication_date", "parsely-pub-date", "sailthru.date",
        "dc.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "release_date", "date",
    ),
    "outlet": (
        "contentsource", "source", "mediaid", "og:site_name", "sitename", "publisher", "dc.publisher",
        "dcterms.publisher", "article:publisher", "application-name",
    ),
    "author": ("author", "article:author", "og:article:author", "dc.creator", "contentauthor", "byl"),
    "url": ("og:url", "page-url", "pageurl", "url"),
}  # fmt: skip
_FIELD = {name: field for field, names in _META.items() for name in names}
_RANK = {name: rank for names in _META.values() for rank, name in enumerate(names)}
_TAG = re.compile(
    r"<(?P<tag>meta|link)\b(?P<attributes>(?:[^<>\"']++|\"[^\"]{0,4000}+\"(?=[\s/>])|'[^']{0,4000}+'(?=[\s/>])|[\"'])*+)>"
    r"|<title\b[^<>]*>(?P<title>[^<]{0,1000}+)|<!--\s*saved from url=\(\d{1,6}\)(?P<saved>\S{1,2000}?)\s*-->"
    r"|<script\b[^<>]*\bld\+json\b[^<>]*>(?P<json>[^<]{0,200000}+)",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"(?P<name>[\w:.-]{1,40}+)\s*+=\s*+(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<bare>[^\s\"'>]++))"
)
_STRING = r"\"((?:[^\"\\]|\\.){1,500}+)\""
_JSON = (
    ("title", re.compile(rf"\"headline\"\s*:\s*{_STRING}")),
    ("published", re.compile(rf"\"(?:datePublished|pubDate|dateCreated|upDate)\"\s*:\s*{_STRING}")),
    ("outlet", re.compile(rf"\"publisher\"\s*:\s*\{{[^{{}}]{{0,2000}}?\"name\"\s*:\s*{_STRING}")),
    ("author", re.compile(rf"\"author\"\s*:\s*\[?\s*\{{[^{{}}]{{0,2000}}?\"name\"\s*:\s*{_STRING}")),
    ("url", re.compile(rf"\"(?:@id|url)\"\s*:\s*{_STRING}")),
)
_NOTHING = re.compile(r"[\s　\W_]*\Z|(?:null|undefined|none)\Z|\{\{|\$\{", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageField:
    """One statement of a page about itself.

    `field` is title, published, outlet, author or url; `source` names the tag it comes from (a meta tag's name in
    lower case, `title`, `canonical`, `saved-from`, `json-ld`). `text` is the value with its character references
    decoded, and stands in the page's source from `start` to `end`.
    """

    field: str
    source: str
    text: str
    start: int
    end: int


def page_fields(source: str) -> list[PageField]:
    """Return what an HTML page says of itself, per field the most trustworthy first.

    A page's <title> may still hold the site's name. Nothing is returned for a field that is empty, a template's
    placeholder, or longer than 500 characters.
    """
    found = sorted(_statements(source), key=lambda ranked: ranked[0])
    return [field for _, field in found if len(field.text) <= 500 and not _NOTHING.match(field.text)]


def _statements(source: str) -> Iterator[tuple[int, PageField]]:
    """Yield each statement with the rank of its source: meta tags before JSON-LD before all else."""
    titled = False  # by the first <title>: pictures have titles, too
    for tag in _TAG.finditer(source):
        if tag["title"] is not None:
            if titled:
                continue
            titled = True
            yield 200, _field("title", "title", source, *tag.span("title"))
        elif tag["saved"] is not None:
            yield 202, _field("url", "saved-from", source, *tag.span("saved"))
        elif tag["json"] is not None:
            yield from _from_json(source, *tag.span("json"))
        else:
            yield from _from_tag(source, *tag.span("attributes"), link=tag["tag"].lower() == "link")


def _from_tag(source: str, start: int, end: int, *, link: bool) -> Iterator[tuple[int, PageField]]:
    """Yield what a meta or link tag says; a name may stand in any of three attributes."""
    spans: dict[str, tuple[int, int]] = {}
    for attribute in _ATTRIBUTE.finditer(source, start, end):
        group = next(name for name in ("double", "single", "bare") if attribute[name] is not None)
        spans.setdefault(attribute["name"].lower(), attribute.span(group))
    values = {name: source[a:b].strip().lower() for name, (a, b) in spans.items()}
    if link:
        if values.get("rel") == "canonical" and "href" in spans:
            yield 0, _field("url", "canonical", source, *spans["href"])
        return
    for attribute_name in ("name", "property", "itemprop"):
        name = values.get(attribute_name, "")
        if name in _FIELD and "content" in spans:
            yield _RANK[name] + 1, _field(_FIELD[name], name, source, *spans["content"])
            return


def _from_json(source: str, start: int, end: int) -> Iterator[tuple[int, PageField]]:
    for field, pattern in _JSON:
        found = pattern.search(source, start, end)
        if found:
            try:
                value = str(json.loads(f'"{found[1]}"', strict=False))
            except ValueError:
                value = found[1]
            yield 100, PageField(field, "json-ld", " ".join(value.split()), *found.span(1))


def _field(field: str, name: str, source: str, start: int, end: int) -> PageField:
    return PageField(field, name, " ".join(html.unescape(source[start:end]).split()), start, end)
