"""Digests of files are kept, and a digest that is kept is that of the content."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from helpers import digests
from helpers.digests import digest_files
from helpers.reading import File, walk_files
from helpers.settings import Settings


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "corpus"
    for name, text in {"a.txt": "全市各级", "b/c.txt": "各部门", "b/d.txt": ""}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "cache" / "kept"


@pytest.fixture
def opened(monkeypatch):
    """The files whose content was read."""
    found = []
    read = digests.digest_content
    monkeypatch.setattr(digests, "digest_content", lambda path: (found.append(path.name), read(path))[1])
    return found


@pytest.fixture
def later(monkeypatch):
    """Minutes after the files were written."""
    now = time.time_ns
    monkeypatch.setattr(digests.time, "time_ns", lambda: now() + 120 * 10**9)


def look(folder):
    return sorted(walk_files(folder, Settings()))


def contents(folder):
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).digest()
        for file in folder.rglob("*.txt")
    }


def test_what_did_not_change_is_not_read_again(folder, kept, opened, later):
    files = look(folder)
    assert dict(digest_files(folder, files, kept)) == contents(folder)
    assert sorted(opened) == ["a.txt", "c.txt", "d.txt"]
    opened.clear()
    written = kept.stat().st_mtime_ns
    assert dict(digest_files(folder, look(folder), kept)) == contents(folder)
    assert opened == []
    assert kept.stat().st_mtime_ns == written
    assert [path.name for path in kept.parent.iterdir()] == ["kept"]


def change_in_place(file):
    file.write_text("全市各部", encoding="utf-8")


def change_and_keep_the_time(file):
    before = file.stat()
    file.write_text("全市各部", encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace_by_one_as_old(file):
    before, other = file.stat(), file.with_name("other")
    other.write_text("全市各部", encoding="utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(file)


@pytest.mark.parametrize("change", [change_in_place, change_and_keep_the_time, replace_by_one_as_old])
def test_what_changed_without_another_size_is_read_again(change, folder, kept, opened, later):
    before = dict(digest_files(folder, look(folder), kept))
    opened.clear()
    time.sleep(0.05)  # longer than a step of the disk's clock
    change(folder / "a.txt")
    after = dict(digest_files(folder, look(folder), kept))
    assert after == contents(folder) != before
    assert opened == ["a.txt"]


def test_what_is_renamed_added_or_removed(folder, kept, later):
    list(digest_files(folder, look(folder), kept))
    (folder / "a.txt").rename(folder / "b" / "a.txt")
    (folder / "b" / "c.txt").unlink()
    (folder / "e.txt").write_text("新")
    assert dict(digest_files(folder, look(folder), kept)) == contents(folder)
    size = kept.stat().st_size
    (folder / "e.txt").unlink()
    list(digest_files(folder, look(folder), kept))
    assert kept.stat().st_size == size - 48


def test_a_file_as_new_as_its_reading_is_not_trusted(folder, kept):
    files = look(folder)
    list(digest_files(folder, files, kept))
    (folder / "a.txt").write_text("全市各部", encoding="utf-8")
    # Written within one step of the disk's clock, it would look as it did.
    assert dict(digest_files(folder, files, kept)) == contents(folder)


@pytest.mark.parametrize(
    "damage",
    [
        lambda kept: kept.write_bytes(b""),
        lambda kept: kept.write_bytes(kept.read_bytes()[:-48]),
        lambda kept: kept.write_bytes(kept.read_bytes()[:20] + b"\0\0" + kept.read_bytes()[22:]),
        Path.unlink,
    ],
    ids=["empty", "cut", "other bytes", "gone"],
)
def test_what_is_kept_and_damaged_is_made_again(damage, folder, kept, opened, later):
    list(digest_files(folder, look(folder), kept))
    whole = kept.read_bytes()
    damage(kept)
    opened.clear()
    assert dict(digest_files(folder, look(folder), kept)) == contents(folder)
    assert sorted(opened) == ["a.txt", "c.txt", "d.txt"]
    assert kept.read_bytes() == whole


def test_a_cache_that_cannot_be_written_costs_only_time(folder, tmp_path, later):
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert dict(digest_files(folder, look(folder), tmp_path / "cache" / "kept")) == contents(folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "corpus"]


def test_what_cannot_be_read_is_not_kept(folder, kept, later):
    (folder / "b" / "c.txt").unlink()
    (folder / "b" / "c.txt").symlink_to("nowhere")
    assert dict(digest_files(folder, look(folder), kept))["b/c.txt"] is None
    (folder / "b" / "c.txt").unlink()
    (folder / "b" / "c.txt").write_text("各部门", encoding="utf-8")
    assert dict(digest_files(folder, look(folder), kept)) == contents(folder)


def test_what_was_not_looked_at_is_not_opened(folder, kept, opened, later):
    files = [File("a.txt") if file.path == "a.txt" else file for file in look(folder)]
    assert dict(digest_files(folder, files, kept))["a.txt"] is None
    assert sorted(opened) == ["c.txt", "d.txt"]
