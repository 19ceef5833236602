"""Tabular files → rows: CSV, TSV, JSON and JSONL, their columns and the roles that columns play."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from statistics import mean, median
from typing import Any, NamedTuple

from helpers.settings import COLUMN_ROLES, SETTINGS_FILE, Settings

__all__ = [
    "SURROGATE",
    "TABLES",
    "Row",
    "column_roles",
    "json_rows",
    "naming",
    "table_rows",
    "with_longest_as_text",
    "without_surrogates",
]

# What the columns of tabular files are called, by role; compared in lower case without spaces.
_COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("标题", "題目", "题目", "标题名", "新闻标题", "文章标题", "標題", "title", "headline"),
    "text": (
        "正文", "内容", "全文", "文本", "新闻内容", "文章内容", "正文内容", "內容", "summary", "摘要",
        "fulltext", "content", "text", "body", "article",
    ),
    "published": (
        "发布日期", "发布时间", "日期", "时间", "发表时间", "发表日期", "出版日期", "發布日期",
        "日期时间", "pubdate", "publishdate", "publisheddate", "published", "publishtime", "pubtime", "date", "time", "datetime",
        "timestamp",
    ),
    "outlet": (
        "来源", "媒体", "媒体名称", "信息来源", "文章来源", "报纸", "來源", "infosource", "source", "outlet",
        "publisher", "newspaper", "media", "公众号", "公眾號", "账号", "帳號", "accountname",
    ),
    "province": ("省份", "省", "省级", "所属省份", "地区", "provincename", "province", "region", "area", "地域"),
    "url": ("链接", "网址", "原文链接", "url", "link", "sourceurl", "href"),
    "authors": ("作者", "记者", "author", "authors", "byline"),
}  # fmt: skip
# A file has often both a full text and an abstract; the first of these that is there is the text.
_TEXT_ORDER = {name: i for i, name in enumerate(_COLUMN_NAMES["text"])}
_ABSTRACTS = ("summary", "摘要")
SURROGATE = re.compile(r"[\ud800-\udfff]")
TABLES = ("text/csv", "text/tab-separated-values")
# A name of a column is shorter than this, and no sentence.
_LONGEST_NAME = 60
_LEAST_MEAN_LENGTH = 50
# In a file with more quotes that are never closed, quotes mean nothing.
_MOST_UNCLOSED = 100
_JSON_DEPTH = 4


class Row(NamedTuple):
    """One record of a file: its cells by column, why it cannot be read, and what was noted."""

    cells: dict[str, str]
    problem: str | None = None
    note: str | None = None


def naming(column: str) -> str:
    """Begin a reason with the column that the settings name."""
    return f"{SETTINGS_FILE} names the column '{column}'"


def table_rows(media_type: str, text: str, settings: Settings) -> Iterator[Row]:
    """Yield one row for each record of a CSV or TSV text; without a header, columns have only numbers."""
    csv.field_size_limit(2**31 - 1)
    lines = list(io.StringIO(text.lstrip("\ufeff"), newline=""))
    delimiter = "\t" if media_type.endswith("tab-separated-values") else max(",\t;", key=lines[0].count)
    quoted = delimiter != "\t" or _is_well_quoted(lines, delimiter)
    note = None
    try:
        records = _split_records(lines, delimiter, quoted)
        first, _ = next(records)
        header = _distinct_names(first)
        if _is_prose(first) and not column_roles(tuple(header), settings):
            header, note = _distinct_names([""] * len(first)), "the file has no header row"
            records = _split_records(lines, delimiter, quoted)
        for cells, unclosed in records:
            if not any(cell.strip() for cell in cells):
                continue
            beyond = len(cells) - len(header)
            names = _distinct_names([*header, *[""] * beyond]) if beyond > 0 else header
            named = dict(zip(names, [*cells, *[""] * -beyond], strict=True))
            yield Row(named, note="unclosed quote: the line was read as it stands" if unclosed else note)
    except csv.Error as error:
        yield Row({}, f"not valid CSV: {error}")


def _is_prose(first: list[str]) -> bool:
    """Tell whether the first row of a table holds texts, and so no names of columns."""
    return any(len(cell) > _LONGEST_NAME or cell.rstrip().endswith("。") for cell in first)


def with_longest_as_text(rows: list[Row], settings: Settings) -> Settings:
    """Return settings that name the longest column as the text, where no column has a name of its own."""
    cells = [row.cells for row in rows if not row.problem]
    columns = list(cells[0]) if cells else []
    if "text" in settings.columns or not columns or columns != _distinct_names([""] * len(columns)):
        return settings
    lengths = {column: [len(row[column]) for row in cells] for column in columns}
    longest = max(columns, key=lambda column: median(lengths[column]))
    if mean(lengths[longest]) <= _LEAST_MEAN_LENGTH:
        return settings
    return replace(settings, columns={**settings.columns, "text": longest})


def _split_records(lines: list[str], delimiter: str, quoted: bool) -> Iterator[tuple[list[str], bool]]:
    """Yield (cells, whether a quote in it is never closed) for each record of a table's lines.

    Such a quote would swallow the records below, up to the next quote; its line is read as it stands.
    """
    at = n_unclosed = 0
    n_delimiters = lines[0].count(delimiter)
    while at < len(lines):
        if quoted and n_unclosed <= _MOST_UNCLOSED:
            reader = csv.reader((lines[i] for i in range(at, len(lines))), delimiter=delimiter)
            cells, n_lines = next(reader), reader.line_num
            whole = n_lines == 1 and (at + 1 < len(lines) or len(cells) > n_delimiters)
            if whole or not _swallows(lines[at : at + n_lines], delimiter, n_delimiters):
                n_delimiters = n_delimiters if at else len(cells) - 1  # a name may hold a delimiter
                at += n_lines
                yield cells, False
                continue
            n_unclosed += 1
            unclosed = True
        else:
            unclosed = False
        (cells,) = csv.reader([lines[at]], delimiter=delimiter, quoting=csv.QUOTE_NONE)
        at += 1
        yield list(map(_unquoted, cells)), unclosed


def _swallows(lines: list[str], delimiter: str, n_delimiters: int) -> bool:
    """Tell whether the lines of one record, below its first, are rows that an unclosed quote swallowed.

    They are where the quotes are wrong and most lines have as many delimiters as the header, or where the
    quotes are right by chance and three lines or more have just so many, two at least.
    """
    below = [line for line in lines[1:] if line.strip()]
    alike = sum(line.count(delimiter) == n_delimiters for line in below)
    if not _is_well_quoted(lines, delimiter):
        return alike * 2 >= len(below)
    return n_delimiters >= 2 and alike == len(below) >= 3


def _is_well_quoted(lines: list[str], delimiter: str) -> bool:
    """Tell whether every quoted cell is closed, and its closing quote followed by a delimiter or an end."""
    try:
        for _ in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return False
    return True


def _unquoted(cell: str) -> str:
    """Return a cell without the quotes around it, if it has both."""
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def json_rows(media_type: str, text: str, settings: Settings) -> Iterator[Row]:
    """Yield one row for each record of a JSON or JSONL text."""
    if media_type == "application/x-ndjson":
        lines = [line for line in text.split("\n") if line.strip()]
        for i, line in enumerate(lines):
            try:
                item = _parse_json(line)
            except (ValueError, RecursionError):
                last = i == len(lines) - 1
                yield Row({}, "the last line is cut off" if last else "the line is not valid JSON")
            else:
                yield _record(item, "line", settings)
        return
    try:
        data = _parse_json(text)
    except (ValueError, RecursionError) as error:
        yield Row({}, f"not valid JSON: {error}")
        return
    if isinstance(data, dict):
        data = _largest_list(data, settings)
    for item in data if isinstance(data, list) else []:
        yield _record(item, "record", settings)


def _largest_list(data: dict[str, Any], settings: Settings) -> list[Any]:
    """Return the records of a JSON object: itself if it has a text, else the largest list of objects below.

    A list whose objects have a text goes before any other; an object with a text is a list of one.
    """
    lists: list[tuple[bool, list[Any]]] = []

    def search(value: Any, depth: int) -> None:
        if isinstance(value, list) and value and isinstance(value[0], dict):
            inner = (_unwrapped(item, settings) for item in value if isinstance(item, dict))
            lists.append((any(_has_text(item, settings) for item in inner), value))
        elif isinstance(value, dict) and _has_text(value, settings):
            lists.append((True, [value]))
        elif isinstance(value, dict) and depth:
            for below in value.values():
                search(below, depth - 1)

    search(data, _JSON_DEPTH)
    return max(lists, key=lambda found: (found[0], len(found[1])), default=(False, [data]))[1]


def _unwrapped(item: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Return an object, or the only object in it if that has the text: search engines wrap their records.

    The values around it are kept; a name that both have is the inner one's.
    """
    objects = [key for key, value in item.items() if isinstance(value, dict)]
    if len(objects) != 1 or _has_text(item, settings) or not _has_text(item[objects[0]], settings):
        return item
    around = {key: value for key, value in item.items() if key != objects[0]}
    inner = item[objects[0]]
    return dict(zip(_distinct_names([*inner, *around]), [*inner.values(), *around.values()], strict=True))


def _distinct_names(given: Iterable[str]) -> list[str]:
    """Return a name for each column, all different: blank ones and repeats of a name get a number."""
    names: dict[str, None] = {}
    for i, plain in enumerate(given, start=1):
        name = plain.strip() or f"column {i}"
        numbered = (f"{name} {n}" for n in count(2))
        names[name if name not in names else next(other for other in numbered if other not in names)] = None
    return list(names)


def _parse_json(text: str) -> Any:
    """Parse JSON; a key that an object repeats gets a number, since no value may be lost."""

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return dict(zip(_distinct_names(key for key, _ in pairs), (value for _, value in pairs), strict=True))

    return json.loads(text.lstrip("\ufeff"), object_pairs_hook=build)


def _has_text(item: Mapping[str, object], settings: Settings) -> bool:
    """Tell whether an object has a text of its own, and so is a record, whatever lists it holds besides."""
    texts = tuple(key for key, value in item.items() if isinstance(value, str) and value.strip())
    return "text" in column_roles(texts, settings).values()


def without_surrogates(row: Mapping[str, str]) -> tuple[dict[str, str], int]:
    """Return the row with each lone surrogate (half of a cut emoji) as U+FFFD, and how many its cells had."""
    if not any(map(SURROGATE.search, (*row, *row.values()))):
        return dict(row), 0
    replaced = sum(len(SURROGATE.findall(cell)) for cell in row.values())
    names = _distinct_names(SURROGATE.sub("\ufffd", name) for name in row)
    cells = (SURROGATE.sub("\ufffd", cell) for cell in row.values())
    return dict(zip(names, cells, strict=True)), replaced


def _record(item: object, holder: str, settings: Settings) -> Row:
    """Return the row of one JSON value: an object, or a text without more."""
    if isinstance(item, str):
        return Row({"text": item})
    if isinstance(item, dict):
        return Row(_cells(_unwrapped(item, settings)))
    return Row({}, f"the {holder} is not an object")


def _cells(item: Mapping[str, object]) -> dict[str, str]:
    """Return a JSON object's values as text; lists of texts are joined by 、."""

    def text(value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return "、".join(value)
        return json.dumps(value, ensure_ascii=False)

    return {str(key): text(value) for key, value in item.items()}


def column_roles(columns: tuple[str, ...], settings: Settings) -> dict[str, str]:
    """Return the role of each column that has one: as `corpus.toml` says, else by its name.

    The column of texts is never guessed where `corpus.toml` names another: it would be the wrong text.
    """
    roles = {column: role for role, column in settings.columns.items() if column in columns}
    plain = {column: re.sub(r"[\s_-]+", "", column.lstrip("\ufeff")).lower() for column in columns}
    for role in COLUMN_ROLES:
        if role in roles.values() or (role == "text" and role in settings.columns):
            continue
        known = _COLUMN_NAMES[role]
        named = [c for c in columns if plain[c] in known and c not in roles]
        if role == "text":
            named.sort(key=lambda c: (plain[c] in _ABSTRACTS, _TEXT_ORDER[plain[c]]))
        else:
            named.sort(key=lambda c: known.index(plain[c]))
        if named:
            roles[named[0]] = role
    return roles
