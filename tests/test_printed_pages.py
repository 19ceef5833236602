"""Texts that keep the pages they were printed on: heads, numbers, cut sentences, lines cut at the paper's width."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.articles import split_documents
from helpers.articles.markup import read_lines
from helpers.document import Document

P = "全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全。"
Q = "连日来，党员干部冲锋在前，志愿者主动请战，汇聚起同心抗疫的强大合力。"
R = "下一步，当地将继续压实责任，统筹推进各项工作，确保群众生活平稳有序。"
LONG = (P + Q + R) * 2
TITLE = "关于做好春耕备耕工作的通知"
ENGLISH = (
    "The provincial government announced new measures on Monday, and local officials said the programme would "
    "be extended to other counties. Farmers in the north have already received seed and fertiliser, it said. "
) * 3


def split(text, form="plain"):
    return split_documents([Document("d", "d.txt", None, "", "text/plain", "utf-8", text, form, "ok")])


def by_rule(text, found):
    words = {}
    for span in found.spans.itertuples():
        words.setdefault(span.rule, []).append(text[span.start : span.end])
    return words


def wrap(text, n, indent="　　"):
    """Cut a text into lines of n characters, as a printer does: no line begins with a comma or full stop."""
    lines, rest = [], indent + text
    while rest:
        at = n + 1 if len(rest) > n and rest[n] in "，。、；" else n
        lines.append(rest[:at])
        rest = rest[at:]
    return "\n".join(lines)


NUMBERS = ["- {} -", "— {} —", "第 {} 页", "第 {} 页 共 4 页", "{}/4", "Page {} of 4", "{}", "·{}·", "－{}－"]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("head", ["", "某某市人民政府公报 2020年第3期\n"])
def test_heads_and_numbers_of_pages(number, head):
    pages = [f"{head}{TITLE}\n{LONG}\n"] + [f"{head}{LONG}\n" for _ in range(3)]
    text = "\f".join(f"{page}{number.format(i)}\n" for i, page in enumerate(pages, start=1))
    found = split(text)
    (article,) = found.articles.itertuples()
    assert (article.title, article.text) == (TITLE, "\n".join([LONG] * 4))
    words = by_rule(text, found)
    assert words["page-number"] == [number.format(i) for i in range(1, 5)]
    # The first is the letterhead of the whole paper.
    assert words.get("running-head", []) + words.get("letterhead", []) == [head.strip()] * 4 * bool(head)


@pytest.mark.parametrize("number", ["- {} -", "第{}页", "{}", "{}/12"])
@pytest.mark.parametrize("form", ["plain", "markdown"])
def test_numbers_count_upwards_without_form_feeds(number, form):
    text = f"{TITLE}\n\n" + "\n\n".join(f"{LONG}\n\n{R}{Q}\n\n{number.format(i)}" for i in range(7, 12))
    found = split(text, form)
    assert by_rule(text, found)["page-number"] == [number.format(i) for i in range(7, 12)]
    assert found.articles["text"].tolist() == ["\n".join([LONG, R + Q] * 5)]


@pytest.mark.parametrize(
    "between", ["\n\n- {} -\n\n", "\n— {} —\n\f", "\n- {} -\n\f某某市人民政府公报\n", "\n\f", "\n\n{}/9\n\n"]
)
def test_a_sentence_cut_by_a_page_is_joined(between):
    half = len(LONG) // 2 + 8
    breaks = [between.format(i) for i in range(2, 6)]
    text = f"{TITLE}\n" + "".join(f"{LONG[:half]}{cut}{LONG[half:]}\n{P}{Q}\n" for cut in breaks)
    found = split(text)
    (article,) = found.articles.itertuples()
    assert article.text == "\n".join([LONG, P + Q] * 4)
    assert by_rule(text, found)["page-break"] == [LONG[half:]] * 4


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (P + Q, R),
        (f"{P}{Q}其中", "一、总体要求"),
        (f"南昌市{P[:30]}\t12", "九江市\t7"),
        (f"{P}{Q}其中", "2. 落实责任"),
    ],
)
def test_what_goes_on_no_sentence_is_not_joined_across_a_page(above, below):
    text = f"{TITLE}\n{LONG}\n{above}\n\f{below}\n{LONG}\n\f{LONG}"
    assert f"{above}\n{below}" in split(text).articles["text"][0]


def test_english_goes_on_across_a_page():
    text = f"Measures announced\n{ENGLISH[:150]}\n\f{ENGLISH[150:].strip()}\n\f{ENGLISH.strip()}"
    assert ENGLISH.strip() in split(text).articles["text"][0]


def test_a_foot_with_the_number_beside_it_is_no_row_of_a_table():
    text = "\f".join(f"{LONG}\n{R}\nhttps://example.org/a.html\t{i}/5\n" for i in range(1, 6))
    assert len(by_rule(text, split(text))["running-head"]) == 5
    text = "\f".join(f"地区\t确诊\t治愈\n南昌\t{i}\t3\n{LONG}\n" for i in range(5))
    assert "running-head" not in by_rule(text, split(text))


def test_a_head_that_is_the_headline_is_kept_once():
    text = "\f".join(f"{TITLE}\n{LONG}\n" for _ in range(4))
    found = split(text)
    assert found.articles["title"].tolist() == [TITLE]
    assert by_rule(text, found)["running-head"] == [TITLE] * 3


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{i}\n{P}" for i in range(1, 8)),  # a list
        "\n".join(f"{LONG}\n{n}" for n in (12, 7, 30, 4)),  # figures
        f"{LONG}\n- 1 -\n{LONG}",  # too few
        "\n".join(f"地区{i}\n{i}" for i in range(1, 8)),
    ],
)
def test_other_numbers_are_no_pages(text):
    rules = set(split(f"{TITLE}\n{text}").spans["rule"])
    assert not rules & {"page-number", "running-head"}


@pytest.mark.parametrize("n", [25, 30, 35, 38, 40, 60])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_wrapped_paragraphs_are_put_together(n, end):
    paragraphs = [LONG, P + Q + "共有3528人参与，完成率98.5%。", Q + R + P, LONG]
    text = f"{TITLE}\n" + "\n".join(wrap(p, n) for p in paragraphs)
    found = split(text.replace("\n", end))
    (article,) = found.articles.itertuples()
    assert (article.title, article.text.split("\n")) == (TITLE, paragraphs)


def test_wrapped_paragraphs_between_blank_lines():
    paragraphs = [LONG, P + Q, LONG, R + Q + P]
    text = f"{TITLE}\n\n" + "\n\n".join(wrap(p, 36, "") for p in paragraphs)
    assert split(text).articles["text"][0].split("\n") == paragraphs


def test_wrapped_english_keeps_its_blanks():
    paragraphs = [ENGLISH.strip(), ENGLISH[:300].strip() + ".", ENGLISH.strip()]
    text = "Measures announced\n\n" + "\n\n".join(textwrap.fill(p, 72) for p in paragraphs)
    assert split(text).articles["text"][0].split("\n") == paragraphs


def test_a_wrapped_text_with_pages():
    lines = [line for _ in range(9) for line in wrap(LONG, 36).split("\n")]
    pages = [lines[i : i + 14] for i in range(0, len(lines), 14)]
    text = f"{TITLE}\n" + "\n\f".join("\n".join([*page, f"- {i} -"]) for i, page in enumerate(pages, start=1))
    found = split(text)
    assert found.articles["text"][0].split("\n") == [LONG] * 9
    assert len(by_rule(text, found)["page-number"]) == len(pages)


POEM = (
    "床前明月光疑是地上霜举头望明月\n低头思故乡春眠不觉晓处处闻啼鸟\n夜来风雨声花落知多少白日依山尽\n黄河入海流欲穷千里目更上一层楼\n"
    * 3
)
KEPT = [
    POEM,
    "\n".join(f"{i}．进一步推动各项重点工作任务落到实处并加强监督检查" for i in range(1, 12)),
    "\n".join(f"南昌市第{i:02d}中学  南昌市东湖区某某路{i:02d}号  0791-1234567{i % 10}" for i in range(20)),
    "\n".join(f"{p}" for p in [P, Q, R] * 5),
    "\n".join(["甲县扎实推进复工复产工作", "乙县保障春耕物资供应", "丙县开展环境整治"] * 4),
    "\n".join(
        f"2020-02-{i:02d} 10:00:00 INFO 服务器已经处理完毕第{i:02d}个请求并返回结果" for i in range(1, 20)
    ),
]


@pytest.mark.parametrize("text", KEPT)
def test_poems_lists_and_tables_stay(text):
    lines, _ = read_lines(text, "plain")
    assert [line.text for line in lines] == [line.strip() for line in text.split("\n") if line.strip()]


LINES = st.lists(
    st.one_of(
        st.sampled_from([P[:30], Q[:20], wrap(LONG, 30), wrap(LONG, 36, ""), "- 1 -", "2", "第 3 页", "\f", "", "一、总则", "a\tb"]),
        st.text("中文 a，。\n\f\r\u30001", max_size=40),
    ),
    max_size=30,
)  # fmt: skip


@given(LINES)
def test_every_character_is_accounted_for(lines):
    text = "\n".join(lines)
    found = split(text)
    at = 0
    for span in found.spans.sort_values("start").itertuples():
        assert span.start == at
        at = span.end
    assert at == (len(text) if text else 0)
    for span in found.spans[found.spans["kind"] == "body"].itertuples():
        (article,) = found.articles[found.articles["article_id"] == span.article_id]["text"]
        said = article[span.text_start : span.text_start + span.end - span.start]
        assert span.rule == "entity" or said == text[span.start : span.end]
