import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.concordance import (
    CONCORDANCE_COLUMNS,
    SENTENCE_COLUMNS,
    find_concordance,
    find_contrast_sentences,
    find_typical_sentences,
    spread_lines,
)
from helpers.errors import UserError
from helpers.script import to_simplified


def _articles(*texts):
    return pd.DataFrame(
        {
            "article_id": pd.Series([f"x{i}" for i in range(len(texts), 0, -1)], dtype="str"),
            "text": pd.Series(texts, dtype="str"),
            "title": pd.Series(["标题", *[None] * (len(texts) - 1)], dtype="str"),
            "province": pd.Series(["江西", *[None] * (len(texts) - 1)], dtype="str"),
            "published": pd.to_datetime(["2020-02-01", *[None] * (len(texts) - 1)]).astype("datetime64[s]"),
            "published_precision": pd.Series(["month", *[None] * (len(texts) - 1)], dtype="str"),
            "outlet": pd.Series(["江西日报", *[None] * (len(texts) - 1)], dtype="str"),
        }
    )


def _columns(frame):
    return {name: str(dtype) for name, dtype in frame.dtypes.items()}


def test_every_occurrence_in_order():
    found = find_concordance(_articles("党员下沉社区，社区居民安心。", "走进社区"), "社区", window=3)
    assert found[["article_id", "left", "term", "right"]].to_numpy().tolist() == [
        ["x2", "员下沉", "社区", "，社区"],
        ["x2", "社区，", "社区", "居民安"],
        ["x1", "走进", "社区", ""],
    ]
    assert found["start"].tolist() == [4, 7, 2]
    assert found.loc[0, ["province", "title"]].tolist() == ["江西", "标题"]
    assert found.loc[0, "published"] == pd.Timestamp("2020-02-01")
    assert found.loc[2, ["province", "title", "published"]].isna().all()
    assert _columns(found) == CONCORDANCE_COLUMNS


@pytest.mark.parametrize("term", ["确诊", "確診"])
def test_a_traditional_text_is_searched_as_it_is_counted(term):
    found = find_concordance(_articles("衛生局說，昨日新增確診個案三例。"), term, window=2)
    assert found[["start", "end", "left", "term", "right"]].to_numpy().tolist() == [
        [9, 11, "新增", "確診", "個案"]
    ]


def test_context_stays_in_its_paragraph():
    found = find_concordance(_articles("第一段。\n第二段社区。\n第三段。"), "社区")
    assert found.loc[0, ["left", "right"]].tolist() == ["第二段", "。"]


@pytest.mark.parametrize(
    ("text", "term", "surface"),
    [
        ("感染ＣＯＶＩＤ－１９者", "covid-19", "ＣＯＶＩＤ－１９"),
        ("使用app登记", "APP", "app"),
        ("疫\u200b情", "疫情", "疫\u200b情"),
        ("费率3.5%下降", "3.5%", "3.5%"),
        ("“五型”[政府]", "[政府]", "[政府]"),
        ("抗\\^-疫", "\\^-", "\\^-"),
    ],
)
def test_spelling_variants(text, term, surface):
    found = find_concordance(_articles(text), term)
    assert found["term"].tolist() == [surface]


def test_limit_and_zero_window():
    articles = _articles("社区社区社区", "社区")
    assert len(find_concordance(articles, "社区", limit=2)) == 2
    assert len(find_concordance(articles, "社区", limit=0)) == 0
    assert find_concordance(articles, "社区", window=0)["left"].tolist() == [""] * 4


@pytest.mark.parametrize("articles", [_articles("没有这个词"), _articles(), _articles(None)])
def test_nothing_found(articles):
    found = find_concordance(articles, "社区")
    assert found.empty
    assert _columns(found) == CONCORDANCE_COLUMNS


@pytest.mark.parametrize("term", ["", " \n"])
def test_an_empty_term_occurs_nowhere(term):
    assert find_concordance(_articles("社区"), term).empty


@pytest.mark.parametrize(
    "arguments",
    [{"term": "社区", "window": -1}, {"term": "社区", "limit": -1}],
)
def test_unusable_arguments(arguments):
    with pytest.raises(UserError):
        find_concordance(_articles("社区"), **arguments)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text("社区防\n，aＡ\u200b", max_size=40), min_size=1, max_size=4), st.integers(0, 6))
def test_offsets_and_contexts_are_the_text(texts, window):
    articles = _articles(*texts)
    text_of = dict(zip(articles["article_id"], articles["text"], strict=True))
    for row in find_concordance(articles, "社区", window=window).itertuples():
        text = text_of[row.article_id]
        assert text[row.start : row.end] == row.term
        assert text[: row.start].endswith(row.left)
        assert text[row.end :].startswith(row.right)
        assert "\n" not in row.left + row.right
        assert max(len(row.left), len(row.right)) <= window


def test_a_number_is_looked_for_as_it_is_written():
    assert len(find_concordance(_articles("2020年，2020人"), 2020)) == 2


# Typical sentences


def _typical(*texts, term="社区", n=3):
    """The sentences found, as they are quoted, and the marks in each."""
    found = find_typical_sentences(_articles(*texts), [term], n)
    assert _columns(found) == SENTENCE_COLUMNS
    quoted = {}
    for row in found.itertuples():
        assert row.sentence[row.at : row.at + len(row.surface)] == row.surface
        quoted.setdefault((row.article_id, row.sentence), []).append(row.surface)
    return [(sentence, *marks) for (_, sentence), marks in quoted.items()]


def test_the_central_sentence_comes_first():
    central = "党员干部下沉社区参加疫情防控。"
    texts = (
        "昨夜社区停电，猫走失了。",
        "志愿者下沉社区参加巡逻。",
        central,
        "党员干部守在社区。",
        "社区加强疫情防控。",
    )
    for order in (texts, texts[::-1]):
        quoted = [sentence for sentence, _ in _typical(*order, n=5)]
        assert quoted[0] == central
        assert quoted[-1] == "昨夜社区停电，猫走失了。"


def test_a_sentence_comes_with_its_article_and_its_place_there():
    found = find_typical_sentences(_articles("通知。社区开会，社区安静。再见"), ["社区"])
    assert found.to_numpy().tolist() == [
        ["社区", "社区开会，社区安静。", at, "社区", "x1", 3, 13, "江西", "标题", "江西日报", pd.Timestamp("2020-02-01"), "month"]
        for at in (0, 5)
    ]  # fmt: skip


def test_each_is_of_another_article_as_far_as_there_are_articles():
    texts = ("社区防疫忙。社区防疫紧。社区防疫好。", "社区过年，吃饺子。", "没有。")
    firsts = [sentence for sentence, _ in _typical(*texts, n=2)]
    assert len({sentence in texts[0] for sentence in firsts}) == 2
    assert [sentence for sentence, _ in _typical(*texts, n=3)][:2] == firsts
    assert len(_typical(*texts, n=3)) == 3
    assert len(_typical(*texts, n=9)) == 4
    assert _typical(*texts, n=0) == []


def test_no_sentence_comes_twice_word_for_word():
    assert _typical("社区防疫。社区防疫。", "社区防疫。") == [("社区防疫。", "社区")]
    assert len(_typical("社区防疫。", "社区防疫。社区过年。")) == 2


def test_terms_keep_their_order_and_one_that_does_not_occur_has_no_row():
    articles = _articles("社区防疫。", "企业复工。")
    found = find_typical_sentences(articles, ["企业", "无此词", "", "社区"])
    assert found["term"].tolist() == ["企业", "社区"]
    for nothing in (find_typical_sentences(articles, []), find_typical_sentences(_articles(), ["社区"])):
        assert nothing.empty
        assert _columns(nothing) == SENTENCE_COLUMNS


def test_a_long_sentence_is_quoted_around_its_first_mark():
    long = "社区" + "甲" * 200 + "社区"
    assert _typical(long) == [("社区" + "甲" * 118 + "…", "社区")]
    ((sentence, *marks),) = _typical("乙" * 100 + "社区甲甲社区" + "甲" * 100)
    assert marks == ["社区"] * 2
    assert (sentence[0], sentence[-1], len(sentence)) == ("…", "…", 122)


@pytest.mark.parametrize(
    ("text", "term", "surface"),
    [
        ("费用c++元。", "C++", "c++"),
        ("（[政府]）。", "[政府]", "[政府]"),
        ("抗.疫，抗x疫。", "抗.疫", "抗.疫"),
        ("打ＡＰＰ卡。", "app", "ＡＰＰ"),
        ("打app卡。", "ＡＰＰ", "app"),
        ("疫\u200b情。", "疫情", "疫\u200b情"),
        ("實施居家檢疫後，確診個案減少。", "确诊", "確診"),
        ("實施居家檢疫後，確診個案減少。", "確診", "確診"),
        ("2020年。", 2020, "2020"),
        ("社区。", " 社区 ", "社区"),
    ],
)
def test_a_term_is_marked_as_it_is_printed(text, term, surface):
    found = find_typical_sentences(_articles(text), [term])
    assert found[["term", "sentence", "surface"]].to_numpy().tolist() == [[str(term), text, surface]]


# Its text is in Traditional characters, or is not, whatever the one sentence is.
MOSTLY_SAME = "台北市民吃早餐，在家中休息，在公司工作，在山上走路，在河中游泳，在海上看日出，三月中一人確診。"


def test_a_sentence_is_searched_in_the_script_of_its_text():
    traditional = MOSTLY_SAME + "實施嚴格檢疫措施後，個案減少，醫護說明現況，衛生單位繼續觀察。"
    assert to_simplified(MOSTLY_SAME) == MOSTLY_SAME
    assert to_simplified(traditional) != traditional
    for term in ("确诊", "確診"):
        assert _typical(traditional, term=term) == [(MOSTLY_SAME, "確診")]


def test_a_quote_in_other_characters_is_found_as_the_term_is_written():
    simplified = "这些报道说明，患者们应该马上向医务人员报告，还要注意个人卫生，对亲属负责，为国为民。"
    quotes = ("臺灣衛生單位說明確診個案減少。", MOSTLY_SAME)
    assert [to_simplified(quote) == quote for quote in quotes] == [False, True]
    for quote in quotes:
        text = simplified * 2 + quote
        assert to_simplified(text) == text
        assert _typical(text, term="確診") == [(quote, "確診")]
        assert _typical(text, term="确诊") == []


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text("社区防。\n，aＡ\u200b", max_size=60), min_size=1, max_size=4), st.integers(1, 4))
def test_a_sentence_is_the_one_in_the_text(texts, n):
    articles = _articles(*texts)
    text_of = dict(zip(articles["article_id"], articles["text"], strict=True))
    found = find_typical_sentences(articles, ["社区"], n)
    occurrences = {(row.article_id, row.start) for row in find_concordance(articles, "社区").itertuples()}
    for row in found.itertuples():
        text = text_of[row.article_id]
        assert row.sentence == text[row.start : row.end]
        assert row.sentence[row.at : row.at + len(row.surface)] == row.surface
        assert (row.article_id, row.start + row.at) in occurrences
    chosen = found.drop_duplicates(["article_id", "start"])
    marked = sum(any(a == i and s <= at < e for i, s, e in chosen[["article_id", "start", "end"]].to_numpy()) for a, at in occurrences)  # fmt: skip
    assert marked == len(found), "every occurrence in a sentence is a mark"
    assert len(chosen) <= n
    assert not chosen["sentence"].duplicated().any()
    assert found.empty == (not occurrences)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.text("甲乙社区。", max_size=30), min_size=1, max_size=5), st.randoms(use_true_random=False)
)
def test_typical_sentences_do_not_depend_on_the_order_of_articles(texts, random):
    articles = _articles(*texts)
    shuffled = articles.sample(frac=1, random_state=random.randrange(100))
    pd.testing.assert_frame_equal(
        find_typical_sentences(articles, ["社区"]), find_typical_sentences(shuffled, ["社区"])
    )


# The sentences behind a comparison


def _contrast(*rows, against="rest"):
    table = pd.DataFrame(rows, columns=["term", "log_ratio"])
    return table.assign(province="江西", against=against)


def test_sentences_come_from_the_side_that_uses_the_term_more():
    articles = _articles("江西社区企业。", "湖北社区企业。", "江苏社区企业。", "无名社区企业。")
    articles["province"] = ["江西", "湖北", "江苏", None]
    both = _contrast(("社区", 2.0), ("企业", -2.0), ("无此词", 1.0))
    found = find_contrast_sentences(both, articles)
    assert sorted(zip(found["term"], found["province"], strict=True)) == [
        ("企业", "江苏"), ("企业", "湖北"), ("社区", "江西"),
    ]  # fmt: skip
    assert found["term"].drop_duplicates().tolist() == ["社区", "企业"]
    against_one = find_contrast_sentences(both.assign(against="湖北"), articles)
    assert list(zip(against_one["term"], against_one["province"], strict=True)) == [
        ("社区", "江西"),
        ("企业", "湖北"),
    ]
    assert len(find_contrast_sentences(both, articles, n=1)) == 2
    one_side = find_typical_sentences(articles.head(1), ["社区"])
    pd.testing.assert_frame_equal(found[found["term"] == "社区"], one_side)


def test_no_comparison_has_no_sentences():
    nothing = find_contrast_sentences(_contrast(), _articles("社区。"))
    assert nothing.empty
    assert _columns(nothing) == SENTENCE_COLUMNS


@pytest.mark.parametrize(("n", "starts"), [(3, [0, 2, 4]), (9, [0, 1, 2, 3, 4]), (1, [0])])
def test_lines_are_taken_evenly(n, starts):
    lines = find_concordance(_articles("社社社社社"), "社")
    assert spread_lines(lines, n)["start"].tolist() == starts
    assert spread_lines(lines.head(0), n).empty
