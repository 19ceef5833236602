"""Tell where the time of `fangzhi tables` goes: `python benchmarks/steps.py CORPUS OUT`.

The functions of each step are replaced by ones that keep time; while one step runs another, the time is the other's.
Prints one line of JSON: seconds of the processor by step, and of the whole.
"""

import argparse
import contextlib
import functools
import importlib
import inspect
import json
import pkgutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import helpers

__all__ = ["STEPS", "Clock", "main"]

# The steps by their public functions, wherever those are defined and called.
STEPS = {
    "reading files": ("observe_corpus", "read_file", "check_unchanged"),
    "splitting into articles": ("split_documents",),
    "tokens": ("make_tokenizer", "cut_articles"),
    "dates": ("date_articles", "find_dates"),
    "places": ("find_places", "place_articles"),
    "names": ("find_names",),
    "counts": ("count_articles",),
    "evidence and ledger": ("gather_evidence", "check_ledger"),
    "reprints": ("hash_clauses", "find_families"),
    "writing": ("to_arrow", "write_table", "write_manifest"),
}
REST = "the rest"
_OWNERS = ("helpers", "pyarrow.parquet")


class Clock:
    """Seconds by step, of the step that runs innermost."""

    def __init__(self, now: Callable[[], float] = time.process_time) -> None:
        """Begin with no step running."""
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._now = now
        self._running = [REST]
        self._since = now()

    @contextlib.contextmanager
    def run(self, step: str) -> Iterator[None]:
        """Count the time to a step."""
        self._turn()
        self._running.append(step)
        try:
            yield
        finally:
            self._turn()
            self._running.pop()

    def _turn(self) -> None:
        now = self._now()
        self.seconds[self._running[-1]] += now - self._since
        self._since = now

    def time(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with its time, and that of what it yields, counted to a step."""

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.run(step):
                result = function(*args, **kwargs)
            return self._draw(step, result) if isinstance(result, Iterator) else result

        return timed

    def _draw(self, step: str, items: Iterator[Any]) -> Iterator[Any]:
        end = object()
        while True:
            with self.run(step):
                item = next(items, end)
            if item is end:
                return
            yield item


def _wrap(clock: Clock) -> None:
    """Put the timed functions in the place of the steps', in every module that names them."""
    ours = [module.name for module in pkgutil.walk_packages(helpers.__path__, "helpers.")]
    modules = [importlib.import_module(name) for name in (*ours, "pyarrow.parquet")]
    for step, names in STEPS.items():
        for name in names:
            functions = {
                id(found): found
                for module in modules
                if inspect.isfunction(found := vars(module).get(name))
                and found.__module__.startswith(_OWNERS)
            }
            if not functions:
                print(f"no function {name}: its time counts elsewhere", file=sys.stderr)
            for function in functions.values():
                timed = clock.time(step, function)
                for module in modules:
                    if vars(module).get(name) is function:
                        setattr(module, name, timed)


def main() -> None:
    """Make the tables of a corpus and print the seconds of each step."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path, help="folder for the tables")
    options = parser.parse_args()
    clock = Clock()
    _wrap(clock)
    cli = importlib.import_module("helpers.cli")
    with contextlib.redirect_stdout(sys.stderr), clock.run(REST):
        clock.seconds.clear()  # what was imported is not a step
        code = cli.main(["tables", str(options.corpus), "--out", str(options.out)])
    print(json.dumps({step: clock.seconds[step] for step in (*STEPS, REST)}))
    sys.exit(code)


if __name__ == "__main__":
    main()
