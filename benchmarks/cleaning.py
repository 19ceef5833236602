"""Score the cleaning of pages against hand-made gold: `python benchmarks/cleaning.py [FOLDER ...] [--details | --verify]`.

A folder holds files and `gold.json`; benchmarks/README.md says what the gold's fields mean.
"""

import argparse
import itertools
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pandas as pd
from gold_check import GOLD, count_grams, fold, shorten, verify

from helpers.building import build_tables
from helpers.reading import READABLE

__all__ = [
    "PAGES", "Miss", "Score", "boundaries", "date_is_right", "gram_f1", "main", "match", "measures", "run", "score",
]  # fmt: skip

PAGES = Path(__file__).parent / "pages"
FOUND = 0.5
# Each field, and the measure that counts it where the gold has no value.
_FIELDS = {
    "title": "no title where none is printed",
    "outlet": "no outlet where none is known",
    "authors": "no authors where none are named",
    "published": "no publication day where none is known",
    "province": "no province where none is known",
    "city": "no city where none is known",
}
_PARTS = {"day": 3, "month": 2, "year": 1}

Key = tuple[str, int | None]


@dataclass(frozen=True)
class Miss:
    """One disagreement with the gold, for a developer to work from."""

    path: str
    field: str
    expected: str
    got: str

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.path}\t{self.field}\texpected {shorten(self.expected)}\tgot {shorten(self.got)}"


@dataclass
class Score:
    """Right and counted cases per measure, in the order of printing, plus the mean body F1 and the misses."""

    counts: dict[str, list[int]] = field(default_factory=dict)
    body_f1: list[float] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    found: tuple[int, int, int] = (0, 0, 0)
    pairs: tuple[int, int, int] = (0, 0, 0)

    def add(self, measure: str, right: bool, path: str, expected: object = "", got: object = "") -> None:
        """Count one case of a measure, and keep it when it is a miss."""
        cell = self.counts.setdefault(measure, [0, 0])
        cell[0] += right
        cell[1] += 1
        if not right:
            self.misses.append(Miss(path, measure, str(expected), str(got)))


def gram_f1(gold: str, got: str) -> float:
    """Return the F1 of the character 4-grams (as multisets, white space left out) of two texts."""
    a, b = count_grams(gold), count_grams(got)
    if not a or not b:
        return float(not a and not b)
    return 2 * sum((a & b).values()) / (a.total() + b.total())


def match(gold: list[str], got: list[str]) -> dict[int, int]:
    """Pair texts one to one, the most alike first, down to a 4-gram F1 of .5: gold index to got index."""
    alike = sorted(
        ((gram_f1(a, b), -i, -j) for i, a in enumerate(gold) for j, b in enumerate(got)), reverse=True
    )
    pairs: dict[int, int] = {}
    for f1, i, j in alike:
        if f1 >= FOUND and -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    return dict(sorted(pairs.items()))


def boundaries(text: str) -> tuple[str, str]:
    """Return the first and the last ten characters that are not white space."""
    text = fold(text)
    return text[:10], text[-10:]


def date_is_right(gold: str, published: Any, precision: Any) -> bool:
    """Tell whether a date agrees with the gold at the gold's precision.

    Where the gold has none, a missing date is right, and so is a month or a year, which claims no day.
    """
    if pd.isna(published):
        return not gold
    if not gold:
        return bool(precision in ("month", "year"))
    parts = gold.split("-")
    stated = f"{published:%Y-%m-%d}".split("-")
    return _PARTS.get(str(precision), 0) >= len(parts) and stated[: len(parts)] == parts


def score(gold: list[dict[str, Any]], tables: Mapping[str, pd.DataFrame]) -> Score:
    """Compare the tables of a corpus with its gold; entries whose ending the pipeline does not read are left out."""
    result = Score()
    status: dict[Key, tuple[str, str]] = {}
    row: Any
    for row in tables["documents"].itertuples():
        status[row.path, None if pd.isna(row.record) else int(row.record)] = (row.doc_id, row.status)
    by_document = dict(iter(tables["articles"].groupby("doc_id", sort=False)))
    nothing = tables["articles"].iloc[:0]
    matched: list[tuple[str, str | None, str | None, str]] = []  # place, gold family, template, found family
    lost: list[str | None] = []
    n_gold = n_got = n_found = 0
    for entry in gold:
        if Path(entry["path"]).suffix.lower() not in READABLE:
            continue
        path = entry["path"] + (f"#{entry['record']}" if entry["record"] else "")
        doc_id, got_status = status.get((entry["path"], entry["record"]), ("", "no such document"))
        result.add("document status", got_status == entry["status"], path, entry["status"], got_status)
        rows = by_document.get(doc_id, nothing).reset_index(drop=True)
        wanted = entry["articles"]
        pairs = match([a["text"] for a in wanted], rows["text"].tolist())
        n_gold, n_got, n_found = n_gold + len(wanted), n_got + len(rows), n_found + len(pairs)
        for j in sorted(set(rows.index) - set(pairs.values())):
            result.misses.append(Miss(path, "article", "no such article", rows["text"][j]))
        for i, article in enumerate(wanted):
            if i not in pairs:
                result.misses.append(Miss(path, "article", article["text"], "not found"))
                lost.append(article["family"])
                continue
            row = rows.loc[pairs[i]]
            _score_article(result, path, article, row)
            matched.append((path, article["family"], article.get("template"), row["family"]))
        bodies = [fold(text) for text in rows["text"]]
        for piece in entry["boilerplate"]:
            leaked = [body for body in bodies if fold(piece) in body]
            result.add("boilerplate kept out", not leaked, path, "not in a body", piece)
    result.found = (n_found, n_got, n_gold)
    _score_families(result, matched, lost)
    return result


def _score_article(result: Score, path: str, article: dict[str, Any], row: Any) -> None:
    """Compare one article with the one it was matched to."""
    result.body_f1.append(gram_f1(article["text"], row["text"]))
    ends, found_ends = boundaries(article["text"]), boundaries(row["text"])
    result.add("exact boundaries", ends == found_ends, path, "…".join(ends), "…".join(found_ends))
    if article["title"]:
        cut = bool(row["title_truncated"])
        result.add("title's truncation flag", cut == article["truncated"], path, article["truncated"], cut)
    for name, absent in _FIELDS.items():
        accepted = [article[name], *article.get("also", {}).get(name, [])]
        if name == "published":
            when, precision = row["published"], row["published_precision"]
            right = any(date_is_right(value, when, precision) for value in accepted)
            got = "" if pd.isna(when) else f"{when:%Y-%m-%d} ({precision})"
        else:
            got = _folded(row[name])
            right = got in map(_folded, accepted)
        result.add(name if article[name] else absent, right, path, _folded(article[name]), got)


def _folded(value: object) -> str:
    """Return a field's value as folded text; the members of a list are parted by a bar."""
    if isinstance(value, (str, type(None))) or pd.api.types.is_scalar(value):
        return fold(value)
    return "|".join(map(fold, cast(Iterable[object], value)))


def _score_families(
    result: Score, matched: list[tuple[str, str | None, str | None, str]], lost: Iterable[str | None]
) -> None:
    """Count reprint pairs; pairs of which a copy was not found are missed, pairs among unmatched finds left out."""
    right = claimed = 0
    for (path, family, template, found), (other, family2, template2, found2) in itertools.combinations(
        matched, 2
    ):
        together, belongs = found == found2, family is not None and family == family2
        right, claimed = right + (together and belongs), claimed + together
        if template is not None and template == template2:
            result.add("template bulletins kept apart", not together, path, "apart", f"merged with {other}")
        elif together != belongs:
            names = (f"one family with {other}", f"apart from {other}")
            result.misses.append(Miss(path, "reprint", names[not belongs], names[not together]))
    sizes = Counter(family for _, family, _, _ in matched if family)
    sizes.update(family for family in lost if family)
    result.pairs = (right, claimed, sum(n * (n - 1) // 2 for n in sizes.values()))


def _shares(right: int, claimed: int, wanted: int) -> tuple[float, float, float]:
    """Return precision, recall and F1; what has nothing to be counted over is 1."""
    precision = right / claimed if claimed else 1.0
    recall = right / wanted if wanted else 1.0
    return precision, recall, 2 * right / (claimed + wanted) if claimed + wanted else 1.0


_ORDER = (
    "exact boundaries", "boilerplate kept out", "title's truncation flag", *_FIELDS, *_FIELDS.values(),
    "document status", "template bulletins kept apart",
)  # fmt: skip


def measures(result: Score) -> list[tuple[str, float, str]]:
    """Return the measures of a folder in the order of printing: name, share and how many cases are right."""
    found, claimed, wanted = result.found
    precision, recall, f1 = _shares(*result.found)
    shares = [
        ("articles found, F1", f1, f"{found} of {wanted}, {claimed} claimed"),
        ("articles found, precision", precision, f"{found} of {claimed}"),
        ("articles found, recall", recall, f"{found} of {wanted}"),
    ]
    mean = sum(result.body_f1) / len(result.body_f1) if result.body_f1 else 0.0
    shares.append(("body 4-gram F1, mean of those found", mean, f"{len(result.body_f1)}"))
    for measure in _ORDER:
        if measure in result.counts:
            hits, cases = result.counts[measure]
            shares.append((measure, hits / cases, f"{hits} of {cases}"))
    right, claimed, wanted = result.pairs
    precision, recall, f1 = _shares(*result.pairs)
    return [
        *shares,
        ("reprint pairs, F1", f1, f"{right} of {wanted}, {claimed} claimed"),
        ("reprint pairs, precision", precision, f"{right} of {claimed}"),
        ("reprint pairs, recall", recall, f"{right} of {wanted}"),
    ]


def report(name: str, result: Score) -> str:
    """Return the Markdown table of a folder."""
    rows = [f"| {measure} | {share:.3f} | {cases} |" for measure, share, cases in measures(result)]
    return "\n".join([f"### {name}", "", "| measure | share | cases |", "|---|---:|---:|", *rows])


def run(folder: Path) -> Score:
    """Run the pipeline on a copy of the folder without its gold, and score the tables."""
    gold = json.loads((folder / GOLD).read_text("utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / folder.name
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(GOLD))
        return score(gold, build_tables(copy))


def main(arguments: list[str] | None = None) -> int:
    """Score or verify the folders; return 1 when a gold is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "folders", nargs="*", type=Path, help="folders with a gold.json; all below pages by default"
    )
    parser.add_argument("--details", action="store_true", help="print each miss on one line")
    parser.add_argument("--verify", action="store_true", help="only check the gold against its files")
    options = parser.parse_args(arguments)
    wrong = 0
    for folder in options.folders or sorted(gold.parent for gold in PAGES.glob(f"*/{GOLD}")):
        if options.verify:
            problems = verify(folder)
            print(f"{folder}: {len(problems)} problems", *problems, sep="\n")
            wrong |= bool(problems)
            continue
        result = run(folder)
        print(report(folder.name, result), end="\n\n")
        if options.details:
            print(*result.misses, sep="\n", end="\n\n")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
