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
    write_cities(folder / "市", 8)
    write_counties(folder / "縣", 1)
    write_undated(folder / "records", 10)
    return folder


@pytest.fixture(scope="session")
def few(tmp_path_factory):
    """Three documents, whose book takes seconds."""
    folder = tmp_path_factory.mktemp("few") / "縣 新聞"
    write_counties(folder, 1)
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
def site(few, project, tmp_path_factory):
    """The undisturbed book, how many seconds it took, and the cache that it left."""
    place = tmp_path_factory.mktemp("undisturbed")
    started = time.perf_counter()
    Runs(place, project).finish("book", few, "--out", place / "site")
    return contents(place / "site"), time.perf_counter() - started, place / "cache"


@pytest.fixture
def runs(tmp_path, project):
    return Runs(tmp_path, project)


@pytest.fixture
def tally(record_property):
    """Return what records that faults were tried, and after how many of them the result was the same to the byte."""

    def record(fault, tried, equal):
        record_property("fault", fault)
        record_property("tried", tried)
        record_property("equal", equal)
        assert equal == tried

    return record
