"""Whether training goes through a function that joins two batches of vectors: its slopes, seen from outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.oracle import Mismatch

# What a join computes by hand: two arrays of rows to one number a row, as a column.
Join = Callable[[np.ndarray, np.ndarray], Any]


def slopes(plain: Join, users: np.ndarray, movies: np.ndarray) -> list[np.ndarray]:
    """How the mean of the squared results changes with a matrix before each of the two, at the identity."""
    both, found = (users, movies), []
    for side in (0, 1):
        slope = np.empty((users.shape[1],) * 2)
        for place in np.ndindex(slope.shape):
            losses = []
            for bit in (1e-5, -1e-5):  # a bit up, a bit down
                matrix = np.eye(len(slope))
                matrix[place] += bit
                moved = [part @ matrix if which == side else part for which, part in enumerate(both)]
                losses.append(np.mean(np.square(plain(*moved))))
            slope[place] = (losses[0] - losses[1]) / 2e-5
        found.append(slope)
    return found


def with_layers_before(config: dict, d: int) -> dict:
    """A Keras model's configuration with a dense layer behind each input, which begins as the identity."""
    inputs = {
        layer["name"]: f"before_{layer['name']}" for layer in config["layers"] if layer["class_name"] == "InputLayer"
    }

    def rerouted(part: Any) -> Any:
        if isinstance(part, dict):
            return {
                key: [inputs.get(value[0], value[0]), *value[1:]] if key == "keras_history" else rerouted(value)
                for key, value in part.items()
            }
        return [rerouted(item) for item in part] if isinstance(part, (list, tuple)) else part

    added = [
        {
            **{"module": "keras.layers", "class_name": "Dense", "registered_name": None, "name": name},
            "config": {"name": name, "units": d, "use_bias": False, "kernel_initializer": "identity"},
            "inbound_nodes": [
                {
                    "args": [
                        {
                            "class_name": "__keras_tensor__",
                            "config": {"shape": [None, d], "dtype": "float32", "keras_history": [of, 0, 0]},
                        }
                    ],
                    "kwargs": {},
                }
            ],
        }
        for of, name in inputs.items()
    ]
    return {**config, "layers": [*rerouted(config["layers"]), *added]}


def training_goes_through(student, rng: np.random.Generator, name: str, plain: Join) -> None:
    """Expect a step of plain gradient descent to move what lies before the function as its slopes say.

    A model with layers of the student's own cannot be made again from its configuration; of that nothing is expected.
    """
    d = int(rng.integers(3, 6))
    users, movies = rng.normal(size=(2, 6, d)).astype("float32")
    joined = student.network(name, [(d,), (d,)])
    told = {"optimizer": "sgd", "loss": "mse", "run_eagerly": True}
    try:
        config = joined.then("get_config").value
        stopped = any(layer["class_name"] == "StopGradient" for layer in config["layers"])
        model = joined.then("from_config", with_layers_before(config, d)) if not stopped else joined
        model.then("compile", **told).equals(None, "it can be compiled")
    except (Mismatch, TypeError, KeyError, AttributeError, IndexError):
        return
    model.then("train_on_batch", [users, movies], np.zeros((len(users), 1))).satisfies(lambda loss: True, "a step")
    after = model.then("get_weights").value
    right = [np.eye(d) - 0.01 * slope for slope in slopes(plain, users.astype(float), movies.astype(float))]
    # float32, and a step of a hundredth of the slope
    passed = not stopped and all(np.allclose(a, b, rtol=0, atol=2e-5) for a, b in zip(after, right, strict=True))
    student.expect(passed, "training goes through it", "the slopes are not those of the result")
