"""What a rendered site gets besides Sphinx's pages: each step reads the pages, or the corpus, and writes its own files."""

from pathlib import Path
from typing import TYPE_CHECKING

from helpers.site.explorer import write_explorer
from helpers.site.shell import take_shell
from helpers.site.webfont import write_webfont

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["finish_site"]


def finish_site(html: Path, corpus: "Corpus") -> None:
    """Complete a site in place. The order matters: a later step may link to, index or count what an earlier one wrote."""
    take_shell(html)
    write_explorer(html, corpus)
    write_webfont(html)
