"""Which terms of a comparison are worth showing: the heaviest of each province, those that differ, and how many do."""

import pandas as pd

from helpers.errors import unknown
from helpers.thresholds import ALPHA

__all__ = ["contrast_terms", "count_differences", "order_words", "top_terms"]

_MEASURES = ("tf_idf", "c_tf_idf", "log_odds_z", "log_ratio", "rate_per_10k", "n", "n_articles", "g2")


def top_terms(
    province_terms: pd.DataFrame, by: str = "tf_idf", n: int = 10, masked: bool = True, min_articles: int = 1
) -> pd.DataFrame:
    """Up to `n` rows per province, those with the largest `by`: PROVINCE_TERMS rows with `rank` from 1.

    Ties fall to the term with more occurrences, then to the order of code points. `min_articles` leaves out
    terms that fewer articles of the province contain, as far as the province has more articles than that.
    Raises UserError for an unknown measure.

    >>> top_terms(corpus.compare("江西"), n=2)[["province", "rank", "term", "n"]]
      province  rank term   n
    0       江西     1   统计  21
    1       江西     2   分行  19
    """
    if by not in _MEASURES:
        raise unknown("by", by, _MEASURES)
    rows = province_terms[(province_terms["masked"] == masked) & (province_terms["n"] > 0)]
    rows = _in_several(rows, min_articles)
    rows = rows.sort_values(
        ["province", "against", "copies", by, "n", "term"], ascending=[True, True, True, False, False, True]
    )
    rank = rows.groupby(["province", "against", "copies"]).cumcount() + 1
    return rows.assign(rank=rank.astype("Int64"))[rank <= n].reset_index(drop=True)


def contrast_terms(
    province_terms: pd.DataFrame, province: str = "", n: int = 10, masked: bool = True, least: int = 5
) -> pd.DataFrame:
    """Up to `n` terms that a province, or each, uses more than the other side and up to `n` that it uses less.

    PROVINCE_TERMS rows by falling log ratio, of terms that occur at least `least` times on both sides
    together and, where they were not tested and the province has three articles or more, in two of these. Those that
    differ (q at most .05) come before those that may not, and within both, those whose interval is furthest
    from no difference; without intervals, those of the largest log-odds over its error.

    >>> contrast_terms(corpus.compare("江西", "湖北"), n=2)[["term", "n", "n_elsewhere"]]
      term   n  n_elsewhere
    0   企业  49            0
    1   全市  26            0
    2   社区  17           53
    3   居民   2           15
    """
    rows = province_terms[province_terms["masked"] == masked]
    if province:
        rows = rows[rows["province"] == province]
    rows = pd.concat([rows[rows["p"].notna()], _in_several(rows[rows["p"].isna()], 2)])
    rows = rows[rows["n"] + rows["n_elsewhere"] >= least]
    chosen = []
    for sign, near in ((1, "ci_low"), (-1, "ci_high")):
        side = rows[sign * rows["log_ratio"] > 0]
        ranks = {
            "differs": side["q"] <= ALPHA,
            "near": (sign * side[near]).fillna(float("-inf")),
            "weight": sign * side["log_odds_z"],
        }
        side = side.assign(**ranks).sort_values(
            ["province", "against", *ranks, "n", "term"], ascending=[True, True, *[False] * 4, True]
        )
        chosen.append(side.groupby(["province", "against", "copies"]).head(n).drop(columns=list(ranks)))
    return pd.concat(chosen).sort_values(
        ["province", "against", "log_ratio", "n", "term"],
        ascending=[True, True, False, False, True],
        ignore_index=True,
    )


def order_words(
    province_terms: pd.DataFrame, contrast: pd.DataFrame, province: str, masked: bool = True
) -> pd.DataFrame:
    """Return the PROVINCE_TERMS rows of one province: the terms of `contrast`, then those that weigh most on either side.

    The weight is the log-odds over its error, whatever its sign.
    """
    rows = province_terms[(province_terms["province"] == province) & (province_terms["masked"] == masked)]
    ranks = {"drawn": rows["term"].isin(contrast["term"]), "weight": rows["log_odds_z"].abs()}
    rows = rows.assign(**ranks).sort_values(
        [*ranks, "term"], ascending=[False, False, True], ignore_index=True
    )
    return rows.drop(columns=list(ranks))


def count_differences(province_terms: pd.DataFrame, masked: bool = True) -> pd.DataFrame:
    """One row per comparison: province, against, copies; too_few, n_tested, n_interval (terms with one), n_more and n_less (q at most .05)."""
    rows = province_terms[province_terms["masked"] == masked]
    sure = rows["q"] <= ALPHA
    rows = rows.assign(
        n_tested=rows["p"].notna(),
        n_interval=rows["ci_low"].notna() | rows["ci_high"].notna(),
        n_more=sure & (rows["log_ratio"] > 0),
        n_less=sure & (rows["log_ratio"] < 0),
    )
    counted = {name: (name, "sum") for name in ("n_tested", "n_interval", "n_more", "n_less")}
    return rows.groupby(["province", "against", "copies"], as_index=False).agg(
        too_few=("too_few", "first"), **counted
    )


def _in_several(rows: pd.DataFrame, min_articles: int) -> pd.DataFrame:
    """Drop terms of fewer articles than `min_articles`, or than a province of few articles can have."""
    articles = rows["n_articles"].astype("float64")
    most = articles.groupby(rows["province"]).transform("max")
    return rows[articles >= (most - 1).clip(1, min_articles)]
