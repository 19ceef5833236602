import pytest

from helpers.articles.authors import find_authors
from helpers.articles.clues import find_clues
from helpers.articles.names import find_names
from helpers.articles.notes import Note, Stated
from helpers.articles.outlets import find_outlet
from helpers.articles.titles import mark_truncated


def notes(*pairs):
    return [Note(rule, text, True) for rule, text in pairs]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王小明", ["王小明"]),
        ("王小明 李红、欧阳文", ["王小明", "李红", "欧阳文"]),
        ("黄 伟", ["黄伟"]),
        ("黄\xa0伟 张三丰", ["黄伟", "张三丰"]),
        ("某某医院护士李小红", ["李小红"]),
        ("本台", []),
        ("", []),
    ],
)
def test_find_names(text, names):
    assert find_names(text) == names


@pytest.mark.parametrize(
    ("pairs", "outlet"),
    [
        ([("timestamp", "2020年01月29日13:28　来源：新华日报")], "新华日报"),
        ([("source", "来源：四川日报 作者：王小明")], "四川日报"),
        ([("source", "來源：聯合報")], "聯合報"),
        ([("source", "来源：本报"), ("dateline", "新华社北京2月3日电（记者王小明）")], "新华社"),
        ([("dateline", "央广网上海2月9日消息（记者周洪）")], "央广网"),
        ([("dateline", "央广网河南分网2月21日消息（记者 汪宁）")], "央广网河南分网"),
        ([("dateline", "（中央社記者王小明台北3日電）")], "中央社"),
        ([("dateline", "本报讯（记者 王小明）")], None),
        ([("signature", "（南方日报记者 王小明）")], "南方日报"),
        ([("letterhead", "工作简报"), ("letterhead", "临江市乡村振兴局")], "临江市乡村振兴局"),
        ([("dateline", "〔記者王大明／台北報導〕")], None),
        ([("letterhead", "工作简报"), ("circulation", "报：省政府办公厅")], None),
        ([("copyright", "中国江西网版权与免责声明：")], "中国江西网"),
        ([("source", "来源：甲县发布"), ("dateline", "新华社北京2月3日电")], "甲县发布"),
        ([], None),
    ],
)
def test_find_outlet(pairs, outlet):
    found = find_outlet(notes(*pairs))
    assert (found.note.text if found else None) == outlet


def test_the_corpuss_own_column_goes_first():
    found = find_outlet(notes(("column:outlet", " 江西日报 "), ("source", "来源：新华网")))
    assert (found.source, found.note.text) == ("column", "江西日报")
    authors, note = find_authors(notes(("reporter", "本报记者 李红"), ("column:authors", "王小明、张三")))
    assert (authors, note.rule) == (["王小明", "张三"], "column:authors")


def test_the_words_are_placed_exactly_where_they_stand_in_one_stretch():
    whole = Note("source", "来源：新华日报　作者：王小明", True, 10, 24)
    outlet = find_outlet([whole]).note
    assert (outlet.text, outlet.start, outlet.end) == ("新华日报", 13, 17)
    parted = Note("source", "来源：新华日报", True, 10, 60)  # tags between the words
    outlet = find_outlet([parted]).note
    assert (outlet.text, outlet.start, outlet.end) == ("新华日报", 10, 60)


@pytest.mark.parametrize(
    ("pair", "authors"),
    [
        (("reporter", "某某日报全媒记者 张小明 李红"), ["张小明", "李红"]),
        (("dateline", "本报讯（记者 王小明 通讯员 李红）"), ["王小明", "李红"]),
        (("dateline", "天山网讯（记者王小明报道）"), ["王小明"]),
        (("dateline", "（中央社記者王小明台北3日電）"), ["王小明"]),
        (("dateline", "（中央社記者李明高雄13日電）"), ["李明"]),
        (("reporter", "記者王小明／台北報導"), ["王小明"]),
        (("dateline", "〔記者王大明／台北報導〕"), ["王大明"]),
        (("signature", "(曾靓记者刘珊伊)"), ["曾靓", "刘珊伊"]),
        (("field", "作者：某某医院护士李小红"), ["李小红"]),
        (("source", "来源：江西日报 作者：王小明 编辑：李红"), ["王小明"]),
        (("names", "胡兰兰 倪方方 黄 伟"), ["胡兰兰", "倪方方", "黄伟"]),
        (("editor", "责任编辑：张三"), []),
    ],
)
def test_find_authors(pair, authors):
    assert find_authors(notes(pair))[0] == authors


def test_clues_are_exact_words_with_their_place():
    clues = list(
        find_clues(
            [
                Note("dateline", "新华社南昌2月3日电", True),
                Note("timestamp", "2020-02-03 10:20", True),
                Note("sign-off", "2020年2月4日", False),
                Note("caption", "2月1日，志愿者在登记。", False),
            ],
            Stated("dateline", Note("dateline", "新华社", True)),
            [Note("image", name, False) for name in ("W020200312585124799235.jpg", "logo.png")],
            "我省启动一级响应。",
            "2020/02/江西.txt",
        )
    )
    found = [(c.field, c.source, c.text) for c in clues]
    assert found == [
        ("province", "outlet", "新华社"),
        ("province", "dateline", "新华社南昌2月3日电"),
        ("published", "dateline", "新华社南昌2月3日电"),
        ("published", "page", "2020-02-03 10:20"),
        ("published", "byline", "2020年2月4日"),
        ("published", "image", "W020200312585124799235.jpg"),
        ("province", "voice", "我省"),
        ("province", "path", "2020/02/江西.txt"),
    ]


@pytest.mark.parametrize(
    ("titles", "cut"),
    [
        ([], []),
        (["甲县推进复工"], [False]),
        (["甲县推进复工复产取得新的…"], [True]),
        (["一二三四五六七八九十一二", "一二三四五六七八九十三四", "短标题"], [True, True, False]),
        (["一二三四五六七八九十一二", "一二三四五六七八九十三四五六", "短标题"], [False, False, False]),
    ],
)
def test_mark_truncated(titles, cut):
    assert mark_truncated(titles) == cut
