"""Sentences from tables: the wording for found, nothing found and too few, and captions that name the largest."""

import html

import pandas as pd
import pytest

from helpers import schema
from helpers.figures import plot_keyness
from helpers.findings import (
    catalogue,
    count,
    describe_calendar,
    describe_day,
    describe_events,
    describe_issuing_provinces,
    describe_keyness,
    describe_ledger,
    describe_masking,
    describe_named_provinces,
    describe_province_terms,
    describe_publications,
    describe_rates_by,
    describe_term_rates,
    describe_term_timeline,
    describe_topic_cards,
    describe_topic_map,
    describe_topic_periods,
    describe_topic_quality,
    describe_topic_shares,
    describe_wordcloud,
    explain_changes,
    explain_gaps,
    find_cleaning,
    find_provinces,
    find_terms,
    find_timeline,
    find_topics,
    label_contrast,
    label_terms,
    list_masking,
    name_articles,
    name_issues,
    other_side,
    say,
    tell_differences,
    tell_topics,
)


def _articles(*rows: dict) -> pd.DataFrame:
    full = [
        {
            "article_id": f"a{i}", "doc_id": f"d{i}", "seq": 1, "title": f"标题{i}", "title_truncated": False,
            "text": "正文", "n_chars": 2, "authors": [], "about_provinces": [], "family": f"a{i}", "is_canonical": True,
        }
        | row
        for i, row in enumerate(rows)
    ]  # fmt: skip
    return schema.make(schema.ARTICLES, pd.DataFrame(full, columns=schema.ARTICLES.names))


def _documents(*statuses: str) -> pd.DataFrame:
    rows = [
        {
            "doc_id": f"d{i}",
            "path": f"{i}.txt",
            "sha256": "",
            "media_type": "text/plain",
            "n_chars": 10,
            "status": s,
        }
        for i, s in enumerate(statuses)
    ]
    return schema.make(schema.DOCUMENTS, rows)


def _ledger(**kinds: int) -> pd.DataFrame:
    total = sum(kinds.values())
    return pd.DataFrame(
        [{"path": "0.txt", "kind": k, "n_chars": n, "share": n / total} for k, n in kinds.items()]
    )


def _none() -> pd.DataFrame:
    """Nothing suspicious, no contradiction."""
    return pd.DataFrame({"doc_id": [], "article_id": []}, dtype="str")


def _sentences(findings: pd.DataFrame) -> dict[str, str]:
    return dict(zip(findings["finding_id"], findings["sentence"], strict=True))


def _verdicts(findings: pd.DataFrame) -> dict[str, str]:
    return dict(zip(findings["finding_id"], findings["verdict"], strict=True))


@pytest.mark.parametrize(("n", "words"), [(0, "0 articles"), (1, "1 article"), (1200, "1,200 articles")])
def test_count(n, words):
    assert count(n, "article") == words


def test_say_names_an_unknown_sentence():
    with pytest.raises(KeyError):
        say("cleaning.no_such_sentence")


def test_cleaning_of_a_reprinted_story():
    articles = _articles(
        {
            "published": "2020-02-03",
            "published_precision": "day",
            "province": "江西",
            "province_confidence": 0.9,
        },
        {"published": "2020-02-01", "published_precision": "month", "family": "a0", "is_canonical": False},
    )
    found = find_cleaning(
        _documents("ok", "ok", "unreadable"), articles, _ledger(body=75, markup=20, title=5), _none(), _none()
    )
    sentences = _sentences(found)
    assert (
        sentences["01-articles"]
        == "From 3 documents came 2 articles, 1 of them different; the others are reprints."
    )
    assert sentences["01-unusable"] == "No article came from 1 document: 1 unreadable."
    assert (
        sentences["01-body"]
        == "75% of the 100 characters read are articles' own text; most of the rest is markup (20%)."
    )
    assert "“标题0”" in sentences["01-copies"]
    assert "2 times" in sentences["01-copies"]
    assert sentences["01-dates"] == "Publication dates: 1 known to the day and 1 known only to the month."
    assert sentences["01-places"] == "1 article could not be given an issuing province."
    assert not {"01-years", "01-guesses"} & sentences.keys()


def test_cleaning_tells_default_years_and_guessed_provinces():
    guessed = {"province": "江西", "province_confidence": 0.4, "published": "2020-02-01"}
    articles = _articles(
        guessed | {"published_precision": "month", "published_evidence": "2月19日; year: default_year"},
        guessed | {"published_precision": "year", "published_evidence": "default_year"},
        guessed
        | {
            "province_confidence": 0.5,
            "published_precision": "month",
            "published_evidence": "2020年2月",
        },
        {"province": "江西", "province_confidence": 0.9},
    )
    found = find_cleaning(_documents("ok"), articles, _ledger(body=10), _none(), _none())
    sentences, verdicts = _sentences(found), _verdicts(found)
    assert (
        sentences["01-dates"]
        == "Publication dates: 2 known only to the month, 1 known only to the year and 1 unknown."
    )
    assert (
        sentences["01-years"]
        == "The year of 2 articles stands nowhere on the page: it is the corpus's default."
    )
    assert sentences["01-places"] == "Every article has an issuing province."
    assert (
        sentences["01-guesses"]
        == "The issuing province of 2 articles was only guessed from the places that the text names."
    )
    assert verdicts["01-years"] == verdicts["01-guesses"] == "found"


def test_cleaning_of_no_articles():
    found = find_cleaning(_documents("unreadable"), _articles(), _ledger(markup=10), _none(), _none())
    assert _sentences(found)["01-unusable"] == "No article came from 1 document: 1 unreadable."
    assert not {"01-dates", "01-years", "01-guesses"} & set(found["finding_id"])


def test_cleaning_without_reprints_says_so():
    found = find_cleaning(
        _documents("ok"), _articles({"province": "江西"}), _ledger(body=10), _none(), _none()
    )
    assert "01-copies" not in _verdicts(found)
    assert _sentences(found)["01-articles"] == "From 1 document came 1 article, none a reprint of another."
    assert _verdicts(found)["01-places"] == "none"
    assert "All of the 10 characters" in _sentences(found)["01-body"]


def _frequency(*rows: tuple[str, float, float]) -> pd.DataFrame:
    columns = ["term", "rate_per_10k", "dispersion"]
    return pd.DataFrame(rows, columns=columns).assign(n=5, n_articles=3, share_articles=0.5)


def test_terms_name_the_first_and_the_spread():
    found = find_terms(_frequency(("疫情", 80.4, 0.5), ("社区", 60, 0.1), ("企业", 40, 0.9)), 40)
    sentences = _sentences(found)
    assert (
        sentences["02-top"]
        == "The commonest term is 疫情 (epidemic): 80 per 10,000 words, in 3 of 40 articles."
    )
    assert "社区 (community) is spread most evenly" in sentences["02-spread"]
    assert "over the articles, 企业 (enterprise) least evenly." in sentences["02-spread"]
    assert "02-few" not in sentences


def test_terms_of_few_articles_warn():
    assert _verdicts(find_terms(_frequency(("疫情", 80, 0.5)), 2))["02-few"] == "too-few"


def test_terms_are_labelled_with_their_rate_and_articles():
    labelled = label_terms(
        _frequency(("疫情", 1234.5, 0.5), ("社区", 0.432, None)).assign(n_articles=[1200, 1])
    )
    assert labelled["entry"].tolist() == ["1", "2"]
    assert labelled["told"].tolist() == [
        "1,234 in 10,000 words, in 1,200 articles",
        "0.43 in 10,000 words, in 1 article",
    ]
    assert label_terms(_frequency())[["entry", "told"]].dtypes.astype(str).tolist() == ["str", "str"]


def test_rates_side_by_side_say_by_what():
    rates = pd.DataFrame({"term": ["疫情"], "gloss": ["epidemic"], "江西 (200)": [1.0]})
    assert describe_rates_by(rates, "province", 1) == (
        "The 1 term with the highest rates, by province: how often each stands in 10,000 words. "
        "In brackets, the number of words that the rates of a column rest on."
    )
    assert describe_rates_by(rates, "province", 9).endswith(
        "Of 9 groups, the 1 with the most words are shown."
    )
    nothing = "No article has a known province, so rates cannot be set side by side."
    assert describe_rates_by(rates[["term", "gloss"]], "province", 0) == nothing
    assert describe_rates_by(rates.head(0), "province", 2) == nothing


def test_no_terms_is_a_finding():
    assert _verdicts(find_terms(_frequency().iloc[:0], 3)) == {"02-top": "none"}


def _top(province: str, *terms: str) -> pd.DataFrame:
    rows = [
        {
            "province": province,
            "term": t,
            "masked": True,
            "tf_idf": 1 - i / 10,
            "log_ratio": 3.0 - i,
            "n": 4,
            "n_elsewhere": 1,
            "rank": i + 1,
        }
        for i, t in enumerate(terms)
    ]
    return pd.DataFrame(rows)


def _difference(province: str, **outcome: object) -> pd.DataFrame:
    """A row of `count_differences`."""
    row = {
        "against": "rest",
        "copies": "family",
        "too_few": False,
        "n_tested": 1234,
        "n_interval": 0,
        "n_more": 0,
        "n_less": 0,
    }
    return pd.DataFrame([{"province": province} | row | outcome])


def _contrast(province: str, *rows: tuple[str, float], **same: object) -> pd.DataFrame:
    """Rows of `contrast_terms`: terms and their log ratio, with an interval of a doubling either way."""
    row = {
        "province": province, "against": "rest", "term": "", "log_ratio": 0.0, "ci_low": 0.0, "ci_high": 0.0, "n": 9,
        "n_elsewhere": 8, "rate_per_10k": 1.0, "rate_elsewhere": 1.0, "q": 0.05, "too_few": False,
    }  # fmt: skip
    own = [{"term": term, "log_ratio": x, "ci_low": x - 1, "ci_high": x + 1} for term, x in rows]
    return pd.DataFrame([row | each | same for each in own], columns=list(row))


NO_TERMS = _contrast("")
SEVERAL = (("统计", 3.0), ("大厅", 2.0), ("金融", 1.0), ("患者", -1.0), ("疫情", -2.0), ("居民", -3.0))
FIVE_EACH = [{"province": "江西"}] * 5 + [{"province": "上海"}] * 5


@pytest.mark.parametrize(
    ("outcome", "rows", "sentence", "verdict"),
    [
        (
            {"n_more": 4, "n_less": 1},
            (("统计", 2.0), ("大厅", 1.0), ("金融", -3.0)),
            "江西 (Jiangxi) and the rest differ in 5 of the 1,234 words that could be tested. More often in 江西 (Jiangxi): "
            "统计 (statistics), 4.0 times as often (2.0 to 8.0); 大厅 (hall), 2.0 times as often (1.0 to 4.0). "
            "Less often: 金融 (finance), 12% as often (6.2% to 25%).",
            "found",
        ),
        (
            {"n_more": 1},
            (("统计", 2.0),),
            "江西 (Jiangxi) and the rest differ in 1 of the 1,234 words that could be tested. "
            "More often in 江西 (Jiangxi): 统计 (statistics), 4.0 times as often (2.0 to 8.0).",
            "found",
        ),
        (
            {"n_less": 1, "against": "上海"},
            (("金融", -1.0),),
            "江西 (Jiangxi) and 上海 (Shanghai) differ in 1 of the 1,234 words that could be tested. "
            "Less often in 江西 (Jiangxi): 金融 (finance), 50% as often (25% to 100%).",
            "found",
        ),
        (
            {"n_more": 2, "n_less": 1},
            (),  # what differs is too rare to be among the terms shown
            "江西 (Jiangxi) and the rest differ in 3 of the 1,234 words that could be tested, all of them rare.",
            "found",
        ),
        (
            {},
            (("统计", 2.0),),
            "No difference was found between 江西 (Jiangxi) and the rest in any of the 1,234 words that could be tested. "
            "That is no proof that there is none: with so many tests, small ones go unseen.",
            "none",
        ),
        (
            {"n_tested": 0},
            (("统计", 2.0),),
            "No word is in enough documents of 江西 (Jiangxi) and the rest to be tested.",
            "too-few",
        ),
        (
            {"n_tested": 0, "n_interval": 7},
            (("统计", 2.0),),
            "The documents of 江西 (Jiangxi) and the rest are too unlike in length to be exchanged for one another, "
            "so no word is tested.",
            "too-few",
        ),
    ],
)
def test_a_comparison_is_told_by_its_outcome(outcome, rows, sentence, verdict):
    differences, contrast = _difference("江西", **outcome), _contrast("江西", *rows)
    others = pd.concat([contrast, _contrast("上海", ("社区", 5.0), ("企业", -5.0))], ignore_index=True)
    found = find_provinces(differences, others, _top("江西", "社区"), _articles(*FIVE_EACH))
    assert found[["finding_id", "sentence", "verdict"]].to_numpy().tolist() == [
        ["03-江西", sentence, verdict]
    ]
    assert tell_differences(differences, contrast, "江西") == [sentence]
    assert tell_differences(differences, contrast, "上海") == []


def test_three_words_a_side_are_told_the_furthest_first_and_only_those_that_differ():
    ratios = dict([("社区", 9.0), ("工作", 4.0), *SEVERAL, ("服务", -4.0), ("企业", -9.0)])
    q = {"社区": 0.06, "企业": float("nan")}
    contrast = pd.concat(
        [_contrast("江西", (term, ratio), q=q.get(term, 0.05)) for term, ratio in ratios.items()]
    )
    for rows, told in (
        (contrast, ["工作", "统计", "大厅", "服务", "居民", "疫情"]),
        (contrast.iloc[2:-2], ["统计", "大厅", "金融", "居民", "疫情", "患者"]),
    ):
        (sentence,) = tell_differences(_difference("江西", n_more=4, n_less=4), rows, "江西")
        named = [term for term in ratios if f" {term} (" in sentence]
        assert sorted(named, key=sentence.index) == told


def test_a_comparison_of_too_few_documents_is_not_called_a_difference():
    differences = _difference("江西", too_few=True, n_tested=0, against="上海")
    assert tell_differences(differences, _contrast("江西", ("统计", 2.0)), "江西") == [
        "Here or in 上海 (Shanghai) there are fewer than 5 documents, so nothing is tested: "
        "what follows describes these documents, not 江西 (Jiangxi)."
    ]


def test_the_words_of_too_few_documents_are_told_as_theirs():
    differences = pd.concat([_difference("江西", n_tested=9), _difference("上海", too_few=True)])
    top = pd.concat([_top("江西", "统计"), _top("上海", "患者", "社区", "企业", "统计")])
    found = find_provinces(differences, NO_TERMS, top, _articles(*FIVE_EACH[:6]))
    assert list(found["verdict"]) == ["none", "too-few"]
    assert found["sentence"][1] == (
        "上海 (Shanghai) is here in 1 document only; the most distinctive words there are 患者 (patient), "
        "社区 (community) and 企业 (enterprise). That describes these documents, not the province."
    )


def test_a_rest_of_too_few_documents_is_no_finding():
    differences = pd.concat([_difference("江西", too_few=True), _difference("上海", too_few=True)])
    top = pd.concat([_top("江西", "统计"), _top("上海", "患者")])
    found = find_provinces(
        differences, NO_TERMS, top, _articles(*[{"province": "江西"}] * 6, {"province": "上海"})
    )
    assert set(found["verdict"]) == {"too-few"}
    assert found["sentence"][0] == (
        "There are too few documents to set 江西 (Jiangxi) apart from the rest; "
        "the words most distinctive of its 6 documents are 统计 (statistics)."
    )


@pytest.mark.parametrize(("n", "told"), [(4, True), (5, False)])
def test_provinces_of_too_few_documents_everywhere(n, told):
    differences = pd.concat([_difference(name, too_few=True) for name in ("江西", "上海")])
    top = pd.concat([_top("江西", "统计"), _top("上海", "患者")])
    articles = _articles(*[{"province": "江西"}] * n, *[{"province": "上海", "doc_id": "one"}] * 9)
    found = find_provinces(differences, NO_TERMS, top, articles)
    assert found["finding_id"].tolist() == ["03-compare"] * told + ["03-江西", "03-上海"]
    assert set(found["verdict"]) == {"too-few"}
    first = "No province has 5 documents here, so none can be characterised;"
    assert found["sentence"][0].startswith(first) == told


def test_only_words_that_a_province_of_few_documents_uses_more_are_told():
    differences = pd.concat([_difference(name, too_few=True) for name in ("江西", "上海")])
    top = pd.concat([_top("江西", "统计", "金融"), _top("上海", "患者")], ignore_index=True)
    found = find_provinces(
        differences, NO_TERMS, top.assign(log_ratio=[-1.0, 2.0, 0.0]), _articles(*FIVE_EACH[:6])
    )
    assert list(found["verdict"]) == ["too-few", "too-few"]
    assert found["sentence"][0].endswith("documents are 金融 (finance).")
    assert found["sentence"][1].startswith("Nothing stands out in 上海 (Shanghai):")


@pytest.mark.parametrize(
    ("provinces", "words"),
    [([], "No article has a known province"), (["江西"], "Only 江西 (Jiangxi) is represented")],
)
def test_nothing_to_compare(provinces, words):
    articles = _articles(*[{"province": p} for p in provinces], {"province": None})
    found = find_provinces(_difference("").head(0), NO_TERMS, _top(""), articles)
    assert list(found["verdict"]) == ["none"]
    assert words in found["sentence"][0]


def test_many_provinces_are_summed_up():
    names = ["北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江"]
    differences = pd.concat([_difference(name, too_few=True) for name in names])
    top = pd.concat([_top(name, "工作") for name in names])
    found = find_provinces(
        differences, NO_TERMS, top, _articles(*[{"province": name} for name in [*names, "黑龙江"]])
    )
    # The one with the most documents, then those with one, in the order of code points.
    told = [f"03-{name}" for name in ["黑龙江", *sorted(set(names) - {"黑龙江"})[:5]]]
    assert found["finding_id"].tolist() == ["03-compare", *told, "03-others"]
    assert found["sentence"].iloc[-1] == "The other 2 provinces are compared in the chapter."


NAN = float("nan")
RATIOS = pd.concat([
    _contrast("江西", ("统计", 2.0)),
    _contrast("江西", ("大厅", 2.0), ci_high=NAN, n_elsewhere=0),
    _contrast("江西", ("金融", -2.0), ci_low=NAN, n=0),
    _contrast("江西", ("患者", 2.0), ci_low=NAN, ci_high=NAN, q=NAN, n_elsewhere=0),
    _contrast("江西", ("社区", -2.0), ci_low=NAN, ci_high=NAN, q=NAN, n=0),
    _contrast("江西", ("企业", -2.0), ci_low=NAN, ci_high=NAN, q=NAN),
], ignore_index=True)  # fmt: skip


def test_a_ratio_is_told_as_far_as_its_interval_is_known():
    labelled = label_contrast(RATIOS)
    assert labelled["told"].tolist() == [
        "4.0 times as often (2.0 to 8.0)",
        "used here only (at least 2.0 times as often)",
        "not used here (at most 50% as often)",
        "used here only",
        "not used here",
        "25% as often",
    ]
    assert labelled["entry"].tolist() == ["1", "2", "3", "4", "5", "6"]
    pd.testing.assert_frame_equal(labelled[list(RATIOS)], RATIOS)
    assert label_contrast(NO_TERMS)[["entry", "told"]].dtypes.astype(str).tolist() == ["str", "str"]


def test_the_figure_tells_a_ratio_as_the_sentences_do():
    labelled = label_contrast(RATIOS)
    drawing = plot_keyness(labelled, catalogue()["keyness"])
    assert drawing is not None
    for term, told in zip(labelled["term"], labelled["told"], strict=True):
        assert f"{term}: {told}; " in html.unescape(drawing.markup)


def test_the_other_side_is_the_rest_or_a_province():
    assert other_side("rest") == "the rest"
    assert other_side("上海") == "上海 (Shanghai)"


def test_a_figure_of_differences_tells_the_furthest_term_and_how_many_differ():
    terms = pd.concat(
        [_contrast("江西", *SEVERAL), _contrast("江西", ("社区", 4.0), q=0.051)], ignore_index=True
    )
    described = describe_keyness(terms, "江西", "上海")
    assert described["alt"] == (
        "7 words by how many times as often 江西 (Jiangxi) uses them as 上海 (Shanghai); 6 of them differ. "
        "Furthest to the right is 社区 (community), 16 times as often (8.0 to 32), log ratio 4."
    )
    assert described["caption"].startswith("江西 (Jiangxi) against 上海 (Shanghai): how many times as often")
    assert "with a 95% interval" in described["caption"]
    few = describe_keyness(RATIOS.iloc[3:4].assign(too_few=True), "江西", "rest")
    assert "1 word by how many" in few["alt"]
    assert few["alt"].endswith(
        "as the rest; 0 of them differ. Furthest to the right is 患者 (patient), used here only, log ratio 2."
    )
    assert "With fewer than 5 documents on a side nothing can be said of how sure that is." in few["caption"]
    assert "interval" not in few["caption"]


def test_the_heaviest_words_stand_beside_those_without_names():
    shown = pd.concat([_top("江西", "江西", "统计"), _top("上海", "社区"), _top("北京", "北京")])
    hidden = pd.concat([_top("江西", "统计", "无此词"), _top("上海", "社区")])
    masking = list_masking(shown, hidden)
    assert list(masking) == ["province", "with_names", "without_names"]
    assert masking.to_numpy().tolist() == [
        ["上海", "社区 (community)", "社区 (community)"],
        ["江西", "江西 (Jiangxi), 统计 (statistics)", "统计 (statistics), 无此词"],
    ]
    assert describe_masking(masking, ["places", "outlets"]).startswith(
        "The heaviest words of each province with and without names of places and outlets:"
    )
    assert "names of agencies:" in describe_masking(masking, ["agencies"])
    assert describe_masking(masking, []) == "No names were left out, so both columns are the same."
    nothing = list_masking(shown.head(0), hidden.head(0))
    assert nothing.empty
    assert describe_masking(nothing, ["places"]).startswith("With fewer than two sides there is nothing")


def _events(*days: str) -> pd.DataFrame:
    columns = ["article_id", "province", "date_from", "precision"]
    rows = [("a0", "江西", pd.Timestamp(day), "day") for day in days]
    table = pd.DataFrame(rows, columns=columns).astype({"date_from": "datetime64[s]"})
    return table.assign(published=pd.Timestamp("2020-02-10"), published_precision="day")


def _days(events: pd.DataFrame) -> pd.DataFrame:
    counted = events.groupby("date_from").size().reset_index(name="n_mentions")
    return counted.rename(columns={"date_from": "date"}).assign(n_articles=1)


def _changes(*rows: dict[str, object]) -> pd.DataFrame:
    return schema.make(schema.TERM_CHANGES, [{"province": "", "term": "疫情"} | row for row in rows])


NO_CHANGES = _changes()
CHANGE: dict[str, object] = {
    "status": "change", "period": "2020-02-01", "earliest": "2020-01-01", "latest": "2020-03-01",
    "rate_before": 10.0, "rate_after": 30.5, "n_documents_before": 20, "n_documents_after": 12, "p": 0.001, "q": 0.004,
}  # fmt: skip


def test_changes_are_told_with_their_interval_and_what_was_not_tested():
    table = _changes(CHANGE, {"term": "工作", "status": "none", "p": 0.4, "q": 0.4})
    assert explain_changes(table) == [
        "The rate of 疫情 (epidemic) in all provinces together changes from 10.0 to 30.5 per 10,000 words with the period "
        "that begins on 2020-02-01 (95% interval 2020-01-01 to 2020-03-01; 32 documents).",
        "2 rates over time were tested for a change of level; 1 changed.",
    ]
    few = _changes({"status": "too-few-periods"}, {"term": "工作", "status": "too-few-occurrences"})
    assert explain_changes(few) == [
        "Whether a word's rate changes its level is asked for each province and for all together; what cannot be tested: "
        "1 rate with text in fewer than 8 periods and 1 rate of fewer than 10 occurrences."
    ]
    assert explain_changes(NO_CHANGES) == [
        "No article is dated well enough to test rates for a change of level."
    ]
    verdicts = [
        _verdicts(find_timeline(_articles({}), _events(), _days(_events()), t))["04-changed"]
        for t in (table, few)
    ]
    assert verdicts == ["found", "too-few"]


def test_timeline():
    articles = _articles(
        {"published": "2020-02-10", "published_precision": "day"},
        {"published": "2020-02-12", "published_precision": "day"},
        {"published": "2020-01-01", "published_precision": "year"},
    )
    events = _events(*["2020-02-05"] * 10, "2020-02-01")
    sentences = _sentences(find_timeline(articles, events, _days(events), NO_CHANGES))
    assert (
        "from 2020-02-10 to 2020-02-12; the busiest month is 2020-02, with 2 articles from 2 documents."
        in sentences["04-published"]
    )
    assert (
        sentences["04-mentioned"]
        == "The day named most is 2020-02-05, in 10 sentences of 1 article. In all, the texts name 2 days exactly."
    )
    assert (
        sentences["04-distance"]
        == "Half of the 11 mentions where both days are known lie 5 days or more before "
        "their article's publication."
    )


def test_days_that_share_the_first_place_are_all_named():
    events = _events("2020-01-24", "2020-01-25", "2020-02-01", "2020-01-24", "2020-01-25")
    sentences = _sentences(find_timeline(_articles({}), events, _days(events), NO_CHANGES))
    assert sentences["04-mentioned"].startswith(
        "The days named most are 2020-01-24 and 2020-01-25, in 2 sentences each."
    )


def test_the_busiest_month_tells_its_documents():
    months = ["2020-01-05", "2020-02-03", "2020-02-04", "2020-02-05"]
    rows = [{"published": day, "published_precision": "day"} for day in months]
    rows[3]["doc_id"] = rows[2]["doc_id"] = "one collection"
    sentences = _sentences(find_timeline(_articles(*rows), _events(), _days(_events()), NO_CHANGES))
    assert sentences["04-published"].endswith("2020-02, with 3 articles from 2 documents.")


def _tell_published(precision: str, *days: str) -> str:
    rows = [{"published": day, "published_precision": precision} for day in days]
    return _sentences(find_timeline(_articles(*rows), _events(), _days(_events()), NO_CHANGES))[
        "04-published"
    ]


def test_months_that_share_the_first_place_are_all_named():
    days = ["2020-03-02", "2020-02-01", "2020-02-09", "2020-03-30", "2020-01-05"]
    assert _tell_published("day", *days) == (
        "The dated articles were published from 2020-01-05 to 2020-03-30; the busiest months are 2020-02 and 2020-03, "
        "with 2 articles each."
    )
    assert _tell_published("month", "2020-02-01", "2020-01-01").endswith(
        "from 2020-01 to 2020-02; the busiest months are 2020-01 and 2020-02, with 1 article each."
    )


def test_articles_known_only_to_the_year_have_no_busiest_month():
    assert _tell_published("year", "2020-01-01", "2019-01-01", "2020-01-01") == (
        "The dated articles were published from 2019 to 2020; none is known to the month."
    )
    assert _tell_published("year", "2020-01-01", "2020-01-01") == (
        "What is dated, 2 articles, was published in 2020."
    )


def test_few_lags_are_not_summed_up():
    articles = _articles({"published": "2020-02-10", "published_precision": "day"})
    for n, told in ((9, False), (10, True)):
        events = _events(*["2020-02-05"] * n, "2020-02-11")  # a day still to come is no lag
        found = find_timeline(articles, events, _days(events), NO_CHANGES)
        assert ("04-distance" in set(found["finding_id"])) == told


def test_timeline_of_undated_articles():
    found = find_timeline(_articles({}), _events(), _days(_events()), NO_CHANGES)
    assert _verdicts(found) == {
        "04-published": "none", "04-mentioned": "none", "04-changed": "too-few",
    }  # fmt: skip


def _topics(**columns: list) -> pd.DataFrame:
    """TOPICS: three that hold still, or not, in `stable`, the largest first."""
    rows = {
        "topic": [1, 2, 3],
        "label": ["社区、居民", "企业", "患者"],
        "stable": [True, True, True],
        "stability": [0.9, 0.8, 0.7],
        "stability_seeds": [1.0, 0.9, 0.8],
        "stability_left_out": [0.8, 0.7, 0.6],
        "chance": [0.3, 0.3, 0.3],
        "bar": [0.65, 0.65, 0.65],
        "coherence": [0.1, 0.2, 0.3],
        "share": [0.6, 0.3, 0.1],
        "n_passages": [12, 6, 1],
        "n_articles": [4, 3, 1],
        "top_article_share": [0.3, 0.5, 0.2],
        "nearest": [3, 1, 1],
        "similarity": [0.2, 0.1, 0.2],
        "x": [0.0, 1.0, 2.0],
        "y": [0.0, 0.0, 1.0],
    }
    return schema.make(schema.TOPICS, pd.DataFrame(rows | columns))


def _quality(score: float = 1.2, n_unconverged: int = 0) -> pd.DataFrame:
    """TOPIC_QUALITY of two to four topics, three of them chosen."""
    rows = pd.DataFrame(
        {
            "k": [2, 3, 4],
            "stability": [0.5, 0.812, 0.6],
            "stability_seeds": [0.6, 0.924, 0.6],
            "stability_left_out": [0.4, 0.7, 0.6],
            "chance": 0.25,
            "score": [score - 1, score, score - 2],
            "n_fits": 700,
            "n_unconverged": [0, n_unconverged, 0],
            "chosen": [False, True, False],
        }
    )
    return schema.make(schema.TOPIC_QUALITY, rows)


def _shares(*rows: tuple[int, str, int, float]) -> pd.DataFrame:
    """`share_topics` by province: topic, province, documents and share."""
    frame = pd.DataFrame(rows, columns=["topic", "province", "n_documents", "share"])
    return frame.assign(n_passages=12)


TWO_PROVINCES = _shares((1, "湖北", 6, 0.9), (2, "湖北", 6, 0.1), (1, "江西", 5, 0.4), (2, "江西", 5, 0.6))


def _find_topics(topics=None, quality=None, shares=TWO_PROVINCES, n=20, k=0) -> pd.DataFrame:
    topics = _topics() if topics is None else topics
    return schema.check(
        find_topics(topics, _quality() if quality is None else quality, shares, n, k), schema.FINDINGS
    )


@pytest.mark.parametrize(
    ("stable", "sentence", "verdict"),
    [
        (
            [True, True, True],
            "All 3 topics in 20 passages hold still; the largest, 社区 (community), 居民 (residents), takes 60% of the text.",
            "found",
        ),
        (
            [False, True, True],
            "Topics that hold still: 2 of 3, from 20 passages. The largest, 企业 (enterprise), takes 30% of the text.",
            "found",
        ),
        (
            [False, False, False],
            "The text (20 passages) was sorted into 3 topics, but none of them holds still: too few of their leading words "
            "come back with other random numbers or without a fifth of the articles. None is to be interpreted.",
            "none",
        ),
    ],
)
def test_topics_are_told_by_those_that_hold_still(stable, sentence, verdict):
    found = _find_topics(_topics(stable=stable))
    assert _sentences(found)["05-found"] == sentence
    assert _verdicts(found)["05-found"] == verdict
    assert set(_sentences(found)) == {"05-found", "05-chosen", "05-province"} - (
        {"05-province"} if verdict == "none" else set()
    )


@pytest.mark.parametrize(
    ("score", "k_wanted", "start"),
    [
        (1.2, 0, "Of the numbers of topics tried, 2 to 4, 3 came out steadiest: where 1 is always"),
        (-0.1, 0, "Of the numbers of topics tried, 2 to 4, 3 came out steadiest: where 1"),
        (1.2, 3, "The number of topics, 3, was set by hand: where 1 is always"),
        (-0.1, 3, "The number of topics, 3, was set by hand: where"),
    ],
)
def test_the_number_of_topics_is_explained(score, k_wanted, start):
    sentence = _sentences(_find_topics(quality=_quality(score), k=k_wanted))["05-chosen"]
    assert sentence.startswith(start)
    assert sentence.endswith(
        "agree by 0.92 and fits to fewer articles by 0.70; of words dealt at random, the lower of the two is 0.25."
    )


def test_a_single_number_of_topics_is_not_called_the_best_of_one():
    quality = _quality().iloc[[1]].reset_index(drop=True)
    sentence = _sentences(_find_topics(quality=quality))["05-chosen"]
    assert sentence.startswith("With so little text, 3 topics were tried and no other number: where")


@pytest.mark.parametrize(
    ("n", "k", "sentence"),
    [
        (
            0,
            0,
            "There is no text to look for topics in: no article with text meets the conditions.",
        ),
        (1, 0, "There is too little text to look for topics: 1 passage. At least 12 are needed."),
        (11, 5, "There is too little text to look for topics: 11 passages. At least 12 are needed."),
        (
            12,
            0,
            "No words tell the passages apart (12 passages), so there are no topics: their words are stop words, names, "
            "or in one passage only, or the passages are copies of a few.",
        ),
        (
            12,
            30,
            "There are fewer different passages or words than topics asked for: 12 passages for 30 topics. "
            "Ask for 2 to 12, or add articles.",
        ),
    ],
)
def test_why_there_are_no_topics(n, k, sentence):
    none = _find_topics(schema.empty(schema.TOPICS), schema.empty(schema.TOPIC_QUALITY), _shares(), n, k)
    assert none[["finding_id", "sentence", "verdict"]].to_numpy().tolist() == [
        ["05-found", sentence, "too-few"]
    ]


@pytest.mark.parametrize(("share", "told"), [(0.5, False), (0.51, True)])
def test_a_topic_of_one_article_is_told(share, told):
    found = _sentences(_find_topics(_topics(top_article_share=[0.3, share, 0.2])))
    assert ("05-one-article" in found) == told
    both = _sentences(_find_topics(_topics(top_article_share=[0.6, 0.9, 0.95], stable=[True, True, False])))
    assert both["05-one-article"] == (
        "Topics that hold still but stand in a single article for more than half: 2. Most of all 企业 (enterprise), with 90%."
    )


def test_the_province_that_a_topic_leads_in():
    found = _find_topics()
    assert _sentences(found)["05-province"] == (
        "In 湖北 (Hubei), 社区 (community), 居民 (residents) takes 90% of 12 passages on average, and 60% of all: the largest "
        "share of a topic that holds still."
    )
    second = _find_topics(_topics(stable=[False, True, True]))
    assert _sentences(second)["05-province"].startswith(
        "In 江西 (Jiangxi), 企业 (enterprise) takes 60% of 12 passages on average, and 30% of all: "
    ), "the share of all is that topic's own"


@pytest.mark.parametrize(
    ("shares", "verdict"),
    [
        (_shares((1, "湖北", 9, 0.9)), "too-few"),
        (_shares((1, "湖北", 9, 0.9), (1, "", 9, 0.9)), "too-few"),
        (_shares((1, "", 9, 0.9)), "too-few"),
        (_shares(), "too-few"),
        (
            _shares((1, "湖北", 5, 0.9), (1, "江西", 4, 0.9)),
            None,
        ),  # nothing to compare with, and said elsewhere
    ],
)
def test_one_province_is_not_compared(shares, verdict):
    found = _find_topics(shares=shares)
    assert _verdicts(found).get("05-province") == verdict
    if verdict:
        assert _sentences(found)["05-province"] == "There are no two provinces to compare."


def test_fits_without_an_end_are_told():
    assert "05-unconverged" not in _verdicts(_find_topics())
    assert _sentences(_find_topics(quality=_quality(n_unconverged=7)))["05-unconverged"] == (
        "Fits that reached their limit of rounds before they settled: 7 of 2,100."
    )


def test_each_topic_is_told_with_its_size_and_whom_it_rests_on():
    told = tell_topics(_topics(top_article_share=[0.3, 0.5, 0.51]))
    assert told.tolist() == [
        "60% of the text; it leads in 12 passages of 4 articles. Its leading words agree by 1.00 with fits from other random "
        "numbers, by 0.80 with fits to fewer articles; 0.65 is needed to hold still.",
        "30% of the text; it leads in 6 passages of 3 articles. Its leading words agree by 0.90 with fits from other random "
        "numbers, by 0.70 with fits to fewer articles; 0.65 is needed to hold still.",
        "10% of the text; it leads in 1 passage of 1 article. Its leading words agree by 0.80 with fits from other random "
        "numbers, by 0.60 with fits to fewer articles; 0.65 is needed to hold still. One article holds 51% of it, so it may be "
        "that article's story and no more.",
    ]
    assert tell_topics(schema.empty(schema.TOPICS)).empty


def test_figures_of_topics_are_described():
    topics = _topics(stable=[True, False, True])
    described = describe_topic_map(topics)
    assert described["alt"] == (
        "Map of 3 topics; holding still: 2. The largest is topic 1, 社区、居民 (community, residents), with 60% of the text. "
        "Most alike are 社区 (community), 居民 (residents) and 患者 (patient)."
    )
    assert "Most alike" not in describe_topic_map(topics.head(1))["alt"]
    assert describe_topic_map(topics.head(1))["alt"].startswith("Map of 1 topic; ")
    unlike = describe_topic_map(topics.assign(similarity=0.0))["alt"]
    assert unlike.endswith("with 60% of the text."), (
        "of topics without a word in common none is the most alike"
    )
    shares = TWO_PROVINCES.assign(label=["社区、居民", "企业"] * 2)
    alt = describe_topic_shares(shares)["alt"]
    assert alt.endswith(
        "The largest share is 90%: topic 1, 社区、居民 (community, residents) in 湖北 (Hubei)."
    )
    single = "There are no two provinces to compare."
    assert single not in describe_topic_shares(shares)["caption"]
    assert single in describe_topic_shares(shares.head(2))["caption"]
    periods = shares.assign(period=["2020-01", "2020-01", "2020-02", "2020-02"])
    alt = describe_topic_periods(periods, 2)["alt"]
    assert alt.endswith("The largest share is 90%: topic 1, 社区、居民 (community, residents) in 2020-01.")
    assert "one period only" not in describe_topic_periods(periods, 2)["caption"]
    assert "one period only" in describe_topic_periods(periods.head(2), 2)["caption"]
    for table in (periods, periods.head(0)):
        assert describe_topic_periods(table, 2)["empty"].startswith("No article is dated exactly enough")
    assert describe_topic_periods(periods.head(0), 0)["empty"] == "There are no topics to show."
    assert describe_topic_quality(_quality())["alt"].endswith(
        "The highest stability, 0.812, is that of 3 topics. The 3 used have 0.812; words dealt at random reach 0.25."
    )
    assert describe_topic_cards(topics).startswith("Each topic: its words")
    assert describe_topic_cards(topics.iloc[:0]) == "There are no topics to show."


def test_alternative_texts_name_what_the_table_shows_as_largest():
    timeline = pd.DataFrame(
        {
            "term": ["疫情", "社区"],
            "period": pd.to_datetime(["2020-01-01", "2020-02-01"]),
            "province": ["湖北", "江西"],
            "n": [1, 6],
            "total_tokens": [1000, 2000],
            "rate_per_10k": [10.0, 30.0],
        }
    )
    highest = "社区 (community) in 江西 (Jiangxi) {} 2020-02-01: 30 per 10,000 words, from 6 of 2,000 words."
    for period in ("week", "month", "quarter", "year"):
        assert highest.format(f"in the {period} from") in describe_term_timeline(timeline, period)["alt"]
    assert highest.format("on") in describe_term_timeline(timeline, "day")["alt"]
    assert "疫情 (epidemic) leads with 80" in describe_term_rates(_frequency(("疫情", 80, 0.5)))["alt"]
    assert "疫情 (epidemic), has 80" in describe_wordcloud(_frequency(("疫情", 80, 0.5)))["alt"]
    top = pd.concat([_top("上海", "患者"), _top("江西", "统计", "金融")], ignore_index=True)
    assert "names left out" in describe_province_terms(top)["caption"]
    assert "names included" in describe_province_terms(top.assign(masked=False))["caption"]
    assert describe_province_terms(top)["alt"] == (
        "One panel for each of 2 provinces, with its 2 heaviest terms. The largest weight, 1, is that of "
        "患者 (patient) in 上海 (Shanghai): 4 occurrences. Most often stands 患者 (patient) in 上海 (Shanghai): 4."
    )
    assert describe_ledger(_ledger(body=75, markup=25))["alt"].endswith(
        "smallest share is 0.txt, with 75%. The largest part of a document is the body of 0.txt: 75%."
    )
    events = _events("2020-02-05", "2020-02-05", "2020-02-01")
    marks = events.groupby(["province", "date_from"]).size().reset_index(name="n_mentions")
    assert describe_events(marks.assign(date_to=marks["date_from"]))["alt"] == (
        "Days named in the texts, from 2020-02-01 to 2020-02-05, in 1 province. "
        "Named most: 2020-02-05 in 江西 (Jiangxi), 2 sentences."
    )
    assert describe_calendar(_days(events))["alt"].endswith(
        "2 days named in the texts; named most: 2020-02-05, 2 sentences."
    )
    named = pd.DataFrame({"province": ["江西", "上海"], "n_naming": [3, 0]})
    assert describe_named_provinces(named)["alt"].endswith(
        "places of 1 of them; most often of 江西 (Jiangxi) 3."
    )
    issued = pd.DataFrame({"province": ["江西", "上海", "北京"], "n_issued": [3, 1, 0]})
    assert describe_issuing_provinces(issued)["alt"].endswith(
        "come from 2 provinces; most, 3 articles, from 江西 (Jiangxi)."
    )
    assert describe_day(events.head(0), pd.Timestamp("2020-02-09")).startswith("No text names 2020-02-09")
    assert describe_day(events.head(0), None).startswith("Set the parameter day to list")
    assert describe_day(events, pd.Timestamp("2020-02-05")).endswith("in 1 article: 3 mentions.")
    publications = pd.DataFrame(
        {"province": ["江西", "上海"], "n_articles": [3, 1], "by": "week", "published_precision": ["month", "day"],
         "period": pd.to_datetime(["2020-02-01", "2020-02-10"])}
    )  # fmt: skip
    dated = _articles({"published": "2020-02-10", "published_precision": "day"})
    assert (
        describe_publications(publications, dated)["alt"]
        == "Publication dates by province. 江西 (Jiangxi) has the most, 3; the first is 2020-02-10, the last 2020-02-10. "
        "The largest mark is in the line of 江西 (Jiangxi), in the month from 2020-02-01: 3 articles."
    )


def test_descriptions_of_empty_tables_are_sentences():
    empty = pd.DataFrame({"rate_per_10k": [], "period": pd.to_datetime([])})
    described = [
        *(describe(pd.DataFrame()) for describe in (
            describe_ledger, describe_term_rates, describe_wordcloud, describe_province_terms, describe_events, describe_calendar,
            describe_topic_map, describe_topic_shares, describe_topic_quality,
        )),
        *(describe_topic_periods(pd.DataFrame(), n) for n in (0, 3)),
        describe_keyness(pd.DataFrame(), "", "rest"),
        describe_named_provinces(pd.DataFrame({"n_naming": []})),
        describe_issuing_provinces(pd.DataFrame({"n_issued": []})),
        describe_publications(pd.DataFrame(), _articles()),
        describe_term_timeline(empty, "month"),
    ]  # fmt: skip
    assert all(text.endswith((".", "。")) for words in described for text in words.values())


def test_every_reason_for_a_gap_has_its_words():
    gaps = pd.DataFrame(
        [
            ("title", "none", None),
            ("published", "latest-assumed", "2月3日"),
            ("province", "mentions", "江西 46/55"),
            ("province", "divided", "江西 2, 湖北 2"),
        ],
        columns=["field", "why", "words"],
    ).astype("str")
    told = explain_gaps(gaps)
    assert told["words"].fillna("").tolist() == [
        "",
        "2月3日",
        "江西, 46 of 55 names",
        "江西 2, 湖北 2",
    ]
    assert told["reason"].str.len().gt(10).all()
    assert explain_gaps(gaps.iloc[:0]).empty


def test_cleaning_tells_of_rules_that_took_most_and_of_contradictions():
    suspicious = pd.DataFrame({"doc_id": ["d0", "d0", "d1"]}, dtype="str")
    contradictions = pd.DataFrame({"article_id": ["a0", "a0"]}, dtype="str")
    found = find_cleaning(_documents("ok"), _articles({}), _ledger(body=10), suspicious, contradictions)
    sentences = _sentences(found)
    assert sentences["01-suspicious"].startswith("In 2 documents, one rule took more than half")
    assert sentences["01-contradictions"].endswith("in 1 article; the column was taken.")


def test_articles_are_named_by_file_record_number_and_headline():
    documents = _documents("ok", "ok", "ok")
    documents["record"] = pd.array([None, None, 7], dtype="Int64")
    articles = _articles(
        {"title": None}, {"title": "甲" * 40}, {"doc_id": "d1", "title": "乙\n丙"}, {"doc_id": "d2"}
    )
    names = list(name_articles(articles, documents).values())
    assert names[0] == "0.txt"
    assert names[1].startswith("1.txt, article 1 “甲甲")
    assert names[1].endswith("甲…”")
    assert names[2:] == ["1.txt, article 1 “乙 丙”", "2.txt, record 7 “标题3”"]


def test_issues_say_as_much_of_the_date_as_is_known():
    articles = _articles(
        {"outlet": "江西日报", "published": "2020-02-01", "published_precision": "month"},
        {"published": "2020-02-03", "published_precision": "day"},
        {},
    )
    assert list(name_issues(articles).values()) == [
        "江西日报, 2020-02",
        "outlet unknown, 2020-02-03",
        "outlet unknown, undated",
    ]
