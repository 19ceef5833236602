"""The Sphinx extension of the book: prose pages that say what the corpus holds.

In a page, a block such as

    ```{computed} findings
    ```

is replaced by HTML computed from the tables of the corpus that `FANGZHI_CORPUS` names, by default the
project's seeds. It works the same in `fangzhi book` and in a plain `jupyter-book build .`.
"""

import functools
import json
import os
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from helpers.addresses import link_term
from helpers.colours import dark_values
from helpers.glosses import explain_term
from helpers.site.annotate import annotate
from helpers.site.bibliography import mend_citations
from helpers.site.build import MARKER
from helpers.site.computed import BLOCKS, Chapters
from helpers.site.entries import entry_pages
from helpers.site.finish import finish_site
from helpers.site.head import describe_page
from helpers.site.mathml import add_renderer
from helpers.site.search import describe_search
from helpers.site.shell import SHELL_PAGE, SHELL_TITLE

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["setup"]

_METADATA = "fangzhi-computed"


class computed(nodes.General, nodes.Element):
    """The place of a computed block in a page, until every page's title and address is known."""


class Computed(SphinxDirective):
    """The directive `computed`, whose one argument names the block."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave a mark where the block will be."""
        name = self.arguments[0]
        if name not in BLOCKS:
            raise self.error(f"computed {name!r} is unknown; choices: {', '.join(sorted(BLOCKS))}.")
        self.env.metadata[self.env.docname][_METADATA] = True
        mark = computed(name=name)
        self.set_source_info(mark)
        return [mark]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, the formulas' renderer, and what keeps computed pages fresh."""
    app.add_node(computed)
    app.add_directive("computed", Computed)
    add_renderer(app)
    mend_citations(app)
    app.connect("config-inited", _set_title)
    app.connect("config-inited", _add_templates)
    app.connect("builder-inited", _drop_sphinx_search)
    app.connect("builder-inited", _drop_last_style)
    app.connect("html-collect-pages", _search)
    app.connect("html-collect-pages", _shell)
    app.connect("html-collect-pages", entry_pages)
    # After the themes, which add scripts of their own there.
    app.connect("html-page-context", describe_page, priority=900)
    # Before Sphinx collects the titles, which it does at 500.
    app.connect("doctree-read", _name_home, priority=400)
    app.connect("env-get-outdated", _computed_pages)
    app.connect("doctree-resolved", _fill)
    app.connect("html-page-context", _annotate)
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


@functools.cache
def _corpus(folder: Path) -> "Corpus":
    from helpers.corpus import open_corpus

    return open_corpus(folder)


@functools.cache
def _terms(folder: Path) -> frozenset[str]:
    return frozenset(_corpus(folder).table("term_counts", columns=["term"])["term"].unique())


def _folder(app: Sphinx) -> Path:
    return Path(os.environ.get("FANGZHI_CORPUS") or Path(app.srcdir) / "seeds")


def _title(app: Sphinx) -> str:
    """Return the corpus's title without angle brackets: the theme writes titles in places without escaping."""
    return _corpus(_folder(app)).settings.title.translate({ord("<"): "‹", ord(">"): "›"})


def _set_title(app: Sphinx, config: Config) -> None:
    """Give the book its corpus's title (in each page's title, and as text, escaped, below the logo) and address."""
    title = _title(app)
    config.html_title = title
    config.html_baseurl = _corpus(_folder(app)).settings.site_url
    logo = {"text": escape(title), "alt_text": "Home"}
    config.html_theme_options = config.html_theme_options | {"logo": logo}


def _add_templates(app: Sphinx, config: Config) -> None:
    """Let our templates come before the theme's of the same name."""
    config.templates_path = [str(Path(__file__).parent / "templates"), *config.templates_path]


def _shell(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    """Have one empty page rendered in the book's look, for the pages made outside Sphinx."""
    yield SHELL_PAGE, {"title": SHELL_TITLE, "body": ""}, "shell.html"


def _drop_sphinx_search(app: Sphinx) -> None:
    """Have Sphinx write neither its search page nor its index, which knows no Chinese."""
    app.builder.search = False  # type: ignore[attr-defined]


def _search(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    """Have our own search page rendered, at the root of the site."""
    yield "search", describe_search(_corpus(_folder(app)), _chapters(app, "search")), "search.html"


def _name_home(app: Sphinx, doctree: nodes.document) -> None:
    """Give the home page the title of the corpus."""
    if app.env.docname == app.config.root_doc:
        title = next(iter(doctree.findall(nodes.title)))
        title.children = []
        title += nodes.Text(_title(app))


def _computed_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Name the pages with computed blocks: the corpus may have changed though their source did not."""
    return [
        page for page, metadata in env.metadata.items() if metadata.get(_METADATA) and page not in removed
    ]


def _fill(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Replace each mark by its block."""
    for mark in list(doctree.findall(computed)):
        html = BLOCKS[mark["name"]](_corpus(_folder(app)), _chapters(app, page))
        mark.replace_self(nodes.raw("", html, format="html"))


def _chapters(app: Sphinx, page: str) -> Chapters:
    """Return each chapter's title and its address as seen from a page."""
    return {
        name.rpartition("/")[2]: (title.astext(), app.builder.get_relative_uri(page, name))
        for name, title in app.env.titles.items()
        if name.startswith("notebooks/")
    }


def _annotate(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Mark the page's Chinese, and give the colours of its drawings their values on a dark page."""
    body = annotate(
        str(context.get("body", "")),
        explain_term,
        lambda run: link_term(run) if run in _terms(_folder(app)) else "",
    )
    context["body"] = body
    if values := dark_values(body):
        context["metatags"] = (
            context.get("metatags", "") + f'<style>html[data-theme="dark"]{{{values}}}</style>'
        )


def _drop_last_style(app: Sphinx) -> None:
    """Remove the style that MyST-NB writes after all pages: Sphinx names a style by its content if it finds it, as it would from the second time on."""
    for style in Path(app.outdir).glob("_static/mystnb.*.css"):
        style.unlink()


def _finish(app: Sphinx, error: Exception | None) -> None:
    """Complete the site, and add the mark by which `fangzhi book` knows one that it may replace."""
    if error is None and app.builder.format == "html":
        finish_site(Path(app.outdir), _corpus(_folder(app)))
        (Path(app.outdir) / MARKER).write_text(json.dumps({"made_by": "jupyter-book"}), encoding="utf-8")
