"""Write the table of the documentation that says what `make torture` tried: `python tools/torture.py RESULTS.xml`.

RESULTS.xml is pytest's report in JUnit's form. Tests of faults note in it what they tried and how often the result was the same to the
byte, tests of hostile input what they tried and how much of it was executed. Ends with 1 where a test failed or was skipped.
"""

import datetime
import platform
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

PAGE = Path(__file__).parents[1] / "book" / "torture.md"
_COUNTED = {"fault": ("tried", "equal"), "hostile": ("tried", "executed")}


def gather(report: Path) -> dict[str, dict[str, Counter[str]]]:
    """Return the counts by kind of test and by what was tried."""
    found: dict[str, dict[str, Counter[str]]] = {kind: {} for kind in _COUNTED}
    for case in ElementTree.parse(report).iter("testcase"):
        noted = {node.get("name"): node.get("value", "") for node in case.iter("property")}
        for kind, counted in _COUNTED.items():
            if kind in noted:
                counts = found[kind].setdefault(noted[kind], Counter())
                counts.update({name: int(noted[name]) for name in counted})
    return found


def write_tables(found: dict[str, dict[str, Counter[str]]]) -> str:
    """Return the counts as Markdown: all together, and by kind in tables that open."""
    today = datetime.datetime.now(datetime.UTC).date()
    faults, hostile = (sum(found[kind].values(), Counter()) for kind in _COUNTED)
    lines = [
        f"Last result of `make torture`, {today}, Python {platform.python_version()}, {platform.system()}:",
        "",
        "| | tried | with what end |",
        "|---|---:|---|",
        f"| faults | {faults['tried']:,} | {faults['equal']:,} survived with equal bytes |",
        f"| hostile inputs | {hostile['tried']:,} | {hostile['executed']:,} executed |",
        "",
    ]
    for kind, title, end in (("fault", "faults", "bytes equal"), ("hostile", "hostile inputs", "executed")):
        rows = sorted(found[kind].items())
        lines += [
            f"<details><summary>The {title} by kind</summary>",
            "",
            f"| {title} | tried | {end} |",
            "|---|---:|---:|",
        ]
        lines += [
            f"| {what} | {counts['tried']:,} | {counts[_COUNTED[kind][1]]:,} |" for what, counts in rows
        ]
        lines += ["", "</details>", ""]
    return "\n".join(lines)


def main() -> int:
    """Write the table, unless something failed or was not tried."""
    report = Path(sys.argv[1])
    bad = [
        case.get("name", "")
        for case in ElementTree.parse(report).iter("testcase")
        if any(case.find(outcome) is not None for outcome in ("failure", "error", "skipped"))
    ]
    if bad:
        print(f"Not written: {len(bad)} failed or were skipped, the first {bad[0]}.", file=sys.stderr)
        return 1
    PAGE.write_text(write_tables(gather(report)), encoding="utf-8")
    print(f"Written: {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
