"""Notebooks through papermill: side by side in processes that go from one to the next, each notebook in a kernel of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from helpers.grouping import PROVINCE, Grouping
from helpers.site.executed import write_executed
from helpers.site.failure import BookError
from helpers.site.wording import reword

__all__ = ["Job", "run_notebooks"]

_WORKER = Path(__file__).with_name("worker.py")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Job:
    """A notebook to run with parameters; `name` is that of its executed copy and of what is kept of the run."""

    name: str
    notebook: Path
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class _Run:
    job: Job
    output: Path
    log: Path
    started: float


_Worker = subprocess.Popen[str]


def run_notebooks(
    jobs: Sequence[Job],
    *,
    executed: Path,
    scratch: Path,
    finished: Callable[[Job, float], None],
    failed: Callable[[Job, str], None] | None = None,
    by: Grouping = PROVINCE,
) -> None:
    """Execute notebooks in their order, as many at a time as there are cores; `executed/<name>.ipynb` is what to publish.

    `by` is what the corpus compares, in whose words the prose is put.

    `finished(job, seconds)` is called as each one ends. At the first cell that fails `failed(job, why)` is called and the others go
    on; without it, they are ended, and a BookError names notebook, cell and error. What `scratch` held before is removed.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    # A new name: what a killed run started may still be writing into the old one.
    scratch = Path(tempfile.mkdtemp(dir=scratch))
    cores = os.cpu_count() or 1
    at_once = max(1, min(len(jobs), cores))
    environment = _environment(scratch, threads=cores // at_once)
    waiting = list(reversed(jobs))
    idle: list[_Worker] = []
    busy: dict[_Worker, _Run] = {}
    answers: SimpleQueue[tuple[_Worker, str]] = SimpleQueue()
    try:
        while waiting or busy:
            while waiting and len(busy) < at_once:
                worker = idle.pop() if idle else _start(scratch, environment)
                busy[worker] = run = _prepare(waiting.pop(), scratch)
                Thread(target=_ask, args=(worker, run, answers), daemon=True).start()
            worker, answer = answers.get()
            run = busy.pop(worker)
            if answer:
                idle.append(worker)
            else:  # it was killed
                _end([worker])
            if not answer or not json.loads(answer):
                if failed is None:
                    raise BookError(_failure(run))
                failed(run.job, _failure(run))
                continue
            _publish(run.output, executed / f"{run.job.name}.ipynb", by)
            finished(run.job, time.perf_counter() - run.started)
    finally:
        _end([*idle, *busy])


def _start(scratch: Path, environment: Mapping[str, str]) -> _Worker:
    """Start a process that runs notebooks."""
    return subprocess.Popen(
        [sys.executable, "-P", str(_WORKER)],
        cwd=scratch,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a notebook has a log of its own
        text=True,
    )


def _prepare(job: Job, scratch: Path) -> _Run:
    """Say where papermill is to write a notebook's copy and log, and remove those of an earlier run."""
    run = _Run(job, scratch / f"{job.name}.ipynb", scratch / f"{job.name}.log", time.perf_counter())
    run.output.unlink(missing_ok=True)
    run.log.write_bytes(b"")
    return run


def _ask(worker: _Worker, run: _Run, answers: "SimpleQueue[tuple[_Worker, str]]") -> None:
    """Have a notebook run, and put the worker's answer, or nothing where it was killed, into the queue."""
    assert worker.stdin
    assert worker.stdout
    told = {
        "notebook": str(run.job.notebook),
        "output": str(run.output),
        "log": str(run.log),
        "parameters": dict(run.job.parameters),
    }
    try:
        worker.stdin.write(json.dumps(told) + "\n")
        worker.stdin.flush()
        answer = worker.stdout.readline()
    except OSError:
        answer = ""
    answers.put((worker, answer))


def _end(workers: Sequence[_Worker]) -> None:
    """End processes, and what they run. A kernel ends by itself when the process that started it is gone."""
    for worker in workers:
        worker.terminate()
    for worker in workers:
        with worker:
            try:
                worker.wait(timeout=5)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()


def _environment(scratch: Path, threads: int) -> dict[str, str]:
    """Return the processes' environment, in which `python3` is this interpreter.

    A kernel of that name in the user's home could belong to any Python, so one of our own goes before all
    others; IPython's start-up files are left out for the same reason. Kernels share the cores: threads of
    one would wait for those of the others.
    """
    kernel = scratch / "jupyter" / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel.write_text(json.dumps({"argv": command, "display_name": "Python 3", "language": "python"}))
    paths = [str(scratch / "jupyter"), os.environ.get("JUPYTER_PATH", "")]
    own = {
        "JUPYTER_PATH": os.pathsep.join(path for path in paths if path),
        "JUPYTER_RUNTIME_DIR": str(scratch / "jupyter" / "runtime"),
        "IPYTHONDIR": str(scratch / "ipython"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    return {"OMP_NUM_THREADS": str(threads)} | os.environ | own


def _publish(output: Path, executed: Path, by: Grouping) -> None:
    """Copy an executed notebook without what papermill added: times, this machine's paths, its own cells."""
    notebook = _read(output)
    notebook["metadata"].pop("papermill", None)
    notebook["cells"] = [reword(cell, by) for cell in notebook["cells"] if not _injected(cell)]
    for cell in notebook["cells"]:
        for added in ("papermill", "execution"):
            cell["metadata"].pop(added, None)
    write_executed(notebook, executed)


def _failure(run: _Run) -> str:
    """Say in a few lines where a notebook stopped and on what error; else, papermill's last words."""
    cells = _read(run.output)["cells"] if run.output.is_file() else []
    own = [cell for cell in cells if not _injected(cell)]
    for number, cell in enumerate(own, start=1):
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                first_line = next(iter("".join(cell["source"]).strip().splitlines()), "")
                error = _ANSI.sub("", f"{output['ename']}: {output['evalue']}").strip()
                return f"{run.job.notebook.name} failed in cell {number}: {first_line}\n  {error}"
    last_words = _ANSI.sub("", run.log.read_text(encoding="utf-8", errors="replace")).strip().splitlines()
    return f"{run.job.notebook.name} failed: {last_words[-1] if last_words else 'papermill ended without a word'}"


def _injected(cell: Mapping[str, Any]) -> bool:
    """Tell papermill's own cells (parameters, error markers) from the notebook's."""
    tags = cell["metadata"].get("tags", [])
    return any(tag in tags for tag in ("injected-parameters", "papermill-error-cell-tag"))


def _read(path: Path) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return notebook
