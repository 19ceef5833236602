"""Marked sentences: reading texts with ⟦words|value⟧ marks, and counting what was found of them.

benchmarks/README.md says what the values mean.
"""

import argparse
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

__all__ = [
    "FRIEND", "OPEN", "SENTENCES", "Item", "Mark", "Share", "read_arguments", "read_items", "read_lines", "row", "running_text", "speed",
]  # fmt: skip

SENTENCES = Path(__file__).parent / "sentences"
_PAGES = Path(__file__).parent / "pages"
FRIEND, OPEN = "x", "?"
"""The values of what only looks like it, and of what cannot be decided."""

_MARK = re.compile(r"⟦([^⟦⟧|]+)\|([^⟦⟧|]+)⟧")


class Mark(NamedTuple):
    """One marked stretch of a text."""

    start: int
    end: int
    value: str

    def meets(self, start: int, end: int) -> bool:
        """Whether a stretch shares a character with it."""
        return start < self.end and self.start < end


@dataclass(frozen=True)
class Item:
    """One text without its marks, the marks, and the other fields of its line."""

    name: str
    text: str
    marks: tuple[Mark, ...]
    fields: dict[str, Any]

    @property
    def wanted(self) -> Iterator[Mark]:
        """The marks that should be found."""
        return (mark for mark in self.marks if mark.value != FRIEND)

    @property
    def friends(self) -> Iterator[Mark]:
        """The marks that should not."""
        return (mark for mark in self.marks if mark.value == FRIEND)


@dataclass
class Share:
    """Right cases of all."""

    right: int = 0
    of: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, right: bool, told: str = "") -> None:
        """Count a case, and keep what was missed."""
        self.right += right
        self.of += 1
        if not right:
            self.misses.append(told)

    @property
    def value(self) -> float:
        """The share; 0 of no case."""
        return self.right / self.of if self.of else 0.0

    def __str__(self) -> str:
        """Return it with its number of cases."""
        return f"{self.value:.3f} ({self.of:,})" if self.of else ""


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def read_items(path: Path) -> list[Item]:
    """Return the marked texts of a JSON Lines file. Raises ValueError for a mark that is broken."""
    items = []
    for line in read_lines(path):
        text, marks, end = "", [], 0
        for match in _MARK.finditer(line["text"]):
            text += line["text"][end : match.start()]
            marks.append(Mark(len(text), len(text) + len(match[1]), match[2]))
            text += match[1]
            end = match.end()
        text += line["text"][end:]
        if "⟦" in text or "⟧" in text:
            raise ValueError(f"{path.name}: {line['id']} has a broken mark")
        items.append(Item(line["id"], text, tuple(marks), line))
    return items


def running_text(megabytes: float) -> list[Item]:
    """Return articles of ordinary prose for timing: those of the pages for development, repeated or cut to a size."""
    articles: list[dict[str, Any]] = []
    for folder in ("dev", "dev_2", "dev_3", "dev_4"):
        for entry in json.loads((_PAGES / folder / "gold.json").read_text("utf-8")):
            articles += entry["articles"]
    items: list[Item] = []
    size = 0.0
    while size < megabytes:
        article = articles[len(items) % len(articles)]
        published = article["published"] or "2020-02-03"
        name = f"{len(items):07}"
        fields = {"id": name, "published": published, "year": int(published[:4]), "title": article["title"]}
        items.append(Item(name, article["text"], (), fields))
        size += len(article["text"].encode()) / 1e6
    return items


def speed(work: Callable[[], object], megabytes: float) -> float:
    """Return the megabytes of UTF-8 worked through in a second of the processor."""
    begun = time.process_time()
    work()
    return megabytes / (time.process_time() - begun)


def read_arguments(description: str) -> argparse.Namespace:
    """Return the arguments of a benchmark on marked sentences: which (dev or held_out), details, megabytes."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--held-out", action="store_true", help="the unseen sentences in place of those tuned on"
    )
    parser.add_argument("--details", action="store_true", help="print each of this project's misses")
    parser.add_argument("--megabytes", type=float, default=5, help="size of the text for timing (default 5)")
    arguments = parser.parse_args()
    if arguments.held_out and arguments.details:
        parser.error("the unseen sentences stay unseen: no --details")
    arguments.which = "held_out" if arguments.held_out else "dev"
    return arguments


def row(cells: Iterable[object]) -> str:
    """Return one row of a Markdown table."""
    return "| " + " | ".join(map(str, cells)) + " |"
