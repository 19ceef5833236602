"""A corpus of many forms, and its tables made in one piece."""

import shutil
from pathlib import Path

import pytest

from helpers.building import build_tables

PAGES = Path(__file__).parents[2] / "benchmarks" / "pages" / "dev"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Pages of many forms, a few of them copied into other files."""
    folder = tmp_path_factory.mktemp("pages") / "corpus"
    shutil.copytree(PAGES, folder, ignore=shutil.ignore_patterns("gold.json", "README*"))
    texts = sorted(folder.rglob("*.txt"))[:6]
    for text in texts:
        shutil.copy(text, text.with_name(f"copy_of_{text.name}"))
    return folder


@pytest.fixture(scope="module")
def whole(folder):
    """The tables made in one piece."""
    return build_tables(folder)
