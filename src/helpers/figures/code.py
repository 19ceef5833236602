"""Python that gives what is shown beside it, to be read and copied."""

import html

from helpers.figures.publish import show_markup

__all__ = ["show_code"]

# In a block of the class `highlight` the book has a button that copies.
_CODE = (
    '<details class="fangzhi-code"><summary>{caption}</summary><div class="highlight">'
    '<pre tabindex="0" style="overflow-x:auto">{code}</pre></div></details>'
)


def show_code(code: str, caption: str, *, name: str) -> None:
    """Show lines of Python, folded below their caption. Nothing of them is interpreted.

    Raises UserError for an empty caption or an unusable name.
    """
    markup = _CODE.format(caption=html.escape(caption), code=html.escape(code))
    show_markup(markup, caption, name=name, classes="fangzhi-source")
