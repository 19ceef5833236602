"""Pages that were escaped once too often: `&lt;p&gt;` in place of tags."""

import html
import re

__all__ = ["unescape_tags"]

# An end tag holds nothing but its name: words between it and a later mark are words.
_ESCAPED = re.compile(
    r"&lt;(/[a-zA-Z][a-zA-Z0-9]{0,20}\s*|[a-zA-Z][a-zA-Z0-9]{0,20}(?![\w-])(?:(?!&[lg]t;)[^<>]){0,2000})&gt;"
)
_REAL = re.compile(r"</?[a-zA-Z][^<>]*>")
_REFERENCE = re.compile(r"&amp;(#?[a-zA-Z0-9]{1,31};)")
_LEAST = 3  # tags
_TIMES = 3  # as many escaped tags as real ones, at least


def unescape_tags(text: str) -> str:
    """Return a source of the same length whose escaped tags are tags, if it is written in them; else as it is.

    Blanks before its end make up a tag's length, so that every place outside of tags stays the same. A picture
    loses its address, which would stand elsewhere.
    """
    n_escaped = len(_ESCAPED.findall(text))
    if n_escaped < _LEAST or len(_REAL.findall(text)) * _TIMES > n_escaped:
        return text
    return _REFERENCE.sub(_reference, _ESCAPED.sub(_tag, text))


def _tag(match: re.Match[str]) -> str:
    inner = "img" if match[1][:3].lower() == "img" else html.unescape(match[1])
    return f"<{inner.ljust(len(match[0]) - 2)}>"


def _reference(match: re.Match[str]) -> str:
    """Return `&amp;nbsp;` as a reference to the same character, as long."""
    character = html.unescape(f"&{match[1]}")
    return f"&#{ord(character):0{len(match[0]) - 3}d};" if len(character) == 1 else match[0]
