"""Articles → families of reprints.

What two pages are to each other depends on no third, so pages are linked wherever both are at hand, and joined at the end.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from helpers.reprints.candidates import hash_each
from helpers.reprints.mentions import read_mentions
from helpers.reprints.pages import Article, Page, make_pages
from helpers.reprints.verification import Verdict, verify

__all__ = ["Links", "group_texts", "join_pages", "link_pages", "read_pages"]

_DIRECT_EVIDENCE = 0.8  # province_confidence from which the issuing province is taken for certain
_MAX_PAGES_OF_A_TEXT = 300  # that are compared with each other; more are one text under numbered headlines
_MAX_PARTS = 50  # of one text that are compared with each other part

_Pair = tuple[int, int, int, int]


def group_texts(texts: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Return for each row the number of the group of texts that candidates connect, -1 for a row that is like no other.

    `texts` has the number of each row's text. No family reaches beyond a group.
    """
    group_of = _connect(int(texts.max(initial=-1)) + 1, pairs)[texts]
    groups: np.ndarray = np.where(np.bincount(group_of)[group_of] > 1, group_of, -1)
    return groups


@dataclass(frozen=True)
class Links:
    """Pairs of pages that are copies, or part and whole; a page is the number of its text and its own among that text's pages.

    `copies` has text, page, text, page in a row; `parts` has those of the part, then those of the whole. `inside` marks the parts
    that are too small to be a copy; `held` has the hashes of the clauses of each part.
    """

    copies: np.ndarray
    parts: np.ndarray
    inside: np.ndarray
    held: list[np.ndarray]


def read_pages(
    articles: pd.DataFrame, texts: np.ndarray, date_mentions: pd.DataFrame, place_mentions: pd.DataFrame
) -> tuple[dict[int, list[Page]], np.ndarray]:
    """Return the pages of each text, by its number, and the number of each article's page among those of its text.

    `articles` come in the order of their ids, all that have one of the texts; `texts` has the number of each one's text.
    """
    same: dict[int, list[tuple[int, Article]]] = {}
    for row, (text, article) in enumerate(zip(texts.tolist(), _read_articles(articles), strict=True)):
        same.setdefault(text, []).append((row, article))
    mentions = read_mentions(articles["article_id"], date_mentions, place_mentions)
    pages: dict[int, list[Page]] = {}
    numbers = np.empty(len(articles), dtype=np.int32)
    for text, some in same.items():
        pages[text], of_rows = make_pages((article for _, article in some), mentions)
        numbers[[row for row, _ in some]] = of_rows
    return pages, numbers


def link_pages(pages: Mapping[int, Sequence[Page]], whole: Iterable[int], pairs: np.ndarray) -> Links:
    """Return what the pages of texts are to each other: those of each text in `whole`, and those of each pair of texts.

    Two articles are copies when the clauses they share, word for word, hold at least 60% of the shorter one's
    characters and 25% of the longer one's (10% if they are its beginning), and the clauses that differ do not
    contradict each other in figures or places: a clause that reads the same but for its figures, dates or
    place names is a conflict. What keeps articles apart:

    - Bulletins from one template have more than a few conflicts, or one and less than 85% shared, unless a
      lone quantity differs among others that agree (70%); or their headlines conflict, or their sentences are
      told of different places.
    - Articles that two provinces issued, by direct evidence, must share 80% without any conflict, unless what
      they share names a place in one of the two; a text that speaks of “our province” without naming it is
      another text in each.
    - Stories that quote one passage share less than 80%, in one or two stretches that tell no date, place or
      quantity, or that do not begin either story.
    - A brief is no copy of the digest that holds it; a digest is known by holding two texts that have nothing
      in common.

    By the dates and places that are mentioned in them, two wordings of one day or one place agree, and words such as 除夕 count as
    dates.

    Containment of shared units follows Broder (1997), with clauses in place of shingles.
    """
    copies: list[_Pair] = []
    parts: list[tuple[_Pair, bool, np.ndarray]] = []
    for a, b in _pair_pages(pages, whole, pairs):
        page_a, page_b = pages[a[0]][a[1]], pages[b[0]][b[1]]
        verdict = verify(page_a, page_b)
        if verdict is Verdict.COPY:
            copies.append((*a, *b))
        elif verdict is not Verdict.APART:
            part, page = (a, page_a) if page_a.n_chars <= page_b.n_chars else (b, page_b)
            pair = (*part, *(b if part is a else a))
            parts.append((pair, verdict is Verdict.INSIDE, hash_each(list(page.clauses))))
    return Links(
        np.array(copies, dtype=np.int32).reshape(-1, 4),
        np.array([pair for pair, _, _ in parts], dtype=np.int32).reshape(-1, 4),
        np.array([inside for _, inside, _ in parts], dtype=bool),
        [held for _, _, held in parts],
    )


def join_pages(texts: np.ndarray, numbers: np.ndarray, links: Sequence[Links]) -> np.ndarray:
    """Return the number of the family of each article, which has a text and a page of it; `links` are those of all these pages.

    A brief is no copy of the digest that holds it; a digest is known by holding two texts that have nothing in common.
    """
    copies, parts = (np.concatenate([getattr(some, name) for some in links]) for name in ("copies", "parts"))
    inside = np.concatenate([some.inside for some in links])
    held = [hashes for some in links for hashes in some.held]
    ends = np.stack([_as_key(parts[:, :2]), _as_key(parts[:, 2:])], axis=1)
    digests = _find_digests(ends, inside, held)
    kept = ~inside & ~np.isin(ends, digests).any(axis=1)
    edges = np.concatenate([np.stack([_as_key(copies[:, :2]), _as_key(copies[:, 2:])], axis=1), ends[kept]])
    nodes, of_article = np.unique(_as_key(np.stack([texts, numbers], axis=1)), return_inverse=True)
    families: np.ndarray = _connect(len(nodes), np.searchsorted(nodes, edges))[of_article]
    return families


def _as_key(pages: np.ndarray) -> np.ndarray:
    """Return one number for each page, given by the number of its text and its own among them."""
    keys: np.ndarray = pages[:, 0].astype(np.int64) << 32 | pages[:, 1].astype(np.int64)
    return keys


def _find_digests(ends: np.ndarray, inside: np.ndarray, held: Sequence[np.ndarray]) -> np.ndarray:
    """Return the wholes that have two parts without a clause in common; of very many parts, the first are looked at."""
    order = np.lexsort((ends[:, 0], inside, ends[:, 1]))
    wholes, starts = np.unique(ends[order, 1], return_index=True)
    digests = []
    for whole, start, end in zip(wholes, starts, [*starts[1:], len(order)], strict=False):
        rows = order[start:end]
        parts = [frozenset(held[row].tolist()) for row in rows]
        if any(
            part.isdisjoint(other) for i, part in enumerate(parts) for other in parts[: min(i, _MAX_PARTS)]
        ):
            digests.append(whole)
    return np.array(digests, dtype=np.int64)


def _read_articles(articles: pd.DataFrame) -> Iterator[Article]:
    is_direct = articles["province_confidence"].ge(_DIRECT_EVIDENCE).fillna(False).astype(bool)
    columns = [articles[name].fillna("") for name in ("article_id", "text", "title", "province", "city")]
    issuers = articles["province"].where(is_direct).fillna("")
    for values in zip(*columns, issuers, strict=True):
        yield Article(*values)


def _pair_pages(
    pages: Mapping[int, Sequence[Page]], whole: Iterable[int], pairs: np.ndarray
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for text in whole:
        n = len(pages[text])
        if n <= _MAX_PAGES_OF_A_TEXT:
            yield from (((text, i), (text, j)) for i in range(n) for j in range(i + 1, n))
    for first, second in pairs:  # an array's rows, of which a list would be many times larger
        a, b = int(first), int(second)
        yield from (((a, i), (b, j)) for i in range(len(pages[a])) for j in range(len(pages[b])))


def _connect(n: int, pairs: np.ndarray) -> np.ndarray:
    """Return the number of the connected component of each of n nodes."""
    ends = np.asarray(pairs, dtype=np.int64).reshape(-1, 2).T
    graph = sparse.coo_matrix((np.ones(len(pairs)), (ends[0], ends[1])), shape=(n, n))
    components: np.ndarray = connected_components(graph, directed=False)[1]
    return components
