"""A document coloured by kind and copies side by side: nothing runs, nothing is lost unsaid, little is quoted."""

import html
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import figures, schema
from helpers.figures.quotes import quote
from helpers.findings import describe_copies, describe_document
from helpers.reprints import align_copies

EVIL = '<script>alert(1)</script><img src=x onerror="x">{{7*7}} \x1b[31m\u202e"\'&amp;'
OURS = {"a", "figure", "figcaption", "ul", "li", "div", "span", "small", "br", "del", "ins"}
BODY = "全市各级各部门迅速行动，织密织牢联防联控网络。各社区干部逐户登记，切实守护群众生命安全。"


class Shown(HTMLParser):
    """The tags of a piece of HTML, its attributes, and the words in elements of a class or tag."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words: dict[str, list[str]] = {}
        self.stack: list[set[str]] = []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(given)
        if tag != "br":
            self.stack.append({tag, *(given.get("class") or "").split()})
            for name in self.stack[-1]:
                self.words.setdefault(name, []).append("")

    def handle_endtag(self, tag):
        self.stack.pop()

    def handle_data(self, data):
        for name in set().union(*self.stack) - (
            {"fangzhi-kind"} if self.stack and "small" in self.stack[-1] else set()
        ):
            self.words[name][-1] += data


@pytest.fixture
def shown(monkeypatch):
    bundles: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def spans_of(*stretches: tuple[str, str, str], article: str = "d-01") -> tuple[pd.DataFrame, str]:
    """Spans of one document and its text, from (kind, rule, words)."""
    rows, source = [], ""
    for kind, rule, words in stretches:
        start, source = len(source), source + words
        rows.append({"doc_id": "d", "start": start, "end": len(source), "kind": kind, "rule": rule,
                     "article_id": article if kind != "markup" else None})  # fmt: skip
    return schema.make(schema.SPANS, rows), source


def document(shown, *stretches, whole=True):
    spans, source = spans_of(*stretches)
    figures.show_document(spans, source, **describe_document(spans, "a.txt"), name="follow", whole=whole)
    return shown.pop()["text/html"]


def test_each_stretch_has_its_kind_rule_and_words_and_tags_are_a_number(shown):
    markup = document(
        shown,
        ("title", "first-line", "标题一"),
        ("markup", "tags", "</h1>\n<p class='x'>"),
        ("body", "text", "正文。"),
        ("boilerplate", "editor", "（责编：甲）"),
    )
    page = Shown(markup)
    assert page.words["fangzhi-kind"] == ["title", "body", "boilerplate", "标题一", "正文。", "（责编：甲）"]
    assert page.words["fangzhi-blank"] == ["12", "19"]  # the legend's sample, then the tags
    assert "class='x'" not in html.unescape(markup)
    assert 'title="title, by the rule “first-line”; characters 0 to 3"' in markup
    assert page.words["fangzhi-article"] == ["article 1"]
    shares = [float(n) for n in re.findall(r"\(([\d.]+)%\)", "".join(page.words["fangzhi-legend"]))]
    assert sum(shares) == pytest.approx(100, abs=0.2)


def test_of_a_long_body_the_middle_is_counted_not_shown(shown):
    lines = [("body", "text", BODY), ("markup", "white-space", "\n")] * 30
    page = Shown(document(shown, *lines))
    told = int(re.search(r"([\d,]+) more", page.words["fangzhi-fold"][0])[1].replace(",", ""))
    quoted = "".join(page.words["fangzhi-kind"]).replace("body", "", 1)
    assert told + len(quoted) == 30 * len(BODY)
    assert quoted == BODY * (len(quoted) // len(BODY))


@pytest.mark.parametrize("whole", [True, False])
def test_a_document_of_a_thousand_stretches_stays_readable(whole, shown):
    stretches = [("byline", "reporter", "记者"), ("caption", "caption", "图")] * 500
    page = Shown(document(shown, *stretches, whole=whole))
    assert len(page.words["fangzhi-kind"]) <= 410
    assert "… and 600 more stretches." in "".join(page.words["fangzhi-text"])


def longest_quotation(markup: str, source: str) -> int:
    """How many characters of the source, in a row, stand anywhere in the page's words or attributes."""
    text = html.unescape(re.sub(r"<br>|</?(?:span|small|div|del|ins)[^>]*>", "", markup))
    longest = 0
    for i in range(len(source)):
        while source[i : i + longest + 1] in text and i + longest < len(source):
            longest += 1
    return longest


def test_without_leave_to_publish_only_short_quotations_are_shown(shown):
    source = "".join(chr(0x4E00 + i) for i in range(600))
    pieces = [("body", "text", source[i : i + 7]) for i in range(0, 350, 7)]  # a sentence in many tags
    pieces += [("markup", "tags", "<p>"), ("body", "text", source[350:450]), ("markup", "tags", "</p>")]
    pieces += [("boilerplate", "notice", source[450:])]
    assert longest_quotation(document(shown, *pieces, whole=False), source) <= 15
    assert longest_quotation(document(shown, *pieces), source) > 30


def test_nothing_of_a_document_runs(shown):
    markup = document(shown, ("title", EVIL, EVIL), ("markup", "tags", EVIL), ("body", "text", EVIL))
    page = Shown(markup)
    assert page.tags <= OURS
    assert not any(name.startswith("on") for name in page.attributes)
    assert not any(c in markup for c in "\x1b\u202e")


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from(schema.SPAN_KINDS), st.just("r"), st.text(min_size=1, max_size=30)),
        min_size=1,
    )
)
def test_any_document_can_be_shown(stretches):
    bundles: list[dict[str, str]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
        page = Shown(document(bundles, *stretches))
    assert page.tags <= OURS
    assert not page.stack


def copies(shown, canonical, copy, whole=True):
    pairs = align_copies(canonical, copy).assign(family="a", article_id="b")
    issues = {"a": "江西日报, 2020-02-03", "b": f"{EVIL}, undated"}
    figures.show_copies(
        pairs, {"a": canonical, "b": copy}, issues, **describe_copies(pairs), name="copies", whole=whole
    )
    return shown.pop()["text/html"]


def test_what_differs_is_marked_and_what_is_the_same_is_counted(shown):
    first = f"标题\n{BODY}\n甲市新增三例，均为输入。\n只有原文才有的一段话。\n{BODY * 3}"
    second = f"标题\n{BODY}\n甲市新增五例，均为输入。\n{BODY * 3}\n记者又补充了一句话。"
    page = Shown(copies(shown, first, second))
    assert page.words["del"] == ["三", "只有原文才有的一段话。"]
    assert page.words["ins"] == ["五", "记者又补充了一句话。"]
    folded = [int(re.search(r"\d+", words)[0]) for words in page.words["fangzhi-fold"]]
    assert 0 < sum(folded) < len(first)
    assert page.tags <= OURS


def test_moved_paragraphs_are_said_to_be_moved(shown):
    sentences = [f"第{n}段说的是第{n}件事情，与别的都不同。" for n in "一二三四五"]
    page = Shown(
        copies(shown, "题\n" + "\n".join(sentences), "题\n" + "\n".join([*sentences[1:], sentences[0]]))
    )
    assert page.words["fangzhi-moved"] == [sentences[0]] * 2
    assert not {"del", "ins"} & page.tags


def test_copies_without_a_difference_say_so_by_their_number(shown):
    page = Shown(copies(shown, f"题\n{BODY}", f"题\n{BODY}"))
    assert page.words["fangzhi-fold"] == [f"… {len(BODY) + 2} characters the same …"]


def test_of_copies_too_only_short_quotations_without_leave(shown):
    first = "题\n" + "".join(chr(0x4E00 + i) for i in range(300))
    second = first[:100] + "。" + first[150:] + "".join(chr(0x6E00 + i) for i in range(90))
    assert longest_quotation(copies(shown, first, second, whole=False), first) <= 21
    assert longest_quotation(copies(shown, first, second, whole=False), second[-90:]) <= 21


def test_nothing_of_a_copy_runs_and_none_is_a_sentence(shown):
    page = Shown(copies(shown, f"{EVIL}\n{EVIL}。{BODY}", f"题\n{BODY}。{EVIL}"))
    assert page.tags <= OURS
    nothing = align_copies("", "").assign(family="", article_id="")
    figures.show_copies(nothing, {}, {}, **describe_copies(nothing), name="copies")
    assert "There are no reprints to show." in shown.pop()["text/html"]


@pytest.mark.parametrize(
    ("text", "most", "tail", "expected"),
    [
        ("<b>", 20, False, "&lt;b&gt;"),
        ("甲" * 25, 20, False, "甲" * 25),
        ("甲" * 26, 20, False, "甲" * 20 + "[6]"),
        ("甲" * 110, 100, False, "甲" * 110),
        ("甲" * 111, 100, False, "甲" * 100 + "[11]"),
        ("甲" * 40 + "乙" * 10, 30, True, "甲" * 20 + "[20]" + "乙" * 10),
    ],
)
def test_quote(text, most, tail, expected):
    quoted = quote(text, most, left_out="[{n}]", tail=tail)
    assert re.sub(r"<[^>]*>| ", "", quoted) == expected
