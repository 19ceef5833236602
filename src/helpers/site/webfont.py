"""The Chinese of the pages as a font of their own, for readers whose machine has none."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.addresses import EXPLORER
from helpers.site.failure import BookError

__all__ = ["webfont_beside", "write_webfont"]

_NAME = "fangzhi-zh.woff"
# Below it, every machine has the letters; the style sheet asks for this font last.
_FIRST_CJK = 0x2E80


@contextmanager
def webfont_beside(html: Path) -> Iterator[None]:
    """Have `write_webfont` done in a process of its own, beside what is done in this context; raise BookError if it failed."""
    with subprocess.Popen([sys.executable, "-m", "helpers.site.webfont", str(html)]) as process:
        yield
    if process.returncode:
        raise BookError("The font of the pages could not be made.")


def write_webfont(html: Path) -> Path:
    """Write `_static/fangzhi-zh.woff` with the characters that the site's pages and the explorer's data use, and return its path.

    The font is the one the figures are drawn with. Browsers fetch it only where no other font has a character.
    """
    from fontTools import subset
    from pylopdf_fonts_zh_cn import sans_path

    pages = [*html.rglob("*.html"), *(html / EXPLORER).glob("*.js")]
    used = {character for page in pages for character in page.read_text(encoding="utf-8")}
    options = subset.Options(
        flavor="woff",
        layout_features=[],
        recalc_timestamp=False,
        notdef_outline=True,
        hinting=False,  # a fifth of the file, for screens that hardly anybody has
        desubroutinize=True,  # WOFF packs what this repeats
    )
    options.name_IDs += [13, 14]  # the licence of the font and its address, which must go wherever it goes
    options.drop_tables += ["GPOS", "GSUB", "vhea", "vmtx", "VORG", "BASE", "DSIG"]
    font = subset.load_font(str(sans_path()), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(ord(character) for character in used if ord(character) >= _FIRST_CJK))
    subsetter.subset(font)
    path = html / "_static" / _NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(path), options)
    return path


if __name__ == "__main__":
    write_webfont(Path(sys.argv[1]))
