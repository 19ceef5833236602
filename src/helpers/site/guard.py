"""The last look at a rendered site: what is missing, empty, broken or fetched from elsewhere."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

__all__ = ["check_site"]

_FIGURE = re.compile(r"<\w+[^>]*\bclass=\"[^\"]*\bfangzhi-(?:figure|empty)\b")
_FIGURE_CLASSES = {"fangzhi-figure", "fangzhi-empty"}
# A table, or the sentence in a figure's place, is text already.
_TEXT_CLASSES = {"fangzhi-table", "fangzhi-empty"}
# What a browser fetches by itself when it opens a page; a plain link is not among them.
_FETCHED = {
    "audio": "src", "embed": "src", "iframe": "src", "img": "src", "image": "href", "input": "src",
    "link": "href", "object": "data", "script": "src", "source": "src", "track": "src", "video": "src",
}  # fmt: skip
_LINKS_NOT_FETCHED = {"canonical", "next", "prev", "search", "index", "author", "license", "alternate"}
_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
}  # fmt: skip


def check_site(html: Path, pages: Sequence[str], executed: Mapping[str, Path]) -> list[str]:
    """Return one sentence per fault of a rendered site; an empty list for a sound one.

    `pages` are those of the table of contents; `executed` maps those that compute to their notebooks as run.
    """
    problems = []
    if not (html / "index.html").is_file():
        problems.append("index.html is missing, so that the site has no way in")
    for page in pages:
        path = html / f"{page}.html"
        if not path.is_file():
            problems.append(f"{page}: the page is missing")
            continue
        problems += [f"{page}: {fault}" for fault in _faults(path, executed.get(page))]
    return problems


@dataclass
class _Page(HTMLParser):
    """What the guard needs of a page: its words, figures, signs of errors, and addresses fetched."""

    figures: list[bool] = field(default_factory=list)
    """One value per published figure: its picture says in words what it shows."""
    words: int = 0
    errors: set[str] = field(default_factory=set)
    elsewhere: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the element is, and that it is open."""
        given = {name: value or "" for name, value in attrs}
        classes = set(given.get("class", "").split())
        if classes & _FIGURE_CLASSES:
            self.figures.append(bool(classes & _TEXT_CLASSES))
        elif (
            self.figures
            and (tag in ("img", "svg") or "fangzhi-drawing" in classes)
            and "figure" in self._open
        ):
            self.figures[-1] |= bool(given.get("alt") or given.get("aria-label"))
        if "traceback" in classes:
            self.errors.add("a traceback")
        if "stderr" in classes:
            self.errors.add("what a cell wrote to stderr")
        address = given.get(_FETCHED.get(tag, ""), "")
        fetched = tag != "link" or given.get("rel", "").lower() not in _LINKS_NOT_FETCHED
        if fetched and re.match(r"(?:https?:)?//", address.strip(), re.IGNORECASE):
            self.elsewhere.append(address)
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element, and what was left open within it."""
        while tag in self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Count the words within the page's main part."""
        if "main" in self._open and "script" not in self._open and "style" not in self._open:
            self.words += len(data.split())


def _faults(path: Path, notebook: Path | None) -> Iterable[str]:
    """Yield what is wrong with one page."""
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    if not page.words:
        yield "the page is empty"
    for number, described in enumerate(page.figures, start=1):
        if not described:
            yield f"figure {number} has no alternative text"
    for address in page.elsewhere:
        yield f"it fetches {address} from another host"
    told: list[str] = []
    if notebook is not None:
        published, told = _published(notebook)
        if not published:
            yield "its notebook published no figure, and no sentence in place of one"
        if len(page.figures) != published:
            yield f"it shows {len(page.figures)} figures, its notebook published {published}"
    # The notebook knows the words; the page knows only that there are some.
    yield from told or [f"it shows {error}" for error in sorted(page.errors)]


def _published(notebook: Path) -> tuple[int, list[str]]:
    """Return how many figures an executed notebook published, and what its outputs tell of errors."""
    figures, errors = 0, []
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                errors.append(f"its notebook holds an error: {output['ename']}: {output['evalue']}")
            elif output["output_type"] == "stream" and output["name"] == "stderr":
                first_line = "".join(output["text"]).strip().partition("\n")[0]
                errors.append(f"its notebook wrote to stderr: {first_line}")
            html = "".join(output.get("data", {}).get("text/html", ""))
            figures += len(_FIGURE.findall(html))
    return figures, errors
