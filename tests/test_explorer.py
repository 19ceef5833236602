"""The explorer's data: what its files say of a corpus, and what they may quote."""

import json

import numpy as np
import pytest

from helpers import schema
from helpers.addresses import EXPLORER
from helpers.corpus import Corpus
from helpers.quotable import find_quotable
from helpers.settings import Settings
from helpers.site.explorer import PAGE, show_explorer, write_explorer
from helpers.site.explorer import files as explorer_files
from helpers.site.explorer.quotes import choose_quotes, count_quotes
from helpers.site.explorer.texts import gather_compared

TEXTS = {
    "a1": ("江西", "2020-01-05", "网格员上门。网格员很忙。企业复工。"),
    "a2": ("江西", "2020-02-05", "企业复工，企业放心。"),
    "b1": ("湖北", "2020-01-07", "社区封闭，网格员值守。"),
    "b2": ("湖北", "2020-03-09", "社区恢复，企业复工。"),
    "c1": ("上海", "2020-02-11", "社区里企业捐款。"),
}
WORDS = ("网格员", "企业", "复工", "社区", "捐款", "值守")


def make_corpus(texts=TEXTS, documents=None, families=None, counted=None, **settings):
    """A corpus in memory; an article is its own document and family where none is given, and its words are counted unless `counted`."""
    articles, counts, totals = [], [], []
    for article_id, (province, day, text) in texts.items():
        articles.append(
            {
                "article_id": article_id,
                "doc_id": (documents or {}).get(article_id, article_id),
                "seq": 1,
                "title": f"题{article_id}",
                "title_truncated": False,
                "text": text,
                "n_chars": len(text),
                "authors": [],
                "published": day,
                "published_precision": day and "day",
                "province": province,
                "about_provinces": [],
                "family": (families or {}).get(article_id, article_id),
                "is_canonical": (families or {}).get(article_id, article_id) == article_id,
            }
        )
        held = (counted or {}).get(article_id) or {word: text.count(word) for word in WORDS if word in text}
        counts += [{"article_id": article_id, "term": word, "n": n} for word, n in held.items()]
        totals.append({"article_id": article_id, "n_tokens": max(1, len(text) // 2)})
    tables = {table.name: schema.empty(table) for table in schema.CORPUS_TABLES} | {
        "articles": schema.make(schema.ARTICLES, articles),
        "term_counts": schema.make(schema.TERM_COUNTS, counts),
        "article_totals": schema.make(schema.ARTICLE_TOTALS, totals),
    }
    return Corpus(None, Settings(title="t", **settings), None, tables)


def write(folder, corpus):
    """Write the files of a site that has the page, and return what each holds."""
    (folder / PAGE).parent.mkdir(parents=True, exist_ok=True)
    (folder / PAGE).touch()
    write_explorer(folder, corpus)
    return {path.stem: read(path) for path in (folder / EXPLORER).glob("*.js")}


def read(path):
    text = path.read_text(encoding="utf-8")
    head = f'fangzhiExplorer.receive("{path.stem}", '
    assert text.startswith(head)
    return json.loads(text.removeprefix(head).removesuffix(");\n"))


def spread(packed, n_terms):
    """One value per term of each of a file's sums, as the page's script has them."""
    columns = {name: np.zeros(n_terms) for name in ("n", "held", "squares", "products")}
    for name, values in columns.items():
        values[np.cumsum(packed["at"], dtype=int)] = packed[name]
    return columns


def sums_of(corpus, province, terms, *, rest=False):
    """The same from the articles, one by one, on a way of its own."""
    counts = corpus.term_counts.pivot(index="article_id", columns="term", values="n").fillna(0)
    kept = corpus.articles[corpus.articles["is_canonical"]].set_index("article_id")
    here = kept[(kept["province"] != province) == rest]
    x = (
        counts.reindex(here.index, columns=terms, fill_value=0)
        .astype("float64")
        .groupby(here["doc_id"])
        .sum()
    )
    tokens = corpus.article_totals.set_index("article_id")["n_tokens"].reindex(here.index)
    n = tokens.astype("float64").groupby(here["doc_id"]).sum()
    return {
        "n": x.sum().to_numpy(),
        "held": (x > 0).sum().to_numpy(),
        "squares": (x**2).sum().to_numpy(),
        "products": x.mul(n, axis=0).sum().to_numpy(),
    }, n


@pytest.mark.parametrize(
    "documents",
    [{}, {"a1": "d", "a2": "d"}, {"a1": "d", "b1": "d", "c1": "d"}, dict.fromkeys(TEXTS, "d")],
    ids=["apart", "one of a province", "one of several", "one in all"],
)
def test_the_sums_of_a_side_and_of_all_others_are_those_of_their_documents(documents, tmp_path):
    corpus = make_corpus(documents=documents)
    found = write(tmp_path, corpus)
    terms = found["index"]["terms"]
    names = [name for name, _ in found["index"]["provinces"]]
    assert names == ["上海", "江西", "湖北"], "in the order of the list of provinces"
    whole = spread(found["counts-0"]["all"], len(terms))
    for place, name in enumerate(names):
        file = found[f"counts-0-{place}"]
        own = spread(file["own"], len(terms))
        joint = spread(file.get("joint", {column: [] for column in ("at", *whole)}), len(terms))
        rest = {column: whole[column] - own[column] + joint[column] for column in whole}
        for got, others in ((own, False), (rest, True)):
            expected, tokens = sums_of(corpus, name, terms, rest=others)
            for column, values in expected.items():
                np.testing.assert_array_equal(got[column], values, err_msg=f"{name} {column} {others}")
            size = found["counts-0"]["sizes"][place]["rest" if others else "own"]
            assert (size["documents"], size["tokens"]) == (len(tokens), tokens.sum())
            assert size["squares"] == (tokens**2).sum()
            assert size["t"] == 0, "fewer than five documents"


def test_student_s_quantile_is_told_from_five_documents_on(tmp_path):
    texts = {
        f"{side}{i}": (name, "2020-01-05", "企业复工。")
        for side, name in (("a", "江西"), ("b", "湖北"))
        for i in range(5)
    }
    texts.pop("b4")
    sizes = write(tmp_path, make_corpus(texts))["counts-0"]["sizes"]
    assert sorted(size["own"]["t"] for size in sizes) == [0, pytest.approx(2.776445)]


def test_reprints_excluded_articles_and_other_provinces_do_not_count(tmp_path):
    corpus = make_corpus(families={"b2": "a1"}, provinces=("江西", "湖北"))
    corpus.articles.loc[corpus.articles["article_id"] == "a2", "excluded_reason"] = "too short"
    found = write(tmp_path, corpus)
    assert [name for name, _ in found["index"]["provinces"]] == ["江西", "湖北"]
    assert sum(size["own"]["articles"] for size in found["counts-0"]["sizes"]) == 2, "a1 and b1"


def test_the_periods_add_up_to_the_articles_with_a_date(tmp_path):
    texts = TEXTS | {"a3": ("江西", None, "企业复工。")}
    found = write(tmp_path, make_corpus(texts))
    periods, terms = found["index"]["periods"], found["index"]["terms"]
    assert (periods[0], found["index"]["undated"]) == ("2019-12-30/2020-01-05", 1)
    parts = [spread(found[f"counts-{i + 1}"]["all"], len(terms))["n"] for i in range(len(periods))]
    whole = spread(found["counts-0"]["all"], len(terms))["n"]
    lacking = {terms[i]: int(n) for i, n in enumerate(whole - sum(parts)) if n}
    assert lacking == {"企业": 1, "复工": 1}


def test_the_most_widespread_terms_come_first_and_fewer_of_them_where_the_files_would_be_large(
    tmp_path, monkeypatch
):
    corpus = make_corpus()
    terms = write(tmp_path, corpus)["index"]["terms"]
    assert terms == ["企业", "复工", "社区", "网格员", "值守", "捐款"]
    size = sum(
        (tmp_path / EXPLORER / f"{name}.js").stat().st_size for name in ("index", "counts-0", "counts-0-0")
    )
    monkeypatch.setattr(explorer_files, "_FIRST_BYTES", size - 250)
    fewer = write(tmp_path, corpus)["index"]
    assert fewer["terms"] == terms[: len(fewer["terms"])] != terms
    assert fewer["termsOfAll"] == len(terms)


def test_the_same_corpus_gives_the_same_bytes_whatever_the_order_of_its_rows(tmp_path):
    corpus = make_corpus()
    mixed = {
        name: corpus.table(name).sample(frac=1, random_state=3).reset_index(drop=True)
        for name in ("articles", "term_counts", "article_totals")
    }
    write(tmp_path / "one", corpus)
    write(tmp_path / "two", Corpus(None, corpus.settings, None, mixed))
    one, two = (sorted((tmp_path / name / EXPLORER).iterdir()) for name in ("one", "two"))
    assert [(path.name, path.read_bytes()) for path in one] == [
        (path.name, path.read_bytes()) for path in two
    ]


def test_a_word_has_sentences_of_each_province_with_its_marks_and_article(tmp_path):
    found = write(tmp_path, make_corpus(publish_text=True))
    chunk, index = found["sentences-0"], found["index"]
    of_term = chunk["terms"][index["terms"].index("网格员")]
    told = []
    for place, *marks in of_term:
        article, words = chunk["quotes"][place]
        link, title, date, province, _ = chunk["articles"][article]
        assert [words[at : at + n] for at, n in zip(marks[::2], marks[1::2], strict=True)] == ["网格员"]
        told.append((index["provinces"][province][0], words, date, title, link))
    assert sorted(told) == sorted(
        [
            ("江西", "网格员上门。", "2020-01-05", "题a1", "../articles/a1.html"),
            ("江西", "网格员很忙。", "2020-01-05", "题a1", "../articles/a1.html"),
            ("湖北", "社区封闭，网格员值守。", "2020-01-07", "题b1", "../articles/b1.html"),
        ]
    )
    listed = (tmp_path / EXPLORER / "articles.html").read_text(encoding="utf-8")
    assert all(f'href="../articles/{article_id}.html"' in listed for article_id in TEXTS)


def test_documents_take_turns_before_one_is_quoted_twice():
    texts = {f"a{i}": ("江西", "2020-01-05", f"企业复工。{'企业' * (9 - i)}在{i}处。") for i in range(8)}
    compared = gather_compared(make_corpus(texts, documents=dict.fromkeys(["a0", "a1", "a2"], "d")))
    assert count_quotes(compared) == 6
    quotes = choose_quotes(compared, publish_text=True)[(0, "江西")]
    assert {quote.article for quote in quotes} == {0, 3, 4, 5, 6, 7}, "a1 and a2 are of the document of a0"
    assert [quote.words for quote in quotes].count("企业复工。") == 1, "the same words are not quoted twice"


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("網格員值守，社區恢復。", "網格員"),
        ("网\u200b格员值守。", "网\u200b格员"),
        ("𠮷社区网格员值守。", "网格员"),
    ],
)
def test_a_word_is_marked_as_it_is_printed(text, surface):
    corpus = make_corpus(TEXTS | {"b1": ("湖北", "2020-01-07", text)}, counted={"b1": {"网格员": 1}})
    compared = gather_compared(corpus)
    place = list(compared.texts.terms).index("网格员")
    (quote,) = choose_quotes(compared, publish_text=True)[(place, "湖北")]
    assert [quote.words[at : at + n] for at, n in quote.marks] == [surface]


SENTENCES = "".join(f"第{i}天社区有网格员值守，企业也在当地捐款并复工，这样过了很久很久。" for i in range(40))


def test_of_texts_that_are_not_published_only_what_may_be_quoted_is_shown():
    texts = {
        f"{side}{i}": (name, "2020-01-05", SENTENCES)
        for side, name in (("a", "江西"), ("b", "湖北"))
        for i in range(3)
    }
    texts["c1"] = ("上海", "2020-01-05", "网格员上门，企业复工了。")
    texts["c2"] = ("上海", "2020-01-05", "网格员上门，一个一个地问居民需要什么，再替他们把东西买回来。")
    compared = gather_compared(make_corpus(texts))
    quotes = [quote for of_term in choose_quotes(compared, publish_text=False).values() for quote in of_term]
    assert {quote.article for quote in quotes} >= {0, 3}
    for row, text in enumerate(compared.articles["text"]):
        words = {quote.words.strip("…") for quote in quotes if quote.article == row}
        for each in words:
            at = text.index(each)
            assert find_quotable(text, at, at + len(each)) == (at, at + len(each))
        assert sum(map(len, words)) <= max(len(text) / 4, min(60, len(text) / 2))
    for quote in quotes:
        assert {quote.words[at : at + n] for at, n in quote.marks} <= set(WORDS)
        assert quote.marks


def test_articles_are_looked_through_for_one_that_may_be_quoted():
    texts = {
        f"a{i}": ("江西", "2020-01-05", f"企业复工{i}天了，大家都很高兴，也很忙碌。") for i in range(9)
    } | {"a9": ("江西", "2020-01-05", SENTENCES.replace("企业", "某企业"))}
    compared = gather_compared(make_corpus(texts, counted={"a9": {"企业": 1}}))
    place = list(compared.texts.terms).index("企业")
    assert {quote.article for quote in choose_quotes(compared, publish_text=False)[place, "江西"]} == {9}


HOSTILE = "<script>alert(1)</script></script><!--{{ x }} $y$ 企业"


def test_what_a_corpus_holds_is_data_in_the_files_and_text_in_the_page(tmp_path):
    corpus = make_corpus(TEXTS | {"b1": ("湖北", "2020-01-07", HOSTILE)}, publish_text=True)
    corpus.articles["title"] = "</script><b>题</b>" * 20
    found = write(tmp_path, corpus)
    assert any(HOSTILE in words for _, words in found["sentences-0"]["quotes"])
    assert found["sentences-0"]["articles"][0][1] == ("</script><b>题</b>" * 20)[:60] + "…"
    assert "<b>" not in (tmp_path / EXPLORER / "articles.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ({"a1": TEXTS["a1"]}, "Only 江西 Jiangxi is represented"),
        ({"a1": (None, None, "企业复工。")}, "No article of this corpus has a known province"),
        ({"a1": ("江西", None, "啊"), "b1": ("湖北", None, "啊")}, "hold no words"),
    ],
)
def test_a_corpus_with_nothing_to_compare_says_so_and_writes_nothing(texts, told, tmp_path):
    assert write(tmp_path, make_corpus())
    corpus = make_corpus(texts)
    page = show_explorer(corpus, {})
    assert told in page
    assert "<script" not in page
    assert write(tmp_path, corpus) == {}


def test_the_page_says_without_a_script_where_else_to_look():
    page = show_explorer(make_corpus(), {"03_provinces": ("Provinces", "../notebooks/03_provinces.html")})
    assert '<noscript><p class="fangzhi-empty">' in page
    assert page.partition("</noscript>")[0].count('href="../notebooks/03_provinces.html"') == 1
