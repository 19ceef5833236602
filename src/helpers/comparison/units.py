"""What counts as one witness: reprints count once, and the articles of one source document move together."""

from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from helpers.comparison.measures import Numbers
from helpers.errors import unknown
from helpers.schema import Copies

__all__ = ["Side", "Texts", "choose_copies", "count_rows", "gather_texts", "sum_rows"]


@dataclass(frozen=True)
class Side:
    """One side of a comparison by its witnesses: counts (witnesses × terms) and the tokens of each."""

    counts: sparse.csr_matrix
    tokens: Numbers

    def __len__(self) -> int:
        """The number of witnesses that have text."""
        return len(self.tokens)


@dataclass(frozen=True)
class Texts:
    """The articles that count: counts (articles × terms), and each article's tokens, province and witness.

    `witness` numbers the source documents, those joined that hold copies of one family.
    """

    terms: "pd.Index[str]"
    counts: sparse.csr_matrix
    tokens: Numbers
    province: NDArray[np.object_]
    witness: NDArray[np.int64]

    @property
    def provinces(self) -> list[str]:
        """The provinces that have text, in the order of code points."""
        return sorted(set(self.province[self.tokens > 0]))

    def side(self, chosen: NDArray[np.bool_]) -> Side:
        """Return the articles chosen, summed by witness."""
        chosen = chosen & (self.tokens > 0)
        _, codes = np.unique(self.witness[chosen], return_inverse=True)
        n_witnesses = int(codes.max(initial=-1)) + 1
        sums = sparse.csr_matrix(
            (np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(n_witnesses, len(codes))
        )
        return Side((sums @ self.counts[chosen]).tocsr(), sums @ self.tokens[chosen])


def sum_rows(matrix: sparse.csr_matrix) -> Numbers:
    """Return the sum of each column."""
    return np.asarray(matrix.sum(axis=0)).ravel()


def count_rows(matrix: sparse.csr_matrix) -> NDArray[np.int64]:
    """Return in how many rows each column has a count."""
    return np.asarray(np.diff(matrix.tocsc().indptr), dtype="int64")


def choose_copies(articles: pd.DataFrame, copies: Copies) -> pd.DataFrame:
    """Return the articles that count: one of each family, one of each family and province, or all.

    Of a family, a copy with a province counts before one without, then the canonical one, then the first article_id. Articles
    without a column `family` are families of their own. Raises UserError for another word for `copies`.
    """
    if copies not in get_args(Copies):
        raise unknown("copies", copies, get_args(Copies))
    if copies == "all" or "family" not in articles:
        return articles
    key = ["family"] if copies == "family" else ["family", "province"]
    ranks = {"unplaced": articles["province"].isna()}
    if "is_canonical" in articles:
        ranks["copy"] = ~articles["is_canonical"]
    ranked = articles.assign(**ranks).sort_values([*ranks, "article_id"])
    return articles[articles["article_id"].isin(ranked.drop_duplicates(key)["article_id"])]


def gather_texts(
    term_counts: pd.DataFrame,
    article_totals: pd.DataFrame,
    articles: pd.DataFrame,
    copies: Copies,
) -> Texts:
    """Return the articles with a province as a matrix of counts, in the order of their ids, so of no other order."""
    placed = choose_copies(articles[articles["province"].notna()], copies).sort_values("article_id")
    placed = placed.merge(article_totals[["article_id", "n_tokens"]], on="article_id", how="left")
    counts = term_counts.loc[
        (term_counts["n"] > 0) & term_counts["article_id"].isin(placed["article_id"]),
        ["article_id", "term", "n"],
    ]
    rows = pd.Index(placed["article_id"]).get_indexer(pd.Index(counts["article_id"]))
    columns, terms = pd.factorize(counts["term"], sort=True)
    matrix = sparse.csr_matrix(
        (counts["n"].to_numpy("float64"), (rows, columns)), shape=(len(placed), len(terms))
    )
    matrix.sum_duplicates()
    families = placed["family"] if "family" in placed else placed["article_id"]
    return Texts(
        pd.Index(terms),
        matrix,
        placed["n_tokens"].fillna(0).to_numpy("float64"),
        placed["province"].to_numpy(object),
        _witnesses(placed["doc_id"], families),
    )


def _witnesses(documents: "pd.Series[str]", families: "pd.Series[str]") -> NDArray[np.int64]:
    """Return a number for each article: the same for articles of one document, of one family, and of what these join."""
    document, _ = pd.factorize(documents, sort=True)
    family, _ = pd.factorize(families, sort=True)
    n_documents = int(document.max(initial=-1)) + 1
    size = n_documents + int(family.max(initial=-1)) + 1
    edges = sparse.coo_matrix((np.ones(len(document)), (document, family + n_documents)), shape=(size, size))
    _, component = connected_components(edges, directed=False)
    return np.asarray(component[document], dtype="int64")
