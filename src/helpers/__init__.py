"""Fangzhi: from a folder of messy Chinese local documents to tables, figures and a book.

>>> from helpers import open_corpus            # doctest: +SKIP
>>> corpus = open_corpus("seeds")              # doctest: +SKIP
>>> corpus.articles                            # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.corpus import Corpus, open_corpus

__all__ = ["Corpus", "open_corpus"]
__version__ = "0.1.0.dev0"


def __getattr__(name: str) -> Any:
    """Import the public names when they are first used, so that `import helpers` costs nothing."""
    if name in __all__:
        from helpers import corpus

        return getattr(corpus, name)
    raise AttributeError(f"module 'helpers' has no attribute {name!r}")
