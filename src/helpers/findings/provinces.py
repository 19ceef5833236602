"""Chapter 03 in words: what sets provinces apart."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.findings.words import (
    Description,
    Verdict,
    catalogue,
    count,
    glossed,
    label,
    largest,
    listed,
    make_findings,
    nothing_to_show,
    province_with_english,
    say,
    term_with_gloss,
)
from helpers.grouping import PROVINCE, Grouping
from helpers.phrases import counted, short_number, table_number
from helpers.schema import REST
from helpers.thresholds import ALPHA, FEWEST_DOCUMENTS, MOST_PROVINCES

__all__ = [
    "describe_issuing_provinces",
    "describe_keyness",
    "describe_masking",
    "describe_province_terms",
    "describe_sentences",
    "describe_words",
    "find_provinces",
    "label_contrast",
    "list_masking",
    "other_side",
    "tell_differences",
]

_TOLD = 3  # terms in a sentence


def find_provinces(
    differences: pd.DataFrame,
    contrasts: pd.DataFrame,
    leading: pd.DataFrame,
    articles: pd.DataFrame,
    by: Grouping = PROVINCE,
) -> pd.DataFrame:
    """Return FINDINGS of chapter 03, a sentence each for the provinces, or other groups, with the most documents.

    `differences`, `contrasts` and `leading` come from `count_differences`, `contrast_terms` and `top_terms` of each
    province against the rest, `articles` are those compared.
    """
    chapter, evidence = "03_provinces", "province_terms"
    placed = articles.dropna(subset=["province"])
    provinces = placed["province"].unique()
    if articles.empty:
        return make_findings(chapter, [("compare", say("provinces.no_articles"), "none", evidence)])
    if len(provinces) == 0:
        return make_findings(
            chapter, [("compare", say("provinces.none", unit=by.one, units=by.many), "none", evidence)]
        )
    if len(provinces) == 1:
        sentence = say("provinces.single", province=province_with_english(str(provinces[0])))
        return make_findings(chapter, [("compare", sentence, "none", evidence)])
    documents = placed.groupby("province")["doc_id"].nunique().sort_values(ascending=False, kind="stable")
    rows: list[tuple[str, str, Verdict, str]] = []
    if documents.max() < FEWEST_DOCUMENTS:
        sentence = say("provinces.all_too_few", unit=by.one, least=FEWEST_DOCUMENTS)
        rows.append(("compare", sentence, "too-few", "articles.province"))
    compared = differences.set_index("province")
    for province in [name for name in documents.index if name in compared.index][:MOST_PROVINCES]:
        result = compared.loc[province]
        if result["too_few"]:
            own = leading[leading["province"] == province]
            sentence, verdict = _describe(own, int(documents[province]), province, by)
        else:
            sentence, verdict = _tell_difference(
                result, contrasts[contrasts["province"] == province], province
            )
        rows.append((province, sentence, verdict, f"{evidence}: province={province}"))
    if len(provinces) > MOST_PROVINCES:
        others = say("provinces.others", groups=counted(len(provinces) - MOST_PROVINCES, by.words))
        rows.append(("others", others, "found", evidence))
    return make_findings(chapter, rows)


def _describe(leading: pd.DataFrame, n_documents: int, province: str, by: Grouping) -> tuple[str, Verdict]:
    """Put the words that weigh most in too few documents into a sentence that says so."""
    # A large weight can belong to a word that the rest uses even more.
    more = leading.loc[leading["log_ratio"] > 0, "term"].head(_TOLD)
    key = "distinct_none" if more.empty else "too_few" if n_documents < FEWEST_DOCUMENTS else "rest_too_few"
    sentence = say(
        f"provinces.{key}",
        province=province_with_english(province),
        terms=listed(glossed(more)) if len(more) else "",
        documents=count(n_documents, "document"),
        unit=by.one,
    )
    return sentence, "too-few"


def _tell_difference(
    difference: "pd.Series[Any]", contrast: pd.DataFrame, province: str
) -> tuple[str, Verdict]:
    """Put the outcome of one comparison (a row of `count_differences`) into a sentence: found, none, or too few to say.

    `contrast` has its terms from `contrast_terms`.
    """
    facts = {"province": province_with_english(province), "against": other_side(difference["against"])}
    if difference["too_few"]:
        return say("provinces.untested", least=FEWEST_DOCUMENTS, **facts), "too-few"
    n_tested, n_more, n_less = (int(difference[name]) for name in ("n_tested", "n_more", "n_less"))
    if not n_tested:
        # With intervals but no test, the documents of the two sides are of unlike length.
        key = "unlike_lengths" if difference["n_interval"] else "no_terms"
        return say(f"provinces.{key}", **facts), "too-few"
    if not n_more + n_less:
        return say("provinces.alike", words=count(n_tested, "word"), **facts), "none"
    sure = contrast[contrast["q"] <= ALPHA]
    # The surest first: those whose interval is furthest from no difference.
    used_more = sure[sure["log_ratio"] > 0].sort_values("ci_low", ascending=False, kind="stable")
    used_less = sure[sure["log_ratio"] < 0].sort_values("ci_high", kind="stable")
    more, less = (
        [_with_ratio(row) for row in side.head(_TOLD).to_dict("records")] for side in (used_more, used_less)
    )
    # What differs may be too rare for `contrast_terms`.
    key = {(True, True): "differs", (True, False): "differs_more", (False, True): "differs_less"}.get(
        (bool(more), bool(less)), "differs_rare"
    )
    sentence = say(
        f"provinces.{key}",
        n=f"{n_more + n_less:,}", words=count(n_tested, "word"),
        more="; ".join(more), less="; ".join(less), **facts,
    )  # fmt: skip
    return sentence, "found"


def tell_differences(differences: pd.DataFrame, contrast: pd.DataFrame, province: str) -> list[str]:
    """Return the sentence on one province's comparison from `count_differences`; none where there is none."""
    rows = differences[differences["province"] == province]
    return [_tell_difference(row, contrast, province)[0] for _, row in rows.iterrows()]


def _with_ratio(row: Mapping[Any, Any]) -> str:
    """Return a term with its gloss, how many times as often it is used, and the interval of that."""
    return say("provinces.term", term=term_with_gloss(row["term"]), times=_tell_ratio(row))


def _tell_ratio(row: Mapping[Any, Any]) -> str:
    """Return how many times as often a term is used here as there, with its interval as far as it is known.

    Less often is told in per cent. Of a term that one side lacks the ratio rests on what was added, so only the bound is told.
    """
    known = (not pd.isna(row["ci_low"]), not pd.isna(row["ci_high"]))
    key = {(True, True): "between", (True, False): "at_least", (False, True): "at_most"}.get(known, "ratio")
    if row["n"] and row["n_elsewhere"]:
        percent = row["log_ratio"] < 0
        times = _times(row["log_ratio"], percent)
        low, high = (_number(row[end], percent) for end in ("ci_low", "ci_high"))
    else:
        times = say("provinces.only_here" if row["n"] else "provinces.only_there")
        low, high = (_times(row[end], row[end] < 0) for end in ("ci_low", "ci_high"))
    return say(f"provinces.{key}", times=times, low=low, high=high)


def _times(log_ratio: float, percent: bool) -> str:
    return say("provinces.share" if percent else "provinces.times", ratio=_number(log_ratio, percent))


def _number(log_ratio: float, percent: bool) -> str:
    """Return a ratio as 3.2, or as 31%."""
    return f"{short_number(100 * 2**log_ratio)}%" if percent else short_number(2**log_ratio)


def other_side(against: str) -> str:
    """Return the other side of a comparison in words: the rest, or the province."""
    return say("words.rest") if against == REST else province_with_english(against)


def describe_issuing_provinces(provinces: pd.DataFrame) -> Description:
    """Describe the map of the provinces that the articles were issued in (`count_provinces`)."""
    issuing = provinces[provinces["n_issued"] > 0]
    if issuing.empty:
        return nothing_to_show(say("provinces.map_none"))
    top = largest(issuing, "n_issued")
    alt = say(
        "provinces.map_alt",
        n=count(len(issuing), "province"), province=province_with_english(top["province"]),
        articles=count(int(top["n_issued"]), "article"),
    )  # fmt: skip
    caption = say("provinces.map_caption")
    return {"caption": caption, "alt": alt, "empty": alt}


def describe_province_terms(top: pd.DataFrame, by: Grouping = PROVINCE) -> Description:
    """Describe the panels of the heaviest terms of each province, or other group."""
    nothing = nothing_to_show(say("provinces.empty"))
    if top.empty:
        return nothing
    first, common = largest(top, "tf_idf"), largest(top, "n")
    alt = say(
        "provinces.terms_alt",
        groups=counted(len(top["province"].unique()), by.words), top=int(top["rank"].max()),
        weight=table_number(first["tf_idf"]), term=term_with_gloss(first["term"]),
        province=province_with_english(first["province"]),
        occurrences=counted(first["n"], catalogue()["keyness"]["occurrences"]),
        common=term_with_gloss(common["term"]), where=province_with_english(common["province"]), n=common["n"],
    )  # fmt: skip
    places = say("words.places_masked" if first["masked"] else "words.places_shown")
    return nothing | {"caption": say("provinces.terms_caption", places=places, unit=by.one), "alt": alt}


def describe_keyness(terms: pd.DataFrame, province: str, against: str) -> Description:
    """Describe one province's terms against the other side, from `contrast_terms`."""
    nothing = nothing_to_show(say("provinces.empty"))
    if terms.empty:
        return nothing
    furthest = largest(terms, "log_ratio")
    facts = {"province": province_with_english(province), "against": other_side(against)}
    alt = say(
        "provinces.keyness_alt",
        terms=count(len(terms), "word"), term=term_with_gloss(furthest["term"]), times=_tell_ratio(furthest),
        ratio=table_number(furthest["log_ratio"]),
        differing=int((terms["q"] <= ALPHA).sum()), **facts,
    )  # fmt: skip
    key = "keyness_few" if terms["too_few"].all() else "keyness_caption"
    return nothing | {"caption": say(f"provinces.{key}", least=FEWEST_DOCUMENTS, **facts), "alt": alt}


def describe_sentences(terms: pd.DataFrame, province: str, against: str) -> str:
    """Return the caption of the sentences behind `contrast_terms`."""
    if terms.empty:
        return say("provinces.empty")
    return say(
        "provinces.sentences_caption", province=province_with_english(province), against=other_side(against)
    )


def describe_words(words: pd.DataFrame, province: str, against: str, shown: int) -> str:
    """Return the caption of the table of all words, of which `shown` rows stand on the page."""
    if words.empty:
        return say("provinces.empty")
    return say(
        "provinces.table_caption",
        shown=f"{min(shown, len(words)):,}", words=count(len(words), "word"),
        province=province_with_english(province), against=other_side(against),
    )  # fmt: skip


def describe_masking(masking: pd.DataFrame, kinds: Sequence[str], by: Grouping = PROVINCE) -> str:
    """Return the caption of `list_masking`; `kinds` are those of the names that are left out."""
    if masking.empty:
        return say("provinces.empty")
    if not kinds:
        return say("provinces.unmasked")
    names = catalogue()["provinces"]["kinds"]
    return say("provinces.with_without", kinds=listed(names[kind] for kind in kinds), unit=by.one)


def list_masking(shown: pd.DataFrame, hidden: pd.DataFrame) -> pd.DataFrame:
    """Return one row per province: its heaviest terms with the names of places (`shown`) and without them, glossed.

    Both are `top_terms` of the same comparison.
    """
    columns = {
        name: table.groupby("province")["term"].agg(lambda terms: ", ".join(glossed(terms)))
        for name, table in (("with_names", shown), ("without_names", hidden))
    }
    return pd.DataFrame(columns).dropna().rename_axis("province").reset_index()


def label_contrast(terms: pd.DataFrame) -> pd.DataFrame:
    """Return `contrast_terms` with `entry`, its anchor on the page, and `told`, its ratio in words."""
    return label(terms, map(_tell_ratio, terms.to_dict("records")))
