"""The entries of a bibliography as the items of a list, which is what readers of the screen are told that they are."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

__all__ = ["mend_citations"]


def mend_citations(app: Sphinx) -> None:
    """Write citations as docutils does, without its role `doc-biblioentry`, which no list may hold any more."""
    app.add_node(nodes.citation, override=True, html=(_visit, _depart))


def _visit(writer: HTML5Translator, node: nodes.citation) -> None:
    HTML5Translator.visit_citation(writer, node)
    entry: str = writer.body[-1]
    writer.body[-1] = entry.replace('role="doc-biblioentry"', 'role="listitem"')


def _depart(writer: HTML5Translator, node: nodes.citation) -> None:
    HTML5Translator.depart_citation(writer, node)
