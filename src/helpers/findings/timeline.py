"""Chapter 04 in words: when it was written, and of which days."""

import pandas as pd

from helpers.findings.words import (
    Description,
    Verdict,
    count,
    glossed,
    iso_date,
    iso_day,
    largest,
    listed,
    make_findings,
    nothing_to_show,
    province_with_english,
    say,
    term_with_gloss,
)

__all__ = ["describe_events", "describe_publications", "describe_term_timeline", "find_timeline"]

_LEAST_LAGS = 10


def _well_dated(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the dated articles by date; those known only to the year are left out unless all are."""
    dated = articles.dropna(subset=["published"]).sort_values(["published", "article_id"])
    monthly = dated[dated["published_precision"] != "year"]
    return monthly if len(monthly) else dated


def find_timeline(articles: pd.DataFrame, events: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """Return FINDINGS of chapter 04 from the articles, `list_events` and `count_event_days`."""
    rows: list[tuple[str, str, Verdict, str]] = []
    if days.empty:
        rows.append(("mentioned", say("timeline.no_events"), "none", "date_mentions"))
    else:
        by_day = days.groupby("date")[["n_mentions", "n_articles"]].sum().reset_index()
        top = largest(by_day, "n_mentions")
        sentence = say(
            "timeline.mentioned",
            days=count(len(by_day), "day"), day=iso_day(top["date"]), mentions=count(int(top["n_mentions"]), "mention"),
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
        busiest = largest(sizes, "n")
        first, last = iso_date(dated.iloc[0]), iso_date(dated.iloc[-1])
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
    return make_findings("04_timeline", rows)


def describe_publications(publications: pd.DataFrame, articles: pd.DataFrame) -> Description:
    """Describe the publication dates by province."""
    nothing = nothing_to_show(say("timeline.undated"))
    if publications.empty:
        return nothing
    dated = _well_dated(articles)
    totals = publications.groupby("province")["n_articles"].sum()
    alt = say(
        "timeline.publications_alt",
        province=province_with_english(str(totals.idxmax())), n=int(totals.max()), first=iso_date(dated.iloc[0]), last=iso_date(dated.iloc[-1]),
    )  # fmt: skip
    return nothing | {"caption": say("timeline.publications_caption"), "alt": alt}


def describe_events(days: pd.DataFrame) -> Description:
    """Describe the days that the texts name."""
    nothing = nothing_to_show(say("timeline.no_events"))
    if days.empty:
        return nothing
    top = largest(days, "n_mentions")
    alt = say(
        "timeline.events_alt",
        day=iso_day(top["date"]),
        n=int(top["n_mentions"]),
        province=province_with_english(top["province"]),
    )
    return nothing | {"caption": say("timeline.events_caption"), "alt": alt}


def describe_term_timeline(timeline: pd.DataFrame, period: str) -> Description:
    """Describe the rates of terms over time."""
    known = timeline.dropna(subset=["rate_per_10k"])
    nothing = nothing_to_show(say("timeline.trend_few", period=period))
    if len(known["period"].unique()) < 2:
        return nothing
    top = largest(known, "rate_per_10k")
    alt = say(
        "timeline.trend_alt",
        terms=listed(glossed(known["term"].unique())), term=term_with_gloss(top["term"]), rate=top["rate_per_10k"],
        province=province_with_english(top["province"]), n=top["n"], tokens=top["total_tokens"],
        period=f"{top['period']:%Y-%m}" if period in ("month", "quarter", "year") else iso_day(top["period"]),
    )  # fmt: skip
    return nothing | {"caption": say("timeline.trend_caption"), "alt": alt}
