"""Text → words with exact offsets → counts of terms; the only importer of a segmenter."""

import functools
import logging
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, get_args

import pandas as pd

from helpers import schema
from helpers.errors import UserError, unknown
from helpers.lexicons import read_rows, read_words
from helpers.script import to_simplified
from helpers.settings import Segmenter

__all__ = [
    "Token", "Tokenizer", "count_terms", "is_term", "load_stop_words",
    "normalize_token", "tokenize_articles", "word_boundaries",
]  # fmt: skip

Token = tuple[str, int, int]

_KINDS = get_args(schema.NameKind)
_NOWHERE: tuple[Counter[str], ...] = tuple(Counter() for _ in _KINDS)

# A lexicon word of three characters or more gets at least this frequency, that of a fairly common word:
# otherwise a neighbour that shares a character with it pulls it apart in running text.
_LONG_WORD_FREQUENCY = 500

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_CJK_OR_LATIN = re.compile(
    "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
)
_NUMERALS = (
    r"[\d.,:/%‰+\-~·〇○零一二三四五六七八九十廿卅百千万亿兆两壹贰叁肆伍陆柒捌玖拾佰仟萬億兩几幾数數余餘多]"
)
# A unit counts as part of the number only after two numerals: 十四天 is a number, 百年 (a centenary) is not.
_NUMBER = re.compile(f"{_NUMERALS}+|{_NUMERALS}{{2,}}[年月日天号號个個名位人次家户戶岁歲元亩畝吨噸倍周週]")


class Tokenizer:
    """Cuts Chinese text into words, by one dictionary and algorithm in either of two implementations.

    The dictionary is of Simplified words: a Traditional text is cut where its Simplified form would be.

    `words` are kept whole in addition to the terms of `lexicons/terms.csv`; `hmm` lets the segmenter guess
    words that no dictionary holds. Without `lexicon`, those terms are not added, and jieba is jieba as it comes.
    Every object has a dictionary of its own, so added words never leak.
    Raises UserError for an unknown `segmenter` and for words that are no list.
    """

    def __init__(
        self,
        segmenter: Segmenter = "rjieba",
        words: Iterable[str] = (),
        hmm: bool = True,
        lexicon: bool = True,
    ) -> None:
        """Load the dictionary and add the words: a tenth of a second with rjieba, a second with jieba."""
        if segmenter not in get_args(Segmenter):
            raise unknown("segmenter", segmenter, get_args(Segmenter))
        if isinstance(words, str):
            raise UserError(f"words={words!r} is one text; give a list, such as [{words!r}].")
        self.segmenter = segmenter
        self.words = tuple(words)
        self.hmm = hmm
        self.lexicon = lexicon
        self._engine: Any = _rjieba() if segmenter == "rjieba" else _jieba()
        self._cut = functools.partial(self._engine.cut, **{"hmm" if segmenter == "rjieba" else "HMM": hmm})
        terms = [row["term"] for row in read_rows("terms.csv")] if lexicon else []
        # Words may be given in either script; a Traditional one is cut out of the text's Simplified form.
        added = [*terms, *self.words, *map(to_simplified, self.words)]
        for word in dict.fromkeys(_fold_width(word.strip()) for word in added):
            if word:
                self._keep_whole(word)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process as settings: neither implementation can be pickled with its dictionary."""
        return type(self), (self.segmenter, self.words, self.hmm, self.lexicon)

    def _keep_whole(self, word: str) -> None:
        """Raise the word's frequency to where the segmenter prefers it to its parts; never lower it.

        `suggest_freq` never answers less than the built-in frequency, which `add_word` would overwrite.
        """
        needed = self._engine.suggest_freq(word)
        self._engine.add_word(word, max(needed, _LONG_WORD_FREQUENCY) if len(word) > 2 else needed, "n")

    def cut(self, text: str) -> list[str]:
        """Return the words in order, punctuation and white space included; joined, they are the text."""
        return [token for token, _, _ in self.tokenize(text)]

    def tokenize(self, text: str) -> list[Token]:
        """Return (token, start, end) per word in order; `text[start:end] == token`, offsets in characters.

        The tokens cover the text without gap or overlap. Invisible characters (zero-width spaces, soft
        hyphens) stay in the token but don't part a word; full-width letters and digits are read as ordinary
        ones.
        """
        visible, offsets = _drop_invisible(to_simplified(text))
        ends = list(accumulate(map(len, self._cut(_fold_width(visible)))))
        if offsets:
            # A word ends where the next visible character starts; a text of invisible ones alone is one token.
            ends = [offsets[end] for end in ends] or [len(text)]
        return [(text[start:end], start, end) for start, end in pairwise([0, *ends])]


def _rjieba() -> Any:
    """Return an rjieba segmenter of its own; imported here because the import itself loads a dictionary."""
    import rjieba

    return rjieba.Jieba()


def _jieba() -> Any:
    """Return a jieba segmenter of its own; imported here because it is needed only when asked for."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    engine = jieba.Tokenizer()
    engine.initialize()
    return engine


def _fold_width(text: str) -> str:
    """Turn full-width letters and digits into ordinary ones, one character for one."""
    return _FULL_WIDTH.sub(lambda match: chr(ord(match[0]) - 0xFEE0), text)


def _drop_invisible(text: str) -> tuple[str, list[int]]:
    """Return the text without invisible characters and each visible character's offset, the text's end last.

    The offsets are left empty when there is nothing to drop.
    """
    if not _INVISIBLE.search(text):
        return text, []
    positions = [i for i, character in enumerate(text) if not _INVISIBLE.match(character)]
    return "".join(text[i] for i in positions), [*positions, len(text)]


def normalize_token(token: str) -> str:
    """Return the form a token is counted under: visible characters, NFKC (full-width folded), case-folded."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", token)).casefold()


def is_term(token: str) -> bool:
    """Tell whether a token can be a term: two characters or more, one of them CJK or Latin, and no number.

    A number may be written in digits or Chinese numerals, with a unit (十四天): holidays named by their date
    (五一) fall under it too.
    """
    return len(token) > 1 and bool(_CJK_OR_LATIN.search(token)) and not _NUMBER.fullmatch(token)


@functools.cache
def _default_stop_words(own: bool) -> frozenset[str]:
    """Return the Chinese and English stop words of the package stopwordsiso and, with `own`, of the lexicon, negations taken out."""
    import stopwordsiso

    words = {*stopwordsiso.stopwords(["zh", "en"]), *(read_words("stop_words.txt") if own else ())}
    return frozenset(map(normalize_token, words)) - _negations()


@functools.cache
def _negations() -> frozenset[str]:
    return frozenset(map(normalize_token, read_words("negations.txt")))


def load_stop_words(
    extra: Iterable[str] = (), *, negations: bool = False, own: bool = True
) -> frozenset[str]:
    """Return the stop words, in the form tokens are counted under, with `extra` ones added.

    They are those of the package stopwordsiso and, unless `own` is False, of lexicons/stop_words.txt.
    Negations (`lexicons/negations.txt`) are among them only with `negations`, or as far as `extra` names them.
    """
    words = [word.strip() for word in extra]
    asked = _negations() if negations else frozenset()
    return _default_stop_words(own) | asked | set(map(normalize_token, [*words, *map(to_simplified, words)]))


def word_boundaries(tokens: Iterable[Token]) -> frozenset[int]:
    """Return the offsets at which a word starts or ends."""
    return frozenset(offset for _, start, end in tokens for offset in (start, end))


def tokenize_articles(articles: pd.DataFrame, tokenizer: Tokenizer) -> dict[str, list[Token]]:
    """Return each article's tokens by article_id; missing text counts as empty."""
    texts = articles["text"].fillna("")
    return {
        article_id: tokenizer.tokenize(text)
        for article_id, text in zip(articles["article_id"], texts, strict=True)
    }


def count_terms(
    texts: pd.DataFrame,
    tokenizer: Tokenizer,
    stop_words: frozenset[str],
    tokens: Mapping[str, list[Token]] | None = None,
    names: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return term_counts, one row per (article_id, term), and article_totals, one row per article_id.

    `texts` has article_id and text; the id may stand for any stretch of text, such as a passage. `tokens`,
    when given, are used in place of cutting the text again. Rows are sorted by article_id, then term.
    n_tokens counts the tokens that hold a letter, a CJK character or a digit, stop words and numbers
    included; terms are counted under `normalize_token`, those of a Traditional text in Simplified
    characters, and `is_term` and `stop_words` decide which stay. n_in_places and the like count the occurrences
    that lie within a name of that kind; `names` has article_id, start, end and kind, as `names.find_names` makes it,
    and without it they are missing.
    Raises SchemaError when an article_id occurs twice.
    """
    if tokens is None:
        tokens = tokenize_articles(texts, tokenizer)
    term_of = functools.cache(lambda token: _term(token, stop_words))
    named = {} if names is None else dict(iter(names.groupby("article_id")))
    rows: list[tuple[Any, ...]] = []
    totals: list[tuple[str, int]] = []
    for article_id, text in zip(texts["article_id"], texts["text"].fillna(""), strict=True):
        spans = tokens[article_id]
        counted = to_simplified(text)
        words = [token for token, _, _ in spans]
        if counted != text:
            words = [counted[start:end] for _, start, end in spans]
        totals.append((article_id, sum(any(map(str.isalnum, word)) for word in words)))
        terms = [term_of(word) for word in words]
        counts = Counter(filter(None, terms))
        inside = _count_inside(spans, terms, named[article_id]) if article_id in named else _NOWHERE
        rows.extend((article_id, term, n, *(of[term] for of in inside)) for term, n in counts.items())
    term_counts = pd.DataFrame(rows, columns=schema.TERM_COUNTS.names).sort_values(["article_id", "term"])
    if names is None:
        term_counts = term_counts[["article_id", "term", "n"]]
    article_totals = pd.DataFrame(totals, columns=schema.ARTICLE_TOTALS.names).sort_values("article_id")
    return schema.make(schema.TERM_COUNTS, term_counts), schema.make(schema.ARTICLE_TOTALS, article_totals)


def _count_inside(
    spans: Sequence[Token], terms: Sequence[str], names: pd.DataFrame
) -> tuple[Counter[str], ...]:
    """Return for each kind of names how often each term lies wholly within one; in two of one kind it counts once."""
    starts = [start for _, start, _ in spans]
    inside: dict[str, set[int]] = {kind: set() for kind in _KINDS}
    for start, end, kind in names[["start", "end", "kind"]].itertuples(index=False):
        place = bisect_left(starts, start)
        while place < len(spans) and spans[place][2] <= end:
            inside[kind].add(place)
            place += 1
    return tuple(Counter(terms[place] for place in inside[kind]) for kind in _KINDS)


def _term(token: str, stop_words: frozenset[str]) -> str:
    """Return the term that a token counts for, or nothing."""
    term = normalize_token(token)
    return term if is_term(term) and term not in stop_words else ""
