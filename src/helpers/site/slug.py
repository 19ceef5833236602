"""A title as part of a file's name or address."""

from docutils.nodes import make_id

__all__ = ["make_slug"]

_LONGEST = 60


def make_slug(title: str) -> str:
    """Return a title as lower-case Latin letters, digits and hyphens, at most 60; Chinese as pinyin without its tones.

    >>> make_slug("Five provinces, two outbreaks")
    'five-provinces-two-outbreaks'
    """
    from pypinyin import lazy_pinyin

    return make_id(" ".join(lazy_pinyin(title)))[:_LONGEST].strip("-") or "corpus"
