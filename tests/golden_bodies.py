"""The hand-marked bodies of the seed files, rebuilt from tests/golden as its README defines them."""

import csv
import functools
import html
import re
from pathlib import Path

import pandas as pd

__all__ = ["GOLDEN", "SEEDS", "articles", "bodies", "golden"]

GOLDEN = Path(__file__).parent / "golden"
SEEDS = Path(__file__).parents[1] / "seeds"

_REMOVED_KINDS = ("caption", "byline", "label")
_REMOVED_MARKS = ("*", "**", "---")
_PAGE_BREAK = re.compile(r"([^。！？：”\n])\n\n+([^\n])")


def golden(name: str) -> list[dict[str, str]]:
    """Return the rows of one golden table, such as "places.csv", every value as text."""
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _decoded(source: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", (SEEDS / source).read_text(encoding="utf-8")))


@functools.cache
def bodies() -> dict[str, str]:
    """Return each article's body by its golden name (S1 to S17)."""
    boilerplate = golden("boilerplate.csv")
    found: dict[str, str] = {}
    position: dict[str, int] = {}
    for row in golden("articles.csv"):
        source = row["source_file"]
        text, at = _decoded(source), position.get(source, 0)
        for line in row["title"].split("\n"):
            at = text.index(line, at) + len(line)
        start = text.index(row["first_10"], at)
        end = text.index(row["last_10"], start) + 10
        position[source] = end
        body = text[start:end]
        for mark in boilerplate:
            removed = mark["kind"] in _REMOVED_KINDS or mark["text"] in _REMOVED_MARKS
            if mark["source_file"] == source and removed:
                body = body.replace(mark["text"], "")
        if source.startswith("004"):
            body = _PAGE_BREAK.sub(r"\1\2", body)
        found[row["article"]] = body
    return found


def articles() -> pd.DataFrame:
    """Return one row per golden article, with the expected title, outlet, authors, date and places.

    Columns: article_id, doc_id, seq, title, text, outlet, authors, published, province, city,
    about_provinces; empty strings and lists where the annotation is empty.
    """
    text = bodies()
    rows = golden("articles.csv")
    frame = pd.DataFrame(
        {
            "article_id": [row["article"] for row in rows],
            "doc_id": [row["source_file"] for row in rows],
            "seq": [int(row["seq"]) for row in rows],
            "title": [row["title"] for row in rows],
            "text": [text[row["article"]] for row in rows],
            "outlet": [row["outlet"] for row in rows],
            "authors": [[name for name in row["authors"].split(";") if name] for row in rows],
            "published": [f"{row['pub_date']}-01-01"[:10] for row in rows],
            "province": [row["issuing_province"] for row in rows],
            "city": [row["issuing_city"] for row in rows],
            "about_provinces": [row["about_provinces"].split(";") for row in rows],
        }
    )
    return frame.astype({"published": "datetime64[s]"})
