"""The `fangzhi` command: what it prints, and with which code it ends."""

import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

import helpers
from helpers import cli
from helpers.errors import UserError
from helpers.site import BookError, BookReport


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))


def fail_with(error):
    def fail(*arguments, **options):
        raise error

    return fail


def test_version_and_help(capsys):
    for argument, expected in (
        ("--version", f"fangzhi {helpers.__version__}"),
        ("--help", "fangzhi book seeds --out"),
    ):
        with pytest.raises(SystemExit) as ended:
            cli.main([argument])
        assert ended.value.code == 0
        assert expected in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["books", "seeds"],
        ["book", "seeds"],
        *(["tables", "seeds", "--out", "x", "--workers", n] for n in ("0", "many")),
    ],
)
def test_a_wrong_command_line_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "usage: fangzhi" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["book", "tables"])
@pytest.mark.parametrize("corpus", ["nowhere", "a file.txt", "an empty folder"])
def test_a_corpus_that_cannot_be_used_is_named_and_nothing_is_written(
    command, corpus, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    Path("a file.txt").write_text("文")
    Path("an empty folder").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert cli.main([command, corpus, "--out", "site"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert str(tmp_path / corpus) in printed.err
    assert 1 <= len(printed.err.splitlines()) <= 2
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (UserError("no such thing"), 2, "fangzhi: no such thing\n"),
        (BookError("01.ipynb failed in cell 3: x\n  KeyError: 'x'"), 1, "KeyError: 'x'\nThe site in"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_each_error_has_its_code(error, code, words, monkeypatch, capsys):
    monkeypatch.setattr("helpers.site.build_book", fail_with(error))
    assert cli.main(["book", "seeds", "--out", "site"]) == code
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(("rendered", "words"), [(True, "The book is ready"), (False, "Nothing changed")])
def test_a_book_ends_with_how_to_open_it(rendered, words, monkeypatch, capsys, tmp_path):
    report = BookReport(tmp_path / "site", {}, (), rendered, 0.5)
    monkeypatch.setattr("helpers.site.build_book", lambda *arguments, **options: report)
    assert cli.main(["book", "seeds", "--out", "site"]) == 0
    printed = capsys.readouterr().out
    assert words in printed
    assert f"Open {tmp_path / 'site' / 'index.html'}" in printed
    assert "-m http.server --bind 127.0.0.1 -d" in printed


def test_tables_are_built_and_written(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.txt").write_text("文")
    calls = []
    stub = types.ModuleType("helpers.corpus")
    stub.build_tables = lambda folder, **options: calls.append((folder, options["workers"])) or {}
    stub.write_tables = lambda tables, out, folder, fingerprint: calls.append((out, folder))
    stub.check_tables_folder = lambda out, folder: None
    monkeypatch.setitem(sys.modules, "helpers.corpus", stub)
    out = tmp_path.parent / "tables"
    assert cli.main(["tables", str(tmp_path), "--out", str(out), "--workers", "2"]) == 0
    assert calls == [(tmp_path, 2), (out, tmp_path)]
    assert str(out) in capsys.readouterr().out


def test_nothing_heavy_is_loaded_before_it_is_needed():
    heavy = "pandas", "numpy", "matplotlib", "sphinx", "papermill", "jupyter_book", "yaml", "tqdm"
    code = f"import sys, helpers.cli, helpers.site; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ)
    assert done.stdout.strip() == "[]"
