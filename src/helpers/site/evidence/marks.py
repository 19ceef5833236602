"""An article's text as HTML: its paragraphs, what is marked in them, and the anchors that links lead to."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import Literal, NamedTuple

from helpers.sentences import find_sentence

__all__ = ["Mark", "mark_text", "printable"]

# A browser drops control characters, or obeys them; their pictures keep the offsets.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class Mark(NamedTuple):
    """What stands at text[start:end], and what it was read as, in words."""

    start: int
    end: int
    kind: Literal["date", "place"]
    told: str


def printable(text: str) -> str:
    """Return the text with each control character replaced by its picture (␛)."""
    return _CONTROL.sub(lambda match: chr(0x2421 if match[0] == "\x7f" else 0x2400 + ord(match[0])), text)


def mark_text(text: str, marks: Iterable[Mark], anchors: Iterable[int] = ()) -> str:
    """Return the text as HTML, one `<p>` for each line that is not empty.

    Without its tags the HTML is `printable(text)`. Where marks overlap, each stretch tells of all that cover it.
    Each offset in `anchors` (0 to the text's length) is the place of an element with the id `at-<offset>`, inside
    an element of the class `fangzhi-sentence` that holds its sentence.
    """
    text = printable(text)
    marks = sorted(mark for mark in set(marks) if mark.start < mark.end)
    offsets = sorted(set(anchors))
    sentences = _sentences(text, offsets)
    paragraphs = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        inside = "".join(_line(text, start, end, marks, offsets, sentences))
        paragraphs.append(f"<p>{inside}</p>" if line else inside)
        start = end + 1
    return "\n".join(paragraphs)


def _sentences(text: str, offsets: Sequence[int]) -> list[tuple[int, int]]:
    """Return the stretches of the sentences that hold an offset, in order and without overlap."""
    found: list[tuple[int, int]] = []
    for at in offsets:
        sentence = find_sentence(text, at, at)
        start = max(sentence.start, found[-1][1]) if found else sentence.start
        if start < sentence.end:
            found.append((start, sentence.end))
    return found


def _line(
    text: str,
    start: int,
    end: int,
    marks: Sequence[Mark],
    offsets: Sequence[int],
    sentences: Sequence[tuple[int, int]],
) -> Iterator[str]:
    """Yield the HTML of one line: sentences hold marks, marks hold anchors, and none reaches over another."""
    marks = [mark for mark in marks if mark.start < end and mark.end > start]
    sentences = [(a, b) for a, b in sentences if a < end and b > start]
    anchors = [at for at in offsets if start <= at <= end]
    indent = start + len(text[start:end]) - len(text[start:end].lstrip())
    cuts = {start, end, indent, *anchors}
    cuts.update(at for mark in marks for at in (mark.start, mark.end) if start <= at <= end)
    cuts.update(at for sentence in sentences for at in sentence if start <= at <= end)
    open_sentence: tuple[int, int] | None = None
    open_marks: list[Mark] = []
    waiting = iter([*anchors, end + 1])
    anchor = next(waiting)
    for a, b in pairwise([*sorted(cuts), end]):
        # What goes on in the next line is closed in this one.
        covering = [mark for mark in marks if mark.start <= a < min(mark.end, end)]
        sentence = next((each for each in sentences if each[0] <= a < min(each[1], end)), None)
        if open_marks and (covering != open_marks or sentence != open_sentence):
            yield "</mark>"
            open_marks = []
        if sentence != open_sentence:
            if open_sentence and anchor == a == end:
                yield _anchor(anchor)  # at the very end of its sentence
                anchor = next(waiting)
            if open_sentence:
                yield "</span>"
            if sentence:
                yield '<span class="fangzhi-sentence">'
            open_sentence = sentence
        if covering and not open_marks:
            yield _opening(covering)
            open_marks = covering
        if anchor == a:
            yield _anchor(anchor)
            anchor = next(waiting)
        words = escape(text[a:b], quote=False)
        yield f'<span class="fangzhi-indent">{words}</span>' if a < b <= indent else words


def _anchor(at: int) -> str:
    return f'<span id="at-{at}"></span>'


def _opening(marks: Sequence[Mark]) -> str:
    kinds = " ".join(f"fangzhi-{kind}" for kind in dict.fromkeys(mark.kind for mark in marks))
    told = escape("; ".join(dict.fromkeys(mark.told for mark in marks)))
    return f'<mark class="{kinds}" tabindex="0" data-told="{told}">'
