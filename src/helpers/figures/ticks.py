"""The dates that are written below an axis of time."""

import pandas as pd

__all__ = ["choose_ticks"]

_STEPS = ("D", "2D", "7D", "SMS", "MS", "2MS", "QS", "2QS", "YS", "2YS", "5YS", "10YS", "25YS", "100YS")
_MOST = 6


def choose_ticks(first: pd.Timestamp, last: pd.Timestamp) -> list[tuple[pd.Timestamp, str]]:
    """At most six days from first to last, each with its label in ISO order; the year stands with the first of each.

    A label of a day has the year in a second line.
    """
    for step in _STEPS:
        days = pd.date_range(first, last, freq=step)
        if 0 < len(days) <= _MOST:
            break
    else:
        days, step = pd.DatetimeIndex([first]), "D"
    labels, year = [], 0
    for day in days:
        if step.endswith("YS"):
            labels.append(f"{day:%Y}")
        else:
            labels.append(f"{day:%m-%d}" if day.year == year else f"{day:%m-%d}\n{day:%Y}")
        year = day.year
    return list(zip(days, labels, strict=True))
