"""Numbers and dates as readers are told them."""

from datetime import date

import pandas as pd
import pytest

from helpers.phrases import counted, iso_date


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
