"""Data that the steps read: words, outlets, places and rules, each described in README.md."""

import csv
import functools
import tomllib
from importlib import resources
from typing import Any

__all__ = ["read_rows", "read_toml", "read_words"]


def _text(name: str) -> str:
    return (resources.files("helpers.lexicons") / name).read_text(encoding="utf-8")


@functools.cache
def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a CSV file of this folder, every value as text."""
    return tuple(csv.DictReader(_text(name).splitlines()))


@functools.cache
def read_words(name: str) -> tuple[str, ...]:
    """Return the words of a list in this folder, in order, without its comments."""
    lines = (line for line in _text(name).splitlines() if not line.lstrip().startswith("#"))
    return tuple(word for line in lines for word in line.split())


@functools.cache
def read_toml(name: str) -> dict[str, Any]:
    """Return the content of a TOML file of this folder."""
    return tomllib.loads(_text(name))
