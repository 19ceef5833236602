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
    table: pd.DataFrame, date: str, present: str | None = None, until: str | None = None, gap_days: int = 90
) -> pd.DataFrame:
    """Return the table with a column `episode`: the months of the episode that the date falls in.

    Of the rows, those with a value in the column `present` make the episodes, where it is named; `until` names the
    column of the last day, where a row lasts longer than `date`. Labels such as 2020-01 to 2020-03 sort by time; a date
    outside every episode has none.
    """
    known = table[date] if present is None else table.loc[table[present].notna(), date]
    episodes = split_episodes(known, gap_days)
    if episodes.empty:
        return table.assign(episode=pd.Series(None, index=table.index, dtype="str"))
    days = table[date].astype("datetime64[s]")
    number = pd.Series(episodes["date_from"].searchsorted(days, side="right") - 1, index=table.index)
    inside = days <= number.map(episodes["date_to"])
    last = episodes["date_to"]
    if until is not None:
        last = (
            table[until]
            .astype("datetime64[s]")
            .groupby(number.where(inside))
            .max()
            .reindex(episodes.index)
            .fillna(last)
        )
    begun, ended = (ends.dt.strftime("%Y-%m") for ends in (episodes["date_from"], last))
    labels = pd.Series(
        np.where(begun == ended, begun, begun + " to " + ended), index=episodes.index, dtype="str"
    )
    return table.assign(episode=number.map(labels).where(inside).astype("str"))
