"""Checks of distances: of two vectors, and of all pairs."""

from __future__ import annotations

import sys
import sysconfig
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check


def test_sq_dist(target: Callable) -> None:
    """Check `sq_dist`: one number, the well-known slips, values, arguments untouched."""
    check = Check("sq_dist", target, ["a", "b"])
    a, b = np.array([1.0, 2.0, 3.0]), np.array([1.0, 4.0, 0.0])
    got = check.number(check.call(a, b), "the squared distance")
    known = {
        13**0.5: "this is the distance; the squared distance has no root.",
        5.0: "the differences 0, 2 and 3 were added as they are: square each before adding.",
        1.0: "the differences were added first; square each, then add.",
        13 / 3: "the squares were averaged; add them up.",
        9.0: "this is the dot product of a and b; take differences.",
    }
    for mistake, sentence in known.items():
        check.reject(got, mistake, sentence)
    check.close(got, 13.0, "0² + 2² + 3² = 13.")
    check.unchanged()
    for a, b, right in (
        (np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0]), 0.0),
        (np.array([1.1, 2.1, 3.1]), np.array([1.0, 2.0, 3.0]), 0.03),
        (np.array([0, 1]), np.array([1, 0]), 2.0),
        (np.array([4.0]), np.array([-1.0]), 25.0),
        (np.array([0.0, 1.0, 2.0, 3.0, 4.0]), np.zeros(5), 30.0),
        (np.array([0.5, 0.25, 0.125]), np.array([0.0, 0.0, 0.0]), 0.328125),
    ):
        got = check.number(check.call(a, b), "the squared distance")
        check.close(got, right, f"for {a.tolist()} and {b.tolist()}.")
        check.unchanged()
    rng = np.random.default_rng(4)
    for _ in range(20):  # rows far from 0 and near each other: where digits are lost
        a = rng.normal(size=6) + 100.0
        b = a + rng.normal(size=6) * 1e-6
        got, right = check.number(check.call(a, b), "the squared distance"), ((a - b) ** 2).sum()
        if got < 0 or not np.isclose(got, right, rtol=1e-4, atol=0):
            check.fail(
                f"for two vectors near each other expected {right:.3g}, got {got:.3g}: digits are lost if you round, or multiply out; "
                "subtract first, then square."
            )
    check.passed()


def test_sq_dist_matrix(target: Callable) -> None:
    """Check `sq_dist_matrix`: shape, known slips, values, never below zero, no loop over pairs, argument untouched."""
    check = Check("sq_dist_matrix", target, ["V"])
    V = np.array([[1.0, 0.0], [0.0, 1.0], [3.0, 4.0]])
    right = np.array([[0.0, 2.0, 20.0], [2.0, 0.0, 18.0], [20.0, 18.0, 0.0]])
    answer = check.call(V)
    if np.shape(answer) == (3, 3, 2):
        check.fail(
            "expected shape (3, 3), got (3, 3, 2): the squared differences are there, add them over the last axis."
        )
    got = check.array(answer, (3, 3), "pair of rows")
    known = (
        (np.sqrt(right), "these are distances; squared distances have no root."),
        (V @ V.T, "these are dot products, V·Vᵀ: the squared lengths are still to come."),
        (-2 * V @ V.T, "this is -2·V·Vᵀ alone: the squared lengths are missing."),
        (np.diag(V @ V.T)[:, None] + np.diag(V @ V.T), "the product is missing: subtract 2·V·Vᵀ."),
        (np.diag(V @ V.T)[:, None] + np.diag(V @ V.T) - V @ V.T, "V·Vᵀ is to be subtracted twice: a factor 2."),
        (np.maximum(2 * np.diag(V @ V.T) - 2 * V @ V.T, 0), "the squared length of one row was taken twice: one is a column, the other a row."),
        (np.maximum(2 * np.diag(V @ V.T)[:, None] - 2 * V @ V.T, 0), "the squared length of one row was taken twice: one is a column, the other a row."),
        (np.triu(right), "only one half is filled; the distance of j to i is that of i to j."),
        (np.tril(right), "only one half is filled; the distance of j to i is that of i to j."),
        (1 - _cosine(V), "this is one minus the cosine; wanted is the sum of the squared differences."),
    )  # fmt: skip
    for mistake, sentence in known:
        check.reject(got, mistake, sentence)
    check.close(got, right, "squared length of i + squared length of j - 2 · their dot product.")
    check.unchanged()
    for size in (1000.0, 0.00123):
        got = check.array(check.call(V * size), (3, 3), "pair of rows")
        if not np.allclose(got, right * size**2, rtol=1e-4, atol=1e-3 * size**2):
            how = "large" if size > 1 else "small"
            check.fail(
                f"wrong where distances are {how}: set only what is below 0 to 0, cut off nothing else, and do not round."
            )
    rng = np.random.default_rng(5)
    many = rng.normal(size=(40, 8)) + 30.0  # far from 0, so that rounding shows
    twins = np.concatenate([many, many])
    got = check.array(check.call(twins), (80, 80), "pair of rows")
    if got.min() < 0:
        check.fail(f"the smallest distance is {got.min():.2g}, a rounding error below 0: set what is negative to 0.")
    direct = ((twins[:, None] - twins[None]) ** 2).sum(axis=-1)
    # the vectors have squared length 7,000: products of that size are exact to 1e-12 of it
    if np.allclose(got, direct, rtol=1e-2, atol=0.1) and not np.allclose(got, direct, rtol=1e-6, atol=1e-7):
        check.fail("nearly right for 80 rows, but not exact enough: is something rounded, or turned into float32?")
    if not np.allclose(got, direct, rtol=1e-6, atol=1e-7):
        check.fail("right for three rows, but not for 80 rows of 8 numbers: is a size written into the code?")
    steps = _python_steps(target, many)
    if steps > len(many) * (len(many) - 1) // 2:
        check.fail(
            f"for {len(many)} rows, {len(many) ** 2:,} pairs, Python took {steps:,} steps: a loop over the pairs. Let one "
            "matrix product do all pairs at once."
        )
    wide = rng.normal(size=(200, 200))
    peak = _peak_bytes(target, wide)
    if peak > 60 * wide.nbytes:  # a whole cube takes 200 times as much, a few tables of the pairs a few times
        check.fail(
            f"for 200 rows of 200 numbers it takes {peak / 1e6:,.0f} MB at once: an array of shape (n, n, d) is too large for many "
            "movies; let one matrix product do the last axis."
        )
    check.passed()


def _cosine(V: np.ndarray) -> np.ndarray:
    lengths = np.sqrt((V**2).sum(axis=1))
    return (V @ V.T) / np.outer(lengths, lengths)


def _python_steps(target: Callable, V: np.ndarray) -> int:
    """How many lines of Python a call runs through, those of Python itself and of installed packages left out."""
    steps = 0
    others = tuple({sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")})

    def watch(frame: Any, event: str, argument: Any) -> Any:
        nonlocal steps
        if frame.f_code.co_filename.startswith(others):
            return None
        steps += 1
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        target(V.copy())
    finally:
        sys.settrace(before)
    return steps


def _peak_bytes(target: Callable, V: np.ndarray) -> int:
    """The most memory that a call holds at one time."""
    tracemalloc.start()
    try:
        target(V.copy())
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
