"""PDF files → text, page by page, parted by form feeds.

pypdfium2 (BSD or Apache) wraps the reader of the Chrome browser and brings it as a wheel for every system; it
is a hundred times faster than a reader written in Python, and hardened against hostile files.
"""

import math
import unicodedata
from collections import Counter
from ctypes import byref, c_double
from typing import Any

from helpers.document import Document
from helpers.reading.archives import Refused
from helpers.reading.encoding import replacement_note
from helpers.reading.layout import Glyph, page_text
from helpers.reading.records import Source

__all__ = ["RADICALS", "read_pdf"]

_MOST_PAGES = 5_000
_MOST_GLYPHS = 5_000_000  # of all pages; a book has one million, and 60,000 are read in a second
_MOST_ON_PAGE = 200_000  # a page of a newspaper has a tenth
_MOST_UNKNOWN = 0.2
# What many programs write into a PDF in place of the character itself: radicals, which only look like it.
RADICALS = {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)} | dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)


def read_pdf(data: bytes, source: Source) -> Document:
    """Return the document that a PDF file is. Raises Refused, with the reason, for one that cannot be read."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise Refused("protected by a password; save it without one") from error
        raise Refused(f"damaged, or no PDF: {str(error).split('(')[0].strip()}") from error
    try:
        return _read_pages(pdf, raw, source)
    except pypdfium2.PdfiumError as error:
        raise Refused(f"damaged: {error}") from error
    finally:
        pdf.close()


def _read_pages(pdf: Any, raw: Any, source: Source) -> Document:
    """Return the document whose pages are these."""
    n_pages = len(pdf)
    if n_pages > _MOST_PAGES:
        raise Refused(f"has {n_pages:,} pages, more than {_MOST_PAGES:,}; part it")
    texts: list[str] = []
    n_glyphs = n_unknown = 0
    for i in range(n_pages):
        page = pdf[i]
        glyphs = _glyphs(page, raw, _MOST_GLYPHS - n_glyphs)
        page.close()
        n_glyphs += len(glyphs)
        n_unknown += sum(glyph.text == "\ufffd" for glyph in glyphs)
        texts.append(page_text(glyphs))
    if n_pages == 0:
        return source.refused("empty", "the file has no pages")
    blank = [i for i, text in enumerate(texts, start=1) if not text.strip()]
    if len(blank) == n_pages:
        return source.refused(
            "empty",
            f"a scan: its {n_pages} pages are pictures without text; save what a text recognition (OCR) gives",
        )
    if n_unknown > _MOST_UNKNOWN * n_glyphs:
        raise Refused(
            "its fonts do not say which characters they show; save what a text recognition (OCR) gives"
        )
    listed = ", ".join(map(str, blank[:10])) + (" …" if len(blank) > 10 else "")
    notes = [replacement_note(n_unknown), f"no text on page {listed}" if blank else None]
    return source.document("\n\f".join(texts), "plain", "; ".join(filter(None, notes)) or None)


def _glyphs(page: Any, raw: Any, most: int) -> list[Glyph]:
    """Return the characters of a page with their boxes, turned so that most of them stand upright."""
    textpage = page.get_textpage()
    handle, n = textpage.raw, textpage.count_chars()
    if n > _MOST_ON_PAGE:
        raise Refused(f"a page has more than {_MOST_ON_PAGE:,} characters")
    if n > most:
        raise Refused(f"has more than {_MOST_GLYPHS:,} characters; part it")
    box, matrix, x, y = raw.FS_RECTF(), raw.FS_MATRIX(), c_double(), c_double()
    found: list[tuple[int, Glyph]] = []
    pending = ""  # the first half of a character beyond U+FFFF
    for i in range(n):
        code = raw.FPDFText_GetUnicode(handle, i)
        if raw.FPDFText_IsGenerated(handle, i) == 1 or code in (0x0D, 0x0A, 0x02, 0xAD):
            continue
        text = chr(code)
        if 0xD800 <= code < 0xDC00:
            pending = text
            continue
        if 0xDC00 <= code < 0xE000:
            text = (pending + text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        elif code < 32 or code in (0xFFFE, 0xFFFF):
            text = "\ufffd"
        pending = ""
        # The box that the reader gives is that of the ink: 一 would stand above its line. The baseline does not lie.
        raw.FPDFText_GetLooseCharBox(handle, i, byref(box))
        raw.FPDFText_GetCharOrigin(handle, i, byref(x), byref(y))
        raw.FPDFText_GetMatrix(handle, i, byref(matrix))
        turn = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        size = raw.FPDFText_GetFontSize(handle, i) * math.hypot(matrix.c, matrix.d)
        if not all(map(math.isfinite, (x.value, y.value, size, box.left, box.right, box.top, box.bottom))):
            continue
        # The page turned so that the text runs to the right; y now runs down.
        left, base = _turned(x.value, -y.value, turn)
        ends = _turned(box.left, -box.bottom, turn)[0], _turned(box.right, -box.top, turn)[0]
        size = size if 0.5 < size < 1000 else max(box.top - box.bottom, box.right - box.left, 1.0)
        right = left + size if ord(text[0]) > 0x2E7F and text != "\ufffd" else max(*ends, left)
        found.append(
            (turn, Glyph(RADICALS.get(text, text), left, base - 0.88 * size, right, base + 0.12 * size))
        )
    textpage.close()
    if not found:
        return []
    ((turn, _),) = Counter(turn for turn, _ in found).most_common(1)
    return [glyph for turned, glyph in found if turned == turn] + [g for turned, g in found if turned != turn]


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """Return a point turned by so many quarters of a circle, as text is that runs upwards at one quarter."""
    for _ in range(turn):
        x, y = -y, x
    return x, y
