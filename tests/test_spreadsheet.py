import csv
import io

import pandas as pd
import pytest

from helpers.spreadsheet import write_csv


def cells(table):
    return list(csv.reader(io.StringIO(write_csv(table).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "＝1", "－1"])
def test_what_a_spreadsheet_would_run_is_text(text):
    assert cells(pd.DataFrame({text: [text], "list": [[text, "b"]]})) == [
        [f"'{text}", "list"],
        [f"'{text}", f"'{text}; b"],
    ]


def test_numbers_dates_and_missing_values_stay_what_they_are():
    table = pd.DataFrame({
        "n": pd.array([-1, None], dtype="Int64"), "rate": [-0.5, None], "day": pd.to_datetime(["2020-02-03", None]),
        "flag": [True, False], "word": ["a\n\"b\", 'c'", None],
    })  # fmt: skip
    assert cells(table)[1:] == [
        ["-1", "-0.5", "2020-02-03", "True", "a\n\"b\", 'c'"],
        ["", "", "", "False", ""],
    ]


def test_the_file_says_that_it_is_utf_8():
    assert write_csv(pd.DataFrame({"词": pd.Series(["𠮷\ud800"], dtype="object")})) == "词\r\n𠮷?\r\n".encode(
        "utf-8-sig"
    )
