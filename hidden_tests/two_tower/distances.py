"""Oracles of lab 04: distances of two vectors and of all pairs, and the nearest rows."""

from __future__ import annotations

import time
from functools import partial

import numpy as np

from grader.oracle import Mismatch, oracle
from hidden_tests.following import asked_first, right_or_following


@oracle("test_sq_dist")
def _(student, rng):
    for d in (1, 2, int(rng.integers(3, 60))):
        a, b = rng.normal(size=(2, d)) * rng.uniform(0.1, 20)
        answer = student.call("sq_dist", a, b)
        answer.is_close(
            sum((x - y) ** 2 for x, y in zip(a.tolist(), b.tolist(), strict=True)), "the sum of the squared differences"
        )
        answer.leaves_arguments("the vectors it was given stay as they were")
        b = a + 50 + rng.normal(size=d) * 1e-6
        student.call("sq_dist", a + 50, b).is_close(
            sum((x - y) ** 2 for x, y in zip((a + 50).tolist(), b.tolist(), strict=True)),
            "vectors near each other",
            rtol=1e-4,
            atol=0,
        )
        student.call("sq_dist", a, a).is_close(0.0, "a vector is at distance 0 from itself")
    a, b = rng.integers(-9, 9, (2, 6))
    student.call("sq_dist", a, b).is_close(
        float(sum((int(x) - int(y)) ** 2 for x, y in zip(a, b, strict=True))), "whole numbers"
    )


def plain_distances(V: np.ndarray) -> np.ndarray:
    """Row by row, from differences."""
    return np.array([((V - row) ** 2).sum(axis=1) for row in V])


@oracle("test_sq_dist_matrix")
def _(student, rng):
    n, d = int(rng.integers(5, 60)), int(rng.integers(1, 40))
    V = rng.normal(size=(n, d))
    answer = student.call("sq_dist_matrix", V)
    # |a|² + |b|² - 2ab loses digits where rows are near each other; 1e-9 of what is subtracted is far above that
    answer.is_close(plain_distances(V), "the squared distance of each row to each row", rtol=1e-6, atol=1e-8)
    answer.leaves_arguments("the array it was given stays as it was")
    for size in (1e-4, 1e3):
        student.call("sq_dist_matrix", V * size).is_close(
            plain_distances(V * size), "tiny and huge distances", rtol=1e-6, atol=1e-10 * size**2
        )
    far = np.repeat(rng.normal(size=(20, 7)) + rng.uniform(20, 60, 7), 2, axis=0)
    answer = student.call("sq_dist_matrix", far)
    answer.is_close(plain_distances(far), "rows far from 0, some of them twice", rtol=1e-6, atol=1e-6)
    answer.satisfies(lambda got: np.asarray(got, float).min() >= 0, "never negative", "a distance below 0")
    small = rng.normal(size=(30, 32)).astype("float32")
    student.call("sq_dist_matrix", small).is_close(
        plain_distances(small), "float32, as Keras gives it", rtol=1e-3, atol=1e-3
    )
    # Half a million pairs: one product takes hundredths of a second, loops over pairs take seconds. The best of three.
    many, took = rng.normal(size=(700, 32)), []
    for _ in range(3):
        began = time.monotonic()
        answer = student.call("sq_dist_matrix", many)
        took.append(time.monotonic() - began)
        answer.has_shape((700, 700), "700 rows")
        if took[-1] < 0.6:
            break
    student.expect(min(took) < 0.6, "all pairs of 700 rows at once", "too slow: does it loop over the pairs?")
    wide = rng.normal(size=(200, int(rng.integers(180, 220))))
    # a table of the pairs is 320 kB and a few are needed; an array (n, n, d) is 64 MB, 32 in float32
    student.expect(peak_bytes(student, wide) < 20e6, "200 rows without an array (n, n, d)", "too much memory")


def peak_bytes(student, V: np.ndarray) -> int:
    """The most memory that the student's function holds at one time; 0 where Python's own tracing is out of reach."""
    try:
        tracing = student.call("np.__builtins__.__getitem__", "__import__").then("__call__", "tracemalloc")
        tracing.then("start").equals(None, "memory is watched")
    except Mismatch:  # the notebook has no numpy by this name
        return 0
    student.call("sq_dist_matrix", V).has_shape((len(V), len(V)), "200 rows")
    peak = tracing.then("get_traced_memory").value
    tracing.then("stop").equals(None, "memory is watched no more")
    return int(peak[1])


@oracle("test_most_similar")
def _(student, rng):
    def follow(V: np.ndarray, k: int, what: str) -> np.ndarray | None:
        # A wrong `sq_dist_matrix` has lost its points already; the nearest by its numbers are right here.
        own = np.asarray(student.call("sq_dist_matrix", V).value, dtype=float)
        if own.shape != (len(V), len(V)) or not np.isfinite(own).all():
            return None
        # Rounding may make tiny distances equal, and a ceiling huge ones. Elsewhere equal ones come of no mistake:
        # by them any answer would be right.
        others = own[~np.eye(len(V), dtype=bool)]
        return own if np.ptp(others) > 0 or "where distances are" in what else None

    def nearest(answer, distances: np.ndarray, k: int, what: str) -> None:
        shape = (len(distances), k)
        answer.satisfies(lambda value: np.shape(value) == shape, what, f"expected shape {shape}")
        got = np.asarray(answer.value)
        student.expect(got.dtype.kind in "iu", what, "expected places of rows, whole numbers")
        places = got.astype(int)
        inside = bool(((places >= 0) & (places < len(distances))).all())
        student.expect(inside, what, "a place that no row has")
        rows = np.arange(len(distances))[:, None]
        student.expect(not (places == rows).any(), "a row is not its own neighbour", "a row among its own neighbours")
        different = all(len(set(row)) == k for row in places.tolist())
        student.expect(different, what, "the same row twice")
        others = distances.copy()
        np.fill_diagonal(others, np.inf)
        best = np.sort(others, axis=1)[:, :k]
        # equal distances in any order, and what rounding makes of equal distances
        close = np.allclose(distances[rows, places], best, rtol=1e-6, atol=1e-9 * distances.max())
        student.expect(close, what)

    n = int(rng.integers(12, 50))
    V = rng.normal(size=(n, int(rng.integers(2, 30)))) * rng.uniform(0.2, 5, (n, 1))  # lengths differ: angles mislead
    twice = np.repeat(rng.integers(-4, 5, (8, 3)), 3, axis=0).astype(float)
    cases = [
        (V, int(rng.integers(2, 9)), "the k nearest rows, nearest first"),
        (V * 1e-3, 5, "the k nearest rows where distances are tiny"),
        (V * 1e6, n - 1, "all other rows where distances are huge"),
        (rng.normal(size=(300, 5)), 40, "forty of 300 rows, nearest first"),
        (V, n - 1, "all other rows, nearest first"),
        (twice, 3, "equal rows are neighbours too"),
    ]
    for (rows, k, what), followed in zip(cases, asked_first(follow, cases), strict=True):
        answer = student.call("most_similar", rows, k)
        compare = partial(nearest, answer, k=k, what=what)
        right_or_following(compare, plain_distances(rows), followed)
        answer.leaves_arguments("the array it was given stays as it was")
