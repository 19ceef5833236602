"""Articles without their files → families, in the way that `fangzhi tables` takes: from chunks on disk."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from helpers import schema
from helpers.building.chunks import Chunk, keep_chunk
from helpers.building.families import find_families
from helpers.building.steps import Made
from helpers.building.workers import open_workers

__all__ = ["mark_copies"]


def mark_copies(
    articles: pd.DataFrame, date_mentions: pd.DataFrame, place_mentions: pd.DataFrame, each: int = 1000
) -> pd.DataFrame:
    """One row per article, as handed in, with `family` and `is_canonical` filled in; so many articles are a chunk."""
    marked = articles.reset_index(drop=True)
    with tempfile.TemporaryDirectory() as place, open_workers() as run:
        chunks = list(_keep(marked, date_mentions, place_mentions, each, Path(place)))
        found = find_families(chunks, Path(place) / "work", run)
        for number, copies in enumerate(found):
            rows = number * each + copies.rows
            marked.loc[rows, "family"] = copies.families.astype(str)
            marked.loc[rows, "is_canonical"] = copies.is_canonical
    return marked


def _keep(
    articles: pd.DataFrame, dates: pd.DataFrame, places: pd.DataFrame, each: int, folder: Path
) -> Iterator[Chunk]:
    for start in range(0, max(1, len(articles)), each):
        some = articles.iloc[start : start + each]
        tables = {table.name: schema.empty(table) for table in schema.CORPUS_TABLES} | {
            "articles": some,
            "date_mentions": dates[dates["article_id"].isin(some["article_id"])],
            "place_mentions": places[places["article_id"].isin(some["article_id"])],
        }
        yield keep_chunk(folder / f"{start:09}", Made(tables, {}))
