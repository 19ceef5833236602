"""The tables of a corpus, made from its documents: in parts, by as many workers as there are, and put together on disk."""

from helpers.building.tables import build_tables, write_tables

__all__ = ["build_tables", "write_tables"]
