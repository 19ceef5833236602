"""How to cite the documents and the software: from the CITATION.cff of each."""

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errors import UserError
from helpers.fingerprint import project_folder
from helpers.reading import leads_out
from helpers.site.citation import CITATION_FILE, read_citation
from helpers.site.computed.parts import Chapters, say_empty

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["citation"]


def citation(corpus: "Corpus", chapters: Chapters) -> str:
    """The documents, where their folder says how to cite them, and the software that made the book."""
    own = corpus.folder / CITATION_FILE
    documents = (
        _cite(own)
        if own.is_file() and not leads_out(corpus.folder, CITATION_FILE)
        else say_empty(
            f"Who put the documents together doesn't say how to cite them: their folder has no {CITATION_FILE}."
        )
    )
    software = _cite(project_folder() / CITATION_FILE)
    return f"<h3>The documents</h3>{documents}<h3>The software</h3>{software}"


def _cite(path: Path) -> str:
    """Return the two forms of a citation, each with the button that copies it."""
    try:
        cited = read_citation(path)
    except UserError as error:
        return say_empty(str(error))
    forms = (("text", cited.line), ("bibtex", cited.bibtex))
    return "".join(
        f'<div class="highlight-{form} notranslate fangzhi-cite"><div class="highlight"><pre>{escape(text)}</pre></div></div>'
        for form, text in forms
    )
