"""What is found in pages and sentences of all kinds, row by row: a change of any of it is seen.

The rows in recorded/ tell what is found, not what is right; for that there is the gold. `FANGZHI_UPDATE=1 pytest
tests/test_recorded.py` writes them again; read the difference before you commit it.
"""

import csv
import importlib
import os
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from test_splitting import MORE_PAGES, PAGES, split

from helpers.building import build_tables
from helpers.dates import find_dates

RECORDED = Path(__file__).parent / "recorded"
ROOT = Path(__file__).parents[1] / "benchmarks"
sys.path.insert(0, str(ROOT))
marked: Any = importlib.import_module("marked")
dates: Any = importlib.import_module("dates")

# Each way of telling a day, and what only looks like one; with the day, month or year of publication.
DAYS = [
    ("上周日召开会议，下周天再开，星期天休息。", "2020-02-05"),
    ("2020年初开工，2019年中完成，2018年底验收。", None),
    ("上年同期为3例。", None),
    ("2019年收入10万元，比上年增长一成。", None),
    ("上半年完成三成，2020年下半年完成七成，下半年再看。", "2020-03-01"),
    ("2020年闰四月举行庙会，闰四月初八开戏，四月初八已开过。", "2020-07-01"),
    ("上旬完成播种，中旬施肥，下旬浇水。", "2020-04-15"),
    ("2019年3月，上旬完成播种。", "2020-04-15"),
    ("上旬完成播种。", None),
    ("3日，县里开会；5号再开。", "2020-02-07"),
    ("3日，县里开会。", None),
    ("30日，县里开会。", "2020-03-01"),
    ("31日，县里开会。", "2020-03-01"),
    ("本周末将有大雨，上周末晴，周末休息。", "2020-02-05"),
    ("他说：“昨天我还在家。”", "2020-02-05"),
    ("“2月3日晚上我到了武汉，当天就上岗。”他说。", "2020-02-05"),
    ("民国三十八年三月，二十年前，民卅八年。", None),
    ("一九五八年冬，五八年春。", None),
    ("2019年至今，去年底至今年初。", "2020-02-05"),
    ("1954年5月至7月，12月至次年2月。", "1955-03-01"),
    ("1月30日至2月3日，12月30日至1月3日。", "2020-02-05"),
    ("2月30日，13月1日。", None),
    ("第三季度，一季度，2019年四季度。", "2020-02-05"),
    ("每月5日，五日内，3日以前，7日后。", "2020-02-05"),
    ("次日，翌日，前日，当晚，当月，次月，上月，本月底。", "2020-02-05"),
    ("2月3日报到，次日上岗。", None),
    ("除夕，初一，正月十五，腊月二十三，大年三十，元宵节，中秋，重阳。", "2020-02-05"),
    ("国庆期间，五一假期，春节假期。", "2020-02-05"),
    ("立春，清明前后，谷雨，2020年夏至。", "2020-02-05"),
    ("三伏天，“三八”节，“五四”青年节，“双十一”。", "2020-02-05"),
    ("2020-02-03发布，2020.02发布，20200203发布，2020/2/3 10:20发布。", None),
    ("二十世纪五十年代，80年代初，本世纪初。", None),
    ("近日，目前，日前，眼下。", "2020-02-05"),
    ("光绪二十三年，康熙五年正月，同治三年三月初三。", None),
    ("3月10日前完成，截至2月3日24时。", "2020-02-05"),
    ("5月上旬至6月中旬，1-3月，1至3月份。", "2020-07-05"),
    ("昨日，今早，明天，后天，大前天，今晚。", "2020-02-05"),
    ("今年2月，去年12月，明年3月，前年。", "2020-02-05"),
    ("今年2月。", "2020-02"),
    ("2月3日", "2020"),
    ("12月30日", "2020-01"),
    ("当年，同年，翌年，次年，是年，是月。", None),
    ("1958年，同年3月，次年5月，是月。", None),
    ("二月三日，廿三日，卅一日，十二月三十一日。", "2020-01-05"),
    ("《1958年3月》出版，“2020年2月”专刊，2020-02-03版，文号2020-02-03，图2020.2.3。", None),
    ("限于5日前完成，为期3日，3日～5日培训，三日至五日放假，第3日，3日游。", "2020-02-05"),
    ("5月3日、4日、5日三天，七月初七，八月十五，农历五月初五。", "2020-02-05"),
    ("“三月”计划，三月街，五月天，一月一次，每年5月1日，5月1日路。", "2020-02-05"),
    ("2020年春节，去年春节，春节后，今年清明节，端午节假期。", "2020-06-05"),
    ("民国109年2月3日，109/2/3，中華民國一百零九年。", "2020-02-05"),
    ("2月3—5日，2月3日、5日，2月28日至3月1日，3日至5日。", "2020-03-05"),
    ("昨（3）日，今（4日），前天（2日）。", "2020-02-04"),
    ("Feb 3, 2020 and 3 February 2020.", None),
    ("2019年1月1日—2020年12月31日，“十三五”期间，2016-2020年。", None),
    ("1日开会，10月1日至5日放假，12月1日至1月1日。", "2020-10-02"),
    ("2019年度总结，18年度计划，今年度，08年3月2日，18年底。", "2020-02-05"),
    ("前两个月，2019年前十个月，前13个月，1至11月。", "2020-12-05"),
    ("8日结束，十月，三日。3月，8日。", "2020-10-05"),
    ("2020年10日，2020年的15日。", "2020-10-20"),
    ("去年腊月初八，今年正月，正月里，冬月十五，农历二月二。", "2020-02-05"),
    ("10000年1月1日，99999年。", None),
    ("5号楼，5号，第5号，5号文件，五号线，1号。", "2020-02-05"),
]  # fmt: skip


def compare(name: str, found: pd.DataFrame) -> None:
    """Assert that the rows are those of a recorded table."""
    path = RECORDED / f"{name}.csv"
    rows = [[str(value) for value in row] for row in found.astype("str").fillna("").to_numpy().tolist()]
    if os.environ.get("FANGZHI_UPDATE"):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([found.columns, *rows])
    with path.open(encoding="utf-8", newline="") as file:
        recorded = list(csv.reader(file))
    assert rows == recorded[1:]


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return build_tables(ROOT / "pages" / "dev")


@pytest.fixture(scope="module")
def called(tables: dict[str, pd.DataFrame]) -> "pd.Series[str]":
    """What a document is called: its path, and its number within a table of many."""
    documents = tables["documents"].set_index("doc_id")
    record = documents["record"].astype("str").fillna("").str.removesuffix(".0")
    return documents["path"].str.cat(record, sep="#").str.removesuffix("#")


@pytest.fixture(scope="module")
def articles(tables: dict[str, pd.DataFrame], called: "pd.Series[str]") -> pd.DataFrame:
    found = tables["articles"].assign(path=lambda a: a["doc_id"].map(called))
    return found.sort_values(["path", "seq"])


def test_articles_of_pages(articles: pd.DataFrame) -> None:
    found = articles.assign(
        first=articles["text"].str[:12],
        last=articles["text"].str[-12:],
        authors=articles["authors"].str.join("、"),
        about=articles["about_provinces"].str.join("、"),
    )
    compare("articles", found[[
        "path", "seq", "title", "title_truncated", "n_chars", "first", "last", "outlet", "authors", "published", "published_precision",
        "province", "province_confidence", "city", "about", "excluded_reason",
    ]])  # fmt: skip


def test_spans_of_pages(
    tables: dict[str, pd.DataFrame], articles: pd.DataFrame, called: "pd.Series[str]"
) -> None:
    seq = articles.set_index("article_id")["seq"].astype("str")
    spans = tables["spans"].assign(
        path=lambda s: s["doc_id"].map(called), seq=lambda s: s["article_id"].map(seq).fillna("")
    )
    spans = spans[spans["kind"] != "markup"].astype({"kind": "str", "rule": "str"}).fillna({"rule": ""})
    spans = spans.sort_values(["path", "start"])
    # What stands in a row of one kind is one, or there would be a row for each line.
    of = ["path", "seq", "kind", "rule"]
    runs = (spans[of] != spans[of].shift()).any(axis=1).cumsum()
    compare("spans", spans.groupby(runs).agg({**dict.fromkeys(of, "first"), "start": "first", "end": "last"}))


def test_evidence_of_pages(tables: dict[str, pd.DataFrame], articles: pd.DataFrame) -> None:
    found = tables["evidence"].merge(articles[["article_id", "path", "seq"]], on="article_id")
    found = found.astype({"start": "Int64", "end": "Int64"})
    columns = ["path", "seq", "field", "source", "words", "start", "end", "contradicted_by"]
    compare("evidence", found[columns].sort_values(columns[:6]))


def test_dates_of_pages(tables: dict[str, pd.DataFrame], articles: pd.DataFrame) -> None:
    found = tables["date_mentions"].merge(articles[["article_id", "path", "seq"]], on="article_id")
    columns = ["path", "seq", "start", "surface", "date_from", "date_to", "precision", "rule", "confidence"]
    compare("page_dates", found[columns].sort_values(columns[:3]))


def test_dates_of_sentences() -> None:
    items = [
        item
        for part in ("dev", "held_out")
        for item in marked.read_items(marked.SENTENCES / f"dates_{part}.jsonl")
    ]
    found = find_dates(dates.frame(items))
    compare("sentence_dates", found[
        ["article_id", "start", "surface", "date_from", "date_to", "precision", "rule", "confidence"]
    ])  # fmt: skip


def test_readings_of_days() -> None:
    items = [marked.Item(text, text, (), {"published": published or ""}) for text, published in DAYS]
    compare("days", find_dates(dates.frame(items))[
        ["article_id", "surface", "date_from", "date_to", "precision", "rule", "confidence"]
    ])  # fmt: skip


def test_spans_of_small_pages() -> None:
    rows = []
    for name, text, *_ in (*PAGES, *MORE_PAGES):
        spans = split(text).spans.astype({"article_id": "str"}).fillna({"article_id": ""})
        rows += [
            (
                name,
                span.article_id[-2:],
                span.kind,
                span.rule,
                text[span.start : span.end].strip()[:12].strip(),
            )
            for span in spans.itertuples()
        ]
    compare("small_pages", pd.DataFrame(rows, columns=["page", "seq", "kind", "rule", "text"]))
