"""How far the findings can be trusted: computed again under other reasonable choices, and judged."""

from helpers.sensitivity.agreement import rank_agreement, share_back
from helpers.sensitivity.claims import (
    Claim,
    claim_provinces,
    claim_terms,
    claim_timeline,
    claim_topics,
    lead_topics,
)
from helpers.sensitivity.recompute import Sources, measure_sensitivity
from helpers.sensitivity.verdicts import judge_findings

__all__ = [
    "Claim",
    "Sources",
    "claim_provinces",
    "claim_terms",
    "claim_timeline",
    "claim_topics",
    "judge_findings",
    "lead_topics",
    "measure_sensitivity",
    "rank_agreement",
    "share_back",
]
