"""Pages and executed notebooks through Jupyter Book, in a stage of their own, execution off."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from helpers.grouping import Grouping
from helpers.site.failure import BookError
from helpers.site.project import Project, read_yaml
from helpers.site.wording import reword_text

__all__ = ["render"]

_REWORDED = ("book/index.md", "book/explorer.md")  # what tells what the chapters ask

# Without jsonschema's grammars of addresses, as in `worker`.
_JUPYTER_BOOK = (
    "import sys; sys.modules['rfc3987_syntax'] = None; "
    "from jupyter_book.cli.main import main; sys.argv[0] = 'jupyter-book'; main()"
)
_SHOWN = 12
_STEP = 2.0  # seconds; the coarsest clock of a disk


def render(
    project: Project,
    stage: Path,
    executed: Path,
    by: Grouping,
    *,
    environment: Mapping[str, str],
) -> Path:
    """Render the book and return the folder of its HTML pages, inside the stage.

    `by` is what the corpus compares, in whose words its pages are put. Only pages whose source changed since
    the last rendering in this stage are rendered again. Raises BookError with the first complaints; a warning counts as an error, and
    the stage is not to be used again, as Sphinx warns of a page only when it reads it.
    """
    build = stage / "_build"
    if _is_ahead(build):  # by its clock, Sphinx would take changed pages for old ones
        shutil.rmtree(build)
    _fill(stage, project, executed, by)
    log = stage.with_suffix(".log")
    with log.open("wb") as stream:
        done = subprocess.run(
            [sys.executable, "-c", _JUPYTER_BOOK, "build", str(stage), "-W", "-n", "--keep-going"],
            cwd=stage,
            env=os.environ | environment | {"PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
        )
    if done.returncode:
        raise BookError("Jupyter Book could not render the book:\n" + _complaints(log, stage))
    return build / "html"


def _is_ahead(build: Path) -> bool:
    """Tell whether something was written later than now: the clock was set back."""
    return any(path.stat().st_mtime > time.time() + _STEP for path in build.rglob("*"))


def _fill(stage: Path, project: Project, executed: Path, by: Grouping) -> None:
    """Bring the stage up to date: write what changed, remove what is no longer a source."""
    import yaml

    wanted = {name: path.read_bytes() for name, path in project.sources.items()}
    for name in _REWORDED:
        if name in wanted:
            wanted[name] = reword_text(wanted[name].decode(), by).encode()
    config = read_yaml(project.root / "_config.yml")
    config.setdefault("execute", {})["execute_notebooks"] = "off"
    wanted["_config.yml"] = yaml.safe_dump(config, allow_unicode=True, sort_keys=False).encode()
    for notebook in project.notebooks:
        name = notebook.relative_to(project.root).as_posix()
        wanted[name] = (executed / notebook.name).read_bytes()
    for path in stage.rglob("*"):
        name = path.relative_to(stage).as_posix()
        if path.is_file() and not name.startswith("_build/") and name not in wanted:
            path.unlink()
    for name, content in wanted.items():
        path = stage / name
        # What did not change keeps its time, by which Sphinx tells what to read again.
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _complaints(log: Path, stage: Path) -> str:
    """Return the lines of a build log that say what was wrong, with paths as in the project."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", log.read_text(encoding="utf-8", errors="replace"))
    text = text.replace(f"{stage}{os.sep}", "")
    lines = [line.rstrip() for line in text.splitlines()]
    told = [line for line in lines if re.search(r"\b(WARNING|ERROR|CRITICAL|[A-Za-z]+Error)\b", line)]
    told = [line for line in told if "warnings treated as errors" not in line] or lines[-_SHOWN:]
    more = [f"  … and {len(told) - _SHOWN} more in {log}"] if len(told) > _SHOWN else []
    return "\n".join([f"  {line}" for line in told[:_SHOWN]] + more)
