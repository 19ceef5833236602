"""Run every benchmark and write what it measured: `python benchmarks/report.py [--out FILE] [--articles N] [--passages N]`.

The peers of requirements.txt must be installed, otherwise the tables would compare with nobody. With 100,000
articles for the reprints and 20,000 passages for the topics it takes about twenty minutes.
"""

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

import cleaning
import dates
import main_text
import marked
import places

import helpers

HERE = Path(__file__).parent
TUNED, UNSEEN = ("dev", "dev_2", "dev_3", "dev_4"), "held_out"
_PEERS = (
    "trafilatura", "readability-lxml", "resiliparse", "jionlp", "recognizers-text-date-time", "cpca", "datasketch", "rensa",
)  # fmt: skip
_WEAK = 0.95
_MEGABYTES = 5.0  # for timing
_RUNS = 3  # planted corpora of each shape

_HEAD = """\
# Results of the benchmarks

Written by `python benchmarks/report.py` on {date} with fangzhi {version}, Python {python} on {system} with {cores}
cores, and {peers}.
[README.md](README.md) says what the pages, the gold and the measures are.

## How to read the numbers

All pages were written for these benchmarks, by those who wrote the rules. They imitate what is out there, and are kinder
than it: a number here says how well known conventions are handled, not how well unknown ones are.

The rules were tuned on {tuned}, on the last of them least: its files are collections of every kind, which nobody parts
alike. `{unseen}` was never tuned on: of its results only the totals were looked at. Its column is the one to quote, and
what the others have more than it is what tuning gave them. It is small, so mind the number of cases.

| folder | files | documents | articles in the gold | used for |
|---|---:|---:|---:|---|
{folders}
"""

_MAIN_TEXT = """\
## Main text of whole web pages

What is compared is the text of all articles on a page with its hand-made main text, in runs of four characters
without white space; means over pages. Every extractor gets the same decoded text and its default settings; a page on
which one fails counts as nothing found. This project's time is that of its whole step from page to articles with their
ledger and evidence. Speed is per megabyte of UTF-8, and the last column is a multiple of this project's.

```sh
python benchmarks/main_text.py {paths}
```

### Folders tuned on

{tuned}

### Folder kept unseen

{unseen}
"""

_CLEANING = """\
## From files to articles and their metadata

Shares of right cases, the cases in brackets. A measure without a case in a folder is empty there.

```sh
python benchmarks/cleaning.py
```

{table}

{weak}
"""

_WHEN_AND_WHERE = """\
## Dates and places

What is found of the marks in sentences that others wrote for this purpose, without a look at the rules: calendar
expressions with the interval each means, places with their province, and news items with the province each is about. Both
kinds are far denser here than in a newspaper, and their hard cases far more frequent, so that every tool does better on
ordinary text. Peers get the day of publication as their reference; a mention counts as found when it shares a character with
a marked one. The speed is that on ordinary prose, on one core.

```sh
python benchmarks/dates.py; python benchmarks/dates.py --held-out
python benchmarks/places.py; python benchmarks/places.py --held-out
```

### Sentences tuned on

{tuned}

### Sentences kept unseen

{unseen}
"""

_REPRINTS = """\
## Reprints

Articles made up by [planted.py](planted.py), copies and template bulletins among them. `ours` gets the dates and places
as they were planted, so their reading is not part of the test; the peers see the text alone, as they would. Both
peers keep the candidates whose shingles (four characters) have a Jaccard index of one half; with a higher one they would
merge fewer bulletins and find fewer copies. Times go from tables to families on one core; the elapsed time also depends on what
else the machine did. The last row is what likeness alone cannot tell: bulletins of one template, which a method that joins
them counts as one event.

```sh
python benchmarks/reprints.py --n {n} --seed 1
```

{table}
"""


_KEYNESS = """\
## Provinces compared

Articles of about 400 words, whose words come in bursts, made by chance with a known truth. First the time of a whole comparison,
beside that of the same job written as one writes it first. Then what is called different where nothing is, what is
found where words do differ, and how often the interval of the log ratio holds the truth for words in ten articles or
more. Mann and Whitney's test and G² take each copy for an article, as one does who has no families of reprints. q is p adjusted by
Benjamini and Hochberg.

```sh
python benchmarks/keyness.py
```

{table}
"""

_TOPICS = """\
## Topics

Passages made up of a topic's words and of as many that all topics share, both as frequent as Zipf's law has them; topics differ in size.
First the time of a whole choice of their number, beside that of a single fit; the elapsed time also depends on what else the machine
did. Then what is found in small corpora, means over {runs} of each kind: how often the number planted is chosen, and how well the passages' heaviest topics agree with those planted (ARI, the adjusted Rand
index: 1 agreement, 0 chance), beside the same model with the number that has the largest mean stability (after Greene and others 2014)
or the largest coherence, LDA with the number we chose, and k-means in the 100 leading dimensions of TF-IDF, which is told the true
number. A planted topic holds still when its partner does, by the passages the two share. In the last column the words are dealt to the
passages anew; there is no topic left, and none should hold still. Where all words are equally frequent, chance decides which ten lead, so
that topics hold still less than passages find them.

```sh
python benchmarks/topics.py
```

{table}
"""


def describe_folders(pages: Path = cleaning.PAGES) -> str:
    """Return one table row per folder of pages."""
    rows = []
    for name in (*TUNED, UNSEEN):
        gold = json.loads((pages / name / "gold.json").read_text(encoding="utf-8"))
        files = len({entry["path"] for entry in gold})
        articles = sum(len(entry["articles"]) for entry in gold)
        use = "tuning" if name in TUNED else "measuring only"
        rows.append(f"| `{name}` | {files} | {len(gold)} | {articles} | {use} |")
    return "\n".join(rows)


def tabulate(scores: Mapping[str, Sequence[tuple[str, float, str]]]) -> str:
    """Return the measures of several folders as one Markdown table, a column for each folder."""
    names = list(dict.fromkeys(measure for rows in scores.values() for measure, _, _ in rows))
    lines = [
        "| measure | " + " | ".join(f"`{folder}`" for folder in scores) + " |",
        "|---|" + "---:|" * len(scores),
    ]
    for name in names:
        cells = []
        for rows in scores.values():
            found = [(share, cases) for measure, share, cases in rows if measure == name]
            cells.append(f"{found[0][0]:.3f} ({found[0][1]})" if found else "")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def name_weak(measures: Sequence[tuple[str, float, str]]) -> str:
    """Return the sentence that names what falls below .95, worst first."""
    weak = sorted((share, name) for name, share, _ in measures if share < _WEAK)
    if not weak:
        return f"On `{UNSEEN}` no measure is below {_WEAK}."
    told = "; ".join(f"{name} ({share:.2f})" for share, name in weak)
    return f"What is weak: on `{UNSEEN}`, these are below {_WEAK}, the worst first: {told}."


def _reprints(n: int) -> str:
    """Return the table of the reprints, measured by a process of its own."""
    command = [sys.executable, str(HERE / "reprints.py"), "--n", str(n), "--seed", "1"]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return printed.partition("\n")[2].strip()  # its first line names the machine, as the report does


def _keyness() -> str:
    """Return the tables of the comparison, measured by a process of its own."""
    command = [sys.executable, str(HERE / "keyness.py")]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def _topics(passages: int) -> str:
    """Return the tables of the topics, measured by a process of its own."""
    command = [sys.executable, str(HERE / "topics.py"), "--passages", str(passages), "--runs", str(_RUNS)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def _when_and_where(which: str) -> str:
    """Return the tables of dates, places and news of the sentences tuned on (dev) or kept unseen (held_out)."""
    items = marked.read_items(marked.SENTENCES / f"dates_{which}.jsonl")
    named = marked.read_items(marked.SENTENCES / f"places_{which}.jsonl")
    news = marked.read_lines(marked.SENTENCES / f"news_{which}.jsonl")
    tables = (dates.table(items, _MEGABYTES), places.mentions(named, _MEGABYTES), places.news(news))
    return "\n\n".join(tables)


def write_report(articles: int, passages: int) -> str:
    """Run the benchmarks and return the report as Markdown."""
    paths = {name: f"benchmarks/pages/{name}" for name in (*TUNED, UNSEEN)}
    texts = {}
    for title, folders in (("tuned", TUNED), ("unseen", (UNSEEN,))):
        pages = [page for name in folders for page in main_text.read_pages(cleaning.PAGES / name)]
        texts[title] = main_text.report(pages, main_text.measure(pages))
    scores = {name: cleaning.measures(cleaning.run(cleaning.PAGES / name)) for name in (*TUNED, UNSEEN)}
    parts = (
        _HEAD.format(
            date=datetime.datetime.now(tz=datetime.UTC).date(),
            version=helpers.__version__,
            peers=", ".join(f"{name} {metadata.version(name)}" for name in _PEERS),
            python=platform.python_version(),
            system=f"{platform.system()} {platform.machine()}",
            cores=os.cpu_count(),
            tuned=", ".join(f"`{name}`" for name in TUNED[:-1]) + f" and `{TUNED[-1]}`",
            unseen=UNSEEN,
            folders=describe_folders(),
        ),
        _MAIN_TEXT.format(paths=" ".join(paths[name] for name in TUNED), **texts),
        _CLEANING.format(table=tabulate(scores), weak=name_weak(scores[UNSEEN])),
        _WHEN_AND_WHERE.format(tuned=_when_and_where("dev"), unseen=_when_and_where("held_out")),
        _REPRINTS.format(n=articles, table=_reprints(articles)),
        _KEYNESS.format(table=_keyness()),
        _TOPICS.format(runs=_RUNS, table=_topics(passages)),
    )
    return "\n".join(parts)


def main() -> None:
    """Write the report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=HERE / "results.md")
    parser.add_argument("--articles", type=int, default=100_000, help="for the reprints (default 100000)")
    parser.add_argument("--passages", type=int, default=20_000, help="for the topics (default 20000)")
    options = parser.parse_args()
    try:
        for name in _PEERS:
            metadata.version(name)
    except metadata.PackageNotFoundError as error:
        sys.exit(f"{error.name} is not installed: pip install -r benchmarks/requirements.txt")
    options.out.write_text(write_report(options.articles, options.passages), encoding="utf-8")


if __name__ == "__main__":
    main()
