"""Families of reprints: near-identical articles, told apart from bulletins that share only a template."""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

__all__ = ["compare_copies", "mark_reprints"]

# A clause is what stands between two marks of punctuation; marks inside figures (3.5, 1,234, 12:30) do not
# end it.
_CLAUSE = re.compile(r"(?:[^\W_]|(?<=\d)[.,:：．](?=\d)|[%％ \t\u3000\xa0])+")
_FIGURE = re.compile(r"[\d零〇一二三四五六七八九十百千万亿两]+(?:[.,:]\d+)*%?")
_FIGURE_MARK = "\uffff"

_MIN_CLAUSE = 4  # shorter ones (“据了解”) say nothing about where a text comes from
_MIN_RARE_CLAUSE = 8  # one such clause in common makes two articles candidates
_MIN_CHARS = 60  # of the shorter article, unless the two texts are the same
_MIN_CHARS_SAME = 20
_SHARE_OF_SHORTER = 0.6
_SHARE_OF_SHORTER_IN_CONFLICT = 0.85  # a template is filled in elsewhere too; a corrected copy is not
_SHARE_OF_LONGER = 0.25  # a brief inside a digest of many briefs is not a reprint of the digest
_CONFLICT_SHARE = 0.08
_CONFLICTS_PER_CLAUSE = 0.05
_BLOCK = 2000


@dataclass
class _Page:
    """One distinct text, the dates mentioned in it, and its clauses."""

    title: str
    text: str
    mentions: list[tuple[int, int, str]]

    @cached_property
    def clauses(self) -> dict[str, tuple[int, int]]:
        return _clauses(self.text)

    @cached_property
    def n_chars(self) -> int:
        return sum(map(len, self.clauses))

    def figures(self, clauses: Iterable[str]) -> dict[str, set[tuple[str, ...]]]:
        """Masked clause → the figures and dates it is printed with, for clauses that hold any."""
        found: dict[str, set[tuple[str, ...]]] = {}
        for clause in clauses:
            masked, figures = _mask(clause, self._dates_in(self.clauses[clause]))
            if figures:
                found.setdefault(masked, set()).add(figures)
        return found

    def _dates_in(self, span: tuple[int, int]) -> list[tuple[str, str]]:
        """Surface and value of the dates in a clause, in order."""
        return [
            (_normalise(self.text[start:end]), value)
            for start, end, value in self.mentions
            if span[0] <= start and end <= span[1]
        ]


def mark_reprints(articles: pd.DataFrame, date_mentions: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per article, as handed in, with `family` and `is_canonical` filled in.

    `family` is the article_id of the canonical copy (see `choose_canonical`); an article without copies is
    its own family.

    Two articles are copies when the clauses they share, word for word, hold at least 60% of the
    shorter one's characters and 25% of the longer one's, and the clauses that differ do not contradict each
    other in figures: a clause that reads the same but for its figures or dates is a conflict, and articles
    with more than a few, or with one (headlines included) and less than 85% shared, are bulletins from one
    template. Given `date_mentions` (offsets into `articles.text`), two wordings of one day agree, and words
    such as 除夕 count as dates.

    Containment of shared units follows Broder (1997), with clauses in place of shingles. Only pairs that
    share a clause which is rare in the corpus are looked at, so the work grows with the number of articles,
    not of pairs. The order of rows changes nothing.
    """
    if articles.empty:
        return articles.assign(family=pd.Series(dtype="str"), is_canonical=pd.Series(dtype="bool"))
    ids = articles["article_id"].tolist()
    texts = articles["text"].tolist()
    titles = articles["title"].fillna("").tolist()
    dates = _dates_by_article(date_mentions)

    # Exact copies are one page: however many there are, the clauses they hold stay rare.
    pages: list[_Page] = []
    page_of: dict[str, int] = {}
    page_numbers = np.empty(len(ids), dtype=np.int64)
    for row in sorted(range(len(ids)), key=ids.__getitem__):
        same = _normalise(texts[row])
        known = page_of.get(same)
        if known is None or len(same) < _MIN_CHARS_SAME:
            known = page_of[same] = len(pages)
            pages.append(_Page(titles[row], texts[row], dates.get(ids[row], [])))
        page_numbers[row] = known

    links = [(a, b) for a, b in _candidates(pages) if _is_copy(pages[a], pages[b])]
    graph = sparse.coo_matrix(
        (np.ones(len(links)), tuple(np.array(links, dtype=np.int64).reshape(-1, 2).T)),
        shape=(len(pages), len(pages)),
    )
    component = connected_components(graph, directed=False)[1][page_numbers]

    return choose_canonical(articles.assign(family=component))


def choose_canonical(articles: pd.DataFrame) -> pd.DataFrame:
    """One row per article, as handed in, with `is_canonical` set and `family` named after the canonical copy.

    `family` tells which articles belong together; among those that are there, the canonical copy is the
    earliest published (a month counts as its last day, no date comes last), then the longest, then the
    first article_id.
    """
    ranked = pd.DataFrame(
        {
            "family": articles["family"].to_numpy(),
            "latest": _latest_day(articles).to_numpy(),
            "shortness": -articles["text"].str.len().to_numpy(),
            "article_id": articles["article_id"].to_numpy(),
        }
    ).sort_values(["latest", "shortness", "article_id"], na_position="last")
    first = ranked.groupby("family")["article_id"].transform("first").sort_index().astype("str")
    return articles.assign(
        family=first.astype("str").to_numpy(),
        is_canonical=(first == ranked["article_id"].sort_index()).to_numpy(dtype=bool),
    )


def compare_copies(articles: pd.DataFrame) -> pd.DataFrame:
    """One row per copy that is not canonical: what it shares with the canonical copy of its family.

    `articles` comes from `mark_reprints`. Columns: family, article_id, title, outlet, published, share_shared
    (share of the copy's characters that stand in the canonical copy too, 0 to 1), n_chars_added,
    n_chars_dropped (characters of clauses that only the one or the other has). Punctuation, white space and
    clauses under four characters are not counted, nor is order. Copies whose canonical copy is absent from
    `articles` are left out.
    """
    columns = ["family", "article_id", "title", "outlet", "published"]
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    copies = articles.loc[~articles["is_canonical"] & articles["family"].isin(list(texts)), columns]
    copies = copies.sort_values(["family", "article_id"]).reset_index(drop=True)
    shared, added, dropped = [], [], []
    for family, article_id in zip(copies["family"], copies["article_id"], strict=True):
        canonical, copy = (_clauses(str(texts[i])).keys() for i in (family, article_id))
        n_added, n_dropped = (sum(map(len, clauses)) for clauses in (copy - canonical, canonical - copy))
        n_shared = sum(map(len, copy & canonical))
        # Two texts without any clause are in one family only because they are the same.
        shared.append(n_shared / (n_shared + n_added) if n_shared + n_added else 1.0)
        added.append(n_added)
        dropped.append(n_dropped)
    return copies.assign(
        share_shared=np.array(shared, dtype="float64"),
        n_chars_added=pd.array(added, dtype="Int64"),
        n_chars_dropped=pd.array(dropped, dtype="Int64"),
    )


def _clauses(text: str) -> dict[str, tuple[int, int]]:
    """Normalised clause → where it first stands in the text."""
    found: dict[str, tuple[int, int]] = {}
    for match in _CLAUSE.finditer(text):
        clause = _normalise(match.group())
        if len(clause) >= _MIN_CLAUSE:
            found.setdefault(clause, match.span())
    return found


def _candidates(pages: list[_Page]) -> list[tuple[int, int]]:
    """Pairs of pages (lower number first) that share enough in rare clauses to be worth verifying."""
    # Flat arrays of hashes, not the clauses themselves: those of a large corpus would not fit in memory.
    # Two clauses with one hash would only add a candidate.
    keys, owners, lengths = array("q"), array("q"), array("q")
    sizes = np.zeros(len(pages))
    for number, page in enumerate(pages):
        clauses = _clauses(page.text)
        sizes[number] = sum(map(len, clauses))
        for clause in clauses:
            if len(clause) >= _MIN_RARE_CLAUSE:
                keys.append(hash(clause))
                owners.append(number)
                lengths.append(len(clause))
    _, first_seen, column, n_pages = np.unique(
        np.array(keys), return_index=True, return_inverse=True, return_counts=True
    )
    # A clause in many texts is a phrase of the genre; the bound also keeps the product below linear.
    rare = (n_pages > 1) & (n_pages <= min(max(50, len(pages) // 50), 300))
    kept = rare[column]
    rows, columns = np.array(owners)[kept], (np.cumsum(rare) - 1)[column[kept]]
    holds = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(pages), int(rare.sum())))
    others = (holds @ sparse.diags_array(np.array(lengths, dtype=np.float64)[first_seen[rare]])).T.tocsr()
    pairs: list[tuple[int, int]] = []
    for first in range(0, len(pages), _BLOCK):
        shared = (holds[first : first + _BLOCK] @ others).tocoo()
        left, right = shared.row + first, shared.col
        shorter = np.minimum(sizes[left], sizes[right])
        # Verification also counts frequent and short clauses, so a third of what it asks for is enough here.
        keep = (left < right) & (shorter >= _MIN_CHARS) & (shared.data >= _SHARE_OF_SHORTER / 3 * shorter)
        pairs.extend(zip(left[keep].tolist(), right[keep].tolist(), strict=True))
    return sorted(pairs)


def _is_copy(a: _Page, b: _Page) -> bool:
    shared = a.clauses.keys() & b.clauses.keys()
    n_shared = sum(map(len, shared))
    shorter, longer = sorted((a.n_chars, b.n_chars))
    if n_shared < _SHARE_OF_SHORTER * shorter or n_shared < _SHARE_OF_LONGER * longer:
        return False
    conflicts = _conflicts(a.figures(a.clauses.keys() - shared), b.figures(b.clauses.keys() - shared))
    (masked_a, figures_a), (masked_b, figures_b) = _mask(a.title), _mask(b.title)
    titles_conflict = masked_a == masked_b and figures_a != figures_b
    n_conflicts = sum(conflicts.values()) + titles_conflict
    if not n_conflicts:
        return True
    n_chars = sum(len(clause) * times for clause, times in conflicts.items())
    return (
        n_conflicts <= max(1, _CONFLICTS_PER_CLAUSE * len(shared))
        and n_chars <= _CONFLICT_SHARE * shorter
        and n_shared >= _SHARE_OF_SHORTER_IN_CONFLICT * shorter
    )


def _conflicts(
    a: Mapping[str, set[tuple[str, ...]]], b: Mapping[str, set[tuple[str, ...]]]
) -> dict[str, int]:
    """Masked clause → how often both sides print it with figures that the other does not have."""
    found = {
        clause: min(len(a[clause] - b[clause]), len(b[clause] - a[clause])) for clause in a.keys() & b.keys()
    }
    return {clause: times for clause, times in found.items() if times}


def _mask(clause: str, dates: Iterable[tuple[str, str]] = ()) -> tuple[str, tuple[str, ...]]:
    """The clause with each figure and date replaced by a mark, and those figures and dates in order."""
    pieces, figures, rest = [], [], _normalise(clause)
    for surface, value in dates:
        before, found, rest_after = rest.partition(surface)
        if found:
            pieces.append(_FIGURE.sub(_FIGURE_MARK, before) + _FIGURE_MARK)
            figures.extend([*_FIGURE.findall(before), value])
            rest = rest_after
    pieces.append(_FIGURE.sub(_FIGURE_MARK, rest))
    figures.extend(_FIGURE.findall(rest))
    return "".join(pieces), tuple(figures)


def _normalise(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _dates_by_article(date_mentions: pd.DataFrame | None) -> dict[str, list[tuple[int, int, str]]]:
    """article_id → (start, end, what the date is compared by: its days, or else its words)."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    if date_mentions is None:
        return found
    columns = ["article_id", "start", "end", "surface", "date_from", "date_to"]
    ordered = date_mentions.sort_values(["article_id", "start", "end"])
    for article_id, start, end, surface, first, last in zip(*(ordered[c] for c in columns), strict=True):
        resolved = pd.notna(first) and pd.notna(last)
        value = f"{first:%Y%m%d}{last:%Y%m%d}" if resolved else _normalise(surface)
        found.setdefault(article_id, []).append((int(start), int(end), value))
    return found


def _latest_day(articles: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    """The last day that each publication date can mean: a month is not earlier than a day within it."""
    published = articles["published"]
    precision = articles["published_precision"]
    return published.mask(precision == "month", published + pd.offsets.MonthEnd(0)).mask(
        precision == "year", published + pd.offsets.YearEnd(0)
    )
