"""Training two towers: a plain line per epoch, the vectors a tower makes, and the whole course from rows to an error.

Keras is imported when a function is called, so that importing this module costs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

EPOCHS, BATCH, LEARNING_RATE = 8, 1024, 0.003  # measured on validation rows; see docs/benchmarks.md


def plain_lines(every: int = 1) -> Any:
    """A Keras callback that prints one line an epoch: its number, the training and the validation loss.

    Parameters
    ----------
    every : int
        Print each so many epochs; the last one always.
    """
    import keras

    class PlainLines(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            epochs = self.params["epochs"]
            if (epoch + 1) % every == 0 or epoch + 1 == epochs:
                logs = logs or {}
                validation = f"   validation {logs['val_loss']:.4f}" if "val_loss" in logs else ""
                print(f"epoch {epoch + 1:2} of {epochs}   training {logs['loss']:.4f}{validation}", flush=True)

    return PlainLines()


def falling_rate(rows: int, epochs: int = EPOCHS, batch_size: int = BATCH, start: float = LEARNING_RATE) -> Any:
    """A learning rate that falls from `start` to a hundredth of it along half a cosine wave, over the whole training.

    From: I. Loshchilov and F. Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017, without restarts.
    """
    import keras

    return keras.optimizers.schedules.CosineDecay(start, epochs * math.ceil(rows / batch_size), alpha=0.01)


def tower_vectors(tower: Any, features: np.ndarray) -> np.ndarray:
    """What a tower makes of scaled features, each vector brought to length 1.

    Parameters
    ----------
    tower : keras.Model
        A user or an item tower.
    features : ndarray, shape (n, inputs)
        Scaled features, without the columns that are not trained on.

    Returns
    -------
    ndarray of float32, shape (n, outputs)
    """
    vectors = np.asarray(tower.predict(np.asarray(features, np.float32), batch_size=8192, verbose=0))
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


@dataclass(frozen=True, eq=False)
class Trained:
    """Two towers after training.

    Attributes
    ----------
    model : keras.Model
        Scaled user and item features to a scaled rating.
    losses, validation_losses : list of float
        Mean squared error after each epoch, ratings scaled to -1 to 1.
    test_error : float
        The same on the test rows.
    """

    model: Any
    losses: list[float]
    validation_losses: list[float]
    test_error: float


def train_and_test(
    build_tower: Callable[[int], Any],
    normalise_and_dot: Callable[[Any, Any], Any],
    train: tuple[np.ndarray, np.ndarray, np.ndarray],
    test: tuple[np.ndarray, np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None,
    epochs: int = EPOCHS,
    batch_size: int = BATCH,
    seed: int = 1,
    callbacks: tuple = (),
) -> Trained:
    """Scale, build, train and test, in the steps of lab 04.

    Parameters
    ----------
    build_tower, normalise_and_dot : callable
        As in the lab.
    train, test, validation : tuple of three ndarrays
        Item rows, user rows and ratings (stars), as from `load_data`.
    epochs, batch_size, seed : int
        The course of the training; the same seed gives the same losses on one machine.
    callbacks : tuple
        Given to Keras.
    """
    import keras
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    by_item, by_user = StandardScaler().fit(train[0]), StandardScaler().fit(train[1])
    by_target = MinMaxScaler((-1, 1)).fit(train[2].reshape(-1, 1))

    def scaled(rows: tuple[np.ndarray, np.ndarray, np.ndarray]) -> tuple[list[np.ndarray], np.ndarray]:
        users, items = by_user.transform(rows[1])[:, 3:], by_item.transform(rows[0])[:, 1:]
        target = by_target.transform(rows[2].reshape(-1, 1))
        return [users.astype(np.float32), items.astype(np.float32)], target.astype(np.float32)

    keras.utils.set_random_seed(seed)
    inputs = [keras.Input(shape=(train[1].shape[1] - 3,)), keras.Input(shape=(train[0].shape[1] - 1,))]
    towers = [build_tower(32), build_tower(32)]
    model = keras.Model(inputs, normalise_and_dot(towers[0](inputs[0]), towers[1](inputs[1])))
    rate = falling_rate(len(train[2]), epochs, batch_size)
    model.compile(keras.optimizers.Adam(rate), loss="mse", steps_per_execution=8)
    features, target = scaled(train)
    history = model.fit(
        features,
        target,
        batch_size=batch_size,
        epochs=epochs,
        validation_data=scaled(validation) if validation else None,
        validation_batch_size=8192,
        verbose=0,
        callbacks=list(callbacks),
    ).history
    features, target = scaled(test)
    predicted = model.predict(features, batch_size=8192, verbose=0)
    error = float(np.mean((predicted.reshape(-1, 1) - target) ** 2))
    return Trained(model, history["loss"], history.get("val_loss", []), error)
