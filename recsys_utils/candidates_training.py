"""Training and asking the candidate network of lab 06. Keras is imported when a function is called."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

# Looked at on validation data, the last but one movie of every user: of histories, five and ten movies are equally good, and five
# epochs are the best; see docs/benchmarks.md.
MAX_HISTORY, DIMS, UNITS = 10, 32, (128, 64, 64)
EPOCHS, BATCH, LEARNING_RATE = 5, 1024, 0.006
LONG = {"epochs": 12, "batch_size": 512, "start": 0.002}  # the run that does not pay


def epoch_lines() -> Any:
    """A Keras callback that prints one plain line an epoch: its number and the loss."""
    import keras

    class EpochLines(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            print(f"epoch {epoch + 1:2} of {self.params['epochs']}   loss {(logs or {})['loss']:.3f}", flush=True)

    return EpochLines()


def tensorboard_logs(folder: str | Path | None) -> list:
    """Callbacks that write logs for TensorBoard, or none.

    Parameters
    ----------
    folder : str, Path or None
        Where the logs go; None or "" writes none. If TensorBoard is not installed, one sentence is printed instead.

    Returns
    -------
    list of keras.callbacks.Callback
    """
    if not folder:
        return []
    import importlib.util

    if importlib.util.find_spec("tensorboard") is None:
        print("The package tensorboard is not installed, so no logs are written: pip install tensorboard brings it.")
        return []
    import keras

    return [keras.callbacks.TensorBoard(log_dir=str(folder), histogram_freq=0, write_graph=False)]


def train(
    model: Any,
    inputs: Sequence[np.ndarray],
    labels: Sequence[int],
    epochs: int = EPOCHS,
    batch_size: int = BATCH,
    start: float = LEARNING_RATE,
    callbacks: Sequence = (),
) -> list[float]:
    """Train a candidate network to name the next movie.

    The learning rate rises to `start` at once and falls along half a cosine wave to a hundredth of it.

    Parameters
    ----------
    model : keras.Model
        As from the lab's `build_candidate_model`; its weights are changed.
    inputs : sequence of ndarray
        As from `recsys_utils.candidates.network_inputs`, n rows each.
    labels : sequence of int, length n
        The next movie's id.
    epochs, batch_size : int
        How often all examples are seen, and how many before each step.
    start : float
        The learning rate at the beginning.
    callbacks : sequence
        More callbacks for Keras.

    Returns
    -------
    list of float
        The loss after each epoch: mean negative log probability of the label, in nats.
    """
    import keras

    steps = epochs * math.ceil(len(labels) / batch_size)
    rate = keras.optimizers.schedules.CosineDecay(start, steps, alpha=0.01)
    model.compile(keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", steps_per_execution=8)
    history = model.fit(
        list(inputs),
        np.asarray(labels, dtype=np.int32),
        batch_size=batch_size,
        epochs=epochs,
        verbose=0,
        callbacks=[epoch_lines(), *callbacks],
    )
    return [float(loss) for loss in history.history["loss"]]


def probabilities_of(model: Any, inputs: Sequence[np.ndarray]) -> np.ndarray:
    """What the network says, for many histories at once.

    Returns
    -------
    ndarray of float32, shape (n, movies + 1)
        In row i, column m the probability that movie m comes next; column 0 belongs to the padding.
    """
    return np.asarray(model.predict(list(inputs), batch_size=1024, verbose=0))
