"""Every table of a corpus in one zip that describes itself: Parquet, CSV, and a Frictionless Data Package.

The descriptor follows https://datapackage.org/standard/data-package/ in its version 2.0 and says nothing that
`helpers.schema` doesn't.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow.parquet as pq

from helpers import schema
from helpers.site.slug import make_slug
from helpers.spreadsheet import LIST_DELIMITER, write_csv

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["WHOLE_TEXT", "Package", "write_package"]

WHOLE_TEXT = ("articles", "text")
"""The one column that holds whole texts; all others hold single words, short quotations, or where something stands."""

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}
_TYPES: Mapping[schema.Dtype, Mapping[str, Any]] = {
    "string": {"type": "string"},
    "strings": {"type": "list", "delimiter": LIST_DELIMITER, "itemType": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean", "trueValues": ["True"], "falseValues": ["False"]},
    "date": {"type": "date"},
}
# A column named like the only key of a table refers to that table: to the first of them, which says what the key is.
_REFERENCES = {table.key[0]: table.name for table in reversed(schema.TABLES) if len(table.key) == 1}

_LICENCE_NOTE = """\
# Who may use this, and for what

The structure of these tables, their descriptions and what was computed for them are under the Creative Commons Attribution 4.0
International licence (CC BY 4.0): https://creativecommons.org/licenses/by/4.0/

The documents that they were made from, and every word quoted from them (headlines, texts, names, places and dates as printed),
remain their publishers'. That licence does not cover them.
"""
_README = """\
# The tables

Each table is here twice, with the same rows: in `parquet/` for programs, in `csv/` for spreadsheets and for reading.
`datapackage.json` says what each column is, as a Frictionless Data Package; `SHA256SUMS` has the hash of each file.

{listing}

- A missing value means *not known*, and a zero means *none*. In a CSV file a missing value is an empty cell.
- Offsets count Unicode characters, from 0, and end one past the last.
- The CSV files are UTF-8 with a mark at their start. The members of a list are joined by `; `. A text that a spreadsheet
  would take for a formula has an apostrophe before it; the Parquet files have the text as it is.
- {text}

`LICENCE-NOTE.md` says who may use this.
"""
_WITH_TEXT = "The column `text` of `articles` holds the articles' whole texts."
_WITHOUT_TEXT = (
    "The column `text` of `articles` is empty: the corpus does not allow whole texts to be published "
    "(`publish_text = false` in its `corpus.toml`). Offsets refer to the texts all the same."
)


@dataclass(frozen=True)
class Package:
    """A zip that was written: where, its size in bytes, its SHA-256, and the rows of each table."""

    path: Path
    n_bytes: int
    sha256: str
    rows: Mapping[str, int]
    has_text: bool


def write_package(corpus: "Corpus", folder: Path) -> Package:
    """Write `<title>-tables.zip` with every table of a corpus, and return what it is; the same tables give the same bytes.

    Where the corpus does not allow whole texts to be published, their column is empty, and the zip says so.
    """
    path = folder / f"{make_slug(corpus.settings.title)}-tables.zip"
    whole = corpus.settings.publish_text
    rows: dict[str, int] = {}
    sums: list[str] = []
    resources: list[dict[str, Any]] = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, content: bytes) -> dict[str, Any]:
            """Add a file, and return what the descriptor says of it."""
            digest = hashlib.sha256(content).hexdigest()
            sums.append(f"{digest}  {name}\n")
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it was made
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
            return {"path": name, "bytes": len(content), "hash": f"sha256:{digest}"}

        for table in schema.TABLES:
            data = _publishable(corpus.table(table.name)[table.names], table, whole)
            rows[table.name] = len(data)
            csv = add(f"csv/{table.name}.csv", write_csv(data))
            parquet = add(f"parquet/{table.name}.parquet", _parquet(data, table))
            resources += _describe(table, csv, parquet, whole)
        title = " ".join(corpus.settings.title.split())
        text = " ".join([_WITH_TEXT if whole else _WITHOUT_TEXT, *corpus.sampling])
        descriptor = {
            "$schema": _PROFILE,
            "name": make_slug(title),
            "title": title,
            "description": text,
            "licenses": [_LICENCE],
            "resources": resources,
        }
        listing = "\n".join(
            f"- `{table.name}` ({rows[table.name]:,}): {table.grain}" for table in schema.TABLES
        )
        add("datapackage.json", (json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n").encode())
        add("README.md", _README.format(listing=listing, text=text).encode())
        add("LICENCE-NOTE.md", _LICENCE_NOTE.encode())
        add("SHA256SUMS", "".join(sums).encode())
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    return Package(path, path.stat().st_size, sha256, rows, whole)


def _publishable(data: pd.DataFrame, table: schema.Table, whole: bool) -> pd.DataFrame:
    """Return the table, without the articles' whole texts unless they may be published."""
    name, column = WHOLE_TEXT
    return (
        data
        if whole or table.name != name
        else data.assign(**{column: pd.Series("", data.index, dtype="str")})
    )


def _parquet(data: pd.DataFrame, table: schema.Table) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(schema.to_arrow(data, table), buffer)
    return buffer.getvalue()


def _describe(
    table: schema.Table, csv: Mapping[str, Any], parquet: Mapping[str, Any], whole: bool
) -> Iterator[dict[str, Any]]:
    """Yield the resources of a table: the CSV file with its schema, and the Parquet file, which holds its own."""
    told = {"title": table.grain[0].upper() + table.grain[1:]}
    form = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    keys = [
        {
            "fields": [column.name],
            "reference": {"resource": _REFERENCES[column.name], "fields": [column.name]},
        }
        for column in table.columns
        if _REFERENCES.get(column.name, table.name) != table.name
    ]
    fields = [_field(table, column, whole) for column in table.columns]
    described = {"fields": fields, "primaryKey": list(table.key)} | ({"foreignKeys": keys} if keys else {})
    yield {"name": table.name, "type": "table", **told, **csv, **form, "schema": described}
    form = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}
    told["description"] = f"The same rows as {table.name}, with the types within."
    yield {"name": f"{table.name}-parquet", "type": "file", **told, **parquet, **form}


def _field(table: schema.Table, column: schema.Column, whole: bool) -> dict[str, Any]:
    """Return a column's descriptor; a text that must be there may be empty, which a CSV file can't tell from missing."""
    meaning = column.meaning
    if (table.name, column.name) == WHOLE_TEXT and not whole:
        meaning += "; empty here, since it may not be published"
    field: dict[str, Any] = {"name": column.name, **_TYPES[column.dtype], "description": meaning}
    constraints: dict[str, Any] = {}
    if not column.optional and column.dtype != "strings":
        constraints["required"] = True
        if column.dtype == "string":
            field["missingValues"] = []
    if column.choices:
        constraints["enum"] = list(column.choices)
    return field | ({"constraints": constraints} if constraints else {})
