"""The manifest beside the tables: what they were made from, each file once."""

import hashlib
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.building import write_tables
from helpers.errors import UserError
from helpers.fingerprint import observe_corpus
from helpers.manifest import MANIFEST, check_tables_folder, count_rows, is_whole

RECORDS = "title,text\n" + "".join(f"第{i}号,江西省第{i}天新增确诊病例若干例。\n" for i in range(5))
FILES = {
    "a.csv": RECORDS,
    "b/一.txt": "江苏省各地有序复工复产。",
    "b.txt": "湖北省多地发布通告。",
    "c.pdf": "%PDF-1.7 no",
}


@pytest.fixture
def written(tmp_path):
    corpus = tmp_path / "corpus"
    for name, text in FILES.items():
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_text(text, encoding="utf-8")
    write_tables(corpus, tmp_path / "out")
    return corpus, tmp_path / "out"


def test_each_file_stands_in_it_once_with_its_digest(written):
    corpus, out = written
    text = (out / MANIFEST).read_text("utf-8")
    pairs = dict(json.loads(text, object_pairs_hook=list))["inputs"]
    assert pairs == [
        (path, hashlib.sha256((corpus / path).read_bytes()).hexdigest()) for path in sorted(FILES)
    ]
    manifest = json.loads(text)
    assert list(manifest) == sorted(manifest)
    assert manifest["fingerprint"] == observe_corpus(corpus).fingerprint
    assert manifest["rows"]["documents"] == count_rows(out, "documents") == 8


def test_tables_are_whole_with_every_file_and_of_the_state_asked_for(written):
    corpus, out = written
    assert is_whole(out)
    assert is_whole(out, observe_corpus(corpus).fingerprint)
    assert not is_whole(out, "another")
    (out / "spans.parquet").unlink()
    assert not is_whole(out)


def test_each_table_stands_in_it_with_its_digest(written):
    _, out = written
    manifest = json.loads((out / MANIFEST).read_text("utf-8"))
    files = [path for path in sorted(out.iterdir()) if path.name != MANIFEST]
    assert manifest["files"] == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    text = (out / MANIFEST).read_bytes()
    said = text.replace(f',\n "whole": "{manifest["whole"]}"'.encode(), b"")
    assert hashlib.sha256(said).hexdigest() == manifest["whole"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_changed_byte_anywhere_is_noticed(written, data):
    _, out = written
    file = data.draw(st.sampled_from(sorted(out.iterdir())))
    content = bytearray(file.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    before = file.read_bytes()
    file.write_bytes(content)
    try:
        assert not is_whole(out)
    finally:
        file.write_bytes(before)
    assert is_whole(out)


@pytest.mark.parametrize("content", ["", "[]", '{"fingerprint": '])
def test_a_damaged_manifest_is_none(content, written):
    corpus, out = written
    (out / MANIFEST).write_text(content)
    assert not is_whole(out)
    with pytest.raises(UserError, match="which Fangzhi did not make"):
        check_tables_folder(out, corpus)
