"""Processes that go from one notebook to the next: what each did is its own, and one that is lost is missed by nobody else."""

import subprocess
import sys
import time
from contextlib import nullcontext

import nbformat
import psutil
import pytest
from nbclient.exceptions import DeadKernelError

from helpers.site import worker
from helpers.site.executed import is_executed
from helpers.site.failure import BookError
from helpers.site.run import Job, run_notebooks

pytestmark = pytest.mark.slow

_LOST = "import os, signal; os.kill(os.getppid(), getattr(signal, 'SIGKILL', signal.SIGTERM))"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return what runs notebooks of one cell each in a single process, by name, and returns those that ended well and what failed."""
    monkeypatch.setattr("os.cpu_count", lambda: 1)

    def run(sources, **options):
        jobs = []
        for name, source in sources.items():
            path = tmp_path / f"{name}.ipynb"
            cells = [nbformat.v4.new_code_cell(source)]
            nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
            jobs.append(Job(name, path, {}))
        finished = []
        run_notebooks(
            jobs,
            executed=tmp_path / "executed",
            scratch=tmp_path / "runs",
            finished=lambda job, seconds: finished.append(job.name),
            **options,
        )
        return finished

    return run


def test_a_notebook_finds_nothing_of_the_one_before(run):
    with pytest.raises(BookError, match=r"second\.ipynb failed in cell 1: print\(left\)\n  NameError"):
        run({"first": "left = 1", "second": "print(left)"})


@pytest.mark.parametrize(("given", "found"), [(None, 2), ("3", 3)])
def test_notebooks_side_by_side_share_the_cores_unless_the_user_says_otherwise(
    given, found, run, monkeypatch
):
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    monkeypatch.delenv("OMP_NUM_THREADS")
    if given:
        monkeypatch.setenv("OMP_NUM_THREADS", given)
    source = f"import os\nassert os.environ['OMP_NUM_THREADS'] == '{found}'"
    assert sorted(run({"first": source, "second": source})) == ["first", "second"]


def test_a_lost_process_fails_one_notebook_only(run):
    failures = {}
    finished = run(
        {"first": "1", "lost": _LOST, "last": "2"}, failed=lambda job, why: failures.update({job.name: why})
    )
    assert finished == ["first", "last"]
    assert list(failures) == ["lost"]
    assert failures["lost"].startswith("lost.ipynb failed: ")


def test_what_a_kernel_prints_past_its_notebook_does_no_harm(run):
    assert run({"loud": "import os; os.write(1, b'true'); os.write(2, b'x')", "next": "1"}) == [
        "loud",
        "next",
    ]


@pytest.mark.parametrize(
    ("errors", "raised", "n_starts"),
    [
        ([], None, 1),
        ([RuntimeError("Kernel didn't respond in 60 seconds")], None, 2),
        ([RuntimeError("Kernel died before replying to kernel_info")] * 2, None, 3),
        ([RuntimeError("Kernel didn't respond in 60 seconds")] * 3, RuntimeError, 3),
        ([DeadKernelError("Kernel died")], DeadKernelError, 1),
        ([ValueError("No such comm target")], ValueError, 1),
    ],
)
def test_only_a_kernel_that_did_not_come_up_is_started_again(errors, raised, n_starts, monkeypatch):
    waiting, starts = list(errors), []

    def execute(notebook, output, parameters, **_):
        starts.append((notebook, output, parameters))
        if waiting:
            raise waiting.pop(0)

    monkeypatch.setattr("papermill.execute_notebook", execute)
    job = {"notebook": "a.ipynb", "output": "b.ipynb", "parameters": {"corpus": "seeds"}}
    with pytest.raises(raised) if raised else nullcontext():
        worker._execute(job)
    assert starts == [("a.ipynb", "b.ipynb", {"corpus": "seeds"})] * n_starts


def test_all_that_a_killed_run_started_ends(tmp_path):
    path = tmp_path / "long.ipynb"
    pids = tmp_path / "pids"
    source = f"import os, time\nopen({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}} ')\ntime.sleep(60)"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)]), path)
    code = (
        "import sys; from pathlib import Path; from helpers.site.run import Job, run_notebooks; here = Path(sys.argv[1]); "
        "run_notebooks([Job('long', here / 'long.ipynb', {})], executed=here / 'e', scratch=here / 'r', finished=print)"
    )
    run = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
    while not (pids.exists() and pids.read_text().endswith(" ")):
        assert run.poll() is None
        time.sleep(0.05)
    run.kill()
    run.wait()
    started = [psutil.Process(int(pid)) for pid in pids.read_text().split() if psutil.pid_exists(int(pid))]
    _, alive = psutil.wait_procs(started, timeout=20)
    assert alive == []


def test_an_executed_copy_that_is_not_as_it_was_written_is_none(run, tmp_path):
    run({"one": "1"})
    executed = tmp_path / "executed" / "one.ipynb"
    assert is_executed(executed)
    executed.write_bytes(executed.read_bytes().replace(b"execution_count", b"execution_c0unt"))
    assert not is_executed(executed)
    assert not is_executed(executed.with_name("other.ipynb"))
