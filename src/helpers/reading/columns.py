"""Names of columns → the roles that columns play: headline, text, date, outlet, province, address, authors."""

import functools
import re
import unicodedata

from helpers.settings import COLUMN_ROLES, Settings

__all__ = ["column_roles", "is_of_another", "text_rank"]

# What the columns of tabular files are called, by role, the likeliest first; compared as `_plain` writes them.
_NAMES: dict[str, tuple[str, ...]] = {
    "title": (
        "标题", "题目", "标题名", "标题名称", "题名", "主标题", "大标题", "篇名", "文件名称", "文件标题", "新闻名称",
        "title", "headline", "headlines", "headtitle", "maintitle", "titlename", "subject", "biaoti", "bt", "xxbt", "wzbt", "xwbt",
    ),
    "text": (
        "正文", "内容", "全文", "文本", "正文内容", "全文内容", "文本内容", "正文文本", "原文", "原文内容", "内文", "文字内容",
        "内容正文", "主要内容", "文章", "博文", "微博正文", "微博内容", "帖子内容", "详细内容", "内容详情", "正文详情",
        "fulltext", "content", "contents", "maincontent", "text", "texts", "maintext", "bodytext", "contenttext",
        "rawtext", "rawcontent", "body", "contentbody", "article", "story", "paragraphs", "zhengwen", "neirong",
        "详情", "details", "detail", "nr", "zwnr", "xxnr", "wznr", "xwnr", "txt", "html", "htmlcontent", "htmltext", "htmlbody", "report", "政府工作报告", "工作报告", "报告", "summary", "摘要", "内容摘要", "简介", "内容简介", "概要", "导语", "abstract",
        "description", "desc", "digest",
    ),
    "published": (
        "发布日期", "发布时间", "发表时间", "发表日期", "刊发日期", "刊发时间", "刊登日期", "刊登时间", "见报日期", "见报时间", "出版日期",
        "出版时间", "发文日期", "发文时间", "成文日期", "成文时间", "印发日期", "印发时间", "公布日期", "公开日期", "报道日期",
        "报道时间", "报纸日期", "报刊日期", "刊出日期", "刊出时间", "刊载日期", "刊载时间", "刊期", "发稿日期", "发稿时间",
        "上线日期", "上线时间", "播出日期", "播出时间", "新闻日期", "新闻时间", "日期", "时间", "日期时间", "年月日", "发布于",
        "pubdate", "publishdate", "publisheddate", "publicationdate", "published", "publishedat", "publishedon",
        "publishtime", "publishedtime", "publicationtime", "pubtime", "pubdatetime", "publishdatetime", "issuedate",
        "issuetime", "releasedate", "releasetime", "postdate", "posttime", "postedat", "date", "time", "datetime",
        "datepublished", "timestamp", "pubtimestamp", "publishat", "postat", "ptime", "pdate", "pubts", "publishts", "ts", "fbsj", "fbrq", "fwrq", "fwsj", "cwrq",
        "kfrq", "jbrq", "rq", "riqi", "shijian", "createdat", "createtime", "createdate",
        "ctime", "年份", "年度", "年", "year", "pubyear", "publicationyear",
    ),
    "outlet": (
        "来源", "媒体", "媒体名称", "信息来源", "文章来源", "新闻来源", "稿件来源", "数据来源", "来源媒体", "来源网站", "来源名称",
        "报纸", "报纸名称", "报刊", "报刊名称", "刊名", "刊物", "刊物名称", "报社", "出处", "发布机构", "发布单位", "发布部门", "发布者", "发布媒体",
        "发文机关", "发文单位", "发文机构", "制发机关", "成文单位", "网站", "网站名称", "站点", "公众号", "公众号名称", "账号",
        "账号名称", "infosource", "source", "sources", "sourcename", "outlet", "outletname", "publisher",
        "publishername", "newspaper", "newspapername", "media", "medianame", "mediasource", "agency", "accountname",
        "site", "sitename", "website", "websitename", "src", "srcname", "from", "paper", "papername", "press", "journal", "laiyuan",
        "fbjg", "fbdw", "fwjg", "fwdw", "lymc", "ly", "mtmc",
    ),
    "province": (
        "省份", "省", "省级", "省市", "省区市", "省份名称", "省名", "所属省份", "所在省份", "所属省", "所在省", "发布省份",
        "来源省份", "provincename", "province", "provinces", "prov", "地区", "所属地区", "所在地区", "发布地区", "地域", "region",
        "regionname", "area", "shengfen",
    ),
    "url": (
        "链接", "网址", "链接地址", "原文链接", "原文网址", "原文地址", "来源链接", "来源网址", "网页链接", "网页地址", "网页网址",
        "详情链接", "页面链接", "连结", "url", "link", "links", "sourceurl", "sourcelink", "href", "weburl", "pageurl",
        "originalurl", "detailurl", "permalink", "uri", "lj", "ljdz",
    ),
    "authors": (
        "作者", "记者", "作者名", "作者姓名", "记者姓名", "作者名称", "撰稿", "撰稿人", "撰文", "署名", "责任者", "author", "authors",
        "authorname", "authornames", "byline", "writer", "reporter", "reporters", "journalist", "correspondent", "zuozhe", "zz", "zzxm",
    ),
}  # fmt: skip
_RANKS = {role: {name: i for i, name in enumerate(names)} for role, names in _NAMES.items()}
_FULL_TEXTS = _NAMES["text"].index("summary")  # from here on they are abstracts
# What a table says of whose column it is, and of how the column was worked on: news_title, content_clean.
_WHOSE = (
    "新闻", "文章", "稿件", "报道", "文件", "公文", "政策", "通知", "信息", "帖子", "微博", "论文", "资讯", "公告", "文档", "原始",
    "news", "article", "articles", "doc", "docs", "document", "post", "item", "page", "raw", "original", "orig", "origin",
    "full", "main", "clean", "cleaned", "policy", "data", "meta",
)  # fmt: skip
_WORKED_ON = (
    "清洗后", "清理后", "处理后", "纯文本", "文本", "字段", "clean", "cleaned", "text", "txt", "raw", "html", "plain", "str", "string",
    "full", "processed", "cn", "zh", "ch", "final", "new", "utf8", "1",
)  # fmt: skip
_TEXT_ENDS = ("全文", "正文", "内容")  # 报告全文, 讲话内容
# The Traditional characters in names of columns; one for one.
_SIMPLIFIED = str.maketrans(
    "標題內時間發佈來鏈結連網記報導紙聞單構區據體稱點帳號眾編輯類詳細簡當級屬關機門處讀鄉縣範圍訊載資書寫數檔論",
    "标题内时间发布来链结连网记报导纸闻单构区据体称点账号众编辑类详细简当级属关机门处读乡县范围讯载资书写数档论",
)
# What stands beside an article in a record: its headline, address or time are not the article's.
_OTHERS = re.compile(
    "(?:images?|img|imgs|pics?|pictures?|photos?|videos?|covers?|thumbs?|thumbnails?|avatar|logo|icon|user|users|author|authors"
    "|comments?|reply|replies|channel|category|column|parent|prev|previous|next|related|ads?|media|source|site|publisher"
    "|tags?|topic|attachments?|files?|share|crawl|crawler|spider|fetch|update|updated|modified|图片|作者|用户|评论|栏目|附件|媒体|来源)"
)
_DOTTED = re.compile(r"[\w$ -]+(?:\.[\w$ -]*)+")
_LONGEST = 60  # characters; a longer name is a text
_BRACKETS = re.compile(r"[(\[【〔<《][^()\[\]【】〔〕<>《》]*[)\]】〕>》]")
_MARKS = re.compile(r"[\W_]+")


def column_roles(columns: tuple[str, ...], settings: Settings) -> dict[str, str]:
    """Return the role of each column that has one: as `corpus.toml` says, else by its name.

    A name known as it stands goes before one known by a part of it (发布时间（北京时间）, news_title), and a
    full text before an abstract. The column of texts is never guessed where `corpus.toml` names another: it
    would be the wrong text.
    """
    roles = {column: role for role, column in settings.columns.items() if column in columns}
    known = list(map(_known, columns))
    for role in COLUMN_ROLES:
        if role in roles.values() or (role == "text" and role in settings.columns):
            continue
        found = [
            (role == "text" and rank >= _FULL_TEXTS, loose, rank, i)
            for i, column in enumerate(columns)
            if column not in roles
            for loose, rank in known[i].get(role, ())
        ]
        if found:
            roles[columns[min(found)[-1]]] = role
    return roles


def is_of_another(column: str) -> bool:
    """Tell whether a dotted name is that of something beside the article: image.url, related.title."""
    return any(map(_OTHERS.fullmatch, column.lower().split(".")[:-1]))


def text_rank(columns: tuple[str, ...], settings: Settings) -> int:
    """Return 2 if a column is a text, 1 if only one is an abstract of one, 0 if none is either."""
    found = next((c for c, role in column_roles(columns, settings).items() if role == "text"), None)
    if found is None:
        return 0
    ranks = [rank for _, rank in _known(found).get("text", ())]
    return 1 if ranks and min(ranks) >= _FULL_TEXTS and "text" not in settings.columns else 2


@functools.lru_cache(10_000)
def _known(column: str) -> dict[str, list[tuple[int, int]]]:
    """Return by role (how far the name was taken apart, its rank among the role's names) for each way to know it."""
    known: dict[str, list[tuple[int, int]]] = {}
    if len(column) > _LONGEST:
        return known
    for loose, name in enumerate(_readings(column)):
        for role, ranks in _RANKS.items():
            if name in ranks:
                known.setdefault(role, []).append((loose, ranks[name]))
    return known


def _readings(column: str) -> list[str]:
    """Return the ways to read a column's name, the plainest first."""
    whole = unicodedata.normalize("NFKC", column).strip("\ufeff\u200b ").lower().translate(_SIMPLIFIED)
    parts = [part for part in whole.split(".") if part and not part.startswith("$")]  # $date: MongoDB's types
    if len(parts) > 0 and _DOTTED.fullmatch(whole):
        readings = [_plain(whole), _plain("".join(parts[-2:]))]
        return readings + ([] if is_of_another(column) else _readings(parts[-1]))
    open_name = _BRACKETS.sub("", whole)
    readings = [_plain(whole), _plain(open_name)]
    readings.extend(_plain(part) for part in re.split(r"[/|\\]", open_name)[:3])
    for name in (_plain(open_name), *(_plain(part) for part in _BRACKETS.findall(whole))):
        bare = [name, *(name.removeprefix(start) for start in _WHOSE if name.startswith(start))]
        readings.extend(bare)
        readings.extend(one.removesuffix(end) for one in bare for end in _WORKED_ON if one.endswith(end))
    readings.extend(end for end in _TEXT_ENDS if _plain(open_name).endswith(end))
    return readings


def _plain(name: str) -> str:
    return _MARKS.sub("", name)
