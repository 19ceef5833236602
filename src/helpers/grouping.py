"""What articles are compared by: their province, or another group that `compare_by` in corpus.toml names."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from helpers.errors import unknown
from helpers.lexicons import read_rows, read_toml

__all__ = ["AUTO", "PROVINCE", "Grouping", "choose_grouping", "group_articles", "name_grouping"]

AUTO = "auto"
_FIELDS = ("province", "city", "outlet", "folder", "year")
_ALL_BUT = 0.95  # of the articles; if so many are of one province, its cities are compared
_ENOUGH = 0.5  # of the articles; so many must have a city, or an outlet, to be compared by it


@dataclass(frozen=True)
class Grouping:
    """What articles are compared by: a field of theirs or a column of their records, and its words: for one, several, none."""

    key: str
    one: str
    many: str
    missing: str

    @property
    def words(self) -> tuple[str, str]:
        """What one and several are called."""
        return self.one, self.many

    @property
    def is_province(self) -> bool:
        """Whether provinces are compared, whose names have an English."""
        return self.key == "province"


PROVINCE = Grouping("province", "province", "provinces", "no province known")


def choose_grouping(
    articles: pd.DataFrame, columns: Collection[str], compare_by: str = AUTO
) -> tuple[str, bool]:
    """Return what the articles are compared by, and whether that is a column of their records.

    `articles` has province, city, outlet and excluded_reason; `columns` are those of the records. `compare_by` is one of these; or province, city, outlet, year (of
    publication) or folder (the one that the file lies in), where no column has that name; or "auto": provinces; but if 95% of
    the articles that have one are of the same, or none has one, then cities or outlets, if there are two and half of the articles have one.
    Raises UserError for anything else.
    """
    if compare_by in columns and compare_by not in ("province", "outlet"):
        return compare_by, True
    if compare_by == AUTO:
        return _choose(articles), False
    if compare_by not in _FIELDS:
        columns_too = " The last are columns of the corpus." if columns else ""
        raise unknown(
            "compare_by", compare_by, [AUTO, *_FIELDS, *columns], f"It stands in corpus.toml.{columns_too}"
        )
    return compare_by, False


def group_articles(
    articles: pd.DataFrame, documents: pd.DataFrame, cells: Mapping[str, str] | None, grouped_by: str
) -> "pd.Series[str]":
    """Return the group of each article, missing where it has none: its cell of a column by doc_id, or the field that `grouped_by` names."""
    if cells is not None:
        cell = articles["doc_id"].map(pd.Series(cells, dtype="str")).str.strip()
        return cell.mask(cell == "")
    if grouped_by == "year":
        years: pd.Series[str] = articles["published"].dt.strftime("%Y").astype("str")
        return years
    if grouped_by == "folder":
        paths = articles["doc_id"].map(documents.set_index("doc_id")["path"])
        folders: pd.Series[str] = paths.str.extract(r"([^/]+)/[^/]*$", expand=False)
        return folders
    return articles[grouped_by]


def _choose(articles: pd.DataFrame) -> str:
    counted = articles[articles["excluded_reason"].isna()]
    shares = counted["province"].value_counts(normalize=True)
    if shares.empty or shares.iloc[0] >= _ALL_BUT:
        for key in ("city", "outlet"):
            known = counted[key].dropna()
            if len(known.drop_duplicates()) > 1 and len(known) >= _ENOUGH * len(counted):
                return key
    return "province"


def name_grouping(key: str, groups: "pd.Series[str]") -> Grouping:
    """Return a way of grouping with its words; cities that are all counties by name (花莲县) are called so."""
    words = read_toml("sentences.toml")["groupings"]
    if key == "city":
        official = {row["short"]: row["name"] for row in read_rows("places.csv") if row["level"] == "city"}
        of_county = [official.get(name, name).endswith("县") for name in groups.dropna().unique()]
        kind = "city" if not any(of_county) else "county" if all(of_county) else "mixed"
        one, many = words[kind]
    elif key in words:
        one, many = words[key]
    else:
        one, many = (word.format(name=key) for word in words["column"])
    return Grouping(key, one, many, words["missing"].format(unit=one))
