"""What the prose pages say of a corpus: HTML computed from its tables, every word of it escaped."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from helpers.site.computed.citing import citation
from helpers.site.computed.data import data_dictionary, documents, readme
from helpers.site.computed.glossary import glossary
from helpers.site.computed.home import findings, headline
from helpers.site.computed.parameters import parameters
from helpers.site.computed.parts import Chapters
from helpers.site.computed.status import (
    inputs,
    ledger_totals,
    row_counts,
    run_times,
    settings,
    statuses,
    versions,
)
from helpers.site.downloads import mark_listing
from helpers.site.explorer import show_explorer
from helpers.site.pdf import PDF_VARIABLE
from helpers.site.template import render_template

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["BLOCKS", "Chapters"]

Block = Callable[["Corpus", Chapters], str]

BLOCKS: dict[str, Block] = {
    "citation": citation,
    "data-dictionary": data_dictionary,
    "documents": documents,
    "download-notebooks": lambda corpus, chapters: mark_listing("notebooks"),
    "download-pdf": lambda corpus, chapters: render_template("pdf.html", file=os.environ.get(PDF_VARIABLE)),
    "download-tables": lambda corpus, chapters: mark_listing("tables"),
    "explorer": show_explorer,
    "findings": findings,
    "glossary": glossary,
    "headline": headline,
    "inputs": inputs,
    "ledger-totals": ledger_totals,
    "parameters": parameters,
    "readme": readme,
    "row-counts": row_counts,
    "run-times": run_times,
    "settings": settings,
    "statuses": statuses,
    "versions": versions,
}
