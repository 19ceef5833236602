"""Notes of a page → the words that bear on the article's date and place."""

import re
from collections.abc import Iterable, Iterator, Sequence

from helpers.articles.fields import DATE, find_fields
from helpers.articles.notes import DATE_WORDS, FIELD_RULES, OFFICE_NAME, TRAILING, Clue, Note, Stated

__all__ = ["find_clues"]

_ANY_TIME = ("时间", "日期", "time", "date")  # amid a text, that of anything
# Whose site it is: the foot's 主办单位：某市人民政府 or 版权所有：某市教育局, and the first step of the path to the page.
_SITE_HOST = re.compile(
    r"(?:主办(?:单位)?|承办(?:单位)?|版权所有|版權所有)\s*[:：©]?\s*([\u4e00-\u9fff]{4,30})"
)
_OCCASION = re.compile(rf"(?<=[—－―─-]){DATE}(?=\s*[,，]?\s*(?:在|于))")
_FIRST_CRUMB = re.compile(
    r"(?:(?:您|你)?(?:现在|目前)?(?:所在|当前)?(?:的)?位置\s*[:：]?\s*)?([\u4e00-\u9fff]{2,30}?)(?:首页)?\s*[>＞»›]"
)
_DATED_RULES = frozenset((*FIELD_RULES, "sign-off", "dated-editor", "occasion"))
_VOICE = re.compile(r"我(?:省|市|区|县|州|盟|旗|镇)|全[省市](?=上下|各地|各级)")
_IMAGE_DATE = re.compile(r"(?:19|20)\d{2}[-_/]?(?:0[1-9]|1[0-2])[-_/]?(?:0[1-9]|[12]\d|3[01])")


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
            if _is_dated(note):
                yield _clue("published", "dateline", note)
        elif note.rule == "letterhead":
            if _is_dated(note):
                yield _clue("published", "letterhead", note)
            if OFFICE_NAME.search(TRAILING.sub("", note.text)):
                yield _clue("province", "letterhead", note)
        elif note.rule == "collection":
            if _is_dated(note):
                yield _clue("published", "letterhead", note)
        elif note.rule == "address" and note.in_head:
            yield _clue("province", "url", note)
            if _IMAGE_DATE.search(note.text):
                yield _clue("published", "url", note)
        elif note.rule in _DATED_RULES:
            yield from _addresses(note)
            dated = _is_dated(note)
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


def _is_dated(note: Note) -> bool:
    return DATE_WORDS.search(note.text) is not None


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
        if field and DATE_WORDS.search(note.text[field.start : field.end]):
            yield _clue("published", given, note.narrowed(note.text[field.start : field.end]))
            labelled = True
    rest = note.text
    for field in reversed(fields):
        if field.role == "index":
            rest = rest[: field.start] + rest[field.end :]
    if not labelled and DATE_WORDS.search(rest):
        yield _clue("published", source, note)


def _clue(field: str, source: str, note: Note) -> Clue:
    return Clue(field, source, note.text, note.start, note.end)
