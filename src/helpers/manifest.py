"""A folder of tables: the manifest beside them, which says what they were made from, and whether it is whole.

The manifest has the SHA-256 of each file of the tables, and ends with the SHA-256 of all that it says.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from helpers import schema
from helpers.caches import cache_folder
from helpers.digests import digest_content, digest_files, digest_folder
from helpers.fingerprint import own_version, package_versions
from helpers.output import check_output
from helpers.reading import look_at
from helpers.settings import Settings

__all__ = ["MANIFEST", "check_tables_folder", "count_rows", "is_whole", "write_manifest"]

MANIFEST = "manifest.json"
_END = b"\n}\n"
_WHOLE = b',\n "whole": "'  # and the digest of what the manifest would be without


class _Streamed(dict[str, str]):
    """Pairs that json writes one by one, as they come, where a dict would hold them all."""

    def __init__(self, pairs: Iterator[tuple[str, str]]) -> None:
        super().__init__({"": ""})  # one that is empty would not be looked into
        self._pairs = pairs

    def items(self) -> Any:
        """Return the pairs."""
        return self._pairs


def write_manifest(out: Path, settings: Settings, fingerprint: str) -> None:
    """Write what the tables in a folder were made from: the SHA-256 of each document, settings, versions; their own SHA-256 and numbers of rows."""
    manifest = {
        "corpus": settings.title,
        "fangzhi": own_version(),
        "files": digest_folder(out),
        "fingerprint": fingerprint,
        "inputs": _Streamed(_list_inputs(out)),
        "rows": {table.name: count_rows(out, table.name) for table in schema.CORPUS_TABLES},
        "settings": {name: value for name, value in sorted(vars(settings).items()) if value},
        "versions": dict(sorted(package_versions().items())),
    }
    with (out / MANIFEST).open("w", encoding="utf-8", newline="\n") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=1)
        file.write("\n")
    whole = digest_content(out / MANIFEST).hex().encode()
    with (out / MANIFEST).open("r+b") as binary:
        binary.seek(-len(_END), os.SEEK_END)
        binary.write(_WHOLE + whole + b'"' + _END)


def _list_inputs(location: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and SHA-256 of each file; the documents of a file of records follow each other."""
    documents = (
        pair
        for file in _files(location, "documents")
        for batch in pq.ParquetFile(file).iter_batches(columns=["path", "sha256"])
        for pair in zip(*(column.to_pylist() for column in batch.columns), strict=True)
    )
    for _, of_file in groupby(documents, key=itemgetter(0)):
        yield next(of_file)


def count_rows(location: Path, name: str) -> int:
    """Return the number of rows of a table in a folder of tables, without reading them."""
    return sum(pq.read_metadata(file).num_rows for file in _files(location, name))


def _files(location: Path, name: str) -> list[Path]:
    place = location / f"{name}.parquet"
    return sorted(place.iterdir()) if place.is_dir() else [place]


def is_whole(location: Path, fingerprint: str = "") -> bool:
    """Tell whether a folder holds a manifest, one with this fingerprint if it is given, and the tables that it was written for.

    Files that look as they did when they were last read are not read again.
    """
    manifest = _read_manifest(location)
    if not manifest or fingerprint not in ("", manifest["fingerprint"]):
        return False
    files = manifest["files"]
    remembered = cache_folder("digests", str(location)).with_suffix(".sha256")
    found = digest_files(location, (look_at(location, path) for path in files), remembered)
    return all(digest is not None and digest.hex() == files[path] for path, digest in found)


def check_tables_folder(out: Path, folder: Path) -> None:
    """Raise UserError unless tables may be written to a folder: absent, empty, or holding only tables of ours."""
    ours = None
    if _read_manifest(out):
        ours = [MANIFEST, *_own_files(out)]
    check_output(out, folder, ours, "tables")


def _own_files(out: Path) -> Iterator[str]:
    """Yield the relative paths of the tables in a folder."""
    for table in schema.TABLES:
        yield f"{table.name}.parquet"
        for file in (out / f"{table.name}.parquet").glob("part-*.parquet"):
            yield file.relative_to(out).as_posix()


def _read_manifest(location: Path) -> dict[str, Any]:
    """Return a manifest as it was written; nothing where it is not there, or damaged."""
    try:
        content = (location / MANIFEST).read_bytes()
    except OSError:
        return {}
    said, _, whole = content.rpartition(_WHOLE)
    if whole != hashlib.sha256(said + _END).hexdigest().encode() + b'"' + _END:
        return {}
    manifest: dict[str, Any] = json.loads(content)
    return manifest
