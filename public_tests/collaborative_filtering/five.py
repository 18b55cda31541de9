"""Five users and six movies one can reckon with by hand, and a ladder that knows sparse matrices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse

from public_tests._check import Check, kind

USERS = ["Ann", "Ben", "Cleo", "Dan", "Eve"]
# Rows Ann to Eve, columns movies 0 to 5; 0 is no rating. Eve has rated nothing.
FIVE = np.array(
    [
        [5, 4, 0, 1, 2, 0],
        [4, 5, 0, 2, 0, 1],
        [1, 2, 5, 4, 0, 0],
        [0, 4, 3, 0, 5, 0],
        [0, 0, 0, 0, 0, 0],
    ],
    dtype=float,
)


def five() -> sparse.csr_array:
    """The five users' ratings."""
    return sparse.csr_array(FIVE)


def predicted(table: np.ndarray, S: np.ndarray, below: np.ndarray | None = None) -> np.ndarray:
    """Each row's mean, moved by the deviations of the rows with a rating in the column: cell by cell.

    `below` are the weights below the line where a mistake takes others there than above.
    """
    below = S if below is None else below
    means = [row[row > 0].mean() if row.any() else table[table > 0].mean() for row in table]
    out = np.empty(table.shape)
    for u, i in np.ndindex(*table.shape):
        raters = np.flatnonzero(table[:, i])
        weight = sum(abs(below[u, v]) for v in raters)
        shift = sum(S[u, v] * (table[v, i] - means[v]) for v in raters)
        out[u, i] = means[u] + (shift / weight if weight else 0)
    return out


def five_similarities() -> np.ndarray:
    """Cosines of the five users' deviations from their means, the diagonal 0: what `top_k_neighbours` gives for k = 4."""
    means = np.array([3.0, 3.0, 3.0, 4.0, 0.0])[:, None]
    d = np.where(FIVE > 0, FIVE - means, 0)
    lengths = np.sqrt((d**2).sum(axis=1))
    lengths[4] = 1
    S = d @ d.T / np.outer(lengths, lengths)
    np.fill_diagonal(S, 0)
    return S


def _figure(value: float) -> str:
    """A number for a sentence."""
    return "NaN" if np.isnan(value) else f"{value:.4g}"


class MatrixCheck(Check):
    """A check of a function that takes or gives matrices."""

    def dense(self, got: Any, shape: tuple[int, ...], each: str, gaps: bool = False) -> np.ndarray:
        """Expect a dense array of numbers of a shape; with `gaps`, NaN is allowed."""
        if sparse.issparse(got):
            self.fail(
                f"expected a dense array of shape {shape}, got a sparse matrix: end with `.toarray()`, nearly every cell has a value."
            )
        if isinstance(got, np.matrix):
            got = np.asarray(got)
        if gaps and np.ndim(got) == len(shape) and got is not None:
            try:
                values = np.asarray(got, dtype=float)
            except (TypeError, ValueError):
                self.fail(f"expected numbers, one per {each}, got {kind(got)} that holds something else.")
            self.array(np.nan_to_num(values), shape, each)
            return values
        return self.array(got, shape, each)

    def cells(self, got: np.ndarray, expected: Any, name: Callable[..., str], why: str) -> None:
        """Expect these numbers, NaN in the same places; the sentence shows the first cell that differs.

        `name` says of a cell's place (row and column, or one place) what stands there.
        """
        expected = np.asarray(expected, dtype=float)
        for digits in range(1, 9):
            short = np.round(expected, digits)
            if np.allclose(got, short, rtol=0, atol=1e-12, equal_nan=True) and not np.allclose(
                expected, short, rtol=0, atol=1e-11, equal_nan=True
            ):
                worst = np.unravel_index(np.nanargmax(np.abs(expected - short)), expected.shape)
                self.fail(
                    f"{name(*worst)}: expected {expected[worst]:.10g}, got {got[worst]:.10g}: rounded? Give the number as it is; rounding is for showing it."
                )
        other = ~np.isclose(got, expected, rtol=1e-6, atol=1e-9, equal_nan=True)
        if other.any():
            place = tuple(np.argwhere(other)[0])
            self.fail(f"{name(*place)}: expected {_figure(expected[place])}, got {_figure(got[place])}: {why}")
