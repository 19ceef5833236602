"""Chapter 02 in words: the commonest terms."""

import pandas as pd

from helpers.findings.words import (
    Description,
    Verdict,
    count,
    glossed,
    label,
    largest,
    listed,
    make_findings,
    nothing_to_show,
    say,
    term_with_gloss,
)
from helpers.grouping import PROVINCE, Grouping
from helpers.phrases import short_number, table_number, table_share

__all__ = [
    "describe_concordance",
    "describe_rates_by",
    "describe_term_rates",
    "describe_wordcloud",
    "find_terms",
    "label_terms",
]

_FEW_ARTICLES = 30


def find_terms(frequency: pd.DataFrame, n_articles: int) -> pd.DataFrame:
    """Return FINDINGS of chapter 02 from `count_frequency`'s table."""
    chapter, evidence = "02_term_frequency", "term_counts, article_totals"
    if frequency.empty:
        return make_findings(chapter, [("top", say("terms.none"), "none", evidence)])
    top, articles = frequency.iloc[0], count(n_articles, "article")
    rows: list[tuple[str, str, Verdict, str]] = [
        (
            "top",
            say(
                "terms.top",
                term=term_with_gloss(top["term"]),
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
                say("terms.next", terms=listed(glossed(frequency["term"].iloc[1:4]))),
                "found",
                evidence,
            )
        )
    head = frequency.head(20).dropna(subset=["dispersion"])
    if len(head["dispersion"].round(9).unique()) > 2:
        even = largest(head.assign(evenness=-head["dispersion"]), "evenness")["term"]
        uneven = largest(head, "dispersion")["term"]
        rows.append(
            (
                "spread",
                say("terms.even", n=len(head), term=term_with_gloss(even), uneven=term_with_gloss(uneven)),
                "found",
                evidence,
            )
        )
    if n_articles < _FEW_ARTICLES:
        rows.append(("few", say("terms.few", articles=articles), "too-few", "articles"))
    return make_findings(chapter, rows)


def describe_term_rates(frequency: pd.DataFrame) -> Description:
    """Describe the chart of the commonest terms, which the table holds, first to last."""
    nothing = nothing_to_show(say("terms.empty"))
    if frequency.empty:
        return nothing
    first, last = largest(frequency, "rate_per_10k"), frequency.iloc[-1]
    alt = say(
        "terms.rates_alt",
        n=len(frequency), term=term_with_gloss(first["term"]), rate=table_number(first["rate_per_10k"]),
        share=table_share(first["share_articles"]),
        last=term_with_gloss(last["term"]), last_rate=table_number(last["rate_per_10k"]),
    )  # fmt: skip
    return nothing | {"caption": say("terms.rates_caption"), "alt": alt}


def describe_rates_by(rates: pd.DataFrame, by: str, n_groups: int, grouping: Grouping = PROVINCE) -> str:
    """Return the caption of `spread_rates`, which shows some of `n_groups` groups; `grouping` is what stands in their `province`."""
    by = grouping.one if by == "province" else by
    groups = [name for name in rates.columns if name not in ("term", "gloss")]
    if rates.empty or not groups:
        return say("terms.by_none", by=by)
    caption = say("terms.by_caption", by=by, terms=count(len(rates), "term"))
    if n_groups > len(groups):
        caption = f"{caption} {say('terms.by_more', shown=len(groups), all=n_groups)}"
    return caption


def label_terms(frequency: pd.DataFrame) -> pd.DataFrame:
    """Return the terms with `entry`, their anchor on the page, and `told`, their rate and articles in words."""
    told = [
        say(
            "terms.told", rate=short_number(row["rate_per_10k"]), articles=count(row["n_articles"], "article")
        )
        for row in frequency.to_dict("records")
    ]
    return label(frequency, told)


def describe_wordcloud(frequency: pd.DataFrame) -> Description:
    """Describe the word cloud of the table's terms."""
    nothing = nothing_to_show(say("terms.empty"))
    if frequency.empty:
        return nothing
    first = largest(frequency, "rate_per_10k")
    alt = say(
        "terms.cloud_alt",
        n=len(frequency), term=term_with_gloss(first["term"]), rate=table_number(first["rate_per_10k"]),
    )  # fmt: skip
    return nothing | {"caption": say("terms.cloud_caption"), "alt": alt}


def describe_concordance(term: str, shown: int, total: int, by: Grouping = PROVINCE) -> str:
    """Return the caption of a concordance."""
    if not term:
        return say("terms.none")
    key = "terms.concordance_caption" if total else "terms.concordance_none"
    return say(key, term=term_with_gloss(term), shown=shown, total=total, unit=by.one)
