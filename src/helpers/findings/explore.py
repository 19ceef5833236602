"""The notebook to explore, in words: what was chosen, and what its three views show."""

import pandas as pd

from helpers.findings.provinces import describe_keyness, label_contrast, other_side, tell_differences
from helpers.findings.timeline import describe_term_timeline
from helpers.findings.words import (
    Description,
    count,
    nothing_to_show,
    province_with_english,
    say,
    term_with_gloss,
)
from helpers.grouping import PROVINCE, Grouping
from helpers.thresholds import FEWEST_DOCUMENTS

__all__ = ["describe_lines", "describe_rates", "describe_words_apart", "tell_choice", "tell_comparison"]


def tell_choice(
    articles: pd.DataFrame, term: str, province: str, against: str, by: Grouping = PROVINCE
) -> list[str]:
    """Say what is looked at, in which articles, and which views have nothing to show; `articles` are those that count."""
    if articles.empty:
        return [say("explore.no_articles")]
    if not term:
        return [say("terms.none")]
    n_placed = int(articles["province"].notna().sum())
    n_here = int((articles["province"] == province).sum())
    facts = {"term": term_with_gloss(term), "articles": count(len(articles), "article")}
    if not n_placed:
        told = [say("explore.no_sides", unit=by.one, **facts)]
    elif articles["province"].nunique() < 2:
        told = [say("explore.one_side", province=province_with_english(province), **facts)]
    else:
        here = count(n_here, "article")
        sides = {"province": province_with_english(province), "against": other_side(against)}
        told = [say("explore.chosen", here=here, **sides, **facts)]
    if articles["published"].isna().all():
        told.append(say("timeline.undated"))
    return told


def describe_lines(term: str, province: str, shown: int, total: int, by: Grouping = PROVINCE) -> str:
    """Return the caption of a concordance of one province's articles, or of all for ''."""
    if not term:
        return say("terms.none")
    facts = {"term": term_with_gloss(term), "shown": f"{shown:,}", "total": f"{total:,}"}
    where = say("explore.articles_of", province=province_with_english(province)) if province else ""
    where = where or say("explore.all_articles")
    key = "lines_none" if not total else "lines" if shown < total else "lines_all"
    return say(f"explore.{key}", where=where, **facts)


def describe_rates(timeline: pd.DataFrame, term: str, period: str, by: Grouping = PROVINCE) -> Description:
    """Describe the rate of one term over time, a line for each province."""
    if not term:
        return nothing_to_show(say("terms.none"))
    if timeline.empty:
        return nothing_to_show(say("explore.rates_none", unit=by.one))
    described = describe_term_timeline(timeline, period)
    if described["alt"] == described["empty"]:
        return described
    return described | {"caption": say("explore.rates", term=term_with_gloss(term), unit=by.one)}


def describe_words_apart(words: pd.DataFrame, province: str, against: str) -> Description:
    """Describe the words that set a province apart from the other side (`contrast_terms`)."""
    described = describe_keyness(words, province, against)
    if words.empty:
        return described
    key = "apart_few" if words["too_few"].all() else "apart"
    facts = {"province": province_with_english(province), "against": other_side(against)}
    return described | {"caption": say(f"explore.{key}", least=FEWEST_DOCUMENTS, **facts)}


def tell_comparison(
    differences: pd.DataFrame,
    contrast: pd.DataFrame,
    compared: pd.DataFrame,
    term: str,
    province: str,
    against: str,
) -> list[str]:
    """Say how far two sides differ (`count_differences`, `contrast_terms`), and how they differ in the term (PROVINCE_TERMS)."""
    if compared.empty:
        return []
    # The term was chosen, so it is told of even if it is a name.
    own = compared[(compared["province"] == province) & (compared["term"] == term) & ~compared["masked"]]
    facts = {"term": term_with_gloss(term), "province": province_with_english(province)}
    if own.empty:
        told = say("explore.not_compared", **facts)
    else:
        (ratio,) = label_contrast(own)["told"]
        told = say("explore.compared", ratio=ratio, against=other_side(against), **facts)
    return [told, *tell_differences(differences, contrast, province)]
