"""How far topics hold still: with other random numbers, with fewer articles, and beside words without topics."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy
from joblib import Parallel, delayed
from tqdm import tqdm

from helpers import schema
from helpers.errors import UserError
from helpers.parameters import read_number
from helpers.topics.coherence import measure_coherence
from helpers.topics.matrix import Matrix, Numbers, gather
from helpers.topics.model import ModelKind, check_k, fit_largest_first, fit_matrix, parse_kind

__all__ = ["STABLE_TERMS", "assess_topics", "choose_k", "match_topics", "pair_topics"]

STABLE_TERMS = 10  # leading terms of a topic that are compared
_KINDS = ("seeds", "left_out")
_LEFT_OUT = 0.2  # share of the articles
_CHANCE_FITS = 4  # of either kind, to a corpus with its words dealt out anew
_KS = (*range(3, 13), 15, 20)  # two topics of nothing hold still too easily
_PASSAGES_A_TOPIC = 10  # fewer on average, and a topic can hardly come back

Terms = Sequence[frozenset[Any]]
_Outcome = tuple[Terms, bool]  # and whether the fit converged


class _Fit(NamedTuple):
    """A fit to do: of the passages as they are (`dealt` 0) or with their words dealt anew; `what` is reference, seeds or left_out."""

    k: int
    dealt: int
    what: str
    number: int


_Outcomes = dict[_Fit, _Outcome]


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
) -> pd.DataFrame:
    """One row per number of topics tried, and the one whose topics hold still best is chosen: TOPIC_QUALITY.

    For each k the model of `fit_topics` is fitted to all passages with `seed`, then `seeds` times from other random numbers and
    `left_out` times without a fifth of the articles, drawn at random. The ten heaviest terms of each topic are compared with those of
    its partner in the best one-to-one matching by their Jaccard index, after Greene, O'Callaghan and Cunningham (2014).
    A topic's stability is the mean of its means over the two kinds. `chance` is what topics reach in the same corpus with its words
    dealt out anew, which has none: the smaller of the two means, averaged over topics and the first, middle and last k.

    Chosen is the k with the largest `score`, the sum over its topics of how far their stability lies above the middle between chance and 1,
    in units of the way from chance to 1: a topic above it counts, one below it costs. Of equals the smaller k is taken; where no
    score is positive, the k with the largest mean stability. `coherence` (`measure_coherence` of the ten terms) is told and not used.

    `counts` as for `fit_topics`; `articles` has the article of each passage by its id, without which each passage is one.
    By default k runs from 3 to a tenth of the passages, at most 20; with fewer than 30 passages it is 2. `workers` processes share the fits,
    and the answer does not depend on them; `progress` shows a bar. Raises UserError as `fit_topics` does, and for fewer than one fit of
    either kind.
    """
    matrix, kind = _check(counts, articles, seeds, left_out, model)
    if ks is not None and not len(ks):
        raise UserError("ks is empty: give numbers of topics to try, or none of it.")
    if ks is None:
        most = min(matrix.counts.shape[0] // _PASSAGES_A_TOPIC, matrix.counts.shape[1])
        ks = [k for k in _KS if k <= most] or [2]
    ks = sorted(set(ks))
    for k in ks:
        check_k(k, matrix)
    by_chance = sorted({ks[0], ks[len(ks) // 2], ks[-1]})
    jobs = [job for k in ks for job in _plan(k, 0, seeds, left_out)]
    jobs += [job for k in by_chance for job in _plan(k, 1, _CHANCE_FITS, _CHANCE_FITS)]
    found = _fit_all(matrix, jobs, seed, kind, workers, progress)
    chance = float(np.mean([_agree_least(found, k, 1).mean() for k in by_chance]))
    quality = pd.DataFrame([_rate(found, k, chance, matrix) for k in ks])
    best = quality["score" if quality["score"].max() > 0 else "stability"].round(9).idxmax()
    return schema.make(schema.TOPIC_QUALITY, quality.assign(chosen=quality.index == best))


def assess_topics(
    counts: pd.DataFrame,
    k: int,
    *,
    articles: "pd.Series[str] | None" = None,
    seeds: int = 20,
    left_out: int = 50,
    dealings: int = 5,
    seed: int = 0,
    model: ModelKind = "nmf",
    workers: int = 1,
    progress: bool = False,
) -> pd.DataFrame:
    """One row per topic of `fit_topics`, as it numbers them: topic, stability, stability_seeds, stability_left_out, chance, bar, stable, coherence.

    The same as in `choose_k` for one k, with more fits and with `chance` from the words dealt out anew `dealings` times at this k, so
    that the marks do not depend on how the number was found. A topic holds still (`stable`) when both of its agreements reach `bar`: they
    are nearer to 1 than to `chance`, and higher than the smaller one of any topic of the dealt words. Raises UserError as `choose_k` does.
    """
    matrix, kind = _check(counts, articles, seeds, left_out, model)
    dealings = read_number("dealings", dealings)
    check_k(k, matrix)
    jobs = [*_plan(k, 0, seeds, left_out)]
    jobs += [job for i in range(dealings) for job in _plan(k, i + 1, _CHANCE_FITS, _CHANCE_FITS)]
    found = _fit_all(matrix, jobs, seed, kind, workers, progress)
    by_chance = np.array([_agree_least(found, k, i + 1) for i in range(dealings)])
    chance = float(by_chance.mean())
    bar = max((1 + chance) / 2, float(np.nextafter(by_chance.max(), 2)))
    agreement = {what: _agree(found, k, 0, what) for what in _KINDS}
    leading, _ = found[_Fit(k, 0, "reference", 0)]
    return pd.DataFrame(
        {
            "topic": range(1, k + 1),
            "stability": np.mean(list(agreement.values()), axis=0),
            **{f"stability_{what}": values for what, values in agreement.items()},
            "chance": chance,
            "bar": bar,
            "stable": np.min(list(agreement.values()), axis=0) >= bar,
            "coherence": _cohere(leading, matrix),
        }
    )


def _check(
    counts: pd.DataFrame, articles: "pd.Series[str] | None", seeds: int, left_out: int, model: str
) -> tuple[Matrix, ModelKind]:
    """Return the matrix and the kind of model, after checking what is asked for."""
    read_number("seeds", seeds)
    read_number("left_out", left_out)
    return gather(counts, articles), parse_kind(model)


def _plan(k: int, dealt: int, seeds: int, left_out: int) -> Iterator[_Fit]:
    """Yield the fits that stability of a number of topics takes."""
    for what, n in (("reference", 1), ("seeds", seeds), ("left_out", left_out)):
        for number in range(n):
            yield _Fit(k, dealt, what, number)


def _fit_all(
    matrix: Matrix, jobs: Sequence[_Fit], seed: int, kind: ModelKind, workers: int, progress: bool
) -> _Outcomes:
    """Return the outcome of each fit."""
    seed = read_number("seed", seed, least=0)
    matrices = {0: matrix}
    for dealt in sorted({job.dealt for job in jobs} - {0}):
        matrices[dealt] = matrix.shuffled(np.random.default_rng([seed, dealt]))
    tasks = (delayed(_fit)(matrices[job.dealt], job, seed, kind) for job in jobs)
    with (
        Parallel(n_jobs=workers, return_as="generator") as pool,
        tqdm(total=len(jobs), desc="topics", unit=" fits", disable=not progress, leave=False) as bar,
    ):
        found = {}
        for job, outcome in zip(jobs, pool(tasks), strict=True):
            found[job] = outcome
            bar.update()
    return found


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
    pairs = scipy.optimize.linear_sum_assignment(jaccard, maximize=True) if jaccard.size else ((), ())
    return [(int(row), int(column), float(jaccard[row, column])) for row, column in zip(*pairs, strict=True)]


def match_topics(topics: Terms, others: Terms) -> Numbers:
    """Return the Jaccard index of each topic with its partner under the best one-to-one matching; 0 without one."""
    matched = np.zeros(len(topics))
    for row, _, jaccard in pair_topics(topics, others):
        matched[row] = jaccard
    return matched


def _agree(found: _Outcomes, k: int, dealt: int, what: str) -> Numbers:
    """Return each topic's mean agreement with the fits of one kind."""
    reference, _ = found[_Fit(k, dealt, "reference", 0)]
    others = [terms for job, (terms, _) in found.items() if (job.k, job.dealt, job.what) == (k, dealt, what)]
    return np.asarray(np.mean([match_topics(reference, terms) for terms in others], axis=0))


def _agree_least(found: _Outcomes, k: int, dealt: int) -> Numbers:
    """Return each topic's smaller mean agreement of the two kinds."""
    return np.asarray(np.min([_agree(found, k, dealt, what) for what in _KINDS], axis=0))


def _cohere(topics: Terms, matrix: Matrix) -> list[float]:
    """Return the coherence of each topic's leading terms."""
    return [measure_coherence(matrix.counts, sorted(terms)) for terms in topics]


def _rate(found: _Outcomes, k: int, chance: float, matrix: Matrix) -> dict[str, Any]:
    """Return the row of TOPIC_QUALITY of a number of topics."""
    agreement = {what: _agree(found, k, 0, what) for what in _KINDS}
    stability = np.mean(list(agreement.values()), axis=0)
    above = (stability - chance) / max(1 - chance, 1e-9) - 0.5
    leading, _ = found[_Fit(k, 0, "reference", 0)]
    fits = [converged for job, (_, converged) in found.items() if (job.k, job.dealt) == (k, 0)]
    return {
        "k": k,
        "stability": float(stability.mean()),
        **{f"stability_{what}": float(values.mean()) for what, values in agreement.items()},
        "chance": chance,
        "score": float(above.sum()),
        "coherence": float(np.mean(_cohere(leading, matrix))),
        "n_fits": len(fits),
        "n_unconverged": fits.count(False),
    }
