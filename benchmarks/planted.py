"""Articles made up by the hundred thousand, with reprints and template bulletins planted among them.

Every mention of a date or place is recorded where it was planted, as `find_dates` and `find_places` would report
it.
"""

import datetime
import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations

import pandas as pd
from stories import UNITS, Day, Paragraph, Place, Story, Writer, write_bulletins

from helpers import schema

__all__ = ["KINDS", "Corpus", "plant"]

_OUTLETS = ["日报", "晚报", "新闻网", "都市报", "发布", "融媒"]
_OCR = {"己": "已", "末": "未", "人": "入", "日": "曰", "土": "士", "天": "夭", "大": "太", "干": "千"}


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


def _with_byline(writer: Writer, story: Story) -> Story:
    name = writer.word() + writer.word()
    body = [[[(f"本报讯（记者{name}）",), *story.body[0][0]], *story.body[0][1:]], *story.body[1:]]
    return replace(story, body=[*body, [[(f"责任编辑{writer.word()}{writer.word()}",)]]])


def _headline(writer: Writer, story: Story) -> Story:
    return replace(story, title=writer.title())


def _dropped(writer: Writer, story: Story) -> Story:
    sentences = [(i, sentence) for i, paragraph in enumerate(story.body) for sentence in paragraph]
    keep = sorted(
        writer.rng.sample(range(len(sentences)), max(2, int(len(sentences) * writer.rng.uniform(0.4, 0.8))))
    )
    kept: dict[int, Paragraph] = {}
    for number in keep:
        kept.setdefault(sentences[number][0], []).append(sentences[number][1])
    return replace(_headline(writer, story), body=list(kept.values()))


def _reordered(writer: Writer, story: Story) -> Story:
    body = story.body.copy()
    writer.rng.shuffle(body)
    return replace(_headline(writer, story), body=body)


def _corrected(writer: Writer, story: Story) -> Story:
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
                    sentence[i] = (*clause[:-1], str(int(last.rstrip("".join(UNITS))) + 1) + last[-1])
                    figure_left = False
        body.append(changed)
    return replace(story, body=body)


def _brief(writer: Writer, story: Story) -> Story:
    """The first paragraphs, until 100 characters and an eighth of the text are there."""
    lengths = [sum(len(str(p)) + 1 for s in paragraph for c in s for p in c) for paragraph in story.body]
    goal, n = max(100, sum(lengths) * writer.rng.uniform(0.125, 0.4)), 1
    while sum(lengths[:n]) < goal and n < len(lengths):
        n += 1
    return replace(_headline(writer, story), body=story.body[:n])


def _typographic(writer: Writer, story: Story) -> Story:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    marks = str.maketrans("，。“”", ',."" '[:4])
    ocr = str.maketrans(_OCR)
    changes = [(lambda text: text.translate(wide)), (lambda text: text.translate(marks))]
    if writer.rng.random() < 0.5:
        rng = random.Random(writer.rng.random())
        changes.append(lambda text: "".join(c.translate(ocr) if rng.random() < 0.1 else c for c in text))
    return replace(story, changes=tuple(changes))


KINDS: dict[str, Callable[[Writer, Story], Story]] = {
    "new headline": _headline,
    "added bylines": _with_byline,
    "dropped sentences": _dropped,
    "paragraphs reordered": _reordered,
    "small corrections": _corrected,
    "brief of the first paragraphs": _brief,
    "typography and OCR": _typographic,
}


def plant(n: int, seed: int) -> Corpus:
    """Return `n` articles: n/10 pairs of copies, n/50 sets of template bulletins, and what only looks like copies.

    Those are n/200 sets of stories with a passage in common, and n/1000 digests with the briefs in them.
    """
    rng = random.Random(seed)
    writer = Writer(rng)
    stories: list[Story] = []
    pairs: list[tuple[int, int, str]] = []
    bulletins: dict[int, int] = {}
    for number in range(n // 50):
        for bulletin in write_bulletins(writer):
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
        kinds = rng.choices(list(KINDS), k=rng.choice([1, 1, 1, 1, 2, 3, 4]))
        for i, kind in enumerate(kinds, first + 1):
            copy = KINDS[kind](writer, story)
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
    writer: Writer, stories: list[Story], pairs: list[tuple[int, int, str]], bulletins: dict[int, int]
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
            if isinstance(piece, Day):
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
                        "aside": False,
                    }
                )
    return Corpus(
        schema.make(schema.ARTICLES, articles).sort_values("article_id", ignore_index=True),
        schema.make(schema.DATE_MENTIONS, dates),
        schema.make(schema.PLACE_MENTIONS, places),
        {(min(ids[a], ids[b]), max(ids[a], ids[b])): kind for a, b, kind in pairs},
        {ids[i]: number for i, number in bulletins.items()},
    )


def _render(story: Story) -> tuple[str, list[tuple[int, int, Day | Place]]]:
    """The text as printed, and where each date and place stands in it."""
    pieces: list[str] = []
    mentions: list[tuple[int, int, Day | Place]] = []
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
