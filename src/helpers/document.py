"""A document as it was read: what reading hands to splitting."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Document", "Field", "Form", "Status"]

Form = Literal["plain", "markdown", "html"]
Status = Literal["ok", "empty", "unreadable", "boilerplate-only"]


@dataclass(frozen=True)
class Field:
    """One cell of a record, or a part of a file: its column, the role the column plays (or none), and its place in the text."""

    column: str
    role: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Document:
    """One input document: a file, or one record of a tabular file.

    `text` is what every span counts its offsets in: the decoded source, or a record's cells joined by
    newlines, or the text taken out of a DOCX. `form` is what the source is written in; of a record, what its text cell is written in.
    `fields` are a record's cells; a file has none, unless its page headers and footers stand beside its text.
    """

    doc_id: str
    path: str
    record: int | None
    sha256: str
    media_type: str
    encoding: str | None
    text: str
    form: Form
    status: Status
    reason: str | None = None
    fields: tuple[Field, ...] = ()
