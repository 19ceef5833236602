import json
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import helpers.corpus
from helpers import open_corpus, schema
from helpers.building import build_tables, chunks, write_tables
from helpers.errors import UserError
from helpers.reading import read_file

BODY = "全市各级各部门迅速行动，织密织牢联防联控网络，守护群众安全。{n}月{n}日，志愿者在{place}登记了{n}0户居民。"
PLACES = ("江西省南昌市", "江苏省南京市", "湖北省武汉市", "河南省郑州市")
OUTLETS = ("江西日报", "新华日报", "湖北日报", "河南日报")


def page(i):
    place, outlet, n = PLACES[i % 4], OUTLETS[i % 4], i % 9 + 1
    return f"第{i}号：社区报道\n2020-0{n}-1{n} 来源：{outlet}\n{BODY.format(n=n, place=place)}\n本文编号为{i}，{place}供稿，内容{i * 7919}。\n"


def write(folder, n):
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(n):
        (folder / f"{i:03d}.txt").write_text(page(i), encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def corpus(tmp_path):
    return open_corpus(write(tmp_path / "corpus", 8))


def files_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda folder: None, ["does not exist", "corpus"]),
        (lambda folder: folder.write_text("文"), ["is a file"]),
        (lambda folder: folder.mkdir(), ["no documents", ".csv"]),
        (
            lambda folder: (folder.mkdir(), (folder / "a.doc").write_bytes(b"%DOC")),
            ["a.doc", "no reader for .doc"],
        ),
        (
            lambda folder: (write(folder, 1), (folder / "corpus.toml").write_text("x = ")),
            ["corpus.toml", "TOML"],
        ),
        (
            lambda folder: (write(folder, 1), (folder / "corpus.toml").write_text("yaer = 1")),
            ["yaer", "Choices"],
        ),
    ],
    ids=["missing", "file", "empty", "nothing readable", "broken settings", "unknown setting"],
)
def test_what_cannot_be_opened_says_why_and_leaves_nothing(tmp_path, cache, prepare, words):
    folder = tmp_path / "corpus"
    prepare(folder)
    with pytest.raises(UserError) as error:
        open_corpus(folder)
    for word in words:
        assert word in str(error.value)
    # Nothing but the lock that keeps two processes from writing the same tables.
    assert not [path for path in cache.rglob("*") if path.is_file() and path.suffix != ".lock"]


def test_tables_are_built_once_and_again_after_a_change(corpus, monkeypatch):
    builds = []

    def counting(*arguments, **options):
        builds.append(arguments)
        write_tables(*arguments, **options)

    monkeypatch.setattr("helpers.building.write_tables", counting)

    def rebuilt():
        before = len(builds)
        open_corpus(corpus.folder)
        return len(builds) > before

    assert not rebuilt()
    (corpus.folder / "README.md").write_text("a data card")
    assert not rebuilt()
    (corpus.folder / "000.txt").write_text(page(99), encoding="utf-8")
    assert rebuilt()
    (corpus.folder / "corpus.toml").write_text("default_year = 2021")
    assert rebuilt()
    (corpus.folder / "001.txt").unlink()
    assert rebuilt()
    assert not rebuilt()
    assert files_in(corpus.folder) == [f"{i:03d}.txt" for i in (0, *range(2, 8))] + [
        "README.md",
        "corpus.toml",
    ]


def test_a_corpus_that_changes_while_it_is_read_is_refused_and_read_again(tmp_path, cache, monkeypatch):
    folder = tmp_path / "changing"
    write(folder, 3)
    make = chunks.make_part

    def slow(*arguments):
        made = make(*arguments)
        (folder / "late.txt").write_text(page(99), encoding="utf-8")
        return made

    monkeypatch.setattr("helpers.building.tables.make_part", slow)
    with pytest.raises(UserError, match=r"changed while it was read.*Run the command again"):
        open_corpus(folder)
    assert not list(cache.rglob("*.parquet"))
    monkeypatch.setattr("helpers.building.tables.make_part", make)
    assert "late.txt" in open_corpus(folder).documents["path"].tolist()


@pytest.mark.parametrize(
    "damage",
    [
        lambda location: (location / "manifest.json").write_text("{"),
        lambda location: (location / "manifest.json").unlink(),
        lambda location: (location / "spans.parquet").unlink(),
    ],
    ids=["broken manifest", "no manifest", "a table is gone"],
)
def test_a_damaged_cache_is_built_again(corpus, damage):
    damage(corpus.location)
    again = open_corpus(corpus.folder)
    assert len(again.articles) == 8
    assert len(again.spans) > 8
    assert again.manifest["rows"]["articles"] == 8


def test_parquet_is_what_the_schema_says(corpus):
    for table in schema.CORPUS_TABLES:
        on_disk = pq.read_table(corpus.location / f"{table.name}.parquet")
        assert on_disk.schema.remove_metadata() == table.arrow
        schema.check(corpus.table(table.name), table)
    assert pq.read_schema(corpus.location / "articles.parquet").field("published").type == pa.date32()
    manifest = corpus.manifest
    assert manifest["rows"]["articles"] == 8
    assert set(manifest["inputs"]) == {f"{i:03d}.txt" for i in range(8)}


def test_workers_and_order_change_nothing(tmp_path, monkeypatch):
    folder = write(tmp_path / "many", 60)
    alone, together = build_tables(folder), build_tables(folder, workers=2)
    walk = os.walk

    def shuffled(top, **options):
        for place, folders, files in walk(top, **options):
            yield place, folders, random.Random(1).sample(files, len(files))

    monkeypatch.setattr("os.walk", shuffled)
    other = build_tables(folder)
    for name, frame in alone.items():
        pd.testing.assert_frame_equal(together[name], frame)
        pd.testing.assert_frame_equal(other[name], frame)
    assert len(alone["articles"]) == 60


def test_the_hash_seed_changes_nothing(tmp_path):
    folder = write(tmp_path / "corpus", 6)
    code = (
        "import sys, hashlib\nfrom pathlib import Path\nfrom helpers.building import build_tables\n"
        "tables = build_tables(Path(sys.argv[1]))\n"
        "text = ''.join(t.to_json(orient='split', date_format='iso') for t in tables.values())\n"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code, str(folder)], env={**os.environ, "PYTHONHASHSEED": seed},
            check=True, capture_output=True, text=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(digests) == 1


def test_one_unreadable_file_is_a_row_with_its_reason(tmp_path):
    folder = write(tmp_path / "corpus", 2)
    (folder / "scan.pdf").write_bytes(b"%PDF")
    (folder / "void.txt").write_bytes(b"")
    corpus = open_corpus(folder)
    status = dict(zip(corpus.documents["path"], corpus.documents["status"], strict=True))
    assert status == {"000.txt": "ok", "001.txt": "ok", "scan.pdf": "unreadable", "void.txt": "empty"}
    refused = corpus.documents[corpus.documents["status"] != "ok"]
    assert refused["reason"].notna().all()
    assert len(corpus.articles) == 2


def test_where(corpus):
    assert corpus.where() is corpus
    jiangxi = corpus.where(provinces="江西")
    assert set(jiangxi.articles["province"]) == {"江西"}
    assert 0 < len(jiangxi.articles) < 8
    for name in ("term_counts", "place_mentions", "date_mentions", "article_totals"):
        assert set(jiangxi.table(name)["article_id"]) <= set(jiangxi.articles["article_id"])
    assert len(jiangxi.article_totals) == len(jiangxi.articles)
    several = corpus.where(provinces="江西，湖北", outlets=["江西日报", "湖北日报"])
    assert set(several.articles["province"]) == {"江西", "湖北"}
    spring = corpus.where(date_from="2020-02-12", date_to="2020-03-13").articles["published"]
    assert (spring.min(), spring.max()) == (pd.Timestamp("2020-02-12"), pd.Timestamp("2020-03-13"))
    none = corpus.where(date_from="2050-01-01")
    assert none.articles.empty
    assert none.term_counts.empty
    assert "0 articles" in repr(none)


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ({"date_from": "yesterday"}, ["date_from='yesterday'", "2020-02-03"]),
        ({"date_to": "2020-13-40"}, ["date_to"]),
        ({"provinces": "江西省份"}, ["did you mean 江西"]),
        ({"outlets": ["江西曰报"]}, ["did you mean 江西日报"]),
    ],
)
def test_where_refuses_what_it_does_not_know(corpus, conditions, words):
    with pytest.raises(UserError) as error:
        corpus.where(**conditions)
    for word in words:
        assert word in str(error.value)


def test_counted_leaves_out_copies(tmp_path):
    folder = write(tmp_path / "corpus", 3)
    long = page(1) + "".join(
        f"第{i}组志愿者清早出门，挨家挨户登记体温和用药需求。\n" for i in "甲乙丙丁戊己庚辛"
    )
    (folder / "b.txt").write_text(long, encoding="utf-8")
    (folder / "c.txt").write_text(long, encoding="utf-8")
    corpus = open_corpus(folder)
    assert len(corpus.articles) == 5
    counted = corpus.counted
    assert counted.articles["is_canonical"].all()
    assert counted.articles["family"].is_unique
    assert len(counted.articles) == corpus.articles["family"].nunique() < 5


def test_table_takes_columns_and_filters(corpus):
    filters = [("province", "==", "江西")]
    for opened in (open_corpus(corpus.folder), corpus):
        some = opened.table("articles", columns=["article_id", "published"], filters=filters)
        assert some.columns.tolist() == ["article_id", "published"]
        assert str(some["published"].dtype) == "datetime64[s]"
        assert len(some) == len(corpus.where(provinces="江西").articles)
    with pytest.raises(UserError, match="did you mean articles"):
        corpus.table("artciles")


def test_source_is_what_the_spans_count_in(corpus):
    for doc_id, spans in corpus.spans.groupby("doc_id"):
        text = corpus.source(doc_id)
        assert spans["end"].iloc[-1] == len(text)
    with pytest.raises(UserError, match="'nobody'"):
        corpus.source("nobody")


def test_quoting_reads_each_file_once(tmp_path, monkeypatch):
    folder = write(tmp_path / "corpus", 2)
    rows = [f"第{i}号：社区报道,{BODY.format(n=i % 9 + 1, place=PLACES[i % 4])}" for i in range(40)]
    (folder / "a.csv").write_text("\n".join(["标题,正文", *rows]), encoding="utf-8")
    corpus = open_corpus(folder)
    read, paths = read_file, []

    def count(folder, path, settings):
        paths.append(path)
        return read(folder, path, settings)

    monkeypatch.setattr("helpers.corpus.read_file", count)
    bodies = corpus.spans[corpus.spans["kind"] == "body"].sample(frac=1, random_state=0)
    words = corpus.quote(bodies)
    assert sorted(paths) == ["000.txt", "001.txt", "a.csv"]
    assert words.index.tolist() == bodies.index.tolist()
    texts = corpus.articles.set_index("article_id")["text"]
    for words_of_span, span in zip(words, bodies.itertuples(), strict=True):
        assert texts[span.article_id][span.text_start :].startswith(words_of_span)
    with pytest.raises(UserError, match="'nobody'"):
        corpus.quote(bodies.head(2).assign(doc_id="nobody"))


def test_write_tables_refuses_what_it_did_not_make(tmp_path, corpus):
    def write_to(out):
        write_tables(corpus.folder, out)

    foreign = tmp_path / "thesis"
    foreign.mkdir()
    (foreign / "chapter.txt").write_text("mine")
    (foreign / "manifest.json").write_text("{}")
    with pytest.raises(UserError, match=r"holds chapter\.txt, which Fangzhi did not make"):
        write_to(foreign)
    with pytest.raises(UserError, match="is a file"):
        write_to(foreign / "chapter.txt")
    with pytest.raises(UserError, match="lies inside the corpus"):
        write_to(corpus.folder / "out")
    with pytest.raises(UserError, match="holds the corpus"):
        write_to(tmp_path)
    assert files_in(foreign) == ["chapter.txt", "manifest.json"]
    assert len(files_in(corpus.folder)) == 8
    out = tmp_path / "deep" / "out"
    write_to(out)
    first = {name: (out / name).read_bytes() for name in files_in(out)}
    write_to(out)
    assert {name: (out / name).read_bytes() for name in files_in(out)} == first
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    assert json.loads((out / "manifest.json").read_text("utf-8"))["corpus"] == "corpus"
    (out / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match=r"holds notes\.txt"):
        write_to(out)
    assert (out / "notes.txt").read_text() == "mine"


def test_processes_that_open_a_new_corpus_at_once_all_get_it(tmp_path, cache):
    folder = write(tmp_path / "corpus", 4)
    code = f"from helpers import open_corpus; print(len(open_corpus({str(folder)!r}).articles))"
    started = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert [process.communicate()[0].strip() for process in started] == ["4"] * 4


def test_a_filter_keeps_one_copy_of_a_family_whose_canonical_copy_it_drops(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    body = "".join(f"第{i}组志愿者清早出门，挨家挨户登记体温和用药需求。\n" for i in "甲乙丙丁戊己庚辛")
    for day, outlet in ((1, "湖北日报"), (2, "江西日报"), (3, "江西日报")):
        (folder / f"{day}.txt").write_text(
            f"志愿者登门\n2020-02-0{day} 来源：{outlet}\n{body}", encoding="utf-8"
        )
    corpus = open_corpus(folder)
    assert set(corpus.articles["family"]) == set(corpus.articles["family"][:1])
    chosen = corpus.where(provinces="江西")
    assert chosen.counted.articles["published"].dt.day.tolist() == [2]
    assert len(chosen.documents) == 2
    assert len(chosen.findings) > 0


def test_repr(corpus):
    assert repr(corpus) == (
        "<Corpus 'corpus': 8 documents, 8 articles in 8 families\n  2020-01-11 to 2020-08-18, 江苏、江西、河南、湖北>"
    )


def test_repr_names_what_to_know_before_counting(tmp_path):
    folder = tmp_path / "messy"
    folder.mkdir()
    story = "今天天气很好，大家都去公园散步了，还看见了许多花，孩子们也都很高兴。" * 6
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(f"公园的花\n\n{story}", encoding="utf-8")
    (folder / "c.txt").write_text("", encoding="utf-8")
    assert repr(open_corpus(folder)).split("\n  ") == [
        "<Corpus 'messy': 3 documents, 2 articles in 1 family",
        "undated, no province known",
        "1 document not used (1 empty): corpus.documents says why",
        "1 copy in 1 family: corpus.counted has one article of each",
        "2 articles without a date of publication",
        "2 articles without a province>",
    ]


def test_the_meanings_of_a_table(corpus):
    meanings = corpus.meanings("articles")
    assert meanings.columns.tolist() == ["column", "type", "meaning", "optional", "choices"]
    assert meanings["column"].tolist() == corpus.articles.columns.tolist()
    assert meanings.set_index("column").loc["published_precision", "choices"] == "day, month, year"
    with pytest.raises(UserError, match="table='article' is unknown; did you mean articles"):
        corpus.meanings("article")


def test_completion_offers_what_is_public(corpus):
    offered = [name for name in dir(corpus) if not name.startswith("_")]
    assert all(getattr(type(corpus), name, None).__doc__ for name in offered if hasattr(type(corpus), name))
    assert {"articles", "where", "counted", "compare", "meanings", "table"} <= set(offered)
    done = subprocess.run(
        [sys.executable, "-c", "import helpers; print(*dir(helpers))"], capture_output=True, text=True
    )
    assert {"Corpus", "UserError", "open_corpus"} <= set(done.stdout.split())


def test_provinces_are_compared_once_and_kept(tmp_path, monkeypatch):
    corpus = open_corpus(write(tmp_path / "corpus", 24))
    table = corpus.province_terms
    schema.check(table, schema.PROVINCE_TERMS)
    assert set(table["province"]) == {"江西", "江苏", "湖北", "河南"}
    assert len(list(corpus.location.glob("province_terms-*"))) == 1
    monkeypatch.setattr("helpers.corpus.compare_provinces", None)
    pd.testing.assert_frame_equal(open_corpus(tmp_path / "corpus").province_terms, table, check_exact=True)
    pd.testing.assert_frame_equal(corpus.compare(), table, check_exact=True)


def test_what_two_ask_for_at_once_is_computed_once(tmp_path, monkeypatch):
    folder = write(tmp_path / "corpus", 8)
    compare, calls = helpers.corpus.compare_provinces, []

    def slow(*arguments, **options):
        calls.append(time.sleep(0.3))
        return compare(*arguments, **options)

    monkeypatch.setattr("helpers.corpus.compare_provinces", slow)
    open_corpus(folder)
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lambda _: open_corpus(folder).province_terms, range(2))
    pd.testing.assert_frame_equal(one, other)
    assert len(calls) == 1


def test_a_comparison_masks_names_and_counts_what_it_is_told_to(tmp_path):
    corpus = open_corpus(write(tmp_path / "corpus", 24))
    table = corpus.compare("江西", "湖北")
    assert set(zip(table["province"], table["against"], strict=True)) == {("江西", "湖北")}
    shown, hidden = (set(table.loc[table["masked"] == masked, "term"]) for masked in (False, True))
    assert {"江西省", "南昌市"} <= shown - hidden
    assert "志愿者" in hidden
    bare = corpus.compare("江西", "湖北", mask=())
    assert set(bare.loc[bare["masked"], "term"]) == shown
    assert set(corpus.compare("江西", copies="all")["copies"]) == {"all"}
    part = corpus.where(provinces="江西, 湖北")
    assert set(part.compare()["province"]) == {"江西", "湖北"}


def test_settings_of_the_segmenter_reach_the_counts(tmp_path):
    folder = write(tmp_path / "corpus", 2)
    (folder / "000.txt").write_text("社区记事\n\n王麻子和苗吉寅说，目前没有发现病例。\n", encoding="utf-8")
    plain = set(open_corpus(folder).term_counts["term"])
    assert {"苗吉寅", "没有"} <= plain
    (folder / "corpus.toml").write_text("hmm = false\nstop_negations = true\n", encoding="utf-8")
    assert not {"苗吉寅", "没有"} & set(open_corpus(folder).term_counts["term"])


def test_sensitivity_is_computed_once_and_judges_the_findings(tmp_path, monkeypatch):
    corpus = open_corpus(write(tmp_path / "corpus", 8))
    table, findings = corpus.sensitivity, corpus.findings
    schema.check(table, schema.SENSITIVITY)
    schema.check(findings, schema.FINDINGS)
    assert len(list(corpus.location.glob("sensitivity-*"))) == 1
    tested = findings[findings["robustness"] != "untested"]
    assert set(tested["finding_id"]) == set(table["finding_id"]) >= {"02-top", "02-next", "04-published"}
    broken = table[table["breaks"]].groupby("finding_id")["change"].agg(list)
    for finding in tested.itertuples():
        assert finding.depends_on == broken.get(finding.finding_id, [])
        assert (finding.robustness == "holds") == (not finding.depends_on)
    assert findings["finding_id"].iloc[-1].startswith("06-")
    assert (table["breaks"] == (table["n_broken"] > 0)).all()
    few = corpus.measure_sensitivity(most_left_out=2, seeds=1)
    assert set(few.loc[few["change"] == "left_out", "n_runs"]) == {2}
    with pytest.raises(UserError, match="most_left_out=0 is too small"):
        corpus.measure_sensitivity(most_left_out=0)
    part = corpus.where(provinces="江西")
    assert set(part.sensitivity.loc[part.sensitivity["change"] == "left_out", "n_runs"]) == {2}
    monkeypatch.setattr("helpers.corpus.measure_sensitivity", None)
    again = open_corpus(corpus.folder)
    pd.testing.assert_frame_equal(again.sensitivity, table, check_exact=True)
    pd.testing.assert_frame_equal(again.findings, findings, check_exact=True)
