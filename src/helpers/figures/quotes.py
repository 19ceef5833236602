"""Words of a corpus on a page: escaped, without control characters, and no longer than may be quoted."""

import html

from helpers.terminal import harmless

__all__ = ["plain", "quote"]

# In a block of its own, it is neither struck through nor underlined with the words around it.
_LEFT_OUT = "display:inline-block;opacity:0.75;padding:0 0.3em"


def plain(text: str) -> str:
    """Return a text as HTML in one line, whole."""
    return html.escape(harmless(text))


def quote(text: str, most: int, *, left_out: str = "… {n} …", tail: bool = False) -> str:
    """Return a text as HTML, with what is beyond `most` characters left out of its middle and counted.

    `left_out` says so ({n} is how many); `tail` keeps a third of the characters for the text's end.
    """
    if len(text) <= most + min(10, most // 4):
        return plain(text)
    n_end = most // 3 if tail else 0
    n_start = most - n_end
    n = len(text) - most
    start, end = text[:n_start], text[len(text) - n_end :] if n_end else ""
    told = f'<span style="{_LEFT_OUT}"> {html.escape(left_out.format(n=f"{n:,}"))} </span>'
    return plain(start) + told + plain(end)
