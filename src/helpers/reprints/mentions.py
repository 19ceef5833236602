"""The dates and places of articles, in the form in which two copies are compared."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from helpers.reprints.clauses import DATE_MARK, PLACE_MARK, normalise

__all__ = ["Mention", "read_mentions"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A date or place in an article's text, and what it is compared by: days, or the name of a unit."""

    start: int
    end: int
    value: str
    mark: str
    province: str = ""


def read_mentions(
    ids: Iterable[str], date_mentions: pd.DataFrame, place_mentions: pd.DataFrame
) -> dict[str, list[Mention]]:
    """Return article_id → the dates and places in its text, in order, for the articles named."""
    found: dict[str, list[Mention]] = {}
    wanted = list(ids)
    dates = date_mentions[date_mentions["article_id"].isin(wanted)]
    first, last = (dates[name].dt.strftime("%Y%m%d") for name in ("date_from", "date_to"))
    days = (first + last).fillna("")
    columns = (dates[name].tolist() for name in ("article_id", "start", "end", "surface"))
    for (article_id, start, end, surface), value in zip(zip(*columns, strict=True), days, strict=True):
        mention = Mention(start, end, value or normalise(surface), DATE_MARK)
        found.setdefault(article_id, []).append(mention)
    places = place_mentions[place_mentions["article_id"].isin(wanted)]
    units = places["county"].fillna(places["city"]).fillna(places["province"]).fillna(places["surface"])
    provinces = places["province"].fillna("")
    columns = (places[name].tolist() for name in ("article_id", "start", "end"))
    for (article_id, start, end), unit, province in zip(
        zip(*columns, strict=True), units, provinces, strict=True
    ):
        mention = Mention(start, end, normalise(unit), PLACE_MARK, province)
        found.setdefault(article_id, []).append(mention)
    for mentions in found.values():
        mentions.sort(key=lambda mention: (mention.start, mention.end, mention.value))
    return found
