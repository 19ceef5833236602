"""Chapters of the seeds, computed anew with another hash seed, time zone and locale: the same bytes, figures included."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from disturbed import FULL, Runs, contents

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[2]
CHAPTERS = sorted(path.stem for path in (REPOSITORY / "notebooks").glob("0[1-6]_*.ipynb"))
HARSH = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "OMP_NUM_THREADS": "2"}
RUN = """
import sys
from pathlib import Path
from helpers.site.run import Job, run_notebooks
place, *notebooks = map(Path, sys.argv[1:])
jobs = [Job(path.stem, path, {"corpus": "seeds"}) for path in notebooks]
run_notebooks(jobs, executed=place / "executed", scratch=place / "runs", finished=print)
"""


def test_the_same_chapters(book, tmp_path, tally):
    (executed,) = book.cache.glob("book/*/executed")
    names = CHAPTERS if FULL else ["03_provinces", "04_timeline"]
    notebooks = [str(REPOSITORY / "notebooks" / f"{name}.ipynb") for name in names]
    environment = os.environ | HARSH | {"FANGZHI_CACHE": str(tmp_path / "cache")}
    subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path), *notebooks], cwd=REPOSITORY, env=environment, check=True
    )
    equal = [
        name
        for name in names
        if (tmp_path / "executed" / f"{name}.ipynb").read_bytes() == (executed / f"{name}.ipynb").read_bytes()
    ]
    tally("chapters: hash seed, time zone, locale, threads", len(names), len(equal))


if FULL:

    def test_the_same_book_of_the_seeds(tmp_path, tally):
        sites = []
        for number, variables in enumerate(({}, HARSH)):
            runs = Runs(tmp_path / str(number))
            runs.place.mkdir()
            runs.finish("book", REPOSITORY / "seeds", "--out", runs.place / "site", **variables)
            sites.append(contents(runs.place / "site"))
        tally("the seeds' book: hash seed, time zone, locale, threads", 1, int(sites[0] == sites[1]))
