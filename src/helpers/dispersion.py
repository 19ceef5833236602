"""How evenly a term is spread over the parts of a corpus."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["deviation_of_proportions"]


def deviation_of_proportions(
    codes: NDArray[np.int64],
    n: NDArray[np.float64],
    shares: NDArray[np.float64],
    smallest: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return Gries's deviation of proportions, normalised, of each term, by its code from 0.

    One value per part that holds a term: `codes` the term, `n` its occurrences there, `shares` the part's share of the
    text (0 to 1). `smallest` has one value per code, the share of the smallest part that has text. 0 where the
    occurrences are spread as the text is, 1 where they are confined to the smallest part; missing where one
    part holds all the text.

    Gries (2008), International Journal of Corpus Linguistics 13(4); the normalisation is that of
    Lijffijt and Gries (2012), the same journal 17(1).
    """
    n_codes = len(smallest)
    totals = np.bincount(codes, weights=n, minlength=n_codes)
    difference = np.bincount(codes, weights=np.abs(n / totals[codes] - shares), minlength=n_codes)
    covered = np.bincount(codes, weights=shares, minlength=n_codes)
    # A part without the term differs by its whole share of the text.
    deviation = (difference + (1 - covered)) / 2
    possible = 1 - smallest
    spread = np.divide(deviation, possible, out=np.full(n_codes, np.nan), where=possible > 0)
    return np.asarray(np.clip(spread, 0, 1))
