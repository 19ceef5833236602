"""The ledger read: how much of each document was kept, what was set aside by which rule, what stayed open."""

from typing import Any

import numpy as np
import pandas as pd

from helpers.errors import LedgerError, unknown

__all__ = [
    "balance_ledger",
    "check_ledger",
    "choose_document",
    "follow_document",
    "list_removed",
    "list_suspicious",
    "name_document",
]

_MOST = 0.5  # of a document's visible characters; a rule that takes more has perhaps taken the article
_LEAST_VISIBLE = 20


def name_document(document: "pd.Series[Any]") -> str:
    """Return what a person calls a row of schema.DOCUMENTS: its path, and its record where it has one."""
    record = document["record"]
    return str(document["path"]) if pd.isna(record) else f"{document['path']}, record {record}"


def check_ledger(spans: pd.DataFrame, documents: pd.DataFrame) -> None:
    """Raise LedgerError unless the spans of each document cover it exactly, without gap or overlap.

    The error names the first document at fault and the characters (from 0, end excluded) that lie in no
    stretch or in two.
    """
    if spans["doc_id"].isna().any() or spans[["start", "end"]].isna().any(axis=None):
        raise LedgerError("a stretch of the ledger lacks its document, its start or its end")
    owner = pd.Index(documents["doc_id"]).get_indexer(spans["doc_id"])
    starts, ends = (spans[name].to_numpy(dtype="int64") for name in ("start", "end"))
    order = np.lexsort((ends, starts, owner))
    owner, starts, ends = owner[order], starts[order], ends[order]
    if len(owner) and owner[0] < 0:
        unknown_id = spans["doc_id"].iloc[order[0]]
        raise LedgerError(f"a stretch of the ledger belongs to {unknown_id!r}, which is no document")
    lengths = documents["n_chars"].to_numpy(dtype="int64")
    # Each stretch must begin where the one before it ended, and a document's last one end with the document.
    is_first = np.diff(owner, prepend=-1) != 0
    expected = np.where(is_first, 0, np.roll(ends, 1))
    reached = np.zeros(len(documents), dtype="int64")
    np.maximum.at(reached, owner, ends)
    empty, gap, overlap = ends <= starts, starts > expected, starts < expected
    wrong = np.flatnonzero(empty | gap | overlap)
    if len(wrong):
        i = wrong[0]
        name = name_document(documents.iloc[owner[i]])
        if empty[i]:
            raise LedgerError(f"{name}: a stretch of the ledger holds nothing, at character {starts[i]}")
        if gap[i]:
            raise LedgerError(
                f"{name}: characters {expected[i]} to {starts[i]} lie in no stretch of the ledger"
            )
        end = min(ends[i], expected[i])
        raise LedgerError(f"{name}: characters {starts[i]} to {end} lie in two stretches of the ledger")
    for i in np.flatnonzero(reached != lengths):
        name = name_document(documents.iloc[i])
        if reached[i] < lengths[i]:
            raise LedgerError(
                f"{name}: characters {reached[i]} to {lengths[i]} lie in no stretch of the ledger"
            )
        raise LedgerError(f"{name}: the ledger goes on to {reached[i]}, beyond its {lengths[i]} characters")


def balance_ledger(spans: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return one row per (path, kind): n_chars and its share of the file's characters.

    Records of one tabular file are taken together. Raises LedgerError as `check_ledger` does.
    """
    check_ledger(spans, documents)
    placed = spans.merge(documents[["doc_id", "path"]], on="doc_id")
    lengths = (placed["end"] - placed["start"]).astype("Int64")
    kinds = placed.assign(n_chars=lengths).groupby(["path", "kind"], as_index=False)["n_chars"].sum()
    totals = documents.groupby("path")["n_chars"].sum()
    share = kinds["n_chars"] / kinds["path"].map(totals).astype("float64")
    balance: pd.DataFrame = kinds.assign(share=share.astype("float64"))
    return balance


def list_removed(spans: pd.DataFrame, examples: "pd.Series[str]") -> pd.DataFrame:
    """Return one row per (kind, rule) that set text aside: n_spans, n_chars and an example, largest first.

    `examples` holds the words of each span, by the spans' index. White space and tags have no row.
    """
    aside = spans[~spans["kind"].isin(["body", "title"]) & ~spans["rule"].isin(["white-space", "tags"])]
    rows = aside.assign(n_chars=aside["end"] - aside["start"], example=examples.reindex(aside.index))
    grouped = rows.groupby(["kind", "rule"], as_index=False).agg(
        n_spans=("n_chars", "size"), n_chars=("n_chars", "sum"), example=("example", "first")
    )
    return grouped.sort_values(["n_chars", "rule"], ascending=[False, True], ignore_index=True)


def list_suspicious(spans: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return one row per (document, rule) that took more than half of what a reader of the document sees.

    Columns: doc_id, path, record, rule, kind, n_chars, share (of the characters that are not markup), and
    start and end of the longest stretch that it took; largest share first. Headlines, and cells of a record
    that were read as its date, outlet or the like, are not set aside; documents of fewer than 20 visible
    characters have no row.
    """
    seen = spans[spans["kind"] != "markup"]
    seen = seen.assign(n_chars=(seen["end"] - seen["start"]).astype("int64"))
    visible = seen.groupby("doc_id")["n_chars"].sum()
    known_cell = seen["rule"].str.startswith("column:") & (seen["kind"] != "boilerplate")
    aside = seen[~seen["kind"].isin(["body", "title"]) & ~known_cell]
    aside = aside.sort_values("n_chars", ascending=False, kind="stable")
    taken = aside.groupby(["doc_id", "rule", "kind"], as_index=False, sort=True).agg(
        n_chars=("n_chars", "sum"), start=("start", "first"), end=("end", "first")
    )
    whole = taken["doc_id"].map(visible).astype("float64")
    taken = taken.assign(share=(taken["n_chars"] / whole).astype("float64"))
    taken = taken[(taken["share"] > _MOST) & (whole >= _LEAST_VISIBLE)]
    placed = taken.merge(documents[["doc_id", "path", "record"]], on="doc_id")
    columns = ["doc_id", "path", "record", "rule", "kind", "n_chars", "share", "start", "end"]
    return placed.sort_values(["share", "doc_id"], ascending=[False, True], ignore_index=True)[columns]


def choose_document(spans: pd.DataFrame, documents: pd.DataFrame, path: str = "") -> str:
    """Return the doc_id of the document at a path, or of the one in which most rules fired.

    Raises UserError for a path that is not in the corpus.
    """
    if path:
        known = documents[documents["path"] == path]
        if known.empty:
            raise unknown("document", path, documents["path"].unique())
        return str(known["doc_id"].iloc[0])
    rules = spans.groupby("doc_id", sort=True)["rule"].nunique()
    return str(rules.idxmax()) if len(rules) else str(documents["doc_id"].iloc[0])


def follow_document(spans: pd.DataFrame, source: str, n: int = 30, max_chars: int = 60) -> pd.DataFrame:
    """Return the first `n` stretches other than white space and tags: start, end, kind, rule, article_id, text_start, text.

    `spans` are one document's, `source` is its text as it was read; a stretch is quoted to `max_chars`.
    Stretches of one line that one rule decided, which only tags part, are one.
    """
    own = spans[~spans["rule"].isin(["white-space", "tags"])]
    rows: list[dict[str, Any]] = []
    at = 0
    columns = ["start", "end", "kind", "rule", "article_id", "text_start"]
    for start, end, kind, rule, *where in own[columns].itertuples(index=False):
        last = rows[-1] if rows else {}
        same_line = kind != "separator" and "\n" not in source[at:start]
        if same_line and (last.get("kind"), last.get("rule")) == (kind, rule):
            last.update(end=end, text=last["text"] + source[start:end])
        elif len(rows) < n:
            stretch = dict(zip(columns, (start, end, kind, rule, *where), strict=True))
            rows.append(stretch | {"text": source[start:end]})
        else:
            break
        at = end
    followed = pd.DataFrame(rows, columns=[*columns, "text"])
    long = followed["text"].str.len() > max_chars
    return followed.assign(text=followed["text"].where(~long, followed["text"].str[:max_chars] + "…"))
