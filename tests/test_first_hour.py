"""The page of the first hour has what each of its commands prints.

`FANGZHI_UPDATE=1 pytest tests/test_first_hour.py` puts the output into the page.
"""

import os

from first_hour import PAGE


def test_the_page_has_what_each_command_prints(first_hour):
    if os.environ.get("FANGZHI_UPDATE"):
        PAGE.write_text(first_hour.page, encoding="utf-8")
    assert first_hour.page == PAGE.read_text(encoding="utf-8")
