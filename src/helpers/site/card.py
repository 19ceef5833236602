"""The picture that other sites show of a book."""

from pathlib import Path
from typing import TYPE_CHECKING

from helpers.site.head import CARD
from helpers.site.headline import headline_numbers

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["write_card"]


def write_card(html: Path, corpus: "Corpus") -> None:
    """Write `_static/card.png`; none without `site_url`, since other sites want the whole address of a picture."""
    path = html / CARD
    path.unlink(missing_ok=True)
    if corpus.settings.site_url:
        from helpers.figures.card import draw_card

        numbers = headline_numbers(corpus)
        del numbers["different articles"]
        span = numbers.pop("published", "")
        path.write_bytes(draw_card(corpus.settings.title, numbers, span))
