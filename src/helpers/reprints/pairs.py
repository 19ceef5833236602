"""Which two copies of a family are worth reading side by side, and how they differ."""

import pandas as pd

from helpers.reprints.alignment import align_copies
from helpers.reprints.clauses import normalise
from helpers.reprints.comparison import compare_copies

__all__ = ["align_pairs", "join_headline"]


def align_pairs(articles: pd.DataFrame, most: int = 3) -> pd.DataFrame:
    """One row per stretch of a pair: the canonical copy of a family and the copy that differs most from it.

    `articles` have their families. Columns: family, article_id (the other copy), then those of
    `align_copies`, whose offsets index each copy's headline and text joined by a newline (`join_headline`). The
    families with most copies come first, `most` of them; the order within a pair is that of the copy.
    """
    copies = compare_copies(articles)
    joined = dict(zip(articles["article_id"], join_headline(articles), strict=True))
    heads = {name: normalise(text.partition("\n")[0]) for name, text in joined.items()}
    n_changed = copies["n_chars_added"] + copies["n_chars_dropped"]
    same_head = [heads[a] == heads[b] for a, b in zip(copies["family"], copies["article_id"], strict=True)]
    sizes = -copies.groupby("family")["article_id"].transform("size")
    ranked = copies.assign(_size=sizes, _changed=-n_changed, _same_head=same_head)
    chosen = ranked.sort_values(["_size", "family", "_changed", "_same_head", "article_id"])
    pairs = chosen.drop_duplicates("family").head(most)[["family", "article_id"]]
    aligned = [
        align_copies(joined[family], joined[article_id]).assign(family=family, article_id=article_id)
        for family, article_id in pairs.itertuples(index=False)
    ]
    table = pd.concat(aligned or [align_copies("", "").assign(family="", article_id="")], ignore_index=True)
    first = ["family", "article_id"]
    return table[[*first, *(name for name in table if name not in first)]]


def join_headline(articles: pd.DataFrame) -> "pd.Series[str]":
    """Return each article's headline, on one line, and its text below it."""
    return articles["title"].fillna("").str.replace("\n", " ") + "\n" + articles["text"]
