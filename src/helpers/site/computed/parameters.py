"""The parameters of every notebook, from their own parameter cells."""

import re
from html import escape
from typing import TYPE_CHECKING

from helpers.fingerprint import project_folder
from helpers.parameters import Parameter, read_parameters
from helpers.site.computed.parts import Chapters, lay_out_cells, make_link

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["parameters"]

_CODE = re.compile("`([^`]+)`")
_TYPES = {"str": "text", "int": "whole number", "bool": "true or false"}


def parameters(corpus: "Corpus", chapters: Chapters) -> str:
    """Each notebook's parameters: name, type, default, meaning; those that all chapters share stand first, once."""
    declared = {name: read_parameters(project_folder() / "notebooks" / f"{name}.ipynb") for name in chapters}
    shared = [p for p in next(iter(declared.values()), []) if all(p in own for own in declared.values())]
    parts = [_lay_out("Every notebook", shared)]
    for name, own in declared.items():
        rest = [parameter for parameter in own if parameter not in shared]
        parts.append(_lay_out(make_link(*chapters[name]), rest, f"{name}.ipynb"))
    return "".join(parts)


def _lay_out(heading: str, declared: list[Parameter], file: str = "") -> str:
    named = f" <code>{escape(file)}</code>" if file else ""
    if not declared:
        return f"<h2>{heading}{named}</h2><p>None of its own.</p>"
    body = [
        [
            f"<code>{escape(p.name)}</code>",
            _TYPES.get(p.type, escape(p.type)),
            "empty" if p.default == "''" else f"<code>{escape(p.default)}</code>",
            _CODE.sub(r"<code>\1</code>", escape(p.meaning)),
        ]
        for p in declared
    ]
    return f"<h2>{heading}{named}</h2>{lay_out_cells(['name', 'type', 'default', 'meaning'], body)}"
