"""Numbers and dates as readers are told them."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.phrases import counted, iso_date, short_number


@pytest.mark.parametrize(
    ("n", "expected"), [(0, "0 days"), (1, "1 day"), (2.0, "2 days"), (12_345, "12,345 days")]
)
def test_a_number_has_the_right_form_of_its_noun(n, expected):
    assert counted(n, ("day", "days")) == expected


@pytest.mark.parametrize(
    ("precision", "expected"), [("day", "2020-02-03"), ("month", "2020-02"), ("year", "2020")]
)
def test_a_date_is_no_more_exact_than_it_is_known(precision, expected):
    assert iso_date(date(2020, 2, 3), precision) == expected
    assert iso_date(pd.Timestamp(2020, 2, 3), precision) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), "–"), (0, "0"), (-0.0, "0"), (1, "1.0"), (3.21, "3.2"), (9.94, "9.9"), (9.96, "10"), (99.6, "100"),
        (0.0432, "0.043"), (0.0999, "0.10"), (1234.5, "1,234"), (-0.5, "-0.50"), (2.0**-20, "0.00000095"),
        *((10.0**-k, f"0.{'0' * (k - 1)}10") for k in range(1, 9)),
    ],
)  # fmt: skip
def test_a_number_is_told_with_two_digits(value, expected):
    assert short_number(value) == expected


@given(st.floats(1e-9, 1e12))
def test_a_short_number_is_near_and_has_two_digits_below_ten(value):
    told = short_number(value)
    assert abs(float(told.replace(",", "")) - value) <= (0.5 if value >= 10 else 0.0501 * value)
    assert len(told.replace(".", "").lstrip("0")) == 2 or value >= 9.95
    assert ("." in told) == (value < 9.95)
    assert short_number(-value) == f"-{told}"
