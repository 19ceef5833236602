"""Terms that must stay whole, from lists drawn up by people who had not seen the lexicon, in texts that they wrote."""

import re
from pathlib import Path

import jieba
import pandas as pd
import pytest

from helpers.lexicons import read_rows
from helpers.tokens import Tokenizer, count_terms, is_term, normalize_token

LISTS = Path(__file__).parent / "golden" / "domain_terms"
NAMES = ("one", "two")


def read(name, what):
    return (LISTS / f"{name}_{what}.txt").read_text(encoding="utf-8")


def share_whole(tokenizer, name):
    """The share of the listed terms' occurrences that are a token each."""
    text = read(name, "texts")
    tokens = {(start, end) for _, start, end in tokenizer.tokenize(text)}
    found = [match.span() for term in read(name, "terms").split() for match in re.finditer(term, text)]
    return sum(span in tokens for span in found) / len(found)


@pytest.mark.parametrize("segmenter", ["rjieba", "jieba"])
@pytest.mark.parametrize("name", NAMES)
def test_domain_terms_stay_whole(name, segmenter):
    assert len(set(read(name, "terms").split())) == 100
    assert share_whole(Tokenizer(segmenter), name) >= 0.95
    assert share_whole(Tokenizer(segmenter, lexicon=False), name) < 0.5, (
        "the lexicon is what keeps them whole"
    )


@pytest.mark.parametrize("name", NAMES)
def test_jieba_as_the_setting_counts_what_jieba_cuts(name):
    text = read(name, "texts")
    plain = [normalize_token(word) for word in jieba.lcut(text)]
    of_ours = Tokenizer("jieba", lexicon=False)
    assert of_ours.cut(text) == jieba.lcut(text)
    counts, totals = count_terms(_article(text), of_ours, frozenset())
    assert dict(zip(counts["term"], counts["n"], strict=True)) == {
        w: plain.count(w) for w in plain if is_term(w)
    }
    assert totals["n_tokens"].tolist() == [sum(any(map(str.isalnum, word)) for word in plain)]


def test_jieba_with_the_lexicon_counts_what_jieba_cuts_with_a_user_dictionary():
    text, reference = read("one", "texts"), jieba.Tokenizer()
    reference.initialize()
    for term in (row["term"] for row in read_rows("terms.csv")):
        needed = reference.suggest_freq(term)
        reference.add_word(term, max(needed, 500) if len(term) > 2 else needed)
    assert Tokenizer("jieba").cut(text) == reference.lcut(text)


def _article(text):
    return pd.DataFrame({"article_id": ["a"], "text": [text]})
