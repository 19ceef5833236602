"""Findings computed again: small corpora of which it is known on what each finding rests."""

import functools
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from helpers import schema
from helpers.counting import count_articles, make_stop_words, make_tokenizer
from helpers.dates import find_dates
from helpers.errors import UserError
from helpers.sensitivity import Sources, judge_findings, measure_sensitivity
from helpers.settings import Settings
from helpers.tokens import Tokenizer
from helpers.topics import Topics, cut_passages, model_topics

WORD_CHANGES = ["segmenter", "hmm", "lexicon", "stop_words"]
TOPIC_CHANGES = ["fewer_topics", "more_topics", "seeds"]


@pytest.fixture(autouse=True, scope="module")
def tokenizers():
    """Load each dictionary once: a tokenizer keeps nothing of the texts that it has cut."""
    kept = functools.cache(Tokenizer)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("helpers.sensitivity.recompute.Tokenizer", kept)
        patch.setattr("helpers.counting.Tokenizer", kept)
        yield kept


def text(**times: int) -> str:
    """Words with what separates them: 老虎=2 gives 老虎、老虎、."""
    return "".join(f"{word}、" * n for word, n in times.items())


def articles_of(*rows: dict) -> pd.DataFrame:
    full = [
        {
            "article_id": f"a{i:02d}", "doc_id": f"d{i:02d}", "seq": 1, "title": f"标题{i}", "title_truncated": False, "n_chars": 9,
            "authors": [], "about_provinces": [], "family": row.get("article_id", f"a{i:02d}"), "is_canonical": True,
        }
        | row
        for i, row in enumerate(rows)
    ]  # fmt: skip
    return schema.make(schema.ARTICLES, pd.DataFrame(full, columns=schema.ARTICLES.names))


def sources_of(
    *rows: dict, settings: Settings | None = None, topics: Topics | None = None, places: Sequence[dict] = ()
) -> Sources:
    """What findings are made of, from articles; without topics unless these are given."""
    settings = settings or Settings()
    articles = articles_of(*rows)
    mentions = schema.make(schema.PLACE_MENTIONS, places)
    counts, totals = count_articles(articles, mentions, make_tokenizer(settings), make_stop_words(settings))
    none = {
        "topics": schema.TOPICS, "topic_terms": schema.TOPIC_TERMS, "passage_topics": schema.PASSAGE_TOPICS,
        "quality": schema.TOPIC_QUALITY,
    }  # fmt: skip
    return Sources(
        articles=articles,
        place_mentions=mentions,
        date_mentions=find_dates(articles, 2020),
        term_counts=counts,
        article_totals=totals,
        topics=topics
        or Topics(cut_passages(articles), **{name: schema.empty(table) for name, table in none.items()}),
        settings=settings,
    )


def changed(table: pd.DataFrame, finding_id: str, change: str) -> pd.Series:
    (row,) = table[(table["finding_id"] == finding_id) & (table["change"] == change)].to_dict("records")
    return pd.Series(row)


def broken(table: pd.DataFrame, finding_id: str) -> list[str]:
    return table.loc[(table["finding_id"] == finding_id) & table["breaks"], "change"].tolist()


def changes_of(table: pd.DataFrame, chapter: str) -> set[str]:
    return set(table.loc[table["finding_id"].str.startswith(chapter), "change"])


def judged(table: pd.DataFrame) -> dict[str, str]:
    rows = [
        {"finding_id": name, "chapter": "c", "sentence": "s", "verdict": "found", "evidence": "e", "robustness": "untested",
         "depends_on": []}
        for name in table["finding_id"].unique()
    ]  # fmt: skip
    verdicts = judge_findings(schema.make(schema.FINDINGS, rows), table)
    return dict(zip(verdicts["finding_id"], verdicts["robustness"], strict=True))


# On what the commonest word rests

EVEN = text(老虎=6, 钢琴=4, 长笛=3, 白菜=2)


def test_where_nothing_matters_everything_holds():
    table = measure_sensitivity(sources_of(*[{"text": EVEN}] * 4))
    schema.check(table, schema.SENSITIVITY)
    assert list(zip(table["finding_id"], table["change"], strict=True)) == [
        (finding, change) for finding in ("02-top", "02-next") for change in [*WORD_CHANGES, "left_out"]
    ]
    assert not table["breaks"].any()
    assert set(table["named_overlap"]) == {1}
    top = table[table["finding_id"] == "02-top"]
    assert top[["overlap", "lowest_overlap", "rank_agreement"]].to_numpy().ravel().tolist() == [1] * 15
    assert top["was"].tolist() == top["became"].tolist() == [["老虎"]] * 5
    assert top["n_broken"].tolist() == [0] * 5
    assert top["n_runs"].tolist() == [1, 1, 1, 1, 4]
    assert top["worst"].tolist() == ["", "", "", "", "a00"], "of equal runs the first"
    following = table[table["finding_id"] == "02-next"]
    assert following[["overlap", "lowest_overlap", "rank_agreement"]].isna().all(axis=None)
    assert following["was"].tolist() == [["钢琴", "长笛", "白菜"]] * 5
    assert judged(table) == {"02-top": "holds", "02-next": "holds"}


def test_a_word_of_one_article_depends_on_it_by_name():
    table = measure_sensitivity(
        sources_of(
            {"text": text(长笛=2, 钢琴=3)},
            {"text": text(老虎=9, 钢琴=1), "article_id": "tiger"},
            {"text": text(长笛=1, 钢琴=3)},
        )
    )
    assert broken(table, "02-top") == ["left_out"]
    row = changed(table, "02-top", "left_out")
    assert row["worst"] == "tiger"
    assert (row["was"], row["became"]) == (["老虎"], ["钢琴"])
    assert (row["n_runs"], row["n_broken"]) == (3, 1)
    assert row["named_overlap"] == 0
    assert row["lowest_overlap"] == pytest.approx(2 / 3)
    assert row["overlap"] == pytest.approx((1 + 2 / 3 + 1) / 3)
    assert row["rank_agreement"] == pytest.approx(1), "the run in which two words are left has no order"
    # One of the two words that follow is still among those that follow: half is enough.
    assert changed(table, "02-next", "left_out")["named_overlap"] == 0.5
    assert broken(table, "02-next") == []
    assert judged(table) == {"02-top": "depends", "02-next": "holds"}


@pytest.mark.parametrize(
    ("word", "change", "was", "instead"),
    [
        ("核酸检测", "lexicon", "核酸检测", "核酸"),
        ("一起", "stop_words", "钢琴", "一起"),
        ("苗吉寅", "hmm", "苗吉寅", "钢琴"),
    ],
)
def test_a_word_that_rests_on_a_choice_of_words_breaks_under_it_alone(word, change, was, instead):
    plain = text(钢琴=4, 长笛=1) if change == "stop_words" else text(钢琴=2, 长笛=1)
    said = f"{word}说，" * 3 if change == "hmm" else text(**{word: 5})
    table = measure_sensitivity(sources_of(*[{"text": said + plain}] * 3))
    assert broken(table, "02-top") == [change]
    row = changed(table, "02-top", change)
    assert (row["was"], row["became"]) == ([was], [instead])
    assert (row["n_runs"], row["n_broken"], row["worst"]) == (1, 1, "")
    assert judged(table)["02-top"] == "depends"


def test_the_other_segmenter_is_asked(monkeypatch, tokenizers):
    asked = []

    def cut(segmenter, words, hmm, lexicon=True):
        """A segmenter beside this one that knows no word of the lexicon."""
        asked.append((segmenter, hmm, lexicon))
        return tokenizers("rjieba", words, hmm, lexicon=lexicon and segmenter == "rjieba")

    monkeypatch.setattr("helpers.sensitivity.recompute.Tokenizer", cut)
    table = measure_sensitivity(sources_of(*[{"text": text(核酸检测=5, 钢琴=2)}] * 3))
    assert broken(table, "02-top") == ["segmenter", "lexicon"]
    assert asked == [("jieba", True, True), ("rjieba", False, True), ("rjieba", True, False)]
    asked.clear()
    measure_sensitivity(sources_of({"text": EVEN}, settings=Settings(segmenter="jieba", hmm=False)))
    assert asked == [("rjieba", False, True), ("jieba", True, True), ("jieba", False, False)]


def test_guessing_is_put_on_where_the_settings_have_it_off():
    said = "苗吉寅说，" * 3 + text(钢琴=2)
    table = measure_sensitivity(sources_of(*[{"text": said}] * 3, settings=Settings(hmm=False)))
    assert broken(table, "02-top") == ["hmm"]
    assert changed(table, "02-top", "hmm")["became"] == ["苗吉寅"]


def test_words_of_the_settings_stay_whole_and_stop_words_of_the_settings_stay_out():
    own = Settings(words=("钢琴长笛",), stop_words=("老虎",))
    table = measure_sensitivity(
        sources_of(*[{"text": text(老虎=9) + "钢琴长笛、" * 4 + text(白菜=2)}] * 3, settings=own)
    )
    assert set(map(tuple, table["became"])) == {("钢琴长笛",), ("白菜",)}


FAMILY = [
    {"text": text(老虎=3), "family": "a00"},
    {"text": text(老虎=3), "family": "a00", "is_canonical": False},
    {"text": text(老虎=3), "family": "a00", "is_canonical": False},
]


def test_a_word_that_copies_would_make_the_first_depends_on_how_they_count():
    table = measure_sensitivity(sources_of(*FAMILY, *[{"text": text(钢琴=2)}] * 3))
    assert broken(table, "02-top") == ["copies"]
    row = changed(table, "02-top", "copies")
    assert (row["was"], row["became"]) == (["钢琴"], ["老虎"])
    assert row["overlap"] == 1, "the list is the same; the sentence is not"
    assert changed(table, "02-top", "left_out")["n_runs"] == 4, "once for each family"


def test_no_copy_takes_the_place_of_an_article_left_out():
    family = [row | {"text": text(老虎=9), "published": f"2020-03-0{i + 1}", "published_precision": "day"}
              for i, row in enumerate(FAMILY)]  # fmt: skip
    others = [{"text": text(钢琴=2), "published": "2020-02-01", "published_precision": "month"}]
    table = measure_sensitivity(sources_of(*family, *others))
    row = changed(table, "02-top", "left_out")
    assert (row["worst"], row["became"]) == ("a00", ["钢琴"])
    assert changed(table, "04-published", "left_out")["n_runs"] == 2
    assert changed(table, "04-published", "copies")["became"] == ["2020-03"]
    assert changed(table, "04-published", "copies")["was"] == ["2020-02", "2020-03"]


def test_the_copy_that_counts_is_that_of_the_book():
    copies = [
        {"text": EVEN, "family": "a00", "published": "2020-01-31", "published_precision": "day"},
        {"text": EVEN, "family": "a00", "published": "2020-02-01", "published_precision": "day", "is_canonical": False,
         "province": "江西"},
    ]  # fmt: skip
    table = measure_sensitivity(sources_of(*copies, {"text": EVEN}))
    assert changed(table, "04-published", "left_out")["was"] == ["2020-01"]
    assert changed(table, "04-published", "copies")["became"] == ["2020-01", "2020-02"]


# Provinces and days


def test_the_words_of_a_province_rest_on_its_one_article():
    here = [{"text": text(老虎=4, 白菜=2), "province": "江西"}]
    there = [{"text": text(钢琴=4, 白菜=2), "province": "湖北"}] * 3
    table = measure_sensitivity(sources_of(*here, *there))
    assert broken(table, "03-江西") == ["left_out"]
    row = changed(table, "03-江西", "left_out")
    assert row["worst"] == "a00"
    assert (row["was"], row["became"]) == (["老虎"], [])
    assert changes_of(table, "03") == {*WORD_CHANGES, "left_out"}


def test_a_name_left_out_of_comparisons_stays_out():
    said = "南昌市、" * 3
    places = [
        {"article_id": "a00", "start": i * 4, "end": i * 4 + 3, "surface": "南昌市", "province": "江西", "ambiguous": False,
         "aside": False}
        for i in range(3)
    ]  # fmt: skip
    rows = [
        {"text": said + text(老虎=2), "province": "江西"},
        *[{"text": text(钢琴=4), "province": "湖北"}] * 2,
    ]
    table = measure_sensitivity(sources_of(*rows, places=places))
    named = set(table.loc[table["finding_id"] == "03-江西", "was"].map(tuple))
    assert named == {("老虎",)}


def test_days_rest_on_articles_and_copies_and_on_nothing_else():
    table = measure_sensitivity(
        sources_of(
            {"text": "2020年2月3日通车。2020年2月3日开学。2020年2月3日放假。", "article_id": "long"},
            {"text": "2020年2月5日开学。"},
            {"text": "2020年2月5日放假。"},
            *[{"text": "2020年2月7日通车。", "family": "copy", "is_canonical": i == 3} for i in range(3, 7)],
        )
    )
    assert changes_of(table, "04") == {"copies", "left_out"}
    row = changed(table, "04-mentioned", "left_out")
    assert (row["worst"], row["breaks"]) == ("long", True)
    assert row["became"] == ["2020-02-05"]
    row = changed(table, "04-mentioned", "copies")
    assert (row["was"], row["became"]) == (["2020-02-03"], ["2020-02-07"])
    assert row["breaks"]


def test_only_the_provinces_with_most_documents_are_compared_and_with_all_others():
    names = ["江西", "湖北", "江苏", "河南", "湖南", "广东", "浙江"]
    rows = [{"text": text(**{f"w{name}": 3, "白菜": 1}), "province": name} for name in names * 2]
    table = measure_sensitivity(sources_of(*rows[:-1], {"text": EVEN, "province": "江西"}), most_left_out=1)
    assert {name for name in table["finding_id"] if name.startswith("03-")} == {
        f"03-{name}" for name in names[:6]
    }


# Which articles are left out


def many(n: int) -> Sources:
    return sources_of(*({"text": text(老虎=i % 7 + 1, 钢琴=4, 长笛=i % 3)} for i in range(n)))


@pytest.mark.parametrize(("n", "most", "n_runs"), [(2, 20, 2), (4, 3, 3), (3, " 1 ", 1)])
def test_at_most_so_many_articles_are_left_out(n, most, n_runs):
    table = measure_sensitivity(many(n), most_left_out=most)
    assert set(table.loc[table["change"] == "left_out", "n_runs"]) == {n_runs}


@pytest.mark.parametrize("name", ["most_left_out", "seeds"])
@pytest.mark.parametrize(
    ("value", "why"), [(0, "too small"), (-1, "too small"), ("", "whole"), ("2.5", "whole")]
)
def test_a_number_that_is_none_is_refused_before_anything_is_computed(name, value, why, monkeypatch):
    monkeypatch.setattr("helpers.sensitivity.recompute.make_tokenizer", None)
    with pytest.raises(UserError, match=f"{name}=.*{why}"):
        measure_sensitivity(None, **{name: value})


def test_the_three_articles_on_which_a_day_rests_are_left_out_among_sixty():
    three = ("a17", "a45", "a59")
    said = {int(name[1:]): "2020年2月3日开学。" * 4 for name in three} | dict.fromkeys(
        range(1, 11), "2020年2月5日通车。"
    )
    sources = sources_of(*({"text": text(老虎=3, 钢琴=2) + said.get(i, "")} for i in range(60)))
    row = changed(measure_sensitivity(sources, most_left_out=20), "04-mentioned", "left_out")
    assert (row["was"], row["became"]) == (["2020-02-03"], ["2020-02-05"]), (
        "12 against 10, and 8 without one of the three"
    )
    assert (row["n_runs"], row["n_broken"], row["worst"]) == (20, 3, "a17")


def test_the_same_table_twice():
    first = measure_sensitivity(many(4), most_left_out=2)
    again = measure_sensitivity(many(4), most_left_out=2)
    pd.testing.assert_frame_equal(again, first, check_exact=True)


def reordered(sources: Sources, seed: int) -> Sources:
    tables = {
        name: getattr(sources, name).sample(frac=1, random_state=seed, ignore_index=True)
        for name in ("articles", "place_mentions", "date_mentions", "term_counts", "article_totals")
    }
    return Sources(**tables, topics=sources.topics, settings=sources.settings)


def test_the_order_of_rows_does_not_matter():
    rows = [
        {"text": text(老虎=i % 5, 钢琴=3, 长笛=i % 3) + f"2020年2月{i % 4 + 1}日。", "province": ["江西", "湖北"][i % 2],
         "published": f"2020-0{i % 3 + 1}-01", "published_precision": "day"}
        for i in range(5)
    ]  # fmt: skip
    sources = sources_of(*rows, *FAMILY)
    first, again = (measure_sensitivity(s, most_left_out=2) for s in (sources, reordered(sources, 1)))
    pd.testing.assert_frame_equal(again, first)


def test_the_order_of_rows_does_not_matter_where_some_articles_are_left_out():
    sources = many(6)
    first, *others = (measure_sensitivity(reordered(sources, seed), most_left_out=3) for seed in range(3))
    for table in others:
        pd.testing.assert_frame_equal(table, first)


def test_one_article_cannot_be_left_out():
    table = measure_sensitivity(sources_of({"text": EVEN}))
    assert set(table["change"]) == set(WORD_CHANGES)
    assert measure_sensitivity(sources_of(*FAMILY))["change"].unique().tolist() == [*WORD_CHANGES, "copies"]


@pytest.mark.parametrize("rows", [[], [{"text": ""}], [{"text": "。。"}, {"text": "一二三"}]])
def test_without_words_nothing_is_tested(rows):
    table = measure_sensitivity(sources_of(*rows))
    schema.check(table, schema.SENSITIVITY)
    assert table.empty


def test_an_article_left_out_that_has_all_the_words_leaves_nothing():
    table = measure_sensitivity(sources_of({"text": text(老虎=3)}, {"text": "。"}))
    row = changed(table, "02-top", "left_out")
    assert (row["worst"], row["became"], row["breaks"]) == ("a00", [], True)
    assert np.isnan(row["rank_agreement"])


# Topics


def planted(k: int, each: int, seed: int = 0) -> list[dict]:
    """Articles of `k` topics of sixteen words each, the first the commonest, with a few words that all share."""
    random = np.random.default_rng(seed)
    falling = np.arange(16, 0, -1) / np.arange(1, 17).sum()
    rows = []
    for i in range(k * each):
        own = random.choice([f"w{i % k}{letter}" for letter in "abcdefghijklmnop"], 80, p=falling)
        rows.append({"text": "，".join([*own, *random.choice(["xa", "xb", "xc", "xd"], 10)])})
    return rows


def topics_of(rows: list[dict], k: int, unit: str = "passage") -> Topics:
    articles = articles_of(*rows)
    passages = cut_passages(articles, unit=unit)
    texts = passages.merge(articles[["article_id", "text"]], on="article_id")
    settings = Settings()
    counts, _ = count_articles(
        articles.merge(passages[["article_id", "passage_id"]], on="article_id"),
        schema.empty(schema.PLACE_MENTIONS),
        make_tokenizer(settings),
        make_stop_words(settings),
    )
    assert len(texts) == len(articles), "an article of these is one passage"
    named = dict(zip(passages["article_id"], passages["passage_id"], strict=True))
    counts = counts.assign(article_id=counts["article_id"].map(named).astype("str"))
    return model_topics(counts, passages, k=k)


@pytest.fixture(scope="module")
def four() -> Sources:
    rows = planted(4, 5)
    return sources_of(*rows, topics=topics_of(rows, 4))


@pytest.fixture(scope="module")
def of_four(four) -> pd.DataFrame:
    return measure_sensitivity(four, most_left_out=3, seeds=2)


def test_planted_topics_come_back(four, of_four):
    assert four.topics.topics["stable"].all()
    rows = of_four[of_four["finding_id"] == "05-found"]
    largest = four.topics.topics.sort_values("share", ascending=False)["label"].iloc[0]
    assert rows["change"].tolist() == [*WORD_CHANGES, "left_out", *TOPIC_CHANGES]
    assert rows["n_runs"].tolist() == [1, 1, 1, 1, 3, 1, 1, 2]
    assert rows["was"].tolist() == [[largest]] * 8
    same = rows[~rows["change"].isin(["fewer_topics", "more_topics"])]
    assert set(same["lowest_overlap"]) == {1}
    assert not same["breaks"].any()
    words = rows[rows["change"].isin(WORD_CHANGES)]
    assert set(words["became"].map(frozenset)) == {frozenset(four.topics.topics["label"])}
    assert changed(of_four, "05-found", "seeds")["worst"] == "1"


def test_two_topics_are_at_most_half_of_four(of_four):
    row = changed(of_four, "05-found", "fewer_topics")
    assert row["overlap"] <= 0.5
    assert len(row["became"]) == 2
    assert len(changed(of_four, "05-found", "more_topics")["became"]) == 6


def test_a_change_of_topics_touches_no_words_and_one_of_words_no_days(of_four):
    assert changes_of(of_four, "02") == {*WORD_CHANGES, "left_out"}
    assert changes_of(of_four, "05") == {*WORD_CHANGES, "left_out", *TOPIC_CHANGES}
    assert changes_of(of_four, "04") == set()


def test_whole_articles_are_units_where_the_book_has_them(four, of_four):
    rows = planted(4, 5)
    whole = sources_of(*rows, topics=topics_of(rows, 4, "article"))
    assert set(whole.unit_counts["article_id"]) == set(whole.articles["article_id"])
    assert set(four.unit_counts["article_id"]) == set(four.topics.passages["passage_id"])
    table = measure_sensitivity(whole, most_left_out=3, seeds=2)
    numbers = ["finding_id", "change", "overlap", "named_overlap", "breaks"]
    pd.testing.assert_frame_equal(table[numbers], of_four[numbers])


def test_topics_are_asked_for_only_where_some_hold_still(four):
    topics = four.topics
    shaky = Topics(
        topics.passages, topics.topics.assign(stable=False), topics.topic_terms, topics.passage_topics,
        topics.quality, topics.model,
    )  # fmt: skip
    sources = Sources(
        four.articles, four.place_mentions, four.date_mentions, four.term_counts, four.article_totals, shaky,
        four.settings,
    )  # fmt: skip
    table = measure_sensitivity(sources, most_left_out=1, seeds=1)
    assert changes_of(table, "05") == set()
    assert changes_of(table, "02") == {*WORD_CHANGES, "left_out"}


def test_of_the_book_only_topics_that_hold_still_are_asked_for(four):
    topics = four.topics
    some = topics.topics.assign(stable=topics.topics["topic"] != 1)
    sources = Sources(
        four.articles, four.place_mentions, four.date_mentions, four.term_counts, four.article_totals,
        Topics(topics.passages, some, topics.topic_terms, topics.passage_topics, topics.quality, topics.model),
        four.settings,
    )  # fmt: skip
    table = measure_sensitivity(sources, most_left_out=1, seeds=1)
    row = changed(table, "05-found", "segmenter")
    still = some[some["stable"]].sort_values("share", ascending=False)
    assert row["was"] == still["label"].tolist()[:1]
    assert row["overlap"] == row["named_overlap"] == 1
    assert set(still["label"]) < set(row["became"])
    assert len(row["became"]) == 4, "the fourth is there under its words"


def test_two_topics_cannot_be_fewer():
    rows = planted(3, 5)
    table = measure_sensitivity(sources_of(*rows, topics=topics_of(rows, 3)), most_left_out=1, seeds=1)
    assert changes_of(table, "05") == {*WORD_CHANGES, "left_out", "more_topics", "seeds"}


def fitted_otherwise(four: Sources, monkeypatch: pytest.MonkeyPatch, fails) -> pd.DataFrame:
    """The table of the book's topics, where each run finds these again unless `fails` says of its number and seed that it cannot."""

    def fit(counts, k, seed, kind, *, restart=False):
        if fails(k, seed):
            raise UserError("too little text")
        return four.topics

    monkeypatch.setattr("helpers.sensitivity.recompute.fit_topics", fit)
    table = measure_sensitivity(four, most_left_out=1, seeds=3)
    schema.check(table, schema.SENSITIVITY)
    return table[table["finding_id"] == "05-found"]


def test_a_run_in_which_topics_cannot_be_fitted_does_not_count(four, monkeypatch):
    seed = four.topics.model.seed
    table = fitted_otherwise(four, monkeypatch, lambda k, other: k == 6 or other == seed + 2)
    assert "more_topics" not in set(table["change"]), "of no run there is no row"
    assert dict(zip(table["change"], table["n_runs"], strict=True))["seeds"] == 2
    assert set(table["named_overlap"]) == {1}
    assert not table["breaks"].any()


def test_where_topics_can_never_be_fitted_again_they_are_not_tested(four, monkeypatch):
    assert fitted_otherwise(four, monkeypatch, lambda k, seed: True).empty
