"""Random ratings with the corners that matter, and oracles' shared words."""

from __future__ import annotations

import numpy as np

UNTOUCHED = "what it was given stays as it was"
# Sums of a few dozen numbers, taken in any order, differ by far less; every mistake differs by far more.
NEAR = 1e-8


def random_table(rng: np.random.Generator, users: int, items: int, filled: float = 0.4, halves: bool = True):
    """Ratings as a dense table with 0 for none; a user and a movie without ratings, and a user with only one rating."""
    stars = rng.integers(1, 11, (users, items)) / 2 if halves else rng.integers(1, 6, (users, items)).astype(float)
    table = np.where(rng.random((users, items)) < filled, stars, 0.0)
    table[rng.integers(1, users - 1)] = 0  # nobody at the end, where a matrix may be cut off, and one in the middle
    table[-1] = 0
    table[:, rng.integers(items)] = 0
    table[0] = 0
    table[0, rng.integers(items)] = 3.0
    # whole means, so that a rating equal to the mean (deviation exactly 0) occurs
    table[1] = 0
    table[1, rng.permutation(items)[:3]] = (2.0, 3.0, 4.0)
    return table


def mean_or(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
