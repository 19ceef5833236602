"""What is fuzzed: bytes go in, and whatever they are, what comes out keeps its promises."""

import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pandas as pd

from helpers import schema
from helpers.articles import split_documents
from helpers.building.steps import make_tables
from helpers.dates import find_dates
from helpers.document import Document
from helpers.ledger import check_ledger
from helpers.overrides import Overrides
from helpers.places import find_places
from helpers.reading import READABLE, decode, read_file
from helpers.settings import Settings
from helpers.tokens import cut_articles

__all__ = ["ENDINGS", "FORMS", "TARGETS"]

ENDINGS = (*READABLE, "")
FORMS = ("plain", "markdown", "html")
_PLACE = Path(tempfile.mkdtemp(prefix="fuzz-"))


def read(data: bytes) -> None:
    """A file whose ending the first byte chooses: every document has a status, and every table of it can be made."""
    name = f"a{ENDINGS[data[0] % len(ENDINGS)]}" if data else "a"
    (_PLACE / name).write_bytes(data[1:])
    documents = list(read_file(_PLACE, name, Settings()))
    assert documents
    assert all(document.status == "ok" or document.reason for document in documents)
    made = make_tables(documents, Settings(), Overrides())
    for table in schema.CORPUS_TABLES:
        if table.name in made.tables:
            schema.check(made.tables[table.name], table)


def split(data: bytes) -> None:
    """A text in the form that the first byte chooses: each character lies in one stretch."""
    form = FORMS[data[0] % len(FORMS)] if data else "plain"
    text = _text(data[1:])
    document = Document("d", "a.txt", None, "0" * 64, "text/plain", "utf-8", text, form, "ok")
    found = split_documents([document])
    check_ledger(found.spans, found.documents)
    for article in found.articles.itertuples():
        assert article.text.strip()


def dates(data: bytes) -> None:
    """A text published on a day: each date lies where it says, and its interval does not end before it begins."""
    text = _text(data)
    article = pd.DataFrame({"article_id": ["a"], "text": [text], "published": ["2020-02-03"]})
    article = article.assign(published_precision="day").astype({"published": "datetime64[s]"})
    found = schema.check(find_dates(article, 2020), schema.DATE_MENTIONS)
    for row in found.itertuples():
        assert text[row.start : row.end] == row.surface
        assert not row.date_from > row.date_to


def places(data: bytes) -> None:
    """A text: each place lies where it says, and no two overlap in part."""
    text = _text(data)
    articles = pd.DataFrame({"article_id": ["a"], "text": [text], "title": [text[:20]]})
    found = schema.check(find_places(articles, cut_articles(articles, _tokenizer())), schema.PLACE_MENTIONS)
    spans = sorted(set(zip(found["start"], found["end"], strict=True)))
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start
    for row in found.itertuples():
        assert text[row.start : row.end] == row.surface


TARGETS: dict[str, Callable[[bytes], None]] = {"read": read, "split": split, "dates": dates, "places": places}


def _text(data: bytes) -> str:
    """Return bytes as the text that a file of them would be."""
    return decode(data)[0] or data.decode("utf-8", "ignore")


def _tokenizer():
    from helpers.counting import make_tokenizer

    return make_tokenizer(Settings())
