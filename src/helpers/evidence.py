"""What each article's metadata rests on: the exact words, where they stand, and what contradicts them."""

import re

import pandas as pd

from helpers import schema

__all__ = ["gather_evidence"]

_DATE_SOURCES = {"default_year": "settings"}
_ADDED = re.compile(r"; year: default_year\Z")


def gather_evidence(
    articles: pd.DataFrame, clues: pd.DataFrame, stated: pd.DataFrame, spans: pd.DataFrame
) -> pd.DataFrame:
    """Return schema.EVIDENCE: one row per (article, field) that is known of it.

    `stated` holds the rows for headline, outlet and authors, `articles` comes from `date_articles` and
    `place_articles` (with the rank of the clue that decided), `clues` is schema.CLUES, `spans` schema.SPANS.
    """
    chosen = {
        (article_id, field, rank): (source, text, start, end)
        for article_id, field, rank, source, text, start, end in clues[
            ["article_id", "field", "rank", "source", "text", "start", "end"]
        ].itertuples(index=False)
    }
    body = spans[spans["kind"] == "body"].groupby("article_id", sort=False)
    rows = []
    for article in articles.to_dict("records"):
        for field in ("published", "province"):
            evidence = article[f"{field}_evidence"]
            if pd.isna(evidence):
                continue
            source, words, start, end = "text", _ADDED.sub("", evidence), None, None
            if field == "province":
                source, _, words = evidence.partition(": ")
            clue = chosen.get((article["article_id"], field, article[f"{field}_clue"]))
            if clue:
                source = clue[0]
                start, end = _place_in_clue(words, *clue[1:])
            elif evidence in _DATE_SOURCES:
                source = _DATE_SOURCES[evidence]
            if start is None and source in ("text", "voice") and article["article_id"] in body.groups:
                start, end = _place_in_body(words, article["text"], body.get_group(article["article_id"]))
            rows.append(
                {
                    "article_id": article["article_id"],
                    "field": field,
                    "source": source,
                    "words": words,
                    "start": start,
                    "end": end,
                    "contradicted_by": article[f"{field}_conflict"],
                }
            )
    found = schema.make(schema.EVIDENCE, rows)
    return schema.make(
        schema.EVIDENCE,
        pd.concat([stated, found], ignore_index=True).sort_values(["article_id", "field"], kind="stable"),
    )


def _place_in_clue(words: str, text: str, start: int, end: int) -> tuple[int | None, int | None]:
    """Return the words' offsets in the document: exact where the clue is one stretch, else the clue's."""
    if pd.isna(start):
        return None, None
    at = text.find(words)
    if at >= 0 and len(text) == end - start:
        return start + at, start + at + len(words)
    return start, end


def _place_in_body(words: str, text: str, spans: pd.DataFrame) -> tuple[int | None, int | None]:
    """Return the offsets in the document of words of an article's text (their last place: the latest date)."""
    at = text.rfind(words)
    held = spans[spans["text_start"] <= at]
    if at < 0 or held.empty:
        return None, None
    span = held.iloc[-1]
    start = int(span["start"] + at - span["text_start"])
    return (start, start + len(words)) if start + len(words) <= span["end"] else (start, int(span["end"]))
