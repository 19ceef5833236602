"""The edges of an article: what stands around its headline and below its last sentence, and what each is called."""

import pytest

from helpers.articles import split_documents
from helpers.document import Document

P = "全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全。"
Q = "各社区干部逐户登记返乡人员，为居家老人送菜上门，群众的心渐渐安定下来。"
R = "截至目前，已有三千余名志愿者报名参加值守，各项工作正在有序推进。"


def split(text, form="plain", path="page"):
    return split_documents([Document("d", path, None, "", "text/plain", "utf-8", text, form, "ok")])


def labelled(text, form="plain"):
    """Rule by stretch of text, for what is no body, mark or white space."""
    spans = split(text, form).spans
    kept = spans[~spans["kind"].isin(["body", "markup"])]
    return {
        text[a:b].strip(): rule for a, b, rule in zip(kept["start"], kept["end"], kept["rule"], strict=True)
    }


def titles_and_texts(text, form="plain"):
    found = split(text, form).articles
    return list(zip(found["title"].fillna(""), found["text"], strict=True))


# --- below the text


@pytest.mark.parametrize(
    ("tail", "rule"),
    [
        ("本版编辑　吴楠", "fields"),
        ("（王沐原　巴图孟克）", "names"),
        ("某市应急管理局", "sign-off"),
        ("（某市气象局）", "sign-off"),
        ("—END—", "below-text"),
        ("（根据录音整理，未经本人审阅）", "recorded"),
        ("版权归作者所有", "below-text"),
    ],
)
def test_short_lines_below_the_last_sentence_are_no_text(tail, rule):
    found = labelled(f"甲县推进复工\n\n{P}\n{Q}\n\n{tail}\n")
    assert found[tail] == rule
    assert titles_and_texts(f"甲县推进复工\n\n{P}\n{Q}\n\n{tail}\n") == [("甲县推进复工", f"{P}\n{Q}")]


@pytest.mark.parametrize(
    "tail",
    [
        "1.甲县人民医院\n2.乙县人民医院\n3.丙县人民医院",
        "· 甲县人民医院\n· 乙县人民医院",
        "山高水长，\n后会有期。",
        "他说：“一切都会好起来。”",
    ],
    ids=["numbered", "bullets", "verse", "quotation"],
)
def test_lists_verses_and_quotations_at_the_end_are_text(tail):
    ((_, text),) = titles_and_texts(f"甲县推进复工\n\n{P}\n{Q}\n{tail}\n")
    assert text == f"{P}\n{Q}\n{tail}"


def test_a_list_that_the_text_announces_is_text():
    ((_, text),) = titles_and_texts(f"甲县公布名单\n\n{P}\n获奖单位如下：\n甲镇卫生院\n乙镇卫生院\n")
    assert text.endswith("获奖单位如下：\n甲镇卫生院\n乙镇卫生院")


# --- around the headline


def test_a_masthead_stands_above_the_headline_and_holds_for_each_article():
    text = f"甲州日报　2015年11月12日　第2版\n\n雪夜送草到牧区\n□本报记者　王小明\n\n{P}\n{Q}\n"
    found = split(text)
    (article,) = found.articles.itertuples()
    assert (article.title, article.outlet, article.authors) == ("雪夜送草到牧区", "甲州日报", ["王小明"])
    assert labelled(text)["甲州日报　2015年11月12日　第2版"] == "masthead"
    several = split(f"甲州日报　2015年11月12日　第2版\n\n▲甲县办大集\n{P}\n\n▲乙县修水渠\n{Q}\n").articles
    assert several["title"].tolist() == ["甲县办大集", "乙县修水渠"]
    assert several["outlet"].tolist() == ["甲州日报", "甲州日报"]


def test_fields_right_above_the_text_are_no_headline():
    ((title, text),) = titles_and_texts(f"甲州日报  2015-11-14\n{P}\n{Q}\n")
    assert (title, text) == ("", f"{P}\n{Q}")


@pytest.mark.parametrize(
    ("below", "rule"),
    [
        ("绥化市副市长　高忠义", "speaker"),
        ("海西州统计局", "sign-off"),
        ("2020年7月", "fields"),
        ("（2013年8月14日）", "timestamp"),
        ("2019年1月9日在甲市第九届人民代表大会第四次会议上", "occasion"),
        ("摘要：三年里，全市派出一百名教师。", "summary"),
    ],
)
def test_lines_between_headline_and_text(below, rule):
    text = f"在全市春耕生产现场会上的讲话\n{below}\n\n同志们：\n{P}\n{Q}\n"
    assert labelled(text)[below] == rule


def test_an_office_is_half_of_a_headline_where_the_next_line_goes_on():
    text = f"中山市教育局\n关于做好暑期校外培训机构专项检查的通知\n\n各镇政府：\n{P}\n"
    assert titles_and_texts(text)[0][0] == "中山市教育局\n关于做好暑期校外培训机构专项检查的通知"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("某县人民政府办公室关于印发\n2015年秋种工作实施方案的通知", None),
        ("关于调整部分区域风险等级的通告\n（第41号）", None),
        ("政府工作报告\n——2019年1月9日在甲市人民代表大会会议上", None),
        ("甲县推进复工", "甲县推进复工"),
    ],
)
def test_a_headline_of_several_lines(lines, title):
    assert titles_and_texts(f"{lines}\n\n{P}\n{Q}\n")[0][0] == (title or lines)


# --- web pages


def page(head, *, title="甲县推进复工复产_某某网", meta=""):
    return f"<html><head><title>{title}</title>{meta}</head><body>{head}<div class='content'><p>{P}</p><p>{Q}</p><p>{R}</p></div></body></html>"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<h3>一线见闻</h3><h1>甲县推进复工复产</h1>", "一线见闻\n甲县推进复工复产"),
        ("<p class='yinti'>从一根菌棒到一条产业链</p><h2>甲县推进复工复产</h2>", "从一根菌棒到一条产业链\n甲县推进复工复产"),
        ("<h1>甲县推进复工复产</h1><h2>三百家企业开门</h2><p>2020-02-03 来源：甲县发布</p>", "甲县推进复工复产\n三百家企业开门"),
        ("<h1>某某政务网</h1><h2>甲县推进复工复产</h2>", "甲县推进复工复产"),
        ("<h1>甲县推进复工复产</h1>", "甲县推进复工复产"),
    ],
)  # fmt: skip
def test_headline_of_a_page(head, title):
    assert titles_and_texts(page(head), "html")[0][0] == title


def test_a_page_states_its_source_and_date_in_its_head():
    meta = (
        '<meta name="PubDate" content="2019-04-12 16:20"><meta name="ContentSource" content="甲县融媒体中心">'
    )
    found = split(page("<h1>甲县推进复工复产</h1>", meta=meta), "html")
    assert found.articles["outlet"].tolist() == ["甲县融媒体中心"]
    clues = found.clues[found.clues["source"] == "meta"]
    assert clues["text"].tolist() == ["2019-04-12 16:20"]


# --- where articles begin


def test_headlines_above_datelines_begin_articles():
    text = (
        f"乌海种出葡萄带\n本报乌海8月29日电（记者 郝大漠）{P}\n{Q}\n"
        f"呼伦贝尔用上厕所车\n本报呼伦贝尔8月29日电（记者 李河）{R}\n{Q}\n"
    )
    assert [title for title, _ in titles_and_texts(text)] == ["乌海种出葡萄带", "呼伦贝尔用上厕所车"]


def test_sources_above_headlines_begin_articles():
    text = (
        f"【中國時報 2015/06/25 B1/焦點】\n高麗菜價崩盤\n{P}\n{Q}\n\n"
        f"【中國時報 2015/06/26 A12/澎湖】\n花火節收攤\n{R}\n{Q}\n"
    )
    found = split(text).articles
    assert found["title"].tolist() == ["高麗菜價崩盤", "花火節收攤"]
    assert found["outlet"].tolist() == ["中國時報", "中國時報"]


def test_numbered_items_with_their_sources_begin_articles():
    text = (
        f"县域要闻摘编\n\n一、永靖县召开推进会\n（永靖县融媒体中心 2021-09-04）\n{P}\n{Q}\n\n"
        f"二、渭源县召开推进会\n（渭源县融媒体中心 2021-09-07）\n{R}\n{Q}\n"
    )
    assert [title for title, _ in titles_and_texts(text)] == ["永靖县召开推进会", "渭源县召开推进会"]


def test_numbered_sections_of_one_report_do_not():
    text = f"关于冬小麦情况的报告\n\n一、基本情况\n{P}\n{Q}\n二、主要问题\n{R}\n三、下步打算\n{P}\n"
    assert len(titles_and_texts(text)) == 1


def test_marked_subheadings_below_text_do_not():
    text = f"避险指南\n\n{P}\n★ 遇到积水怎么办\n{Q}\n★ 住在山边怎么办\n{R}\n"
    assert len(titles_and_texts(text)) == 1


def test_contents_of_a_bulletin_are_no_text():
    text = (
        "农村信息专报\n2022年第3期\n某区委办公室　2022年1月14日\n======\n\n【目　录】\n1.甲街道送菜………2\n2.乙街道送药………4\n\n"
        f"甲街道送菜\n\n{P}\n{Q}\n\n乙街道送药\n\n{R}\n{Q}\n"
    )
    assert [title for title, _ in titles_and_texts(text)] == ["甲街道送菜", "乙街道送药"]
    assert labelled(text)["1.甲街道送菜………2"] == "contents"


def test_front_matter_is_fields():
    text = f'---\ntitle: "黑土地再扩面"\ndate: 2021-05-09\nauthor: 祖安澜\nsource: 吉林日报\n---\n\n## 黑土地再扩面\n\n{P}\n\n{Q}\n'
    found = split(text, "markdown")
    (article,) = found.articles.itertuples()
    assert (article.title, article.outlet, article.authors) == ("黑土地再扩面", "吉林日报", ["祖安澜"])
    assert article.text == f"{P}\n{Q}"
