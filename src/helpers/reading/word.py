"""Word documents → text in reading order: paragraphs as lines, headings as Markdown, table rows with tabs.

A .docx is read as what it is, XML in a ZIP archive, with the standard library: python-docx would add lxml and
yet know no text boxes, notes or tracked changes. Only text is taken: no macro, field code or picture, and a
document type declaration, which entities would need, is refused.
"""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple
from xml.parsers import expat

from helpers.document import Document, Field, Form
from helpers.reading.archives import MOST_UNPACKED, Refused, open_archive, read_part
from helpers.reading.records import Source
from helpers.reading.word_styles import Numbering, Styles, read_numbering, read_styles

__all__ = ["WordText", "read_word"]

_LONGEST_HEADING = 120
_LAYOUT_CELL = 200  # characters in three paragraphs: a cell that long is a page's column, no table's value
_SKIPPED = frozenset(
    ("del", "moveFrom", "Fallback", "instrText", "delText", "rt", "pPrChange", "rPrChange", "tblPrChange",
     "sectPrChange", "tcPrChange", "trPrChange", "numberingChange", "sdtPr")
)  # fmt: skip
_BREAKS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_LITERAL = re.compile(r"\\(?=[\\`*_{}\[\]()#+.!>-])|\*\*|__|\[(?=[^\]\n]*\]\()")
_LINE_MARK = re.compile(r"(?P<blank>[ \t]{0,3})(?P<mark>#{1,6}[ \t]|>)")


class WordText(NamedTuple):
    """What a document says: its text and form, and the text of its page headers and footers."""

    text: str
    form: Form
    headers: str
    footers: str

    def document(self, source: Source) -> Document:
        """Return the document, headers and footers as fields beside the text."""
        if not self.text.strip():
            return source.refused(
                "empty", "the document holds no text; of a scan, save what a text recognition gives"
            )
        parts = {"text": self.text, "header": self.headers, "footer": self.footers}
        fields, at = [], 0
        for name, part in parts.items():
            if part:
                fields.append(Field(name, "text" if name == "text" else None, at, at + len(part)))
                at += len(part) + 1
        whole = "\n".join(filter(None, parts.values()))
        return source.document(whole, self.form, None, tuple(fields) if len(fields) > 1 else ())


class _Block(NamedTuple):
    """A paragraph or table row: its text, and its level as a heading (0: the title; None: no heading)."""

    text: str
    level: int | None = None


@dataclass
class _Paragraph:
    style: str = ""
    outline: int | None = None
    number: tuple[str, int] | None = None
    goes_on: bool = False  # its end was deleted: the next paragraph goes on in it
    parts: list[str] = field(default_factory=list)
    boxes: list[_Block] = field(default_factory=list)  # text boxes anchored in it


def read_word(data: bytes) -> WordText:
    """Return the text of a .docx file. Raises Refused, with the reason, for a file that cannot be read."""
    archive = open_archive(data, ".docx")
    names = set(archive.namelist())
    main = _main_part(archive, names)
    folder = posixpath.dirname(main)
    left = MOST_UNPACKED

    def part(name: str) -> bytes | None:
        nonlocal left
        path = posixpath.join(folder, name)
        if path not in names:
            return None
        content = read_part(archive, path, left)
        left -= len(content)
        return content

    def walk(name: str, start: Callable[[str, dict[str, str]], None]) -> None:
        _parse_xml(part(name), lambda tag, values: start(_local(tag), _plain_keys(values)))

    styles = read_styles(partial(walk, "styles.xml"))
    numbering = read_numbering(partial(walk, "numbering.xml"))
    body = _Reader(styles, numbering)
    body.feed(part(posixpath.basename(main)) or b"")
    blocks = body.blocks
    notes: dict[tuple[str, str], list[_Block]] = {}
    for kind in ("footnote", "endnote"):
        reader = _Reader(styles, numbering)
        reader.feed(part(f"{kind}s.xml"))
        notes.update({(kind, number): found for number, found in reader.notes.items()})
    said = [(i, found) for i, key in enumerate(body.references, 1) if (found := notes.get(key))]
    if said:
        blocks = [*blocks, _Block("")]
        blocks.extend(
            _Block(f"[{i}] {' '.join(b.text.strip() for b in found if b.text.strip())}") for i, found in said
        )
    furniture = {}
    for kind in ("header", "footer"):
        lines: dict[str, None] = {}
        for name in sorted(names):
            if re.fullmatch(rf"{kind}\d*\.xml", posixpath.relpath(name, folder or ".")):
                reader = _Reader(styles, numbering)
                reader.feed(part(posixpath.relpath(name, folder or ".")))
                lines.update(dict.fromkeys(b.text.strip() for b in reader.blocks if b.text.strip()))
        furniture[kind] = "\n".join(lines)
    headed = any(block.level is not None for block in blocks)
    lines_of_text = list(_markdown(blocks) if headed else (block.text for block in blocks))
    text = "\n".join(lines_of_text).strip("\n")
    return WordText(text, "markdown" if headed else "plain", furniture["header"], furniture["footer"])


def _main_part(archive: zipfile.ZipFile, names: set[str]) -> str:
    """Return the name of the part that holds the document itself."""
    found = "word/document.xml"
    if found not in names and "_rels/.rels" in names:
        links = read_part(archive, "_rels/.rels", 1_000_000).decode("utf-8", "replace")
        for link in re.findall(r"<Relationship\b[^<>]*>", links):
            target = re.search(r'\bTarget="/?([^"]+)"', link)
            if '/officeDocument"' in link and target:
                found = target[1]
    if found not in names:
        raise Refused("no Word document in it; save it as .docx")
    return found


def _markdown(blocks: list[_Block]) -> Iterator[str]:
    """Yield the lines of a document with headings: those with marks, and literal marks escaped."""
    top = 0 if any(block.level == 0 for block in blocks) else 1
    for text, level in blocks:
        for line in text.split("\n"):
            escaped = line
            if not re.fullmatch(r"[\s*_-]*", line):
                escaped = _LITERAL.sub(lambda mark: "".join(f"\\{c}" for c in mark[0]), line)
                escaped = (
                    _LINE_MARK.sub(r"\g<blank>\\\g<mark>", escaped) if _LINE_MARK.match(line) else escaped
                )
            marked = level is not None and line.strip()
            yield (
                f"{'#' * min(level - top + 1, 6)} {escaped.strip()}"
                if marked and level is not None
                else escaped
            )


def _parse_xml(
    content: bytes | None,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    """Feed a part of an archive to handlers, without entities. Raises Refused where it is not well formed."""

    def refuse(*_: object) -> None:
        raise Refused("holds a document type declaration, which no Word document has")

    if not content:
        return
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last, of an unknown encoding
        raise Refused(f"damaged: {error}") from error


def _local(name: str) -> str:
    """Return a name without its namespace: the strict and the usual form of .docx differ only in that."""
    return name.rsplit(" ", 1)[-1]


def _plain_keys(attributes: dict[str, str]) -> dict[str, str]:
    return {_local(key): value for key, value in attributes.items()}


class _Reader:
    """One pass over the XML of a part; `blocks` is what it says, in order."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.styles = styles
        self.numbering = numbering
        self.blocks: list[_Block] = []
        self.sinks = [self.blocks]  # where paragraphs go: the body, a cell, a text box
        self.rows: list[list[list[_Block]]] = []
        self.paragraphs: list[_Paragraph] = []
        self.references: list[tuple[str, str]] = []  # of notes: (footnote or endnote, its id)
        self.notes: dict[str, list[_Block]] = {}
        self.carried: list[str] = []  # of a paragraph that goes on in the next
        self.skipped = 0
        self.in_text = 0
        self.in_properties = 0

    def feed(self, content: bytes | None) -> None:
        """Read a part; one that is not there says nothing."""
        _parse_xml(content, self._start, self._end, self._characters)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "del" and self.in_properties and self.paragraphs and not self.skipped:
            self.paragraphs[-1].goes_on = True
        if self.skipped or tag in _SKIPPED:
            self.skipped += 1
            return
        values = _plain_keys(attributes)
        paragraph = self.paragraphs[-1] if self.paragraphs else None
        if tag == "p":
            self.paragraphs.append(_Paragraph())
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("tc", "txbxContent", "footnote", "endnote"):
            self.sinks.append([])
            if tag in ("footnote", "endnote") and values.get("type", "normal") == "normal":
                self.notes[values.get("id", "")] = self.sinks[-1]
        elif tag == "t":
            self.in_text += 1
        elif tag == "pPr":
            self.in_properties += 1
        elif paragraph is None:
            return
        elif self.in_properties:
            self._property(paragraph, tag, values)
        elif tag in _BREAKS:
            paragraph.parts.append(_BREAKS[tag])
        elif tag == "br":
            paragraph.parts.append("\f" if values.get("type") == "page" else "\n")
        elif tag in ("footnoteReference", "endnoteReference"):
            self.references.append((tag.removesuffix("Reference"), values.get("id", "")))
            paragraph.parts.append(f"[{len(self.references)}]")

    def _property(self, paragraph: _Paragraph, tag: str, values: dict[str, str]) -> None:
        value = values.get("val", "")
        if tag == "pStyle":
            paragraph.style = value
        elif tag == "outlineLvl":
            paragraph.outline = int(value) if value.isdecimal() else None
        elif tag == "ilvl":
            paragraph.number = (paragraph.number[0] if paragraph.number else "", _whole(value))
        elif tag == "numId":
            paragraph.number = (value, paragraph.number[1] if paragraph.number else 0)

    def _characters(self, text: str) -> None:
        if self.in_text and not self.skipped and self.paragraphs:
            self.paragraphs[-1].parts.append(text)

    def _end(self, name: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        tag = _local(name)
        if tag == "t":
            self.in_text -= 1
        elif tag == "pPr":
            self.in_properties -= 1
        elif tag == "p" and self.paragraphs:
            self._end_paragraph(self.paragraphs.pop())
        elif tag == "tc":
            cell = self.sinks.pop()
            self.rows[-1].append(cell) if self.rows else self.sinks[-1].extend(cell)
        elif tag == "tr" and self.rows:
            self.sinks[-1].extend(_row(self.rows.pop()))
        elif tag == "txbxContent":
            blocks = self.sinks.pop()
            (self.paragraphs[-1].boxes if self.paragraphs else self.sinks[-1]).extend(blocks)
        elif tag in ("footnote", "endnote"):
            self.sinks.pop()

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        if paragraph.goes_on:
            self.carried.extend(paragraph.parts)
            self.sinks[-1].extend(block for block in paragraph.boxes if block.text.strip())
            return
        text = "".join([*self.carried, *paragraph.parts])
        self.carried = []
        level = self.styles.level(paragraph.style, paragraph.outline)
        if len(text) > _LONGEST_HEADING or not text.strip():
            level = None
        if text.strip():
            text = self.numbering.label(paragraph.number or self.styles.number(paragraph.style)) + text
        self.sinks[-1].append(_Block(text, level))
        self.sinks[-1].extend(block for block in paragraph.boxes if block.text.strip())


def _row(cells: list[list[_Block]]) -> list[_Block]:
    """Return a table's row as one block; a row that lays out a page, as its cells' own blocks."""
    paged = any(
        sum(len(b.text) for b in cell) > _LAYOUT_CELL and sum(bool(b.text.strip()) for b in cell) >= 3
        for cell in cells
    )
    if paged or len(cells) == 1:
        return [block for cell in cells for block in cell]
    return [_Block("\t".join(" ".join(" ".join(b.text for b in cell).split()) for cell in cells))]


def _whole(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 6 else 0
