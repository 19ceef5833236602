"""How well places are found and placed, side by side with cpca.

    python benchmarks/places.py [--held-out] [--details] [--megabytes N]

Two Markdown tables (see README.md): the provinces that marked sentences mention, and the province that a news item is about. cpca
names a place only where it can make one of a province, so its mentions are those of its `transform_text_with_addrs`,
its main province that of `transform`. A peer that is not installed (see requirements.txt) is skipped.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import pandas as pd
from marked import (
    FRIEND,
    OPEN,
    SENTENCES,
    Item,
    Share,
    read_arguments,
    read_items,
    read_lines,
    row,
    running_text,
    speed,
)

from helpers import schema
from helpers.places import find_places, place_articles
from helpers.tokens import Tokenizer, cut_articles

__all__ = ["Found", "Score", "main", "mentions", "news", "ours", "score"]

_LONG_NAMES = ("内蒙古", "黑龙江")
_LITTLE = 0.1  # megabytes


class Found(NamedTuple):
    """One mention: where, and its province, None where that is left open."""

    start: int
    end: int
    province: str | None


@dataclass
class Score:
    """What was found of the marked places."""

    recall: Share = field(default_factory=Share)
    """Marked mentions found with their province."""
    precision: Share = field(default_factory=Share)
    """Mentions found that are right, those of unmarked places left out."""
    provinces: tuple[int, int, int] = (0, 0, 0)
    """Provinces of a text: found and right, found, marked."""
    traps: Share = field(default_factory=Share)
    """Traps that gave no province."""
    misses: list[str] = field(default_factory=list)
    """Provinces found that no mark has."""

    @property
    def f1(self) -> float:
        """F1 of the provinces that each text mentions."""
        right, found, marked = self.provinces
        return 2 * right / (found + marked) if found + marked else 0.0


def frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return articles of dictionaries with id, text, and perhaps title and year."""
    return pd.DataFrame(
        {
            "article_id": [one["id"] for one in rows],
            "title": pd.Series([one.get("title") or None for one in rows], dtype="str"),
            "text": [one["text"] for one in rows],
            "published": pd.Series(
                [f"{one['year']}-07-01" if one.get("year") else None for one in rows], dtype="datetime64[s]"
            ),
        }
    )


def ours(items: Sequence[Item]) -> list[list[Found]]:
    """Return this project's mentions, several provinces of one name as several."""
    articles = frame([item.fields | {"text": item.text, "title": read_marked(item.fields)} for item in items])
    found: dict[str, list[Found]] = {item.name: [] for item in items}
    for article_id, start, end, province in find_places(articles, cut_articles(articles, Tokenizer()))[
        ["article_id", "start", "end", "province"]
    ].itertuples(index=False):
        found[article_id].append(Found(start, end, province if isinstance(province, str) else None))
    return [found[item.name] for item in items]


def read_marked(fields: Mapping[str, Any]) -> str:
    """Return a title without its marks."""
    return re.sub(r"⟦([^|⟧]*)\|[^⟧]*⟧", r"\1", str(fields.get("title") or ""))


def cpca_mentions(items: Sequence[Item]) -> list[list[Found]]:
    """Return cpca's mentions."""
    import cpca

    found = []
    for item in items:
        try:
            table = cpca.transform_text_with_addrs(item.text, pos_sensitive=True)
        except Exception:
            found.append([])
            continue
        spans = []
        for _, one in table.iterrows():
            for level in ("省", "市", "区"):
                at, name = one[f"{level}_pos"], one[level]
                if at is not None and at >= 0 and isinstance(one["省"], str):
                    shown = next(
                        (n for n in (len(name or ""), 3, 2) if name and item.text[at : at + n] == name[:n]), 2
                    )
                    spans.append(Found(int(at), int(at) + shown, short(one["省"])))
        found.append(spans)
    return found


def short(province: str) -> str:
    """Return the short form of a province's full name."""
    return province[:3] if province[:3] in _LONG_NAMES else province[:2]


def score(items: Sequence[Item], found: Sequence[Sequence[Found]]) -> Score:
    """Compare what was found with the marks."""
    total = Score()
    for item, mentions_of in zip(items, found, strict=True):
        marked: set[str] = set()
        read = {one.province for one in mentions_of if one.province}
        for mark in item.marks:
            got = {one.province for one in mentions_of if mark.meets(one.start, one.end) and one.province}
            context = f"{item.name}\t{item.text[max(0, mark.start - 10) : mark.start]}[{item.text[mark.start : mark.end]}]{item.text[mark.end : mark.end + 8]}"  # fmt: skip
            if mark.value == FRIEND:
                total.traps.add(not got, f"{context}\t{got}")
            elif mark.value != OPEN:
                wanted = set(mark.value.split("+"))
                marked |= wanted
                total.recall.add(wanted <= got, f"{context}\t{mark.value}\t{got}")
        for one in mentions_of:
            meant = [mark for mark in item.marks if mark.meets(one.start, one.end)]
            if one.province and not any(mark.value == OPEN for mark in meant):
                right = any(one.province in mark.value.split("+") for mark in meant)
                if meant:
                    total.precision.add(right, f"{item.name}\t{item.text[max(0, one.start - 8) : one.start]}[{item.text[one.start : one.end]}]{item.text[one.end : one.end + 8]}\t{one.province}")  # fmt: skip
        right, all_found, all_marked = total.provinces
        total.provinces = right + len(marked & read), all_found + len(read), all_marked + len(marked)
        for province in sorted(read - marked):
            where = [
                item.text[max(0, o.start - 8) : o.end + 8] for o in mentions_of if o.province == province
            ]
            total.misses.append(f"{item.name}\tunmarked {province}\t{where[:2]}")
    return total


def main_provinces(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return the province that each item is about, as this project says: first of about_provinces."""
    articles = frame(rows).assign(outlet=None)
    named = find_places(articles, cut_articles(articles, Tokenizer()))
    placed = place_articles(articles, schema.empty(schema.CLUES), named)
    return [about[0] if len(about) else "" for about in placed["about_provinces"]]


def cpca_provinces(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return the province that cpca makes of title and text."""
    import cpca

    found = []
    for one in rows:
        try:
            province = cpca.transform([f"{one.get('title') or ''} {one['text']}"])["省"].iloc[0]
        except Exception:
            province = None
        found.append(short(province) if isinstance(province, str) else "")
    return found


def our_speed(megabytes: float) -> float:
    """Return the speed of `find_places`; the words are cut before, as they are for the counts."""
    articles = frame([item.fields | {"text": item.text} for item in running_text(megabytes)])
    cuts = cut_articles(articles, Tokenizer())
    return speed(lambda: find_places(articles, cuts), megabytes)


def mentions(items: Sequence[Item], megabytes: float, details: bool = False) -> str:
    """Return the table of marked places."""
    lines = [
        row(["", "F1 of provinces", "recall of mentions", "precision", "traps read as places", "MB/s", "speed, relative"]),
        row(["---", *["---:"] * 6]),
    ]  # fmt: skip
    own, little = 0.0, running_text(_LITTLE)  # of a slow peer a little is enough
    for name in ("fangzhi", "cpca"):
        find = ours if name == "fangzhi" else cpca_mentions
        try:
            result = score(items, find(items))
        except ImportError:
            print(f"{name} is not installed and is left out", file=sys.stderr)
            continue
        rate = our_speed(megabytes) if name == "fangzhi" else speed(partial(find, little), _LITTLE)
        own = own or rate
        lines.append(
            row([name, f"{result.f1:.3f}", result.recall, f"{result.precision.value:.3f}",
                 f"{1 - result.traps.value:.1%}", f"{rate:.2f}", f"{rate / own:.3f}"])
        )  # fmt: skip
        if details and name == "fangzhi":
            for what in ("recall", "traps", "precision"):
                for miss in getattr(result, what).misses:
                    print(f"{what}\t{miss}".replace("\n", "⏎"))
            for miss in result.misses:
                print(f"extra\t{miss}".replace("\n", "⏎"))
    return "\n".join(lines)


def news(rows: Sequence[dict[str, Any]], details: bool = False) -> str:
    """Return the table of main provinces."""
    lines = [row(["", "main province right", "items"]), row(["---", "---:", "---:"])]
    for name, place in (("fangzhi", main_provinces), ("cpca", cpca_provinces)):
        try:
            got = place(rows)
        except ImportError:
            continue
        right = [one["province"] == province for one, province in zip(rows, got, strict=True)]
        lines.append(row([name, f"{sum(right) / len(right):.3f}", len(rows)]))
        if details and name == "fangzhi":
            for one, province, is_right in zip(rows, got, right, strict=True):
                if not is_right:
                    print(
                        f"news\t{one['id']}\t{one['province']}\t{province}\t{one['year']}\t{one.get('title')}\t{one['text']}"
                    )
    return "\n".join(lines)


def main() -> int:
    """Print both tables."""
    arguments = read_arguments(__doc__ or "")
    items = read_items(SENTENCES / f"places_{arguments.which}.jsonl")
    print(f"\n{len(items)} texts, {sum(1 for item in items for _ in item.wanted)} places\n")
    print(mentions(items, arguments.megabytes, arguments.details))
    print("\nNews items\n")
    print(news(read_lines(SENTENCES / f"news_{arguments.which}.jsonl"), arguments.details))
    return 0


if __name__ == "__main__":
    sys.exit(main())
