"""Check of the k best movies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check, kind, shown
from public_tests.youtube.whole import is_whole

FIVE = np.array([0.02, 0.10, 0.40, 0.20, 0.28])
SURE_OF_PADDING = np.array([0.70, 0.05, 0.15, 0.01, 0.09])
NEGATIVE = np.array([0.0, -0.5, -3.0, -2.0, -9.0])
WITH_ZEROS = np.array([0.0, 0.0, 0.5, 0.3, 0.0])
VERY_LOW = np.array([-1e307, -3e307, -2e307, -5e307, -4e307])  # Python's lowest number is -1.8e308
# Forty in no order, so that no habit with equal ones (the smaller id, the larger, as they come) puts them right.
MIXED = np.concatenate([[0], 1 + np.random.default_rng(8).permutation(40)])
APART = MIXED / 50
CLOSE = 0.3 + MIXED * 1e-12


def test_top_k(target: Callable) -> None:
    """Check `top_k`: ids, order, watched and padding left out, fewer than k, all kinds of scores, arguments untouched."""
    check = Check("top_k", target, ["probabilities", "watched", "k"])
    got = _ids(check, check.reads(FIVE, [2], k=2))
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
    if not all(map(is_whole, got)):
        check.fail(f"got {shown(got)}, with decimal points; ids are whole numbers, by which one can look up a title.")
    if len(got) > 2:
        check.fail(f"expected k = 2 movies, got {len(got)}: is k used?")
    if len(got) < 2:
        check.fail(
            f"expected k = 2 movies, got {len(got)}: were the k best taken first and watched ones dropped after?"
        )
    check.same(got, [4, 3], "the two most probable movies that were not watched, the best first.")
    got = _ids(check, check.reads(SURE_OF_PADDING, [], k=2, when="with nothing watched"))
    if 0 in got:
        check.fail("0 came back, which is padding and no movie, however probable: leave place 0 out.")
    check.same(got, [2, 4], "with nothing watched, the two best of the movies 1 to 4.")
    got = _ids(check, check.reads(FIVE, np.array([0, 0, 3]), k=10, when="with k = 10 and three movies left"))
    if sorted(got) == [1, 2]:
        check.fail(
            "movie 4, the last, is missing, though only movie 3 was watched: `watched` may hold zeros from padding. Do they count as place -1, which is the last one?"
        )
    if 3 in got or 0 in got:
        check.fail(
            f"only movies 2, 4 and 1 are left, fewer than k = 10; got {shown(got)}: a watched one or 0 filled the gap."
        )
    check.same(got, [2, 4, 1], "all three that are left, fewer than k = 10.")
    got = _ids(check, check.reads(FIVE, [1, 2, 3, 4], k=3, when="with everything watched"))
    check.same(got, [], "everything was watched, so the list is empty.")
    _other_scores(check)
    _many(check)
    got = _ids(check, check.reads(FIVE.tolist(), (2,), k=4, when="with the probabilities as a list"))
    check.same(got, [4, 3, 1], "all three that are left.")
    check.passed()


def _other_scores(check: Check) -> None:
    """Scores of other methods: negative, zero, far below, nearly equal."""
    got = _ids(check, check.reads(NEGATIVE, [1], k=4, when="with negative scores"))
    check.same(
        got,
        [3, 2, 4],
        "scores may be negative, so what must not come has to be marked with less than any number: -np.inf.",
    )
    got = _ids(check, check.reads(WITH_ZEROS, [3], k=3, when="with scores of 0"))
    if got[:1] == [2] and len(got) < 3:
        check.fail(
            f"movies 2, 1 and 4 are left, got {shown(got)}: a score of 0 is a score like any other; only watched movies and place 0 drop out."
        )
    check.same(got[:1] + sorted(got[1:]), [2, 1, 4], "with scores of 0 movie 2 is first, then 1 and 4 in any order.")
    _order(check)
    got = _ids(check, check.reads(VERY_LOW, [2], k=5, when="with scores of about -1e307"))
    check.same(
        got,
        [1, 4, 3],
        "scores may lie below any number, here at -1e307: mark what must not come with -np.inf, not with -1e9 or another number.",
    )


def _order(check: Check) -> None:
    """The same order of forty movies twice: by scores that lie apart, then by scores that are nearly equal."""
    best = [int(movie) for movie in np.argsort(-MIXED[1:]) + 1]
    got = _ids(check, check.reads(APART, [], k=20, when="with 40 movies and k = 20"))
    if got != best[:20] and sorted(got) == sorted(best[:20]):
        check.fail(
            "with 40 movies and k = 20 the movies are right, but not their order: a partial sort leaves the k best unordered, so sort those."
        )
    check.same(got, best[:20], "with 40 movies and k = 20, the best first.")
    got = _ids(check, check.reads(CLOSE, [], k=20, when="with scores that are nearly equal"))
    if got != best[:20]:
        check.fail(
            f"with scores such as 0.300000000002 and 0.300000000001 expected {best[:3]} first, got {got[:3]}: the larger one comes first however near they are. Compare "
            "the numbers as they are, neither rounded nor in a type such as float16 or float32."
        )


def _many(check: Check) -> None:
    """As many movies as MovieLens has: a long list, and a user who watched most of the best."""
    scores = np.random.default_rng(6).permutation(1700) / 1700
    best = [movie for movie in np.argsort(-scores).tolist() if movie]
    got = _ids(check, check.reads(scores, [], k=300, when="with 1,700 scores and k = 300"))
    if got != best[:300] and sorted(got) == sorted(best[:300]):
        check.fail(
            "with 1,700 scores and k = 300 the movies are right, but not their order: a partial sort leaves the k best unordered, so sort those."
        )
    if got != best[:300]:
        check.fail("with 1,700 scores and k = 300 expected the 300 movies of the highest scores, the best first.")
    got = _ids(check, check.reads(scores, best[:1000], k=10, when="with the best 1,000 movies watched"))
    if got != best[1000:1010]:
        check.fail(
            f"of 1,699 movies the best 1,000 were watched, so the next 10 are expected, got {len(got)} movies{'' if len(got) < 10 else ', but others'}: "
            "did you cut the list before the watched ones were out?"
        )


def _ids(check: Check, got: Any) -> list:
    """The answer as a list of numbers, or a sentence."""
    if got is None:
        check.fail("it gave back nothing (None): does it end with `return`?")
    if np.ndim(got) != 1 or isinstance(got, (str, dict)):
        check.fail(f"expected a list of movie ids, got {kind(got)}.")
    values = np.asarray(got)
    if values.dtype.kind not in "iuf" and len(values):
        check.fail(f"expected a list of movie ids, got {shown(list(got))}.")
    return values.tolist()
