"""A project of two tiny notebooks and three pages, which is built in seconds."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import nbformat

REPOSITORY = Path(__file__).parents[1]
FIGURE = '<figure class="fangzhi-figure"><img alt="a dot" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></figure>'
FIRST, SECOND = "notebooks/01_first", "notebooks/02_second"


def write_notebook(path: Path, *cells: str) -> None:
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    parameters = nbformat.v4.new_code_cell("corpus = ''", metadata={"tags": ["parameters"]}, id="parameters")
    notebook.cells = [
        nbformat.v4.new_markdown_cell(f"# Chapter {path.stem}", id="title"),
        parameters,
        *(nbformat.v4.new_code_cell(cell, id=f"cell-{number}") for number, cell in enumerate(cells)),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def show(html: str) -> str:
    return f"from IPython.display import HTML, display\ndisplay(HTML({html!r}))"


def make_project(root: Path, computed: Sequence[str], *cells: str) -> Path:
    """Write the project into a folder; the home page has these computed blocks, the first notebook these cells."""
    write_notebook(root / f"{FIRST}.ipynb", *cells, show(FIGURE))
    write_notebook(root / f"{SECOND}.ipynb", show(FIGURE))
    shutil.copytree(REPOSITORY / "book" / "_static", root / "book" / "_static")
    blocks = "\n\n".join(f"```{{computed}} {name}\n```" for name in computed)
    (root / "book" / "index.md").write_text(f"# Home\n\n{blocks}\n")
    (root / "book" / "about.md").write_text("# About\n\nA formula: $r = \\frac{n}{N}$. {cite}`a`\n")
    (root / "book" / "references.bib").write_text(
        "@book{a, title={T}, author={A, B}, year={1999}, publisher={P}}"
    )
    (root / "book" / "bibliography.md").write_text("# Bibliography\n\n```{bibliography}\n```\n")
    shutil.copy(REPOSITORY / "_config.yml", root)
    (root / "_toc.yml").write_text(
        "format: jb-book\nroot: book/index\nchapters:\n"
        + "".join(f"- file: {page}\n" for page in (FIRST, SECOND, "book/about", "book/bibliography"))
    )
    return root
