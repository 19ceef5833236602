"""Files of the cache, and of results, that were damaged: what they were is made again."""

import json
import random

import pytest
from disturbed import FULL, contents

MOST = 400 if FULL else 12


def flip(file, dice):
    content = bytearray(file.read_bytes())
    content[dice.randrange(len(content))] ^= dice.randrange(1, 256)
    file.write_bytes(content)


def cut(file, dice):
    content = file.read_bytes()
    file.write_bytes(content[: dice.randrange(len(content))])


def empty(file, dice):
    file.write_bytes(b"")


DAMAGES = {"a byte": flip, "cut": cut, "empty": empty, "gone": lambda file, dice: file.unlink()}


@pytest.mark.parametrize("how", DAMAGES)
def test_the_cache_of_a_book(how, corpus, project, site, runs, tmp_path, tally):
    whole, _ = site
    out, dice = tmp_path / "site", random.Random(how)
    runs.finish("book", project, corpus, out)
    tried = equal = 0
    for _ in range(MOST // 12 // len(DAMAGES) or 1):
        files = sorted(path for path in runs.cache.rglob("*") if path.is_file() and path.stat().st_size)
        some = dice.sample(files, len(files) // 4)  # a quarter of all at once
        for file in some:
            DAMAGES[how](file, dice)
        (out / "genindex.html").unlink()
        runs.finish("book", project, corpus, out)
        tried += len(some)
        equal += len(some) if contents(out) == whole else 0
    tally(f"files of a book's cache: {how}", tried, equal)


def test_a_site(corpus, project, site, runs, tmp_path, tally):
    whole, _ = site
    out, dice = tmp_path / "site", random.Random(1)
    runs.finish("book", project, corpus, out)
    file = dice.choice(sorted(out.rglob("*.html")))
    flip(file, dice)
    runs.finish("book", project, corpus, out)
    tally("a byte of a site", 1, int(contents(out) == whole))


def test_what_a_killed_run_had_finished(corpus, tables, runs, tmp_path, tally):
    whole, _ = tables
    dice = random.Random(2)
    tried = equal = 0
    for how, damage in DAMAGES.items():
        out = tmp_path / how
        process = runs.start("tables", corpus, "--out", out)
        while not (done := sorted(tmp_path.glob(f".{how}-*/parts/[0-9]*/chunks.json"))):
            assert process.poll() is None, runs.printed()
        process.kill()
        process.wait()
        for file in sorted(path for path in done[0].parent.rglob("*") if path.is_file()):
            if file.stat().st_size:
                damage(file, dice)
        runs.finish("tables", corpus, "--out", out)
        tried += 1
        equal += contents(out) == whole
    tally("parts that a killed run left", tried, equal)


def test_tables_that_a_corpus_names(corpus, runs, tmp_path):
    named = tmp_path / "named"
    named.mkdir()
    (named / "一.txt").write_text((next(corpus.glob("縣/*.txt"))).read_text("utf-8"), encoding="utf-8")
    (named / "corpus.toml").write_text(f"tables = {json.dumps(str(tmp_path / 'out'))}\n", encoding="utf-8")
    runs.finish("tables", named, "--out", tmp_path / "out")
    runs.finish("check", named)
    flip(tmp_path / "out" / "term_counts.parquet", random.Random(3))
    assert "holds no whole tables of this corpus" in runs.finish("check", named, code=2)
