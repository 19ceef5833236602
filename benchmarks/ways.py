"""Time what `fangzhi tables` is compared with, in this process: `python benchmarks/ways.py WAY INPUT [--runs N]`.

`rjieba` and `jieba` take the texts of a table of articles, the others the files of a corpus. What a library loads when it is first
used is loaded by a trial on the first texts, which is not timed. Prints one line of JSON: the seconds and the seconds of the processor of each run, and
the versions.
"""

import argparse
import contextlib
import csv
import json
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

__all__ = ["WAYS", "main"]

_TRIAL = 5  # texts
_SHINGLE = 4
_WIRED = ("resiliparse", "jionlp", "datasketch", "jieba")
_THRESHOLD, _PERMUTATIONS = 0.5, 128  # as in reprints.py


def rjieba(texts: Sequence[str]) -> None:
    """Cut each text, and nothing else."""
    import rjieba

    for text in texts:
        rjieba.cut(text)


def jieba(texts: Sequence[str]) -> None:
    """Cut each text and weigh the terms, as most users write it today."""
    import jieba
    from sklearn.feature_extraction.text import TfidfVectorizer

    TfidfVectorizer(analyzer=jieba.lcut).fit_transform(texts)


def wired_cpca(sources: Sequence[str]) -> None:
    """The best library for each step, places by cpca: those of the text, and the one it is about."""
    import cpca

    def find(text: str) -> None:
        cpca.transform_text_with_addrs(text, pos_sensitive=True)
        cpca.transform([text])

    _wire(sources, find)


def wired_jionlp(sources: Sequence[str]) -> None:
    """The same, places by jionlp, which knows more of them."""
    import jionlp

    _wire(sources, jionlp.recognize_location)


def _wire(sources: Sequence[str], find_places: Callable[[str], object]) -> None:
    """Main text, places, dates, near duplicates and counts."""
    import jieba
    import jionlp
    from datasketch import MinHash, MinHashLSH
    from resiliparse.extract.html2text import extract_plain_text

    index = MinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS)
    for number, source in enumerate(sources):
        is_page = source.startswith("<!DOCTYPE html>")
        text = extract_plain_text(source, main_content=True) if is_page else source
        with contextlib.suppress(Exception):  # a library that fails on a text has found nothing in it
            find_places(text)
        with contextlib.suppress(Exception):
            jionlp.ner.extract_time(text, time_base=time.time())
        plain = "".join(filter(str.isalnum, text))
        sketch = MinHash(num_perm=_PERMUTATIONS, seed=1)
        sketch.update_batch([plain[i : i + _SHINGLE].encode() for i in range(len(plain) - _SHINGLE + 1)])
        index.query(sketch)
        index.insert(number, sketch)
        Counter(jieba.lcut(text))


WAYS: dict[str, tuple[Callable[[Sequence[str]], None], tuple[str, ...]]] = {
    "rjieba": (rjieba, ("rjieba",)),
    "jieba": (jieba, ("jieba", "scikit-learn")),
    "wired_cpca": (wired_cpca, ("cpca", *_WIRED)),
    "wired_jionlp": (wired_jionlp, _WIRED),
}


def _read(path: Path) -> Iterator[str]:
    """Yield the texts of a table of articles, or the pages and texts of a corpus."""
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        yield from pq.read_table(path, columns=["text"])["text"].to_pylist()
        return
    csv.field_size_limit(10**9)
    for file in sorted(file for file in path.rglob("*") if file.is_file()):
        content = _decode(file.read_bytes())
        if file.suffix == ".csv":
            rows = list(csv.reader(content.splitlines(keepends=True)))
            yield from (row[-1] for row in rows[1:])
        elif file.suffix == ".jsonl":
            yield from (json.loads(line)["content"] for line in content.splitlines())
        else:
            yield content


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _measure(way: Callable[[Sequence[str]], None], texts: Sequence[str], runs: int) -> dict[str, list[float]]:
    way(texts[:_TRIAL])
    seconds, busy = [], []
    for _ in range(runs):
        start, start_busy = time.perf_counter(), time.process_time()
        way(texts)
        seconds.append(time.perf_counter() - start)
        busy.append(time.process_time() - start_busy)
    return {"seconds": seconds, "busy": busy}


def main() -> None:
    """Time one way."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("way", choices=WAYS)
    parser.add_argument(
        "input", type=Path, help="articles.parquet, or for the wired ones the folder of a corpus"
    )
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    way, packages = WAYS[options.way]
    try:
        versions = {name: metadata.version(name) for name in packages}
    except metadata.PackageNotFoundError as error:
        sys.exit(f"{error.name} is not installed: pip install -r benchmarks/requirements.txt")
    texts = list(_read(options.input))
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(sys.stderr):  # some libraries greet
        found: dict[str, Any] = {**_measure(way, texts, options.runs), "versions": versions}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
