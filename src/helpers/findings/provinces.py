"""Chapter 03 in words: what sets provinces apart."""

import pandas as pd

from helpers.findings.words import (
    FEWEST_DOCUMENTS,
    Description,
    Verdict,
    count,
    glossed,
    largest,
    listed,
    make_findings,
    nothing_to_show,
    province_with_english,
    say,
    term_with_gloss,
)

__all__ = ["describe_issuing_provinces", "describe_log_ratio", "describe_province_terms", "find_provinces"]

_MOST_PROVINCES = 6  # a sentence each for those with the most documents; the figure has them all


def find_provinces(top: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return FINDINGS of chapter 03 from `top_terms` of the masked comparison and the articles compared."""
    chapter, evidence = "03_provinces", "province_terms"
    placed = articles.dropna(subset=["province"])
    provinces = placed["province"].unique()
    if len(provinces) == 0:
        return make_findings(chapter, [("compare", say("provinces.none"), "none", evidence)])
    if len(provinces) == 1:
        sentence = say("provinces.single", province=province_with_english(str(provinces[0])))
        return make_findings(chapter, [("compare", sentence, "none", evidence)])
    documents = placed.groupby("province")["doc_id"].nunique()
    rows: list[tuple[str, str, Verdict, str]] = []
    if documents.max() < FEWEST_DOCUMENTS:
        rows.append(
            ("compare", say("provinces.all_too_few", least=FEWEST_DOCUMENTS), "too-few", "articles.province")
        )
    best_known = list(documents.sort_values(ascending=False, kind="stable").index[:_MOST_PROVINCES])
    for province, terms in top[top["province"].isin(best_known)].groupby("province", sort=False):
        few = bool(terms["too_few"].iloc[0])
        # A large TF-IDF weight can belong to a word that the rest uses even more.
        more = terms.loc[terms["log_ratio"] > 0, "term"].head(3)
        key = "distinct"
        if more.empty:
            key = "distinct_none"
        elif few:
            key = "too_few" if documents[province] < FEWEST_DOCUMENTS else "rest_too_few"
        sentence = say(
            f"provinces.{key}",
            province=province_with_english(str(province)),
            terms=listed(glossed(more)) if len(more) else "",
            documents=count(int(documents[province]), "document"),
        )
        verdict: Verdict = "none" if more.empty else "too-few" if few else "found"
        rows.append((str(province), sentence, verdict, f"{evidence}: province={province}"))
    if len(provinces) > _MOST_PROVINCES:
        others = say("provinces.others", provinces=count(len(provinces) - _MOST_PROVINCES, "province"))
        rows.append(("others", others, "found", evidence))
    return make_findings(chapter, rows)


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


def describe_province_terms(top: pd.DataFrame) -> Description:
    """Describe the panels of each province's heaviest terms."""
    nothing = nothing_to_show(say("provinces.empty"))
    if top.empty:
        return nothing
    first = largest(top[top["rank"] == 1].assign(size=top.groupby("province")["n"].transform("sum")), "size")
    alt = say(
        "provinces.terms_alt",
        provinces=count(len(top["province"].unique()), "province"), top=int(top["rank"].max()),
        province=province_with_english(first["province"]), term=term_with_gloss(first["term"]), n=first["n"],
    )  # fmt: skip
    places = say("words.places_masked" if first["masked"] else "words.places_shown")
    return nothing | {"caption": say("provinces.terms_caption", places=places), "alt": alt}


def describe_log_ratio(terms: pd.DataFrame, province: str) -> Description:
    """Describe one province's terms against the rest."""
    nothing = nothing_to_show(say("provinces.empty"))
    if terms.empty:
        return nothing
    furthest = largest(terms, "log_ratio")
    names = {"province": province_with_english(province), "against": say("words.rest")}
    alt = say(
        "provinces.ratio_alt",
        term=term_with_gloss(furthest["term"]),
        n=furthest["n"],
        elsewhere=furthest["n_elsewhere"],
        **names,
    )
    return nothing | {"caption": say("provinces.ratio_caption", **names), "alt": alt}
