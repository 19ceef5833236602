"""A folder of hostile files, read within bounds: each is a document, or is refused with a reason; nothing of it runs or leads out."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import arsenal
import pandas as pd
import pyarrow.parquet as pq
import pytest
import watched
from once import make_once

from helpers.corpus import open_corpus
from helpers.reading.listing import printable
from helpers.site.computed.citing import citation
from helpers.site.computed.data import readme

WATCHED = Path(__file__).with_name("watched.py")
PLACE = Path("owned")
FILES = arsenal.files(PLACE, PLACE)
KINDS = sorted({kind for _, _, kind in FILES.values()})


class Reading(NamedTuple):
    corpus: Path
    out: Path
    documents: pd.DataFrame
    code: int
    printed: str


def snapshot(folder):
    return {path: (path.lstat().st_mtime_ns, path.lstat().st_size) for path in folder.rglob("*")}


# What measures coverage writes where nothing may be written.
UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def run(root, *arguments):
    for name in ("tmp", "home"):
        (root / name).mkdir(exist_ok=True)
    environment = UNMEASURED | {
        "FANGZHI_CACHE": str(root / "cache"), "TMPDIR": str(root / "tmp"), "HOME": str(root / "home"),
        "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    command = [sys.executable, str(WATCHED), str(root), *map(str, arguments)]
    return subprocess.run(command, env=environment, cwd=root, capture_output=True, timeout=600)


def read(root):
    """Make the tables of a folder of hostile files, and return how that ended."""
    corpus, secret = root / "corpus", root / "secret.txt"
    (corpus / "names").mkdir(parents=True)
    secret.write_text(f"# {arsenal.SECRET}\n\n" + f"{arsenal.SECRET}。" * 20, encoding="utf-8")
    for name, (content, _, _) in arsenal.files(root / "owned", secret).items():
        (corpus / name).write_bytes(content)
    for name, text in arsenal.words(root / "owned").items():
        (corpus / f"{name}.txt").write_text(f"通报\n\n{text}\n\n{arsenal.TEXT}{name}。", encoding="utf-8")
    arsenal.write_names(corpus / "names")
    arsenal.write_links(corpus, secret)
    os.mkfifo(corpus / "pipe.txt")
    before = snapshot(corpus)
    done = run(root, "tables", corpus, "--out", root / "out")
    printed = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert snapshot(corpus) == before
    assert not list(root.rglob("owned*"))
    assert sorted(path.name for path in root.iterdir()) == [
        "cache",
        "corpus",
        "home",
        "out",
        "secret.txt",
        "tmp",
    ], printed
    assert list((root / "tmp").iterdir()) == []
    return {"code": done.returncode, "printed": printed}


@pytest.fixture(scope="module")
def reading(tmp_path_factory, worker_id):
    root, done = make_once(tmp_path_factory, worker_id, "hostile-files", read)
    path = root / "out" / "documents.parquet"
    documents = pq.read_table(path).to_pandas() if done["code"] == 0 else None
    return Reading(root / "corpus", root / "out", documents, done["code"], done["printed"])


def test_it_ends_well(reading):
    assert reading.code == 0, reading.printed[-3000:]


@pytest.mark.parametrize("kind", KINDS)
def test_each_file_is_a_document_or_is_refused_with_a_reason(kind, reading, tally):
    of_kind = {name: status for name, (_, status, of) in FILES.items() if of == kind}
    for name, wanted in of_kind.items():
        found = reading.documents[reading.documents["path"] == name]
        assert len(found), name
        assert set(found["status"]) <= wanted, (name, found[["status", "reason"]].to_numpy().tolist())
        assert found.loc[found["status"] != "ok", "reason"].str.len().gt(0).all(), name
    tally(kind, len(of_kind))


def test_each_text_is_a_document(reading, tally):
    names = [f"{name}.txt" for name in arsenal.words(PLACE)]
    found = reading.documents[reading.documents["path"].isin(names)]
    assert sorted(found["path"]) == sorted(names)
    assert set(found["status"]) == {"ok"}
    tally("text in a file", len(names))


def test_each_name_is_shown_and_is_no_other(reading, tally):
    shown = [
        printable(os.fsdecode(b"names/" + name))
        for name in (*map(os.fsencode, arsenal.NAMES), *arsenal.NAMES_IN_BYTES)
    ]
    found = reading.documents[reading.documents["path"].str.startswith("names/")]
    assert sorted(found["path"]) == sorted(shown)
    assert set(found["status"]) == {"ok"}
    assert found["doc_id"].is_unique
    tally("name of a file", len(shown))


def test_no_link_leads_out(reading, tally):
    links = [name for name in arsenal.LINKS if name not in ("README.md", "CITATION.cff")]
    found = reading.documents[reading.documents["path"].isin(links)]
    assert sorted(found["path"]) == sorted(links)
    assert set(found["status"]) == {"unreadable"}
    assert found["reason"].str.contains("a link|cannot be opened").all()
    assert "pipe.txt" not in set(reading.documents["path"])
    tally("link that leads out", len(arsenal.LINKS))


def test_what_lies_outside_is_in_no_table(reading):
    for path in reading.out.glob("*.parquet"):
        for column in pq.read_table(path).columns:
            values = column.to_pylist() if "string" in str(column.type) else ()
            assert not [value for value in values if arsenal.SECRET in str(value)], path
            assert not [value for value in values if "root:x:0" in str(value)], path


def test_the_report_holds_nothing_that_a_terminal_obeys(reading):
    done = run(reading.corpus.parent, "check", reading.corpus)
    printed = done.stdout.decode("utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    assert arsenal.SECRET not in printed
    assert not [
        c for c in printed if (c < " " and c != "\n") or c in "\x7f\u202e\u2066\u2067\u2068\u202a\u202b\u202d"
    ]


def test_what_a_book_tells_of_a_corpus_lies_within_it(tmp_path, monkeypatch, tally):
    """The README and the citation are printed in the book: not those that a link has from elsewhere."""
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text(arsenal.TEXT, encoding="utf-8")
    given = {
        "README.md": f"# {arsenal.SECRET}",
        "CITATION.cff": f"title: {arsenal.SECRET}\nauthors:\n  - name: {arsenal.SECRET}\n",
    }
    for name, text in given.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        (corpus / name).symlink_to(tmp_path / name)
    opened = open_corpus(corpus)
    assert arsenal.SECRET not in readme(opened, {}) + citation(opened, {})
    for name, text in given.items():
        (corpus / name).unlink()
        (corpus / name).write_text(text, encoding="utf-8")
    assert arsenal.SECRET in readme(opened, {})
    assert arsenal.SECRET in citation(opened, {})
    tally("link from a book's own page", len(given))


@pytest.mark.parametrize(
    "code",
    ["import os; os.system('true')", "import subprocess; subprocess.run(['true'])", "open('../elsewhere', 'w')", "import pickle; pickle.loads(b)",
     "import socket; socket.create_connection(('127.0.0.1', 9))", "import os; os.mkdir('../elsewhere')", "bytearray(7 << 30)"],
)  # fmt: skip
def test_what_reading_never_does_ends_it(code, tmp_path):
    (tmp_path / "in").mkdir()
    start = f"import sys; sys.path.insert(0, {str(WATCHED.parent)!r}); import pickle, pathlib, watched; b = pickle.dumps(pathlib.Path('a'))"
    whole = f"{start}; watched.bound(); watched.watch(pathlib.Path.cwd()); {code}"
    command = [sys.executable, "-c", whole]
    done = subprocess.run(command, env=UNMEASURED, cwd=tmp_path / "in", capture_output=True)
    assert done.returncode == (1 if "bytearray" in code else watched.CODE), done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
