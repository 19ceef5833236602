"""What computed blocks are laid out with; every text that comes in is escaped here, unless it says that it is HTML."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["Chapters", "lay_out_cells", "make_link", "say_empty", "say_sampling", "show_value"]

# The chapter's name in the findings → its title and its address, seen from the page in hand.
Chapters = Mapping[str, tuple[str, str]]


def lay_out_cells(
    head: Sequence[str], body: Iterable[Sequence[str]], numeric: Iterable[int] = (), ids: Iterable[str] = ()
) -> str:
    """Return a table of cells that are HTML already; `numeric` are the places of columns to align right, `ids` the rows' anchors."""
    style = dict.fromkeys(numeric, ' class="fangzhi-number"')
    top = "".join(f"<th{style.get(place, '')}>{escape(cell)}</th>" for place, cell in enumerate(head))
    rows = (
        "".join(f"<td{style.get(place, '')}>{cell}</td>" for place, cell in enumerate(row)) for row in body
    )
    marks = (f' id="{escape(anchor)}"' for anchor in ids)
    bottom = "".join(f"<tr{next(marks, '')}>{row}</tr>" for row in rows)
    table = f'<table class="table"><thead><tr>{top}</tr></thead><tbody>{bottom}</tbody></table>'
    return f'<div class="fangzhi-scroll" tabindex="0">{table}</div>'


def make_link(text: str, address: str) -> str:
    """Return a text as a link, or alone where there is no address."""
    return f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)


def say_sampling(corpus: "Corpus") -> str:
    """Return the paragraph that says that what follows speaks of a sample; nothing where it doesn't."""
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in corpus.sampling)


def show_value(value: Any) -> str:
    """Return a value of a table as text; a missing one as nothing."""
    return "" if pd.isna(value) else escape(str(value))


def say_empty(sentence: str) -> str:
    """Return a sentence that stands where there is nothing to show."""
    return f'<p class="fangzhi-empty">{escape(sentence)}</p>'
