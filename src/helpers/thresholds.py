"""From where on the book calls something a finding; the same in every chapter."""

__all__ = ["ALPHA", "FEWEST_DOCUMENTS", "FEWEST_PASSAGES", "MOST_PROVINCES"]

ALPHA = 0.05  # the share of false discoveries that is accepted among findings
FEWEST_DOCUMENTS = (
    5  # source documents on a side, with fewer of which documents are described and nothing is tested
)
FEWEST_PASSAGES = 12  # with fewer different ones, no topics are looked for
MOST_PROVINCES = 6  # of which a chapter says a sentence each: those with the most documents
