"""Findings with their verdicts: what each says, whether it came back, and what comes in its place where it did not."""

import html

import pandas as pd

from helpers.figures.links import link_articles
from helpers.figures.publish import show_markup
from helpers.figures.quotes import plain

__all__ = ["show_verdicts"]


def show_verdicts(verdicts: pd.DataFrame, caption: str, *, name: str) -> None:
    """Show a list of findings, each with its verdict behind it and the reasons below.

    One row per finding: finding_id (its anchor is `verdict-{finding_id}`, to which `plot_sensitivity` leads), chapter, sentence, robustness (holds, depends or falls), verdict (the same in words), whys (a list of sentences, which may be
    empty), without (for each of these the article_id of the article that it names, or ''). A finding leads to its
    chapter, a reason to its article. Nothing of the sentences is interpreted. Of no row, only the caption is shown.
    """
    items = [
        f'<li id="verdict-{plain(row["finding_id"])}" style="margin:0.6rem 0">'
        f'<a class="fangzhi-quiet" href="../notebooks/{plain(row["chapter"])}.html">{plain(row["sentence"])}</a> '
        f'<strong class="fangzhi-verdict fangzhi-{html.escape(row["robustness"])}">{plain(row["verdict"])}</strong>'
        f"{_reasons(row['whys'], link_articles(row['without']))}</li>"
        for row in verdicts.to_dict("records")
    ]
    found = f'<ul style="padding-inline-start:1.2rem">{"".join(items)}</ul>' if items else ""
    markup = f"<figcaption>{html.escape(caption)}</figcaption>{found}"
    show_markup(markup, caption, name=name, classes="fangzhi-verdicts")


def _reasons(whys: list[str], links: list[str]) -> str:
    listed = "".join(
        f'<li><a class="fangzhi-quiet" href="{html.escape(link)}">{plain(why)}</a></li>'
        if link
        else f"<li>{plain(why)}</li>"
        for why, link in zip(whys, links, strict=True)
    )
    return f'<ul style="font-size:0.9em;opacity:0.85">{listed}</ul>' if listed else ""
