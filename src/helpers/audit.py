"""What `fangzhi check` prints: a corpus's audit in plain words, from the tables, for a terminal."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, Literal

import pandas as pd

from helpers.corpus import Corpus
from helpers.doubts import list_contradictions, list_gaps, list_warnings
from helpers.findings import explain_gaps, name_articles, name_fields, name_issues
from helpers.findings.words import catalogue, count, listed, say
from helpers.ledger import balance_ledger, list_removed, list_suspicious
from helpers.phrases import counted, iso_date
from helpers.reading import READABLE, name_form, read_file
from helpers.reprints import list_families
from helpers.terminal import cut, harmless, pad, width, wrap

__all__ = ["audit_corpus"]

_SHOWN = 8  # of a list; the tables and chapter 01 have all
_RULES_SHOWN = 40
_TABLES_READ = 50  # files, whose columns are told
_LONGEST = 300  # columns of a terminal, for a list of groups
_Line = tuple[Literal["heading", "line", "item", "sub", "row"], str]
_INDENTS = {"line": ("  ", "  "), "item": ("    - ", "      "), "sub": ("      · ", "        ")}


def audit_corpus(corpus: Corpus, columns: int = 100) -> list[str]:
    """Return the audit of a corpus as lines of at most so many columns, without any control character.

    Raises LedgerError when the ledger of a document does not cover it exactly: then nothing can be said.
    """
    balance = balance_ledger(corpus.spans, corpus.documents)
    labels = name_articles(corpus.articles, corpus.documents)
    sections = (
        _files(corpus.documents),
        _columns(corpus),
        _articles(corpus),
        _compared(corpus),
        _balance(balance),
        _removed(corpus, columns),
        _suspicious(corpus),
        _known(corpus, labels),
        _contradictions(corpus, labels),
        _reprints(corpus, labels),
        _warnings(corpus, labels),
    )
    documents = corpus.whole.table("documents", ["path"])
    title = say(
        "audit.title",
        title=corpus.settings.title,
        files=count(documents["path"].nunique(), "file"),
        documents=count(len(documents), "document"),
        articles=count(len(corpus.whole.table("articles", ["article_id"])), "article"),
    )
    lines = wrap(harmless(title), columns)
    for sentence in corpus.sampling:
        lines += wrap(sentence, columns)
    for section in sections:
        for level, text in section:
            if level == "heading":
                lines += ["", harmless(text)]
            elif level == "row":
                lines.append(text)
            else:
                lines += wrap(harmless(text), columns, *_INDENTS[level])
    return lines


def _some(
    items: Sequence[str], n: int | None = None, most: int = _SHOWN, level: Literal["item", "sub"] = "item"
) -> Iterator[_Line]:
    """Yield the first items, and how many more there are; `n` is the number of all, if only some are at hand."""
    n = len(items) if n is None else n
    shown = items[: most + 1] if n <= most + 1 else items[:most]
    for item in shown:
        yield level, item
    if len(shown) < n:
        yield level, say("audit.more", n=f"{n - len(shown):,}")


def _files(documents: pd.DataFrame) -> Iterator[_Line]:
    yield "heading", say("audit.files")
    forms = catalogue()["audit"]["file_statuses"]
    found = documents[["path", "status"]].drop_duplicates()
    statuses = found.drop_duplicates("path").set_index("path")["status"]
    statuses[found.loc[found["path"].duplicated(), "path"].unique()] = "part"
    numbers = statuses.value_counts()
    told = listed(forms[name].format(n=f"{numbers[name]:,}") for name in forms if name in numbers)
    yield "line", say("audit.files_status", files=count(len(statuses), "file"), statuses=told)
    yield from _some([*_not_ok(documents)], most=20)
    yield from _some([*_noted(documents)])
    first = documents.drop_duplicates("path")
    yield (
        "line",
        say(
            "audit.formats",
            formats=_tally(first["media_type"].map(name_form)),
            encodings=_tally(first["encoding"].dropna()),
        ),
    )
    unread = documents.loc[documents["media_type"] == "application/octet-stream", "path"]
    endings = sorted({PurePosixPath(path).suffix for path in unread} - {"", *READABLE})
    if endings:
        yield "line", say("audit.ignore", patterns=", ".join(f'"*{ending}"' for ending in endings))
    if documents["reason"].fillna("").str.contains("no column of texts").any():
        yield "line", say("audit.columns")


def _columns(corpus: Corpus) -> Iterator[_Line]:
    """Yield how the columns of the first tables were read, once for each layout."""
    tabular = corpus.documents[corpus.documents["record"].notna()]
    layouts: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for path in tabular["path"].unique()[:_TABLES_READ]:
        first = next(read_file(corpus.folder, path, corpus.settings), None)
        layout = tuple((field.role or "", field.column) for field in first.fields) if first else ()
        layouts.setdefault(layout, []).append(path)
    if not layouts:
        return
    yield "heading", say("audit.columns_read")
    for layout, paths in layouts.items():
        roles = [say("audit.column_role", role=role, column=column) for role, column in layout if role]
        others = [column for role, column in layout if not role]
        more = f" {say('audit.columns_other', columns=', '.join(others))}" if others else ""
        files = (
            paths[0]
            if len(paths) == 1
            else say("audit.columns_files", path=paths[0], n=f"{len(paths) - 1:,}")
        )
        yield "line", say("audit.columns_of", files=files, roles=", ".join(roles)) + more
    yield "line", say("audit.columns_advice")


def _compared(corpus: Corpus) -> Iterator[_Line]:
    """Yield when the articles were published, and what they are compared by."""
    articles, by = corpus.articles, corpus.grouping
    if articles.empty:
        return
    yield "heading", say("audit.compared")
    dated = articles.dropna(subset=["published"])
    if len(dated):
        first, last = (iso_date(day) for day in (dated["published"].min(), dated["published"].max()))
        yield (
            "line",
            say(
                "audit.span",
                first=first,
                last=last,
                n=f"{len(dated):,}",
                articles=count(len(articles), "article"),
            ),
        )
    groups = articles["group"].value_counts()
    if len(groups):
        told = ", ".join(f"{name} {n:,}" for name, n in groups.items())
        yield "line", say("audit.groups", groups=counted(len(groups), by.words), told=cut(told, _LONGEST))
    left = int(articles["group"].isna().sum())
    if left:
        yield "line", say("audit.groups_missing", articles=count(left, "article"), missing=by.missing)
    yield "line", say("audit.compare_by")


def _not_ok(documents: pd.DataFrame) -> Iterator[str]:
    """Yield each file that is not ok, with the reason; of a tabular file, its records by reason."""
    names = catalogue()["audit"]["statuses"]
    for (path, status, reason), numbers, n in _by_reason(documents[documents["status"] != "ok"]):
        key = "audit.bad_records" if numbers else "audit.bad"
        yield say(
            key, path=path, status=names[status], reason=reason, numbers=numbers, records=count(n, "record")
        )


def _noted(documents: pd.DataFrame) -> Iterator[str]:
    """Yield each file that was read with a note."""
    noted = documents[(documents["status"] == "ok") & documents["reason"].notna()]
    for (path, _, reason), numbers, n in _by_reason(noted):
        key = "audit.noted_records" if numbers else "audit.noted"
        yield say(key, path=path, reason=reason, numbers=numbers, records=count(n, "record"))


def _by_reason(documents: pd.DataFrame) -> Iterator[tuple[tuple[str, str, str], str, int]]:
    """Yield (path, status, reason), the numbers of its records (none of a file), and how many there are."""
    grouped = documents.fillna({"reason": ""}).groupby(["path", "status", "reason"], sort=False)["record"]
    for (path, status, reason), records in grouped:
        numbers = [str(n) for n in records.dropna()]
        told = ", ".join(numbers[:5]) + (", …" if len(numbers) > 5 else "")
        yield (str(path), str(status), str(reason)), told, len(records)


def _tally(values: "pd.Series[str]") -> str:
    return ", ".join(f"{name} {n:,}" for name, n in values.value_counts().items()) or "–"


def _articles(corpus: Corpus) -> Iterator[_Line]:
    yield "heading", say("audit.articles")
    articles = corpus.articles
    if articles.empty:
        yield "line", say("audit.articles_none")
        return
    sizes = articles.groupby("family").size()
    facts = {
        "articles": count(len(articles), "article"),
        "documents": count(articles["doc_id"].nunique(), "document"),
    }
    if len(sizes) == len(articles):
        yield "line", say("audit.articles_different", **facts)
    else:
        copied = f"{(sizes > 1).sum():,}"
        yield "line", say("audit.articles_found", different=f"{len(sizes):,}", copies=copied, **facts)


def _balance(ledger: pd.DataFrame) -> Iterator[_Line]:
    yield "heading", say("audit.ledger")
    kinds = ledger.groupby("kind")["n_chars"].sum().sort_values(ascending=False, kind="stable")
    total = int(kinds.sum())
    if not total:
        yield "line", say("audit.balance_none")
        return
    told = count(total, "character")
    yield "line", say("audit.balance_whole", total=told, accounted=f"{total:,}")
    meanings = catalogue()["document"]["kinds"]
    rows = [[kind, f"{n:,}", f"{n / total:.1%}", meanings[kind]] for kind, n in kinds.items()]
    yield from _table(rows, right=(1, 2))


def _table(rows: Sequence[Sequence[str]], right: Sequence[int] = (), columns: int = 100) -> Iterator[_Line]:
    """Yield rows with their cells in line; the last cell is cut to what is left of the line."""
    safe = [[harmless(cell) for cell in row] for row in rows]
    widths = [max(width(row[i]) for row in safe) for i in range(len(safe[0]) - 1)]
    for row in safe:
        cells = [pad(row[i], widths[i], right=i in right) for i in range(len(widths))]
        start = "    " + "  ".join(cells) + "  "
        yield "row", (start + cut(row[-1], columns - width(start))).rstrip()


def _removed(corpus: Corpus, columns: int) -> Iterator[_Line]:
    yield "heading", say("audit.removed")
    first = corpus.spans.drop_duplicates(["kind", "rule"])
    removed = list_removed(corpus.spans, corpus.quote(first))
    if removed.empty:
        yield "line", say("audit.removed_none")
        return
    rows = [
        [cut(rule, 24), kind, f"{n:,}", f"{n_chars:,}", example]
        for kind, rule, n, n_chars, example in removed.head(_RULES_SHOWN).itertuples(index=False)
    ]
    yield from _table([catalogue()["audit"]["removed_heads"], *rows], (2, 3), columns)
    if len(removed) > _RULES_SHOWN:
        yield "item", say("audit.more", n=f"{len(removed) - _RULES_SHOWN:,}")


def _suspicious(corpus: Corpus) -> Iterator[_Line]:
    yield "heading", say("audit.suspicious")
    found = list_suspicious(corpus.spans, corpus.documents)
    if found.empty:
        yield "line", say("audit.suspicious_none")
        return
    # A file of records has one line for each rule.
    worst = found.drop_duplicates(["path", "rule"])
    numbers = found.groupby(["path", "rule"]).size()
    shown = worst.head(_SHOWN)
    items = []
    for row, words in zip(shown.to_dict("records"), corpus.quote(shown), strict=True):
        path = (
            row["path"]
            if pd.isna(row["record"])
            else f"{row['path']}, {say('words.record', n=row['record'])}"
        )
        item = say(
            "audit.suspicious_one",
            path=path, rule=row["rule"], share=row["share"], characters=count(row["n_chars"], "character"),
            example=cut(harmless(words), 60),
        )  # fmt: skip
        more = int(numbers[row["path"], row["rule"]]) - 1
        items.append(
            f"{item} ({say('audit.suspicious_many', documents=count(more, 'record'))})" if more else item
        )
    for item in items:
        yield "item", item
    if len(worst) > len(shown):
        yield "item", say("audit.more", n=f"{len(worst) - len(shown):,}")
    columns = worst.loc[worst["rule"].str.startswith("column:"), "rule"]
    if len(columns):
        yield "line", say("audit.suspicious_column", column=columns.iloc[0].removeprefix("column:"))


def _known(corpus: Corpus, labels: dict[str, str]) -> Iterator[_Line]:
    yield "heading", say("audit.known")
    articles = corpus.articles
    gaps = explain_gaps(list_gaps(articles, corpus.evidence, corpus.place_mentions, corpus.date_mentions))
    forms = catalogue()["audit"]["known_fields"]
    for field, form in forms.items():
        open_ones = gaps[gaps["field"] == field]
        yield "line", form.format(n=f"{len(articles) - len(open_ones):,}", articles=f"{len(articles):,}")
        for reason, group in open_ones.groupby("reason", sort=False):
            yield "item", say("audit.gap", articles=count(len(group), "article"), why=reason)
            told = [_gap(gap, labels) for gap in group.head(_SHOWN + 1).to_dict("records")]
            yield from _some(told, len(group), level="sub")
    yield from _remedies(corpus, gaps)
    if len(gaps):
        yield "line", say("audit.overrides")


def _gap(gap: dict[str, Any], labels: dict[str, str]) -> str:
    words, known = gap["words"], gap["known"]
    key = "gap_item" if not pd.isna(known) else "gap_item_unknown"
    key += "" if pd.isna(words) else "_words"
    return say(
        f"audit.{key}", label=f"{labels[gap['article_id']]} ({gap['article_id']})", known=known, words=words
    )


def _remedies(corpus: Corpus, gaps: pd.DataFrame) -> Iterator[_Line]:
    """Yield what to set in corpus.toml where that may help."""
    undated = gaps[(gaps["field"] == "published") & gaps["why"].isin(["year-unknown", "none"])]
    if len(undated) and corpus.settings.default_year is None:
        years = corpus.articles["published"].dropna().dt.year.value_counts()
        year = str(int(years.index[0])) if len(years) else say("audit.set_year_example")
        yield "line", say("audit.set_year", year=year)
    lacking = gaps.loc[gaps["why"] == "none", "field"].unique()
    is_unused = corpus.spans["rule"].str.startswith("column:") & (corpus.spans["kind"] == "boilerplate")
    unused = corpus.spans.loc[is_unused, "rule"].str.removeprefix("column:").value_counts()
    if len(lacking) and len(unused):
        told = ", ".join(unused.index[:_SHOWN])
        yield "line", say("audit.set_columns", columns=told, roles=listed(lacking), role=lacking[0])


def _contradictions(corpus: Corpus, labels: dict[str, str]) -> Iterator[_Line]:
    yield "heading", say("audit.contradictions")
    found = list_contradictions(corpus.articles, corpus.evidence)
    if found.empty:
        yield "line", say("audit.contradictions_none")
        return
    shown = found.assign(label=found["article_id"].map(labels), what=name_fields(found["field"]))
    yield from _some(
        [
            say("audit.contradiction", **{str(k): v for k, v in row.items()})
            for row in shown.to_dict("records")
        ]
    )
    yield "line", say("audit.contradictions_advice", role=found["field"].iloc[0])


def _reprints(corpus: Corpus, labels: dict[str, str]) -> Iterator[_Line]:
    yield "heading", say("audit.reprints")
    families = list_families(corpus.articles)
    if families.empty:
        yield "line", say("audit.reprints_none")
        return
    issues = name_issues(corpus.articles[corpus.articles["family"].isin(families["family"])])
    names = families["family"].unique()
    for family in names[:_SHOWN]:
        copies = families[(families["family"] == family) & ~families["is_canonical"]]
        n = count(len(copies), "copy")
        yield "line", say("audit.family", copies=n, label=labels[family], issue=issues[family])
        told = copies[["article_id", "share_shared"]].itertuples(index=False)
        yield from _some(
            [say("audit.family_copy", label=labels[i], issue=issues[i], share=share) for i, share in told]
        )
    if len(names) > _SHOWN:
        yield "line", say("audit.more_families", n=f"{len(names) - _SHOWN:,}")


def _warnings(corpus: Corpus, labels: dict[str, str]) -> Iterator[_Line]:
    yield "heading", say("audit.warnings")
    warnings = list_warnings(corpus.documents, corpus.articles)
    if warnings.empty:
        yield "line", say("audit.warnings_none")
    for what, group in warnings.groupby("what", sort=False):
        noun = {"same-bytes": "file", "repeated": "line", "many": "document"}.get(str(what), "article")
        yield "line", say("audit.odd", things=count(len(group), noun), why=say(f"odd.{what}"))
        ordered = group.sort_values("n", ascending=what == "short", kind="stable").to_dict("records")
        yield from _some([say(f"audit.item_{what}", label=labels.get(row["article_id"], ""), **{
            "path": row["path"], "n": row["n"], "words": row["words"]}) for row in ordered])  # fmt: skip
