"""Corpora that lie elsewhere are read like those on this disk."""

import shutil
import zipfile

import fsspec
import pytest

from helpers import cli
from helpers.errors import UserError
from helpers.fingerprint import find_corpus, observe_corpus
from helpers.reading import list_files, read_file
from helpers.remote import is_remote
from helpers.settings import load_settings

FILES = {
    "a/一.txt": "江西省新增治愈出院病例三例。",
    "b.csv": "title,text\n通报,湖北省通报疫情防控工作。\n",
    "b/.hidden.txt": "x",
    "b/.git/c.txt": "x",
    "README.md": "x",
    "skip.txt": "x",
    "corpus.toml": 'title = "Far away"\nignore = ["skip*"]\n',
}


def write_zip(path, files=FILES):
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in files.items():
            packed.writestr(zipfile.ZipInfo(name), text)
    return f"zip://::{path}"


def write_memory(name, files=FILES):
    system = fsspec.filesystem("memory")
    for path, text in files.items():
        system.pipe(f"/{name}/{path}", text.encode())
    return f"memory://{name}"


def write_folder(path, files=FILES):
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("kind", ["zip", "memory"])
def test_a_remote_folder_has_the_documents_of_a_local_one(kind, tmp_path):
    address = write_zip(tmp_path / "far.zip") if kind == "zip" else write_memory("far")
    far, near = find_corpus(address), find_corpus(write_folder(tmp_path / "near"))
    assert is_remote(far)
    assert not is_remote(near)
    settings = load_settings(far)
    assert settings.title == "Far away"
    files = list_files(far, settings)
    assert files == list_files(near, settings) == ["a/一.txt", "b.csv"]
    for path in files:
        assert list(read_file(far, path, settings)) == list(read_file(near, path, settings))


@pytest.mark.parametrize("write", [write_zip, write_memory], ids=["zip", "memory"])
def test_a_remote_corpus_that_changes_is_another(write, tmp_path):
    place = tmp_path / "a.zip" if write is write_zip else "changing"
    address = write(place)
    before = observe_corpus(find_corpus(address)).fingerprint
    assert observe_corpus(find_corpus(address)).fingerprint == before
    fsspec.filesystem("memory").store.clear()
    address = write(place, {**FILES, "a/一.txt": "江西省新增治愈出院病例四例。"})
    assert observe_corpus(find_corpus(address)).fingerprint != before


def test_a_file_address_is_a_folder_of_this_disk(tmp_path):
    folder = find_corpus((tmp_path / "a b").joinpath(write_folder(tmp_path / "a b")).as_uri())
    assert folder == tmp_path / "a b"
    assert not is_remote(folder)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("nosuch://a/b", "nosuch"),
        ("s3://bucket/news", "s3fs"),
        ("memory://nothing-here", "does not exist, or may not be read"),
    ],
)
def test_what_cannot_be_opened(address, message):
    with pytest.raises(UserError) as told:
        find_corpus(address)
    assert address in str(told.value)
    assert message in str(told.value)


def test_a_bucket_without_access(monkeypatch):
    from fsspec.implementations.memory import MemoryFileSystem

    def refuse(*arguments, **options):
        raise PermissionError("Access Denied")

    address = write_memory("closed")
    monkeypatch.setattr(MemoryFileSystem, "find", refuse)
    with pytest.raises(UserError, match=r"memory:.*closed cannot be read: PermissionError: Access Denied"):
        find_corpus(address)


def test_the_command_takes_an_address(tmp_path, capsys):
    address = write_zip(tmp_path / "far.zip")
    shutil.rmtree(tmp_path / "out", ignore_errors=True)
    assert cli.main(["tables", address, "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "articles.parquet").is_file()
    assert cli.main(["check", "zip://::/no/such.zip"]) == 2
    assert "zip://::/no/such.zip" in capsys.readouterr().err
