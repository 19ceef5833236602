"""Chinese in pages: each run marked once, single terms explained, everything else byte for byte as it was."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.site.annotate import annotate

GLOSSES = {"疫情": 'an "epidemic"', "复工": "resumption of work"}


def explain(term: str) -> str:
    return GLOSSES.get(term, "")


def told(term: str, meaning: str) -> str:
    return f'<span lang="zh" class="fangzhi-term" tabindex="0" data-told="{meaning}">{term}</span>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>The word 防控 leads.</p>", '<p>The word <span lang="zh">防控</span> leads.</p>'),
        ("<p>Of 疫情, 3.</p>", f"<p>Of {told('疫情', 'an &quot;epidemic&quot;')}, 3.</p>"),
        ("<p>疫情防控</p>", '<p><span lang="zh">疫情防控</span></p>'),
        (
            "<p>《江西日报》（2020年）说：好。</p>",
            '<p>《<span lang="zh">江西日报》（2020年）说：好</span>。</p>',
        ),
        (
            '<p lang="zh">疫情<b>很好</b></p>',
            f'<p lang="zh">{told("疫情", "an &quot;epidemic&quot;")}<b>很好</b></p>',
        ),
        ('<p lang="zh">疫情很好 <em>好</em></p>', None),
        ("<td>疫情</td>", '<td><span lang="zh">疫情</span></td>'),
        ('<a href="x">复工</a>', '<a href="x"><span lang="zh">复工</span></a>'),
        ("<code>疫情</code><script>疫情</script>", None),
        ('<img alt="疫情" src="a"><p title="a > 疫情">x &amp; y &#33; <!-- 疫情 --></p>', None),
        ("<br>疫<br/>情", '<br><span lang="zh">疫</span><br/><span lang="zh">情</span>'),
        ("</p>疫</p><p>情", '</p><span lang="zh">疫</span></p><p><span lang="zh">情</span>'),
        ("a &lt;疫情&gt; b", f"a &lt;{told('疫情', 'an &quot;epidemic&quot;')}&gt; b"),
    ],
)
def test_pairs(before: str, after: str | None) -> None:
    assert annotate(before, explain) == (before if after is None else after)


def test_a_finding_leads_on_and_a_drawing_explains_nothing() -> None:
    page = '<div class="fangzhi-findings"><p>疫情</p></div><div class="fangzhi-drawing"><b>疫情</b></div>'
    assert annotate(page, explain, lambda run: f"../terms/{run}.html") == (
        '<div class="fangzhi-findings"><p><a lang="zh" href="../terms/疫情.html" '
        'data-told="an &quot;epidemic&quot;">疫情</a></p></div>'
        '<div class="fangzhi-drawing"><b><span lang="zh">疫情</span></b></div>'
    )


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", '<b lang="zh">', "</b>", "<td>", "</td>", "疫情", "复工，防控", "<br>", "&amp;", " a ", "〇二〇", "<svg>",
             "</svg>", "𠮷"]
        )
    )
)  # fmt: skip
def test_only_spans_are_added_and_all_chinese_is_marked(parts: list[str]) -> None:
    html = "".join(parts)
    marked = annotate(html, explain)
    assert re.sub(r'<span lang="zh"[^>]*>|</span>', "", marked) == html
    outside = re.sub(r'<span lang="zh"[^>]*>[^<]*</span>', "", marked)
    if "<b" not in html and "<svg>" not in html:
        assert not re.search("[\u4e00-\u9fff]", outside)
