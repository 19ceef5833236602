"""What an interval of any two sides is computed from: sums over their witnesses.

A witness is a source document, as in `helpers.comparison.units`. With x a word's count in a witness and N the witness's tokens, the sums
of x, x², x·N, N and N², and how many witnesses there are, give the log ratio and its standard error by linearisation (the delta method for
two ratio estimators with the witnesses as clusters; Cochran 1977, chapter 6). They add up over provinces, but for the witnesses that
have articles in several: a side takes these for one.
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from helpers.comparison.measures import Numbers
from helpers.comparison.units import count_rows, sum_rows
from helpers.site.explorer.texts import Compared
from helpers.thresholds import FEWEST_DOCUMENTS

__all__ = ["Sums", "mark_shared", "sum_joint", "sum_side", "tell_sizes"]


class Sums(NamedTuple):
    """One value per term: occurrences, witnesses that hold it, and the sums of x² and of x·N over the witnesses."""

    n: Numbers
    held: Numbers
    squares: Numbers
    products: Numbers

    def to_json(self) -> dict[str, list[int]]:
        """Return the terms with any value, as distances from one to the next, and their whole numbers."""
        at = np.flatnonzero(np.any(self, axis=0))
        columns = {name: values[at] for name, values in self._asdict().items()}
        return {
            name: np.rint(values).astype("int64").tolist()
            for name, values in {"at": np.diff(at, prepend=0), **columns}.items()
        }


def sum_side(compared: Compared, chosen: NDArray[np.bool_]) -> Sums:
    """Return the sums of the articles chosen."""
    side = compared.texts.side(chosen)
    return Sums(
        sum_rows(side.counts),
        count_rows(side.counts).astype("float64"),
        sum_rows(side.counts.multiply(side.counts)),
        np.asarray(side.counts.T @ side.tokens).ravel(),
    )


def mark_shared(compared: Compared, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which of the articles chosen are of a witness with articles in several provinces."""
    pairs = pd.DataFrame({"witness": compared.texts.witness, "province": compared.texts.province})[chosen]
    provinces = pairs.groupby("witness")["province"].nunique()
    return chosen & np.isin(compared.texts.witness, provinces.index[provinces > 1])


def sum_joint(compared: Compared, shared: NDArray[np.bool_], province: str) -> Sums:
    """Return what is to be added to the sums of all articles less those of a province, to get those of the others.

    It comes of the articles that `mark_shared` marks: zero, but for terms of witnesses with articles in several provinces.
    """
    here = compared.texts.province == province
    whole, own, others = (sum_side(compared, part) for part in (shared, shared & here, shared & ~here))
    return Sums(*(rest - (total - mine) for rest, total, mine in zip(others, whole, own, strict=True)))


def tell_sizes(compared: Compared, chosen: NDArray[np.bool_]) -> dict[str, Any]:
    """Return how many articles, witnesses and tokens the side has, the sum of its squared tokens, and `t`.

    `t` is Student's quantile for 95% with as many degrees of freedom as there are witnesses less one; 0 for too few to be asked.
    """
    side = compared.texts.side(chosen)
    enough = len(side) >= FEWEST_DOCUMENTS
    return {
        "articles": int((chosen & (compared.texts.tokens > 0)).sum()),
        "documents": len(side),
        "tokens": int(side.tokens.sum()),
        "squares": int((side.tokens**2).sum()),
        "t": round(float(special.stdtrit(len(side) - 1, 0.975)), 6) if enough else 0,
    }
