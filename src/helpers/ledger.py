"""The ledger read: how much of each document was kept, what was set aside by which rule, what stayed open."""

import pandas as pd

from helpers.errors import unknown

__all__ = ["balance_ledger", "follow_document", "list_gaps", "list_removed"]


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


def follow_document(
    spans: pd.DataFrame, documents: pd.DataFrame, source: str, path: str, n: int = 25
) -> pd.DataFrame:
    """Return the first `n` stretches of a document other than white space: start, end, kind, rule, text.

    `source` is the document's text as it was read. Raises UserError for an unknown path.
    """
    known = documents[documents["path"] == path]
    if known.empty:
        raise unknown("document", path, documents["path"].unique())
    own = spans[(spans["doc_id"] == known["doc_id"].iloc[0]) & (spans["rule"] != "white-space")].head(n)
    words = [source[start:end] for start, end in zip(own["start"], own["end"], strict=True)]
    followed: pd.DataFrame = own[["start", "end", "kind", "rule"]].assign(text=words).reset_index(drop=True)
    return followed


def list_gaps(articles: pd.DataFrame) -> pd.DataFrame:
    """Return one row per article without a publication day or an issuing province, and what was known of it."""
    open_date = articles["published_precision"].fillna("") != "day"
    open_place = articles["province"].isna()
    columns = [
        "article_id",
        "title",
        "published_precision",
        "published_evidence",
        "province",
        "province_evidence",
    ]
    return articles.loc[open_date | open_place, columns].reset_index(drop=True)
