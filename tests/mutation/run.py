"""Which small changes of the code no test notices: `make mutants`, or `python tests/mutation/run.py N`, with mutmut on the path.

mutmut changes one operator, word, number or argument of a function at a time, and runs the tests that reach it. Of its changes of
each package N are drawn by lot, the same for the same code; those that no test noticed are written, each as a difference, into
_build/mutation/alive.diff. What is not here is what mutmut leaves alone: patterns, tables and other values of modules, and
functions with a decorator.
"""

import json
import random
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "_build" / "mutation"
TREE = PLACE / "tree"
MADE = TREE / "mutants" / "src" / "helpers"
MUTMUT = PLACE / "site" / "bin" / "mutmut"
_ANY = "helpers.dates.days.*__mutmut_1"  # mutmut makes all its changes before it tries any
_NOTICED = 1  # a test failed; whatever else, even that it took too long or was never tried, does not count


def copy() -> None:
    """Copy what is tracked, in which mutmut may then write."""
    shutil.rmtree(TREE, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        (TREE / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, TREE / name)


def run(*names: str) -> None:
    """Have the tests tried on some changes."""
    subprocess.run([sys.executable, str(MUTMUT), "run", "--max-children", "2", *names], cwd=TREE, check=True)


def read() -> dict[str, dict[str, int | None]]:
    """Return how the tests ended on each change, None where they have not run, by package."""
    made: dict[str, dict[str, int | None]] = defaultdict(dict)
    for path in sorted(MADE.rglob("*.meta")):
        made[path.relative_to(MADE).parts[0]] |= json.loads(path.read_text("utf-8"))["exit_code_by_key"]
    return made


def main() -> None:
    """Draw, try, and tell."""
    n = int(sys.argv[1])
    copy()
    run(_ANY)
    drawn = {
        package: random.Random(package).sample(sorted(names), min(n, len(names)))
        for package, names in read().items()
    }
    run(*(name for names in drawn.values() for name in names))
    ended = read()
    print(f"\n{'package':12} {'changes':>8} {'tried':>6} {'noticed':>8}")
    with (PLACE / "alive.diff").open("w", encoding="utf-8") as alive:
        for package, names in drawn.items():
            unnoticed = [name for name in names if ended[package][name] != _NOTICED]
            share = 1 - len(unnoticed) / len(names)
            print(f"{package:12} {len(ended[package]):8,} {len(names):6} {share:8.0%}")
            for name in unnoticed:
                shown = subprocess.run(
                    [sys.executable, str(MUTMUT), "show", name], cwd=TREE, capture_output=True, text=True
                )
                alive.write(f"{shown.stdout}\n")
    print(f"What no test noticed: {PLACE / 'alive.diff'}")


if __name__ == "__main__":
    main()
