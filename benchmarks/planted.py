"""Articles made up by the hundred thousand, with reprints and template bulletins planted among them.

Words come from jieba's dictionary, drawn by its frequencies; stock phrases and closing paragraphs recur across
unrelated articles. Dates, places and figures stand in the sentences, and every mention is recorded where it was
planted, as `find_dates` and `find_places` would report it.
"""

import datetime
import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from importlib import resources
from itertools import combinations, pairwise

import pandas as pd

from helpers import schema
from helpers.lexicons import read_rows

__all__ = ["Corpus", "plant"]

_OUTLETS = ["日报", "晚报", "新闻网", "都市报", "发布", "融媒"]
_UNITS = ["例", "人", "户", "万元", "亩", "件", "吨", "个"]
_OCR = {"己": "已", "末": "未", "人": "入", "日": "曰", "土": "士", "天": "夭", "大": "太", "干": "千"}
_FIRST_DAY = datetime.date(2020, 1, 20)


@dataclass(frozen=True)
class _Day:
    """A date in a sentence."""

    day: datetime.date
    form: str = "{0.month}月{0.day}日"

    def __str__(self) -> str:
        return self.form.format(self.day)


@dataclass(frozen=True)
class _Place:
    """A place in a sentence."""

    name: str
    province: str
    city: str
    county: str

    def __str__(self) -> str:
        return self.name


_Piece = str | _Day | _Place
_Clause = tuple[_Piece, ...]
_Paragraph = list[list[_Clause]]  # sentences of clauses


@dataclass
class _Story:
    """An article before it is printed."""

    title: _Clause
    body: list[_Paragraph]
    place: _Place
    day: datetime.date
    changes: tuple[Callable[[str], str], ...] = ()  # of the printed text; the mentions stay where they are


@dataclass
class Corpus:
    """The tables, and what is true of them.

    `pairs` maps each pair of copies, ids in order, to the kind of its copying; `bulletins` maps the bulletins
    of a template set to the set's number.
    """

    articles: pd.DataFrame
    date_mentions: pd.DataFrame
    place_mentions: pd.DataFrame
    pairs: dict[tuple[str, str], str]
    bulletins: dict[str, int]


@dataclass
class _Writer:
    """Writes sentences."""

    rng: random.Random
    words: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    places: list[_Place] = field(default_factory=list)
    stock: list[_Clause] = field(default_factory=list)
    closings: list[_Paragraph] = field(default_factory=list)
    pool: Iterator[str] = field(default_factory=lambda: iter(()))

    def __post_init__(self) -> None:
        total = 0.0
        for line in resources.files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
            word, frequency, _ = line.split(" ")
            if "\u4e00" <= word[0] <= "\u9fff" and len(word) <= 4:
                total += float(frequency)
                self.words.append(word)
                self.weights.append(total)
        # By name: two bulletins that print one name would be the same text.
        self.places = list({
            row["name"]: _Place(row["name"], row["province"], row["city"], row["name"])
            for row in read_rows("places.csv")
            if row["level"] == "county" and row["last_year"] == "2024"
        }.values())  # fmt: skip
        self.stock = [self._fresh() for _ in range(20_000)]
        self.closings = [[[self._fresh() for _ in range(4)] for _ in range(2)] for _ in range(500)]

    def word(self) -> str:
        found = next(self.pool, None)
        if found is None:
            self.pool = iter(self.rng.choices(self.words, cum_weights=self.weights, k=100_000))
            found = next(self.pool)
        return found

    def _fresh(self) -> _Clause:
        return ("".join(self.word() for _ in range(self.rng.randint(3, 7))),)

    def day(self) -> datetime.date:
        return _FIRST_DAY + datetime.timedelta(self.rng.randrange(300))

    def figure(self) -> str:
        return str(int(self.rng.lognormvariate(4, 1.5)) + 1) + self.rng.choice(_UNITS)

    def clause(self, day: datetime.date, place: _Place) -> _Clause:
        kind = self.rng.random()
        if kind < 0.3:  # the most frequent stock phrases stand in a tenth of all articles
            return self.stock[int(len(self.stock) * self.rng.random() ** 4)]
        if kind < 0.8:
            return self._fresh()
        if kind < 0.87:
            return (_Day(day + datetime.timedelta(self.rng.randint(-3, 0))), *self._fresh())
        if kind < 0.93:
            other = place if self.rng.random() < 0.6 else self.rng.choice(self.places)
            return (*self._fresh(), other, *self._fresh())
        return (*self._fresh(), self.figure())

    def sentence(self, day: datetime.date, place: _Place) -> list[_Clause]:
        return [self.clause(day, place) for _ in range(self.rng.randint(2, 5))]

    def story(self) -> _Story:
        """A story of 150 to 2,000 characters, short ones more often."""
        place, day = self.rng.choice(self.places), self.day()
        goal, body, written = min(150 + self.rng.expovariate(1 / 450), 1900.0), [], 0
        while written < goal:
            body.append([self.sentence(day, place) for _ in range(self.rng.randint(1, 3))])
            written += sum(len(str(p)) + 1 for sentence in body[-1] for clause in sentence for p in clause)
        if self.rng.random() < 0.05:
            body.append(self.rng.choice(self.closings))
        return _Story(self.title(), body, place, day)

    def quoting(self) -> list[_Story]:
        """Two or three short stories with one long slogan or closing paragraph in common."""
        passage: _Paragraph = [[self._fresh() for _ in range(self.rng.randint(8, 14))]]
        stories = [self.story() for _ in range(self.rng.randint(2, 3))]
        at_end = self.rng.random() < 0.5
        own = [story.body[: self.rng.randint(1, 2)] for story in stories]
        return [
            replace(story, body=[*kept, passage] if at_end else [passage, *kept])
            for story, kept in zip(stories, own, strict=True)
        ]

    def digest(self) -> list[_Story]:
        """A digest of briefs, and the briefs by themselves."""
        briefs = [self.story() for _ in range(self.rng.randint(6, 10))]
        briefs = [replace(brief, body=brief.body[:1]) for brief in briefs]
        body = [paragraph for brief in briefs for paragraph in brief.body]
        return [*briefs, replace(briefs[0], title=self.title(), body=body)]

    def title(self) -> _Clause:
        return ("".join(self.word() for _ in range(self.rng.randint(4, 8))),)


def _with_byline(writer: _Writer, story: _Story) -> _Story:
    name = writer.word() + writer.word()
    body = [[[(f"本报讯（记者{name}）",), *story.body[0][0]], *story.body[0][1:]], *story.body[1:]]
    return replace(story, body=[*body, [[(f"责任编辑{writer.word()}{writer.word()}",)]]])


def _headline(writer: _Writer, story: _Story) -> _Story:
    return replace(story, title=writer.title())


def _dropped(writer: _Writer, story: _Story) -> _Story:
    sentences = [(i, sentence) for i, paragraph in enumerate(story.body) for sentence in paragraph]
    keep = sorted(
        writer.rng.sample(range(len(sentences)), max(2, int(len(sentences) * writer.rng.uniform(0.4, 0.8))))
    )
    kept: dict[int, _Paragraph] = {}
    for number in keep:
        kept.setdefault(sentences[number][0], []).append(sentences[number][1])
    return replace(_headline(writer, story), body=list(kept.values()))


def _reordered(writer: _Writer, story: _Story) -> _Story:
    body = story.body.copy()
    writer.rng.shuffle(body)
    return replace(_headline(writer, story), body=body)


def _corrected(writer: _Writer, story: _Story) -> _Story:
    """Half of the paragraphs have a word changed; one figure in the text is another."""
    body, figure_left = [], True
    for paragraph in story.body:
        changed = [list(sentence) for sentence in paragraph]
        if writer.rng.random() < 0.5:
            sentence = writer.rng.choice(changed)
            i = writer.rng.randrange(len(sentence))
            first, *rest = sentence[i]
            if isinstance(first, str) and len(first) > 3:
                at = writer.rng.randrange(len(first) - 1)
                sentence[i] = (first[:at] + writer.word() + first[at + 2 :], *rest)
        for sentence in changed:
            for i, clause in enumerate(sentence):
                last = clause[-1]
                if figure_left and isinstance(last, str) and last[0].isdigit():
                    sentence[i] = (*clause[:-1], str(int(last.rstrip("".join(_UNITS))) + 1) + last[-1])
                    figure_left = False
        body.append(changed)
    return replace(story, body=body)


def _brief(writer: _Writer, story: _Story) -> _Story:
    """The first paragraphs, until 100 characters and an eighth of the text are there."""
    lengths = [sum(len(str(p)) + 1 for s in paragraph for c in s for p in c) for paragraph in story.body]
    goal, n = max(100, sum(lengths) * writer.rng.uniform(0.125, 0.4)), 1
    while sum(lengths[:n]) < goal and n < len(lengths):
        n += 1
    return replace(_headline(writer, story), body=story.body[:n])


def _typographic(writer: _Writer, story: _Story) -> _Story:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    marks = str.maketrans("，。“”", ',."" '[:4])
    ocr = str.maketrans(_OCR)
    changes = [(lambda text: text.translate(wide)), (lambda text: text.translate(marks))]
    if writer.rng.random() < 0.5:
        rng = random.Random(writer.rng.random())
        changes.append(lambda text: "".join(c.translate(ocr) if rng.random() < 0.1 else c for c in text))
    return replace(story, changes=tuple(changes))


_KINDS: dict[str, Callable[[_Writer, _Story], _Story]] = {
    "new headline": _headline,
    "added bylines": _with_byline,
    "dropped sentences": _dropped,
    "paragraphs reordered": _reordered,
    "small corrections": _corrected,
    "brief of the first paragraphs": _brief,
    "typography and OCR": _typographic,
}


def _bulletins(writer: _Writer) -> list[_Story]:
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
    fixed = [writer._fresh() for _ in range(rng.randint(4, 14))]
    figures = [] if kind == "places only" else [writer._fresh() for _ in range(rng.randint(3, 8))]
    local = [writer._fresh() for _ in range(2)]
    order = rng.random()
    title = writer.title()
    bulletins = []
    for where, when in zip(places, days, strict=True):
        told: list[_Clause] = [(_Day(when), "0至24时"), (where, *local[0])]
        told += [(*clause, writer.figure()) for clause in figures]
        told += [("截至", _Day(when), "24时"), (*local[1], where)]
        if kind == "places only":
            told = [told[1], told[3]]
        cut = int(order * len(fixed))
        clauses = [*fixed[:cut], *told, *fixed[cut:]]
        ends = [*range(0, len(clauses), 4), len(clauses)]
        heading = (where, *title) if rng.random() < 0.5 else title
        body = [[clauses[a:b]] for a, b in pairwise(ends)]
        bulletins.append(_Story(heading, body, where, when + datetime.timedelta(1)))
    return bulletins


def plant(n: int, seed: int) -> Corpus:
    """Return `n` articles: n/10 pairs of copies, n/50 sets of template bulletins, and what only looks like copies.

    Those are n/200 sets of stories with a passage in common, and n/1000 digests with the briefs in them.
    """
    rng = random.Random(seed)
    writer = _Writer(rng)
    stories: list[_Story] = []
    pairs: list[tuple[int, int, str]] = []
    bulletins: dict[int, int] = {}
    for number in range(n // 50):
        for bulletin in _bulletins(writer):
            bulletins[len(stories)] = number
            stories.append(bulletin)
        if rng.random() < 0.2:
            copied = len(stories) - 1
            pairs.append((copied, len(stories), "copy of a bulletin"))
            stories.append(_with_byline(writer, _headline(writer, stories[copied])))
    for _ in range(n // 200):
        stories += writer.quoting()
    for _ in range(n // 1000):
        stories += writer.digest()
    while len(pairs) < n // 10:
        first, story = len(stories), writer.story()
        stories.append(story)
        kinds = rng.choices(list(_KINDS), k=rng.choice([1, 1, 1, 1, 2, 3, 4]))
        for i, kind in enumerate(kinds, first + 1):
            copy = _KINDS[kind](writer, story)
            moved = rng.choice(writer.places) if rng.random() < 0.5 else story.place
            stories.append(replace(copy, day=story.day + datetime.timedelta(rng.randint(0, 5)), place=moved))
            pairs.append((first, i, kind))
        pairs += [
            (a, b, "two copies of one story")
            for a, b in combinations(range(first + 1, first + 1 + len(kinds)), 2)
        ]
    while len(stories) < n:
        stories.append(writer.story())
    return _print(writer, stories, pairs, bulletins)


def _print(
    writer: _Writer, stories: list[_Story], pairs: list[tuple[int, int, str]], bulletins: dict[int, int]
) -> Corpus:
    rng = writer.rng
    numbers = list(range(len(stories)))
    rng.shuffle(numbers)
    ids = [f"a{number:07}" for number in numbers]
    articles, dates, places = [], [], []
    for article_id, story in zip(ids, stories, strict=True):
        text, mentions = _render(story)
        articles.append({
            "article_id": article_id, "doc_id": article_id, "seq": 1, "title": "".join(map(str, story.title)),
            "title_truncated": False, "text": text, "n_chars": len(text),
            "outlet": story.place.province + rng.choice(_OUTLETS), "authors": [],
            "published": pd.Timestamp(story.day), "published_precision": "day", "province": story.place.province,
            "province_confidence": rng.choice([0.95, 0.95, 0.5]), "city": story.place.city or None,
            "about_provinces": [], "family": article_id, "is_canonical": True,
        })  # fmt: skip
        for start, end, piece in mentions:
            if unicodedata.normalize("NFKC", text[start:end]) != str(piece):
                continue  # misread: nobody would find it
            where = {"article_id": article_id, "start": start, "end": end, "surface": text[start:end]}
            if isinstance(piece, _Day):
                day = pd.Timestamp(piece.day)
                dates.append(
                    where
                    | {
                        "date_from": day,
                        "date_to": day,
                        "precision": "day",
                        "rule": "planted",
                        "confidence": "high",
                    }
                )
            else:
                places.append(
                    where
                    | {
                        "province": piece.province,
                        "city": piece.city or None,
                        "county": piece.county,
                        "ambiguous": False,
                    }
                )
    return Corpus(
        schema.make(schema.ARTICLES, articles).sort_values("article_id", ignore_index=True),
        schema.make(schema.DATE_MENTIONS, dates),
        schema.make(schema.PLACE_MENTIONS, places),
        {(min(ids[a], ids[b]), max(ids[a], ids[b])): kind for a, b, kind in pairs},
        {ids[i]: number for i, number in bulletins.items()},
    )


def _render(story: _Story) -> tuple[str, list[tuple[int, int, _Day | _Place]]]:
    """The text as printed, and where each date and place stands in it."""
    pieces: list[str] = []
    mentions: list[tuple[int, int, _Day | _Place]] = []
    length = 0
    for i, paragraph in enumerate(story.body):
        for sentence in paragraph:
            for j, clause in enumerate(sentence):
                for piece in clause:
                    surface = str(piece)
                    if not isinstance(piece, str):
                        mentions.append((length, length + len(surface), piece))
                    pieces.append(surface)
                    length += len(surface)
                pieces.append("，" if j < len(sentence) - 1 else "。")
                length += 1
        if i < len(story.body) - 1:
            pieces.append("\n")
            length += 1
    text = "".join(pieces)
    for change in story.changes:
        text = change(text)
    return text, mentions
