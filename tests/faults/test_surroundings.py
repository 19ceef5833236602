"""Where and when a run takes place changes nothing: locale, clock, time zone, names of folders, order of files, other runs."""

import os
import shutil
import subprocess
import sys
import time

import pytest
from disturbed import FULL, contents

pytestmark = pytest.mark.slow

LOCALES = {
    "without UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "POSIX": {"LC_ALL": "POSIX"},
}
ZONES = {"Kiritimati": {"TZ": "Pacific/Kiritimati"}, "Los Angeles": {"TZ": "America/Los_Angeles"}}
SEEDS = {f"hash seed {seed}": {"PYTHONHASHSEED": str(seed)} for seed in range(10 if FULL else 2)}


@pytest.mark.parametrize(("name", "variables"), (LOCALES | ZONES | SEEDS).items())
def test_the_same_tables(name, variables, corpus, tables, runs, tmp_path, tally):
    runs.finish("tables", corpus, "--out", tmp_path / "表 格", **variables)
    tally(f"tables: {name.rstrip(' 0123456789')}", 1, int(contents(tmp_path / "表 格") == tables[0]))


def test_the_same_tables_whoever_works(corpus, tables, runs, tmp_path, tally):
    for workers in (2, 3):
        runs.finish("tables", corpus, "--out", tmp_path / str(workers), "--workers", workers)
    tried = (2, 3)
    tally("tables: workers", 2, sum(contents(tmp_path / str(n)) == tables[0] for n in tried))


def test_the_same_book(few, site, runs, tmp_path, tally):
    harsh = LOCALES["without UTF-8"] | ZONES["Kiritimati"] | {"PYTHONHASHSEED": "5"}
    runs.finish("book", few, "--out", tmp_path / "书", **harsh)
    tally("a book: locale, time zone and hash seed", 1, int(contents(tmp_path / "书") == site[0]))


def test_the_order_in_which_files_were_written(corpus, tables, runs, tmp_path, tally):
    files = sorted((path for path in corpus.rglob("*") if path.is_file()), reverse=True)
    copy = tmp_path / "copy" / corpus.name
    for file in files:
        place = copy / file.relative_to(corpus)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
    runs.finish("tables", copy, "--out", tmp_path / "out")
    tally("tables: files written in another order", 1, int(contents(tmp_path / "out") == tables[0]))


def test_a_clock_that_goes_back(few, site, runs, tmp_path, tally):
    """A book is built by a clock that is a day fast; then the clock is right, and a document is not what it was."""
    copy, out = shutil.copytree(few, tmp_path / "copy" / few.name), tmp_path / "site"
    document = sorted(copy.iterdir())[0]
    before = document.read_bytes()
    document.write_bytes(before.replace("工作".encode(), "事務".encode()))
    runs.finish("book", copy, "--out", out)
    assert contents(out) != site[0]
    tomorrow = time.time() + 86_400
    for path in [*runs.cache.rglob("*"), *out.rglob("*"), *copy.rglob("*")]:
        os.utime(path, (tomorrow, tomorrow))
    document.write_bytes(before)
    runs.finish("book", copy, "--out", out)
    tally("a book: the clock set back by a day", 1, int(contents(out) == site[0]))


def test_two_at_once(corpus, few, tables, site, runs, tmp_path, tally):
    pairs = [("tables", [corpus, "--out", tmp_path / "out"]), ("book", [few, "--out", tmp_path / "site"])]
    for command, arguments in pairs:
        processes = [runs.start(command, *arguments) for _ in range(2)]
        assert [process.wait() for process in processes] == [0, 0], runs.printed()
    assert runs.printed().count("waiting for it") == 2
    equal = (contents(tmp_path / "out") == tables[0]) + (contents(tmp_path / "site") == site[0])
    tally("two runs at once", 2, equal)


def test_a_document_that_changes_meanwhile(corpus, tables, runs, tmp_path, tally):
    copy, out = shutil.copytree(corpus, tmp_path / "copy" / corpus.name), tmp_path / "out"
    document = sorted(copy.rglob("*.txt"))[-1]
    before = document.read_bytes()
    process = runs.start("tables", copy, "--out", out)
    while not list(tmp_path.glob(".out-*/parts/[0-9]*")):
        assert process.poll() is None, runs.printed()
    document.write_bytes(before + "又及。".encode())
    assert process.wait() == 2
    assert "changed while it was read" in runs.printed()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "copy", "log.txt"]
    document.write_bytes(before)
    runs.finish("tables", copy, "--out", out)
    tally("a document that changes meanwhile", 1, int(contents(out) == tables[0]))


@pytest.mark.skipif(sys.platform != "linux", reason="no limit of memory that holds elsewhere")
def test_too_little_memory(corpus, tables, tmp_path, runs, tally):
    """With any limit of memory, a run ends well, with a message or not at all, and leaves nothing partial."""
    import resource

    limits = [mega << 20 for mega in range(300, 1500, 50 if FULL else 200)]
    ended = []
    for limit in limits:
        out = tmp_path / "out"
        process = runs.start(
            "tables", corpus, "--out", out, OPENBLAS_NUM_THREADS="1", ARROW_DEFAULT_MEMORY_POOL="system"
        )
        resource.prlimit(process.pid, resource.RLIMIT_AS, (limit, limit))
        try:
            ended.append(process.wait(60))
        except subprocess.TimeoutExpired:  # OpenBLAS, as it is loaded, asks for memory until it gets it
            process.kill()
            ended.append(process.wait())
        assert contents(out) in (None, tables[0])
        shutil.rmtree(out, ignore_errors=True)
    assert 0 in ended
    runs.finish("tables", corpus, "--out", tmp_path / "out")
    tally("limits of memory", len(limits), len(limits) if contents(tmp_path / "out") == tables[0] else 0)
