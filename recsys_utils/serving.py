"""Serving lists from vectors: the k items with the largest dot product, exactly or by an index, and how long it takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

NO_INDEX = "The package usearch is not installed, so there is no index to look at: pip install usearch brings it."


def last_layer_vectors(model: Any) -> tuple[Any, np.ndarray]:
    """A network that ends in a dense layer over all items, taken apart: users on one side, items on the other.

    The last layer multiplies a user's numbers h with a column w per item and adds a bias b. With a 1 behind h and b
    behind w, that is one dot product. A softmax after it keeps the order.

    Parameters
    ----------
    model : keras.Model
        A functional model whose last layer, but for an activation, is `Dense`; it may be the last of a model inside.

    Returns
    -------
    user_model : keras.Model
        The same inputs, everything but the last layer.
    item_vectors : ndarray of float32, shape (items, units + 1)
        One vector per item.

    Raises
    ------
    ValueError
        If there is no such layer.
    """
    import keras

    last, before = _end(model)
    kernel, bias = (np.asarray(part) for part in last.get_weights())
    vectors = np.concatenate([kernel, bias[None, :]]).T
    return keras.Model(model.inputs, before(model.inputs)), np.ascontiguousarray(vectors, dtype=np.float32)


def _end(model: Any) -> tuple[Any, Callable]:
    """The last Dense layer of a model, and a function that makes of the model's inputs what that layer is given."""
    import keras

    if isinstance(model, keras.Sequential):
        kept = next((n for n in (1, 2) if isinstance(model.layers[-n:][0], keras.layers.Dense)), 0)
        if kept:
            return model.layers[-kept], lambda inputs: _one_by_one(model.layers[:-kept], inputs)
    elif getattr(model, "outputs", None):
        tensor = model.outputs[0]
        for _ in range(2):  # the layer itself, or an activation behind it
            step = tensor._keras_history
            given = step.operation._inbound_nodes[step.node_index].input_tensors
            if isinstance(step.operation, keras.layers.Dense):
                return step.operation, keras.Model(model.inputs, given[0])
            if isinstance(step.operation, keras.Model):
                last, inner = _end(step.operation)
                return last, keras.Model(model.inputs, inner(list(given)))
            tensor = given[0]
    raise ValueError(
        "last_layer_vectors: the model must end in a Dense layer over all items, a softmax behind it or not."
    )


def _one_by_one(layers: list, inputs: Any) -> Any:
    """What layers make of an input, each of the result of the one before."""
    for layer in layers:
        inputs = layer(inputs[0] if isinstance(inputs, list) else inputs)
    return inputs


def with_one(vectors: np.ndarray) -> np.ndarray:
    """User vectors with a 1 behind them, which the item's bias is multiplied with."""
    vectors = np.asarray(vectors, dtype=np.float32)
    return np.concatenate([vectors, np.ones((len(vectors), 1), np.float32)], axis=1)


def exact_top_k(users: np.ndarray, items: np.ndarray, k: int) -> np.ndarray:
    """Places of the k items with the largest dot product, for each user, the largest first.

    One product of two matrices, then a partial sort: only the k that are kept are put in order.

    Parameters
    ----------
    users : ndarray, shape (n, d)
        One vector per user.
    items : ndarray, shape (m, d)
        One vector per item.
    k : int
        1 to m.

    Returns
    -------
    ndarray of int, shape (n, k)

    Raises
    ------
    ValueError
        If k is not between 1 and m.
    """
    if not 1 <= k <= len(items):
        raise ValueError(f"exact_top_k: k must be from 1 to the {len(items):,} items, got {k}.")
    scores = users @ items.T
    kept = np.argpartition(-scores, k - 1, axis=1)[:, :k]
    order = np.argsort(-np.take_along_axis(scores, kept, axis=1), axis=1, kind="stable")
    return np.take_along_axis(kept, order, axis=1)


def item_index(items: np.ndarray) -> Any:
    """An approximate index of item vectors by dot product, or None if `usearch` is not installed.

    Returns
    -------
    usearch.index.Index or None
        `index.search(users, k).keys` holds places of items, the nearest first.
    """
    try:
        from usearch.index import Index
    except ImportError:
        return None
    index = Index(ndim=items.shape[1], metric="ip")
    index.add(np.arange(len(items)), np.ascontiguousarray(items, dtype=np.float32), threads=1)
    return index


def index_top_k(index: Any, users: np.ndarray, k: int) -> np.ndarray:
    """Places of the k items that an index finds for each user, shape (n, k); -1 where it finds fewer."""
    found = index.search(np.ascontiguousarray(users, dtype=np.float32), k, threads=1)
    keys = np.atleast_2d(np.asarray(found.keys)).astype(np.int64)
    counts = np.atleast_1d(np.asarray(getattr(found, "counts", np.full(len(keys), k))))
    return np.where(np.arange(keys.shape[1]) < counts[:, None], keys, -1)


def index_recall(found: np.ndarray, exact: np.ndarray) -> float:
    """Share of the exact lists' items that the index has found too, 0 to 1; both of shape (n, k)."""
    shared = [len(set(some) & set(all_)) for some, all_ in zip(found.tolist(), exact.tolist(), strict=True)]
    return float(np.sum(shared) / exact.size)


def milliseconds(run: Callable[[], Any], repeat: int = 5) -> float:
    """The shortest of several runs, in milliseconds; one more goes before them and is not counted."""
    run()
    taken = []
    for _ in range(repeat):
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return 1000 * min(taken)
