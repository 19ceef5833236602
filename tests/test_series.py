"""A user's own numbers: read as they are written, refused with the line that is wrong."""

import pandas as pd
import pytest

from helpers.errors import UserError
from helpers.timeline import read_series


def write(folder, text, encoding="utf-8"):
    path = folder / "cases.csv"
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_as_it_comes(tmp_path, encoding):
    text = 'Date,Value,Province,note\n2020-01-25,"1,052",湖北省,a\n2020-01-24,3,江西,b\n2020-01-23,4,,c\n'
    found = read_series(write(tmp_path, text, encoding))
    assert [tuple(row) for row in found.itertuples(index=False)] == [
        ("", pd.Timestamp("2020-01-23"), 4.0),
        ("江西", pd.Timestamp("2020-01-24"), 3.0),
        ("湖北", pd.Timestamp("2020-01-25"), 1052.0),
    ]


def test_odd_but_plain_files(tmp_path):
    text = "Date,value,date\n2020/1/2,3,x,more\n\n2020.1.3,4\n"
    with pytest.raises(UserError, match="line 2"):
        read_series(write(tmp_path, text.replace("/1/2", "/13/2")))
    assert read_series(write(tmp_path, text))["value"].tolist() == [3.0, 4.0]
    with pytest.raises(UserError, match="cannot be read"):
        read_series("a\0b.csv")


def test_no_file_and_no_province():
    assert read_series("").empty
    assert list(read_series("")) == ["province", "date", "value"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("day,value\n2020-01-25,1\n", "has no column date; its columns are day, value"),
        (
            "date,value\n2020-01-25,1\n2020-02-30,1\n",
            "line 3 of cases.csv has date='2020-02-30'. Write it as",
        ),
        ("date,value\n2020-01-25,many\n", "line 2 of cases.csv has value='many'. Write a number"),
        ("date,value\n2020-01-25,-3\n", "Write a number that is not below zero"),
        ('date,value\n2020-01-25,"1,5"\n', "Write a number"),
        ("date,value\n\n2020,1\n", "line 3 of cases.csv has date='2020'. Write it as"),
        ("date,value\n2020-01-25T00:00:00Z,1\n", "Write it as"),
        ("date,value,province\n2020-01-25,1,火星\n", "It stands in line 2 of cases.csv"),
        ("date,value\n2020-01-25,inf\n", "Write a number"),
        ("date,value,province\n2020-01-25,1,江西省份\n", "did you mean 江西?"),
        ("date,value\n2020-01-25,1\n2020-01-25,2\n", "line 3 .* another number for that day"),
        ("", "has no column date, value"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, message):
    with pytest.raises(UserError, match=message):
        read_series(write(tmp_path, text))


def test_a_missing_file_and_one_that_is_no_text(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        read_series(tmp_path / "nowhere.csv")
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x81\x20" * 9)
    with pytest.raises(UserError, match=r"neither UTF-8 nor GB18030|cannot be read"):
        read_series(tmp_path / "x.csv")
