import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import script
from helpers.script import is_traditional, list_variants, to_simplified

SIMPLIFIED = [
    "王昇在乾隆年间修建的社区服务中心工作，乾县群众来电。",
    "王昇、李堃、周喆、吴珺在会议室发言。",
    "里面的后台干部说，云台山上的面条只卖三斗。",
    "新华社报道，台湾《聯合報》刊文称疫情趋缓，社区防控措施有所调整。",
    "据悉",
    "",
    "COVID-19, 2020.",
]


@pytest.mark.parametrize("text", SIMPLIFIED)
def test_simplified_text_is_never_altered(text):
    assert not is_traditional(text)
    assert to_simplified(text) == text


@pytest.mark.parametrize(
    ("text", "simplified"),
    [
        ("嚴重特殊傳染性肺炎疫情指揮中心", "严重特殊传染性肺炎疫情指挥中心"),
        ("皇后區的乾隆御筆保持乾燥，乾淨裡面", "皇后区的乾隆御笔保持干燥，干净里面"),
        ("發展與頭髮、著作與看著他", "发展与头发、著作与看着他"),
        ("臺北市長說：「防疫優先」", "台北市长说：「防疫优先」"),
        ("這個記者會由行政长官主持，說明關於檢疫的規定", "这个记者会由行政长官主持，说明关于检疫的规定"),
    ],
)
def test_traditional_text_is_converted(text, simplified):
    assert is_traditional(text)
    assert to_simplified(text) == simplified


@settings(max_examples=200, deadline=None)
@given(text=st.text() | st.text("嚴檢疫區乾隆燥麼著裡𠀀𪚥社区 \n，a"))
def test_one_character_for_one(text):
    assert len(to_simplified(text)) == len(text)


@settings(max_examples=100, deadline=None)
@given(text=st.text("嚴檢疫區麼著裡臺灣說個傳關", min_size=1))
def test_what_was_converted_stays_as_it_is(text):
    assert to_simplified(to_simplified(text)) == to_simplified(text)


def test_a_conversion_of_another_length_is_made_character_by_character(monkeypatch):
    words = {"檢疫區": "检疫地区", "檢": "检", "區": "区", "疫": "疫情"}
    monkeypatch.setattr(script, "_opencc", lambda: words.__getitem__)
    script._convert_character.cache_clear()
    assert to_simplified("檢疫區") == "检疫区"
    script._convert_character.cache_clear()


def test_a_lone_surrogate_is_no_error():
    assert to_simplified("嚴檢\ud800疫區") == "严检\ud800疫区"


def test_each_character_has_one_group_of_variants():
    groups = list_variants()
    assert {"发發髮", "網网", "后後", "台枱檯臺颱"} < set(groups)
    characters = "".join(groups)
    assert len(characters) == len(set(characters))
    assert len("\n".join(groups).encode()) < 30_000
