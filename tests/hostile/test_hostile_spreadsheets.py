"""Cells and names of columns that a spreadsheet would take for a formula are text in every CSV file."""

import csv
import io
import re

import arsenal
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from helpers.spreadsheet import write_csv

# What Excel, LibreOffice Calc or Google Sheets begin a formula with; in Chinese and Japanese also by its wide form.
STARTS = "=+-@＝＋－＠"
# What some of them pass over at the beginning of a cell, or take for the end of one before it.
PASSED = " \t\r\n\v\f\x00\x1f\x7f\u00a0\u3000\u200b\u200e\u202e\u2028\ufeff"
formulas = st.builds(
    "{}{}{}".format, st.text(PASSED, max_size=4), st.sampled_from(STARTS), st.text(max_size=8)
)


def cells(table):
    return [
        cell
        for row in csv.reader(io.StringIO(write_csv(table).decode("utf-8-sig"), newline=""))
        for cell in row
    ]


@given(st.lists(formulas, min_size=1, max_size=5), formulas)
def test_no_cell_and_no_column_is_a_formula(texts, name):
    for cell in cells(pd.DataFrame({name: texts, "list": [[text, "甲"] for text in texts]})):
        assert not re.match(rf"[{PASSED}]*[{STARTS}]|[\t\r]", cell), cell


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=1))
def test_nothing_but_an_apostrophe_is_added(texts):
    _, *written = cells(pd.DataFrame({"a": texts, "b": texts}))
    assert [
        cell.removeprefix("'") if cell != text else cell
        for cell, text in zip(written[1::2], texts, strict=True)
    ] == texts


def test_each_known_formula(tally):
    tried = [before + text for text in arsenal.FORMULAS.values() for before in ("", *PASSED)]
    assert all(cell.startswith("'") for cell in cells(pd.DataFrame({text: [text] for text in tried})))
    tally("formula in a cell or a column", 2 * len(tried))
