"""What the repository promises about itself: papers, pins and links that agree with the files they speak of."""

import ast
import dataclasses
import hashlib
import json
import re
import subprocess
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from helpers.reading import READABLE
from helpers.settings import Settings, load_settings

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")

# Dependencies that are run and not imported, each with the file that runs it and the words that do.
TOOLS = {
    "jupyter-book": ("src/helpers/site/render.py", "jupyter_book.cli"),
    "ipykernel": ("notebooks/01_cleaning.ipynb", '"name": "python3"'),
    "jupyterlab": ("Makefile", "jupyter lab"),
    "pagefind-bin-extended": ("src/helpers/site/search.py", "get_executable()"),
    "papermill": ("src/helpers/site/worker.py", "execute_notebook("),
}


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def imported_packages() -> set[str]:
    """Top-level packages that the package's modules and the notebooks import."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py")]
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    names = set()
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module)
    return {name.partition(".")[0] for name in names}


def normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_the_data_card_lists_the_seeds_byte_for_byte() -> None:
    card = dict(re.findall(r"\| `(\S+\.txt)` \| \d+ \| `([0-9a-f]{64})` \|", read("seeds/README.md")))
    seeds = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in ROOT.glob("seeds/*.txt")}
    assert len(card) == 5
    assert card == seeds


def test_the_data_card_counts_the_characters() -> None:
    card = dict(re.findall(r"\| `(\S+\.txt)` \| (\d+) \|", read("seeds/README.md")))
    seeds = {path.name: str(len(path.read_bytes().decode())) for path in ROOT.glob("seeds/*.txt")}
    assert card == seeds


def test_the_seeds_settings_are_valid() -> None:
    settings = load_settings(ROOT / "seeds")
    assert settings.title
    assert settings.publish_text
    assert settings.missing_glyphs == "fail"


def test_own_documents_names_every_setting_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", read("book/own_documents.md"), re.MULTILINE))
    assert list(rows) == [field.name for field in dataclasses.fields(Settings)]
    default = Settings()
    assert rows["segmenter"] == f'`"{default.segmenter}"`'
    assert rows["missing_glyphs"] == f'`"{default.missing_glyphs}"`'
    assert rows["publish_text"] == f"`{str(default.publish_text).lower()}`"


@pytest.mark.parametrize("page", ["README.md", "book/own_documents.md"])
def test_every_readable_format_is_named(page: str) -> None:
    assert set(READABLE) <= set(re.findall(r"`(\.\w+)`", read(page)))


@pytest.mark.parametrize(
    "page",
    [path.relative_to(ROOT).as_posix() for folder in (ROOT, ROOT / "book") for path in folder.glob("*.md")],
)
def test_relative_links_resolve(page: str) -> None:
    prose = re.sub(r"^```.*?^```", "", read(page), flags=re.DOTALL | re.MULTILINE)
    targets = [t.partition("#")[0] for t in re.findall(r"\]\(([^)\s]+)\)", prose) if "://" not in t]
    assert [t for t in targets if t and not (ROOT / page).parent.joinpath(t).exists()] == []


def test_the_snippets_of_contributing_fit_their_files() -> None:
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", read("CONTRIBUTING.md"), re.DOTALL | re.MULTILINE)
    rows = [text.splitlines() for language, text in blocks if language == "text"]
    headers = {
        p.read_text(encoding="utf-8").partition("\n")[0] for p in ROOT.glob("src/helpers/lexicons/*.csv")
    }
    assert rows
    for header, row in rows:
        assert header in headers
        assert row.count(",") == header.count(",")

    rules = tomllib.loads(read("src/helpers/lexicons/boilerplate.toml"))["rule"]
    (snippet,) = [text for language, text in blocks if language == "toml" and text.startswith("[[rule]]")]
    (rule,) = tomllib.loads(snippet)["rule"]
    assert set(rule) <= {key for known in rules for key in known}
    assert re.fullmatch(rule["pattern"], rule["example"])


def test_every_citation_has_its_reference() -> None:
    cited = set()
    for page in ROOT.glob("book/*.md"):
        for keys in re.findall(r"\{cite[a-z:]*\}`([^`]+)`", page.read_text(encoding="utf-8")):
            cited |= {key.strip() for key in keys.split(",")}
    assert cited == set(re.findall(r"^@\w+\{(\w+),", read("book/references.bib"), re.MULTILINE))


def test_no_tracked_file_names_a_registry() -> None:
    registry = re.compile(
        rb"pypi\.org|pythonhosted\.org|anaconda\.(?:org|com)|registry\.npmjs|deb\.debian\.org"
    )
    assert [path.name for path in tracked() if registry.search(path.read_bytes())] == []


def test_no_tracked_file_is_over_a_megabyte() -> None:
    assert [path.name for path in tracked() if path.stat().st_size > 1_000_000] == []


def test_every_dependency_is_used() -> None:
    imported = imported_packages()
    used = {
        normal(name)
        for package, names in packages_distributions().items()
        if package in imported
        for name in names
    }
    declared = {normal(re.split(r"[^\w.-]", spec)[0]) for spec in PYPROJECT["project"]["dependencies"]}
    assert declared - used - set(TOOLS) == set()
    assert set(TOOLS) <= declared


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_is_run(tool: str) -> None:
    path, words = TOOLS[tool]
    assert words in read(path)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_address(lock: str) -> None:
    pins = read(lock).replace("\\\n", " ").splitlines()
    assert pins
    assert [p for p in pins if not re.match(r"[\w.-]+==\S+ (?:;.*? )? *--hash=sha256:[0-9a-f]{64}", p)] == []
    assert "://" not in read(lock)


def test_every_dependency_is_pinned() -> None:
    pinned = {normal(name) for name in re.findall(r"^([\w.-]+)==", read("requirements.lock"), re.MULTILINE)}
    declared = {normal(re.split(r"[^\w.-]", spec)[0]) for spec in PYPROJECT["project"]["dependencies"]}
    assert declared - pinned == set()


def test_conda_and_binder_read_the_same_lock() -> None:
    environment = yaml.safe_load(read("environment.yml"))
    assert environment["name"] == PYPROJECT["project"]["name"]
    assert {"pip": ["-r requirements.lock"]} in environment["dependencies"]


def test_the_citation_names_this_version() -> None:
    citation = yaml.safe_load(read("CITATION.cff"))
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(citation)
    assert citation["version"] == PYPROJECT["project"]["version"]
    assert citation["license"] == PYPROJECT["project"]["license"]


def test_make_lists_its_targets() -> None:
    plain, asked = (
        subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for command in (["make"], ["make", "help"])
    )
    assert plain == asked
    for target in ("book", "test", "lab", "check", "clean"):
        assert re.search(rf"^  make {target}\b +\S", plain, re.MULTILINE)


def test_continuous_integration_runs_make_test() -> None:
    ci = ROOT / ".ci/run"
    assert ci.stat().st_mode & 0o100
    assert re.search(r"\bmake test$", ci.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_licences_are_named() -> None:
    licence = read("LICENSE")
    assert licence.startswith("MIT License\n")
    for words in ("https://creativecommons.org/licenses/by/4.0/", "seeds/README.md", "lexicons/README.md"):
        assert words in licence
