"""Parts of a corpus, and what is kept of each on disk until the tables are whole."""

import gc
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from helpers import schema
from helpers.building.steps import Made, make_tables
from helpers.document import Document
from helpers.keeping import is_sealed, seal
from helpers.overrides import Overrides
from helpers.reading import RECORDS, File, read_file
from helpers.reprints import hash_clauses, normalise
from helpers.settings import Settings

__all__ = ["Chunk", "Job", "Part", "keep_chunk", "make_part", "plan_parts"]

_BYTES_A_PART = 4_000_000
_FILES_A_PART = 2000
_CHARS_A_CHUNK = 2_000_000  # of documents; the tables of a chunk are in memory at once
_LIST = "chunks.json"


@dataclass(frozen=True)
class Job:
    """What every worker needs to know: where the documents are, how they are read, where the work is kept."""

    folder: Path
    settings: Settings
    overrides: Overrides
    work: Path


@dataclass(frozen=True)
class Chunk:
    """The tables of some documents that follow each other, in a folder; `columns` are those of their records, in order."""

    folder: Path
    n_documents: int
    n_articles: int
    columns: tuple[str, ...]

    def read(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """Return a table, or some columns of it."""
        return pq.read_table(self.folder / f"{name}.parquet", columns=columns)

    def array(self, name: str) -> np.ndarray:
        """Return an array, of which only what is looked at is read."""
        found: np.ndarray = np.load(self.folder / f"{name}.npy", mmap_mode="r")
        return found

    def cells(self) -> dict[str, str]:
        """Return the cells of the column that articles are compared by, by doc_id."""
        kept: dict[str, str] = json.loads((self.folder / "cells.json").read_text("utf-8"))
        return kept


@dataclass(frozen=True)
class Part:
    """Some files, or some documents of one large file of records, and the number of the part in the corpus."""

    number: int
    files: tuple[str, ...]
    documents: tuple[Document, ...] = ()


def plan_parts(job: Job, files: Iterable[File]) -> Iterator[Part]:
    """Yield the parts of a corpus in order: files of about four megabytes together, a larger file of records cut by records.

    They depend on nothing but the files. A large file is read here, as it is asked for, and its records are handed to the workers.
    """
    some: list[str] = []
    number = size = 0
    for file in files:
        path, more = file.path, file.size
        is_large = more > _BYTES_A_PART and path.lower().endswith(RECORDS)
        if some and (is_large or size + more > _BYTES_A_PART or len(some) >= _FILES_A_PART):
            yield Part(number, tuple(some))
            some, size, number = [], 0, number + 1
        if is_large:
            for documents in _cut(read_file(job.folder, path, job.settings)):
                yield Part(number, (path,), tuple(documents))
                number += 1
        else:
            some.append(path)
            size += more
    if some:
        yield Part(number, tuple(some))


def make_part(job: Job, part: Part) -> list[Chunk]:
    """Make the tables of a part, chunk by chunk, unless an earlier run did, and return its chunks.

    The part appears whole or not at all, so a second worker at the same part does no harm. One that is not as it was written
    is made again.
    """
    place = job.work / f"{part.number:06}"
    if place.is_dir() and not is_sealed(place):
        shutil.rmtree(place)
    if not place.is_dir():
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        try:
            documents: Iterable[Document] = part.documents or chain.from_iterable(
                read_file(job.folder, path, job.settings) for path in part.files
            )
            with _without_collection():
                chunks = [
                    keep_chunk(fresh / f"{i:04}", make_tables(some, job.settings, job.overrides))
                    for i, some in enumerate(_cut(documents))
                ]
            listed = [{**asdict(chunk), "folder": chunk.folder.name} for chunk in chunks]
            (fresh / _LIST).write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
            seal(fresh)
            try:
                fresh.rename(place)
            except OSError:
                if not is_sealed(place):
                    raise
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    kept = json.loads((place / _LIST).read_text("utf-8"))
    return [
        Chunk(place / row["folder"], row["n_documents"], row["n_articles"], tuple(row["columns"]))
        for row in kept
    ]


@contextmanager
def _without_collection() -> Iterator[None]:
    """Keep Python from looking for rubbish in rings among millions of small objects, which are in none; it costs a seventh of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _cut(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Yield documents in lists of a size that fits in memory with their tables."""
    some: list[Document] = []
    n_chars = 0
    for document in documents:
        some.append(document)
        n_chars += len(document.text)
        if n_chars >= _CHARS_A_CHUNK:
            yield some
            some, n_chars = [], 0
    if some:
        yield some


def keep_chunk(folder: Path, made: Made) -> Chunk:
    """Write tables into a new folder, and what finding reprints needs of the texts."""
    folder.mkdir()
    for table in schema.CORPUS_TABLES:
        pq.write_table(schema.to_arrow(made.tables[table.name], table), folder / f"{table.name}.parquet")
    compared = next((cells for cells in made.cells.values() if cells), {})
    (folder / "cells.json").write_text(json.dumps(compared, ensure_ascii=False), encoding="utf-8")
    articles = made.tables["articles"]
    texts = articles["text"].tolist()
    keys = b"".join(
        blake2b(normalise(text).encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts
    )
    clauses = hash_clauses(texts)
    order = np.argsort(clauses.hashes, kind="stable")
    arrays = {
        "ids": np.array(articles["article_id"].tolist(), dtype=np.bytes_),
        "keys": np.frombuffer(keys, dtype=np.uint64).reshape(-1, 2),
        "sizes": clauses.sizes,
        "hashes": clauses.hashes[order],
        "owners": clauses.owners[order],
        "lengths": clauses.lengths[order],
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    return Chunk(folder, len(made.tables["documents"]), len(articles), tuple(made.cells))
