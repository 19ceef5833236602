"""The page of each article: its text as far as it may be published, what is known of it and what that rests on."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from helpers.addresses import ARTICLES, link_article, link_term
from helpers.doubts import list_gaps
from helpers.findings import catalogue, count, explain_gaps, name_articles, name_issues, say
from helpers.glosses import add_glosses
from helpers.quotable import quote_passage
from helpers.sentences import find_sentence
from helpers.site.evidence.links import Links, Place, name_pages
from helpers.site.evidence.marks import mark_text, printable
from helpers.site.evidence.told import Fact, date_marks, known_facts, place_marks, short
from helpers.site.failure import BookError
from helpers.site.shell import Shell
from helpers.site.template import render_template

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["Quoted", "quote_articles", "title_articles", "write_articles"]

_LONG_HEADLINE = 40  # characters from which a headline is set smaller
_TITLE_CHARS = 60
_MOST_COPIES = 30
_MOST_TERMS = 40

Record = Mapping[Any, Any]
# The anchors of a sentence, the words to quote of it (None where none may be quoted), and the pages that lead there.
Quoted = tuple[list[int], str | None, list[tuple[Place, int]]]


def quote_articles(corpus: "Corpus", links: Links) -> dict[str, list[Quoted]]:
    """Return the sentences of each article that links lead to, for a corpus whose texts are not published.

    Raises BookError for a link to an article or an offset that is not there.
    """
    articles = corpus.articles.set_index("article_id")
    texts = dict(articles["text"].reindex(list(links.articles)))
    quoted = {}
    for article_id, places in links.articles.items():
        if article_id not in articles.index:
            page = places[0][1].page
            raise BookError(f"{page} links to {ARTICLES}/{article_id}.html, but there is no such article.")
        text = texts[article_id]
        for at, place in places:
            if at is not None and at > len(text):
                raise BookError(
                    f"{place.page} links to {ARTICLES}/{article_id}.html#at-{at}, but the text has only "
                    f"{len(text)} characters."
                )
        if not corpus.settings.publish_text:
            quoted[article_id] = list(_quote(text, places))
    return quoted


def _quote(text: str, places: Sequence[tuple[int | None, Place]]) -> Iterable[Quoted]:
    sentences: dict[tuple[int, int], list[tuple[int, Place]]] = {}
    for at, place in sorted((at, place) for at, place in places if at is not None):
        sentences.setdefault(find_sentence(text, at, at)[:2], []).append((at, place))
    for sentence, found in sentences.items():
        anchors = list(dict.fromkeys(at for at, _ in found))
        words = quote_passage(text, *sentence)
        yield anchors, words and printable(words), name_pages(place for _, place in found)


def title_articles(corpus: "Corpus", articles: pd.DataFrame) -> dict[str, str]:
    """Return the first line of each article's headline by article_id; of one without, what a person calls it."""
    names = name_articles(articles, corpus.documents)
    return {
        article_id: names[article_id] if pd.isna(title) else short(title.partition("\n")[0])
        for article_id, title in articles[["article_id", "title"]].itertuples(index=False)
    }


def write_articles(
    html: Path,
    corpus: "Corpus",
    shell: Shell,
    links: Links,
    quoted: Mapping[str, Sequence[Quoted]],
    quoting: Mapping[str, Sequence[str]],
    *,
    most: int,
) -> pd.DataFrame:
    """Write `articles/<article_id>.html` and return the rows of the articles that have a page.

    `quoted` comes from `quote_articles`; `quoting` has the terms whose pages quote an article.
    """
    articles = corpus.articles
    if len(corpus.whole.table("articles", ["article_id"])) > most:
        articles = articles[articles["article_id"].isin(list(links.articles))]
    known = _Known(corpus, articles)
    for article in articles.to_dict("records"):
        article_id = str(article["article_id"])
        body = known.body(article, links, quoted.get(article_id, ()), quoting.get(article_id, ()))
        title = short(known.titles[article_id], _TITLE_CHARS)
        (html / ARTICLES / f"{article_id}.html").write_text(shell.fill(title, body), encoding="utf-8")
    return articles


class _Extent(NamedTuple):
    """The part of its document that an article takes: from, to, and the kinds of what was set aside in it."""

    start: int
    end: int
    aside: list[tuple[str, int]]


class _Known:
    """What the tables hold of the articles that get a page, by article."""

    def __init__(self, corpus: "Corpus", articles: pd.DataFrame) -> None:
        ids = articles["article_id"].tolist()
        only = None if len(ids) == len(corpus.articles) else [("article_id", "in", ids)]
        evidence, dates, places, spans = (
            corpus.table(name, filters=only)
            for name in ("evidence", "date_mentions", "place_mentions", "spans")
        )
        self.whole = corpus.settings.publish_text
        self.words = catalogue()["evidence"]
        self.pages = set(ids)
        self.titles = title_articles(corpus, articles)
        self._evidence = _grouped(evidence)
        self._gaps = _grouped(explain_gaps(list_gaps(articles, evidence, places, dates)))
        self._dates, self._places = (_grouped(table) if self.whole else {} for table in (dates, places))
        self._extents = _measure(spans)
        documents = corpus.documents[corpus.documents["doc_id"].isin(articles["doc_id"])]
        self._documents = {row["doc_id"]: row for row in documents.to_dict("records")}
        self._families = _families(corpus.articles, articles)
        ordered = articles.sort_values(["doc_id", "seq"])
        self._previous, self._next = (
            dict(zip(ordered["article_id"], ordered.groupby("doc_id")["article_id"].shift(step), strict=True))
            for step in (1, -1)
        )
        provinces = pd.DataFrame({"province": pd.concat([places["province"], articles["province"]]).unique()})
        about = pd.DataFrame({"province": articles["about_provinces"].explode().unique()})
        named = add_glosses(pd.concat([provinces, about]).dropna().drop_duplicates().astype("str"))
        self._english = dict(zip(named["province"], named["english"], strict=True))

    def body(self, article: Record, links: Links, quoted: Sequence[Quoted], quoting: Sequence[str]) -> str:
        """Return the HTML of an article's page, without its frame."""
        article_id = str(article["article_id"])
        marks = [
            *date_marks(self._dates.get(article_id, ())),
            *place_marks(self._places.get(article_id, ()), self._english),
        ]
        title = article["title"]
        headline = [self.titles[article_id]]
        if not pd.isna(title):
            headline = [printable(line.strip()) for line in title.split("\n") if line.strip()] or headline
        facts = known_facts(
            article,
            self._evidence.get(article_id, ()),
            self._gaps.get(article_id, ()),
            self._province(article["province"]),
        )
        used = [
            place
            for _, place in links.articles.get(article_id, ())
            if place.page.partition("/")[0] != "terms"
        ]
        return render_template(
            "article.html",
            words=self.words,
            headline=headline,
            long=sum(map(len, headline)) > _LONG_HEADLINE,
            byline=self._byline(facts),
            whole=self.whole,
            text=Markup(mark_text(article["text"], marks, links.offsets(article_id)))
            if self.whole and article["text"].strip()
            else "",
            kinds=sorted({mark.kind for mark in marks}),
            quotations=quoted,
            facts=[*facts, *self._more_facts(article)],
            copies=self._copies(article),
            document=self._document(article),
            used=name_pages(used),
            terms=[(link_term(term), term) for term in sorted(set(quoting))[:_MOST_TERMS]],
            previous=self._neighbour(self._previous[article_id]),
            following=self._neighbour(self._next[article_id]),
        )

    def _province(self, name: Any) -> str:
        if pd.isna(name):
            return ""
        english = self._english.get(name)
        return f"{name} ({english})" if english else str(name)

    def _byline(self, facts: Sequence[Fact]) -> list[str]:
        """Who published it, when and where, as far as known."""
        by_label = {fact.label: fact for fact in facts}
        line = []
        for name in ("outlet", "authors", "published", "province"):
            fact = by_label.get(self.words["labels"][name])
            if fact and fact.value:
                guessed = fact.notes and name in ("published", "province")
                line.append(fact.value + (f", {self.words['inferred']}" if guessed else ""))
        return line

    def _more_facts(self, article: Record) -> list[Fact]:
        """What it is about, how long it is, whether it counts."""
        about = ", ".join(map(self._province, article["about_provinces"]))
        n_paragraphs = sum(bool(line.strip()) for line in article["text"].split("\n"))
        size = self.words["characters"].format(
            characters=count(article["n_chars"], "character"), paragraphs=count(n_paragraphs, "paragraph")
        )
        n_copies = len(self._families.get(str(article["family"]), ()))
        if not pd.isna(article["excluded_reason"]):
            counted = say("evidence.counted_excluded", reason=article["excluded_reason"])
        elif not article["is_canonical"]:
            counted = self.words["counted_copy"]
        elif n_copies > 1:
            counted = say("evidence.counted_canonical", copies=count(n_copies, "copy"))
        else:
            counted = self.words["counted_alone"]
        facts = [Fact(self.words["about"], about)] if about else []
        return [*facts, Fact(self.words["size"], size), Fact(self.words["counted"], counted)]

    def _copies(self, article: Record) -> list[tuple[str, str, str]]:
        """The copies of its family, each with its link where it has a page, its name, and what it is."""
        copies = self._families.get(str(article["family"]), ())
        if len(copies) < 2:
            return []
        told = []
        for copy in copies[:_MOST_COPIES]:
            here = copy["article_id"] == article["article_id"]
            link = "" if here or copy["article_id"] not in self.pages else link_article(copy["article_id"])
            notes = [
                self.words[f"copy_{what}"]
                for what, holds in (
                    ("here", here),
                    ("counts", copy["is_canonical"]),
                    ("excluded", not pd.isna(copy["excluded_reason"])),
                )
                if holds
            ]
            told.append((link, printable(copy["issue"]), ", ".join(notes)))
        left = len(copies) - _MOST_COPIES
        return [*told, ("", f"… {left:,}", "")] if left > 0 else told

    def _document(self, article: Record) -> dict[str, Any]:
        row = self._documents[article["doc_id"]]
        extent = self._extents.get(str(article["article_id"]))
        encoding = "" if pd.isna(row["encoding"]) else f", {row['encoding']}"
        notes = [f"{row['media_type']}{encoding}"]
        if extent:
            notes.append(
                say(
                    "evidence.document_part",
                    start=f"{extent.start:,}",
                    end=f"{extent.end:,}",
                    total=f"{row['n_chars']:,}",
                )
            )
            if extent.aside:
                kinds = ", ".join(f"{kind} {n:,}" for kind, n in extent.aside)
                notes.append(say("evidence.set_aside", kinds=kinds))
        notes.append(say("evidence.sha", sha=row["sha256"][:12]))
        record = "" if pd.isna(row["record"]) else say("words.record", n=row["record"])
        return {"path": printable(row["path"]), "record": record, "notes": notes}

    def _neighbour(self, article_id: Any) -> tuple[str, str] | None:
        if pd.isna(article_id):
            return None
        return link_article(article_id), short(self.titles[article_id], _TITLE_CHARS)


def _grouped(table: pd.DataFrame) -> dict[str, list[Record]]:
    """Return a table's rows by article."""
    grouped: dict[str, list[Record]] = {}
    for row in table.to_dict("records"):
        grouped.setdefault(row["article_id"], []).append(row)
    return grouped


def _measure(spans: pd.DataFrame) -> dict[str, _Extent]:
    """Return the part of its document that each article takes, and the characters set aside in it by kind."""
    spans = spans[spans["article_id"].notna()]
    ends = spans.groupby("article_id").agg(start=("start", "min"), end=("end", "max"))
    others = spans[~spans["kind"].isin(["body", "title"])]
    sizes = (
        others.assign(n=others["end"] - others["start"])
        .groupby(["article_id", "kind"], as_index=False)["n"]
        .sum()
    )
    aside: dict[str, list[tuple[str, int]]] = {}
    for article_id, kind, n in sizes.itertuples(index=False):
        aside.setdefault(article_id, []).append((kind, n))
    return {
        article_id: _Extent(int(start), int(end), aside.get(article_id, []))
        for article_id, start, end in ends.itertuples()
    }


def _families(everything: pd.DataFrame, articles: pd.DataFrame) -> dict[str, list[Record]]:
    """Return the copies of each family with a copy among the articles, the one that counts first, each with its `issue`."""
    copies = everything[everything["family"].isin(articles["family"])]
    copies = copies[copies["family"].duplicated(keep=False)]
    copies = copies.assign(issue=copies["article_id"].map(name_issues(copies)))
    copies = copies.sort_values(["family", "is_canonical", "article_id"], ascending=[True, False, True])
    families: dict[str, list[Record]] = {}
    for copy in copies.to_dict("records"):
        families.setdefault(str(copy["family"]), []).append(copy)
    return families
