"""What the tables say, in words: findings, captions, alternative texts; the words are lexicons/sentences.toml.

No function here counts: each takes finished tables and fills a sentence from them. A finding's sentence has
its own wording for "nothing found" and for "too few to say". One file for each chapter.
"""

from helpers.findings.cleaning import (
    describe_copies,
    describe_document,
    describe_ledger,
    explain_gaps,
    explain_odd,
    find_cleaning,
    name_articles,
    name_fields,
    name_issues,
)
from helpers.findings.provinces import (
    describe_issuing_provinces,
    describe_keyness,
    describe_masking,
    describe_province_terms,
    describe_sentences,
    describe_words,
    find_provinces,
    label_contrast,
    list_masking,
    other_side,
    tell_differences,
)
from helpers.findings.terms import (
    describe_concordance,
    describe_rates_by,
    describe_term_rates,
    describe_wordcloud,
    find_terms,
    label_terms,
)
from helpers.findings.timeline import (
    describe_calendar,
    describe_day,
    describe_events,
    describe_named_provinces,
    describe_publications,
    describe_term_timeline,
    explain_changes,
    find_timeline,
)
from helpers.findings.topics import (
    describe_topic_months,
    describe_topic_quality,
    describe_topic_shares,
    describe_topic_terms,
    find_topics,
    label_topics,
)
from helpers.findings.words import Description, catalogue, count, say

__all__ = [
    "Description",
    "catalogue",
    "count",
    "describe_calendar",
    "describe_concordance",
    "describe_copies",
    "describe_day",
    "describe_document",
    "describe_events",
    "describe_issuing_provinces",
    "describe_keyness",
    "describe_ledger",
    "describe_masking",
    "describe_named_provinces",
    "describe_province_terms",
    "describe_publications",
    "describe_rates_by",
    "describe_sentences",
    "describe_term_rates",
    "describe_term_timeline",
    "describe_topic_months",
    "describe_topic_quality",
    "describe_topic_shares",
    "describe_topic_terms",
    "describe_wordcloud",
    "describe_words",
    "explain_changes",
    "explain_gaps",
    "explain_odd",
    "find_cleaning",
    "find_provinces",
    "find_terms",
    "find_timeline",
    "find_topics",
    "label_contrast",
    "label_terms",
    "label_topics",
    "list_masking",
    "name_articles",
    "name_fields",
    "name_issues",
    "other_side",
    "say",
    "tell_differences",
]
