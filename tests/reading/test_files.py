"""Files and folders of every kind: nothing raises, nothing is lost without a word, nothing takes for ever."""

import io
import json
import os
import zipfile

import pytest
from growth import grows_evenly
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.articles import split_documents
from helpers.reading import READABLE, File, list_files, read_file, walk_files
from helpers.settings import Settings

TEXT = "全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全。"


def read(folder, name, data):
    (folder / name).write_bytes(data)
    return list(read_file(folder, name, Settings()))


@given(st.sets(st.text("ab -.0疫\udce9", min_size=1, max_size=3), min_size=1, max_size=12))
def test_files_come_in_the_order_of_their_paths(tmp_path_factory, names):
    folder = tmp_path_factory.mktemp("walked")
    names = {f"x{name}" for name in names}  # none is hidden, or leads up
    for name in names:
        (folder / name).mkdir()
        (folder / name / "a.txt").touch()
        (folder / name / "b").mkdir()
        (folder / name / "b" / "c.txt").touch()
        (folder / f"{name}.txt").touch()
    paths = [path.relative_to(folder).as_posix() for path in folder.rglob("*.txt") if path.is_file()]
    assert list_files(folder, Settings()) == sorted(paths)
    assert len(paths) == 3 * len(names)


def test_a_folder_that_cannot_be_listed_is_named(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.txt").write_text(TEXT)
    scan = os.scandir

    def refuse(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert list_files(tmp_path, Settings()) == ["a.txt", "closed"]
    (document,) = read_file(tmp_path, "closed", Settings())
    assert document.reason == "a folder that cannot be listed: Permission denied"
    assert list_files(tmp_path, Settings(ignore=("closed",))) == ["a.txt"]


def test_links_to_folders_are_named_and_not_followed(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text(TEXT)
    (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
    assert list_files(tmp_path, Settings()) == ["sub/a.txt", "sub/up"]
    (document,) = read_file(tmp_path, "sub/up", Settings())
    assert (document.status, document.text) == ("unreadable", "")
    assert "a link to a folder" in document.reason


def test_a_file_that_cannot_be_opened_says_why(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text(TEXT)

    def refuse(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    (document,) = read_file(tmp_path, "a.txt", Settings())
    assert document.reason == "cannot be opened: Permission denied"


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("a.doc", "save it as .docx"), ("a.rtf", "save it as .docx"), ("a.xls", "save it as .xlsx or .csv"), ("a.et", "save it as .xlsx"),
     ("a.wps", "save it as .docx"), ("a.ofd", "save it as .docx or .txt"), ("a.jpg", "readable: .txt")],
)  # fmt: skip
def test_what_has_no_reader_says_what_to_do(tmp_path, name, remedy):
    (document,) = read(tmp_path, name, b"\xd0\xcf\x11\xe0" + bytes(100))
    assert document.reason.startswith(f"no reader for {name[1:]}; {remedy}")


def office(name, content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


WORDS = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
STARTS = (
    b"", b"\xff\xfe", b"\xef\xbb\xbf", "标题,正文\n".encode(), '[{"正文": "'.encode(), "<p>正".encode(), b"%PDF-1.4\n", b"PAR1",
    office("word/document.xml", f"<w:document {WORDS}><w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p></w:document>"),
    office("xl/workbook.xml", "<workbook><sheets><sheet name='a'/></sheets></workbook>"),
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(READABLE),
    st.sampled_from(STARTS),
    st.one_of(st.binary(max_size=200), st.text(max_size=80).map(lambda t: t.encode("utf-8", "replace"))),
)
def test_any_bytes_are_read_and_accounted_for(tmp_path_factory, ending, start, rest):
    documents = read(tmp_path_factory.getbasetemp(), f"a{ending}", start + rest)
    assert documents
    found = split_documents(documents)
    for document in documents:
        assert document.status == "ok" or document.reason
        document.text.encode()
        at = 0
        for span in found.spans[found.spans["doc_id"] == document.doc_id].sort_values("start").itertuples():
            assert span.start == at
            at = span.end
        assert at == len(document.text)


LARGE = {
    "line.txt": lambda n: (TEXT * 5 * n).encode(),
    "line_gbk.txt": lambda n: (TEXT * 5 * n).encode("gbk"),
    "line.html": lambda n: f"<p>{TEXT * 5 * n}</p>".encode(),
    "deep.html": lambda n: ("<div>" * (n // 2) + TEXT + "</div>" * (n // 2)).encode(),
    "open.html": lambda n: ("<p" * 10 * n + TEXT).encode(),
    "changing.csv": lambda n: ("标题,正文\n" + "".join(f"甲,{TEXT}{',x' * (i % 50)}\n" for i in range(n))).encode(),
    "quotes.csv": lambda n: ("标题,正文,日期\n" + f'"甲,{TEXT},2020\n' * n).encode(),
    "same.csv": lambda n: (",".join(["正文"] * (n // 4)) + "\n" + ",".join(["文"] * (n // 4))).encode(),
    "many.jsonl": lambda n: "".join(json.dumps({"content": TEXT, f"k{i}": 1}) + "\n" for i in range(n)).encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_time_grows_with_large_and_odd_files(tmp_path, name):
    def check(n):
        documents = read(tmp_path, name, LARGE[name](n))
        assert {document.status for document in documents} == {"ok"}

    evenly, times = grows_evenly(check, 5000)
    assert evenly, times


def test_what_is_not_followed_is_not_looked_at(tmp_path):
    """A file elsewhere that changes does not change the corpus."""
    (tmp_path / "corpus" / "sub").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("a")
    (tmp_path / "corpus" / "out.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "corpus" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "corpus" / "in.txt").symlink_to("sub/b.txt")
    (tmp_path / "corpus" / "sub" / "b.txt").write_text(TEXT)
    files = {file.path: file for file in walk_files(tmp_path / "corpus", Settings())}
    assert (files["out.txt"], files["up"]) == (File("out.txt"), File("up"))
    assert files["in.txt"] == files["sub/b.txt"]._replace(path="in.txt")
