"""Five folds of ratings, and the course's network of factors on each: epochs chosen on validation rows, errors on test rows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from recsys_utils.factors import predicted_stars, train

SIZE, PENALTY, MOST_EPOCHS = 32, 1e-4, 14


@dataclass(frozen=True)
class FoldResult:
    """What came of one fold.

    Attributes
    ----------
    rmse, mae : float
        On the fold's test rows, in stars.
    epochs : int
        As chosen on validation rows.
    seconds : float
        Both trainings together: the one that chooses, and the one on all training rows.
    """

    rmse: float
    mae: float
    epochs: int
    seconds: float


def folds(n: int, k: int = 5, seed: int = 0) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Rows of training and test part, k times; each row is tested once.

    Parameters
    ----------
    n : int
        Rows there are.
    k : int
        Folds, 2 or more.
    seed : int
        The same seed cuts in the same way.

    Raises
    ------
    ValueError
        If there are fewer than two folds or fewer rows than folds.
    """
    if not 2 <= k <= n:
        raise ValueError(f"folds: expected 2 to {n} folds for {n} rows, got {k}.")
    parts = np.array_split(np.random.default_rng(seed).permutation(n), k)
    for i, test in enumerate(parts):
        yield np.sort(np.concatenate([part for j, part in enumerate(parts) if j != i])), np.sort(test)


def factor_model(num_users: int, num_movies: int, size: int = SIZE, penalty: float = PENALTY) -> Any:
    """The network of lab 05, written with Keras' functional interface.

    Parameters
    ----------
    num_users, num_movies, size : int
        Rows of the tables, and numbers in a vector.
    penalty : float
        Weight of the squares of all factors in the loss.

    Returns
    -------
    keras.Model
        Maps rows of (user, movie), whole numbers, to how far the rating lies above the mean, shape (batch, 1).
    """
    import keras
    from keras import layers

    pairs = keras.Input(shape=(2,), dtype="int32")
    vectors, shifts = [], []
    for column, rows in enumerate((num_users, num_movies)):
        vectors.append(
            layers.Embedding(rows, size, embeddings_regularizer=keras.regularizers.L2(penalty))(pairs[:, column])
        )
        shifts.append(layers.Embedding(rows, 1, embeddings_initializer="zeros")(pairs[:, column]))
    return keras.Model(pairs, layers.Add()([layers.Dot(axes=1)(vectors), *shifts]))


def run_fold(
    users: np.ndarray, movies: np.ndarray, stars: np.ndarray, fit_rows: np.ndarray, test_rows: np.ndarray, seed: int = 1
) -> FoldResult:
    """Choose the epochs on a tenth of the training rows, train on all of them, and look at the test rows once.

    Parameters
    ----------
    users, movies : ndarray of int, shape (n,)
        Positions, counted from 0.
    stars : ndarray of float, shape (n,)
        Ratings.
    fit_rows, test_rows : ndarray of int
        As from `folds`.
    seed : int
        Of the validation part, the start and the order of the rows.
    """
    import keras

    inputs, shape = np.stack([users, movies], axis=1), (int(users.max()) + 1, int(movies.max()) + 1)
    started = time.perf_counter()
    shuffled = np.random.default_rng(seed).permutation(fit_rows)
    choosing, learning = shuffled[: len(shuffled) // 10], shuffled[len(shuffled) // 10 :]
    keras.utils.set_random_seed(seed)
    mean = float(stars[learning].mean())
    watch = {"validation": (inputs[choosing], stars[choosing])}
    noted = train(factor_model(*shape), inputs[learning], stars[learning], mean, MOST_EPOCHS, watch)
    epochs = int(np.argmin(noted["validation"])) + 1
    keras.utils.set_random_seed(seed)
    mean, net = float(stars[fit_rows].mean()), factor_model(*shape)
    train(net, inputs[fit_rows], stars[fit_rows], mean, epochs)
    seconds = time.perf_counter() - started
    missed = predicted_stars(net, inputs[test_rows], mean) - stars[test_rows]
    return FoldResult(float(np.sqrt(np.mean(missed**2))), float(np.mean(np.abs(missed))), epochs, seconds)
