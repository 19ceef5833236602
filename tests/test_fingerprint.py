import hashlib
import os
import time
from pathlib import Path

import pytest

from helpers import digests, fingerprint
from helpers.errors import UserError
from helpers.fingerprint import (
    check_unchanged,
    find_corpus,
    hash_files,
    observe_corpus,
    table_sources,
)
from helpers.settings import Settings


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text("全市各级各部门迅速行动。", encoding="utf-8")
    return folder


def test_the_seeds_are_found_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert (find_corpus("seeds") / "corpus.toml").is_file()
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("文")
    assert find_corpus("seeds") == tmp_path / "seeds"


def test_a_folder_that_is_no_corpus(tmp_path, corpus):
    with pytest.raises(UserError, match=r"does not exist: tried .*/nowhere. Give a folder"):
        find_corpus(tmp_path / "nowhere")
    with pytest.raises(UserError, match="is a file, not a folder"):
        find_corpus(corpus / "a.txt")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "README.md").write_text("no document")
    with pytest.raises(UserError, match=r"holds no documents. Readable are: .*\.csv"):
        find_corpus(tmp_path / "empty")


def test_a_python_that_cannot_name_chinese_files_says_what_to_set(corpus, monkeypatch):
    monkeypatch.setattr("sys.getfilesystemencoding", lambda: "ascii")
    with pytest.raises(UserError, match="Set PYTHONUTF8=1"):
        find_corpus(corpus)


def test_the_hash_follows_names_contents_and_settings(corpus):
    seen = {observe_corpus(corpus).fingerprint}
    assert observe_corpus(corpus).fingerprint in seen

    def changed():
        digest = observe_corpus(corpus).fingerprint
        new = digest not in seen
        seen.add(digest)
        return new

    (corpus / "a.txt").write_text("全市各级各部门迅速行动！", encoding="utf-8")
    assert changed()
    (corpus / "a.txt").rename(corpus / "b.txt")
    assert changed()
    (corpus / "c.txt").write_text("文")
    assert changed()
    (corpus / "corpus.toml").write_text("default_year = 2020")
    assert changed()
    (corpus / "corpus.toml").write_text("default_year = 2020\n# a remark changes nothing\n")
    (corpus / "README.md").write_text("nor does a data card")
    (corpus / "a.txt~").unlink(missing_ok=True)
    assert not changed()


def test_a_corpus_is_found_at_its_first_document(corpus, monkeypatch):
    for name in "bcd":
        (corpus / name).mkdir()
        (corpus / name / "a.txt").write_text("文")
    (corpus / "a.txt").unlink()
    scan, scanned = os.scandir, []
    monkeypatch.setattr(os, "scandir", lambda place: (scanned.append(place), scan(place))[1])
    assert find_corpus(corpus) == corpus
    assert len(scanned) == 2  # the folder and one of those in it


def test_an_unchanged_corpus_has_its_hash_without_being_read(corpus, monkeypatch):
    now = time.time_ns
    monkeypatch.setattr(digests.time, "time_ns", lambda: now() + 120 * 10**9)
    (corpus / "overrides.csv").write_text("article_id,title\n")
    whole = observe_corpus(corpus).fingerprint
    monkeypatch.setattr(digests, "digest_content", None)
    assert observe_corpus(corpus).fingerprint == whole


def test_the_hash_is_one_over_names_and_contents(corpus):
    for name in ("a/b.txt", "a-b.txt", "a b/c.txt", os.fsdecode("新闻.txt".encode("gb18030"))):
        (corpus / name).parent.mkdir(exist_ok=True)
        (corpus / name).write_text(name[:3], encoding="utf-8", errors="surrogateescape")
    (corpus / "gone.txt").symlink_to("nowhere")
    (corpus / "linked").symlink_to("a")
    (corpus / "overrides.csv").write_text("article_id,title\n")
    (corpus / "README.md").write_text("x")
    paths = [path for path in corpus.rglob("*") if path.name != "README.md"]
    inputs = [path for path in paths if path.is_symlink() or path.is_file()]
    files = list(fingerprint._find_inputs(corpus, Settings(), hashlib.sha256()))
    assert fingerprint._hash_inputs(corpus, files) == hash_files(inputs, corpus)


@pytest.mark.parametrize("name", ["a.txt", "new.txt", "corpus.toml", "overrides.csv"])
def test_a_corpus_that_changes_is_not_what_was_seen(name, corpus):
    seen = observe_corpus(corpus)
    check_unchanged(corpus, seen)
    (corpus / name).write_text("# 全市各部门")
    with pytest.raises(UserError, match="changed while it was read"):
        check_unchanged(corpus, seen)


def test_a_file_that_is_gone_has_a_hash_of_its_own(tmp_path):
    path = tmp_path / "a"
    path.write_text("")
    present = hash_files([path], tmp_path)
    path.unlink()
    assert hash_files([path], tmp_path) != present


def test_every_step_up_to_the_counts_is_a_source_of_the_tables():
    names = {path.name for path in table_sources()}
    assert {
        "schema.py",
        "encoding.py",
        "splitting.py",
        "boilerplate.toml",
        "places.csv",
        "families.py",
    } <= names
    assert not {"cli.py", "corpus.py", "fangzhi.mplstyle"} & names
    assert all(isinstance(path, Path) and path.is_file() for path in table_sources())
