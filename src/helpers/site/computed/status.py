"""The status page: what this copy of the book was made from, with what, and how long that took."""

import dataclasses
import json
import os
import platform
from html import escape
from typing import TYPE_CHECKING, Any

import helpers
from helpers import schema
from helpers.fingerprint import package_versions
from helpers.ledger import balance_ledger
from helpers.site.build import RUNS
from helpers.site.computed.parts import Chapters, lay_out_cells, make_link, say_sampling
from helpers.site.moment import tell_moment

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["inputs", "ledger_totals", "row_counts", "run_times", "settings", "statuses", "versions"]

_MOST_FILES = 500
_NOT_RECORDED = "not recorded"


def versions(corpus: "Corpus", chapters: Chapters) -> str:
    """When the pages were rendered, and the versions of the parts."""
    parts = {"fangzhi": helpers.__version__, "Python": platform.python_version()} | package_versions()
    body = [[escape(name), escape(version)] for name, version in parts.items()]
    moment = _this_build(f"on {tell_moment():%Y-%m-%d} at {tell_moment():%H:%M} UTC")
    return f"<p>These pages were rendered {moment}.</p>{lay_out_cells(['part', 'version'], body)}"


def run_times(corpus: "Corpus", chapters: Chapters) -> str:
    """The seconds that each chapter's notebook took when it ran last, and when that was."""
    runs = _runs()
    body = []
    for name, (title, address) in chapters.items():
        run = runs.get(name, {})
        seconds = f"{run['seconds']:,.1f}" if "seconds" in run else _NOT_RECORDED
        finished = str(run.get("finished", _NOT_RECORDED)).replace("T", " ").replace("+00:00", " UTC")
        body.append([make_link(title, address), _this_build(seconds), _this_build(escape(finished))])
    return lay_out_cells(["chapter", "seconds", "ran last"], body, numeric={1})


def ledger_totals(corpus: "Corpus", chapters: Chapters) -> str:
    """Characters read and characters accounted for, by what they were taken for; they are equal, or there is no book."""
    kinds = balance_ledger(corpus.spans, corpus.documents).groupby("kind")["n_chars"].sum()
    read = int(corpus.documents["n_chars"].sum())
    kinds = kinds.reindex([kind for kind in schema.SPAN_KINDS if kind in kinds])
    rows = {kind: int(n) for kind, n in kinds.items()} | {
        "all kinds": int(kinds.sum()),
        "characters read": read,
    }
    body = [[escape(str(what)), f"{n:,}", f"{n / read:.1%}" if read else ""] for what, n in rows.items()]
    return say_sampling(corpus) + lay_out_cells(["kind", "characters", "share"], body, numeric={1, 2})


def statuses(corpus: "Corpus", chapters: Chapters) -> str:
    """Documents by what became of them."""
    status = next(column for column in schema.DOCUMENTS.columns if column.name == "status")
    counts = corpus.whole.table("documents", ["status"])["status"].value_counts()
    body = [[escape(choice), f"{counts.get(choice, 0):,}"] for choice in status.choices]
    return lay_out_cells(["status", "documents"], body, numeric={1})


def row_counts(corpus: "Corpus", chapters: Chapters) -> str:
    """The rows of each table, of those computed in the chapters too."""
    body = [
        [
            make_link(table.name, f"data.html#table-{table.name}"),
            f"{len(corpus.table(table.name)):,}",
        ]
        for table in schema.TABLES
    ]
    return say_sampling(corpus) + lay_out_cells(["table", "rows"], body, numeric={1})


def settings(corpus: "Corpus", chapters: Chapters) -> str:
    """The settings in force."""
    body = [
        [f"<code>{escape(name)}</code>", _setting(value)]
        for name, value in dataclasses.asdict(corpus.settings).items()
    ]
    return lay_out_cells(["setting", "value"], body)


def inputs(corpus: "Corpus", chapters: Chapters) -> str:
    """The fingerprint of the corpus, and the files with their SHA-256."""
    files = corpus.documents.drop_duplicates("path")[["path", "sha256"]]
    shown = files.head(_MOST_FILES).astype("str")
    body = [
        [f"<code>{escape(path)}</code>", f"<code>{escape(sha256)}</code>"]
        for path, sha256 in zip(shown["path"], shown["sha256"], strict=True)
    ]
    left = len(files) - _MOST_FILES
    more = f"<p>And {left:,} more, in the table <code>documents</code>.</p>" if left > 0 else ""
    fingerprint = escape(str(corpus.manifest["fingerprint"]))
    told = f'<p>Fingerprint: <code class="fangzhi-hash">{fingerprint}</code></p>'
    return told + lay_out_cells(["file", "SHA-256"], body) + more


def _runs() -> dict[str, dict[str, Any]]:
    """Return what `fangzhi book` recorded of each chapter; nothing in a plain build."""
    recorded: dict[str, dict[str, Any]] = json.loads(os.environ.get(RUNS) or "{}")
    return recorded


def _this_build(markup: str) -> str:
    """Mark what differs from one build of the same book to the next, so that all else can be compared."""
    return f"<!--this-build-->{markup}<!--/this-build-->"


def _setting(value: Any) -> str:
    if value is None or value == "" or (isinstance(value, (tuple, dict)) and not value):
        return "none"
    if isinstance(value, dict):
        return escape(", ".join(f"{name} = {item}" for name, item in value.items()))
    if isinstance(value, tuple):
        return escape(", ".join(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return escape(str(value))
