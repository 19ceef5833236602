"""What the pages of a rendered site link to."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import unquote

__all__ = ["Linked", "find_links"]

_TITLE = re.compile(r"<title>\s*(.*?)\s*</title>", re.DOTALL)


@dataclass
class Linked:
    """One page that others link to: the anchors they name, and their own addresses with their titles."""

    anchors: set[str] = field(default_factory=set)
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def offsets(self) -> list[int]:
        """The offsets in a text that the anchors stand for, such as `at-120`, in order."""
        numbers = (anchor.removeprefix("at-") for anchor in self.anchors if anchor.startswith("at-"))
        return sorted(int(number) for number in numbers if number.isdecimal())


def find_links(html: Path, folder: str) -> dict[str, Linked]:
    """Return what the site's pages link to in one of its folders, by file name without suffix.

    The folder's own list, `index.html`, is left out. Pages are read in the order of their addresses.
    """
    pattern = re.compile(rf'href="\.\./{folder}/([^"#]+)\.html(?:#([^"]*))?"')
    found: dict[str, Linked] = defaultdict(Linked)
    for path in sorted(html.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        address = "../" + path.relative_to(html).as_posix()
        title = _TITLE.search(text)
        name = unescape(title[1]).partition(" — ")[0] if title else path.stem
        for target, anchor in pattern.findall(text):
            linked = found[unquote(unescape(target))]
            linked.pages.setdefault(address, name)
            if anchor:
                linked.anchors.add(unescape(anchor))
    found.pop("index", None)
    return dict(found)
