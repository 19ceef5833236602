"""The pages behind the claims: what is written for links of rendered pages, from tiny corpora."""

import csv
import dataclasses
import re
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import unquote

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers import open_corpus
from helpers.addresses import link_article, link_document, link_term
from helpers.frequency import count_frequency
from helpers.quotable import find_quotable
from helpers.site import BookError
from helpers.site.evidence import write_evidence
from helpers.site.evidence.links import find_links, name_pages
from helpers.site.evidence.marks import Mark, mark_text, printable
from helpers.site.evidence.quotations import quote_marks
from helpers.site.shell import Shell

SHELL = Shell(
    "<html><title>fangzhi-title</title><body><article><!--fangzhi-body--></article></body></html>\n"
)
VOID = {"link", "br", "meta"}
NEWS = [
    ("南昌：疫情防控一线", "江西日报", "2020-02-03", "2月1日，南昌市召开疫情防控会议。会议要求做好防控。\n　　九江市也在防控。"),
    ("武汉：医院", "湖北日报", "2020-02-05", "武汉市的医院防控有力。2020年2月4日，黄冈收治病人。𠮷田医生说：防控要紧。"),
    ("郑州：社区", "河南日报", "2020-02-07", "郑州市社区网格员坚守。群众说，这里的防控最细致。"),
    ("<script>alert(1)</script>{{ 7*7 }} $x$ </textarea>" + "长" * 300, "湖北日报", "", "<script>alert(2)</script> </textarea> {{ 7*7 }} $x$ **粗** &amp; 武汉防控。\x1b[31m"),
]  # fmt: skip

TWO = """标题：甲县推进复工
来源：甲县融媒体中心
时间：2020-02-20
正文：
全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全，防控到位。
连日来，党员干部冲锋在前，志愿者主动请战，汇聚起同心抗疫的强大合力。

标题：乙市保障供应
来源：乙市日报
时间：2020-02-21
正文：
下一步，当地将继续压实责任，统筹推进各项工作，确保群众生活平稳有序。
社区工作者走村入户，把防控政策讲到每家每户。
"""


class Tags(HTMLParser):
    """Reads a page: its text, the offset in it of each id, and whether its tags are balanced."""

    def __init__(self, content):
        super().__init__(convert_charrefs=True)
        self.text, self.ids, self.open, self.balanced = "", {}, [], True
        self.feed(content)
        self.close()
        self.balanced &= not self.open

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id":
                assert value not in self.ids, f"{value} twice"
                self.ids[value] = len(self.text)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.balanced &= bool(self.open) and self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FANGZHI_CACHE", str(tmp_path_factory.mktemp("cache")))
        folder = tmp_path_factory.mktemp("corpus")
        with (folder / "news.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(["title", "source", "date", "text"])
            writer.writerows(NEWS)
        (folder / "two.txt").write_text(TWO, encoding="utf-8")
        (folder / "corpus.toml").write_text("publish_text = true\n")
        corpus = open_corpus(folder)
        yield corpus


@pytest.fixture(scope="module")
def unpublished(corpus):
    tables = {name: corpus.table(name) for name in ("documents", "articles", "spans", "evidence", "place_mentions",
              "date_mentions", "term_counts", "article_totals")}  # fmt: skip
    settings = dataclasses.replace(corpus.settings, publish_text=False)
    return type(corpus)(corpus.folder, settings, corpus.location, tables)


def article_of(corpus, title):
    rows = corpus.articles[corpus.articles["title"].fillna("").str.startswith(title)]
    assert len(rows) == 1
    return rows.iloc[0]


def make_site(html, *links, page="notebooks/01_first.html", heading="First"):
    (html / page).parent.mkdir(parents=True, exist_ok=True)
    anchors = "".join(f'<p id="p{n}"><a href="{link}">x</a></p>' for n, link in enumerate(links))
    (html / page).write_text(
        f'<body><article><h1>{heading}<a class="headerlink" href="#top">#</a></h1>{anchors}</article></body>',
        encoding="utf-8",
    )
    return html


def read(path):
    return path.read_text(encoding="utf-8")


def printed(path):
    """The text of an article's page, as the reader sees it."""
    found = re.search(r'<div class="fangzhi-printed" lang="zh">\n(.*?)\n</div>', read(path), re.DOTALL)
    return Tags(found[1]).text


def test_links_are_found_as_browsers_read_them(tmp_path):
    make_site(
        tmp_path,
        "../articles/a-01.html#at-3", "../articles/a-01.html", "../terms/%E9%98%B2%E6%8E%A7.html", "../terms/防控.html",
        "../articles/index.html#document-d1", "https://example.org/articles/b-01.html", "#articles/", "../other/c.html",
        heading="A &amp; <em>B</em>",
    )  # fmt: skip
    make_site(tmp_path, "articles/b-01.html", page="search.html")
    make_site(tmp_path, "../articles/z-01.html", page="articles/old.html")
    make_site(tmp_path, "../articles/a-01.html", page="explorer/articles.html")
    make_site(tmp_path, page="book/explorer.html", heading="Explorer")
    links = find_links(tmp_path)
    first = ("notebooks/01_first.html", "A & B")
    explorer = ("book/explorer.html", "Explorer", "")
    assert links.articles == {
        "a-01": [(3, (*first, "p0")), (None, (*first, "p1")), (None, explorer)],
        "b-01": [(None, ("search.html", "First", "p0"))],
    }
    assert links.terms == {"防控": [(*first, "p2"), (*first, "p3")]}
    assert links.documents == {"d1"}
    assert name_pages(place for _, place in links.articles["a-01"]) == [((*first, "p0"), 2), (explorer, 1)]


def test_every_article_has_its_text_its_facts_and_its_neighbours(corpus, tmp_path):
    write_evidence(make_site(tmp_path, link_article(article_of(corpus, "武汉")["article_id"])), corpus, SHELL)
    for article in corpus.articles.to_dict("records"):
        page = tmp_path / "articles" / f"{article['article_id']}.html"
        assert printed(page) == printable(article["text"])
        assert Tags(read(page)).balanced
    page = read(tmp_path / "articles" / f"{article_of(corpus, '武汉')['article_id']}.html")
    assert '<h1 lang="zh">武汉：医院</h1>' in page
    for told in ("湖北 (Hubei)", "湖北日报", "2020-02-05", "from a column of the file", "news.csv", "record 2",
                 '<a href="../notebooks/01_first.html#p0">First</a>'):  # fmt: skip
        assert told in page
    first, second = corpus.articles[corpus.articles["doc_id"].duplicated(keep=False)]["article_id"]
    assert f'rel="next" href="../articles/{second}.html"' in read(tmp_path / "articles" / f"{first}.html")
    assert f'rel="prev" href="../articles/{first}.html"' in read(tmp_path / "articles" / f"{second}.html")


def test_marks_tell_what_dates_and_places_were_read_as(corpus, tmp_path):
    write_evidence(make_site(tmp_path), corpus, SHELL)
    article = article_of(corpus, "南昌")
    page = read(tmp_path / "articles" / f"{article['article_id']}.html")
    told = {words: unescape(told) for told, words in re.findall(r'data-told="([^"]*)">([^<]*)</mark>', page)}
    assert told["2月1日"].startswith("2020-02-01. Read by the rule “day; year nearest to publication”.")
    assert told["南昌市"] == "江西 (Jiangxi), 南昌"
    assert set(told) == {
        *corpus.date_mentions.loc[corpus.date_mentions["article_id"] == article["article_id"], "surface"],
        *corpus.place_mentions.loc[corpus.place_mentions["article_id"] == article["article_id"], "surface"],
    }


def test_what_a_corpus_holds_is_shown_as_text(corpus, tmp_path):
    article = article_of(corpus, "<script>")
    links = [link_article(article["article_id"], article["text"].index("武汉")), link_term("防控")]
    write_evidence(make_site(tmp_path, *links), corpus, SHELL)
    for path in tmp_path.rglob("*.html"):
        content = read(path)
        assert "<script" not in content
        assert "</textarea>" not in content
        assert "\x1b" not in content
    page = read(tmp_path / "articles" / f"{article['article_id']}.html")
    assert "{{ 7*7 }} $x$ **粗** &amp;" in page
    assert len(re.search("<title>(.*)</title>", page)[1]) < 100
    assert "长" * 300 in page


def test_an_anchor_stands_exactly_where_the_link_leads(corpus, tmp_path):
    article = article_of(corpus, "武汉")
    text = article["text"]
    offsets = [0, text.index("田医生"), text.index("2020年") + 2, len(text)]
    links = [link_article(article["article_id"], at) for at in offsets]
    write_evidence(make_site(tmp_path, *links), corpus, SHELL)
    content = read(tmp_path / "articles" / f"{article['article_id']}.html")
    page = Tags(content)
    start = page.text.index(text)
    assert {name: at - start for name, at in page.ids.items() if name.startswith("at-")} == {
        f"at-{at}": at for at in offsets
    }
    sentence = re.search(
        '<span class="fangzhi-sentence">((?:(?!fangzhi-sentence).)*at-2[0-9].*?)</p>', content
    )
    assert "𠮷" in Tags(sentence[1]).text


def test_without_leave_to_publish_only_what_may_be_quoted_is_shown(unpublished, tmp_path):
    links = [
        link_article(article_id, match.start())
        for article_id, text in unpublished.articles[["article_id", "text"]].itertuples(index=False)
        for match in re.finditer(r"[^。\n]+", text)
    ]
    write_evidence(make_site(tmp_path, *links), unpublished, SHELL)
    written = "".join(map(read, (tmp_path / "articles").iterdir()))
    told = 0
    for text in unpublished.articles["text"]:
        for match in re.finditer(r"[^。\n]{6,}。", text):
            shown = escape(match[0], quote=False) in written
            told += shown
            assert shown == bool(find_quotable(text, *match.span())), match[0]
    assert told >= 2
    article = article_of(unpublished, "武汉")
    at = article["text"].index("2020年2月4日")
    page = read(tmp_path / "articles" / f"{article['article_id']}.html")
    assert f'<span id="at-{at}"></span>' in page
    assert re.search('<a href="../notebooks/01_first.html#p[0-9]+">First</a>', page)


def test_many_links_do_not_add_up_to_the_text(unpublished, tmp_path):
    links = [link_term(term) for term in unpublished.term_counts["term"].unique()]
    for article_id, text in unpublished.articles[["article_id", "text"]].itertuples(index=False):
        links += [link_article(article_id, at) for at in range(0, len(text), 5)]
    write_evidence(make_site(tmp_path, *links), unpublished, SHELL)
    written = [read(path) for path in [*(tmp_path / "articles").iterdir(), *(tmp_path / "terms").iterdir()]]
    quoted = [piece.strip("…") for page in written for block in re.findall("<blockquote.*?</blockquote>", page, re.DOTALL)
              for piece in [Tags(m).text for m in re.findall(r'<p lang="zh">(.*?)</p>', block)]]  # fmt: skip
    assert quoted
    for text in map(printable, unpublished.articles["text"]):
        shown = {
            i
            for piece in quoted
            if piece in text
            for i in range(text.index(piece), text.index(piece) + len(piece))
        }
        assert len(shown) <= max(len(text) / 4, min(60, len(text) / 2))
    for article_id, text in unpublished.articles[["article_id", "text"]].itertuples(index=False):
        page = read(tmp_path / "articles" / f"{article_id}.html")
        assert all(page.count(f'id="at-{at}"') == 1 for at in range(0, len(text), 5)), (
            "quoted or not, every link arrives"
        )
        assert page.count('<ul class="fangzhi-unquoted">') <= 1
    assert any('<ul class="fangzhi-unquoted">' in page for page in written)


def test_a_quotation_is_cut_around_the_words():
    text = "一" * 100 + "防控" + "二" * 100 + "。"
    quotation = quote_marks(text, [(100, 102)], whole=True)
    assert quotation.pieces == [("…", False), ("一" * 59, False), ("防控", True), ("二" * 59 + "…", False)]


def test_without_leave_to_publish_the_piece_is_quoted_that_may_be_shown():
    text = "".join(f"{c}地防控到位，" for c in "甲乙丙丁戊己庚辛") + "各地都防控。"
    marks = [(match.start(), match.end()) for match in re.finditer("防控", text)]
    quotation = quote_marks(text, marks, whole=False)
    shown = [mark for mark in marks if find_quotable(text, *mark)]
    assert 0 < len(shown) < len(marks)
    assert quotation.at == shown[0][0]
    assert "".join(piece for piece, _ in quotation.pieces).strip("…") in text
    assert quote_marks(text, [mark for mark in marks if mark not in shown], whole=False) is None


def test_a_term_has_its_numbers_and_sentences_of_each_province(corpus, tmp_path):
    write_evidence(make_site(tmp_path, link_term("防控")), corpus, SHELL)
    page = read(tmp_path / "terms" / "防控.html")
    counted = corpus.where().counted
    frequency = count_frequency(counted.term_counts, counted.article_totals, counted.articles)
    (row,) = frequency[frequency["term"] == "防控"].to_dict("records")
    assert f"{row['n']} times in {row['n_articles']} articles" in page
    assert "fángkòng" in page
    assert Tags(page).balanced
    assert '<a href="../notebooks/01_first.html#p0">First</a>' in page
    lines = re.findall(
        r'<blockquote>\s*<p lang="zh">(.*?)</p>\s*<p[^>]*><a href="(.*?)"><span lang="zh">(.*?)</span>', page
    )
    first = {province for _, _, province in lines[:4]}
    assert first >= {"江西", "河南", "湖北"}, "each province in turn, and the articles without one"
    assert len({Tags(sentence).text for sentence, _, _ in lines}) == len(lines)
    for sentence, link, _ in lines:
        path, _, anchor = link.partition("#")
        target = Tags(read(tmp_path / "terms" / path))
        assert target.text.startswith("防控", target.ids[anchor]), sentence
        assert "<mark>防控</mark>" in sentence
        assert '<a href="../terms/防控.html" lang="zh">防控</a>' in read(tmp_path / "terms" / path)


def test_a_term_that_was_not_counted_is_searched_for(corpus, tmp_path):
    assert "收治病" not in set(corpus.term_counts["term"])
    write_evidence(make_site(tmp_path, link_term("收治病")), corpus, SHELL)
    assert "1 time in 1 article, found as characters" in read(tmp_path / "terms" / "收治病.html")


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("../articles/nothing-01.html", r"01_first\.html links to articles/nothing-01\.html"),
        (link_term("无此词"), r"01_first\.html links to terms/无此词\.html"),
        (link_term("no such"), r"01_first\.html links to terms/[0-9a-f]{16}\.html"),
        ("../articles/{first}.html#at-9999", r"01_first\.html links to articles/.*#at-9999"),
        ("../articles/{first}.html#middle", r"01_first\.html links to articles/.*#middle"),
    ],
)  # fmt: skip
def test_a_link_to_what_the_corpus_lacks_is_a_fault(corpus, tmp_path, link, fault):
    first = corpus.articles["article_id"].iloc[0]
    with pytest.raises(BookError, match=fault):
        write_evidence(make_site(tmp_path, link.format(first=first)), corpus, SHELL)


def test_above_the_limit_only_linked_articles_have_pages(corpus, tmp_path):
    article = article_of(corpus, "武汉")
    together = corpus.articles[corpus.articles["doc_id"].duplicated()].iloc[0]
    links = [link_article(article["article_id"]), link_document(together["doc_id"])]
    write_evidence(make_site(tmp_path, *links), corpus, SHELL, most=3)
    names = {path.stem for path in (tmp_path / "articles").iterdir()}
    assert names == {article["article_id"], "index"}
    listed = read(tmp_path / "articles" / "index.html")
    assert f"{len(corpus.articles) - 1} more are in the table" in listed
    assert f'id="document-{together["doc_id"]}"' in listed
    assert "2 articles, of which 0 are listed here" in listed


def test_the_list_has_every_article_by_province_and_document(corpus, tmp_path):
    write_evidence(make_site(tmp_path), corpus, SHELL)
    listed = read(tmp_path / "articles" / "index.html")
    page = Tags(listed)
    assert page.balanced
    assert "fangzhi-sortable" in listed
    rows = re.findall(r'<tr(?: id="([^"]*)")?><td[^>]*><a href="../articles/(.*?)\.html">', listed)
    assert sorted(article_id for _, article_id in rows) == sorted(corpus.articles["article_id"])
    provinces = corpus.articles.set_index("article_id")["province"]
    for anchor, article_id in rows:
        if anchor:
            province = provinces[article_id]
            assert anchor == f"province-{'none' if pd.isna(province) else province}"
            assert f'href="index.html#{anchor}"' in unquote(listed)
    assert {anchor for anchor, _ in rows if anchor} == {
        f"province-{name}" for name in provinces.fillna("none").unique()
    }
    together = corpus.articles[corpus.articles["doc_id"].duplicated()].iloc[0]
    assert f"document-{together['doc_id']}" in page.ids


def test_a_long_list_goes_on_over_pages(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.site.evidence.listing._ROWS", 2)
    write_evidence(make_site(tmp_path), corpus, SHELL)
    pages = sorted((tmp_path / "articles").glob("list-*.html"))
    assert [page.name for page in pages] == ["list-2.html", "list-3.html"]
    first = Tags(read(tmp_path / "articles" / "index.html"))
    assert {name for name in first.ids if name.startswith("province-")} == {
        f"province-{name}" for name in corpus.articles["province"].fillna("none").unique()
    }
    assert sum(read(page).count("<tr") - 1 for page in [*pages, tmp_path / "articles" / "index.html"]) == len(
        corpus.articles
    )


def test_pages_of_an_earlier_build_are_gone_and_the_same_corpus_gives_the_same_bytes(corpus, tmp_path):
    links = [link_term("防控"), link_term("武汉")]
    for name in ("a", "b"):
        make_site(tmp_path / name, *links)
        (tmp_path / name / "articles").mkdir()
        (tmp_path / name / "articles" / f"old-{name}.html").write_text("old")
        write_evidence(tmp_path / name, corpus, SHELL)
    contents = [
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.html")}
        for name in ("a", "b")
    ]
    assert contents[0] == contents[1]


def test_an_article_without_headline_or_text_has_a_page(unpublished, corpus, tmp_path):
    articles = corpus.articles.head(1).assign(title=pd.Series([None], dtype="str"), text="", n_chars=0)
    tables = {name: unpublished.table(name).iloc[:0] for name in unpublished._tables}
    tables |= {"articles": articles.astype({"n_chars": "Int64"}), "documents": corpus.documents}
    bare = type(corpus)(corpus.folder, corpus.settings, corpus.location, tables)
    write_evidence(make_site(tmp_path), bare, SHELL)
    page = read(tmp_path / "articles" / f"{articles['article_id'].iloc[0]}.html")
    assert re.search("<h1[^>]*>news.csv, record 1</h1>", page)
    assert "no headline was found" in page
    assert "Nothing but a headline came with this article." in page


PLAIN = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\n。；”　<&\"'防控𠮷"), max_size=60
)


@st.composite
def marked(draw):
    text = draw(PLAIN)
    offsets = st.integers(0, len(text))
    marks = [
        Mark(
            *sorted((draw(offsets), draw(offsets))),
            draw(st.sampled_from(["date", "place"])),
            draw(st.text(max_size=5)),
        )
        for _ in range(draw(st.integers(0, 6)))
    ]
    return text, marks, draw(st.lists(offsets, max_size=5))


@given(marked())
@example(("0\n", [Mark(0, 2, "date", "")], []))
def test_marked_text_without_its_tags_is_the_text(drawn):
    text, marks, anchors = drawn
    page = Tags(mark_text(text, marks, anchors))
    assert page.text == text
    assert page.balanced
    assert page.ids == {f"at-{at}": at for at in anchors}


@given(marked())
def test_all_that_is_marked_is_marked_and_nothing_else(drawn):
    text, marks, anchors = drawn
    content = mark_text(text, marks, anchors)
    shown = []
    inside = False
    for piece in re.findall("<[^>]*>|[^<]+", content):
        if piece.startswith("<"):
            inside = piece.startswith("<mark") or (inside and piece != "</mark>")
        else:
            shown += [inside] * len(unescape(piece))
    covered = [any(mark.start <= i < mark.end for mark in marks) for i in range(len(text))]
    assert [inside for inside, character in zip(shown, text, strict=True) if character != "\n"] == [
        inside for inside, character in zip(covered, text, strict=True) if character != "\n"
    ]


def test_control_characters_are_shown_by_their_pictures_and_keep_their_place():
    page = Tags(mark_text("甲\x00\x1b乙", [], [3]))
    assert page.text == "甲␀␛乙"
    assert page.ids == {"at-3": 3}


def test_overlapping_mentions_each_tell_what_covers_them():
    marks = [Mark(0, 4, "date", "a day"), Mark(2, 6, "place", "a town"), Mark(2, 6, "place", "a county")]
    assert mark_text("一二三四五六七", marks) == (
        '<p><mark class="fangzhi-date" tabindex="0" data-told="a day">一二</mark>'
        '<mark class="fangzhi-date fangzhi-place" tabindex="0" data-told="a day; a county; a town">三四</mark>'
        '<mark class="fangzhi-place" tabindex="0" data-told="a county; a town">五六</mark>七</p>'
    )
