"""The workflows on GitHub do what a maintainer does: commands of this repository, with no more rights than they need.

They cannot run here. What is held to account is their text, and the one script that they call.
"""

import hashlib
import os
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import release
import yaml  # type: ignore[import-untyped]

from helpers.errors import UserError

ROOT = Path(__file__).parents[1]
WORKFLOWS = {path.stem: path for path in sorted((ROOT / ".github" / "workflows").glob("*.yml"))}
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
ACTIONLINT = (Path(sys.executable).parent / "actionlint", "-shellcheck=", "-pyflakes=")
OFFICIAL = re.compile(r"actions/[\w-]+@v\d+")
# What only GitHub's machines have, and what no job may write without saying so.
HOSTED = {"gh", "sha256sum"}
WRITES = {"publish": {"pages", "id-token"}, "weekly": {"issues"}, "release": {"contents"}}


def load(name):
    """The workflow, whose key `on` YAML takes for the word true."""
    read = yaml.safe_load(WORKFLOWS[name].read_text("utf-8"))
    return {("on" if key is True else key): value for key, value in read.items()}


def jobs(name):
    return load(name)["jobs"].values()


def runs(name):
    return [step["run"] for job in jobs(name) for step in job["steps"] if "run" in step]


def test_the_workflows():
    assert list(WORKFLOWS) == ["preview", "publish", "release", "test", "weekly"]
    assert load("test")["on"] == {"push": {"branches": ["main"]}, "pull_request": None}
    assert load("publish")["on"]["push"] == {"branches": ["main"]}
    assert list(load("preview")["on"]) == ["pull_request"]
    assert load("weekly")["on"]["schedule"][0]["cron"].endswith(" * * 1")
    assert load("release")["on"] == {"push": {"tags": ["v*"]}}
    commands = {name: [run for run in runs(name) if run.startswith("make ")] for name in WORKFLOWS}
    assert commands == {
        "preview": ["make book"],
        "publish": ["make book"],
        "release": ["make release", "make test"],
        "test": ["make test", "make quick"],
        "weekly": ["make book", "make test"],
    }


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_commands_exist(name):
    for run in runs(name):
        (line,) = run.splitlines()
        command, *arguments = shlex.split(line)
        if command == "make":
            assert arguments
            assert set(arguments) <= TARGETS, "a target, without options that a maintainer would have to know"
        elif command not in HOSTED:
            assert os.access(ROOT / command, os.X_OK), command


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_rights_are_the_least(name):
    assert load(name)["permissions"] == {"contents": "read"}
    for job in jobs(name):
        granted = job.get("permissions", {})
        writes = {scope for scope, right in granted.items() if right == "write"}
        assert writes <= WRITES.get(name, set())
        if writes:
            # What may write runs no package: nothing is installed there, and nothing of the project is built.
            assert not [step for step in job["steps"] if "setup-python" in step.get("uses", "")]
            assert not [step for step in job["steps"] if step.get("run", "").startswith("make ")]
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("name", WORKFLOWS)
def test_what_an_event_says_is_no_part_of_a_script(name):
    assert [run for run in runs(name) if "${{" in run] == []
    assert "pull_request_target" not in load(name)["on"]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_nothing_runs_for_ever_or_twice_at_once(name):
    assert {"group", "cancel-in-progress"} == set(load(name)["concurrency"])
    for job in jobs(name):
        assert 0 < job["timeout-minutes"] <= 150
        limits = [step["timeout-minutes"] for step in job["steps"] if "timeout-minutes" in step]
        assert sum(limits) < job["timeout-minutes"], "a step fails before its job is cancelled"


def test_the_actions_are_githubs_own_and_agree():
    used = [
        step["uses"] for name in WORKFLOWS for job in jobs(name) for step in job["steps"] if "uses" in step
    ]
    assert [action for action in used if not OFFICIAL.fullmatch(action)] == []
    assert len({action.partition("@")[0] for action in used}) == len(set(used)), "one version of each"


def test_python_is_the_lowest_that_the_package_takes_and_only_the_weekly_build_has_no_cache():
    for name in WORKFLOWS:
        setups = [
            step["with"]
            for job in jobs(name)
            for step in job["steps"]
            if step.get("uses", "").startswith("actions/setup-python@")
        ]
        lowest, *newer = [setup["python-version"] for setup in setups]
        assert (lowest, newer) == ("3.11", ["${{ matrix.python }}"] if name == "test" else [])
        assert all(("cache" in setup) == (name != "weekly") for setup in setups)


def test_each_python_that_the_package_names_is_tested():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [line.rpartition(" :: ")[2] for line in project["classifiers"] if "Python :: 3." in line]
    assert ["3.11", *load("test")["jobs"]["newer"]["strategy"]["matrix"]["python"]] == named


def test_the_linter_passes_them_and_refuses_a_broken_one(tmp_path):
    done = subprocess.run([*ACTIONLINT, *WORKFLOWS.values()], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
    broken = tmp_path / "broken.yml"
    broken.write_text(WORKFLOWS["test"].read_text("utf-8").replace("runs-on:", "run-on:"), "utf-8")
    done = subprocess.run([*ACTIONLINT, broken], capture_output=True, text=True)
    assert done.returncode == 1
    assert '"runs-on" section is missing' in done.stdout


@pytest.mark.parametrize(
    "path",
    [".github/workflows/test.yml", "src/helpers/start/templates/publish.yml"],
)
def test_the_linter_reads_what_is_committed(path):
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    (hook,) = [hook for hook in hooks if hook["id"] == "workflows"]
    assert hook["entry"].split() == [".venv/bin/actionlint", *ACTIONLINT[1:]]
    assert re.search(hook["files"], path)
    assert not re.search(hook["files"], "_toc.yml")


# ---- The weekly report ----------------------------------------------------------------------------------------------

# It notes its arguments, one a line, and answers a question for a list with the issue that is open, if any.
GH = """#!/bin/sh
printf '%s\\n' "$@" >> calls
if [ "$2" = list ]; then printf '%s' "$OPEN"; fi
"""


def report(folder, opened):
    program = folder / "gh"
    program.write_text(GH)
    program.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "OPEN": opened,
        "RUN_URL": "https://example.org/runs/1",
    }
    subprocess.run([ROOT / ".github" / "report-failure"], cwd=folder, env=environment, check=True)
    return (folder / "calls").read_text().splitlines()


def test_a_first_failure_opens_an_issue(tmp_path):
    calls = report(tmp_path, "")
    assert calls[:2] == ["issue", "list"]
    start = calls.index("create")
    assert calls[start - 1 : start + 3] == ["issue", "create", "--title", "The weekly rebuild fails"]
    assert "https://example.org/runs/1" in calls[-1]


def test_a_further_failure_is_a_comment_on_it(tmp_path):
    calls = report(tmp_path, "12\n")
    assert calls[-5:-1] == ["issue", "comment", "12", "--body"]
    assert "https://example.org/runs/1" in calls[-1]
    assert "create" not in calls


# ---- The release ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["v9", "0.1.0", "v0.1.0; touch /tmp/x", "$(exit 0)"])
def test_a_tag_that_is_not_the_version_is_refused(tag, tmp_path):
    done = subprocess.run(
        [sys.executable, "tools/release.py", str(tmp_path / "out")],
        cwd=ROOT,
        env=os.environ | {"TAG": tag},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert f"The tag {tag} is not v" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_notes_are_the_changelogs():
    changelog = (
        "# Changelog\n\n## [Unreleased]\n\n- b\n\n## [1.0.1] - 2026-01-02\n\n- a\n\n## [1.0.0]\n\n- c\n"
    )
    assert release.read_notes(changelog, None) == "- b\n"
    assert release.read_notes(changelog, "1.0.1") == "- a\n"
    assert release.read_notes(changelog, "1.0.0") == "- c\n"
    with pytest.raises(UserError, match=r"no section ## \[1\.0\]"):
        release.read_notes(changelog, "1.0")


def test_a_zipped_book_unpacks_into_one_folder_and_is_the_same_twice(tmp_path):
    site = tmp_path / "site"
    (site / "book").mkdir(parents=True)
    (site / "index.html").write_text("a")
    (site / "book" / "网.html").write_text("b")
    contents = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        archive = tmp_path / folder / "fangzhi-1.0.0-book.zip"
        release.zip_folder(site, archive)
        contents.append(archive.read_bytes())
        (site / "index.html").touch()
    assert contents[0] == contents[1]
    assert zipfile.ZipFile(archive).namelist() == [
        "fangzhi-1.0.0-book/book/网.html",
        "fangzhi-1.0.0-book/index.html",
    ]


def test_the_sums_are_those_of_all_files(tmp_path):
    (tmp_path / "b.zip").write_bytes(b"b")
    (tmp_path / "a.whl").write_bytes(b"a")
    (tmp_path / "SHA256SUMS").write_text("old")
    sums = [line.split("  ") for line in release.list_sums(tmp_path).splitlines()]
    assert sums == [[hashlib.sha256(name[:1].encode()).hexdigest(), name] for name in ("a.whl", "b.zip")]


def test_a_folder_with_something_else_is_not_replaced(tmp_path):
    (tmp_path / "thesis.docx").write_text("")
    done = subprocess.run(
        [sys.executable, "tools/release.py", str(tmp_path)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "TAG"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "thesis.docx" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]
