"""What readers take with them: all tables in one zip, the chapters' notebooks, and where these are listed."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import schema
from helpers.site.datapackage import write_package
from helpers.site.template import render_template

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["DOWNLOADS", "mark_listing", "write_downloads"]

DOWNLOADS = "downloads"
"""The folder of the site."""


def mark_listing(name: str) -> str:
    """Return the mark of the place in a page for a list that only a finished site can give: tables or notebooks."""
    return f"<!--fangzhi-downloads-{name}-->"


@dataclass(frozen=True)
class _Notebook:
    name: str
    title: str
    page: str
    with_results: str


def write_downloads(html: Path, corpus: "Corpus") -> None:
    """Write the folder `downloads/` of a site anew, and list on its page what can be taken along.

    The notebooks are those that Sphinx ships, which hold the results of the chapters that ran; here they are ready to be run.
    """
    folder = html / DOWNLOADS
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    package = write_package(corpus, folder)
    notebooks = [
        _strip(path, html, folder) for path in sorted((html / "_sources" / "notebooks").glob("*.ipynb"))
    ]
    page = html / "book" / "downloads.html"
    if page.is_file():
        text = page.read_text(encoding="utf-8")
        listings = {
            "tables": render_template(
                "package.html",
                package=package,
                size=_size(package.path),
                tables=schema.TABLES,
                folder=DOWNLOADS,
            ),
            "notebooks": render_template("notebooks.html", notebooks=notebooks, folder=DOWNLOADS),
        }
        for name, listing in listings.items():
            text = text.replace(mark_listing(name), listing)
        page.write_text(text, encoding="utf-8")


def _strip(shipped: Path, html: Path, folder: Path) -> _Notebook:
    """Write a notebook without outputs, as the project stores it, and return what to say of it."""
    notebook: dict[str, Any] = json.loads(shipped.read_text(encoding="utf-8"))
    ran = False
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            ran |= bool(cell["outputs"])
            cell["outputs"], cell["execution_count"] = [], None
    if "language_info" in notebook["metadata"]:
        notebook["metadata"]["language_info"] = {"name": notebook["metadata"]["language_info"]["name"]}
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (folder / shipped.name).write_text(text, encoding="utf-8")
    return _Notebook(
        name=shipped.name,
        title=_title(notebook),
        page=f"notebooks/{shipped.stem}.html",
        with_results=shipped.relative_to(html).as_posix() if ran else "",
    )


def _title(notebook: dict[str, Any]) -> str:
    """Return a notebook's first heading."""
    lines = (line for cell in notebook["cells"] for line in "".join(cell["source"]).splitlines())
    return next((line[2:].strip() for line in lines if line.startswith("# ")), "Notebook")


def _size(path: Path) -> str:
    n_bytes = path.stat().st_size
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e6 else f"{n_bytes / 1e3:.0f} kB"
