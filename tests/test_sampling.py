"""Articles drawn by chance, and a corpus that is read as a sample of it."""

import shutil

import corpora
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import open_corpus, schema
from helpers.building import write_tables
from helpers.errors import UserError
from helpers.frequency import count_frequency
from helpers.ledger import balance_ledger
from helpers.sampling import choose_most, draw_families, draw_with

FAMILIES = st.lists(st.sampled_from([f"family-{i}" for i in range(40)]), max_size=120)


def drawn_of(families, most):
    return draw_families(pd.Series(families, dtype="str"), most)


@given(FAMILIES, st.integers(1, 130))
def test_families_are_drawn_whole_and_not_too_many(families, most):
    drawn = drawn_of(families, most)
    inside = {family for family, taken in zip(families, drawn, strict=True) if taken}
    assert [family in inside for family in families] == drawn.tolist()
    if families:
        assert 0 < drawn.sum() <= max(most, families.count(next(iter(inside))) if len(inside) == 1 else 0)
    if len(families) <= most:
        assert drawn.all()


@given(FAMILIES, st.integers(1, 60), st.integers(0, 60), st.randoms())
def test_a_smaller_draw_is_part_of_a_larger_one_and_order_is_nothing_to_it(families, most, more, random):
    small, large = drawn_of(families, most), drawn_of(families, most + more)
    assert not (small & ~large).any()
    mixed = random.sample(families, len(families))
    inside = {family for family, taken in zip(families, small, strict=True) if taken}
    assert {family for family, taken in zip(mixed, drawn_of(mixed, most), strict=True) if taken} == inside


def test_each_family_has_the_same_chance():
    """Over 400 corpora of other names, each place in the list is drawn about as often: a binomial of n = 400, p = 1/4."""
    times = sum(drawn_of([f"{run}-{i}" for i in range(200)], 50).astype(int) for run in range(400))
    expected, spread = 100, np.sqrt(400 * 0.25 * 0.75)
    assert abs(times - expected).max() < 4.5 * spread
    assert 0.8 < times.std() / spread < 1.2


def test_other_names_are_drawn_with_the_same_chance():
    families = pd.Series([f"a{i}" for i in range(20_000)], dtype="str")
    others = pd.Series([f"b{i}" for i in range(20_000)], dtype="str")
    drawn = families[draw_families(families, 4000)]
    assert abs(draw_with(others, drawn).sum() - 4000) < 4 * np.sqrt(20_000 * 0.2 * 0.8)
    assert draw_with(families, drawn).sum() == 4000
    assert not draw_with(others, families[:0]).any()


@pytest.mark.parametrize(
    ("sample", "n_articles", "n_chars", "most"),
    [
        ("auto", 31, 640_000, 31),
        ("auto", 6_600, 700_000, 6_600),
        ("auto", 1_000_000, 50_000_000, 10_000),
        ("auto", 1_000_000, 1_000_000_000, 3_000),
        ("auto", 2, 9_000_000, 1),
        ("auto", 0, 0, 0),
        (0, 1_000_000, 1_000_000_000, 1_000_000),
        (500, 1_000, 1_000_000_000, 500),
        (500, 300, 1_000, 300),
    ],
)
def test_how_many_are_drawn(sample, n_articles, n_chars, most):
    assert choose_most(sample, n_articles, n_chars) == most


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of 600 summaries, some printed again, with some files that cannot be used beside them."""
    folder = tmp_path_factory.mktemp("large") / "news"
    corpora.write_summaries(folder, n=600)
    for i in range(60):
        (folder / f"empty{i:02}.txt").write_text("", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def places(folder):
    """Where its tables are kept, and where they were written to be named."""
    root = folder.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FANGZHI_CACHE", str(root / "cache"))
        write_tables(folder, root / "tables")
    return root / "cache", root / "tables"


@pytest.fixture(autouse=True)
def cache(places, monkeypatch):
    monkeypatch.setenv("FANGZHI_CACHE", str(places[0]))


@pytest.fixture
def configure(folder):
    """Write the corpus's settings, which go again afterwards."""
    path = folder / "corpus.toml"
    yield lambda text: path.write_text(text, encoding="utf-8")
    path.unlink(missing_ok=True)


def test_a_large_corpus_is_read_as_a_sample(folder, configure):
    configure("sample = 200")
    corpus = open_corpus(folder)
    articles, whole = corpus.articles, corpus.whole
    assert 190 <= len(articles) <= 200
    assert corpus.sampling == [
        f"Read from a sample: {len(articles)} of 600 articles, drawn by chance, each with all its copies. "
        "Counts are of the sample; shares, rates and tests speak for the whole as far as a sample of this size can."
    ]
    assert corpus.sampling[0] in repr(corpus)
    assert corpus.counted.sampling == corpus.sampling
    assert len(whole.articles) == 600
    assert whole.sampling == []
    assert whole.whole is whole
    in_sample = whole.articles[whole.articles["family"].isin(articles["family"])]
    pd.testing.assert_frame_equal(articles, in_sample.reset_index(drop=True))
    for table in schema.CORPUS_TABLES:
        schema.check(corpus.table(table.name), table)
        if "article_id" in table.names and table.name != "spans":
            assert set(corpus.table(table.name)["article_id"]) <= set(articles["article_id"])
    assert set(corpus.article_totals["article_id"]) == set(articles["article_id"])
    assert (
        balance_ledger(corpus.spans, corpus.documents)["n_chars"].sum() == corpus.documents["n_chars"].sum()
    )
    empty = (corpus.documents["status"] == "empty").sum()
    assert 6 <= empty <= 36  # of 60 a third, but for chance
    again = open_corpus(folder)
    for table in schema.CORPUS_TABLES:
        pd.testing.assert_frame_equal(corpus.table(table.name), again.table(table.name))
    assert corpus.manifest["rows"]["articles"] == 600


def test_a_sample_is_drawn_once_whatever_follows_from_it(folder, configure, monkeypatch):
    configure("sample = 200")
    corpus = open_corpus(folder)
    corpus.fit_topics(k=2)
    monkeypatch.setattr("helpers.corpus.Corpus._draw", None)
    monkeypatch.setattr("helpers.corpus.model_topics", None)
    again = open_corpus(folder)
    pd.testing.assert_frame_equal(again.articles, corpus.articles)
    assert len(again.fit_topics(k=2).topics) == 2


def test_the_size_of_the_sample_leaves_the_tables_as_they_are(folder, configure):
    locations = set()
    for setting in ("", "sample = 200", "sample = 0", "sample = 300"):
        configure(setting)
        locations.add(open_corpus(folder).whole.location)
    assert len(locations) == 1
    configure("sample = 0")
    corpus = open_corpus(folder)
    assert (len(corpus.articles), corpus.sampling, corpus.whole) == (600, [], corpus)


def test_conditions_are_met_by_articles_of_the_whole(folder, configure):
    configure("sample = 200")
    corpus = open_corpus(folder)
    all_of_it = corpus.whole.where(provinces="湖北")
    assert 0 < len(all_of_it.articles) < 200
    there = corpus.where(provinces="湖北")
    pd.testing.assert_frame_equal(there.articles, all_of_it.articles)
    assert there.sampling == []
    month = corpus.whole.where(date_from="2020-01-01", date_to="2020-03-31")
    drawn = corpus.where(date_from="2020-01-01", date_to="2020-03-31")
    assert len(month.articles) > 200 >= len(drawn.articles) > 190
    assert f"of {len(month.articles)} articles" in drawn.sampling[0]
    assert set(drawn.articles["article_id"]) <= set(month.articles["article_id"])
    assert corpus.where() is corpus


def test_rates_of_a_sample_are_near_those_of_the_whole(folder, configure):
    configure("sample = 300")
    corpus = open_corpus(folder)
    rates = [
        count_frequency(one.term_counts, one.article_totals, one.articles).set_index("term")["rate_per_10k"]
        for one in (corpus.counted, corpus.whole.counted)
    ]
    common = rates[1].head(30).index
    assert (rates[0].reindex(common).fillna(0) / rates[1][common]).between(0.6, 1.6).all()


@pytest.mark.parametrize("sample", [200, 0])
def test_tables_made_elsewhere_are_read_where_they_are(
    sample, folder, places, configure, monkeypatch, tmp_path
):
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "other"))
    monkeypatch.setattr("helpers.building.write_tables", None)  # they aren't made again
    configure(f'sample = {sample}\ntables = "../tables"')
    corpus = open_corpus(folder)
    assert corpus.whole.location == places[1]
    assert len(corpus.whole.articles) == 600
    assert len(corpus.articles) <= (sample or 600)
    assert (len(corpus.articles) == 600) == (sample == 0)
    before = sorted(path.name for path in places[1].iterdir())
    assert len(corpus.term_timeline)
    assert sorted(path.name for path in places[1].iterdir()) == before  # nothing is added to them


def test_tables_that_are_gone_or_of_another_state_are_refused(folder, configure, tmp_path):
    configure(f'tables = "{tmp_path / "none"}"')
    with pytest.raises(
        UserError, match=r"corpus.toml names .*none, which holds no whole tables.*fangzhi tables"
    ):
        open_corpus(folder)
    other = shutil.copytree(folder, tmp_path / "news")
    shutil.copytree(folder.parent / "tables", tmp_path / "tables")
    (other / "late.txt").write_text("南昌市昨日召开会议。", encoding="utf-8")
    (other / "corpus.toml").write_text('tables = "../tables"', encoding="utf-8")
    with pytest.raises(UserError, match="no whole tables of this corpus as it is now"):
        open_corpus(other)
