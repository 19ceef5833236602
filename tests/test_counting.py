"""The words of articles and of passages, as a corpus's settings have them counted."""

import pandas as pd
import pytest

from helpers import schema
from helpers.counting import count_articles, count_passages, make_stop_words, make_tokenizer
from helpers.settings import Settings
from helpers.tokens import cut_articles
from helpers.topics import cut_passages

TEXTS = ["江西省南昌市的社区登记居民。社区的企业没有休息。", "王麻子和苗吉寅说，企业复工。"]


@pytest.fixture
def articles():
    return pd.DataFrame({"article_id": ["a0", "a1"], "text": TEXTS, "outlet": ["江西日报", None]}).astype(
        "str"
    )


@pytest.fixture
def no_places():
    return schema.empty(schema.PLACE_MENTIONS)


def of(counts, passage):
    rows = counts[counts["article_id"] == passage]
    return dict(zip(rows["term"], rows["n"], strict=True))


def test_settings_make_the_tokenizer_and_the_stop_words():
    def words(**settings):
        return make_tokenizer(Settings(**settings)).cut(TEXTS[1])

    assert "苗吉寅" in words()
    assert "苗吉寅" not in words(hmm=False)
    assert "企业复工" in words(words=("企业复工",))
    assert "没有" not in make_stop_words(Settings())
    assert "没有" in make_stop_words(Settings(stop_negations=True))
    assert "的" in make_stop_words(Settings())


def test_articles_are_counted_with_names_and_totals(articles, no_places):
    tokenizer, stop_words = make_tokenizer(Settings()), make_stop_words(Settings())
    counts, totals = count_articles(articles, no_places, tokenizer, stop_words)
    schema.check(counts, schema.TERM_COUNTS)
    schema.check(totals, schema.ARTICLE_TOTALS)
    assert of(counts, "a0")["社区"] == 2
    assert counts["n_in_places"].notna().all()
    assert counts.set_index("term")["n_in_places"]["社区"] == 0
    assert totals["article_id"].tolist() == ["a0", "a1"]
    again = count_articles(articles, no_places, tokenizer, stop_words, cut_articles(articles, tokenizer))
    pd.testing.assert_frame_equal(again[0], counts)
    pd.testing.assert_frame_equal(again[1], totals)


def test_equal_settings_share_a_tokenizer():
    assert make_tokenizer(Settings(title="one")) is make_tokenizer(Settings(title="other"))
    assert make_tokenizer(Settings()) is not make_tokenizer(Settings(words=("企业复工",)))


def test_names_of_places_are_told_apart(articles, no_places):
    start = TEXTS[0].index("江西省南昌市")
    place = {column.name: None for column in schema.PLACE_MENTIONS.columns} | {
        "article_id": "a0", "start": start, "end": start + 6, "surface": "江西省南昌市",
    }  # fmt: skip
    mentions = pd.DataFrame([place])
    tokenizer, stop_words = make_tokenizer(Settings()), make_stop_words(Settings())
    counts, _ = count_articles(articles, mentions, tokenizer, stop_words)
    inside = counts.set_index("term")["n_in_places"]
    assert inside[[term for term in inside.index if term in "江西省南昌市"]].gt(0).all()
    assert inside["社区"] == 0


def test_passages_are_counted_by_themselves_without_masked_terms(articles):
    passages = cut_passages(articles, low=5, high=14)
    assert passages["passage_id"].tolist() == ["a0:001", "a0:002", "a1:001"]
    settings = Settings()
    counted = count_passages(passages, articles, make_tokenizer(settings), make_stop_words(settings))
    schema.check(counted, schema.TERM_COUNTS)
    assert of(counted, "a0:001")["社区"] == of(counted, "a0:002")["社区"] == 1
    assert "企业" in of(counted, "a1:001")
    assert "的" not in set(counted["term"])
    masked = count_passages(
        passages, articles, make_tokenizer(settings), make_stop_words(settings), {"社区", "nowhere"}
    )
    left = counted[counted["term"] != "社区"].reset_index(drop=True)
    pd.testing.assert_frame_equal(masked, left)


def test_passages_of_whole_articles_count_what_articles_do(articles, no_places):
    tokenizer, stop_words = make_tokenizer(Settings()), make_stop_words(Settings())
    whole = count_passages(cut_passages(articles, unit="article"), articles, tokenizer, stop_words)
    counts, _ = count_articles(articles, no_places, tokenizer, stop_words)
    columns = ["article_id", "term", "n"]
    pd.testing.assert_frame_equal(whole[columns], counts[columns])


def test_no_passages(articles):
    counts = count_passages(
        schema.empty(schema.PASSAGES), articles, make_tokenizer(Settings()), make_stop_words(Settings())
    )
    pd.testing.assert_frame_equal(counts, schema.empty(schema.TERM_COUNTS))
