"""Corrections by hand: what they may say, what the tables make of them, and that the rest of the corpus stays as it was."""

import pytest

from helpers.building import build_tables
from helpers.corpus import open_corpus
from helpers.errors import UserError
from helpers.ledger import balance_ledger
from helpers.overrides import load_overrides

PAGE = """防汛工作有序推进

2021年7月20日，湖南省长沙市连降大雨，全市启动应急响应，党员干部连夜上堤巡查。

各区转移群众三千余人，未发生人员伤亡，物资供应充足，交通逐步恢复正常运行。

复工复产平稳有序

全市企业陆续复工，生产秩序逐步恢复，用工需求得到保障，市场供应稳定充足。
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    other = (
        PAGE.replace("长沙", "株洲").replace("防汛", "抗旱").replace("三千", "五百").replace("大雨", "高温")
    )
    (tmp_path / "b.txt").write_text(other, encoding="utf-8")
    return tmp_path


def override(folder, *rows, head="article_id,field,value,note"):
    text = "\n".join([head, *(",".join(row) for row in rows)]) + "\n"
    (folder / "overrides.csv").write_text(text, encoding="utf-8")


def ids(folder):
    """The first article of each file, by the file's name."""
    tables = build_tables(folder)
    paths = tables["documents"].set_index("doc_id")["path"]
    articles = tables["articles"].assign(path=tables["articles"]["doc_id"].map(paths))
    return articles.drop_duplicates("path").set_index("path")["article_id"].to_dict()


def test_what_is_set_stands_in_the_tables_and_in_the_evidence(folder):
    own = ids(folder)["a.txt"]
    before = build_tables(folder)
    override(
        folder,
        (own, "title", "更正的标题"), (own, "outlet", "某某日报"), (own, "published", "2021-08", "自注"), (own, "province", "江西南昌"),
    )  # fmt: skip
    after = build_tables(folder)
    article = after["articles"].set_index("article_id").loc[own]
    assert article[["title", "outlet", "province", "city"]].tolist() == [
        "更正的标题",
        "某某日报",
        "江西",
        "南昌",
    ]
    assert (str(article["published"].date()), article["published_precision"]) == ("2021-08-01", "month")
    evidence = after["evidence"].query("article_id == @own").set_index("field")
    assert evidence["source"][["title", "outlet", "published", "province"]].tolist() == ["override"] * 4
    assert evidence["words"]["published"] == "2021-08"
    balance_ledger(after["spans"], after["documents"])
    others = after["articles"]["article_id"] != own
    assert after["articles"][others].equals(before["articles"][others])


def test_a_year_that_a_correction_gives_is_that_of_the_days_in_the_text(folder):
    (folder / "a.txt").write_text(
        "通知\n\n湖南省长沙市定于7月20日召开防汛工作会议，请各单位准时参加，不得缺席。\n", "utf-8"
    )
    override(folder, (ids(folder)["a.txt"], "published", "1998-07-18"))
    mentions = build_tables(folder)["date_mentions"]
    assert "1998-07-20" in mentions["date_from"].astype(str).tolist()


def test_an_article_can_be_left_out_of_counts(folder):
    own = ids(folder)["a.txt"]
    override(folder, (own, "exclude", "与题无关"))
    articles = build_tables(folder)["articles"].set_index("article_id")
    assert articles["excluded_reason"][own] == "与题无关"
    assert articles["excluded_reason"].drop(own).isna().all()


def test_a_split_gives_two_articles_and_loses_no_character(folder):
    (folder / "a.txt").write_text(
        PAGE.replace("\n\n", "\n").replace("复工复产平稳有序\n", "第二件事：复工复产平稳有序。\n"), "utf-8"
    )
    own = ids(folder)["a.txt"]
    before = build_tables(folder)
    override(folder, (own, "split", "第二件事"))
    after = build_tables(folder)
    balance_ledger(after["spans"], after["documents"])
    doc_id = own.rpartition("-")[0]
    texts = {}
    for name, tables in (("before", before), ("after", after)):
        articles = tables["articles"]
        texts[name] = articles[articles["doc_id"] == doc_id]["text"].tolist()
    assert len(texts["after"]) == len(texts["before"]) + 1
    assert "\n".join(texts["after"]) == "\n".join(texts["before"])
    assert texts["after"][-1].startswith("第二件事")
    for row in after["spans"].query("kind == 'body' and doc_id == @doc_id").itertuples():
        text = after["articles"].set_index("article_id")["text"][row.article_id]
        source = (folder / "a.txt").read_text("utf-8")[row.start : row.end]
        assert text[int(row.text_start) : int(row.text_start) + row.end - row.start] == source


def test_a_whole_line_to_split_at_is_the_new_headline(folder):
    (folder / "a.txt").write_text(
        PAGE.replace("\n\n", "\n").replace("复工复产平稳有序\n", "第二件事说的是复工复产。\n"), "utf-8"
    )
    own = ids(folder)["a.txt"]
    override(folder, (own, "split", "第二件事说的是复工复产。"))
    tables = build_tables(folder)
    assert "第二件事说的是复工复产。" in tables["articles"]["title"].tolist()
    assert (tables["spans"]["rule"] == "override").any()
    balance_ledger(tables["spans"], tables["documents"])


def test_merged_articles_are_one_and_the_others_keep_their_ids(folder):
    before = build_tables(folder)["articles"]
    doc_id = before["doc_id"].value_counts().index[0]
    own = before[before["doc_id"] == doc_id]["article_id"].tolist()
    if len(own) < 2:  # the page is one article; then it is made two first
        override(folder, (own[0], "split", "复工复产平稳有序"))
        own = build_tables(folder)["articles"].query("doc_id == @doc_id")["article_id"].tolist()
    override(folder, (own[1], "merge", ""))
    after = build_tables(folder)
    left = after["articles"].query("doc_id == @doc_id")
    assert left["article_id"].tolist() == [own[0], *own[2:]]
    assert "复工复产平稳有序\n" in left["text"].iloc[0]
    balance_ledger(after["spans"], after["documents"])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("ID", "titel", "x")], "line 2: field='titel' is unknown; did you mean title?"),
        ([("ID", "title", "")], "line 2: the value of 'title' is empty"),
        (
            [("ID", "published", "3 Feb")],
            "published='3 Feb' is not a date. Write it as 2020-02-03, 2020-02 or 2020.",
        ),
        ([("ID", "province", "火星")], "province='火星' is unknown"),
        ([("", "title", "x")], "line 2: article_id is empty"),
        ([("ID", "title", "x"), ("ID", "title", "y")], "line 3: title of ID was set in line 2 already"),
        ([("dnowhere-01", "title", "x")], "line 2: there is no article 'dnowhere-01'. Each article's page"),
        ([("ID", "split", "没有这一行")], "no line after the first of ID begin with '没有这一行'"),
        ([("ID", "merge", "")], "ID is the first article of its document and cannot be merged"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(folder, rows, message):
    own = ids(folder)["a.txt"]
    override(folder, *(tuple(cell.replace("ID", own) for cell in row) for row in rows))
    with pytest.raises(UserError) as told:
        build_tables(folder)
    assert message.replace("ID", own) in str(told.value)
    assert "overrides.csv" in str(told.value)


def test_a_missing_column_is_named(folder):
    override(folder, ("x", "title", "y"), head="id,field,value")
    with pytest.raises(UserError, match="no column 'article_id'"):
        load_overrides(folder)


def test_a_file_as_spreadsheets_in_china_save_it(folder):
    own = ids(folder)["a.txt"]
    (folder / "overrides.csv").write_bytes(
        f"article_id,field,value\r\n{own},title,更正\r\n".encode("gb18030")
    )
    assert load_overrides(folder).of_article(own) == {"title": "更正"}


def test_another_correction_makes_the_tables_anew(folder, monkeypatch, tmp_path_factory):
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path_factory.mktemp("cache")))
    own = ids(folder)["a.txt"]
    open_corpus(folder)
    override(folder, (own, "title", "更正的标题"))
    assert "更正的标题" in open_corpus(folder).articles["title"].tolist()
