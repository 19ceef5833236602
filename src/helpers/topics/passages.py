"""The units that topics are made of: whole articles where there are many, passages of them where there are few."""

import re
from collections.abc import Iterator
from typing import Literal, get_args

import pandas as pd

from helpers import schema
from helpers.errors import UserError, unknown

__all__ = ["Unit", "cut_passages", "parse_unit"]

Unit = Literal["passage", "article"]

_SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；]+[”’」』）]*[ \t\u3000]*\n?|\n|\Z)")
_MANY_ARTICLES = 1000


def parse_unit(unit: str, n_articles: int) -> Unit:
    """Return the unit named; for "auto" the article from 1,000 articles on, else the passage. Raises UserError for another name."""
    if unit == "auto":
        return "article" if n_articles >= _MANY_ARTICLES else "passage"
    for choice in get_args(Unit):
        if unit == choice:
            return choice  # type: ignore[no-any-return]
    raise unknown("unit", unit, ["auto", *get_args(Unit)])


def cut_passages(
    articles: pd.DataFrame, low: int = 200, high: int = 400, *, unit: Unit = "passage"
) -> pd.DataFrame:
    """One row per passage of about `low` to `high` characters: PASSAGES, in the order of the text.

    With the unit "article", each article with text is one passage, which bears its id. Else paragraphs are merged until they reach `low` and cut at sentence ends before they pass `high`. A passage
    under half of `low` is joined to its neighbour instead, so the longest has `high` and half of `low` besides
    white space, and only an article shorter than that gives a shorter one. Passages of an article do not overlap and leave out
    only white space. Raises UserError unless 0 < low <= high.
    """
    if not 0 < low <= high:
        raise UserError(f"low={low}, high={high} cannot bound a passage: choose 0 < low <= high.")
    if unit == "article":
        whole = articles[articles["text"].fillna("").str.strip() != ""]
        return schema.make(
            schema.PASSAGES,
            whole[["article_id"]].assign(
                passage_id=whole["article_id"], start=0, end=whole["text"].str.len()
            ),
        )
    rows = [
        {"passage_id": f"{article_id}:{number:03d}", "article_id": article_id, "start": start, "end": end}
        for article_id, text in zip(articles["article_id"], articles["text"], strict=True)
        for number, (start, end) in enumerate(_passages(text, low, high), start=1)
    ]
    return schema.make(schema.PASSAGES, rows)


def _passages(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """Start and end of each passage of a text, white space at both ends left out."""
    cuts: list[tuple[int, int]] = []
    start: int | None = None
    end = 0
    for first, last, ends_paragraph in _sentences(text, high):
        if start is not None and last - start > high and end - start >= low / 2:
            cuts.append((start, end))
            start = None
        start = first if start is None else start
        end = last
        if ends_paragraph and end - start >= low:
            cuts.append((start, end))
            start = None
    if start is not None:
        if cuts and end - start < low / 2:
            start = cuts.pop()[0]
        cuts.append((start, end))
    return cuts


def _sentences(text: str, high: int) -> Iterator[tuple[int, int, bool]]:
    """Start, end and whether a paragraph ends there, of each sentence or piece of up to `high` characters."""
    for match in _SENTENCE.finditer(text):
        sentence = match.group()
        first = match.start() + len(sentence) - len(sentence.lstrip())
        last = first + len(sentence.strip())
        ends_paragraph = sentence.endswith("\n")
        for piece in range(first, last, high):
            stop = min(piece + high, last)
            if words := text[piece:stop].strip():
                start = text.index(words, piece)
                yield start, start + len(words), ends_paragraph and stop == last
