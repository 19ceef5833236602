"""What follows from something else and is kept on disk: made once and whole, and made anew where it is not what was written."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from helpers.caches import lock_place
from helpers.digests import digest_folder
from helpers.output import replacing

__all__ = ["is_sealed", "keep", "seal"]

_SEAL = ".seal"


def keep(place: Path, make: Callable[[Path], None]) -> Path:
    """Return a folder in which something is kept; `make` fills it first where it is not there, or not as it was written.

    Of several processes one makes it, and the others wait. Nothing else may be put into it.
    """
    with lock_place(place):
        if not is_sealed(place):
            with replacing(place) as fresh:
                make(fresh)
                seal(fresh)
    return place


def seal(folder: Path) -> None:
    """Write into a folder one digest over the names and contents of its files."""
    (folder / _SEAL).write_text(_digest(folder), encoding="ascii")


def is_sealed(folder: Path) -> bool:
    """Tell whether a folder was sealed and has the same files with the same contents now."""
    try:
        return (folder / _SEAL).read_text(encoding="ascii") == _digest(folder)
    except (OSError, UnicodeError):
        return False


def _digest(folder: Path) -> str:
    files = digest_folder(folder)
    files.pop(_SEAL, None)
    return hashlib.sha256(json.dumps(files).encode()).hexdigest()
