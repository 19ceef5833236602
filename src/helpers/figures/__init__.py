"""Table → figure → page: `plot_<what>(table)` draws and never counts, `publish` is the one way to show it."""

from helpers.figures.code import show_code
from helpers.figures.comparisons import plot_province_terms, plot_term_rates, plot_wordcloud
from helpers.figures.copies import show_copies
from helpers.figures.days import plot_calendar, show_days
from helpers.figures.documents import show_document
from helpers.figures.fonts import MissingGlyphError, missing_glyphs
from helpers.figures.keyness import plot_keyness
from helpers.figures.lanes import plot_events, plot_publications
from helpers.figures.ledger import plot_ledger
from helpers.figures.links import link_articles, link_terms
from helpers.figures.publish import lay_out_table, publish, show_table, show_text
from helpers.figures.sensitivity import plot_sensitivity
from helpers.figures.sentences import show_sentences
from helpers.figures.tiles import plot_tiles
from helpers.figures.topic_cards import show_topics
from helpers.figures.topic_map import plot_topic_map
from helpers.figures.topics import plot_topic_quality, plot_topic_shares
from helpers.figures.trends import plot_term_timeline
from helpers.figures.verdicts import show_verdicts

__all__ = [
    "MissingGlyphError",
    "lay_out_table",
    "link_articles",
    "link_terms",
    "missing_glyphs",
    "plot_calendar",
    "plot_events",
    "plot_keyness",
    "plot_ledger",
    "plot_province_terms",
    "plot_publications",
    "plot_sensitivity",
    "plot_term_rates",
    "plot_term_timeline",
    "plot_tiles",
    "plot_topic_map",
    "plot_topic_quality",
    "plot_topic_shares",
    "plot_wordcloud",
    "publish",
    "show_code",
    "show_copies",
    "show_days",
    "show_document",
    "show_sentences",
    "show_table",
    "show_text",
    "show_topics",
    "show_verdicts",
]
