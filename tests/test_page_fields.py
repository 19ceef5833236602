"""What pages say of themselves in their heads."""

import pytest
from growth import grows_evenly
from hypothesis import given
from hypothesis import strategies as st

from helpers.articles.page_fields import page_fields

PAIRS = [
    ('<meta name="ArticleTitle" content="甲县推进复工">', "title", "articletitle", "甲县推进复工"),
    ("<meta content='甲县 &amp; 乙县' property='og:title' />", "title", "og:title", "甲县 & 乙县"),
    ("<title>甲县推进复工_某某网</title>", "title", "title", "甲县推进复工_某某网"),
    ("<META NAME=PubDate CONTENT=2020-02-03>", "published", "pubdate", "2020-02-03"),
    ('<meta name="publishdate" content="2020-02-03 10:00"/>', "published", "publishdate", "2020-02-03 10:00"),
    (
        '<meta property="article:published_time" content="2020-02-03T10:00:00+08:00">',
        "published",
        "article:published_time",
        "2020-02-03T10:00:00+08:00",
    ),
    ('<meta name="ContentSource" content="甲县日报">', "outlet", "contentsource", "甲县日报"),
    ('<meta name="SiteName" content="甲县人民政府">', "outlet", "sitename", "甲县人民政府"),
    (
        '<link rel="canonical" href="http://example.org/1.html">',
        "url",
        "canonical",
        "http://example.org/1.html",
    ),
    (
        "<!-- saved from url=(0042)http://example.org/2.html -->",
        "url",
        "saved-from",
        "http://example.org/2.html",
    ),
    (
        '<script type="application/ld+json">{"headline": "\\u7532县复工", "pubDate": "2020-02-03"}</script>',
        "title",
        "json-ld",
        "甲县复工",
    ),
    (
        '<script type="application/ld+json">{"publisher": {"@type": "Organization", "name": "甲县网"}}</script>',
        "outlet",
        "json-ld",
        "甲县网",
    ),
    ('<meta name="author" content="甲县教育局">', "author", "author", "甲县教育局"),
    (
        '<meta name="description" content="a>b" ,坏了" /><meta name="source" content="乙网">',
        "outlet",
        "source",
        "乙网",
    ),
]


@pytest.mark.parametrize(("page", "field", "source", "text"), PAIRS)
def test_statement_is_found_where_it_stands(page, field, source, text):
    found = [f for f in page_fields(page) if f.field == field]
    assert [(f.source, f.text) for f in found] == [(source, text)]
    assert text[-3:] in page[found[0].start : found[0].end]


def test_most_trustworthy_comes_first():
    page = "<title>复工_网</title><meta property='og:title' content='复工'><meta name='ArticleTitle' content='甲县复工'>"
    assert [f.text for f in page_fields(page)] == ["甲县复工", "复工", "复工_网"]


def test_a_picture_has_no_say():
    page = "<title>甲县复工</title><svg><title>图标</title></svg>"
    assert [f.text for f in page_fields(page)] == ["甲县复工"]


@pytest.mark.parametrize("value", ["", " ", "null", "{{title}}", "${title}", "——", "长" * 501])
def test_empty_statements_are_none(value):
    assert page_fields(f'<meta name="ArticleTitle" content="{value}">') == []


@given(st.text(alphabet="<>\"'=/ametilnkscrpdj+o:-!(){}\\ 甲年2", max_size=300))
def test_any_text_is_read_and_offsets_hold(text):
    for field in page_fields("<meta name=date content=" + text + ">" + text):
        assert 0 <= field.start <= field.end
        assert field.text


@pytest.mark.parametrize(
    "unit",
    [
        "<meta ",
        '<meta content="',
        "<title>",
        '<script type="application/ld+json">{',
        "<link rel='",
        "<!-- saved",
    ],
)
def test_time_grows_with_length(unit):
    evenly, times = grows_evenly(lambda n: page_fields(unit * (n // len(unit))), 250_000)
    assert evenly, times
