"""Text → words with exact offsets → counts of terms; the only importer of a segmenter."""

import functools
import logging
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate, pairwise
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers import schema
from helpers.errors import UserError, unknown
from helpers.lexicons import read_rows, read_words
from helpers.script import to_simplified
from helpers.settings import Segmenter

__all__ = [
    "Token", "Tokenizer", "count_terms", "cut_articles", "is_term", "load_stop_words", "normalize_token", "word_boundaries",
]  # fmt: skip

Token = tuple[str, int, int]

_Numbers = npt.NDArray[np.int64]

_KINDS = get_args(schema.NameKind)

# A lexicon word of three characters or more gets at least this frequency, that of a fairly common word:
# otherwise a neighbour that shares a character with it pulls it apart in running text.
_LONG_WORD_FREQUENCY = 500

_PACKED, _CODE_BITS = 3, 21  # characters whose code points, of so many bits, fit into a number

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_ORDINARY = re.compile("[\u4e00-\u9fa5]+")  # such words are their own normal form
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
        self._cut: Callable[[str], list[str]] = (
            functools.partial(self._engine.cut, hmm=hmm)
            if segmenter == "rjieba"
            else functools.partial(self._engine.lcut, HMM=hmm)
        )
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
        """Return the words in order, punctuation and white space included; joined, they are the text.

        Invisible characters (zero-width spaces, soft hyphens) stay in the word but don't part one; full-width letters
        and digits are read as ordinary ones.
        """
        visible, offsets = _drop_invisible(to_simplified(text))
        plain = _fold_width(visible)
        words = self._cut(plain)
        if plain == text:
            return words
        ends = list(accumulate(map(len, words)))
        if offsets:
            # A word ends where the next visible character starts; a text of invisible ones alone is one word.
            ends = [offsets[end] for end in ends] or [len(text)]
        return [text[start:end] for start, end in pairwise([0, *ends])]

    def tokenize(self, text: str) -> list[Token]:
        """Return (token, start, end) per word of `cut` in order; `text[start:end] == token`, offsets in characters.

        The tokens cover the text without gap or overlap.
        """
        words = self.cut(text)
        return [
            (word, end - len(word), end) for word, end in zip(words, accumulate(map(len, words)), strict=True)
        ]


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


def word_boundaries(words: Iterable[str]) -> bytes:
    """Return a byte for each offset in the text of these words, its end included: 1 where a word starts or ends, else 0."""
    parts = np.fromiter(map(len, ["", *words]), dtype="int64").cumsum()
    marks = np.zeros(parts[-1] + 1, dtype="uint8")
    marks[parts] = 1
    return marks.tobytes()


def cut_articles(articles: pd.DataFrame, tokenizer: Tokenizer) -> dict[str, bytes]:
    """Return the boundaries of each article's words (see `word_boundaries`) by article_id. Missing text counts as empty."""
    texts = articles["text"].fillna("").tolist()
    return {
        article_id: word_boundaries(tokenizer.cut(text))
        for article_id, text in zip(articles["article_id"].tolist(), texts, strict=True)
    }


def count_terms(
    texts: pd.DataFrame,
    tokenizer: Tokenizer,
    stop_words: frozenset[str],
    boundaries: Mapping[str, bytes] | None = None,
    names: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return term_counts, one row per (article_id, term), and article_totals, one row per article_id.

    `texts` has article_id and text; the id may stand for any stretch of text, such as a passage. `boundaries`, of
    `cut_articles`, spare cutting the texts again. Rows are sorted by article_id, then term.
    n_tokens counts the tokens that hold a letter, a CJK character or a digit, stop words and numbers
    included; terms are counted under `normalize_token`, those of a Traditional text in Simplified
    characters, and `is_term` and `stop_words` decide which stay. n_in_places and the like count the occurrences
    that lie within a name of that kind; `names` has article_id, start, end and kind, as `names.find_names` makes it,
    and without it they are missing.
    Raises SchemaError when an article_id occurs twice.
    """
    if boundaries is None:
        boundaries = cut_articles(texts, tokenizer)
    texts = texts[["article_id", "text"]].sort_values("article_id")
    ids = texts["article_id"].tolist()
    counted = "".join(map(to_simplified, texts["text"].fillna("").tolist()))
    # All words of all texts in a row: where each ends, its text, and the number of its spelling.
    marks = [boundaries[article_id][1:] for article_id in ids]
    ends = np.flatnonzero(np.frombuffer(b"".join(marks), dtype="uint8")) + 1
    lengths = np.diff(ends, prepend=0)
    owner = np.repeat(np.arange(len(ids)), [mark.count(1) for mark in marks])
    spelling, spellings = _number_spellings(counted, ends, lengths)
    read = list(map(_read_token, spellings))
    is_counted = np.array([holds for holds, _ in read], dtype="bool")
    terms = pa.array([term for _, term in read], pa.large_string())
    n_tokens = np.bincount(owner[is_counted[spelling]], minlength=len(ids))
    article_totals = schema.make(
        schema.ARTICLE_TOTALS, pd.DataFrame({"article_id": ids, "n_tokens": n_tokens})
    )
    left_out = pa.array(["", *stop_words], pa.large_string())
    kept = terms.unique()
    kept = kept.filter(pc.invert(pc.is_in(kept, value_set=left_out)))
    kept = kept.take(pc.sort_indices(kept))
    term = pc.index_in(terms, value_set=kept).fill_null(-1).to_numpy().astype("int64")[spelling]
    is_kept = term >= 0
    pair = owner * len(kept) + term
    pairs, n = np.unique(pair[is_kept], return_counts=True)
    of_text, of_term = np.divmod(pairs, max(len(kept), 1))
    counts: dict[str, Any] = {
        "article_id": pd.array(ids, dtype="str").take(of_text),
        "term": pd.array(kept, dtype="str").take(of_term),
        "n": n,
    }
    if names is not None:
        for kind, inside in _lie_inside(ends, lengths, owner, ids, names).items():
            rows = np.searchsorted(pairs, pair[inside[is_kept[inside]]])
            counts[f"n_in_{kind}"] = np.bincount(rows, minlength=len(pairs))
    return schema.make(schema.TERM_COUNTS, pd.DataFrame(counts)), article_totals


def _number_spellings(text: str, ends: _Numbers, lengths: _Numbers) -> tuple[_Numbers, list[str]]:
    """Return for each word of a text the number of its spelling, and the spellings in the order of their numbers.

    Words of up to three characters, which are most, are told apart as the number that their code points make; the
    others are below zero.
    """
    starts = ends - lengths
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype("int64")
    key = codes[starts]
    for i in range(1, _PACKED):
        longer = np.flatnonzero(lengths > i)
        key[longer] |= codes[starts[longer] + i] << i * _CODE_BITS
    long = np.flatnonzero(lengths > _PACKED)
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = lambda: ~len(numbers)
    key[long] = [
        numbers[text[start:end]]
        for start, end in zip(starts[long].tolist(), ends[long].tolist(), strict=True)
    ]
    spelling, known = pd.factorize(key)
    first = np.empty(len(known), dtype="int64")
    first[spelling[::-1]] = np.arange(len(key))[::-1]
    return spelling, [
        text[start:end] for start, end in zip(starts[first].tolist(), ends[first].tolist(), strict=True)
    ]


def _lie_inside(
    ends: _Numbers, lengths: _Numbers, owner: _Numbers, ids: list[str], names: pd.DataFrame
) -> dict[str, _Numbers]:
    """Return for each kind of names which words of the texts in a row (see `count_terms`) lie wholly within one."""
    of_text = pd.Index(ids).get_indexer(pd.Index(names["article_id"]))
    sizes = np.bincount(owner, weights=lengths, minlength=len(ids)).astype("int64")
    text_end = np.cumsum(sizes)
    text_start = text_end - sizes
    known = of_text >= 0
    of_text = of_text[known]
    start = text_start[of_text] + names["start"].to_numpy(dtype="int64")[known]
    end = np.minimum(text_start[of_text] + names["end"].to_numpy(dtype="int64")[known], text_end[of_text])
    first = np.searchsorted(ends - lengths, start)
    held = np.maximum(np.searchsorted(ends, end, side="right") - first, 0)
    # The words of each name in turn: its first one and those that follow.
    words = np.repeat(first - np.cumsum(held) + held, held) + np.arange(held.sum())
    kinds = np.repeat(names["kind"].to_numpy()[known], held)
    return {kind: np.unique(words[kinds == kind]) for kind in _KINDS}


@functools.lru_cache(maxsize=200_000)
def _read_token(token: str) -> tuple[bool, str]:
    """Tell whether a token holds a letter, a CJK character or a digit, and which term it is, if it can be one."""
    if _ORDINARY.fullmatch(token):
        return True, token if len(token) > 1 and not _NUMBER.fullmatch(token) else ""
    term = normalize_token(token)
    return any(map(str.isalnum, token)), term if is_term(term) else ""
