"""The `fangzhi` command: what it prints, and with which code it ends."""

import os
import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

import helpers
from helpers import cli
from helpers.errors import LedgerError, UserError
from helpers.site import BookError, BookReport
from helpers.terminal import width


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
        ["tables", "seeds"],
        ["rerun", "03_provinces"],
        ["check"],
        *(["tables", "seeds", "--out", "x", "--workers", n] for n in ("0", "many")),
    ],
)
def test_a_wrong_command_line_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "usage: fangzhi" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["book", "check", "tables"])
@pytest.mark.parametrize("corpus", ["nowhere", "a file.txt", "an empty folder"])
def test_a_corpus_that_cannot_be_used_is_named_and_nothing_is_written(
    command, corpus, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    Path("a file.txt").write_text("文")
    Path("an empty folder").mkdir()
    before = sorted(tmp_path.rglob("*"))
    out = [] if command == "check" else ["--out", "site"]
    assert cli.main([command, corpus, *out]) == 2
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
        (UserError("a name \x1b[31m"), 2, "fangzhi: a name ␛[31m\n"),
        (LedgerError("a.txt: characters 3 to 7 lie in no stretch"), 1, "the ledger does not balance: a.txt"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_each_error_has_its_code(error, code, words, monkeypatch, capsys):
    monkeypatch.setattr("helpers.site.build_book", fail_with(error))
    assert cli.main(["book", "seeds", "--out", "site"]) == code
    assert words in capsys.readouterr().err


def test_a_full_disk_ends_with_2_whichever_step_meets_it(monkeypatch, capsys):
    def build(*args, **options):
        raise BookError(
            "04_timeline.ipynb failed in cell 3: x\n  OSError: [Errno 28] No space left on device"
        )

    monkeypatch.setattr("helpers.site.build_book", build)
    assert cli.main(["book", "seeds", "--out", "out"]) == 2
    assert "No space left on device" in capsys.readouterr().err


@pytest.mark.parametrize(("rendered", "words"), [(True, "The book is ready"), (False, "Nothing changed")])
def test_a_book_ends_with_how_to_open_it(rendered, words, monkeypatch, capsys, tmp_path):
    report = BookReport(tmp_path / "site", {}, (), rendered, 0.5)
    monkeypatch.setattr("helpers.site.build_book", lambda *arguments, **options: report)
    assert cli.main(["book", "seeds", "--out", "site"]) == 0
    printed = capsys.readouterr().out
    assert words in printed
    assert f"Open {tmp_path / 'site' / 'index.html'}" in printed
    assert "-m http.server --bind 127.0.0.1 -d" in printed


@pytest.mark.parametrize("wanted", [True, False])
def test_a_pdf_is_made_only_when_asked_for(wanted, monkeypatch, tmp_path):
    asked = []

    def build(*arguments, pdf, **options):
        asked.append(pdf)
        return BookReport(tmp_path, {}, (), True, 0.5)

    monkeypatch.setattr("helpers.site.build_book", build)
    assert cli.main(["book", "seeds", "--out", "site", *["--pdf"] * wanted]) == 0
    assert asked == [wanted]


def test_tables_are_built_and_written(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.txt").write_text("文")
    calls = []
    stub = types.ModuleType("helpers.building")
    stub.write_tables = lambda *places, workers, scheduler, progress: calls.append(
        (*places, workers, scheduler)
    )
    monkeypatch.setitem(sys.modules, "helpers.building", stub)
    out = tmp_path.parent / "tables"
    assert cli.main(["tables", str(tmp_path), "--out", str(out), "--workers", "2"]) == 0
    assert cli.main(["tables", str(tmp_path), "--out", str(out), "--scheduler", "tcp://a:1"]) == 0
    assert calls == [(tmp_path, out, 2, ""), (tmp_path, out, 1, "tcp://a:1")]
    assert str(out) in capsys.readouterr().out


BODY = "全市各级各部门迅速行动，织密织牢联防联控网络。各社区干部逐户登记，切实守护群众生命安全。"


@pytest.fixture
def nasty(tmp_path):
    """A folder with something of everything that goes wrong."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    page = f"<html><title>复工</title><h1>江西省推进复工复产</h1><p>2020年3月5日 来源：江西日报</p><p>{BODY}{BODY}</p>"
    (folder / "page.html").write_bytes(page.encode("gbk"))
    (folder / "same.html").write_bytes(page.encode("gbk"))
    (folder / "nothing.txt").write_bytes(b"")
    (folder / "scan.doc").write_bytes(b"%PDF-1.4")
    (folder / "mojibake.txt").write_text((BODY * 5).encode().decode("latin-1"), encoding="utf-8")
    (folder / "evil.txt").write_text(
        f"标题\x1b]0;owned\x07\n\n\x1b[2J今天下雨，2月3日晴。\u202e{BODY}", encoding="utf-8"
    )
    (folder / "plain.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    rows = [
        "标题,发布日期,省份,来源,正文,备注",
        f"推进春耕,2021-06-05,湖南,江西日报,江西日报南昌2020年2月3日讯 春耕备耕工作全面展开。{BODY}农资供应充足。,{'备注' * 200}",
        "空,,,,,",
    ]
    (folder / "table.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder


def test_check_tells_of_everything_that_went_wrong(nasty, capsys):
    assert cli.main(["check", str(nasty)]) == 0
    printed = capsys.readouterr().out
    for words in (
        "8 files: 3 ok, 1 usable in part, 1 empty and 3 unreadable.",
        "nothing.txt – empty: the file has no content",
        "scan.doc – unreadable: no reader for .doc",
        'ignore = ["*.doc"]',
        "mojibake.txt – unreadable: mojibake",
        "table.csv, 1 record (2) – empty: its text cell is empty",
        'columns = { text = "…" }',
        "gb18030 2",
        "each lies in exactly one stretch",
        "“column:备注” took",
        "2月3日",
        "default_year = 2020",
        "as its date the column says 2021-06-05, the dateline says 江西日报南昌2020年2月3日讯",
        "as its province the column says 湖南, the outlet says 江西日报",
        "1 copy of page.html",
        "same.html = page.html",
    ):
        assert words.lower().replace(" ", "") in "".join(printed.split()).lower(), words
    assert not any(c in printed for c in "\x1b\x07\u202e")
    assert all(width(line) <= 100 for line in printed.splitlines())


def test_check_tells_how_columns_were_read_and_what_is_compared(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))
    (tmp_path / "c").mkdir()
    rows = [
        "标题,正文,编号,省份",
        "甲,各地有序推进复工复产。,1,江西",
        "乙,各地做好防汛工作。,2,湖北",
        "丙,春耕备耕全面展开。,3,",
    ]
    (tmp_path / "c" / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    assert cli.main(["check", str(tmp_path / "c")]) == 0
    told = capsys.readouterr().out
    assert "a.csv: title = 标题, text = 正文, province = 省份. In no role: 编号." in told
    assert re.search(r"2 provinces: \S+ 1, \S+ 1\.", told)
    assert "1 article: no province known." in told
    assert re.search(r"record 3 “丙” \(\w+-01\)", told)


def test_check_adds_up_to_the_characters_that_were_read(nasty, capsys):
    assert cli.main(["check", str(nasty)]) == 0
    printed = capsys.readouterr().out
    ((total, accounted),) = re.findall(r"([\d,]+) characters in = ([\d,]+) accounted for", printed)
    kinds = re.findall(
        r"^    (?:body|title|byline|caption|boilerplate|markup|separator) +([\d,]+)", printed, re.M
    )
    assert total == accounted
    assert sum(int(n.replace(",", "")) for n in kinds) == int(total.replace(",", ""))


def test_check_is_utf_8_whatever_the_locale_and_says_the_same_twice(nasty):
    environment = os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "helpers.cli", "check", str(nasty), "--workers", "2"]
    first, second = (subprocess.run(command, capture_output=True, env=environment) for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert "江西日报" in first.stdout.decode("utf-8")
    assert first.stdout == second.stdout


def test_check_ends_with_1_when_a_character_is_not_accounted_for(nasty, monkeypatch, capsys):
    from helpers.corpus import open_corpus

    kept = open_corpus(nasty)
    kept._tables["spans"] = kept.spans.drop(kept.spans.index[2])
    monkeypatch.setattr("helpers.corpus.open_corpus", lambda *arguments, **options: kept)
    assert cli.main(["check", str(nasty)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "lie in no stretch of the ledger" in printed.err


def test_check_help_has_an_example(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", "--help"])
    assert ended.value.code == 0
    assert "fangzhi check seeds" in capsys.readouterr().out


def test_nothing_heavy_is_loaded_before_it_is_needed():
    heavy = "pandas", "numpy", "matplotlib", "sphinx", "papermill", "jupyter_book", "yaml", "tqdm"
    code = f"import sys, helpers.cli, helpers.site; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ)
    assert done.stdout.strip() == "[]"


def test_a_locale_that_cannot_name_chinese_files_is_left(monkeypatch):
    started = []
    monkeypatch.setattr("sys.getfilesystemencoding", lambda: "ascii")
    monkeypatch.setattr("sys.orig_argv", ["python", "-m", "helpers.cli", "tables", "新闻"])
    monkeypatch.setattr("os.execve", lambda *told: started.append(told) or sys.exit(0))
    with pytest.raises(SystemExit):
        cli.main()
    ((program, command, variables),) = started
    assert program == sys.executable == command[0]
    assert command[1:] == ["-m", "helpers.cli", "tables", "新闻"]
    assert variables["PYTHONUTF8"] == "1"
