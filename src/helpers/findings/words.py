"""The words that sentences are made of: the catalogue, counts, names with their English, dates."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal, TypedDict

import pandas as pd

from helpers import schema
from helpers.glosses import add_glosses
from helpers.grouping import PROVINCE, Grouping
from helpers.lexicons import read_toml
from helpers.phrases import counted, iso_date

__all__ = [
    "Description",
    "Verdict",
    "catalogue",
    "count",
    "glossed",
    "label",
    "largest",
    "listed",
    "make_findings",
    "nothing_to_show",
    "province_with_english",
    "published_on",
    "say",
    "term_with_gloss",
    "within",
]

Verdict = Literal["found", "none", "too-few"]


class Description(TypedDict):
    """What goes with a figure: caption, alternative text, and the sentence that stands in for an empty one."""

    caption: str
    alt: str
    empty: str


def catalogue() -> dict[str, dict[str, Any]]:
    """Return the sentences by chapter and name."""
    return read_toml("sentences.toml")


def say(key: str, **facts: Any) -> str:
    """Return the sentence `chapter.name` of the catalogue with its braces filled in.

    >>> say("provinces.single", province="江西 (Jiangxi)")
    'Only 江西 (Jiangxi) is represented, so there is nothing to compare it with.'
    """
    chapter, name = key.split(".")
    template: str = catalogue()[chapter][name]
    return template.format(**facts)


def count(n: int, noun: str) -> str:
    """Return a number with its noun in the right form: 1 article, 17 articles."""
    return counted(n, catalogue()["nouns"][noun])


def listed(items: Iterable[str]) -> str:
    """Join words as a sentence lists them: a, b and c."""
    words = list(items)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {say('words.and')} {words[-1]}"


def glossed(names: Iterable[str], column: str = "term") -> list[str]:
    """Return terms, or provinces, each with its English in brackets where it has any."""
    table = add_glosses(pd.DataFrame({column: list(names)}, dtype="str"))
    english = table["gloss" if column == "term" else "english"]
    return [
        f"{name} ({gloss})" if gloss else name for name, gloss in zip(table[column], english, strict=True)
    ]


def term_with_gloss(name: str) -> str:
    """Return a term with its gloss: 疫情 (epidemic)."""
    return glossed([name])[0]


def province_with_english(name: str, by: Grouping = PROVINCE) -> str:
    """Return a province, or another group, with its English name if it has one; the empty name says that it is not known."""
    return glossed([name], "province")[0] if name else by.missing


def largest(table: pd.DataFrame, column: str) -> dict[str, Any]:
    """Return the first row with the largest value of a column, by column."""
    position = int(table[column].astype("float64").fillna(float("-inf")).to_numpy().argmax())
    return {str(name): value for name, value in table.iloc[position].items()}


def published_on(article: "pd.Series[Any]") -> str:
    """Return the publication date of an article as exactly as it is known."""
    return iso_date(article["published"], article["published_precision"])


def within(day: date, period: str) -> str:
    """Return when something was, in words, a period by its first day: on 2020-02-03, in the week from 2020-02-03."""
    return say(f"words.{'on' if period == 'day' else 'in'}_{period}", day=iso_date(day))


def label(terms: pd.DataFrame, told: Iterable[str]) -> pd.DataFrame:
    """Return the terms with `entry`, their anchor on the page, and `told`, what is said of each in words."""
    entries = map(str, range(1, len(terms) + 1))
    columns = {"entry": list(entries), "told": list(told)}
    return terms.assign(**{name: pd.Series(v, index=terms.index, dtype="str") for name, v in columns.items()})


def make_findings(chapter: str, rows: Iterable[tuple[str, str, Verdict, str]]) -> pd.DataFrame:
    """Return FINDINGS from (name, sentence, verdict, evidence)."""
    number = chapter.split("_", 1)[0]
    made = [
        {
            "finding_id": f"{number}-{name}",
            "chapter": chapter,
            "sentence": sentence,
            "verdict": verdict,
            "evidence": evidence,
            "robustness": "untested",
            "depends_on": [],
        }
        for name, sentence, verdict, evidence in rows
    ]
    return schema.make(schema.FINDINGS, made)


def nothing_to_show(sentence: str) -> Description:
    """Return the description of a figure for which there is nothing to draw."""
    return {"caption": sentence, "alt": sentence, "empty": sentence}
