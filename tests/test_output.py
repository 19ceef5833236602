"""Results take the place of what was there whole or not at all, also where an earlier run was killed."""

import shutil

import pytest

from helpers.output import replacing


@pytest.fixture
def out(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old.txt").write_text("old")
    return tmp_path / "out"


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def interrupt(_):
    raise KeyboardInterrupt


def test_the_new_takes_the_place_of_the_old(out):
    with replacing(out) as fresh:
        (fresh / "new.txt").write_text("new")
        assert names(out) == ["old.txt"]
    assert names(out.parent) == ["out", "out/new.txt"]


def test_a_failure_leaves_the_old(out):
    with pytest.raises(KeyboardInterrupt), replacing(out) as fresh:
        interrupt((fresh / "new.txt").write_text("new"))
    assert names(out.parent) == ["out", "out/old.txt"]


def test_a_folder_that_cannot_be_put_in_place_leaves_the_old(out):
    with pytest.raises(FileNotFoundError), replacing(out) as fresh:
        shutil.rmtree(fresh)
    assert names(out.parent) == ["out", "out/old.txt"]


def test_what_a_killed_run_left_beside_it_is_removed(out):
    (out.parent / ".out-abcd.aside" / "new").mkdir(parents=True)
    (out.parent / ".out-other-abcd").mkdir()
    with replacing(out):
        pass
    assert names(out.parent) == [".out-other-abcd", "out"]


def test_what_was_about_to_be_replaced_comes_back(out):
    left = out.parent / ".out-abcd.aside"
    left.mkdir()
    out.rename(left / "old")
    found = []
    with pytest.raises(KeyboardInterrupt), replacing(out):
        interrupt(found.extend(names(out)))
    assert found == ["old.txt"]
    assert names(out.parent) == ["out", "out/old.txt"]


def test_names_that_hold_wildcards_are_names(tmp_path):
    (tmp_path / ".a-abcd.aside").mkdir()
    with replacing(tmp_path / "[a]") as fresh:
        (fresh / "new.txt").write_text("new")
    assert names(tmp_path) == [".a-abcd.aside", "[a]", "[a]/new.txt"]
