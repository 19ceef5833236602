"""Articles → families of reprints."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from helpers.reprints.mentions import Mention, read_mentions
from helpers.reprints.pages import Article, Page, make_pages
from helpers.reprints.verification import Verdict, verify

__all__ = ["group_texts", "join_texts"]

_DIRECT_EVIDENCE = 0.8  # province_confidence from which the issuing province is taken for certain
_MAX_PAGES_OF_A_TEXT = 300  # that are compared with each other; more are one text under numbered headlines
_MAX_PARTS = 50  # of one text that are compared with each other part

_Pairs = list[tuple[int, int]]


def group_texts(texts: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Return for each row the number of the group of texts that candidates connect, -1 for a row that is like no other.

    `texts` has the number of each row's text. No family reaches beyond a group.
    """
    group_of = _connect(int(texts.max(initial=-1)) + 1, pairs)[texts]
    groups: np.ndarray = np.where(np.bincount(group_of)[group_of] > 1, group_of, -1)
    return groups


def join_texts(
    articles: pd.DataFrame,
    texts: np.ndarray,
    pairs: np.ndarray,
    date_mentions: pd.DataFrame,
    place_mentions: pd.DataFrame,
) -> np.ndarray:
    """Return for each article the position of the first of its family.

    `articles` come in the order of their ids, whole groups of `group_texts`; `texts` has the number of each one's text, and `pairs`
    the candidates among these numbers; pairs of other texts are passed over.

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

    By `date_mentions` and `place_mentions` (offsets into `articles.text`), two wordings of one day or one
    place agree, and words such as 除夕 count as dates.

    Containment of shared units follows Broder (1997), with clauses in place of shingles.
    """
    texts = np.asarray(texts)
    known, first, local = np.unique(texts, return_index=True, return_inverse=True)
    place = np.argsort(np.argsort(first))  # texts in the order of their first article
    here = pairs[np.isin(pairs[:, 0], known)]
    candidates = np.sort(place[np.searchsorted(known, here)], axis=1)
    candidates = candidates[np.lexsort((candidates[:, 1], candidates[:, 0]))]
    rows: list[list[tuple[int, Article]]] = [[] for _ in known]
    for row, (text, article) in enumerate(zip(place[local].tolist(), _read_articles(articles), strict=True)):
        rows[text].append((row, article))
    mentions = read_mentions(articles["article_id"], date_mentions, place_mentions)
    families = np.arange(len(articles))
    for members, among in _group(len(rows), candidates):
        found = _join([rows[text] for text in members], among, mentions)
        for row, first_row in found:
            families[row] = first_row
    return families


def _read_articles(articles: pd.DataFrame) -> Iterator[Article]:
    is_direct = articles["province_confidence"].ge(_DIRECT_EVIDENCE).fillna(False).astype(bool)
    columns = [articles[name].fillna("") for name in ("article_id", "text", "title", "province", "city")]
    issuers = articles["province"].where(is_direct).fillna("")
    for values in zip(*columns, issuers, strict=True):
        yield Article(*values)


def _group(n: int, pairs: np.ndarray) -> Iterator[tuple[list[int], np.ndarray]]:
    """Yield the texts that candidates connect, in order, and the pairs among them by place in the group."""
    group_of = _connect(n, pairs)
    texts: dict[int, list[int]] = {}
    place = np.zeros(n, dtype=np.int64)
    for text, group in enumerate(group_of.tolist()):
        members = texts.setdefault(group, [])
        place[text] = len(members)
        members.append(text)
    groups = group_of[pairs[:, 0]]
    within = place[pairs][np.argsort(groups, kind="stable")]
    ends = np.searchsorted(np.sort(groups), np.arange(len(texts) + 1))
    for group, members in texts.items():
        yield members, within[ends[group] : ends[group + 1]]


def _join(
    members: list[list[tuple[int, Article]]],
    candidates: np.ndarray,
    mentions: dict[str, list[Mention]],
) -> Iterator[tuple[int, int]]:
    """Yield each row of a group and the first row of its family; `members` are the rows of each text."""
    pages: list[Page] = []
    pages_of: list[list[int]] = []  # of each text
    rows: list[tuple[int, int]] = []  # row, page
    for same in members:
        found, numbers = make_pages((article for _, article in same), mentions)
        first = len(pages)
        pages.extend(found)
        pages_of.append(list(range(first, len(pages))))
        rows.extend((row, first + number) for (row, _), number in zip(same, numbers, strict=True))
    links = _find_links(pages, _pair_pages(pages_of, candidates))
    family_of = _connect(len(pages), links)
    first_row: dict[int, int] = {}
    for row, page in rows:
        yield row, first_row.setdefault(int(family_of[page]), row)


def _pair_pages(pages_of: list[list[int]], candidates: np.ndarray) -> Iterator[tuple[int, int]]:
    for pages in pages_of:
        if len(pages) <= _MAX_PAGES_OF_A_TEXT:
            yield from ((a, b) for i, a in enumerate(pages) for b in pages[i + 1 :])
    for first, second in candidates:  # an array's rows, of which a list would be many times larger
        yield from ((a, b) for a in pages_of[first] for b in pages_of[second])


def _find_links(pages: list[Page], pairs: Iterable[tuple[int, int]]) -> _Pairs:
    """Return the pairs that are copies; a part of a digest is no copy of the digest."""
    found: dict[Verdict, _Pairs] = {verdict: [] for verdict in Verdict}
    for a, b in pairs:
        verdict = verify(pages[a], pages[b])
        if verdict is not Verdict.APART:
            found[verdict].append((a, b))
    digests: set[int] = set()
    parts_of: dict[int, list[int]] = {}
    for pair in found[Verdict.PART] + found[Verdict.INSIDE]:
        part, whole = sorted(pair, key=lambda page: pages[page].n_chars)
        others = parts_of.setdefault(whole, [])
        if any(pages[part].clauses.keys().isdisjoint(pages[other].clauses) for other in others[:_MAX_PARTS]):
            digests.add(whole)
        others.append(part)
    parts = [pair for pair in found[Verdict.PART] if digests.isdisjoint(pair)]
    return found[Verdict.COPY] + parts


def _connect(n: int, pairs: np.ndarray | _Pairs) -> np.ndarray:
    """Return the number of the connected component of each of n nodes."""
    ends = np.asarray(pairs, dtype=np.int64).reshape(-1, 2).T
    graph = sparse.coo_matrix((np.ones(len(pairs)), (ends[0], ends[1])), shape=(n, n))
    components: np.ndarray = connected_components(graph, directed=False)[1]
    return components
