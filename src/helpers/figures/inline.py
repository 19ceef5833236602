"""matplotlib's SVG as part of a page: its links work, its colours follow the page's theme, its names meet no other figure's."""

import html
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

from helpers.colours import as_variables

__all__ = ["inline_svg"]

_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def inline_svg(svg: bytes, name: str) -> str:
    """Return an SVG file that matplotlib wrote as markup for an HTML page, where figures share one space of names.

    Only the ids that the file itself refers to stay, named by `name` and by their order: matplotlib's own differ from
    run to run with the last bits of a layout. A link is labelled by the words in it; one without words (the bar
    beside a word) repeats such a link and is left to the pointer. matplotlib's one style rule, which would hold for
    the whole page, becomes attributes of the drawing.
    """
    root = ElementTree.fromstring(
        svg, ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_comments=True))
    )
    names = {old: f"{name}-d{number}" for number, old in enumerate(dict.fromkeys(_references(root)), start=1)}
    for child in list(root):
        if child.tag == f"{_SVG}metadata" or child.find(f"{_SVG}style") is not None:
            root.remove(child)
    for element in root.iter():
        if not _is_comment(element):
            _rewrite(element, names)
    root.attrib = {
        "viewBox": root.attrib["viewBox"],
        "stroke-linejoin": "round",
        "stroke-linecap": "butt",
        "style": as_variables("fill:#000000"),  # matplotlib leaves black out, as SVG's own default
    }
    return _serialised(root)


def _references(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        for value in element.attrib.values():
            yield from _REFERENCE.findall(value)
        target = element.get(f"{_XLINK}href", "")
        if target.startswith("#") and element.tag == f"{_SVG}use":
            yield target[1:]


def _rewrite(element: ElementTree.Element, names: dict[str, str]) -> None:
    given, element.attrib = element.attrib, {}
    for key, value in given.items():
        value = " ".join(value.split())
        if key == "id":
            if value in names:
                element.set("id", names[value])
        elif key == f"{_XLINK}href":
            inner = element.tag == f"{_SVG}use"
            element.set("href", f"#{names[value[1:]]}" if inner else value)
        elif key != "target":
            value = _REFERENCE.sub(lambda found: f"url(#{names[found[1]]})", value)
            element.set(key, as_variables(value) if key in ("style", "fill", "stroke") else value)
    if element.tag == f"{_SVG}a":
        words = " ".join((part.text or "").strip() for part in element.iter() if _is_comment(part))
        if words:
            element.set("aria-label", html.unescape(words))  # matplotlib escapes comments
        else:
            element.set("tabindex", "-1")
            element.set("aria-hidden", "true")


def _is_comment(element: ElementTree.Element) -> bool:
    return not isinstance(element.tag, str)


def _serialised(root: ElementTree.Element) -> str:
    """Return the tree without white space between elements, comments, and prefixes, as HTML reads it."""
    for parent in root.iter():
        parent.text = None
        for child in list(parent):
            child.tail = None
            if _is_comment(child):
                parent.remove(child)
    for element in root.iter():
        element.tag = str(element.tag).removeprefix(_SVG)
    return ElementTree.tostring(root, encoding="unicode")
