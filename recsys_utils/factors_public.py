"""Networks of factors as they stand in public notebooks, mistakes included, for lab 05 to take apart.

They train without an error message, and their loss goes down or stays put; what is wrong shows only when one measures it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np


def scaled_inputs(users: np.ndarray, movies: np.ndarray) -> np.ndarray:
    """Positions as the first public notebook feeds them: "scaled to 0 … 1, as networks like it".

    Parameters
    ----------
    users, movies : ndarray of int, shape (n,)
        Positions, counted from 0.

    Returns
    -------
    ndarray of float, shape (n, 2)
        Each column divided by its maximum. This is the mistake.
    """
    both = np.stack([users, movies], axis=1).astype(float)
    return both / both.max(axis=0)


def tensordot_join(user_vectors: Any, movie_vectors: Any) -> Any:
    """The product as the second public notebook takes it. This is the mistake.

    Parameters
    ----------
    user_vectors, movie_vectors : tensor of float, shape (batch, d)
        One vector a row.

    Returns
    -------
    tensor of float, shape ()
        Summed over both axes.
    """
    import tensorflow as tf

    return tf.tensordot(user_vectors, movie_vectors, 2)


def public_net(
    num_users: int, num_movies: int, size: int, join: Callable[[Any, Any], Any], weight: float = 1e-4
) -> Any:
    """A network of factors and biases that leaves the product of the two vectors to `join`.

    Parameters
    ----------
    num_users, num_movies, size : int
        Rows of the tables, and numbers in a vector.
    join : callable
        Makes of two tensors of shape (batch, size) what is added to the biases.

    Returns
    -------
    keras.Model
        Maps rows of (user, movie) to one number a row.
    """
    import keras

    class PublicNet(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            penalty = keras.regularizers.L2(weight)
            self.tables = [
                keras.layers.Embedding(rows, width, embeddings_regularizer=penalty if width > 1 else None)
                for rows in (num_users, num_movies)
                for width in (size, 1)
            ]

        def call(self, pairs: Any) -> Any:
            users, of_user, movies, of_movie = (
                table(pairs[:, column]) for table, column in zip(self.tables, (0, 0, 1, 1), strict=True)
            )
            return join(users, movies) + of_user + of_movie

    return PublicNet()


def predicted_in_cuts(
    net: Any, inputs: np.ndarray, mean: float, sizes: Sequence[int] = (8, 64, 512), seed: int = 0
) -> list[np.ndarray]:
    """The same rows predicted several times, the batch cut differently each time, and once shuffled.

    Parameters
    ----------
    net : keras.Model
        Maps rows of (user, movie) to one number a row.
    inputs : ndarray, shape (n, 2)
        The rows.
    mean : float
        Added to what the network gives, in stars.
    sizes : sequence of int
        Rows in a batch, for each time.
    seed : int
        Of the shuffle.

    Returns
    -------
    list of ndarray, each of shape (n,)
        Predictions in stars, always in the order of `inputs`: one array a size, and a last one for which the rows were
        shuffled, predicted with the first size, and put back in order.
    """

    def cut(rows: np.ndarray, size: int) -> np.ndarray:
        pieces = [np.asarray(net(rows[start : start + size])) for start in range(0, len(rows), size)]
        return mean + np.concatenate([piece.reshape(-1) for piece in pieces])

    cuts = [cut(inputs, size) for size in sizes]
    order = np.random.default_rng(seed).permutation(len(inputs))
    shuffled = np.empty(len(inputs))
    shuffled[order] = cut(inputs[order], sizes[0])
    return [*cuts, shuffled]
