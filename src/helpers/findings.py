"""What the tables say, in words: findings, captions, alternative texts; the words are lexicons/sentences.toml.

No function here counts: each takes finished tables and fills a sentence from them. A finding's sentence has
its own wording for "nothing found" and for "too few to say".
"""

from collections.abc import Iterable
from typing import Any, Literal, TypedDict

import pandas as pd

from helpers import schema
from helpers.glosses import add_glosses
from helpers.lexicons import read_toml

__all__ = [
    "Description",
    "count",
    "describe_concordance",
    "describe_events",
    "describe_ledger",
    "describe_log_ratio",
    "describe_province_terms",
    "describe_publications",
    "describe_term_rates",
    "describe_term_timeline",
    "describe_topic_months",
    "describe_topic_quality",
    "describe_topic_shares",
    "describe_topic_terms",
    "describe_wordcloud",
    "find_cleaning",
    "find_provinces",
    "find_terms",
    "find_timeline",
    "find_topics",
    "label_topics",
    "say",
]

_STABLE = 0.5  # Jaccard index of two lists of ten words that share about seven
_LEADING_TERMS = 10
_GUESSED = 0.5  # a province confidence below it rests on the places that a text names
_FEW_ARTICLES = 30
_FEWEST_DOCUMENTS = 5
_LEAST_LAGS = 10
_MOST_PROVINCES = 6  # a sentence each for those with the most documents; the figure has them all
Verdict = Literal["found", "none", "too-few"]


class Description(TypedDict):
    """What goes with a figure: caption, alternative text, and the sentence that stands in for an empty one."""

    caption: str
    alt: str
    empty: str


def _catalogue() -> dict[str, dict[str, Any]]:
    return read_toml("sentences.toml")


def say(key: str, **facts: Any) -> str:
    """Return the sentence `chapter.name` of the catalogue with its braces filled in.

    >>> say("provinces.single", province="江西 (Jiangxi)")
    'Only 江西 (Jiangxi) is represented, so there is nothing to compare it with.'
    """
    chapter, name = key.split(".")
    template: str = _catalogue()[chapter][name]
    return template.format(**facts)


def count(n: int, noun: str) -> str:
    """Return a number with its noun in the right form: 1 article, 17 articles."""
    one, several = _catalogue()["nouns"][noun]
    return f"{n:,} {one if n == 1 else several}"


def _listed(items: Iterable[str]) -> str:
    words = list(items)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {say('words.and')} {words[-1]}"


def _glossed(names: Iterable[str], column: str = "term") -> list[str]:
    table = add_glosses(pd.DataFrame({column: list(names)}, dtype="str"))
    english = table["gloss" if column == "term" else "english"]
    return [
        f"{name} ({gloss})" if gloss else name for name, gloss in zip(table[column], english, strict=True)
    ]


def _term(name: str) -> str:
    return _glossed([name])[0]


def _province(name: str) -> str:
    return _glossed([name], "province")[0] if name else say("words.unplaced")


def _day(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}"


def _largest(table: pd.DataFrame, column: str) -> dict[str, Any]:
    """Return the first row with the largest value of a column, by column."""
    position = int(table[column].astype("float64").fillna(float("-inf")).to_numpy().argmax())
    return {str(name): value for name, value in table.iloc[position].items()}


def _dated(article: "pd.Series[Any]") -> str:
    """Write a publication date as exactly as it is known."""
    form = {"month": "%Y-%m", "year": "%Y"}.get(article["published_precision"], "%Y-%m-%d")
    return str(article["published"].strftime(form))


def _well_dated(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the dated articles by date; those known only to the year are left out unless all are."""
    dated = articles.dropna(subset=["published"]).sort_values(["published", "article_id"])
    monthly = dated[dated["published_precision"] != "year"]
    return monthly if len(monthly) else dated


def _findings(chapter: str, rows: Iterable[tuple[str, str, Verdict, str]]) -> pd.DataFrame:
    """Return FINDINGS from (name, sentence, verdict, evidence)."""
    number = chapter.split("_", 1)[0]
    made = [
        {
            "finding_id": f"{number}-{name}",
            "chapter": chapter,
            "sentence": sentence,
            "verdict": verdict,
            "evidence": evidence,
        }
        for name, sentence, verdict, evidence in rows
    ]
    return schema.make(schema.FINDINGS, made)


# --- 01 cleaning


def find_cleaning(documents: pd.DataFrame, articles: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """Return FINDINGS of chapter 01 from all documents, all articles and `balance_ledger`'s table."""
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
        first = articles[articles["family"] == sizes.idxmax()].iloc[0]
        title = "" if pd.isna(first["title"]) else str(first["title"]).replace("\n", " ")
        sentence = say("cleaning.copies", title=title or first["article_id"], n=sizes.max())
        rows.append(("copies", sentence, "found", "articles.family"))
    bad = documents[documents["status"] != "ok"]
    if len(bad):
        reasons = bad["status"].value_counts()
        listed = _listed(f"{n} {status}" for status, n in reasons.items())
        sentence = say("cleaning.unusable", documents=count(len(bad), "document"), reasons=listed)
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
    parts = _catalogue()["cleaning"]["undated_parts"]
    told = [parts[name].format(n=n) for name in parts if (n := int(known.get(name, 0)))]
    if told:
        rows.append(("dates", say("cleaning.undated", known=_listed(told)), "found", "articles.published"))
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
    return _findings("01_cleaning", rows)


def describe_ledger(ledger: pd.DataFrame) -> Description:
    """Describe the balance of the ledger."""
    empty = say("cleaning.ledger_empty")
    if ledger.empty:
        return {"caption": empty, "alt": empty, "empty": empty}
    body = ledger[ledger["kind"] == "body"].set_index("path")["share"]
    shares = body.reindex(ledger["path"].unique(), fill_value=0.0)
    own = ledger.loc[ledger["kind"] == "body", "n_chars"].sum() / ledger["n_chars"].sum()
    alt = say(
        "cleaning.ledger_alt",
        documents=count(len(shares), "document"), body_share=own, path=shares.idxmin(), smallest=shares.min(),
    )  # fmt: skip
    return {"caption": say("cleaning.ledger_caption"), "alt": alt, "empty": empty}


# --- 02 term frequency


def find_terms(frequency: pd.DataFrame, n_articles: int) -> pd.DataFrame:
    """Return FINDINGS of chapter 02 from `count_frequency`'s table."""
    chapter, evidence = "02_term_frequency", "term_counts, article_totals"
    if frequency.empty:
        return _findings(chapter, [("top", say("terms.none"), "none", evidence)])
    top, articles = frequency.iloc[0], count(n_articles, "article")
    rows: list[tuple[str, str, Verdict, str]] = [
        (
            "top",
            say(
                "terms.top",
                term=_term(top["term"]),
                rate=top["rate_per_10k"],
                n_articles=top["n_articles"],
                articles=articles,
            ),
            "found",
            evidence,
        )
    ]
    if len(frequency) > 1:
        rows.append(
            (
                "next",
                say("terms.next", terms=_listed(_glossed(frequency["term"].iloc[1:4]))),
                "found",
                evidence,
            )
        )
    head = frequency.head(20).dropna(subset=["dispersion"])
    if len(head["dispersion"].round(9).unique()) > 2:
        even = _largest(head.assign(evenness=-head["dispersion"]), "evenness")["term"]
        uneven = _largest(head, "dispersion")["term"]
        rows.append(
            (
                "spread",
                say("terms.even", n=len(head), term=_term(even), uneven=_term(uneven)),
                "found",
                evidence,
            )
        )
    if n_articles < _FEW_ARTICLES:
        rows.append(("few", say("terms.few", articles=articles), "too-few", "articles"))
    return _findings(chapter, rows)


def describe_term_rates(frequency: pd.DataFrame) -> Description:
    """Describe the chart of the commonest terms, which the table holds, first to last."""
    empty = say("terms.empty")
    if frequency.empty:
        return {"caption": empty, "alt": empty, "empty": empty}
    first, last = frequency.iloc[0], frequency.iloc[-1]
    alt = say(
        "terms.rates_alt",
        n=len(frequency), term=_term(first["term"]), rate=first["rate_per_10k"], share=first["share_articles"],
        last=_term(last["term"]), last_rate=last["rate_per_10k"],
    )  # fmt: skip
    return {"caption": say("terms.rates_caption"), "alt": alt, "empty": empty}


def describe_wordcloud(frequency: pd.DataFrame) -> Description:
    """Describe the word cloud of the table's terms."""
    empty = say("terms.empty")
    if frequency.empty:
        return {"caption": empty, "alt": empty, "empty": empty}
    first = frequency.iloc[0]
    alt = say("terms.cloud_alt", n=len(frequency), term=_term(first["term"]), rate=first["rate_per_10k"])
    return {"caption": say("terms.cloud_caption"), "alt": alt, "empty": empty}


def describe_concordance(term: str, shown: int, total: int) -> str:
    """Return the caption of a concordance."""
    if not term:
        return say("terms.none")
    key = "terms.concordance_caption" if total else "terms.concordance_none"
    return say(key, term=_term(term), shown=shown, total=total)


# --- 03 provinces


def find_provinces(top: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return FINDINGS of chapter 03 from `top_terms` of the masked comparison and the articles compared."""
    chapter, evidence = "03_provinces", "province_terms"
    placed = articles.dropna(subset=["province"])
    provinces = placed["province"].unique()
    if len(provinces) == 0:
        return _findings(chapter, [("compare", say("provinces.none"), "none", evidence)])
    if len(provinces) == 1:
        sentence = say("provinces.single", province=_province(str(provinces[0])))
        return _findings(chapter, [("compare", sentence, "none", evidence)])
    documents = placed.groupby("province")["doc_id"].nunique()
    rows: list[tuple[str, str, Verdict, str]] = []
    if documents.max() < _FEWEST_DOCUMENTS:
        rows.append(
            ("compare", say("provinces.all_too_few", least=_FEWEST_DOCUMENTS), "too-few", "articles.province")
        )
    best_known = list(documents.sort_values(ascending=False, kind="stable").index[:_MOST_PROVINCES])
    for province, terms in top[top["province"].isin(best_known)].groupby("province", sort=False):
        few = documents[province] < _FEWEST_DOCUMENTS
        # A large TF-IDF weight can belong to a word that the rest uses even more.
        more = terms.loc[terms["log_ratio"] > 0, "term"].head(3)
        sentence = say(
            "provinces.distinct_none" if more.empty else "provinces.too_few" if few else "provinces.distinct",
            province=_province(str(province)),
            terms=_listed(_glossed(more)) if len(more) else "",
            documents=count(int(documents[province]), "document"),
        )
        verdict: Verdict = "none" if more.empty else "too-few" if few else "found"
        rows.append((str(province), sentence, verdict, f"{evidence}: province={province}"))
    if len(provinces) > _MOST_PROVINCES:
        others = say("provinces.others", provinces=count(len(provinces) - _MOST_PROVINCES, "province"))
        rows.append(("others", others, "found", evidence))
    return _findings(chapter, rows)


def describe_province_terms(top: pd.DataFrame) -> Description:
    """Describe the panels of each province's heaviest terms."""
    empty = say("provinces.empty")
    if top.empty:
        return {"caption": empty, "alt": empty, "empty": empty}
    first = _largest(top[top["rank"] == 1].assign(size=top.groupby("province")["n"].transform("sum")), "size")
    alt = say(
        "provinces.terms_alt",
        provinces=count(len(top["province"].unique()), "province"), top=int(top["rank"].max()),
        province=_province(first["province"]), term=_term(first["term"]), n=first["n"],
    )  # fmt: skip
    places = say("words.places_masked" if first["masked"] else "words.places_shown")
    return {"caption": say("provinces.terms_caption", places=places), "alt": alt, "empty": empty}


def describe_log_ratio(terms: pd.DataFrame, province: str) -> Description:
    """Describe one province's terms against the rest."""
    empty = say("provinces.empty")
    if terms.empty:
        return {"caption": empty, "alt": empty, "empty": empty}
    furthest = _largest(terms, "log_ratio")
    names = {"province": _province(province), "against": say("words.rest")}
    alt = say(
        "provinces.ratio_alt",
        term=_term(furthest["term"]),
        n=furthest["n"],
        elsewhere=furthest["n_elsewhere"],
        **names,
    )
    return {"caption": say("provinces.ratio_caption", **names), "alt": alt, "empty": empty}


# --- 04 timeline


def find_timeline(articles: pd.DataFrame, events: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """Return FINDINGS of chapter 04 from the articles, `list_events` and `count_event_days`."""
    rows: list[tuple[str, str, Verdict, str]] = []
    if days.empty:
        rows.append(("mentioned", say("timeline.no_events"), "none", "date_mentions"))
    else:
        by_day = days.groupby("date")[["n_mentions", "n_articles"]].sum().reset_index()
        top = _largest(by_day, "n_mentions")
        sentence = say(
            "timeline.mentioned",
            days=count(len(by_day), "day"), day=_day(top["date"]), mentions=count(int(top["n_mentions"]), "mention"),
            articles=count(int(top["n_articles"]), "article"),
        )  # fmt: skip
        rows.append(("mentioned", sentence, "found", "date_mentions"))
        precise = articles[articles["published_precision"] == "day"]
        when = events[events["precision"] == "day"].merge(
            precise[["article_id", "published"]], on="article_id"
        )
        lag = (when["published"] - when["date_from"]).dt.days
        lag = lag[lag >= 0]
        if len(lag) >= _LEAST_LAGS:
            sentence = say("timeline.distance", n=len(lag), days=count(int(lag.median()), "day"))
            rows.append(("distance", sentence, "found", "date_mentions, articles"))
    dated = _well_dated(articles)
    if dated.empty:
        rows.append(("published", say("timeline.undated"), "none", "articles.published"))
    else:
        months = dated.assign(month=dated["published"].dt.strftime("%Y-%m")).groupby("month")
        sizes = months.agg(n=("article_id", "size"), documents=("doc_id", "nunique")).reset_index()
        busiest = _largest(sizes, "n")
        first, last = _dated(dated.iloc[0]), _dated(dated.iloc[-1])
        sentence = (
            say("timeline.published_once", first=first, articles=count(len(dated), "article"))
            if first == last
            else say(
                "timeline.published",
                first=first,
                last=last,
                month=busiest["month"],
                articles=count(busiest["n"], "article"),
                documents=count(busiest["documents"], "document"),
            )
        )
        rows.append(("published", sentence, "found", "articles.published"))
    return _findings("04_timeline", rows)


def describe_publications(publications: pd.DataFrame, articles: pd.DataFrame) -> Description:
    """Describe the publication dates by province."""
    empty = say("timeline.undated")
    if publications.empty:
        return {"caption": empty, "alt": empty, "empty": empty}
    dated = _well_dated(articles)
    totals = publications.groupby("province")["n_articles"].sum()
    alt = say(
        "timeline.publications_alt",
        province=_province(str(totals.idxmax())), n=int(totals.max()), first=_dated(dated.iloc[0]), last=_dated(dated.iloc[-1]),
    )  # fmt: skip
    return {"caption": say("timeline.publications_caption"), "alt": alt, "empty": empty}


def describe_events(days: pd.DataFrame) -> Description:
    """Describe the days that the texts name."""
    empty = say("timeline.no_events")
    if days.empty:
        return {"caption": empty, "alt": empty, "empty": empty}
    top = _largest(days, "n_mentions")
    alt = say(
        "timeline.events_alt",
        day=_day(top["date"]),
        n=int(top["n_mentions"]),
        province=_province(top["province"]),
    )
    return {"caption": say("timeline.events_caption"), "alt": alt, "empty": empty}


def describe_term_timeline(timeline: pd.DataFrame, period: str) -> Description:
    """Describe the rates of terms over time."""
    known = timeline.dropna(subset=["rate_per_10k"])
    empty = say("timeline.trend_few", period=period)
    if len(known["period"].unique()) < 2:
        return {"caption": empty, "alt": empty, "empty": empty}
    top = _largest(known, "rate_per_10k")
    alt = say(
        "timeline.trend_alt",
        terms=_listed(_glossed(known["term"].unique())), term=_term(top["term"]), rate=top["rate_per_10k"],
        province=_province(top["province"]), n=top["n"], tokens=top["total_tokens"],
        period=f"{top['period']:%Y-%m}" if period in ("month", "quarter", "year") else _day(top["period"]),
    )  # fmt: skip
    return {"caption": say("timeline.trend_caption"), "alt": alt, "empty": empty}


# --- 05 topics


def label_topics(topic_terms: pd.DataFrame, n: int = 3) -> "pd.Series[str]":
    """Return each topic's label by topic: its `n` heaviest terms."""
    return topic_terms.groupby("topic")["term"].agg(lambda terms: "、".join(terms.head(n)))


def find_topics(
    topic_terms: pd.DataFrame,
    passage_topics: pd.DataFrame,
    shares: pd.DataFrame,
    quality: pd.DataFrame,
    n_passages: int,
) -> pd.DataFrame:
    """Return FINDINGS of chapter 05 from a fitted model's tables, `share_topics` and `choose_k`."""
    chapter = "05_topics"
    if topic_terms.empty:
        sentence = say("topics.too_few", passages=count(n_passages, "passage"))
        return _findings(chapter, [("found", sentence, "too-few", "passages")])
    labels = label_topics(topic_terms)
    weights = passage_topics.groupby("topic")[["weight"]].mean().reset_index()
    largest = _largest(weights, "weight")
    stability = float(quality.loc[quality["chosen"], "stability"].iloc[0])
    stable = stability >= _STABLE
    rows: list[tuple[str, str, Verdict, str]] = [
        (
            "found",
            say(
                "topics.found",
                passages=count(n_passages, "passage"), topics=count(len(labels), "topic"), label=labels[largest["topic"]],
                share=largest["weight"],
            ),
            "found",
            "topic_terms, passage_topics",
        ),
        (
            "stable",
            say(
                "topics.stable",
                words=2 * _LEADING_TERMS * stability / (1 + stability), n=_LEADING_TERMS,
                verdict=say("topics.stable_yes" if stable else "topics.stable_no"),
            ),
            "found" if stable else "too-few",
            "topic_quality",
        ),
    ]  # fmt: skip
    if not stable:
        rows.reverse()
    placed = shares[(shares["province"] != "") & (shares["n_documents"] >= _FEWEST_DOCUMENTS)]
    if len(placed["province"].unique()) > 1:
        top = _largest(placed, "share")
        sentence = say(
            "topics.province",
            label=labels[top["topic"]],
            province=_province(top["province"]),
            share=top["share"],
            passages=count(top["n_passages"], "passage"),
        )
        rows.append(("province", sentence, "found" if stable else "too-few", "passage_topics, articles"))
    return _findings(chapter, rows)


def describe_topic_terms(topic_terms: pd.DataFrame) -> Description:
    """Describe the panels of each topic's heaviest terms."""
    empty = say("topics.empty")
    if topic_terms.empty:
        return {"caption": empty, "alt": empty, "empty": empty}
    first = topic_terms.iloc[0]
    alt = say(
        "topics.terms_alt",
        topics=count(topic_terms["topic"].nunique(), "topic"), term=_term(first["term"]), weight=first["weight"],
    )  # fmt: skip
    return {"caption": say("topics.terms_caption"), "alt": alt, "empty": empty}


def describe_topic_shares(shares: pd.DataFrame) -> Description:
    """Describe the shares of topics by province; the table has a column `label`."""
    empty = say("topics.empty")
    if shares.empty:
        return {"caption": empty, "alt": empty, "empty": empty}
    top = _largest(shares, "share")
    alt = say(
        "topics.shares_alt", share=top["share"], label=top["label"], province=_province(top["province"])
    )
    return {"caption": say("topics.shares_caption"), "alt": alt, "empty": empty}


def describe_topic_months(shares: pd.DataFrame) -> Description:
    """Describe the shares of topics by month; the table has a column `label`."""
    empty = say("topics.months_empty")
    if shares.empty:
        return {"caption": empty, "alt": empty, "empty": empty}
    top = _largest(shares, "share")
    alt = say("topics.months_alt", share=top["share"], label=top["label"], month=top["month"])
    return {"caption": say("topics.months_caption"), "alt": alt, "empty": empty}


def describe_topic_quality(quality: pd.DataFrame) -> Description:
    """Describe the stability of each number of topics."""
    empty = say("topics.empty")
    if quality.empty:
        return {"caption": empty, "alt": empty, "empty": empty}
    top = _largest(quality, "stability")
    alt = say("topics.quality_alt", k=int(top["k"]), stability=top["stability"])
    return {"caption": say("topics.quality_caption"), "alt": alt, "empty": empty}
