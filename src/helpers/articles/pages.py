"""Printed pages in a text: their running heads and numbers, sentences cut by their edges, lines cut at their width.

Programs that turn pages into text keep the page: a form feed or a number where one ends, the same line at the
top of each, and a line break where the paper ended.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

from helpers.articles.lines import Line, Piece
from helpers.articles.rules import Label

__all__ = ["blank_between", "crosses_page", "find_page_furniture", "indentation", "is_cut", "unwrap"]

_PAGE_RULES = ("page-number", "running-head")
_DASH = r"[-—–－―─·•~～|\s]"
_NUMBER = re.compile(
    rf"(?P<mark>{_DASH}*)(?:(?P<word>第|[Pp]age|PAGE|[Pp]\.?)\s*)?(?P<n>\d{{1,4}})\s*(?P<unit>页|頁)?"
    rf"(?:\s*(?:[/／,，]|of|OF)?\s*(?P<all>共|總|总)?\s*(?P<total>\d{{1,4}})\s*(?:页|頁)?)?(?P<end>{_DASH}*)"
)
_DIGIT = re.compile(r"\d")
_EDGE = 3  # lines at the top or bottom of a page, where heads and numbers stand
_LEAST_PAGES = 3
_LEAST_HEAD, _LONGEST_HEAD = 6, 60
_SHARE = 0.4  # of the pages that a running head is on; left and right pages may have heads of their own
_APART = 100  # characters between two page numbers, where no form feed parts the pages
_APART_BARE = 200  # the same of numbers without any mark, which could be those of a list
_LEAST_CUT = 20  # characters that a line has at least which the end of its page cut

_SENTENCE_END = "。！？!?：:；;…”’」』）)》."
_LEAST_WIDTH, _MOST_WIDTH = 40, 160  # columns of a line cut at the paper's width; a Chinese character has two
_HANGING = 3  # columns that a comma or full stop may stand beyond the width
_RAGGED = 6  # columns that a line within a sentence may be shorter, once it is known that lines were cut
_WRAPPED = 0.85  # of the lines that end within a sentence end where the next word had no room
_LEAST_WRAPPED = 4
_UNIT = re.compile(r"[A-Za-z0-9%.,/'’-]+|.[，。、；：？！）》」』】〕”’…,.;:?!)\]}%]*", re.DOTALL)
_MARKED = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[、．.)）](?!\d)|\s)|第[一二三四五六七八九十百\d]{1,4}[章节条部编款]|[-*+•●◆■▪·|①-⑳>]"
)
_CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff0f\uff1a-\uff20“‘《]")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—·]")


class _Widths(dict[str, int]):
    """The columns of each character, looked up once."""

    def __missing__(self, character: str) -> int:
        width = self[character] = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        return width


_WIDTHS = _Widths()


def find_page_furniture(lines: Sequence[Line]) -> dict[int, str]:
    """Return the lines that belong to the printed page and not to its text: index → rule.

    Rules are `page-number`, for numbers that count the pages, and `running-head`, for a short line (but for its
    figures) that stands at the edge of many pages. Without form feeds, page numbers show where a page ends.
    """
    pages: dict[int, list[int]] = {}
    for i, line in enumerate(lines):
        pages.setdefault(line.page, []).append(i)
    found: dict[int, str] = {}
    counted = {i: n for i, line in enumerate(lines) if (n := _page_number(line.text)) is not None}
    if len(pages) > 1:
        edges = {i: page for page, inside in pages.items() for i in (*inside[:_EDGE], *inside[-_EDGE:])}
        numbers = [(i, page, counted[i]) for i, page in edges.items() if i in counted]
        ahead = Counter(n - page for _, page, n in numbers).most_common(1)
        if ahead and ahead[0][1] >= 2:
            found.update((i, "page-number") for i, page, n in numbers if n - page == ahead[0][0])
        n_pages = len(pages)
    else:
        found.update((i, "page-number") for i in _counted(lines, counted))
        edges = {j: i for i in found for j in range(i - 2, i + 3) if 0 <= j < len(lines) and j not in found}
        n_pages = len(found)
    found.update((i, "running-head") for i in _heads(lines, edges, n_pages, found))
    if len(pages) == 1:
        for number, head in _turns(lines, counted):
            found[number], found[head] = "page-number", "running-head"
    return found


def _turns(lines: Sequence[Line], numbers: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return (number, head) where a page turns: a lone number beside words that stand beside another, or at the top.

    So the few pages of a short text are known, too.
    """
    beside = [
        (i, j)
        for i in numbers
        for j in (i - 1, i + 1)
        if 0 < j < len(lines)
        and _LEAST_HEAD <= len(lines[j].text) <= _LONGEST_HEAD
        and not re.search(r"[，。；！？]", lines[j].text)
    ]
    if not beside:
        return []
    masked = {
        j: re.sub(r"[\d\s]+", "0", lines[j].text) for j in (0, 1, *(j for _, j in beside)) if j < len(lines)
    }
    counted = Counter(masked.values())
    return [(i, j) for i, j in beside if counted[masked[j]] > 1]


def _page_number(text: str) -> int | None:
    """Return the number of a page that a line consists of, if it does."""
    match = _NUMBER.fullmatch(text) if len(text) <= 30 and _DIGIT.search(text) else None
    if match is None or (match["total"] and int(match["total"]) < int(match["n"])):
        return None
    return int(match["n"])


def _is_marked(text: str) -> bool:
    """Tell whether a page number shows that it is one."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return False
    dashes = bool(match["mark"].strip() and match["end"].strip())
    return dashes or bool(match["word"] or match["unit"]) or (match["total"] is not None and "/" in text)


def _counted(lines: Sequence[Line], numbers: Mapping[int, int]) -> list[int]:
    """Return the lone numbers that count upwards through a document without form feeds, far enough apart."""
    if len(numbers) < _LEAST_PAGES:
        return []
    ends = [0, *accumulate(len(line.text) for line in lines)]
    best: list[int] = []
    for marked in (True, False):
        chain: list[tuple[int, int]] = []  # (line, number)
        for i, n in numbers.items():
            if _is_marked(lines[i].text) != marked:
                continue
            least = _APART if marked else _APART_BARE
            if chain and 1 <= n - chain[-1][1] <= 2 and ends[i] - ends[chain[-1][0] + 1] >= least:
                chain.append((i, n))
            elif not chain or (len(chain) < _LEAST_PAGES and n <= chain[-1][1]):
                chain = [(i, n)]
        if len(chain) >= _LEAST_PAGES and len(chain) > len(best):
            best = [i for i, _ in chain]
    return best


def _heads(
    lines: Sequence[Line], edges: Mapping[int, int], n_pages: int, numbers: Mapping[int, str]
) -> list[int]:
    """Return the short lines that recur at the edge of many pages."""
    if n_pages < _LEAST_PAGES:
        return []
    places: dict[str, list[int]] = {}
    for i in sorted(edges):
        text = lines[i].text
        # A row of a table recurs, too; one with the number of the page in a cell is no row of a table.
        row = "\t" in text and not any(map(_is_marked, text.split("\t")))
        if (
            i not in numbers
            and len(text) <= _LONGEST_HEAD
            and not row
            and not re.search(r"[，。；！？]", text)
        ):
            places.setdefault(re.sub(r"[\d\s]+", "0", text), []).append(i)
    found = []
    for same in places.values():
        if len({edges[i] for i in same}) >= max(_LEAST_PAGES, _SHARE * n_pages):
            # On the first page the same words may be the headline itself.
            first = same[0]
            is_headline = first + 1 < len(lines) and first == 0 and _is_text(lines[first + 1].text)
            found.extend(same[1:] if is_headline else same)
    return found


def _is_text(text: str) -> bool:
    return len(text) > _LONGEST_HEAD or text[-1] in _SENTENCE_END


def crosses_page(lines: Sequence[Line], labels: Sequence[Sequence[Label]], above: int, below: int) -> bool:
    """Tell whether the edge of a page may lie between two lines of text, and nothing but its furniture."""
    furniture = range(above + 1, below)
    if not all(labels[i] and labels[i][0].rule in _PAGE_RULES for i in furniture):
        return False
    before, after = lines[above].text, lines[below].text
    if "\t" in before or "\t" in after:
        return False  # rows of a table
    parted = bool(furniture) or lines[above].page != lines[below].page
    if parted and len(before) >= _LEAST_CUT:
        return True
    return lines[below].blank_before >= 1 and len(before) >= 40


def is_cut(above: Line, below: Line) -> bool:
    """Tell whether a line can go on the sentence that the line above leaves open: both in Chinese characters.

    Latin words do so only from page to page, where they go on in small letters.
    """
    if above.page != below.page and re.search(r"[a-z,]\Z", above.text):
        return re.match(r"[a-z]", below.text) is not None
    return _CJK.match(above.text[-1]) is not None and _CJK.match(below.text) is not None


def blank_between(above: str, below: str) -> str:
    """Return what parts the words of two lines that are one: a blank where neither is Chinese or a cut number."""
    if above[-1:].isdecimal() and below[:1].isdecimal():
        return ""
    return "" if _WIDE.match(above[-1:]) or _WIDE.match(below) else " "


def indentation(blank: str) -> int:
    """Return the columns that white space before a line takes."""
    return sum(4 if c == "\t" else 2 if c == "\u3000" else c.isspace() for c in blank) if blank else 0


def unwrap(lines: list[Line]) -> list[Line]:
    """Return the lines of a plain text with those put together that were cut at the width of the paper.

    Only where nearly all lines that end within a sentence are as long as the next word allowed, so that a poem,
    a list or a table stays as it is. A Latin word keeps a blank before it, in place of the line break.
    """
    width = _paper_width(lines)
    if width is None:
        return lines
    kept = find_page_furniture(lines)
    indents = Counter(line.indent for line in lines)
    base = min(indent for indent, n in indents.items() if n >= 0.2 * max(indents.values()))
    unwrapped: list[Line] = []
    last: Line | None = None  # the printed line above
    for i, line in enumerate(lines):
        goes_on = (
            last is not None
            and i not in kept
            and i - 1 not in kept
            and _is_neighbour(last, line)
            and line.indent <= base + 1
            and _is_full(last, line, width if last.text[-1] in _SENTENCE_END else width - _RAGGED)
            and not (_MARKED.match(line.text) and last.text[-1] in _SENTENCE_END)
        )
        if goes_on and last is not None:
            unwrapped[-1] = _joined(unwrapped[-1], line)
        else:
            unwrapped.append(line)
        last = line
    return unwrapped


def _paper_width(lines: Sequence[Line]) -> int | None:
    """Return the columns at which a text's lines were cut, or None where they were not."""
    open_ends = [
        (above, below)
        for above, below in pairwise(lines)
        if above.text[-1] not in _SENTENCE_END and _is_neighbour(above, below)
    ]
    if len(open_ends) < _LEAST_WRAPPED:
        return None
    widths = sorted(line.indent + _columns(line.text) for line in lines)
    width = widths[-1 - len(widths) // 50]
    if not _LEAST_WIDTH <= width <= _MOST_WIDTH or widths[-1] > 2 * width:
        return None
    full = [above for above, below in open_ends if _is_full(above, below, width)]
    prose = sum(re.search(r"[，。；：、,.;]", above.text[:-1]) is not None for above in full)
    wrapped = len(full) >= max(_LEAST_WRAPPED, _WRAPPED * len(open_ends)) and prose >= 0.6 * len(full)
    sentences = sum(line.text[-1] in _SENTENCE_END for line in lines)
    return width if wrapped and sentences >= 2 else None


def _is_neighbour(above: Line, below: Line) -> bool:
    """Tell whether a line stands right below another, both of them running text."""
    return (
        below.blank_before == 0
        and above.page == below.page
        and not (above.heading or below.heading)
        and not re.search(r"\t|\S {3,}\S|\|", above.text + "\n" + below.text)
    )


def _is_full(above: Line, below: Line, width: int) -> bool:
    """Tell whether the line above had no room for the first word of the line below."""
    unit = _UNIT.match(below.text)
    word = unit[0] if unit else below.text[:1]
    blank = blank_between(above.text, word)
    return above.indent + _columns(above.text) + len(blank) + _columns(word) > width - _HANGING


def _columns(text: str) -> int:
    return sum(map(_WIDTHS.__getitem__, text))


def _joined(above: Line, below: Line) -> Line:
    """Return two lines as one; its pieces keep their places in the source."""
    pieces = [*above.pieces]
    if blank_between(above.text, below.text):
        pieces.append(Piece(above.pieces[-1].end, below.pieces[0].start, " "))
    return Line(
        [*pieces, *below.pieces], blank_before=above.blank_before, page=above.page, indent=above.indent
    )
