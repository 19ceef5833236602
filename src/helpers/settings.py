"""A corpus's settings: `corpus.toml`, checked, as one frozen value."""

import dataclasses
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from helpers.errors import UserError, unknown
from helpers.lexicons import read_rows

__all__ = ["COLUMN_ROLES", "SETTINGS_FILE", "Segmenter", "Settings", "load_settings"]

SETTINGS_FILE = "corpus.toml"
COLUMN_ROLES = ("title", "text", "published", "outlet", "province", "url", "authors")
Segmenter = Literal["rjieba", "jieba"]
MissingGlyphs = Literal["replace", "fail"]


@dataclasses.dataclass(frozen=True)
class Settings:
    """What `corpus.toml` may say; every field has a working default.

    `default_year` is the year of a date that names none and that nothing on its page dates.
    `hmm` lets the segmenter guess words that no dictionary holds; with `stop_negations`, negations are stop words.
    `site_url` is where the book will be published; without it, the site has no sitemap and no absolute address.
    `compare_by` is what the articles are compared by (`helpers.grouping.choose_grouping`): province, city, outlet, year, folder, or
    the name of a column.
    `sample` is how many articles the chapters read at most, drawn by chance from a larger corpus; 0 stands for all, and "auto" for
    as many as a book is made of in a quarter of an hour (`helpers.sampling.choose_most`).
    `tables` is a folder that `fangzhi tables` wrote for this corpus, from where it is read; a relative path starts in the corpus's folder.
    `columns` maps a role (title, text, published, outlet, province, url, authors) to a column name of
    tabular files.
    """

    title: str = ""
    default_year: int | None = None
    columns: Mapping[str, str] = dataclasses.field(default_factory=dict)
    words: tuple[str, ...] = ()
    stop_words: tuple[str, ...] = ()
    stop_negations: bool = False
    provinces: tuple[str, ...] = ()
    compare_by: str = "auto"
    segmenter: Segmenter = "rjieba"
    hmm: bool = True
    publish_text: bool = False
    missing_glyphs: MissingGlyphs = "replace"
    ignore: tuple[str, ...] = ()
    sample: int | Literal["auto"] = "auto"
    tables: str = ""
    site_url: str = ""

    @property
    def strict_glyphs(self) -> bool:
        """Whether a character that the figures' font lacks fails the build."""
        return self.missing_glyphs == "fail"

    @property
    def digest(self) -> str:
        """SHA-256 of the settings that tables are made by, the same for equal ones."""
        made_by = {key: value for key, value in dataclasses.asdict(self).items() if key not in _OF_READING}
        return hashlib.sha256(json.dumps(made_by, sort_keys=True).encode()).hexdigest()


# How tables are read, which leaves them as they are.
_OF_READING = ("sample", "tables")
_SMALLEST_SAMPLE = 100
_CHOICES: dict[str, tuple[str, ...]] = {
    "segmenter": get_args(Segmenter),
    "missing_glyphs": get_args(MissingGlyphs),
}


def load_settings(folder: Path) -> Settings:
    """Read `corpus.toml` of a corpus folder, or return the defaults where there is none.

    Raises UserError for a file that is not TOML, an unknown key or province, or a value of the wrong type.
    """
    path = folder / SETTINGS_FILE
    if not path.is_file():
        return Settings(title=_name(folder))
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{path} is not valid TOML: {error}. Mend that line, or remove the file.") from error
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error
    fields = {field.name for field in dataclasses.fields(Settings)}
    for key in given:
        if key not in fields:
            raise unknown("setting", key, sorted(fields), f"It stands in {path}.")
    values = {key: _checked(path, key, value) for key, value in given.items()}
    if not values.get("title", "").strip():
        values["title"] = _name(folder)
    return Settings(**values)


def _name(folder: Path) -> str:
    """Return what a folder is called; a ZIP file's root has no name, but its address does."""
    return folder.resolve().name or str(folder).rstrip("/").rpartition("/")[2]


def _checked(path: Path, key: str, value: Any) -> Any:
    """Return the value in the field's type, or raise a UserError that says which type it should have."""

    def wrong(expected: str) -> UserError:
        return UserError(f"{path}: {key} = {value!r} should be {expected}.")

    if key in _CHOICES:
        if value not in _CHOICES[key]:
            raise unknown(key, str(value), _CHOICES[key], f"It stands in {path}.")
        return value
    if key == "default_year":
        if not isinstance(value, int) or isinstance(value, bool) or not 1000 <= value <= 2999:
            raise wrong("a year, such as 2020")
        return value
    if key in ("publish_text", "hmm", "stop_negations"):
        if not isinstance(value, bool):
            raise wrong("true or false")
        return value
    if key == "sample":
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if value != "auto" and not (is_number and (value == 0 or value >= _SMALLEST_SAMPLE)):
            raise wrong(f'a number of articles from {_SMALLEST_SAMPLE} on, 0 for all, or "auto"')
        return value
    if key in ("title", "tables", "compare_by"):
        if not isinstance(value, str) or (key == "compare_by" and not value.strip()):
            raise wrong("text in quotes")
        return value
    if key == "site_url":
        if not isinstance(value, str) or not re.fullmatch(r"(https?://[^\s\"'<>?#]+)?", value):
            raise wrong('the address of the published book, such as "https://example.org/book/"')
        return value and value.rstrip("/") + "/"
    if key == "columns":
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value.values()):
            raise wrong('a table such as { text = "正文" }')
        for role in value:
            if role not in COLUMN_ROLES:
                raise unknown("column role", role, COLUMN_ROLES, f"It stands in {path}.")
        return dict(value)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise wrong('a list of texts, such as ["a", "b"]')
    if key == "provinces" and value:
        names = _province_names()
        for name in value:
            if name not in names:
                raise unknown(key, name, names, f"It stands in {path}.")
    return tuple(value)


def _province_names() -> list[str]:
    """Return the short names of all provinces, in the order of the list of provinces."""
    return [row["name"] for row in read_rows("provinces.csv")]
