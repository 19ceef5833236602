"""Stories and bulletins made up of the words of jieba's dictionary, drawn by its frequencies.

Stock phrases and closing paragraphs recur across unrelated stories. Dates, places and figures stand in the
sentences as such, so that what would be found in the printed text is known.
"""

import datetime
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from importlib import resources
from itertools import pairwise

from helpers.lexicons import read_rows

__all__ = ["UNITS", "Clause", "Day", "Paragraph", "Place", "Story", "Writer", "write_bulletins"]

UNITS = ["例", "人", "户", "万元", "亩", "件", "吨", "个"]
_FIRST_DAY = datetime.date(2020, 1, 20)


@dataclass(frozen=True)
class Day:
    """A date in a sentence."""

    day: datetime.date
    form: str = "{0.month}月{0.day}日"

    def __str__(self) -> str:
        """As printed."""
        return self.form.format(self.day)


@dataclass(frozen=True)
class Place:
    """A place in a sentence."""

    name: str
    province: str
    city: str
    county: str

    def __str__(self) -> str:
        """As printed."""
        return self.name


Piece = str | Day | Place
Clause = tuple[Piece, ...]
Paragraph = list[list[Clause]]  # sentences of clauses


@dataclass
class Story:
    """An article before it is printed."""

    title: Clause
    body: list[Paragraph]
    place: Place
    day: datetime.date
    changes: tuple[Callable[[str], str], ...] = ()  # of the printed text; the mentions stay where they are


@dataclass
class Writer:
    """Writes sentences."""

    rng: random.Random
    words: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    stock: list[Clause] = field(default_factory=list)
    closings: list[Paragraph] = field(default_factory=list)
    pool: Iterator[str] = field(default_factory=lambda: iter(()))

    def __post_init__(self) -> None:
        """Load the words and places, and make up what recurs."""
        total = 0.0
        for line in resources.files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
            word, frequency, _ = line.split(" ")
            if "\u4e00" <= word[0] <= "\u9fff" and len(word) <= 4:
                total += float(frequency)
                self.words.append(word)
                self.weights.append(total)
        # By name: two bulletins that print one name would be the same text.
        self.places = list({
            row["name"]: Place(row["name"], row["province"], row["city"], row["name"])
            for row in read_rows("places.csv")
            if row["level"] == "county" and row["last_year"] == "2024"
        }.values())  # fmt: skip
        self.stock = [self.fresh() for _ in range(20_000)]
        self.closings = [[[self.fresh() for _ in range(4)] for _ in range(2)] for _ in range(500)]

    def word(self) -> str:
        """Return a word."""
        found = next(self.pool, None)
        if found is None:
            self.pool = iter(self.rng.choices(self.words, cum_weights=self.weights, k=100_000))
            found = next(self.pool)
        return found

    def fresh(self) -> Clause:
        """Return a clause that stands nowhere else."""
        return ("".join(self.word() for _ in range(self.rng.randint(3, 7))),)

    def day(self) -> datetime.date:
        """Return a day of 2020."""
        return _FIRST_DAY + datetime.timedelta(self.rng.randrange(300))

    def figure(self) -> str:
        """Return a quantity with its unit."""
        return str(int(self.rng.lognormvariate(4, 1.5)) + 1) + self.rng.choice(UNITS)

    def clause(self, day: datetime.date, place: Place) -> Clause:
        """Return a stock phrase, a fresh clause, or one with a date, place or figure."""
        kind = self.rng.random()
        if kind < 0.3:  # the most frequent stock phrases stand in a tenth of all articles
            return self.stock[int(len(self.stock) * self.rng.random() ** 4)]
        if kind < 0.8:
            return self.fresh()
        if kind < 0.87:
            return (Day(day + datetime.timedelta(self.rng.randint(-3, 0))), *self.fresh())
        if kind < 0.93:
            other = place if self.rng.random() < 0.6 else self.rng.choice(self.places)
            return (*self.fresh(), other, *self.fresh())
        return (*self.fresh(), self.figure())

    def sentence(self, day: datetime.date, place: Place) -> list[Clause]:
        """Return two to five clauses."""
        return [self.clause(day, place) for _ in range(self.rng.randint(2, 5))]

    def story(self) -> Story:
        """A story of 150 to 2,000 characters, short ones more often."""
        place, day = self.rng.choice(self.places), self.day()
        goal, body, written = min(150 + self.rng.expovariate(1 / 450), 1900.0), [], 0
        while written < goal:
            body.append([self.sentence(day, place) for _ in range(self.rng.randint(1, 3))])
            written += sum(len(str(p)) + 1 for sentence in body[-1] for clause in sentence for p in clause)
        if self.rng.random() < 0.05:
            body.append(self.rng.choice(self.closings))
        return Story(self.title(), body, place, day)

    def quoting(self) -> list[Story]:
        """Two or three short stories with one long slogan or closing paragraph in common."""
        passage: Paragraph = [[self.fresh() for _ in range(self.rng.randint(8, 14))]]
        stories = [self.story() for _ in range(self.rng.randint(2, 3))]
        at_end = self.rng.random() < 0.5
        own = [story.body[: self.rng.randint(1, 2)] for story in stories]
        return [
            replace(story, body=[*kept, passage] if at_end else [passage, *kept])
            for story, kept in zip(stories, own, strict=True)
        ]

    def digest(self) -> list[Story]:
        """A digest of briefs, and the briefs by themselves."""
        briefs = [self.story() for _ in range(self.rng.randint(6, 10))]
        briefs = [replace(brief, body=brief.body[:1]) for brief in briefs]
        body = [paragraph for brief in briefs for paragraph in brief.body]
        return [*briefs, replace(briefs[0], title=self.title(), body=body)]

    def title(self) -> Clause:
        """Return a headline."""
        return ("".join(self.word() for _ in range(self.rng.randint(4, 8))),)


def write_bulletins(writer: Writer) -> list[Story]:
    """Bulletins of one template: by day, by county, by both, or with nothing but the place changed."""
    rng = writer.rng
    kind = rng.choice(["days", "counties", "both", "places only", "days of three counties"])
    day, place = writer.day(), rng.choice(writer.places)
    n = rng.randint(3, 12) if rng.random() < 0.98 else 30
    neighbours = [p for p in writer.places if p.province == place.province] if rng.random() < 0.5 else []
    places = rng.sample(neighbours if len(neighbours) >= n else writer.places, n)
    days = [day + datetime.timedelta(i) for i in range(n)]
    if kind == "days":
        places = [place] * n
    elif kind == "days of three counties":
        places = [p for p in places[:3] for _ in days]
        days = days * 3
    elif kind in ("counties", "places only"):
        days = [day] * n
    fixed = [writer.fresh() for _ in range(rng.randint(4, 14))]
    figures = [] if kind == "places only" else [writer.fresh() for _ in range(rng.randint(3, 8))]
    local = [writer.fresh() for _ in range(2)]
    order = rng.random()
    title = writer.title()
    bulletins = []
    for where, when in zip(places, days, strict=True):
        told: list[Clause] = [(Day(when), "0至24时"), (where, *local[0])]
        told += [(*clause, writer.figure()) for clause in figures]
        told += [("截至", Day(when), "24时"), (*local[1], where)]
        if kind == "places only":
            told = [told[1], told[3]]
        cut = int(order * len(fixed))
        clauses = [*fixed[:cut], *told, *fixed[cut:]]
        ends = [*range(0, len(clauses), 4), len(clauses)]
        heading = (where, *title) if rng.random() < 0.5 else title
        body = [[clauses[a:b]] for a, b in pairwise(ends)]
        bulletins.append(Story(heading, body, where, when + datetime.timedelta(1)))
    return bulletins
