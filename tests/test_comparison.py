import math

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from helpers import schema
from helpers.comparison import compare_provinces, contrast_terms, place_terms, top_terms
from helpers.errors import UserError

COUNTS = {
    "a1": {"疫情": 5, "网格": 3, "江西": 4},
    "a2": {"疫情": 2, "网格": 1},
    "b1": {"疫情": 4, "方舱": 6, "武汉": 2},
    "c1": {"疫情": 1, "企业": 2, "网格": 1},
    "d1": {"疫情": 50, "方舱": 9},
}
PROVINCES = {"a1": "江西", "a2": "江西", "b1": "湖北", "c1": "江苏", "d1": None}


def tables(provinces=PROVINCES, doc_ids=None):
    articles = pd.DataFrame(
        {
            "article_id": list(provinces),
            "doc_id": [(doc_ids or {}).get(i, i) for i in provinces],
            "province": list(provinces.values()),
        }
    ).astype("str")
    rows = [{"article_id": i, "term": t, "n": n} for i, terms in COUNTS.items() for t, n in terms.items()]
    totals = [{"article_id": i, "n_tokens": 100} for i in COUNTS]
    return schema.make(schema.TERM_COUNTS, rows), schema.make(schema.ARTICLE_TOTALS, totals), articles


def lookup(table, province, term, masked=False):
    rows = table[(table["province"] == province) & (table["term"] == term) & (table["masked"] == masked)]
    return rows.iloc[0]


def test_counts_and_log_ratio_by_hand():
    row = lookup(compare_provinces(*tables()), "江西", "网格")
    assert (row["n"], row["n_articles"], row["n_elsewhere"], row["rate_per_10k"]) == (4, 2, 1, 200.0)
    assert row["log_ratio"] == pytest.approx(math.log2((4.5 / 200.5) / (1.5 / 200.5)))


@pytest.mark.parametrize("masked", [False, True])
def test_tf_idf_is_scikit_learns(masked):
    places = frozenset({"江西", "武汉"})
    table = compare_provinces(*tables(), place_terms=places)
    table = table[table["masked"] == masked]
    counts = table.pivot_table(index="province", columns="term", values="n", fill_value=0)
    expected = TfidfTransformer(sublinear_tf=True, smooth_idf=False).fit_transform(
        sparse.csr_matrix(counts.to_numpy(float))
    )
    got = table.pivot_table(index="province", columns="term", values="tf_idf", fill_value=0).to_numpy()
    np.testing.assert_allclose(got, expected.toarray())
    np.testing.assert_allclose((got**2).sum(axis=1), 1)
    assert bool(set(table["term"]) & places) != masked


def test_a_word_of_all_provinces_weighs_less_than_one_of_its_own():
    table = compare_provinces(*tables())
    assert lookup(table, "湖北", "方舱")["tf_idf"] > 2 * lookup(table, "湖北", "疫情")["tf_idf"]


def test_articles_without_province_or_not_handed_in_are_not_counted():
    table = compare_provinces(*tables())
    assert set(table["province"]) == {"江西", "湖北", "江苏"}
    counts, totals, articles = tables()
    fewer = compare_provinces(counts, totals, articles[articles["article_id"] != "a2"])
    assert lookup(fewer, "江西", "疫情")["n"] == 5


def test_too_few_counts_source_documents():
    ids = [f"{p}{n}" for p in "ab" for n in range(6)]
    provinces = {i: {"a": "江西", "b": "湖北"}[i[0]] for i in ids}
    counts = schema.make(schema.TERM_COUNTS, [{"article_id": i, "term": "疫情", "n": 1} for i in ids])
    totals = schema.make(schema.ARTICLE_TOTALS, [{"article_id": i, "n_tokens": 10} for i in ids])
    assert not compare_provinces(counts, totals, tables(provinces)[2])["too_few"].any()
    one_bulletin = {i: "bulletin" for i in ids if i.startswith("b")}
    assert compare_provinces(counts, totals, tables(provinces, one_bulletin)[2])["too_few"].all()


@pytest.mark.parametrize("provinces", [{}, {"a1": None}, {"a1": "江西"}, {"a1": "江西", "a2": "江西"}])
def test_nothing_to_compare_gives_no_rows(provinces):
    table = compare_provinces(*tables(provinces))
    assert table.empty
    assert top_terms(table).empty


def test_empty_counts():
    _, totals, articles = tables()
    assert compare_provinces(schema.empty(schema.TERM_COUNTS), totals, articles).empty
    assert compare_provinces(
        schema.empty(schema.TERM_COUNTS), schema.empty(schema.ARTICLE_TOTALS), articles
    ).empty


def test_row_order_changes_nothing():
    counts, totals, articles = tables()
    shuffled = compare_provinces(counts.iloc[::-1], totals.iloc[::-1], articles.iloc[::-1])
    pd.testing.assert_frame_equal(compare_provinces(counts, totals, articles), shuffled)


def test_top_terms():
    table = compare_provinces(*tables(), place_terms=frozenset({"江西"}))
    top = top_terms(table, n=1)
    assert dict(zip(top["province"], top["term"], strict=True)) == {
        "江西": "网格",
        "江苏": "企业",
        "湖北": "方舱",
    }
    with pytest.raises(UserError, match="tf_idf"):
        top_terms(table, by="tfidf")


def contrasted():
    """Four articles of 江西 and two of 湖北, and their comparison."""
    texts = {
        "a1": {"网格": 3, "疫情": 2, "一次": 9, "少": 1, "方舱": 1},
        "a2": {"网格": 3, "疫情": 1, "少": 1, "方舱": 1},
        "a3": {"网格": 1, "疫情": 1, "江西": 8},
        "a4": {"江西": 8, "疫情": 2, "企业": 4},
        "b1": {"方舱": 9, "疫情": 3, "企业": 1},
        "b2": {"方舱": 3, "疫情": 3, "患者": 6},
    }
    frame = tables({i: {"a": "江西", "b": "湖北"}[i[0]] for i in texts})[2]
    rows = [{"article_id": i, "term": t, "n": n} for i, terms in texts.items() for t, n in terms.items()]
    totals = [{"article_id": i, "n_tokens": 100} for i in texts]
    counts = schema.make(schema.TERM_COUNTS, rows)
    return compare_provinces(
        counts, schema.make(schema.ARTICLE_TOTALS, totals), frame, place_terms=frozenset({"江西"})
    )


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


def test_contrast_leaves_out_the_rare_and_the_masked():
    table = contrasted()
    assert "少" in contrast_terms(table, "江西", least=2)["term"].tolist()
    assert contrast_terms(table, "江西", least=8)["term"].tolist() == ["疫情", "方舱"]
    assert contrast_terms(table, "江西", masked=False)["term"].tolist()[0] == "江西"
    assert contrast_terms(table, "江西", least=99).empty
    assert contrast_terms(table, "北京").empty
    assert contrast_terms(schema.empty(schema.PROVINCE_TERMS), "江西").empty


def test_place_terms():
    rows = [
        {
            "article_id": "a",
            "start": n,
            "end": n + 1,
            "surface": surface,
            "province": province,
            "city": city,
            "ambiguous": False,
            "aside": False,
        }
        for n, (surface, province, city) in enumerate(
            [
                ("江西省", "江西", None),
                ("赣州", "江西", "赣州市"),
                ("新疆维吾尔自治区", "新疆", None),
                ("臺北市", "台湾", "台北市"),
            ]
        )
    ]
    terms = ["江西", "江西省", "赣州市", "赣州", "新疆", "臺北", "疫情", "江西路", "城市"]
    found = place_terms(schema.make(schema.PLACE_MENTIONS, rows), terms)
    assert found == {"江西", "江西省", "赣州市", "赣州", "新疆", "臺北"}
    assert place_terms(schema.empty(schema.PLACE_MENTIONS), terms) == frozenset()
