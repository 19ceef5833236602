"""JSON and JSON Lines → rows: where the records are, and what is in them."""

import ast
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from helpers.reading.columns import column_roles, text_rank
from helpers.reading.rows import Row, cell_text, distinct_names, name_rows
from helpers.settings import Settings

__all__ = ["JSON", "JSON_LINES", "PYTHON", "find_records_type", "json_rows"]

JSON, JSON_LINES, PYTHON = "application/json", "application/x-ndjson", "text/x-python"
_DEPTH = 4  # objects within objects, above the records and within one
_MOST_KEYS = 100  # of an object within a record; one with more is data, not columns
_MOST_LITERAL = 2_000_000  # characters; parsing Python takes many times the memory of the text
_BETWEEN = re.compile(r"[\s,\ufeff\u200b]*")  # values that follow one another
# A script gives a value to a variable or a function: var data = {…}; callback({…});
_GIVEN = re.compile(r"(?:(?:var|let|const)\s+)?[\w$.]{1,80}\s*[=(]\s*([\[{].*[\]}])\s*\)?\s*;?", re.DOTALL)
_LIST = re.compile(r"\[(?=\s*\{)")
_BLANK = " \t\r\n\ufeff\u200b"


def json_rows(media_type: str, text: str, settings: Settings) -> Iterator[Row]:
    """Yield one row for each record of a text of JSON, JSON Lines, or what Python prints of dictionaries.

    Objects within a record become columns with dotted names (`meta.title`), lists of objects stay JSON.
    """
    if media_type == JSON_LINES:
        yield from _line_rows(text, settings)
        return
    problem = None
    try:
        data = _parse_json(text) if media_type == JSON else _parse_printed(text)
    except (ValueError, RecursionError) as error:
        data, problem = _parse_otherwise(text, settings) if media_type == JSON else (None, None)
        if data is None:
            yield Row({}, f"not valid JSON: {error}")
            return
        problem = problem and f"{problem}: {error}"
    if _is_table(data):
        yield from _table_rows(data, settings)
        return
    for record in _records(data, settings):
        yield _row(record, "record", settings)
    if problem:
        yield Row({}, problem)


def _line_rows(text: str, settings: Settings) -> Iterator[Row]:
    """Yield the rows of JSON Lines; a line that is no JSON costs itself alone."""
    lines = [line for line in text.split("\n") if line.strip(_BLANK)]
    if lines[0].lstrip(_BLANK).startswith("["):
        items, at = _parse_items(text, 0)
        if at == len(text) and _is_table(items):
            yield from _table_rows(items, settings)
            return
    for i, line in enumerate(lines):
        try:
            item = _parse_json(line)
        except (ValueError, RecursionError):
            last = i == len(lines) - 1
            yield Row({}, "the last line is cut off" if last else "the line is not valid JSON")
        else:
            for record in _records(item, settings) if isinstance(item, dict) or len(lines) == 1 else [item]:
                yield _row(record, "line", settings)


def find_records_type(text: str) -> str | None:
    """Return the media type of a text that is wholly objects of JSON or dictionaries of Python, else None.

    It is one object, a list of them, or several one after another. What merely begins with a brace is none.
    """
    bare = text.strip(_BLANK).rstrip(",")
    if not re.match(r"\{|\[\s*\{", bare) or bare[-1] not in "}]":
        return None
    lines = [line.strip(_BLANK) for line in bare.split("\n") if line.strip(_BLANK)]
    for media_type, parse in ((JSON, _parse_stream), (PYTHON, _parse_printed)):
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


def _parse_json(text: str) -> Any:
    """Parse JSON; a key that an object repeats gets a number, since no value may be lost."""
    return json.loads(text.lstrip("\ufeff"), object_pairs_hook=_build)


def _build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return dict(zip(distinct_names(key for key, _ in pairs), (value for _, value in pairs), strict=True))


def _parse_stream(text: str) -> Any:
    """Parse one JSON value, or the list of several one after another. Raises ValueError."""
    items, at = _parse_items(text, 0)
    if at < len(text):
        raise ValueError("not only JSON")
    return items[0] if len(items) == 1 else items


def _parse_items(text: str, at: int) -> tuple[list[Any], int]:
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


def _parse_otherwise(text: str, settings: Settings) -> tuple[Any, str | None]:
    """Return what a .json file holds that is no JSON as a whole, and what is wrong with the rest of it.

    It may hold several values, a value given to a variable or function, dictionaries as Python prints them, or
    a list that is cut off. (None, None) if it is nothing of the kind.
    """
    bare = text.strip(_BLANK)
    if given := _GIVEN.fullmatch(bare):
        bare = given[1]
    if find_records_type(bare):
        for parse in (_parse_stream, _parse_printed):
            try:
                return parse(bare.rstrip(",")), None
            except (ValueError, RecursionError):
                continue
    if begin := _LIST.search(bare):
        items, _ = _parse_items(bare, begin.end())
        if any(isinstance(item, dict) and _text_rank(item, settings) for item in items):
            return items, "the records from here on cannot be read"
    return None, None


def _parse_printed(text: str) -> Any:
    """Parse what Python prints of one value, or of a dictionary in each of several lines. Raises ValueError."""
    lines = [line.strip(_BLANK).rstrip(",") for line in text.split("\n") if line.strip(_BLANK)]
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
            rank = 0 if depth and _holds_keyed(value, depth, settings) else _text_rank(value, settings)
            if rank:
                lists.append((3 if rank == 2 else 1, [value]))
            for below in value.values() if depth and rank < 2 else ():
                search(below, depth - 1)

    search(data, _DEPTH)
    best = max(lists, key=lambda found: (found[0], len(found[1])), default=(0, [data]))
    return best[1]


def _holds_keyed(data: dict[str, Any], depth: int, settings: Settings) -> bool:
    """Tell whether one of the objects below an object holds records by key."""
    inner = [value for value in data.values() if isinstance(value, dict)]
    return any(
        _keyed(value, settings) or (depth and _holds_keyed(value, depth - 1, settings)) for value in inner
    )


def _is_table(data: Any) -> bool:
    """Tell whether a value is a list of lists of single values, all as long."""
    return (
        isinstance(data, list)
        and len(data) > 1
        and all(isinstance(row, list) and len(row) == len(data[0]) > 1 for row in data)
        and not any(isinstance(cell, list | dict) for row in data for cell in row)
    )


def _table_rows(data: list[list[Any]], settings: Settings) -> Iterator[Row]:
    return name_rows(((list(map(cell_text, cells)), None) for cells in data), settings)


def _keyed(data: dict[str, Any], settings: Settings) -> list[Any]:
    """Return the records of an object that holds one under each key, or one column under each; else nothing.

    pandas writes tables as {"title": {"0": …, "1": …}, …}, as {"title": […], …}, or as {"columns": […], "data": […]}.
    """
    columns, cells = data.get("columns"), data.get("data")
    if isinstance(columns, list) and isinstance(cells, list) and columns:
        names = distinct_names(map(str, columns))
        if all(isinstance(row, list) and len(row) == len(names) for row in cells):
            return [dict(zip(names, row, strict=True)) for row in cells]
    inner = list(data.values())
    lengths = {len(value) if isinstance(value, list) else 0 for value in inner}
    if (
        len(inner) > 1
        and len(lengths) == 1
        and max(lengths) > 1
        and {"text", "title"} <= set(column_roles(tuple(data), settings).values())
    ):
        return [dict(zip(data, row, strict=True)) for row in zip(*inner, strict=True)]
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
