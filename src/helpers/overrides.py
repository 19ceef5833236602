"""A corpus's corrections by hand: `overrides.csv`, checked, by article."""

import csv
import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from helpers.errors import UserError, unknown
from helpers.lexicons import read_rows

__all__ = ["NONE", "OVERRIDES_FILE", "Override", "Overrides", "check_overrides", "load_overrides"]

OVERRIDES_FILE = "overrides.csv"
_COLUMNS = ("article_id", "field", "value")
_FIELDS = ("title", "outlet", "published", "province", "exclude", "split", "merge")
_ALIKE = 8  # characters, of which an id has 16 and a number
_DATE_FORMS = ("%Y-%m-%d", "%Y-%m", "%Y")


@dataclass(frozen=True)
class Override:
    """One line of the file: which article, what of it, and what it is to be."""

    line: int
    article_id: str
    field: str
    value: str

    def wrong(self, why: str) -> UserError:
        """Build the error that says what is wrong with this line."""
        return UserError(f"{OVERRIDES_FILE}, line {self.line}: {why}")


@dataclass(frozen=True)
class Overrides:
    """The corrections of a corpus, in the order of the file."""

    rows: tuple[Override, ...] = ()
    _by_article: dict[str, dict[str, Override]] = field(default_factory=dict)

    def of_article(self, article_id: str) -> dict[str, str]:
        """Return the values to be set for an article, by field: title, outlet, published, province, exclude."""
        return {name: row.value for name, row in self._by_article.get(article_id, {}).items()}

    def of_document(self, doc_id: str) -> list[Override]:
        """Return the splits and merges of a document's articles, in the order of the file."""
        return [
            row
            for row in self.rows
            if row.field in ("split", "merge") and row.article_id.rpartition("-")[0] == doc_id
        ]


NONE = Overrides()


def load_overrides(folder: Path) -> Overrides:
    """Return the corrections in `overrides.csv` of a corpus folder, none where there is no such file.

    The file has the columns article_id, field and value; others, such as a note, are passed over. A field is `title`, `outlet`,
    `published` (2020-02-03, 2020-02 or 2020), `province` (江西, or with a city 江西南昌), `exclude` (the reason to
    leave the article out of counts), `split` (the line with which a new article begins) or `merge` (no value: the article is
    joined to the one before it in its document). Raises UserError, with the line, for anything else.
    """
    path = folder / OVERRIDES_FILE
    if not path.is_file():
        return NONE
    rows = csv.DictReader(io.StringIO(_decode(path), newline=""))
    for name in _COLUMNS:
        if name not in (rows.fieldnames or ()):
            raise UserError(
                f"{OVERRIDES_FILE} has no column {name!r}. It needs {', '.join(_COLUMNS)}; it has {', '.join(rows.fieldnames or ['none'])}."
            )
    found: list[Override] = []
    by_article: dict[str, dict[str, Override]] = {}
    for row in rows:
        article_id, name, value = ((row[column] or "").strip() for column in _COLUMNS)
        if not article_id + name + value:
            continue
        override = Override(rows.line_num, article_id, name, value)
        _check(override)
        if name not in ("split", "merge"):
            twice = by_article.setdefault(article_id, {}).setdefault(name, override)
            if twice is not override:
                raise override.wrong(f"{name} of {article_id} was set in line {twice.line} already.")
        found.append(override)
    return Overrides(tuple(found), by_article)


def check_overrides(overrides: Overrides, article_ids: Iterable[str]) -> None:
    """Raise UserError for the first correction of an article that is not there, before or after the merges."""
    known = set(article_ids) | {row.article_id for row in overrides.rows if row.field == "merge"}
    for row in overrides.rows:
        if row.article_id not in known:
            near = sorted(name for name in known if _common(name, row.article_id) >= _ALIKE)[:3]
            meant = f" Near it: {', '.join(near)}." if near else ""
            raise row.wrong(
                f"there is no article {row.article_id!r}.{meant} Each article's page in the book and the table `articles` have its id."
            )


def _common(one: str, other: str) -> int:
    """Return how many characters two names have in common at their beginning."""
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _decode(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):  # the second as spreadsheets in China save it
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError(f"{OVERRIDES_FILE} is not text in UTF-8 or GB 18030. Save it as CSV UTF-8.")


def _check(row: Override) -> None:
    """Raise UserError for a field or a value that cannot be."""
    if not row.article_id:
        raise row.wrong("article_id is empty.")
    if row.field not in _FIELDS:
        raise row.wrong(str(unknown("field", row.field, _FIELDS)))
    if row.field != "merge" and not row.value:
        raise row.wrong(f"the value of {row.field!r} is empty.")
    if row.field == "published" and not _is_date(row.value):
        raise row.wrong(f"published={row.value!r} is not a date. Write it as 2020-02-03, 2020-02 or 2020.")
    if row.field == "province":
        names = [line["name"] for line in read_rows("provinces.csv")]
        if not row.value.startswith(tuple(names)):
            raise row.wrong(str(unknown("province", row.value, names)))


def _is_date(text: str) -> bool:
    for form in _DATE_FORMS:
        try:
            datetime.datetime.strptime(text, form)
        except ValueError:
            continue
        return True
    return False
