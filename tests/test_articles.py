"""Documents → articles and the ledger: floors on the gold, and what holds for every text whatever."""

from collections import Counter

import pytest
from golden_bodies import SEEDS, bodies, golden
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import schema
from helpers.articles import split_documents
from helpers.building import build_tables
from helpers.dates import date_articles
from helpers.document import Document
from helpers.reading import decode, list_files, read_file
from helpers.settings import Settings, load_settings

FORMS = ("plain", "markdown", "html")


def document(text, form="plain", **other):
    return Document("d", "page.txt", None, "", "text/plain", "utf-8", text, form, "ok", **other)


def check_ledger(documents, split):
    """Assert that the spans cover every document exactly and that articles.text is what they say."""
    sources = {d.doc_id: d.text for d in documents}
    for doc_id, spans in split.spans.groupby("doc_id"):
        assert spans["start"].tolist() == [0, *spans["end"].tolist()[:-1]]
        assert spans["end"].iloc[-1] == len(sources[doc_id])
        assert (spans["start"] < spans["end"]).all()
    texts = dict(zip(split.articles["article_id"], split.articles["text"], strict=True))
    rebuilt = {article_id: ["\n"] * len(text) for article_id, text in texts.items()}
    body = split.spans[split.spans["kind"] == "body"]
    ends = {}
    for span in body.itertuples():
        text, source = texts[span.article_id], sources[span.doc_id][span.start : span.end]
        assert span.text_start >= ends.get(span.article_id, 0)
        if span.rule == "entity":
            ends[span.article_id] = span.text_start
            continue
        assert text[span.text_start : span.text_start + len(source)] == source
        rebuilt[span.article_id][span.text_start : span.text_start + len(source)] = source
        ends[span.article_id] = span.text_start + len(source)
    if "entity" not in set(body["rule"]):
        assert {article_id: "".join(letters) for article_id, letters in rebuilt.items()} == texts
    for text in texts.values():
        assert text.strip() == text != ""


# --- the seeds


@pytest.fixture(scope="module")
def seeds():
    given = load_settings(SEEDS)
    return [d for path in list_files(SEEDS, given) for d in read_file(SEEDS, path, given)]


@pytest.fixture(scope="module")
def split(seeds):
    return split_documents(seeds)


@pytest.fixture(scope="module")
def found(split):
    """The articles of the seeds, in the order of the gold."""
    assert len(split.articles) == len(golden("articles.csv")) == 17
    paths = split.documents.set_index("doc_id")["path"]
    frame = split.articles.assign(path=split.articles["doc_id"].map(paths)).sort_values(["path", "seq"])
    assert frame["path"].tolist() == [row["source_file"] for row in golden("articles.csv")]
    return frame.assign(article=[row["article"] for row in golden("articles.csv")]).set_index("article")


def test_ledger_of_the_seeds(seeds, split):
    check_ledger(seeds, split)


def test_boundaries(found):
    for row in golden("articles.csv"):
        text = found["text"][row["article"]]
        assert (text[:10], text[-10:]) == (row["first_10"], row["last_10"])


def test_titles(found):
    for row in golden("articles.csv"):
        assert (found["title"].fillna("")[row["article"]]) == row["title"]
        assert str(found["title_truncated"][row["article"]]).lower() == row["title_truncated"]


def test_outlets_and_authors(found):
    for row in golden("articles.csv"):
        assert found["outlet"].fillna("")[row["article"]] == row["outlet"]
        assert ";".join(found["authors"][row["article"]]) == row["authors"]


def test_bodies(found):
    def grams(text):
        text = "".join(text.split())
        return Counter(text[i : i + 4] for i in range(len(text) - 3))

    for article, body in bodies().items():
        got, expected = grams(found["text"][article]), grams(body)
        f1 = 2 * (got & expected).total() / (got.total() + expected.total())
        assert f1 >= 0.999, article


def test_no_furniture_is_left_in_bodies(found):
    removed = 0
    for row in golden("boilerplate.csv"):
        for text in found.loc[found["path"] == row["source_file"], "text"]:
            removed += row["text"] not in text
            assert row["text"] not in text
    assert removed


def test_page_breaks_are_joined(found):
    joined = [
        row["before"] + row["after"] in found["text"][row["article"]] for row in golden("page_joins.csv")
    ]
    assert joined == [True] * 15


def test_dates_provinces_and_families_of_the_seeds():
    tables = build_tables(SEEDS)
    paths = tables["documents"].set_index("doc_id")["path"]
    articles = tables["articles"].assign(path=lambda a: a["doc_id"].map(paths)).sort_values(["path", "seq"])
    length = {"day": 10, "month": 7, "year": 4}
    families = {}
    for row, got in zip(golden("articles.csv"), articles.itertuples(), strict=True):
        assert str(got.published)[: length[got.published_precision]] == row["pub_date"]
        assert got.published_precision == row["pub_date_precision"]
        assert got.province == row["issuing_province"]
        families.setdefault(row["reprint_family"] or row["article"], set()).add(got.family)
    assert all(len(family) == 1 for family in families.values())
    assert len(set().union(*families.values())) == len(families) == 15


@pytest.mark.parametrize(
    ("byline", "published"),
    [
        ("赣南日报 2020-02-03 08:12", "2020-02-03"),
        ("2020-02-03T20:12:00Z", "2020-02-04"),
        ("2020-02-03T08:12:00+08:00", "2020-02-03"),
        ("民國109年2月3日", "2020-02-03"),
        ("109年2月3日", "2020-02-03"),
        ("February 3, 2020", "2020-02-03"),
        ("3 Feb 2020", "2020-02-03"),
        ("发布时间：20200203", "2020-02-03"),
        ("（編輯：王小明）1090203", "2020-02-03"),
    ],
)
def test_stated_date_is_the_publication_date(byline, published):
    body = "2019年12月，全市各级各部门迅速行动，织密织牢防控网络。"
    text = f"{body}{byline}" if byline.startswith("（") else f"甲县推进复工\n{byline}\n{body}"
    found = split_documents([document(text)])
    dated = date_articles(found.articles, found.clues).iloc[0]
    assert (dated["text"], str(dated["published"])[:10]) == (body, published)
    assert dated["published_precision"] == "day"


# --- any text

FRAGMENTS = (
    "<p>", "</p>", "<div class='nav'>", "</div>", "<br/>", "<h1>", "</h1>", "<h2>", "<a href=\"x\">", "</a>", "<script>",
    "</script>", "<!--", "-->", "<", ">", "&amp;", "&#20013;", "&nbsp;", "&", "\"", "'", "\n", "\n\n", "\n\n\n\n", "\r\n",
    " ", "　", "# ", "## ", "**", "---", "***", "[", "](x)", "标题：", "来源：新华社", "2020-02-03", "记者 王小明", "（", "）",
    "责任编辑：张三", "新华社北京2月3日电（记者王小明）", "（完）", "相关阅读：", "版权声明", "图为志愿者。", "第1期", "简报",
    "报：市委", "抄送：各县", "（张三 摄）", "全市各级各部门迅速行动，织密织牢防控网络。", "甲县推进复工", "\ufeff", "\u200b", "\x85",
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))


@settings(max_examples=120, deadline=None)
@given(text=TEXTS, form=st.sampled_from(FORMS))
def test_ledger_of_any_text(text, form):
    documents = [document(text, form)]
    split = split_documents(documents)
    check_ledger(documents, split)
    assert (split.documents["n_chars"] == len(text)).all()
    schema.check(split.clues, schema.CLUES)


@settings(max_examples=80, deadline=None)
@given(data=st.one_of(st.binary(max_size=300), TEXTS.map(lambda text: text.encode("gb18030", "replace"))))
def test_any_bytes(data):
    text, encoding, note = decode(data)
    assert (text is None) == (encoding is None)
    assert text is not None or note


@settings(max_examples=60, deadline=None)
@given(data=st.one_of(st.binary(max_size=300), TEXTS.map(str.encode)), ending=st.sampled_from(
    (".txt", ".md", ".html", ".csv", ".tsv", ".json", ".jsonl", ".pdf", "")))  # fmt: skip
def test_any_file(data, ending, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    (folder / f"a{ending}").write_bytes(data)
    documents = list(read_file(folder, f"a{ending}", Settings()))
    assert documents
    assert all(d.status == "ok" or d.reason for d in documents)
    check_ledger(documents, split_documents(documents))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "text",
    [
        "<" * 50_000, "&" * 50_000, "<!" * 50_000, "<!--" * 20_000, "<p>中文" * 10_000, "<span>中文" * 10_000,
        "<div>" * 20_000 + "中文" + "</div>" * 20_000, "<script>" * 10_000, "<svg " * 20_000, '<svg a="' * 20_000,
        '<p class="' * 5_000, "\"'<a " * 20_000, "<p " + 'a="' * 30_000, "<p " + 'a="b" ' * 30_000, "<p " + "'" * 50_000,
        "<p " + "a" * 100_000, "中" * 200_000, "[" * 100_000, "![a](" * 30_000, "*" * 100_000, " " * 200_000 + "中",
        "\n" * 100_000, "中文标题\n" * 5_000, "一\n***\n" * 5_000, "## 中文标题\n" * 5_000, "张三 李四 " * 20_000,
        "甲县\n2020-02-03\n" * 5_000, "甲县\n2020-02-03\n正文有句号。\n" * 2_000, "<tr><td>中" * 10_000, "<article><header>" * 5_000,
        "# 甲\n## 乙\n" + "## 乙\n正文。\n" * 2_000, "http://a.cn/b\n" * 5_000, "附件：一\n" * 5_000, "2020-02-03 " * 5_000,
        "相关阅读\n" + "新闻标题\n" * 5_000, "标题：中文\n正文在这里有很多字符号。\n" * 1_000,
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_hostile_text_is_bounded(text, form):
    documents = [document(text, form)]
    split = split_documents(documents)
    assert split.spans["end"].iloc[-1] == len(text)


# --- records


def test_a_records_cells_are_accounted_for(tmp_path):
    (tmp_path / "a.csv").write_text(
        "标题,正文,发布日期,来源,省份,编号\n甲县推进复工,全市各级各部门迅速行动。,2020-02-03,江西日报,江西,17\n",
        "utf-8",
    )
    documents = list(read_file(tmp_path, "a.csv", Settings()))
    split = split_documents(documents)
    check_ledger(documents, split)
    article = split.articles.iloc[0]
    assert (article["title"], article["text"], article["outlet"]) == (
        "甲县推进复工", "全市各级各部门迅速行动。", "江西日报",
    )  # fmt: skip
    clues = set(zip(split.clues["field"], split.clues["source"], split.clues["text"], strict=True))
    assert {("published", "column", "2020-02-03"), ("province", "column", "江西")} <= clues
    kinds = dict(zip(split.spans["rule"], split.spans["kind"], strict=True))
    assert (kinds["column:标题"], kinds["column:来源"], kinds["column:编号"]) == (
        "title",
        "byline",
        "boilerplate",
    )


def test_a_document_without_a_reading_has_its_row_and_no_article():
    refused = Document(
        "d", "a.pdf", None, "", "application/pdf", None, "", "plain", "unreadable", "no reader"
    )
    split = split_documents([refused])
    assert split.documents[["status", "reason"]].to_numpy().tolist() == [["unreadable", "no reader"]]
    assert split.articles.empty
    assert split.spans.empty
    schema.check(split.spans, schema.SPANS)


def test_nothing_in_nothing_out():
    split = split_documents([])
    assert all(len(table) == 0 for table in vars(split).values())
