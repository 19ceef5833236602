"""One notebook, run for each province, outlet or year of a corpus: a report each, and a page that lists them."""

import json
import os
import re
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.caches import cache_folder, lock_place
from helpers.errors import UserError, unknown
from helpers.fingerprint import find_corpus, observe_corpus, project_folder
from helpers.output import check_output, replacing
from helpers.parameters import read_parameters
from helpers.site.executed import is_executed
from helpers.site.project import Project, digest
from helpers.site.run import Job, run_notebooks
from helpers.site.slug import make_slug
from helpers.site.template import render_template

__all__ = ["EACH", "rerun_notebook"]

EACH = ("province", "outlet", "year")
_MARKER = ".fangzhi-reports.json"
_TAGS = re.compile(r"<script\b.*?</script>|<link\b[^>]*>", re.DOTALL)
_ELSEWHERE = re.compile(r' (?:xlink:)?href="\.\./[^"]*"')  # a page of the book, which is not here


def rerun_notebook(
    notebook: str,
    corpus: str | os.PathLike[str],
    out: Path,
    each: str = "province",
    parameters: Mapping[str, str] | None = None,
    progress: Callable[[str], None] | None = None,
) -> list[str]:
    """Run a notebook for each value, as many at a time as there are cores, and return what went wrong, a line each.

    `notebook` is a path, or the name of a chapter (03_provinces); `each` is `province` (or what else the corpus compares),
    `outlet` or `year`; `parameters` are set in every run. `out` gets for each value an executed notebook and the same as a page, and
    `index.html`. What ran before with the same notebook, parameters, corpus and program is not run again.
    Raises UserError for a notebook, corpus, parameter or folder that cannot be used, before anything is written.
    """
    from helpers.corpus import open_corpus

    say = progress or (lambda line: None)
    path, folder, out = _find(notebook), find_corpus(corpus), out.expanduser().resolve()
    check_output(out, folder, _read(out / _MARKER).get("files"), "reports")
    declared = [parameter.name for parameter in read_parameters(path)]
    given = dict(parameters or {})
    for name in given:
        if name not in declared:
            raise unknown("parameter", name, declared, f"They are the parameters of {path.name}.")
    opened = open_corpus(folder)
    values = _values(opened.compared.articles, each, opened.grouping.many)
    base = Project(project_folder().resolve()).notebook_key(
        path, observe_corpus(folder).fingerprint, opened.settings.sample
    )
    work = cache_folder("reports", str(folder), str(path))
    jobs = {
        value: Job(
            digest([base, given, each, value])[:16],
            path,
            given | _setting(each, value, declared) | {"corpus": str(folder)},
        )
        for value in values
    }
    executed = work / "executed"
    names = {job.name: value for value, job in jobs.items()}
    failures: dict[str, str] = {}

    def finished(job: Job, seconds: float) -> None:
        say(f"{names[job.name]} ran in {seconds:.1f} s")

    def failed(job: Job, why: str) -> None:
        failures[job.name] = why
        say(f"{names[job.name]} failed")

    with lock_place(work, lambda: say("another process runs this notebook; waiting for it")):
        stale = [job for job in jobs.values() if not is_executed(executed / f"{job.name}.ipynb")]
        for value, job in jobs.items():
            if job not in stale:
                say(f"{value} kept")
        run_notebooks(
            stale,
            executed=executed,
            scratch=work / "runs",
            finished=finished,
            failed=failed,
            by=opened.grouping,
        )
        for old in executed.glob("*"):
            if old.stem not in names:
                old.unlink()
        _write(out, path, opened.settings.title, jobs, executed, failures)
    return [f"{names[name]}: {why}" for name, why in failures.items()]


def _find(notebook: str) -> Path:
    """Return the path of a notebook that is named by path or as a chapter."""
    chapters = sorted((project_folder() / "notebooks").glob("*.ipynb"))
    named = {chapter.stem: chapter for chapter in chapters}
    path = Path(notebook).expanduser()
    path = path if path.is_file() else named.get(path.stem if path.parent == Path() else "", path)
    if not path.is_file():
        raise unknown("notebook", notebook, named, "Or give the path of a notebook.")
    return path.resolve()


def _values(articles: pd.DataFrame, each: str, many: str) -> list[str]:
    """Return the values that articles have, in their order. Raises UserError for another `each`, and where there is none."""
    if each not in EACH:
        raise unknown("for-each", each, EACH)
    column = articles["published"].dt.strftime("%Y") if each == "year" else articles[each]
    values = sorted(map(str, column.dropna().unique()))
    if not values:
        what = many if each == "province" else f"{each}s"
        raise UserError(
            f"No article of this corpus has a known {each}, so there are no {what} to make reports of."
        )
    return values


def _setting(each: str, value: str, declared: list[str]) -> dict[str, str]:
    """Return the parameters that narrow a notebook to one value, or turn its attention to it."""
    if each == "province" and "province" in declared:
        settings = {"province": value}
    elif each == "year":
        settings = {"date_from": f"{value}-01-01", "date_to": f"{value}-12-31"}
    else:
        settings = {f"{each}s": value}
    for name in settings:
        if name not in declared:
            raise UserError(f"The notebook has no parameter {name}, so it cannot be run for each {each}.")
    return settings


def _write(
    out: Path,
    notebook: Path,
    title: str,
    jobs: Mapping[str, Job],
    executed: Path,
    failures: Mapping[str, str],
) -> None:
    """Put the reports and their index in the place of what `out` holds."""
    import nbformat

    with replacing(out) as fresh:
        rows = []
        for number, (value, job) in enumerate(jobs.items(), start=1):
            if job.name in failures:
                rows.append({"value": value, "page": "", "told": failures[job.name]})
                continue
            name = f"{number:02d}-{make_slug(value)}"
            content = (executed / f"{job.name}.ipynb").read_text("utf-8")
            (fresh / f"{name}.ipynb").write_text(content, encoding="utf-8")
            node = nbformat.reads(content, as_version=4)  # type: ignore[no-untyped-call]
            (fresh / f"{name}.html").write_text(_to_page(node, f"{value} · {title}"), encoding="utf-8")
            rows.append({"value": value, "page": name, "told": _first_words(node, value)})
        heading = _heading(json.loads(notebook.read_text("utf-8")))
        index = render_template("reports.html", title=title, heading=heading, rows=rows)
        (fresh / "index.html").write_text(index, encoding="utf-8")
        files = [path.name for path in sorted(fresh.iterdir())]
        (fresh / _MARKER).write_text(json.dumps({"files": [*files, _MARKER]}), encoding="utf-8")


def _to_page(node: Any, title: str) -> str:
    """Return an executed notebook as a page that stands alone: no code, no script, nothing from another host."""
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        exclude_input=True, exclude_output_prompt=True, exclude_input_prompt=True
    )
    node.metadata["title"] = title
    page, _ = exporter.from_notebook_node(node)
    page = _ELSEWHERE.sub("", _TAGS.sub("", page))
    return page.replace("<main>", f"<main><p>{escape(title)}</p>", 1)


def _first_words(node: Any, value: str) -> str:
    """Return the first sentence that the notebook found of a value, or else at all: lines of its outputs' plain text."""
    data = (output.get("data", {}) for cell in node.cells for output in cell.get("outputs", ()))
    lines = [line for each in data for line in str(each.get("text/plain", "")).splitlines() if line.strip()]
    return next((line for line in lines if value in line), next(iter(lines), ""))


def _heading(notebook: Mapping[str, Any]) -> str:
    first = "".join(notebook["cells"][0]["source"]).strip() if notebook["cells"] else ""
    return first.splitlines()[0].lstrip("# ") if first else ""


def _read(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
