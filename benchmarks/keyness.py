"""How fast provinces are compared, and how right: `python benchmarks/keyness.py [--articles N --terms N --provinces N]`.

Two tables: the comparison beside the same job written naively on a small part of it, and simulations with a known
truth.
"""

import argparse
import resource
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from helpers import schema
from helpers.comparison import compare_provinces

_TEXT_SHARE = 0.5  # of an article's words that may be terms
_NAIVE_TERMS = 20
_NAIVE_DRAWS = 20
_PROVINCES = ("江西", "江苏", "河南", "湖北", "上海", "北京", "天津", "河北", "山西", "辽宁", "吉林", "浙江", "安徽", "福建",
              "山东", "湖南", "广东", "广西", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "宁夏", "新疆")  # fmt: skip


@dataclass(frozen=True)
class Bursty:
    """A corpus of bursty words made by chance: the tables, and each term's true log ratio of the first province (base 2)."""

    term_counts: pd.DataFrame
    article_totals: pd.DataFrame
    articles: pd.DataFrame
    truth: "pd.Series[float]"


def bursty(
    articles: tuple[int, ...],
    terms: int,
    seed: int = 0,
    *,
    effect: float = 1.0,
    planted: float = 0.0,
    reprints: int = 0,
    lengths: tuple[float, ...] = (),
    per_document: tuple[int, ...] = (),
) -> Bursty:
    """Return as many documents of each province as the numbers say, of one article of 400 words more or less.

    `lengths` are factors of the words, and `per_document` numbers of articles in a document, for each province.

    A term's rate is drawn for each document anew from a gamma distribution with a shape of .05 to .6, as words that come in
    bursts have it; a share `planted` of the terms is `effect` times as frequent in the first province. Of as many of its
    articles as `reprints` says there are four more copies, each a document of its own.
    """
    random = np.random.default_rng(seed)
    document = np.repeat(np.arange(sum(articles)), np.repeat(per_document or (1,) * len(articles), articles))
    province = np.repeat(np.arange(len(articles)), articles)[document]
    n_articles = len(document)
    factor = np.array(lengths or (1.0,) * len(articles))[province]
    tokens = ((random.lognormal(np.log(400), 0.5, n_articles) + 50) * factor).astype(int) + 1
    rate = 10 ** random.uniform(-3.8, -2.2, terms)
    rate *= min(1, _TEXT_SHARE / rate.sum())
    shape = random.uniform(0.05, 0.6, terms)
    truth = np.where(random.random(terms) < planted, np.log2(effect), 0.0)
    of_article, of_term, n = [], [], []
    for article in range(n_articles):
        if article == 0 or document[article] != document[article - 1]:
            bursts = random.gamma(shape, 1 / shape)
        expected = rate * tokens[article] * bursts
        counted = random.poisson(expected * (2**truth if province[article] == 0 else 1))
        present = np.flatnonzero(counted)
        of_article.append(np.full(len(present), article))
        of_term.append(present)
        n.append(counted[present])
    names = np.array([f"a{i:06d}" for i in range(n_articles)])
    words = np.array([f"词{i:05d}" for i in range(terms)])
    counts = pd.DataFrame(
        {
            "article_id": names[np.concatenate(of_article)],
            "term": words[np.concatenate(of_term)],
            "n": np.concatenate(n),
        }
    )
    table = pd.DataFrame(
        {
            "article_id": names,
            "doc_id": np.char.add("d", document.astype(str)),
            "province": np.array(_PROVINCES)[province],
            "family": names,
            "n_tokens": tokens,
        }
    )
    table["is_canonical"] = True
    for copied in table["article_id"].iloc[:reprints]:
        for copy in range(4):
            again = f"{copied}-{copy}"
            row = table[table["article_id"] == copied].assign(
                article_id=again, doc_id=again, is_canonical=False
            )
            table = pd.concat([table, row], ignore_index=True)
            counts = pd.concat(
                [counts, counts[counts["article_id"] == copied].assign(article_id=again)], ignore_index=True
            )
    return Bursty(
        schema.make(schema.TERM_COUNTS, counts),
        schema.make(schema.ARTICLE_TOTALS, table),
        table.drop(columns="n_tokens").astype({"province": "str"}),
        pd.Series(truth, index=words),
    )


def judge(corpus: Bursty, **settings: object) -> pd.DataFrame:
    """Return one row per term tested of the first province, with its truth and the p of a Mann–Whitney test of rates.

    Mann and Whitney's test and G² take every copy for an article, as one does who has no families.
    """
    table = compare_provinces(
        corpus.term_counts, corpus.article_totals, corpus.articles, province=_PROVINCES[0], **settings
    )
    table = table[~table["masked"] & table["p"].notna()].set_index("term")
    counts = corpus.term_counts.pivot_table(index="article_id", columns="term", values="n", fill_value=0)
    counts = counts.reindex(index=corpus.articles["article_id"], fill_value=0)[table.index]
    tokens = corpus.article_totals.set_index("article_id")["n_tokens"].loc[counts.index].to_numpy("float64")
    here = (corpus.articles["province"] == _PROVINCES[0]).to_numpy()
    rates = counts.to_numpy("float64") / tokens[:, None]
    n = counts.to_numpy("float64")
    pooled = [(n[side].sum(axis=0), tokens[side].sum()) for side in (here, ~here)]
    judged = table.assign(
        truth=corpus.truth[table.index],
        n_articles_all=(n > 0).sum(axis=0),
        rank_p=stats.mannwhitneyu(rates[here], rates[~here], axis=0).pvalue,
        token_p=[
            stats.chi2_contingency(
                [[a, pooled[0][1] - a], [b, pooled[1][1] - b]], correction=False, lambda_="log-likelihood"
            ).pvalue
            for a, b in zip(pooled[0][0], pooled[1][0], strict=True)
        ],
    )
    return judged.assign(
        rank_q=stats.false_discovery_control(judged["rank_p"]),
        token_q=stats.false_discovery_control(judged["token_p"]),
    )


def simulate(runs: int, terms: int, seed: int = 0) -> str:
    """Return a table of what is called different where nothing is, of what is found, and of how intervals cover."""
    lines = [
        "| corpus | terms | p < .05 | q < .05 | Mann–Whitney p < .05 | q < .05 | G² p < .05 | q < .05 | truth within 95% interval |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    cases: dict[str, dict[str, object]] = {
        "no difference, 30 against 30 articles": {},
        "the same, four articles reprinted five times": {"reprints": 4},
        "no difference, 10 against 50": {"articles": (10, 50)},
        "no difference, those of one side a third as long": {"lengths": (0.33, 1.0)},
        "no difference, 20 against 100 documents of three articles each": {
            "articles": (20, 100),
            "per_document": (1, 3),
        },
        "every fourth term three times as frequent, 30 against 30": {"effect": 3.0, "planted": 0.25},
    }
    for name, case in cases.items():
        planted = case.get("planted")
        articles = case.pop("articles", (30, 30))
        judged = pd.concat([judge(bursty(articles, terms, seed + run, **case)) for run in range(runs)])
        shown = judged[judged["truth"] != 0] if planted else judged
        wide = judged[judged["n_articles_all"] >= 10]
        low, high = wide["ci_low"].fillna(-np.inf), wide["ci_high"].fillna(np.inf)
        cells = [
            f"{len(shown):,}",
            *(
                f"{(shown[column] < 0.05).mean():.3f}"
                for column in ("p", "q", "rank_p", "rank_q", "token_p", "token_q")
            ),
            f"{((low <= wide['truth']) & (wide['truth'] <= high)).mean():.3f}",
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def time_comparison(n_articles: int, n_terms: int, n_provinces: int, seed: int = 0) -> str:
    """Return a table of the time of a whole comparison beside the naive way, extrapolated from a part of it."""
    corpus = bursty((n_articles // n_provinces,) * n_provinces, n_terms, seed, effect=4.0, planted=0.1)
    start = time.perf_counter()
    table = compare_provinces(corpus.term_counts, corpus.article_totals, corpus.articles)
    ours = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    tested = int((table["p"].notna() & ~table["masked"]).sum())
    naive = _naive_seconds(corpus) * tested
    return "\n".join(
        [
            f"{n_articles:,} articles, {n_terms:,} terms, {n_provinces} provinces against the rest, a tenth of the terms four times as frequent in one of them, 1,000 permutations and 1,000 "
            f"samples; {tested:,} pairs of province and term tested, {len(corpus.term_counts):,} counts.",
            "",
            "| way | seconds | times ours | peak memory (GiB) |",
            "|---|---:|---:|---:|",
            f"| ours | {ours:,.1f} | 1 | {peak:.1f} |",
            f"| naive: a loop over terms and draws in NumPy, extrapolated from {_NAIVE_TERMS} terms and {_NAIVE_DRAWS} draws | "
            f"{naive:,.0f} | {naive / ours:,.0f} | |",
        ]
    )


def _naive_seconds(corpus: Bursty) -> float:
    """Return the seconds for one term of one province with 1,000 permutations and 1,000 samples, as one writes it first."""
    random = np.random.default_rng(0)
    here = (corpus.articles["province"] == _PROVINCES[0]).to_numpy()
    tokens = corpus.article_totals["n_tokens"].to_numpy("float64")
    words = corpus.term_counts["term"].drop_duplicates().head(_NAIVE_TERMS)
    seconds = 0.0
    for word in words:
        of_word = corpus.term_counts[corpus.term_counts["term"] == word].set_index("article_id")["n"]
        n = of_word.reindex(corpus.articles["article_id"]).fillna(0).to_numpy("float64")
        start = time.perf_counter()
        rates = n / tokens
        own = rates[here].mean() - rates[~here].mean()
        extreme = 0
        for _ in range(_NAIVE_DRAWS):
            moved = random.permutation(here)
            extreme += abs(rates[moved].mean() - rates[~moved].mean()) >= abs(own)
            drawn = [random.choice(np.flatnonzero(side), side.sum()) for side in (here, ~here)]
            np.log2([(n[side].sum() + 0.5) / (tokens[side].sum() + 0.5) for side in drawn])
        seconds += time.perf_counter() - start
    return seconds / len(words) * 1000 / _NAIVE_DRAWS


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--terms", type=int, default=20_000)
    parser.add_argument("--provinces", type=int, default=10)
    parser.add_argument("--runs", type=int, default=20, help="of each simulation (default 20)")
    options = parser.parse_args()
    print(time_comparison(options.articles, options.terms, options.provinces), end="\n\n")
    print(simulate(options.runs, terms=300))


if __name__ == "__main__":
    main()
