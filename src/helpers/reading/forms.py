"""What a text is written in: HTML, Markdown or plain."""

import re

from helpers.document import Form

__all__ = ["sniff_cell", "sniff_form"]

_NAMES = "(?:p|div|span|br|td|li|h[1-6]|html|body|strong|img|font|table)"
# A tag, or one that was escaped once too often.
_HTML_TAG = re.compile(
    rf"</?{_NAMES}\b[^<>]*>|&lt;/?{_NAMES}(?![\w-])(?:(?!&[lg]t;)[^<>]){{0,2000}}&gt;", re.IGNORECASE
)
# A cell is short: it may be wrapped in a single pair of tags, or have no tag but line breaks.
_WRAPPED = re.compile(r"\s*<[a-z][^<>]*>.*<[a-z/][^<>]*>\s*", re.IGNORECASE | re.DOTALL)
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)


def sniff_form(text: str) -> Form:
    """Tell whether a text is HTML (a page or a dump of tags), Markdown, or plain."""
    if len(_HTML_TAG.findall(text, 0, 20_000)) >= 3:
        return "html"
    if _MARKDOWN_HEADING.match(text.lstrip()) or len(_MARKDOWN_HEADING.findall(text)) >= 2:
        return "markdown"
    return "plain"


def sniff_cell(cell: str) -> Form:
    """Tell what a cell is written in: one pair of tags around it or one line break is enough for HTML."""
    return "html" if _WRAPPED.fullmatch(cell) or _LINE_BREAK.search(cell) else sniff_form(cell)
