"""JSON and JSON Lines → rows: where the records are, and what is in them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, pairwise
from typing import Any

from helpers.reading.columns import column_roles, text_rank
from helpers.reading.json_values import (
    BLANK,
    JSON,
    parse_items,
    parse_json,
    parse_printed,
    parse_whole,
)
from helpers.reading.rows import Row, cell_text, distinct_names, name_rows
from helpers.settings import Settings

__all__ = ["json_rows", "line_rows"]

_DEPTH = 4  # objects within objects, above the records and within one
_MOST_KEYS = 100  # of an object within a record; one with more is data, not columns
_LIST = re.compile(r"[^\[]{0,200}\[(?=\s*\{)")  # near the beginning; later ones are lists within a record


def json_rows(media_type: str, text: str, settings: Settings) -> Iterator[Row]:
    """Yield one row for each record of a text of JSON, or what Python prints of dictionaries.

    Objects within a record become columns with dotted names (`meta.title`), lists of objects stay JSON.
    """
    problem = None
    try:
        data = parse_whole(text) if media_type == JSON else parse_printed(text)
    except (ValueError, RecursionError) as error:
        data = _parse_cut_list(text, settings)
        problem = f"the records from here on cannot be read: {error}" if data else f"not valid JSON: {error}"
    if _is_table(data):
        yield from _table_rows(data, settings)
        return
    for record in _records(data, settings):
        yield _row(record, "record", settings)
    if problem:
        yield Row({}, problem)


def line_rows(text: Iterable[str], settings: Settings) -> Iterator[Row]:
    """Yield one row for each line of JSON Lines, in pieces of whole lines; a line that is no JSON costs itself alone."""
    lines = (line for piece in text for line in piece.split("\n") if line.strip(BLANK))
    first = next(lines)
    if first.lstrip(BLANK).startswith("["):
        whole = "".join(text)
        items, at = parse_items(whole, 0)
        if at == len(whole) and _is_table(items):
            yield from _table_rows(items, settings)
            return
    is_only = True
    for line, following in pairwise(chain([first], lines, [""])):  # no line is empty
        is_only = is_only and not following
        try:
            item = parse_json(line)
        except (ValueError, RecursionError):
            yield Row({}, "the line is not valid JSON" if following else "the last line is cut off")
        else:
            for record in _records(item, settings) if isinstance(item, dict) or is_only else [item]:
                yield _row(record, "line", settings)


def _parse_cut_list(text: str, settings: Settings) -> list[Any]:
    """Return the records of a list that is cut off or broken, up to there; nothing if they are no texts."""
    begin = _LIST.match(text)
    items = parse_items(text, begin.end())[0] if begin else []
    return items if any(isinstance(item, dict) and _text_rank(item, settings) == 2 for item in items) else []


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
            rank, own = _text_rank(value, settings), {k: v for k, v in value.items() if isinstance(v, str)}
            if _text_rank(own, settings) < 2 and depth and _holds_keyed(value, depth, settings):
                rank = 0
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
            rows = [dict(zip(names, row, strict=True)) for row in cells]
            return rows if any(_text_rank(row, settings) for row in rows) else []
    inner = list(data.values())
    lengths = {len(value) if isinstance(value, list) else 0 for value in inner}
    if (
        len(inner) > 1
        and len(lengths) == 1
        and max(lengths) > 1
        and {"text", "title"} <= set(column_roles(tuple(data), settings).values())
    ):
        rows = [dict(zip(data, row, strict=True)) for row in zip(*inner, strict=True)]
        return rows if any(_text_rank(row, settings) for row in rows) else []
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
