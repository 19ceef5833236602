"""What a rendered site gets besides Sphinx's pages: each step reads the pages, or the corpus, and writes its own files."""

from pathlib import Path
from typing import TYPE_CHECKING

from helpers.site.assets import trim_assets
from helpers.site.card import write_card
from helpers.site.downloads import write_downloads
from helpers.site.evidence import write_evidence
from helpers.site.explorer import write_explorer
from helpers.site.search import write_search
from helpers.site.shell import take_shell
from helpers.site.sitemap import write_sitemap
from helpers.site.webfont import webfont_beside

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["finish_site"]


def finish_site(html: Path, corpus: "Corpus") -> None:
    """Complete a site in place. The order matters: a later step may link to, index or count what an earlier one wrote."""
    write_explorer(html, corpus)
    write_evidence(html, corpus, take_shell(html))
    write_downloads(html, corpus)
    write_card(html, corpus)
    with webfont_beside(html):  # all pages are there
        write_search(html, corpus)
        write_sitemap(html, corpus.settings.site_url)
    trim_assets(html)  # last: what no page uses is known when all are there, and nothing reads them any more
