"""Measures of how much more one side says a word than the other, from its counts; none knows of articles or of chance in them."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = [
    "Numbers",
    "c_tf_idf",
    "chi_square",
    "log_likelihood",
    "log_odds",
    "log_ratio",
    "pseudo_count",
    "tf_idf",
]

Numbers = NDArray[np.float64]


def pseudo_count(tokens: Numbers | float, tokens_other: Numbers | float) -> Numbers | float:
    """Return what is added to a side's counts: its share of one occurrence, half of one where both are of a size."""
    return tokens / (tokens + tokens_other)


def log_ratio(
    n: Numbers, tokens: Numbers | float, n_other: Numbers, tokens_other: Numbers | float
) -> Numbers:
    """Return the base-2 logarithm of the rates' ratio, one occurrence added to all, shared out by the sides' sizes.

    So it stays finite for a word that one side lacks, and its sign is that of the difference of the rates, which adding
    half an occurrence on either side of unlike size would not keep. Hardie (2014), Log Ratio: an informal introduction.
    """
    own = np.log2((n + pseudo_count(tokens, tokens_other)) / tokens)
    other = np.log2((n_other + pseudo_count(tokens_other, tokens)) / tokens_other)
    return np.asarray(own - other)


def log_odds(
    n: Numbers, tokens: float, n_other: Numbers, tokens_other: float, prior: float
) -> tuple[Numbers, Numbers]:
    """Return the log-odds ratio with an informative Dirichlet prior, and the same over its standard error.

    The prior spreads `prior` tokens over the words as both sides together use them, which draws rare words to zero.
    Monroe, Colaresi and Quinn (2008), Political Analysis 16(4), equations 16 and 19 to 22. The standard error takes
    words for independent.
    """
    pseudo = prior * (n + n_other) / (tokens + tokens_other)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.log((n + pseudo) / (tokens + prior - n - pseudo))
        other = np.log((n_other + pseudo) / (tokens_other + prior - n_other - pseudo))
        ratio = own - other
        z = ratio / np.sqrt(1 / (n + pseudo) + 1 / (n_other + pseudo))
    return ratio, z


def log_likelihood(n: Numbers, tokens: float, n_other: Numbers, tokens_other: float) -> Numbers:
    """Return G² of each word's two-by-two table: here or there, this word or another. Dunning (1993).

    It takes each word for an independent witness, so it is for comparing with other studies, not for a verdict.
    """
    total = np.zeros(len(n))
    for observed, expected in _cells(n, tokens, n_other, tokens_other):
        with np.errstate(divide="ignore", invalid="ignore"):
            total += np.where(observed > 0, observed * np.log(observed / expected), 0)
    return np.maximum(2 * total, 0)


def chi_square(n: Numbers, tokens: float, n_other: Numbers, tokens_other: float) -> Numbers:
    """Return Pearson's chi-square of the same table, without a correction for continuity."""
    total = np.zeros(len(n))
    for observed, expected in _cells(n, tokens, n_other, tokens_other):
        total += np.divide((observed - expected) ** 2, expected, out=np.zeros(len(n)), where=expected > 0)
    return total


def _cells(n: Numbers, tokens: float, n_other: Numbers, tokens_other: float) -> list[tuple[Numbers, Numbers]]:
    """Return observed and expected counts of the four cells."""
    share = (n + n_other) / (tokens + tokens_other)
    return [
        (n, tokens * share),
        (n_other, tokens_other * share),
        (tokens - n, tokens * (1 - share)),
        (tokens_other - n_other, tokens_other * (1 - share)),
    ]


def tf_idf(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return scikit-learn's TfidfTransformer(sublinear_tf=True, smooth_idf=False) of counts, provinces × terms.

    (1 + ln n) · (1 + ln(D / d)) for a term that d of D provinces use, each province's vector scaled to length 1.
    In the textbook formula, ln(D / d) alone, a word that all provinces use scores zero however differently they use it;
    here it keeps the lowest idf, 1, and no credit for the difference. Salton and Buckley (1988).
    """
    from sklearn.feature_extraction.text import (
        TfidfTransformer,  # imported here, as few chapters need it and it takes half a second
    )

    return TfidfTransformer(sublinear_tf=True, smooth_idf=False).fit_transform(counts)


def c_tf_idf(n: Numbers, tokens: Numbers | float, of_all: Numbers, mean_tokens: float) -> Numbers:
    """Return class-based TF-IDF: a word's rate in a province × ln(1 + mean tokens of a province / its count in all).

    It sees how often the others use a word, not only whether. Grootendorst (2022), arXiv:2203.05794.
    """
    return np.asarray(n / tokens * np.log1p(mean_tokens / of_all))
