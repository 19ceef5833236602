"""Change points: where a term's rate shifts from one level to another, and how sure that is.

Counts have an exposure, the tokens of the period, and come in bursts, article by article. So the statistic is
the likelihood ratio of Poisson counts with exposure at the best split (as in Kulldorff's scan, 1997), but its
distribution comes from moving whole documents over time (as Matteson and James 2014 permute), never from
the Poisson law. Further changes are looked for on each side of one found (binary segmentation, Vostrikova 1981).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from helpers import schema
from helpers.timeline.periods import CODES, FINE_ENOUGH, Period, first_day

__all__ = ["find_changes"]

_FEWEST_PERIODS = 8  # with text
_FEWEST_DOCUMENTS = 5  # on either side
_FEWEST_OCCURRENCES = 10
_ALPHA = 0.05
_INTERVAL = (0.025, 0.975)
_CELLS = 20_000_000  # numbers held at once by a permutation

_Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class _Units:
    """One term's counts: per document and period the occurrences and tokens, sorted by period."""

    n: _Numbers
    tokens: _Numbers
    period: NDArray[np.int64]

    def between(self, first: int, last: int) -> "_Units":
        """The units of the periods from `first` up to but not including `last`."""
        keep = (self.period >= first) & (self.period < last)
        return _Units(self.n[keep], self.tokens[keep], self.period[keep])

    @property
    def rate(self) -> float:
        """Occurrences per 10,000 tokens."""
        return float(1e4 * self.n.sum() / self.tokens.sum())


@dataclass(frozen=True)
class _Change:
    """A split that was found: the number of its period and of the ends of its interval; the first of its term or within one."""

    split: int
    earliest: int
    latest: int
    p: float
    first: bool


def find_changes(
    term_counts: pd.DataFrame,
    article_totals: pd.DataFrame,
    articles: pd.DataFrame,
    terms: Iterable[str],
    period: Period,
    *,
    permutations: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """One row per change of a term's rate, or one with a `status` where there is none: schema.TERM_CHANGES.

    For each term in all provinces together (province '') and in each of them. `period` is the first period
    of the new rate, `earliest` and `latest` its 95% interval (documents drawn again with replacement on either
    side of it), p the share of permutations of the documents over time in which the best split is as good, q that p
    by Benjamini and Hochberg (1995) over all terms and provinces tested. A change has q ≤ .05; a further one
    within one of its sides p ≤ .05. Only tested with 8 periods that have text, 10 occurrences, and on either side of
    a split 5 documents; the status tells which is lacking. Articles as in `count_term_timeline`.
    """
    wanted = list(dict.fromkeys(terms))
    usable = articles[
        articles["published"].notna() & articles["published_precision"].isin(FINE_ENOUGH[period])
    ]
    if usable.empty or not wanted:
        return schema.empty(schema.TERM_CHANGES)
    dated = usable[["article_id", "doc_id", "province"]].assign(period=first_day(usable["published"], period))
    dated = dated.merge(article_totals, on="article_id")
    span = pd.period_range(dated["period"].min(), dated["period"].max(), freq=CODES[period])
    days = pd.DatetimeIndex(span.to_timestamp().astype("datetime64[s]"))
    hits = term_counts[term_counts["term"].isin(wanted)].merge(dated[["article_id"]], on="article_id")
    numbers = hits.pivot_table(index="article_id", columns="term", values="n", aggfunc="sum")
    wide = dated.join(numbers.reindex(columns=wanted), on="article_id")
    provinces = ["", *sorted(dated["province"].dropna().unique())]
    tested = []
    for number, term in enumerate(wanted):
        for place, province in enumerate(provinces):
            rows = wide if province == "" else wide[wide["province"] == province]
            units = _units(rows, term, days)
            random = np.random.default_rng([seed, number, place])
            lacking = _lacks(units)
            first_p = np.nan if lacking else _p_value(units, permutations, random)
            tested.append((province, term, units, lacking or "none", first_p, random))
    p = np.array([first_p for *_, first_p, _ in tested], dtype="float64")
    known = ~np.isnan(p)
    q = np.full(len(p), np.nan)
    if known.any():
        q[known] = false_discovery_control(p[known])
    made: list[dict[str, Any]] = []
    for (province, term, units, status, first_p, random), adjusted in zip(tested, q, strict=True):
        row = {"province": province, "term": term}
        if status == "none" and adjusted <= _ALPHA:
            found = sorted(_segment(units, first_p, permutations, random), key=lambda change: change.split)
            made += [row | change for change in _describe(units, found, adjusted, days)]
        else:
            made.append(row | {"status": status, "p": first_p, "q": adjusted})
    frame = pd.DataFrame(made, columns=schema.TERM_CHANGES.names)
    return schema.make(schema.TERM_CHANGES, frame)


def _units(rows: pd.DataFrame, term: str, days: pd.DatetimeIndex) -> _Units:
    """A term's counts by document and period; a document without tokens tells nothing and is left out."""
    grouped = rows.assign(n=rows[term].fillna(0)).groupby(["period", "doc_id"])[["n", "n_tokens"]].sum()
    grouped = grouped[grouped["n_tokens"] > 0].reset_index()
    return _Units(
        grouped["n"].to_numpy("float64"),
        grouped["n_tokens"].to_numpy("float64"),
        days.get_indexer(pd.DatetimeIndex(grouped["period"])).astype("int64"),
    )


def _lacks(units: _Units) -> str | None:
    """What a test of these counts would need, as a status, or None where they can be tested."""
    if len(np.unique(units.period)) < _FEWEST_PERIODS:
        return "too-few-periods"
    if not len(_splits(units.period)):
        return "too-few-documents"
    return "too-few-occurrences" if units.n.sum() < _FEWEST_OCCURRENCES else None


def _segment(
    units: _Units, p: float, permutations: int, random: np.random.Generator, first: bool = True
) -> Iterator[_Change]:
    """Yield the changes of a stretch whose best split has the given p, then those of its two sides."""
    split = _best_split(units)
    yield _Change(split, *_interval(units, split, permutations, random), p, first)
    for side in (units.between(0, split), units.between(split, int(units.period[-1]) + 1)):
        if _lacks(side) is None and (within := _p_value(side, permutations, random)) <= _ALPHA:
            yield from _segment(side, within, permutations, random, first=False)


def _describe(
    units: _Units, changes: Sequence[_Change], q: float, days: pd.DatetimeIndex
) -> Iterator[dict[str, Any]]:
    """Yield the columns of each change, in their order: the rates between one change and the next."""
    ends = [0, *(change.split for change in changes), len(days)]
    levels = [units.between(*pair) for pair in pairwise(ends)]
    for change, (before, after) in zip(changes, pairwise(levels), strict=True):
        yield {
            "status": "change", "period": days[change.split], "earliest": days[change.earliest],
            "latest": days[change.latest], "rate_before": before.rate, "rate_after": after.rate,
            "n_documents_before": len(before.n), "n_documents_after": len(after.n),
            "p": change.p, "q": q if change.first else np.nan,
        }  # fmt: skip


def _splits(period: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of units before each split that is allowed: at the start of a period, 5 documents on either side."""
    starts = np.flatnonzero(np.diff(period)) + 1
    return starts[(starts >= _FEWEST_DOCUMENTS) & (starts <= len(period) - _FEWEST_DOCUMENTS)]


def _log_likelihood(n: _Numbers, tokens: _Numbers) -> _Numbers:
    """The part of the Poisson log likelihood at its best rate that depends on the split."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n > 0, n * np.log(n / tokens), 0.0)


def _ratios(n: _Numbers, tokens: _Numbers, splits: NDArray[np.int64]) -> _Numbers:
    """The likelihood ratios of each split, for one order of the units per row."""
    n, tokens = np.cumsum(n, axis=-1), np.cumsum(tokens, axis=-1)
    left_n, left = n[..., splits - 1], tokens[..., splits - 1]
    all_n, whole = n[..., -1:], tokens[..., -1:]
    return (
        _log_likelihood(left_n, left)
        + _log_likelihood(all_n - left_n, whole - left)
        - _log_likelihood(all_n, whole)
    )


def _best_split(units: _Units) -> int:
    """The first period after the best split."""
    splits = _splits(units.period)
    return int(units.period[splits[_ratios(units.n, units.tokens, splits).argmax()]])


def _p_value(units: _Units, permutations: int, random: np.random.Generator) -> float:
    """The share of orders of the documents, their own included, whose best split is at least as good."""
    splits = _splits(units.period)
    own = _ratios(units.n, units.tokens, splits).max()
    at_once = max(1, _CELLS // len(units.n))
    as_good = 0
    for begin in range(0, permutations, at_once):
        count = min(at_once, permutations - begin)
        order = random.permuted(np.tile(np.arange(len(units.n)), (count, 1)), axis=1)
        best = _ratios(units.n[order], units.tokens[order], splits).max(axis=1)
        as_good += int((best >= own - 1e-9).sum())
    return (1 + as_good) / (1 + permutations)


def _interval(units: _Units, split: int, permutations: int, random: np.random.Generator) -> tuple[int, int]:
    """The periods between which 95% of the best splits lie when documents are drawn again on either side."""
    sides = np.flatnonzero(units.period < split), np.flatnonzero(units.period >= split)
    found = []
    for _ in range(permutations):
        drawn = np.sort(np.concatenate([random.choice(side, len(side)) for side in sides]))
        again = _Units(units.n[drawn], units.tokens[drawn], units.period[drawn])
        if len(_splits(again.period)):
            found.append(_best_split(again))
    low, high = np.quantile(found or [split], _INTERVAL, method="nearest")
    return min(int(low), split), max(int(high), split)
