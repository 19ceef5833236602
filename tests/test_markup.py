"""HTML as it is met: unclosed, misnested, hidden, exported from Word; every line as a reader sees it."""

import html
from itertools import pairwise

import pytest
from growth import grows_evenly
from hypothesis import example, given
from hypothesis import strategies as st

from helpers.articles.escaped_tags import unescape_tags
from helpers.articles.markup import BLANK, Line, read_lines

P = "全市各级各部门迅速行动。"
Q = "党员干部冲锋在前。"

PAIRS = [
    ("unclosed paragraphs", f"<p>{P}<p>{Q}", [P, Q]),
    ("unclosed cells", "<table><tr><td>甲<td>乙<tr><td>丙<td>丁</table>", ["甲\t乙", "丙\t丁"]),
    ("breaks", f"<td>　　{P}<br><br>&nbsp;&nbsp;{Q}</td>", [P, Q]),
    ("misnested", f"<b><p>{P}</b></p><i>{Q}</i>", [P, Q]),
    ("a stray end closes nothing", f"<table><tr><td></div><p>{P}</p></td></tr></table>", [P]),
    ("entities without a semicolon", "<p>甲&nbsp乙&amp丙&#20013国", ["甲\xa0乙&丙中国"]),
    ("zero width", "<p>全\u200b市\ufeff各&#8203;级</p>", ["全市各级"]),
    ("brackets in an attribute", f'<p title="<b>粗</b>">{P}</p><img alt="a>b">', [P]),
    ("an unclosed quote", f'<a href="x>{P}</a><p class="y">{Q}</p>', [P, Q]),
    (
        "word export",
        f"<!--[if gte mso 9]><xml>甲</xml><![endif]--><p class=MsoNormal>{P}<o:p></o:p></p>",
        [P],
    ),
    ("revealed condition", f"<![if !IE]><p>{P}</p><![endif]>", [P]),
    ("processing instruction", f'<p>全市<?xml:namespace prefix = o ns = "urn:x" />{P}', ["全市" + P]),
    ("cdata", f"<![CDATA[<p>{P}</p>]]>", [P]),
    ("comment without end", f"<p>{P}</p><!-- 页脚 ><p>{Q}</p>", [P, Q]),
    ("empty comment", f"<!--><p>{P}</p><!-- x -->", [P]),
    ("pre", f"<pre>{P}\n{Q}</pre>", [P, Q]),
    ("definition list", "<dl><dt>问<dd>答<dt>又问<dd>又答</dl>", ["问", "答", "又问", "又答"]),
    ("code", f"<script>if(a<b)document.write('<p>甲</p>')</script><style>p{{}}</style><p>{P}</p>", [P]),
    ("code without end", f"<p>{P}</p><script>var a='甲';", [P]),
    ("frame without end", f"<iframe src=x><p>{P}</p>", [P]),
    ("frame with another's end", f"<iframe src=x><p>{P}</p><iframe src=y>甲</iframe>", [P]),
    ("frame closing itself", f"<iframe src=x /><p>{P}</p><iframe>甲</iframe>", [P]),
    ("choices", f"<select><option>甲<option>乙</select><p>{P}</p>", [P]),
    (
        "not shown",
        f"<noscript>甲</noscript><template><p>乙</p></template><textarea>丙</textarea><p>{P}</p>",
        [P],
    ),
    ("ruby", "<p><ruby>方<rp>(</rp><rt>fāng</rt><rp>)</rp>志<rt>zhì</ruby>二字</p>", ["方志二字"]),
    ("hidden inside a line", '<p>全市<span style="display:none">偷</span>行动</p>', ["全市行动"]),
    ("hidden block", f'<div style="DISPLAY: none"><p>甲</p></div><p hidden>乙</p><p>{P}</p>', [P]),
    ("not hidden", f'<p style="overflow:hidden" class="hidden-xs">{P}</p>', [P]),
    ("layout table", f"<table><tr><td>栏目</td><td><p>{P}</p><p>{Q}</p></td></tr></table>", ["栏目", P, Q]),
    (
        "data table",
        f"<p>{P}</p><table><tr><th>地区<th>例数</tr><tr><td><p>甲县</p></td><td>12</td></tr></table>{Q}",
        [P, "地区\t例数", "甲县\t12", Q],
    ),
]


def shown(lines: list[Line]) -> list[str]:
    return [line.text for line in lines if not line.hidden]


@pytest.mark.parametrize(
    "shell", ["{}", "<!DOCTYPE html><html><body>{}</body></html>"], ids=["fragment", "page"]
)
@pytest.mark.parametrize(("name", "source", "lines"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_lines_are_what_a_reader_sees(name, source, lines, shell):
    page = shell.format(source) if name != "code without end" else shell.format("") + source
    assert shown(read_lines(page, "html")[0]) == lines


def test_hidden_text_is_a_line_of_its_own():
    lines, _ = read_lines('<html><p>全市<span style="display:none">偷</span>行动</p>', "html")
    assert [(line.text, line.hidden) for line in lines] == [("全市行动", False), ("偷", True)]


def test_a_line_knows_its_blocks():
    lines, _ = read_lines('<html><body><div id="A" class="Main b"><ul><li>甲</li></ul></div>乙', "html")
    chain, block = [], lines[0].block
    while block is not None:
        chain.append((block.tag, block.names))
        block = block.parent
    assert chain == [("li", ""), ("ul", ""), ("div", "a main b"), ("body", ""), ("html", ""), ("page", "")]
    assert lines[1].block.tag == "body"
    assert read_lines("<div>甲</div>", "html")[0][0].block is None


def test_a_link_that_nothing_closes_ends():
    lines, _ = read_lines(
        f"<td><a href=/x>甲<br><a name=y>{P}<br><a href=/z>{P * 30}<br>{P}<br>{Q}</td>", "html"
    )
    assert [line.linked > 0.6 for line in lines] == [True, False, True, False, False]


def test_anchors_without_address_are_no_links():
    lines, _ = read_lines("<p><a name=top>甲乙丙<p><a id=x href=/>丁</a><p><a onclick='go()'>戊</a>", "html")
    assert [line.linked for line in lines] == [0.0, 1.0, 1.0]


def escaped(source):
    return html.escape(source).replace("\n", "\n\n")


def test_tags_that_were_escaped_are_tags():
    page = f'甲\n<p style="text-indent:2em">{P}&nbsp;&ldquo;乙&rdquo;</p><p>{Q}</p><br/><img src="http://a.cn/W020200203.jpg">'
    lines, images = read_lines(escaped(page), "html")
    assert [line.text for line in lines] == ["甲", f"{P}\xa0“乙”", Q]
    assert images == []
    for piece in (piece for line in lines for piece in line.pieces):
        words = escaped(page)[piece.start : piece.end]
        assert words == piece.text or html.unescape(html.unescape(words)) == piece.text


@pytest.mark.parametrize(
    "source",
    [
        f"<p>{P}</p><p>写作&lt;p&gt;和&lt;/p&gt;。</p><p>又如&lt;br&gt;。</p>",
        f"<p>{P}</p><p>若3&lt;x且y&gt;5，则{Q}</p>",
        f"<p>{P}</p>&lt;b-x&gt;&lt;3&gt;&lt;江西日报&gt;&lt;乙&gt;",
    ],
)
def test_tags_that_a_page_speaks_of_are_text(source):
    assert unescape_tags(source) == source
    assert "<" in "".join(line.text for line in read_lines(source, "html")[0])


@given(
    st.lists(
        st.sampled_from(
            [
                "&lt;p&gt;",
                "&lt;/p ",
                "&lt;img src=&quot;a&quot;&gt;",
                "&amp;nbsp;",
                "&amp;ldquo;",
                "&amp;x;",
                "甲。",
                "&gt;",
                "\n",
                "&lt;td&gt;",
                "<b>",
            ]
        ),
        max_size=40,
    )
)
@example(["&lt;p&gt;", "&lt;p&gt;", "&lt;/p ", "甲。", "&gt;"])
def test_places_outside_of_escaped_tags_stay(parts):
    source = "".join(parts)
    plain = unescape_tags(source)
    assert len(plain) == len(source)
    assert [i for i, c in enumerate(plain) if c == "甲"] == [i for i, c in enumerate(source) if c == "甲"]


TOKENS = ["<table>", "</table>", "<tr>", "<td>", "<br>", "<p>", "</p>", "<span hidden>", "</span>", "甲。", "乙 ", "&nbsp;",
          "&amp;", "\n", "\u200b", "<rt>", "<pre>", "<a href=x>", "</a>", "<!-- 丙 -->", "<h2>"]  # fmt: skip


@given(st.lists(st.sampled_from(TOKENS), max_size=60))
def test_no_two_lines_share_a_character(tokens):
    for text in ("".join(tokens), "<html>" + "".join(tokens)):
        spans = sorted(
            (piece.start, piece.end) for line in read_lines(text, "html")[0] for piece in line.pieces
        )
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
        assert all(0 <= start < end <= len(text) for start, end in spans)


@given(st.text(alphabet="<>/\"'=&;!-[]\n pdivtabler甲。\u200b\xa0", max_size=200))
def test_pieces_stand_where_they_say(source):
    for text in (source, "<html>" + source):
        lines, _ = read_lines(text, "html")
        for piece in (piece for line in lines for piece in line.pieces):
            if piece.end - piece.start == len(piece.text) and piece.text.strip(BLANK):
                assert text[piece.start : piece.end] == piece.text or text[piece.start] == "&"


@pytest.mark.parametrize(
    "unit",
    ["<div class=x>", "&lt;p a=", "&lt;p&gt;甲", "<font>", "<a href=x>甲", "&nbsp;", "<table><tr><td>甲。", "<!--", "<![CDATA[", "<a ", '<a title="',
     "<select>", "<iframe src=x>", "</div>", "<div></span>", "<pre>甲\n", "<a " + "b=c " * 50, "<ruby>甲<rt>乙", "甲。"],
)  # fmt: skip
def test_time_grows_with_length(unit):
    evenly, times = grows_evenly(lambda n: read_lines("<html>" + unit * (n // len(unit)), "html"), 75_000)
    assert evenly, times
