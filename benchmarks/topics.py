"""How fast the number of topics is chosen, and how right: `python benchmarks/topics.py [--passages N --runs N]`.

Two tables: the selection beside a single fit on a large corpus of planted topics, and what is found of the topics planted in small
ones beside other ways to choose and to cluster. With `--labelled FILE.tsv` instead, a text and its label to a line with a tab
between them, how well topics agree with the labels.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from helpers import schema
from helpers.errors import UserError
from helpers.tokens import Tokenizer, count_terms, load_stop_words
from helpers.topics import ModelKind, assess_topics, choose_k, fit_topics
from helpers.topics.matrix import gather
from helpers.topics.model import fit_matrix

_KS = (5, 8, 10, 12, 15, 18, 20, 25)
_SIZES = (1, 2, 3, 4, 5) * 3
_WORDS = 110  # of a passage of 200 to 400 characters
_OWN = 333  # words of a topic, about 10,000 in all
_SAMPLE = 10  # the passages of which one in so many is used to compare one core with two
_DIMENSIONS = 100
_SHUFFLED_KS = (3, 5, 8, 12)


class _Cost(NamedTuple):
    """Processor and elapsed seconds, and the peak memory (GiB) so far of this process and of the largest that it started."""

    busy: float
    elapsed: float
    own_peak: float
    child_peak: float


@dataclass(frozen=True)
class Planted:
    """A corpus with a topic planted in each passage: TERM_COUNTS, and the topic by the passage's id."""

    counts: pd.DataFrame
    topic: "pd.Series[int]"


@dataclass(frozen=True)
class Shape:
    """What a planted corpus looks like: passages, the topics' relative sizes, words of a passage and of a topic's own."""

    passages: int
    sizes: tuple[int, ...]
    words: int = 60
    own: int = 60
    shared: float = 0.5
    zipf: bool = True


SHAPES = {
    "5 topics, sizes 1 to 5; 180 passages of 60 words": Shape(180, (1, 2, 3, 4, 5)),
    "the same, 90 passages": Shape(90, (1, 2, 3, 4, 5)),
    "the same, words equally frequent": Shape(180, (1, 2, 3, 4, 5), zipf=False),
    "8 topics, sizes 1 to 5; 276 passages of 60 words": Shape(276, (1, 1, 2, 2, 3, 4, 5, 5)),
    "the same, 30 words": Shape(276, (1, 1, 2, 2, 3, 4, 5, 5), words=30),
    "the same, 7 of 10 words shared": Shape(276, (1, 1, 2, 2, 3, 4, 5, 5), shared=0.7),
    "12 topics, sizes 1 to 5; 408 passages of 60 words": Shape(408, (1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5)),
    "12 topics of one size; 408 passages of 60 words": Shape(408, (1,) * 12),
    "8 topics, sizes 1 to 5; 1,200 headlines of 8 words": Shape(1200, (1, 1, 2, 2, 3, 4, 5, 5), words=8),
}


def plant(shape: Shape, seed: int = 0) -> Planted:
    """Return passages of one topic each, whose words come from those of the topic or from as many that all topics share.

    The number of a passage's words is Poisson, a word's frequency within its kind falls with its rank (Zipf).
    """
    random = np.random.default_rng(seed)
    k = len(shape.sizes)
    ends = np.round(np.cumsum(shape.sizes) / sum(shape.sizes) * shape.passages).astype(int)
    topic = np.repeat(np.arange(k), np.diff(ends, prepend=0))
    passage = np.repeat(np.arange(shape.passages), np.maximum(random.poisson(shape.words, shape.passages), 1))
    own = _draw(random, shape.own, len(passage), zipf=shape.zipf)
    common = _draw(random, shape.own * k, len(passage), zipf=shape.zipf)
    is_shared = random.random(len(passage)) < shape.shared
    word = np.where(is_shared, shape.own * k + common, topic[passage] * shape.own + own)
    names = np.array([f"p{number:06d}" for number in range(shape.passages)])
    words = [f"题{t}词{w}" for t in range(k) for w in range(shape.own)]
    words += [f"共{w}" for w in range(shape.own * k)]
    return Planted(_count(names[passage], np.array(words)[word]), pd.Series(topic, index=names))


def shuffle(counts: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Return the same words dealt to the passages anew, so that there is no topic; passages keep their length."""
    each = counts.loc[counts.index.repeat(counts["n"])]
    return _count(each["article_id"].to_numpy(), np.random.default_rng(seed).permutation(each["term"]))


def partition(
    counts: pd.DataFrame, passages: "pd.Index[str]", k: int, model: ModelKind = "nmf"
) -> "pd.Series[int]":
    """Return each passage's heaviest topic by its id; 0 where it has none, which makes a class of its own."""
    found = fit_topics(counts, k, model=model).passage_topics
    ranked = found.sort_values(["passage_id", "weight", "topic"], ascending=[True, False, True])
    heaviest = ranked.drop_duplicates("passage_id").set_index("passage_id")["topic"]
    return heaviest.astype("int64").reindex(passages, fill_value=0)


def cluster(counts: pd.DataFrame, passages: "pd.Index[str]", k: int) -> "pd.Series[int]":
    """Return the clusters of k-means in the leading dimensions of TF-IDF, by the passage's id.

    Terms of two passages or more count, and the best of ten starts is kept.
    """
    columns, terms = pd.factorize(counts["term"])
    rows = passages.get_indexer(pd.Index(counts["article_id"]))
    matrix = sparse.csr_matrix(
        (counts["n"].to_numpy("float64"), (rows, columns)), shape=(len(passages), len(terms))
    )
    matrix = matrix[:, np.diff(matrix.tocsc().indptr) > 1]
    with threadpool_limits(1):
        weights = TfidfTransformer(sublinear_tf=True).fit_transform(matrix)
        placed = TruncatedSVD(min(_DIMENSIONS, *np.array(matrix.shape) - 1), random_state=0).fit_transform(
            weights
        )
        found = KMeans(k, n_init=10, random_state=0).fit_predict(normalize(placed))
    return pd.Series(found, index=passages)


def judge(
    shape: Shape, seed: int, ks: Sequence[int] | None = None, shuffled_ks: Sequence[int] = _SHUFFLED_KS
) -> dict[str, float]:
    """Return how the topics of one planted corpus were found, among `ks`, and of the same words shuffled, among `shuffled_ks`."""
    corpus = plant(shape, seed)
    truth, passages, k = corpus.topic, corpus.topic.index, len(shape.sizes)
    quality = choose_k(corpus.counts, ks).set_index("k")
    chosen = _chosen(quality)
    best = {column: int(quality[column].idxmax()) for column in ("stability", "coherence")}
    by_k = {number: partition(corpus.counts, passages, number) for number in {chosen, *best.values()}}
    labels = {
        "ours": by_k[chosen],
        **{column: by_k[number] for column, number in best.items()},
        "lda": partition(corpus.counts, passages, chosen, "lda"),
        "kmeans": cluster(corpus.counts, passages, k),
    }
    shuffled = shuffle(corpus.counts, seed)
    k_shuffled = _chosen(choose_k(shuffled, shuffled_ks).set_index("k"))
    return {
        "k": chosen,
        "right": chosen == k,
        **{name: adjusted_rand_score(truth, found) for name, found in labels.items()},
        "stable": share_stable(truth, by_k[chosen], _stable(corpus.counts, chosen)),
        "chance": _stable(shuffled, k_shuffled).mean(),
    }


def share_stable(truth: "pd.Series[int]", found: "pd.Series[int]", stable: "pd.Series[bool]") -> float:
    """Return the share of planted topics whose partner holds still, partners sharing the most passages one to one; `stable` by topic."""
    shared = pd.crosstab(truth, found).drop(columns=0, errors="ignore")
    _, columns = linear_sum_assignment(shared, maximize=True)
    return float(stable[shared.columns[columns]].sum() / len(shared.index))


def judge_shapes(runs: int, workers: int) -> pd.DataFrame:
    """One row per (shape, run): `shape` and what `judge` returns."""
    jobs = [(name, seed) for seed in range(runs) for name in SHAPES]
    tasks = (delayed(judge)(SHAPES[name], seed) for name, seed in jobs)
    pool = Parallel(n_jobs=workers, return_as="generator")
    bar = tqdm(pool(tasks), total=len(jobs), desc="planted corpora", leave=False)
    return pd.DataFrame([{"shape": name, **judged} for (name, _), judged in zip(jobs, bar, strict=True)])


def tabulate(rows: pd.DataFrame) -> str:
    """Return the rows of `judge_shapes` as a table with a row for each shape, means over its corpora."""
    lines = [
        "| planted | k right | ARI of ours | NMF, largest stability | NMF, largest coherence | LDA, our k | "
        "k-means, true k | planted topics that hold still | topics that hold still in shuffled words |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, of_shape in rows.groupby("shape", sort=False):
        mean = of_shape.drop(columns="shape").astype("float64").mean()
        cells = [
            f"{int(of_shape['right'].sum())} of {len(of_shape)}",
            *(
                f"{mean[column]:.2f}"
                for column in ("ours", "stability", "coherence", "lda", "kmeans", "stable")
            ),
            f"{mean['chance']:.3f}",
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def time_selection(passages: int, workers: int) -> str:
    """Return a table of the time of a whole selection beside that of a single fit, and of two processes beside one."""
    shape = Shape(passages, _SIZES, words=_WORDS, own=_OWN)
    k = len(shape.sizes)
    counts = plant(shape).counts
    matrix = gather(counts)
    _, fits = _time(lambda: [fit_matrix(matrix, matrix.counts, n, 1, "nmf", restart=True) for n in _KS])
    single = _Cost(*(value / len(_KS) for value in fits[:2]), *fits[2:])
    quality, choosing = _time(lambda: choose_k(counts, _KS, workers=workers, progress=True))
    chosen = _chosen(quality.set_index("k"))
    _, marking = _time(lambda: assess_topics(counts, chosen, workers=workers, progress=True))
    few = plant(Shape(max(passages // _SAMPLE, 2 * max(_KS)), _SIZES, words=_WORDS, own=_OWN)).counts
    sample = {n: _seconds(few, n) for n in (1, workers)}
    rows = {
        f"a single fit from random numbers, mean of the {len(_KS)} numbers of topics": single,
        f"choosing the number, in {workers} processes": choosing,
        f"then marking which of the {chosen} hold still, in {workers} processes": marking,
    }
    return "\n".join(
        [
            f"{passages:,} passages, {len(matrix.terms):,} terms, {matrix.counts.nnz:,} counts, {k} planted topics of sizes 1 to 5; "
            f"{len(_KS)} numbers of topics ({', '.join(map(str, _KS))}), 10 seeds and 10 samples without a fifth of the articles. "
            f"Chosen: {chosen}. Not converged: {int(quality['n_unconverged'].sum())} of {int(quality['n_fits'].sum())} fits to "
            "the passages as they are.",
            "",
            "| way | processor time, s | times a single fit | elapsed time, s | peak memory, GiB |",
            "|---|---:|---:|---:|---:|",
            *(
                f"| {name} | {cost.busy:,.1f} | {cost.busy / single.busy:,.0f} | {cost.elapsed:,.1f} | "
                f"{cost.own_peak:.1f}{f' and {workers} times {cost.child_peak:.1f}' if cost.child_peak else ''} |"
                for name, cost in rows.items()
            ),
            "",
            f"The fits of three numbers of topics to {few['article_id'].nunique():,} passages take {sample[1]:,.0f} seconds in one process and "
            f"{sample[workers]:,.0f} in {workers}: {sample[1] / sample[workers]:.2f} times as long.",
        ]
    )


def judge_labelled(path: Path, workers: int) -> str:
    """Return a table of how well topics agree with the labels of texts, beside k-means that knows how many labels there are.

    Raises UserError for a file that cannot be read, a line without a tab, and a single label.
    """
    texts = read_labelled(path)
    counts, _ = count_terms(texts, Tokenizer(), load_stop_words())
    passages = pd.Index(texts["article_id"])
    n_labels = texts["label"].nunique()
    start = time.perf_counter()
    chosen = _chosen(choose_k(counts, workers=workers, progress=True).set_index("k"))
    ours = partition(counts, passages, chosen)
    seconds = time.perf_counter() - start
    start = time.perf_counter()
    peer = cluster(counts, passages, n_labels)
    ways = {
        f"ours, {chosen} topics chosen": (ours, seconds),
        f"TF-IDF, SVD and k-means, {n_labels} clusters": (peer, time.perf_counter() - start),
    }
    lines = [
        f"{len(texts):,} texts, {n_labels} labels, {int((ours == 0).sum()):,} texts without a topic.",
        "",
        "| way | NMI | ARI | seconds |",
        "|---|---:|---:|---:|",
    ]
    for name, (found, took) in ways.items():
        agreement = [
            measure(texts["label"], found) for measure in (normalized_mutual_info_score, adjusted_rand_score)
        ]
        lines.append(f"| {name} | {agreement[0]:.3f} | {agreement[1]:.3f} | {took:,.0f} |")
    return "\n".join(lines)


def read_labelled(path: Path) -> pd.DataFrame:
    """One row per line of the file that is not empty: article_id, text, label. Raises UserError as `judge_labelled` says."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read as UTF-8: {error}.") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        text, tab, label = line.rpartition("\t")
        if line and not (tab and text.strip() and label.strip()):
            raise UserError(f"{path}, line {number} is no text, a tab and a label: {line[:60]!r}.")
        if line:
            rows.append({"article_id": f"p{number:06d}", "text": text, "label": label.strip()})
    if len({row["label"] for row in rows}) < 2:
        raise UserError(f"{path} has fewer than two labels: there is nothing to agree with.")
    return pd.DataFrame(rows).astype({"text": "str"})


def _draw(random: np.random.Generator, words: int, n: int, *, zipf: bool) -> npt.NDArray[np.int64]:
    """Draw `n` words by their rank."""
    weight = 1 / np.arange(1, words + 1) if zipf else np.ones(words)
    return random.choice(words, n, p=weight / weight.sum())


def _count(passages: Sequence[Any], words: Sequence[Any]) -> pd.DataFrame:
    """Return TERM_COUNTS of words that stand in passages."""
    counts = pd.DataFrame({"article_id": passages, "term": words}).value_counts(sort=False)
    return schema.make(schema.TERM_COUNTS, counts.rename("n").reset_index())


def _chosen(quality: pd.DataFrame) -> int:
    """Return the number of topics chosen, of TOPIC_QUALITY by k."""
    return int(quality.index[quality["chosen"]][0])


def _stable(counts: pd.DataFrame, k: int) -> "pd.Series[bool]":
    """Tell by topic which hold still."""
    return assess_topics(counts, k).set_index("topic")["stable"]


def _time(work: Callable[[], Any]) -> tuple[Any, _Cost]:
    """Return what the work returns and what it cost, the processes that it started included."""
    start, before = time.perf_counter(), _used()
    result = work()
    elapsed = time.perf_counter() - start
    get_reusable_executor().shutdown(wait=True)  # only then is it known what the processes took
    used = _used()
    busy = sum(
        now.ru_utime + now.ru_stime - then.ru_utime - then.ru_stime
        for now, then in zip(used, before, strict=True)
    )
    return result, _Cost(busy, elapsed, *(usage.ru_maxrss / 1024**2 for usage in used))


def _used() -> list[resource.struct_rusage]:
    """Return what this process, and those that it started and that have ended, have used."""
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def _seconds(counts: pd.DataFrame, workers: int) -> float:
    """Return the seconds of a small selection; processes are started before the clock."""
    Parallel(n_jobs=workers)(delayed(gather)(counts) for _ in range(workers))
    start = time.perf_counter()
    choose_k(counts, _KS[::3], seeds=3, left_out=3, workers=workers)
    return time.perf_counter() - start


def main() -> None:
    """Print both tables, or that of the labelled texts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--passages", type=int, default=20_000, help="of the large corpus (default 20000)")
    parser.add_argument("--runs", type=int, default=3, help="planted corpora of each shape (default 3)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    parser.add_argument(
        "--labelled", type=Path, metavar="FILE.tsv", help="texts with a tab and a label; only these"
    )
    options = parser.parse_args()
    for name in ("passages", "runs", "workers"):
        if (number := getattr(options, name)) < 1:
            parser.error(f"--{name} {number}: give a whole number from 1 on")
    try:
        if options.labelled:
            print(judge_labelled(options.labelled, options.workers))
            return
        print(time_selection(options.passages, options.workers), end="\n\n")
        print(tabulate(judge_shapes(options.runs, options.workers)))
    except UserError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
