"""What each article's metadata rests on: the exact words, where they stand, and what contradicts them."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from helpers import schema

__all__ = ["gather_evidence"]

_DATE_SOURCES = {"default_year": "settings"}
_ADDED = re.compile(r"; year: default_year\Z")


class _Stretch(NamedTuple):
    """A stretch of an article's body: where it begins in its text, and where it stands in the document."""

    text_start: int
    start: int
    end: int


def gather_evidence(
    articles: pd.DataFrame, clues: pd.DataFrame, stated: pd.DataFrame, spans: pd.DataFrame
) -> pd.DataFrame:
    """Return schema.EVIDENCE: one row per (article, field) that is known of it.

    `stated` holds the rows for headline, outlet and authors, `articles` comes from `date_articles` and
    `place_articles` (with the rank of the clue that decided), `clues` is schema.CLUES, `spans` schema.SPANS.
    """
    chosen = {
        (article_id, field, rank): (source, text, start, end)
        for article_id, field, rank, source, text, start, end in _rows(
            clues, "article_id", "field", "rank", "source", "text", "start", "end"
        )
    }
    bodies: dict[str, list[_Stretch]] = {}
    body = spans[(spans["kind"] == "body") & spans["text_start"].notna()]
    for article_id, *stretch in _rows(body, "article_id", "text_start", "start", "end"):
        bodies.setdefault(article_id, []).append(_Stretch(*stretch))
    rows = []
    for field in ("published", "province"):
        for article_id, body_text, evidence, rank, conflict in _rows(
            articles, "article_id", "text", f"{field}_evidence", f"{field}_clue", f"{field}_conflict"
        ):
            if pd.isna(evidence):
                continue
            source, words, start, end = "text", _ADDED.sub("", evidence), None, None
            if field == "province":
                source, _, words = evidence.partition(": ")
            clue = chosen.get((article_id, field, rank))
            if clue:
                source = clue[0]
                start, end = _place_in_clue(words, *clue[1:])
            elif evidence in _DATE_SOURCES:
                source = _DATE_SOURCES[evidence]
            if start is None and source in ("text", "voice"):
                start, end = _place_in_body(words, body_text, bodies.get(article_id, []))
            rows.append((article_id, field, source, words, start, end, conflict))
    found = schema.make_rows(schema.EVIDENCE, rows)
    return schema.make(
        schema.EVIDENCE,
        pd.concat([stated, found], ignore_index=True).sort_values(["article_id", "field"], kind="stable"),
    )


def _rows(frame: pd.DataFrame, *columns: str) -> Iterable[tuple[Any, ...]]:
    """Return the rows of some columns."""
    return zip(*(frame[column].tolist() for column in columns), strict=True)


def _place_in_clue(words: str, text: str, start: int, end: int) -> tuple[int | None, int | None]:
    """Return the words' offsets in the document: exact where the clue is one stretch, else the clue's."""
    if pd.isna(start):
        return None, None
    at = text.find(words)
    if at >= 0 and len(text) == end - start:
        return start + at, start + at + len(words)
    return start, end


def _place_in_body(words: str, text: str, body: Sequence[_Stretch]) -> tuple[int | None, int | None]:
    """Return the offsets in the document of words of an article's text (their last place: the latest date)."""
    at = text.rfind(words)
    held = [stretch for stretch in body if stretch.text_start <= at]
    if not held:
        return None, None
    last = held[-1]
    start = last.start + at - last.text_start
    return start, min(start + len(words), last.end)
