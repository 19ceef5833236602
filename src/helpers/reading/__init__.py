"""Files of a folder → documents: formats, encodings, records. Nothing here looks at what a text says.

`listing` finds the files. `encoding` decodes, large ones in `pieces`, `forms` tells markup from plain text, `word`, `pdf` and `layout` take the text out of
what is no text itself. `tables`, `json_records` (of `json_values`), `workbooks` and `columnar` give rows,
which `records` makes documents of: `columns` knows the roles of columns by their names, `inference` by what
they hold.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from helpers.document import Document
from helpers.reading.archives import Refused
from helpers.reading.columnar import parquet_rows
from helpers.reading.encoding import decode, find_encoding
from helpers.reading.forms import sniff_form
from helpers.reading.json_records import json_rows, line_rows
from helpers.reading.json_values import JSON, JSON_LINES, PYTHON, find_records_type
from helpers.reading.listing import File, leads_out, list_files, look_at, printable, walk_files
from helpers.reading.pdf import read_pdf
from helpers.reading.pieces import BLOCK, Blocks, Text
from helpers.reading.records import Source, read_records
from helpers.reading.tables import table_rows
from helpers.reading.word import read_word
from helpers.reading.workbooks import workbook_rows
from helpers.remote import is_remote
from helpers.settings import Settings

__all__ = [
    "READABLE",
    "RECORDS",
    "File",
    "decode",
    "leads_out",
    "list_files",
    "look_at",
    "name_form",
    "read_file",
    "sniff_form",
    "walk_files",
]

_MEDIA_TYPES: dict[str, str] = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".json": JSON,
    ".jsonl": JSON_LINES,
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".parquet": "application/vnd.apache.parquet",
}
READABLE = tuple(_MEDIA_TYPES)
RECORDS = (".csv", ".tsv", ".json", ".jsonl", ".parquet", ".xlsx")  # files that hold many documents
_IN_BLOCKS = (
    "text/csv",
    "text/tab-separated-values",
    JSON_LINES,
)  # what is not read at once when it is large
_BINARY = (".docx", ".pdf", ".xlsx", ".parquet")
# What has no reader, but a program that writes it in a form that has one.
_SAVE_AS = {
    **dict.fromkeys((".doc", ".docm", ".dot", ".dotx", ".rtf", ".odt", ".wps", ".pages"), ".docx"),
    **dict.fromkeys((".xls", ".xlsm", ".xlsb", ".ods", ".et", ".numbers"), ".xlsx or .csv"),
    **dict.fromkeys((".ppt", ".pptx", ".caj", ".ofd", ".epub", ".mobi", ".djvu"), ".docx or .txt"),
    **dict.fromkeys((".mht", ".mhtml", ".xhtml", ".xml", ".eml"), ".html or .txt"),
    **dict.fromkeys((".dta", ".sav", ".rds", ".feather", ".sqlite", ".db"), ".csv or .parquet"),
}


def name_form(media_type: str) -> str:
    """Return what a person calls a media type: the ending of such files (.docx), or words."""
    words = {PYTHON: "Python values", "application/octet-stream": "unknown"}.get(media_type, media_type)
    return next((ending for ending, known in _MEDIA_TYPES.items() if known == media_type), words)


def read_file(folder: Path, path: str, settings: Settings) -> Iterator[Document]:
    """Yield the documents of one file: itself, or one for each record of a tabular file.

    The path is one that `list_files` gave, or the printable form of it that `Document.path` holds; where
    that form fits several files, the documents of each. Never raises for what the file holds: what cannot
    be read becomes a document with a status and a reason.
    """
    names = [path]
    if not is_remote(folder) and not os.path.lexists(folder / path):
        names = [name for name in list_files(folder, settings) if printable(name) == path] or names
    for name in names:
        yield from _read(folder, name, settings)


def _read(folder: Path, path: str, settings: Settings) -> Iterator[Document]:
    """Yield the documents of the one file of this name."""
    shown = printable(path)
    suffix = Path(shown).suffix
    media_type = _MEDIA_TYPES.get(suffix.lower(), "application/octet-stream")
    source = Source(path, shown, "", media_type, None)
    file = folder / path
    try:
        if not is_remote(folder) and (why_not := _why_not_opened(folder, path, file)):
            yield source.refused("unreadable", why_not)
            return
        in_blocks = media_type in _IN_BLOCKS and not is_remote(folder) and file.stat().st_size > BLOCK
        blocks = Blocks(file) if in_blocks else (file.read_bytes(),)
        source = replace(source, sha256=_hash(blocks))
    except OSError as error:
        yield source.refused("unreadable", f"cannot be opened: {error.strerror or error}")
        return
    except RuntimeError:  # how Path.resolve reports it before Python 3.13
        yield source.refused("unreadable", "cannot be opened: a link that leads back to itself")
        return
    if media_type == "application/octet-stream":
        ending = suffix or "a name without an ending"
        remedy = _SAVE_AS.get(suffix.lower())
        what_to_do = f"save it as {remedy}" if remedy else f"readable: {' '.join(READABLE)}"
        yield source.refused("unreadable", f"no reader for {ending}; {what_to_do}")
    elif not any(block.strip() for block in blocks):
        yield source.refused("empty", "the file has no content")
    elif suffix.lower() in _BINARY:
        try:
            yield from _read_binary(source, suffix.lower(), b"".join(blocks), settings)
        except Refused as error:
            yield source.refused("unreadable", str(error))
    else:
        yield from _read_text(source, blocks, settings)


def _why_not_opened(folder: Path, path: str, file: Path) -> str:
    """Return why a path of a folder is not opened, or nothing."""
    if leads_out(folder, path):
        return "a link that leads out of the corpus"
    return _why_not_listed(file) if file.is_dir() else ""


def _why_not_listed(folder: Path) -> str:
    """Return why a folder of the corpus is a document of it."""
    if folder.is_symlink():
        return "a link to a folder, which is not followed; put the folder itself here"
    try:
        next(os.scandir(folder), None)
    except OSError as error:
        return f"a folder that cannot be listed: {error.strerror}"
    return "a folder that could not be listed before"


def _read_binary(source: Source, ending: str, data: bytes, settings: Settings) -> Iterator[Document]:
    """Yield the documents of a file that is no text itself. Raises Refused for one that cannot be opened."""
    if ending == ".xlsx":
        yield from read_records(source, workbook_rows(data, settings), settings, tabular=True)
    elif ending == ".parquet":
        yield from read_records(source, parquet_rows(data), settings, tabular=True)
    elif ending == ".pdf":
        yield read_pdf(data, source)
    else:
        yield read_word(data).document(source)


def _hash(blocks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


def _read_text(source: Source, blocks: Iterable[bytes], settings: Settings) -> Iterator[Document]:
    """Yield the documents of a file of text, in whatever encoding."""
    encoding, errors, note = find_encoding(blocks)
    if encoding is None:
        yield source.refused("unreadable", note or "cannot be decoded")
        return
    source = replace(source, encoding=encoding, note=note)
    media_type = source.media_type
    pieces = Text(blocks, encoding, errors)
    if not any(piece.strip("\ufeff\u200b \t\r\n\u3000\xa0") for piece in pieces):
        yield source.refused("empty", "the file holds only white space")
    elif media_type in ("text/csv", "text/tab-separated-values"):
        yield from read_records(source, table_rows(media_type, pieces, settings), settings, tabular=True)
    elif media_type == JSON_LINES:
        yield from read_records(source, line_rows(pieces, settings), settings, tabular=False)
    else:
        yield from _read_whole(source, "".join(pieces), settings)


def _read_whole(source: Source, text: str, settings: Settings) -> Iterator[Document]:
    """Yield the documents of a text that is no list of lines."""
    media_type = source.media_type
    if media_type == JSON:
        yield from read_records(source, json_rows(media_type, text, settings), settings, tabular=False)
    elif media_type == "text/plain" and (kind := find_records_type(text)):
        source = replace(source, media_type=kind)
        rows = line_rows((text,), settings) if kind == JSON_LINES else json_rows(kind, text, settings)
        records = read_records(source, rows, settings, tabular=False)
        first, second = next(records), next(records, None)
        yield from (first, second, *records) if second else (source.as_file(first),)
    else:
        form = "html" if media_type == "text/html" else sniff_form(text)
        if media_type == "text/markdown" and not text.lstrip().startswith("<"):
            form = "markdown"  # tags in it are Markdown's own
        yield source.document(text, form, source.note)
