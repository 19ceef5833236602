"""The book's sources on disk: which pages they hold, and what they hash to."""

import hashlib
import json
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.fingerprint import PACKAGE, hash_chapter_code, hash_files
from helpers.site.failure import BookError

__all__ = ["Project", "digest", "read_yaml"]


@dataclass(frozen=True)
class Project:
    """A folder with `_config.yml`, `_toc.yml`, `book/` and `notebooks/`."""

    root: Path

    @property
    def pages(self) -> list[str]:
        """The pages of `_toc.yml`, in order, as paths without suffix, such as `notebooks/01_cleaning`."""
        return list(_named(read_yaml(self.root / "_toc.yml")))

    @property
    def notebooks(self) -> list[Path]:
        """The notebooks among the pages, in order.

        Raises BookError when the table of contents names a page that is not there.
        """
        found = []
        for page in self.pages:
            notebook = self.root / f"{page}.ipynb"
            if notebook.is_file():
                found.append(notebook)
            elif not (self.root / f"{page}.md").is_file():
                raise BookError(f"_toc.yml names {page}, but {self.root} holds no {page}.ipynb or {page}.md.")
        return found

    @property
    def sources(self) -> dict[str, Path]:
        """Everything but notebooks that the pages are rendered from: relative path to file."""
        files = [self.root / "_config.yml", self.root / "_toc.yml", *_walk(self.root / "book")]
        return {path.relative_to(self.root).as_posix(): path for path in files}

    def notebook_key(self, notebook: Path, fingerprint: str, sample: int | str) -> str:
        """Hash all that an executed notebook depends on: itself, the helpers, the corpus, the size of its sample, the packages."""
        own = hash_files([notebook], notebook.parent)
        return digest([own, hash_chapter_code(PACKAGE), fingerprint, sample, self._environment()])

    def render_key(self) -> str:
        """Hash what every page depends on; when it changes, none of the pages rendered before is kept."""
        static = [path for path in _walk(self.root / "book") if "_static" in path.parts]
        frame = hash_files([self.root / "_config.yml", self.root / "_toc.yml", *static], self.root)
        return digest([frame, hash_files(_walk(PACKAGE / "site"), PACKAGE), self._environment()])

    def site_key(self, corpus: Path, fingerprint: str, notebook_keys: dict[str, str]) -> str:
        """Hash all that the site depends on: chapters, pages, their frame, and what the corpus's folder says of itself."""
        told = [path for name in ("README*", "CITATION.cff") for path in corpus.glob(name) if path.is_file()]
        prose = hash_files(self.sources.values(), self.root)
        return digest([notebook_keys, prose, self.render_key(), hash_files(told, corpus), fingerprint])

    def _environment(self) -> list[str]:
        """Name the installed packages: by the lock in a checkout, by what is installed elsewhere."""
        lock = self.root / "requirements.lock"
        if lock.is_file():
            return [sys.version, hash_files([lock], self.root)]
        installed = Path(sysconfig.get_paths()["purelib"]).glob("*.dist-info")
        return [sys.version, *sorted(path.name for path in installed)]


def digest(value: Any) -> str:
    """SHA-256 of a value that JSON can hold."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def read_yaml(path: Path) -> Any:
    """Read a YAML file. Raises BookError when it is not there or is not YAML."""
    import yaml

    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise BookError(f"{path} cannot be read: {error}") from error


def _named(node: Any) -> Iterator[str]:
    """Yield the pages that a table of contents names, in order."""
    if isinstance(node, list):
        for item in node:
            yield from _named(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in ("root", "file"):
                yield str(value)
            else:
                yield from _named(value)


def _walk(folder: Path) -> list[Path]:
    """Return the files below a folder, without what Python, Jupyter and desktops leave there."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part == "__pycache__" or part.startswith(".") for part in path.relative_to(folder).parts)
    ]
