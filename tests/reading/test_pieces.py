"""What is read in pieces is what it is when it is read at once."""

import json
import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import reading
from helpers.reading import read_file
from helpers.reading.encoding import _RESYNC, decode, find_encoding
from helpers.reading.pieces import Blocks, Text
from helpers.settings import Settings

STORY = "全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全。"
TRADITIONAL = "教育部今天宣布，高中以下學校延後兩週開學，請家長提早安排照顧事宜。"


def blocks(data, size):
    return tuple(data[i : i + size] for i in range(0, len(data), size))


def damaged(data, n, seed=0):
    data, chance = bytearray(data), random.Random(seed)
    for _ in range(n):
        data[chance.randrange(len(data))] = chance.choice(b"\x81\xfe\xff\x0a\x80A")
    return bytes(data)


@pytest.mark.parametrize(
    ("encoding", "errors"),
    [
        ("utf-8", "replace"), ("utf-8-sig", "replace"), ("gb18030", _RESYNC), ("big5hkscs", _RESYNC), ("utf-16", "replace"),
        ("utf-16-le", "replace"), ("utf-16-be", "replace"), ("cp1252", "replace"),
    ],
)  # fmt: skip
@given(
    lines=st.lists(st.text(st.sampled_from('全市行動A,"\r 𠮷')), max_size=8),
    damage=st.lists(st.tuples(st.integers(3, 200), st.binary(max_size=4)), max_size=6),
    size=st.integers(1, 80),
)
def test_a_text_in_pieces_is_the_text(encoding, errors, lines, damage, size):
    data = bytearray("\n".join(lines).encode(encoding, "replace"))
    for at, some in damage:
        data[at : at + len(some)] = some
    pieces = list(Text(blocks(bytes(data), size), encoding, errors))
    assert "".join(pieces) == data.decode(encoding, errors)
    assert all(piece.endswith("\n") for piece in pieces[:-1])
    assert "" not in pieces


def test_pieces_are_small_where_lines_are():
    data = damaged((STORY + "\n").encode("gbk") * 3000, 300)
    pieces = list(Text(blocks(data, 4000), "gb18030", _RESYNC))
    assert "".join(pieces) == data.decode("gb18030", _RESYNC)
    assert max(map(len, pieces)) < 8000


def test_a_text_with_an_error_has_none():
    with pytest.raises(UnicodeDecodeError):
        list(Text((b"a\n", b"\xff\n"), "utf-8"))


@pytest.mark.parametrize(
    "data",
    [
        STORY.encode() * 900,
        ("\ufeff" + STORY).encode() * 300,
        (STORY + "\n").encode("gbk") * 900,
        damaged((STORY + "\n").encode("gbk") * 900, 40),
        damaged((STORY + "\n").encode() * 900, 40),
        (TRADITIONAL + "\r\n").encode("big5") * 900,
        STORY.encode("utf-16") * 900,
        (STORY + "\n").encode("utf-16-le") * 2000,
        (STORY + "\n").encode("utf-16-be") * 2000,
        ("title,text\n" * 1000).encode() + (STORY + "\n").encode("gbk") * 900,
        "café naïve – “quoted” text\n".encode("cp1252") * 900,
        b"%PDF-1.4" + STORY.encode() * 300,
        bytes(range(256)) * 90,
        STORY.encode() * 300 + b"\0" * 5000,
        STORY.encode() * 300 + b"\0\1" * 5000,
        (STORY.encode().decode("gb18030", "replace") + "\n").encode() * 300,
        (STORY.encode().decode("latin-1") + "\n").encode() * 300,
        (STORY + "\n").encode() * 900 + "锟斤拷烫烫烫\n".encode() * 300,
        "？！".encode("ascii", "replace") * 9000,
        b"",
    ],
)
@pytest.mark.parametrize("size", [3500, 20_001])
def test_the_encoding_is_the_same_block_by_block(data, size):
    name, errors, note = find_encoding(blocks(data, size))
    text, encoding, reason = decode(data)
    assert (name, note) == (encoding, reason)
    if name:
        assert "".join(Text(blocks(data, size), name, errors)) == text


def rows(n, mark=",", quote='"'):
    """A table with quoted cells of several lines, doubled quotes, rows too long and too short, and blank ones."""
    lines = [mark.join(("编号", "标题", "正文", "发布日期"))]
    for i in range(n):
        text = f"{quote}第{i}段{mark}{STORY}\n{STORY * (i % 5)}{quote * 2}原话{quote * 2}{quote}"
        lines.append(mark.join((str(i), f"标题{i}", text, "2020-02-03")))
        if i % 17 == 0:
            lines.extend((mark.join((str(i), "短")), mark.join("多出来的一格又一格"), ""))
    return "\n".join(lines) + "\n"


FILES = {
    "utf-8.csv": rows(80).encode(),
    "mark.csv": rows(80).encode("utf-8-sig"),
    "gbk.csv": rows(80).encode("gbk"),
    "damaged.csv": damaged(rows(80).encode("gbk"), 20),
    "utf-16.csv": rows(80).encode("utf-16"),
    "semicolons.csv": rows(80, mark=";").encode(),
    "returns.csv": rows(80).replace("\n", "\r\n").encode(),
    "old returns.csv": rows(80).replace("\n", "\r").encode(),
    "unclosed.csv": rows(80).replace('原话""', "原话").encode(),
    "one unclosed.csv": (rows(40) + '7,标题,"没有结束,2020-02-03\n' + rows(40)).encode(),
    "unclosed at the end.csv": (rows(80) + '7,标题,"没有结束,2020-02-03').encode(),
    "header within.csv": ("某市新闻汇总\n\n" + rows(80)).encode(),
    "no header.csv": rows(80).split("\n", 1)[1].encode(),
    "inferred.csv": rows(80).replace("正文", "k1").replace("发布日期", "k2").encode(),
    "no end.csv": rows(80).rstrip("\n").encode(),
    "quoted.tsv": rows(80, mark="\t").encode(),
    "plain.tsv": rows(80, mark="\t").replace('"', "").encode(),
    "marks.tsv": rows(80, mark="\t").replace('""', '"').encode(),
    "blank.csv": (" \n" * 9000).encode(),
    "zeros.csv": rows(80).encode() + b"\0" * 3000,
    "lines.jsonl": "\n".join(
        json.dumps({"title": f"标题{i}", "content": STORY, "n": [i]}, ensure_ascii=i % 2 == 0)
        for i in range(150)
    ).encode(),
    "cut.jsonl": ("\ufeff" + (json.dumps({"title": "标题", "content": STORY}) + "\r\n") * 150)[:-30].encode(),
    "wrong.jsonl": ((json.dumps({"text": STORY}) + "\n\nno\n[1]\n") * 150).encode(),
    "wrapped.jsonl": json.dumps({"data": [{"title": f"标题{i}", "text": STORY} for i in range(80)]}).encode(),
    "table.jsonl": "\n".join(json.dumps(row) for row in [["标题", "正文"], *[["标题", STORY]] * 80]).encode(),
    "lists.jsonl": "\n".join(json.dumps([{"text": STORY}] * (i % 3)) for i in range(80)).encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_records_are_the_same_block_by_block(name, tmp_path, monkeypatch):
    (tmp_path / name).write_bytes(FILES[name])
    assert len(FILES[name]) > 7000
    at_once = list(read_file(tmp_path, name, Settings()))
    for size in (3000, 3333, 7000):
        monkeypatch.setattr(reading, "BLOCK", size)
        monkeypatch.setattr(reading, "Blocks", lambda file, size=size: Blocks(file, size))
        assert list(read_file(tmp_path, name, Settings())) == at_once
    assert len(at_once) > 50 or name == "blank.csv"
    assert "ok" in {document.status for document in at_once} or name in ("blank.csv", "lists.jsonl")


def test_memory_does_not_grow_with_a_table(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "BLOCK", 20_000)
    monkeypatch.setattr(reading, "Blocks", lambda file: Blocks(file, 20_000))
    peaks = []
    for n in (1, 2000, 8000):  # the first loads what is loaded once
        (tmp_path / "a.csv").write_bytes(rows(n).encode("gbk"))
        tracemalloc.start()
        assert sum(1 for _ in read_file(tmp_path, "a.csv", Settings())) > n
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < 1.2 * peaks[1]
