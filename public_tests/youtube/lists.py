"""Check of the k best movies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check, kind, shown

FIVE = np.array([0.02, 0.10, 0.40, 0.20, 0.28])
SURE_OF_PADDING = np.array([0.70, 0.05, 0.15, 0.01, 0.09])


def test_top_k(target: Callable) -> None:
    """Check `top_k`: ids, order, watched and padding left out, fewer than k, negative scores, arguments untouched."""
    check = Check("top_k", target, ["probabilities", "watched", "k"])
    got = _ids(check, check.call(FIVE.copy(), [2], k=2))
    for mistake, sentence in (
        ([2, 4], "movie 2 was watched already; it must not come again."),
        ([3, 4], "movies 4 and 3 are right, but the best comes first: a partial sort leaves the k best unordered."),
        ([0, 1], "these have the lowest probabilities; expected the highest first, 4 and 3."),
        ([1, 3], "these have the lowest probabilities; expected the highest first, 4 and 3."),
        ([3, 2], "place m belongs to movie m; did you leave place 0 out and then count from 0?"),
        ([5, 4], "place m belongs to movie m; do not add 1."),
        ([0.28, 0.20], "these are probabilities; expected the movies' ids, 4 and 3."),
    ):
        check.reject(got, mistake, sentence)
    if len(got) > 2:
        check.fail(f"expected k = 2 movies, got {len(got)}: is k used?")
    if len(got) < 2:
        check.fail(
            f"expected k = 2 movies, got {len(got)}: were the k best taken first and watched ones dropped after?"
        )
    check.same(got, [4, 3], "the two most probable movies that were not watched, the best first.")
    check.unchanged()
    got = _ids(check, check.call(SURE_OF_PADDING.copy(), [], k=2, when="with nothing watched"))
    if 0 in got:
        check.fail("0 came back, which is padding and no movie, however probable: leave place 0 out.")
    check.same(got, [2, 4], "with nothing watched, the two best of the movies 1 to 4.")
    got = _ids(check, check.call(FIVE.copy(), np.array([0, 0, 4]), k=10, when="with k = 10 and three movies left"))
    if 4 in got or 0 in got:
        check.fail(
            f"only movies 2, 3 and 1 are left, fewer than k = 10; got {shown(got)}: a watched one or 0 filled the gap."
        )
    check.same(got, [2, 3, 1], "all three that are left, fewer than k = 10.")
    got = _ids(check, check.call(FIVE.copy(), [1, 2, 3, 4], k=3, when="with everything watched"))
    check.same(got, [], "everything was watched, so the list is empty.")
    scores = np.array([0.0, -0.5, -3.0, -2.0, -9.0])
    got = _ids(check, check.call(scores.copy(), [1], k=4, when="with negative scores"))
    check.same(
        got,
        [3, 2, 4],
        "scores may be negative, so what must not come has to be marked with less than any number: -np.inf.",
    )
    got = _ids(check, check.call(FIVE.tolist(), (2,), k=4, when="with k = 4 and three movies left, given as a list"))
    check.same(got, [4, 3, 1], "all three that are left.")
    check.passed()


def _ids(check: Check, got: Any) -> list:
    """The answer as a list of numbers, or a sentence."""
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    if np.ndim(got) != 1 or isinstance(got, (str, dict)):
        check.fail(f"expected a list of movie ids, got {kind(got)}.")
    values = np.asarray(got)
    if values.dtype.kind not in "iuf" and len(values):
        check.fail(f"expected a list of movie ids, got {shown(list(got))}.")
    return [int(v) if float(v).is_integer() else float(v) for v in values]
