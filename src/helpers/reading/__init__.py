"""Files of a folder → documents: formats, encodings, records. Nothing here looks at what a text says.

`encoding` decodes, `forms` tells markup from plain text, `tables` reads records.
"""

import fnmatch
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from helpers.document import Document, Field, Status
from helpers.reading.encoding import decode, replacement_note
from helpers.reading.forms import sniff_cell, sniff_form
from helpers.reading.tables import (
    SURROGATE,
    TABLES,
    Row,
    column_roles,
    json_rows,
    naming,
    table_rows,
    with_longest_as_text,
    without_surrogates,
)
from helpers.settings import SETTINGS_FILE, Settings

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
        if not SURROGATE.search(name):
            return name
        try:
            return name.encode("utf-8", "surrogateescape").decode("gb18030")
        except UnicodeError:
            return SURROGATE.sub("\ufffd", name)

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
    if media_type in (*TABLES, "application/json", "application/x-ndjson"):
        yield from _read_records(path, media_type, text, encoding, sha256, note, settings)
        return
    form = "html" if media_type == "text/html" else sniff_form(text)
    if media_type == "text/markdown" and form == "plain":
        form = "markdown"
    yield Document(_doc_id(path, None), shown, None, sha256, media_type, encoding, text, form, "ok", note)


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
        form = sniff_cell(cell)
        doc_id = _doc_id(path, n)
        return Document(doc_id, path, n, sha256, media_type, encoding, body, form, status, reason, fields)

    rows: Iterable[Row]
    if media_type in TABLES:
        rows = list(table_rows(media_type, text, settings))
        settings = with_longest_as_text(rows, settings)
    else:
        rows = json_rows(media_type, text, settings)
    lacks = f"which this {'file' if media_type in TABLES else 'record'} lacks"
    known_roles: dict[tuple[str, ...], dict[str, str]] = {}
    n = 0
    for n, (raw, problem, row_note) in enumerate(rows, start=1):
        if problem:
            yield document(n, "", "unreadable", problem)
            continue
        row, replaced = without_surrogates(raw)
        columns = tuple(row)
        if columns not in known_roles:
            known_roles[columns] = column_roles(columns, settings)
        roles = known_roles[columns]
        absent = [column for column in settings.columns.values() if column not in row]
        listed = ", ".join(name if len(name) <= 20 else f"{name[:20]}…" for name in columns[:12])
        if "text" not in roles.values():
            remedy = f'name it in {SETTINGS_FILE}: columns = {{ text = "…" }}'
            reason = f"no column of texts among: {listed}; {remedy}"
            if "text" in settings.columns:
                reason = f"{naming(settings.columns['text'])}, {lacks}; its columns: {listed}"
            yield document(n, "", "unreadable", "; ".join(filter(None, (row_note, reason))))
            if media_type in TABLES:
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
            replacement_note(replaced),
            *(f"{naming(column)}, {lacks}" for column in absent),
        ]
        reason = "; ".join(filter(None, notes))
        yield document(n, "\n".join(cells), status, reason or None, *fields)
    if n == 0:
        yield document(None, "", "empty", "the file has no records")
