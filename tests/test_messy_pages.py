"""Floors for what becomes of messy pages, against gold made by hand: a change that loses some fails here.

`held_out` was kept unseen while rules were written; the other folders were tuned on, so their floors say that nothing
is lost again, not how good the rules are.
"""

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))
cleaning: Any = importlib.import_module("cleaning")

FLOORS = {
    "dev": {"articles found, F1": 0.99, "exact boundaries": 0.96, "boilerplate kept out": 0.98, "title": 0.98,
            "outlet": 0.92, "published": 0.97, "province": 0.97, "document status": 1.0},
    "dev_2": {"articles found, F1": 0.96, "exact boundaries": 0.92, "boilerplate kept out": 0.97, "title": 0.92,
              "outlet": 0.89, "published": 0.92, "province": 0.95, "document status": 1.0},
    "dev_3": {"articles found, F1": 0.97, "exact boundaries": 0.88, "boilerplate kept out": 0.92, "title": 0.97,
              "outlet": 0.89, "published": 0.97, "province": 0.93, "document status": 1.0},
    "dev_4": {"articles found, F1": 0.81, "exact boundaries": 0.66, "boilerplate kept out": 0.88, "title": 0.79,
              "outlet": 0.66, "published": 0.71, "province": 0.86, "document status": 1.0},
    "held_out": {"articles found, F1": 0.95, "exact boundaries": 0.78, "boilerplate kept out": 0.92, "title": 0.84,
                 "outlet": 0.80, "published": 0.93, "province": 0.95, "document status": 0.94},
}  # fmt: skip


@pytest.mark.parametrize("folder", FLOORS)
def test_floors(folder):
    result = cleaning.run(BENCHMARKS / "pages" / folder)
    reached = {name: share for name, share, _ in cleaning.measures(result)}
    short = {name: reached[name] for name, floor in FLOORS[folder].items() if reached[name] < floor}
    assert not short
    kept_apart = reached.get("template bulletins kept apart", 1.0)
    assert kept_apart >= 0.9
