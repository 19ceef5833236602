"""JSON and JSONL files → rows: where the records are, and what is in them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from helpers.reading.columns import column_roles
from helpers.reading.rows import Row, cell_text, distinct_names
from helpers.settings import Settings

__all__ = ["json_rows"]

_JSON_DEPTH = 4


def json_rows(media_type: str, text: str, settings: Settings) -> Iterator[Row]:
    """Yield one row for each record of a JSON or JSONL text."""
    if media_type == "application/x-ndjson":
        lines = [line for line in text.split("\n") if line.strip()]
        for i, line in enumerate(lines):
            try:
                item = _parse_json(line)
            except (ValueError, RecursionError):
                last = i == len(lines) - 1
                yield Row({}, "the last line is cut off" if last else "the line is not valid JSON")
            else:
                yield _record(item, "line", settings)
        return
    try:
        data = _parse_json(text)
    except (ValueError, RecursionError) as error:
        yield Row({}, f"not valid JSON: {error}")
        return
    if isinstance(data, dict):
        data = _largest_list(data, settings)
    for item in data if isinstance(data, list) else []:
        yield _record(item, "record", settings)


def _largest_list(data: dict[str, Any], settings: Settings) -> list[Any]:
    """Return the records of a JSON object: itself if it has a text, else the largest list of objects below.

    A list whose objects have a text goes before any other; an object with a text is a list of one.
    """
    lists: list[tuple[bool, list[Any]]] = []

    def search(value: Any, depth: int) -> None:
        if isinstance(value, list) and value and isinstance(value[0], dict):
            inner = (_unwrapped(item, settings) for item in value if isinstance(item, dict))
            lists.append((any(_has_text(item, settings) for item in inner), value))
        elif isinstance(value, dict) and _has_text(value, settings):
            lists.append((True, [value]))
        elif isinstance(value, dict) and depth:
            for below in value.values():
                search(below, depth - 1)

    search(data, _JSON_DEPTH)
    return max(lists, key=lambda found: (found[0], len(found[1])), default=(False, [data]))[1]


def _unwrapped(item: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Return an object, or the only object in it if that has the text: search engines wrap their records.

    The values around it are kept; a name that both have is the inner one's.
    """
    objects = [key for key, value in item.items() if isinstance(value, dict)]
    if len(objects) != 1 or _has_text(item, settings) or not _has_text(item[objects[0]], settings):
        return item
    around = {key: value for key, value in item.items() if key != objects[0]}
    inner = item[objects[0]]
    return dict(zip(distinct_names([*inner, *around]), [*inner.values(), *around.values()], strict=True))


def _parse_json(text: str) -> Any:
    """Parse JSON; a key that an object repeats gets a number, since no value may be lost."""

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return dict(zip(distinct_names(key for key, _ in pairs), (value for _, value in pairs), strict=True))

    return json.loads(text.lstrip("\ufeff"), object_pairs_hook=build)


def _has_text(item: Mapping[str, object], settings: Settings) -> bool:
    """Tell whether an object has a text of its own, and so is a record, whatever lists it holds besides."""
    texts = tuple(key for key, value in item.items() if isinstance(value, str) and value.strip())
    return "text" in column_roles(texts, settings).values()


def _record(item: object, holder: str, settings: Settings) -> Row:
    """Return the row of one JSON value: an object, or a text without more."""
    if isinstance(item, str):
        return Row({"text": item})
    if isinstance(item, dict):
        return Row({str(key): cell_text(value) for key, value in _unwrapped(item, settings).items()})
    return Row({}, f"the {holder} is not an object")
