import csv
import pickle
import subprocess
import sys
from importlib import resources

import jieba
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import schema
from helpers.errors import UserError
from helpers.lexicons import read_rows
from helpers.script import to_simplified
from helpers.tokens import (
    Tokenizer,
    count_terms,
    cut_articles,
    is_term,
    load_stop_words,
    normalize_token,
    word_boundaries,
)

SEGMENTERS = ("rjieba", "jieba")

# Hand-written sentences of the kind that local papers print, with the words in them that must stay whole.
SENTENCES = [
    ("各地坚持联防联控、群防群控，把疫情防控作为头等大事。", ["联防联控", "群防群控", "疫情防控"]),
    ("新冠肺炎患者被送往定点医院，轻症患者住进方舱医院。", ["新冠肺炎", "定点医院", "方舱医院"]),
    ("全员核酸检测结束后，密切接触者继续居家隔离。", ["核酸检测", "密切接触者", "居家隔离"]),
    ("网格员挨家挨户登记返乡人员，志愿者帮忙送菜。", ["网格员", "挨家挨户", "志愿者"]),
    ("外防输入、内防扩散，守土有责、守土尽责。", ["外防输入", "内防扩散", "守土有责", "守土尽责"]),
    ("驻村第一书记带领党员干部守在卡口。", ["驻村第一书记", "党员干部"]),
    ("基层党组织充分发挥战斗堡垒作用。", ["基层党组织", "战斗堡垒"]),
    ("规模以上工业企业有序复工复产，中小微企业获得纾困贷款。", ["复工复产", "中小微企业"]),
    ("应收尽收、应治尽治、应检尽检、应隔尽隔。", ["应收尽收", "应治尽治", "应检尽检", "应隔尽隔"]),
    ("该市启动重大突发公共卫生事件一级响应。", ["重大突发公共卫生事件", "一级响应"]),
    ("社区工作者和先锋模范一起值守，物业配合。", ["社区工作者", "先锋模范"]),
    ("乡村振兴与脱贫攻坚有效衔接，困难群众领到低保。", ["乡村振兴", "脱贫攻坚", "困难群众"]),
    ("医务人员完成流行病学调查，出示健康码后放行。", ["医务人员", "流行病学调查", "健康码"]),
    ("實施居家檢疫，嚴重特殊傳染性肺炎確診個案減少。", ["居家檢疫", "嚴重特殊傳染性肺炎", "確診個案"]),
]  # fmt: skip


@pytest.fixture(scope="module", params=SEGMENTERS)
def tokenizer(request):
    return Tokenizer(request.param)


@pytest.fixture(scope="module")
def both():
    return [Tokenizer(name) for name in SEGMENTERS]


def _texts(**texts):
    return pd.DataFrame({"article_id": list(texts), "text": list(texts.values())})


def _counts(frame):
    return {(row.article_id, row.term): row.n for row in frame.itertuples()}


@pytest.mark.parametrize(("sentence", "words"), SENTENCES)
def test_domain_words_stay_whole(tokenizer, sentence, words):
    assert [word for word in words if word not in tokenizer.cut(sentence)] == []


def test_the_list_of_domain_words_is_long_enough():
    words = {word for _, words in SENTENCES for word in words}
    assert len(words) >= 30
    assert set(map(to_simplified, words)) <= {row["term"] for row in read_rows("terms.csv")}


def _covers(tokens, text):
    position = 0
    for token, start, end in tokens:
        assert start == position < end
        assert text[start:end] == token
        position = end
    assert position == len(text)


@settings(max_examples=150, deadline=None)
@given(text=st.text() | st.text("疫情防控社区嚴檢疫區乾隆燥麼ＡＢc1２.%\u200b\ufeff\r\n\u3000，𠀀𪚥é"))
def test_tokens_cover_any_text(both, text):
    for tokenizer in both:
        _covers(tokenizer.tokenize(text), text)


def test_both_segmenters_agree(both):
    text = "".join(sentence for sentence, _ in SENTENCES)
    assert both[0].cut(text) == both[1].cut(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("疫\u200b情防\ufeff控", ["疫\u200b情防\ufeff控"]),
        ("\ufeff社区", ["\ufeff社区"]),
        ("ＣＯＶＩＤ疫苗", ["ＣＯＶＩＤ", "疫苗"]),
        ("嚴密\u200b防疫", ["嚴密\u200b", "防疫"]),
        ("\u200b", ["\u200b"]),
        ("", []),
    ],
)
def test_invisible_and_full_width_characters_do_not_part_words(tokenizer, text, words):
    assert tokenizer.cut(text) == words


def test_added_words_stay_whole_and_do_not_leak(tokenizer):
    text = "家住东湖高新区关山街道花山郡小区，打流感COVID-19疫苗"
    words = ("关山街道花山郡", " COVID-19 ", "")
    added = Tokenizer(tokenizer.segmenter, words=words)
    assert {"关山街道花山郡", "COVID-19"} <= set(added.cut(text))
    assert "关山街道花山郡" not in tokenizer.cut(text)
    assert "关山街道花山郡" not in list(jieba.cut(text))


def test_adding_a_common_word_again_changes_nothing(both):
    added = Tokenizer("jieba", words=("中国", "工作", "社区"))
    text = "中国人民在社区工作，中国人工作者"
    assert added.cut(text) == both[1].cut(text)


def test_the_hmm_is_a_choice(both):
    text = "王麻子和苗吉寅说"
    without = [Tokenizer(segmenter, hmm=False).cut(text) for segmenter in SEGMENTERS]
    assert "苗吉寅" in both[0].cut(text)
    assert "苗吉寅" not in without[0]
    assert without[0] == without[1]


def test_jieba_means_jieba(both):
    text = "今天天气很好，我们去公园散步，孩子们非常高兴。"
    assert both[1].cut(text) == list(jieba.cut(text))


def test_counts_equal_those_of_its_own_cut(tokenizer):
    text = "".join(sentence for sentence, _ in SENTENCES)
    words = [normalize_token(word) for word in tokenizer.cut(text)]
    counts, totals = count_terms(_texts(a=text), tokenizer, frozenset())
    assert _counts(counts) == {("a", word): words.count(word) for word in words if is_term(word)}
    assert totals["n_tokens"].tolist() == [sum(any(map(str.isalnum, word)) for word in words)]


def test_words_are_a_list():
    with pytest.raises(UserError, match="is one text; give a list"):
        Tokenizer(words="疫情指挥部")


def test_unknown_segmenter():
    with pytest.raises(UserError, match="did you mean jieba"):
        Tokenizer("jiebaa")


def test_a_tokenizer_travels_to_another_process(tokenizer):
    again = pickle.loads(pickle.dumps(Tokenizer(tokenizer.segmenter, words=("花山郡",), hmm=False)))
    assert (again.segmenter, again.words, again.hmm) == (tokenizer.segmenter, ("花山郡",), False)
    assert "花山郡" in again.cut("住花山郡")


def test_importing_loads_no_dictionary_and_says_nothing():
    code = (
        "import sys, helpers.tokens as t; assert not {'jieba', 'rjieba', 'stopwordsiso', 'opencc'} & set(sys.modules);"
        "t.Tokenizer('jieba').cut('社区防控'); assert 'opencc' not in sys.modules"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("社区", True), ("5G", True), ("covid-19", True), ("app", True), ("檢測", True), ("第一书记", True),
        ("𠀀𪚥", True), ("没有", True), ("A", False), ("人", False), ("", False), ("2020", False),
        ("3.5%", False), ("一百二十", False), ("二〇二〇", False), ("14万多", False), ("十四天", False), ("百年", True), ("，。", False),
        ("——", False), ("  ", False), ("_1", False),
    ],
)  # fmt: skip
def test_is_term(token, expected):
    assert is_term(token) is expected


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("ＡＰＰ", "app"),
        ("ＣＯＶＩＤ", "covid"),
        ("疫\u200b情", "疫情"),
        ("２０２４年", "2024年"),
        ("社区", "社区"),
    ],
)
def test_normalize_token(token, expected):
    assert normalize_token(token) == expected


def test_counts_by_hand(tokenizer):
    texts = _texts(b="社区的志愿者在社区。", a="ＡＰＰ、App和app，2020年3人。疫\u200b情、疫情", c="", d=None)
    counts, totals = count_terms(texts, tokenizer, frozenset({"志愿者"}))
    assert _counts(counts) == {("a", "app"): 3, ("a", "疫情"): 2, ("b", "社区"): 2}
    # a: three apps, 和, 2020, 年, 3, 人, 疫情 twice; b: 社区 的 志愿者 在 社区.
    assert totals.set_index("article_id")["n_tokens"].to_dict() == {"a": 10, "b": 5, "c": 0, "d": 0}
    assert counts["article_id"].tolist() == ["a", "a", "b"]
    schema.check(counts, schema.TERM_COUNTS)
    schema.check(totals, schema.ARTICLE_TOTALS)


def test_one_word_in_two_scripts_is_one_term(tokenizer):
    simplified = "社区加强防疫，确诊病例居家隔离，民众接种疫苗。"
    texts = _texts(a=simplified, b="社區加強防疫，確診病例居家隔離，民眾接種疫苗。")
    counts, totals = count_terms(texts, tokenizer, load_stop_words())
    found = _counts(counts)
    assert {term: n for (i, term), n in found.items() if i == "a"} == {
        term: n for (i, term), n in found.items() if i == "b"
    }
    assert ("b", "确诊病例") in found
    assert totals["n_tokens"][0] == totals["n_tokens"][1]
    assert count_terms(texts, tokenizer, frozenset(), cut_articles(texts, tokenizer))[1].equals(totals)
    assert [token for token, _, _ in tokenizer.tokenize(texts["text"][1]) if token == "確診病例"] == [
        "確診病例"
    ]


def test_words_and_stop_words_may_be_given_in_either_script():
    text = "關山街道實施嚴格篩檢措施，實施後續說明。"
    for word in ("篩檢措施", "筛检措施"):
        assert "篩檢措施" in Tokenizer(words=[word]).cut(text)
    counts, _ = count_terms(_texts(a=text), Tokenizer(), load_stop_words(["篩檢"]))
    assert "筛检" not in set(counts["term"])
    assert "筛检" in set(count_terms(_texts(a=text), Tokenizer(), load_stop_words())[0]["term"])


def test_order_of_articles_changes_nothing(tokenizer):
    texts = _texts(**{f"x{i}": sentence for i, (sentence, _) in enumerate(SENTENCES)})
    one = count_terms(texts, tokenizer, load_stop_words())
    other = count_terms(texts.iloc[::-1], tokenizer, load_stop_words())
    for left, right in zip(one, other, strict=True):
        pd.testing.assert_frame_equal(left, right)


def test_texts_are_cut_once(tokenizer):
    texts = _texts(a="社区防控", b="企业复工")
    boundaries = cut_articles(texts, tokenizer)
    assert list(boundaries) == ["a", "b"]
    for of_known, of_cut in zip(
        count_terms(texts, tokenizer, frozenset(), boundaries),
        count_terms(texts, tokenizer, frozenset()),
        strict=True,
    ):
        pd.testing.assert_frame_equal(of_known, of_cut)
    otherwise = {**boundaries, "a": word_boundaries(["社", "区防", "控"])}
    assert ("a", "区防") in _counts(count_terms(texts, tokenizer, frozenset(), otherwise)[0])


def test_nothing_to_count(tokenizer):
    counts, totals = count_terms(_texts(), tokenizer, frozenset())
    assert counts.empty
    assert totals.empty


def test_an_article_given_twice_is_an_error(tokenizer):
    with pytest.raises(schema.SchemaError):
        count_terms(
            pd.DataFrame({"article_id": ["a", "a"], "text": ["社区", "企业"]}), tokenizer, frozenset()
        )


def test_word_boundaries():
    assert word_boundaries(["疫情", "，", "防控局"]) == bytes([1, 0, 1, 1, 0, 0, 1])
    assert word_boundaries([]) == b"\1"


@pytest.mark.parametrize("word", ["不", "没有", "未", "无", "非", "别", "不得", "不能", "沒有"])
def test_negations_are_no_stop_words(word):
    assert word not in load_stop_words()


def test_negations_are_counted(tokenizer):
    counts, _ = count_terms(_texts(a="目前没有发现病例，不得聚集。"), tokenizer, load_stop_words())
    assert {"没有", "不得"} <= set(counts["term"])


@pytest.mark.parametrize(
    "word", ["的", "我们", "表示", "据悉", "记者", "亿元", "第一", "今天", "這個", "不仅"]
)
def test_stop_words(word):
    assert word in load_stop_words()


def test_extra_stop_words_are_folded_and_do_not_stay():
    assert {"app", "社区"} <= load_stop_words(["ＡＰＰ", "社区 "])
    assert "社区" not in load_stop_words()


def test_the_lexicon_is_sound():
    glosses = {row["term"]: row["gloss"] for row in read_rows("terms.csv")}
    assert len(glosses) >= 350
    assert all(gloss and gloss == gloss.strip() for gloss in glosses.values())
    assert [term for term in glosses if normalize_token(term) != term] == []
    assert set(glosses) & load_stop_words() == set()
    rows = _read("terms.csv")
    assert list(rows[0]) == ["term", "gloss", "category"]
    assert len(rows) == len(glosses)
    assert all(row["category"] for row in rows)


def test_every_term_of_the_lexicon_stays_whole_by_itself(tokenizer):
    assert [
        row["term"] for row in read_rows("terms.csv") if tokenizer.cut(row["term"]) != [row["term"]]
    ] == []


def test_outlets_are_sound():
    rows = _read("outlets.csv")
    assert list(rows[0]) == ["outlet", "kind", "province", "city"]
    assert len({row["outlet"] for row in rows}) == len(rows) >= 250
    assert {row["kind"] for row in rows} == {"national", "provincial", "city", "office", "portal"}
    assert len({row["province"] for row in rows} - {""}) == 34
    for row in rows:
        assert bool(row["city"]) == (row["kind"] == "city")
        assert row["province"] or row["kind"] in {"national", "office", "portal"}
        assert not (row["province"] and row["kind"] in {"national", "portal"})


def _read(name):
    text = resources.files("helpers.lexicons").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _names(*rows):
    return pd.DataFrame(rows, columns=["article_id", "start", "end", "kind"])


def _inside(counts):
    """n and how many of them lie in places, agencies and outlets, by term."""
    columns = ["n", "n_in_places", "n_in_agencies", "n_in_outlets"]
    return {row[0]: row[1:] for row in counts[["term", *columns]].itertuples(index=False, name=None)}


def test_occurrences_within_names_are_counted_by_kind(tokenizer):
    text = "社区防控，江西社区。社区医院"
    assert tokenizer.cut(text) == ["社区", "防控", "，", "江西", "社区", "。", "社区", "医院"]
    names = _names(
        ("a", 5, 9, "places"), ("a", 5, 7, "places"),  # in two names of a kind a word counts once
        ("a", 7, 9, "outlets"), ("a", 0, 4, "outlets"),  # and in names of two kinds under both
        ("a", 1, 4, "agencies"), ("a", 10, 13, "agencies"),  # a word that only reaches into a name does not count
        ("b", 0, 14, "agencies"),
    )  # fmt: skip
    counts, _ = count_terms(_texts(a=text), tokenizer, frozenset(), names=names)
    assert _inside(counts) == {
        "社区": (3, 1, 1, 2),
        "防控": (1, 0, 1, 1),
        "江西": (1, 1, 0, 0),
        "医院": (1, 0, 0, 0),
    }
    schema.check(counts, schema.TERM_COUNTS)


def test_names_are_counted_whatever_their_order_and_only_in_their_article(tokenizer):
    texts = _texts(a="社区", b="社区社区", c="社区")
    rows = [("b", 2, 4, "places"), ("a", 0, 2, "places"), ("b", 0, 2, "places")]
    for some in (rows, rows[::-1]):
        counts, _ = count_terms(texts, tokenizer, frozenset(), names=_names(*some))
        assert counts["n_in_places"].tolist() == [1, 2, 0]
        assert counts["n_in_outlets"].tolist() == [0, 0, 0]


def test_without_names_it_is_not_known_what_lies_in_them(tokenizer):
    texts = _texts(a="江西社区")
    without, totals = count_terms(texts, tokenizer, frozenset())
    assert without.filter(like="n_in_").isna().all(axis=None)
    given_none, same_totals = count_terms(texts, tokenizer, frozenset(), names=_names())
    assert (given_none.filter(like="n_in_") == 0).all(axis=None)
    keys = ["article_id", "term", "n"]
    pd.testing.assert_frame_equal(without[keys], given_none[keys])
    pd.testing.assert_frame_equal(totals, same_totals)


@settings(max_examples=50, deadline=None)
@given(st.text("江西社区防控，", max_size=20), st.data())
def test_no_more_lie_in_names_than_there_are(both, text, data):
    ends = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(ends, ends, st.sampled_from(["places", "agencies", "outlets"]))))
    names = _names(*(("a", min(a, b), max(a, b), kind) for a, b, kind in spans))
    counts, _ = count_terms(_texts(a=text), both[0], frozenset(), names=names)
    tokens = both[0].tokenize(text)
    for term, (n, *inside) in _inside(counts).items():
        for kind, n_in in zip(("places", "agencies", "outlets"), inside, strict=True):
            covers = [(row.start, row.end) for row in names[names["kind"] == kind].itertuples()]
            within = [
                any(a <= start and end <= b for a, b in covers) for word, start, end in tokens if word == term
            ]
            assert n_in == sum(within) <= n


def test_negations_are_stop_words_when_asked_for():
    with_them = load_stop_words(negations=True)
    assert load_stop_words() < with_them
    assert {"不", "没有", "不得", "沒有", "禁止"} <= with_them - load_stop_words()
    assert load_stop_words(["社区"], negations=True) == with_them | {"社区"}


def test_without_the_lexicon_its_terms_are_not_kept_whole(tokenizer):
    text = "".join(sentence for sentence, _ in SENTENCES if to_simplified(sentence) == sentence)
    plain = Tokenizer(tokenizer.segmenter, lexicon=False)
    assert plain.cut(text) == list(jieba.cut(text))
    assert tokenizer.cut(text) != plain.cut(text)
    assert "联防联控" not in plain.cut("各地联防联控")
    assert "联防联控" in Tokenizer(tokenizer.segmenter, words=["联防联控"], lexicon=False).cut("各地联防联控")
    assert pickle.loads(pickle.dumps(plain)).cut(text) == plain.cut(text)


def test_ordinary_characters_are_counted_as_they_are():
    characters = [chr(code) for code in range(0x4E00, 0x9FA6)]
    assert all(map(str.isalnum, characters))
    assert list(map(normalize_token, characters)) == characters
