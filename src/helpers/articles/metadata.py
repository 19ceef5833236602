"""What the page says of an article: outlet, authors, cut headline, and the clues to its date and place."""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from helpers.articles.rules import OFFICE
from helpers.articles.splitting import find_names
from helpers.lexicons import read_rows

__all__ = ["Clue", "Note", "find_authors", "find_clues", "find_outlet", "mark_truncated"]


@dataclass(frozen=True, slots=True)
class Note:
    """A labelled stretch of the page as metadata reads it: the rule that named it, its words, its place.

    `in_head` is true above the article's first paragraph.
    """

    rule: str
    text: str
    in_head: bool


@dataclass(frozen=True, slots=True)
class Clue:
    """Words that bear on an article's publication date or issuing province (see schema.CLUES)."""

    field: str
    source: str
    text: str


_SOURCE = re.compile(
    r"(?:来\s*源|稿\s*源|转自|摘自|出处|來\s*源|发布机构|发布单位|供稿单位)\s*(?:[】\]]\s*[:：]?|[:：丨|｜])\s*[《【\[]?\s*([^\s|｜丨《》【】\[\]（）()，,。;；]{2,30})"
)
_DATELINE = re.compile(
    r"[（(【\[〔]?(?:据)?(.{2,30}?)(?:\d{4}\s*年)?(?:\d{1,2}\s*月)?(?:\d{1,2}\s*日)?\s*(?:消息|[电電]|[讯訊]|报道|報導|快讯)"
)
_REPORTER = re.compile(
    r"[（(【\[■□●◆\s]*([^，。！？；：、“”（）()\s]{2,16}?)\s*(?:特约|特派|首席|见习|实习|全媒体?|融媒体?|新媒体)?\s*"
    r"(?:记者|通讯员|评论员)"
)
_NOTICE = re.compile(r"[【\[]?\s*([\u4e00-\u9fffA-Za-z0-9·]{2,16}?(?:网|报|社|台|在线|新闻))\s*版权")
_OWN_VOICE = re.compile(r"本[报网刊台站]")
_VOICE = re.compile(r"我(?:省|市|区|县|州|盟|旗|镇)|全[省市](?=上下|各地|各级)")
_DATE_WORDS = re.compile(
    r"\d{2,4}\s*[年/.－-]\s*\d{1,2}|\d{1,2}\s*月\s*\d{1,2}\s*[日号]|[〇零一二三四五六七八九]{4}年|民[国國].{1,4}年"
    r"|(?<!\d)(?:(?:19|20)\d{2}|1\d{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s(?:\d{1,2},?\s)?\d{4}"
)
_IMAGE_DATE = re.compile(r"(?:19|20)\d{2}[-_/]?(?:0[1-9]|1[0-2])[-_/]?(?:0[1-9]|[12]\d|3[01])")
_OFFICE = re.compile(rf"{OFFICE}(?:[（(].*[)）])?$")
_CREDIT = re.compile(r"[（(]([^（）()]*)[)）]\s*$")
_NAME_LABEL = re.compile(
    r"(?:[记記]者|通[讯訊][员員]|作\s*者|撰\s*文|撰\s*稿|文\s*[/／]|评论员|实习生|采写|执笔|供稿|整理|口述|[摄攝]影)\s*[:：]?"
)
_NAME_PLACE = re.compile(r"([\u4e00-\u9fff]{4,7})\d{1,2}\s*日?\s*[电電]")


@functools.cache
def _outlets() -> tuple[str, ...]:
    """Return the known outlets, longest name first."""
    return tuple(sorted((row["outlet"] for row in read_rows("outlets.csv")), key=len, reverse=True))


def find_outlet(notes: Sequence[Note], columns: Iterable[str] = ()) -> str | None:
    """Return the outlet that published the article, as the page prints it, or nothing.

    Looked for in this order: the corpus's own column, a source field, the dateline, the byline, a caption's
    credit, the letterhead's office, the copyright notice, the breadcrumb.
    """
    given = next((value.strip() for value in columns if value.strip()), None)
    if given:
        return given
    for finder in (_from_source, _from_dateline, _from_byline, _from_credit, _from_letterhead, _from_notice,
                   _from_breadcrumb):  # fmt: skip
        found = finder(notes)
        if found:
            return found
    return None


def find_authors(notes: Sequence[Note], columns: Iterable[str] = ()) -> list[str]:
    """Return the people named in the byline, dateline or signature, in order, each once."""
    given = [name for value in columns for name in re.split(r"[、，,;；\s]+", value.strip()) if name]
    if given:
        return list(dict.fromkeys(given))
    names: list[str] = []
    for note in notes:
        if note.rule == "names":
            names.extend(find_names(note.text))
        elif note.rule in ("reporter", "signature", "dateline", "field", "source", "timestamp"):
            names.extend(_named_people(note.text))
    return list(dict.fromkeys(names))


def find_clues(
    notes: Sequence[Note], outlet: str | None, images: Iterable[str], body: str, path: str
) -> Iterator[Clue]:
    """Yield the exact words that bear on the article's date and place, in the order of the page."""
    if outlet:
        yield Clue("province", "outlet", outlet)
    for note in notes:
        dated = _DATE_WORDS.search(note.text) is not None
        if note.rule == "dateline":
            yield Clue("province", "dateline", note.text)
            if dated:
                yield Clue("published", "dateline", note.text)
        elif note.rule == "letterhead":
            if dated:
                yield Clue("published", "letterhead", note.text)
            elif _OFFICE.search(note.text):
                yield Clue("province", "letterhead", note.text)
        elif note.rule == "address" and note.in_head:
            yield Clue("province", "url", note.text)
            if _IMAGE_DATE.search(note.text):
                yield Clue("published", "url", note.text)
        elif note.rule in ("timestamp", "source", "field", "document-index", "sign-off", "dated-editor"):
            if dated:
                yield Clue("published", "page" if note.in_head else "byline", note.text)
            elif note.rule == "sign-off":
                yield Clue("province", "letterhead", note.text)
        elif note.rule in ("reporter", "signature"):
            yield Clue("province", "byline", note.text)
    for name in dict.fromkeys(images):
        if _IMAGE_DATE.search(name):
            yield Clue("published", "image", name)
    voice = _VOICE.search(body)
    if voice:
        yield Clue("province", "voice", voice[0])
    if _IMAGE_DATE.search(path):
        yield Clue("published", "path", path)
    yield Clue("province", "path", path)


def mark_truncated(titles: Sequence[str]) -> list[bool]:
    """Tell which headlines of one document were cut off by the system that stored them.

    A headline that ends in an ellipsis was. So was one as long as the longest allowed, when the widths of
    several (a Chinese character counts two) stop at the same limit and none is longer.
    """
    widths = [sum(1 if ord(c) < 256 else 2 for c in title) for title in titles]
    limit = max(widths, default=0)
    at_limit = [width >= limit - 1 for width in widths]
    capped = limit >= 20 and sum(at_limit) >= 2
    return [
        title.endswith(("…", "..."))
        or (capped and full and not title.endswith(("。", "！", "？", "）", "》", "”")))
        for title, full in zip(titles, at_limit, strict=True)
    ]


def _from_source(notes: Sequence[Note]) -> str | None:
    for note in notes:
        if note.rule in ("timestamp", "source", "field", "document-index"):
            match = _SOURCE.search(note.text)
            if match and not _OWN_VOICE.search(match[1]):
                return match[1]
            if note.rule == "timestamp" and (known := _known_in(note.text)):
                return known
    return None


def _from_dateline(notes: Sequence[Note]) -> str | None:
    for note in notes:
        match = _DATELINE.match(note.text) if note.rule == "dateline" else None
        if match and not _OWN_VOICE.match(match[1]):
            words = re.split(r"[（(]?(?:[记記]者|特派[员員])", match[1])[0].strip()
            if not words:
                continue
            known = next((name for name in _outlets() if words.startswith(name)), None)
            # 央广网上海: the outlet and where it reports from; 央广网河南分网: the outlet's branch.
            return known if known and not re.search(r"(?:分网|频道|分社|站)$", words) else words
    return None


def _from_byline(notes: Sequence[Note]) -> str | None:
    for note in notes:
        match = _REPORTER.match(note.text) if note.rule in ("reporter", "signature") else None
        if match and (known := _known_in(match[1])):
            return known
        if match and re.search(r"[网报社台]$", match[1]) and not _OWN_VOICE.search(match[1]):
            return match[1]
    return None


def _from_credit(notes: Sequence[Note]) -> str | None:
    for note in notes:
        credit = _CREDIT.search(note.text) if note.rule == "caption" else None
        if credit and (known := _known_in(credit[1])):
            return known
    return None


def _from_letterhead(notes: Sequence[Note]) -> str | None:
    offices = [n.text for n in notes if n.rule in ("letterhead", "sign-off") and _OFFICE.search(n.text)]
    return offices[0] if offices else None


def _from_notice(notes: Sequence[Note]) -> str | None:
    for note in notes:
        match = _NOTICE.match(note.text) if note.rule in ("copyright", "site-footer") else None
        if match and not _OWN_VOICE.search(match[1]):
            return match[1]
    return None


def _from_breadcrumb(notes: Sequence[Note]) -> str | None:
    for note in notes:
        if note.rule == "breadcrumb":
            return _known_in(re.split(r"[>»›＞]", note.text)[0])
    return None


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
        names.extend(
            find_names(re.split(r"[。）)】\]|｜／╱]|来源|编辑|责编|[:：]|报道|報導|\d{2,}", part)[0])
        )
    return names
