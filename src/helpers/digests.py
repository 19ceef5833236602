"""SHA-256 of the files of a folder, kept from one time to the next, so that a file that did not change is not read again.

What is kept is a file of records of 48 bytes (a key made of how a document looked to the disk, and the digest of its content) with
one digest over all at the end. As in Git's index, a file that is as new as the moment when it was read is not kept: it may be
written again without looking any different.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from helpers.reading import File

__all__ = ["digest_content", "digest_files"]

_KEY, _DIGEST = 16, 32
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
    fresh: dict[bytes, bytes] = {}
    for file in files:
        key = hashlib.blake2b(
            f"{file.size} {file.mtime_ns} {file.ctime_ns} {file.inode} {file.path}".encode(
                "utf-8", "surrogateescape"
            ),
            digest_size=_KEY,
        ).digest()
        digest = known.get(key)
        if digest is None:
            try:
                digest = digest_content(folder / file.path)
            except OSError:
                yield file.path, None
                continue
        if max(file.mtime_ns, file.ctime_ns) < newest:
            fresh[key] = digest
        yield file.path, digest
    if fresh != known:
        with suppress(OSError):
            _save(kept, fresh)


def _load(kept: Path) -> dict[bytes, bytes]:
    """Return what `_save` wrote, or nothing where that is not whole."""
    try:
        content = kept.read_bytes()
    except OSError:
        return {}
    records, seal = content[:-_DIGEST], content[-_DIGEST:]
    if hashlib.sha256(records).digest() != seal:
        return {}
    return {
        records[at : at + _KEY]: records[at + _KEY : at + _KEY + _DIGEST]
        for at in range(0, len(records), _KEY + _DIGEST)
    }


def _save(kept: Path, digests: dict[bytes, bytes]) -> None:
    """Write digests by key, whole or not at all."""
    records = b"".join(key + digest for key, digest in digests.items())
    kept.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(prefix=f".{kept.name}-", dir=kept.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(records + hashlib.sha256(records).digest())
        Path(fresh).replace(kept)
    except OSError:
        Path(fresh).unlink(missing_ok=True)
        raise
