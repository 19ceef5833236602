"""A plain `jupyter-book build .`, which runs the stored notebooks itself, gives the pages of `fangzhi book`."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.site.project import Project

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[1]
SOURCES = ("_config.yml", "_toc.yml", "book", "notebooks")


def _article(page: Path) -> str:
    """The page between the navigation bars, without what caches add to file names and what is marked as this build's own."""
    match = re.search(r"<article.*?</article>", page.read_text("utf-8"), re.DOTALL)
    assert match, page
    article = re.sub(r"<!--this-build-->.*?<!--/this-build-->", "", match[0], flags=re.DOTALL)
    return re.sub(r"\?v=[0-9a-f]+", "", article)


def test_the_same_pages(book, tmp_path):
    for name in SOURCES:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name)
        else:
            shutil.copy(source, tmp_path / name)
    (tmp_path / "seeds").symlink_to(
        REPOSITORY / "seeds"
    )  # of which the book's build has kept what takes long
    command = [
        sys.executable,
        "-c",
        "from jupyter_book.cli.main import main; main()",
        "build",
        ".",
        "-W",
        "-n",
    ]
    environment = os.environ | {"FANGZHI_CACHE": str(book.cache)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    for page in Project(REPOSITORY).pages:
        plain, own = tmp_path / "_build" / "html" / f"{page}.html", book.site / f"{page}.html"
        assert _article(plain) == _article(own), page
