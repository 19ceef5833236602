"""JSON and JSON Lines → rows: where the records are, and what is in them."""

import ast
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from helpers.reading.columns import column_roles, text_rank
from helpers.reading.rows import Row, cell_text, distinct_names
from helpers.settings import Settings

__all__ = ["JSON", "JSON_LINES", "PYTHON", "find_records_type", "json_rows"]

JSON, JSON_LINES, PYTHON = "application/json", "application/x-ndjson", "text/x-python"
_DEPTH = 4  # objects within objects, above the records and within one
_MOST_KEYS = 100  # of an object within a record; one with more is data, not columns
_MOST_LITERAL = 2_000_000  # characters; parsing Python takes many times the memory of the text
_BLANK = " \t\r\n\ufeff\u200b"


def json_rows(media_type: str, text: str, settings: Settings) -> Iterator[Row]:
    """Yield one row for each record of a text of JSON, JSON Lines, or what Python prints of dictionaries.

    Objects within a record become columns with dotted names (`meta.title`), lists of objects stay JSON.
    """
    if media_type == JSON and (several := _parse_lines(text, _parse_json)):
        data: Any = several
    elif media_type == JSON_LINES:
        lines = [line for line in text.split("\n") if line.strip(_BLANK)]
        for i, line in enumerate(lines):
            try:
                item = _parse_json(line)
            except (ValueError, RecursionError):
                last = i == len(lines) - 1
                yield Row({}, "the last line is cut off" if last else "the line is not valid JSON")
            else:
                for record in (
                    _records(item, settings) if isinstance(item, dict) or len(lines) == 1 else [item]
                ):
                    yield _row(record, "line", settings)
        return
    else:
        try:
            data = _parse_json(text) if media_type == JSON else _parse_printed(text)
        except (ValueError, RecursionError) as error:
            if media_type != JSON or find_records_type(text) != PYTHON:
                yield Row({}, f"not valid JSON: {error}")
                return
            data = _parse_printed(text)
    for record in _records(data, settings):
        yield _row(record, "record", settings)


def find_records_type(text: str) -> str | None:
    """Return the media type of a text that is wholly objects of JSON or dictionaries of Python, else None.

    It is one object, a list of them, or one in each line. What merely begins with a brace is none.
    """
    bare = text.strip(_BLANK)
    if not re.match(r"\{|\[\s*\{", bare) or bare[-1] not in "}]":
        return None
    for media_type, parse in ((JSON, _parse_json), (PYTHON, _parse_python)):
        try:
            data = parse(bare)
        except (ValueError, RecursionError):
            if _parse_lines(bare, parse):
                return JSON_LINES if media_type == JSON else PYTHON
        else:
            objects = data if isinstance(data, list) else [data]
            if objects and all(isinstance(item, dict) and item for item in objects):
                return media_type
    return None


def _parse_lines(text: str, parse: Any) -> list[dict[str, Any]]:
    """Return the objects of a text that has one in each of several lines, or nothing."""
    lines = [line for line in text.split("\n") if line.strip(_BLANK)]
    if len(lines) < 2 or any(line.strip(_BLANK)[0] != "{" or line.strip(_BLANK)[-1] != "}" for line in lines):
        return []
    try:
        items = [parse(line) for line in lines]
    except (ValueError, RecursionError):
        return []
    return items if all(isinstance(item, dict) for item in items) else []


def _parse_printed(text: str) -> Any:
    return _parse_lines(text, _parse_python) or _parse_python(text)


def _parse_json(text: str) -> Any:
    """Parse JSON; a key that an object repeats gets a number, since no value may be lost."""

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return dict(zip(distinct_names(key for key, _ in pairs), (value for _, value in pairs), strict=True))

    return json.loads(text.lstrip("\ufeff"), object_pairs_hook=build)


def _parse_python(text: str) -> Any:
    """Parse what Python prints of dictionaries, lists, texts and numbers; nothing is run. Raises ValueError."""
    if len(text) > _MOST_LITERAL:
        raise ValueError("too long to be parsed")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of backslashes that Python would not write
            return _plain(ast.literal_eval(text.strip(_BLANK)))
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


def _records(data: Any, settings: Settings) -> list[Any]:
    """Return the records of a parsed value: of an object itself or the best list below, of a list its items.

    An item that has neither text nor headline but a list of records is what one call of an interface gave.
    """
    if isinstance(data, dict):
        return _largest_list(data, settings)
    found: list[Any] = []
    for item in data if isinstance(data, list) else []:
        wraps = isinstance(item, dict) and not {"text", "title"} & set(_roles(item, settings).values())
        found.extend(_largest_list(item, settings) if wraps else [item])
    return found


def _largest_list(data: dict[str, Any], settings: Settings) -> list[Any]:
    """Return the records of a JSON object: itself if it has a text, else the largest list of objects below.

    A list whose objects have a text goes before an object that has only an abstract, as of a feed, and both
    before any other list.
    """
    lists: list[tuple[int, list[Any]]] = []

    def search(value: Any, depth: int) -> None:
        if isinstance(value, dict) and (records := _keyed(value, settings)):
            lists.append((2, records))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            with_text = any(_text_rank(item, settings) for item in value if isinstance(item, dict))
            lists.append((2 if with_text else 0, value))
        elif isinstance(value, dict):
            rank = _text_rank(value, settings)
            if rank:
                lists.append((3 if rank == 2 else 1, [value]))
            for below in value.values() if depth and rank < 2 else ():
                search(below, depth - 1)

    search(data, _DEPTH)
    best = max(lists, key=lambda found: (found[0], len(found[1])), default=(0, [data]))
    return best[1]


def _keyed(data: dict[str, Any], settings: Settings) -> list[Any]:
    """Return the records of an object that holds one under each key, or one column under each; else nothing.

    pandas writes tables as {"title": {"0": …, "1": …}, …} or as {"columns": […], "data": [[…], …]}.
    """
    columns, cells = data.get("columns"), data.get("data")
    if isinstance(columns, list) and isinstance(cells, list) and columns:
        names = distinct_names(map(str, columns))
        if all(isinstance(row, list) and len(row) == len(names) for row in cells):
            return [dict(zip(names, row, strict=True)) for row in cells]
    inner = list(data.values())
    if not inner or not all(isinstance(value, dict) and value for value in inner):
        return []
    keys = list(inner[0])
    if all(key.isdigit() for key in keys) and all(list(value) == keys for value in inner):
        rows = [{name: value[key] for name, value in data.items()} for key in keys]
        return rows if any(_text_rank(row, settings) for row in rows) else []
    alike = sum(value.keys() == inner[0].keys() for value in inner)
    if len(inner) > 1 and alike * 2 > len(inner) and all(_text_rank(value, settings) for value in inner):
        return [{**value, **({} if "key" in value else {"key": key})} for key, value in data.items()]
    return []


def _flat(item: Mapping[str, Any], depth: int = _DEPTH) -> Iterator[tuple[str, Any]]:
    """Yield (dotted name, value) for each value of an object, those of the objects in it among them."""
    for key, value in item.items():
        if isinstance(value, dict) and 0 < len(value) <= _MOST_KEYS and depth:
            yield from ((f"{key}.{below}", inner) for below, inner in _flat(value, depth - 1))
        else:
            yield key, value


def _texts(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the dotted names of an object's texts."""
    return tuple(name for name, value in _flat(item) if isinstance(value, str) and value.strip())


def _roles(item: Mapping[str, Any], settings: Settings) -> dict[str, str]:
    return column_roles(_texts(item), settings)


def _text_rank(item: Mapping[str, Any], settings: Settings) -> int:
    return text_rank(_texts(item), settings)


def _row(item: object, holder: str, settings: Settings) -> Row:
    """Return the row of one JSON value: an object, or a text without more."""
    if isinstance(item, str):
        return Row({"text": item})
    if isinstance(item, dict):
        pairs = list(_flat(item))
        names = distinct_names(name for name, _ in pairs)
        return Row(dict(zip(names, (cell_text(value) for _, value in pairs), strict=True)))
    return Row({}, f"the {holder} is not an object")
