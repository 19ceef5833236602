"""A corpus and its tables: built when missing or stale, else loaded; and what follows from them."""

import datetime
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq

from helpers import schema
from helpers.caches import cache_folder
from helpers.comparison import compare_provinces, contrast_terms, count_differences, top_terms
from helpers.counting import count_passages, make_stop_words, make_tokenizer
from helpers.doubts import list_contradictions
from helpers.errors import UserError, unknown
from helpers.findings import (
    find_cleaning,
    find_provinces,
    find_sensitivity,
    find_terms,
    find_timeline,
    find_topics,
    tell_corpus,
    tell_sample,
)
from helpers.fingerprint import find_corpus, hash_chapter_code, observe_corpus
from helpers.frequency import choose_terms, count_frequency
from helpers.grouping import PROVINCE, Grouping, name_grouping
from helpers.keeping import keep
from helpers.ledger import balance_ledger, list_suspicious
from helpers.manifest import MANIFEST, count_rows, is_whole
from helpers.names import name_terms, parse_kinds
from helpers.parameters import read_number
from helpers.places import province_names
from helpers.reading import read_file
from helpers.reprints import choose_canonical
from helpers.sampling import choose_most, draw_families, draw_with
from helpers.schema import REST
from helpers.sensitivity import Sources, judge_findings, measure_sensitivity
from helpers.settings import SETTINGS_FILE, Settings, load_settings
from helpers.timeline import (
    Period,
    choose_period,
    count_event_days,
    count_term_timeline,
    find_changes,
    list_events,
)
from helpers.topics import (
    Topics,
    cut_passages,
    load_topics,
    model_topics,
    parse_k,
    parse_kind,
    parse_unit,
    save_topics,
    share_topics,
)

__all__ = ["Corpus", "open_corpus"]

_KEPT_SECONDS = 24 * 3600
_MANY_PASSAGES = (
    1000  # from which on topics take so long that a second process comes before the first is done
)
_MASK: tuple[schema.NameKind, ...] = ("places", "outlets")  # names that set provinces apart trivially
_ARTICLE_ID = r"\A[0-9a-f]{16}-[0-9]{2,}\z"  # it names files of the book
# What of each article tells whether it is meant, and which are drawn.
_SELECTING = ["article_id", "doc_id", "family", "published", "province", "group", "outlet", "n_chars"]
_BY_ARTICLE = ("evidence", "place_mentions", "date_mentions", "term_counts", "article_totals")


@dataclass(frozen=True)
class Sampled:
    """That a corpus is a sample: what it was drawn from, how many articles were drawn, and of how many."""

    whole: "Corpus"
    n_drawn: int
    n_articles: int


class Corpus:
    """A corpus's tables, each loaded when it is first asked for.

    `corpus.articles` and the like are DataFrames; treat them as read-only. `meanings` says what their columns mean.
    `where` and `counted` give the same corpus with fewer articles. Of a corpus with more articles than its setting `sample`, it holds so
    many, drawn by chance (`sampling` says it in words), and `whole` is the corpus with all of them. Printed, a corpus tells how much it holds and what to
    know of it before counting.

    >>> corpus
    <Corpus 'Five provinces, two outbreaks': 5 documents, 17 articles in 15 families
      2020-01-01 to 2022-05-25, 上海、江苏、江西、河南、湖北
      2 copies in 1 family: corpus.counted has one article of each>
    """

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        location: Path,
        tables: Mapping[str, pd.DataFrame] | None = None,
        grouping: Grouping = PROVINCE,
        *,
        kept: Path | None = None,
        sampled: Sampled | None = None,
    ) -> None:
        """Keep where things are; `tables` holds what is already in memory, `grouping` what the articles are compared by.

        The tables lie in `location`; what follows from them is kept in `kept`, or there too.
        """
        self.folder = folder
        self.settings = settings
        self.location = location
        self.kept = kept or location
        self.grouping = grouping
        self._sampled = sampled
        self._tables: dict[str, pd.DataFrame] = dict(tables or {})
        self._restricted = tables is not None
        self._derived: dict[str, pd.DataFrame] = {}

    def __repr__(self) -> str:
        """Say what the corpus holds, for a person, and in a line each what to know of it before counting."""
        provinces = sorted(self.articles["province"].dropna().unique(), key=_province_order)
        lines = tell_corpus(self.settings.title, self.documents, self.articles, provinces) + self.sampling
        return "<" + "\n  ".join(lines) + ">"

    @property
    def whole(self) -> "Corpus":
        """The corpus with all its articles, also those that a sample leaves out; each table is read when it is first asked for.

        Of one that does not fit in memory, ask for some of its columns or rows: `corpus.whole.table("articles", ["published"])`.
        """
        return self._sampled.whole if self._sampled else self

    @property
    def sampling(self) -> list[str]:
        """The sentence that says which part of the corpus this is; none where nothing was drawn by chance.

        >>> corpus.sampling
        []
        """
        sampled = self._sampled
        if sampled is None or sampled.n_drawn == sampled.n_articles:
            return []
        return [tell_sample(sampled.n_drawn, sampled.n_articles)]

    def meanings(self, name: str) -> pd.DataFrame:
        """Return one row per column of a table: column, type, meaning, optional (a value may be missing), choices.

        `choices` are the only values that the column can have, joined by commas; empty where any can stand. Raises UserError for an
        unknown table.

        >>> corpus.meanings("article_totals")[["column", "type"]]
               column    type
        0  article_id  string
        1    n_tokens     int
        """
        return schema.describe(self._schema(name))

    def _schema(self, name: str) -> schema.Table:
        tables = {table.name: table for table in schema.TABLES}
        if name not in tables:
            raise unknown("table", name, list(tables))
        return tables[name]

    def table(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        filters: list[tuple[str, str, Any]] | None = None,
    ) -> pd.DataFrame:
        """Return a table of `helpers.schema` by name, or some of its columns and rows.

        What follows from the other tables is computed as the book's chapters do, of the provinces that `corpus.toml` names.
        `filters` are conditions that must all hold, such as [("province", "==", "江西")], as pyarrow takes
        them. Raises UserError for an unknown name.

        >>> corpus.table("articles", ["outlet", "published"], [("province", "==", "上海")])
          outlet  published
        0    央广网 2020-02-09
        """
        table = self._schema(name)
        derived = table not in schema.CORPUS_TABLES
        if columns is None and filters is None:
            if derived:
                return self._follow(name)
            if name not in self._tables:
                self._tables[name] = self._read(name)
            return self._tables[name]
        if derived or name in self._tables:
            data = schema.to_arrow(self.table(name), table)
            if filters:
                data = data.filter(pq.filters_to_expression(filters))
            return schema.from_arrow(data.select(list(columns)) if columns else data)
        return self._read(name, columns, filters)

    def _follow(self, name: str) -> pd.DataFrame:
        """Return a table that follows from the others, by name."""
        if name in ("findings", "sensitivity", "term_timeline", "term_changes"):
            table: pd.DataFrame = getattr(self, name)
            return table
        chosen = self.where()
        if name == "province_terms":
            return chosen.province_terms
        topics = chosen.fit_topics()
        return topics.quality if name == "topic_quality" else getattr(topics, name)

    def _read(self, name: str, columns: Sequence[str] | None = None, filters: Any = None) -> pd.DataFrame:
        data = pq.read_table(self.location / f"{name}.parquet", columns=columns, filters=filters)
        return schema.from_arrow(data)

    @property
    def documents(self) -> pd.DataFrame:
        """One row per input document: a file, or one record of a file of records."""
        return self.table("documents")

    @property
    def articles(self) -> pd.DataFrame:
        """One row per article, copies and what is set aside included; `counted` has those that count."""
        return self.table("articles")

    @property
    def spans(self) -> pd.DataFrame:
        """The ledger: one row per stretch of a document, which together cover it exactly."""
        return self.table("spans")

    @property
    def evidence(self) -> pd.DataFrame:
        """One row per article and field that is known of it: the words it was read from, and where."""
        return self.table("evidence")

    @property
    def place_mentions(self) -> pd.DataFrame:
        """One row per mention of a place in an article's text."""
        return self.table("place_mentions")

    @property
    def date_mentions(self) -> pd.DataFrame:
        """One row per mention of a date, or of a stretch of time, in an article's text."""
        return self.table("date_mentions")

    @property
    def term_counts(self) -> pd.DataFrame:
        """One row per article and term that it holds: how often. Stop words and words of one character have none."""
        return self.table("term_counts")

    @property
    def article_totals(self) -> pd.DataFrame:
        """One row per article: its number of tokens, before stop words are dropped, by which rates are formed."""
        return self.table("article_totals")

    @property
    def manifest(self) -> dict[str, Any]:
        """What the tables were built from: input hashes, settings, versions, row counts; of a sample, those of the whole."""
        content: dict[str, Any] = json.loads((self.whole.location / MANIFEST).read_text("utf-8"))
        return content

    @property
    def findings(self) -> pd.DataFrame:
        """One row per sentence that the book claims, in the order of its chapters; kept beside the tables."""
        return self._derive(schema.FINDINGS, self._find)

    @property
    def sensitivity(self) -> pd.DataFrame:
        """One row per finding and change of a choice that could touch it: whether it comes back; kept beside the tables."""
        return self.measure_sensitivity()

    def measure_sensitivity(self, *, most_left_out: int = 20, seeds: int = 10) -> pd.DataFrame:
        """Return SENSITIVITY of the findings; the usual one of the whole corpus is kept beside the tables.

        The changes are those of `helpers.sensitivity.measure_sensitivity`; at most `most_left_out` articles are left out one by one,
        and the topics are fitted from `seeds` other random seeds.
        """

        def compute() -> pd.DataFrame:
            chosen = self.where()
            sources = Sources(
                articles=chosen.as_groups(chosen.articles[chosen.articles["excluded_reason"].isna()]),
                place_mentions=chosen.place_mentions,
                date_mentions=chosen.date_mentions,
                term_counts=chosen.term_counts,
                article_totals=chosen.article_totals,
                topics=chosen.fit_topics(),
                settings=self.settings,
                mask=_MASK,
            )
            return measure_sensitivity(sources, most_left_out=most_left_out, seeds=seeds)

        usual = (most_left_out, seeds) == (20, 10)
        return self._derive(schema.SENSITIVITY, compute) if usual else compute()

    @property
    def province_terms(self) -> pd.DataFrame:
        """One row per province, term, and names masked or not, each province against the rest; kept beside the tables."""
        return self.compare()

    @property
    def term_timeline(self) -> pd.DataFrame:
        """One row per province, term and period, of the terms that the chapter on time follows: the four commonest; kept beside the tables."""

        def compute() -> pd.DataFrame:
            counted, terms, period = self._followed()
            return count_term_timeline(
                counted.term_counts, counted.article_totals, counted.articles, terms, period
            )

        return self._derive(schema.TERM_TIMELINE, compute)

    @property
    def term_changes(self) -> pd.DataFrame:
        """One row per change of the rate of one of these terms, or one that says why there is none; kept beside the tables."""

        def compute() -> pd.DataFrame:
            counted, terms, period = self._followed()
            return find_changes(counted.term_counts, counted.article_totals, counted.articles, terms, period)

        return self._derive(schema.TERM_CHANGES, compute)

    def _followed(self) -> tuple["Corpus", list[str], Period]:
        """Return the articles that count, the terms whose rates are followed over time, and the length of a period."""
        counted = self.where().compared
        frequency = count_frequency(counted.term_counts, counted.article_totals, counted.articles)
        return counted, choose_terms(frequency), choose_period(counted.articles["published"])

    def compare(
        self,
        province: str = "",
        against: str = REST,
        *,
        copies: schema.Copies = "family",
        mask: str | Sequence[str] = _MASK,
    ) -> pd.DataFrame:
        """Return PROVINCE_TERMS of one province, or of each, against the rest or another province.

        One row per province, term, and `masked`: those rows leave out terms that are mostly part of the names of the
        kinds in `mask` (places, agencies, outlets). What each column means is in `helpers.schema.PROVINCE_TERMS` and, at length, in
        `helpers.comparison.compare_provinces`; `helpers.comparison.contrast_terms` and `top_terms` pick the rows worth reading.
        `copies` is how reprints count: "family" (one of each), "family-province" (one in each province) or "all".
        Articles that are excluded don't count. Raises UserError for an unknown province, kind or way to count, and for a province
        compared with itself.

        >>> compared = corpus.compare("江西", "湖北")
        >>> compared[compared["term"] == "社区"][["masked", "n", "n_elsewhere", "log_ratio", "too_few"]].round(2)
              masked   n  n_elsewhere  log_ratio  too_few
        1406   False  17           53      -3.07     True
        3270    True  17           53      -3.07     True
        """
        kinds = parse_kinds(mask)

        def compute() -> pd.DataFrame:
            articles = self.as_groups(self.articles[self.articles["excluded_reason"].isna()])
            return compare_provinces(
                self.term_counts,
                self.article_totals,
                articles,
                name_terms(self.term_counts, kinds),
                province=province,
                against=against,
                copies=copies,
            )

        usual = (province, against, copies, kinds) == ("", REST, "family", _MASK)
        return self._derive(schema.PROVINCE_TERMS, compute) if usual else compute()

    def _derive(self, table: schema.Table, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return a table that follows from the others: of the whole corpus it is computed once for each state of the code, of a part once for each object."""
        if self._restricted:
            if table.name not in self._derived:
                self._derived[table.name] = compute()
            return self._derived[table.name]
        name = f"{table.name}-{hash_chapter_code()[:16]}"
        _remove_stale(self.kept, f"{table.name}-", name)
        file = f"{table.name}.parquet"
        place = keep(
            self.kept / name,
            lambda fresh: pq.write_table(schema.to_arrow(compute(), table), fresh / file),
        )
        return schema.from_arrow(pq.read_table(place / file))

    def _find(self) -> pd.DataFrame:
        """Compute the findings of every chapter."""
        chosen = self.where()
        counted, by = chosen.compared, self.grouping
        articles, mentions = counted.articles, counted.place_mentions
        compared = chosen.compare()
        frequency = count_frequency(counted.term_counts, counted.article_totals, articles)
        events = list_events(counted.date_mentions, articles, mentions)
        topics = chosen.fit_topics()
        shares = share_topics(topics.passage_topics, topics.passages, articles)
        found = pd.concat(
            [
                find_cleaning(
                    chosen.documents,
                    chosen.articles,
                    balance_ledger(chosen.spans, chosen.documents),
                    list_suspicious(chosen.spans, chosen.documents),
                    list_contradictions(chosen.articles, chosen.evidence),
                ),
                find_terms(frequency, len(articles)),
                find_provinces(
                    count_differences(compared),
                    contrast_terms(compared, n=3),
                    top_terms(compared, min_articles=2),
                    articles,
                    by,
                ),
                find_timeline(articles, events, count_event_days(events), self.term_changes, by),
                find_topics(topics.topics, topics.quality, shares, len(topics.passages), by=by),
            ],
            ignore_index=True,
        )
        sensitivity = self.sensitivity
        judged = judge_findings(found, sensitivity)
        return pd.concat([judged, find_sensitivity(judged, sensitivity)], ignore_index=True)

    @property
    def counted(self) -> "Corpus":
        """The corpus with the articles that count: one copy of each family, nothing excluded.

        >>> len(corpus.articles), len(corpus.counted.articles)
        (17, 15)
        """
        articles = choose_canonical(self.articles[self.articles["excluded_reason"].isna()])
        return self._restrict(articles[articles["is_canonical"]])

    @property
    def compared(self) -> "Corpus":
        """`counted`, with what each article is compared as in the place of its province: what the steps that compare take.

        The same as `counted` where provinces are compared. Otherwise (`grouping`) the articles' `province` is their `group`, which is
        also all that they are about, and places have the province that is their city, if cities are compared, else none.
        """
        counted = self.counted
        if self.grouping.is_province:
            return counted
        mentions = counted.place_mentions
        province = (
            mentions["city"]
            if self.grouping.key == "city"
            else mentions["city"].mask(mentions["city"].notna())
        )
        tables = {name: counted.table(name) for name in ("documents", "spans", *_BY_ARTICLE)}
        tables |= {
            "articles": counted.as_groups(counted.articles),
            "place_mentions": mentions.assign(province=province),
        }
        return self._with(tables)

    def as_groups(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Return articles of this corpus with what they are compared as (`grouping`) in the place of their province."""
        if self.grouping.is_province:
            return articles
        groups = articles["group"]
        about = [[] if pd.isna(group) else [group] for group in groups]
        return articles.assign(
            province=groups, about_provinces=pd.Series(about, index=articles.index, dtype="object")
        )

    def where(
        self,
        date_from: str = "",
        date_to: str = "",
        provinces: str | Sequence[str] = (),
        outlets: str | Sequence[str] = (),
    ) -> "Corpus":
        """Return the corpus with the articles that meet every condition given.

        Dates are ISO days (2020-02-03), both ends included; an undated article meets no date condition.
        Provinces are short names (江西), or what else the corpus compares (`grouping`), outlets as in `articles.outlet`; several as a list or joined by
        commas; without provinces, those that `corpus.toml` names are taken. Raises UserError for what cannot be a date, is no province, or is an outlet not in the corpus.

        >>> len(corpus.where(provinces="江西, 湖北", date_to="2020-12-31").articles)
        6
        """
        # What meets the conditions is drawn from the whole corpus, not from the sample of it.
        from_whole = self._sampled is not None and not self._restricted
        articles = self.whole.table("articles", _SELECTING) if from_whole else self.articles
        keep = pd.Series(True, index=articles.index)
        if date_from and date_to and _day("date_from", date_from) > _day("date_to", date_to):
            raise UserError(f"date_from={date_from!r} is after date_to={date_to!r}. Exchange them.")
        if date_from:
            keep &= articles["published"] >= _day("date_from", date_from)
        if date_to:
            keep &= articles["published"] <= _day("date_to", date_to)
        chosen = _listed(provinces) or list(self.settings.provinces)
        groups = sorted(articles["group"].dropna().unique()) if not self.grouping.is_province else []
        for province in chosen:
            if province not in province_names() and province not in groups:
                raise unknown(
                    "province",
                    province,
                    [*groups, *province_names()],
                    "Aliases live in helpers/lexicons/places.csv.",
                )
        if chosen:
            keep &= articles["province"].isin(chosen) | articles["group"].isin(chosen)
        named = _listed(outlets)
        known = sorted(articles["outlet"].dropna().unique())
        for outlet in named:
            if outlet not in known:
                raise unknown("outlet", outlet, known)
        if named:
            keep &= articles["outlet"].isin(named)
        if keep.all():
            return self
        return self.whole._draw(articles[keep]) if from_whole else self._restrict(articles[keep])

    def _draw(self, articles: pd.DataFrame | None = None) -> "Corpus":
        """Return a sample of these articles of the corpus, or of all: as many as its setting `sample` says, by `draw_families`.

        `articles` has article_id, doc_id, family and n_chars.
        """
        of_all = articles is None
        listed = self.table("articles", _SELECTING) if articles is None else articles
        most = choose_most(self.settings.sample, len(listed), int(listed["n_chars"].sum()))
        drawn = listed[draw_families(listed["family"], most)]
        doc_ids = drawn["doc_id"].drop_duplicates()
        if of_all:
            ids = self.table("documents", ["doc_id"])["doc_id"]
            without = ids[~ids.isin(listed["doc_id"])]
            doc_ids = pd.concat([doc_ids, without[draw_with(without, drawn["family"])]])
        tables = {
            name: self._read(name, filters=[(key, "in", wanted.tolist())])
            for names, key, wanted in (
                (("documents", "spans"), "doc_id", doc_ids),
                (("articles", *_BY_ARTICLE), "article_id", drawn["article_id"]),
            )
            for name in names
        }
        tables["articles"] = choose_canonical(tables["articles"])
        return self._with(tables, Sampled(self, len(drawn), len(listed)))

    def fit_topics(
        self,
        *,
        k: int | str = "auto",
        unit: str = "auto",
        model: str = "nmf",
        seed: int = 0,
        mask: str | Sequence[str] = ("places",),
        workers: int | None = None,
        progress: bool = False,
    ) -> Topics:
        """Return the topics of the articles that count, one copy of each family; those of the whole corpus are kept beside the tables.

        `unit` is "passage", "article", or "auto": articles from 1,000 on, else passages of 200 to 400 characters. `k` is a number of
        topics, or "auto" for the steadiest one (`helpers.topics.choose_k`). `model` is "nmf" or "lda". Terms that are mostly
        part of the names of the kinds in `mask` are left out. `workers` processes fit; by default as many as there are cores, from 1,000
        passages on. New articles are assigned by `helpers.topics.assign_topics`. Raises
        UserError for a `k` that is no number of 2 or more, and unknown words for the others.

        >>> topics = corpus.fit_topics()
        >>> topics
        <Topics: 4 of 100 passages by nmf, holding still: 1>
        >>> topics.topics[["topic", "label", "n_passages"]]
           topic       label  n_passages
        0      1  社区、党员干部、工作          43
        1      2    工作、统计、要求          32
        2      3   患者、医院、医疗队          13
        3      4    企业、分行、疫情          12
        """
        articles = self.counted.articles
        of, kinds, kind = parse_unit(unit, len(articles)), parse_kinds(mask), parse_kind(model)
        passages = cut_passages(articles, unit=of)
        processes = workers or ((os.cpu_count() or 1) if len(passages) >= _MANY_PASSAGES else 1)
        wanted, seed = parse_k(k, len(passages)), read_number("seed", seed, least=0)

        def compute() -> Topics:
            masked = name_terms(self.term_counts, kinds)
            if of == "article":
                counts = self.term_counts
                kept = counts["article_id"].isin(passages["passage_id"]) & ~counts["term"].isin(list(masked))
                counts = counts[kept]
            else:
                tokenizer, stop_words = make_tokenizer(self.settings), make_stop_words(self.settings)
                counts = count_passages(passages, articles, tokenizer, stop_words, masked)
            return model_topics(
                counts, passages, k=wanted, model=kind, seed=seed, workers=processes, progress=progress
            )

        if self._restricted:
            return compute()
        code = f"topics-{hash_chapter_code()[:16]}"
        _remove_stale(self.kept, "topics-", code)
        settings = "-".join(map(str, (of, kind, wanted, seed, *kinds)))
        return load_topics(
            keep(self.kept / f"{code}-{settings}", lambda fresh: save_topics(compute(), fresh))
        )

    def source(self, doc_id: str) -> str:
        """Return a document's text as it was read, which its spans index. Raises UserError if it is gone."""
        for _, text in self._sources([doc_id]):
            return text
        raise _gone(doc_id, self.folder)

    def _sources(self, doc_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield (doc_id, text) for each of the documents that is still there; a file is read once, as far as needed."""
        wanted = self.documents[self.documents["doc_id"].isin(doc_ids)]
        for path, of_file in wanted.groupby("path", sort=False)["doc_id"]:
            missing = set(of_file)
            for document in read_file(self.folder, str(path), self.settings):
                if document.doc_id in missing:
                    missing.remove(document.doc_id)
                    yield document.doc_id, document.text
                    if not missing:
                        break

    def quote(self, spans: pd.DataFrame) -> "pd.Series[str]":
        """Return the words of each span, by the spans' index; each file is read once.

        Raises UserError if a document is gone.
        """
        groups = dict(iter(spans.groupby("doc_id", sort=False)))
        words: dict[Any, str] = {}
        for doc_id, text in self._sources([str(doc_id) for doc_id in groups]):
            group = groups.pop(doc_id)
            words.update(
                {i: text[a:b] for i, a, b in zip(group.index, group["start"], group["end"], strict=True)}
            )
        if groups:
            raise _gone(str(next(iter(groups))), self.folder)
        return pd.Series(words, dtype="str").reindex(spans.index)

    def _restrict(self, articles: pd.DataFrame) -> "Corpus":
        """Return the corpus with these articles, their documents, and one canonical copy of each family."""
        articles = choose_canonical(articles.reset_index(drop=True))
        kept = {"articles": articles}
        for name in ("documents", "spans"):
            frame = self.table(name)
            kept[name] = frame[frame["doc_id"].isin(articles["doc_id"])].reset_index(drop=True)
        for name in _BY_ARTICLE:
            frame = self.table(name)
            kept[name] = frame[frame["article_id"].isin(articles["article_id"])].reset_index(drop=True)
        return self._with(kept)

    def _with(self, tables: Mapping[str, pd.DataFrame], sampled: Sampled | None = None) -> "Corpus":
        """Return the corpus with other tables."""
        return Corpus(
            self.folder,
            self.settings,
            self.location,
            tables,
            self.grouping,
            kept=self.kept,
            sampled=sampled or self._sampled,
        )


def open_corpus(
    path: str | os.PathLike[str] = "seeds", *, workers: int = 1, progress: bool = False
) -> Corpus:
    """Return the corpus in a folder, its tables built first when missing or stale.

    A relative path is taken from the working directory. The tables are kept in the user's cache (or in
    $FANGZHI_CACHE) and are built again when a document, `corpus.toml`, the code or a library changed; or they are those that `tables`
    in `corpus.toml` names. Of more articles than `sample` there says, so many are drawn.
    Raises UserError for a folder that does not exist, holds no document, or nothing readable, and for named tables that are stale.

    >>> from helpers import open_corpus
    >>> open_corpus("seeds").documents[["path", "status"]]
                           path status
    0  000_a50f5ec2e9ddccb2.txt     ok
    1  001_59da7d1c5b7cbb51.txt     ok
    2  002_16ddb1a3a4cdf4b5.txt     ok
    3  003_ca418ce6a18ed07a.txt     ok
    4  004_f6337ad9b8385fee.txt     ok
    """
    folder = find_corpus(path)
    settings, seen = load_settings(folder), observe_corpus(folder)
    states = cache_folder("tables", str(folder.resolve()))
    kept = states / seen.fingerprint[:16]
    location = _find_tables(folder, settings, seen.fingerprint) if settings.tables else kept
    if location == kept and not is_whole(location):
        from helpers.building import (
            write_tables,  # imported here, as a corpus is mostly opened whose tables are there
        )

        write_tables(folder, location, workers=workers, seen=seen, cached=True, progress=progress)
        _remove_old(states, location)
    corpus = Corpus(folder, settings, location, kept=kept)
    grouped_by = next(iter(corpus.table("articles", ["grouped_by"])["grouped_by"]), PROVINCE.key)
    if grouped_by != PROVINCE.key:
        corpus.grouping = name_grouping(grouped_by, corpus.table("articles", ["group"])["group"])
    lengths = corpus.table("articles", ["n_chars"])["n_chars"]
    most = choose_most(settings.sample, len(lengths), int(lengths.sum()))
    return _open_sample(corpus, most, len(lengths)) if most < len(lengths) else corpus


def _find_tables(folder: Path, settings: Settings, fingerprint: str) -> Path:
    """Return the folder of tables that a corpus names. Raises UserError unless they were made from it as it is now."""
    location = (folder / Path(settings.tables).expanduser()).resolve()
    if not is_whole(location, fingerprint):
        raise UserError(
            f"{SETTINGS_FILE} names {location}, which holds no whole tables of this corpus as it is now, with these settings and this version. "
            f"Run: fangzhi tables {folder} --out {location}"
        )
    ids = pq.read_table(location / "articles.parquet", columns=["article_id"])["article_id"]
    if not pc.all(pc.match_substring_regex(ids, _ARTICLE_ID), min_count=0).as_py():
        raise UserError(
            f"{location} has an article whose article_id Fangzhi never gives; it was not made by it."
        )
    return location


def _open_sample(corpus: Corpus, most: int, n_articles: int) -> Corpus:
    """Return the sample of a corpus, which is drawn once and kept beside what else follows from its tables."""

    def draw(fresh: Path) -> None:
        drawn = corpus._draw()
        for table in schema.CORPUS_TABLES:
            data = schema.to_arrow(drawn.table(table.name), table)
            pq.write_table(data, fresh / f"{table.name}.parquet")

    place = keep(corpus.kept / f"sample-{most}", draw)
    sampled = Sampled(corpus, count_rows(place, "articles"), n_articles)
    beside = place.with_name(f"of-{place.name}")
    return Corpus(
        corpus.folder, corpus.settings, place, grouping=corpus.grouping, kept=beside, sampled=sampled
    )


def _remove_stale(kept: Path, kind: str, name: str) -> None:
    """Remove what is kept of a kind and was made by another state of the code than the one that `name` begins with."""
    for path in kept.glob(f"{kind}*"):
        if not path.name.startswith(name):
            shutil.rmtree(path, ignore_errors=True)


def _remove_old(kept: Path, location: Path) -> None:
    """Remove tables of earlier states of the corpus that no process can still be reading."""
    for path in kept.iterdir():
        if path != location and time.time() - path.stat().st_mtime > _KEPT_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def _gone(doc_id: str, folder: Path) -> UserError:
    return UserError(f"document {doc_id!r} is not in {folder}.")


def _province_order(name: str) -> int:
    return province_names().index(name) if name in province_names() else len(province_names())


def _day(name: str, value: str) -> pd.Timestamp:
    try:
        return pd.Timestamp(datetime.datetime.strptime(str(value), "%Y-%m-%d"))
    except ValueError:
        raise UserError(f"{name}={value!r} is not a date. Write it as 2020-02-03.") from None


def _listed(values: str | Iterable[str]) -> list[str]:
    words = re.split("[,，、]", str(values)) if isinstance(values, str | int) else map(str, values)
    return [word.strip() for word in words if word.strip()]
