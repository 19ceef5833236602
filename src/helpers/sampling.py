"""Articles drawn by chance from a corpus that has too many to be read whole."""

import numpy as np
import pandas as pd

__all__ = ["choose_most", "draw_families", "draw_with"]

_MOST_ARTICLES = 10_000
_MOST_CHARS = 3_000_000


def choose_most(sample: int | str, n_articles: int, n_chars: int) -> int:
    """Return how many articles to draw of a corpus by its setting `sample`: that number, or for 0 all of them.

    For "auto" they are at most 10,000, and no more than hold three million characters (`n_chars` are those of all). That is what chapters
    take minutes for: topics and permutations cost in proportion to the text.
    """
    if sample == "auto":
        by_length = n_articles * _MOST_CHARS // n_chars if n_chars > _MOST_CHARS else n_articles
        return min(max(by_length, 1), _MOST_ARTICLES, n_articles)
    return min(int(sample) or n_articles, n_articles)


def draw_families(families: "pd.Series[str]", most: int) -> np.ndarray:
    """Return which articles are drawn, given the family of each: at most `most`, but one family at least.

    A family is drawn with all its articles, and each has the same chance. Chance is a hash of the family's name, so that the
    same articles are drawn again, a smaller draw is part of a larger one, and a corpus that grows keeps most of its sample. It is
    bottom-k sampling (Cohen and Kaplan 2007), but that a draw ends before the family with which it would have too many articles.
    """
    ranks = _rank(families)
    order = np.argsort(ranks, kind="stable")
    ordered = ranks[order]
    ends = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True)) + 1 if len(ordered) else order
    n_drawn = ends[max(int(np.searchsorted(ends, most, side="right")) - 1, 0)] if len(ends) else 0
    drawn = np.zeros(len(ranks), dtype=bool)
    drawn[order[:n_drawn]] = True
    return drawn


def draw_with(names: "pd.Series[str]", families: "pd.Series[str]") -> np.ndarray:
    """Return which of other names are drawn with the same chance as these families were: those of no larger hash."""
    drawn = _rank(families)
    return _rank(names) <= drawn.max() if len(drawn) else np.zeros(len(names), dtype=bool)


def _rank(names: "pd.Series[str]") -> np.ndarray:
    """Return a number for each name that looks like chance, and is the same everywhere."""
    return np.asarray(pd.util.hash_array(names.to_numpy(dtype=object), categorize=False))
