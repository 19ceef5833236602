"""Two copies of an article side by side, with what was added, dropped, changed or moved."""

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from helpers.addresses import link_article
from helpers.figures.publish import show_markup
from helpers.figures.quotes import plain, quote
from helpers.quotable import FEW
from helpers.terminal import harmless

__all__ = ["show_copies"]

# A stretch is struck through, underlined or dashed, so that colour is not the only mark.
_DEL = "background:#fbd9d3;color:#16191d;text-decoration:line-through;padding:0 0.1em"
_INS = "background:#cdebd5;color:#16191d;text-decoration:underline;padding:0 0.1em"
_MOVED = "background:#e2e0f5;color:#16191d;border-bottom:2px dashed #5b4fa8;padding:0 0.1em"
_ROW = "display:flex;flex-wrap:wrap;gap:0.2rem 1.4rem;padding:0.35rem 0"
_CELL = "flex:1 1 15rem;min-width:0;overflow-wrap:anywhere;line-height:1.8"
_HEAD = _CELL + ";font-weight:600;line-height:1.4"
_WHO = "font-weight:400;opacity:0.8;font-size:0.85em"
_FOLD = "text-align:center;opacity:0.75;font-size:0.85em;padding:0.25rem 0;border-block:1px dotted"
_PAIR = "margin:1rem 0 1.6rem"
_CONTEXT = 30  # characters of the same text shown on each side of a difference
_LONGEST = 300  # characters of one difference
_MOST = 40  # differences of a pair
_CONTEXT_UNPUBLISHED, _MOST_UNPUBLISHED = 3, 10  # the same of texts that are not published


@dataclass
class _Side:
    """One copy's half of a row: what it shows so far, and the paragraph that it ended in."""

    shown: list[str] = field(default_factory=list)
    paragraph: int = 0

    def add(self, markup: str, paragraph: int) -> None:
        if self.shown and paragraph != self.paragraph:
            self.shown.append("<br>")
        self.shown.append(markup)
        self.paragraph = paragraph


def show_copies(
    stretches: pd.DataFrame,
    texts: Mapping[str, str],
    issues: Mapping[str, str],
    caption: str,
    words: Mapping[str, str],
    *,
    name: str,
    whole: bool = False,
) -> None:
    """Show pairs of copies in two columns (below each other on a phone), differences marked, the rest folded.

    `stretches` comes from `align_pairs`; `texts` gives what its offsets index by article_id, a headline in the
    first line, which leads to the article; `issues` says who printed each and when. Without `whole`, at most 12 characters of each
    of ten differences are shown. `words` are the sentences of the catalogue's group `copies`. Nothing of the texts is
    interpreted. Of no pair, only the caption is shown.
    """
    if stretches.empty:
        note = f'<div class="fangzhi-empty" role="note">{html.escape(caption)}</div>'
        show_markup(note, caption, name=name, classes="fangzhi-copies")
        return
    pairs = [
        _pair(group, (str(a), str(b)), texts, issues, words, whole)
        for (a, b), group in stretches.groupby(["family", "article_id"], sort=False)
    ]
    markup = f"<figcaption>{html.escape(caption)}</figcaption>{''.join(pairs)}"
    show_markup(markup, caption, name=name, classes="fangzhi-copies")


def _pair(
    stretches: pd.DataFrame,
    copies: tuple[str, str],
    texts: Mapping[str, str],
    issues: Mapping[str, str],
    words: Mapping[str, str],
    whole: bool,
) -> str:
    """One pair of articles, the canonical one first."""
    canonical, copy = (texts[article_id] for article_id in copies)
    heads = "".join(
        f'<div style="{_HEAD}"><a href="{html.escape(link_article(article_id))}" lang="zh">'
        f"{quote(texts[article_id].partition(chr(10))[0], 60) or plain(article_id)}</a>"
        f'<br><span style="{_WHO}">{html.escape(f"{words[role]}: {harmless(issues[article_id])}")}</span></div>'
        for role, article_id in zip(("left", "right"), copies, strict=True)
    )
    rows = list(_rows(stretches, canonical, copy, words, whole))
    return f'<div class="fangzhi-pair" style="{_PAIR}"><div style="{_ROW}">{heads}</div>{"".join(rows)}</div>'


def _rows(
    stretches: pd.DataFrame, canonical: str, copy: str, words: Mapping[str, str], whole: bool
) -> Iterator[str]:
    """Yield the rows of a pair: differences with a little of what is around them, and folds between them."""
    context, most = (_CONTEXT, _MOST) if whole else (_CONTEXT_UNPUBLISHED, _MOST_UNPUBLISHED)
    left, right = _Side(), _Side()
    parts = list(_parts(stretches, canonical, copy))
    n_differences = 0
    for i, part in enumerate(parts):
        if part["kind"] != "same":
            n_differences += 1
            if n_differences > most:
                rest = sum(other["kind"] != "same" for other in parts[i:])
                yield _row(left, right) + _fold(words["more"].format(n=f"{rest:,}"))
                return
            _add_difference(part, left, right, words, whole)
            continue
        n = len(part["left"])
        if 0 < i < len(parts) - 1 and n <= 2 * context + (20 if whole else 0):
            _add_same(part, part["left"], part["right"], left, right)
            continue
        before, after = (context if i else 0), (context if i < len(parts) - 1 else 0)
        if before:
            _add_same(part, part["left"][:before], part["right"][:before], left, right)
        if left.shown or right.shown:
            yield _row(left, right)
            left, right = _Side(), _Side()
        if n > before + after:
            yield _fold(words["same"].format(n=f"{n - before - after:,}"))
        if after:
            _add_same(part, part["left"][-after:], part["right"][-after:], left, right, last=True)
    if left.shown or right.shown:
        yield _row(left, right)


def _parts(stretches: pd.DataFrame, canonical: str, copy: str) -> Iterator[dict[str, Any]]:
    """Yield the stretches with their words and paragraphs; the same in a row is one."""
    same: dict[str, Any] | None = None
    for row in stretches.to_dict("records"):
        part: dict[str, Any] = {"kind": row["kind"]}
        for side, text, prefix in (("left", canonical, "canonical"), ("right", copy, "copy")):
            start, end, paragraph = (row[f"{prefix}_{what}"] for what in ("start", "end", "paragraph"))
            there = not pd.isna(start)
            part[side] = text[start:end] if there else ""
            part[f"{side}_paragraphs"] = (int(paragraph), int(paragraph)) if there else (0, 0)
            part[f"{side}_range"] = (int(start), int(end)) if there else (0, 0)
        if part["kind"] == "same" and same is not None:
            for side, text in (("left", canonical), ("right", copy)):
                start, end = same[f"{side}_range"][0], part[f"{side}_range"][1]
                same[f"{side}_range"] = (start, end)
                same[side] = text[start:end]
                same[f"{side}_paragraphs"] = (same[f"{side}_paragraphs"][0], part[f"{side}_paragraphs"][1])
            continue
        if same is not None:
            yield same
            same = None
        if part["kind"] == "same":
            same = part
        else:
            yield part
    if same is not None:
        yield same


def _add_same(
    part: Mapping[str, Any], left_text: str, right_text: str, left: _Side, right: _Side, *, last: bool = False
) -> None:
    for side, name, text in ((left, "left", left_text), (right, "right", right_text)):
        side.add(html.escape(harmless(text)), part[f"{name}_paragraphs"][last])
        side.paragraph = part[f"{name}_paragraphs"][1]


def _add_difference(
    part: Mapping[str, Any], left: _Side, right: _Side, words: Mapping[str, str], whole: bool
) -> None:
    moved = part["kind"] == "moved"
    for side, name, tag, style, key in (
        (left, "left", "del", _DEL, "dropped"),
        (right, "right", "ins", _INS, "added"),
    ):
        if not part[name]:
            continue
        quoted = quote(part[name], _LONGEST if whole else FEW, left_out=words["cut"], tail=whole)
        told = words["moved" if moved else "changed" if part["kind"] == "changed" else key]
        title = html.escape(told)
        side.add(
            f'<span class="fangzhi-moved" style="{_MOVED}" title="{title}">{quoted}</span>'
            if moved
            else f'<{tag} style="{style}" title="{title}">{quoted}</{tag}>',
            part[f"{name}_paragraphs"][0],
        )


def _row(left: _Side, right: _Side) -> str:
    cells = "".join(
        f'<div lang="zh" style="{_CELL}">{"".join(side.shown) or "–"}</div>' for side in (left, right)
    )
    return f'<div style="{_ROW}">{cells}</div>'


def _fold(text: str) -> str:
    return f'<div class="fangzhi-fold" style="{_FOLD}">{html.escape(text)}</div>'
