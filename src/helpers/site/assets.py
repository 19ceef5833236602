"""The styles and scripts of a site, cut down to what its pages use.

The theme brings two megabytes for every occasion: an icon font in three forms, a search, a framework of styles. A book
uses a tenth of it, and its reader should not wait for the rest.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

import tinycss2
from tinycss2.ast import Node

__all__ = ["UNUSED_SCRIPTS", "trim_assets"]

# Scripts of Sphinx and the theme that the pages don't load; the search, the icons and what moves are the book's own.
UNUSED_SCRIPTS = frozenset(
    f"_static/{name}"
    for name in (
        "doctools.js", "language_data.js", "scripts/bootstrap.js", "scripts/fontawesome.js",
        "scripts/sphinx-book-theme.js", "searchtools.js", "sphinx_highlight.js",
    )
)  # fmt: skip
# What else nobody fetches: sources of the theme's scripts and styles, its icons and pictures.
_UNUSED = (
    "**/*.map", "**/*.LICENSE.txt", "**/*webpack-macros.html", "vendor/**/*", "locales/**/*", "images/logo_*",
    "file.png", "minus.png", "plus.png",
)  # fmt: skip
_THEME_STYLES = ("basic.css", "copybutton.css", "mystnb*.css", "pygments.css", "styles/*.css")
_NO_SCRIPT = "no-script.css"
_CLASSES = re.compile(r"""\bclass=(?:"([^"]*)"|'([^']*)')""")
_WORD = re.compile(r"[\w-]+")
_THEME = re.compile(r"\[data-theme=[\"']?(light|dark)[\"']?\]")


def trim_assets(html: Path) -> None:
    """Remove from `_static` what no page fetches, and from the theme's styles the rules that match nothing.

    A rule stays where each class that its selector names stands in a page, or as a word in a script. Also writes
    `_static/no-script.css`: the light and the dark theme by the system's setting, for readers without scripts.
    """
    static = html / "_static"
    for name in UNUSED_SCRIPTS:
        (html / name).unlink(missing_ok=True)
    for pattern in _UNUSED:
        for path in static.glob(pattern):
            if path.is_file():
                path.unlink()
    classes = _used_classes(html)
    theme_styles = [path for pattern in _THEME_STYLES for path in sorted(static.glob(pattern))]
    for path in theme_styles:
        path.write_text(_trimmed(_parse(path), classes), encoding="utf-8")
    others = sorted(path for path in static.rglob("*.css") if path not in theme_styles)
    sheets = [_parse(path) for path in [*theme_styles, *others] if path.name != _NO_SCRIPT]
    both = (
        f"@media (prefers-color-scheme: {theme}) {{\n{''.join(_themed(sheet, theme) for sheet in sheets)}}}\n"
        for theme in ("light", "dark")
    )
    static.mkdir(parents=True, exist_ok=True)
    (static / _NO_SCRIPT).write_text("".join(both), encoding="utf-8")


def _used_classes(html: Path) -> set[str]:
    """Return the classes in the pages, and every word of the scripts, which may add it as a class."""
    used: set[str] = set()
    for page in html.rglob("*.html"):
        for match in _CLASSES.finditer(page.read_text(encoding="utf-8")):
            used.update((match[1] or match[2] or "").split())
    for script in html.rglob("*.js"):
        used.update(_WORD.findall(script.read_text(encoding="utf-8")))
    return used


def _parse(path: Path) -> list[Node]:
    text = path.read_text(encoding="utf-8")
    return list(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))


def _trimmed(rules: Iterable[Node], classes: Set[str]) -> str:
    """Return the rules that can match, without comments. The theme's only fonts are its icons, which the book draws."""
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [text for text, named in _selectors(rule) if named <= classes]
            if selectors:
                kept.append(f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}\n")
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            inner = _trimmed(_inside(rule), classes)
            if inner:
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{\n{inner}}}\n")
        elif rule.type == "at-rule" and rule.lower_at_keyword != "font-face":
            kept.append(f"{rule.serialize()}\n")
    return "".join(kept)


def _themed(rules: Iterable[Node], theme: str) -> str:
    """Return the rules of a theme that a page asks for when no script has chosen: `data-theme="auto"`."""
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [
                _THEME.sub('[data-theme="auto"]', text)
                for text, _ in _selectors(rule)
                if theme in _THEME.findall(text)
            ]
            if selectors:
                kept.append(f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}\n")
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            inner = _themed(_inside(rule), theme)
            if inner:
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{\n{inner}}}\n")
    return "".join(kept)


def _inside(rule: Node) -> list[Node]:
    return list(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))


def _selectors(rule: Node) -> Iterator[tuple[str, set[str]]]:
    """Yield each selector of a rule with the classes that it cannot do without: none of those within `:is()` or `:not()`."""
    selector: list[Node] = []
    for token in [*rule.prelude, None]:
        if token is None or (token.type == "literal" and token.value == ","):
            named = {
                after.value
                for before, after in itertools.pairwise(selector)
                if before.type == "literal" and before.value == "." and after.type == "ident"
            }
            yield tinycss2.serialize(selector).strip(), named
            selector = []
        else:
            selector.append(token)
