"""Episodes: the stretches of time that a corpus speaks of, the empty years between them left out."""

import numpy as np
import pandas as pd

__all__ = ["mark_episodes", "split_episodes"]


def split_episodes(dates: "pd.Series[pd.Timestamp]", gap_days: int = 90, most: int = 6) -> pd.DataFrame:
    """One row per episode, a run of dates without more than `gap_days` between neighbours.

    Columns: episode (from 1), date_from, date_to. A chart gives each episode a panel, in place of empty
    years. Where that makes more than `most` of them, only the longest gaps part them.
    """
    days = dates.dropna().astype("datetime64[s]").drop_duplicates().sort_values(ignore_index=True)
    gaps = days.diff()
    longest = gaps[gaps > pd.Timedelta(days=gap_days)].nlargest(most - 1)
    episode = pd.Series(days.index.isin(longest.index), index=days.index).cumsum() + 1
    bounds = days.groupby(episode).agg(["min", "max"]).rename(columns={"min": "date_from", "max": "date_to"})
    return bounds.rename_axis("episode").reset_index().astype({"episode": "Int64"})


def mark_episodes(
    table: pd.DataFrame, date: str, present: str | None = None, gap_days: int = 90
) -> pd.DataFrame:
    """Return the table with a column `episode`: the months of the episode that the date falls in.

    Of the rows, those with a value in the column `present` make the episodes, where it is named. Labels such
    as 2020-01 to 2020-03 sort by time; a date before every episode has none.
    """
    known = table[date] if present is None else table.loc[table[present].notna(), date]
    episodes = split_episodes(known, gap_days)
    first, last = (episodes[column].dt.strftime("%Y-%m") for column in ("date_from", "date_to"))
    labels = pd.Series(
        np.where(first == last, first, first + " to " + last), index=episodes.index, dtype="str"
    )
    number = episodes["date_from"].searchsorted(table[date].astype("datetime64[s]"), side="right") - 1
    return table.assign(episode=pd.Series(number, index=table.index).map(labels).astype("str"))
