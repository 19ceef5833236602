"""Every example in a docstring is run, with the seeds as the corpus, and what people call first has one."""

import doctest
import importlib
from pathlib import Path

import pytest

import helpers
from helpers import comparison, concordance, explore, findings, frequency, open_corpus, timeline

REPOSITORY = Path(__file__).parents[1]
PACKAGE = REPOSITORY / "src" / "helpers"
MODULES = [
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in sorted(PACKAGE.rglob("*.py"))
    if ">>> " in path.read_text("utf-8")
]
SHOWN = [
    helpers.Corpus,
    *(getattr(helpers.Corpus, name) for name in ("where", "compare", "table", "fit_topics", "meanings")),
    helpers.open_corpus,
    *(concordance.find_concordance, concordance.find_typical_sentences),
    *(timeline.count_term_timeline, timeline.count_publications),
    *(comparison.compare_provinces, comparison.contrast_terms, comparison.top_terms),
    frequency.count_frequency,
    *(explore.compute_view, explore.make_choice, explore.write_code),
    findings.say,
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module(name, monkeypatch):
    """In them `corpus` is the seeds' corpus, and paths are taken from the project."""
    monkeypatch.chdir(REPOSITORY)
    module = importlib.import_module(name)
    told = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    given = {"corpus": open_corpus("seeds")}
    tests = doctest.DocTestFinder(exclude_empty=True).find(module, name, extraglobs=given)
    for test in tests:
        runner.run(test, out=told.append)
    assert not runner.failures, "".join(told)
    assert runner.tries


@pytest.mark.parametrize("public", SHOWN, ids=lambda public: public.__qualname__)
def test_what_is_called_first_has_an_example(public):
    assert ">>> " in public.__doc__


def test_no_example_is_skipped():
    for path in PACKAGE.rglob("*.py"):
        assert "+SKIP" not in path.read_text("utf-8"), path
