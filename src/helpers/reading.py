"""Files of a folder → documents: formats, encodings, records. Nothing here looks at what a text says."""

import codecs
import csv
import fnmatch
import hashlib
import io
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

from helpers.document import Document, Field, Form, Status
from helpers.settings import COLUMN_ROLES, SETTINGS_FILE, Settings

__all__ = ["READABLE", "decode", "list_files", "read_file", "sniff_form"]

_MEDIA_TYPES: dict[str, str] = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
}
READABLE = tuple(_MEDIA_TYPES)
_NOT_DOCUMENTS = (SETTINGS_FILE, "overrides.csv")

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

# Frequent characters of modern Chinese, Simplified and Traditional: what a right decoding is full of.
_COMMON = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而"
    "能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意"
    "进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口"
    "这個來說們為子時會著過學對裡後麼還發當開經頭從動兩長樣現將與進實點種聲話兒問機給幾業間電門東國疫防控市省县區区社党"
)
# Chinese prose has 0.4 and more, a list of names or figures less, bytes that are no text next to nothing.
_LEAST_READABLE = 0.05
_BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"PAR1",
    b"\x1f\x8b",
)
# What is left when UTF-8 or GBK was read as Latin-1 or Windows-1252 and saved again, or lost on the way.
_MOJIBAKE = re.compile(
    r"锟斤拷|烫烫烫|屯屯屯|[\xa1-\xff]{8}"
    r"|(?:[\xc2-\xef][\x80-\xbfŒœŠšŸŽžƒˆ˜\u2013-\u2026‰‹›€™]{1,2}){3}"
)
_HTML_TAG = re.compile(
    r"</?(?:p|div|span|br|td|li|h[1-6]|html|body|strong|img|font|table)\b[^<>]*>", re.IGNORECASE
)
# A cell is short: it may be wrapped in a single pair of tags, or have no tag but line breaks.
_WRAPPED = re.compile(r"\s*<[a-z][^<>]*>.*<[a-z/][^<>]*>\s*", re.IGNORECASE | re.DOTALL)
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_TABLES = ("text/csv", "text/tab-separated-values")
# A name of a column is shorter than this, and no sentence.
_LONGEST_NAME = 60
_LEAST_MEAN_LENGTH = 50
# In a file with more quotes that are never closed, quotes mean nothing.
_MOST_UNCLOSED = 100
_JSON_DEPTH = 4


class _Row(NamedTuple):
    """One record of a file: its cells by column, why it cannot be read, and what was noted."""

    cells: dict[str, str]
    problem: str | None = None
    note: str | None = None


def list_files(folder: Path, settings: Settings) -> list[str]:
    """Return the relative paths (forward slashes, sorted) of all files of the folder that are documents.

    Hidden files and folders, README files, the settings, overrides, what `ignore` names, and pipes, sockets
    and devices are not. A link to nothing is listed, so that reading can say so. A name in bytes that are
    not UTF-8 comes with surrogate escapes, as Python opens it.
    """
    found = []
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = (Path(place) / name).relative_to(folder).as_posix()
            hidden = name.startswith(".") or name in _NOT_DOCUMENTS or name.upper().startswith("README")
            ignored = any(fnmatch.fnmatch(_printable(path), pattern) for pattern in settings.ignore)
            if not hidden and not ignored and _may_be_read(Path(place) / name):
                found.append(path)
    return sorted(found)


def _may_be_read(file: Path) -> bool:
    """Tell whether a file is a regular one, or can't be looked at; opening a pipe would wait for ever."""
    try:
        return stat.S_ISREG(file.stat().st_mode)
    except OSError:
        return True


def _printable(path: str) -> str:
    """Return a path that can be shown and stored: a name in bytes that are not UTF-8 is read as GB18030.

    Archives packed on Chinese Windows hold such names. What is not GB18030 either is replaced by U+FFFD.
    """

    def show(name: str) -> str:
        if not _SURROGATE.search(name):
            return name
        try:
            return name.encode("utf-8", "surrogateescape").decode("gb18030")
        except UnicodeError:
            return _SURROGATE.sub("\ufffd", name)

    return "/".join(map(show, path.split("/")))


def read_file(folder: Path, path: str, settings: Settings) -> Iterator[Document]:
    """Yield the documents of one file: itself, or one for each record of a tabular file.

    The path is one that `list_files` gave, or the printable form of it that `Document.path` holds; where
    that form fits several files, the documents of each. Never raises for what the file holds: what cannot
    be read becomes a document with a status and a reason.
    """
    names = [path]
    if not os.path.lexists(folder / path):
        names = [name for name in list_files(folder, settings) if _printable(name) == path] or names
    for name in names:
        yield from _read(folder, name, settings)


def _read(folder: Path, path: str, settings: Settings) -> Iterator[Document]:
    """Yield the documents of the one file of this name."""
    shown = _printable(path)
    suffix = Path(shown).suffix
    media_type = _MEDIA_TYPES.get(suffix.lower(), "application/octet-stream")

    def refused(status: Status, reason: str, sha256: str = "", encoding: str | None = None) -> Document:
        return Document(
            _doc_id(path, None), shown, None, sha256, media_type, encoding, "", "plain", status, reason
        )

    file = folder / path
    try:
        if not file.resolve().is_relative_to(folder.resolve()):
            yield refused("unreadable", "a link that leads out of the corpus")
            return
        data = file.read_bytes()
    except OSError as error:
        yield refused("unreadable", f"cannot be opened: {error.strerror}")
        return
    except RuntimeError:  # how Path.resolve reports it before Python 3.13
        yield refused("unreadable", "cannot be opened: a link that leads back to itself")
        return
    sha256 = hashlib.sha256(data).hexdigest()
    if media_type == "application/octet-stream":
        ending = suffix or "a name without an ending"
        yield refused("unreadable", f"no reader for {ending}; readable: {' '.join(READABLE)}", sha256)
        return
    if not data.strip():
        yield refused("empty", "the file has no content", sha256)
        return
    text, encoding, note = decode(data)
    if text is None:
        yield refused("unreadable", note or "cannot be decoded", sha256)
        return
    if not text.strip("\ufeff\u200b \t\r\n\u3000\xa0"):
        yield refused("empty", "the file holds only white space", sha256, encoding)
        return
    if media_type in (*_TABLES, "application/json", "application/x-ndjson"):
        yield from _read_records(path, media_type, text, encoding, sha256, note, settings)
        return
    form = "html" if media_type == "text/html" else sniff_form(text)
    if media_type == "text/markdown" and form == "plain":
        form = "markdown"
    yield Document(_doc_id(path, None), shown, None, sha256, media_type, encoding, text, form, "ok", note)


def decode(data: bytes) -> tuple[str | None, str | None, str | None]:
    """Return (text, encoding, note) of a file's bytes; the text is None when no encoding gives readable text.

    A byte order mark decides; else strict UTF-8; else the one of GB18030, Big5 and UTF-16 whose text holds
    most common Chinese characters, at most one character in a hundred being replaced.
    """
    if data.startswith(_BINARY):
        return None, None, "a binary file, not text"
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _judge(data.decode(name, "replace"), name)
    try:
        return _judge(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    guesses = [(data.decode(name, "replace"), name) for name in ("utf-8", "gb18030", "big5hkscs")]
    if b"\0" in data:
        guesses = [(data.decode(name, "replace"), name) for name in ("utf-16-le", "utf-16-be")]
    text, name = max(guesses, key=lambda guess: _readability(guess[0]))
    if _readability(text) < _LEAST_READABLE:
        return None, None, "no known encoding gives readable text"
    return _judge(text, name)


def sniff_form(text: str) -> Form:
    """Tell whether a text is HTML (a page or a dump of tags), Markdown, or plain."""
    if len(_HTML_TAG.findall(text, 0, 20_000)) >= 3:
        return "html"
    if _MARKDOWN_HEADING.match(text.lstrip()) or len(_MARKDOWN_HEADING.findall(text)) >= 2:
        return "markdown"
    return "plain"


def _sniff_cell(cell: str) -> Form:
    """Tell what a cell is written in: one pair of tags around it or one line break is enough for HTML."""
    return "html" if _WRAPPED.fullmatch(cell) or _LINE_BREAK.search(cell) else sniff_form(cell)


def _readability(text: str) -> float:
    """Return common characters minus replaced ones, as a share of all that are not ASCII; 1 where all are."""
    beyond = [c for c in text if c > "\x7f"]
    if not beyond:
        return 1.0
    return (sum(c in _COMMON for c in beyond) - 5 * beyond.count("\ufffd")) / len(beyond)


def _judge(text: str, encoding: str) -> tuple[str | None, str | None, str | None]:
    """Accept a decoding, note what was replaced in it, or refuse it with a reason."""
    replaced, n = text.count("\ufffd"), len(text)
    controls = sum(text.count(chr(c)) for c in (*range(0, 9), *range(14, 27)))
    if controls > max(3, n / 100):
        return None, None, "a binary file, not text"
    if replaced > n / 100:
        return None, None, "no known encoding gives readable text"
    if len(_MOJIBAKE.findall(text)) > max(2, n // 500):
        return None, None, "mojibake: the text was decoded wrongly before it was saved"
    return text, encoding, _replacement_note(replaced)


def _replacement_note(n: int) -> str | None:
    return f"{n} characters could not be decoded and were replaced" if n else None


def _doc_id(path: str, record: int | None) -> str:
    # No file can lie below a file, so a record's name is never another file's.
    name = path if record is None else f"{path}/{record}"
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _read_records(
    path: str,
    media_type: str,
    text: str,
    encoding: str | None,
    sha256: str,
    note: str | None,
    settings: Settings,
) -> Iterator[Document]:
    """Yield one document for each record; a record that cannot be read becomes one with a reason."""

    def document(n: int | None, body: str, status: Status, reason: str | None, *fields: Field) -> Document:
        cell = next((body[f.start : f.end] for f in fields if f.role == "text"), "")
        form = _sniff_cell(cell)
        doc_id = _doc_id(path, n)
        return Document(doc_id, path, n, sha256, media_type, encoding, body, form, status, reason, fields)

    rows: Iterable[_Row]
    if media_type in _TABLES:
        rows = list(_table_rows(media_type, text, settings))
        settings = _with_longest_as_text(rows, settings)
    else:
        rows = _json_rows(media_type, text, settings)
    lacks = f"which this {'file' if media_type in _TABLES else 'record'} lacks"
    known_roles: dict[tuple[str, ...], dict[str, str]] = {}
    n = 0
    for n, (raw, problem, row_note) in enumerate(rows, start=1):
        if problem:
            yield document(n, "", "unreadable", problem)
            continue
        row, replaced = _without_surrogates(raw)
        columns = tuple(row)
        if columns not in known_roles:
            known_roles[columns] = _column_roles(columns, settings)
        roles = known_roles[columns]
        absent = [column for column in settings.columns.values() if column not in row]
        listed = ", ".join(name if len(name) <= 20 else f"{name[:20]}…" for name in columns[:12])
        if "text" not in roles.values():
            remedy = f'name it in {SETTINGS_FILE}: columns = {{ text = "…" }}'
            reason = f"no column of texts among: {listed}; {remedy}"
            if "text" in settings.columns:
                reason = f"{_naming(settings.columns['text'])}, {lacks}; its columns: {listed}"
            yield document(n, "", "unreadable", "; ".join(filter(None, (row_note, reason))))
            if media_type in _TABLES:
                return
            continue
        cells, fields, at = [], [], 0
        for column, cell in row.items():
            fields.append(Field(column, roles.get(column), at, at + len(cell)))
            cells.append(cell)
            at += len(cell) + 1
        has_text = any(f.role == "text" and cells[i].strip() for i, f in enumerate(fields))
        status: Status = "ok" if has_text else "empty"
        notes = [
            None if has_text else "its text cell is empty",
            note,
            row_note,
            _replacement_note(replaced),
            *(f"{_naming(column)}, {lacks}" for column in absent),
        ]
        reason = "; ".join(filter(None, notes))
        yield document(n, "\n".join(cells), status, reason or None, *fields)
    if n == 0:
        yield document(None, "", "empty", "the file has no records")


def _naming(column: str) -> str:
    return f"{SETTINGS_FILE} names the column '{column}'"


def _table_rows(media_type: str, text: str, settings: Settings) -> Iterator[_Row]:
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
        if _is_prose(first) and not _column_roles(tuple(header), settings):
            header, note = _distinct_names([""] * len(first)), "the file has no header row"
            records = _split_records(lines, delimiter, quoted)
        for cells, unclosed in records:
            if not any(cell.strip() for cell in cells):
                continue
            beyond = len(cells) - len(header)
            names = _distinct_names([*header, *[""] * beyond]) if beyond > 0 else header
            named = dict(zip(names, [*cells, *[""] * -beyond], strict=True))
            yield _Row(named, note="unclosed quote: the line was read as it stands" if unclosed else note)
    except csv.Error as error:
        yield _Row({}, f"not valid CSV: {error}")


def _is_prose(first: list[str]) -> bool:
    """Tell whether the first row of a table holds texts, and so no names of columns."""
    return any(len(cell) > _LONGEST_NAME or cell.rstrip().endswith("。") for cell in first)


def _with_longest_as_text(rows: list[_Row], settings: Settings) -> Settings:
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


def _json_rows(media_type: str, text: str, settings: Settings) -> Iterator[_Row]:
    """Yield one row for each record of a JSON or JSONL text."""
    if media_type == "application/x-ndjson":
        lines = [line for line in text.split("\n") if line.strip()]
        for i, line in enumerate(lines):
            try:
                item = _parse_json(line)
            except (ValueError, RecursionError):
                last = i == len(lines) - 1
                yield _Row({}, "the last line is cut off" if last else "the line is not valid JSON")
            else:
                yield _record(item, "line", settings)
        return
    try:
        data = _parse_json(text)
    except (ValueError, RecursionError) as error:
        yield _Row({}, f"not valid JSON: {error}")
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
    return "text" in _column_roles(texts, settings).values()


def _without_surrogates(row: Mapping[str, str]) -> tuple[dict[str, str], int]:
    """Return the row with each lone surrogate (half of a cut emoji) as U+FFFD, and how many its cells had."""
    if not any(map(_SURROGATE.search, (*row, *row.values()))):
        return dict(row), 0
    replaced = sum(len(_SURROGATE.findall(cell)) for cell in row.values())
    names = _distinct_names(_SURROGATE.sub("\ufffd", name) for name in row)
    cells = (_SURROGATE.sub("\ufffd", cell) for cell in row.values())
    return dict(zip(names, cells, strict=True)), replaced


def _record(item: object, holder: str, settings: Settings) -> _Row:
    """Return the row of one JSON value: an object, or a text without more."""
    if isinstance(item, str):
        return _Row({"text": item})
    if isinstance(item, dict):
        return _Row(_cells(_unwrapped(item, settings)))
    return _Row({}, f"the {holder} is not an object")


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


def _column_roles(columns: tuple[str, ...], settings: Settings) -> dict[str, str]:
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
