"""A folder → its files that are documents, in a walk that looks at each and opens none, and holds one folder's names at a time."""

import fnmatch
import os
import stat
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from helpers.overrides import OVERRIDES_FILE
from helpers.reading.rows import SURROGATE
from helpers.remote import is_remote, list_remote, look
from helpers.settings import SETTINGS_FILE, Settings

__all__ = ["File", "leads_out", "list_files", "look_at", "printable", "walk_files"]

_NOT_DOCUMENTS = (SETTINGS_FILE, OVERRIDES_FILE, "CITATION.cff")


class File(NamedTuple):
    """A file of a folder by its relative path, and what tells that its content changed without reading it.

    Size in bytes, times in nanoseconds, the number that the disk knows it by and what kind of file it is, all 0 where it cannot
    be looked at. Of a remote file, `state` is what its file system says of it.
    """

    path: str
    size: int = 0
    mtime_ns: int = 0
    ctime_ns: int = 0
    inode: int = 0
    mode: int = 0
    state: bytes = b""


def walk_files(folder: Path, settings: Settings) -> Iterator[File]:
    """Yield the files of a folder that are documents, in the order of their paths, one folder at a time.

    Hidden files and folders, README files, the settings, overrides, the citation, what `ignore` names, and pipes, sockets
    and devices are not. A link to nothing, a link to a folder (which is not followed) and a folder that cannot
    be listed are among them, so that reading can say so. A name in bytes that are not UTF-8 comes with
    surrogate escapes, as Python opens it.
    """
    if is_remote(folder):
        for path in sorted(list_remote(folder)):
            hidden = any(name.startswith(".") for name in path.split("/"))
            if not hidden and _is_document(path, settings):
                yield look_at(folder, path)
        return
    waiting = [""]  # the next one last; that of a folder ends with a slash, by which it stands in the order
    while waiting:
        path = waiting.pop()
        if path and not path.endswith("/"):
            if _is_document(path, settings) and _is_content(file := look_at(folder, path)):
                # What is not read is not looked at either: it may change at any time.
                yield File(path) if _is_not_followed(folder, path) else file
            continue
        try:
            waiting += sorted((path + name for name in _names(folder / path)), reverse=True)
        except OSError:
            place = path.rstrip("/")
            if not place or _is_document(place, settings):
                yield look_at(folder, place or ".")


def list_files(folder: Path, settings: Settings) -> list[str]:
    """Return the relative paths (with forward slashes) of the files that `walk_files` yields, in its order."""
    return [file.path for file in walk_files(folder, settings)]


def look_at(folder: Path, path: str) -> File:
    """Return a file of a folder as it is now."""
    try:
        if is_remote(folder):
            size, state = look(folder / path)
            return File(path, size, state=state)
        found = (folder / path).stat()
    except OSError:
        return File(path)
    return File(path, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_mode)


def leads_out(folder: Path, path: str) -> bool:
    """Tell whether a path of a folder is, by links or by dots, outside of it; nothing remote is."""
    if is_remote(folder):
        return False
    parts = path.split("/")
    plain = not {"", ".", ".."}.intersection(parts)
    if plain and not any(map(os.path.islink, accumulate(parts, os.path.join, initial=str(folder)))):
        return False
    return not (folder / path).resolve().is_relative_to(folder.resolve())


def _is_not_followed(folder: Path, path: str) -> bool:
    """Tell whether a path of a folder is a link to a folder, or out of the corpus."""
    place = folder / path
    return place.is_symlink() and place.exists() and (place.is_dir() or leads_out(folder, path))


def _names(place: Path) -> Iterator[str]:
    """Yield what is in a folder and not hidden, each folder with a slash behind. Raises OSError when it cannot be listed."""
    with os.scandir(place) as entries:
        for entry in entries:
            if not entry.name.startswith("."):
                yield f"{entry.name}/" if _is_folder(entry) and not entry.is_symlink() else entry.name


def _is_content(file: File) -> bool:
    """Tell whether a file is no pipe, socket or device; opening a pipe would wait for ever."""
    return not file.mode or stat.S_ISREG(file.mode) or stat.S_ISDIR(file.mode)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_document(path: str, settings: Settings) -> bool:
    """Tell whether a file is one, by its name and what the settings ignore."""
    name = path.rpartition("/")[2]
    if name.startswith(".") or name in _NOT_DOCUMENTS or name.upper().startswith("README"):
        return False
    return not any(fnmatch.fnmatch(printable(path), pattern) for pattern in settings.ignore)


def printable(path: str) -> str:
    """Return a path that can be shown and stored: a name in bytes that are not UTF-8 is read as GB18030.

    Archives packed on Chinese Windows hold such names. What is not GB18030 either is replaced by U+FFFD.
    """

    def show(name: str) -> str:
        if not SURROGATE.search(name):
            return name
        try:
            return name.encode("utf-8", "surrogateescape").decode("gb18030")
        except UnicodeError:
            return SURROGATE.sub("\ufffd", name)

    return "/".join(map(show, path.split("/")))
