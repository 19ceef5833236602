"""Measure how fast `fangzhi tables` and `fangzhi book` are, and how they grow: `python benchmarks/speed.py [--full] [--write]`.

Every command runs in a process of its own, the first time for nothing, then several times; the medians are kept in `speed.json` in
the folder of the work, and the targets are printed. With `--write`, they are put into the repository and the documentation is written from them.

    python benchmarks/speed.py --megabytes 1 --runs 1 --parts tables peers   # a trial
"""

import argparse
import datetime
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from itertools import combinations
from pathlib import Path
from typing import Any

import psutil
import pyarrow.parquet as pq
from speed_pages import KEPT, tell_targets, write_pages

import helpers

__all__ = ["Cost", "compare_pairs", "judge", "main", "measure", "median_cost"]

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PARTS = ("tables", "peers", "steps", "start", "book")
_COMPARED = 10.0  # megabytes at which the ways are compared, or the largest size below
_WIRED = 0.5  # megabytes for what takes seconds for each
_SEVERAL = 100.0  # megabytes above which one run must do
_WARMED = 10.0  # and above which there is no trial run
_TICK = 0.05  # seconds between two looks at the memory
_STARTS = 10
_PACKAGES = ("jieba", "numpy", "pandas", "pyarrow", "rjieba", "scikit-learn")
_JUPYTER_BOOK = "import sys; from jupyter_book.cli.main import main; sys.argv[0] = 'jupyter-book'; main()"
_PLAIN_CONFIG = "title: Notebooks\nexecute: {execute_notebooks: 'off'}\nonly_build_toc_files: true\n"

Results = dict[str, Any]
Command = Sequence[str | Path]


@dataclass(frozen=True)
class Cost:
    """Elapsed seconds, seconds of the processor and the largest memory (bytes) of a command with all it started.

    `pace` is how many seconds a fixed piece of work took on the machine meanwhile: its speed varies with what else runs on it.
    """

    seconds: float
    busy: float
    peak: int = 0
    pace: float = 0


def measure(command: Command, *, watch: bool = True, variables: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end. Raises CalledProcessError, with what it printed, when it fails.

    Memory is looked at twenty times a second, when it is watched; pages that processes share count for each.
    """
    with tempfile.TemporaryFile() as log:
        before = _children_busy()
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=os.environ | dict(variables or {})
        )
        peak, pace = _watch(process) if watch else (0, 0.0)
        code = process.wait()
        seconds = time.perf_counter() - start
        log.seek(0)
        if code:
            error = subprocess.CalledProcessError(code, list(map(str, command)), log.read())
            error.add_note(error.output.decode(errors="replace")[-2000:])
            raise error
    return Cost(seconds, _children_busy() - before, peak, pace)


def _children_busy() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(process: "subprocess.Popen[bytes]") -> tuple[int, float]:
    """Return the largest memory of a process, and the mean pace of the machine while it ran."""
    peak, paces = 0, []
    while True:
        try:
            process.wait(timeout=_TICK)
            return peak, statistics.fmean(paces or [_pace()])
        except subprocess.TimeoutExpired:
            peak = max(peak, _memory(process.pid))
            paces.append(_pace())


def _pace() -> float:
    """Return how many seconds of the processor a fixed piece of work takes: text, hashing and memory, as in the tables."""
    start = time.thread_time()
    text = "".join(map(str, range(2000)))
    pieces = {text[at : at + 7]: at for at in range(len(text))}
    assert pieces
    return time.thread_time() - start


def _memory(pid: int) -> int:
    """Bytes that a process and its descendants hold."""
    total = 0
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for one in family:
        try:
            total += one.memory_info().rss
        except psutil.Error:  # it has just ended
            continue
    return total


def median_cost(costs: Iterable[Cost]) -> Results:
    """Return the median times of several runs and their largest memory."""
    costs = list(costs)
    return {
        "seconds": statistics.median(cost.seconds for cost in costs),
        "busy": statistics.median(cost.busy for cost in costs),
        "peak": max(cost.peak for cost in costs),
        "pace": statistics.median(cost.pace for cost in costs),
        "runs": len(costs),
    }


def _repeat(
    runs: int,
    command: Command,
    *,
    trial: bool = True,
    watch: bool = True,
    before: Callable[[], object] = lambda: None,
    variables: Mapping[str, str] | None = None,
) -> Results:
    costs = []
    for _ in range(runs + trial):
        before()
        costs.append(measure(command, watch=watch, variables=variables))
    return median_cost(costs[trial:])


def _fangzhi(*arguments: str | Path) -> list[str | Path]:
    script = Path(sys.executable).with_name("fangzhi")
    command: list[str | Path] = [script] if script.exists() else [sys.executable, "-m", "helpers.cli"]
    return [*command, *arguments]


def _make_corpus(work: Path, megabytes: float, seed: int) -> tuple[Path, Results]:
    """Return the folder of a corpus, made unless it is there, and its truth."""
    folder = work / f"corpus-{megabytes:g}-{seed}"
    if not (folder / "truth.json").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        command: list[str | Path] = [
            sys.executable,
            HERE / "generate.py",
            folder,
            "--megabytes",
            f"{megabytes:g}",
            "--seed",
            f"{seed}",
        ]
        measure(command, watch=False)
    truth: Results = json.loads((folder / "truth.json").read_text("utf-8"))
    return folder / "corpus", truth


def _measure_tables(work: Path, sizes: Sequence[float], runs: int, seed: int) -> Results:
    """Return what the tables cost for each size and number of workers, and whether they hold the truth."""
    growth = []
    truths: Results = {}
    for megabytes in sizes:
        corpus, truth = _make_corpus(work, megabytes, seed)
        out = _tables(work, megabytes)
        times = runs if megabytes <= _SEVERAL else 1
        for workers in (1, 2) if megabytes <= _SEVERAL else (1,):
            _say(f"tables of {megabytes:g} MB, {workers} at work")
            command = _fangzhi("tables", corpus, "--out", out, "--workers", str(workers))
            cost = _repeat(
                times,
                command,
                trial=megabytes <= _WARMED,
                before=partial(shutil.rmtree, out, ignore_errors=True),
            )
            growth.append({
                "megabytes": truth["bytes"] / 1e6, "articles": truth["articles"], "workers": workers, **cost,
                "disk": sum(file.stat().st_size for file in out.rglob("*") if file.is_file()),
            })  # fmt: skip
        truths[f"{megabytes:g}"] = judge(out, truth)
        if megabytes > _SEVERAL:
            shutil.rmtree(corpus.parent)
            shutil.rmtree(out)
    return {"growth": growth, "truth": truths}


def _tables(work: Path, megabytes: float) -> Path:
    return work / f"tables-{megabytes:g}"


def judge(out: Path, truth: Results) -> Results:
    """Compare tables with the truth of their corpus: how many there are of everything, and the pairs of copies."""
    documents = pq.read_table(out / "documents.parquet", columns=["doc_id", "path", "record"]).to_pylist()
    place = {row["doc_id"]: (row["path"], row["record"]) for row in documents}
    articles = pq.read_table(out / "articles.parquet", columns=["doc_id", "family"]).to_pylist()
    found: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
    for row in articles:
        found[row["family"]].append(place[row["doc_id"]])
    planted = [[(path, record) for path, record in family] for family in truth["families"]]
    recall, precision = compare_pairs(planted, found.values())
    return {
        "documents": [truth["documents"], len(documents)],
        "articles": [truth["articles"], len(articles)],
        "one_each": len({row["doc_id"] for row in articles}) == len(articles) == truth["articles"],
        "dates": [truth["dates"], _count_rows(out / "date_mentions.parquet")],
        "places": [truth["places"], _count_rows(out / "place_mentions.parquet")],
        "recall": recall,
        "precision": precision,
    }


def _count_rows(table: Path) -> int:
    files = sorted(table.glob("*.parquet")) if table.is_dir() else [table]
    return sum(pq.read_metadata(file).num_rows for file in files)


def compare_pairs(
    planted: Iterable[Iterable[tuple[str, int | None]]], found: Iterable[Iterable[tuple[str, int | None]]]
) -> tuple[float, float]:
    """Return the share of the planted pairs that are found, and the share of the found ones that were planted."""

    def pairs(families: Iterable[Iterable[tuple[str, int | None]]]) -> set[frozenset[tuple[str, int | None]]]:
        return {frozenset(pair) for family in families for pair in combinations(family, 2)}

    wanted, got = pairs(planted), pairs(found)
    both = len(wanted & got)
    return both / len(wanted) if wanted else 1.0, both / len(got) if got else 1.0


def _measure_peers(work: Path, megabytes: float, runs: int, seed: int, peers: Path | None) -> Results:
    """Return what the other ways cost; one whose libraries are not installed is left out."""
    ways: Results = {}
    for way in ("rjieba", "jieba", "wired_cpca", "wired_jionlp"):
        if way.startswith("wired"):
            source, truth = _make_corpus(work, _WIRED, seed)
            python, times = peers, 1
        else:
            _, truth = _make_corpus(work, megabytes, seed)
            source = _tables(work, megabytes) / "articles.parquet"
            python, times = Path(sys.executable), runs
        if not python:
            _say(f"{way} is left out: see README.md for its libraries")
            continue
        _say(f"{way} beside them")
        command: list[str | Path] = [python, HERE / "ways.py", way, source, "--runs", str(times)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            _say(f"{way} is left out: {done.stderr.strip().splitlines()[-1]}")
            continue
        told = json.loads(done.stdout.splitlines()[-1])
        ways[way] = {
            "megabytes": truth["bytes"] / 1e6, "versions": told["versions"],
            **median_cost(map(Cost, told["seconds"], told["busy"])),
        }  # fmt: skip
    return ways


def _measure_steps(work: Path, megabytes: float, seed: int) -> Results:
    """Return the seconds of the processor that each step of the tables takes."""
    _say("steps of the tables")
    corpus, truth = _make_corpus(work, megabytes, seed)
    out = work / "tables-steps"
    shutil.rmtree(out, ignore_errors=True)
    command: list[str | Path] = [sys.executable, HERE / "steps.py", corpus, out]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return {"megabytes": truth["bytes"] / 1e6, "seconds": json.loads(done.stdout.splitlines()[-1])}


def _measure_start() -> Results:
    """Return the seconds until the command and the package are there."""
    _say("start-up")
    commands: dict[str, Command] = {
        "fangzhi --help": _fangzhi("--help"),
        "import helpers": [sys.executable, "-c", "import helpers"],
        "import helpers.building": [sys.executable, "-c", "import helpers.building"],
    }
    return {name: _repeat(_STARTS, command, watch=False)["seconds"] for name, command in commands.items()}


def _measure_book(work: Path, runs: int) -> Results:
    """Return what the book of the seeds costs from nothing, again, and in Jupyter Book's rendering alone."""
    seeds, cache, out = ROOT / "seeds", work / "book-cache", work / "book"
    variables = {"FANGZHI_CACHE": str(cache), "FANGZHI_CORPUS": str(seeds)}
    command = _fangzhi("book", seeds, "--out", out)

    def remove(*folders: Path) -> None:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)

    _say("the book from nothing")
    costs = {"whole": _repeat(runs, command, before=lambda: remove(cache, out), variables=variables)}
    _say("the book again")
    costs["again"] = _repeat(runs, command, trial=False, variables=variables)
    _say("the rendering alone")
    (built,) = (cache / "book").iterdir()
    state = json.loads((built / "state.json").read_text("utf-8"))["state"]
    variables["FANGZHI_RUNS"] = json.dumps(state["notebooks"])
    for name in ("rendering", "notebooks"):
        stage = work / "book-stage"

        def lay_out(name: str = name, stage: Path = stage) -> None:
            remove(stage)
            if name == "rendering":
                shutil.copytree(
                    built / state["rendered"]["stage"], stage, ignore=shutil.ignore_patterns("_build")
                )
            else:
                _lay_out_notebooks(built / "executed", stage)

        render: Command = [sys.executable, "-c", _JUPYTER_BOOK, "build", stage]
        costs[name] = _repeat(runs, render, before=lay_out, variables=variables)
    return costs


def _lay_out_notebooks(executed: Path, stage: Path) -> None:
    """Put finished notebooks where Jupyter Book renders them as it does for anyone."""
    shutil.copytree(executed, stage)
    first, *others = sorted(file.stem for file in stage.glob("*.ipynb"))
    chapters = "".join(f"- file: {name}\n" for name in others)
    (stage / "_toc.yml").write_text(
        f"format: jb-book\nroot: {first}\nchapters:\n{chapters}", encoding="utf-8"
    )
    (stage / "_config.yml").write_text(_PLAIN_CONFIG, encoding="utf-8")


def _describe_machine() -> Results:
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.is_file() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "day": str(datetime.datetime.now(tz=datetime.UTC).date()),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": named[0] if named else platform.processor(),
        "cores": os.cpu_count(),
        "memory": psutil.virtual_memory().total,
        "python": platform.python_version(),
        "fangzhi": helpers.__version__,
        "versions": {name: metadata.version(name) for name in _PACKAGES},
    }


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Measure, keep what was measured, and print the targets."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--megabytes", type=float, nargs="+", default=[1, 10, 100], help="default 1 10 100")
    parser.add_argument("--full", action="store_true", help="1,000 megabytes as well")
    parser.add_argument("--runs", type=int, default=3, help="of which the median is taken (default 3)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="default all")
    parser.add_argument(
        "--peers",
        type=Path,
        default=ROOT / "_build/peers/bin/python",
        help="Python with requirements.txt installed",
    )
    parser.add_argument(
        "--work", type=Path, default=ROOT / "_build/bench", help="folder for corpora and results"
    )
    parser.add_argument("--write", action="store_true", help="write the results and pages of the repository")
    options = parser.parse_args()
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    sizes = sorted({*options.megabytes, *([1000.0] if options.full else [])})
    compared = max((size for size in sizes if size <= _COMPARED), default=sizes[0])
    peers = options.peers if options.peers.exists() else None
    measures: dict[str, Callable[[], Results]] = {
        "tables": lambda: _measure_tables(work, sizes, options.runs, options.seed),
        "peers": lambda: _measure_peers(work, compared, options.runs, options.seed, peers),
        "steps": lambda: _measure_steps(work, compared, options.seed),
        "start": _measure_start,
        "book": lambda: _measure_book(work, options.runs),
    }
    results: Results = {"machine": _describe_machine(), "compared": compared}
    results |= {part: measures[part]() for part in PARTS if part in options.parts}
    kept = work / KEPT
    kept.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if options.write:
        shutil.copy(kept, HERE / KEPT)
        write_pages(results, ROOT)
    print(tell_targets(results))


if __name__ == "__main__":
    main()
