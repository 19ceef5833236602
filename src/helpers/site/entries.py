"""Two ways into a book besides its pages: the root of the site, and the page for addresses that lead nowhere."""

from collections.abc import Iterable
from typing import Any

from sphinx.application import Sphinx
from sphinx_external_toc.api import FileItem, SiteMap

__all__ = ["entry_pages"]

# Folders at the site's root, by which the page for lost addresses finds it.
_FOLDERS = ("book", "notebooks", "articles", "terms", "_static", "_sources")


def entry_pages(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    """Yield `index.html`, which leads to the home page, and `404.html`. A handler of `html-collect-pages`."""
    home = app.builder.get_target_uri(app.config.root_doc)
    yield "index", {"title": app.config.html_title}, "entry.html"
    yield (
        "404",
        {
            "title": "Page not found",
            "site_url": app.config.html_baseurl,
            "home": home,
            "parts": list(_parts(app)),
            "folders": _FOLDERS,
        },
        "404.html",
    )


def _parts(app: Sphinx) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    """Yield each part of the table of contents: its caption, and address and title of its pages."""
    site_map: SiteMap = app.config.external_site_map
    for tree in site_map.root.subtrees:
        yield (
            tree.caption or "",
            [
                (app.builder.get_target_uri(str(item)), app.env.titles[str(item)].astext())
                for item in tree.items
                if isinstance(item, FileItem)
            ],
        )
