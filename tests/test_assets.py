"""What is cut from a site's styles and scripts, and what must stay."""

import re

import pytest

from helpers.site.assets import trim_assets

THEME = """@charset "utf-8";
/* a comment */
@font-face { font-family: Icons; src: url(../vendor/icons.woff2) }
html[data-theme="dark"] { --ink: #fff } html[data-theme=light] { --ink: #000 }
.used, .unused { color: red }
.unused > p { color: blue }
.used.unused { color: green }
p:not(.unused), a:is(.unused, b) { margin: 0 }
.by-script { display: none }
@media (min-width: 10px) { .unused { top: 0 } .used { top: 1px } }
@media print { .unused { top: 0 } }
@keyframes turn { from { top: 0 } }
:root { --x: 1 }
"""


@pytest.fixture
def site(tmp_path):
    for name in ("_static/styles", "_static/vendor", "_static/scripts", "articles"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "articles" / "a.html").write_text("<p class='used other'>文</p>", encoding="utf-8")
    static = tmp_path / "_static"
    (static / "styles" / "theme.css").write_text(THEME, encoding="utf-8")
    (static / "own.css").write_text('.unused { top: 0 } html[data-theme="dark"] .unused { top: 2px }')
    (static / "own.js").write_text('element.classList.add("by-script")')
    for name in ("doctools.js", "styles/theme.css.map", "vendor/icons.woff2", "scripts/bootstrap.js"):
        (static / name).write_text("unused")
    return tmp_path


def rules(path):
    return [line.replace(" ", "") for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_rule_stays_where_its_classes_are_used(site):
    trim_assets(site)
    assert rules(site / "_static" / "styles" / "theme.css") == [
        '@charset"utf-8";',
        'html[data-theme="dark"]{--ink:#fff}',
        "html[data-theme=light]{--ink:#000}",
        ".used{color:red}",
        "p:not(.unused),a:is(.unused,b){margin:0}",
        ".by-script{display:none}",
        "@media(min-width:10px){",
        ".used{top:1px}",
        "}",
        "@keyframesturn{from{top:0}}",
        ":root{--x:1}",
    ]


def test_files_that_nobody_fetches_go_and_those_of_the_book_stay(site):
    before = (site / "_static" / "own.css").read_bytes()
    trim_assets(site)
    left = {path.name for path in (site / "_static").rglob("*") if path.is_file()}
    assert left == {"theme.css", "own.css", "own.js", "no-script.css"}
    assert (site / "_static" / "own.css").read_bytes() == before


def test_without_scripts_each_theme_holds_where_the_system_asks_for_it(site):
    trim_assets(site)
    text = re.sub(r"\s", "", (site / "_static" / "no-script.css").read_text(encoding="utf-8"))
    light, dark = text.split("@media(prefers-color-scheme:dark)")
    assert light == '@media(prefers-color-scheme:light){html[data-theme="auto"]{--ink:#000}}'
    assert dark == '{html[data-theme="auto"]{--ink:#fff}html[data-theme="auto"].unused{top:2px}}'


def test_a_second_time_changes_nothing(site):
    trim_assets(site)
    once = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    trim_assets(site)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == once
