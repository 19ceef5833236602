"""Splits and merges of `overrides.csv` → the drafts of a document's articles, each with its number."""

from collections.abc import Sequence

from helpers.articles.markup import Line
from helpers.articles.splitting import Draft
from helpers.overrides import Override

__all__ = ["correct_drafts"]

_RULE = "override"


def correct_drafts(
    drafts: Sequence[Draft], lines: Sequence[Line], overrides: Sequence[Override]
) -> list[tuple[int, Draft]]:
    """Return the drafts in the order of the page, each with its number, after the splits and merges of its document.

    Numbers are those before any correction: what is split off gets the next free one, and what was merged leaves a gap, so that
    no other article changes its id. Raises UserError for a line to split at that is not in the article once, and for
    merging the first article of a document. An article that is not there is left to `check_overrides`.
    """
    numbered = list(enumerate(drafts, start=1))
    fresh = len(numbered) + 1
    for override in overrides:
        number = override.article_id.rpartition("-")[2]
        at = next((i for i, (seq, _) in enumerate(numbered) if f"{seq:02d}" == number), None)
        if at is None:
            continue
        seq, draft = numbered[at]
        if override.field == "split":
            first, second = _split(draft, lines, override)
            numbered[at : at + 1] = [(seq, first), (fresh, second)]
            fresh += 1
        elif at == 0:
            raise override.wrong(
                f"{override.article_id} is the first article of its document and cannot be merged."
            )
        else:
            numbered[at - 1 : at + 1] = [(numbered[at - 1][0], _merge(numbered[at - 1][1], draft))]
    return numbered


def _split(draft: Draft, lines: Sequence[Line], override: Override) -> tuple[Draft, Draft]:
    """Cut a draft before the line that begins with the words given; a line that is just these words is the new headline."""
    words = override.value
    found = [i for i in draft.lines[1:] if lines[i].text.strip().startswith(words)]
    if len(found) != 1:
        many = "no line after the first" if not found else f"{len(found)} lines"
        raise override.wrong(f"{many} of {override.article_id} begin with {words!r}; give the words of one.")
    cut = found[0]
    titled = lines[cut].text.strip() == words
    stretches = [
        s._replace(kind="title" if titled else s.kind, rule=_RULE)
        if s.line == cut and s.kind == "body"
        else s
        for s in draft.stretches
    ]
    halves = []
    for own, title in ((range(cut), draft.title), (range(cut, len(lines)), [words] if titled else [])):
        kept = [s for s in stretches if s.line in own]
        body = [s.line for s in kept if s.kind == "body"]
        if not body:
            where = "before" if own.start == 0 else "after"
            raise override.wrong(f"{where} {words!r} no text of {override.article_id} would be left.")
        halves.append(
            Draft(
                lines=[i for i in draft.lines if i in own],
                title=list(title),
                stretches=kept,
                head=min(body),
                joined={i for i in draft.joined if i in own and i != cut},
            )
        )
    return halves[0], halves[1]


def _merge(first: Draft, second: Draft) -> Draft:
    """Join a draft to the one before it; its headline becomes a line of the text."""
    own = [s._replace(kind="body", rule=_RULE) if s.kind == "title" else s for s in second.stretches]
    return Draft(
        lines=first.lines + second.lines,
        title=first.title,
        stretches=first.stretches + own,
        head=first.head,
        joined=first.joined | second.joined,
    )
