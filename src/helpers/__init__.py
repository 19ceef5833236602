"""Fangzhi: from a folder of messy Chinese local documents to tables, figures and a book.

>>> from helpers import open_corpus
>>> corpus = open_corpus("seeds")
>>> corpus.articles[["outlet", "province", "published"]].tail(2)
                outlet province  published
15  南昌市“五型”政府建设领导小组办公室       江西 2022-05-25
16  南昌市“五型”政府建设领导小组办公室       江西 2022-05-25
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.corpus import Corpus, open_corpus
    from helpers.errors import UserError

__all__ = ["Corpus", "UserError", "open_corpus"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import the public names when they are first used, so that `import helpers` costs nothing."""
    if name in __all__:
        from helpers import corpus

        return getattr(corpus, name)
    raise AttributeError(f"module 'helpers' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Name them before they are imported, for completion."""
    return sorted([*globals(), *__all__])
