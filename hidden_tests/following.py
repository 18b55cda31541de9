"""A mistake made once is counted once: what is right by the student's own earlier functions is accepted too.

Those functions are asked before the one that is judged has seen any of the data, so that it cannot have them answer
otherwise. What they say is followed only where there is something to get right: a chart without films, or distances that
are all equal, would make any answer right.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from grader.oracle import Mismatch

PATIENCE = 5.0  # seconds: an earlier function that never ends must leave time for the one that is judged


def asked_first(follow: Callable[..., Any], cases: Iterable[tuple]) -> list:
    """What the student's earlier functions lead to in each case; None where that is nothing to follow.

    Parameters
    ----------
    follow : callable
        Asks the earlier functions about one case, given as its arguments; None if what they say is no use.
    cases : iterable of tuple
        The arguments, case by case.
    """
    found, begin = [], time.monotonic()
    for case in cases:
        try:
            found.append(follow(*case) if time.monotonic() - begin < PATIENCE else None)
        except Exception:  # they are the student's, and may fail or answer in any way
            found.append(None)
    return found


def right_or_following(compare: Callable[[Any], None], right: Any, followed: Any) -> None:
    """Expect what is right, or, where there is such a thing, what follows from the student's earlier functions."""
    try:
        compare(right)
    except Mismatch:
        if followed is None:
            raise
        compare(followed)
