"""Training and reading networks of factors: what lab 05 needs around the student's own network.

Keras is imported when a function is called, so that importing this module costs nothing. Import it before Keras: it asks
TensorFlow not to print its notes about your processor.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np

# Before TensorFlow is imported: no notes about the processor, and sums in the same order on every processor.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

PIECE = 8192  # rows predicted at a time
BATCH, LEARNING_RATE = 1024, 0.003  # measured on validation rows: 512 rows a step are as good and take twice as long


def predicted_stars(net: Any, inputs: np.ndarray, mean: float, low: float = 1.0, high: float = 5.0) -> np.ndarray:
    """Ratings that a network of factors predicts, cut off at the ends of the scale.

    Parameters
    ----------
    net : keras.Model
        Gives for each row how far the rating lies above the mean, in stars, as a column.
    inputs : ndarray, shape (n, 2)
        Position of the user and of the movie in each row.
    mean : float
        Mean rating of the training rows, in stars.
    low, high : float
        Ends of the scale, in stars.

    Returns
    -------
    ndarray of float, shape (n,)
        In stars.
    """
    # Called piece by piece: `predict` would compile anew for each network, and warn about it.
    pieces = [np.asarray(net(inputs[start : start + PIECE])) for start in range(0, len(inputs), PIECE)]
    above = np.concatenate([piece.reshape(-1) for piece in pieces] or [np.empty(0)]).astype(float)
    return np.clip(mean + above, low, high)


def train(
    net: Any,
    inputs: np.ndarray,
    stars: np.ndarray,
    mean: float,
    epochs: int,
    watch: dict[str, tuple[np.ndarray, np.ndarray]] | None = None,
    batch_size: int = BATCH,
    learning_rate: float = LEARNING_RATE,
    keep: np.ndarray | None = None,
    scale: tuple[float, float] = (1.0, 5.0),
) -> dict[str, list]:
    """Train a network of factors with Adam on the squared error.

    Parameters
    ----------
    net : keras.Model
        Maps rows of (user, movie) to how far the rating lies above the mean. It is trained where it is.
    inputs : ndarray, shape (n, 2)
        Position of the user and of the movie in each row.
    stars : ndarray, shape (n,)
        Ratings.
    mean : float
        What is taken from the ratings before training, in stars.
    epochs : int
        How often all rows are seen.
    watch : dict of str to (inputs, stars), optional
        Rows whose error is noted after each epoch, by name; the network does not learn from them.
    batch_size, learning_rate
        The course of the training.
    keep : ndarray, shape (m, 2), optional
        Rows whose predictions are kept after each epoch.
    scale : tuple of two floats
        Ends of the scale, in stars, at which predictions of `watch` and `keep` are cut off.

    Returns
    -------
    dict of str to list
        After each epoch: "loss" (the mean squared error while training, penalties included, in stars squared), the RMSE
        in stars under each name of `watch`, and "kept" (the predictions of `keep`, in stars).
    """
    import keras

    notes: dict[str, list] = (
        {"loss": []} | {name: [] for name in watch or {}} | ({"kept": []} if keep is not None else {})
    )

    class Notes(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            notes["loss"].append(float((logs or {})["loss"]))
            for name, (rows, real) in (watch or {}).items():
                missed = predicted_stars(self.model, rows, mean, *scale) - real
                notes[name].append(float(np.sqrt(np.mean(missed**2))))
            if keep is not None:
                notes["kept"].append(predicted_stars(self.model, keep, mean, *scale))

    # jit_compile=False: compiling takes longer than all the epochs do. Eight steps in one call save a third of the time.
    net.compile(keras.optimizers.Adam(learning_rate), loss="mse", jit_compile=False, steps_per_execution=8)
    target = (np.asarray(stars, dtype=float) - mean).astype(np.float32)[:, None]
    net.fit(inputs, target, batch_size=batch_size, epochs=epochs, verbose=0, callbacks=[Notes()])
    return notes


def tables_of(net: Any, n_users: int, n_items: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Biases and factors of a trained network, found by their shapes.

    Parameters
    ----------
    net : keras.Model
        With four tables: factors and biases of users and of movies.
    n_users, n_items : int
        Rows of the tables.

    Returns
    -------
    bu, bi : ndarray of float, shape (n_users,) and (n_items,)
        Biases, in stars.
    P, Q : ndarray of float, shape (n_users, d) and (n_items, d)
        Factors.

    Raises
    ------
    ValueError
        If the network does not hold these four tables.
    """
    found: dict[tuple[int, bool], list[np.ndarray]] = {}
    for array in map(np.asarray, net.get_weights()):
        if array.ndim == 2:
            found.setdefault((array.shape[0], array.shape[1] == 1), []).append(array.astype(float))
    try:
        bu, bi = (found[rows, True].pop(0)[:, 0] for rows in (n_users, n_items))
        P, Q = (found[rows, False].pop(0) for rows in (n_users, n_items))
    except (KeyError, IndexError):
        raise ValueError(
            f"tables_of: expected tables of {n_users} and of {n_items} rows, factors and biases of each, got the shapes "
            f"{[array.shape for array in net.get_weights()]}."
        ) from None
    return bu, bi, P, Q
