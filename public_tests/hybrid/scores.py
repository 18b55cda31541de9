"""Check of the weighted hybrid: scores as ranks on one scale before they are added."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from public_tests._check import Check

NAN = float("nan")
STARS, COUNTS = [4.0, 3.0, 5.0], [100.0, 400.0, 100.0]


def test_weighted_hybrid(target: Callable) -> None:
    """Check `weighted_hybrid`: ranks from 0 to 1, weights, ties, constant scores, missing ones, lists and arrays."""
    check = Check("weighted_hybrid", target, ["scores", "weights"])

    def ask(scores, weights, when: str = "") -> np.ndarray:
        got = check.reads(scores, weights, when=when)
        n = len(scores[0])
        try:
            missing = np.ndim(got) == 1 and len(got) == n and bool(np.isnan(np.asarray(got, float)).any())
        except (TypeError, ValueError):
            missing = False
        if missing:
            check.fail(
                f"expected numbers only, got NaN{'; ' + when if when else ''}: what a system does not know gets 0.5, and nothing may be divided by zero."
            )
        return check.array(got, (n,), "movie")

    _ranks(check, ask)
    got = ask([[7.0, 7.0, 7.0], STARS], [5, 1], when="one system gave all movies the same score")
    for level in (0.0, 1.0):
        check.reject(
            got,
            np.array([0.5, 0.0, 1.0]) + 5 * level,
            f"a system that scores all movies alike gave them {level:g}; equals share the mean of their ranks, which is 0.5.",
        )
    check.close(
        got, [3.0, 2.5, 3.5], "a system that scores all movies alike gives each 0.5: 5 · 0.5 + the stars' rank."
    )
    got = ask([[NAN, 3.0, 5.0, 4.0], [1.0, 1.0, 1.0, 1.0]], [1, 0], when="a score was missing (NaN)")
    check.reject(
        got,
        [0.0, 1 / 3, 1.0, 2 / 3],
        "a missing score was ranked as the lowest; rank the known ones among themselves, and give it 0.5.",
    )
    check.reject(
        got, [1.0, 0.0, 2 / 3, 1 / 3], "a missing score was ranked as the highest (argsort puts NaN last); give it 0.5."
    )
    check.reject(
        got,
        [0.5, 0.0, 2 / 3, 1 / 3],
        "three scores are known, so their ranks 0, 1, 2 are divided by 2 and not by 3: count the known ones.",
    )
    check.reject(got, [0.0, 0.0, 1.0, 0.5], "a missing score got 0, as if the system advised against it; it gets 0.5.")
    check.close(got, [0.5, 0.0, 1.0, 0.5], "the three known scores get 0, 1 and 0.5, the missing one 0.5.")
    got = ask([[NAN, NAN, NAN], STARS], [1, 2], when="a system knew none of the movies (all NaN)")
    check.close(got, [1.5, 0.5, 2.5], "a system that knows nothing gives each movie 0.5.")
    got = ask([[NAN, 4.0, NAN], STARS], [2, 1], when="a system knew a single movie")
    check.close(got, [1.5, 1.0, 2.0], "a single known score has nobody to be compared with: 0.5.")
    got = ask([[3.0], [4.0]], [2, 1], when="there was a single movie")
    check.reject(
        got, [0.0], "a single movie has nobody to be compared with: 0.5 from each system, 2 · 0.5 + 1 · 0.5, got 0."
    )
    check.close(got, [1.5], "a single movie has 0.5 from each system.")
    got = ask([[0.5 + 1e-10, 0.5, 0.7]], [1])
    check.reject(
        got,
        [0.25, 0.25, 1.0],
        "0.5000000001 and 0.5 are not equal, so each has a rank of its own: do not round the scores, and keep all their digits (no float32).",
    )
    check.close(got, [0.5, 0.0, 1.0], "0.5 is the lowest score, 0.5000000001 the next.")
    got = ask([[2.0, float("-inf"), float("inf"), NAN], [0.0] * 4], [1, 0], when="scores were infinite")
    check.reject(
        got,
        [0.5] * 4,
        "infinite scores were taken as unknown; only NaN is, -inf is the lowest score and inf the highest.",
    )
    check.close(got, [0.5, 0.0, 1.0, 0.5], "-inf is the lowest score, inf the highest, and only NaN is unknown.")
    got = ask(np.array([[NAN, 3.0, 5.0], STARS]), np.array([2.0, 1.0]), when="scores were an array with NaN")
    check.close(got, [1.5, 0.0, 3.0], "the same for arrays: 0.5, 0, 1 and 0.5, 0, 1.")
    got = ask(np.array([STARS, COUNTS, [1, 2, 3]]), np.array([1.0, -1.0, 0.0]), when="scores were an array")
    check.close(got, [0.25, -1.0, 0.75], "weights may be 0 or negative, and scores an array with a row per system.")
    check.passed()


def _ranks(check: Check, ask: Callable) -> None:
    check.reject(
        ask([[10.0, 400.0, 20.0, 0.0]], [1]),
        [0.025, 1.0, 0.05, 0.0],
        "these are no ranks: (score - lowest) / (highest - lowest) keeps the distances between scores, which must become even.",
    )
    got = ask([STARS, COUNTS], [2, 1])
    a, b = np.array([0.5, 0.0, 1.0]), np.array([0.25, 1.0, 0.25])
    raw = np.array([STARS, COUNTS])
    z = (raw - raw.mean(axis=1, keepdims=True)) / raw.std(axis=1, keepdims=True)
    for mistake, sentence in (
        (2 * raw[0] + raw[1], "these are the raw scores, weighed and added: 406 comes from 400 ratings; turn each system's scores into ranks first."),
        (a + b, "these are the ranks without the weights: 2 belongs to the first system, 1 to the second."),
        (a + 2 * b, "the weights are swapped: 2 belongs to the first system, 1 to the second."),
        ((2 * a + b) / 3, "expected the weighted sum, got the weighted mean: do not divide by the sum of the weights."),
        ((2 * a + b) / 2, "expected the weighted sum, got the mean over the systems: add them up, divide by nothing."),
        (2 * (1 - a) + 1 - b, "these ranks count from the top; the lowest score gets 0 and the highest 1."),
        (2 * np.array([2, 1, 3]) + [1.5, 3, 1.5], "these are ranks 1, 2, 3; bring them to 0 … 1: (rank - 1) / (number of scores - 1)."),
        (2 * np.array([2, 1, 3]) / 3 + np.array([1.5, 3, 1.5]) / 3, "these are ranks divided by their number; the lowest must get 0: (rank - 1) / (number of scores - 1)."),
        (2 * a + [0, 1, 0], "100 and 100 are equal and lie on ranks 0 and 1 of 0, 1, 2: each gets the mean, 0.5, which is 0.25 after division; got 0."),
        (2 * a + [0.5, 1, 0.5], "100 and 100 are equal and lie on ranks 0 and 1 of 0, 1, 2: each gets the mean, 0.5, which is 0.25 after division; got 0.5."),
        (2 * a + [0, 1, 0.5], "100 and 100 are equal, so they must get the same; got 0 and 0.5: argsort puts equals in some order, and so does method='first'."),
        (2 * a + [0.5, 1, 0], "100 and 100 are equal, so they must get the same; got 0.5 and 0: argsort puts equals in some order, and so does method='first'."),
        (2 * z[0] + z[1], "these are z-scores, (score - mean) / spread; this exercise asks for ranks from 0 to 1."),
    ):  # fmt: skip
        check.reject(got, mistake, sentence)
    check.close(got, 2 * a + b, "ranks 0.5, 0, 1 and 0.25, 1, 0.25; then weight times rank, added up.")
    got = ask([[10.0, 30.0, 20.0, 0.0]], [1])
    check.reject(
        got,
        np.array([3, 0, 2, 1]) / 3,
        "the ranks are in the wrong places: `np.argsort` says where the lowest stands, not which rank each one has.",
    )
    check.close(got, np.array([1, 3, 2, 0]) / 3, "the scores 10, 30, 20, 0 have the ranks 1, 3, 2, 0, divided by 3.")
