"""A term in its context: every occurrence with the words to its left and right (KWIC)."""

import re
from collections.abc import Iterator
from itertools import islice

import pandas as pd

from helpers.errors import UserError
from helpers.script import to_simplified

__all__ = ["CONCORDANCE_COLUMNS", "find_concordance"]

CONCORDANCE_COLUMNS = {
    "article_id": "str",
    "start": "Int64",
    "end": "Int64",
    "left": "str",
    "term": "str",
    "right": "str",
    "province": "str",
    "published": "datetime64[s]",
    "title": "str",
}
_INVISIBLE = "[\u00ad\u200b-\u200f\u2060\ufeff]*"


def find_concordance(
    articles: pd.DataFrame, term: str, window: int = 18, limit: int | None = None
) -> pd.DataFrame:
    """Return one row per occurrence of the term, in the articles' order and then the text's.

    `text[start:end]` is the occurrence, given in `term` as printed; `left` and `right` are up to `window`
    characters of the same paragraph. Case, full width and invisible characters make no difference, and a
    Traditional text is searched as it is counted, in Simplified characters. The search is for characters,
    not words, so it can find more than `term_counts` counts. At most `limit` rows.
    An empty term occurs nowhere. Raises UserError for a window or limit below zero.
    """
    term = str(term).strip()  # papermill hands over a word of digits as a number
    for name, value in (("window", window), ("limit", limit)):
        if value is not None and value < 0:
            raise UserError(f"{name}={value} is below zero; give 0 or more.")
    rows = list(islice(_occurrences(articles, term, window), limit)) if term else []
    return pd.DataFrame(rows, columns=list(CONCORDANCE_COLUMNS)).astype(CONCORDANCE_COLUMNS)


def _compile(term: str) -> re.Pattern[str]:
    return re.compile(_INVISIBLE.join(map(_either_width, term)), re.IGNORECASE)


def _either_width(character: str) -> str:
    """Return a pattern for the character in its ordinary and its full-width form."""
    half = chr(ord(character) - 0xFEE0) if "！" <= character <= "～" else character
    full = chr(ord(half) + 0xFEE0) if "!" <= half <= "~" else half
    return f"[{re.escape(half)}{re.escape(full)}]"


def _occurrences(articles: pd.DataFrame, term: str, window: int) -> Iterator[tuple[object, ...]]:
    """Yield the concordance's rows one by one."""
    as_printed, simplified = _compile(term), _compile(to_simplified(term))
    columns = [articles[name] for name in ("article_id", "text", "province", "published", "title")]
    for article_id, text, province, published, title in zip(*columns, strict=True):
        if not isinstance(text, str):
            continue
        searched = to_simplified(text)
        for found in (as_printed if searched == text else simplified).finditer(searched):
            start, end = found.span()
            left = text[max(0, start - window) : start].rpartition("\n")[2]
            right = text[end : end + window].partition("\n")[0]
            yield article_id, start, end, left, text[start:end], right, province, published, title
