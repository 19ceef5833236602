"""What the words around a name show: that it is part of another name, a person, or only the end of somebody's way."""

import re

from helpers.places.gazetteer import Entry, surnames

__all__ = ["is_aside", "is_firm", "is_person", "is_trapped", "stands_alone"]

_STREET = r"(?:街道|大街|街(?!头|道|区|面|坊|景|拍|舞|边|角|上)|大道|路(?:口|段)?(?!桥|网|局|线|径|由|过|演)|巷|胡同|弄|高速公路|高速|公路|国道|铁路|高铁|大桥|立交)"
_TOWN = r"(?:镇(?!江|区|上|村|街)|乡(?!镇|村|亲|土|下|音|情|愁))"
_ROAD = re.compile(rf"[东西南北中]?[一二三四五六七八九十]?(?:{_STREET}|{_TOWN})")
_PLAIN_ROAD = (
    r"[东西南北中][一二三四五六七八九十]?路(?!桥|网|局|线|径|由|过|演)|街(?!头|道|区|面|坊|景|拍|舞|边|角|上)"
)
_ROUTE = re.compile(
    r"[\u4e00-\u9fff]?(?:高速(?!发展|增长)|铁路|高铁)|城际|公路|运河|线(?!上|下|索)|管道|古道|大道|路"
)
# 到京珠高速 holds no 到京: another end of the route follows.
_ROUTE_END = re.compile(r"[京津沪渝广珠九昆蓉穗哈沈深汉宁郑杭港澳藏](?:高速|铁路|高铁)")
_SITE = r"网(?!络|点|格|民|友|上|红|吧|信|约|购|络|站|球|课|箱|通|签)|在线(?!上)"
# What is named after a place and sold everywhere: a dish, a drink, a brand; and its way of speaking.
_PRODUCT = (
    r"(?:拉面|炒饭|米粉|米线|小面|热干面|刀削面|烩面|担担面|牛肉面|火锅|烤鸭|烧鸡|扒鸡|熏鸡|板鸭|盐水鸭|酱鸭|火腿|小吃"
    r"|凉皮|肉夹馍|胡辣汤|臭豆腐|小笼|生煎|馄饨|锅盔|凉粉|酸辣粉|麻花|煎饼|月饼|粽子|大闸蟹|大盘鸡|麻辣烫|啤酒|白酒|黄酒|老酒"
    r"|陈醋|香醋|米醋|榨菜|豆瓣|毛尖|红茶|绿茶|大米|[滷卤鹵]水|[滷卤鹵]味|炒飯|米糕|牌(?!楼|坊|照|匾|子|面)"
    r"|会馆|码子|梆子|快书|评弹|坠子|大鼓|琴书|方言|[话話](?!剧|題|题|语|費|费|说|务|音|别|机|筒|里|劇))"
)
_NAMED_AFTER_PLACE = re.compile(f"{_SITE}|{_PRODUCT}|{_PLAIN_ROAD}")
_REIGN = re.compile("[元一二三四五六七八九十]{1,3}年")  # 咸丰三年
_OFFICE = (
    "记者|記者|通讯员|作者|编辑|摄影|责编|供图|同志|老师|教师|医生|护士|教授|专家|书记|县长|市长|局长|队长|院长|校长|经理|主任"
    "|村民|居民|市民|工人|司机|游客|选手|队员|战士|学生|同学|民警|先生|女士|演员|导演|歌手"
)
_PERSON_BEFORE = re.compile(rf"(?:{_OFFICE})[:：\s]*$")
_REPORTER_BEFORE = re.compile(r"(?:记者|通讯员|作者|编辑|摄影|责编|供图|同志)[:：\s]*$")
_PERSON_AFTER = re.compile(rf"(?:{_OFFICE}|院士|大爷|大妈|大娘|老人)|[说称]")
_TITLE = re.compile(
    r"(?:长|书记|员|主任|教师|老师|医生|护士|同志|教授|经理|家|干部|[妻夫子女父母兄弟哥姐妹])$"
)
_PREPOSITIONS = frozenset("于向常和从与对由自时方关")
_HAN = re.compile(r"[\u3400-\u9fff]")
_GIVEN = 2  # characters of a surname and a given name of one

# Where people come from, go to or belong to is not where it happens: 湖北返乡人员, 来自广东, 驰援湖北.
_ASIDE_BEFORE = re.compile(
    r"(?:来自|來自|从|從|自|离开|驰援|支援|增援|援助|援建|对口|帮扶|发往|發往|销往|运往|送往|运到|寄往|前往|赶赴|奔赴|赴|去往|往返|往|开往|飞往"
    r"|途经|途径|毗邻|接壤的?|相邻的?|支援过|曾支援|返回)$"
)
_ASIDE_AFTER = re.compile(
    r"(?:省|市|县|区|等地?|籍|的?)*(?:籍|人(?=[，。、；）,)])|返|來|来|归|旅居|户籍|车牌|牌照|方向|疫区|游客|旅客|遊客|旅行[团團]|客商|商人|老板|收购商|同胞|专家|師傅|师傅"
    r"|选手|(?:第.{1,3}批)?(?:援.)?(?:医疗队|救援队|支援队|工作队|检测队|医护)|志愿者|过年|务工|打工|读书|上学|求学|出差|经商|老家|援建|支援|捐赠|驰援|派人)"
)
_NEIGHBOUR = re.compile(r"[^，。；\n]{0,8}(?:隔江|隔河|隔海|相望|交界|接壤|毗邻|相邻|相连|相連)")
_PLACED_BEFORE = re.compile(r"[\s，。、；：:！？!?,;（）()“”「」—\-至到在于去往赴从自是及和与同经由省市]$")
_FIRM_AFTER = re.compile(
    r"银行|证券|保险|集团|公司|股份|药业|医药|科技|实业|地产|社区|小区|大厦|花园|广场|酒店|宾馆|卡口|[岛湖山河江峰岭沟湾]|水库"
)
_WAY = frozenset("援返离赴来離來")  # 援鄂, 返赣, 离汉: verb and abbreviation in one


def is_trapped(text: str, start: int, end: int, entry: Entry, cuts: bytes | None) -> bool:
    """Tell whether what follows shows that the name is part of a road's, route's, site's or product's name."""
    if entry.kind == "compound":
        return _ROUTE_END.match(text, end) is not None or _FIRM_AFTER.match(text, end) is not None
    if entry.kind == "group" and _ROUTE.match(text, end):
        return True
    if entry.kind in ("bare", "county") and _REIGN.match(text, end):
        return True
    if _NAMED_AFTER_PLACE.match(text, end):
        return True
    road = _ROAD.match(text, end)
    return road is not None and (cuts is None or bool(cuts[road.end()]))


def is_person(text: str, start: int, end: int) -> bool:
    """Tell whether the name is a person's: after 记者, as surname and given name beside an office, or after a surname.

    A surname counts that stands alone or follows an office.
    """
    if _REPORTER_BEFORE.search(text, max(0, start - 6), start):
        return True
    if (
        end - start == _GIVEN
        and text[start] in surnames()
        and _PERSON_BEFORE.search(text, max(0, start - 6), start)
    ):
        return _PERSON_AFTER.match(text, end) is not None or not _HAN.match(text, end)
    if start == 0 or text[start - 1] in _PREPOSITIONS or text[start - 1] not in surnames():
        return False
    alone = not _HAN.match(text, end) and (start == 1 or not _HAN.match(text, start - 2))
    titled = _TITLE.search(text, max(0, start - 4), start - 1) or _PERSON_AFTER.match(text, end)
    return alone or titled is not None


def is_aside(text: str, start: int, end: int, kind: str) -> bool:
    """Tell whether a place is named as the beginning or end of somebody's way, not as where it happens."""
    if kind == "compound" and text[start] in _WAY:
        return True
    if text[start - 1 : start] in ("与", "與", "和", "同") and _NEIGHBOUR.match(text, end):
        return True
    before = _ASIDE_BEFORE.search(text, max(0, start - 3), start)
    return before is not None or _ASIDE_AFTER.match(text, end) is not None


def stands_alone(text: str, start: int) -> bool:
    """Tell whether a name follows a pause or a word of place."""
    return start == 0 or _PLACED_BEFORE.search(text, max(0, start - 2), start) is not None


def is_firm(text: str, end: int) -> bool:
    """Tell whether the word after a name makes it that of a firm, an estate or a feature of the land."""
    return _FIRM_AFTER.match(text, end) is not None
