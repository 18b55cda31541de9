"""Check of the nearest rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from public_tests._check import Check


def test_most_similar(target: Callable) -> None:
    """Check `most_similar`: shape, itself left out, order, twins, places not distances, argument untouched."""
    check = Check("most_similar", target, ["V", "k"])
    V = np.array([[0.0, 0.0], [1.0, 0.0], [4.0, 0.0], [9.0, 1.0]])
    right = np.array([[1, 2, 3], [0, 2, 3], [1, 0, 3], [2, 1, 0]])
    distances = np.array([[1.0, 16.0, 82.0], [1.0, 9.0, 65.0], [9.0, 16.0, 26.0], [26.0, 65.0, 82.0]])
    for k in (2, 3):
        answer = check.call(V, k)
        if np.shape(answer) == (4, 4):
            check.fail(f"expected shape (4, {k}), the first k columns, got (4, 4): is k used?")
        got = check.array(answer, (4, k), "place in the list")
        if not np.array_equal(got, np.round(got)) or np.allclose(got, distances[:, :k]):
            check.fail("expected places of rows (whole numbers), got distances: argsort gives places, sort distances.")
        if np.asarray(answer).dtype.kind not in "iu":
            check.fail("expected places of type int, got float, which cannot pick a row: argsort gives whole numbers.")
        check.reject(got, right[:, :k] + 1, "places are counted from 0 in Python; these are counted from 1.")
        if (got == np.arange(4)[:, None]).any():
            check.fail(
                "a row is among its own neighbours: give the diagonal of the distances a value beyond all others."
            )
        check.reject(got, right[:, ::-1][:, :k], "the farthest rows come first; expected the nearest.")
        if (np.sort(got) == np.sort(right[:, :k])).all() and not (got == right[:, :k]).all():
            check.fail(f"the right rows in the wrong order: the nearest first; expected {right[:, :k].tolist()}.")
        if not np.array_equal(got, right[:, :k]):
            check.fail(
                f"for rows at (0, 0), (1, 0), (4, 0) and (9, 1) expected {right[:, :k].tolist()}, got {got.tolist()}."
            )
        check.unchanged()
    longer = np.array([[1.0, 0.0], [0.8, 0.4], [9.0, 0.1]])
    got = check.array(check.call(longer, 1), (3, 1), "place in the list")
    if int(got[0, 0]) == 2:
        check.fail(
            "the nearest is the smallest distance, not the smallest angle: (1, 0) is nearer to (0.8, 0.4) than to (9, 0.1)."
        )
    twins = np.array([[5.0, 5.0], [0.0, 1.0], [0.0, 1.0], [0.0, 1.0]])
    got = check.array(check.call(twins, 2, when="three rows are equal"), (4, 2), "place in the list")
    wanted = {1: {2, 3}, 2: {1, 3}, 3: {1, 2}}
    if any(set(got[row].astype(int)) != others for row, others in wanted.items()):
        check.fail(
            "three rows are equal, and each must list the other two, but not itself: leave out the place, not the first one found."
        )
    _near_and_far(check)
    check.passed()


def _near_and_far(check: Check) -> None:
    """Tiny and huge distances, many rows, and a row that other distances would put elsewhere."""
    for size in (1.0, 1e6, 1e-3):
        V = np.random.default_rng(11).normal(size=(300, 2)) * size
        table = ((V[:, None] - V[None]) ** 2).sum(axis=-1)
        np.fill_diagonal(table, np.inf)
        for k in (40, 299):
            got = check.array(check.call(V, k), (300, k), "place in the list").astype(int)
            if (got == np.arange(300)[:, None]).any():
                check.fail(
                    "a row is among its own neighbours where distances are large: give the diagonal a value beyond any, np.inf."
                )
            if ((got < 0) | (got > 299)).any():
                check.fail("a place that no row has: places go from 0 to n - 1.")
            found, wanted = np.take_along_axis(table, got, axis=1), np.sort(table, axis=1)[:, :k]
            if np.allclose(np.sort(found, axis=1), wanted, rtol=1e-6, atol=0) and not np.allclose(
                found, wanted, rtol=1e-6, atol=0
            ):
                check.fail(
                    f"for 300 rows and k = {k} the right rows in the wrong order: argpartition does not sort; the nearest first."
                )
            if not np.allclose(found, wanted, rtol=1e-6, atol=0):
                how = "" if size == 1 else f" of size {size:g}: are distances rounded?"
                check.fail(
                    f"not the rows with the smallest squared distance, for 300 rows{how or ': absolute differences are not squares, and are distances rounded?'}"
                )
