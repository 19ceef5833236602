"""Notes of a page → the people who wrote its article."""

import re
from collections.abc import Sequence

from helpers.articles.fields import find_fields
from helpers.articles.names import find_names
from helpers.articles.notes import FIELD_RULES, OFFICE_NAME, Note

__all__ = ["find_authors"]

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
_NAME_LABEL = re.compile(
    r"(?:[记記]者|通[讯訊][员員]|作\s*者|撰\s*文|撰\s*稿|文\s*[/／]|评论员|实习生|采写|执笔|供稿|整理|口述|[摄攝]影)\s*[:：]?"
)
_NAME_PLACE = re.compile(r"([\u4e00-\u9fff]{4,7})\d{1,2}\s*日?\s*[电電]")


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
                        [] if OFFICE_NAME.search(value) else find_names(value.split("\n")[0], labelled=True)
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
