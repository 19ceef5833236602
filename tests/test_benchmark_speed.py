"""The made-up corpora of the speed benchmark and its arithmetic; no test measures time."""

import importlib
import json
import re
import shutil
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from helpers.building import write_tables

ROOT = Path(__file__).parents[1]
BENCHMARKS = ROOT / "benchmarks"

sys.path.insert(0, str(BENCHMARKS))
speed: Any = importlib.import_module("speed")
speed_pages: Any = importlib.import_module("speed_pages")
steps: Any = importlib.import_module("steps")
generate: Any = importlib.import_module("generate")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp("planted")
    return out, generate.write_corpus(out, 0.3, 7)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_seed_gives_the_same_bytes(planted: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    generate.write_corpus(tmp_path / "same", 0.3, 7)
    generate.write_corpus(tmp_path / "other", 0.3, 8)
    assert files(tmp_path / "same") == files(planted[0])
    assert files(tmp_path / "other") != files(planted[0])


def test_the_truth_is_that_of_the_files(planted: tuple[Path, dict[str, Any]]) -> None:
    out, truth = planted
    assert truth == json.loads((out / "truth.json").read_text("utf-8"), object_hook=tuples)
    found = files(out / "corpus")
    assert len(found) == truth["files"]
    assert {path.rpartition(".")[2] for path in found} == {"txt", "html", "md", "csv", "jsonl"}
    records = [path for path in found if path.startswith("records/")]
    assert all(len(found[path].splitlines()) > 1 for path in records)
    assert truth["bytes"] >= 300_000
    assert truth["reprints"] == sum(len(family) - 1 for family in truth["families"]) > 0
    assert {path for family in truth["families"] for path, _ in family} <= found.keys()


def tuples(row: dict[str, Any]) -> dict[str, Any]:
    """JSON knows no tuples."""
    keys = ("families", "bulletins")
    return row | {key: [[tuple(place) for place in places] for places in row[key]] for key in keys}


def test_tables_hold_the_truth(planted: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    out, truth = planted
    write_tables(out / "corpus", tmp_path / "tables")
    judged = speed.judge(tmp_path / "tables", truth)
    assert judged["one_each"]
    assert judged["documents"] == [truth["documents"]] * 2
    assert min(judged["recall"], judged["precision"]) > 0.9


def test_a_folder_that_holds_something_is_not_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").touch()
    monkeypatch.setattr(sys, "argv", ["generate.py", str(tmp_path)])
    with pytest.raises(SystemExit):
        generate.main()
    assert "holds something already" in capsys.readouterr().err


def test_medians_of_times_and_the_largest_memory() -> None:
    costs = [speed.Cost(3, 1, 10, 0.1), speed.Cost(1, 2, 30, 0.3), speed.Cost(2, 9, 20, 0.2)]
    assert speed.median_cost(costs) == {"seconds": 2, "busy": 2, "peak": 30, "pace": 0.2, "runs": 3}


def test_pairs_are_compared() -> None:
    a, b, c, d = [("a", None), ("b", None), ("c", 1), ("c", 2)]
    assert speed.compare_pairs([[a, b, c]], [[c, a], [b], [d]]) == (1 / 3, 1)
    assert speed.compare_pairs([[a, b]], [[a, b, d]]) == (1, 1 / 3)
    assert speed.compare_pairs([], []) == (1, 1)


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(speed.subprocess.CalledProcessError) as failed:
        speed.measure([sys.executable, "-c", "raise SystemExit('no room')"])
    assert b"no room" in failed.value.output


def test_time_is_that_of_the_innermost_step() -> None:
    times = iter([0, 1, 2, 4, 8, 16, 32, 64])
    clock = steps.Clock(lambda: next(times))
    numbers = clock.time("reading", lambda: iter([1]))  # 1 to 2, then 4 to 8 and 16 to 32
    assert list(numbers()) == [1]
    assert clock.seconds == {steps.REST: 1 + 2 + 8, "reading": 1 + 4 + 16}
    clock = steps.Clock(iter(range(10)).__next__)
    with clock.run("outer"), clock.run("inner"):
        pass
    assert clock.seconds == {steps.REST: 1, "outer": 2, "inner": 1}


def test_every_step_is_still_there() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src/helpers").rglob("*.py"))
    names = {name for functions in steps.STEPS.values() for name in functions} - {"write_table"}  # pyarrow's
    assert {name for name in names if not re.search(rf"^def {name}\(", source, re.MULTILINE)} == set()


def grown(megabytes: float, workers: int, seconds: float, peak: float) -> dict[str, Any]:
    return {
        "megabytes": megabytes, "articles": int(megabytes * 400), "workers": workers, "seconds": seconds, "busy": seconds,
        "peak": peak * 1e9, "runs": 3, "disk": megabytes * 2e6,
    }  # fmt: skip


@pytest.fixture
def results() -> dict[str, Any]:
    return {
        "machine": {"day": "2026-01-01", "system": "Linux", "processor": "one", "cores": 2, "memory": 8e9, "python": "3.11",
                    "fangzhi": "0.1", "versions": {"jieba": "1"}},
        "compared": 10.0,
        "tables": {
            "growth": [grown(10, 1, 5, 0.3), grown(10, 2, 3, 0.4), grown(100, 1, 60, 0.5), grown(100, 2, 30, 0.6),
                       grown(1000, 1, 600, 0.6)],
            "truth": {"10": {"articles": [4000, 4000], "dates": [9, 10], "places": [9, 10], "recall": 1.0, "precision": 1.0}},
        },
        "peers": {
            "rjieba": {"megabytes": 10, "seconds": 1, "busy": 1, "versions": {"rjieba": "2"}},
            "jieba": {"megabytes": 5, "seconds": 5, "busy": 5, "versions": {"jieba": "1"}},
        },
        "steps": {"megabytes": 10, "seconds": {"dates": 1, "the rest": 3}},
        "start": {"fangzhi --help": 0.2, "import helpers": 0.4},
        "book": {name: {"seconds": seconds} for name, seconds in
                 {"whole": 30, "rendering": 15, "notebooks": 10, "again": 2}.items()},
    }  # fmt: skip


def test_targets(results: dict[str, Any]) -> None:
    told = {target.what: (target.measured, target.met) for target in speed_pages.list_targets(results)}
    assert told == {
        "time, beside that of `rjieba.cut` alone": ("5.00 ×", True),
        "faster than jieba with TfidfVectorizer": ("2.00 ×", False),
        "faster than libraries wired together": (
            "37.0 × (18.5 s/MB, measured earlier: the libraries are not installed)", True,
        ),
        "two workers beside one": ("2.00 × at 100 MB", True),
        "time for ten times the text": ("10.0 ×, from 100 MB to 1,000 MB", True),
        "peak memory for 1,000 MB beside that for 100 MB": ("1.20 ×", True),
        "peak memory for 1,000 MB": ("0.600 GB", True),
        "start-up: `fangzhi --help`": ("0.200 s", True),
        "start-up: `import helpers`": ("0.400 s", False),
        "the book beside Jupyter Book's rendering": ("2.00 × (3.00 × with the notebooks alone)", True),
        "the book again, nothing to do": ("2.00 s", True),
    }  # fmt: skip


def test_what_was_not_measured_is_neither_met_nor_missed(results: dict[str, Any]) -> None:
    nothing = {"machine": results["machine"], "compared": 10.0}
    assert {target.met for target in speed_pages.list_targets(nothing)} == {None}
    assert speed_pages.tell_targets(nothing).count("| not measured | not measured |") == 11


def test_large_corpora_are_sized_up(results: dict[str, Any]) -> None:
    sized = speed_pages.size_up(results)
    assert [articles for articles, *_ in sized] == [10**6, 10**7, 10**8]
    _, hours, elapsed, text, disk = sized[0]
    assert hours == pytest.approx(1500 / 3600)  # 400,000 articles took 600 s
    assert elapsed == pytest.approx([hours / 2, hours / 16, hours / 64])  # two workers took half the time
    assert (text, disk) == pytest.approx((2.5, 5))
    assert all(large[1] == pytest.approx(10 * small[1]) for small, large in pairwise(sized))


def test_pages_are_those_of_what_was_measured(tmp_path: Path) -> None:
    for folder in ("benchmarks", "book/_static"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(BENCHMARKS / speed_pages.KEPT, tmp_path / "benchmarks")
    speed_pages.write_pages(json.loads((BENCHMARKS / speed_pages.KEPT).read_text("utf-8")), tmp_path)
    for page in ("benchmarks/speed.md", "book/speed.md"):
        assert (tmp_path / page).read_text("utf-8") == (ROOT / page).read_text("utf-8")
    assert (tmp_path / "book/_static/speed.svg").read_text("utf-8").startswith("<?xml")


def test_pages_leave_out_what_was_not_measured(results: dict[str, Any], tmp_path: Path) -> None:
    for folder in ("benchmarks", "book/_static"):
        (tmp_path / folder).mkdir(parents=True)
    speed_pages.write_pages({key: results[key] for key in ("machine", "compared", "tables")}, tmp_path)
    page = (tmp_path / "book/speed.md").read_text("utf-8")
    assert "## As the corpus grows" in page
    assert "## Beside other ways" not in page
    assert "other things" not in page


def test_growth_is_told_at_one_pace_of_the_machine(results: dict[str, Any]) -> None:
    growth = results["tables"]["growth"]
    growth[-1]["seconds"] = 720
    growth[2]["pace"], growth[-1]["pace"] = 0.010, 0.012
    (target,) = (
        target for target in speed_pages.list_targets(results) if target.what.startswith("time for ten")
    )
    assert target.measured == "12.0 ×, from 100 MB to 1,000 MB; 10.0 × at one pace of the machine"
    assert target.met is False


def test_the_pace_of_the_machine_is_measured_beside_a_command() -> None:
    cost = speed.measure([sys.executable, "-c", "import time; time.sleep(0.3)"])
    assert 0 < cost.pace < 0.3
    assert speed.measure([sys.executable, "-c", ""], watch=False).pace == 0


def test_a_machine_that_did_other_things_is_told(results: dict[str, Any], tmp_path: Path) -> None:
    for folder in ("benchmarks", "book/_static"):
        (tmp_path / folder).mkdir(parents=True)
    results["tables"]["growth"][0]["busy"] = 2
    speed_pages.write_pages(results, tmp_path)
    assert "2.5 times as long" in (tmp_path / "book/speed.md").read_text("utf-8")
