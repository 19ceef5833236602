"""Two ways to the same tables."""

import pandas as pd

from helpers import schema

__all__ = ["assert_same"]


def assert_same(one, other):
    """Row for row, after both are put in the order of their keys."""
    assert one.keys() == other.keys()
    for table in schema.CORPUS_TABLES:
        key = list(table.key)
        pd.testing.assert_frame_equal(
            *(frames[table.name].sort_values(key, ignore_index=True) for frames in (one, other))
        )
