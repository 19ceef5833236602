"""Processes that go from one notebook to the next: what each did is its own, and one that is lost is missed by nobody else."""

import nbformat
import pytest

from helpers.site.failure import BookError
from helpers.site.run import Job, run_notebooks

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
