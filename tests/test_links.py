"""Every mark, bar, cell, word and quoted sentence leads to what it rests on, and nowhere else."""

import html
import re

import pandas as pd
import pytest

from helpers.errors import UserError
from helpers.figures import (
    link_articles,
    link_terms,
    plot_ledger,
    plot_province_terms,
    plot_publications,
    plot_sensitivity,
    plot_term_rates,
    plot_term_timeline,
    plot_tiles,
    plot_topic_map,
    plot_topic_quality,
    plot_topic_shares,
    plot_wordcloud,
    show_copies,
    show_days,
    show_document,
    show_sentences,
    show_table,
    show_topics,
    show_verdicts,
)
from helpers.figures.links import MOST_TERMS, link_province, share_out
from helpers.figures.publish import _saved
from helpers.findings import catalogue

RATES = pd.DataFrame(
    {"term": ["疫情", "防控", "a&b"], "gloss": ["epidemic", "", None], "rate_per_10k": [9.0, 8.0, 7.0],
     "share_articles": 0.5, "dispersion": [0.5, None, 0.1], "province": "江西", "english": "Jiangxi",
     "tf_idf": [3.0, 2.0, 1.0], "n": 3}
)  # fmt: skip
TERM_PAGES = {"../terms/疫情.html", "../terms/防控.html", *link_terms(["a&b"])}
TOPICS = pd.DataFrame(
    {"topic": [1, 2], "label": ["社区", "企业"], "stable": [True, False], "share": [0.3, 0.7], "x": [0.0, 1.0], "y": [0.0, 1.0],
     "province": ["江西", "湖北"]}
)  # fmt: skip
TREND = pd.DataFrame(
    {"term": ["疫情"] * 3 + ["无"] * 3, "province": "江西", "rate_per_10k": [1.0, 2.0, 3.0, 0.0, 0.0, 0.0],
     "period": list(pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-03"])) * 2}
)  # fmt: skip
LEDGER = pd.DataFrame({"path": ["a.txt"] * 2, "kind": ["body", "boilerplate"], "n_chars": 9, "share": 0.5})
CELL = {"finding_id": "03-江西", "subject": "s", "group": "g", "change": "hmm", "n_runs": 1, "overlap": 0.5, "lowest_overlap": 0.5,
        "rank_agreement": 0.5, "breaks": True}  # fmt: skip
HOME = "../articles/index.html#province-"


def leads(figure) -> list[str]:
    """The addresses that the figure's SVG leads to; drawn twice, it is the same."""
    vector = _saved(figure, "svg", {"Date": None, "Creator": None}).decode()
    return [html.unescape(address) for address in re.findall(r'<a [^>]*xlink:href="([^"]*)"', vector)]


@pytest.mark.parametrize(
    ("plot", "table", "expected"),
    [
        (plot_term_rates, RATES, TERM_PAGES),
        (plot_wordcloud, RATES, TERM_PAGES),
        (plot_province_terms, RATES, {*TERM_PAGES, f"{HOME}江西"}),
        (plot_term_timeline, TREND, {"../terms/疫情.html", f"{HOME}江西"}),
        (plot_ledger, LEDGER, {"#tbl-inputs", "#tbl-removed"}),
        (plot_topic_map, TOPICS, {"#topic-1", "#topic-2"}),
        (plot_topic_shares, TOPICS, {"#topic-1", "#topic-2", f"{HOME}江西", f"{HOME}湖北"}),
        (lambda table: plot_topic_shares(table, by="label"), TOPICS, {"#topic-1", "#topic-2"}),
        (plot_topic_quality, pd.DataFrame({"k": [2, 3], "stability": 0.5, "chosen": [False, True]}), {"#tbl-topics"}),
        (lambda table: plot_sensitivity(table, catalogue()["sensitivity_figure"]), pd.DataFrame([CELL]), {"#verdict-03-江西"}),
    ],
)  # fmt: skip
def test_what_a_picture_shows_leads_on_and_always_in_the_same_way(plot, table, expected):
    found = leads(plot(table))
    assert set(found) == expected
    assert found == leads(plot(table))


def test_a_bar_its_word_its_gloss_and_its_dots_lead_to_one_page():
    found = leads(plot_term_rates(RATES))
    assert found.count("../terms/疫情.html") == 5
    assert found.count("../terms/防控.html") == 3, "no gloss, and no dot where the dispersion is missing"


def test_so_many_terms_are_linked_as_get_a_page():
    many = [f"词{i}" for i in range(60)]
    assert sum(map(bool, link_terms(many))) == MOST_TERMS
    assert link_terms(["", None, "词"], most=3) == ["", "", "../terms/词.html"]
    assert [share_out(n) for n in (0, 1, 6, 34, 900)] == [50, 50, 8, 1, 1]
    panels = pd.concat([RATES.assign(province=f"省{i}") for i in range(34)], ignore_index=True)
    assert sum(address.endswith("疫情.html") for address in leads(plot_province_terms(panels))) == 34 * 3
    assert not any(address.endswith("防控.html") for address in leads(plot_province_terms(panels)))


def test_links_to_articles():
    at = pd.Series([120, None, 7], dtype="Int64")
    assert link_articles(pd.Series(["a", "b", None], dtype="str"), at) == [
        "../articles/a.html#at-120", "../articles/b.html", "",
    ]  # fmt: skip
    assert link_articles([]) == []
    assert link_province("") == "../articles/index.html"


def test_cells_of_a_table_lead_where_they_have_a_link(shown):
    table = pd.DataFrame({"term": ["<b>", "乙", "丙"], "n": [1, 2, 3]})
    show_table(
        table, "Terms.", name="t", rows=2, links={"term": ["../terms/x.html?a&b", "", "../terms/z.html"]}
    )
    assert '<a href="../terms/x.html?a&amp;b">&lt;b&gt;</a></td>' in shown[0]
    assert ">乙</td>" in shown[0]
    assert "z.html" not in shown[0], "a row that is not on the page"
    show_table(table.head(0), "None.", name="t", links={"term": []})
    assert "<a " not in shown[1]


@pytest.mark.parametrize(
    ("links", "words"),
    [
        ({"term": ["../terms/x.html"]}, "1 links for 2 rows"),
        ({"word": ["", ""]}, "no column word"),
        ({"term": ["https://example.org", ""]}, "no address within the book"),
        ({"term": ["", "javascript:alert(1)"]}, "no address within the book"),
    ],
)
def test_a_table_refuses_links_that_do_not_fit(links, words):
    with pytest.raises(UserError, match=words):
        show_table(pd.DataFrame({"term": ["甲", "乙"]}), "Terms.", name="t", links=links)


SENTENCE = {
    "entry": "1", "term": "支援", "sentence": "江西支援湖北。", "at": 2, "surface": "支援", "article_id": "a1", "start": 40,
    "sentence_start": 40, "province": "江西", "title": "标题", "outlet": None, "published": pd.NaT,
    "published_precision": None, "quoted": True, "date_from": pd.Timestamp("2020-02-03"),
    "date_to": pd.Timestamp("2020-02-03"), "confidence": "high", "rule": "",
}  # fmt: skip


def test_a_sentence_leads_to_its_place_in_the_article_and_a_term_to_its_page(shown):
    show_sentences(
        pd.DataFrame([SENTENCE]).drop(columns="sentence_start"),
        "Behind it.",
        catalogue()["keyness"],
        name="s",
    )
    assert '<a href="../terms/支援.html"><b lang="zh">支援</b></a>' in shown[0]
    assert re.search(r'<a href="\.\./articles/a1\.html#at-40"><cite[^>]*>标题</cite></a>', shown[0])
    show_days(
        pd.DataFrame([SENTENCE | {"start": 42, "entry": "2020-02-03"}]),
        "What was said.",
        catalogue()["lanes"],
        name="d",
    )
    assert re.search(r'<a href="\.\./articles/a1\.html#at-40"><cite[^>]*>标题</cite></a>', shown[1])
    show_sentences(
        pd.DataFrame([SENTENCE | {"title": None}]).drop(columns="start"),
        "Behind it.",
        catalogue()["keyness"],
        name="s",
    )
    assert '<a href="../articles/a1.html#at-40">a1</a>' in shown[2]


def test_passages_and_leading_terms_of_a_topic_lead_on(shown):
    terms = pd.DataFrame({"topic": 1, "term": [f"词{i}" for i in range(60)]})
    show_topics(
        TOPICS,
        terms,
        pd.DataFrame([SENTENCE | {"topic": 1, "text": "江西支援湖北。"}]),
        "Cards.",
        catalogue()["topic_cards"],
        name="c",
    )
    assert '<a href="../articles/a1.html#at-40">' in shown[0]
    assert shown[0].count('href="../terms/') == 50
    assert f'<a href="{link_terms(["词0"])[0]}" lang="zh">词0</a>' in shown[0]
    assert '<span lang="zh">词50</span>' in shown[0]


def test_copies_and_articles_of_a_document_are_named_with_their_page(shown):
    stretch = {"family": "a1", "article_id": "a2", "kind": "same"}
    stretch |= {
        f"{side}_{what}": n
        for side in ("canonical", "copy")
        for what, n in (("paragraph", 1), ("start", 0), ("end", 4))
    }
    texts = {"a1": "标题\n一。", "a2": "\n一。"}
    show_copies(
        pd.DataFrame([stretch]), texts, dict.fromkeys(texts, "x"), "Copies.", catalogue()["copies"], name="c"
    )
    assert '<a href="../articles/a1.html" lang="zh">标题</a>' in shown[0]
    assert '<a href="../articles/a2.html" lang="zh">a2</a>' in shown[0]
    spans = pd.DataFrame([{"kind": "body", "rule": "r", "article_id": "d-02", "start": 0, "end": 2}])
    show_document(spans, "一。", "A file.", catalogue()["document"], name="f")
    assert '<a href="../articles/d-02.html">article 2</a>' in shown[1]


def test_a_verdict_has_the_anchor_to_which_its_cells_lead(shown):
    row = {"finding_id": "03-江西", "chapter": "03_provinces", "sentence": "s", "robustness": "holds", "verdict": "v",
           "whys": ["w1", "w2"], "without": ["", "a1"]}  # fmt: skip
    show_verdicts(pd.DataFrame([row]), "Verdicts.", name="v")
    (address,) = set(leads(plot_sensitivity(pd.DataFrame([CELL]), catalogue()["sensitivity_figure"])))
    assert f'id="{address.removeprefix("#")}"' in shown[0]
    assert re.findall('href="([^"]*)">([^<]*)<', shown[0]) == [
        ("../notebooks/03_provinces.html", "s"), ("../articles/a1.html", "w2"),
    ]  # fmt: skip


def test_a_mark_of_one_article_leads_to_it_and_one_of_several_to_the_province():
    table = pd.DataFrame(
        {"province": ["江西", "湖北", ""], "period": pd.Timestamp("2020-02-03"), "n_articles": [1, 2, 2], "by": "day",
         "published_precision": "day", "episode": "2020", "article_id": ["a1", None, None]}
    )  # fmt: skip
    drawing = plot_publications(table, catalogue()["lanes"])
    assert drawing is not None
    assert re.findall('<a href="([^"]*)"', drawing.markup) == [
        "../articles/a1.html",
        f"{HOME}湖北",
        "../articles/index.html",
    ]
    without = plot_publications(table.drop(columns="article_id"), catalogue()["lanes"])
    assert without is not None
    assert f'href="{HOME}江西"' in without.markup


def test_a_tile_leads_to_the_articles_issued_there_and_tells_itself():
    table = pd.DataFrame({"province": ["江西", "湖北", "北京"], "n": [0, 3, 2], "n_documents": [1, 2, 0]})
    drawing = plot_tiles(table, "n", "articles", "no documents")
    assert drawing is not None
    tiles = re.findall(
        r'<(a|div)( href="[^"]*"| role="img") class="fangzhi-tile[^"]*" title="([^"]*)" aria-label="([^"]*)"',
        drawing.markup,
    )
    assert len(tiles) == 34
    assert all(title == label for *_, title, label in tiles)
    assert sorted(link for tag, link, *_ in tiles if tag == "a") == sorted(
        f' href="{HOME}{name}"' for name in ("江西", "湖北")
    )
    places = [
        tuple(map(int, place)) for place in re.findall(r"grid-row:(\d+);grid-column:(\d+)", drawing.markup)
    ]
    assert places == sorted(places), "they are read row by row"
