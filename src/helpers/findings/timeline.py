"""Chapter 04 in words: when it was written, and of which days."""

from typing import Any

import pandas as pd

from helpers.findings.words import (
    Description,
    Verdict,
    count,
    glossed,
    largest,
    listed,
    make_findings,
    nothing_to_show,
    province_with_english,
    published_on,
    say,
    term_with_gloss,
    within,
)
from helpers.grouping import PROVINCE, Grouping
from helpers.phrases import counted, iso_date, table_number

__all__ = [
    "describe_calendar",
    "describe_day",
    "describe_events",
    "describe_named_provinces",
    "describe_publications",
    "describe_term_timeline",
    "explain_changes",
    "find_timeline",
]

_LEAST_LAGS = 10
_MOST_TIED = 3  # days that share the first place and are named


def _well_dated(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the dated articles by date; those known only to the year are left out unless all are."""
    dated = articles.dropna(subset=["published"]).sort_values(["published", "article_id"])
    monthly = dated[dated["published_precision"] != "year"]
    return monthly if len(monthly) else dated


def find_timeline(
    articles: pd.DataFrame,
    events: pd.DataFrame,
    days: pd.DataFrame,
    changes: pd.DataFrame,
    by: Grouping = PROVINCE,
) -> pd.DataFrame:
    """Return FINDINGS of chapter 04 from the articles, `list_events`, `count_event_days` and `find_changes`."""
    rows: list[tuple[str, str, Verdict, str]] = []
    if days.empty:
        rows.append(("mentioned", say("timeline.no_events"), "none", "date_mentions"))
    else:
        most = days[days["n_mentions"] == days["n_mentions"].max()]
        facts = {
            "day": listed(map(iso_date, most["date"].head(_MOST_TIED))),
            "mentions": count(int(most["n_mentions"].iloc[0]), "sentence"),
            "days": count(len(days), "day"),
        }
        if len(most) == 1:
            articles_naming = count(int(most["n_articles"].iloc[0]), "article")
            sentence = say("timeline.mentioned", articles=articles_naming, **facts)
        else:
            sentence = say("timeline.mentioned_tie", **facts)
        rows.append(("mentioned", sentence, "found", "date_mentions"))
        when = events[(events["precision"] == "day") & (events["published_precision"] == "day")]
        lag = (when["published"] - when["date_from"]).dt.days
        lag = lag[lag >= 0]
        if len(lag) >= _LEAST_LAGS:
            sentence = say("timeline.distance", n=len(lag), days=count(int(lag.median()), "day"))
            rows.append(("distance", sentence, "found", "date_mentions, articles"))
    dated = _well_dated(articles)
    if dated.empty:
        rows.append(("published", say("timeline.undated"), "none", "articles.published"))
    else:
        rows.append(("published", _tell_published(dated), "found", "articles.published"))
    rows.append(_find_change(changes, by))
    return make_findings("04_timeline", rows)


def _tell_published(dated: pd.DataFrame) -> str:
    """Say from when to when articles, in order, were published, and in which month most of them."""
    first, last = published_on(dated.iloc[0]), published_on(dated.iloc[-1])
    if first == last:
        return say("timeline.published_once", first=first, articles=count(len(dated), "article"))
    monthly = dated[dated["published_precision"] != "year"]
    if monthly.empty:
        return say("timeline.published_years", first=first, last=last)
    months = monthly.assign(month=monthly["published"].dt.strftime("%Y-%m")).groupby("month")
    sizes = months.agg(n=("article_id", "size"), documents=("doc_id", "nunique")).reset_index()
    busiest = sizes[sizes["n"] == sizes["n"].max()]
    facts = {"first": first, "last": last, "articles": count(int(busiest["n"].iloc[0]), "article")}
    if len(busiest) > 1:
        return say("timeline.published_tie", month=listed(busiest["month"].head(_MOST_TIED)), **facts)
    documents = count(int(busiest["documents"].iloc[0]), "document")
    return say("timeline.published", month=busiest["month"].iloc[0], documents=documents, **facts)


def _find_change(changes: pd.DataFrame, by: Grouping) -> tuple[str, str, Verdict, str]:
    """The surest change of a rate, or why there is none."""
    found = changes[changes["status"] == "change"].dropna(subset=["q"]).sort_values("q", kind="stable")
    if len(found):
        return "changed", _told_change(found.iloc[0], by), "found", "term_changes"
    verdict: Verdict = "none" if (changes["status"] == "none").any() else "too-few"
    return "changed", explain_changes(changes, by)[0], verdict, "term_changes"


def explain_changes(changes: pd.DataFrame, by: Grouping = PROVINCE) -> list[str]:
    """Return a sentence for each change found, and one on what was tested or could not be (of TERM_CHANGES)."""
    told = [_told_change(row, by) for _, row in changes[changes["status"] == "change"].iterrows()]
    status = changes.drop_duplicates(["province", "term"])["status"].value_counts()
    lacking = status.drop(["change", "none"], errors="ignore")
    tested = int(status.sum() - lacking.sum())
    if tested:
        told.append(say("timeline.changes_tested", n=tested, found=int(status.get("change", 0))))
    if len(lacking):
        why = listed(
            say(f"timeline.{str(reason).replace('-', '_')}", rates=count(int(n), "rate"))
            for reason, n in lacking.items()
        )
        told.append(say("timeline.changes_untested", why=why, unit=by.one))
    return told or [say("timeline.changes_undated")]


def _told_change(change: "pd.Series[Any]", by: Grouping) -> str:
    return say(
        "timeline.changed",
        term=term_with_gloss(change["term"]),
        province=province_with_english(change["province"]) if change["province"] else say("words.everywhere", units=by.many),
        before=change["rate_before"], after=change["rate_after"], period=iso_date(change["period"]),
        earliest=iso_date(change["earliest"]), latest=iso_date(change["latest"]),
        documents=count(int(change["n_documents_before"] + change["n_documents_after"]), "document"),
    )  # fmt: skip


def describe_publications(
    publications: pd.DataFrame, articles: pd.DataFrame, by: Grouping = PROVINCE
) -> Description:
    """Describe the publication dates by province, or other group."""
    nothing = nothing_to_show(say("timeline.undated"))
    if publications.empty:
        return nothing
    dated = _well_dated(articles)
    totals = publications.groupby("province")["n_articles"].sum()
    top = largest(publications, "n_articles")
    # What is known to the month or year only is no finer than that.
    lengths = ("day", "week", "month", "quarter", "year")
    coarsest = max(top["by"], top["published_precision"], key=lengths.index)
    alt = say(
        "timeline.publications_alt",
        unit=by.one,
        province=province_with_english(str(totals.idxmax()), by), n=int(totals.max()), first=published_on(dated.iloc[0]), last=published_on(dated.iloc[-1]),
        where=province_with_english(top["province"], by), when=within(top["period"], coarsest),
        articles=count(int(top["n_articles"]), "article"),
    )  # fmt: skip
    return nothing | {"caption": say("timeline.publications_caption", unit=by.one), "alt": alt}


def describe_events(events: pd.DataFrame, by: Grouping = PROVINCE) -> Description:
    """Describe the times that the texts name, by province (`count_events`)."""
    nothing = nothing_to_show(say("timeline.no_events"))
    if events.empty:
        return nothing
    top = largest(events, "n_mentions")
    ends = dict.fromkeys((iso_date(top["date_from"]), iso_date(top["date_to"])))
    alt = say(
        "timeline.events_alt",
        first=iso_date(events["date_from"].min()), last=iso_date(events["date_to"].max()),
        groups=counted(events.loc[events["province"] != "", "province"].nunique(), by.words), day=" – ".join(ends),
        n=count(int(top["n_mentions"]), "sentence"), province=province_with_english(top["province"], by),
    )  # fmt: skip
    return nothing | {"caption": say("timeline.events_caption", unit=by.one), "alt": alt}


def describe_calendar(days: pd.DataFrame) -> Description:
    """Describe the calendar of the days that the texts name (`count_event_days`)."""
    nothing = nothing_to_show(say("timeline.no_events"))
    if days.empty:
        return nothing
    top = largest(days, "n_mentions")
    alt = say(
        "timeline.calendar_alt",
        days=count(len(days), "day"), day=iso_date(top["date"]), n=count(int(top["n_mentions"]), "sentence"),
    )  # fmt: skip
    return nothing | {"caption": say("timeline.calendar_caption"), "alt": alt}


def describe_day(said: pd.DataFrame, day: pd.Timestamp | None) -> str:
    """Say how much was said of a day (`find_events`)."""
    if day is None:
        return say("timeline.day_unset")
    if said.empty:
        return say("timeline.day_unnamed", day=iso_date(day))
    articles = count(said["article_id"].nunique(), "article")
    return say("timeline.day_named", day=iso_date(day), n=count(len(said), "mention"), articles=articles)


def describe_named_provinces(provinces: pd.DataFrame) -> Description:
    """Describe the map of the provinces that articles name (`count_provinces`)."""
    named = provinces[provinces["n_naming"] > 0]
    nothing = nothing_to_show(say("timeline.no_places"))
    if named.empty:
        return nothing
    top = named.sort_values("n_naming", ascending=False, kind="stable").head(3)
    listing = listed(
        f"{province_with_english(name)} {n}" for name, n in zip(top["province"], top["n_naming"], strict=True)
    )
    alt = say("timeline.map_alt", n=len(named), top=listing)
    return nothing | {"caption": say("timeline.map_caption"), "alt": alt}


def describe_term_timeline(timeline: pd.DataFrame, period: str) -> Description:
    """Describe the rates of terms over time."""
    known = timeline.dropna(subset=["rate_per_10k"])
    nothing = nothing_to_show(say("timeline.trend_few", period=period))
    if len(known["period"].unique()) < 2:
        return nothing
    top = largest(known, "rate_per_10k")
    alt = say(
        "timeline.trend_alt",
        terms=listed(glossed(known["term"].unique())), term=term_with_gloss(top["term"]), rate=table_number(top["rate_per_10k"]),
        province=province_with_english(top["province"]), n=top["n"], tokens=top["total_tokens"],
        when=within(top["period"], period),
    )  # fmt: skip
    return nothing | {"caption": say("timeline.trend_caption"), "alt": alt}
