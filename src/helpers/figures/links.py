"""Where the words and marks of a picture lead: to a term, to an article, to a province's articles, to a topic's card."""

from collections.abc import Iterable, Sequence
from typing import Any

from matplotlib.artist import Artist

from helpers.addresses import ARTICLES, anchor_group, link_article, link_term
from helpers.figures.style import blank

__all__ = ["MOST_TERMS", "attach", "link_articles", "link_province", "link_terms", "link_topic", "share_out"]

MOST_TERMS = 50  # of a table or picture; each that is linked gets a page, for which the corpus is searched


def link_articles(article_ids: Iterable[Any], at: Iterable[Any] | None = None) -> list[str]:
    """Return the link to each article's page, with `at` to that offset in its text; empty where no article is given.

    >>> link_articles(["d1-01", None], at=[120, None])
    ['../articles/d1-01.html#at-120', '']
    """
    names = [blank(name) for name in article_ids]
    offsets = [""] * len(names) if at is None else [blank(offset) for offset in at]
    return [
        link_article(name, int(offset) if offset else None) if name else ""
        for name, offset in zip(names, offsets, strict=True)
    ]


def link_terms(terms: Iterable[Any], most: int = MOST_TERMS) -> list[str]:
    """Return the link to each term's page, empty after the first `most`: a page is made for each that is linked.

    >>> link_terms(["疫情", "防控"], most=1)
    ['../terms/疫情.html', '']
    """
    names = [blank(term) for term in terms]
    return [link_term(name) if name and i < most else "" for i, name in enumerate(names)]


def share_out(n_groups: int, most: int = MOST_TERMS) -> int:
    """Return how many terms of each group may be linked, so that they are `most` together: one at least."""
    return max(1, most // max(n_groups, 1))


def link_province(province: str) -> str:
    """Return the link to the articles that a province issued, in the list of all articles; '' is no province known."""
    return f"../{ARTICLES}/index.html" + (f"#{anchor_group(province)}" if province else "")


def link_topic(topic: Any) -> str:
    """Return the link to a topic's card, which `show_topics` puts on the page."""
    return f"#topic-{topic}"


def attach(artists: Sequence[Artist], links: Sequence[str]) -> None:
    """Give each artist of a figure its link; an empty one is none, and no links at all leave the artists alone."""
    for artist, link in zip(artists, links, strict=bool(links)):
        artist.set_url(link or None)
