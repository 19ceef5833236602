"""Files of the cache, and of results, that were damaged: what they were is made again."""

import json
import random
import shutil

import pytest
from disturbed import FULL, contents

pytestmark = pytest.mark.slow

ROUNDS = 12 if FULL else 1


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


def test_the_cache_of_a_book(few, site, runs, tmp_path, tally):
    whole, _, cache = site
    out, dice = tmp_path / "site", random.Random(0)
    shutil.copytree(cache, runs.cache)
    tried = equal = 0
    for _ in range(ROUNDS):
        files = sorted(path for path in runs.cache.rglob("*") if path.is_file() and path.stat().st_size)
        some = dice.sample(files, len(files) // 4)
        for file in some:
            dice.choice(list(DAMAGES.values()))(file, dice)
        shutil.rmtree(out, ignore_errors=True)
        runs.finish("book", few, "--out", out)
        tried += len(some)
        equal += len(some) if contents(out) == whole else 0
    tally("damaged files of a book's cache, a quarter of all at a time", tried, equal)


def test_a_site(few, site, runs, tmp_path, tally):
    whole, _, cache = site
    out, dice = tmp_path / "site", random.Random(1)
    shutil.copytree(cache, runs.cache)
    runs.finish("book", few, "--out", out)
    for damage in (flip, empty):
        damage(dice.choice(sorted(out.rglob("*.html"))), dice)
        runs.finish("book", few, "--out", out)
        assert contents(out) == whole
    tally("damaged pages of a site", 2, 2)


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
