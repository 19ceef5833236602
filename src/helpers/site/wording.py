"""A chapter's prose in the words of its corpus: where cities are compared, its text says city."""

import re
from typing import Any

from helpers.grouping import Grouping

__all__ = ["KEPT", "reword", "reword_text"]

KEPT = "provinces"
"""The tag of cells that speak of provinces whatever is compared, such as those of a map of China."""

_WORD = re.compile(r"(?:\b([Aa])n? )?\b([Pp])rovince(s?)\b(?!\.\w)")


def reword(cell: dict[str, Any], by: Grouping) -> dict[str, Any]:
    """Return a cell of a notebook with `province` in its prose replaced by what is compared; code and kept cells stay.

    >>> from helpers.grouping import Grouping
    >>> city = Grouping("city", "city", "cities", "no city known")
    >>> reword({"cell_type": "markdown", "metadata": {}, "source": "# Provinces\\n\\nOf a province."}, city)["source"]
    '# Cities\\n\\nOf a city.'
    """
    if by.is_province or cell["cell_type"] != "markdown" or KEPT in cell["metadata"].get("tags", ()):
        return cell
    return {**cell, "source": reword_text("".join(cell["source"]), by)}


def reword_text(text: str, by: Grouping) -> str:
    """Return prose with `province` replaced by what is compared; the names of files stay."""
    if by.is_province:
        return text

    def name(match: re.Match[str]) -> str:
        article, initial, plural = match.groups()
        word = by.many if plural else by.one
        word = word[:1].upper() + word[1:] if initial == "P" else word
        if not article:
            return word
        return f"{article}{'n' if word[:1].lower() in 'aeiou' else ''} {word}"

    return _WORD.sub(name, text)
