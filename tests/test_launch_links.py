"""A chapter leads to its notebook on Binder and Colab where the repository's address is known, and nowhere else."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml  # type: ignore[import-untyped]
from bs4 import BeautifulSoup

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
BUILD = "import json, sys; from sphinx.application import Sphinx; Sphinx(*json.loads(sys.argv[1]), status=None).build()"
CHAPTERS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


def links(folder, **repository):
    """The links of a small book's chapter and prose page; its frame is that of `_config.yml`."""
    (folder / "notebooks").mkdir()
    (folder / "templates").mkdir()
    shutil.copy(ROOT / "src/helpers/site/templates/launch-links.html", folder / "templates")
    (folder / "index.md").write_text("# Home\n\n```{toctree}\nnotebooks/one\n```\n")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# One")])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "notebooks" / "one.ipynb")
    settings = CONFIG["sphinx"]["config"]
    options = {
        "extensions": ["myst_nb", "sphinx_book_theme"],
        "html_theme": "sphinx_book_theme",
        "nb_execution_mode": "off",
        "templates_path": [str(folder / "templates")],
        "html_theme_options": {
            "article_header_end": settings["html_theme_options"]["article_header_end"],
            **{f"repository_{key}": value for key, value in repository.items()},
        },
    }
    # In a process of its own: Sphinx leaves things behind in the one that it ran in.
    arguments = json.dumps(
        [str(folder), None, str(folder / "out"), str(folder / "doctrees"), "html", options]
    )
    subprocess.run([sys.executable, "-c", BUILD, arguments], check=True)
    pages = {
        name: BeautifulSoup((folder / "out" / f"{name}.html").read_text("utf-8"), "html.parser")
        for name in ("index", "notebooks/one")
    }
    assert not pages["index"].select(".fangzhi-launch"), "a page of prose has nothing to run"
    return {link.get_text(): link["href"] for link in pages["notebooks/one"].select(".fangzhi-launch a")}


def test_on_github(tmp_path):
    assert links(tmp_path, url="https://github.com/someone/some.where/", branch="main") == {
        "Binder": "https://mybinder.org/v2/gh/someone/some.where/main?urlpath=lab/tree/notebooks/one.ipynb",
        "Colab": "https://colab.research.google.com/github/someone/some.where/blob/main/notebooks/one.ipynb",
    }


def test_elsewhere_only_binder_and_another_branch(tmp_path):
    assert links(tmp_path, url="https://gitlab.com/a/b", branch="next/2") == {
        "Binder": "https://mybinder.org/v2/git/https%3A%2F%2Fgitlab.com%2Fa%2Fb/next%2F2?urlpath=lab/tree/notebooks/one.ipynb",
    }


def test_without_an_address_there_are_none(tmp_path):
    assert links(tmp_path, url="", branch="main") == {}


def test_the_book_asks_for_them():
    assert set(CONFIG["repository"]) == {"url", "branch"}
    assert CONFIG["sphinx"]["config"]["html_theme_options"]["article_header_end"][0] == "launch-links.html"


def test_binder_finds_what_it_installs_from():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    assert [part["pip"] for part in environment["dependencies"] if isinstance(part, dict)] == [
        ["-r requirements.lock"]
    ]
    script = ROOT / "postBuild"
    assert os.access(script, os.X_OK)
    assert re.search(r"^python -m pip install .*-e \.$", script.read_text("utf-8"), re.MULTILINE)
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    for package in ("jupyterlab", "hatchling", "editables"):
        assert re.search(rf"^{package}==", lock, re.MULTILINE), "Binder runs it, postBuild needs it"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_finds_the_seeds_from_any_directory(chapter):
    (cell,) = [
        cell
        for cell in nbformat.read(ROOT / "notebooks" / f"{chapter}.ipynb", 4).cells
        if "parameters" in cell.metadata.get("tags", [])
    ]
    assert re.search(r'^corpus: str = "seeds"', cell.source, re.MULTILINE), (
        "on Colab only the package is there"
    )
