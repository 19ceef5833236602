"""Tell what `speed.py` measured: `python benchmarks/speed_pages.py` writes `speed.md`, and the page and figure of the book, from `speed.json`."""

import html
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.ticker import NullLocator

from helpers.figures.style import BLUE, GREY, ORANGE, new_figure, style

__all__ = ["KEPT", "Target", "list_targets", "size_up", "tell_targets", "write_pages"]

KEPT = "speed.json"
_WIRED_EARLIER = 18.5  # seconds for a megabyte, where the libraries are not installed
_BUSY = 1.2  # times as long as the processor that one worker may take, waits for the disk among it
_ARTICLES = (1_000_000, 10_000_000, 100_000_000)
_CORES = (2, 16, 64)
_WAYS = {
    "rjieba": "`rjieba.cut` alone",
    "jieba": "`jieba.lcut` and scikit-learn's `TfidfVectorizer`",
    "wired_cpca": "resiliparse, jionlp, datasketch, jieba; places by cpca",
    "wired_jionlp": "the same; places by jionlp",
}
_LABELS = {
    "rjieba": "rjieba.cut alone", "jieba": "jieba + TF-IDF", "wired_cpca": "libraries, cpca",
    "wired_jionlp": "libraries, jionlp",
}  # fmt: skip

Results = dict[str, Any]
Row = dict[str, Any]

_RESULTS = """\
# Speed

Written by `make bench` on {day} with fangzhi {fangzhi}, Python {python} on {system}, {processor}, {cores} cores, {memory}, and
{versions}. Runs of a command of which the median is taken: {runs}; [README.md](README.md) says more. The tables behind these are in
[the book](../book/speed.md).

{disturbed}{targets}
"""

_PAGE = """\
# How fast it is, and how it grows

This page says what `fangzhi tables` costs in time, memory and disk, and what a corpus larger than those measured here will cost.
`make bench` measures it and writes this page; what is here was measured on {day} on a machine with {cores} cores ({processor}) and
{memory}, with Python {python}.

The corpora are made up of words from jieba's dictionary, as frequent as they are there, with phrases that recur. They come as text
pages, web pages, Markdown, CSV and JSON Lines. An article has about 600 characters or, on average, 900; one in eight is a copy that
another outlet printed. A megabyte is one of article text in UTF-8, about {per_megabyte} articles. Real pages have more around their
text, and take longer.

{disturbed}{sections}
"""

_FIGURE = """\
<figure id="fig-speed" class="fangzhi-figure">
<img src="../_static/speed.svg" alt="{alt}">
<figcaption>Above, how long a megabyte of text takes, on a scale on which each step is ten times the last. Below, how the time of
<code>fangzhi tables</code> grows; the dashed line is proportion.</figcaption>
</figure>
"""

_PEERS = """\
## Beside other ways

All of these ran one after the other on the same machine, on one core. The first only cuts text into words, and is what any table of
terms costs at least. The second is what is often written today: cut and weigh, with the texts already clean and in
memory. {wired}`fangzhi tables` is the whole command, from its start to the tables on disk.

{table}
"""

_WIRED = """\
The next two join the libraries that do, each for itself, a step of the tables: main text, places, dates, near duplicates and words.
They take {size} MB, since more would take long. """

_GROWTH = """\
## As the corpus grows

Documents stream through in parts that are kept on disk, so that memory stays within bounds while the corpus grows. The time is that of the whole
command; *peak memory* adds up what the command and its workers hold at the same moment; *disk* is that of the tables.
A fixed piece of work is timed beside each run, since how fast a machine is varies with what else runs on it; below, growth is also told at one pace.

{table}
"""

_STEPS = """\
## Where the time goes

The share of each step in the time of the processor, in one run on {size} MB with one worker. To keep the time costs some, so that
the shares tell more than the sum.

{table}
"""

_START = """\
## Start-up

The command must answer at once. What the tables need is loaded only when they are made, which is the third line; it is part of every time above.

{table}
"""

_BOOK = """\
## The book

The book of the seeds, made with everything installed and nothing kept, and again when there is nothing to do. Jupyter Book's own rendering is
measured twice: on the finished notebooks and pages, with the articles, terms and search that this project adds to them; and on the
finished notebooks alone, as anyone would render them.

{table}
"""

_AIMS = """\
## What was aimed at

{targets}
{why}"""

_TRUTH = """\
## Whether it is right

What was planted is known. The dates and places found are more than those planted, because names of places and words for days are in the dictionary
too. A pair of copies is found when both stand in one family; bulletins of one template, which are no copies, are in the
corpus to be told apart.

{table}
"""

_SIZING = """\
## A corpus larger than these

Computed from the largest corpus measured: {megabytes} MB, {articles} articles, {rate} articles a second on one core. Of two workers each does
{efficiency} of what one does alone, and that is taken for more workers too. {limits}

{table}
"""

_DISTURBED = """\
**The machine did other things meanwhile**: the clock ran {times:.1f} times as long as the processor. Seconds, and what follows from
them, are larger than they should be, and the gain of two workers means nothing.

"""

_LIMITS = (
    "Nothing of this table was measured: many machines also share a disk and a network, and finding copies across parts takes "
    "more than its share when a corpus has more of them."
)


@dataclass(frozen=True)
class Target:
    """What was aimed at and what came of it; `met` is None where it was not measured."""

    what: str
    wanted: str
    measured: str
    met: bool | None


def _rate(row: Row) -> float:
    return float(row["seconds"] / row["megabytes"])


def _rows(results: Results, workers: int) -> list[Row]:
    """Return what tables cost with so many workers, by size."""
    growth = results.get("tables", {}).get("growth", [])
    return sorted((row for row in growth if row["workers"] == workers), key=lambda row: row["megabytes"])


def _ours(results: Results) -> Row | None:
    """Return what tables cost at the size at which the ways are compared."""
    return min(_rows(results, 1), key=lambda row: abs(row["megabytes"] - results["compared"]), default=None)


def list_targets(results: Results) -> list[Target]:
    """Return every target, in the order of the issue that set them."""
    return [
        *_against_others(results), *_against_itself(results), *_against_the_clock(results),
    ]  # fmt: skip


def _judge(
    what: str, wanted: float, ratio: float | None, *, least: bool = False, unit: str = " ×", more: str = ""
) -> Target:
    sign = "≥" if least else "≤"
    if ratio is None:
        return Target(what, f"{sign} {wanted:g}{unit}", "not measured", None)
    return Target(
        what,
        f"{sign} {wanted:g}{unit}",
        f"{_number(ratio)}{unit}{more}",
        ratio >= wanted if least else ratio <= wanted,
    )


def _against_others(results: Results) -> list[Target]:
    ours, ways = _ours(results), results.get("peers", {})

    def ratio(way: str) -> float | None:
        return _rate(ways[way]) / _rate(ours) if ours and way in ways else None

    cutting = ratio("rjieba")
    targets = [
        _judge("time, beside that of `rjieba.cut` alone", 6, 1 / cutting if cutting else None),
        _judge("faster than jieba with TfidfVectorizer", 3.5, ratio("jieba"), least=True),
    ]
    wired = [way for way in ways if way.startswith("wired")]
    for way in wired:
        places = way.partition("_")[2]
        targets.append(
            _judge(f"faster than libraries wired together, places by {places}", 25, ratio(way), least=True)
        )
    if not wired:
        earlier = _WIRED_EARLIER / _rate(ours) if ours else None
        more = f" ({_WIRED_EARLIER} s/MB, measured earlier: the libraries are not installed)"
        targets.append(_judge("faster than libraries wired together", 25, earlier, least=True, more=more))
    return targets


def _against_itself(results: Results) -> list[Target]:
    alone, together = _rows(results, 1), _rows(results, 2)
    both = [(a, b) for a in alone for b in together if a["megabytes"] == b["megabytes"]]
    gain = both[-1][0]["seconds"] / both[-1][1]["seconds"] if both else None
    at = f" at {_size(both[-1][0])}" if both else ""
    targets = [_judge("two workers beside one", 1.6, gain, least=True, more=at)]
    growth = memory = None
    at = ""
    if len(alone) > 1:
        smaller, larger = alone[-2:]
        growth = 10 * _rate(larger) / _rate(smaller)
        at = f", from {_size(smaller)} to {_size(larger)}"
        if smaller.get("pace") and larger.get("pace"):
            at += f"; {_number(growth * smaller['pace'] / larger['pace'])} × at one pace of the machine"
    targets.append(_judge("time for ten times the text", 10.5, growth, more=at))
    large = [row for row in alone if row["megabytes"] > 900]
    middle = [row for row in alone if 90 < row["megabytes"] < 900]
    if large and middle:
        memory = large[-1]["peak"] / middle[-1]["peak"]
    targets.append(_judge("peak memory for 1,000 MB beside that for 100 MB", 1.3, memory))
    peak = large[-1]["peak"] / 1e9 if large else None
    targets.append(_judge("peak memory for 1,000 MB", 2, peak, unit=" GB"))
    return targets


def _against_the_clock(results: Results) -> list[Target]:
    start, book = results.get("start", {}), results.get("book")
    targets = [
        _judge(f"start-up: `{name}`", 0.3, start.get(name), unit=" s")
        for name in ("fangzhi --help", "import helpers")
    ]
    rendering = book["whole"]["seconds"] / book["rendering"]["seconds"] if book else None
    alone = book["whole"]["seconds"] / book["notebooks"]["seconds"] if book else 0
    more = f" ({_number(alone)} × with the notebooks alone)"
    targets.append(_judge("the book beside Jupyter Book's rendering", 2.5, rendering, more=more))
    targets.append(
        _judge("the book again, nothing to do", 3, book["again"]["seconds"] if book else None, unit=" s")
    )
    return targets


def tell_targets(results: Results) -> str:
    """Return the targets as a Markdown table."""
    told = {True: "met", False: "missed", None: "not measured"}
    rows = ((t.what, t.wanted, t.measured, told[t.met]) for t in list_targets(results))
    return _table(("", "target", "measured", "result"), rows)


def size_up(results: Results) -> list[tuple[int, float, list[float], float, float]]:
    """Return articles, core hours, hours at each number of cores, and gigabytes of text and of tables, from the measured rates."""
    alone, largest = _rows(results, 1), _rows(results, 1)[-1]
    efficiency = _efficiency(alone, _rows(results, 2))
    sized = []
    for articles in _ARTICLES:
        scale = articles / largest["articles"]
        hours = largest["seconds"] * scale / 3600
        elapsed = [hours / (cores * efficiency) for cores in _CORES]
        sized.append(
            (articles, hours, elapsed, largest["megabytes"] * scale / 1e3, largest["disk"] * scale / 1e9)
        )
    return sized


def _efficiency(alone: Sequence[Row], together: Sequence[Row]) -> float:
    """Return what each of two workers does of what one does alone, at the largest size measured for both."""
    both = [
        a["seconds"] / b["seconds"] / 2 for a in alone for b in together if a["megabytes"] == b["megabytes"]
    ]
    return min(both[-1], 1.0) if both else 1.0


def write_pages(results: Results, root: Path) -> None:
    """Write `benchmarks/speed.md`, `book/speed.md` and `book/_static/speed.svg`."""
    machine = results["machine"]
    values = machine | {
        "memory": f"{machine['memory'] / 1e9:.0f} GB of memory",
        "versions": ", ".join(f"{name} {version}" for name, version in _versions(results).items()),
        "runs": max((row["runs"] for row in _rows(results, 1)), default=1),
        "targets": tell_targets(results),
        "disturbed": _tell_disturbed(results),
    }
    (root / "benchmarks" / "speed.md").write_text(_RESULTS.format(**values), encoding="utf-8")
    sections = "\n".join(filter(None, (
        _figure(results, root / "book" / "_static" / "speed.svg"), _peers(results), _growth(results), _sizing(results), _steps(results),
        _truth(results), _start(results), _book(results), _aims(results),
    )))  # fmt: skip
    largest = _rows(results, 1)[-1]
    page = _PAGE.format(
        **values, per_megabyte=f"{largest['articles'] / largest['megabytes']:.0f}", sections=sections
    )
    (root / "book" / "speed.md").write_text(page.rstrip() + "\n", encoding="utf-8")


def _tell_disturbed(results: Results) -> str:
    times = max((row["seconds"] / row["busy"] for row in _rows(results, 1)), default=1)
    return _DISTURBED.format(times=times) if times > _BUSY else ""


def _versions(results: Results) -> dict[str, str]:
    versions: dict[str, str] = dict(results["machine"]["versions"])
    for way in results.get("peers", {}).values():
        versions |= way["versions"]
    return dict(sorted(versions.items()))


def _compared(results: Results) -> dict[str, Row]:
    """Return the ways that were compared, ours among them, the fastest first."""
    ways = {_LABELS[name]: row for name, row in results.get("peers", {}).items()}
    for workers, name in ((1, "fangzhi tables"), (2, "fangzhi tables, 2 workers")):
        rows = _rows(results, workers)
        if rows:
            ways[name] = min(rows, key=lambda row: abs(row["megabytes"] - results["compared"]))
    return dict(sorted(ways.items(), key=lambda way: _rate(way[1])))


def _figure(results: Results, place: Path) -> str:
    """Draw the ways and the growth, and return the figure for the page."""
    ways, alone, together = _compared(results), _rows(results, 1), _rows(results, 2)
    with style():
        figure = new_figure(1.2 + 0.27 * len(ways) + 2.4)
        bars, lines = figure.subplots(2, 1, height_ratios=[0.27 * len(ways) + 0.4, 2.4])
        colours = [BLUE if name.startswith("fangzhi") else GREY for name in ways]
        bars.barh(list(ways), [_rate(row) for row in ways.values()], color=colours, height=0.62)
        bars.set_xscale("log")
        bars.set_xlabel("seconds for a megabyte of text")
        bars.invert_yaxis()
        for i, row in enumerate(ways.values()):
            bars.annotate(
                _number(_rate(row)), (_rate(row), i), (4, 0), textcoords="offset points", va="center"
            )
        bars.margins(x=0.12)
        ends = [alone[0]["megabytes"], alone[-1]["megabytes"]]
        middle = alone[max(len(alone) - 2, 0)]  # before it, the start-up is a part of the time
        lines.plot(
            ends, [_rate(middle) * end for end in ends], color=GREY, linestyle="--", label="in proportion"
        )
        for line, colour, name in ((alone, BLUE, "one worker"), (together, ORANGE, "two workers")):
            sizes, seconds = [row["megabytes"] for row in line], [row["seconds"] for row in line]
            lines.plot(sizes, seconds, color=colour, marker="o", markersize=4, label=name)
        lines.set_xscale("log")
        lines.set_yscale("log")
        lines.grid(axis="y")
        lines.set_xlabel("megabytes of text")
        lines.set_ylabel("seconds")
        lines.legend(loc="upper left")
        for axis in (bars.xaxis, lines.xaxis, lines.yaxis):
            axis.set_major_formatter("{x:,.10g}")
            axis.set_minor_locator(NullLocator())
        figure.savefig(place, format="svg", metadata={"Date": None})
    # Without the blanks at line ends that matplotlib leaves.
    lines = place.read_text("utf-8").splitlines()
    place.write_text("".join(f"{line.rstrip()}\n" for line in lines), encoding="utf-8")
    told = "; ".join(f"{name} {_number(_rate(row))}" for name, row in ways.items())
    grown = "; ".join(f"{_size(row)} {_number(row['seconds'])}" for row in alone)
    alt = f"Bars: seconds for a megabyte of text. {told}. Lines: seconds by size of the corpus, one worker. {grown}."
    return _FIGURE.format(alt=html.escape(alt))


def _peers(results: Results) -> str:
    ways, ours = results.get("peers", {}), _ours(results)
    if not ways or not ours:
        return ""
    rows = [(_WAYS[name], row) for name, row in ways.items()]
    rows += [("`fangzhi tables`", ours)]
    rows += [
        ("`fangzhi tables --workers 2`", row)
        for row in _rows(results, 2)
        if row["megabytes"] == ours["megabytes"]
    ]
    table = _table(
        ("", "MB", "time, relative", "s/MB", "s/MB of the processor", "MB/s"),
        (
            (name, f"{row['megabytes']:.1f}", f"{_rate(row) / _rate(ours):.2f}", _number(_rate(row)),
             _number(row["busy"] / row["megabytes"]), _number(1 / _rate(row)))
            for name, row in rows
        ),
    )  # fmt: skip
    wired = next((row for name, row in ways.items() if name.startswith("wired")), None)
    return _PEERS.format(wired=_WIRED.format(size=f"{wired['megabytes']:.1f}") if wired else "", table=table)


def _growth(results: Results) -> str:
    rows = [*_rows(results, 1), *_rows(results, 2)]
    table = _table(
        ("MB", "articles", "workers", "s", "s/MB", "s of the processor", "peak memory, MB", "disk, MB"),
        (
            (f"{row['megabytes']:,.0f}", f"{row['articles']:,}", row["workers"], _number(row["seconds"]), _number(_rate(row)),
             _number(row["busy"]), f"{row['peak'] / 1e6:,.0f}", f"{row['disk'] / 1e6:,.1f}")
            for row in rows
        ),
    )  # fmt: skip
    return _GROWTH.format(table=table) if rows else ""


def _sizing(results: Results) -> str:
    alone = _rows(results, 1)
    if not alone:
        return ""
    largest = alone[-1]
    head = ("articles", "text", "core hours", *(f"{cores} cores" for cores in _CORES), "disk for the tables")
    rows = (
        (f"{articles:,}", f"{text:,.1f} GB", f"{hours:,.1f}", *map(_hours, elapsed), f"{disk:,.1f} GB")
        for articles, hours, elapsed, text, disk in size_up(results)
    )
    return _SIZING.format(
        megabytes=f"{largest['megabytes']:,.0f}", articles=f"{largest['articles']:,}",
        rate=f"{largest['articles'] / largest['seconds']:,.0f}", limits=_LIMITS,
        efficiency=f"{_efficiency(alone, _rows(results, 2)):.0%}", table=_table(head, rows),
    )  # fmt: skip


def _steps(results: Results) -> str:
    steps = results.get("steps")
    if not steps:
        return ""
    whole = sum(steps["seconds"].values())
    table = _table(
        ("step", "share", "s/MB of the processor"),
        (
            (step, f"{seconds / whole:.0%}", _number(seconds / steps["megabytes"]))
            for step, seconds in steps["seconds"].items()
        ),
    )
    return _STEPS.format(size=f"{steps['megabytes']:.0f}", table=table)


def _truth(results: Results) -> str:
    truths = results.get("tables", {}).get("truth", {})
    table = _table(
        ("MB", "articles planted", "found", "dates planted", "found", "places planted", "found", "pairs of copies found",
         "of those found, copies"),
        (
            (f"{float(size):,.0f}", *(f"{n:,}" for kind in ("articles", "dates", "places") for n in truth[kind]),
             f"{truth['recall']:.1%}", f"{truth['precision']:.1%}")
            for size, truth in truths.items()
        ),
    )  # fmt: skip
    return _TRUTH.format(table=table) if truths else ""


def _start(results: Results) -> str:
    start = results.get("start", {})
    rows = (
        (f"`{name}`" if " --" in name else f'`python -c "{name}"`', _number(start[name])) for name in start
    )
    return _START.format(table=_table(("", "s"), rows)) if start else ""


def _book(results: Results) -> str:
    book = results.get("book", {})
    told = {
        "whole": "`fangzhi book seeds`, nothing kept",
        "rendering": "Jupyter Book, on its finished notebooks and pages",
        "notebooks": "Jupyter Book, on the finished notebooks alone",
        "again": "`fangzhi book seeds` again, nothing to do",
    }
    rows = ((words, _number(book[name]["seconds"])) for name, words in told.items() if name in book)
    return _BOOK.format(table=_table(("", "s"), rows)) if book else ""


def _aims(results: Results) -> str:
    """Return the targets and, where one beside other ways is missed, which steps take most."""
    steps = results.get("steps", {}).get("seconds", {})
    missed = any(target.met is False for target in _against_others(results))
    why = ""
    if steps and missed:
        whole = sum(steps.values())
        largest = sorted(steps, key=lambda step: -steps[step])[:3]
        told = ", ".join(f"{step} ({steps[step] / whole:.0%})" for step in largest)
        why = f"\nWhat takes most of the time, and stands in the way of the missed ones beside other ways: {told}.\n"
    return _AIMS.format(targets=tell_targets(results), why=why)


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = list(head)
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *(list(map(str, row)) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _size(row: Row) -> str:
    return f"{row['megabytes']:,.0f} MB"


def _number(value: float) -> str:
    """Write a number with three digits or so."""
    return (
        f"{value:,.0f}"
        if value >= 100
        else f"{value:.1f}"
        if value >= 10
        else f"{value:.2f}"
        if value >= 1
        else f"{value:.3f}"
    )


def _hours(hours: float) -> str:
    return (
        f"{hours * 60:.0f} min" if hours < 1 else f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"
    )


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    write_pages(json.loads((here / KEPT).read_text("utf-8")), here.parent)
