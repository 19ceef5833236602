"""Jinja templates for the pages made outside Sphinx; every value is escaped."""

import functools
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

__all__ = ["render_template"]


def render_template(name: str, /, **values: Any) -> str:
    """Return `templates/<name>` filled with values; text is escaped, and an absent value is an error."""
    return _environment().get_template(name).render(**values)


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("helpers.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
