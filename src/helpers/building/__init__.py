"""The tables of a corpus, made from its documents: in parts, by as many workers as there are, and put together on disk."""

from helpers.building.tables import (
    MANIFEST,
    build_tables,
    check_tables_folder,
    count_rows,
    is_whole,
    write_tables,
)

__all__ = ["MANIFEST", "build_tables", "check_tables_folder", "count_rows", "is_whole", "write_tables"]
