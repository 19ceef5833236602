"""A corpus in a folder with spaces and Chinese in its name, its undisturbed tables and book, and what records how a fault went."""

import time

import pytest
from corpora import write_cities, write_counties, write_undated
from disturbed import Runs, contents
from toy_project import make_project

COUNT = "from helpers import open_corpus\nprint(len(open_corpus(corpus).articles))"
BLOCKS = ("documents", "inputs", "versions", "run-times")


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults") / "地方 新闻"
    write_cities(folder / "市", 24)
    write_counties(folder / "縣", 4)
    write_undated(folder / "records", 40)
    return folder


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    return make_project(tmp_path_factory.mktemp("project") / "p", BLOCKS, COUNT)


@pytest.fixture(scope="session")
def tables(corpus, tmp_path_factory):
    """The undisturbed tables, and how many seconds they took."""
    place = tmp_path_factory.mktemp("undisturbed")
    started = time.perf_counter()
    Runs(place).finish("tables", corpus, "--out", place / "out")
    return contents(place / "out"), time.perf_counter() - started


@pytest.fixture(scope="session")
def site(corpus, project, tmp_path_factory):
    """The undisturbed book, and how many seconds it took."""
    place = tmp_path_factory.mktemp("undisturbed")
    started = time.perf_counter()
    Runs(place).finish("book", project, corpus, place / "site")
    return contents(place / "site"), time.perf_counter() - started


@pytest.fixture
def runs(tmp_path):
    return Runs(tmp_path)


@pytest.fixture
def tally(record_property):
    """Return what records that faults were tried, and after how many of them the result was the same to the byte."""

    def record(fault, tried, equal):
        record_property("fault", fault)
        record_property("tried", tried)
        record_property("equal", equal)
        assert equal == tried

    return record
