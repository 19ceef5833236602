"""When it was published and when it happened: publications, events named in the texts, term rates over time.

`periods` knows days, weeks and months, `publications` counts articles, `events` lists the dates that texts name
with their sentences, `episodes` finds the stretches that are spoken of, `trends` gives term rates, `changes` where such a rate shifts,
`series` reads numbers of a user's own.
"""

from helpers.timeline.changes import find_changes
from helpers.timeline.episodes import mark_episodes, split_episodes
from helpers.timeline.events import (
    choose_day,
    count_event_days,
    count_events,
    find_events,
    list_events,
)
from helpers.timeline.periods import Period, choose_period, group_articles, mark_periods, parse_period
from helpers.timeline.publications import count_publications
from helpers.timeline.series import read_series
from helpers.timeline.trends import count_term_timeline

__all__ = [
    "Period",
    "choose_day",
    "choose_period",
    "count_event_days",
    "count_events",
    "count_publications",
    "count_term_timeline",
    "find_changes",
    "find_events",
    "group_articles",
    "list_events",
    "mark_episodes",
    "mark_periods",
    "parse_period",
    "read_series",
    "split_episodes",
]
