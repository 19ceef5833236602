"""The list of articles: a table that readers sort and search, in the order of provinces, and the articles of each document."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.addresses import ARTICLES, link_article
from helpers.figures.publish import lay_out_table
from helpers.findings import catalogue, count, say
from helpers.glosses import add_glosses
from helpers.phrases import iso_date
from helpers.places import province_names
from helpers.site.evidence.articles import title_articles
from helpers.site.evidence.links import LIST, Links
from helpers.site.evidence.marks import printable
from helpers.site.shell import Shell
from helpers.site.template import render_template

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["write_list"]

_NOWHERE = "none"


def write_list(html: Path, corpus: "Corpus", shell: Shell, links: Links, written: pd.DataFrame) -> None:
    """Write `articles/index.html`, the list of the articles that have a page.

    A province has the anchor `province-<name>` (`province-none` for those without), a document with several articles,
    or one whose place in the list is linked to, the anchor `document-<doc_id>`.
    """
    words = catalogue()["evidence"]
    titles = title_articles(corpus, written)
    order = {name: i for i, name in enumerate(province_names())}
    placed = written.assign(_province=written["province"].fillna("").map(order).fillna(len(order)))
    placed = placed.sort_values(["_province", "published", "article_id"], ignore_index=True)
    documents = corpus.documents.set_index("doc_id")
    table = pd.DataFrame(
        {
            "title": placed["article_id"].map(titles),
            "province": placed["province"],
            "outlet": placed["outlet"],
            "published": [
                _day(*row) for row in placed[["published", "published_precision"]].itertuples(index=False)
            ],
            "n_chars": placed["n_chars"],
            "copies": _tell_copies(placed, corpus.articles),
            "document": placed["doc_id"].map(documents["path"]).map(printable),
        }
    )
    anchors = "province-" + placed["province"].fillna(_NOWHERE)
    body = render_template(
        "articles.html",
        words=words,
        lead=_lead(corpus, len(written)),
        provinces=_provinces(placed),
        table=lay_out_table(
            table,
            words["list_caption"],
            name="articles",
            columns=words["columns"],
            rows=max(len(table), 1),
            links={"title": [link_article(article_id) for article_id in placed["article_id"]]},
            anchors=anchors.mask(anchors.duplicated(), "").tolist(),
            file=False,
        ),
        documents=_documents(corpus, links, written, titles),
    )
    (html / ARTICLES / f"{LIST}.html").write_text(shell.fill(words["list_title"], body), encoding="utf-8")


def _day(published: Any, precision: Any) -> str | None:
    return None if pd.isna(published) else iso_date(published, precision)


def _tell_copies(placed: pd.DataFrame, everything: pd.DataFrame) -> list[str]:
    """Say of each article whether it counts and how many copies its family has; nothing of one that has none."""
    sizes = everything.groupby("family").size()
    told = []
    for family, canonical, reason in placed[["family", "is_canonical", "excluded_reason"]].itertuples(
        index=False
    ):
        if not pd.isna(reason):
            told.append(say("evidence.list_excluded"))
        elif not canonical:
            told.append(say("evidence.list_copy"))
        else:
            told.append(
                say("evidence.list_counts", copies=count(sizes[family], "copy")) if sizes[family] > 1 else ""
            )
    return told


def _lead(corpus: "Corpus", n: int) -> str:
    total = len(corpus.articles)
    if n == total:
        documents = count(len(corpus.documents), "document")
        return say("evidence.list_lead", articles=count(n, "article"), documents=documents)
    return say("evidence.list_some", articles=count(n, "article"), left=f"{total - n:,}")


def _provinces(placed: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return the provinces of the list, in its order: anchor, name with its English, number of articles."""
    sizes = placed["province"].fillna("").value_counts(sort=False)
    named = add_glosses(pd.DataFrame({"province": sizes.index.astype("str")}))
    return [
        (
            f"province-{name or _NOWHERE}",
            f"{name} ({english})" if name and english else name or english,
            f"{n:,}",
        )
        for name, english, n in zip(named["province"], named["english"], sizes, strict=True)
    ]


def _documents(
    corpus: "Corpus", links: Links, written: pd.DataFrame, titles: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the documents with several articles, or linked to, each with those of its articles that have a page."""
    sizes = corpus.articles.groupby("doc_id").size()
    pages = dict(iter(written.sort_values("seq").groupby("doc_id")))
    listed = []
    for row in corpus.documents.to_dict("records"):
        doc_id, n = row["doc_id"], int(sizes.get(row["doc_id"], 0))
        here = pages.get(doc_id, written.iloc[:0])
        if doc_id in links.documents or (n > 1 and len(here)):
            several = count(n, "article")
            told = (
                several
                if len(here) == n
                else say("evidence.document_some", listed=f"{len(here):,}", articles=several)
            )
            listed.append(
                {
                    "doc_id": doc_id,
                    "path": printable(row["path"]),
                    "record": "" if pd.isna(row["record"]) else say("words.record", n=row["record"]),
                    "told": told,
                    "articles": [
                        (f"{article_id}.html", seq, titles[article_id])
                        for article_id, seq in here[["article_id", "seq"]].itertuples(index=False)
                    ],
                }
            )
    return listed
