"""Families of reprints across all chunks of a corpus, never holding more of it than a few thousand texts at once.

The clauses of all texts are looked at one range of their hashes at a time, which finds those that several texts share; what
may be copies is gathered in blocks, whose pages are linked within each and between two, and joined at the end.
"""

import itertools
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers import schema
from helpers.building.chunks import Chunk
from helpers.building.workers import Run
from helpers.reprints import (
    Links,
    Page,
    Shared,
    choose_canonical,
    group_texts,
    join_pages,
    link_pages,
    pair_texts,
    read_pages,
    share_clauses,
)

__all__ = ["Copies", "find_families"]

_CLAUSES_AT_ONCE = 1_000_000
_TEXTS_A_TASK = 50_000
_CHARS_A_BLOCK = 1_000_000
_ARTICLES_A_BLOCK = 5000
_LAST_HASH = 2**64
_ARTICLE = [
    "article_id",
    "text",
    "title",
    "province",
    "city",
    "province_confidence",
    "published",
    "published_precision",
    "n_chars",
]
_TOLD = ["article_id", "published", "published_precision", "n_chars"]
_GATHERED = ("articles", "date_mentions", "place_mentions")


@dataclass(frozen=True)
class Copies:
    """The articles of a chunk whose family has to be set: their rows, the family of each (in ASCII), and whether it is canonical."""

    rows: np.ndarray
    families: np.ndarray
    is_canonical: np.ndarray


@dataclass(frozen=True)
class _Block:
    """Articles that are looked at together: where they were gathered, and the text of each, in the order of the corpus's rows."""

    places: list[tuple[Path, int]]
    texts: np.ndarray


@dataclass(frozen=True)
class _Task:
    """A block, the pairs of its texts, and the later blocks with which it shares pairs, with these."""

    block: _Block
    pairs: np.ndarray
    others: list[tuple[_Block, np.ndarray]]


def find_families(chunks: Sequence[Chunk], work: Path, run: Run) -> list[Copies]:
    """Return the copies of each chunk; every other article is its own family. What is written into `work` can go afterwards.

    A family is called by the article_id of its canonical copy (`choose_canonical`); what makes two articles copies, `link_pages`
    says. Only pairs that share a clause which is rare in the corpus are looked at, so the work grows with the number of articles,
    not of pairs. The order of articles and chunks changes nothing, nor does the seed of Python's hashes.
    """
    offsets = np.cumsum([0, *(chunk.n_articles for chunk in chunks)])
    texts, first = _number_texts(chunks)
    sizes = np.concatenate([chunk.array("sizes") for chunk in chunks])[first]
    owners = np.full(len(texts), -1, dtype=np.int32)
    owners[first] = np.arange(len(first), dtype=np.int32)
    pairs = _find_pairs(chunks, offsets, owners, sizes, work, run)
    blocks = _plan_blocks(group_texts(texts, pairs), texts, sizes[texts])
    n_blocks = int(blocks.max(initial=-1)) + 1
    if not n_blocks:
        none = Copies(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.bytes_), np.empty(0, dtype=bool))
        return [none for _ in chunks]

    tasks = [(chunk, blocks[a:b]) for chunk, (a, b) in zip(chunks, itertools.pairwise(offsets), strict=True)]
    places: list[list[tuple[Path, int]]] = [[] for _ in range(n_blocks)]
    for folder, held in run(partial(_gather, work / "gathered"), list(enumerate(tasks))):
        for i, block in enumerate(held):
            places[block].append((folder, i))
    in_blocks = np.argsort(blocks, kind="stable")
    starts = np.searchsorted(blocks[in_blocks], np.arange(n_blocks + 1))
    rows = [in_blocks[a:b] for a, b in itertools.pairwise(starts)]
    held_together = [_Block(places[i], texts[rows[i]]) for i in range(n_blocks)]
    block_of_text = np.full(len(first), -1, dtype=np.int32)
    block_of_text[texts] = blocks
    linked = list(run(_link, _plan_links(held_together, block_of_text, pairs)))
    at = np.concatenate(rows)
    told = pd.concat([articles for articles, _ in linked], ignore_index=True)
    families = join_pages(texts[at], told["page"].to_numpy(), [some for _, links in linked for some in links])
    marked = choose_canonical(told.assign(family=families)).iloc[np.argsort(at)]
    names, is_canonical = marked["family"].to_numpy(dtype=np.bytes_), marked["is_canonical"].to_numpy()
    at = np.sort(at)
    return [
        Copies(at[i:j] - offset, names[i:j], is_canonical[i:j])
        for offset, (i, j) in zip(offsets, itertools.pairwise(np.searchsorted(at, offsets)), strict=False)
    ]


def _number_texts(chunks: Sequence[Chunk]) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of each article's text, and the row that stands for each text: of equal ones that with the first id."""
    ids = np.concatenate([chunk.array("ids") for chunk in chunks])
    keys = np.concatenate([chunk.array("keys") for chunk in chunks])
    order = np.lexsort((ids, keys[:, 1], keys[:, 0]))
    ordered = keys[order]
    is_new = np.concatenate([[True], (ordered[1:] != ordered[:-1]).any(axis=1)])[: len(order)]
    texts = np.empty(len(order), dtype=np.int32)
    texts[order] = np.cumsum(is_new) - 1
    return texts, order[is_new]


def _find_pairs(
    chunks: Sequence[Chunk], offsets: np.ndarray, owners: np.ndarray, sizes: np.ndarray, work: Path, run: Run
) -> np.ndarray:
    """Return the pairs of texts that share enough to be looked at."""
    n_clauses = sum(len(chunk.array("hashes")) for chunk in chunks)
    n_ranges = n_clauses // _CLAUSES_AT_ONCE + 1
    bounds = [_LAST_HASH * i // n_ranges for i in range(n_ranges + 1)]
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    np.save(work / "owners.npy", owners)
    np.save(work / "sizes.npy", sizes)
    edges = [*range(0, len(sizes), _TEXTS_A_TASK), len(sizes)]
    n_shared = 0
    job = partial(_share, chunks, offsets, work / "owners.npy")
    for part in run(job, list(itertools.pairwise(bounds))):
        _keep_shared(work, part, n_shared, edges)
        n_shared += int(part.clauses[-1]) + 1 if len(part.clauses) else 0
    tasks = [task for task in itertools.pairwise(edges) if (work / f"in-{task[0]}").exists()]
    found = list(run(partial(_pair, work), tasks))
    return np.concatenate([np.empty((0, 2), dtype=np.int32), *found])


def _keep_shared(work: Path, part: Shared, n_before: int, edges: Sequence[int]) -> None:
    """Add shared clauses to those on disk, numbered on, and their numbers to those of each range of texts that holds them."""
    clauses = part.clauses.astype(np.int64) + n_before
    order = np.argsort(part.owners, kind="stable")
    ends = np.searchsorted(part.owners[order], edges)
    arrays = {"owners": part.owners, "clauses": clauses, "lengths": part.lengths}
    arrays |= {
        f"in-{edge}": clauses[order[a:b]]
        for edge, (a, b) in zip(edges, itertools.pairwise(ends), strict=False)
    }
    for name, array in arrays.items():
        if len(array):
            with (work / name).open("ab") as file:
                array.tofile(file)


def _share(chunks: Sequence[Chunk], offsets: np.ndarray, owners: Path, bounds: tuple[int, int]) -> Shared:
    """Return the shared clauses of one range of hashes."""
    first, last = bounds
    text_of = np.load(owners, mmap_mode="r")
    hashes, texts, lengths = [], [], []
    for chunk, offset in zip(chunks, offsets, strict=False):
        all_hashes = chunk.array("hashes")
        a = int(np.searchsorted(all_hashes, np.uint64(first)))
        b = len(all_hashes) if last == _LAST_HASH else int(np.searchsorted(all_hashes, np.uint64(last)))
        of_row = text_of[offset : offset + chunk.n_articles][chunk.array("owners")[a:b]]
        kept = of_row >= 0  # of equal texts, one is looked at
        hashes.append(all_hashes[a:b][kept])
        texts.append(of_row[kept])
        lengths.append(chunk.array("lengths")[a:b][kept])
    return share_clauses(np.concatenate(hashes), np.concatenate(texts), np.concatenate(lengths))


def _pair(work: Path, bounds: tuple[int, int]) -> np.ndarray:
    """Return the candidates whose first text is within the bounds."""
    held = np.unique(np.fromfile(work / f"in-{bounds[0]}", dtype=np.int64))
    clauses = np.memmap(work / "clauses", dtype=np.int64, mode="r")
    starts = np.searchsorted(clauses, held)
    counts = np.searchsorted(clauses, held, side="right") - starts
    numbers = np.repeat(np.arange(len(held), dtype=np.int32), counts)
    rows = np.arange(len(numbers)) + np.repeat(starts - np.cumsum(counts) + counts, counts)
    owners, lengths = (
        np.memmap(work / name, dtype=np.int32, mode="r")[rows] for name in ("owners", "lengths")
    )
    later = owners >= bounds[0]  # the first of a pair has the lower number
    shared = Shared(owners[later], numbers[later], lengths[later])
    return pair_texts(shared, np.load(work / "sizes.npy", mmap_mode="r"), *bounds)


def _plan_blocks(groups: np.ndarray, texts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return the block of each row, -1 for one in no group; articles of one text are together, groups are as far as they fit."""
    blocks = np.full(len(groups), -1, dtype=np.int32)
    rows = np.flatnonzero(groups >= 0)
    if not len(rows):
        return blocks
    # Groups and their texts in the order of their first row, so that a block's articles lie near each other.
    _, first, of_group = np.unique(groups[rows], return_index=True, return_inverse=True)
    _, first_row, text = np.unique(texts[rows], return_index=True, return_inverse=True)
    order = np.lexsort((first_row, first[of_group[first_row]]))
    group = of_group[first_row][order]
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    number = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(order)))
    is_cut = np.zeros(len(order), dtype=bool)
    for weights, most in ((sizes[rows], _CHARS_A_BLOCK), (None, _ARTICLES_A_BLOCK)):
        each = np.bincount(text, weights=weights)[order]
        before = np.cumsum(each) - each
        within = (before - before[starts][number]) // most
        packed = (np.cumsum(np.bincount(number, weights=each)) // most)[number]
        for counted in (within, packed):
            is_cut |= np.diff(counted, prepend=0) != 0
    block = np.empty(len(order), dtype=np.int32)
    block[order] = np.cumsum(is_cut) - is_cut[:1].sum()
    blocks[rows] = block[text]
    return blocks


def _plan_links(blocks: Sequence[_Block], block_of_text: np.ndarray, pairs: np.ndarray) -> Iterator[_Task]:
    """Yield a task for each block, so that each pair is in one."""
    of_pair = block_of_text[pairs]
    low, high = of_pair.min(axis=1), of_pair.max(axis=1)
    order = np.lexsort((high, low))
    bounds = np.searchsorted(low[order], np.arange(len(blocks) + 1))
    for i, (start, end) in enumerate(itertools.pairwise(bounds)):
        here = order[start:end]
        others, starts = np.unique(high[here], return_index=True)
        among = dict(zip(others.tolist(), np.split(pairs[here], starts[1:]), strict=False))
        own = among.pop(i, pairs[:0])
        yield _Task(blocks[i], own, [(blocks[j], some) for j, some in among.items()])


def _gather(work: Path, item: tuple[int, tuple[Chunk, np.ndarray]]) -> tuple[Path, list[int]]:
    """Write what is to be looked at of a chunk, one record batch for each block, and return which these are."""
    number, (chunk, blocks) = item
    place = work / f"{number:06}"
    held = np.unique(blocks[blocks >= 0])
    if len(held) and not place.exists():
        work.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=work))
        articles = chunk.read("articles", _ARTICLE)
        ids = articles["article_id"].combine_chunks()
        for name in _GATHERED:
            table = articles if name == "articles" else chunk.read(name)
            row = (
                np.arange(len(table))
                if name == "articles"
                else pc.index_in(table["article_id"], ids).to_numpy()
            )
            block_of = blocks[row]
            with (
                pa.OSFile(str(fresh / f"{name}.arrow"), "wb") as file,
                pa.ipc.new_file(file, table.schema) as writer,
            ):
                for block in held:
                    taken = table.take(pa.array(np.flatnonzero(block_of == block)))
                    writer.write_batch(_one_batch(taken))
        try:
            fresh.rename(place)
        except OSError:
            if not place.exists():
                raise
            shutil.rmtree(fresh, ignore_errors=True)
    return place, held.tolist()


def _one_batch(table: pa.Table) -> pa.RecordBatch:
    columns = [
        pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], type=column.type)
        for column in table.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=table.schema)


def _link(task: _Task) -> tuple[pd.DataFrame, list[Links]]:
    """Return the articles of a block, in the order of the corpus's rows, with the page of each, and the links of their pages."""
    rows = np.arange(len(task.block.texts))
    articles, pages = _read(task.block, rows)
    links = [link_pages(pages, pages, task.pairs)]
    for other, pairs in task.others:
        _, more = _read(other, np.flatnonzero(np.isin(other.texts, pairs)))
        links.append(link_pages(pages | more, (), pairs))
    return articles, links


def _read(block: _Block, rows: np.ndarray) -> tuple[pd.DataFrame, dict[int, list[Page]]]:
    """Return some articles of a block, all that have one of their texts, with the page of each, and the pages of each text."""
    tables = {}
    for name in _GATHERED:
        batches = []
        for folder, i in block.places:
            with pa.memory_map(str(folder / f"{name}.arrow")) as file:
                batches.append(pa.ipc.open_file(file).get_batch(i))
        tables[name] = pa.Table.from_batches(batches)
    articles = tables["articles"].take(pa.array(rows))  # a copy: the files are not kept in memory with it
    ids = articles["article_id"].combine_chunks()
    dates, places = (
        schema.from_arrow(tables[name].filter(pc.is_in(tables[name]["article_id"], ids)))
        for name in _GATHERED[1:]
    )
    by_id = pc.sort_indices(ids).to_numpy()
    in_order = schema.from_arrow(articles.take(pa.array(by_id)))
    pages, numbers = read_pages(in_order, block.texts[rows][by_id], dates, places)
    told = schema.from_arrow(articles.select(_TOLD))
    return told.assign(page=numbers[np.argsort(by_id)]), pages
