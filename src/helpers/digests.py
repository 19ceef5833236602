"""SHA-256 of the files of a folder, kept from one time to the next, so that a file that did not change is not read again.

What is kept is a file of records of 48 bytes (a key made of how a document looked to the disk, and the digest of its content) in
the order of the keys, with one digest over all at the end. As in Git's index, a file that is as new as the moment when it was read is not kept: it may be
written again without looking any different.
"""

import hashlib
import os
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from helpers.reading import File, look_at

__all__ = ["digest_content", "digest_files", "digest_folder"]

_KEY, _RECORD, _SEAL = 16, 48, 32  # bytes
_COARSEST_NS = 2_000_000_000  # the step of the coarsest clock of a disk


def digest_content(path: Path) -> bytes:
    """Return the SHA-256 of a file's content. Raises OSError for one that cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def digest_files(folder: Path, files: Iterable[File], kept: Path) -> Iterator[tuple[str, bytes | None]]:
    """Yield the path of each file and the SHA-256 of its content, None where it cannot be read, and keep those in the file `kept`.

    A file is read unless one that looked the same is kept. A file `kept` that is absent, damaged or cannot be written costs
    nothing but time.
    """
    newest = time.time_ns() - _COARSEST_NS
    known = _load(kept)
    fresh: list[bytes] = []
    for file in files:
        key = hashlib.blake2b(
            f"{file.size} {file.mtime_ns} {file.ctime_ns} {file.inode} {file.path}".encode(
                "utf-8", "surrogateescape"
            ),
            digest_size=_KEY,
        ).digest()
        digest = _find(known, key)
        if digest is None:
            # What could not be looked at, or is not followed, is not opened.
            digest = _digest_if_readable(folder / file.path) if file.mode else None
            if digest is None:
                yield file.path, None
                continue
        if max(file.mtime_ns, file.ctime_ns) < newest:
            fresh.append(key + digest)
        yield file.path, digest
    records = b"".join(sorted(fresh))
    if records != known:
        with suppress(OSError):
            _save(kept, records)


def digest_folder(folder: Path, kept: Path | None = None) -> dict[str, str]:
    """Return the SHA-256 of each file below a folder, by its path, in the order of the paths; empty for one that cannot be read.

    With a file `kept`, what looks as it did is not read again, see `digest_files`.
    """
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    if kept:
        digests = digest_files(folder, (look_at(folder, path) for path in paths), kept)
    else:
        digests = ((path, _digest_if_readable(folder / path)) for path in paths)
    return {path: digest.hex() if digest else "" for path, digest in digests}


def _digest_if_readable(path: Path) -> bytes | None:
    try:
        return digest_content(path)
    except OSError:
        return None


def _find(records: bytes, key: bytes) -> bytes | None:
    """Return the digest that is kept under a key."""
    at = (
        bisect_left(
            range(len(records) // _RECORD), key, key=lambda i: records[i * _RECORD : i * _RECORD + _KEY]
        )
        * _RECORD
    )
    return records[at + _KEY : at + _RECORD] if records[at : at + _KEY] == key else None


def _load(kept: Path) -> bytes:
    """Return the records that `_save` wrote, or none where they are not whole."""
    try:
        content = kept.read_bytes()
    except OSError:
        return b""
    records, seal = content[:-_SEAL], content[-_SEAL:]
    return records if hashlib.sha256(records).digest() == seal else b""


def _save(kept: Path, records: bytes) -> None:
    """Write records, whole or not at all."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(prefix=f".{kept.name}-", dir=kept.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(records)
            file.write(hashlib.sha256(records).digest())
        Path(fresh).replace(kept)
    except OSError:
        Path(fresh).unlink(missing_ok=True)
        raise
