"""Topics of a corpus in one go: the number chosen, the model fitted, its topics described; kept in a folder and loaded again."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers import schema
from helpers.errors import UserError
from helpers.parameters import read_number
from helpers.thresholds import FEWEST_PASSAGES
from helpers.topics.matrix import TooFewError, gather
from helpers.topics.model import TopicModel, fit_topics, parse_kind
from helpers.topics.profile import describe_topics
from helpers.topics.stability import assess_topics, choose_k

__all__ = ["Topics", "load_topics", "model_topics", "parse_k", "save_topics"]

_TABLES = {
    "passages": schema.PASSAGES,
    "topics": schema.TOPICS,
    "topic_terms": schema.TOPIC_TERMS,
    "passage_topics": schema.PASSAGE_TOPICS,
    "quality": schema.TOPIC_QUALITY,
}
_MODEL = "model.parquet"
_MODEL_SCHEMA = pa.schema([("term", pa.string()), ("idf", pa.float64()), ("by_term", pa.list_(pa.float64()))])


@dataclass(frozen=True)
class Topics:
    """A topic model and its tables, as `helpers.schema` describes them; all but `passages` are empty and `model` is None without topics.

    `k_wanted` is the number that was asked for, 0 if it was left to be chosen, `k_most` how many there could be.
    """

    passages: pd.DataFrame
    topics: pd.DataFrame
    topic_terms: pd.DataFrame
    passage_topics: pd.DataFrame
    quality: pd.DataFrame
    model: TopicModel | None = None
    k_wanted: int = 0
    k_most: int = 0

    def __repr__(self) -> str:
        """Say what was found, for a person."""
        if self.model is None:
            return f"<Topics: none, of {len(self.passages)} passages>"
        n_stable = int(self.topics["stable"].sum())
        return f"<Topics: {self.model.k} of {len(self.passages)} passages by {self.model.kind}, holding still: {n_stable}>"


def parse_k(k: int | str, most: int | None = None) -> int:
    """Return the number of topics asked for, 0 for "auto". Raises UserError for what is no number of 2 or more.

    `most` is the number of passages, for the error to name.
    """
    if k in ("auto", "", 0) and not isinstance(k, bool):
        return 0
    try:
        number = int(str(k))
    except ValueError:
        number = -1
    if number < 2:
        upper = (
            "the number of different passages"
            if most is None
            else f"at most {max(2, most)}, the number of passages"
        )
        raise UserError(
            f"k={k!r} is not a number of topics: give a whole number from 2 to {upper}, or auto to have it chosen."
        )
    return number


def model_topics(
    counts: pd.DataFrame,
    passages: pd.DataFrame,
    *,
    k: int | str = "auto",
    model: str = "nmf",
    seed: int = 0,
    ks: Sequence[int] | None = None,
    workers: int = 1,
    progress: bool = False,
) -> Topics:
    """Return the topics of passages, their number taken from `choose_k` (tried among `ks`) unless `k` is given.

    `counts` is TERM_COUNTS with `article_id` naming the passage. With fewer than twelve different passages, fewer passages or words than
    topics asked for, or no words that tell passages apart, there are no topics, and the tables are empty. Raises UserError for a `k` that is no
    number of 2 or more, and an unknown model.
    """
    wanted, kind = parse_k(k, len(passages)), parse_kind(model)
    seed = read_number("seed", seed, least=0)
    none = {name: schema.empty(table) for name, table in _TABLES.items() if name != "passages"}
    articles = passages.set_index("passage_id")["article_id"]
    try:
        n_passages, n_terms = gather(counts).counts.shape
    except TooFewError:
        n_passages = n_terms = 0
    most = min(n_passages, n_terms)
    if n_passages < FEWEST_PASSAGES or most < wanted:
        return Topics(passages=passages, model=None, k_wanted=wanted, k_most=most, **none)
    tried = [wanted] if wanted else ks
    quality = choose_k(
        counts, tried, articles=articles, seed=seed, model=kind, workers=workers, progress=progress
    )
    used = int(quality.loc[quality["chosen"], "k"].iloc[0])
    stability = assess_topics(
        counts, used, articles=articles, seed=seed, model=kind, workers=workers, progress=progress
    )
    fitted = fit_topics(counts, used, seed, kind)
    return Topics(
        passages=passages,
        topics=describe_topics(fitted, stability, passages),
        topic_terms=fitted.topic_terms,
        passage_topics=fitted.passage_topics,
        quality=quality,
        model=fitted.model,
        k_wanted=wanted,
        k_most=most,
    )


def save_topics(topics: Topics, folder: str | os.PathLike[str]) -> None:
    """Write the tables and the model as Parquet into a folder, which is made if need be; the same topics give the same bytes."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in _TABLES.items():
        pq.write_table(schema.to_arrow(getattr(topics, name), table), folder / f"{name}.parquet")
    facts: dict[str, object] = {"k_wanted": topics.k_wanted, "k_most": topics.k_most}
    columns: dict[str, object] = {"term": [], "idf": [], "by_term": []}
    if topics.model is not None:
        model = topics.model
        facts |= {
            "kind": model.kind,
            "seed": model.seed,
            "converged": model.converged,
            "mass": model.mass.tolist(),
        }
        columns = {"term": list(model.terms), "idf": model.idf, "by_term": list(model.by_term.T)}
    content = pa.table(columns, schema=_MODEL_SCHEMA.with_metadata({"topics": json.dumps(facts)}))
    pq.write_table(content, folder / _MODEL)


def load_topics(folder: str | os.PathLike[str]) -> Topics:
    """Return what `save_topics` wrote, which gives the same answers. Raises UserError for a folder without it."""
    folder = Path(folder)
    if not (folder / _MODEL).is_file():
        raise UserError(f"{folder} holds no saved topics. `save_topics` writes them.")
    try:
        content = pq.read_table(folder / _MODEL)
        facts = json.loads(content.schema.metadata[b"topics"])
        tables = {name: schema.from_arrow(pq.read_table(folder / f"{name}.parquet")) for name in _TABLES}
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise UserError(
            f"{folder} holds no saved topics: {error}. Fit them again and save them there."
        ) from error
    model = None
    if "kind" in facts:
        model = TopicModel(
            kind=parse_kind(facts["kind"]),
            seed=facts["seed"],
            terms=pd.Index(content["term"].to_pylist(), dtype="object"),
            idf=content["idf"].to_numpy(),
            by_term=np.array(content["by_term"].to_pylist(), dtype="float64").T.copy(),
            mass=np.array(facts["mass"], dtype="float64"),
            converged=facts["converged"],
        )
    return Topics(**tables, model=model, k_wanted=facts["k_wanted"], k_most=facts["k_most"])
