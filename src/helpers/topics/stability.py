"""How far topics hold still: with other random numbers, with fewer articles, and beside words without topics."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from joblib import Parallel, delayed
from scipy.optimize import linear_sum_assignment
from tqdm import tqdm

from helpers import schema
from helpers.errors import UserError
from helpers.topics.coherence import measure_coherence
from helpers.topics.matrix import Matrix, Numbers, gather
from helpers.topics.model import ModelKind, check_k, fit_largest_first, fit_matrix, parse_kind

__all__ = ["STABLE_TERMS", "Choice", "choose_k", "match_topics", "pair_topics"]

STABLE_TERMS = 10  # leading terms of a topic that are compared
_KINDS = ("seeds", "left_out")
_LEFT_OUT = 0.2  # share of the articles
_CHANCE_FITS = 4  # of either kind, to a corpus with its words dealt out anew
_KS = (*range(3, 13), 15, 20)  # two topics of nothing hold still too easily
_PASSAGES_A_TOPIC = 10  # fewer on average, and a topic can hardly come back

Terms = Sequence[frozenset[Any]]
_Outcome = tuple[Terms, bool]  # and whether the fit converged
_Outcomes = dict[tuple[int, bool, str], list[_Outcome]]  # by k, shuffled or not, and what was changed


@dataclass(frozen=True)
class Choice:
    """The number of topics: `quality` (TOPIC_QUALITY), and `topics`, one row per (k, topic as `fit_topics` numbers it)."""

    quality: pd.DataFrame
    topics: pd.DataFrame

    @property
    def k(self) -> int:
        """The number chosen."""
        return int(self.quality.loc[self.quality["chosen"], "k"].iloc[0])


@dataclass(frozen=True)
class _Fit:
    """A fit to do: of the passages as they are or with their words dealt anew; `what` is reference, seeds or left_out."""

    k: int
    shuffled: bool
    what: str
    number: int


def choose_k(
    counts: pd.DataFrame,
    ks: Sequence[int] | None = None,
    *,
    articles: "pd.Series[str] | None" = None,
    seeds: int = 10,
    left_out: int = 10,
    seed: int = 0,
    model: ModelKind = "nmf",
    workers: int = 1,
    progress: bool = False,
) -> Choice:
    """Try numbers of topics and choose the one whose topics hold still: one row per k, and one per k and topic.

    For each k the model of `fit_topics` is fitted to all passages with `seed`, then `seeds` times from other random numbers and
    `left_out` times without a fifth of the articles, drawn at random. The ten heaviest terms of each topic are compared with those of
    its partner in the best one-to-one matching by their Jaccard index, after Greene, O'Callaghan and Cunningham (2014).
    A topic's stability is the mean of its means over the two kinds. `chance` is what topics reach in the same corpus with its words
    dealt out anew, which has none: the smaller of the two means, averaged over topics and the first, middle and last k. A topic holds
    still (`stable`) when both of its means are nearer to 1 than to that.

    Chosen is the k with the largest `score`, the sum over its topics of how far their stability lies above that midpoint, in units of the
    way from chance to 1: a topic above it counts, one below it costs. Of equals the smaller k is taken. Numbers of which no topic holds
    still are passed over; if that is all of them, the k with the largest mean stability is taken. `coherence` (`measure_coherence` of the ten
    terms) is told and not used.

    `counts` as for `fit_topics`; `articles` has the article of each passage by its id, without which each passage is one.
    By default k runs from 3 to a tenth of the passages, at most 20; with fewer than 30 passages it is 2. `workers` processes share the fits, and the answer does not depend
    on them; `progress` shows a bar. Raises UserError as `fit_topics` does.
    """
    kind = parse_kind(model)
    if min(seeds, left_out) < 1:
        raise UserError(
            f"seeds={seeds}, left_out={left_out}: stability needs at least one fit of either kind."
        )
    matrix = gather(counts, articles)
    if ks is None:
        most = min(matrix.counts.shape[0] // _PASSAGES_A_TOPIC, matrix.counts.shape[1])
        ks = [k for k in _KS if k <= most] or [2]
    ks = sorted(set(ks))
    for k in ks:
        check_k(k, matrix)
    by_chance = sorted({ks[0], ks[len(ks) // 2], ks[-1]})
    jobs = [
        _Fit(k, shuffled, what, number)
        for shuffled, some, n_seeds, n_left_out in (
            (False, ks, seeds, left_out),
            (True, by_chance, _CHANCE_FITS, _CHANCE_FITS),
        )
        for k in some
        for what, n in (("reference", 1), ("seeds", n_seeds), ("left_out", n_left_out))
        for number in range(n)
    ]
    dealt = matrix.shuffled(np.random.default_rng(seed))
    tasks = (delayed(_fit)(dealt if job.shuffled else matrix, job, seed, kind) for job in jobs)
    found: _Outcomes = {}
    with (
        Parallel(n_jobs=workers, return_as="generator") as pool,
        tqdm(total=len(jobs), desc="topics", unit=" fits", disable=not progress, leave=False) as bar,
    ):
        for job, outcome in zip(jobs, pool(tasks), strict=True):
            found.setdefault((job.k, job.shuffled, job.what), []).append(outcome)
            bar.update()
    dealt_anew = [[_agree(found, k, kind, shuffled=True) for kind in _KINDS] for k in by_chance]
    chance = float(np.mean([np.min(kinds, axis=0).mean() for kinds in dealt_anew]))
    rows, topics = zip(*(_rate(k, found, chance, matrix) for k in ks), strict=True)
    quality = pd.DataFrame(rows)
    holding = quality[quality["n_stable"] > 0]
    best = (quality["stability"] if holding.empty else holding["score"]).round(9).idxmax()
    quality = schema.make(schema.TOPIC_QUALITY, quality.assign(chosen=quality.index == best))
    return Choice(quality, pd.concat(topics, ignore_index=True))


def _fit(matrix: Matrix, job: _Fit, seed: int, kind: ModelKind) -> _Outcome:
    """Return the leading terms of each topic of one fit, and whether it converged."""
    if job.what == "reference":
        model, _ = fit_largest_first(matrix, job.k, seed, kind)
    elif job.what == "seeds":
        model = fit_matrix(matrix, matrix.counts, job.k, seed + 1 + job.number, kind, restart=True)
    else:
        random = np.random.default_rng([seed, job.number])
        model = fit_matrix(matrix, matrix.counts[_keep_articles(matrix, job.k, random)], job.k, seed, kind)
    return _lead(model.by_term), model.converged


def _keep_articles(matrix: Matrix, k: int, random: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Tell which passages stay when a fifth of the articles, at least one, are left out; as many stay as there are topics."""
    article = matrix.article
    if len(np.unique(article)) < 2:
        article = np.arange(len(article))
    order = random.permutation(np.unique(article))
    kept = np.ones(len(article), dtype=bool)
    for left_out in order[: max(1, round(_LEFT_OUT * len(order)))]:
        without = kept & (article != left_out)
        kept = without if without.sum() >= k else kept
    return kept


def _lead(by_term: Numbers) -> Terms:
    """Return the heaviest terms of each topic, by column."""
    order = np.argsort(-by_term, axis=1, kind="stable")[:, :STABLE_TERMS]
    return [frozenset(int(c) for c in row if by_term[topic, c] > 0) for topic, row in enumerate(order)]


def pair_topics(topics: Terms, others: Terms) -> list[tuple[int, int, float]]:
    """Return (number, number of its partner, Jaccard index) of each topic that has one in the best one-to-one matching."""
    jaccard = np.array([[len(x & y) / max(1, len(x | y)) for y in others] for x in topics])
    pairs = linear_sum_assignment(jaccard, maximize=True) if jaccard.size else ((), ())
    return [(int(row), int(column), float(jaccard[row, column])) for row, column in zip(*pairs, strict=True)]


def match_topics(topics: Terms, others: Terms) -> Numbers:
    """Return the Jaccard index of each topic with its partner under the best one-to-one matching; 0 without one."""
    matched = np.zeros(len(topics))
    for row, _, jaccard in pair_topics(topics, others):
        matched[row] = jaccard
    return matched


def _agree(found: _Outcomes, k: int, what: str, *, shuffled: bool = False) -> Numbers:
    """Return each topic's mean agreement with the fits of one kind."""
    (reference, _), *_ = found[k, shuffled, "reference"]
    agreement = [match_topics(reference, terms) for terms, _ in found[k, shuffled, what]]
    return np.asarray(np.mean(agreement, axis=0))


def _rate(k: int, found: _Outcomes, chance: float, matrix: Matrix) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return the row of TOPIC_QUALITY of a number of topics, and one row for each of the topics."""
    (leading, _), *_ = found[k, False, "reference"]
    agreement = {kind: _agree(found, k, kind) for kind in _KINDS}
    above = {kind: (agreement[kind] - chance) / max(1 - chance, 1e-9) - 0.5 for kind in _KINDS}
    topics = pd.DataFrame(
        {
            "k": k,
            "topic": range(1, k + 1),
            "stability": np.mean(list(agreement.values()), axis=0),
            **{f"stability_{kind}": values for kind, values in agreement.items()},
            "stable": np.min(list(above.values()), axis=0) >= 0,
            "coherence": [measure_coherence(matrix.counts, sorted(terms)) for terms in leading],
        }
    )
    fits = [outcome for (of, dealt, _), some in found.items() if of == k and not dealt for outcome in some]
    means = topics[["stability", "stability_seeds", "stability_left_out", "coherence"]].mean()
    row = {
        "k": k,
        **means,
        "chance": chance,
        "n_stable": int(topics["stable"].sum()),
        "score": float(np.mean(list(above.values()), axis=0).sum()),
        "n_fits": len(fits),
        "n_unconverged": sum(not converged for _, converged in fits),
    }
    return row, topics
