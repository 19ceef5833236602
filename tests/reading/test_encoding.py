"""Real sentences in every usual encoding and length, damaged in the usual ways."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reading.encoding import decode

SIMPLIFIED = [
    "全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全。",
    "2020年2月3日，江西省新增确诊病例72例，累计确诊548例。",
    "春眠不觉晓，处处闻啼鸟。",
    "关于印发《甲县春耕备耕工作实施方案》的通知",
    "王小明、李红、赵伟、欧阳娜娜、司马光",
    "南昌市青山湖区罗家镇、塘山镇、京东镇",
    "赣府发〔2020〕3号",
    "粮食产量达到3528.6万吨，同比增长2.1%；",
]
TRADITIONAL = [
    "教育部今天宣布，高中以下學校延後兩週開學，請家長提早安排照顧事宜。",
    "臺北市政府環境保護局新聞稿",
    "中華民國一百零九年二月三日",
    "王建民、陳水扁、馬英九、蔡英文",
]
HONG_KONG = [
    "香港特別行政區政府衞生署衞生防護中心公布最新情況。",
    "㗎喺嘅啲咗嚟嗰冇佢哋唔係噉講",
    "港鐵將軍澳綫及屯馬綫嘅乘客",
]
ENGLISH = ["The provincial government announced new measures.", "café naïve – “quoted” text"]
RARE = ["镕堃喆祎旻昉珺婧玥", "㐂㐅䶮𠀀𬭎"]
WRAPS = {
    "plain": "{}",
    "lines": "\n{}\r\n{}\r{}\n",
    "wrong charset": '<html><head><meta charset="iso-8859-1"><title>a</title></head><body><p>{}</p></body></html>',
    "mostly ASCII": "var a = 1; " * 60 + "{}",
}


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS)
@pytest.mark.parametrize("times", [1, 3, 20])
@pytest.mark.parametrize(
    ("sentences", "encodings"),
    [
        (SIMPLIFIED, ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]),
        (TRADITIONAL, ["utf-8", "big5", "gbk", "utf-16-le", "utf-16-be"]),
        (HONG_KONG, ["utf-8", "big5hkscs", "utf-16-le"]),
        (ENGLISH, ["utf-8", "utf-16-le", "utf-16-be"]),
        (RARE, ["utf-8", "gb18030"]),
    ],
    ids=["Simplified", "Traditional", "Hong Kong", "English", "rare"],
)
def test_sentences(sentences, encodings, times, wrap):
    for sentence in sentences:
        text = wrap.format(*[sentence * times] * 3)
        for encoding in encodings:
            assert decode(text.encode(encoding))[::2] == (text, None), encoding


def test_western_quotes_of_windows():
    text = "The café’s “naïve” owner said so. " * 3
    assert decode(text.encode("cp1252")) == (text, "cp1252", None)


@pytest.mark.parametrize(
    "text", ["&#20013;&#22269;", "<p>&#x4e2d;</p>", "ASCII only, with ? and ??", "a=1&b=2"]
)
def test_ascii_is_ascii(text):
    assert decode(text.encode()) == (text, "utf-8", None)


def test_the_declared_encoding_decides_where_characters_do_not():
    for charset, encoding in (("gb2312", "gb18030"), ("big5", "big5hkscs")):
        page = f'<meta charset="{charset}"><p>'.encode() + "一丁".encode(encoding) + b"</p>"
        assert decode(page)[1] == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
@pytest.mark.parametrize("times", [2, 4, 40])
@pytest.mark.parametrize("n_bad", [1, 3, 5])
def test_a_few_bad_bytes_are_replaced_and_noted(encoding, times, n_bad):
    text = "".join(TRADITIONAL if encoding == "big5" else SIMPLIFIED) * times
    data = bytearray(text.encode(encoding))
    chance = random.Random(n_bad)
    for _ in range(n_bad):
        data[chance.randrange(len(data))] = 0xFF
    read, _, note = decode(bytes(data))
    assert read is not None
    assert len(set(read) - set(text)) <= 3 * n_bad
    assert "could not be decoded and were replaced" in note


def wrong(read, written="utf-8"):
    return lambda text: text.encode(written, "replace").decode(read, "replace")


MOJIBAKE = {
    "UTF-8 as Latin-1": wrong("latin-1"),
    "UTF-8 as Windows-1252": wrong("cp1252"),
    "UTF-8 as GBK": wrong("gbk"),
    "UTF-8 as Big5": wrong("big5"),
    "UTF-8 as Shift JIS": wrong("shift_jis"),
    "UTF-8 as KOI8": wrong("koi8-r"),
    "GBK as Latin-1": wrong("latin-1", "gbk"),
    "GBK as Windows-1252": wrong("cp1252", "gbk"),
    "GBK as UTF-8": wrong("utf-8", "gbk"),
    "GBK as UTF-8 as GBK": lambda text: wrong("gbk")(wrong("utf-8", "gbk")(text)),
    "Big5 as GBK": wrong("gbk", "big5"),
    "twice": lambda text: wrong("latin-1")(wrong("latin-1")(text)),
    "question marks": lambda text: text.encode("ascii", "replace").decode(),
}


@pytest.mark.parametrize("damage", MOJIBAKE.values(), ids=MOJIBAKE)
@pytest.mark.parametrize(
    "sentence", [SIMPLIFIED[0], SIMPLIFIED[1], SIMPLIFIED[3], SIMPLIFIED[0] + SIMPLIFIED[3]]
)
@pytest.mark.parametrize("times", [1, 6])
def test_mojibake_is_refused(damage, sentence, times):
    text, _, reason = decode(damage(sentence * times).encode())
    assert text is None
    assert "mojibake" in reason or "no known encoding" in reason


def test_mojibake_says_how_it_came_about():
    assert "(UTF-8 read as GBK)" in decode(wrong("gbk")(SIMPLIFIED[0]).encode())[2]
    assert "question marks" in decode(("？" + SIMPLIFIED[0]).encode("ascii", "replace"))[2]


def test_questions_and_foreign_words_are_no_mojibake():
    for text in ("你好吗??真的吗??" + SIMPLIFIED[0], "Ça va? Où êtes-vous? " * 9, "Москва и Пекин договорились", "東京都は新しい対策を発表した。", "서울시는 새로운 대책을 발표했다"):  # fmt: skip
        assert decode(text.encode())[0] == text


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_refused(seed):
    data = random.Random(seed).randbytes(4000)
    assert decode(data)[0] is None


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_a_reason(data):
    text, encoding, reason = decode(data)
    assert (text is None) == (encoding is None)
    assert text is not None or reason


# A NUL beside an ASCII character may be UTF-16.
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200))
def test_what_utf_8_says_is_never_changed(text):
    data = text.encode("utf-8", "replace")
    assert decode(data)[0] in (data.decode("utf-8-sig"), None)
