"""The three views of a choice, each a table with the code that gives it; no widget is known here."""

from dataclasses import dataclass, field

import pandas as pd

from helpers.comparison import contrast_terms, count_differences
from helpers.concordance import find_concordance, spread_lines
from helpers.corpus import Corpus
from helpers.errors import unknown
from helpers.explore.choice import Choice, take_side
from helpers.explore.code import write_code
from helpers.figures import (
    link_articles,
    plot_keyness,
    plot_term_timeline,
    publish,
    show_code,
    show_table,
    show_text,
)
from helpers.findings import (
    catalogue,
    describe_lines,
    describe_rates,
    describe_words_apart,
    label_contrast,
    say,
    tell_comparison,
)
from helpers.glosses import add_glosses
from helpers.grouping import PROVINCE, Grouping
from helpers.timeline import choose_period, count_term_timeline, mark_episodes

__all__ = ["VIEWS", "View", "compute_view", "show_view"]

VIEWS = ("concordance", "timeline", "comparison")
_LINES, _LINES_LIVE = 40, 200  # of a concordance on a page, and before the one who asks
_WORDS = 10  # on each side of a comparison


@dataclass(frozen=True)
class View:
    """A view's table; what it was computed from as far as showing it needs that; the Python that gives the table."""

    name: str
    choice: Choice
    table: pd.DataFrame
    code: str
    by: Grouping = PROVINCE
    period: str = "day"
    compared: pd.DataFrame = field(default_factory=pd.DataFrame)


def compute_view(name: str, corpus: Corpus, choice: Choice, folder: str = "", *, whole: bool = True) -> View:
    """Return a view of a choice: its table, and the code that gives the same table from `folder`.

    - concordance: one row per occurrence of the term in the province's articles (`find_concordance`).
    - timeline: one row per province and period: the term's rate (`count_term_timeline`).
    - comparison: one row per word that sets the province apart from the other side (PROVINCE_TERMS): up to ten that it
      uses more and up to ten that it uses less.

    Reprints count once. `folder` is the corpus's own by default. Without `whole`, a concordance has no more of the texts than may be
    quoted of unpublished ones. Raises UserError for an unknown view.

    >>> from helpers.explore import make_choice
    >>> view = compute_view("concordance", corpus, make_choice(corpus, province="湖北", term="方舱"))
    >>> view.table[["left", "term", "right"]].head(2)
                     left term               right
    0  一定要关口前移，避免轻症发展成重症。   方舱  医院、隔离观察点的医疗救治工作也要进
    1  共有床位19161张；全面启用12家   方舱       医院，计划床位超过2万张。
    """
    if name not in VIEWS:
        raise unknown("view", name, VIEWS)
    chosen = corpus.where(**choice.conditions)
    taken, by = chosen.compared, corpus.grouping
    folder = folder or str(corpus.folder)
    if name == "concordance":
        lines = find_concordance(take_side(taken.articles, choice.province), choice.term, whole=whole)
        return View(name, choice, lines, write_code(name, choice, folder, whole=whole), by)
    if name == "timeline":
        articles = take_side(taken.articles, choice.province, choice.against)
        period = choose_period(articles["published"])
        rates = count_term_timeline(taken.term_counts, taken.article_totals, articles, [choice.term], period)
        return View(name, choice, rates, write_code(name, choice, folder, period), by, period)
    compared = chosen.compare(choice.province, choice.against)
    words = contrast_terms(compared, choice.province, n=_WORDS)
    return View(name, choice, words, write_code(name, choice, folder), by, compared=compared)


def show_view(view: View, *, live: bool = False) -> None:
    """Show a view, and in the book the code that gives its table.

    There, some lines of a concordance stand for all: a book quotes no more. To the one who asks in JupyterLab (`live`)
    its file has them all, and no line leads to a page that only the book has.
    """
    {"concordance": _show_lines, "timeline": _show_rates, "comparison": _show_words}[view.name](view, live)
    if not live:
        show_code(view.code, say(f"explore.{view.name}_code"), name=f"code-{view.name}")


def _show_lines(view: View, live: bool) -> None:
    lines = view.table if live else spread_lines(view.table, _LINES)
    lines = lines.assign(context=lines["left"] + "【" + lines["term"] + "】" + lines["right"])
    show_table(
        lines,
        describe_lines(view.choice.term, view.choice.province, len(lines), len(view.table), view.by),
        name="lines",
        columns={"context": "context", "province": view.by.one, "published": "published"},
        rows=_LINES_LIVE if live else _LINES,
        links=None if live else {"context": link_articles(lines["article_id"], lines["start"])},
    )


def _show_rates(view: View, live: bool) -> None:
    sides = [view.choice.province, view.choice.against]
    known = view.table.dropna(subset=["rate_per_10k"])
    drawn = view.table.iloc[0:0] if known["period"].nunique() < 2 else view.table
    # The sides that were chosen come first, since the first lines are those that have colours.
    drawn = drawn.sort_values("province", key=lambda names: ~names.isin(sides), kind="stable")
    publish(
        plot_term_timeline(add_glosses(mark_episodes(drawn, "period", present="rate_per_10k"))),
        view.table,
        **describe_rates(view.table, view.choice.term, view.period, view.by),
        name="rates",
    )


def _show_words(view: View, live: bool) -> None:
    choice, compared = view.choice, view.compared
    words = add_glosses(label_contrast(view.table)).assign(entry="")
    show_text(
        tell_comparison(
            count_differences(compared), view.table, compared, choice.term, choice.province, choice.against
        )
    )
    publish(
        plot_keyness(words, catalogue()["keyness"]),
        view.table,
        **describe_words_apart(words, choice.province, choice.against),
        name="apart",
    )
