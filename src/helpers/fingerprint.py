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
from helpers.reading import READABLE, list_files
from helpers.settings import load_settings

__all__ = [
    "PACKAGE",
    "PACKAGES",
    "cache_folder",
    "find_corpus",
    "hash_chapter_code",
    "hash_corpus",
    "hash_files",
    "package_versions",
    "project_folder",
    "table_sources",
]

PACKAGE = Path(__file__).resolve().parent
# What tables depend on; figures, chapters and the site do not change them.
_TABLE_CODE = ("schema.py", "settings.py", "document.py", "reading", "articles", "dates", "places", "tokens",
               "names", "counting", "script", "reprints", "evidence", "ledger", "corpus.py", "lexicons")  # fmt: skip
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

    The name `seeds` also finds the project's own corpus from anywhere. Raises UserError, naming the
    absolute path that was tried, when there is no such folder or no document in it.
    """
    path = str(path)  # papermill hands over a folder named 2020 as a number
    if not path.strip():
        raise UserError("The corpus is not named. Give a folder of documents, such as seeds.")
    folder = Path(path).expanduser().absolute()
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
    """Return one SHA-256 over the names (relative to the base) and contents of files; a missing one counts too."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(base).as_posix().encode("utf-8", "surrogateescape") + b"\0")
        try:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
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


def package_versions() -> dict[str, str]:
    """Return the installed version of each package that results depend on."""
    return {name: metadata.version(name) for name in PACKAGES}


def hash_corpus(folder: Path) -> str:
    """Return one SHA-256 over all that a corpus's tables depend on: documents, settings, code and versions."""
    settings = load_settings(folder)
    inputs = hash_files([folder / path for path in list_files(folder, settings)], folder)
    code = hash_files(table_sources(), PACKAGE)
    versions = " ".join(f"{name}={version}" for name, version in package_versions().items())
    python = ".".join(map(str, sys.version_info[:2]))
    # A date that lies in the future cannot be a publication date, so the year is an input too.
    year = str(datetime.datetime.now(datetime.UTC).year)
    return hashlib.sha256(
        "\n".join([inputs, settings.digest, code, versions, python, year]).encode()
    ).hexdigest()
