"""One page per term that the book links to: what it means, how often it is used and where, and sentences with it."""

from collections.abc import Hashable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from helpers.addresses import TERMS, link_article, link_term
from helpers.concordance import find_typical_sentences
from helpers.findings.words import published_on
from helpers.glosses import explain_term
from helpers.pinyin import to_pinyin
from helpers.site.evidence.links import Linked
from helpers.site.failure import BookError
from helpers.site.shell import Shell
from helpers.site.template import render_template
from helpers.terminal import harmless

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["write_terms"]

_ARTICLES_READ = (
    60  # with the term, of which the typical sentences are chosen, taken from all provinces in turn
)
_SENTENCES, _FEWER = 20, 5  # shown; where the text may not be published
_AROUND = 18  # characters on either side of the term, there


class Sentence(NamedTuple):
    """A sentence with a term, as HTML with the term marked, and where it stands."""

    html: str
    link: str
    province: str
    outlet: str
    day: str


def write_terms(html: Path, corpus: "Corpus", shell: Shell, linked: Mapping[str, Linked]) -> None:
    """Write `terms/<name>.html` for each linked name. Raises BookError for one that no term of the corpus has."""
    counted = corpus.where().counted
    named = {
        link_term(term).rpartition("/")[2].removesuffix(".html"): term
        for term in corpus.term_counts["term"].unique()
    }
    absent = sorted(set(linked) - set(named))
    if absent:
        page = next(iter(linked[absent[0]].pages))
        raise BookError(f"{page} links to the term {absent[0]!r}, which the corpus does not count.")
    wanted = [named[name] for name in sorted(linked)]
    counts = counted.term_counts[counted.term_counts["term"].isin(wanted)]
    counts = counts.merge(counted.articles[["article_id", "province"]], on="article_id")
    totals = counted.article_totals.merge(counted.articles[["article_id", "province"]], on="article_id")
    words = totals.groupby(totals["province"].fillna(""))["n_tokens"].sum()
    rows = dict(iter(counts.groupby("term")))
    articles = counted.articles.set_index("article_id", drop=False)
    for name in sorted(linked):
        term = named[name]
        used = rows.get(term, counts.head(0))
        page = render_template(
            "term.html",
            term=term,
            pinyin=to_pinyin(term),
            gloss=explain_term(term),
            n=int(used["n"].sum()),
            n_articles=len(used),
            of_articles=len(articles),
            provinces=_by_province(used, words),
            sentences=list(_sentences(term, used, articles, corpus.settings.publish_text)),
            whole=corpus.settings.publish_text,
            uses=list(linked[name].pages.items()),
        )
        (html / TERMS / f"{name}.html").write_text(shell.fill(term, page), encoding="utf-8")


def _by_province(used: pd.DataFrame, words: "pd.Series[int]") -> list[dict[Hashable, Any]]:
    """The term's number in each province that uses it, its rate per 10,000 words, and articles; the highest rate first."""
    grouped = used.groupby(used["province"].fillna("")).agg(n=("n", "sum"), n_articles=("n", "size"))
    grouped["rate"] = 10_000 * grouped["n"] / words.reindex(grouped.index)
    return grouped.reset_index().sort_values("rate", ascending=False, kind="stable").to_dict("records")


def _sentences(term: str, used: pd.DataFrame, articles: pd.DataFrame, whole: bool) -> Iterator[Sentence]:
    # The articles that use it most, one of each province in turn.
    turns = used.assign(province=used["province"].fillna("")).sort_values(
        ["n", "article_id"], ascending=[False, True]
    )
    turns = turns.assign(turn=turns.groupby("province").cumcount()).sort_values(["turn", "province"])
    read = articles.loc[turns["article_id"].head(_ARTICLES_READ)].reset_index(drop=True)
    found = find_typical_sentences(read, [term], n=_SENTENCES if whole else _FEWER)
    for _, marks in found.groupby(["article_id", "start"], sort=False):
        first = marks.iloc[0]
        places = sorted(
            {
                (int(at), int(at) + len(surface))
                for at, surface in marks[["at", "surface"]].itertuples(index=False)
            }
        )
        yield Sentence(
            _mark(first["sentence"], places if whole else places[:1], whole),
            link_article(first["article_id"], int(first["start"])),
            "" if pd.isna(first["province"]) else str(first["province"]),
            "" if pd.isna(first["outlet"]) else harmless(str(first["outlet"])),
            "" if pd.isna(first["published"]) else published_on(first),
        )


def _mark(sentence: str, places: list[tuple[int, int]], whole: bool) -> str:
    """Return the sentence as HTML with the term marked; a few words around it where the text may not be published."""
    first, last = 0, len(sentence)
    if not whole:
        first = max(0, places[0][0] - _AROUND)
        last = min(last, places[0][1] + _AROUND)
    parts, at = ["…" if first > 0 else ""], first
    for start, end in places:
        parts += [escape(sentence[at:start]), "<mark>", escape(sentence[start:end]), "</mark>"]
        at = end
    parts += [escape(sentence[at:last]), "…" if last < len(sentence) else ""]
    return "".join(parts)
