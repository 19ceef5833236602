"""The tables on disk: whole or not at all, the same however the work was parted."""

import itertools
import json
import os
import shutil

import pyarrow.parquet as pq
import pytest
from same import assert_same

from helpers import cli, schema
from helpers.building import build_tables, chunks, families, tables, write_tables
from helpers.caches import cache_folder
from helpers.errors import UserError
from helpers.manifest import is_whole


def cut_small(monkeypatch):
    """Make parts, chunks, ranges and batches so small that the corpus has many of each."""
    monkeypatch.setattr(chunks, "_BYTES_A_PART", 8000)
    monkeypatch.setattr(chunks, "_CHARS_A_CHUNK", 4000)
    monkeypatch.setattr(families, "_CLAUSES_AT_ONCE", 200)
    monkeypatch.setattr(families, "_CHARS_A_BLOCK", 2000)
    monkeypatch.setattr(families, "_TEXTS_A_TASK", 20)


def test_the_corpus_has_what_is_to_be_kept_together(whole):
    articles = whole["articles"]
    assert (~articles["is_canonical"]).sum() >= 6
    assert len(whole["documents"]) > 100


def test_small_parts_give_the_same_tables(folder, whole, monkeypatch):
    cut_small(monkeypatch)
    parted = build_tables(folder)
    assert_same(whole, parted)


def test_groups_that_are_cut_between_any_two_texts_give_the_same_families(folder, whole, monkeypatch):
    looked_at = []
    link = families._link
    monkeypatch.setattr(families, "_link", lambda task: (looked_at.append(task), link(task))[1])
    monkeypatch.setattr(families, "_CHARS_A_BLOCK", 1)
    assert_same(whole, build_tables(folder))
    assert all(len(set(task.block.texts)) == 1 for task in looked_at)
    assert any(task.others for task in looked_at)


def test_many_chunks_become_a_folder_of_files_in_the_order_of_the_corpus(folder, tmp_path, monkeypatch):
    cut_small(monkeypatch)
    write_tables(folder, tmp_path / "out")
    files = sorted((tmp_path / "out" / "documents.parquet").iterdir())
    assert len(files) > tables._MOST_CHUNKS_IN_A_FILE
    documents = pq.read_table(tmp_path / "out" / "documents.parquet")
    paths = documents["path"].to_pylist()
    assert [path for path, _ in itertools.groupby(paths)] == sorted(set(paths))
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["rows"]["documents"] == len(documents)
    assert set(manifest["inputs"]) == set(paths)
    write_tables(folder, tmp_path / "out")  # over tables of our own
    assert is_whole(tmp_path / "out")


def test_a_table_that_became_smaller_leaves_no_file_of_the_larger(folder, tmp_path, monkeypatch):
    with monkeypatch.context() as small:
        cut_small(small)
        write_tables(folder, tmp_path / "out")
    write_tables(folder, tmp_path / "out")
    assert (tmp_path / "out" / "documents.parquet").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    "place",
    ["make_part", "find_families", "_finish", "_put_together"],
)
def test_an_interrupted_run_is_taken_up_where_it_ended(place, folder, whole, tmp_path, monkeypatch):
    cut_small(monkeypatch)
    out = tmp_path / "out"
    made = []
    make, broken = tables.make_part, getattr(tables, place)
    calls = itertools.count()

    def breaking(*arguments):
        if next(calls) == (3 if place == "make_part" else 0):
            raise OSError(28, os.strerror(28), "somewhere")
        return broken(*arguments)

    monkeypatch.setattr(tables, place, breaking)
    with pytest.raises(OSError, match="No space left"):
        write_tables(folder, out)
    assert not out.exists()
    (work,) = tmp_path.glob(".out-*")
    done = sorted(path.name for path in (work / "parts").iterdir())
    assert len(done) >= 3
    assert not [name for name in done if name.startswith(".")]

    keep = chunks.keep_chunk
    monkeypatch.setattr(tables, place, broken)
    monkeypatch.setattr(tables, "make_part", make)
    monkeypatch.setattr(chunks, "keep_chunk", lambda *arguments: made.append(arguments) or keep(*arguments))
    write_tables(folder, out)
    assert bool(made) == (place == "make_part")
    again = {
        t.name: schema.from_arrow(pq.read_table(out / f"{t.name}.parquet")) for t in schema.CORPUS_TABLES
    }
    assert_same(whole, again)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_was_made_of_another_state_of_the_corpus_is_not_taken_up(folder, tmp_path, monkeypatch):
    corpus = shutil.copytree(folder, tmp_path / "corpus")
    monkeypatch.setattr(tables, "find_families", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        write_tables(corpus, tmp_path / "out")
    monkeypatch.undo()
    (corpus / "new.txt").write_text("江西省卫生健康委员会通报，全省新增治愈出院病例三例。", encoding="utf-8")
    write_tables(corpus, tmp_path / "out")
    assert "new.txt" in pq.read_table(tmp_path / "out" / "documents.parquet")["path"].to_pylist()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "out"]


def test_a_folder_of_the_cache_is_not_made_twice(folder, tmp_path, monkeypatch):
    out = tmp_path / "out"
    write_tables(folder, out)
    before = (out / "manifest.json").stat().st_mtime_ns
    write_tables(folder, out, cached=True)
    assert (out / "manifest.json").stat().st_mtime_ns == before
    (out / "spans.parquet").unlink()
    (out / "other.txt").write_text("anything")
    write_tables(folder, out, cached=True)
    assert is_whole(out)
    assert not (out / "other.txt").exists()
    assert cache_folder("locks", str(out)).with_suffix(".lock").is_file()


def test_an_error_of_the_user_leaves_nothing(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text(" ")
    with pytest.raises(UserError, match="No document"):
        write_tables(corpus, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


def test_the_command_ends_with_a_message_when_memory_runs_out(tmp_path, monkeypatch, capsys):
    def greedy(*arguments):
        raise MemoryError

    monkeypatch.setattr(tables, "find_families", greedy)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text(
        "江西省卫生健康委员会通报，全省新增治愈出院病例三例。", encoding="utf-8"
    )
    assert cli.main(["tables", str(tmp_path / "corpus"), "--out", str(tmp_path / "out")]) == 2
    assert "not enough memory" in capsys.readouterr().err
