"""Lines of fields: what stands beside an article, in any order; and sentences and headlines, which are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.articles.fields import covers, find_fields, is_byline, is_source_line, states_fields
from helpers.lexicons import read_rows

BYLINES = (
    "來源：解放日报作者：许沁2017-09-21 06:31",
    "發稿時間：2018/08/04 14:22　最新更新：2018/08/04 16:05　字級設定：小 中 大",
    "２０１６年１０月１３日（星期四）",
    "福建日报　2017年05月16日　星期二　第05版：县域",
    "锡林郭勒日报",
    "2015年11月12日　第2版",
    "2012-11-28　　濠江早報",
    "栏目主编：徐瑞哲　文字编辑：许沁",
    "楼主 那达慕小骑手 发表于 2015-11-12 20:17:33 | 只看该作者 | 倒序浏览",
    "原创 小韶 韶关发布 2022-06-14 09:00 发表于广东",
    "发布机构：市政府办公室  成文日期：2019-04-10",
    "答复单位\t某市交通运输局",
    "攝影　鄧家樂",
    "date: 2021-05-09T08:30:00+08:00",
    "（永靖县融媒体中心 2021-09-04）",
)
OTHERS = (
    "2月10日0—24时，甘肃省报告新增确诊病例3例",
    "2020年2月3日疫情通报",
    "记者观察：三年之变",
    "关于做好2020年防汛工作的通知",
    "南昌：地铁3号线12月26日开通",
    "抗疫日记：2020年2月3日",
    "今天是2012年8月6日 星期一",
    "全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全。",
    "",
)


@pytest.mark.parametrize("text", BYLINES)
def test_a_line_of_fields_is_a_byline(text):
    assert is_byline(text)
    assert covers(text) >= 0.8


@pytest.mark.parametrize("text", OTHERS)
def test_a_sentence_or_headline_is_none(text):
    assert not is_byline(text)
    assert not states_fields(text)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("来源：江西日报　作者：王小明", [("outlet", "江西日报"), ("author", "王小明")]),
        ("来 源：江西日报|责任编辑：李红", [("outlet", "江西日报"), ("editor", "李红")]),
        ("來源：聯合報", [("outlet", "聯合報")]),
        ("【来源】江西日报", [("outlet", "江西日报")]),
        ("发布日期\t2019-04-12 16:20", [("published", "2019-04-12 16:20")]),
        ("Source: 江西日报", [("outlet", "江西日报")]),
        ("没有栏目的一句话", []),
    ],
)
def test_find_fields(text, fields):
    assert [(f.role, text[f.start : f.end]) for f in find_fields(text)] == fields


def test_a_source_and_a_date_in_brackets_are_a_source_line_whatever_stands_beside_them():
    assert is_source_line("【中國時報 2015/06/25 B1/大台中焦點】")
    assert not is_source_line("（本报讯 昨日上午，全市召开会议。）")


def test_labels_have_one_role_each():
    labels = [row["label"] for row in read_rows("fields.csv")]
    assert len(labels) == len(set(labels))
    roles = {row["role"] for row in read_rows("fields.csv")}
    assert roles == {"outlet", "author", "contributor", "photographer", "published", "updated", "dated", "editor",
                     "counter", "tool", "index"}  # fmt: skip


@given(st.text(alphabet="来源作者时间：: 　2020年月日-/|（）【】\t江西日报记者王小明abc。，", max_size=60))
def test_fields_lie_in_order_within_any_line(text):
    at = 0
    for field in find_fields(text):
        assert at <= field.start <= field.end <= len(text)
        at = field.end
    assert 0 <= covers(text) <= 1
    assert is_byline(text) in (True, False)
