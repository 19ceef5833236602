"""The book as a PDF: its one page, printed by a browser."""

import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errors import UserError
from helpers.site.browser import find_browser
from helpers.site.failure import BookError

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["PDF_NAME", "PDF_VARIABLE", "require_browser", "write_pdf"]

PDF_NAME = "book.pdf"
PDF_VARIABLE = (
    "FANGZHI_PDF"  # of the environment in which the pages are rendered: the PDF to which they lead, if any
)
_SOURCE = ".single-page.html"
_NOT_ON_PAPER = ("book/explorer", "book/api")  # what is used rather than read
_FLAGS = (
    "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-extensions", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--allow-file-access-from-files",
    "--no-pdf-header-footer", "--generate-pdf-document-outline",
)  # fmt: skip
_SECONDS = 600
_DATE = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")


def require_browser() -> str:
    """Return the path of a browser that prints. Raises UserError, which says how to name one, where none is found."""
    path = find_browser()
    if path is None:
        named = os.environ.get("CHROMIUM")
        raise UserError(
            f"--pdf needs Chromium, Chrome or Edge, and {f'CHROMIUM={named} is none' if named else 'none was found'}.\n"
            "Install one, or name it: CHROMIUM=/path/to/chromium fangzhi book … --pdf"
        )
    return path


def write_pdf(html: Path, pages: Sequence[str], corpus: "Corpus", browser: str) -> Path:
    """Print the `pages` of a rendered site to `book.pdf` at its root: A4, with bookmarks. Return its path.

    The explorer and the API reference are left to the screen.

    The page that is printed lies beside it only meanwhile. Raises BookError when the browser fails.
    """
    from helpers.site.headline import headline_numbers
    from helpers.site.single_page import compose_single_page

    settings = corpus.settings
    numbers = headline_numbers(corpus)
    source, out = html / _SOURCE, html / PDF_NAME
    out.unlink(missing_ok=True)
    try:
        source.write_text(
            compose_single_page(
                html,
                [page for page in pages if page not in _NOT_ON_PAPER],
                title=settings.title,
                numbers=numbers,
                site_url=settings.site_url,
            ),
            encoding="utf-8",
        )
        _print(browser, source, out)
    finally:
        source.unlink(missing_ok=True)
    # The same book gives the same bytes: the time of printing says nothing of it.
    out.write_bytes(_DATE.sub(rb"/\1 (D:20000101000000", out.read_bytes()))
    return out


def _print(browser: str, source: Path, out: Path) -> None:
    as_root = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    with tempfile.TemporaryDirectory(prefix="fangzhi-print-", ignore_cleanup_errors=True) as profile:
        command = [browser, *_FLAGS, *as_root, f"--user-data-dir={profile}", f"--print-to-pdf={out}"]
        try:
            done = subprocess.run(
                [*command, source.as_uri()],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise BookError(f"{browser} did not print the book: {error}") from error
    if done.returncode or not out.is_file():
        words = done.stderr.decode(errors="replace").strip().splitlines()[-3:]
        raise BookError(f"{browser} did not print the book:\n" + "\n".join(f"  {line}" for line in words))
