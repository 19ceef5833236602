"""How work grows with what it is given, in processor time, so that a slow or busy machine changes nothing."""

import time


def grows_evenly(work, size):
    """Tell whether `work(4 * size)` takes no more than about four times as long as `work(size)`, and return both times in seconds.

    Eight times as long and a second more are allowed: what grows with the square takes sixteen times as long.
    """
    short, long = _seconds(work, size), _seconds(work, 4 * size)
    return long <= 8 * short + 1, (short, long)


def _seconds(work, size):
    began = time.process_time()
    work(size)
    return time.process_time() - began
