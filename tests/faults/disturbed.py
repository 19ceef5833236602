"""Runs that can be disturbed, and what they leave.

With FANGZHI_TORTURE set, loops have their full length (`make torture`).
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

RUNNER = Path(__file__).with_name("runner.py")
FULL = bool(os.environ.get("FANGZHI_TORTURE"))


class Runs:
    """Commands with a cache of their own, each in a process group of its own."""

    def __init__(self, place, project=""):
        self.place = place
        self.project = project
        self.cache = place / "cache"

    def start(self, *arguments, **variables):
        """Start the program, its output going to a log."""
        environment = os.environ | {
            "FANGZHI_CACHE": str(self.cache),
            "SOURCE_DATE_EPOCH": "1600000000",
            "TQDM_DISABLE": "1",
            "PROJECT": str(self.project),
            **variables,
        }
        with (self.place / "log.txt").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, str(RUNNER), *map(str, arguments)], env=environment, stdout=log, stderr=log
            )

    def finish(self, *arguments, code=0, **variables):
        """Run the program to its end, and return what it printed."""
        log = self.place / "log.txt"
        before = log.stat().st_size if log.exists() else 0
        assert self.start(*arguments, **variables).wait() == code, self.printed(before)
        return self.printed(before)

    def printed(self, before=0):
        return (self.place / "log.txt").read_bytes()[before:].decode("utf-8", "replace")


def contents(folder):
    """Return the SHA-256 of each file below a folder, None where there is no folder."""
    if not folder.exists():
        return None
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }
