"""The main text of whole pages, however they are laid out; what is beside it, and the rule that says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.articles.main_text import mark_furniture
from helpers.articles.markup import read_lines

P = "全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全。"
Q = "连日来，党员干部冲锋在前，志愿者主动请战，汇聚起同心抗疫的强大合力。"
R = "县疾控中心负责人介绍，目前全县医疗物资储备充足，能够满足一线需要。"
BESIDE = "外地旅游团今日抵达本市，游客们对沿途风光赞不绝口，表示还会再来。"
OTHER = "昨天的足球比赛吸引了上万名观众，主队在最后时刻攻入一球，赢得胜利。"
NAV = "".join(f"<a href=/{i}>{word}</a> " for i, word in enumerate(["首页", "新闻", "财经", "体育", "教育"]))
LIST = "".join(f"<li><a href=/n{i}>全省多地举行各类纪念活动</a></li>" for i in range(6))
NOTICE = "本站刊登的各种资料均来自网络，仅供参考，读者据此操作，风险自担，如有疑问请与管理员联系。" * 4

PAGES = [
    (
        "nested tables, breaks in one cell, a column of summaries",
        f"<table><tr><td>{NAV}</td></tr></table><table><tr><td width=180><table><tr><td>{BESIDE}<a href=/x>详细</a></td></tr>"
        f"<tr><td>{OTHER}<a href=/y>详细</a></td></tr></table></td><td><table><tr><td align=center><b>甲县推进复工</b></td></tr>"
        f"<tr><td>2005年7月18日</td></tr><tr><td><font id=zoom>　　{P}<br><br>　　{Q}<br><br>　　{R}</font></td></tr></table></td></tr></table>"
        f"<table><tr><td>{NOTICE}</td></tr></table>",
    ),
    (
        "unclosed paragraphs and cells",
        f"<table width=760><tr><td class=t14><table><tr><td>甲县推进复工<tr><td>2006年3月5日</table><p>{P}<p>{Q}<p>{R}"
        f"<td width=200><font>视点<p>{BESIDE}<p><a href=/z>又一条消息的标题</a><p>{OTHER}</table><p>{NOTICE}",
    ),
    (
        "comments longer than the article",
        f"<div>{NAV}</div><div class=a><h1>甲县推进复工</h1><div id=c><p>{P}</p><p>{Q}</p><p>{R}</p></div></div><div class=box>"
        + "".join(f"<div class=i><a href=/u>网友{i}</a><p>{BESIDE}{OTHER}</p><a href=#>回复</a></div>" for i in range(12))
        + "</div>",
    ),
    (
        "summaries below linked headlines",
        f"<div><h1>甲县推进复工</h1><div>{P}<br>{Q}<br>{R}</div></div><div>"
        + "".join(f"<h4><a href=/t>又一条消息的标题</a></h4><p>{BESIDE}</p>" for _ in range(6))
        + "</div>",
    ),
    (
        "sections, each in a block of its own",
        "<div class=art><h1>甲县推进复工</h1>"
        + "".join(f"<section class=s{i}><p>{x}</p><p>{x[::-1][1:]}。</p></section>" for i, x in enumerate((P, Q, R)))
        + f"</div><ul>{LIST}</ul>",
    ),
    (
        "paragraphs wrapped one by one",
        f"<div>{NAV}</div><div id=b><h1>甲县推进复工</h1>" + "".join(f"<table><tr><td>{x}</td></tr></table>" for x in (P, Q, R)) + "</div>",
    ),
    (
        "a short notice above a long declaration",
        f"<div>{NAV}</div><div><div class=tit>甲县推进复工</div><div>2016-05-06</div><div>{P}{Q}{R}</div></div><div><p>{NOTICE}</p></div>",
    ),
    (
        "furniture inside the body",
        f"<div id=content><h1>甲县推进复工</h1><p>{P}</p><div class=related-news><p>{BESIDE}</p></div><p>{Q}</p><ul>{LIST}</ul>"
        f"<p>{R}</p><div class=comment-list><p>{OTHER}</p></div></div>",
    ),
    (
        "a hidden copy and a hidden box",
        f"<div class=m style='display:none'><p>{P}</p><p>{Q}</p><p>{OTHER}</p></div><div class='content-right'><h1>甲县推进复工</h1>"
        f"<p>{P}</p><p>{Q}</p><p>{R}</p></div><div hidden><p>{BESIDE}</p></div>",
    ),
    (
        "shown by a script only",
        f"<h1>甲县推进复工</h1><div id=js_content style='visibility: hidden;'><section><p>{P}</p></section><p>{Q}</p><p>{R}</p></div>",
    ),
    (
        "a list longer than the paragraphs around it",
        f"<div>{NAV}</div><div class=e><h1>甲县推进复工</h1><p>{P}</p><ul><li>{Q}{R}</li><li>{R}{Q}</li></ul><p>{R}</p></div>",
    ),
    ("everything in the body", f"{NAV}<hr><h2>甲县推进复工</h2>{P}<br><br>{Q}<br>{R}<hr>相关链接：<br><a href=/x>另一条消息</a>"),
]  # fmt: skip


def marked(page: str) -> list[tuple[str, str]]:
    lines, _ = read_lines(page, "html")
    return list(zip([line.text for line in lines], mark_furniture(lines, [False] * len(lines)), strict=True))


@pytest.mark.parametrize(("name", "body"), PAGES, ids=[page[0] for page in PAGES])
def test_page_gives_its_article(name, body):
    page = f"<html><head><title>甲县推进复工_某某网</title></head><body>{body}</body></html>"
    kept = "\n".join(text for text, rule in marked(page) if not rule)
    assert all(words in kept for words in ("甲县推进复工", P, Q, R))
    assert not [
        words for words in (BESIDE, OTHER, NOTICE, "首页", "举行各类", "又一条", "另一条") if words in kept
    ]


def test_rules_say_why():
    rules = dict(
        marked(
            f"<html><title>甲县推进复工</title><body><div>{NAV}</div><div id=content><h1>甲县推进复工</h1><p>{P}</p><p>{Q}</p>"
            f"<figure><img src=1.jpg><figcaption>志愿者在登记</figcaption></figure><p><a href=/x>{R}</a></p>"
            f"<p><a href=/y>点此下载</a></p><div class=pinglun>好！</div><div class=share>微博</div></div>"
            f"<div>{OTHER}</div><footer>网站地图</footer><div style='display:none'>{BESIDE}</div></body></html>"
        )
    )
    expected = {P: "", Q: "", "志愿者在登记": "caption", "点此下载": "links", "好！": "comments", "微博": "region:named",
                OTHER: "outside-main-text", BESIDE: "hidden"}  # fmt: skip
    assert {text: rules[text] for text in expected} == expected


def test_short_lines_between_paragraphs_stay():
    short = ["一、统一认识", "“不后悔。”", "第二天", "来源可靠"]
    page = f"<html><body><div>{NAV}</div><div><h1>甲县推进复工</h1><p>{P}</p>" + "".join(
        f"<p>{line}</p>" for line in short) + f"<p>{Q}</p></div></body></html>"  # fmt: skip
    assert [text for text, rule in marked(page) if not rule] == ["甲县推进复工", P, *short, Q]


def test_what_heads_a_list_goes_with_it():
    page = f"<html><body><h1>甲县推进复工</h1><div><p>{P}</p><p>{Q}</p><p>本报记者 张三</p><p>今日推荐</p>{NAV}<ul>{LIST}</ul></div></body></html>"
    assert [text for text, rule in marked(page) if not rule] == ["甲县推进复工", P, Q, "本报记者 张三"]


def test_a_headline_printed_twice_is_one():
    page = f"<html><title>甲县推进复工_网</title><body><h1>甲县推进复工</h1><div><p>甲县推进复工</p><p>{P}</p><p>{Q}</p></div></body></html>"
    assert [rule for text, rule in marked(page) if text == "甲县推进复工"] == ["", "headline-again"]


def test_a_linked_outlet_does_not_cost_the_byline():
    page = f"<html><body><h1>甲县推进复工</h1><p>2008年2月26日 <a href=/x>某某晚报网络版</a></p><div><p>{P}</p><p>{Q}</p></div></body></html>"
    assert [rule for text, rule in marked(page) if text.startswith("2008年")] == [""]


def test_several_articles_on_a_page_stay_below_its_head():
    parts = "".join(f"<div class=art><h2>{title}</h2><p>{x}</p><p>{y}</p></div>"
                    for title, x, y in (("甲县推进复工", P, Q), ("乙县春耕", Q, R), ("丙县修路", R, P)))  # fmt: skip
    page = f"<html><body><div>某某日报 第2版 <a href=/p>上一版 下一版</a></div>{parts}</body></html>"
    kept = [text for text, rule in marked(page) if not rule]
    assert kept == ["甲县推进复工", P, Q, "乙县春耕", Q, R, "丙县修路", R, P]


def test_a_page_that_only_leads_to_others_has_no_text():
    page = f"<html><title>工作动态_某某局</title><body><div>{NAV}</div><ul>{LIST}</ul><div>第2页 共15页</div></body></html>"
    assert "" not in [rule for _, rule in marked(page)]


def test_each_page_of_a_file_has_its_own_main_text():
    page = "<html><body><div>{0}</div><div><h1>{1}</h1><p>{2}</p><p>{2}</p></div></body></html>\n"
    kept = [
        text
        for text, rule in marked(page.format(NAV, "甲县推进复工", P) + page.format(NAV, "乙县复工", Q))
        if not rule
    ]
    assert kept == ["甲县推进复工", P, P, "乙县复工", Q, Q]


@given(st.lists(st.sampled_from(["<div>", "</div>", "<p>", "<td>", "<table>", "<a href=x>", "</a>", P, Q, "甲", "<h1>",
                                 "<div hidden>", "<ul class=nav>", "</html><html>"]), max_size=40))  # fmt: skip
def test_every_line_is_kept_or_has_a_rule(parts):
    for page in ("".join(parts), "<html><body>" + "".join(parts)):
        lines, _ = read_lines(page, "html")
        rules = mark_furniture(lines, [False] * len(lines))
        assert len(rules) == len(lines)
        prose = [
            line
            for line in lines
            if line.text in (P, Q) and not line.linked and not line.hidden and not line.region
        ]
        assert not prose or "" in rules
