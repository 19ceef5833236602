"""`fangzhi` as the tests of faults run it: parts of a few files, so that a small corpus has many, and the project that PROJECT names."""

import os
import sys
from pathlib import Path

from helpers import cli
from helpers.building import chunks

# At the top, where the processes that work side by side get it too.
chunks._FILES_A_PART = 2
chunks._CHARS_A_CHUNK = 3000

if __name__ == "__main__":
    if os.environ["PROJECT"]:
        from helpers.site import build

        build.project_folder = lambda: Path(os.environ["PROJECT"])
    sys.exit(cli.main())
