"""A text as HTML: its paragraphs, the sentences that the book quotes, the dates and places that were read in it."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

import pandas as pd

from helpers.sentences import find_sentence

__all__ = ["Mark", "find_quoted", "mark_dates", "mark_places", "mark_text"]


class Mark(NamedTuple):
    """A stretch of a text, what kind of mention it is (date, place), and what it was read as, in words."""

    start: int
    end: int
    kind: str
    told: str


class Quoted(NamedTuple):
    """A sentence that the book quotes, and the offsets in it that are linked to."""

    start: int
    end: int
    offsets: tuple[int, ...]


def mark_dates(mentions: pd.DataFrame) -> list[Mark]:
    """Return a mark for each row of `date_mentions`: the days it can mean, and the rule that read it."""
    marks = []
    for row in mentions.to_dict("records"):
        if pd.isna(row["date_from"]):
            when = "no day that could be told"
        elif row["date_from"] == row["date_to"]:
            when = f"{row['date_from']:%Y-%m-%d}"
        else:
            when = f"{row['date_from']:%Y-%m-%d} to {row['date_to']:%Y-%m-%d}"
        told = f"{when}\n{row['rule']}; confidence {row['confidence']}"
        marks.append(Mark(int(row["start"]), int(row["end"]), "date", told))
    return marks


def mark_places(mentions: pd.DataFrame) -> list[Mark]:
    """Return a mark for each place of `place_mentions`, which has a row for each province that a name can mean."""
    marks = []
    for _, rows in mentions.groupby(["start", "end"], sort=True):
        start, end = rows[["start", "end"]].iloc[0]
        names = [
            " ".join(str(row[level]) for level in ("province", "city", "county") if not pd.isna(row[level]))
            for row in rows.to_dict("records")
        ]
        told = " or ".join(dict.fromkeys(filter(None, names))) or "no province that could be told"
        if rows["ambiguous"].any():
            told += "\nambiguous: the name fits several places"
        if rows["aside"].any():
            told += "\nnamed in passing, not as where it happens"
        marks.append(Mark(int(start), int(end), "place", told))
    return marks


def find_quoted(text: str, offsets: Iterable[int]) -> list[Quoted]:
    """Return the sentences that hold the offsets, in order, each once; an offset beyond the text is left out."""
    held: dict[tuple[int, int], list[int]] = {}
    for offset in sorted({offset for offset in offsets if 0 <= offset < len(text)}):
        sentence = find_sentence(text, offset, offset + 1)
        held.setdefault((sentence.start, sentence.end), []).append(offset)
    quoted: list[Quoted] = []
    for (start, end), inside in sorted(held.items()):
        start = max(start, quoted[-1].end) if quoted else start
        if start < end:
            quoted.append(Quoted(start, end, tuple(inside)))
    return quoted


def mark_text(text: str, marks: Iterable[Mark], quoted: Sequence[Quoted]) -> list[str]:
    """Return the text's lines as HTML; without their tags, and joined by line ends, they are the text.

    Of marks that overlap, the one that begins first is drawn, of those that begin together the longer. A sentence or
    mark that goes over a line's end is drawn on each of its lines.
    """
    chosen: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.kind)):
        if mark.start < mark.end and (not chosen or mark.start >= chosen[-1].end):
            chosen.append(mark)
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append("".join(_mark_line(text, start, start + len(line), chosen, quoted)))
        start += len(line) + 1
    return lines


def _mark_line(
    text: str, start: int, end: int, marks: Sequence[Mark], quoted: Sequence[Quoted]
) -> Iterator[str]:
    at = start
    for sentence in quoted:
        first, last = max(sentence.start, start), min(sentence.end, end)
        if first >= last:
            continue
        yield from _mark_stretch(text, at, first, marks)
        anchors = "".join(
            f'<a id="at-{offset}"></a>' for offset in sentence.offsets if first <= offset < last
        )
        yield f'<span class="fangzhi-quoted">{anchors}'
        yield from _mark_stretch(text, first, last, marks)
        yield "</span>"
        at = last
    yield from _mark_stretch(text, at, end, marks)


def _mark_stretch(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[str]:
    at = start
    for mark in marks:
        first, last = max(mark.start, start), min(mark.end, end)
        if first >= last:
            continue
        yield escape(text[at:first])
        told = escape(mark.told)
        yield (
            f'<span class="fangzhi-{mark.kind}" tabindex="0" data-told="{told}" title="{told}">'
            f"{escape(text[first:last])}</span>"
        )
        at = last
    yield escape(text[at:end])
