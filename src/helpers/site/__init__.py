"""From a corpus to a published book: papermill runs the chapters, Jupyter Book renders them, a guard looks.

`project` is what is on disk and what it hashes to, `run` executes notebooks, `render` stages and builds the
pages, `guard` checks them, `build` orders the four. `pages` is the Sphinx extension that `_config.yml` loads,
`computed` the HTML that it places in prose pages. Importing this package imports none of the heavy parts: a
book that is up to date must be told so at once.
"""

from helpers.site.build import BookReport, build_book
from helpers.site.failure import BookError

__all__ = ["BookError", "BookReport", "build_book"]
