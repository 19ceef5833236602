"""What the page says of an article: outlet, authors, cut headline, and the clues to its date and place."""

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from helpers.articles.fields import DATE, OUTLET_NAME, find_fields
from helpers.articles.names import find_names
from helpers.articles.rules import OFFICE, fold_characters
from helpers.lexicons import read_rows

__all__ = [
    "FIELD_RULES",
    "Clue",
    "Note",
    "Stated",
    "find_authors",
    "find_clues",
    "find_outlet",
    "mark_truncated",
]


@dataclass(frozen=True, slots=True)
class Note:
    """A labelled stretch of the page as metadata reads it: the rule that named it, its words, its place.

    `in_head` is true above the article's first paragraph; `start` and `end` are offsets in the document's text.
    """

    rule: str
    text: str
    in_head: bool
    start: int | None = None
    end: int | None = None

    def narrowed(self, words: str) -> "Note":
        """Return the note of these of its words alone; its own place stays where tags part its words."""
        at = self.text.find(words)
        if at < 0 or self.start is None or self.end is None or len(self.text) != self.end - self.start:
            return replace(self, text=words)
        return replace(self, text=words, start=self.start + at, end=self.start + at + len(words))


@dataclass(frozen=True, slots=True)
class Clue:
    """Words that bear on an article's publication date or issuing province (see schema.CLUES)."""

    field: str
    source: str
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """What the page says of one field of an article: the words, where they stand, and as what they stand there.

    `source` is one of schema.EVIDENCE's.
    """

    source: str
    note: Note


_META_SOURCES = ("contentsource", "source", "mediaid")
_TITLES = (
    "记者",
    "本报记者",
    "通讯员",
    "作者",
    "编辑",
    "文",
    "图",
    "文图",
)  # beside the names in a column of authors
_ANY_TIME = ("时间", "日期", "time", "date")  # amid a text, that of anything
FIELD_RULES = ("timestamp", "source", "field", "fields", "document-index", "masthead")
_UNLABELLED = re.compile(r"(?:作者|记者|記者|责任编辑|责编|编辑)\s*[:：]?\s*\S+")
# What stands after 来源： though it is no publisher: departments of an office, and words for having none.
_DEPARTMENT = re.compile(r"[\u4e00-\u9fff]{1,6}(?:处|科|股|(?<!办公)室|组|中队)")
_NO_OUTLETS = frozenset(
    (
        "互联网",
        "网络",
        "原创",
        "未知",
        "转载",
        "综合",
        "其他",
        "其它",
        "本站原创",
        "管理员",
        "网友",
        "网友投稿",
        "资料",
        "微信公众平台",
        "今日头条",
        "百家号",
        "不详",
        "无",
        "图片",
        "自己",
        "整理",
    )
)
_TITLED_OFFICE = re.compile(
    rf"([\u4e00-\u9fff]{{2,28}}?{OFFICE})(?:、[\u4e00-\u9fff]{{2,20}}?{OFFICE}){{0,5}}(?:关于|關於|印发|发布)"
)
# Whose site it is: the foot's 主办单位：某市人民政府 or 版权所有：某市教育局, and the first step of the path to the page.
_SITE_HOST = re.compile(
    r"(?:主办(?:单位)?|承办(?:单位)?|版权所有|版權所有)\s*[:：©]?\s*([\u4e00-\u9fff]{4,30})"
)
_OCCASION = re.compile(rf"(?<=[—－―─-]){DATE}(?=\s*[,，]?\s*(?:在|于))")
_FIRST_CRUMB = re.compile(
    r"(?:(?:您|你)?(?:现在|目前)?(?:所在|当前)?(?:的)?位置\s*[:：]?\s*)?([\u4e00-\u9fff]{2,30}?)(?:首页)?\s*[>＞»›]"
)
_DATELINE = re.compile(
    r"[（(【\[〔]?(?:据)?(.{2,30}?)(?:\d{4}\s*年)?(?:\d{1,2}\s*月)?(?:\d{1,2}\s*日)?\s*(?:消息|(?:专|專|特|本)?(?:[电電](?![视視台子力])|(?<![通资資])[讯訊](?![员員]))|报道|報導|快讯)"
)
_REPORTER = re.compile(
    r"[（(【\[■□●◆\s]*([^，。！？；：、“”（）()\s]{2,16}?)\s*(?:特约|特派|首席|见习|实习|全媒体?|融媒体?|新媒体)?\s*"
    r"(?:记者|通讯员|评论员)"
)
_NOTICE = re.compile(r"[【\[]?\s*([\u4e00-\u9fffA-Za-z0-9·]{2,16}?(?:网|报|社|台|在线|新闻))\s*版权")
_OWN_VOICE = re.compile(r"本[报网刊台站]")
_VOICE = re.compile(r"我(?:省|市|区|县|州|盟|旗|镇)|全[省市](?=上下|各地|各级)")
_DATE_WORDS = re.compile(
    r"(?<!\d)\d{2,3}\.\d{1,2}\.\d{1,2}(?!\d)|\d{2,4}\s*[年/.－-]\s*\d{1,2}|\d{1,2}\s*月\s*\d{1,2}\s*[日号]|[〇零一二三四五六七八九]{4}年|民[国國].{1,4}年"
    r"|(?<!\d)(?:(?:19|20)\d{2}|1\d{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s(?:\d{1,2},?\s)?\d{4}"
)
_IMAGE_DATE = re.compile(r"(?:19|20)\d{2}[-_/]?(?:0[1-9]|1[0-2])[-_/]?(?:0[1-9]|[12]\d|3[01])")
_OFFICE = re.compile(rf"{OFFICE}(?:[（(].*[)）])?$")
_TRAILING = re.compile(
    rf"[）)]?(?:文件|新闻稿|新聞稿|编印|主办|主编|印发|编发|编|印|办)?\s*[（(]?(?:{DATE})?[)）]?\s*$"
)
_CREDIT = re.compile(r"[（(]([^（）()]*)[)）]\s*$")
_NAME_LABEL = re.compile(
    r"(?:[记記]者|通[讯訊][员員]|作\s*者|撰\s*文|撰\s*稿|文\s*[/／]|评论员|实习生|采写|执笔|供稿|整理|口述|[摄攝]影)\s*[:：]?"
)
_NAME_PLACE = re.compile(r"([\u4e00-\u9fff]{4,7})\d{1,2}\s*日?\s*[电電]")


_Found = tuple[str, Note] | None


@functools.cache
def _outlets() -> tuple[str, ...]:
    """Return the known outlets, longest name first."""
    return tuple(sorted((row["outlet"] for row in read_rows("outlets.csv")), key=len, reverse=True))


def find_outlet(notes: Sequence[Note]) -> Stated | None:
    """Return the outlet that published the article, as the page prints it, or nothing.

    Looked for in this order: the corpus's own column, a source field, the dateline, the byline, a caption's
    credit, the letterhead's office, the copyright notice, the breadcrumb.
    """
    for source, finder in _OUTLET_FINDERS.items():
        found = finder(notes)
        if found:
            return Stated(source, found[1].narrowed(found[0]))
    return None


def find_authors(notes: Sequence[Note]) -> tuple[list[str], Note | None]:
    """Return the people named in the byline, dateline or signature, in order, each once, and the first note.

    The corpus's own column goes before what the page says.
    """
    for note in notes:
        if note.rule == "column:authors":
            names = [
                name
                for name in re.split(r"[、，,;；/\s]+", note.text.strip())
                if name and name not in _TITLES
            ]
            if names:
                return list(dict.fromkeys(names)), note
    named: dict[str, Note] = {}
    for note in notes:
        found: list[str] = []
        if note.rule == "names":
            found = find_names(note.text, labelled=True)
        elif note.rule == "speaker":
            found = find_names(re.sub(r"\S*(?:长|長|任|席|书记|書記|委員)\s+", "", note.text), labelled=True)
        elif note.rule in ("reporter", "signature", "dateline", *FIELD_RULES):
            for field in find_fields(note.text) if note.rule in FIELD_RULES else ():
                if field.role in ("author", "contributor"):
                    value = note.text[field.start : field.end]
                    found.extend(
                        [] if _OFFICE.search(value) else find_names(value.split("\n")[0], labelled=True)
                    )
            found = found or _named_people(note.text)
        if note.rule in ("timestamp", "fields", "masthead") and note.text[0] in "（(【[〔" and not found:
            words = [word for word in re.split(r"[\s\d年月日（()）【】、,，]+", note.text) if word]
            found = [
                word for word in words if find_names(word) == [word] and (len(word) == 3 or word == words[-1])
            ]
        for name in found:
            named.setdefault(name, note)
    for note in notes if not named else ():
        if note.rule.startswith("meta:author:"):
            for name in find_names(note.text):
                named.setdefault(name, note)
    return list(named), next(iter(named.values()), None)


def find_clues(
    notes: Sequence[Note], outlet: Stated | None, images: Iterable[Note], body: str, path: str
) -> Iterator[Clue]:
    """Yield the exact words that bear on the article's date and place, in the order of the page."""
    if outlet:
        yield _clue("province", "outlet", outlet.note)
    for note in notes:
        occasion = _OCCASION.search(note.text) if note.rule == "title" else None
        if occasion:  # 政府工作报告 ——2019年1月9日在某市人民代表大会会议上
            yield _clue("published", "byline", note.narrowed(occasion[0]))
        dated = _DATE_WORDS.search(note.text) is not None
        if note.rule.startswith("meta:published:"):
            yield _clue("published", "meta", note)
        elif note.rule.startswith("meta:url:"):
            yield _clue("published", "url", note)
            yield _clue("province", "url", note)
        elif note.rule.startswith("meta:outlet:"):
            yield _clue("province", "site", note)
        elif note.rule in ("column:published", "column:province"):
            yield _clue(note.rule.removeprefix("column:"), "column", note)
        elif note.rule == "column:url":
            yield _clue("published", "url", note)
            yield _clue("province", "url", note)
        elif note.rule == "dateline":
            yield _clue("province", "dateline", note)
            if dated:
                yield _clue("published", "dateline", note)
        elif note.rule == "letterhead":
            if dated:
                yield _clue("published", "letterhead", note)
            if _OFFICE.search(_TRAILING.sub("", note.text)):
                yield _clue("province", "letterhead", note)
        elif note.rule == "collection":
            if dated:
                yield _clue("published", "letterhead", note)
        elif note.rule == "address" and note.in_head:
            yield _clue("province", "url", note)
            if _IMAGE_DATE.search(note.text):
                yield _clue("published", "url", note)
        elif note.rule in (*FIELD_RULES, "sign-off", "dated-editor", "occasion"):
            yield from _addresses(note)
            if dated:
                yield from _dated_fields(note)
            if note.rule == "sign-off" and not dated:
                yield _clue("province", "letterhead", note)
            elif note.rule == "occasion":
                yield _clue("province", "byline", note)
        elif note.rule in ("breadcrumb", "site-footer"):
            host = (
                _SITE_HOST.search(note.text) if note.rule == "site-footer" else _FIRST_CRUMB.match(note.text)
            )
            if host:
                yield _clue("province", "site", note.narrowed(host[1]))
        elif note.rule in ("reporter", "signature", "speaker"):
            yield _clue("province", "byline", note)
    for image in images:
        if _IMAGE_DATE.search(image.text):
            yield _clue("published", "image", image)
    voice = _VOICE.search(body)
    if voice:
        yield Clue("province", "voice", voice[0])
    if _IMAGE_DATE.search(path):
        yield Clue("published", "path", path)
    yield Clue("province", "path", path)


def _addresses(note: Note) -> Iterator[Clue]:
    """Yield the addresses that a line of fields states, which may tell a date and a place."""
    for field in find_fields(note.text):
        value = note.text[field.start : field.end]
        if field.role == "index" and re.match(r"(?:https?://|www[.])", value):
            yield _clue("published", "url", note.narrowed(value))
            yield _clue("province", "url", note.narrowed(value))


def _dated_fields(note: Note) -> Iterator[Clue]:
    """Yield the day of publication that a line names, rather than that of making or changing.

    Of a line without such labels, what no other label claims is one clue.
    """
    source = "page" if note.in_head else "byline"
    fields = find_fields(note.text)
    roles = {field.role: field for field in reversed(fields)}
    labelled = False
    for role, given in (("published", source), ("updated", "byline"), ("dated", "letterhead")):
        field = roles.get(role)
        if field and role == "published" and field.label not in _ANY_TIME:
            given = "page"
        if field and _DATE_WORDS.search(note.text[field.start : field.end]):
            yield _clue("published", given, note.narrowed(note.text[field.start : field.end]))
            labelled = True
    rest = note.text
    for field in reversed(fields):
        if field.role == "index":
            rest = rest[: field.start] + rest[field.end :]
    if not labelled and _DATE_WORDS.search(rest):
        yield _clue("published", source, note)


def _clue(field: str, source: str, note: Note) -> Clue:
    return Clue(field, source, note.text, note.start, note.end)


def mark_truncated(titles: Sequence[str]) -> list[bool]:
    """Tell which headlines of one document were cut off by the system that stored them.

    A headline that ends in an ellipsis was, or in a quotation that is not closed. So was one as long as the
    longest allowed, when the widths of several (a Chinese character counts two) stop at the same limit and none
    is longer; headlines that end alike, as those of daily bulletins do, are whole.
    """
    widths = [sum(1 if ord(c) < 256 else 2 for c in title) for title in titles]
    limit = max(widths, default=0)
    at_limit = [width >= limit - 1 for width in widths]
    endings = {title[-2:] for title, full in zip(titles, at_limit, strict=True) if full}
    capped = limit >= 20 and len(endings) >= 2
    return [
        title.endswith(("…", "..."))
        or any(title.count(mark[0]) > title.count(mark[1]) for mark in ("“”", "《》", "「」"))
        or (capped and full and not title.endswith(("。", "！", "？", "）", "》", "”")))
        for title, full in zip(titles, at_limit, strict=True)
    ]


def _from_column(notes: Sequence[Note]) -> _Found:
    given = next((n for n in notes if n.rule == "column:outlet" and n.text.strip()), None)
    return (given.text.strip(), given) if given else None


def _from_source(notes: Sequence[Note]) -> _Found:
    """Look for a labelled source, then for an outlet that stands unlabelled among other fields."""
    listed = [note for note in notes if note.rule in FIELD_RULES]
    for note in listed:
        for field in find_fields(note.text):
            if field.role == "outlet" and (outlet := _clean_outlet(note.text[field.start : field.end])):
                return outlet, note
    for note in listed:
        for field in find_fields(note.text):
            value = note.text[field.start : field.end]
            if field.role in ("author", "contributor"):
                if known := _known_in(value):
                    return known, note
                if _OFFICE.search(fold_characters(value)):
                    return value, note
    for note in listed:
        if note.rule in ("timestamp", "fields", "masthead", "source"):
            named = _UNLABELLED.sub("\n", note.text)
            for field in reversed(find_fields(note.text)):
                named = (
                    named[: field.start] + "\n" + named[field.end :]
                    if len(named) == len(note.text)
                    else named
                )
            known = _known_in(named)
            if known:
                return known, note
            for match in re.finditer(
                rf"(?<![\u4e00-\u9fff]){OUTLET_NAME}(?![\u4e00-\u9fff])", fold_characters(named)
            ):
                outlet = _clean_outlet(named[match.start() : match.end()])
                if outlet:
                    return outlet, note
            office = next(
                (w for w in re.split(r"[\s（()）|]+", named) if len(w) > 3 and _OFFICE.search(w)), None
            )
            if office:
                return office, note
    return None


def _clean_outlet(value: str) -> str:
    """Return the name in a source field's value; nothing for one that names no publisher."""
    name = re.split(r"[\s|｜丨《》【】\[\]（）()，,。;；]+", value.strip(" \t\xa0\u3000《“”\"'【["))[0]
    halves = re.split(r"\s*[-－—]+\s*", name)
    if len(halves) == 2 and all(half in _outlets() for half in halves):
        name = halves[1]  # 东北网-黑龙江日报: the site, then the paper
    name = re.split(r"(?<=.{2})(?:综合|綜合|作者|记者|記者|责任编辑|责编|编辑|整理|\d{2,})", name)[0]
    plain = fold_characters(name)
    if len(name) < 2 or _OWN_VOICE.search(plain) or plain in _NO_OUTLETS or _DEPARTMENT.fullmatch(plain):
        return ""
    return name


def _from_meta(notes: Sequence[Note]) -> _Found:
    """Look for the source that a page's head names for its text."""
    for note in notes:
        if note.rule.startswith("meta:outlet:") and note.rule.rpartition(":")[2] in _META_SOURCES:
            outlet = _clean_outlet(note.text)
            if outlet:
                return outlet, note
    return None


def _from_site(notes: Sequence[Note]) -> _Found:
    """Look for the name of the site in a page's head."""
    for note in notes:
        if note.rule.startswith("meta:outlet:"):
            outlet = _clean_outlet(note.text)
            if outlet and len(outlet) <= 20:
                return outlet, note
    return None


def _from_dateline(notes: Sequence[Note]) -> _Found:
    for note in notes:
        match = _DATELINE.match(note.text) if note.rule == "dateline" else None
        if match and not _OWN_VOICE.match(fold_characters(match[1])):
            words = re.split(r"[（(]?(?:[记記]者|特派[员員])", match[1])[0].strip()
            if not words:
                continue
            known = next((name for name in _outlets() if words.startswith(name)), None)
            # 央广网上海: the outlet and where it reports from; 央广网河南分网: the outlet's branch.
            branch = re.search(r"(?:分网|频道|分社|站)$", words)
            return (known if known and not branch else words), note
    return None


def _from_byline(notes: Sequence[Note]) -> _Found:
    for note in notes:
        match = _REPORTER.match(note.text) if note.rule in ("reporter", "signature") else None
        if match and (known := _known_in(match[1])):
            return known, note
        if match and re.search(r"[网报社台]$", match[1]) and not _OWN_VOICE.search(match[1]):
            return match[1], note
    return None


def _from_credit(notes: Sequence[Note]) -> _Found:
    for note in notes:
        credit = _CREDIT.search(note.text) if note.rule == "caption" else None
        if credit and (known := _known_in(credit[1])):
            return known, note
    return None


def _from_letterhead(notes: Sequence[Note]) -> _Found:
    for note in notes:
        if note.rule in ("letterhead", "sign-off"):
            office = _TRAILING.sub("", note.text).strip("（( ")
            if _OFFICE.search(fold_characters(office)) or (
                note.rule == "sign-off" and len(office) > 3 and not _DATE_WORDS.search(office)
            ):
                return office, note
    return None


def _from_title(notes: Sequence[Note]) -> _Found:
    """Look for the office whose paper it is: 某省教育厅关于……的通知."""
    for note in notes:
        match = _TITLED_OFFICE.match(note.text) if note.rule in ("title", "column:title") else None
        if match:
            return match[1], note
    return None


def _from_notice(notes: Sequence[Note]) -> _Found:
    for note in notes:
        match = (
            _NOTICE.match(fold_characters(note.text)) if note.rule in ("copyright", "site-footer") else None
        )
        if match and not _OWN_VOICE.search(match[1]):
            return note.text[match.start(1) : match.end(1)], note
    return None


def _from_breadcrumb(notes: Sequence[Note]) -> _Found:
    for note in notes:
        if note.rule == "breadcrumb":
            known = _known_in(re.split(r"[>»›＞]", note.text)[0])
            return (known, note) if known else None
    return None


def _from_path(notes: Sequence[Note]) -> _Found:
    for note in notes:
        if note.rule == "path" and (known := _known_in(note.text)):
            return known, note
    return None


_OUTLET_FINDERS: dict[str, Callable[[Sequence[Note]], _Found]] = {
    "column": _from_column,
    "page": _from_source,
    "meta": _from_meta,
    "dateline": _from_dateline,
    "byline": _from_byline,
    "caption": _from_credit,
    "letterhead": _from_letterhead,
    "title": _from_title,
    "site": _from_site,
    "copyright": _from_notice,
    "breadcrumb": _from_breadcrumb,
    "path": _from_path,
}


def _known_in(text: str) -> str | None:
    return next((name for name in _outlets() if name in text), None)


def _named_people(text: str) -> list[str]:
    """Return the names after each 记者, 作者 and the like, and before the first in a signature's brackets."""
    parts = _NAME_LABEL.split(text)
    names = []
    if text[:1] in "（(【[" and len(parts) > 1:
        lead = parts[0].strip("（(【[ ")
        if 2 <= len(lead) <= 4 and find_names(lead) == [lead]:
            names.append(lead)
    for part in parts[1:]:
        # 記者王小明台北3日電: the name, then where it was written, most often in two characters.
        placed = _NAME_PLACE.match(part)
        if placed:
            names.extend(find_names(placed[1][:-2][:3]))
            continue
        before = re.split(r"[。）)】\]|｜／╱]|来源|编辑|责编|[:：]|报道|報導|\d{2,}", part)[0]
        names.extend(find_names(before, labelled=True))
    return names
