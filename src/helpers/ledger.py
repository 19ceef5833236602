"""The ledger read: how much of each document was kept, what was set aside by which rule, what stayed open."""

from typing import Any

import pandas as pd

from helpers.errors import unknown

__all__ = ["balance_ledger", "choose_document", "follow_document", "list_gaps", "list_removed"]


def balance_ledger(spans: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return one row per (path, kind): n_chars and its share of the file's characters.

    Records of one tabular file are taken together. Raises ValueError when the spans of a file do not add up
    to its characters: then the ledger is wrong, and no number built on it can be trusted.
    """
    placed = spans.merge(documents[["doc_id", "path"]], on="doc_id")
    lengths = (placed["end"] - placed["start"]).astype("Int64")
    kinds = placed.assign(n_chars=lengths).groupby(["path", "kind"], as_index=False)["n_chars"].sum()
    totals = documents.groupby("path")["n_chars"].sum()
    accounted = kinds.groupby("path")["n_chars"].sum().reindex(totals.index, fill_value=0)
    wrong = totals[totals != accounted]
    if len(wrong):
        path = wrong.index[0]
        raise ValueError(f"{path}: {accounted[path]} characters accounted for, {totals[path]} read")
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
    """Return the first `n` stretches other than white space and tags: start, end, kind, rule, text.

    `spans` are one document's, `source` is its text as it was read; a stretch is quoted to `max_chars`.
    Stretches of one line that one rule decided, which only tags part, are one.
    """
    own = spans[~spans["rule"].isin(["white-space", "tags"])]
    rows: list[dict[str, Any]] = []
    at = 0
    for start, end, kind, rule in own[["start", "end", "kind", "rule"]].itertuples(index=False):
        last = rows[-1] if rows else {}
        same_line = kind != "separator" and "\n" not in source[at:start]
        if same_line and (last.get("kind"), last.get("rule")) == (kind, rule):
            last.update(end=end, text=last["text"] + source[start:end])
        elif len(rows) < n:
            rows.append({"start": start, "end": end, "kind": kind, "rule": rule, "text": source[start:end]})
        else:
            break
        at = end
    followed = pd.DataFrame(rows, columns=["start", "end", "kind", "rule", "text"])
    long = followed["text"].str.len() > max_chars
    return followed.assign(text=followed["text"].where(~long, followed["text"].str[:max_chars] + "…"))


def list_gaps(articles: pd.DataFrame) -> pd.DataFrame:
    """Return one row per article without a publication day, or whose province is unknown or only guessed."""
    open_date = articles["published_precision"].fillna("") != "day"
    open_place = ~(articles["province_confidence"] >= 0.5)
    columns = [
        "article_id",
        "title",
        "published_precision",
        "published_evidence",
        "province",
        "province_evidence",
    ]
    return articles.loc[open_date | open_place, columns].reset_index(drop=True)
