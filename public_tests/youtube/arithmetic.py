"""The candidate network worked out by hand, with the mistakes one can make in it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np

EPSILON = 0.001  # what BatchNormalization adds to the variance
MOMENTUM = 0.99  # how much of its mean and variance it keeps in a step of training


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


ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "relu": lambda z: np.maximum(z, 0),
    "relu6": lambda z: np.clip(z, 0, 6),
    "linear": lambda z: z,
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "gelu": lambda z: z * (1 + _erf(z / np.sqrt(2))) / 2,
    "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "silu": lambda z: z / (1 + np.exp(-z)),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.2 * z),
}


def _erf(z: np.ndarray) -> np.ndarray:
    from scipy.special import erf

    return erf(z)


def worked_out(
    weights: dict,
    ids: Sequence[np.ndarray],
    units: Sequence[int],
    *,
    unit: str = "before",
    activation: str = "relu",
    first_norm: bool = False,
    order: Sequence[int] = (0, 1, 2, 3),
    batches: list | None = None,
) -> np.ndarray:
    """Probabilities for some histories; the named arguments make a mistake each.

    With a list `batches` it is a step of training: each layer is normalised by the mean and variance of this batch, and
    they are added to the list.
    """
    bags = []
    for place, part in enumerate(ids):
        rows = weights["genres" if place == 3 else "movies"][part]
        if unit == "before" or unit == ("genres" if place == 3 else "movies"):
            rows = _unit(rows)
        real = (part > 0)[..., None]
        mean = (rows * real).sum(axis=1) / np.maximum(real.sum(axis=1), 1)
        bags.append(_unit(mean) if unit == "after" else mean)
    x = np.concatenate([bags[place] for place in order], axis=1)
    for layer in range(len(units)):
        x = x @ weights["kernels"][layer] + weights["vectors"][layer][0]
        x = x if first_norm else ACTIVATIONS[activation](x)
        _, gamma, beta, mean, variance = weights["vectors"][layer]
        if batches is not None:
            mean, variance = x.mean(axis=0), x.var(axis=0)
            batches.append((mean, variance))
        x = gamma * (x - mean) / np.sqrt(variance + EPSILON) + beta
        x = ACTIVATIONS[activation](x) if first_norm else x
    x = x @ weights["kernels"][-1] + weights["vectors"][-1][0]
    x = np.exp(x - x.max(axis=1, keepdims=True))
    return x / x.sum(axis=1, keepdims=True)
