"""Topics as cards: whether one holds still, its terms, the topic most like it, and its passages word for word."""

import html
from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.figures.links import link_terms, share_out
from helpers.figures.publish import show_markup
from helpers.figures.quotes import plain
from helpers.figures.said import SMALL, printed
from helpers.figures.style import blank, columns_of
from helpers.phrases import counted

__all__ = ["show_topics"]

_CARD = "border:1px {};border-radius:8px;margin:0 0 1rem;padding:0.8rem 1rem;overflow-wrap:anywhere{}"
_SOLID, _DASHED = "solid rgba(128,134,142,0.45)", "dashed rgba(128,134,142,0.9)"
_MUTED = ";color:var(--pst-color-text-muted,inherit)"
_HEAD = "display:flex;flex-wrap:wrap;align-items:center;gap:0.3rem 0.7rem"
_HEADING = "font-size:1.15rem;font-weight:600;line-height:1.35;margin:0"
_BADGE = (
    "border:1px {} currentColor;border-radius:1em;padding:0.05rem 0.6rem;font-size:0.78rem;line-height:1.5"
)
_TOLD = "margin:0.45rem 0 0.6rem"
_LABEL = "margin:0.7rem 0 0.25rem;font-size:0.82rem;font-weight:600"
_CHIPS = "list-style:none;display:flex;flex-wrap:wrap;gap:0.35rem;margin:0;padding:0"
_CHIP = "background:rgba(128,134,142,0.14);border-radius:4px;padding:0.05rem 0.5rem;margin:0;line-height:1.6"
_QUOTE = (
    "margin:0.3rem 0 0.8rem;padding:0 0 0 0.8rem;border:0;border-left:3px solid rgba(128,134,142,0.45);"
    "background:none;color:inherit;font-size:0.95rem;line-height:1.65"
)
_PARAGRAPH = "margin:0 0 0.35rem"


def show_topics(
    topics: pd.DataFrame,
    terms: pd.DataFrame,
    passages: pd.DataFrame,
    caption: str,
    words: Mapping[str, Any],
    *,
    name: str,
) -> None:
    """Show each topic as a card with the anchor `topic-{topic}`, in the table's order.

    `topics` has one row per topic: topic, label, stable; there may be told (a sentence about it), nearest (another
    topic) and similarity (0 to 1). `terms` has one row per (topic, term), in order: topic, term; there may be gloss.
    `passages` has one row per (topic, passage), in order: topic, article_id, start (in its text), text, title, outlet,
    province, published, published_precision; there may be weight (the share of the passage that the topic takes). The first passage of a
    topic is open, the others are folded. A passage leads to its place in the article, a term to its page (of many
    topics, the first terms of each). `words` are the sentences of the catalogue's group `topic_cards`. The card
    leads to that of the nearest topic where there is one. Of no topic, only the caption is shown.
    """
    rows = _with_words(topics, "topic", "label", "told", "nearest").to_dict("records")
    labels = {row["topic"]: row["label"] for row in rows}
    chips, quotes = _chips_of(terms), _quotes_of(passages, words)
    cards = [
        _card(row, labels, chips.get(row["topic"], []), quotes.get(row["topic"], []), words) for row in rows
    ]
    heading = f"<figcaption>{html.escape(caption)}</figcaption>"
    show_markup(heading + "".join(cards), caption, name=name, classes="fangzhi-topics")


def _card(
    row: Mapping[Any, Any], labels: Mapping[str, str], chips: list[str], quotes: list[str], words: Mapping[str, Any]
) -> str:  # fmt: skip
    """One topic; `labels` are of the topics that have cards."""
    stable = blank(row["stable"]) == "True"  # missing is not true
    edge, muted = (_SOLID, "") if stable else (_DASHED, _MUTED)
    badge = _BADGE.format("solid" if stable else "dashed")
    parts = [
        f'<div style="{_HEAD}"><h3 style="{_HEADING}">{_named(row["topic"], row["label"])}</h3>'
        f'<span class="fangzhi-badge" style="{badge}">{_say(words, "stable" if stable else "unstable")}</span></div>'
    ]
    if row["told"]:
        parts.append(f'<p style="{_TOLD}">{plain(row["told"])}</p>')
    if chips:
        parts.append(
            f'<p style="{_LABEL}">{_say(words, "terms")}</p><ul style="{_CHIPS}">{"".join(chips)}</ul>'
        )
    if row["nearest"] in labels:
        parts.append(f'<p style="{_TOLD}">{_nearest(row, labels, words)}</p>')
    if quotes:
        first, *others = quotes
        parts.append(f'<p style="{_LABEL}">{_say(words, "passages")}</p>{first}')
        if others:
            more = html.escape(counted(len(others), words["more"]))
            parts.append(f"<details><summary>{more}</summary>{''.join(others)}</details>")
    return (
        f'<section id="topic-{plain(row["topic"])}" class="fangzhi-topic" style="{_CARD.format(edge, muted)}">'
        f"{''.join(parts)}</section>"
    )


def _named(topic: str, label: str) -> str:
    return f'{plain(topic)}. <span lang="zh">{plain(label)}</span>'


def _nearest(row: Mapping[Any, Any], labels: Mapping[str, str], words: Mapping[str, Any]) -> str:
    nearest = row["nearest"]
    link = f'<a href="#topic-{plain(nearest)}">{_named(nearest, labels[nearest])}</a>'
    similarity = row.get("similarity")
    if blank(similarity):
        return _say(words, "nearest_how").format(topic=link, similarity=f"{similarity:.2f}")
    return _say(words, "nearest").format(topic=link)


def _with_words(table: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Return the table with the columns as words; a whole number is written as one, whatever its type."""
    words = columns_of(table.convert_dtypes(), *names)
    return table.assign(**dict(zip(names, words, strict=True)))


def _chips_of(terms: pd.DataFrame) -> dict[str, list[str]]:
    """The terms of each topic as HTML."""
    names = ["topic", "term", "gloss"]
    chips: dict[str, list[str]] = {}
    rows = _with_words(terms, *names)[names]
    most = share_out(rows["topic"].nunique())
    for topic, term, gloss in rows.itertuples(index=False):
        behind = f' <span style="{SMALL}">{plain(gloss)}</span>' if gloss else ""
        of_topic = chips.setdefault(topic, [])
        (link,) = link_terms([term], most=most - len(of_topic))
        tag, attribute = ("a", f' href="{html.escape(link)}"') if link else ("span", "")
        of_topic.append(f'<li style="{_CHIP}"><{tag}{attribute} lang="zh">{plain(term)}</{tag}>{behind}</li>')
    return chips


def _quotes_of(passages: pd.DataFrame, words: Mapping[str, Any]) -> dict[str, list[str]]:
    """The passages of each topic as HTML, paragraph by paragraph, with where and when each was printed below."""
    quotes: dict[str, list[str]] = {}
    for passage in _with_words(passages, "topic").to_dict("records"):
        paragraphs = "".join(
            f'<p lang="zh" style="{_PARAGRAPH}">{plain(line)}</p>'
            for line in blank(passage["text"]).splitlines()
            if line.strip()
        )
        source = printed(passage, passage.get("start"))
        if province := blank(passage["province"]):
            source.insert(0, f'<b lang="zh">{plain(province)}</b>')
        if blank(weight := passage.get("weight")):
            source.append(html.escape(words["weight"].format(weight=weight)))
        quotes.setdefault(passage["topic"], []).append(
            f'<blockquote style="{_QUOTE}">{paragraphs}<p style="margin:0;{SMALL}">{" · ".join(source)}</p></blockquote>'
        )
    return quotes


def _say(words: Mapping[str, Any], key: str) -> str:
    return html.escape(words[key])
