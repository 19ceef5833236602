"""The errors that have a message for the user: what the user can mend, and a ledger that is wrong."""

import difflib
from collections.abc import Iterable

__all__ = ["LedgerError", "UserError", "unknown"]


class UserError(Exception):
    """Something the user gave cannot be used; the message is one or two lines that say what to do.

    The command line prints it to stderr without a traceback and exits with code 2; a notebook shows the
    message alone.
    """

    def _render_traceback_(self) -> list[str]:
        """Tell IPython what to show in place of a traceback."""
        return [f"UserError: {self}"]


class LedgerError(ValueError):
    """The stretches of a document do not cover it exactly, so that no number built on them can be trusted."""


def unknown(what: str, value: str, choices: Iterable[str], remedy: str = "") -> UserError:
    """Build the error for a value that is not among the choices, with the nearest choice suggested.

    >>> str(unknown("province", "江西省份", ["江西", "江苏"]))
    "province='江西省份' is unknown; did you mean 江西? Choices: 江西, 江苏."
    """
    options = list(choices)
    near = difflib.get_close_matches(str(value), options, n=1, cutoff=0.6)
    meant = f"; did you mean {near[0]}?" if near else "."
    listed = ", ".join(options) if options else "none"
    return UserError(f"{what}={value!r} is unknown{meant} Choices: {listed}.{' ' + remedy if remedy else ''}")
