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
import scipy
from numpy.typing import NDArray

from helpers import schema
from helpers.thresholds import ALPHA, FEWEST_DOCUMENTS
from helpers.timeline.periods import CODES, FINE_ENOUGH, Period, first_day

__all__ = ["find_changes"]

_FEWEST_PERIODS = 8  # with text
_FEWEST_OCCURRENCES = 10
_INTERVAL = (0.025, 0.975)
_DRAWS = 499  # for an interval
_ENOUGH = 50  # permutations as good as the data, after which no more are drawn (Besag and Clifford 1991)
_CELLS = 2_000_000  # numbers that an array of permutations holds at most

_Numbers = NDArray[np.float64]
_Indices = NDArray[np.int64]


@dataclass(frozen=True)
class _Units:
    """One term's counts, one unit per document, sorted by period; documents change places within their stratum only."""

    n: _Numbers
    tokens: _Numbers
    period: _Indices
    stratum: _Indices

    def between(self, first: int, last: int) -> "_Units":
        """The units of the periods from `first` up to but not including `last`."""
        return self.take(np.flatnonzero((self.period >= first) & (self.period < last)))

    def take(self, chosen: _Indices) -> "_Units":
        """Some of the units, or some of them several times, by position."""
        return _Units(self.n[chosen], self.tokens[chosen], self.period[chosen], self.stratum[chosen])

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

    For each term in all provinces together (province '') and in each of them; of the `articles` with a publication date at
    least as exact as the period. A document is one witness: one whose articles fall into several periods
    counts in that of most of its tokens. `period` is the first period of the new rate, `earliest` and `latest` the ends of its 95%
    interval (documents drawn again with replacement on either side of it), where `earliest` reaches back to the last
    text before it. p is the share of permutations of the documents over time in which the best split is as good; for
    all provinces together documents change places within their province, so that no change of sources is taken
    for one of rates. At least `permutations` are drawn, and 20 for each test, fewer where p is plainly large. q is p by
    Benjamini and Hochberg (1995) over all tests. A change has q ≤ .05; a further one within one of its sides p ≤ .05.
    Only tested with 8 periods that have text, 10 occurrences, and on either side of a split 5 documents; the status
    tells which is lacking.
    """
    wanted = list(dict.fromkeys(terms))
    usable = articles[
        articles["published"].notna() & articles["published_precision"].isin(FINE_ENOUGH[period])
    ]
    if usable.empty or not wanted:
        return schema.empty(schema.TERM_CHANGES)
    documents, days = _documents(usable, article_totals, period)
    counts = _count_by_document(term_counts, usable, wanted, documents.index)
    rows: list[tuple[str, str, _Units]] = []
    for province in ["", *sorted(documents["province"].dropna().unique())]:
        inside = np.flatnonzero(documents["province"] == province) if province else np.arange(len(documents))
        own = documents.iloc[inside]
        strata = pd.factorize(own["province"], use_na_sentinel=False)[0].astype("int64")
        for term in wanted:
            units = _Units(
                counts[term].to_numpy("float64")[inside],
                own["n_tokens"].to_numpy("float64"),
                own["number"].to_numpy("int64"),
                strata,
            )
            rows.append((province, term, units))
    lacking = [_lacks(units) for *_, units in rows]
    most = max(permutations, round(lacking.count(None) / ALPHA))
    randoms = [np.random.default_rng([seed, number]) for number in range(len(rows))]
    p = np.array(
        [
            np.nan if lack else _p_value(units, most, random)
            for (*_, units), lack, random in zip(rows, lacking, randoms, strict=True)
        ]
    )
    q = np.full(len(p), np.nan)
    if (known := ~np.isnan(p)).any():
        q[known] = scipy.stats.false_discovery_control(p[known])
    made: list[dict[str, Any]] = []
    for (province, term, units), lack, own_p, own_q, random in zip(rows, lacking, p, q, randoms, strict=True):
        row = {"province": province, "term": term}
        if own_q <= ALPHA:
            found = sorted(_segment(units, own_p, most, random), key=lambda change: change.split)
            made += [row | change for change in _describe(units, found, own_q, days)]
        else:
            made.append(row | {"status": lack or "none", "p": own_p, "q": own_q})
    return schema.make(schema.TERM_CHANGES, pd.DataFrame(made, columns=schema.TERM_CHANGES.names))


def _documents(
    articles: pd.DataFrame, article_totals: pd.DataFrame, period: Period
) -> tuple[pd.DataFrame, pd.DatetimeIndex]:
    """One row per document with tokens, by doc_id: province, n_tokens, number (of its period); and all periods' days."""
    dated = articles[["article_id", "doc_id", "province"]].assign(
        period=first_day(articles["published"], period)
    )
    dated = dated.merge(article_totals[["article_id", "n_tokens"]], on="article_id")
    span = pd.period_range(dated["period"].min(), dated["period"].max(), freq=CODES[period])
    days = pd.DatetimeIndex(span.to_timestamp().astype("datetime64[s]"))
    spread = dated.groupby(["doc_id", "province", "period"], dropna=False)["n_tokens"].sum().reset_index()
    fullest = spread.sort_values(["n_tokens", "period"], ascending=[False, True], kind="stable")
    placed = fullest.drop_duplicates("doc_id").set_index("doc_id")
    documents = placed[["province"]].assign(
        n_tokens=spread.groupby("doc_id")["n_tokens"].sum(),
        number=days.get_indexer(pd.DatetimeIndex(placed["period"])),
    )
    documents = documents[documents["n_tokens"] > 0].rename_axis("doc_id").reset_index()
    return documents.sort_values(["number", "doc_id"]).set_index("doc_id"), days


def _count_by_document(
    term_counts: pd.DataFrame, articles: pd.DataFrame, terms: Sequence[str], documents: "pd.Index[str]"
) -> pd.DataFrame:
    """One row per document, a column for each term: its occurrences."""
    hits = term_counts[term_counts["term"].isin(terms)].merge(
        articles[["article_id", "doc_id"]], on="article_id"
    )
    wide = hits.pivot_table(index="doc_id", columns="term", values="n", aggfunc="sum")
    return wide.reindex(index=documents, columns=list(terms)).fillna(0)


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
    yield _Change(split, *_interval(units, split, random), p, first)
    for side in (units.between(0, split), units.between(split, int(units.period[-1]) + 1)):
        if _lacks(side) is None and (within := _p_value(side, permutations, random)) <= ALPHA:
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


def _splits(period: _Indices) -> _Indices:
    """The numbers of units before each split that is allowed: at the start of a period, 5 documents on either side."""
    starts = np.flatnonzero(np.diff(period)) + 1
    return starts[(starts >= FEWEST_DOCUMENTS) & (starts <= len(period) - FEWEST_DOCUMENTS)]


def _log_likelihood(n: _Numbers, tokens: _Numbers) -> _Numbers:
    """The part of the Poisson log likelihood at its best rate that depends on the split."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n > 0, n * np.log(n / tokens), 0.0)


def _ratios(n: _Numbers, tokens: _Numbers, splits: _Indices) -> _Numbers:
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
    """The share of orders of the documents, their own included, whose best split is at least as good.

    Drawing stops early when 50 of them were: p is large then, and the share is an unbiased one.
    """
    splits = _splits(units.period)
    own = _ratios(units.n, units.tokens, splits).max()
    at_once = max(1, min(100, _CELLS // len(units.n)))
    drawn = as_good = 0
    while drawn < permutations and as_good < _ENOUGH:
        order = _shuffle(units.stratum, min(at_once, permutations - drawn), random)
        best = _ratios(units.n[order], units.tokens[order], splits).max(axis=1)
        as_good += int((best >= own - 1e-9).sum())
        drawn += len(order)
    return (1 + as_good) / (1 + drawn)


def _shuffle(stratum: _Indices, count: int, random: np.random.Generator) -> _Indices:
    """Orders of the units, one a row, in which each stratum's units take one another's places."""
    order = np.tile(np.arange(len(stratum)), (count, 1))
    for name in np.unique(stratum):
        places = np.flatnonzero(stratum == name)
        order[:, places] = random.permuted(order[:, places], axis=1)
    return order


def _interval(units: _Units, split: int, random: np.random.Generator) -> tuple[int, int]:
    """The periods between which 95% of the best splits lie when documents are drawn again on either side.

    The first is that after the last text before it: in a silence, nothing tells when the rate changed.
    """
    sides = np.flatnonzero(units.period < split), np.flatnonzero(units.period >= split)
    found = []
    for _ in range(_DRAWS):
        drawn = np.sort(np.concatenate([random.choice(side, len(side)) for side in sides]))
        again = units.take(drawn)
        if len(_splits(again.period)):
            found.append(_best_split(again))
    low, high = np.quantile(found or [split], _INTERVAL, method="nearest")
    earliest = min(int(low), split)
    silent_from = int(units.period[units.period < earliest].max(initial=-1)) + 1
    return silent_from, max(int(high), split)
