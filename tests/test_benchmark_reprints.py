import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_planted_reprints_are_found_and_template_bulletins_stay_apart():
    printed = subprocess.run(
        [sys.executable, "benchmarks/reprints.py", "--n", "1000", "--only", "ours", "--seed", "3"],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    ).stdout  # fmt: skip
    rows = [line.split("|")[1:3] for line in printed.splitlines() if line.startswith("| ")]
    table = {name.strip(): value.strip() for name, value in rows}
    assert float(table["pairs found"]) >= 0.95
    assert float(table["F1"]) >= 0.95
    assert table["template bulletins merged"] == "0"
