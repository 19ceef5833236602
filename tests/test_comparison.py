"""Provinces compared: the table, what counts as one witness, which rows are shown."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from helpers import schema
from helpers.comparison import (
    choose_province,
    choose_side,
    compare_provinces,
    contrast_terms,
    count_differences,
    order_words,
    top_terms,
)
from helpers.comparison.units import choose_copies, gather_texts
from helpers.errors import UserError
from helpers.frequency import count_frequency

COUNTS = {
    "a1": {"疫情": 5, "网格": 3, "江西": 4},
    "a2": {"疫情": 2, "网格": 1},
    "b1": {"疫情": 4, "方舱": 6, "武汉": 2},
    "c1": {"疫情": 1, "企业": 2, "网格": 1},
    "d1": {"疫情": 50, "方舱": 9},
}
PROVINCES = {"a1": "江西", "a2": "江西", "b1": "湖北", "c1": "江苏", "d1": None}


def tables(counts=COUNTS, provinces=PROVINCES, **columns):
    """Term counts, totals of 100 tokens each, and articles; `columns` map an article to a value, its id by default."""
    articles = pd.DataFrame({"article_id": list(provinces), "province": list(provinces.values())})
    for name in {"doc_id", *columns}:
        articles[name] = [columns.get(name, {}).get(i, i) for i in provinces]
    rows = [{"article_id": i, "term": t, "n": n} for i, terms in counts.items() for t, n in terms.items()]
    totals = [{"article_id": i, "n_tokens": 100} for i in counts]
    return (
        schema.make(schema.TERM_COUNTS, rows),
        schema.make(schema.ARTICLE_TOTALS, totals),
        articles.astype("str"),
    )


def many(here=8, there=12, counts=None, **columns):
    """Articles a0, a1, … of 江西 and b0, b1, … of 湖北, all with 疫情 once, and more counts where given."""
    provinces = {f"a{i}": "江西" for i in range(here)} | {f"b{i}": "湖北" for i in range(there)}
    of = {i: {"疫情": 1} | (counts or {}).get(i, {}) for i in provinces}
    return tables(of, provinces, **columns)


def lookup(table, province, term, masked=False):
    rows = table[(table["province"] == province) & (table["term"] == term) & (table["masked"] == masked)]
    return rows.iloc[0]


def test_counts_and_ratios_by_hand():
    row = lookup(compare_provinces(*tables()), "江西", "网格")
    assert (row["n"], row["n_articles"], row["n_elsewhere"], row["n_documents"]) == (4, 2, 1, 3)
    assert (row["rate_per_10k"], row["rate_elsewhere"]) == (200.0, 50.0)
    # One occurrence is added to 400 tokens: half of one to the 200 of each side.
    assert row["log_ratio"] == pytest.approx(math.log2((4.5 / 200) / (1.5 / 200)))
    # Tokens 200, 100, 100: a mean of 400 / 3; 网格 occurs 5 times in all.
    assert row["c_tf_idf"] == pytest.approx(4 / 200 * math.log(1 + 400 / 3 / 5))
    # Expected shares ½ and ½, observed ¾ and ¼: DP ¼, of ½ that is possible.
    assert row["dispersion"] == pytest.approx(0.5)


@pytest.mark.parametrize("masked", [False, True])
def test_tf_idf_is_scikit_learns(masked):
    table = compare_provinces(*tables(), masked_terms=frozenset({"江西", "武汉"}))
    table = table[table["masked"] == masked]
    counts = table.pivot_table(index="province", columns="term", values="n", fill_value=0)
    expected = TfidfTransformer(sublinear_tf=True, smooth_idf=False).fit_transform(
        sparse.csr_matrix(counts.to_numpy(float))
    )
    got = table.pivot_table(index="province", columns="term", values="tf_idf", fill_value=0).to_numpy()
    np.testing.assert_allclose(got, expected.toarray())
    np.testing.assert_allclose((got**2).sum(axis=1), 1)
    assert bool(set(table["term"]) & {"江西", "武汉"}) != masked


def test_dispersion_and_rates_are_those_of_the_frequency_table():
    counts, totals, articles = tables()
    table = compare_provinces(counts, totals, articles)
    table = table[~table["masked"]].sort_values(["province", "term"], ignore_index=True)
    by_province = count_frequency(counts, totals, articles, by="province")
    by_province = by_province.sort_values(["province", "term"], ignore_index=True)
    columns = ["term", "n", "n_articles", "rate_per_10k", "dispersion"]
    pd.testing.assert_frame_equal(table[columns], by_province[columns])


def test_masking_changes_nothing_but_weights_and_q():
    counts = {f"a{i}": {"江西": 9, "网格": 2} for i in range(8)}
    table = compare_provinces(*many(counts=counts), masked_terms={"江西"})
    shown, hidden = (
        table[table["masked"] == masked].set_index(["province", "term"]) for masked in (False, True)
    )
    assert "江西" not in hidden.index.get_level_values("term")
    pd.testing.assert_frame_equal(
        shown.loc[hidden.index].drop(columns=["masked", "tf_idf", "q"]),
        hidden.drop(columns=["masked", "tf_idf", "q"]),
    )
    assert (hidden.loc["江西", "tf_idf"] > shown.loc["江西", "tf_idf"].drop("江西")).all()


def test_articles_without_province_or_not_handed_in_are_not_counted():
    assert set(compare_provinces(*tables())["province"]) == {"江西", "湖北", "江苏"}
    counts, totals, articles = tables()
    fewer = compare_provinces(counts, totals, articles[articles["article_id"] != "a2"])
    assert lookup(fewer, "江西", "疫情")["n"] == 5


def test_fewer_than_five_source_documents_are_described_and_not_tested():
    tested = compare_provinces(*many())
    assert not tested["too_few"].any()
    assert tested[["ci_low", "ci_high", "p", "q"]].notna().all(axis=None)
    for ids in (range(8), range(4)):  # of either side, one or four bulletins
        doc_id = {f"a{i}": f"bulletin{min(i, max(ids) % 4)}" for i in range(8)}
        table = compare_provinces(*many(doc_id=doc_id))
        assert table["too_few"].all()
        assert table[["ci_low", "ci_high", "p", "q"]].isna().all(axis=None)
        assert table["log_ratio"].notna().all()


def test_articles_of_one_document_are_one_witness():
    texts = gather_texts(*many(doc_id={"a0": "x", "a1": "x", "b0": "x"}), "all")
    side = texts.side(texts.province == "江西")
    assert sorted(side.tokens) == [100] * 6 + [200]
    assert len(texts.side(texts.province == "湖北")) == 12
    assert len(texts.side(texts.tokens > 0)) == 18


def test_a_copy_in_another_document_joins_the_two():
    texts = gather_texts(*many(family={"a0": "f", "a1": "f"}), "all")
    assert sorted(texts.side(texts.province == "江西").tokens) == [100] * 6 + [200]


@pytest.mark.parametrize(
    ("copies", "kept"),
    [
        ("family", ["a1", "a3", "b3"]),
        ("family-province", ["a1", "a3", "b1", "b3"]),
        ("all", ["a1", "a2", "a3", "b1", "b2", "b3"]),
    ],
)
def test_copies(copies, kept):
    articles = pd.DataFrame(
        {
            "article_id": ["a1", "a2", "b1", "b2", "b3", "a3"],
            "province": ["江西", "江西", "湖北", "湖北", "湖北", "江西"],
            "family": ["f", "f", "f", "f", "b3", "a3"],
            "is_canonical": [True, False, False, False, True, True],
        }
    )
    assert sorted(choose_copies(articles, copies)["article_id"]) == kept
    assert sorted(choose_copies(articles.iloc[::-1], copies)["article_id"]) == kept


def test_the_canonical_copy_stands_for_its_family_where_it_is():
    articles = pd.DataFrame(
        {
            "article_id": ["a", "b"],
            "province": ["江西", "江西"],
            "family": ["b", "b"],
            "is_canonical": [False, True],
        }
    )
    assert choose_copies(articles, "family")["article_id"].tolist() == ["b"]
    assert choose_copies(articles.head(1), "family")["article_id"].tolist() == ["a"]


def test_copies_of_a_story_are_no_evidence():
    """Five more copies of an article change nothing; counted as articles, they would."""
    plain = compare_provinces(*many(counts={"a0": {"网格": 9}, "a1": {"网格": 2}, "b0": {"网格": 1}}))
    extra = {f"c{i}": "江西" for i in range(5)}
    counts, totals, articles = many(counts={"a0": {"网格": 9}, "a1": {"网格": 2}, "b0": {"网格": 1}})
    again = tables({i: {"疫情": 1, "网格": 9} for i in extra}, extra)
    counts, totals, articles = (
        pd.concat(pair, ignore_index=True) for pair in zip((counts, totals, articles), again, strict=True)
    )
    articles = articles.assign(
        family=articles["article_id"].where(~articles["article_id"].isin(list(extra)), "a0"),
        is_canonical=~articles["article_id"].isin(list(extra)),
    )
    pd.testing.assert_frame_equal(compare_provinces(counts, totals, articles), plain)
    every = compare_provinces(counts, totals, articles, copies="all")
    assert lookup(every, "江西", "网格")["n"] == 9 * 6 + 2
    assert lookup(every, "江西", "网格")["n_documents"] == 3, "copies are still one witness"


def test_a_pair_of_provinces():
    table = compare_provinces(*tables(), province="江西", against="湖北")
    assert set(zip(table["province"], table["against"], strict=True)) == {("江西", "湖北")}
    row = lookup(table, "江西", "网格")
    assert (row["n"], row["n_elsewhere"], row["rate_elsewhere"]) == (4, 0, 0.0)
    each = compare_provinces(*tables(), against="湖北")
    assert set(each["province"]) == {"江西", "江苏"}
    pd.testing.assert_frame_equal(each[each["province"] == "江西"].reset_index(drop=True), table)


def test_several_provinces_have_the_rows_that_each_has_alone():
    several = compare_provinces(*tables(), province=["江西", "江苏"])
    alone = [compare_provinces(*tables(), province=province) for province in ("江苏", "江西")]
    pd.testing.assert_frame_equal(several, pd.concat(alone, ignore_index=True), check_exact=True)


def test_both_directions_of_a_pair_mirror_each_other():
    data = many(counts={f"a{i}": {"网格": 3} for i in range(5)})
    there = compare_provinces(*data, province="江西", against="湖北")
    back = compare_provinces(*data, province="湖北", against="江西")
    for term in ("疫情", "网格"):
        one, other = lookup(there, "江西", term), lookup(back, "湖北", term)
        for column in ("log_ratio", "log_odds", "log_odds_z"):
            assert one[column] == pytest.approx(-other[column])
        for column in ("g2", "chi2"):
            assert one[column] == pytest.approx(other[column])
        assert one["p"] == other["p"]
        assert one["ci_low"] == pytest.approx(-other["ci_high"], nan_ok=True)


def test_a_term_that_one_side_lacks_has_an_open_interval_and_a_row_on_both_sides():
    table = compare_provinces(*many(counts={f"a{i}": {"网格": 2} for i in range(7)}))
    here, there = lookup(table, "江西", "网格"), lookup(table, "湖北", "网格")
    assert there["n"] == 0
    assert pd.isna(here["ci_high"])
    assert here["ci_low"] > 0
    assert pd.isna(there["ci_low"])
    assert there["ci_high"] < 0
    assert here["p"] < 0.01
    assert here["q"] >= here["p"]


def test_terms_that_could_not_differ_are_not_tested():
    """Of 8 against 12 documents, a word in 4 has a p of .014 at the least, one in 5 of .0036."""
    counts = {f"a{i}": {"方舱": 1} | ({"网格": 9} if i < 4 else {}) for i in range(5)}
    table = compare_provinces(*many(counts=counts))
    assert lookup(table, "江西", "网格")[["p", "ci_low"]].isna().all()
    assert lookup(table, "江西", "方舱")[["p", "ci_low"]].notna().all()
    assert set(table.loc[table["province"] == "湖北", "term"]) == {"疫情", "方舱"}
    few = compare_provinces(
        *many(here=5, there=200, counts={"a0": {"网格": 1}, "a1": {"网格": 1}, "b1": {"网格": 1}})
    )
    assert pd.notna(lookup(few, "江西", "网格")["p"])


def test_documents_too_unlike_in_length_are_not_exchanged():
    counts, totals, articles = many()
    long = articles["article_id"].str.startswith("b")
    totals["n_tokens"] = totals["n_tokens"].where(
        ~totals["article_id"].isin(articles.loc[long, "article_id"]), 1000
    )
    table = compare_provinces(counts, totals, articles)
    assert table["p"].isna().all()
    assert not table["too_few"].any()
    assert table["ci_low"].notna().all()


@pytest.mark.parametrize("provinces", [{}, {"a1": None}, {"a1": "江西"}, {"a1": "江西", "a2": "江西"}])
def test_nothing_to_compare_gives_no_rows(provinces):
    table = compare_provinces(*tables(provinces=provinces))
    assert table.empty
    assert top_terms(table).empty
    assert contrast_terms(table).empty
    assert count_differences(table).empty


def test_no_words_at_all():
    _, totals, articles = tables()
    assert compare_provinces(schema.empty(schema.TERM_COUNTS), totals, articles).empty
    nothing = schema.empty(schema.TERM_COUNTS), schema.empty(schema.ARTICLE_TOTALS)
    assert compare_provinces(*nothing, articles).empty
    everything = {term for terms in COUNTS.values() for term in terms}
    masked = compare_provinces(*tables(), masked_terms=everything)
    assert not masked["masked"].any()


def test_a_province_without_text_is_not_compared():
    counts, totals, articles = tables()
    totals.loc[totals["article_id"] == "c1", "n_tokens"] = 0
    table = compare_provinces(counts[counts["article_id"] != "c1"], totals, articles)
    assert set(table["province"]) == {"江西", "湖北"}
    assert compare_provinces(counts[counts["article_id"] != "c1"], totals, articles, against="江苏").empty


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_row_order_changes_nothing(random):
    data = many(
        here=6, there=6, counts={f"a{i}": {"网格": 1 + i} for i in range(5)}, doc_id={"a0": "x", "a1": "x"}
    )
    shuffled = [frame.sample(frac=1, random_state=random.randrange(2**32)) for frame in data]
    few = {"permutations": 50, "samples": 50}
    pd.testing.assert_frame_equal(
        compare_provinces(*data, **few), compare_provinces(*shuffled, **few), check_exact=True
    )


def test_the_seed_is_an_argument():
    data = many(counts={f"a{i}": {"网格": 1 + i} for i in range(4)})
    one, same, other = (compare_provinces(*data, seed=seed) for seed in (0, 0, 1))
    pd.testing.assert_frame_equal(one, same, check_exact=True)
    assert (one["ci_low"] != other["ci_low"]).any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"province": "江西省份"}, "did you mean 江西"),
        ({"province": "西藏"}, "Choices: 江苏, 江西, 湖北"),
        ({"province": ["江西", "西藏"]}, "province='西藏' is unknown"),
        ({"province": ["湖北", "江西"], "against": "江西"}, "the province itself"),
        ({"province": "江西", "against": "火星"}, "against='火星' is unknown"),
        ({"province": "江西", "against": "江西"}, "the province itself"),
        ({"copies": "some"}, "family-province"),
    ],
)
def test_wrong_arguments_name_the_choices(arguments, message):
    with pytest.raises(UserError, match=message):
        compare_provinces(*tables(), **arguments)


def test_choosing_sides():
    articles = tables()[2]
    assert choose_province(articles) == "江西"
    assert choose_province(articles[articles["province"].isna()]) == ""
    assert choose_side(articles, "江西") == choose_side(articles, "江西", "rest") == "rest"
    assert choose_side(articles, "江西", "湖北") == "湖北"


def test_top_terms():
    table = compare_provinces(*tables(), masked_terms=frozenset({"江西"}))
    top = top_terms(table, n=1)
    assert dict(zip(top["province"], top["term"], strict=True)) == {
        "江西": "网格",
        "江苏": "企业",
        "湖北": "方舱",
    }
    with pytest.raises(UserError, match="tf_idf"):
        top_terms(table, by="tfidf")


def contrasted():
    """Four articles of 江西 and two of 湖北, and their comparison, too few to be tested."""
    texts = {
        "a1": {"网格": 3, "疫情": 2, "一次": 9, "少": 1, "方舱": 1},
        "a2": {"网格": 3, "疫情": 1, "少": 1, "方舱": 1},
        "a3": {"网格": 1, "疫情": 1, "江西": 8},
        "a4": {"江西": 8, "疫情": 2, "企业": 4},
        "b1": {"方舱": 9, "疫情": 3, "企业": 1},
        "b2": {"方舱": 3, "疫情": 3, "患者": 6},
    }
    provinces = {i: {"a": "江西", "b": "湖北"}[i[0]] for i in texts}
    return compare_provinces(*tables(texts, provinces), masked_terms=frozenset({"江西"}))


def test_the_fewest_articles_of_a_term_yield_to_a_province_of_few():
    table = contrasted()
    several = top_terms(table, n=9, min_articles=2)
    assert set(several[several["province"] == "江西"]["term"]) == {"疫情", "网格", "方舱", "少"}
    assert set(several[several["province"] == "湖北"]["term"]) == {"疫情", "方舱", "患者", "企业"}
    most = top_terms(table, n=9, min_articles=9)
    assert set(most[most["province"] == "江西"]["term"]) == {"疫情", "网格"}
    assert several["rank"].tolist() == [1, 2, 3, 4, 1, 2, 3, 4]


def test_contrast_shows_both_sides():
    contrast = contrast_terms(contrasted(), "江西")
    assert contrast["term"].tolist() == ["网格", "疫情", "方舱"]
    assert contrast["log_ratio"].is_monotonic_decreasing
    assert (contrast["log_ratio"] > 0).tolist() == [True, False, False]
    assert contrast["n"].tolist() == [7, 6, 2]
    assert contrast["n_elsewhere"].tolist() == [0, 6, 12]
    assert contrast_terms(contrasted(), "江西", n=1)["term"].tolist() == ["网格", "方舱"]
    assert contrast_terms(contrasted(), "湖北")["term"].tolist() == ["患者", "方舱", "疫情", "企业"]
    each = contrast_terms(contrasted())
    assert each.groupby("province", sort=False)["term"].agg(list).to_dict() == {
        "江西": ["网格", "疫情", "方舱"],
        "湖北": ["患者", "方舱", "疫情", "企业"],
    }


def test_contrast_leaves_out_the_rare_and_the_masked():
    table = contrasted()
    assert "少" in contrast_terms(table, "江西", least=2)["term"].tolist()
    assert contrast_terms(table, "江西", least=8)["term"].tolist() == ["疫情", "方舱"]
    assert contrast_terms(table, "江西", masked=False)["term"].tolist()[0] == "江西"
    assert contrast_terms(table, "江西", least=99).empty
    assert contrast_terms(table, "北京").empty


def test_what_differs_comes_first_and_is_counted():
    counts = {f"a{i}": {"网格": 3} for i in range(8)} | {
        "a0": {"网格": 3, "一次": 90},
        "b0": {"一次": 1, "网格": 1},
        "b1": {"一次": 1},
    }
    counts |= {f"b{i}": {"方舱": 4} | counts.get(f"b{i}", {}) for i in range(12)}
    table = compare_provinces(*many(counts=counts))
    assert lookup(table, "江西", "一次")["log_ratio"] > lookup(table, "江西", "网格")["log_ratio"]
    assert contrast_terms(table, "江西", n=1)["term"].tolist() == ["网格", "方舱"]
    differences = count_differences(table).set_index("province")
    assert differences.loc["江西", ["n_tested", "n_more", "n_less"]].tolist() == [3, 1, 1]
    assert differences.loc["湖北", ["n_more", "n_less"]].tolist() == [1, 1]
    assert not differences["too_few"].any()


def test_differences_counted_by_hand():
    nothing = float("nan")
    rows = [  # q, p, log_ratio, ci_low, ci_high
        (0.01, 0.001, 0.5, 0.1, nothing), (0.05, 0.01, -0.5, -2.0, -0.1), (0.2, 0.1, 3.0, nothing, 4.0), (0.06, 0.05, -3.0, nothing, nothing),
        (nothing, nothing, 2.0, nothing, nothing),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["q", "p", "log_ratio", "ci_low", "ci_high"]).assign(
        province="江西", against="rest", copies="all", too_few=False, masked=True
    )
    table = pd.concat([table, table.assign(masked=False, q=0.01)])
    (counted,) = count_differences(table).to_dict("records")
    assert {name: counted[name] for name in ("n_tested", "n_interval", "n_more", "n_less")} == {
        "n_tested": 4, "n_interval": 3, "n_more": 1, "n_less": 1,
    }  # fmt: skip


def test_the_order_of_words_by_hand():
    table = pd.DataFrame(
        {
            "term": ["甲", "乙", "丙", "丁"],
            "log_odds_z": [1.0, -3.0, 3.0, 0.1],
            "province": "江西",
            "masked": True,
        }
    )
    words = order_words(table, table[table["term"] == "丁"], "江西")
    assert words["term"].tolist() == ["丁", "丙", "乙", "甲"]
    assert words.index.tolist() == [0, 1, 2, 3]
    assert words.columns.tolist() == table.columns.tolist()


def test_ties_of_the_heaviest_fall_to_the_more_frequent_then_to_the_alphabet():
    table = pd.DataFrame(
        {
            "term": ["乙", "甲", "丙", "少"], "n": [2, 2, 3, 9], "tf_idf": 0.5, "n_articles": [2, 2, 2, 1], "province": "江西",
            "against": "rest", "copies": "all", "masked": True,
        }
    )  # fmt: skip
    assert top_terms(table)["term"].tolist() == ["少", "丙", "乙", "甲"]
    assert top_terms(table, n=2)["rank"].tolist() == [1, 2]
    assert top_terms(table)["rank"].dtype == "Int64"
    # Of a province with two articles, a term of one is among those of two and more.
    assert top_terms(table, min_articles=2)["term"].tolist() == ["少", "丙", "乙", "甲"]


def test_a_copy_with_a_province_stands_for_one_without():
    articles = pd.DataFrame(
        {
            "article_id": ["a", "b"],
            "province": [None, "江西"],
            "family": ["a", "a"],
            "is_canonical": [True, False],
        }
    )
    assert choose_copies(articles, "family")["article_id"].tolist() == ["b"]


def test_words_in_the_figure_come_first_then_the_weightiest_of_either_side():
    table = contrasted()
    contrast = contrast_terms(table, "江西", n=1)
    words = order_words(table, contrast, "江西")
    assert set(words["term"].head(2)) == set(contrast["term"]) == {"网格", "方舱"}
    rest = words["log_odds_z"].abs().iloc[2:]
    assert rest.is_monotonic_decreasing
    assert len(words) == len(table[(table["province"] == "江西") & table["masked"]])


def test_a_document_with_articles_on_both_sides_counts_once_among_those_that_hold_a_term():
    shared = {f"{side}{i}": f"d{i}" for side in "ab" for i in range(6)}
    table = compare_provinces(*many(here=6, there=6, doc_id=shared))
    assert lookup(table, "江西", "疫情")["n_documents"] == 6
