"""What every table is: its grain, its key, and each column's type and meaning.

The one definition: tables are checked against it where they are made and where they are read,
and the book's data dictionary is printed from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = [
    "ARTICLES", "ARTICLE_TOTALS", "CLUES", "CORPUS_TABLES", "DATE_MENTIONS", "DOCUMENTS", "EVIDENCE", "FINDINGS",
    "PASSAGES", "PASSAGE_TOPICS", "PLACE_MENTIONS", "PROVINCE_TERMS", "REST", "SENSITIVITY", "SPANS", "SPAN_KINDS", "TABLES",
    "TERM_CHANGES", "TERM_COUNTS", "TERM_TIMELINE", "TOPICS", "TOPIC_QUALITY", "TOPIC_TERMS", "Column", "Copies", "NameKind",
    "SchemaError", "Table",
    "check", "describe", "empty", "from_arrow", "make", "make_rows", "to_arrow",
]  # fmt: skip

Dtype = Literal["string", "strings", "int", "float", "bool", "date"]

_ARROW: dict[Dtype, pa.DataType] = {
    "string": pa.string(),
    "strings": pa.list_(pa.string()),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
}
# In memory: text is pandas' string type, integers may be missing (Int64), dates are datetime64[s] at midnight.
_PANDAS: dict[Dtype, str] = {
    "string": "str",
    "strings": "object",
    "int": "Int64",
    "float": "float64",
    "bool": "bool",
    "date": "datetime64[s]",
}

NameKind = Literal["places", "agencies", "outlets"]
REST = "rest"  # the other side of a comparison when it is all other provinces together
Copies = Literal["family", "family-province", "all"]
SPAN_KINDS = ("title", "body", "byline", "caption", "boilerplate", "markup", "separator")


class SchemaError(ValueError):
    """A table does not have the columns, types, key or choices that the schema promises."""


@dataclass(frozen=True)
class Column:
    """One column: its name, type, meaning in a line, and whether a value may be missing."""

    name: str
    dtype: Dtype
    meaning: str
    optional: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: its grain in words, the columns that identify a row, and its columns in order."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [column.name for column in self.columns]

    @property
    def arrow(self) -> pa.Schema:
        """The table's schema on disk."""
        return pa.schema([pa.field(c.name, _ARROW[c.dtype]) for c in self.columns])


def _text(name: str, meaning: str, *choices: str, optional: bool = False) -> Column:
    return Column(name, "string", meaning, optional, choices)


_ARTICLE_ID = _text("article_id", "the article: its document and its place in it")

DOCUMENTS = Table(
    "documents",
    "one row per input document, which is a file or one record of a tabular file",
    ("doc_id",),
    (
        _text("doc_id", "stable name of the document, derived from its path and record number"),
        _text("path", "path of the file, relative to the corpus, with forward slashes"),
        Column("record", "int", "number of the record in a tabular file, from 1", optional=True),
        _text("sha256", "SHA-256 of the file's bytes"),
        _text("media_type", "what the file was read as, such as text/plain"),
        _text("encoding", "character encoding it was decoded from", optional=True),
        Column("n_chars", "int", "characters of the text as it was read"),
        _text(
            "status",
            "what became of it",
            "ok", "empty", "unreadable", "boilerplate-only",
        ),
        _text("reason", "why the status is not ok, or what was noted while reading", optional=True),
    ),
)  # fmt: skip

ARTICLES = Table(
    "articles",
    "one row per article",
    ("article_id",),
    (
        _ARTICLE_ID,
        _text("doc_id", "the document it was found in"),
        Column("seq", "int", "its place in the document, from 1"),
        _text("title", "headline; lines of a headline are joined by a newline", optional=True),
        Column("title_truncated", "bool", "the source cut the headline off"),
        _text("text", "body text, paragraphs joined by newlines, nothing rewritten"),
        Column("n_chars", "int", "characters of the body text"),
        _text("outlet", "newspaper, site or office that published it", optional=True),
        Column("authors", "strings", "people named in its byline, in order"),
        Column("published", "date", "publication date; the first day when only month or year is known", True),
        _text(
            "published_precision",
            "how exact the publication date is",
            "day", "month", "year",
            optional=True,
        ),
        _text("published_evidence", "the words that the publication date was read from", optional=True),
        _text("province", "province that issued it, in its short form", optional=True),
        _text("province_evidence", "the words that the issuing province was read from", optional=True),
        Column("province_confidence", "float", "0 to 1: how direct that evidence is", optional=True),
        _text("city", "prefecture-level city that issued it", optional=True),
        _text("group", "what it is compared as: its province, or what `compare_by` in corpus.toml says", optional=True),
        _text("grouped_by", "what that is: province, city, outlet, year, folder, or the name of a column", optional=True),
        Column("about_provinces", "strings", "provinces it is about, most important first"),
        _text("family", "article_id of the canonical copy among its reprints; its own when it has none"),
        Column("is_canonical", "bool", "this copy stands for its family in every count"),
        _text("excluded_reason", "why it is left out of counts", optional=True),
    ),
)  # fmt: skip

SPANS = Table(
    "spans",
    "the ledger, one row per stretch of a document; the stretches cover it without gap or overlap",
    ("doc_id", "start", "end"),
    (
        _text("doc_id", "the document"),
        Column("start", "int", "first character, counted in the text as it was read"),
        Column("end", "int", "one past the last character"),
        _text("kind", "what the stretch is", *SPAN_KINDS),
        _text("rule", "name of the rule that decided it"),
        _text("article_id", "the article it belongs to", optional=True),
        Column("text_start", "int", "where a body stretch begins in articles.text", optional=True),
    ),
)

EVIDENCE = Table(
    "evidence",
    "one row per (article, field) that is known of it",
    ("article_id", "field"),
    (
        _ARTICLE_ID,
        _text("field", "what is known", "title", "outlet", "authors", "published", "province"),
        _text(
            "source",
            "where it was read",
            "override", "column", "page", "meta", "dateline", "letterhead", "byline", "signature", "caption", "copyright", "breadcrumb", "title", "site",
            "outlet", "image", "url", "path", "voice", "text", "mentions", "settings",
        ),
        _text("words", "the exact words, or what was counted"),
        Column("start", "int", "first character in the document's text; missing when it is not in it", True),
        Column("end", "int", "one past the last character", True),
        _text("contradicted_by", "what the page says otherwise, where a column of the corpus decided", optional=True),
    ),
)  # fmt: skip

PLACE_MENTIONS = Table(
    "place_mentions",
    "one row per mention of a place in an article's text",
    ("article_id", "start", "end", "province"),
    (
        _ARTICLE_ID,
        Column("start", "int", "first character in articles.text"),
        Column("end", "int", "one past the last character"),
        _text("surface", "the words as printed"),
        _text(
            "province", "province it lies in; one row each where an abbreviation names several", optional=True
        ),
        _text("city", "prefecture-level city", optional=True),
        _text("county", "county-level unit", optional=True),
        Column("ambiguous", "bool", "the name fits several places and nothing near it decides"),
        Column(
            "aside", "bool", "named as where people come from, go to or belong to, not as where it happens"
        ),
    ),
)

DATE_MENTIONS = Table(
    "date_mentions",
    "one row per calendar expression in an article's text",
    ("article_id", "start", "end"),
    (
        _ARTICLE_ID,
        Column("start", "int", "first character in articles.text"),
        Column("end", "int", "one past the last character"),
        _text("surface", "the words as printed"),
        Column("date_from", "date", "first day it can mean", optional=True),
        Column("date_to", "date", "last day it can mean", optional=True),
        _text(
            "precision",
            "how exact it is",
            "day", "range", "part-month", "month", "quarter", "half-year", "year", "unresolvable",
        ),
        _text("rule", "name of the rule that read it, and what was inferred"),
        _text("confidence", "how sure the reading is", "high", "medium", "low"),
    ),
)  # fmt: skip

TERM_COUNTS = Table(
    "term_counts",
    "one row per (article, term), stop words, numbers and single characters left out",
    ("article_id", "term"),
    (
        _ARTICLE_ID,
        _text("term", "the word"),
        Column("n", "int", "times it occurs in the article's text"),
        *(
            Column(
                f"n_in_{kind}", "int", f"of these, within names of {kind}; missing if not looked for", True
            )
            for kind in get_args(NameKind)
        ),
    ),
)

ARTICLE_TOTALS = Table(
    "article_totals",
    "one row per article",
    ("article_id",),
    (
        _ARTICLE_ID,
        Column("n_tokens", "int", "words before any is left out: the denominator of every rate"),
    ),
)

PROVINCE_TERMS = Table(
    "province_terms",
    "one row per (province, other side, names masked or not, how copies count, term)",
    ("province", "against", "masked", "copies", "term"),
    (
        _text("province", "the province"),
        _text("against", "the other side: rest, or another province"),
        Column("masked", "bool", "names of places, and what else was asked for, were left out"),
        _text(
            "copies",
            "how reprints count: one of a family, one of a family and province, or all",
            *get_args(Copies),
        ),
        _text("term", "the word"),
        Column("n", "int", "times it occurs in the province's articles"),
        Column("n_articles", "int", "articles of the province that contain it"),
        Column("n_elsewhere", "int", "times it occurs on the other side"),
        Column(
            "n_documents",
            "int",
            "source documents of both sides that contain it; those that hold copies of one story count once",
        ),
        Column("rate_per_10k", "float", "n per 10,000 tokens, before stop words are dropped"),
        Column("rate_elsewhere", "float", "the same of the other side"),
        Column(
            "dispersion",
            "float",
            "deviation of proportions over the province's articles, 0 even to 1; missing for one article or none",
            True,
        ),
        Column(
            "tf_idf", "float", "TF-IDF weight with provinces as documents, each province's vector of length 1"
        ),
        Column(
            "c_tf_idf", "float", "class-based TF-IDF: rate times ln(1 + mean tokens of a province / n of all)"
        ),
        Column(
            "log_ratio",
            "float",
            "base-2 logarithm of its rate over the other side's, one occurrence added to all, shared out by size",
        ),
        Column("ci_low", "float", "lower end of its 95% interval; missing where no bound can be told", True),
        Column("ci_high", "float", "upper end of it", True),
        Column("log_odds", "float", "log-odds ratio with an informative Dirichlet prior"),
        Column("log_odds_z", "float", "the same over its standard error"),
        Column("g2", "float", "log-likelihood ratio of its counts, which takes each word for independent"),
        Column("chi2", "float", "Pearson's chi-square of the same"),
        Column(
            "p",
            "float",
            "share of permutations of source documents of like length as extreme; missing if not tested",
            True,
        ),
        Column("q", "float", "p adjusted over the terms of this comparison by Benjamini and Hochberg", True),
        Column("too_few", "bool", "fewer than five source documents on a side: descriptive only"),
    ),
)

TERM_TIMELINE = Table(
    "term_timeline",
    "one row per (province, term, period)",
    ("province", "term", "period"),
    (
        _text("province", "issuing province"),
        _text("term", "the word"),
        Column("period", "date", "first day of the period"),
        Column("n", "int", "times it occurs; missing when the province has no article in the period", True),
        Column("n_articles", "int", "articles that contain it; missing likewise", True),
        Column("total_tokens", "int", "tokens of all its articles in the period"),
        Column("rate_per_10k", "float", "n per 10,000 tokens; missing likewise", True),
    ),
)

TERM_CHANGES = Table(
    "term_changes",
    "one row per change of a term's rate in a province, or one that says why there is none",
    ("province", "term", "period"),
    (
        _text("province", "issuing province; empty for all together"),
        _text("term", "the word"),
        _text(
            "status",
            "`change`, `none`, or what a test would need: `too-few-periods`, `too-few-documents`, `too-few-occurrences`",
        ),
        Column(
            "period",
            "date",
            "first day of the first period with the new rate; missing without a change",
            True,
        ),
        Column("earliest", "date", "first day of the earliest period in its 95% interval", True),
        Column("latest", "date", "first day of the latest period in its 95% interval", True),
        Column("rate_before", "float", "per 10,000 tokens, from the change before", True),
        Column("rate_after", "float", "per 10,000 tokens, up to the next change", True),
        Column("n_documents_before", "int", "documents it rests on", True),
        Column("n_documents_after", "int", "documents it rests on", True),
        Column("p", "float", "share of permutations of the documents in which a split is as good", True),
        Column(
            "q",
            "float",
            "p adjusted over the terms and provinces tested; missing for a change within a change",
            True,
        ),
    ),
)

PASSAGES = Table(
    "passages",
    "one row per passage: paragraphs of one article, merged or cut to about 200 to 400 characters",
    ("passage_id",),
    (
        _text("passage_id", "the article and the passage's number in it"),
        _ARTICLE_ID,
        Column("start", "int", "first character in articles.text"),
        Column("end", "int", "one past the last character"),
    ),
)

FINDINGS = Table(
    "findings",
    "one row per sentence that the book claims",
    ("finding_id",),
    (
        _text("finding_id", "stable name of the finding"),
        _text("chapter", "the chapter that shows it"),
        _text("sentence", "the claim in words, built from the tables"),
        _text("verdict", "what kind of claim it is", "found", "none", "too-few"),
        _text("evidence", "the table and rows it was built from"),
        _text(
            "robustness",
            "whether it comes back under other reasonable choices",
            "holds", "depends", "falls", "untested",
        ),
        Column("depends_on", "strings", "the changes under which it does not come back; see `sensitivity.change`"),
    ),
)  # fmt: skip

SENSITIVITY = Table(
    "sensitivity",
    "one row per (finding, change of a choice that could touch it)",
    ("finding_id", "change"),
    (
        _text("finding_id", "the finding"),
        _text(
            "change",
            "what was chosen otherwise",
            "segmenter", "hmm", "lexicon", "stop_words", "copies", "left_out", "fewer_topics", "more_topics", "seeds",
        ),
        Column("n_runs", "int", "times it was computed so: once, or once for each article left out or seed"),
        Column("overlap", "float", "share of the finding's list (ten words, five days) that comes back, mean of the runs", True),
        Column("lowest_overlap", "float", "the smallest of the runs", True),
        Column("rank_agreement", "float", "Kendall's tau of the order of what comes back, mean of the runs; -1 to 1", True),
        Column("named_overlap", "float", "share of what its sentence names that comes back, smallest of the runs"),
        Column("n_broken", "int", "runs in which less than half of what its sentence names comes back"),
        Column("breaks", "bool", "there is such a run"),
        _text("worst", "the run with the smallest share: the article left out, or the seed; empty for a single run"),
        Column("was", "strings", "what its sentence names in the book"),
        Column("became", "strings", "what it would name in the worst run"),
    ),
)  # fmt: skip

TOPIC_TERMS = Table(
    "topic_terms",
    "one row per (topic, term) of the terms that weigh most in a topic",
    ("topic", "term"),
    (
        Column("topic", "int", "number of the topic, from 1"),
        _text("term", "the word"),
        Column("weight", "float", "its share of the topic's weight over all words"),
        Column(
            "c_tf_idf",
            "float",
            "class-based TF-IDF: rate in the topic times ln(1 + mean words of a topic / n of all)",
        ),
    ),
)

PASSAGE_TOPICS = Table(
    "passage_topics",
    "one row per (passage, topic)",
    ("passage_id", "topic"),
    (
        _text("passage_id", "the passage"),
        Column("topic", "int", "number of the topic, from 1"),
        Column(
            "weight", "float", "share of the passage that the topic takes; the shares of a passage sum to 1"
        ),
        Column("loading", "float", "how much of the topic is in the passage; compares within a topic"),
    ),
)

TOPICS = Table(
    "topics",
    "one row per topic of the fitted model",
    ("topic",),
    (
        Column("topic", "int", "number of the topic, from 1, the largest first"),
        _text("label", "the three of its terms with the largest class-based TF-IDF"),
        Column("stable", "bool", "it holds still; one that does not is not to be interpreted"),
        Column("stability", "float", "the mean of the two that follow, 0 to 1"),
        Column(
            "stability_seeds",
            "float",
            "mean agreement of its leading terms with fits from other random numbers",
        ),
        Column("stability_left_out", "float", "the same with fits without a fifth of the articles"),
        Column(
            "chance",
            "float",
            "the smaller of the two in the same corpus with its words dealt out anew, mean of all topics",
        ),
        Column(
            "bar",
            "float",
            "what both must reach to hold still: the middle between chance and 1, and more than any topic of dealt words",
        ),
        Column("coherence", "float", "mean NPMI of the pairs of its leading terms, -1 to 1", True),
        Column("share", "float", "its mean share of a passage; the shares of all topics sum to 1"),
        Column("n_passages", "int", "passages in which no other topic has a larger share"),
        Column("n_articles", "int", "articles that these passages are from"),
        Column(
            "top_article_share",
            "float",
            "how much of the topic stands in the one article that has most of it",
        ),
        Column("nearest", "int", "the topic whose terms are most like its own"),
        Column("similarity", "float", "how like: the cosine of the weights of their terms, 0 to 1"),
        Column(
            "x", "float", "its place on the map, where distance is unlikeness as far as a plane can show it"
        ),
        Column("y", "float", "the same, upwards"),
    ),
)

TOPIC_QUALITY = Table(
    "topic_quality",
    "one row per number of topics tried",
    ("k",),
    (
        Column("k", "int", "number of topics"),
        Column("stability", "float", "mean stability of its topics, 0 to 1"),
        Column(
            "stability_seeds",
            "float",
            "mean agreement of leading terms with fits from other random numbers",
            True,
        ),
        Column("stability_left_out", "float", "the same with fits without a fifth of the articles", True),
        Column(
            "chance",
            "float",
            "the smaller of the two in the same corpus with its words dealt out anew, mean of topics",
        ),
        Column(
            "score",
            "float",
            "how far the stability of its topics lies above that midpoint, added up; the largest is chosen",
        ),
        Column("coherence", "float", "mean NPMI of the pairs of leading terms, -1 to 1", True),
        Column("n_fits", "int", "fits made to the corpus as it is"),
        Column("n_unconverged", "int", "of these, fits that reached the limit of rounds first"),
        Column("chosen", "bool", "this number was used"),
    ),
)

# Handed from step to step, never written: what the page says of an article before anyone interprets it.
CLUES = Table(
    "clues",
    "one row per stretch of the page that bears on an article's date or place",
    ("article_id", "field", "source", "text"),
    (
        _ARTICLE_ID,
        _text("field", "what it bears on", "published", "province"),
        _text(
            "source",
            "where it stands",
            "override", "column", "page", "meta", "dateline", "letterhead", "byline", "outlet", "image", "url", "path", "voice",
            "site",
        ),
        _text("text", "the exact words"),
        Column("rank", "int", "order of appearance within the article, from 0"),
        Column("start", "int", "first character in the document's text; missing when it is not in it", True),
        Column("end", "int", "one past the last character", True),
    ),
)  # fmt: skip

CORPUS_TABLES = (
    DOCUMENTS,
    ARTICLES,
    SPANS,
    EVIDENCE,
    PLACE_MENTIONS,
    DATE_MENTIONS,
    TERM_COUNTS,
    ARTICLE_TOTALS,
)
TABLES = (
    *CORPUS_TABLES, PROVINCE_TERMS, TERM_TIMELINE, TERM_CHANGES, PASSAGES, FINDINGS, SENSITIVITY,
    TOPICS, TOPIC_TERMS, PASSAGE_TOPICS, TOPIC_QUALITY,
)  # fmt: skip


def make(table: Table, rows: Iterable[Mapping[str, Any]] | pd.DataFrame) -> pd.DataFrame:
    """Build the table's DataFrame from rows (mappings) or a frame: its columns, in order, with its types.

    Extra columns are dropped and missing optional ones are filled with missing values, before `check`.
    Raises SchemaError when a required column or a value in it is missing, or a value does not fit its type.
    """
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows), columns=table.names)
    columns = {}
    for column in table.columns:
        if column.name in frame:
            values = frame[column.name]
        elif column.optional or frame.empty:
            values = pd.Series([None] * len(frame), index=frame.index, dtype="object")
        else:
            raise SchemaError(f"{table.name}: column {column.name!r} is missing")
        # Before the conversion, which would make a missing truth value True.
        if not column.optional and values.isna().any():
            raise SchemaError(f"{table.name}.{column.name}: a value is missing")
        try:
            columns[column.name] = values.astype(_PANDAS[column.dtype])  # type: ignore[call-overload]
        except (TypeError, ValueError) as error:
            raise SchemaError(f"{table.name}.{column.name}: {error}") from error
    return check(pd.DataFrame(columns).reset_index(drop=True), table)


def make_rows(table: Table, rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Build the table's DataFrame from many rows, each with a value for every column, in order.

    Does what `make` does, without guessing what a column holds. Raises SchemaError as that does.
    """
    arrays = []
    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    for column, values in zip(table.columns, columns, strict=True):
        try:
            arrays.append(pa.array(values, _ARROW[column.dtype], from_pandas=True))
        except (TypeError, ValueError) as error:  # of which those of Arrow are
            raise SchemaError(f"{table.name}.{column.name}: {error}") from error
        if not column.optional and arrays[-1].null_count:
            raise SchemaError(f"{table.name}.{column.name}: a value is missing")
    return check(from_arrow(pa.Table.from_arrays(arrays, schema=table.arrow)), table)


def empty(table: Table) -> pd.DataFrame:
    """Return the table with no rows."""
    return from_arrow(table.arrow.empty_table())


def describe(table: Table) -> pd.DataFrame:
    """Return one row per column of a table: column, type, meaning, optional, choices (joined by commas, empty for any value).

    >>> describe(ARTICLE_TOTALS)["column"].tolist()
    ['article_id', 'n_tokens']
    """
    rows = [(c.name, c.dtype, c.meaning, c.optional, ", ".join(c.choices)) for c in table.columns]
    names = {"column": "str", "type": "str", "meaning": "str", "optional": "bool", "choices": "str"}
    return pd.DataFrame(rows, columns=list(names)).astype(names)


def check(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the frame unchanged if it is what the schema says; extra columns are allowed.

    Raises SchemaError that names the table, the column and the first offending value.
    """
    absent = [name for name in table.names if name not in frame]
    if absent:
        raise SchemaError(f"{table.name}: columns missing: {', '.join(absent)}")
    for column in table.columns:
        values = frame[column.name]
        if str(values.dtype) != _PANDAS[column.dtype]:
            raise SchemaError(f"{table.name}.{column.name}: {values.dtype}, expected {_PANDAS[column.dtype]}")
        if not column.optional and values.isna().any():
            raise SchemaError(f"{table.name}.{column.name}: a value is missing")
        if column.choices:
            odd = values[values.notna() & ~values.isin(column.choices)]
            if len(odd):
                raise SchemaError(
                    f"{table.name}.{column.name}: {odd.iloc[0]!r} is not one of {column.choices}"
                )
    if not _is_in_order(frame, table.key):
        twice = frame.duplicated(subset=list(table.key))
        if twice.any():
            row = frame.loc[twice, list(table.key)].iloc[0].to_dict()
            raise SchemaError(f"{table.name}: the key {row} occurs more than once")
    return frame


def _is_in_order(frame: pd.DataFrame, key: Sequence[str]) -> bool:
    """Tell whether rows that share the first part of the key stand together and the rest of it ascends in them.

    Then no key occurs twice, which is sooner seen than by comparing every key with every other.
    """
    if len(key) < 2 or len(frame) < 2:
        return False
    ascends, same = np.zeros(len(frame) - 1, dtype="bool"), np.ones(len(frame) - 1, dtype="bool")
    for name in key:
        values = pa.array(frame[name])
        before, after = values.slice(0, len(frame) - 1), values.slice(1)
        if name == key[0]:
            ascends = _is_true(pc.not_equal(before, after))
            heads = values.filter(pa.array(np.concatenate([[True], ascends])))
            if pc.count_distinct(heads).as_py() < len(heads):
                return False
        else:
            ascends |= same & _is_true(pc.less(before, after))
        same &= _is_true(pc.equal(before, after))
    return bool(ascends.all())


def _is_true(flags: "pa.Array | pa.ChunkedArray") -> np.ndarray:
    found: np.ndarray = flags.fill_null(False).to_numpy(zero_copy_only=False)
    return found


def to_arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    """Turn a checked frame into an Arrow table with the schema's types (dates become date32)."""
    return pa.Table.from_pandas(check(frame, table)[table.names], schema=table.arrow, preserve_index=False)


def from_arrow(data: pa.Table) -> pd.DataFrame:
    """Turn an Arrow table, or some of its columns, into pandas with the in-memory types of this module."""
    frame: pd.DataFrame = data.to_pandas(date_as_object=False, types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    for field in data.schema:
        if pa.types.is_date(field.type):
            frame[field.name] = frame[field.name].astype("datetime64[s]")
        elif pa.types.is_list(field.type):
            frame[field.name] = pd.Series(
                [list(v) for v in frame[field.name]], index=frame.index, dtype="object"
            )
        elif pa.types.is_string(field.type):
            frame[field.name] = frame[field.name].astype("str")
    return frame
