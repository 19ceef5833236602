"""The times that a site tells of its making, which can be fixed so that the same sources give the same bytes."""

import os
from datetime import UTC, datetime

__all__ = ["fix_seconds", "tell_moment"]

_FIXED = "SOURCE_DATE_EPOCH"  # as reproducible-builds.org has it: seconds since 1970


def tell_moment() -> datetime:
    """Return what stands for now: the moment that SOURCE_DATE_EPOCH names, or else the present one, to the second."""
    fixed = os.environ.get(_FIXED, "")
    moment = datetime.fromtimestamp(int(fixed), UTC) if fixed.isdecimal() else datetime.now(UTC)
    return moment.replace(microsecond=0)


def fix_seconds(seconds: float) -> float:
    """Return how long something took, to a tenth of a second; 0 where SOURCE_DATE_EPOCH is set."""
    return 0.0 if os.environ.get(_FIXED, "").isdecimal() else round(seconds, 1)
