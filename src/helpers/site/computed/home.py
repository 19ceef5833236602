"""The home page: how large the corpus is, and what the chapters found in it."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from helpers.findings import tell_robustness
from helpers.site.computed.parts import Chapters, make_link, say_empty, say_sampling
from helpers.site.headline import headline_numbers

if TYPE_CHECKING:
    from helpers.corpus import Corpus

__all__ = ["findings", "headline"]

# By the beginning of a finding's name; the first that fits.
_SHOWN_AT = {
    "01-articles": "tbl-inputs", "01-copies": "tbl-families", "01-body": "fig-ledger", "01-": "tbl-gaps",
    "02-": "fig-rates", "03-": "fig-keyness", "04-published": "fig-publications", "04-distance": "fig-events",
    "04-changed": "fig-trend", "04-": "fig-calendar", "05-chosen": "fig-quality", "05-": "tbl-topics", "06-": "tbl-verdicts",
    "": "",
}  # fmt: skip
_MOST_FINDINGS = 2  # of a chapter on the home page; chapters put first what matters most


def findings(corpus: "Corpus", chapters: Chapters) -> str:
    """The first findings of each chapter, each with the tables it was built from, and the way to the rest."""
    rows = corpus.findings
    if rows.empty:
        return say_empty("This corpus gives nothing to report yet.")
    parts = []
    for chapter, group in rows.groupby("chapter", sort=False):
        title, address = chapters.get(str(chapter), (str(chapter), ""))
        items = []
        # What is too few to say is said once; the chapter has the details.
        told = group[(group["verdict"] != "too-few") | (group.index == group.index[0])]
        for row in told.head(_MOST_FINDINGS).to_dict("records"):
            shown = f"{address}#{_shown_at(row['finding_id'])}" if address else ""
            evidence = f'<span class="fangzhi-evidence">from {make_link(row["evidence"], shown)}</span>'
            mark = _robustness(row["robustness"], row["depends_on"])
            items.append(
                f'<li class="fangzhi-{row["verdict"]}">{escape(row["sentence"])} {mark}{evidence}</li>'
            )
        parts.append(f'<p class="rubric">{make_link(title, address)}</p>\n<ul>{"".join(items)}</ul>')
    return f'{say_sampling(corpus)}<div class="fangzhi-findings">{"".join(parts)}</div>'


def _shown_at(finding: str) -> str:
    """Return the anchor of the figure or table, on the chapter's page, that shows what a finding is built from."""
    return next(anchor for start, anchor in _SHOWN_AT.items() if finding.startswith(start))


def _robustness(robustness: str, depends_on: Sequence[str]) -> str:
    """The mark of a finding that was computed again under other choices."""
    told = tell_robustness(robustness, depends_on)
    return f'<span class="fangzhi-verdict fangzhi-{robustness}">{escape(told)}</span> ' if told else ""


def headline(corpus: "Corpus", chapters: Chapters) -> str:
    """The size of the corpus in a strip of numbers."""
    numbers = headline_numbers(corpus).items()
    cells = (
        f"<div><dt>{escape(what)}</dt><dd>{' '.join(f'<span>{escape(part)}</span>' for part in n.split())}</dd></div>"
        for what, n in numbers
    )
    return f'<dl class="fangzhi-headline">{"".join(cells)}</dl>'
