"""Notebooks through papermill: side by side, each in a process of its own, in this interpreter's kernel."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.grouping import PROVINCE, Grouping
from helpers.site.failure import BookError
from helpers.site.wording import reword

__all__ = ["Job", "run_notebooks"]

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


def run_notebooks(
    jobs: Sequence[Job],
    *,
    executed: Path,
    scratch: Path,
    finished: Callable[[Job, float], None],
    failed: Callable[[Job, str], None] | None = None,
    by: Grouping = PROVINCE,
) -> None:
    """Execute notebooks, as many at a time as there are cores; `executed/<name>.ipynb` is what to publish.

    `by` is what the corpus compares, in whose words the prose is put.

    `finished(job, seconds)` is called as each one ends. At the first cell that fails `failed(job, why)` is called and the others go
    on; without it, they are ended, and a BookError names notebook, cell and error.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    environment = _environment(scratch)
    waiting = list(reversed(jobs))
    running: dict[subprocess.Popen[bytes], _Run] = {}
    try:
        while waiting or running:
            while waiting and len(running) < (os.cpu_count() or 1):
                process, run = _start(waiting.pop(), scratch, environment)
                running[process] = run
            time.sleep(0.02)
            for process in [process for process in running if process.poll() is not None]:
                run = running.pop(process)
                if process.returncode:
                    if failed is None:
                        raise BookError(_failure(run))
                    failed(run.job, _failure(run))
                    continue
                _publish(run.output, executed / f"{run.job.name}.ipynb", by)
                finished(run.job, time.perf_counter() - run.started)
    finally:
        _end(running)


def _start(job: Job, scratch: Path, environment: Mapping[str, str]) -> tuple[subprocess.Popen[bytes], _Run]:
    """Start papermill on one notebook; it writes its copy and its log into the scratch folder."""
    output, log = scratch / f"{job.name}.ipynb", scratch / f"{job.name}.log"
    output.unlink(missing_ok=True)
    command = [sys.executable, "-m", "papermill", str(job.notebook), str(output), "--no-progress-bar"]
    command += ["--kernel", "python3", "--cwd", str(scratch)]
    for name, value in job.parameters.items():
        command += ["--parameters_raw", name, value]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=scratch, env=environment, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream
        )
    return process, _Run(job, output, log, time.perf_counter())


def _end(running: Mapping[subprocess.Popen[bytes], _Run]) -> None:
    """End what still runs. A kernel ends by itself when the papermill that started it is gone."""
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment(scratch: Path) -> dict[str, str]:
    """Return the processes' environment, in which `python3` is this interpreter.

    A kernel of that name in the user's home could belong to any Python, so one of our own goes before all
    others; IPython's start-up files are left out for the same reason.
    """
    kernel = scratch / "jupyter" / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel.write_text(json.dumps({"argv": command, "display_name": "Python 3", "language": "python"}))
    paths = [str(scratch / "jupyter"), os.environ.get("JUPYTER_PATH", "")]
    return os.environ | {
        "JUPYTER_PATH": os.pathsep.join(path for path in paths if path),
        "JUPYTER_RUNTIME_DIR": str(scratch / "jupyter" / "runtime"),
        "IPYTHONDIR": str(scratch / "ipython"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def _publish(output: Path, executed: Path, by: Grouping) -> None:
    """Copy an executed notebook without what papermill added: times, this machine's paths, its own cells."""
    notebook = _read(output)
    notebook["metadata"].pop("papermill", None)
    notebook["cells"] = [reword(cell, by) for cell in notebook["cells"] if not _injected(cell)]
    for cell in notebook["cells"]:
        for added in ("papermill", "execution"):
            cell["metadata"].pop(added, None)
    executed.parent.mkdir(parents=True, exist_ok=True)
    fresh = executed.with_suffix(".new")
    fresh.write_text(
        json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    fresh.replace(executed)


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
