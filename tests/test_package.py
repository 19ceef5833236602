"""The sdist holds what is tracked, the wheel what is run, and neither anything of the machine that they were built on."""

import configparser
import shutil
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import release
from first_hour import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
VERSION = PROJECT["project"]["version"]
MOVED = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]


def tracked():
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    return {name for name in listed.split("\0") if name and (REPOSITORY / name).is_file()}


@pytest.fixture(scope="module")
def sdist(packages):
    with tarfile.open(packages / f"fangzhi-{VERSION}.tar.gz") as archive:
        root = f"fangzhi-{VERSION}/"
        return {
            member.name.removeprefix(root): archive.extractfile(member).read()
            for member in archive
            if member.isfile()
        }


@pytest.fixture(scope="module")
def wheel(packages):
    with zipfile.ZipFile(packages / f"fangzhi-{VERSION}-py3-none-any.whl") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_sdist_holds_what_is_tracked(sdist):
    assert set(sdist) == tracked() | {"PKG-INFO"}
    assert [name for name in tracked() if sdist[name] != (REPOSITORY / name).read_bytes()] == []


def test_the_wheel_holds_the_package_the_project_and_the_licence(wheel):
    about = f"fangzhi-{VERSION}.dist-info"
    expected = {
        f"{about}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    }
    for name in tracked():
        if name.startswith("src/helpers/"):
            expected.add(name.removeprefix("src/"))
        for source, target in MOVED.items():
            if name == source or name.startswith(f"{source}/"):
                expected.add(target + name.removeprefix(source))
    assert set(wheel) == expected
    assert {"helpers/lexicons/README.md", "helpers/project/seeds/README.md"} <= expected, "who may use them"
    scripts = configparser.ConfigParser()
    scripts.read_string(wheel[f"{about}/entry_points.txt"].decode())
    assert dict(scripts["console_scripts"]) == PROJECT["project"]["scripts"]


def test_nothing_names_the_machine(sdist, wheel):
    paths = {str(REPOSITORY).encode(), f"{Path.home()}/".encode()}
    assert [
        name for held in (sdist, wheel) for name, content in held.items() for path in paths if path in content
    ] == []


def test_what_is_ignored_does_not_travel_and_the_same_files_give_the_same_bytes(
    packages, tmp_path, monkeypatch
):
    copy, out = tmp_path / "copy", tmp_path / "out"
    for name in tracked():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / name, copy / name)
    (copy / "notebooks" / ".ipynb_checkpoints").mkdir()
    (copy / "notebooks" / ".ipynb_checkpoints" / "01_cleaning-checkpoint.ipynb").write_text("{}")
    monkeypatch.setattr(release, "ROOT", copy)
    out.mkdir()
    release.build_package(out)
    built = {path.name: path.read_bytes() for path in out.iterdir()}
    assert built == {path.name: path.read_bytes() for path in packages.glob("fangzhi-*")}


def test_the_installed_command_tells_its_version(first_hour, tmp_path):
    done = subprocess.run(
        [first_hour.home / ".venv" / "bin" / "fangzhi", "--version"],
        cwd=tmp_path,
        env=first_hour.environment,
        capture_output=True,
        text=True,
    )
    assert done.stdout == f"fangzhi {VERSION}\n"


def test_the_first_hour_ran_the_wheel_and_not_the_repository(first_hour):
    python = first_hour.home / ".venv" / "bin" / "python"
    done = subprocess.run(
        [python, "-c", "import helpers; print(helpers.__file__)"],
        cwd=first_hour.home,
        env=first_hour.environment,
        capture_output=True,
        text=True,
    )
    assert done.stdout.startswith(str(first_hour.home / ".venv" / "lib")), done.stdout + done.stderr
