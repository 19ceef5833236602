"""Jinja templates for the pages made outside Sphinx; every value is escaped."""

import functools
import re
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

__all__ = ["render_template"]


def render_template(name: str, /, **values: Any) -> str:
    """Return `templates/<name>` filled with values; text is escaped, and an absent value is an error."""
    return _environment().get_template(name).render(**values)


_HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("helpers.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["language"] = _language
    return environment


def _language(text: str) -> str:
    """Return what a text is to be read out as: Chinese, if any of it is."""
    return "zh" if _HAN.search(text) else "en"
