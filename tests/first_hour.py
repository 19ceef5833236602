"""The first hour of a new user, once for all tests: the wheel in an environment outside the repository, and no network.

Each command of the page is run in turn. The package is the one that a release would hold; the others, which it needs, are
those of the tests, so that nothing is downloaded.
"""

import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import NamedTuple

import pytest
import release
from once import make_once

REPOSITORY = Path(__file__).parents[1]
PAGE = REPOSITORY / "book" / "first_hour.md"
OFFLINE = Path(__file__).parent / "offline"
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
# What differs from one run to the next, and how it stands on the page.
VARIES = (
    (re.compile(r"\b\d+(?:\.\d+)? s\b"), "… s"),
    (re.compile(r"^(\S+) ran in … s$", re.MULTILINE), r"\1 ran in … s"),
)


class FirstHour(NamedTuple):
    """What came of it: the user's folder, the page with what was printed, and what tried to leave the machine."""

    home: Path
    page: str
    tried: Path
    refused: list[int] | None

    @property
    def environment(self):
        return environment(self.home, self.tried)


@pytest.fixture(scope="session")
def packages(tmp_path_factory, worker_id):
    """Return the folder of the sdist and the wheel, as a release builds them."""
    folder, _ = make_once(tmp_path_factory, worker_id, "packages", release.build_package)
    return folder


@pytest.fixture(scope="session")
def first_hour(packages, tmp_path_factory, worker_id):
    (wheel,) = packages.glob("*.whl")
    folder, done = make_once(tmp_path_factory, worker_id, "first-hour", lambda folder: spend(folder, wheel))
    return FirstHour(folder / "you", done["page"], folder / "tried", done["refused"])


def spend(shared, wheel):
    home, counts = shared / "you", shared / "counts"
    home.mkdir()
    install(wheel, home / ".venv")
    for name in ("seeds", "notebooks"):
        (home / name).symlink_to(REPOSITORY / name)
    closed = close_network(counts)
    page = BLOCK.sub(
        lambda match: run(match[0], home, shared / "tried", closed), PAGE.read_text(encoding="utf-8")
    )
    return {"page": page, "refused": [int(line) for line in counts.read_text().split()] if closed else None}


def install(wheel, folder):
    """Install the wheel into a new environment that sees the tests' packages, but not the repository's own."""
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--disable-pip-version-check", str(wheel)], check=True)
    (folder / "share").symlink_to(Path(sys.prefix) / "share")
    (own,) = folder.glob("lib/python*/site-packages")
    own.joinpath("tests.pth").write_text(f"{OFFLINE}\nimport loopback\n{sysconfig.get_path('purelib')}\n")
    papermill = folder / "bin" / "papermill"
    papermill.write_text(f"#!{python}\nfrom papermill.__main__ import papermill\npapermill()\n")
    papermill.chmod(0o755)


def close_network(counts):
    """Return what stands before a command so that it has no network, nothing where the system does not let us."""
    unshare = ["unshare", "--map-root-user", "--net"]
    try:
        subprocess.run([*unshare, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return []
    return [*unshare, sys.executable, str(OFFLINE / "namespace.py"), str(counts)]


def environment(home, tried):
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {
        "HOME": str(home),
        "FANGZHI_CACHE": str(home / "cache"),
        "FANGZHI_TRIED": str(tried),
    }


def run(block, home, tried, closed):
    """Return the block with each command's output after it."""
    told = []
    for command in commands(block):
        line = f"set -o pipefail; source .venv/bin/activate; {command}"
        done = subprocess.run(
            [*closed, "bash", "-c", line],
            cwd=home,
            env=environment(home, tried),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert done.returncode == 0 or "tops" in command, command + "\n" + done.stdout
        told.append(f"$ {command}\n{steady(done.stdout, home)}")
    return "".join(told)


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
