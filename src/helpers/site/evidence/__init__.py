"""The pages behind the book's claims: each article with its evidence, each term with its sentences, the list of articles.

`links` finds what the book links to, `terms`, `articles` and `listing` write the three kinds of pages. `marks` sets an
article's text, `told` says in words what is known and what it rests on, `quotations` cuts sentences.
"""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.addresses import ARTICLES, TERMS
from helpers.site.evidence.articles import quote_articles, write_articles
from helpers.site.evidence.links import find_links
from helpers.site.evidence.listing import write_list
from helpers.site.evidence.terms import write_terms
from helpers.site.shell import Shell

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["write_evidence"]


def write_evidence(html: Path, corpus: "Corpus", shell: Shell, *, most: int = 10_000) -> None:
    """Write the pages behind the rendered pages' links into `articles/` and `terms/`, which are emptied first.

    Of up to `most` articles each has a page, of more only those that some page links to. Where the corpus's text is not
    published, the pages hold short quotations only. Raises BookError, with the page and the link, for a link to an
    article, offset or term that the corpus does not hold.
    """
    for folder in (ARTICLES, TERMS):
        shutil.rmtree(html / folder, ignore_errors=True)
        (html / folder).mkdir(parents=True)
    links = find_links(html)
    quoted = quote_articles(corpus, links)  # before the terms, which add links of their own
    quoting = write_terms(html, corpus, shell, links)
    written = write_articles(html, corpus, shell, links, quoted, quoting, most=most)
    write_list(html, corpus, shell, links, written)
