"""Texts that may be larger than memory: read block by block, decoded in pieces of whole lines, anew each time."""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["BLOCK", "Blocks", "Text"]

BLOCK = 16_000_000  # bytes that are read at a time
_LOOKING_AHEAD = (
    "gb18030",
    "big5hkscs",
)  # a character is one byte or several, and nothing tells which one is broken
_CONTEXT = 64  # bytes; more than are looked at to mend a broken one


@dataclass(frozen=True)
class Blocks:
    """The bytes of a file, from its start each time they are asked for."""

    file: Path
    size: int = BLOCK

    def __iter__(self) -> Iterator[bytes]:
        """Yield them block by block. Raises OSError."""
        with self.file.open("rb") as opened:
            while block := opened.read(self.size):
                yield block


@dataclass(frozen=True)
class Text:
    """The text of blocks of bytes in pieces, each of which but the last ends with a line; together what `bytes.decode` gives of all."""

    blocks: Iterable[bytes]
    encoding: str
    errors: str = "strict"

    def __iter__(self) -> Iterator[str]:
        """Yield the pieces. Raises UnicodeDecodeError, where errors are."""
        held = ""
        for text in self._decode_lines() if self.encoding in _LOOKING_AHEAD else self._decode():
            held += text
            end = held.rfind("\n") + 1
            if end:
                yield held[:end]
                held = held[end:]
        if held:
            yield held

    def _decode(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.encoding)(self.errors)
        yield from map(decoder.decode, self.blocks)
        yield decoder.decode(b"", True)

    def _decode_lines(self) -> Iterator[str]:
        """Yield the text of the blocks, cut where nothing of what follows is needed to mend what is broken: behind lines without an error.

        A byte that ends a line is part of no other character in these encodings.
        """
        held = b""
        for block in self.blocks:
            seen = len(held)
            held += block
            end = held.rfind(b"\n") + 1
            while end > seen and not self._is_sound(
                held[held.rfind(b"\n", 0, max(0, end - _CONTEXT)) + 1 : end]
            ):
                end = held.rfind(b"\n", 0, end - 1) + 1
            if end > seen:
                yield held[:end].decode(self.encoding, self.errors)
                held = held[end:]
        yield held.decode(self.encoding, self.errors)

    def _is_sound(self, lines: bytes) -> bool:
        try:
            lines.decode(self.encoding)
        except UnicodeDecodeError:
            return False
        return True
