"""Where a corpus is, and whether anything that its tables and chapters are made from has changed.

Imports nothing heavy: a build that has nothing to do must find that out in a moment.
"""

import datetime
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from importlib import metadata
from operator import attrgetter
from pathlib import Path

from helpers.caches import cache_folder
from helpers.digests import digest_content, digest_files
from helpers.errors import UserError
from helpers.overrides import OVERRIDES_FILE
from helpers.reading import READABLE, File, look_at, walk_files
from helpers.remote import find_folder, is_address, is_remote, look
from helpers.settings import SETTINGS_FILE, Settings, load_settings

__all__ = [
    "PACKAGE",
    "PACKAGES",
    "Observed",
    "check_unchanged",
    "find_corpus",
    "hash_chapter_code",
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
               "names", "counting", "manifest.py", "script", "remote", "reprints", "evidence", "ledger", "grouping.py", "overrides.py", "lexicons")  # fmt: skip
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
    if sys.getfilesystemencoding() != "utf-8":
        raise UserError(
            f"This Python reads file names as {sys.getfilesystemencoding()}, which has no Chinese. Set PYTHONUTF8=1 and start it again."
        )
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
    settings = load_settings(folder)
    if next(walk_files(folder, settings), None) is None:
        ignored = settings.ignore
        why = f", apart from what `ignore` in corpus.toml names ({', '.join(ignored)})" if ignored else ""
        raise UserError(f"The folder {folder} holds no documents{why}. Readable are: {' '.join(READABLE)}")
    return folder


def hash_files(paths: Iterable[Path], base: Path) -> str:
    """Return one SHA-256 over the names (relative to the base) and contents of files, in the order of the names; a missing one counts too.

    Of a remote file, what its file system says of its state stands for the content.
    """

    def digest(path: Path) -> bytes | None:
        try:
            return look(path)[1] if is_remote(path) else digest_content(path)
        except OSError:
            return None

    named = sorted((path.relative_to(base).as_posix(), path) for path in paths)
    return _hash_named((name, digest(path)) for name, path in named)


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


@dataclass(frozen=True)
class Observed:
    """A corpus as it was found.

    `fingerprint` changes with all that its tables depend on: documents, settings, code and versions. `state` changes with a
    document or setting, told from names, sizes and times.
    """

    fingerprint: str
    state: str


def observe_corpus(folder: Path) -> Observed:
    """Return what tells a corpus from any other, in one walk. Digests of contents are kept in the cache, see `digest_files`."""
    settings, state = load_settings(folder), hashlib.sha256()
    inputs = _hash_inputs(folder, _find_inputs(folder, settings, state))
    code = hash_files(table_sources(), PACKAGE)
    versions = " ".join(f"{name}={version}" for name, version in package_versions().items())
    python = ".".join(map(str, sys.version_info[:2]))
    # A date that lies in the future cannot be a publication date, so the year is an input too.
    year = str(datetime.datetime.now(datetime.UTC).year)
    whole = "\n".join([inputs, settings.digest, code, versions, python, year])
    return Observed(hashlib.sha256(whole.encode()).hexdigest(), state.hexdigest())


def check_unchanged(folder: Path, seen: Observed) -> None:
    """Raise UserError when a corpus is no longer what `observe_corpus` saw: a file changed in the meantime."""
    state = hashlib.sha256()
    for _ in _find_inputs(folder, load_settings(folder), state):
        pass
    if state.hexdigest() != seen.state:
        raise UserError(
            f"The corpus {folder} changed while it was read, so that its parts would not fit together. Run the command again."
        )


def _hash_inputs(folder: Path, files: Iterable[File]) -> str:
    """Return what `hash_files` gives for some files of a corpus, which come in the order of their paths."""
    if is_remote(folder):
        return _hash_named((file.path, file.state) for file in files)
    kept = cache_folder("digests", str(folder.resolve())).with_suffix(".sha256")
    return _hash_named(digest_files(folder, files, kept))


def _find_inputs(folder: Path, settings: Settings, state: "hashlib._Hash") -> Iterator[File]:
    """Yield the documents of a corpus and its corrections, in order; `state` takes in how they and the settings look."""
    named = sorted((OVERRIDES_FILE, SETTINGS_FILE))
    beside = [look_at(folder, name) for name in named if (folder / name).is_file()]
    for file in merge(walk_files(folder, settings), beside, key=attrgetter("path")):
        state.update(_bytes(file.path) + b"\0" + repr((file.size, file.mtime_ns, file.state)).encode())
        if file.path != SETTINGS_FILE:
            yield file


def _hash_named(digests: Iterable[tuple[str, bytes | None]]) -> str:
    """Return one SHA-256 over paths and the digest of each; what could not be read counts too."""
    whole = hashlib.sha256()
    for path, digest in digests:
        whole.update(_bytes(path) + b"\0" + (digest or b"unreadable"))
    return whole.hexdigest()


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
