"""The list of articles: a table that readers sort and search, in the order of provinces, and the articles of each document."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.addresses import ARTICLES, anchor_group, link_article
from helpers.figures.publish import lay_out_table
from helpers.findings import catalogue, count, say
from helpers.glosses import add_glosses
from helpers.grouping import Grouping
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

_NOWHERE = "province-none"
_ROWS = 2000  # on a page
_MOST_LISTED = 200  # articles of one document


def write_list(html: Path, corpus: "Corpus", shell: Shell, links: Links, written: pd.DataFrame) -> None:
    """Write `articles/index.html`, the list of the articles that have a page; a long one goes on in `list-2.html`.

    A province has the anchor `province-<name>` (`province-none` for those without), a document with several articles,
    or one whose place in the list is linked to, the anchor `document-<doc_id>`; all are on the first page.
    """
    words = catalogue()["evidence"]
    titles = title_articles(corpus, written)
    by = corpus.grouping
    placed = _order(corpus.as_groups(written))
    table = _tabulate(placed, titles, corpus)
    anchors = placed["province"].map(anchor_group, na_action="ignore").fillna(_NOWHERE)
    first = ~anchors.duplicated()
    provinces = _provinces(placed, anchors[first], by)
    for start in range(0, max(len(placed), 1), _ROWS):
        rows = slice(start, start + _ROWS)
        end = min(start + _ROWS, len(placed))
        caption = say(
            "evidence.list_part",
            first=f"{start + 1:,}",
            last=f"{end:,}",
            articles=f"{len(placed):,}",
            unit=by.one,
        )
        body = render_template(
            "articles.html",
            words=words,
            lead=_lead(corpus, len(written)),
            by=say("evidence.by_province", unit=by.one),
            provinces=provinces,
            here=_page_name(start),
            pages=[_page_name(other) for other in range(0, len(placed), _ROWS)],
            table=lay_out_table(
                table[rows],
                say("evidence.list_caption", unit=by.one) if len(placed) <= _ROWS else caption,
                name="articles",
                columns=words["columns"] | {"province": by.one},
                rows=_ROWS,
                links={"title": list(map(link_article, placed["article_id"][rows]))},
                anchors=anchors.where(first, "")[rows].tolist(),
                file=False,
            ),
            documents=[] if start else _documents(corpus, links, written, titles),
        )
        page = html / ARTICLES / _page_name(start)
        page.write_text(shell.fill(words["list_title"], body), encoding="utf-8")


def _page_name(start: int) -> str:
    """Name the page of the list that begins with a row."""
    return f"list-{start // _ROWS + 1}.html" if start else f"{LIST}.html"


def _order(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the articles in the order of provinces, those without one last, then of dates."""
    order = {name: i for i, name in enumerate(province_names())}
    placed = articles.assign(_province=articles["province"].map(order).fillna(len(order)))
    return placed.sort_values(["_province", "province", "published", "article_id"], ignore_index=True)


def _tabulate(placed: pd.DataFrame, titles: Mapping[str, str], corpus: "Corpus") -> pd.DataFrame:
    """Return the rows of the list."""
    days = placed[["published", "published_precision"]].itertuples(index=False)
    paths = corpus.documents.set_index("doc_id")["path"]
    return pd.DataFrame(
        {
            "title": placed["article_id"].map(titles),
            "province": placed["province"],
            "outlet": placed["outlet"],
            "published": [_day(*row) for row in days],
            "n_chars": placed["n_chars"],
            "copies": _tell_copies(placed, corpus.articles),
            "document": placed["doc_id"].map(paths).map(printable),
        }
    )


def _day(published: Any, precision: Any) -> str | None:
    return None if pd.isna(published) else iso_date(published, precision)


def _tell_copies(placed: pd.DataFrame, everything: pd.DataFrame) -> list[str | None]:
    """Say of each article with copies, or left out of counts, whether it counts."""
    sizes = everything.groupby("family").size()
    told: list[str | None] = []
    for family, canonical, reason in placed[["family", "is_canonical", "excluded_reason"]].itertuples(
        index=False
    ):
        if not pd.isna(reason):
            told.append(say("evidence.list_excluded"))
        elif not canonical:
            told.append(say("evidence.list_copy"))
        else:
            copies = count(sizes[family], "copy")
            told.append(say("evidence.list_counts", copies=copies) if sizes[family] > 1 else None)
    return told


def _lead(corpus: "Corpus", n: int) -> str:
    total = len(corpus.whole.table("articles", ["article_id"]))
    if n == total:
        documents = count(len(corpus.documents), "document")
        return say("evidence.list_lead", articles=count(n, "article"), documents=documents)
    return say("evidence.list_some", articles=count(n, "article"), left=f"{total - n:,}")


def _provinces(
    placed: pd.DataFrame, anchors: "pd.Series[str]", by: Grouping
) -> list[tuple[str, str, str, str]]:
    """Return the provinces of the list, in its order: page, anchor, name with its English, number of articles."""
    sizes = placed["province"].fillna("").value_counts(sort=False)
    named = add_glosses(pd.DataFrame({"province": placed["province"][anchors.index]}), by)
    told = []
    for row, (name, english) in zip(anchors.index, named.fillna("").to_numpy(), strict=True):
        known = f"{name} ({english})" if name and english else name or english
        told.append((_page_name(row // _ROWS * _ROWS), anchors[row], known, f"{sizes[name]:,}"))
    return told


def _documents(
    corpus: "Corpus", links: Links, written: pd.DataFrame, titles: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the documents with several articles, or linked to, each with those of its articles that have a page."""
    sizes = corpus.articles.groupby("doc_id").size()
    pages = dict(iter(written.sort_values("seq").groupby("doc_id")))
    listed = []
    for row in corpus.documents.to_dict("records"):
        doc_id, n = row["doc_id"], int(sizes.get(row["doc_id"], 0))
        here = pages.get(doc_id, written.iloc[:0]).head(_MOST_LISTED)
        if doc_id not in links.documents and (n < 2 or here.empty):
            continue
        told = count(n, "article")
        if len(here) < n:
            told = say("evidence.document_some", listed=f"{len(here):,}", articles=told)
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
