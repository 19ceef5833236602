"""The frame that Sphinx gives a page (head, sidebar, search, switch of themes), to be filled outside Sphinx.

Sphinx takes a second for ten small pages; a corpus has thousands of articles. So Sphinx renders one empty page in the
book's look, and the others are that page with another title and body.
"""

from dataclasses import dataclass
from html import escape
from pathlib import Path

__all__ = ["SHELL_PAGE", "SHELL_TITLE", "Shell", "take_shell"]

SHELL_PAGE = "articles/shell"
SHELL_TITLE = "fangzhi-title"
_BODY = "<!--fangzhi-body-->"


@dataclass(frozen=True)
class Shell:
    """The empty page, one folder deep."""

    html: str

    def fill(self, title: str, body: str) -> str:
        """Return the page with a title (text, escaped here) and a body (HTML)."""
        head, _, rest = self.html.partition(_BODY)
        return head.replace(SHELL_TITLE, escape(title)) + body + rest.replace(SHELL_TITLE, escape(title))


def take_shell(html: Path) -> Shell:
    """Read the empty page out of a rendered site, and remove it from there."""
    path = html / f"{SHELL_PAGE}.html"
    shell = Shell(path.read_text(encoding="utf-8"))
    path.unlink()
    return shell
