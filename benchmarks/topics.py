"""How fast the number of topics is chosen, and how right: `python benchmarks/topics.py [--passages N --runs N]`.

Two tables: the selection beside a single fit on a large corpus of planted topics, and what is found of the topics planted in small
ones beside other ways to choose and to cluster. With `--labelled FILE.tsv` instead, a text and its label to a line with a tab
between them, how well topics agree with the labels.
"""

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
from helpers.topics import Choice, ModelKind, choose_k, fit_topics
from helpers.topics.matrix import gather
from helpers.topics.model import fit_matrix

_KS = (5, 8, 10, 12, 15, 18, 20, 25)
_SIZES = (1, 2, 3, 4, 5) * 3
_WORDS = 110  # of a passage of 200 to 400 characters
_OWN = 333  # words of a topic, about 10,000 in all
_SAMPLE = 10  # the passages of which one in so many is used to compare one core with two
_DIMENSIONS = 100
_SHUFFLED_KS = (2, 5, 8, 12)
_SELF_AND_CHILDREN = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


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
    choice = choose_k(corpus.counts, ks)
    quality = choice.quality.set_index("k")
    ours = partition(corpus.counts, passages, choice.k)
    by_k = {choice.k: ours}
    for column in ("stability", "coherence"):
        best = int(quality[column].idxmax())
        by_k[best] = by_k[best] if best in by_k else partition(corpus.counts, passages, best)
    labels = {
        "ours": ours,
        "stability": by_k[int(quality["stability"].idxmax())],
        "coherence": by_k[int(quality["coherence"].idxmax())],
        "lda": partition(corpus.counts, passages, choice.k, "lda"),
        "kmeans": cluster(corpus.counts, passages, k),
    }
    without = choose_k(shuffle(corpus.counts, seed), shuffled_ks)
    return {
        "right": choice.k == k,
        "k": choice.k,
        **{name: adjusted_rand_score(truth, found) for name, found in labels.items()},
        "stable": share_stable(truth, ours, choice),
        "chance": without.topics["stable"].mean(),
    }


def share_stable(truth: "pd.Series[int]", found: "pd.Series[int]", choice: Choice) -> float:
    """Return the share of planted topics whose partner holds still, partners sharing the most passages one to one."""
    stable = choice.topics[choice.topics["k"] == choice.k].set_index("topic")["stable"]
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
    start, busy = time.perf_counter(), _processor_seconds()
    for number in _KS:
        fit_matrix(matrix, matrix.counts, number, 1, "nmf", restart=True)
    single = [
        (now - then) / len(_KS) for now, then in ((time.perf_counter(), start), (_processor_seconds(), busy))
    ]
    start, busy = time.perf_counter(), _processor_seconds()
    choice = choose_k(counts, _KS, workers=workers, progress=True)
    seconds = time.perf_counter() - start
    get_reusable_executor().shutdown(wait=True)  # only then is it known what the processes took
    busy = _processor_seconds() - busy
    peak = [resource.getrusage(who).ru_maxrss / 1024**2 for who in _SELF_AND_CHILDREN]
    few = plant(Shape(max(passages // _SAMPLE, 2 * max(_KS)), _SIZES, words=_WORDS, own=_OWN)).counts
    sample = {n: _seconds(few, n) for n in (1, workers)}
    quality = choice.quality
    return "\n".join(
        [
            f"{passages:,} passages, {len(matrix.terms):,} terms, {matrix.counts.nnz:,} counts, {k} planted topics of sizes 1 to 5; "
            f"{len(_KS)} numbers of topics ({', '.join(map(str, _KS))}), 10 seeds and 10 samples without a fifth of the articles. "
            f"Chosen: {choice.k}. Not converged: {int(quality['n_unconverged'].sum())} of {int(quality['n_fits'].sum())} fits to "
            "the passages as they are.",
            "",
            "| way | processor time, s | times a single fit | elapsed time, s | peak memory, GiB |",
            "|---|---:|---:|---:|---:|",
            f"| a single fit from random numbers, mean of the {len(_KS)} numbers of topics | {single[1]:,.1f} | 1 | {single[0]:,.1f} | |",
            f"| the selection in {workers} processes | {busy:,.0f} | {busy / single[1]:,.0f} | {seconds:,.0f} | "
            f"{peak[0]:.1f} and {workers} times {peak[1]:.1f} |",
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
    choice = choose_k(counts, workers=workers, progress=True)
    ours = partition(counts, passages, choice.k)
    seconds = time.perf_counter() - start
    start = time.perf_counter()
    peer = cluster(counts, passages, n_labels)
    stable = int(choice.topics.loc[choice.topics["k"] == choice.k, "stable"].sum())
    ways = {
        f"ours, {choice.k} topics chosen, {stable} of them hold still": (ours, seconds),
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


def _processor_seconds() -> float:
    """Return the processor time of this process and of those that it started and that have ended."""
    used = [resource.getrusage(who) for who in _SELF_AND_CHILDREN]
    return sum(times.ru_utime + times.ru_stime for times in used)


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
