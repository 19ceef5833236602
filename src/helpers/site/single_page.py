"""The whole book as one page, for the printer: its rendered pages in their order, leading to one another."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup
from bs4.element import Tag
from markupsafe import Markup

from helpers.site.template import render_template

__all__ = ["compose_single_page"]

# What a reader of paper has no use for: code, what is clicked, and the table behind each figure.
_NOT_PRINTED = (
    "script, template, dialog, button, .headerlink, .cell_input, details.hide, .noprint, .d-print-none, .only-dark, "
    ".fangzhi-tools, a[download], .fangzhi-figure > details"
)
_NAMING = ("id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")
_STYLE = re.compile(r"<link\b[^>]*\brel=\"stylesheet\"[^>]*>")
_DRAWN_BY = ("clip-path", "fill", "style")  # may name a part of a drawing, as url(#id)
_HREF = re.compile(r"\bhref=\"([^\"?]+)")


@dataclass(frozen=True)
class _Page:
    """A page as a part of the one page; `sections` are anchor and title of its second-level headings."""

    anchor: str
    title: str
    sections: list[tuple[str, str]]
    body: Markup


def compose_single_page(
    html: Path, pages: Sequence[str], *, title: str, numbers: Mapping[str, str], site_url: str = ""
) -> str:
    """Return one page, to lie at the root of a rendered site, that holds its `pages` (paths without suffix) in order.

    `numbers` stand on the cover, `published` among them below the title. Every id gets the page it came from, so that
    none stands twice; a link to a page that is inside leads to its place, a link to another page of the site goes there
    by `site_url`, and is only its words without one.
    """
    anchors = {f"{page}.html": page.replace("/", "-") for page in pages}
    styles: dict[str, None] = {}
    parts = []
    for page, anchor in anchors.items():
        text = (html / page).read_text(encoding="utf-8")
        styles |= dict.fromkeys(_styles(text, page))
        parts.append(_take(text, page, anchor, anchors, site_url))
    rest = dict(numbers)
    return render_template(
        "single_page.html",
        title=title,
        span=rest.pop("published", ""),
        numbers=rest,
        site_url=site_url,
        logo="_static/logo.svg" if (html / "_static" / "logo.svg").is_file() else "",
        styles=list(styles),
        pages=parts,
    )


def _styles(text: str, page: str) -> list[str]:
    """Return the addresses of a page's style sheets as seen from the root; its print style holds at all times."""
    head = text.partition("<noscript>")[0] + text.partition("</noscript>")[2].partition("</head>")[0]
    links = (_HREF.search(link) for link in _STYLE.findall(head))
    return [_from_root(page, link[1]) for link in links if link]


def _take(text: str, page: str, anchor: str, anchors: Mapping[str, str], site_url: str) -> _Page:
    """Return the article of a page, rewritten to stand among the others."""
    start = text.index("<article")
    soup = BeautifulSoup(text[start : text.rindex("</article>")], "html.parser")
    article = soup.article
    assert article is not None
    for element in article.select(_NOT_PRINTED):
        element.decompose()
    for element in article.find_all(True):
        _rewrite(element, page, anchor, anchors, site_url)
    heading = article.h1
    title = heading.get_text(" ", strip=True) if heading else page
    sections = []
    for second in article.find_all("h2"):
        holder = second if second.get("id") else second.find_parent(id=True)
        if holder is not None:
            sections.append((str(holder["id"]), second.get_text(" ", strip=True)))
    return _Page(anchor, title, sections, Markup(article.decode_contents()))


def _rewrite(element: Tag, page: str, anchor: str, anchors: Mapping[str, str], site_url: str) -> None:
    """Give an element's names the page's own, and lead its addresses on from where it will stand."""
    for name in _NAMING:
        if element.get(name):
            element[name] = " ".join(f"{anchor}--{part}" for part in str(element[name]).split())
    for name in _DRAWN_BY:
        if element.get(name):
            element[name] = str(element[name]).replace("url(#", f"url(#{anchor}--")
    if element.name == "use":
        element["href"] = f"#{anchor}--{str(element['href']).removeprefix('#')}"
    if element.name == "details":
        element["open"] = ""
    if element.name == "a" and element.has_attr("href"):
        leads = _lead(str(element["href"]), page, anchors, site_url)
        if leads:
            element["href"] = leads
        else:
            del element["href"]
    if element.has_attr("src"):
        del element["loading"]
        element["src"] = _from_root(page, str(element["src"]))


def _lead(href: str, page: str, anchors: Mapping[str, str], site_url: str) -> str:
    """Return where a link of a page leads from the one page; empty for what is not to be had on paper."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        return href if parts.scheme in ("http", "https", "mailto") else ""
    target = _from_root(page, unquote(parts.path)) if parts.path else page
    if target in anchors:
        return f"#{anchors[target]}" + (f"--{unquote(parts.fragment)}" if parts.fragment else "")
    return site_url and site_url + _from_root(page, parts.path) + (
        f"#{parts.fragment}" if parts.fragment else ""
    )


def _from_root(page: str, address: str) -> str:
    if urlsplit(address).scheme:
        return address
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), address))
