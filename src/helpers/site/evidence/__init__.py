"""The way from a claim to its source: a page for each article and for each term that the book links to.

`links` finds what the book's pages link to, `marked` marks a text's dates and places, `articles`, `terms` and `listing`
fill the pages.
"""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.addresses import ARTICLES, TERMS
from helpers.site.evidence.articles import write_articles
from helpers.site.evidence.links import find_links
from helpers.site.evidence.listing import write_listing
from helpers.site.evidence.terms import write_terms
from helpers.site.shell import Shell

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["MOST_PAGES", "write_evidence"]

MOST_PAGES = 10_000  # articles; of a larger corpus, only those that the book links to have a page


def write_evidence(html: Path, corpus: "Corpus", shell: Shell) -> None:
    """Write `articles/` and `terms/` of a rendered site: whatever its pages link to, and every article of a corpus that is not too large.

    Where the corpus's settings don't allow its text to be published, an article's page has what is known of the article
    and the sentences that the book quotes of it. Raises BookError for a link to an article or a term that is not there.
    """
    for folder in (ARTICLES, TERMS):
        shutil.rmtree(html / folder, ignore_errors=True)
        (html / folder).mkdir()
    write_terms(html, corpus, shell, find_links(html, TERMS))
    linked = find_links(html, ARTICLES)
    written = write_articles(html, corpus, shell, linked, MOST_PAGES)
    write_listing(html, corpus, shell, written)
