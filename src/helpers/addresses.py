"""Where the pages behind the book's claims are: one page per article, one per term, seen from any page of the book."""

import hashlib
import re

__all__ = ["ARTICLES", "EXPLORER", "TERMS", "anchor_group", "link_article", "link_document", "link_term"]

ARTICLES, TERMS = "articles", "terms"
"""The folders of these pages. All pages of the book lie one folder deep, so that each is `../folder/page` to the others."""
EXPLORER = "explorer"
"""The folder of what the explorer's page computes from."""

_HAN = re.compile("[\u3007\u4e00-\u9fff]{1,40}")


def link_article(article_id: str, at: int | None = None) -> str:
    """Return the link to an article's page; with `at`, to that offset in its text.

    The offset has an anchor on the page because some page of the book links to it.

    >>> link_article("d191296226365640-01", at=120)
    '../articles/d191296226365640-01.html#at-120'
    """
    return f"../{ARTICLES}/{article_id}.html" + ("" if at is None else f"#at-{at}")


def link_document(doc_id: str) -> str:
    """Return the link to a document's place in the list of articles, which exists because a page links to it, or for its several articles.

    >>> link_document("d191296226365640")
    '../articles/index.html#document-d191296226365640'
    """
    return f"../{ARTICLES}/index.html#document-{doc_id}"


def link_term(term: str) -> str:
    """Return the link to a term's page, which exists because some page of the book links to it.

    A term of Chinese characters names its file; any other, which a file system could refuse or take for a
    different one, is named by its hash.

    >>> link_term("疫情防控")
    '../terms/疫情防控.html'
    """
    return f"../{TERMS}/{_name(term)}.html"


def anchor_group(name: str) -> str:
    """Return the anchor, in the list of articles, of a province or another group that articles are compared by.

    >>> anchor_group("江西")
    'province-江西'
    """
    return f"province-{_name(name)}"


def _name(text: str) -> str:
    """Return a text of Chinese characters as it is, any other as its hash."""
    return text if _HAN.fullmatch(text) else hashlib.sha256(text.encode()).hexdigest()[:16]
