"""Check of the correlation of one movie with all."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse

from public_tests._check import shown
from public_tests.collaborative_filtering.five import FIVE, MatrixCheck, five


def _mistakes(table: np.ndarray, a: int, b: int) -> list[tuple[float, str]]:
    """What the usual mistakes give for movies a and b, with a sentence each."""
    x, y = table[:, a], table[:, b]
    both = (x > 0) & (y > 0)
    own = [np.where(v > 0, v - v[v > 0].mean(), 0) for v in (x, y)]  # means over all raters of each movie
    common = [v - v[both].mean() for v in (x, y)]
    masked = [np.where(v > 0, v - v[both].mean(), 0) for v in (x, y)]

    def r(dx: np.ndarray, dy: np.ndarray, where_x: np.ndarray, where_y: np.ndarray) -> float:
        with np.errstate(all="ignore"):
            return float((dx * dy)[both].sum() / np.sqrt((dx[where_x] ** 2).sum() * (dy[where_y] ** 2).sum()))

    everybody = np.ones(len(x), dtype=bool)
    mean = "both means are over the users who rated both, and a rater of only one of the movies must not count in them."
    below = "below the line, too, only the users who rated both count: set the deviations of the others to 0 (times the mask) before you square and sum."
    empty = (
        "a deviation was taken of cells without a rating: set those to 0 (times the mask) after the mean is taken off."
    )
    return [
        (r(own[0], own[1], both, both), mean),
        (r(own[0], common[1], both, both), mean),
        (r(common[0], own[1], both, both), mean),
        (r(own[0], own[1], x > 0, y > 0), f"{mean} And {below}"),
        (r(masked[0], masked[1], x > 0, y > 0), below),
        (r(masked[0], masked[1], x > 0, both), below),
        (r(masked[0], masked[1], both, y > 0), below),
        (r(common[0], common[1], everybody, both), empty),
        (r(common[0], common[1], both, everybody), empty),
        (r(common[0], common[1], everybody, everybody), empty),
        (r(np.where(both, x, 0) - x[both].mean(), common[1], everybody, both), empty),
        (r(np.where(both, x, 0) - x[both].mean(), common[1], x > 0, both), empty),
        (r(np.where(both, x, 0) - x[both].mean(), common[1], x > 0, x > 0), empty),
        (r(common[0], common[1], x > 0, x > 0), empty),
    ]


def _reject_mistakes(check: MatrixCheck, got: float, right: float, table: np.ndarray, a: int, b: int) -> None:
    for value, why in _mistakes(table, a, b):
        if not np.isclose(value, right, atol=1e-6) and np.isclose(got, value, atol=1e-6):
            check.fail(f"movies {a} and {b}: expected {right:.3f}, got {got:.3f}: {why}")


def _movie(item: int) -> Callable[[int], str]:
    return lambda other: f"movie {item} with movie {other}" if other != item else f"movie {item} with itself"


def test_pearson_similarity(target: Callable) -> None:
    """Check `pearson_similarity`: co-raters only, their means, NaN below the minimum, items and not users."""
    check = MatrixCheck("pearson_similarity", target, ["R", "item", "min_common"])

    def call(R: sparse.csr_array, item: int, least: int, when: str = "") -> np.ndarray:
        return check.dense(check.call(R, item, least, when=when), (R.shape[1],), "movie", gaps=True)

    got = call(five(), 0, 3)
    right = [1, 16 / (26 * 14) ** 0.5, np.nan, -19 / (26 * 14) ** 0.5, np.nan, np.nan]
    with np.errstate(all="ignore"):
        zeros = np.corrcoef(FIVE.T)[0]
    if np.isclose(got[1], zeros[1], atol=1e-4):
        check.fail(
            f"movies 0 and 1: expected 0.839, got {got[1]:.3f}: that counts missing ratings as 0; take the users who rated both, and only those."
        )
    if np.isclose(got[1], 42 / (42 * 45) ** 0.5, atol=1e-4):
        check.fail("movies 0 and 1: expected 0.839, got 0.966: that is the cosine; take the means off first.")
    _reject_mistakes(check, got[1], right[1], FIVE, 0, 1)
    if np.isclose(got[0], 1) and not np.isnan(got[[2, 4, 5]]).any():
        check.fail(
            f"movies 2, 4 and 5 have one common rater each with movie 0, fewer than min_common = 3: expected NaN, got {shown(got[[2, 4, 5]])}."
        )
    if np.isnan(got[1]):
        check.fail(
            "movies 0 and 1 have exactly 3 common raters and min_common is 3: that is enough (at least, not more than)."
        )
    if np.isnan(got[0]):
        check.fail(
            "movie 0 with itself: expected 1, got NaN; it has three raters, so the rule that holds for all gives 1."
        )
    check.cells(got, right, _movie(0), "over the users who rated both.")
    check.unchanged()
    got = call(five(), 1, 2)
    right = [
        16 / (26 * 14) ** 0.5,
        1,
        -1,
        -11 / 14,
        np.nan,
        np.nan,
    ]  # movie 4: Ann and Dan both gave movie 1 four stars
    for other in (0, 2, 3):
        _reject_mistakes(check, got[other], right[other], FIVE, 1, other)
    check.cells(got[:4], right[:4], _movie(1), "over the users who rated both.")
    if not np.isnan(got[4]):
        check.fail(
            f"movies 1 and 4: both common raters gave movie 1 four stars, and with no spread there is no correlation: expected NaN, got {shown(got[4])}."
        )
    check.cells(got, right, _movie(1), "min_common is 2.")
    check.cells(call(five(), 1, 4), [np.nan, 1, *[np.nan] * 4], _movie(1), "only movie 1 itself has 4 raters.")
    got = call(five(), 4, 3)
    if np.isclose(got[4], 1):
        check.fail(
            "movie 4 with itself: only Ann and Dan rated it, and min_common is 3: expected NaN, got 1: it is treated like the others."
        )
    check.cells(got, [np.nan] * 6, _movie(4), "movie 4 has two raters, and min_common is 3.")
    _halves(call, check)
    check.passed()


def _halves(call: Callable, check: MatrixCheck) -> None:
    """Half stars, a movie with many raters but few common ones, a movie that all rate alike."""
    table = np.array([[5, 1, 3, 0.5], [3, 4, 3, 2], [4, 0, 3, 1.5], [0, 2, 1, 0], [0, 5, 2, 0]], dtype=float)
    got = call(sparse.csr_array(table), 0, 3, "a movie that all common raters rate alike has no correlation: NaN")
    if not np.isnan(got[1]):
        check.fail(
            f"movies 0 and 1: movie 1 has four raters, but only two of them rated movie 0 too, fewer than min_common = 3: expected NaN, got {shown(got[1])}."
        )
    if not np.isnan(got[2]):
        check.fail(
            f"movies 0 and 2: all common raters gave movie 2 three stars, and with no spread there is no correlation: expected NaN, got {shown(got[2])}."
        )
    if np.isnan(got[3]):
        check.fail(
            "movies 0 and 3: expected -0.982, got NaN: they have three common raters, one of whom gave half a star: every rating above 0 is a rating."
        )
    check.cells(got, [1, np.nan, np.nan, -1.5 / (2 * 7 / 6) ** 0.5], _movie(0), "over the users who rated both.")
