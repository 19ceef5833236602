"""What is known of an article and what its words were read as, each with what it rests on, in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from helpers.findings import catalogue, say
from helpers.phrases import iso_date
from helpers.site.evidence.marks import Mark, printable

__all__ = ["Fact", "date_marks", "known_facts", "place_marks", "short"]

_DIRECT, _INDIRECT = 0.8, 0.5  # confidences of a province
_LONGEST = 120  # characters of evidence

Record = Mapping[Any, Any]


class Fact(NamedTuple):
    """Something known of an article: its value, how sure it is, the words it was read from, and notes."""

    label: str
    value: str
    sure: str = ""
    source: str = ""
    words: str = ""
    where: str = ""
    notes: tuple[str, ...] = ()


def short(text: str, most: int = _LONGEST) -> str:
    """Return a text in one line of at most so many characters, control characters as their pictures."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def date_marks(mentions: Iterable[Record]) -> list[Mark]:
    """Return the marks of rows of DATE_MENTIONS."""
    return [Mark(row["start"], row["end"], "date", _tell_date(row)) for row in mentions]


def place_marks(mentions: Iterable[Record], english: Mapping[str, str]) -> list[Mark]:
    """Return the marks of rows of PLACE_MENTIONS; `english` has the provinces' English names."""
    return [Mark(row["start"], row["end"], "place", _tell_place(row, english)) for row in mentions]


def _tell_date(row: Record) -> str:
    first, last = _day(row["date_from"]), _day(row["date_to"])
    if first and last:
        interval = first if first == last else say("evidence.interval", first=first, last=last)
    elif first or last:
        interval = say("evidence.from" if first else "evidence.until", day=first or last)
    else:
        interval = say("evidence.no_day")
    words = catalogue()["evidence"]
    return say(
        "evidence.date",
        interval=interval,
        precision=words["precisions"][row["precision"]],
        rule=row["rule"],
        confidence=words["confidences"][row["confidence"]],
    )


def _tell_place(row: Record, english: Mapping[str, str]) -> str:
    names = [row[level] for level in ("province", "city", "county") if not pd.isna(row[level])]
    if names and names[0] == row["province"] and english.get(names[0]):
        names[0] = f"{names[0]} ({english[names[0]]})"
    told = [", ".join(dict.fromkeys(names)) or say("evidence.no_place")]
    told += [say(f"evidence.{what}") for what in ("ambiguous", "aside") if row[what]]
    return ": ".join(told)


def known_facts(
    article: Record, evidence: Sequence[Record], gaps: Sequence[Record], province: str
) -> list[Fact]:
    """Return headline, outlet, authors, date and province of an article with what each rests on.

    `evidence` are its rows of EVIDENCE, `gaps` those of `explain_gaps`; `province` is its name with the English.
    """
    rests = {row["field"]: row for row in evidence}
    words = catalogue()["evidence"]
    values = {
        "title": "",
        "outlet": _text(article["outlet"]),
        "authors": ", ".join(article["authors"]),
        "published": ""
        if pd.isna(article["published"])
        else iso_date(article["published"], article["published_precision"]),
        "province": ", ".join(filter(None, [province, _text(article["city"])])),
    }
    sure = {"province": _sure_of_province(article["province_confidence"], words)}
    if values["published"]:
        sure["published"] = words["exact"][article["published_precision"]]
    facts = []
    for name, value in values.items():
        open_ends = [row for row in gaps if row["field"] == name]
        if not value and name not in rests and not open_ends:
            continue
        notes = [_tell_gap(row) for row in open_ends]
        fact = Fact(words["labels"][name], printable(value), sure.get(name, ""))
        if name in rests and not any(row["why"] == "mentions" for row in open_ends):
            row = rests[name]
            if not pd.isna(row["contradicted_by"]):
                source, _, contrary = row["contradicted_by"].partition(": ")
                notes.append(
                    say("evidence.contradicted", source=_source(source, words), words=short(contrary))
                )
            # What is printed above already is not said twice.
            same = row["source"] == "settings" or row["words"] in (value, article[name])
            fact = fact._replace(
                source=say("evidence.read", source=_source(row["source"], words)),
                words="" if same else short(row["words"]),
                where=""
                if pd.isna(row["start"])
                else say("evidence.where", start=f"{row['start']:,}", end=f"{row['end']:,}"),
            )
        facts.append(fact._replace(notes=tuple(notes)))
    return facts


def _tell_gap(row: Record) -> str:
    told = str(row["reason"])
    return f"{told} ({row['words']})" if row["why"] == "mentions" or row["why"] == "divided" else told


def _source(source: str, words: Mapping[str, Any]) -> str:
    told: str = words["sources"].get(source, source)
    return told


def _sure_of_province(confidence: float, words: Mapping[str, Any]) -> str:
    if pd.isna(confidence):
        return ""
    level = "direct" if confidence >= _DIRECT else "indirect" if confidence >= _INDIRECT else "guessed"
    told: str = words["provinces"][level]
    return told


def _day(value: Any) -> str:
    return "" if pd.isna(value) else iso_date(value)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
