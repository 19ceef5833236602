"""Where what is kept lies, and the lock on it."""

import subprocess
import sys
import threading

import pytest

from helpers.caches import cache_folder, lock_place

HOLD = """
import sys
from pathlib import Path
from helpers.caches import lock_place
with lock_place(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_caches_lie_where_the_environment_says(tmp_path, monkeypatch):
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path))
    first = cache_folder("tables", "/a")
    assert first.parent == tmp_path / "tables"
    assert first == cache_folder("tables", "/a") != cache_folder("tables", "/b")
    assert cache_folder("tables", "a", "b") != cache_folder("tables", "ab")
    assert not first.exists()


def test_the_holder_may_take_a_lock_again_and_another_thread_waits(tmp_path):
    order = []

    def take():
        with lock_place(tmp_path, lambda: order.append("waits")):
            order.append("other")

    with lock_place(tmp_path, pytest.fail), lock_place(tmp_path, pytest.fail):
        other = threading.Thread(target=take)
        other.start()
        other.join(0.3)
        order.append("first")
    other.join()
    assert order == ["waits", "first", "other"]


def test_a_lock_goes_with_the_process_that_held_it(tmp_path):
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    killer = threading.Timer(0.3, holder.kill)
    waited = []
    with lock_place(tmp_path, lambda: (waited.append(True), killer.start())):
        assert holder.wait() != 0
    assert waited == [True]
    holder.stdin.close()
    holder.stdout.close()
