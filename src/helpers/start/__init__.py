"""A new project around a user's documents: settings, corrections, a data card, and a workflow that publishes its book."""

import json
import os
import shutil
from importlib import metadata
from pathlib import Path

from helpers.errors import UserError
from helpers.output import replacing
from helpers.overrides import OVERRIDES_FILE
from helpers.settings import SETTINGS_FILE

__all__ = ["new_project"]

_TEMPLATES = Path(__file__).parent / "templates"
_DOCUMENTS = "documents"
_BESIDE = (OVERRIDES_FILE, "CITATION.cff", "LICENSE")
_IGNORED = ".DS_Store\nThumbs.db\n~$*\n"
_OVERRIDES = "article_id,field,value,note\n"


def new_project(
    folder: Path,
    documents: Path | None = None,
    *,
    title: str = "",
    link: bool = False,
) -> int:
    """Make a project in `folder` and return how many files its `documents/` got.

    `documents` is a file, or a folder whose files are copied with their subfolders, or with `link` stand there as further names of the
    same files (hard links). `title` is the book's (default: the folder's name). The project appears whole or not at all. Raises
    UserError if the folder is there and not empty, if the documents are not there, or hold the folder, and OSError where the disk is
    full or a link cannot be made, as between two disks.
    """
    folder = folder.expanduser().absolute()
    source = documents.expanduser().absolute() if documents else None
    _check(folder, source)
    with replacing(folder) as fresh:
        (fresh / _DOCUMENTS).mkdir()
        n_files = _bring(source, fresh / _DOCUMENTS, link=link) if source else 0
        _write(fresh, title.strip() or folder.name)
    return n_files


def _check(folder: Path, source: Path | None) -> None:
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        what = (
            "is a file" if folder.is_file() else f"is not empty: it holds {sorted(folder.iterdir())[0].name}"
        )
        raise UserError(f"{folder} {what}. Name a folder that is new or empty; nothing was written.")
    if source is None:
        return
    if not source.exists():
        raise UserError(f"The documents {source} do not exist. Give a file, or a folder of documents.")
    if folder.is_relative_to(source):
        raise UserError(f"{folder} lies inside the documents {source}. Name another folder.")
    if source.is_relative_to(folder):
        raise UserError(
            f"The documents {source} lie inside {folder}, which is to be new. Name another folder."
        )
    if (source / SETTINGS_FILE).is_file():
        raise UserError(
            f"{source} has a {SETTINGS_FILE}: it is a project already, which `fangzhi book` takes as it is."
        )


def _bring(source: Path, target: Path, *, link: bool) -> int:
    """Copy or link the files, hidden ones left out, and return their number."""
    if source.is_file():
        found = [(source, target / source.name)]
    else:
        found = [
            (Path(place) / name, target / Path(place).relative_to(source) / name)
            for place, _, names in os.walk(source)
            for name in names
            if not any(part.startswith(".") for part in (*Path(place).relative_to(source).parts, name))
        ]
    for file, place in sorted(found):
        # What tells of the documents has its place beside them.
        tells = file.parent == source and (file.name in _BESIDE or file.name.startswith("README"))
        place = target.parent / file.name if tells else place
        place.parent.mkdir(parents=True, exist_ok=True)
        if link and not tells:
            place.hardlink_to(file.resolve())  # a link by name would lead out of the project
        else:
            shutil.copyfile(file, place)
    return sum(1 for path in target.rglob("*") if not path.is_dir())


def _write(project: Path, title: str) -> None:
    """Write what a project has besides its documents; what came with them stays."""
    settings = (_TEMPLATES / SETTINGS_FILE).read_text("utf-8")
    workflow = (_TEMPLATES / "publish.yml").read_text("utf-8")
    files = {
        SETTINGS_FILE: settings.replace('"TITLE"', json.dumps(title, ensure_ascii=False)),
        OVERRIDES_FILE: _OVERRIDES,
        "README.md": (_TEMPLATES / "README.md").read_text("utf-8").format(title=title),
        ".gitignore": _IGNORED,
        ".github/workflows/publish.yml": workflow.replace("__REQUIREMENT__", _requirement()),
    }
    for name, text in files.items():
        path = project / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def _requirement() -> str:
    """Return what pip has to be given to install this very Fangzhi: the address it came from, else its version."""
    installed = metadata.distribution("fangzhi")
    origin = json.loads(installed.read_text("direct_url.json") or "{}")
    if "vcs_info" in origin:
        return f"{origin['vcs_info']['vcs']}+{origin['url']}@{origin['vcs_info']['commit_id']}"
    return f"fangzhi=={installed.version}"
