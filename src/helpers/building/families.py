"""Families of reprints across all chunks of a corpus, never holding more of it than a few thousand texts at once.

The clauses of all texts are looked at one range of their hashes at a time, which finds those that several texts share; what
may be copies is gathered in batches of whole groups, each judged by itself (`join_texts`).
"""

import itertools
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from helpers import schema
from helpers.building.chunks import Chunk
from helpers.building.workers import Run
from helpers.reprints import (
    Shared,
    choose_canonical,
    group_texts,
    join_texts,
    pair_texts,
    share_clauses,
)

__all__ = ["Copies", "find_families"]

_CLAUSES_AT_ONCE = 1_000_000
_TEXTS_A_TASK = 50_000
_CHARS_A_BATCH = 1_000_000
_ARTICLES_A_BATCH = 5000
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
]
_GATHERED = ("articles", "date_mentions", "place_mentions")


@dataclass(frozen=True)
class Copies:
    """The articles of a chunk whose family has to be set: their rows, the family of each (in ASCII), and whether it is canonical."""

    rows: np.ndarray
    families: np.ndarray
    is_canonical: np.ndarray


def find_families(chunks: Sequence[Chunk], work: Path, run: Run) -> list[Copies]:
    """Return the copies of each chunk; every other article is its own family. What is written into `work` can go afterwards.

    A family is called by the article_id of its canonical copy (`choose_canonical`); what makes two articles copies, `join_texts`
    says. Only pairs that share a clause which is rare in the corpus are looked at, so the work grows with the number of articles,
    not of pairs. The order of articles and chunks changes nothing, nor does the seed of Python's hashes.
    """
    offsets = np.cumsum([0, *(chunk.n_articles for chunk in chunks)])
    texts, first = _number_texts(chunks)
    sizes = np.concatenate([chunk.array("sizes") for chunk in chunks])[first]
    owners = np.full(len(texts), -1, dtype=np.int32)
    owners[first] = np.arange(len(first), dtype=np.int32)
    pairs = _find_pairs(chunks, offsets, owners, sizes, work, run)
    groups = group_texts(texts, pairs)
    batches = _plan_batches(groups, sizes[texts])
    del owners, sizes
    n_batches = int(batches.max(initial=-1)) + 1
    if not n_batches:
        none = Copies(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.bytes_), np.empty(0, dtype=bool))
        return [none for _ in chunks]

    bounds = list(itertools.pairwise(offsets))
    tasks = [(chunk, batches[a:b]) for chunk, (a, b) in zip(chunks, bounds, strict=True)]
    places: list[list[tuple[Path, int]]] = [[] for _ in range(n_batches)]
    for folder, held in run(partial(_gather, work / "gathered"), list(enumerate(tasks))):
        for i, batch in enumerate(held):
            places[batch].append((folder, i))
    batch_of_text = np.full(len(first), -1, dtype=np.int32)
    batch_of_text[texts] = batches
    order = np.argsort(batch_of_text[pairs[:, 0]], kind="stable")
    ends = np.searchsorted(batch_of_text[pairs[order, 0]], np.arange(n_batches + 1))
    in_batches = np.argsort(batches, kind="stable")
    firsts = np.searchsorted(batches[in_batches], np.arange(n_batches + 1))
    rows = [in_batches[a:b] for a, b in itertools.pairwise(firsts)]
    judged = run(
        _judge,
        [(places[i], texts[rows[i]], pairs[order[ends[i] : ends[i + 1]]]) for i in range(n_batches)],
    )
    families, canonical = (np.concatenate(parts) for parts in zip(*judged, strict=True))
    at = np.concatenate(rows)
    order = np.argsort(at)
    at, families, canonical = at[order], families[order], canonical[order]
    ends = np.searchsorted(at, offsets)
    return [
        Copies(at[i:j] - offset, families[i:j], canonical[i:j])
        for offset, (i, j) in zip(offsets, itertools.pairwise(ends), strict=False)
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


def _plan_batches(groups: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return the batch of each row, -1 for one in no group; a group is never parted."""
    batches = np.full(len(groups), -1, dtype=np.int32)
    rows = np.flatnonzero(groups >= 0)
    if len(rows):
        _, first, of = np.unique(groups[rows], return_index=True, return_inverse=True)
        # Groups in the order of their first row, so that a batch's articles lie near each other.
        place = np.argsort(np.argsort(first))[of]
        chars = np.cumsum(np.bincount(place, weights=sizes[rows])) // _CHARS_A_BATCH
        number = np.cumsum(np.bincount(place)) // _ARTICLES_A_BATCH
        ends = np.concatenate([[False], (np.diff(chars) > 0) | (np.diff(number) > 0)])
        batches[rows] = np.cumsum(ends)[place]
    return batches


def _gather(work: Path, item: tuple[int, tuple[Chunk, np.ndarray]]) -> tuple[Path, list[int]]:
    """Write what is to be judged of a chunk, one record batch for each batch of the corpus, and return which these are."""
    number, (chunk, batches) = item
    place = work / f"{number:06}"
    held = np.unique(batches[batches >= 0])
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
            batch_of = batches[row]
            with (
                pa.OSFile(str(fresh / f"{name}.arrow"), "wb") as file,
                pa.ipc.new_file(file, table.schema) as writer,
            ):
                for batch in held:
                    taken = table.take(pa.array(np.flatnonzero(batch_of == batch)))
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


def _judge(task: tuple[list[tuple[Path, int]], np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the family of each article of a batch, and whether it is canonical, in the order of the corpus's rows."""
    places, texts, pairs = task
    tables = {}
    for name in _GATHERED:
        batches = []
        for folder, i in places:
            with pa.memory_map(str(folder / f"{name}.arrow")) as file:
                batches.append(pa.ipc.open_file(file).get_batch(i))
        tables[name] = schema.from_arrow(pa.Table.from_batches(batches))
    articles = tables["articles"]
    order = np.argsort(articles["article_id"].to_numpy(dtype=object), kind="stable")
    in_order = articles.iloc[order].reset_index(drop=True)
    joined = join_texts(in_order, texts[order], pairs, tables["date_mentions"], tables["place_mentions"])
    marked = choose_canonical(in_order.assign(family=joined))
    back = np.argsort(order)
    families = np.array(marked["family"].iloc[back].tolist(), dtype=np.bytes_)
    return families, marked["is_canonical"].to_numpy(dtype=bool)[back]
