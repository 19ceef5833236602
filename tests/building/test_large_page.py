"""The page on large corpora: its example of a cluster, run as it stands there."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_example_of_a_cluster_runs_as_it_stands(tmp_path):
    page = (ROOT / "book" / "large.md").read_text("utf-8")
    (example,) = [
        block for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) if "dask scheduler" in block
    ]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    commands = example.replace("8786", str(port)).replace(" seeds ", f" {ROOT / 'seeds'} ")
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    shell = subprocess.Popen(
        ["bash", "-c", commands], cwd=tmp_path, env={**os.environ, "PATH": programs}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        shell.wait(120)
    finally:
        os.killpg(shell.pid, signal.SIGTERM)
    assert shell.returncode == 0
    assert (tmp_path / "my_tables" / "manifest.json").is_file()
