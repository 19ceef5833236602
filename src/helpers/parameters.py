"""A notebook's parameters: what its parameter cell declares, what a run sets, and each value read and checked."""

import ast
import io
import json
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import UserError, unknown

__all__ = ["Parameter", "check_parameters", "list_parameters", "read_flag", "read_number", "read_parameters"]

_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_INJECTED = "# Parameters\n"  # papermill's first line of the cell that it puts after the parameter cell


@dataclass(frozen=True)
class Parameter:
    """One line of a parameter cell: name, type (such as str, int or bool), default as it is written, and meaning."""

    name: str
    type: str
    default: str
    meaning: str


def list_parameters(source: str) -> list[Parameter]:
    """Return the parameters that the source of a parameter cell declares, in its order.

    >>> list_parameters('top: int = 8  # number of terms')
    [Parameter(name='top', type='int', default='8', meaning='number of terms')]
    """
    comments = {
        token.start[0]: token.string.removeprefix("#").strip()
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    return [
        Parameter(name, kind, ast.unparse(value), comments.get(line, ""))
        for name, kind, value, line in _assigned(source)
    ]


def read_parameters(notebook: Path) -> list[Parameter]:
    """Return the parameters of a notebook: those of its cell tagged `parameters`, none where there is no such cell.

    Raises UserError for a file that is no notebook.
    """
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        tagged = (
            "".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", ())
        )
        return list_parameters(next(tagged, ""))
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError):
        raise UserError(f"{notebook} is not a notebook with a cell of parameters that can be read.") from None


def _assigned(source: str) -> Iterator[tuple[str, str, ast.expr, int]]:
    """Yield name, type, value and line of each assignment; without an annotation, the type is that of the value."""
    for line in ast.parse(source).body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value is not None:
            yield line.target.id, ast.unparse(line.annotation), line.value, line.lineno
        elif isinstance(line, ast.Assign):
            kind = type(line.value.value).__name__ if isinstance(line.value, ast.Constant) else "object"
            for target in line.targets:
                if isinstance(target, ast.Name):
                    yield target.id, kind, line.value, line.lineno


def check_parameters(cells: Iterable[str] | None = None) -> None:
    """Raise UserError for a parameter set by papermill that the notebook does not declare; papermill itself only warns.

    `cells` are the sources of the cells that ran, by default those of this kernel: the parameter cell, and papermill's after it.
    """
    before = ""
    for source in _history() if cells is None else cells:
        if source.startswith(_INJECTED):
            declared = [name for name, *_ in _assigned(before)]
            for name, *_ in _assigned(source):
                if name not in declared:
                    raise unknown("parameter", name, declared)
        before = source


def _history() -> list[str]:
    """Return the cells that ran in this kernel, none outside of one."""
    from IPython import get_ipython

    shell = get_ipython()
    return list(shell.user_ns.get("In", ())) if shell else []


def read_flag(name: str, value: object) -> bool:
    """Return a parameter that is true or false; `true`, `yes` and `1` in any case are true.

    Raises UserError for anything else.
    """
    word = str(value).strip().lower()
    if word not in _FLAGS:
        raise unknown(name, str(value), ["true", "false"])
    return _FLAGS[word]


def read_number(name: str, value: object, least: int = 1) -> int:
    """Return a parameter that is a whole number from `least` on. Raises UserError for anything else."""
    try:
        number = int(str(value).strip())
    except ValueError:
        raise UserError(f"{name}={value!r} is not a whole number. Give one from {least} on.") from None
    if number < least:
        raise UserError(f"{name}={value!r} is too small. Give a whole number from {least} on.")
    return number
