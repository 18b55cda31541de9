"""The candidate network worked out by hand, with the mistakes one can make in it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

EPSILON = 0.001  # what BatchNormalization adds to the variance


def bag_layers() -> list[tuple[int, ...]]:
    """All orders of the four bags but the right one."""
    return [order for order in itertools.permutations(range(4)) if order != (0, 1, 2, 3)]


def sorted_weights(arrays: Sequence[np.ndarray], movies: int, genres: int, dims: int, units: Sequence[int]) -> dict:
    """Weights of the network by their part; they come in the order of the layers, and the shapes say which is which."""
    sizes = (4 * dims, *units, movies + 1)
    by_shape: dict[tuple, list] = {}
    for array in arrays:
        by_shape.setdefault(array.shape, []).append(np.asarray(array, dtype=float))
    return {
        "movies": by_shape[(movies + 1, dims)][0],
        "genres": by_shape[(genres + 1, dims)][0],
        "kernels": [by_shape[pair][0] for pair in itertools.pairwise(sizes)],
        "vectors": [by_shape[(size,)] for size in sizes[1:]],  # bias, then gamma, beta, mean, variance
    }


def _unit(x: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(x, axis=-1, keepdims=True)
    return x / np.where(length > 0, length, 1)


def worked_out(
    weights: dict,
    ids: Sequence[np.ndarray],
    units: Sequence[int],
    *,
    unit: str = "before",
    relu: bool = True,
    first_norm: bool = False,
    order: Sequence[int] = (0, 1, 2, 3),
) -> np.ndarray:
    """Probabilities for some histories; the named arguments make a mistake each."""
    bags = []
    for place, part in enumerate(ids):
        rows = weights["genres" if place == 3 else "movies"][part]
        rows = _unit(rows) if unit == "before" else rows
        real = (part > 0)[..., None]
        mean = (rows * real).sum(axis=1) / np.maximum(real.sum(axis=1), 1)
        bags.append(_unit(mean) if unit == "after" else mean)
    x = np.concatenate([bags[place] for place in order], axis=1)
    for layer in range(len(units)):
        bias, gamma, beta, mean, variance = weights["vectors"][layer]
        x = x @ weights["kernels"][layer] + bias
        steps = [
            lambda z: np.maximum(z, 0) if relu else z,
            lambda z, g=gamma, b=beta, m=mean, v=variance: g * (z - m) / np.sqrt(v + EPSILON) + b,
        ]
        for step in reversed(steps) if first_norm else steps:
            x = step(x)
    x = x @ weights["kernels"][-1] + weights["vectors"][-1][0]
    x = np.exp(x - x.max(axis=1, keepdims=True))
    return x / x.sum(axis=1, keepdims=True)
