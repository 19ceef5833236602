"""The book's main findings again, under one other reasonable choice at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from tqdm import tqdm

from helpers import schema
from helpers.comparison import compare_provinces
from helpers.counting import count_articles, count_passages, make_stop_words, make_tokenizer
from helpers.errors import UserError
from helpers.names import name_terms
from helpers.parameters import read_number
from helpers.reprints import choose_canonical
from helpers.sensitivity.agreement import rank_agreement, share_back
from helpers.sensitivity.claims import (
    Claim,
    claim_provinces,
    claim_terms,
    claim_timeline,
    claim_topics,
    lead_topics,
)
from helpers.sensitivity.influence import order_articles
from helpers.settings import Settings
from helpers.thresholds import MOST_PROVINCES
from helpers.timeline import list_events
from helpers.tokens import Tokenizer, load_stop_words
from helpers.topics import Topics, cut_passages, fit_topics

__all__ = ["Sources", "measure_sensitivity"]

_HALF = 0.5
_WORDS = ("02", "03", "05")  # chapters that a change of the words can touch
_TOPICS = ("05",)
_ALL = ("02", "03", "04", "05")


@dataclass(frozen=True)
class Sources:
    """What the findings are made of: the articles that are not excluded, copies among them, with their tables and topics.

    `mask` are the kinds of names left out of comparisons; topics leave out those of `topic_mask`.
    """

    articles: pd.DataFrame
    place_mentions: pd.DataFrame
    date_mentions: pd.DataFrame
    term_counts: pd.DataFrame
    article_totals: pd.DataFrame
    topics: Topics
    settings: Settings
    mask: tuple[schema.NameKind, ...] = ("places", "outlets")
    topic_mask: tuple[schema.NameKind, ...] = ("places",)

    @cached_property
    def events(self) -> pd.DataFrame:
        """The dates that all copies name, as events."""
        return list_events(self.date_mentions, self.articles, self.place_mentions)

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The articles that count in the book: one copy of each family."""
        return _choose(self.articles)

    @cached_property
    def unit_counts(self) -> pd.DataFrame:
        """TERM_COUNTS of the units of the book's topics."""
        tokenizer, stop_words = make_tokenizer(self.settings), make_stop_words(self.settings)
        return self.count_units(self.term_counts, self.counted, tokenizer, stop_words)

    def count_units(
        self,
        term_counts: pd.DataFrame,
        articles: pd.DataFrame,
        tokenizer: Tokenizer,
        stop_words: frozenset[str],
    ) -> pd.DataFrame:
        """Return TERM_COUNTS of the articles' units for topics, which are whole articles or passages as in the book."""
        whole = set(self.topics.passages["passage_id"]) == set(self.topics.passages["article_id"])
        masked = name_terms(term_counts, self.topic_mask)
        passages = cut_passages(articles, unit="article" if whole else "passage")
        if not whole:
            return count_passages(passages, articles, tokenizer, stop_words, masked)
        kept = term_counts["article_id"].isin(passages["passage_id"])
        return term_counts[kept & ~term_counts["term"].isin(list(masked))]

    @cached_property
    def provinces(self) -> list[str]:
        """The provinces that the book has sentences on: those with the most documents."""
        documents = self.counted.groupby("province")["doc_id"].nunique()
        return list(documents.sort_values(ascending=False, kind="stable").index[:MOST_PROVINCES])

    @property
    def stable(self) -> pd.DataFrame:
        """The topics that hold still."""
        return self.topics.topics[self.topics.topics["stable"]]


@dataclass(frozen=True)
class _Run:
    """One way to compute the findings: with which words and articles, how copies count, and which topics."""

    change: str
    name: str
    chapters: tuple[str, ...]
    tokenizer: Tokenizer
    stop_words: frozenset[str]
    left_out: str = ""
    copies: schema.Copies = "family"
    k: int = 0
    seed: int | None = None
    recount: bool = False


def measure_sensitivity(
    sources: Sources, *, most_left_out: int = 20, seeds: int = 10, progress: bool = False
) -> pd.DataFrame:
    """One row per (finding, change that could touch it): SENSITIVITY.

    The changes, one at a time: the other segmenter (jieba for rjieba); guessing of unknown words off, or on where the settings have it off; the
    domain lexicon left out; the stop list of stopwordsiso alone; copies counted like other articles; each article left out with its
    copies, or `most_left_out` of them, first those that hold most of what a finding names (`order_articles`); two topics fewer, two more;
    topics from `seeds` other random numbers. Topics keep the number, kind and unit of the book's. A run in which topics cannot be fitted does not
    count. `progress` shows a bar. Raises UserError for numbers below 1.
    """
    most_left_out = read_number("most_left_out", most_left_out)
    seeds = read_number("seeds", seeds)
    own = make_tokenizer(sources.settings)
    base = _Run("", "", _ALL, own, make_stop_words(sources.settings))
    book = {claim.finding_id: claim for claim in _claim(sources, base)}
    if "05-found" in book:
        labels = tuple(sources.stable.sort_values("share", ascending=False, kind="stable")["label"])
        book["05-found"] = Claim("05-found", labels[:1], labels)
    counted = sources.counted
    order = order_articles(list(book.values()), counted, sources.term_counts, sources.events, sources.topics)
    runs = list(_plan(sources, base, order[:most_left_out], seeds))
    found: dict[tuple[str, str], list[tuple[_Run, Claim]]] = {}
    for run in tqdm(runs, desc="sensitivity", unit=" runs", disable=not progress, leave=False):
        claims = {claim.finding_id: claim for claim in _claim(sources, run)}
        for finding_id, claim in book.items():
            if finding_id[:2] not in run.chapters or not claim.named:
                continue
            if finding_id in claims or not finding_id.startswith(_TOPICS):
                other = claims.get(finding_id, Claim(finding_id, ()))
                found.setdefault((finding_id, run.change), []).append((run, other))
    rows = [_compare(book[finding_id], change, outcomes) for (finding_id, change), outcomes in found.items()]
    places = {finding_id: place for place, finding_id in enumerate(book)}
    rows.sort(key=lambda row: places[str(row["finding_id"])])
    return schema.make(schema.SENSITIVITY, rows)


def _plan(sources: Sources, base: _Run, left_out: Sequence[str], seeds: int) -> Iterator[_Run]:
    """Yield the runs, one change after another."""
    settings, own = sources.settings, base.tokenizer
    other = Tokenizer("jieba" if own.segmenter == "rjieba" else "rjieba", own.words, own.hmm)
    guessing = Tokenizer(own.segmenter, own.words, not own.hmm)
    plain = Tokenizer(own.segmenter, own.words, own.hmm, lexicon=False)
    stop_words = load_stop_words(settings.stop_words, negations=settings.stop_negations, own=False)
    words = replace(base, chapters=_WORDS, recount=True)
    yield replace(words, change="segmenter", tokenizer=other)
    yield replace(words, change="hmm", tokenizer=guessing)
    yield replace(words, change="lexicon", tokenizer=plain)
    yield replace(words, change="stop_words", stop_words=stop_words)
    if len(sources.counted) < len(sources.articles):
        yield replace(base, change="copies", copies="all")
    if len(sources.counted) > 1:
        for article_id in left_out:
            yield replace(base, change="left_out", name=article_id, left_out=article_id)
    model = sources.topics.model
    if model is not None:
        topics = replace(base, chapters=_TOPICS)
        if model.k > 3:
            yield replace(topics, change="fewer_topics", k=model.k - 2)
        yield replace(topics, change="more_topics", k=model.k + 2)
        for seed in range(model.seed + 1, model.seed + 1 + seeds):
            yield replace(topics, change="seeds", name=str(seed), seed=seed)


def _choose(articles: pd.DataFrame) -> pd.DataFrame:
    """Return one copy of each family, the one that the book counts."""
    chosen = choose_canonical(articles.reset_index(drop=True))
    return chosen[chosen["is_canonical"]]


def _claim(sources: Sources, run: _Run) -> Iterator[Claim]:
    """Yield what the findings of a run name."""
    articles = sources.articles
    counts, totals = sources.term_counts, sources.article_totals
    if run.recount:
        counts, totals = count_articles(articles, sources.place_mentions, run.tokenizer, run.stop_words)
    if run.left_out:
        # A copy does not take its place.
        families = articles.loc[articles["article_id"] == run.left_out, "family"]
        articles = articles[~articles["family"].isin(families)]
    counted = articles if run.copies == "all" else _choose(articles)
    if "02" in run.chapters:
        yield from claim_terms(counts, totals, counted)
    if "03" in run.chapters:
        masked = name_terms(counts, sources.mask)
        issued = set(articles["province"])
        if provinces := [province for province in sources.provinces if province in issued]:
            table = compare_provinces(counts, totals, articles, masked, province=provinces, copies=run.copies)
            order = {f"03-{province}": place for place, province in enumerate(provinces)}
            yield from sorted(claim_provinces(table), key=lambda claim: order[claim.finding_id])
    if "04" in run.chapters:
        yield from claim_timeline(counted, sources.events)
    yield from _claim_topics(sources, run, counts, counted)


def _claim_topics(
    sources: Sources, run: _Run, term_counts: pd.DataFrame, articles: pd.DataFrame
) -> Iterator[Claim]:
    """Yield which of the book's topics there are in a run; nothing where topics cannot be fitted."""
    model, stable = sources.topics.model, sources.stable
    if model is None or stable.empty:
        return
    if run.recount or run.copies != "family":
        counts = sources.count_units(term_counts, articles, run.tokenizer, run.stop_words)
    else:
        passages = sources.topics.passages
        kept = passages.loc[passages["article_id"].isin(articles["article_id"]), "passage_id"]
        counts = sources.unit_counts[sources.unit_counts["article_id"].isin(kept)]
    known = lead_topics(sources.topics.topic_terms)
    seed = model.seed if run.seed is None else run.seed
    try:
        fitted = fit_topics(counts, run.k or model.k, seed, model.kind, restart=run.seed is not None)
    except UserError:
        return
    yield claim_topics(
        lead_topics(fitted.topic_terms),
        [known[topic - 1] for topic in stable["topic"]],
        list(stable["label"]),
    )


def _compare(claim: Claim, change: str, outcomes: Sequence[tuple[_Run, Claim]]) -> dict[str, object]:
    """Return the row of SENSITIVITY of a finding and a change from its runs."""
    named = [share_back(claim.named, other.named) for _, other in outcomes]
    back = [share_back(claim.ranked, other.ranked) for _, other in outcomes]
    ranks = [rank_agreement(claim.ranked, other.ranked) for _, other in outcomes]
    known = [rank for rank in ranks if not np.isnan(rank)]
    worst = min(range(len(outcomes)), key=lambda i: (named[i], np.nan_to_num(back[i]), i))
    return {
        "finding_id": claim.finding_id,
        "change": change,
        "n_runs": len(outcomes),
        "overlap": float(np.mean(back)),
        "lowest_overlap": float(np.min(back)),
        "rank_agreement": float(np.mean(known)) if known else float("nan"),
        "named_overlap": named[worst],
        "n_broken": sum(share < _HALF for share in named),
        "breaks": named[worst] < _HALF,
        "worst": outcomes[worst][0].name,
        "was": list(claim.named),
        "became": list(outcomes[worst][1].named),
    }
