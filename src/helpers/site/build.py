"""The book of a corpus, from its tables to a site in its place, doing again only what changed."""

import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import helpers
from helpers.caches import cache_folder, lock_place
from helpers.digests import digest_folder
from helpers.fingerprint import (
    check_unchanged,
    find_corpus,
    observe_corpus,
    package_versions,
    project_folder,
)
from helpers.output import check_output, replacing
from helpers.settings import load_settings
from helpers.site.executed import is_executed
from helpers.site.failure import BookError
from helpers.site.moment import fix_seconds, tell_moment
from helpers.site.pdf import PDF_NAME, PDF_VARIABLE, require_browser, write_pdf
from helpers.site.project import Project, digest

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["MARKER", "RUNS", "BookReport", "build_book"]

# In every site of ours: a folder that holds it may be replaced, any other may not.
MARKER = ".fangzhi.json"
# The variable that tells the pages what is known of each chapter's last run.
RUNS = "FANGZHI_RUNS"
_STAGE = "stage-"
# It computes again what the other chapters do; begun first, it runs beside them, not after them.
_LONGEST = "06_sensitivity"


@dataclass(frozen=True)
class BookReport:
    """What a build did: where the site is, seconds per notebook run, notebooks kept, whether it rendered."""

    out: Path
    ran: dict[str, float]
    kept: tuple[str, ...]
    rendered: bool
    seconds: float

    @property
    def index(self) -> Path:
        """The page to open."""
        return self.out / "index.html"


def build_book(
    corpus: str | os.PathLike[str],
    out: Path,
    *,
    project: Path | None = None,
    pdf: bool = False,
    progress: Callable[[str], None] | None = None,
) -> BookReport:
    """Build the book of a corpus folder as a site in `out`, and return what was done.

    A notebook runs again when it, the helpers, the corpus or the installed packages changed since its last
    run; if nothing at all changed, the site is left as it is. `project` is the folder with `_config.yml`,
    `_toc.yml`, `book/` and `notebooks/` (default: the project's own); `progress` receives a line per step.
    With `pdf`, the site also holds the book as `book.pdf`, to which its pages lead; that needs a browser.

    Raises UserError for a corpus or `out` that cannot be used or where no browser is found, before anything is
    written, and BookError when a chapter fails or a page is not sound; then the site that was there before stays in
    place.
    """
    started = time.perf_counter()
    say = progress or (lambda line: None)
    folder, out = find_corpus(corpus), out.expanduser().resolve()
    _check_out(out, folder)
    browser = require_browser() if pdf else None
    sources = Project((project or project_folder()).resolve())
    place = cache_folder("book", str(folder), str(sources.root))
    with lock_place(place, lambda: say("another process builds the book of this corpus; waiting for it")):
        seen = observe_corpus(folder)
        work = _Work(place, sources, seen.fingerprint, load_settings(folder).sample)
        stale = work.stale()
        key = sources.site_key(folder, seen.fingerprint, work.keys) + ("-pdf" if browser else "")
        if not stale and _read_json(out / MARKER).get("key") == key and _is_intact(out):
            return BookReport(out, {}, tuple(work.keys), False, time.perf_counter() - started)

        from helpers.corpus import open_corpus

        opened = open_corpus(folder)
        for name in work.keys:
            if name not in [notebook.stem for notebook in stale]:
                say(f"{name} kept")
        ran = work.run(stale, opened, say)
        check_unchanged(folder, seen)
        say("rendering the pages")
        html = work.render(opened, pdf=pdf)
        _check(html, work)
        if browser:
            say("printing the book")
            write_pdf(html, sources.pages, opened, browser)
        work.keep_rendered()
        _publish(out, html, _marker(key, seen.fingerprint, work))
    kept = tuple(name for name in work.keys if name not in ran)
    return BookReport(out, ran, kept, True, time.perf_counter() - started)


class _Work:
    """The folder in which a corpus's book is made, and its record of what was run and rendered."""

    def __init__(self, folder: Path, project: Project, fingerprint: str, sample: int | str) -> None:
        self.folder = folder
        self.project = project
        self.executed = folder / "executed"
        self.notebooks = project.notebooks
        self.keys = {
            notebook.stem: project.notebook_key(notebook, fingerprint, sample) for notebook in self.notebooks
        }
        self.state = self._load()

    def stale(self) -> list[Path]:
        """Return the notebooks to run: they or what they depend on changed, were touched, or never ran."""
        return [
            notebook
            for notebook in self.notebooks
            if not is_executed(self.executed / notebook.name)
            or self._record(notebook).get("key") != self.keys[notebook.stem]
            or self._record(notebook).get("modified", 0) < notebook.stat().st_mtime_ns
        ]

    def run(self, notebooks: list[Path], corpus: "Corpus", say: Callable[[str], None]) -> dict[str, float]:
        """Run notebooks, recording each as it ends: a later failure does not undo it. Return seconds."""
        from tqdm import tqdm

        from helpers.site.run import Job, run_notebooks

        seconds: dict[str, float] = {}
        modified = {notebook: notebook.stat().st_mtime_ns for notebook in notebooks}
        # disable=None: no bar where there is no terminal
        with tqdm(total=len(notebooks), unit="notebook", leave=False, disable=None) as bar:

            def finished(job: Job, spent: float) -> None:
                seconds[job.name] = round(spent, 1)
                self.state["notebooks"][job.name] = {
                    "key": self.keys[job.name],
                    "modified": modified[job.notebook],
                    "seconds": fix_seconds(spent),
                    "finished": tell_moment().isoformat(),
                }
                self._save()
                with bar.external_write_mode():
                    say(f"{job.name} ran in {spent:.1f} s")
                bar.update()

            ordered = sorted(notebooks, key=lambda notebook: notebook.stem != _LONGEST)
            run_notebooks(
                [Job(notebook.stem, notebook, {"corpus": str(corpus.folder)}) for notebook in ordered],
                executed=self.executed,
                scratch=self.folder / "runs",
                finished=finished,
                by=corpus.grouping,
            )
        return seconds

    def render(self, corpus: "Corpus", *, pdf: bool) -> Path:
        """Render the pages; from nothing, unless the last rendering ended well, had the same frame and is as it was left."""
        from helpers.site.render import render

        self._rendering = self.project.render_key() + ("-pdf" if pdf else "")
        last = self.state.pop("rendered", {})
        self._save()
        self.stage = self.folder / last.get("stage", "none")
        if last != self._describe_stage():
            for old in self.folder.glob(f"{_STAGE}*"):
                shutil.rmtree(old, ignore_errors=True) if old.is_dir() else old.unlink()  # or its log
            # A new name: what a killed build started may still be writing into the old one.
            self.stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=self.folder))
        runs = {name: self.state["notebooks"][name] for name in self.keys}
        environment = {
            "FANGZHI_CORPUS": str(corpus.folder),
            RUNS: json.dumps(runs),
            PDF_VARIABLE: PDF_NAME if pdf else "",
        }
        return render(self.project, self.stage, self.executed, corpus.grouping, environment=environment)

    def keep_rendered(self) -> None:
        """Have the next build go on from what was rendered."""
        self.state["rendered"] = self._describe_stage()
        self._save()

    def _describe_stage(self) -> dict[str, str]:
        files = digest_folder(self.stage, self.folder / "stage.sha256")
        return {"stage": self.stage.name, "key": self._rendering, "digest": digest(files)}

    def _record(self, notebook: Path) -> dict[str, Any]:
        record: dict[str, Any] = self.state["notebooks"].get(notebook.stem, {})
        return record

    def _load(self) -> dict[str, Any]:
        """Return the state that was kept, or an empty one where it is not as it was written."""
        kept = _read_json(self.folder / "state.json")
        state: dict[str, Any] = kept.get("state", {})
        return state if kept.get("digest") == digest(state) else {"notebooks": {}}

    def _save(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / "state.new"
        kept = {"digest": digest(self.state), "state": self.state}
        fresh.write_text(json.dumps(kept, indent=1, sort_keys=True), encoding="utf-8")
        fresh.replace(self.folder / "state.json")


def _check_out(out: Path, corpus: Path) -> None:
    """Raise UserError unless `out` may be written: absent, empty, or a site of ours and nothing else."""
    marker = _read_json(out / MARKER)
    ours = [MARKER, *marker.get("files", {})] if marker else None
    if marker.get("made_by") == "jupyter-book":  # a plain build, which lists nothing
        ours = [path.relative_to(out).as_posix() for path in out.rglob("*")]
    check_output(out, corpus, ours, "a book")


def _check(html: Path, work: _Work) -> None:
    """Raise BookError with the guard's complaints, if it has any."""
    from helpers.site.guard import check_site

    executed = {
        notebook.relative_to(work.project.root).with_suffix("").as_posix(): work.executed / notebook.name
        for notebook in work.notebooks
    }
    problems = check_site(html, work.project.pages, executed)
    if problems:
        raise BookError("The book was rendered, but is not sound:\n" + "\n".join(f"  {p}" for p in problems))


def _marker(key: str, fingerprint: str, work: _Work) -> dict[str, Any]:
    """Return what a site says of its own making; no path of this machine is in it."""
    return {
        "made_by": "fangzhi",
        "key": key,
        "corpus": fingerprint,
        "built": tell_moment().isoformat(),
        "chapters": {name: work.state["notebooks"][name] for name in work.keys},
        "versions": {
            "fangzhi": helpers.__version__,
            "python": platform.python_version(),
            **package_versions(),
        },
    }


def _publish(out: Path, html: Path, marker: dict[str, Any]) -> None:
    """Put the rendered site in place of what `out` holds."""
    with replacing(out) as fresh:
        shutil.copytree(html, fresh, dirs_exist_ok=True)
        (fresh / MARKER).unlink(missing_ok=True)  # that of a plain build
        marker = marker | {"files": digest_folder(fresh)}
        text = json.dumps(marker, indent=1, sort_keys=True, ensure_ascii=False)
        (fresh / MARKER).write_text(text, encoding="utf-8")


def _is_intact(out: Path) -> bool:
    """Tell whether a site has every file as it was written, and no other."""
    files = digest_folder(out, cache_folder("digests", str(out)).with_suffix(".sha256"))
    files.pop(MARKER, None)
    return bool(_read_json(out / MARKER).get("files") == files)


def _read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; what is absent or damaged counts as empty, and is made again."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
