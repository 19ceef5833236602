"""The times that a site tells can be fixed."""

from datetime import UTC, datetime

import pytest

from helpers.site.moment import fix_seconds, tell_moment


def test_a_fixed_moment(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    assert tell_moment().isoformat() == "2020-09-13T12:26:40+00:00"
    assert fix_seconds(12.34) == 0


@pytest.mark.parametrize("value", [None, "", "soon"])
def test_the_present_one(value, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    if value is not None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    assert abs((datetime.now(UTC) - tell_moment()).total_seconds()) < 60
    assert tell_moment().microsecond == 0
    assert fix_seconds(12.34) == 12.3
