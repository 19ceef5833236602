"""The error of a book that could not be built."""

__all__ = ["BookError"]


class BookError(Exception):
    """A chapter failed, a page could not be rendered, or the guard found fault with one.

    The message is a few lines that say which and why. The command line prints it and exits with code 1; the
    site that was there before stays in place.
    """
