"""Families of reprints, side by side with MinHash LSH on the same planted articles.

    pip install -r benchmarks/requirements.txt
    python benchmarks/reprints.py --n 100000 --seed 1

Prints the machine, the versions and a Markdown table. Each way runs in a process of its own, so that its peak
memory is its own: what it held more than before it began. Times are of the whole way from tables to families,
on one core.
"""

import argparse
import os
import platform
import resource
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from importlib import metadata, util
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
from chunked import mark_copies
from planted import Corpus, plant

_THRESHOLD = 0.5
_PERMUTATIONS = 128
_SHINGLE = 4
_Pairs = set[tuple[str, str]]


def ours(corpus: Corpus) -> _Pairs:
    """Families as `fangzhi tables` finds them, from chunks on disk, as pairs."""
    marked = mark_copies(corpus.articles, corpus.date_mentions, corpus.place_mentions)
    families = marked.groupby("family")["article_id"].apply(list)
    return {pair for members in families for pair in combinations(sorted(members), 2)}


def datasketch(corpus: Corpus) -> _Pairs:
    """MinHashLSH of datasketch, candidates verified by exact Jaccard."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS)
    shingles: dict[str, set[str]] = {}
    candidates: _Pairs = set()
    for article_id, text in zip(corpus.articles["article_id"], corpus.articles["text"], strict=True):
        shingles[article_id] = _shingle(text)
        sketch = MinHash(num_perm=_PERMUTATIONS, seed=1)
        sketch.update_batch([shingle.encode() for shingle in shingles[article_id]])
        candidates.update((min(article_id, other), max(article_id, other)) for other in index.query(sketch))
        index.insert(article_id, sketch, check_duplication=False)
    return _verify(candidates, shingles)


def rensa(corpus: Corpus) -> _Pairs:
    """RMinHashLSH of rensa, candidates verified by exact Jaccard."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS, num_bands=32)
    ids = corpus.articles["article_id"].tolist()
    shingles: dict[str, set[str]] = {}
    candidates: _Pairs = set()
    for number, (article_id, text) in enumerate(zip(ids, corpus.articles["text"], strict=True)):
        shingles[article_id] = _shingle(text)
        sketch = RMinHash(num_perm=_PERMUTATIONS, seed=1)
        sketch.update(list(shingles[article_id]))
        candidates.update(
            (min(article_id, ids[other]), max(article_id, ids[other])) for other in index.query(sketch)
        )
        index.insert(number, sketch)
    return _verify(candidates, shingles)


def _shingle(text: str) -> set[str]:
    text = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))
    return {text[i : i + _SHINGLE] for i in range(max(1, len(text) - _SHINGLE + 1))}


def _verify(candidates: Iterable[tuple[str, str]], shingles: dict[str, set[str]]) -> _Pairs:
    found = set()
    for a, b in candidates:
        shared = len(shingles[a] & shingles[b])
        if shared >= _THRESHOLD * (len(shingles[a]) + len(shingles[b]) - shared):
            found.add((a, b))
    return found


def measure(way: Callable[[Corpus], _Pairs], corpus: Corpus) -> tuple[float, float, float, _Pairs]:
    """Seconds, seconds of the processor, mebibytes (more than before it began) and pairs of one way."""
    before = _peak(reset=True)
    start, busy = time.perf_counter(), time.process_time()
    found = way(corpus)
    seconds = time.perf_counter() - start
    return seconds, time.process_time() - busy, (_peak() - before) / 2**20, found


def _peak(reset: bool = False) -> float:
    """Bytes of this process's largest resident set; only Linux can forget what was larger before."""
    status = Path("/proc/self/status")
    if status.exists():
        if reset:
            Path("/proc/self/clear_refs").write_text("5")
        return float(status.read_text().partition("VmHWM:")[2].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1.0 if sys.platform == "darwin" else 1024.0)


def judge(found: _Pairs, corpus: Corpus) -> dict[str, float]:
    """Recall by kind of copy, and what was joined that does not belong together."""
    kinds = Counter(corpus.pairs.values())
    right = Counter(kind for pair, kind in corpus.pairs.items() if pair in found)
    false = found - corpus.pairs.keys()
    merged = {
        article_id
        for pair in false
        for article_id in pair
        if corpus.bulletins.get(pair[0], -1) == corpus.bulletins.get(pair[1], -2)
    }
    recall = sum(right.values()) / len(corpus.pairs)
    precision = sum(right.values()) / max(1, len(found))
    return {
        "pairs found": recall,
        **{f"— {kind}": right[kind] / kinds[kind] for kind in sorted(kinds)},
        "F1": 2 * recall * precision / max(recall + precision, 1e-9),
        "false pairs": len(false),
        "template bulletins merged": len(merged),
    }


def main() -> None:
    """Run the ways that are installed, and print what they did."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--n", type=int, default=100_000, help="articles (default 100000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=None, help="names of the ways to run")
    options = parser.parse_args()
    ways = {"ours": ours, "datasketch": datasketch, "rensa": rensa}
    ways = {
        name: way
        for name, way in ways.items()
        if name in (options.only or ways) and (name == "ours" or util.find_spec(name))
    }
    corpus = plant(options.n, options.seed)
    versions = ", ".join(
        f"{name} {metadata.version(name)}" for name in ("pandas", "scipy", *ways) if name != "ours"
    )
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}")
    print(
        f"\n{len(corpus.articles)} articles (seed {options.seed}), {corpus.articles['n_chars'].sum() / 1e6:.1f} million "
        f"characters, {len(corpus.pairs)} pairs of copies, {len(corpus.bulletins)} bulletins of "
        f"{len(set(corpus.bulletins.values()))} templates, {len(corpus.date_mentions)} dates, "
        f"{len(corpus.place_mentions)} places\n"
    )
    columns: dict[str, dict[str, str]] = {}
    base = 0.0
    for name, way in ways.items():
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            seconds, busy, memory, found = pool.submit(measure, way, corpus).result()
        base = base or busy
        columns[name] = {
            "processor time, relative": f"{busy / base:.2f}",
            "processor time, s": f"{busy:.1f}",
            "elapsed time, s": f"{seconds:.1f}",
            "peak memory, MiB": f"{memory:.0f}",
            **{
                key: f"{value:.3f}" if isinstance(value, float) else str(value)
                for key, value in judge(found, corpus).items()
            },
        }
    table = pd.DataFrame(columns)
    print("| | " + " | ".join(table.columns) + " |\n|---|" + "---:|" * len(table.columns))
    for row in table.itertuples():
        print("| " + " | ".join(map(str, row)) + " |")


if __name__ == "__main__":
    main()
