"""Where results go: never over what is not ours, and whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from helpers.caches import lock_place
from helpers.errors import UserError
from helpers.remote import is_remote

__all__ = ["check_output", "replacing"]

_ASIDE, _OLD = ".aside", "old"


def check_output(out: Path, corpus: Path, ours: Iterable[str] | None, what: str) -> None:
    """Raise UserError unless a folder may be written: absent, empty, or holding only results of ours.

    `ours` are the files (relative paths with forward slashes) that an earlier run left there, or None when
    no earlier run did. `what` names the result in the message. Nothing may lie inside the corpus, nor the
    corpus inside it.
    """
    out = out.resolve()
    local = None if is_remote(corpus) else corpus.resolve()
    if local and out.is_relative_to(local):
        raise UserError(
            f"--out {out} lies inside the corpus {local}, whose files are read. Name another folder."
        )
    if local and local.is_relative_to(out):
        raise UserError(f"--out {out} holds the corpus {local}, which it would replace. Name another folder.")
    if out.exists() and not out.is_dir():
        raise UserError(
            f"--out {out} is a file. Name a folder that is new, empty, or holds {what} of Fangzhi's."
        )
    if not out.is_dir():
        return
    known = set(ours or ())
    found = (path.relative_to(out).as_posix() for path in out.rglob("*") if not path.is_dir())
    foreign = next((name for name in sorted(found) if name not in known), None)
    if foreign is not None:
        raise UserError(
            f"--out {out} holds {foreign}, which Fangzhi did not make; nothing was written.\n"
            f"Name a folder that is new, empty, or holds only {what} of Fangzhi's."
        )


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """Give a folder to fill, on the same disk, that takes the place of `out` when all went well and goes when not.

    One process at a time writes a folder. What one that was killed left beside it is removed, or put back where it was about to be replaced.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with lock_place(out):
        for left in out.parent.glob(f".{escape(out.name)}-*{_ASIDE}"):
            if not out.exists() and (left / _OLD).exists():
                (left / _OLD).rename(out)
            shutil.rmtree(left, ignore_errors=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", suffix=_ASIDE, dir=out.parent))
        try:
            fresh = beside / "new"
            fresh.mkdir()
            yield fresh
            _replace(fresh, out, beside / _OLD)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _replace(fresh: Path, out: Path, old: Path) -> None:
    """Put a folder in the place of `out`; if that fails, what was there comes back."""
    if out.exists():
        out.rename(old)
    try:
        fresh.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
