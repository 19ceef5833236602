"""One page per article: what is known of it and from where, its text or what the book quotes of it, and who links to it."""

from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from helpers.addresses import ARTICLES, TERMS, link_article
from helpers.findings import name_articles
from helpers.findings.words import published_on
from helpers.reading import name_form
from helpers.sentences import find_sentence
from helpers.site.evidence.links import Linked
from helpers.site.evidence.marked import find_quoted, mark_dates, mark_places, mark_text
from helpers.site.failure import BookError
from helpers.site.shell import Shell
from helpers.site.template import render_template
from helpers.terminal import harmless

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["write_articles"]

_MOST_USES = 60  # pages named that link to an article
_TITLE = 60  # characters in the browser's tab
_QUOTATION = 60  # characters of a sentence where the text may not be published
_READ_FROM = {
    "column": "a column of the table", "page": "a field of the page", "meta": "the page's meta tags",
    "dateline": "the dateline", "letterhead": "the letterhead", "byline": "the byline",
    "signature": "the signature", "caption": "a caption", "copyright": "the copyright notice",
    "breadcrumb": "the page's path of links", "title": "the headline", "site": "the name of the site",
    "outlet": "the outlet's name", "image": "the name of a picture", "url": "the address",
    "path": "the name of the file", "voice": "how the text speaks of itself", "text": "the text",
    "mentions": "the names in the text, a guess", "settings": "the corpus's settings",
}  # fmt: skip


class Fact(NamedTuple):
    """Something known of an article, and the words and place it was read from."""

    name: str
    value: str
    source: str = ""
    words: str = ""
    link: str = ""


def write_articles(
    html: Path, corpus: "Corpus", shell: Shell, linked: Mapping[str, Linked], most: int
) -> pd.DataFrame:
    """Write `articles/<article_id>.html`, of a corpus of more than `most` articles only the linked ones, and return the articles written.

    Raises BookError for a link to an article that the corpus does not hold.
    """
    articles = corpus.articles
    absent = sorted(set(linked) - set(articles["article_id"]))
    if absent:
        page = next(iter(linked[absent[0]].pages))
        raise BookError(f"{page} links to the article {absent[0]!r}, which the corpus does not hold.")
    if len(articles) > most:
        articles = articles[articles["article_id"].isin(list(linked))]
    about = _About(corpus, articles)
    for article in articles.to_dict("records"):
        page = _fill(
            article, about, linked.get(article["article_id"], Linked()), corpus.settings.publish_text
        )
        title = f"{about.names[article['article_id']]}"
        path = html / ARTICLES / f"{article['article_id']}.html"
        path.write_text(shell.fill(_cut(title, _TITLE), page), encoding="utf-8")
    return articles


class _About:
    """What the tables say of the articles to write, by article_id."""

    def __init__(self, corpus: "Corpus", articles: pd.DataFrame) -> None:
        ids = set(articles["article_id"])
        self.names = name_articles(articles, corpus.documents)
        self.evidence = _by_article(corpus.evidence, ids)
        self.dates = _by_article(corpus.date_mentions, ids)
        self.places = _by_article(corpus.place_mentions, ids)
        self.documents = corpus.documents.set_index("doc_id", drop=False)
        spans = corpus.spans[corpus.spans["article_id"].isin(ids)]
        self.spans = spans.groupby("article_id").agg(start=("start", "min"), end=("end", "max"))
        order = articles.sort_values(["doc_id", "seq"])
        self.in_document = {name: list(group) for name, group in order.groupby("doc_id")["article_id"]}
        self.family = {name: list(group) for name, group in order.groupby("family")["article_id"]}
        self.canonical = set(articles.loc[articles["is_canonical"], "article_id"])


def _by_article(table: pd.DataFrame, ids: set[str]) -> dict[str, pd.DataFrame]:
    return {str(name): rows for name, rows in table[table["article_id"].isin(ids)].groupby("article_id")}


def _fill(article: Mapping[Hashable, Any], about: _About, linked: Linked, whole: bool) -> str:
    name, text = article["article_id"], article["text"]
    text = "" if pd.isna(text) else str(text)
    none = pd.DataFrame()
    lines, quotations = [], []
    if whole:
        marks = mark_dates(about.dates.get(name, none)) + (
            mark_places(about.places[name]) if name in about.places else []
        )
        lines = mark_text(text, marks, find_quoted(text, linked.offsets))
    else:
        quotations = [
            (quoted.offsets, _quote(text, quoted.offsets[0])) for quoted in find_quoted(text, linked.offsets)
        ]
    siblings = about.in_document[article["doc_id"]]
    place = siblings.index(name)
    return render_template(
        "article.html",
        headline=[] if pd.isna(article["title"]) else _harmless_lines(article["title"]),
        name=about.names[name],
        cut_off=bool(article["title_truncated"]),
        facts=list(_facts(article, about)),
        whole=whole,
        lines=lines,
        n_chars=len(text),
        quotations=quotations,
        excluded="" if pd.isna(article["excluded_reason"]) else article["excluded_reason"],
        kicker=[
            known
            for known in (_known(article["province"]), _known(article["outlet"]), _day(article))
            if known
        ],
        uses=_uses(linked),
        n_more=max(0, len(linked.pages) - _MOST_USES),
        before=siblings[place - 1] if place else "",
        after=siblings[place + 1] if place + 1 < len(siblings) else "",
    )


def _harmless_lines(title: str) -> list[str]:
    """Return the lines of a headline without control characters."""
    return [line for line in map(harmless, str(title).split("\n")) if line.strip()]


def _facts(article: Mapping[Hashable, Any], about: _About) -> Iterator[Fact]:
    name = article["article_id"]
    evidence = {row["field"]: row for row in about.evidence.get(name, pd.DataFrame()).to_dict("records")}

    def read(label: str, field: str, value: str, link: str = "") -> Fact:
        row = evidence.get(field)
        if not value:
            return Fact(label, "not known")
        if row is None:
            return Fact(label, value, link=link)
        return Fact(label, value, _READ_FROM[row["source"]], _cut(harmless(row["words"]), 80), link)

    yield read("Published by", "outlet", _known(article["outlet"]))
    day = _day(article)
    if day and article["published_precision"] != "day":
        day += f" (known to the {article['published_precision']})"
    yield read("Published on", "published", day)
    province = _known(article["province"])
    yield read("Issued in", "province", province, f"index.html#province-{province}" if province else "")
    if province and article["province_confidence"] < 1:
        yield Fact("Confidence", f"{article['province_confidence']:.2f} for the province, of 1")
    if not pd.isna(article["city"]):
        yield Fact("City", str(article["city"]))
    if len(article["about_provinces"]):
        yield Fact("About", "、".join(article["about_provinces"]))
    if len(article["authors"]):
        yield read("Authors", "authors", "、".join(map(harmless, article["authors"])))
    yield from _origin(article, about)
    family = [other for other in about.family[article["family"]] if other != name]
    if family:
        counts = "this copy counts" if name in about.canonical else "another copy counts"
        yield Fact("Reprints", f"{len(family) + 1} copies are known; {counts}")
    for other in family:
        yield Fact("Copy", about.names[other], link=link_article(other).rpartition("/")[2])


def _origin(article: Mapping[Hashable, Any], about: _About) -> Iterator[Fact]:
    document = about.documents.loc[article["doc_id"]]
    record = "" if pd.isna(document["record"]) else f", record {document['record']}"
    form = f"{name_form(document['media_type'])}, SHA-256 {document['sha256'][:12]}…"
    yield Fact("File", harmless(document["path"]) + record, form)
    if article["article_id"] in about.spans.index:
        start, end = about.spans.loc[article["article_id"], ["start", "end"]]
        yield Fact("In it", f"characters {start:,} to {end:,} of {document['n_chars']:,}")


def _uses(linked: Linked) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the pages that link here, those of words apart, as many as are named."""
    pages = list(linked.pages.items())
    words = [page for page in pages if page[0].startswith(f"../{TERMS}/")]
    others = [page for page in pages if page not in words]
    kinds = (("Pages", others[:_MOST_USES]), ("Words", words[: max(0, _MOST_USES - len(others))]))
    return [(label, some) for label, some in kinds if some]


def _day(article: Mapping[Hashable, Any]) -> str:
    return "" if pd.isna(article["published"]) else published_on(pd.Series(article))


def _known(value: Any) -> str:
    return "" if pd.isna(value) else harmless(str(value))


def _quote(text: str, offset: int) -> str:
    """Return the words around an offset, no more than a short quotation."""
    sentence = find_sentence(text, offset, offset + 1)
    first = max(sentence.start, offset - _QUOTATION // 3)
    last = min(sentence.end, first + _QUOTATION)
    return ("…" if first > sentence.start else "") + text[first:last] + ("…" if last < sentence.end else "")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
