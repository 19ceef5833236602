"""Notes of a page → the outlet that published its article."""

import functools
import re
from collections.abc import Callable, Sequence

from helpers.articles.fields import OUTLET_NAME, find_fields
from helpers.articles.notes import DATE_WORDS, FIELD_RULES, OFFICE_NAME, TRAILING, Note, Stated
from helpers.articles.rules import OFFICE, fold_characters
from helpers.lexicons import read_rows

__all__ = ["find_outlet"]

_META_SOURCES = ("contentsource", "source", "mediaid")
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
_UNLABELLED_OUTLET = re.compile(rf"(?<![\u4e00-\u9fff]){OUTLET_NAME}(?![\u4e00-\u9fff])")
_PARTED = re.compile(r"[\s（()）|]+")
_BEHIND_NAME = re.compile(r"[\s|｜丨《》【】\[\]（）()，,。;；]+")
_DASH = re.compile(r"\s*[-－—]+\s*")
_NEXT_FIELD = re.compile(r"(?<=.{2})(?:综合|綜合|作者|记者|記者|责任编辑|责编|编辑|整理|\d{2,})")
_REMEMBERED = 4096  # words; a site's pages name it in the same ones
_DATELINE = re.compile(
    r"[（(【\[〔]?(?:据)?(.{2,30}?)(?:\d{4}\s*年)?(?:\d{1,2}\s*月)?(?:\d{1,2}\s*日)?\s*(?:消息|(?:专|專|特|本)?(?:[电電](?![视視台子力])|(?<![通资資])[讯訊](?![员員]))|报道|報導|快讯)"
)
_REPORTER = re.compile(
    r"[（(【\[■□●◆\s]*([^，。！？；：、“”（）()\s]{2,16}?)\s*(?:特约|特派|首席|见习|实习|全媒体?|融媒体?|新媒体)?\s*"
    r"(?:记者|通讯员|评论员)"
)
_NOTICE = re.compile(r"[【\[]?\s*([\u4e00-\u9fffA-Za-z0-9·]{2,16}?(?:网|报|社|台|在线|新闻))\s*版权")
_OWN_VOICE = re.compile(r"本[报网刊台站]")
_CREDIT = re.compile(r"[（(]([^（）()]*)[)）]\s*$")
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
                if OFFICE_NAME.search(fold_characters(value)):
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
            for match in _UNLABELLED_OUTLET.finditer(fold_characters(named)):
                outlet = _clean_outlet(named[match.start() : match.end()])
                if outlet:
                    return outlet, note
            office = next((w for w in _PARTED.split(named) if len(w) > 3 and OFFICE_NAME.search(w)), None)
            if office:
                return office, note
    return None


def _clean_outlet(value: str) -> str:
    """Return the name in a source field's value; nothing for one that names no publisher."""
    name = _BEHIND_NAME.split(value.strip(" \t\xa0\u3000《“”\"'【["), maxsplit=1)[0]
    halves = _DASH.split(name)
    if len(halves) == 2 and all(half in _outlets() for half in halves):
        name = halves[1]  # 东北网-黑龙江日报: the site, then the paper
    name = _NEXT_FIELD.split(name, maxsplit=1)[0]
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
            office = TRAILING.sub("", note.text).strip("（( ")
            if OFFICE_NAME.search(fold_characters(office)) or (
                note.rule == "sign-off" and len(office) > 3 and not DATE_WORDS.search(office)
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


@functools.lru_cache(maxsize=_REMEMBERED)
def _known_in(text: str) -> str | None:
    return next((name for name in _outlets() if name in text), None)


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
