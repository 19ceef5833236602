"""What several tests share: the book of the seeds, built once from nothing, and the option to keep pictures of it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from browser import find_browser
from first_hour import first_hour as first_hour
from first_hour import packages as packages
from hypothesis import settings
from once import make_once
from playwright.sync_api import sync_playwright
from visits import FLAGS, serve

# How long one example takes says something of the machine, nothing of the code; speed is measured in benchmarks.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

# Of several test processes each has a core of its own; the programs that they start inherit it.
os.environ.setdefault("OMP_NUM_THREADS", "1")

REPOSITORY = Path(__file__).parents[1]


class Book(NamedTuple):
    """The seeds' book: its site, the cache it was made with, and what its build printed."""

    site: Path
    cache: Path
    printed: str


def pytest_addoption(parser):
    parser.addoption(
        "--shots",
        metavar="DIR",
        default=os.environ.get("FANGZHI_SHOTS"),
        help="keep a picture of each page here (default: FANGZHI_SHOTS; none)",
    )


def pytest_collection_modifyitems(items):
    """Put the tests that need what takes long last, so that one process makes it while the other runs the rest."""
    for item in items:
        if not {"book", "browser", "first_hour"}.isdisjoint(item.fixturenames):
            item.add_marker("slow")
    items.sort(key=lambda item: ["book" in item.fixturenames, "first_hour" in item.fixturenames])


@pytest.fixture(scope="session")
def book(tmp_path_factory, worker_id):
    """Build the book of the seeds with an empty cache; of several test processes, one does it and the others wait."""
    shared, done = make_once(tmp_path_factory, worker_id, "seeds-book", build)
    assert done["code"] == 0, done["printed"]
    return Book(shared / "site", shared / "cache", done["printed"])


@pytest.fixture(scope="session")
def address(book):
    """Serve the book of the seeds, and return its address."""
    with serve(book.site) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    """Open the one browser of a test process: a thread holds one Playwright."""
    path = find_browser()
    assert path, "no browser: run `python tests/browser.py --install`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def shown(monkeypatch):
    """Return the list to which goes, as HTML, what figures and tables would show in a notebook."""
    pages = []
    module = sys.modules["helpers.figures.publish"]
    monkeypatch.setattr(module, "_display", lambda markup, plain: pages.append(markup))
    return pages


def build(shared: Path) -> dict[str, object]:
    """Build the book in a folder, and return how that ended."""
    environment = os.environ | {"FANGZHI_CACHE": str(shared / "cache")}
    command = [sys.executable, "-m", "helpers.cli", "book", "seeds", "--out", str(shared / "site")]
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
    return {"code": done.returncode, "printed": done.stdout + done.stderr}
