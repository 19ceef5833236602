"""Where results go: never over what is not ours, and whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from helpers.errors import UserError
from helpers.remote import is_remote

__all__ = ["check_output", "place_beside", "replace_folder"]


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


def place_beside(out: Path) -> Path:
    """Make a hidden folder beside `out`, on the same disk, to write the new content in."""
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    fresh = beside / "new"
    fresh.mkdir()
    return fresh


def replace_folder(fresh: Path, out: Path) -> None:
    """Put a folder from `place_beside` in the place of `out`; if that fails, what was there comes back."""
    beside = fresh.parent
    try:
        if out.exists():
            out.rename(beside / "old")
        try:
            fresh.rename(out)
        except OSError:
            if (beside / "old").exists():
                (beside / "old").rename(out)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
