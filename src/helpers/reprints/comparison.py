"""Who reprinted what, and how much of it."""

import numpy as np
import pandas as pd

from helpers.reprints.clauses import split_clauses

__all__ = ["compare_copies", "list_families"]


def compare_copies(articles: pd.DataFrame) -> pd.DataFrame:
    """One row per copy that is not canonical: what it shares with the canonical copy of its family.

    `articles` have their families. Columns: family, article_id, title, outlet, published, share_shared
    (share of the copy's characters that stand in the canonical copy too, 0 to 1), n_chars_added,
    n_chars_dropped (characters of clauses that only the one or the other has). Punctuation, white space and
    clauses under four characters are not counted, nor is order. Copies whose canonical copy is absent from
    `articles` are left out.
    """
    columns = ["family", "article_id", "title", "outlet", "published"]
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    copies = articles.loc[~articles["is_canonical"] & articles["family"].isin(list(texts)), columns]
    copies = copies.sort_values(["family", "article_id"]).reset_index(drop=True)
    shared, added, dropped = [], [], []
    for family, article_id in zip(copies["family"], copies["article_id"], strict=True):
        canonical, copy = (split_clauses(str(texts[i])).keys() for i in (family, article_id))
        n_added, n_dropped = (sum(map(len, clauses)) for clauses in (copy - canonical, canonical - copy))
        n_shared = sum(map(len, copy & canonical))
        # Two texts without any clause are in one family only because they are the same.
        shared.append(n_shared / (n_shared + n_added) if n_shared + n_added else 1.0)
        added.append(n_added)
        dropped.append(n_dropped)
    return copies.assign(
        share_shared=np.array(shared, dtype="float64"),
        n_chars_added=pd.array(added, dtype="Int64"),
        n_chars_dropped=pd.array(dropped, dtype="Int64"),
    )


def list_families(articles: pd.DataFrame) -> pd.DataFrame:
    """One row per copy of a family of two or more: who printed what, and when.

    `articles` have their families. Columns: family, is_canonical, article_id, title, outlet,
    published, province, n_chars, share_shared (as in `compare_copies`; 1 for the canonical copy, missing
    where that is not in `articles`). Families with most copies come first; within one, the canonical copy,
    then the others by date, those without one last.
    """
    columns = ["family", "is_canonical", "article_id", "title", "outlet", "published", "province", "n_chars"]
    copies = articles[articles.duplicated("family", keep=False)].loc[:, columns]
    shares = compare_copies(articles[articles["family"].isin(copies["family"])])
    share = copies["article_id"].map(shares.set_index("article_id")["share_shared"]).astype("float64")
    copies = copies.assign(
        share_shared=share.mask(copies["is_canonical"], 1.0),
        _size=-copies.groupby("family")["article_id"].transform("size"),
        _later=~copies["is_canonical"],
    )
    order = ["_size", "family", "_later", "published", "article_id"]
    return copies.sort_values(order, ignore_index=True).drop(columns=["_size", "_later"])
