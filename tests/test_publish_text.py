"""Without `publish_text` a site shows of each article no more than may be quoted of it, in no file and in no way of writing."""

import gzip
import io
import re
import zipfile
from collections import defaultdict
from html import unescape
from urllib.parse import quote, unquote

import pandas as pd
import pytest

from helpers.quotable import MOST_OF_PIECE, SHARE
from helpers.site.search import pair_characters

WINDOW = 14  # characters that a phrase of officialdom seldom has, and a quotation nearly always
PHRASES = (
    0.1  # of an article, that are seen elsewhere: long dates, and words around one that the next goes on from
)
FOREIGN = re.compile(rf"[\x00-\x7f]{{{WINDOW},}}")  # no window of a Chinese text lies in it
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def bare(text):
    """The letters, digits and characters of a text: neither signs nor spaces tell one way of writing it from another."""
    return re.sub(r"[\W_]+", "", text)


def read_texts(name, content):
    """Yield what a file says in each way that it may be read, the files within it too."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from read_texts(f"{name}/{member}", archive.read(member))
    elif content.startswith(b"PAR1"):
        for _, column in pd.read_parquet(io.BytesIO(content)).items():
            yield "\n".join(map(str, column))
    elif content.startswith(b"\x1f\x8b"):
        yield from read_texts(name, gzip.decompress(content))
    else:
        text = ESCAPED.sub(lambda match: chr(int(match[1], 16)), content.decode(errors="ignore"))
        text = unescape(re.sub(r"\\[nrt]", " ", text))
        yield text
        yield re.sub(r"<[^>]*>", "", text)
        if "%" in text:
            yield unquote(text)
        if name.endswith(".pf_fragment"):  # pairs of characters, the first of each being the text's
            yield re.sub(r"([^\x00-\x7f])\S\^?(?=\s|$)", r"\1", text)


class Seen:
    """How much of some texts is seen in others: which of its characters, and the longest piece."""

    def __init__(self, texts):
        self.texts = {name: bare(text) for name, text in texts.items()}
        self.seen = {name: set() for name in texts}
        self.longest = dict.fromkeys(texts, 0)
        self._places = defaultdict(list)
        for name, text in self.texts.items():
            for at in range(len(text) - WINDOW + 1):
                self._places[text[at : at + WINDOW]].append((name, at))

    def look(self, text):
        for part in FOREIGN.split(bare(text)):
            self._look(part)

    def _look(self, text):
        before = {}  # where the piece that reaches up to here begins, by where it goes on
        for at in range(len(text) - WINDOW + 1):
            now = {}
            for name, start in self._places.get(text[at : at + WINDOW], ()):
                begun = before.get((name, start), start)
                now[name, start + 1] = begun
                self.seen[name].update(range(start, start + WINDOW))
                self.longest[name] = max(self.longest[name], start + WINDOW - begun)
            before = now


def test_no_more_of_an_article_is_seen_than_may_be_quoted_and_phrases(first_hour):
    texts = pd.read_parquet(first_hour.home / "my_tables" / "articles.parquet").set_index("article_id")[
        "text"
    ]
    quoted = Seen(texts.to_dict())
    for path in sorted((first_hour.home / "my_site").rglob("*")):
        if path.is_file():
            for text in read_texts(path.name, path.read_bytes()):
                quoted.look(text)
    shares = {name: len(seen) / len(quoted.texts[name]) for name, seen in quoted.seen.items()}
    assert {name: share for name, share in shares.items() if share > SHARE + PHRASES} == {}
    assert sum(shares.values()) > len(shares) * SHARE / 2, "something is quoted"
    assert {name: n for name, n in quoted.longest.items() if n > MOST_OF_PIECE} == {}


SENTENCE = "江西省疫情防控工作有序推进，复工复产稳步进行，党员干部下沉社区一线，逐户走访登记。"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", f"<p>{SENTENCE[:9]}<mark>{SENTENCE[9:20]}</mark>{SENTENCE[20:]}</p>"),
        ("a.html", f'<td title="{SENTENCE}">'),
        ("a.html", "".join(f"&#{ord(character)};" for character in SENTENCE)),
        ("a.html", f'<a href="data:text/csv,{quote(SENTENCE)}">'),
        ("a.js", SENTENCE.encode("unicode_escape").decode()),
        ("a.ipynb", f'{{"text/html": ["{SENTENCE[:12]}\\n{SENTENCE[12:]}"]}}'),
        ("a.pf_fragment", gzip.compress(f'{{"content": "{pair_characters(SENTENCE)}"}}'.encode())),
    ],
)
def test_a_sentence_is_seen_however_it_is_written(name, content):
    seen = Seen({"a": SENTENCE})
    for text in read_texts(name, content if isinstance(content, bytes) else content.encode()):
        seen.look(text)
    assert (
        len(seen.seen["a"]) >= len(bare(SENTENCE)) - 1
    )  # the last of a run of pairs stands with the sign that ends it


def test_a_sentence_is_seen_within_a_zip_and_a_table(tmp_path):
    table = io.BytesIO()
    pd.DataFrame({"text": [SENTENCE]}).to_parquet(table)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b/c.parquet", table.getvalue())
    seen = Seen({"a": SENTENCE * 5})
    for text in read_texts(path.name, path.read_bytes()):
        seen.look(text)
    assert seen.longest["a"] == len(bare(SENTENCE))
