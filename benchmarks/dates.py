"""How well calendar expressions are found and resolved, side by side with jionlp and recognizers-text.

    python benchmarks/dates.py [--held-out] [--details] [--megabytes N]

Prints a Markdown table for the marked sentences (see README.md). A mention counts as found when it shares a
character with a marked date, so that a peer that takes the time of day with it is not punished; `exact span` asks for the
same first and last character. The speed is that on ordinary prose. Peers that are not installed (see requirements.txt)
are skipped.
"""

import datetime
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import pandas as pd
from marked import OPEN, SENTENCES, Item, Share, read_arguments, read_items, row, running_text, speed

from helpers.dates import find_dates

__all__ = ["Found", "Score", "main", "ours", "score", "table"]

_LITTLE = 0.1  # megabytes
_NO_DATE = datetime.datetime(2020, 6, 15)  # what peers count from where nothing dates the text


class Found(NamedTuple):
    """One mention: where, and its interval, None for an end that is unknown."""

    start: int
    end: int
    first: str | None
    last: str | None


Find = Callable[[Sequence[Item]], list[list[Found]]]


@dataclass
class Score:
    """What was found of the marked dates."""

    recall: Share = field(default_factory=Share)
    exact: Share = field(default_factory=Share)
    interval: Share = field(default_factory=Share)
    precision: Share = field(default_factory=Share)
    friends: Share = field(default_factory=Share)
    """False friends left alone."""

    @property
    def f1(self) -> float:
        """The harmonic mean of recall and precision."""
        both = self.recall.value + self.precision.value
        return 2 * self.recall.value * self.precision.value / both if both else 0.0


def frame(items: Sequence[Item]) -> pd.DataFrame:
    """Return articles with the publication date of the items, as exactly as it is given."""
    published = [str(item.fields.get("published", "")) for item in items]
    precisions = [("year", "month", "day")[day.count("-")] if day else None for day in published]
    days = pd.Series([f"{day}-01-01"[:10] if day else None for day in published], dtype="str")
    return pd.DataFrame(
        {
            "article_id": [item.name for item in items],
            "text": [item.text for item in items],
            "published": pd.to_datetime(days),
            "published_precision": pd.Series(precisions, dtype="str"),
        }
    ).astype({"published": "datetime64[s]"})


def ours(items: Sequence[Item]) -> list[list[Found]]:
    """Return this project's mentions."""
    found: dict[str, list[Found]] = {item.name: [] for item in items}
    for article_id, start, end, first, last, precision in find_dates(frame(items))[
        ["article_id", "start", "end", "date_from", "date_to", "precision"]
    ].itertuples(index=False):
        ends = [
            None if pd.isna(day) or precision == "unresolvable" else f"{day:%Y-%m-%d}"
            for day in (first, last)
        ]
        found[article_id].append(Found(start, end, *ends))
    return [found[item.name] for item in items]


def our_speed(megabytes: float) -> float:
    """Return the speed of `find_dates`."""
    articles = frame(running_text(megabytes))
    return speed(lambda: find_dates(articles), megabytes)


def jionlp() -> Find:
    """Return jionlp's extractor of times, counted from the day of publication."""
    import contextlib
    import io

    quiet = contextlib.redirect_stdout(io.StringIO())
    with quiet:
        import jionlp as jio

    def times_of(item: Item) -> list[Found]:
        try:
            times = jio.ner.extract_time(item.text, time_base=_reference(item).timestamp())
        except Exception:  # a peer that fails on a text has found nothing in it
            return []
        kept = [one for one in times if one["type"] in ("time_point", "time_span")]
        return [Found(*one["offset"], *(_day(end) for end in one["detail"]["time"])) for one in kept]

    def find(items: Sequence[Item]) -> list[list[Found]]:
        with quiet, contextlib.redirect_stderr(io.StringIO()):  # it prints what it cannot read
            return [times_of(item) for item in items]

    return find


def recognizers() -> Find:
    """Return recognizers-text's model of Chinese dates; of two readings, the one nearest to publication."""
    import warnings

    warnings.simplefilter("ignore")
    from recognizers_date_time import recognize_datetime
    from recognizers_text import Culture

    kinds = ("date", "daterange", "datetime", "datetimerange")

    def dates_of(item: Item) -> list[Found]:
        reference = _reference(item)
        try:
            results = recognize_datetime(item.text, Culture.Chinese, reference=reference)
        except Exception:  # as above
            return []
        kept = [one for one in results if one.type_name.split(".")[-1] in kinds]
        return [Found(one.start, one.end + 1, *_nearest(one, reference.date())) for one in kept]

    return lambda items: [dates_of(item) for item in items]


def _reference(item: Item) -> datetime.datetime:
    published = str(item.fields.get("published", ""))
    return datetime.datetime.fromisoformat(f"{published}-01-01"[:10]) if published else _NO_DATE


def _day(moment: str) -> str | None:
    return moment[:10] if moment[:1].isdigit() else None


def _nearest(result: object, reference: datetime.date) -> tuple[str | None, str | None]:
    """The reading of a result that lies nearest to publication, its exclusive end made inclusive."""
    readings = []
    for value in (getattr(result, "resolution", None) or {}).get("values", []):
        first, last = value.get("start") or value.get("value"), value.get("end") or value.get("value")
        try:
            begin, end = (datetime.date.fromisoformat(str(day)[:10]) for day in (first, last))
            if "end" in value and len(last) == len("2020-01-01"):
                end -= datetime.timedelta(days=1)
        except (ValueError, OverflowError):
            continue
        readings.append((abs(begin - reference), begin.isoformat(), end.isoformat()))
    return min(readings)[1:] if readings else (None, None)


PEERS: dict[str, Callable[[], Find]] = {"jionlp": jionlp, "recognizers-text": recognizers}


def score(items: Sequence[Item], found: Sequence[Sequence[Found]]) -> Score:
    """Compare what was found with the marks."""
    total = Score()
    for item, mentions in zip(items, found, strict=True):
        for mark in item.wanted:
            surface = item.text[mark.start : mark.end]
            context = f"{item.name}\t{item.text[max(0, mark.start - 12) : mark.start]}[{surface}]{item.text[mark.end : mark.end + 10]}"
            hits = [one for one in mentions if mark.meets(one.start, one.end)]
            total.recall.add(bool(hits), context)
            got = [item.text[one.start : one.end] for one in hits]
            total.exact.add(any((one.start, one.end) == mark[:2] for one in hits), f"{context}\t{got}")
            if hits:
                ends = mark.value.split("/")
                right = any(
                    (one.first is None or one.last is None) if mark.value == OPEN
                    else (one.first, one.last) == (ends[0], ends[-1])
                    for one in hits
                )  # fmt: skip
                told = [f"{one.first}/{one.last}" for one in hits]
                total.interval.add(right, f"{context}\t{item.fields.get('published')}\t{mark.value}\t{told}")
        for mark in item.friends:
            read = [one for one in mentions if mark.meets(one.start, one.end)]
            read = [one for one in read if not any(date.meets(one.start, one.end) for date in item.wanted)]
            total.friends.add(not read, f"{item.name}\t{item.text[max(0, mark.start - 10) : mark.end + 10]}\t{[item.text[o.start : o.end] for o in read]}")  # fmt: skip
        for one in mentions:
            meant = any(mark.meets(one.start, one.end) for mark in item.wanted)
            total.precision.add(meant, f"{item.name}\t{item.text[max(0, one.start - 10) : one.start]}[{item.text[one.start : one.end]}]{item.text[one.end : one.end + 10]}")  # fmt: skip
    return total


def table(items: Sequence[Item], megabytes: float, details: bool = False) -> str:
    """Return the Markdown table of one file: this project, then the peers that are installed."""
    finders: dict[str, Find] = {"fangzhi": ours}
    for name, load in PEERS.items():
        try:
            finders[name] = load()
        except ImportError:
            print(f"{name} is not installed and is left out", file=sys.stderr)
    lines = [
        row(["", "F1", "recall", "precision", "exact span", "right interval", "false friends read as dates", "MB/s", "speed, relative"]),
        row(["---", *["---:"] * 8]),
    ]  # fmt: skip
    own, little = 0.0, running_text(_LITTLE)  # of a slow peer a little is enough
    for name, find in finders.items():
        result = score(items, find(items))
        rate = our_speed(megabytes) if name == "fangzhi" else speed(partial(find, little), _LITTLE)
        own = own or rate
        read = f"{1 - result.friends.value:.1%}"
        lines.append(
            row([name, f"{result.f1:.3f}", result.recall, f"{result.precision.value:.3f}", f"{result.exact.value:.3f}",
                 f"{result.interval.value:.3f}", read, f"{rate:.2f}", f"{rate / own:.3f}"])
        )  # fmt: skip
        if details and name == "fangzhi":
            for what in ("recall", "exact", "interval", "friends", "precision"):
                for miss in getattr(result, what).misses:
                    print(f"{what}\t{miss}".replace("\n", "⏎"))
    return "\n".join(lines)


def main() -> int:
    """Print the table."""
    arguments = read_arguments(__doc__ or "")
    items = read_items(SENTENCES / f"dates_{arguments.which}.jsonl")
    print(f"\n{len(items)} texts, {sum(1 for item in items for _ in item.wanted)} dates\n")
    print(table(items, arguments.megabytes, arguments.details))
    return 0


if __name__ == "__main__":
    sys.exit(main())
