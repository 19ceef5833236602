"""Runs that are killed at random moments: nothing partial is seen, and the next run gives what an undisturbed one does."""

import random
import shutil
import subprocess

import psutil
import pytest
from disturbed import FULL, contents

pytestmark = pytest.mark.slow

TABLES = 60 if FULL else 6
BOOKS = 50 if FULL else 3


def kill_after(process, seconds):
    """Kill a process at a moment, unless it has ended, and tell whether it was killed, and which processes it had started."""
    try:
        assert process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        started = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        return process.wait() != 0, started
    return False, []


def is_at_work(process):
    """Tell whether a process is there, and not only not yet fetched by the system."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("workers", [1, 2])
def test_tables(workers, corpus, tables, runs, tmp_path, tally):
    whole, seconds = tables
    out, dice = tmp_path / "out", random.Random(workers)
    old = shutil.copytree(corpus / "縣", tmp_path / "old")
    tried = equal = 0
    left = set()
    while tried < TABLES // 2:
        runs.finish("tables", old, "--out", out)
        before = contents(out)
        for _ in range(min(3, TABLES // 2 - tried)):
            process = runs.start("tables", corpus, "--out", out, "--workers", workers)
            killed, started = kill_after(process, dice.uniform(0.2, 1.0) * seconds)
            tried += killed
            left.update(
                process for process in psutil.wait_procs(started, timeout=30)[1] if is_at_work(process)
            )
            assert contents(out) in (before, whole, None)
        runs.finish("tables", corpus, "--out", out, "--workers", workers)
        assert contents(out) == whole
        assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "log.txt", "old", "out"]
        equal = tried
    assert not left, "processes that wait for work for ever"
    tally(f"tables killed, {workers} at work", tried, equal)


def test_a_book(few, site, runs, tmp_path, tally):
    whole, seconds, _ = site
    out, dice = tmp_path / "site", random.Random(0)
    tried = equal = 0
    while tried < BOOKS:
        shutil.rmtree(runs.cache, ignore_errors=True)
        shutil.rmtree(out, ignore_errors=True)
        for _ in range(min(5, BOOKS - tried)):
            killed, _ = kill_after(runs.start("book", few, "--out", out), dice.uniform(0.1, 1.0) * seconds)
            tried += killed
            assert contents(out) in (whole, None)
            if not killed:
                break
        runs.finish("book", few, "--out", out)
        assert contents(out) == whole
        assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "log.txt", "site"]
        equal = tried
    tally("books killed", tried, equal)
