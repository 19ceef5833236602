"""What the head of a page says of it: a description, its address, and which scripts it loads."""

import os
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from helpers.site.assets import UNUSED_SCRIPTS
from helpers.site.pdf import PDF_VARIABLE
from helpers.site.shell import SHELL_PAGE

__all__ = ["CARD", "describe_page"]

CARD = "_static/card.png"
_ENOUGH, _MOST = 110, 280  # characters of a description: below the first, the next paragraph joins in


def describe_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add to a page's context what `layout.html` and `meta.html` ask for. A handler of `html-page-context`."""
    base = app.config.html_baseurl
    context["description"] = _describe(doctree if doctree is not None else _home(app, pagename))
    context["card"] = base and base + CARD
    context["book_pdf"] = os.environ.get(PDF_VARIABLE)
    context["script_files"] = [
        script
        for script in context["script_files"]
        if script.filename and script.filename not in UNUSED_SCRIPTS
    ]
    if pagename == SHELL_PAGE:
        context["pageurl"] = None  # many pages are made of it, none at its address
    elif pagename == "index":
        context["pageurl"] = base and base + app.builder.get_target_uri(app.config.root_doc)


def _home(app: Sphinx, pagename: str) -> nodes.document | None:
    """The home page, for the entry that leads to it."""
    return app.env.get_doctree(app.config.root_doc) if pagename == "index" else None


def _describe(doctree: nodes.document | None) -> str:
    """Return a page's first words, cut between two of them."""
    words: list[str] = []
    for text in _paragraphs(doctree) if doctree is not None else ():
        words += text.split()
        if len(" ".join(words)) >= _ENOUGH:
            break
    if len(" ".join(words)) <= _MOST:
        return " ".join(words)
    while len(" ".join(words)) > _MOST:
        if len(words) == 1:
            return words[0][:_MOST] + "…"
        words.pop()
    return " ".join(words) + "…"


def _paragraphs(doctree: nodes.document) -> Iterator[str]:
    """Yield the text of the paragraphs that stand by themselves, in order."""
    for paragraph in doctree.findall(nodes.paragraph):
        if isinstance(paragraph.parent, (nodes.section, nodes.document)):
            yield paragraph.astext()
