"""The explorer: a page on which a reader compares provinces word by word, and the data files that it loads.

`texts` says which articles and words the page is about, `sums` what its statistics are computed from, `quotes` which
sentences it shows, `files` how all that is written. The page itself is `book/explorer.md` with its script.
"""

from helpers.site.explorer.files import PAGE, show_explorer, write_explorer

__all__ = ["PAGE", "show_explorer", "write_explorer"]
