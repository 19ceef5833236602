"""The page of each term that the book links to: how often it is used, where, and its sentences."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from helpers.addresses import TERMS, link_article, link_term
from helpers.concordance import find_concordance
from helpers.figures.publish import lay_out_table
from helpers.findings import catalogue, count, say
from helpers.frequency import count_frequency
from helpers.glosses import add_glosses
from helpers.lexicons import read_rows
from helpers.phrases import iso_date, short_number
from helpers.pinyin import to_pinyin
from helpers.sentences import find_sentence
from helpers.site.evidence.links import Links, Place, name_pages
from helpers.site.evidence.quotations import Quotation, quote_marks
from helpers.site.evidence.told import short
from helpers.site.failure import BookError
from helpers.site.shell import Shell
from helpers.site.template import render_template

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["write_terms"]

_MOST = 20
_TITLE_CHARS = 40


class _Line(NamedTuple):
    """One sentence on a term's page, and where it was printed."""

    link: str
    quotation: Quotation
    printed: list[tuple[str, str]]
    """Province, headline, outlet and date, as far as known, each with its language."""


def write_terms(html: Path, corpus: "Corpus", shell: Shell, links: Links) -> dict[str, list[str]]:
    """Write `terms/<term>.html` for each term linked to, and add the links to articles on these pages to `links`.

    Returns the terms whose pages quote each article. Raises BookError, with a page and its link, for a term that no
    article holds.
    """
    terms, whole = _resolve(links, corpus), corpus.settings.publish_text
    frequencies = _Frequencies(corpus, terms.values())
    quoting: dict[str, list[str]] = {}
    for name, term in terms.items():
        told, found = frequencies.tell(term)
        if not told:
            page = links.terms[name][0].page
            raise BookError(f"{page} links to {TERMS}/{name}.html, but no article holds the term {term!r}.")
        lines = _lines(found, frequencies.articles, whole)
        for line in lines:
            article_id = PurePosixPath(line.link.partition("#")[0]).stem
            quoting.setdefault(article_id, []).append(term)
            links.articles.setdefault(article_id, [])
            if whole:
                links.articles[article_id].append(
                    (line.quotation.at, Place(f"{TERMS}/{name}.html", term, ""))
                )
        page = _page(term, told, frequencies, lines, links.terms[name], whole=whole)
        (html / TERMS / f"{name}.html").write_text(shell.fill(short(term, 60), page), encoding="utf-8")
    return quoting


def _resolve(links: Links, corpus: "Corpus") -> dict[str, str]:
    """Return the term that each linked file name stands for: a name of Chinese characters is the term itself."""
    if not links.terms:
        return {}
    known = [*corpus.term_counts["term"].unique(), *corpus.settings.words]
    known += [row["term"] for row in read_rows("terms.csv")]
    names = {PurePosixPath(link_term(term)).stem: term for term in known}
    terms = {name: names.get(name, name) for name in links.terms}
    for name, term in terms.items():
        if PurePosixPath(link_term(term)).stem != name:
            raise BookError(
                f"{links.terms[name][0].page} links to {TERMS}/{name}.html, which is no term's name."
            )
    return terms


class _Frequencies:
    """How often terms are used in the articles that count, and the places to quote them from."""

    def __init__(self, corpus: "Corpus", terms: Iterable[str]) -> None:
        counted, by = corpus.where().compared, corpus.grouping
        wanted = list(dict.fromkeys(terms))
        counts = counted.term_counts[counted.term_counts["term"].isin(wanted)]
        self.articles = corpus.articles.set_index("article_id", drop=False)
        self._counted = self.articles.loc[counted.articles["article_id"]]
        rates = count_frequency(counts, counted.article_totals, counted.articles)
        self._rates = {row["term"]: row for row in rates.to_dict("records")}
        provinces = count_frequency(counts, counted.article_totals, counted.articles, "province")
        self.by_province = dict(iter(add_glosses(provinces, by).groupby("term")))
        self.by = by
        self.glosses = dict(add_glosses(pd.DataFrame({"term": wanted}, dtype="str")).to_numpy())
        self._candidates = dict(iter(self._choose(counts).groupby("term")["article_id"]))

    def _choose(self, counts: pd.DataFrame) -> pd.DataFrame:
        """Return for each term the articles to quote it from: of each province in turn, those that use it most."""
        placed = counts.assign(province=counts["article_id"].map(self.articles["province"]).fillna(""))
        placed = placed.sort_values(["term", "n", "article_id"], ascending=[True, False, True])
        placed["turn"] = placed.groupby(["term", "province"]).cumcount()
        return placed.sort_values(["term", "turn"], kind="stable").groupby("term").head(_MOST)

    def tell(self, term: str) -> tuple[str, pd.DataFrame]:
        """Return in words how often the term is used, "" for nowhere, and where it stands in articles to quote."""
        if term in self._candidates:
            row = self._rates[term]
            told = say(
                "evidence.term_found",
                n=count(row["n"], "time"),
                articles=count(row["n_articles"], "article"),
                rate=short_number(row["rate_per_10k"]),
            )
            return told, find_concordance(self.articles.loc[self._candidates[term]], term, 0)
        found = find_concordance(self._counted, term, 0)
        key = "evidence.term_found_text"
        if found.empty:
            found, key = find_concordance(self.articles, term, 0), "evidence.term_uncounted"
        if found.empty:
            return "", found
        several = count(found["article_id"].nunique(), "article")
        return say(key, n=count(len(found), "time"), articles=several), found


def _lines(found: pd.DataFrame, articles: pd.DataFrame, whole: bool) -> list[_Line]:
    """Return the sentences to show: one of each article in their order, then a second one, and so on; no two alike."""
    records = articles.loc[found["article_id"].unique()].to_dict("index")
    sentences: dict[str, list[tuple[int, list[tuple[int, int]]]]] = {}
    for article_id, start, end in found[["article_id", "start", "end"]].itertuples(index=False):
        of_article = sentences.setdefault(article_id, [])
        if of_article and start < of_article[-1][0]:
            of_article[-1][1].append((start, end))
        elif not whole or len(of_article) <= 2 * _MOST / len(records):
            stop = find_sentence(records[article_id]["text"], start, end).end
            of_article.append((stop, [(start, end)]))
    by_turn = [
        (article_id, marks)
        for turn in zip_longest(*([(key, each[1]) for each in value] for key, value in sentences.items()))
        for article_id, marks in filter(None, turn)
    ]
    lines: list[_Line] = []
    seen: set[str] = set()
    for article_id, marks in by_turn:
        article = records[article_id]
        quotation = quote_marks(article["text"], marks, whole=whole)
        words = "".join(piece for piece, _ in quotation.pieces) if quotation else ""
        if not quotation or words in seen:
            continue
        seen.add(words)
        link = link_article(article_id, quotation.at if whole else None)
        lines.append(_Line(link, quotation, _printed(article)))
        if len(lines) == _MOST:
            break
    return lines


def _printed(article: Mapping[Any, Any]) -> list[tuple[str, str]]:
    known = [
        (short(article[name], _TITLE_CHARS), "zh")
        for name in ("province", "title", "outlet")
        if not pd.isna(article[name])
    ]
    if not pd.isna(article["published"]):
        known.append((iso_date(article["published"], article["published_precision"]), "en"))
    return known or [(say("evidence.term_link"), "en")]


def _page(
    term: str,
    told: str,
    frequencies: _Frequencies,
    lines: Sequence[_Line],
    places: Sequence[Place],
    *,
    whole: bool,
) -> str:
    words = catalogue()["evidence"]
    laid_out = ""
    if term in frequencies.by_province:
        laid_out = lay_out_table(
            frequencies.by_province[term],
            say("evidence.term_by_province", unit=frequencies.by.one),
            name="by-province",
            columns=words["term_columns"] | {"province": frequencies.by.one},
            file=False,
        )
    return render_template(
        "term.html",
        words=words,
        term=term,
        pinyin=to_pinyin(term),
        gloss=frequencies.glosses[term],
        told=told,
        table=laid_out,
        some=say("evidence.term_some", n=count(len(lines), "sentence")),
        lines=lines,
        used=name_pages(places),
        whole=whole,
    )
