"""Chapter 01 in words: what became of the files."""

from typing import Any

import pandas as pd

from helpers.findings.words import (
    Description,
    Verdict,
    catalogue,
    count,
    largest,
    listed,
    make_findings,
    nothing_to_show,
    published_on,
    say,
)
from helpers.phrases import table_share
from helpers.terminal import cut, harmless

__all__ = [
    "describe_copies",
    "describe_document",
    "describe_ledger",
    "explain_gaps",
    "explain_odd",
    "find_cleaning",
    "name_articles",
    "name_fields",
    "name_issues",
]

_TITLE_COLUMNS = 36  # of a headline, where it only helps to tell articles apart
_GUESSED = 0.5  # a province confidence below it rests on the places that a text names


def find_cleaning(
    documents: pd.DataFrame,
    articles: pd.DataFrame,
    ledger: pd.DataFrame,
    suspicious: pd.DataFrame,
    contradictions: pd.DataFrame,
) -> pd.DataFrame:
    """Return FINDINGS of chapter 01 from all documents and articles, and what was found in them.

    `ledger`, `suspicious` and `contradictions` are the tables of `balance_ledger`, `list_suspicious` and
    `list_contradictions`.
    """
    n_different = len(articles["family"].unique())
    facts = {"documents": count(len(documents), "document"), "articles": count(len(articles), "article")}
    sentence = (
        say("cleaning.articles_different", **facts)
        if n_different == len(articles)
        else say("cleaning.articles", different=f"{n_different:,}", **facts)
    )
    rows: list[tuple[str, str, Verdict, str]] = [("articles", sentence, "found", "documents, articles")]
    sizes = articles.groupby("family").size()
    if n_different < len(articles):
        # A family is named by the article that stands for it.
        canonical = articles[articles["article_id"] == sizes.idxmax()].iloc[0]
        title = "" if pd.isna(canonical["title"]) else str(canonical["title"]).replace("\n", " ")
        sentence = say("cleaning.copies", title=title or canonical["article_id"], n=sizes.max())
        rows.append(("copies", sentence, "found", "articles.family"))
    bad = documents[documents["status"] != "ok"]
    if len(bad):
        forms = catalogue()["audit"]["file_statuses"]
        reasons = bad["status"].value_counts()
        reasons_told = listed(forms[status].format(n=f"{n:,}") for status, n in reasons.items())
        sentence = say("cleaning.unusable", documents=count(len(bad), "document"), reasons=reasons_told)
        rows.append(("unusable", sentence, "found", "documents.status"))
    kinds = ledger.groupby("kind")["n_chars"].sum().sort_values(ascending=False)
    total, rest = int(kinds.sum()), kinds.drop("body", errors="ignore")
    if total:
        whole = {"characters": count(total, "character"), "body_share": kinds.get("body", 0) / total}
        sentence = (
            say("cleaning.body", largest=rest.index[0], largest_share=rest.iloc[0] / total, **whole)
            if len(rest)
            else say("cleaning.body_only", **whole)
        )
        rows.append(("body", sentence, "found", "spans"))
    known = articles["published_precision"].fillna("none").value_counts()
    parts = catalogue()["cleaning"]["undated_parts"]
    told = [parts[name].format(n=n) for name in parts if (n := int(known.get(name, 0)))]
    if told:
        rows.append(("dates", say("cleaning.undated", known=listed(told)), "found", "articles.published"))
    defaulted = int(articles["published_evidence"].fillna("").str.contains("default_year").sum())
    if defaulted:
        sentence = say("cleaning.defaulted", articles=count(defaulted, "article"))
        rows.append(("years", sentence, "found", "articles.published_evidence"))
    unplaced = int(articles["province"].isna().sum())
    guessed = int((articles["province_confidence"] < _GUESSED).sum())
    if unplaced:
        sentence = say("cleaning.unplaced", articles=count(unplaced, "article"))
        rows.append(("places", sentence, "found", "articles.province"))
    else:
        rows.append(("places", say("cleaning.unplaced_none"), "none", "articles.province"))
    if guessed:
        sentence = say("cleaning.guessed", articles=count(guessed, "article"))
        rows.append(("guesses", sentence, "found", "articles.province_confidence"))
    if len(suspicious):
        sentence = say("cleaning.suspicious", documents=count(suspicious["doc_id"].nunique(), "document"))
        rows.append(("suspicious", sentence, "found", "spans.rule"))
    if len(contradictions):
        sentence = say(
            "cleaning.contradicted", articles=count(contradictions["article_id"].nunique(), "article")
        )
        rows.append(("contradictions", sentence, "found", "evidence.contradicted_by"))
    return make_findings("01_cleaning", rows)


def describe_ledger(ledger: pd.DataFrame) -> Description:
    """Describe the balance of the ledger."""
    nothing = nothing_to_show(say("cleaning.ledger_empty"))
    if ledger.empty:
        return nothing
    body = ledger[ledger["kind"] == "body"].set_index("path")["share"]
    shares = body.reindex(ledger["path"].unique(), fill_value=0.0)
    fullest = largest(ledger, "share")
    own = ledger.loc[ledger["kind"] == "body", "n_chars"].sum() / ledger["n_chars"].sum()
    alt = say(
        "cleaning.ledger_alt",
        documents=count(len(shares), "document"), body_share=own, path=shares.idxmin(), smallest=table_share(shares.min()),
        kind=fullest["kind"], fullest=fullest["path"], largest=table_share(fullest["share"]),
    )  # fmt: skip
    caption = say("cleaning.ledger_caption", characters=count(int(ledger["n_chars"].sum()), "character"))
    return nothing | {"caption": caption, "alt": alt}


def describe_document(spans: pd.DataFrame, path: str) -> dict[str, Any]:
    """Describe one document's text coloured by kind, from its spans: the caption, and the words of its legend."""
    sizes = (spans["end"] - spans["start"]).groupby(spans["kind"]).sum()
    total = int(sizes.sum())
    caption = say(
        "cleaning.follow_caption",
        path=path, characters=count(total, "character"), body=int(sizes.get("body", 0)) / max(total, 1),
    )  # fmt: skip
    return {"caption": caption, "words": catalogue()["document"]}


def describe_copies(pairs: pd.DataFrame) -> dict[str, Any]:
    """Describe pairs of copies side by side, from `align_pairs`'s table: the caption, and the words around them."""
    n = pairs["family"].nunique()
    caption = (
        say("cleaning.pairs_caption", families=count(n, "family")) if n else say("cleaning.copies_empty")
    )
    return {"caption": caption, "words": catalogue()["copies"]}


def name_articles(articles: pd.DataFrame, documents: pd.DataFrame) -> dict[str, str]:
    """Return what a person calls each article, by article_id.

    That is its file, its record and its number where there are several, and the beginning of its headline.
    """
    placed = articles.merge(documents[["doc_id", "path", "record"]], on="doc_id")
    several = placed["doc_id"].duplicated(keep=False)
    names = {}
    for article, numbered in zip(placed.to_dict("records"), several, strict=True):
        name = harmless(str(article["path"]))
        if not pd.isna(article["record"]):
            name += f", {say('words.record', n=article['record'])}"
        if numbered:
            name += f", {say('words.article', n=article['seq'])}"
        if not pd.isna(article["title"]):
            name += f" “{cut(harmless(article['title']), _TITLE_COLUMNS)}”"
        names[str(article["article_id"])] = name
    return names


def name_issues(articles: pd.DataFrame) -> dict[str, str]:
    """Return who printed each article and when, in words, by article_id."""
    told = {}
    for name, outlet, day, precision in articles[
        ["article_id", "outlet", "published", "published_precision"]
    ].itertuples(index=False):
        issue = pd.Series({"published": day, "published_precision": precision})
        told[str(name)] = say(
            "copies.issue",
            outlet=say("words.no_outlet") if pd.isna(outlet) else outlet,
            day=say("words.undated") if pd.isna(day) else published_on(issue),
        )
    return told


def name_fields(fields: "pd.Series[str]") -> "pd.Series[str]":
    """Return what columns of metadata are called in a sentence: headline for title."""
    return fields.map(catalogue()["fields"]).astype("str")


def explain_odd(warnings: pd.DataFrame) -> pd.DataFrame:
    """Return `list_warnings`'s table with `reason`, what is odd in words."""
    return warnings.assign(reason=warnings["what"].map(catalogue()["odd"]).astype("str"))


def explain_gaps(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return `list_gaps`'s table in words: `what` is open, the `reason`, and `words` as they are read."""
    reasons = [say(f"why.{field}_{why}") for field, why in gaps[["field", "why"]].itertuples(index=False)]
    guesses = gaps["words"].where(gaps["why"] == "mentions")
    counted = guesses.str.extract(r"(?P<province>.+) (?P<n>\d+)/(?P<total>\d+)$")
    told = [
        say("why.mentions", province=province, n=n, total=total)
        for province, n, total in counted.dropna().itertuples(index=False)
    ]
    words = gaps["words"].copy()
    words[counted.notna().all(axis=1)] = told
    what = name_fields(gaps["field"])
    return gaps.assign(what=what, words=words, reason=pd.Series(reasons, index=gaps.index, dtype="str"))
