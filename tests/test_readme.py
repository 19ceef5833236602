"""Every command of the README, run as it stands there; only `make test`, which runs this test, is left out."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
RUN = [block for block in BLOCKS if block.strip() not in ("make test", "make lab")]


@pytest.fixture
def environment(book, tmp_path):
    """A user with an empty home, and the tables and chapters that an earlier build left in the cache."""
    return os.environ | {"HOME": str(tmp_path), "FANGZHI_CACHE": str(book.cache)}


def test_the_readme_has_the_commands():
    assert len(RUN) >= 4
    assert {"make test\n", "make lab\n"} <= set(BLOCKS)


def test_the_blocks_of_commands_in_turn(environment):
    for block in RUN:
        done = subprocess.run(
            ["bash", "-ec", block], cwd=REPOSITORY, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, block + done.stdout[-2000:] + done.stderr[-2000:]


def test_the_cell(environment):
    (cell,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    command = [sys.executable, "-c", f"{cell}\nprint(len(corpus.articles))"]
    done = subprocess.run(
        command, cwd=REPOSITORY / "notebooks", env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0


def test_make_lab_serves_the_notebooks(environment, tmp_path):
    config = tmp_path / ".jupyter" / "jupyter_server_config.py"
    config.parent.mkdir()
    # Tests may run as root, which Jupyter refuses unless told; and no browser shall open.
    config.write_text(
        "c.ServerApp.allow_root = True\nc.ServerApp.open_browser = False\nc.ServerApp.port = 0\n"
    )
    log = tmp_path / "lab.log"
    with log.open("w") as stream:
        lab = subprocess.Popen(
            ["make", "lab"],
            cwd=REPOSITORY,
            env=environment,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + 60
        while "/lab?token=" not in log.read_text() and lab.poll() is None and time.monotonic() < deadline:
            time.sleep(0.2)
        assert "/lab?token=" in log.read_text(), log.read_text()
        assert "Serving notebooks from local directory" in log.read_text()
    finally:
        os.killpg(lab.pid, signal.SIGKILL)
        lab.wait()
