"""A corpus in words, for whoever has it before them: how much it holds, and what to know before counting."""

from collections.abc import Sequence

import pandas as pd

from helpers.findings.words import count, say

__all__ = ["tell_corpus", "tell_sample"]

_MOST_NAMED = 8  # provinces


def tell_corpus(
    title: str, documents: pd.DataFrame, articles: pd.DataFrame, provinces: Sequence[str]
) -> list[str]:
    """Return a line with the counts of a corpus, one with its time and provinces, and one for each thing to know of it."""
    dated = articles["published"].dropna()
    when = say("corpus.undated")
    if len(dated):
        when = say("corpus.when", first=f"{dated.min():%Y-%m-%d}", last=f"{dated.max():%Y-%m-%d}")
    named = "、".join(provinces) if len(provinces) <= _MOST_NAMED else count(len(provinces), "province")
    lines = [
        say(
            "corpus.holds",
            title=repr(title), documents=count(len(documents), "document"), articles=count(len(articles), "article"),
            families=count(articles["family"].nunique(), "family"),
        ),
        say("corpus.spans", when=when, provinces=named or say("corpus.unplaced")),
    ]  # fmt: skip
    unused = documents.loc[documents["status"] != "ok", "status"].value_counts().sort_index()
    if len(unused):
        reasons = ", ".join(f"{n} {status}" for status, n in unused.items())
        lines.append(say("corpus.unused", documents=count(int(unused.sum()), "document"), reasons=reasons))
    copies = len(articles) - articles["family"].nunique()
    if copies:
        several = int((articles["family"].value_counts() > 1).sum())
        lines.append(say("corpus.copies", copies=count(copies, "copy"), families=count(several, "family")))
    for key, missing in (
        ("undated_articles", articles["published"].isna()),
        ("unplaced_articles", articles["province"].isna()),
        ("excluded_articles", articles["excluded_reason"].notna()),
    ):
        if missing.any():
            lines.append(say(f"corpus.{key}", articles=count(int(missing.sum()), "article")))
    return lines


def tell_sample(n_drawn: int, n_articles: int) -> str:
    """Say that articles are a sample, and what that means for the numbers."""
    return say("corpus.sample", drawn=f"{n_drawn:,}", articles=count(n_articles, "article"))
