"""A folder of documents → its tables on disk, whole or not at all; what an interrupted run finished is not done again."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from functools import partial
from glob import escape
from pathlib import Path
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from tqdm import tqdm

from helpers import schema
from helpers.building.chunks import Chunk, Job, make_part, plan_parts
from helpers.building.families import Copies, find_families
from helpers.building.workers import Run, open_workers
from helpers.caches import lock_place
from helpers.errors import UserError, unknown
from helpers.fingerprint import Observed, check_unchanged, observe_corpus
from helpers.grouping import PROVINCE, choose_grouping, group_articles
from helpers.manifest import check_tables_folder, is_whole, write_manifest
from helpers.output import replacing
from helpers.overrides import check_overrides, load_overrides
from helpers.reading import File, walk_files
from helpers.settings import SETTINGS_FILE, Settings, load_settings

__all__ = ["build_tables", "write_tables"]

_MOST_CHUNKS_IN_A_FILE = 16  # of more, each is a file of its own in a folder that has the table's name
_COMPARED = ["doc_id", "province", "city", "outlet", "excluded_reason"]


def write_tables(
    folder: Path,
    out: Path,
    *,
    workers: int = 1,
    scheduler: str = "",
    seen: Observed | None = None,
    cached: bool = False,
    progress: bool = False,
) -> None:
    """Write the tables of a corpus up to `article_totals` as Parquet, with a manifest beside them.

    A table is a file; that of a corpus of more than about 60 MB is a folder of files, to be read in the order of their names. The
    folder appears whole or not at all, and its content does not depend on the number of workers. Work in progress is kept beside
    `out` and taken up by the next run for the same corpus. `seen` is what `observe_corpus` says of the folder, if it is known. `cached`
    says that `out` is a place of a cache: whole tables of that fingerprint are left as they are, anything else is replaced.
    A script that asks for several workers must guard its main part by `if __name__ == "__main__":`.
    Raises UserError when no document can be read, when the corpus changes meanwhile, as `check_tables_folder` does, and as
    `open_workers` does.
    """
    if not cached:
        check_tables_folder(out, folder)
    out, seen = out.resolve(), seen or observe_corpus(folder)
    out.parent.mkdir(parents=True, exist_ok=True)
    with lock_place(out, lambda: _say_waiting(out) if progress or not cached else None):
        if cached and is_whole(out):
            return
        work = _open_work(out, seen.fingerprint)
        settings = load_settings(folder)
        job = Job(folder, settings, load_overrides(folder), work / "parts")
        with open_workers(workers, scheduler) as run:
            chunks = _make_parts(job, walk_files(folder, settings), run, progress)
            try:
                check_unchanged(folder, seen)
                _check_chunks(job, chunks)
            except UserError:
                shutil.rmtree(work)  # what can be taken up again is the same corpus only
                raise
            copies = find_families(chunks, work / "families", run)
            grouped_by, of_column = _choose_grouping(settings, chunks)
            finish = partial(_finish, settings, grouped_by, of_column)
            articles = list(run(finish, list(zip(chunks, copies, strict=True))))
        with replacing(out) as fresh:
            for table in schema.CORPUS_TABLES:
                of_chunks = [chunk.folder / f"{table.name}.parquet" for chunk in chunks]
                _put_together(table, articles if table is schema.ARTICLES else of_chunks, fresh)
            write_manifest(fresh, settings, seen.fingerprint)
        shutil.rmtree(work)


def build_tables(folder: Path, *, workers: int = 1, scheduler: str = "") -> dict[str, pd.DataFrame]:
    """Return every table that `write_tables` writes, by name, of a corpus whose tables fit in memory. Raises as that does."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "tables"
        write_tables(folder, out, workers=workers, scheduler=scheduler)
        return {
            table.name: schema.from_arrow(pq.read_table(out / f"{table.name}.parquet"))
            for table in schema.CORPUS_TABLES
        }


def _say_waiting(out: Path) -> None:
    print(f"another process makes {out}; waiting for it", file=sys.stderr, flush=True)


def _open_work(out: Path, fingerprint: str) -> Path:
    """Return the folder of the work in progress beside `out`, that of another state of the corpus removed."""
    work = out.parent / f".{out.name}-{fingerprint[:16]}"
    for other in out.parent.glob(f".{escape(out.name)}-{'[0-9a-f]' * 16}"):
        if other != work:
            shutil.rmtree(other, ignore_errors=True)
    work.mkdir(exist_ok=True)
    return work


def _make_parts(job: Job, files: Iterable[File], run: Run, progress: bool) -> list[Chunk]:
    """Return the chunks of all parts, in the order of the files."""
    made: list[Chunk] = []
    with tqdm(desc="reading", unit=" documents", disable=not progress, leave=False) as bar:
        for chunks in run(partial(make_part, job), plan_parts(job, files)):
            made += chunks
            bar.update(sum(chunk.n_documents for chunk in chunks))
    return made


def _check_chunks(job: Job, chunks: Sequence[Chunk]) -> None:
    """Raise UserError when no document could be used, or a setting or correction names what is not there."""
    if not any(chunk.n_articles for chunk in chunks):
        first = chunks[0].read("documents").slice(0, 1).to_pylist()[0]
        n_documents = sum(chunk.n_documents for chunk in chunks)
        which = "" if n_documents == 1 else f" is the first of {n_documents}; it"
        raise UserError(
            f"No document in {job.folder} could be used: {first['path']}{which} is {first['status']}: {first['reason']}."
        )
    columns = _columns(chunks)
    for column in job.settings.columns.values():
        if column not in columns:
            remedy = f"{SETTINGS_FILE} names it; the choices are the columns of the corpus."
            raise unknown("column", column, columns, remedy)
    if job.overrides.rows:
        check_overrides(job.overrides, (name.decode() for chunk in chunks for name in chunk.array("ids")))


def _columns(chunks: Sequence[Chunk]) -> list[str]:
    """Return the columns of all records, in the order in which they occur."""
    return list(dict.fromkeys(column for chunk in chunks for column in chunk.columns))


def _choose_grouping(settings: Settings, chunks: Sequence[Chunk]) -> tuple[str, bool]:
    """Return what the articles are compared by, and whether it is a column of their records."""
    names = _COMPARED[1:]
    compared = pa.concat_tables([chunk.read("articles", names) for chunk in chunks])
    return choose_grouping(schema.from_arrow(compared), _columns(chunks), settings.compare_by)


def _finish(settings: Settings, grouped_by: str, of_column: bool, item: tuple[Chunk, Copies]) -> Path:
    """Set group and family of a chunk's articles, which need the whole corpus, and return the file that holds the table then."""
    chunk, copies = item
    if not len(copies.rows) and grouped_by == PROVINCE.key and not of_column:
        return chunk.folder / "articles.parquet"
    table = chunk.read("articles")
    if grouped_by != PROVINCE.key or of_column:
        articles = schema.from_arrow(table.select([*_COMPARED, "published"]))
        paths = schema.from_arrow(chunk.read("documents", ["doc_id", "path"]))
        groups = group_articles(articles, paths, chunk.cells() if of_column else None, grouped_by)
        table = _set(table, "group", pa.array(groups, type=pa.string(), from_pandas=True))
        table = _set(table, "grouped_by", pa.array([grouped_by] * len(table), type=pa.string()))
    families = table["family"].to_numpy(zero_copy_only=False).copy()
    canonical = table["is_canonical"].to_numpy(zero_copy_only=False).copy()
    families[copies.rows] = copies.families.astype(str)
    canonical[copies.rows] = copies.is_canonical
    table = _set(table, "family", pa.array(families, type=pa.string()))
    table = _set(table, "is_canonical", pa.array(canonical))
    part = chunk.folder.parent
    finished = part.parents[1] / "finished" / f"{part.name}-{chunk.folder.name}.parquet"
    finished.parent.mkdir(exist_ok=True)
    fresh = finished.with_suffix(f".{uuid4().hex}")
    pq.write_table(table, fresh)
    fresh.replace(finished)
    return finished


def _set(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    at = table.schema.get_field_index(name)
    return table.set_column(at, table.schema.field(at), values)


def _put_together(table: schema.Table, files: Sequence[Path], out: Path) -> None:
    """Put the files of a table's chunks into one, or many into a folder."""
    place = out / f"{table.name}.parquet"
    if len(files) > _MOST_CHUNKS_IN_A_FILE:
        place.mkdir()
        for i, file in enumerate(files):
            _link(file, place / f"part-{i:06}.parquet")
    elif len(files) == 1:
        _link(files[0], place)
    else:
        with pq.ParquetWriter(place, table.arrow) as writer:
            for file in files:
                writer.write_table(pq.read_table(file).cast(table.arrow))


def _link(file: Path, place: Path) -> None:
    """Give a file a second name, or a copy where the disk knows no such thing."""
    try:
        os.link(file, place)
    except OSError:
        shutil.copyfile(file, place)
