"""Where what is kept from one run to the next lies, and the lock under which one process at a time makes it."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

__all__ = ["cache_folder", "lock_place"]


def cache_folder(kind: str, *names: str) -> Path:
    """Return the folder (not made yet) where something built from the things named is kept.

    It lies in $FANGZHI_CACHE, or else in the user's cache directory; never in a corpus.
    """
    root = os.environ.get("FANGZHI_CACHE") or platformdirs.user_cache_dir("fangzhi", appauthor=False)
    key = hashlib.sha256("\0".join(names).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return Path(root).expanduser().absolute() / kind / key


@contextmanager
def lock_place(place: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Keep other processes, and threads, from making what is kept in a place; they wait, and find it made.

    Within it, the same thread may take it again. `waiting` is called first when another has it.
    """
    from filelock import FileLock, Timeout  # imported here, as few commands need it

    file = cache_folder("locks", str(place)).with_suffix(".lock")
    file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(file, is_singleton=True)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waiting()
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
