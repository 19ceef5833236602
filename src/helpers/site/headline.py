"""How large a corpus is, in the few numbers that stand on the home page, the card and the cover."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["headline_numbers"]


def headline_numbers(corpus: "Corpus") -> dict[str, str]:
    """Return the size of a corpus, of all of it, in numbers by what they count, as they are written.

    The last, `published`, is the span of the articles dated to the day; it is left out where there is none.
    """
    columns = ["family", "group", "n_chars", "published", "published_precision"]
    articles = corpus.whole.table("articles", columns)
    numbers = {
        "documents": f"{len(corpus.whole.table('documents', ['doc_id'])):,}",
        "articles": f"{len(articles):,}",
        "different articles": f"{articles['family'].nunique():,}",
        corpus.grouping.many: f"{articles['group'].nunique():,}",
        "characters": f"{int(articles['n_chars'].sum()):,}",
    }
    dated = articles[articles["published_precision"] == "day"]["published"]
    if len(dated):
        first, last = f"{dated.min():%Y-%m-%d}", f"{dated.max():%Y-%m-%d}"
        numbers["published"] = first if first == last else f"{first} to {last}"
    return numbers
