"""The Python that gives a view's table: a few lines, which run as they stand."""

from helpers.explore.choice import Choice
from helpers.schema import REST

__all__ = ["write_code"]


def write_code(name: str, choice: Choice, folder: str, period: str = "day", *, whole: bool = True) -> str:
    """Return the Python whose last line is the table of a view: concordance, timeline, comparison.

    `folder` is where the corpus is, as `open_corpus` takes it; `period` is that of the timeline,
    `whole` that of the concordance.

    >>> print(write_code("comparison", Choice("社区", "江西", "湖北", date_from="2020-02-01"), "seeds"))
    from helpers import open_corpus
    from helpers.comparison import contrast_terms
    <BLANKLINE>
    corpus = open_corpus("seeds").where(date_from="2020-02-01")
    contrast_terms(corpus.compare("江西", "湖北"), "江西")
    """
    terms = quoted(choice.term)
    sides = [choice.province] if name == "concordance" else [choice.province, choice.against]
    articles = _articles(sides)
    imported, last = {
        "concordance": (
            "from helpers.concordance import find_concordance",
            f"find_concordance({articles}, {terms}{'' if whole else ', whole=False'})",
        ),
        "timeline": (
            "from helpers.timeline import count_term_timeline",
            f"count_term_timeline(\n    corpus.term_counts, corpus.article_totals, {articles}, [{terms}], {quoted(period)}\n)",
        ),
        "comparison": (
            "from helpers.comparison import contrast_terms",
            f"contrast_terms(corpus.compare({quoted(choice.province)}, {quoted(choice.against)}), {quoted(choice.province)})",
        ),
    }[name]
    lines = ["from helpers import open_corpus", imported, "", f"corpus = {_corpus(name, choice, folder)}"]
    if articles == "articles" and name != "comparison":
        lines.append(_filtered(sides))
    return "\n".join([*lines, last])


def quoted(text: str) -> str:
    """Return a text as Python writes it, in double quotes where it can be.

    >>> print(quoted("it's"), quoted('"'))
    "it's" '"'
    """
    written = repr(text)
    return f'"{written[1:-1]}"' if written.startswith("'") and '"' not in written else written


def _corpus(name: str, choice: Choice, folder: str) -> str:
    """Return the expression for the corpus: the articles that meet the conditions and, unless `compare` sees to it, one copy of each."""
    given = ", ".join(f"{key}={quoted(value)}" for key, value in choice.conditions.items())
    where = f".where({given})" if given else ""
    compared = "" if name == "comparison" else ".compared"
    return f"open_corpus({quoted(folder)}){where}{compared}"


def _articles(sides: list[str]) -> str:
    return "corpus.articles" if not all(sides) or REST in sides else "articles"


def _filtered(sides: list[str]) -> str:
    """Return the line that does what `take_side` does."""
    if len(sides) == 1:
        return f'articles = corpus.articles[corpus.articles["province"] == {quoted(sides[0])}]'
    return f'articles = corpus.articles[corpus.articles["province"].isin([{", ".join(map(quoted, sides))}])]'
