"""What a person should look at: metadata that is missing or only inferred, contradictions, odd articles."""

import re
from collections import Counter
from collections.abc import Hashable, Iterator
from typing import Any

import pandas as pd

from helpers.phrases import iso_date

__all__ = ["list_contradictions", "list_gaps", "list_inputs", "list_warnings"]

_YEAR_ASSUMED = re.compile(r"; year: default_year\Z")
_GUESSED = 0.5  # a province confidence below it rests on the places that a text names
_SHORT, _LONG = 50, 20_000  # characters: less is seldom an article, more is often several
_MANY_ARTICLES, _MANY_SHORT = (
    10,
    150,
)  # so many articles, half of them so short: perhaps one was cut to pieces
_REPEATED = 3  # articles, of as many documents and none a reprint of another, in which one line stands
_LINE_CHARS = (4, 60)
_MARKUP = re.compile(
    r"</?(?:p|div|span|br|a|img|table|t[drh]|li|ul|script|style|font|strong|em|h[1-6])\b[^<>]{0,300}>"
    r"|&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|mdash|#\d{2,6});|\bfunction\s*\(|\bvar\s+\w+\s*=|\$\(document\)",
    re.IGNORECASE,
)


def list_inputs(documents: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return one row per (file, status, reason): how many documents it is, and how many articles came of them.

    Columns: path, status, reason, media_type, encoding, n_documents, n_chars, n_articles. What is not ok comes
    first, then what was noted, then the rest by path.
    """
    found = articles.groupby("doc_id").size()
    counted = documents.assign(
        n_articles=documents["doc_id"].map(found).fillna(0).astype("Int64"),
        _reason=documents["reason"].fillna(""),
    )
    grouped = counted.groupby(["path", "status", "_reason"], sort=True, as_index=False).agg(
        reason=("reason", "first"), media_type=("media_type", "first"), encoding=("encoding", "first"),
        n_documents=("doc_id", "size"), n_chars=("n_chars", "sum"), n_articles=("n_articles", "sum"),
    )  # fmt: skip
    urgency = (grouped["status"] == "ok").astype("int64") * 2 - (grouped["_reason"] != "").astype("int64")
    ordered = grouped.assign(_urgency=urgency).sort_values(
        ["_urgency", "path"], kind="stable", ignore_index=True
    )
    return ordered.drop(columns=["_urgency", "_reason"])


def list_gaps(
    articles: pd.DataFrame,
    evidence: pd.DataFrame,
    place_mentions: pd.DataFrame,
    date_mentions: pd.DataFrame,
) -> pd.DataFrame:
    """Return one row per (article, field) that is missing or only inferred, and why; by field, then article.

    Columns: article_id, title, field (title, outlet, published, province), known (the value as far as it is
    known, a date as 2020, 2020-02 or 2020-02-03; else missing), why, words (what it rests on, or what stood
    in the way; missing where there is nothing).

    `why` is "none" (the page tells nothing); for headlines "truncated" (the source cut it off); for dates
    "year-unknown" (days are named, but no year, and no default_year is set), "latest" (the month of the latest
    date in the text, a lower bound), "coarse" (the page itself tells only month or year), "day" (the page tells
    it, but for the year) or "settings" (default_year alone), with "-assumed" appended where default_year gave the
    year; for provinces "divided" (several are named about equally often) or "mentions" (the place named most).
    """
    rows: list[dict[str, Any]] = []
    source = {
        (article_id, field): (origin, words)
        for article_id, field, origin, words in evidence[
            ["article_id", "field", "source", "words"]
        ].itertuples(index=False)
    }
    uncertain = articles[
        articles[["title", "outlet", "province"]].isna().any(axis=1)
        | articles["title_truncated"]
        | articles["published_precision"].fillna("").ne("day")
        | articles["published_evidence"].fillna("").str.contains(_YEAR_ASSUMED)
        | ~articles["province_confidence"].ge(_GUESSED).fillna(False).astype(bool)
    ]
    named = _first_words(date_mentions, uncertain)
    places = _counted_places(place_mentions, uncertain)
    for article in uncertain.to_dict("records"):
        missing = [field for field in ("title", "outlet") if pd.isna(article[field])]
        found: list[_Gap] = [(field, None, "none", None) for field in missing]
        if article["title_truncated"]:
            found.append(("title", None, "truncated", None))
        found += _date_gap(article, source, named)
        found += _place_gap(article, source, places)
        rows.extend(
            {
                "article_id": article["article_id"],
                "title": article["title"],
                "field": field,
                "known": known,
                "why": why,
                "words": words,
            }
            for field, known, why, words in found
        )
    columns = ["article_id", "title", "field", "known", "why", "words"]
    gaps = pd.DataFrame(rows, columns=columns).astype("str")
    order = gaps["field"].map({"title": 0, "outlet": 1, "published": 2, "province": 3})
    return gaps.iloc[order.to_numpy().argsort(kind="stable")].reset_index(drop=True)


_Gap = tuple[str, str | None, str, str | None]


def _date_gap(
    article: dict[Hashable, Any], source: dict[Any, tuple[str, str]], named: dict[str, str]
) -> list[_Gap]:
    if pd.isna(article["published"]):
        words = named.get(article["article_id"])
        return [("published", None, "year-unknown" if words else "none", words)]
    precision = article["published_precision"]
    known = iso_date(article["published"], precision)
    origin, words = source.get((article["article_id"], "published"), ("page", ""))
    if origin == "settings":
        return [("published", known, "settings", None)]
    assumed = "-assumed" if _YEAR_ASSUMED.search(str(article["published_evidence"])) else ""
    if precision == "day" and not assumed:
        return []
    why = "latest" if origin == "text" else "day" if precision == "day" else "coarse"
    return [("published", known, why + assumed, words)]


def _place_gap(
    article: dict[Hashable, Any], source: dict[Any, tuple[str, str]], places: dict[str, Counter[str]]
) -> list[_Gap]:
    counts = places.get(article["article_id"], Counter())
    if pd.isna(article["province"]):
        told = ", ".join(f"{name} {n}" for name, n in counts.most_common(3))
        return [("province", None, "divided" if told else "none", told or None)]
    if article["province_confidence"] >= _GUESSED:
        return []
    words = source.get((article["article_id"], "province"), ("", ""))[1]
    return [("province", article["province"], "mentions", words)]


def _first_words(date_mentions: pd.DataFrame, articles: pd.DataFrame) -> dict[str, str]:
    """Return the first date that the text of each undated article names without saying its year."""
    undated = articles.loc[articles["published"].isna(), "article_id"]
    found = date_mentions[date_mentions["article_id"].isin(undated) & date_mentions["date_from"].isna()]
    found = found[found["surface"].str.contains("[月日号號]")].drop_duplicates("article_id")
    return dict(zip(found["article_id"], found["surface"], strict=True))


def _counted_places(place_mentions: pd.DataFrame, articles: pd.DataFrame) -> dict[str, Counter[str]]:
    """Return how often the text of each article without a province names each province."""
    unplaced = articles.loc[articles["province"].isna(), "article_id"]
    found = place_mentions[place_mentions["article_id"].isin(unplaced)].dropna(subset="province")
    return {str(name): Counter(group) for name, group in found.groupby("article_id")["province"]}


def list_contradictions(articles: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Return one row per (article, field) in which the page speaks against the corpus's own column.

    Columns: article_id, title, field, words (the column's, which were taken), source and contrary (where
    the page says otherwise, and its words).
    """
    against = evidence[evidence["contradicted_by"].notna()].merge(
        articles[["article_id", "title"]], on="article_id"
    )
    parts = against["contradicted_by"].str.split(": ", n=1, expand=True).reindex(columns=[0, 1])
    against = against.assign(source=parts[0], contrary=parts[1])
    return against[["article_id", "title", "field", "words", "source", "contrary"]]


def list_warnings(documents: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return one row per thing in documents and articles that is worth a look: few kinds, and precise ones.

    Columns: what, path, article_id (missing where it concerns a file), n (how many or how long), words (an
    example, or the other file; missing where there is none). `what` is one of "same-bytes" (path and words
    are files with the same content), "replaced" (n characters of the article could not be decoded),
    "markup" (its text still holds tags or code), "repeated" (the line `words` stands in n articles that are
    no reprints of each other), "short", "long" (n characters), "many" (a document cut into n articles, most
    of them very short).
    """
    paths = documents.set_index("doc_id")["path"]
    rows = [*_same_bytes(documents), *_cut_to_pieces(articles, paths)]
    placed = articles.assign(path=articles["doc_id"].map(paths))
    n_chars = placed["n_chars"].astype("int64")
    for what, chosen in (("short", placed[n_chars < _SHORT]), ("long", placed[n_chars > _LONG])):
        rows += [_row(what, a["path"], a["article_id"], a["n_chars"]) for a in chosen.to_dict("records")]
    lines: dict[str, list[int]] = {}
    for i, (path, article_id, text) in enumerate(
        placed[["path", "article_id", "text"]].itertuples(index=False)
    ):
        if n := text.count("\ufffd"):
            at = text.index("\ufffd")
            rows.append(_row("replaced", path, article_id, n, text[max(0, at - 10) : at + 11]))
        if match := _MARKUP.search(text):
            rows.append(_row("markup", path, article_id, 1, match[0]))
        for line in {line for line in text.split("\n") if _LINE_CHARS[0] <= len(line) <= _LINE_CHARS[1]}:
            lines.setdefault(line, []).append(i)
    rows += _repeated(lines, placed)
    warnings = pd.DataFrame(rows, columns=["what", "path", "article_id", "n", "words"])
    return warnings.astype({"what": "str", "path": "str", "article_id": "str", "n": "Int64", "words": "str"})


def _row(what: str, path: str, article_id: str | None, n: int, words: str | None = None) -> dict[str, Any]:
    return {"what": what, "path": path, "article_id": article_id, "n": n, "words": words}


def _same_bytes(documents: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield each file whose bytes an earlier one holds too; empty files are told of by their status."""
    files = documents[(documents["sha256"] != "") & (documents["status"] != "empty")]
    files = files.drop_duplicates("path")
    first = files.drop_duplicates("sha256").set_index("sha256")["path"]
    for path, sha256 in files.loc[files.duplicated("sha256"), ["path", "sha256"]].itertuples(index=False):
        yield _row("same-bytes", path, None, 1, first[sha256])


def _cut_to_pieces(articles: pd.DataFrame, paths: "pd.Series[str]") -> Iterator[dict[str, Any]]:
    sizes = articles.groupby("doc_id")["n_chars"].agg(["size", "median"])
    for doc_id, size, median in sizes.itertuples():
        if size >= _MANY_ARTICLES and median < _MANY_SHORT:
            yield _row("many", paths[doc_id], None, size)


def _repeated(lines: dict[str, list[int]], articles: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield each short line that stands in several articles that have nothing else to do with each other."""
    families, owners = articles["family"].tolist(), articles["doc_id"].tolist()
    places = articles[["path", "article_id"]].to_numpy()
    for line, held in lines.items():
        if len(held) >= _REPEATED:
            n = min(len({families[i] for i in held}), len({owners[i] for i in held}))
            if n >= _REPEATED:
                path, article_id = places[held[0]]
                yield _row("repeated", path, article_id, n, line)
