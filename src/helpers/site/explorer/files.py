"""The explorer's data as files that a page loads as scripts, so that it works from a folder as well as from a server."""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.addresses import EXPLORER, link_article
from helpers.comparison import choose_province
from helpers.glosses import add_glosses
from helpers.grouping import Grouping
from helpers.lexicons import read_rows, read_toml
from helpers.names import name_terms
from helpers.site.explorer.chunks import cut_chunks
from helpers.site.explorer.quotes import Quotes, choose_quotes, count_quotes
from helpers.site.explorer.sums import mark_shared, sum_joint, sum_side, tell_sizes
from helpers.site.explorer.texts import Compared, gather_compared
from helpers.site.template import render_template
from helpers.thresholds import FEWEST_DOCUMENTS

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["PAGE", "show_explorer", "write_explorer"]

PAGE = "book/explorer.html"
_FIRST_BYTES = 550_000  # of the files that the page loads before it shows anything


def show_explorer(corpus: "Corpus", chapters: Mapping[str, tuple[str, str]]) -> str:
    """Return the page's body as HTML: the controls and the places that the script fills, or the sentence that says why there are none."""
    words = _words(corpus.grouping)
    chapter = chapters.get("03_provinces", ("", ""))[1]
    compared = gather_compared(corpus)
    why = _why_not(compared, words)
    return render_template("explorer.html", words=words, why=why, chapter=chapter)


def write_explorer(html: Path, corpus: "Corpus") -> None:
    """Write `explorer/`: `index.js`, sums for each period and province, and sentences; nothing for a book without the page,
    or where there is nothing to compare.

    Each file is a script that hands JSON to the page's own. What is loaded at first stays under 550 kB, if need be with fewer terms.
    """
    folder = html / EXPLORER
    shutil.rmtree(folder, ignore_errors=True)
    if not (html / PAGE).is_file():
        return
    compared = gather_compared(corpus)
    if _why_not(compared, _words(corpus.grouping)):
        return
    folder.mkdir(parents=True)
    while True:
        files = dict(_counts(compared))
        files["index"] = _index(corpus, compared)
        if (size := _first_size(files)) <= _FIRST_BYTES:
            break
        compared = compared.keep(int(0.95 * len(compared.texts.terms) * _FIRST_BYTES / size))
    quotes = choose_quotes(compared, corpus.settings.publish_text)
    chunks = list(cut_chunks(compared, quotes))
    files |= {f"sentences-{number}": chunk.to_json() for number, chunk in enumerate(chunks)}
    files["index"]["chunks"] = [chunk.first for chunk in chunks]
    files["index"]["version"] = hashlib.sha256(_dump(files).encode()).hexdigest()[:12]
    for name, content in files.items():
        text = f"fangzhiExplorer.receive({json.dumps(name)}, {_dump(content)});\n"
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    (folder / "articles.html").write_text(_list_articles(compared, quotes), encoding="utf-8")


def _words(by: Grouping) -> dict[str, Any]:
    """Return the page's words, with what is compared filled in; the script fills the other braces."""
    names = {"{unit}": by.one, "{units}": by.many, "{Unit}": by.one[:1].upper() + by.one[1:]}

    def fill(value: Any) -> Any:
        for brace, name in names.items() if isinstance(value, str) else ():
            value = value.replace(brace, name)
        return value

    return {key: fill(value) for key, value in read_toml("sentences.toml")["explorer"].items()}


def _why_not(compared: Compared, words: Mapping[str, str]) -> str:
    """Return the sentence that says why nothing can be compared; empty where it can."""
    if not compared.provinces:
        return words["no_province"]
    if len(compared.provinces) == 1:
        return words["one_province"].format(province=" ".join(_named_provinces(compared)[0]))
    return "" if len(compared.texts.terms) else words["no_words"]


def _counts(compared: Compared) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the files of sums: of each period, the first of which is all time, for all provinces together and for each."""
    for number in range(-1, len(compared.periods)):
        chosen = compared.period == number if number >= 0 else compared.period >= -1
        sizes: list[Any] = []
        shared = mark_shared(compared, chosen)
        for place, province in enumerate(compared.provinces):
            here = compared.texts.province == province
            own = tell_sizes(compared, chosen & here)
            sizes.append({"own": own, "rest": tell_sizes(compared, chosen & ~here)})
            if own["tokens"]:
                file = {"own": sum_side(compared, chosen & here).to_json()}
                if shared.any():
                    file["joint"] = sum_joint(compared, shared, province).to_json()
                yield f"counts-{number + 1}-{place}", file
        yield f"counts-{number + 1}", {"all": sum_side(compared, chosen).to_json(), "sizes": sizes}


def _index(corpus: "Corpus", compared: Compared) -> dict[str, Any]:
    """Return what the page needs to know before it loads anything else."""
    terms = compared.texts.terms
    chosen = corpus.where()
    category = {row["term"]: row["category"] for row in read_rows("terms.csv")}
    fields = sorted({category[term] for term in terms if term in category})
    named = name_terms(chosen.term_counts)
    undated = int((compared.period < 0).sum()) if compared.periods else 0
    return {
        "terms": list(terms),
        "glosses": add_glosses(pd.DataFrame({"term": terms}))["gloss"].tolist(),
        "fields": fields,
        "field": [fields.index(category[term]) if term in category else -1 for term in terms],
        "named": [number for number, term in enumerate(terms) if term in named],
        "termsOfAll": compared.n_terms_of_all,
        "provinces": _named_provinces(compared),
        "first": compared.provinces.index(choose_province(compared.articles[compared.texts.tokens > 0])),
        "periods": compared.periods,
        "undated": undated,
        "fewest": FEWEST_DOCUMENTS,
        "published": corpus.settings.publish_text,
        "quotes": count_quotes(compared),
        "words": _words(corpus.grouping),
    }


def _named_provinces(compared: Compared) -> list[list[str]]:
    """Return each province with its English name."""
    table = add_glosses(pd.DataFrame({"province": compared.provinces}))
    return table[["province", "english"]].to_numpy().tolist()


def _first_size(files: Mapping[str, Any]) -> int:
    """Return the bytes of what is loaded at first: the index, all time, and the province shown first."""
    first = ("index", "counts-0", f"counts-0-{files['index']['first']}")
    return sum(len(_dump(files[name]).encode()) for name in first)


def _list_articles(compared: Compared, quotes: Quotes) -> str:
    """Return a page of links to the articles quoted: scripts write those of the explorer, where nobody else would find them."""
    rows = sorted({quote.article for of_term in quotes.values() for quote in of_term})
    articles = compared.articles.iloc[rows]
    links = [
        (link_article(article_id), article_id if pd.isna(title) else title)
        for article_id, title in zip(articles["article_id"], articles["title"], strict=True)
    ]
    return render_template("explorer_articles.html", links=links)


def _dump(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
