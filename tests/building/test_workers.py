"""Workers: processes and a Dask cluster give what this process gives, and lose nothing when one is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial

import pyarrow.parquet as pq
import pytest
from same import assert_same

from helpers import cli, schema
from helpers.building import build_tables, chunks, tables, workers, write_tables
from helpers.building.workers import open_workers
from helpers.errors import UserError


def square(number):
    return number * number


def die_once(marks, number):
    """Kill the worker that this runs in, at the first attempt at every third number."""
    mark = marks / str(number)
    if number % 3 == 1 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def die(number):
    os.kill(os.getpid(), signal.SIGKILL)


def fail(number):
    raise UserError(f"{number} is wrong")


@pytest.mark.parametrize("n", [1, 2])
def test_results_come_in_the_order_of_the_items(n):
    with open_workers(n) as run:
        assert list(run(square, range(20))) == [square(i) for i in range(20)]
        with pytest.raises(UserError, match="3 is wrong"):
            list(run(fail, [3, 4]))
        assert list(run(square, [])) == []


def test_a_killed_process_loses_and_doubles_nothing(tmp_path):
    with open_workers(2) as run:
        assert list(run(partial(die_once, tmp_path), range(8))) == [square(i) for i in range(8)]
    assert sorted(int(path.name) for path in tmp_path.iterdir()) == [1, 4, 7]


def test_work_that_always_kills_its_process_ends_with_a_message():
    with open_workers(2) as run, pytest.raises(UserError, match="want of memory"):
        list(run(die, [1, 2, 3]))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A scheduler and two workers on loopback: its address, and the workers' processes."""
    place = tmp_path_factory.mktemp("dask")
    address = place / "scheduler.json"
    started = []

    def start(*arguments):
        with (place / f"{len(started)}.log").open("wb") as log:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:], "--no-dashboard"],
                    stdout=log, stderr=subprocess.STDOUT, cwd=place,
                )
            )  # fmt: skip

    start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(address))
    url = ""
    for _ in range(600):
        if address.is_file() and (found := address.read_text()) and '"address": "' in found:
            url = found.split('"address": "')[1].split('"')[0]
            break
        time.sleep(0.1)
    for _ in range(2):
        start("dask_worker", url, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny")
    yield url, started[1:]
    for process in started:
        process.kill()
        process.wait()


def small_parts(monkeypatch):
    """One part for each three files; they are planned here, whoever makes them."""
    plan = tables.plan_parts

    def small(job, files):
        files = [path for part in plan(job, files) for path in part.files]
        return [chunks.Part(i // 3, tuple(files[i : i + 3])) for i in range(0, len(files), 3)]

    monkeypatch.setattr(tables, "plan_parts", small)


def test_processes_and_a_cluster_give_the_same_and_a_killed_worker_loses_nothing(
    folder, whole, cluster, tmp_path, monkeypatch
):
    url, processes = cluster
    small_parts(monkeypatch)
    assert_same(whole, build_tables(folder, workers=2))
    assert_same(whole, build_tables(folder, scheduler=url))

    out = tmp_path / "out"
    n_parts = len(list(folder.rglob("*.*"))) // 3
    killed_at = []

    def kill():
        while True:
            done = len(list(tmp_path.glob(".out-*/parts/[0-9]*")))
            if done >= 4:
                processes[0].kill()
                killed_at.append(done)
                return
            time.sleep(0.01)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    write_tables(folder, out, scheduler=url)
    killer.join(10)
    assert killed_at
    assert killed_at[0] < n_parts
    found = {
        t.name: schema.from_arrow(pq.read_table(out / f"{t.name}.parquet")) for t in schema.CORPUS_TABLES
    }
    assert_same(whole, found)


def test_a_scheduler_that_is_not_there(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(workers, "_CONNECT_SECONDS", 1)
    assert (
        cli.main(["tables", "seeds", "--out", str(tmp_path / "o"), "--scheduler", "tcp://127.0.0.1:9"]) == 2
    )
    assert "cannot be reached" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


def test_workers_with_other_packages_are_refused(cluster, monkeypatch):
    url, _ = cluster
    there = workers.package_versions
    monkeypatch.setattr(workers, "package_versions", lambda: {**there(), "rjieba": "9.9.9"})
    with pytest.raises(UserError, match=r"has rjieba .* instead of 9\.9\.9"), open_workers(scheduler=url):
        pass
