"""Disks that fill and folders that may not be written: a message, nothing partial, and the next run goes on."""

import shutil
import subprocess
import sys

import pytest
from disturbed import FULL, contents

pytestmark = pytest.mark.slow

SIZES = range(1, 40, 1 if FULL else 6)  # megabytes of the disk on which the work is done


@pytest.fixture
def small_disk(tmp_path):
    """Return what gives a disk of so many megabytes: one in memory, which only root on Linux may mount."""
    place = tmp_path / "disk"
    mounted = []

    def mount(megabytes):
        place.mkdir(exist_ok=True)
        unmount()
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
        if sys.platform != "linux" or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("no small disk can be mounted here")
        mounted.append(place)
        return place

    def unmount():
        while mounted:
            subprocess.run(["umount", "-l", str(mounted.pop())], check=True)

    yield mount
    unmount()


def test_a_disk_that_fills(corpus, tables, runs, small_disk, tmp_path, tally):
    whole, _ = tables
    tried = equal = 0
    codes = set()
    for size in SIZES:
        disk = small_disk(size)
        runs.cache = disk / "cache"
        code = runs.start("tables", corpus, "--out", disk / "out").wait()
        codes.add(code)
        assert code in (0, 2), runs.printed()
        assert contents(disk / "out") == (None if code else whole)
        if code:
            assert "No space left on device" in runs.printed()
            subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
            runs.finish("tables", corpus, "--out", disk / "out")
        tried += 1
        equal += contents(disk / "out") == whole
        assert sorted(path.name for path in disk.iterdir()) == ["cache", "out"]
    assert codes == {0, 2}
    tally("full disks under tables", tried, equal)


def test_a_disk_that_fills_under_a_book(few, site, runs, small_disk, tmp_path, tally):
    whole, _, _ = site
    tried = equal = 0
    for size in range(2, 60, 2) if FULL else (6, 30):
        disk = small_disk(size)
        runs.cache = disk / "cache"
        code = runs.start("book", few, "--out", disk / "site").wait()
        assert contents(disk / "site") == (None if code else whole), runs.printed()
        if code:
            subprocess.run(["mount", "-o", "remount,size=400m", str(disk)], check=True)
            runs.finish("book", few, "--out", disk / "site")
        tried += 1
        equal += contents(disk / "site") == whole
    tally("full disks under a book", tried, equal)


def test_a_place_that_may_not_be_written(corpus, tables, runs, small_disk, tally):
    disk = small_disk(60)
    shutil.copytree(corpus / "縣", disk / "縣")
    runs.finish("tables", disk / "縣", "--out", disk / "out")
    before = contents(disk)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    for out in ("out", "other/out"):
        printed = runs.finish("tables", corpus, "--out", disk / out, code=2)
        assert "cannot write or read" in printed
        assert contents(disk) == before
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    runs.finish("tables", corpus, "--out", disk / "out")
    tally("places that may not be written", 2, 2 * (contents(disk / "out") == tables[0]))
