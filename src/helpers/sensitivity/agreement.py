"""How far two lists agree: what comes back, and whether in the same order."""

from collections.abc import Sequence

import numpy as np
import scipy

__all__ = ["rank_agreement", "share_back"]

_FEWEST_RANKS = 3


def share_back(was: Sequence[str], became: Sequence[str]) -> float:
    """Return the share of the one list's items that the other has too, whatever their order; missing for an empty list."""
    return len(set(was) & set(became)) / len(set(was)) if was else float("nan")


def rank_agreement(was: Sequence[str], became: Sequence[str]) -> float:
    """Return Kendall's tau of the order of the items that both lists have; missing for fewer than three."""
    places = {item: place for place, item in enumerate(became)}
    order = [places[item] for item in was if item in places]
    if len(order) < _FEWEST_RANKS:
        return float("nan")
    return float(scipy.stats.kendalltau(np.arange(len(order)), order).statistic)
