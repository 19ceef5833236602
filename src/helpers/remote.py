"""Folders that lie elsewhere: on S3 or HDFS, on a web server, in a ZIP file, wherever fsspec reaches."""

import hashlib
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit
from urllib.request import url2pathname

from helpers.errors import UserError

__all__ = ["find_folder", "is_address", "is_remote", "list_remote", "look"]

# What file systems call the state of a file's content, one or several of them.
_STATES = (
    "ETag",
    "etag",
    "md5",
    "checksum",
    "CRC",
    "mtime",
    "LastModified",
    "last_modified",
    "modified",
    "created",
)


def is_address(path: str) -> bool:
    """Tell whether a path is an address, such as s3://bucket/news or zip://::news.zip."""
    return "://" in path


def is_remote(folder: Path) -> bool:
    """Tell whether a folder came from `find_folder` and is not on this machine's disk."""
    return not isinstance(folder, Path)


def find_folder(address: str) -> Path:
    """Return the folder at an address: a Path for file://, else what behaves like one as far as reading goes.

    Raises UserError when nothing here can open such an address, or when it cannot be reached.
    """
    if address.startswith(("file://", "local://")):
        return Path(url2pathname(urlsplit(address).path)).absolute()
    from upath import UPath  # imported here, as fsspec is slow to import and seldom needed

    try:
        folder = UPath(address)
        exists = folder.fs.exists(folder.path)
    except ImportError as error:
        raise UserError(
            f"The corpus {address} cannot be opened: {error}. Add that package to the environment."
        ) from None
    except Exception as error:  # each file system has errors of its own
        raise _unreachable(address, error) from None
    if not exists:
        raise UserError(
            f"The corpus {address} does not exist, or may not be read. Give a folder of documents."
        )
    return cast(Path, folder)


def list_remote(folder: Path) -> list[str]:
    """Return the relative paths of all files below a remote folder. Raises UserError when they cannot be listed."""
    remote: Any = folder
    top = remote.fs._strip_protocol(remote.path)
    try:
        found = remote.fs.find(remote.path)
    except Exception as error:
        raise _unreachable(str(folder), error) from None
    return [path[len(top) :].lstrip("/") for path in found]


def look(file: Path) -> tuple[int, bytes]:
    """Return the size of a remote file, and what changes when its content does.

    That is what its file system knows of its state, or else the digest of its content.
    """
    remote: Any = file
    info = remote.fs.info(remote.path)
    known = {name: str(info[name]) for name in _STATES if info.get(name) is not None}
    if known:
        state = repr((info.get("size"), sorted(known.items()))).encode()
    else:
        state = hashlib.sha256(file.read_bytes()).digest()
    return info.get("size") or 0, state


def _unreachable(address: str, error: Exception) -> UserError:
    told = (str(error).strip() or type(error).__name__).splitlines()[0]
    return UserError(f"The corpus {address} cannot be read: {type(error).__name__}: {told}")
