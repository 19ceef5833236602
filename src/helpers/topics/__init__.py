"""Themes that recur: topics of passages or articles, how far each holds still, where and when it is at home."""

from helpers.topics.coherence import measure_coherence
from helpers.topics.model import FittedTopics, ModelKind, TopicModel, assign_topics, fit_topics, parse_kind
from helpers.topics.passages import Unit, cut_passages, parse_unit
from helpers.topics.profile import describe_topics, label_topics, share_topics, typical_passages
from helpers.topics.report import Topics, load_topics, model_topics, parse_k, save_topics
from helpers.topics.stability import STABLE_TERMS, assess_topics, choose_k, match_topics, pair_topics

__all__ = [
    "STABLE_TERMS",
    "FittedTopics",
    "ModelKind",
    "TopicModel",
    "Topics",
    "Unit",
    "assess_topics",
    "assign_topics",
    "choose_k",
    "cut_passages",
    "describe_topics",
    "fit_topics",
    "label_topics",
    "load_topics",
    "match_topics",
    "measure_coherence",
    "model_topics",
    "pair_topics",
    "parse_k",
    "parse_kind",
    "parse_unit",
    "save_topics",
    "share_topics",
    "typical_passages",
]
