"""The list of all articles that have a page."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers.addresses import ARTICLES
from helpers.findings import name_articles
from helpers.findings.words import published_on
from helpers.site.shell import Shell
from helpers.site.template import render_template

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["write_listing"]


def write_listing(html: Path, corpus: "Corpus", shell: Shell, written: pd.DataFrame) -> None:
    """Write `articles/index.html`: the articles with a page, those of a province under an anchor `province-江西`."""
    names = name_articles(written, corpus.documents)
    provinces = written["province"].fillna("").astype("str")
    groups = []
    for province, rows in written.groupby(provinces, sort=True):
        articles = [
            {
                "link": f"{row['article_id']}.html",
                "name": names[row["article_id"]],
                "headline": "" if pd.isna(row["title"]) else " ".join(str(row["title"]).split()),
                "outlet": "" if pd.isna(row["outlet"]) else row["outlet"],
                "day": "" if pd.isna(row["published"]) else published_on(pd.Series(row)),
                "n_chars": row["n_chars"],
                "copy": not row["is_canonical"],
            }
            for row in rows.sort_values(["published", "article_id"]).to_dict("records")
        ]
        groups.append((str(province), articles))
    # Those without a province come last.
    groups.sort(key=lambda group: not group[0])
    body = render_template("articles.html", groups=groups, n=len(written), n_all=len(corpus.articles))
    (html / ARTICLES / "index.html").write_text(shell.fill("All articles", body), encoding="utf-8")
