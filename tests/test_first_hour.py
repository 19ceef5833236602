"""The first hour of a new user: each command of the page is run, in turn, and the page has its output.

`FANGZHI_UPDATE=1 pytest tests/test_first_hour.py` puts the output into the page.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
PAGE = REPOSITORY / "book" / "first_hour.md"
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
# What differs from one run to the next, and how it stands on the page.
VARIES = (
    (re.compile(r"\b\d+(?:\.\d+)? s\b"), "… s"),
    (re.compile(r"^(\S+) ran in … s$", re.MULTILINE), r"\1 ran in … s"),
)


def commands(block):
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def steady(text, home):
    text = text.replace(str(home), "/home/you")
    for pattern, shown in VARIES:
        text = pattern.sub(shown, text)
    lines = text.splitlines()
    # Notebooks that run side by side end in any order.
    ran = sorted(line for line in lines if line.endswith(" ran in … s"))
    return "".join(f"{ran.pop(0) if line.endswith(' ran in … s') else line}\n" for line in lines)


def run(block, home):
    """Return the block with each command's output after it."""
    environment = os.environ | {
        "HOME": str(home),
        "FANGZHI_CACHE": str(home / "cache"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    told = []
    for command in commands(block):
        line = "set -o pipefail; " + command
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=home,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert done.returncode == 0 or "tops" in command, command + "\n" + done.stdout
        told.append(f"$ {command}\n{steady(done.stdout, home)}")
    return "".join(told)


def test_the_page_has_what_each_command_prints(tmp_path):
    home = tmp_path / "you"
    home.mkdir()
    for name in ("seeds", "notebooks", ".venv"):
        (home / name).symlink_to(Path(sys.prefix) if name == ".venv" else REPOSITORY / name)
    page = PAGE.read_text("utf-8")
    printed = BLOCK.sub(lambda match: run(match[0], home), page)
    if os.environ.get("FANGZHI_UPDATE"):
        PAGE.write_text(printed, encoding="utf-8")
    assert printed == page
