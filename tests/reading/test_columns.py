"""Rows of column names as exports write them, with the roles that they should play."""

import pytest

from helpers.reading.columns import column_roles
from helpers.settings import Settings

HEADERS = [
    (("标题", "正文", "发布日期", "来源", "省份", "链接", "作者"), ("title", "text", "published", "outlet", "province", "url", "authors")),
    (("id", "news_title", "articleContent", "pubDate", "source", "province", "url", "author"),
     (None, "title", "text", "published", "outlet", "province", "url", "authors")),
    (("标　题", "发布时间（北京时间）", "正文内容 ", "来源网站"), ("title", "published", "text", "outlet")),
    (("\ufeff标题", "新闻内容", "時間", "來源", "鏈接"), ("title", "text", "published", "outlet", "url")),
    (("標題", "內容", "發佈時間", "媒體名稱", "連結"), ("title", "text", "published", "outlet", "url")),
    (("Ｔｉｔｌｅ", "Ｃｏｎｔｅｎｔ", "Ｄａｔｅ"), ("title", "text", "published")),
    (("省份", "年份", "政府工作报告全文"), ("province", "published", "text")),
    (("province", "year", "report"), ("province", "published", "text")),
    (("省/province", "年份/year", "正文/text"), ("province", "published", "text")),
    (("省（自治区、直辖市）", "年度", "报告内容", "字数"), ("province", "published", "text", None)),
    (("title", "content_clean", "publish_time", "site_name"), ("title", "text", "published", "outlet")),
    (("title", "content", "content_clean"), ("title", "text", None)),
    (("title", "content_raw", "content"), ("title", None, "text")),
    (("标题", "摘要", "全文"), ("title", None, "text")),
    (("headline", "summary", "article_text"), ("title", None, "text")),
    (("标题", "摘要"), ("title", "text")),
    (("题名", "作者", "报纸名称", "日期", "原文"), ("title", "authors", "outlet", "published", "text")),
    (("文件标题", "发文机关", "成文日期", "文件内容", "网页地址"), ("title", "outlet", "published", "text", "url")),
    (("content_type", "content_length", "text"), (None, None, "text")),
    (("正文字数", "标题长度", "正文"), (None, None, "text")),
    (("抓取时间", "发布时间", "内容"), (None, "published", "text")),
    (("时间", "发布时间", "内容"), (None, "published", "text")),
    (("年份", "发布日期", "内容"), (None, "published", "text")),
    (("source", "source_url", "text"), ("outlet", "url", "text")),
    (("doc_title", "doc_text", "doc_date", "doc_source"), ("title", "text", "published", "outlet")),
    (("【标题】", "正文：", "日期*"), ("title", "text", "published")),
    (("编号", "金额"), (None, None)),
    (("xh", "bt", "lmmc", "nr", "fbjg", "fbsj", "djl"), (None, "title", None, "text", "outlet", "published", None)),
    (("ts", "src", "title", "content"), ("published", "outlet", "title", "text")),
    (("_id", "subject", "site", "ptime", "writer", "txt"), (None, "title", "outlet", "published", "authors", "text")),
    (("title", "from", "time", "content"), ("title", "outlet", "published", "text")),
    (("题名", "全文", "报纸名称", "刊出日期", "版次"), ("title", "text", "outlet", "published", None)),
    (("标题", "见报时间", "报纸日期", "正文"), ("title", "published", None, "text")),
    (("newstitle", "html", "media", "pubdate", "crawl_time"), ("title", "text", "outlet", "published", None)),
    (("html", "content"), (None, "text")),
    (("html", "summary"), ("text", None)),
    (("meta.docTitle", "meta.pubDate", "data.content"), ("title", "published", "text")),
    (("publish_time.$date", "content.$t"), ("published", "text")),
    (("author.name", "author.title", "image.url", "content"), ("authors", None, None, "text")),
    (("http://a.cn/0.html", "news/a.txt"), (None, None)),
    (("No.", "1.标题", "内容..."), (None, "title", "text")),
]  # fmt: skip


@pytest.mark.parametrize(("header", "roles"), HEADERS, ids=[" ".join(header) for header, _ in HEADERS])
def test_headers(header, roles):
    found = column_roles(header, Settings())
    assert tuple(found.get(column) for column in header) == roles


def test_settings_win():
    header = ("标题", "正文", "备注", "日期")
    found = column_roles(header, Settings(columns={"text": "备注", "published": "正文"}))
    assert found == {"备注": "text", "正文": "published", "标题": "title"}
    assert "text" not in column_roles(header, Settings(columns={"text": "全文"})).values()
