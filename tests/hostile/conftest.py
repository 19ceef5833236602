"""What records how much of what was tried was executed."""

import pytest


@pytest.fixture
def tally(record_property):
    """Return what records that hostile things of a kind were tried, and how many of them ran."""

    def record(kind, tried, executed=0):
        record_property("hostile", kind)
        record_property("tried", tried)
        record_property("executed", executed)
        assert executed == 0, kind

    return record
