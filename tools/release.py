"""Writes what a release holds into a folder: the package, the book, the tables, the SBOM, notes, and the checksums of all.

    python tools/release.py OUT

The variable TAG, where it is set, is the release's tag. It must be "v" and the version of pyproject.toml, CHANGELOG.md must
have a section for that version, and nothing may be uncommitted. Without it this is a trial of what is in the working tree.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path

from bom import write_bom

from helpers.errors import UserError
from helpers.output import check_output, replacing
from helpers.site.build import build_book
from helpers.site.downloads import DOWNLOADS

ROOT = Path(__file__).parents[1]
SUMS = "SHA256SUMS"
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold: the same files give the same bytes


def check_tag(tag: str, version: str) -> None:
    """Raise UserError unless a tag is that of this version, and the working tree is what was committed."""
    if tag != f"v{version}":
        raise UserError(f"The tag {tag} is not v{version}, the version in pyproject.toml.")
    command = ["git", "status", "--porcelain"]
    changed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    if changed:
        raise UserError(f"A release holds what was committed, and these files are not:\n{changed.rstrip()}")


def read_notes(changelog: str, version: str | None) -> str:
    """Return the changelog's section of a version; for None, that of what is not released yet.

    Raises UserError where there is no such section.
    """
    name = version or "Unreleased"
    found = re.search(
        rf"^## \[{re.escape(name)}\][^\n]*\n(.*?)(?=^## \[|\Z)", changelog, re.DOTALL | re.MULTILINE
    )
    if not found:
        raise UserError(f"CHANGELOG.md has no section ## [{name}].")
    return found[1].strip() + "\n"


def build_package(out: Path) -> None:
    """Write the sdist into `out`, and the wheel that is built of it: a working tree may hold files that are ignored."""
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(out), "-t"]
    subprocess.run([*build, "sdist"], cwd=ROOT, check=True)
    (sdist,) = out.glob("*.tar.gz")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        (source,) = Path(folder).iterdir()
        subprocess.run([*build, "wheel"], cwd=source, check=True)


def zip_folder(folder: Path, path: Path) -> None:
    """Write a folder as a zip that unpacks into one folder of the zip's own name."""
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(f"{path.stem}/{file.relative_to(folder).as_posix()}", _MOMENT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, file.read_bytes())


def list_sums(folder: Path) -> str:
    """Return the SHA-256 of each file in a folder, as `sha256sum --check` reads it."""
    files = sorted(path for path in folder.iterdir() if path.name != SUMS)
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def write_release(out: Path, tag: str) -> None:
    """Write all that a release holds into `out`, whole or not at all."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    if tag:
        check_tag(tag, version)
    notes = read_notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version if tag else None)
    sums = out / SUMS
    ours = (
        [SUMS, *re.findall(r"^\w{64}  (.+)$", sums.read_text(encoding="utf-8"), re.MULTILINE)]
        if sums.is_file()
        else None
    )
    check_output(out, ROOT / "seeds", ours, "a release")
    with replacing(out) as fresh, tempfile.TemporaryDirectory() as folder:
        build_package(fresh)
        write_bom(fresh, version)
        site = Path(folder) / "site"
        build_book(ROOT / "seeds", site, progress=print)
        zip_folder(site, fresh / f"fangzhi-{version}-book.zip")
        (tables,) = (site / DOWNLOADS).glob("*.zip")
        shutil.copy(tables, fresh / f"fangzhi-{version}-tables.zip")
        (fresh / "NOTES.md").write_text(notes, encoding="utf-8")
        (fresh / SUMS).write_text(list_sums(fresh), encoding="utf-8")


def main() -> int:
    """Write the release; 2 where it cannot be."""
    out = Path(sys.argv[1]).resolve()
    try:
        write_release(out, os.environ.get("TAG", ""))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"The release is in {out}:")
    print((out / SUMS).read_text(encoding="utf-8"), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
