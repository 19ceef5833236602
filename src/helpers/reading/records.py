"""Rows of a tabular file → documents, one for each record, whatever the format."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, groupby, islice

from helpers.document import Document, Field, Form, Status
from helpers.reading.columns import column_roles
from helpers.reading.encoding import replacement_note
from helpers.reading.forms import sniff_cell
from helpers.reading.inference import SAMPLE, infer_roles
from helpers.reading.rows import Row, naming, without_surrogates
from helpers.settings import SETTINGS_FILE, Settings

__all__ = ["Source", "read_records"]

_SHEET = "sheet"  # the column that says from which of a workbook's sheets a record is


@dataclass(frozen=True)
class Source:
    """What all documents of one file share; `opened` is the name that the file has on disk."""

    opened: str
    path: str
    sha256: str
    media_type: str
    encoding: str | None
    note: str | None = None

    def document(
        self, text: str, form: Form, reason: str | None = None, fields: tuple[Field, ...] = ()
    ) -> Document:
        """Return the file as one document."""
        return self._make(None, text, form, "ok", reason, fields)

    def refused(self, status: Status, reason: str) -> Document:
        """Return the file as a document without text, and why."""
        return self._make(None, "", "plain", status, reason)

    def record(
        self, n: int | None, text: str, status: Status, reason: str | None, *fields: Field
    ) -> Document:
        """Return one record of the file, its text cell in whatever form it is."""
        cell = next((text[f.start : f.end] for f in fields if f.role == "text"), "")
        return self._make(n, text, sniff_cell(cell), status, reason, fields)

    def as_file(self, record: Document) -> Document:
        """Return a file's only record as the file."""
        return replace(record, doc_id=_name_document(self.opened, None), record=None)

    def _make(
        self,
        n: int | None,
        text: str,
        form: Form,
        status: Status,
        reason: str | None,
        fields: tuple[Field, ...] = (),
    ) -> Document:
        return Document(
            _name_document(self.opened, n), self.path, n, self.sha256, self.media_type, self.encoding,
            text, form, status, reason, fields,
        )  # fmt: skip


def read_records(
    source: Source, rows: Iterable[Row], settings: Settings, *, tabular: bool
) -> Iterator[Document]:
    """Yield one document for each record; a record that cannot be read becomes one with a reason.

    `tabular` says that all rows of a file or sheet have the same columns, so that one without a column of
    texts is refused once; the records of JSON each have their own. Roles of columns that were inferred from
    what they hold are noted at the first record that has them.
    """
    known_roles: dict[tuple[str, ...], dict[str, str]] = {}
    noted: set[tuple[str, str]] = set()
    refused: set[str] = set()
    n = 0
    for (raw, problem, row_note, sheet), inferred in _with_inferred(rows, settings):
        if sheet in refused:
            continue
        n += 1
        if problem:
            yield source.record(n, "", "unreadable", problem)
            continue
        row, replaced = without_surrogates({**raw, _SHEET: sheet} if sheet and _SHEET not in raw else raw)
        columns = tuple(row)
        if columns not in known_roles:
            known_roles[columns] = column_roles(columns, settings)
        roles = dict(known_roles[columns])
        inference_notes = []
        for column, (role, how) in inferred.items():
            if column in row and column not in roles and role not in roles.values():
                roles[column] = role
                if (sheet, column) not in noted:
                    noted.add((sheet, column))
                    inference_notes.append(how)
        absent = [column for column in settings.columns.values() if column not in row]
        listed = ", ".join(name if len(name) <= 20 else f"{name[:20]}…" for name in columns[:12])
        lacks = f"which this {'sheet' if sheet else 'file' if tabular else 'record'} lacks"
        if "text" not in roles.values():
            remedy = f'name it in {SETTINGS_FILE}: columns = {{ text = "…" }}'
            reason = f"no column of texts among: {listed}; {remedy}"
            if "text" in settings.columns:
                reason = f"{naming(settings.columns['text'])}, {lacks}; its columns: {listed}"
            where = f"the sheet '{sheet}'" if sheet else None
            yield source.record(n, "", "unreadable", "; ".join(filter(None, (where, row_note, reason))))
            if tabular:
                refused.add(sheet)
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
            source.note,
            row_note,
            replacement_note(replaced),
            *inference_notes,
            *(f"{naming(column)}, {lacks}" for column in absent),
        ]
        reason = "; ".join(filter(None, notes))
        yield source.record(n, "\n".join(cells), status, reason or None, *fields)
    if n == 0:
        yield source.record(None, "", "empty", "the file has no records")


def _with_inferred(
    rows: Iterable[Row], settings: Settings
) -> Iterator[tuple[Row, dict[str, tuple[str, str]]]]:
    """Yield each row with the roles that the first rows of its sheet show, by column, and how they were inferred."""
    for _, of_sheet in groupby(rows, key=lambda row: row.sheet):
        sample = list(islice(of_sheet, SAMPLE))
        cells = [without_surrogates(row.cells)[0] for row in sample if not row.problem]
        columns = tuple(dict.fromkeys(column for row in cells for column in row))
        inferred = infer_roles(cells, column_roles(columns, settings), frozenset(settings.columns))
        for row in chain(sample, of_sheet):
            yield row, inferred


def _name_document(path: str, record: int | None) -> str:
    """Return the id of a document, which derives from its path and record alone."""
    # No file can lie below a file, so a record's name is never another file's.
    name = path if record is None else f"{path}/{record}"
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
