"""The one way to show a figure, a table or a reading on a page: with caption, alternative text and data.

Everything that comes from a corpus is escaped: text is data, in a reader's browser and in a spreadsheet.
"""

import base64
import datetime
import html
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from helpers.errors import UserError
from helpers.figures import fonts
from helpers.figures.inline import inline_svg
from helpers.figures.style import style
from helpers.spreadsheet import write_csv

__all__ = ["Drawing", "lay_out_table", "publish", "show_markup", "show_table", "show_text"]

_ROWS_SHOWN = 50
_LARGEST_SVG = 1_000_000  # characters; a larger drawing is a smaller picture as PNG
_CJK = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_NAME = re.compile(r"[\w-]+")

# A report opened in JupyterLab has none of the book's style sheet; this much keeps it readable.
_IMAGE_STYLE = "display:block;width:35rem;max-width:100%;height:auto;background:#fff"
_SCROLL_STYLE = "max-width:100%;overflow:auto"
_TALL_STYLE = ";max-height:34rem"
_ROWS_AT_ONCE = 12
_FEWEST_SORTED = 3  # rows that have an order worth changing
# A column of short texts keeps to one line; one that holds a sentence gets the room to be read in.
_LONG, _VERY_LONG = 24, 120  # characters
_LONG_STYLE = "min-width:{}rem;white-space:pre-line;overflow-wrap:anywhere;text-align:left"
_SHORT_STYLE = "white-space:nowrap;text-align:left"
_NUMBER_STYLE = "text-align:right"
# What book/_static/tables.js writes beside a table that it makes sortable; it has no words of its own.
_SORTING = {
    "search": "Search this table",
    "sort-by": "Sort by",
    "as-listed": "order as listed",
    "ascending": "ascending",
    "descending": "descending",
}


@dataclass(frozen=True)
class Drawing:
    """A picture made of HTML, which tells on hover and leads on: every word of a corpus in it is escaped."""

    markup: str


def publish(
    figure: Figure | Drawing | None,
    table: pd.DataFrame,
    caption: str,
    alt: str,
    *,
    name: str,
    strict: bool = False,
    empty: str = "",
) -> None:
    """Show a figure with its caption, alternative text, and its data as a table and a CSV file.

    `name` makes the anchor (`fig-name`) and the file's name. Without a figure, the sentence `empty` is
    shown in its place. Characters that the font lacks are drawn as 〓 and listed under the figure; a
    drawing is written in the reader's own fonts.
    The figure is closed, so that a notebook doesn't show it twice.

    Raises UserError for an empty caption or alternative text or an unusable name, and MissingGlyphError
    for characters that the font lacks when `strict`.
    """
    _check(name, caption=caption, alt=alt)
    if figure is None:
        sentence = empty or "There is nothing to draw."
        _display(
            f'<div class="fangzhi-empty" id="fig-{name}" role="note">{html.escape(sentence)}</div>', sentence
        )
        return
    missing: Sequence[str] = ()
    if isinstance(figure, Drawing):
        picture = _group(figure.markup, alt)
    else:
        plt.close(figure)
        missing = fonts.replace_missing(figure, strict=strict)
        picture = _picture(figure, alt, name)
    parts = [
        f'<figure id="fig-{name}" class="fangzhi-figure" style="margin:1em 0">',
        picture,
        f"<figcaption>{html.escape(caption)}</figcaption>",
    ]
    if missing:
        listed = ", ".join(f"{character} U+{ord(character):04X}" for character in missing)
        parts.append(
            f'<p class="fangzhi-glyphs">Not in the font, drawn as {fonts.GETA}: {html.escape(listed)}</p>'
        )
    parts += [
        f'<details class="fangzhi-table{_sorting(table)}><summary>The data: {_rows(len(table))}</summary>',
        _scroll_box(table, {c: c for c in map(str, table)}, caption),
        _csv_link(table, name),
        "</details></figure>",
    ]
    _display("\n".join(parts), f"[Figure] {caption} ({_rows(len(table))})")


def show_table(
    table: pd.DataFrame,
    caption: str,
    *,
    name: str,
    columns: Sequence[str] | Mapping[str, str] | None = None,
    rows: int = _ROWS_SHOWN,
    links: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Show a table with its caption and a CSV file: at most `rows` rows on the page, all rows in the file.

    Of a table without rows, only the caption is shown.

    `columns` chooses the columns on the page; a mapping also gives their headings. The file has all.
    Readers of the book can sort and search the rows on the page: numbers by the unrounded value in `data-value`,
    missing values (there the attribute is empty) last. Without the book's script, and in JupyterLab, a table stays
    as it is.
    `links` makes the cells of a column on the page lead to addresses within the book, one for each row, empty for none.
    Raises UserError for an empty caption, an unusable name, no rows, a column that the table lacks, or links that are
    not one for each row or lead out of the book.
    """
    markup = lay_out_table(table, caption, name=name, columns=columns, rows=rows, links=links)
    _display(markup, f"[Table] {caption} ({_rows(len(table))})" if len(table) else caption)


def lay_out_table(
    table: pd.DataFrame,
    caption: str,
    *,
    name: str,
    columns: Sequence[str] | Mapping[str, str] | None = None,
    rows: int = _ROWS_SHOWN,
    links: Mapping[str, Sequence[str]] | None = None,
    anchors: Sequence[str] = (),
    file: bool = True,
) -> str:
    """Return what `show_table` shows, as HTML for a page that is no notebook.

    `anchors` are names by which the rows can be linked to, one for each, empty for none. Without `file`, there is no CSV file.
    """
    _check(name, caption=caption)
    if rows < 1:
        raise UserError(
            f"rows={rows} shows nothing of {name}; give the number of rows for the page, such as 50."
        )
    headings = dict(columns) if isinstance(columns, Mapping) else {c: c for c in columns or map(str, table)}
    links = links or {}
    absent = [column for column in [*headings, *links] if column not in table]
    if absent:
        raise UserError(f"The table has no column {', '.join(absent)}; it has {', '.join(map(str, table))}.")
    for column, addresses in links.items():
        _check_links(column, addresses, len(table))
    if table.empty:
        return f'<div class="fangzhi-empty" id="tbl-{name}" role="note">{html.escape(caption)}</div>'
    parts = [
        f'<figure id="tbl-{name}" class="fangzhi-figure fangzhi-table{_sorting(table, rows)} style="margin:1em 0">',
        f"<figcaption>{html.escape(caption)}</figcaption>",
        _scroll_box(table[list(headings)], headings, caption, rows=rows, links=links, anchors=anchors),
        *([_csv_link(table, name)] if file else []),
        "</figure>",
    ]
    return "\n".join(parts)


def show_markup(markup: str, plain: str, *, name: str, classes: str) -> None:
    """Show HTML that the package itself has made, every word of a corpus in it escaped, as a table is shown.

    `plain` stands for it where only text can be shown. Raises UserError for an unusable name or empty text.
    """
    _check(name, caption=plain)
    _display(
        f'<figure id="tbl-{name}" class="fangzhi-figure fangzhi-table {classes}" style="margin:1em 0">'
        f"{markup}</figure>",
        f"[Text] {plain}",
    )


def show_text(sentences: str | Iterable[str]) -> None:
    """Show sentences as text: one as a paragraph, several as a list, none as nothing."""
    lines = [sentences] if isinstance(sentences, str) else list(sentences)
    lines = [line for line in lines if line.strip()]
    if not lines:
        return
    escaped = [html.escape(line) for line in lines]
    body = (
        f"<p>{escaped[0]}</p>" if len(lines) == 1 else f"<ul>{''.join(f'<li>{s}</li>' for s in escaped)}</ul>"
    )
    _display(f'<div class="fangzhi-reading">{body}</div>', "\n".join(lines))


def _check(name: str, **texts: str) -> None:
    for what, text in texts.items():
        if not text.strip():
            raise UserError(
                f"{name or 'A figure'} has no {what}; give it a sentence that says what it shows."
            )
    if not _NAME.fullmatch(name):
        raise UserError(f"name={name!r} cannot be an anchor; use letters, digits and hyphens only.")


def _check_links(column: str, addresses: Sequence[str], n_rows: int) -> None:
    if len(addresses) != n_rows:
        raise UserError(f"{column} has {len(addresses)} links for {n_rows} rows; give one for each, or ''.")
    outside = [address for address in addresses if address and not address.startswith(("../", "#"))]
    if outside:
        raise UserError(f"{column} has the link {outside[0]!r}, which is no address within the book.")


def _display(markup: str, plain: str) -> None:
    from IPython.display import display

    display({"text/html": markup, "text/plain": plain}, raw=True)  # type: ignore[no-untyped-call]


def _rows(n: int) -> str:
    return "1 row" if n == 1 else f"{n:,} rows"


def _group(markup: str, alt: str) -> str:
    return f'<div class="fangzhi-drawing" role="group" aria-label="{html.escape(alt)}">{markup}</div>'


def _picture(figure: Figure, alt: str, name: str) -> str:
    """Return the figure as SVG within the page, or as PNG on white where it holds an image or the SVG would be large."""
    if not (figure.images or any(axes.images for axes in figure.axes)):
        vector = inline_svg(_saved(figure, "svg", {"Date": None, "Creator": None}), name)
        if len(vector) <= _LARGEST_SVG:
            return _group(vector.replace(' style="', f' style="{_IMAGE_STYLE};', 1), alt)
    source = _data_url("image/png", _saved(figure, "png", {"Software": None}))
    return f'<img alt="{html.escape(alt)}" src="{source}" style="{_IMAGE_STYLE}">'


def _saved(figure: Figure, form: str, metadata: dict[str, Any]) -> bytes:
    """Return the figure's file without date or version, so that the same figure gives the same bytes."""
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format=form, metadata=metadata)
    return buffer.getvalue()


def _data_url(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"


def _sorting(table: pd.DataFrame, rows: int = _ROWS_SHOWN) -> str:
    """Return what makes a table sortable, to stand after its first class: a class, the quote, the script's words.

    The count says where only the first rows are searched.
    """
    if len(table) < _FEWEST_SORTED:
        return '"'
    total = f"the first {rows:,} rows" if len(table) > rows else _rows(len(table))
    words = _SORTING | {"count": f"{{n}} of {total}"}
    given = "".join(f' data-{key}="{html.escape(text)}"' for key, text in words.items())
    return f' fangzhi-sortable"{given}'


def _scroll_box(
    table: pd.DataFrame,
    headings: Mapping[str, str],
    caption: str,
    *,
    rows: int = _ROWS_SHOWN,
    links: Mapping[str, Sequence[str]] | None = None,
    anchors: Sequence[str] = (),
) -> str:
    """Return the table's first rows as HTML in a box that scrolls, by keyboard also."""
    shown = table.head(rows)
    right = [
        pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype)
        for dtype in shown.dtypes
    ]
    columns = [[_shown(value) for value in _readable(shown.iloc[:, i])] for i in range(shown.shape[1])]
    keys = [[_sort_key(value) for value in shown.iloc[:, i].tolist()] for i in range(shown.shape[1])]
    styles = [
        _NUMBER_STYLE if number else _text_style(max(map(len, texts), default=0))
        for number, texts in zip(right, columns, strict=True)
    ]
    head = "".join(
        f'<th scope="col" style="white-space:nowrap;text-align:{"right" if number else "left"}"'
        f"{_lang(heading)}>{html.escape(heading)}</th>"
        for heading, number in zip(headings.values(), right, strict=True)
    )
    leads = [(links or {}).get(str(column), [""] * len(shown))[: len(shown)] for column in shown]
    ids = [anchor and f' id="{html.escape(anchor)}"' for anchor in anchors[: len(shown)]] or [""] * len(shown)
    body = "".join(
        f"<tr{own_id}>{''.join(_cell(*cell) for cell in zip(row, sorts, styles, headings.values(), lead, strict=True))}</tr>"
        for own_id, row, sorts, lead in zip(
            ids, *(zip(*part, strict=True) for part in (columns, keys, leads)), strict=True
        )
    )
    tall = len(shown) > _ROWS_AT_ONCE
    more = ""
    box = '<span class="noprint">, in a box that scrolls</span>' if tall else ""
    if len(table) > rows:
        more = f"The first {rows:,} of {_rows(len(table))}{box}; the CSV file has all."
    elif tall:
        more = f"{_rows(len(table))}{box}."
    more = more and f'<p class="fangzhi-note" style="font-size:0.85em">{more}</p>'
    scroll = _SCROLL_STYLE + (_TALL_STYLE if tall else "")
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{html.escape(caption)}" '
        f'style="{scroll}"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}'
    )


def _readable(column: pd.Series) -> list[Any]:
    """Return the values, shares in per cent.

    Whole numbers get thousands separators if one has five digits: 2020 may be a year.
    """
    values = column.tolist()
    if str(column.name).startswith("share"):
        return [
            value if pd.isna(value) else f"{value:.{0 if value >= 0.1 or not value else 1}%}"
            for value in values
        ]
    whole = pd.api.types.is_integer_dtype(column.dtype)
    if not whole or not any(value is not pd.NA and abs(value) >= 10_000 for value in values):
        return values
    return [value if value is pd.NA else f"{value:,}" for value in values]


def _text_style(longest: int) -> str:
    if longest <= _LONG:
        return _SHORT_STYLE
    return _LONG_STYLE.format(28 if longest > _VERY_LONG else 12)


def _cell(text: str, key: str | None, style: str, heading: str, link: str) -> str:
    """Return a cell that knows its column's heading, which a phone shows in the cell, what it sorts by, and where it leads."""
    value = "" if key is None else f' data-value="{key}"'
    shown = html.escape(text)
    if link:
        shown = f'<a href="{html.escape(link)}">{shown}</a>'
    return f'<td data-label="{html.escape(heading)}"{value} style="{style}"{_lang(text)}>{shown}</td>'


def _sort_key(value: Any) -> str | None:
    """Return what a cell sorts by: the unrounded number, "" for missing, None where its text serves."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return None if len(value) else ""
    if _is_missing(value):
        return ""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        return None
    # JavaScript reads "Infinity", not "inf".
    return str(value.item() if isinstance(value, np.generic) else value).replace("inf", "Infinity")


def _lang(text: str) -> str:
    return ' lang="zh"' if _CJK.search(text) else ""


def _shown(value: Any) -> str:
    """Return a value as it is read in a table: ISO dates, three significant digits, – for missing."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return ", ".join(map(_shown, value)) or "–"
    if _is_missing(value):
        return "–"
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (datetime.date, np.datetime64)):
        return f"{pd.Timestamp(value):%Y-%m-%d}"
    if isinstance(value, (float, np.floating)):
        number = float(value)
        return f"{number:,.0f}" if 1000 <= abs(number) < 1e15 else f"{number:.3g}"
    return str(value)


def _is_missing(value: Any) -> bool:
    return bool(value is None or value is pd.NA or value is pd.NaT or value != value)


def _csv_link(table: pd.DataFrame, name: str) -> str:
    return f'<a download="{name}.csv" href="{_data_url("text/csv;charset=utf-8", write_csv(table))}">Download as CSV</a>'
