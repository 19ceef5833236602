"""JSON, and what Python prints of dictionaries → values: of whole files, of several values, of scripts."""

import ast
import json
import re
import warnings
from typing import Any

from helpers.reading.rows import distinct_names

__all__ = [
    "BLANK",
    "JSON",
    "JSON_LINES",
    "PYTHON",
    "find_records_type",
    "parse_items",
    "parse_json",
    "parse_printed",
    "parse_whole",
]

JSON, JSON_LINES, PYTHON = "application/json", "application/x-ndjson", "text/x-python"
BLANK = " \t\r\n\ufeff\u200b"
_MOST_LITERAL = 2_000_000  # characters; parsing Python takes many times the memory of the text
_BETWEEN = re.compile(r"[\s,\ufeff\u200b]*")  # values that follow one another
# A script gives a value to a variable or a function: var data = {…}; callback({…});
_GIVEN = re.compile(r"(?:(?:var|let|const)\s+)?[\w$.]{1,80}\s*[=(]\s*([\[{].*[\]}])\s*\)?\s*;?", re.DOTALL)


def find_records_type(text: str) -> str | None:
    """Return the media type of a text that is wholly objects of JSON or dictionaries of Python, else None.

    It is one object, a list of them, or several one after another. What merely begins with a brace is none.
    """
    bare = text.strip(BLANK).rstrip(",")
    if not re.match(r"\{|\[\s*\{", bare) or bare[-1] not in "}]":
        return None
    lines = [line.strip(BLANK) for line in bare.split("\n") if line.strip(BLANK)]
    for media_type, parse in ((JSON, _parse_stream), (PYTHON, parse_printed)):
        try:
            data = parse(bare)
        except (ValueError, RecursionError):
            continue
        objects = data if isinstance(data, list) else [data]
        if not objects or not all(isinstance(item, dict) and item for item in objects):
            continue
        by_line = len(lines) == len(objects) > 1 and all(line[0] == "{" and line[-1] == "}" for line in lines)
        return JSON_LINES if media_type == JSON and by_line else media_type
    return None


def parse_json(text: str) -> Any:
    """Parse JSON; a key that an object repeats gets a number, since no value may be lost."""
    return json.loads(text.lstrip("\ufeff"), object_pairs_hook=_build)


def parse_whole(text: str) -> Any:
    """Parse what a .json file holds: one value, several, one given to a variable or function, or Python's print of it.

    Raises ValueError or RecursionError, of what JSON has not.
    """
    try:
        return parse_json(text)
    except (ValueError, RecursionError):
        bare = text.strip(BLANK)
        given = _GIVEN.fullmatch(bare)
        bare = (given[1] if given else bare).rstrip(",")
        kind = find_records_type(bare)
        if kind is None:
            raise
        return parse_printed(bare) if kind == PYTHON else _parse_stream(bare)


def _build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return dict(zip(distinct_names(key for key, _ in pairs), (value for _, value in pairs), strict=True))


def _parse_stream(text: str) -> Any:
    """Parse one JSON value, or the list of several one after another. Raises ValueError."""
    items, at = parse_items(text, 0)
    if at < len(text):
        raise ValueError("not only JSON")
    return items[0] if len(items) == 1 else items


def parse_items(text: str, at: int) -> tuple[list[Any], int]:
    """Return the JSON values that follow one another from a place on, and the place of what is none."""
    decoder = json.JSONDecoder(object_pairs_hook=_build)
    items: list[Any] = []
    while True:
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it matches anything
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return items, at
        items.append(item)


def parse_printed(text: str) -> Any:
    """Parse what Python prints of one value, or of a dictionary in each of several lines. Raises ValueError."""
    lines = [line.strip(BLANK).rstrip(",") for line in text.split("\n") if line.strip(BLANK)]
    if len(lines) > 1 and all(line[:1] == "{" and line[-1:] == "}" for line in lines):
        return [_parse_python(line) for line in lines]
    return _parse_python(text)


def _parse_python(text: str) -> Any:
    """Parse what Python prints of dictionaries, lists, texts and numbers; nothing is run. Raises ValueError."""
    if len(text) > _MOST_LITERAL:
        raise ValueError("too long to be parsed")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of backslashes that Python would not write
            return _plain(ast.literal_eval(text.strip(BLANK)))
    except (SyntaxError, TypeError, MemoryError) as error:
        raise ValueError(f"no literal of Python: {type(error).__name__}") from error


def _plain(value: Any) -> Any:
    """Return a value of Python in the types that JSON has; a tuple or set is a list."""
    if isinstance(value, dict):
        names = distinct_names(map(str, value))
        return dict(zip(names, map(_plain, value.values()), strict=True))
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set):
        return sorted((_plain(item) for item in value), key=repr)
    return value
