"""Where a corpus is, where its caches are, and whether anything they were made from has changed.

Imports nothing heavy: a build that has nothing to do must find that out in a moment.
"""

import datetime
import hashlib
import os
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import platformdirs

from helpers.errors import UserError
from helpers.overrides import OVERRIDES_FILE
from helpers.reading import READABLE, list_files
from helpers.remote import find_folder, is_address, is_remote, name_state
from helpers.settings import SETTINGS_FILE, load_settings

__all__ = [
    "PACKAGE",
    "PACKAGES",
    "cache_folder",
    "check_unchanged",
    "find_corpus",
    "hash_chapter_code",
    "hash_corpus",
    "hash_files",
    "observe_corpus",
    "own_version",
    "package_versions",
    "project_folder",
    "table_sources",
]

PACKAGE = Path(__file__).resolve().parent
# What tables depend on; figures, chapters and the site do not change them.
_TABLE_CODE = ("schema.py", "settings.py", "document.py", "building", "reading", "articles", "dates", "places", "tokens",
               "names", "counting", "script", "remote", "reprints", "evidence", "ledger", "grouping.py", "overrides.py", "lexicons")  # fmt: skip
# The packages that results depend on, as far as their version can change a number or a picture.
PACKAGES = (
    "ahocorasick-rs", "borax", "jieba", "jupyter-book", "matplotlib", "numpy", "opencc", "pandas", "papermill",
    "pyarrow", "pypdfium2", "python-calamine", "rjieba", "scikit-learn", "scipy", "stopwordsiso", "wordcloud",
)  # fmt: skip


def project_folder() -> Path:
    """Return the folder of notebooks, book pages and configuration: the checkout, or the installed copy."""
    checkout = PACKAGE.parents[1]
    if (checkout / "_config.yml").is_file() and (checkout / "notebooks").is_dir():
        return checkout
    return PACKAGE / "project"


def find_corpus(path: str | os.PathLike[str]) -> Path:
    """Return the absolute folder of a corpus; a relative path is taken from the working directory.

    An address (s3://bucket/news, hdfs://…, zip://::news.zip) leads to a folder elsewhere, which fsspec reads.
    The name `seeds` also finds the project's own corpus from anywhere. Raises UserError, naming the
    absolute path that was tried, when there is no such folder or no document in it.
    """
    path = str(path)  # papermill hands over a folder named 2020 as a number
    if not path.strip():
        raise UserError("The corpus is not named. Give a folder of documents, such as seeds.")
    folder = find_folder(path) if is_address(path) else Path(path).expanduser().absolute()
    if not folder.exists() and Path(path) == Path("seeds"):
        folder = project_folder() / "seeds"
    if not folder.exists():
        raise UserError(
            f"The corpus {str(path)!r} does not exist: tried {folder}. Give a folder of documents."
        )
    if not folder.is_dir():
        raise UserError(f"The corpus {folder} is a file, not a folder. Give the folder that holds it.")
    if not list_files(folder, load_settings(folder)):
        ignored = load_settings(folder).ignore
        why = f", apart from what `ignore` in corpus.toml names ({', '.join(ignored)})" if ignored else ""
        raise UserError(f"The folder {folder} holds no documents{why}. Readable are: {' '.join(READABLE)}")
    return folder


def cache_folder(kind: str, *names: str) -> Path:
    """Return the folder (not made yet) where something built from the things named is kept.

    It lies in $FANGZHI_CACHE, or else in the user's cache directory; never in a corpus.
    """
    root = os.environ.get("FANGZHI_CACHE") or platformdirs.user_cache_dir("fangzhi", appauthor=False)
    key = hashlib.sha256("\0".join(names).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return Path(root).expanduser().absolute() / kind / key


def hash_files(paths: Iterable[Path], base: Path) -> str:
    """Return one SHA-256 over the names (relative to the base) and contents of files; a missing one counts too.

    Of a remote file, what its file system says of its state stands for the content.
    """
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(base).as_posix().encode("utf-8", "surrogateescape") + b"\0")
        try:
            if is_remote(path):
                digest.update(name_state(path))
            else:
                with path.open("rb") as file:
                    digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError:
            digest.update(b"unreadable")
    return digest.hexdigest()


def hash_chapter_code(package: Path = PACKAGE) -> str:
    """Return one SHA-256 over the code that a chapter can depend on: all but what the command line prints, and the site."""
    files = [path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    outside = ("cli.py", "audit.py", "terminal.py", "site", "project")
    return hash_files([path for path in files if path.relative_to(package).parts[0] not in outside], package)


def table_sources() -> list[Path]:
    """Return the files of the package that the tables depend on."""
    found: list[Path] = []
    for name in _TABLE_CODE:
        for place in (PACKAGE / name, PACKAGE / f"{name}.py"):
            if place.is_dir():
                found.extend(
                    p for p in place.rglob("*") if p.is_file() and p.suffix not in (".pyc", ".mplstyle")
                )
            elif place.is_file():
                found.append(place)
    return found


def own_version() -> str:
    """Return the version of this package as it is installed."""
    return metadata.version("fangzhi")


def package_versions() -> dict[str, str]:
    """Return the installed version of each package that results depend on."""
    return {name: metadata.version(name) for name in PACKAGES}


def observe_corpus(folder: Path) -> str:
    """Return what changes when a document or setting of a corpus does, told from names, sizes and times, without reading any."""
    digest = hashlib.sha256()
    for path in [*_inputs(folder), folder / SETTINGS_FILE]:
        digest.update(path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape") + b"\0")
        try:
            found = path.stat()
            digest.update(
                name_state(path) if is_remote(path) else repr((found.st_size, found.st_mtime_ns)).encode()
            )
        except OSError:
            digest.update(b"unreadable")
    return digest.hexdigest()


def check_unchanged(folder: Path, seen: str) -> None:
    """Raise UserError when a corpus is no longer what `observe_corpus` saw: a file changed in the meantime."""
    if observe_corpus(folder) != seen:
        raise UserError(
            f"The corpus {folder} changed while it was read, so that its parts would not fit together. Run the command again."
        )


def _inputs(folder: Path) -> list[Path]:
    """Return the documents of a corpus and its corrections."""
    names = list_files(folder, load_settings(folder))
    if (folder / OVERRIDES_FILE).is_file():
        names.append(OVERRIDES_FILE)
    return [folder / name for name in names]


def hash_corpus(folder: Path) -> str:
    """Return one SHA-256 over all that a corpus's tables depend on: documents, settings, code and versions."""
    settings = load_settings(folder)
    inputs = hash_files(_inputs(folder), folder)
    code = hash_files(table_sources(), PACKAGE)
    versions = " ".join(f"{name}={version}" for name, version in package_versions().items())
    python = ".".join(map(str, sys.version_info[:2]))
    # A date that lies in the future cannot be a publication date, so the year is an input too.
    year = str(datetime.datetime.now(datetime.UTC).year)
    return hashlib.sha256(
        "\n".join([inputs, settings.digest, code, versions, python, year]).encode()
    ).hexdigest()
