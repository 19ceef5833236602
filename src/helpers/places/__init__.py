"""Articles to the places they mention, the province that issued them and the provinces they are about.

Names come from a gazetteer of provinces, prefectures and counties with the years they were in use
(`lexicons/places.csv`), aliases and abbreviations (`place_aliases.csv`) and names that are also ordinary
words (`place_traps.csv`).
"""

from helpers.places.gazetteer import province_names, provinces
from helpers.places.issuing import place_articles
from helpers.places.mentions import find_places

__all__ = ["find_places", "place_articles", "province_names", "provinces"]
