"""Term counts → how often, how widely and how evenly each term occurs."""

import re

import pandas as pd

__all__ = ["FREQUENCY_COLUMNS", "choose_terms", "count_frequency"]

FREQUENCY_COLUMNS = {
    "term": "str",
    "n": "Int64",
    "n_articles": "Int64",
    "rate_per_10k": "float64",
    "share_articles": "float64",
    "dispersion": "float64",
}


def count_frequency(
    term_counts: pd.DataFrame, article_totals: pd.DataFrame, articles: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per term of the given articles, sorted by rate (highest first), then term.

    Counts of other articles are ignored; hand over canonical copies only, so that a reprint counts once.
    n is the number of occurrences, n_articles of articles with the term, share_articles their share of the
    articles (0 to 1), rate_per_10k is n per 10,000 tokens before stop words are dropped, and dispersion is
    Gries's deviation of proportions, normalised: 0 when the term is spread as the text is, 1 when it is
    confined to the smallest article; missing when fewer than two articles have text.

    Gries (2008), International Journal of Corpus Linguistics 13(4); the normalisation is that of
    Lijffijt and Gries (2012), the same journal 17(1).
    """
    totals = article_totals.loc[article_totals["article_id"].isin(articles["article_id"])]
    sizes = totals.set_index("article_id")["n_tokens"].astype("float64")
    counts = term_counts.loc[term_counts["article_id"].isin(sizes.index), ["article_id", "term", "n"]]
    counts = counts.sort_values(
        ["article_id", "term"]
    )  # one order of adding up, so one result to the last bit
    if counts.empty:
        return pd.DataFrame(columns=list(FREQUENCY_COLUMNS)).astype(FREQUENCY_COLUMNS)
    expected = sizes / sizes.sum()

    rows = counts.assign(expected=counts["article_id"].map(expected))
    observed = rows["n"] / rows.groupby("term")["n"].transform("sum")
    rows["difference"] = (observed - rows["expected"]).abs().astype("float64")
    terms = rows.groupby("term", as_index=False).agg(
        n=("n", "sum"),
        n_articles=("article_id", "size"),
        difference=("difference", "sum"),
        covered=("expected", "sum"),
    )
    # Articles without the term differ by their whole expected share.
    deviation = (terms["difference"] + (1 - terms["covered"])) / 2
    parts = expected[expected > 0]
    largest = 1 - parts.min() if len(parts) > 1 else float("nan")
    frequency = terms.assign(
        rate_per_10k=terms["n"] / sizes.sum() * 10_000,
        share_articles=terms["n_articles"] / len(sizes),
        dispersion=(deviation / largest).clip(0, 1),
    )
    frequency = frequency.sort_values(["n", "term"], ascending=[False, True], ignore_index=True)
    return frequency[list(FREQUENCY_COLUMNS)].astype(FREQUENCY_COLUMNS)


def choose_terms(frequency: pd.DataFrame, terms: str = "", n: int = 4) -> list[str]:
    """Return the terms named, which commas separate, or the `n` most frequent ones when none is named."""
    named = [term.strip() for term in re.split("[,，、]", str(terms)) if term.strip()]
    return named or frequency["term"].head(n).tolist()
