"""Executed copies of notebooks, each with the digest of what was written beside it."""

import json
from pathlib import Path
from typing import Any

from helpers.digests import digest_content

__all__ = ["is_executed", "write_executed"]

_SEAL = ".sha256"


def write_executed(notebook: dict[str, Any], executed: Path) -> None:
    """Write a notebook, whole or not at all."""
    executed.parent.mkdir(parents=True, exist_ok=True)
    fresh = executed.with_suffix(".new")
    fresh.write_text(
        json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    executed.with_suffix(_SEAL).write_bytes(digest_content(fresh))
    fresh.replace(executed)


def is_executed(executed: Path) -> bool:
    """Tell whether a notebook's executed copy is there, as it was written."""
    try:
        return executed.with_suffix(_SEAL).read_bytes() == digest_content(executed)
    except OSError:
        return False
