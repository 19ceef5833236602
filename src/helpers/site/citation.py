"""How to cite something: what a CITATION.cff says, as a line of a list of references and as BibTeX.

The form of the file is the Citation File Format (https://citation-file-format.github.io); nothing is added to what it says.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import UserError
from helpers.site.slug import make_slug

__all__ = ["CITATION_FILE", "Citation", "read_citation"]

CITATION_FILE = "CITATION.cff"
_KINDS = {"software": "[Computer software]", "dataset": "[Data set]"}
_PAPERS = {"article", "conference-paper", "magazine-article", "newspaper-article"}
_TEX = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{character: "\\" + character for character in "&%$#_{}"},
}  # fmt: skip
_CJK = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class Citation:
    """One work as it is cited: a line in the manner of APA, and a BibTeX entry; both are plain text."""

    title: str
    line: str
    bibtex: str


def read_citation(path: Path) -> Citation:
    """Return how the work that a CITATION.cff describes is cited; what it prefers to be cited for comes first.

    Raises UserError for a file that is not YAML or lacks a title or authors.
    """
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        problem = " ".join(str(error).split())
        raise UserError(f"{path.name} cannot be read: {problem}") from error
    if not isinstance(content, dict):
        raise UserError(f"{path.name} holds no fields, such as `title: …`.")
    preferred = content.get("preferred-citation")
    work = preferred if isinstance(preferred, dict) else {"type": "software"} | content
    title, authors = _text(work.get("title")), _authors(work)
    if not title or not authors:
        raise UserError(f"{path.name} lacks {'a title' if not title else 'authors'}.")
    return Citation(title, _line(work, title, authors), _bibtex(work, title, authors))


def _line(work: Mapping[str, Any], title: str, authors: Sequence[tuple[str, str]]) -> str:
    """Write the work as APA would: authors, year, title, version and kind, where it is published, address."""
    names = [f"{family}, {_initials(given)}" if given else family for family, given in authors]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, & {names[-1]}"
    version = _text(work.get("version"))
    told = [f"{title}", f"(Version {version})" if version else "", _KINDS.get(_text(work.get("type")), "")]
    journal = ", ".join(part for part in (_text(work.get("journal")), _issue(work), _pages(work)) if part)
    parts = [
        f"{listed} ({_year(work) or 'n.d.'})",
        " ".join(part for part in told if part),
        journal,
        _publisher(work),
    ]
    sentences = (part.rstrip(".") + "." for part in parts if part)
    return " ".join([*sentences, *([_address(work)] if _address(work) else [])])


def _bibtex(work: Mapping[str, Any], title: str, authors: Sequence[tuple[str, str]]) -> str:
    """Write the work as a BibTeX entry, with the kinds of entry that BibLaTeX knows."""
    kind = _text(work.get("type"))
    entry = "article" if kind in _PAPERS else kind if kind in ("software", "dataset", "book") else "misc"
    fields = {
        "author": " and ".join(f"{_tex(f)}, {_tex(g)}" if g else f"{{{_tex(f)}}}" for f, g in authors),
        "title": f"{{{_tex(title)}}}",
        "journal": _tex(_text(work.get("journal"))),
        "volume": _tex(_text(work.get("volume"))),
        "number": _tex(_text(work.get("issue"))),
        "pages": _tex(_pages(work).replace("–", "--")),
        "publisher": _tex(_publisher(work)),
        "version": _tex(_text(work.get("version"))),
        "year": _year(work),
        "doi": _doi(work),
        "url": "" if _doi(work) else _address(work),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    key = make_slug(title.partition(":")[0]) + _year(work)
    return "\n".join([f"@{entry}{{{key},", *lines, "}"])


def _authors(work: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (family name or name of a body, given names) of each author."""
    listed = work.get("authors")
    found = []
    for author in listed if isinstance(listed, list) else []:
        if not isinstance(author, dict):
            continue
        parts = (_text(author.get(name)) for name in ("name-particle", "family-names", "name-suffix"))
        family = " ".join(part for part in parts if part)
        given = _text(author.get("given-names"))
        if family and _CJK.search(family + given):
            found.append((family + given, ""))
        elif name := family or given or _text(author.get("name")) or _text(author.get("alias")):
            found.append((name, given if family else ""))
    return found


def _initials(given: str) -> str:
    """Anne-Marie Jo → A.-M. J."""
    return " ".join("-".join(f"{part[0]}." for part in name.split("-") if part) for name in given.split())


def _issue(work: Mapping[str, Any]) -> str:
    volume, issue = _text(work.get("volume")), _text(work.get("issue"))
    return f"{volume}({issue})" if volume and issue else volume or issue


def _pages(work: Mapping[str, Any]) -> str:
    first, last = _text(work.get("start")), _text(work.get("end"))
    return f"{first}–{last}" if first and last else first or _text(work.get("pages"))


def _publisher(work: Mapping[str, Any]) -> str:
    publisher = work.get("publisher")
    return _text(publisher.get("name")) if isinstance(publisher, dict) else _text(publisher)


def _year(work: Mapping[str, Any]) -> str:
    released = work.get("date-released") or work.get("date-published")
    if isinstance(released, datetime.date):
        return str(released.year)
    year = _text(released)[:4] or _text(work.get("year"))
    return year if re.fullmatch(r"\d{4}", year) else ""


def _doi(work: Mapping[str, Any]) -> str:
    listed = work.get("identifiers")
    others = (
        [i.get("value") for i in listed if isinstance(i, dict) and i.get("type") == "doi"]
        if isinstance(listed, list)
        else []
    )
    found = (_text(value) for value in (work.get("doi"), *others))
    return next((doi for doi in found if re.fullmatch(r"10\.\d{4,9}/[^\s{}]+", doi)), "")


def _address(work: Mapping[str, Any]) -> str:
    if doi := _doi(work):
        return f"https://doi.org/{doi}"
    found = (
        _text(work.get(name)) for name in ("url", "repository", "repository-artifact", "repository-code")
    )
    return next((url for url in found if re.fullmatch(r"https?://[^\s{}]+", url)), "")


def _text(value: Any) -> str:
    """Return a value on one line; what is no text or number counts as absent."""
    return " ".join(str(value).split()) if isinstance(value, str | int | float) and value != "" else ""


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)
