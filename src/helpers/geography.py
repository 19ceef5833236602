"""What a corpus holds of each province: what was written there, what is about it, what names it."""

import pandas as pd

from helpers.lexicons import read_rows

__all__ = ["count_provinces"]


def count_provinces(articles: pd.DataFrame, place_mentions: pd.DataFrame) -> pd.DataFrame:
    """One row per provincial unit, all 34 in the order of GB/T 2260, those the corpus lacks included.

    Columns: province; n_issued, the articles issued there; n_documents, the source documents of those;
    n_about, the articles whose main province it is (first of about_provinces); n_naming, the articles
    that name a place of it; n_mentions, how often they do; share_naming, n_naming by all articles. Mentions that
    could be of several provinces are left out.
    """
    decided = place_mentions[
        place_mentions["province"].notna() & place_mentions["article_id"].isin(articles["article_id"])
    ]
    issued = articles.groupby("province")
    counted = pd.DataFrame(
        {
            "n_issued": issued.size(),
            "n_documents": issued["doc_id"].nunique(),
            "n_about": articles["about_provinces"].str[0].value_counts(),
            "n_naming": decided.groupby("province")["article_id"].nunique(),
            "n_mentions": decided.groupby("province").size(),
        }
    )
    names = pd.Index([row["name"] for row in read_rows("provinces.csv")], name="province")
    table = counted.reindex(names).fillna(0).astype("Int64").reset_index().astype({"province": "str"})
    return table.assign(share_naming=table["n_naming"].astype("float64") / max(len(articles), 1))
