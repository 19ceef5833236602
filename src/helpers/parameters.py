"""A notebook's parameters as papermill hands them over, which makes text of what it cannot read: checked, in one line."""

from helpers.errors import UserError, unknown

__all__ = ["read_flag", "read_number"]

_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read_flag(name: str, value: object) -> bool:
    """Return a parameter that is true or false; `true`, `yes` and `1` in any case are true.

    Raises UserError for anything else.
    """
    word = str(value).strip().lower()
    if word not in _FLAGS:
        raise unknown(name, str(value), ["true", "false"])
    return _FLAGS[word]


def read_number(name: str, value: object, least: int = 1) -> int:
    """Return a parameter that is a whole number from `least` on. Raises UserError for anything else."""
    try:
        number = int(str(value).strip())
    except ValueError:
        raise UserError(f"{name}={value!r} is not a whole number. Give one from {least} on.") from None
    if number < least:
        raise UserError(f"{name}={value!r} is too small. Give a whole number from {least} on.")
    return number
