"""Whether training goes through a function or a layer: its slopes, seen from outside."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import numpy as np

Plain = Callable[..., np.ndarray]  # what a function computes, by hand: arrays in, an array out


def slopes(plain: Plain, values: list[np.ndarray], target: np.ndarray) -> list[np.ndarray]:
    """How the mean of the squared errors changes with a matrix behind each of the values, at the identity."""
    found = []
    for side, value in enumerate(values):
        slope = np.empty((value.shape[-1],) * 2)
        for place in np.ndindex(slope.shape):
            losses = []
            for bit in (1e-5, -1e-5):  # a bit up, a bit down
                matrix = np.eye(len(slope))
                matrix[place] += bit
                moved = [part @ matrix if which == side else part for which, part in enumerate(values)]
                losses.append(np.mean(np.square(plain(*moved) - target)))
            slope[place] = (losses[0] - losses[1]) / 2e-5
        found.append(slope)
    return found


def training_goes_through(student, name: str, plain: Plain, values: list[np.ndarray], target: np.ndarray) -> None:
    """Expect a step of plain gradient descent to move what lies before it as its slopes say.

    Parameters
    ----------
    student : Student
        Whose.
    name : str
        A function of symbolic inputs, or a class of layers.
    plain : callable
        What it computes.
    values : list of array of float32
        Its inputs; a position of zeros is masked where there are positions.
    target : array of float32
        What the training is told that is right.
    """
    what = "training goes through it"
    shapes = [(*[None] * (value.ndim - 2), value.shape[-1]) for value in values]
    model = student.network(name, shapes, learns=True)
    model.then("compile", optimizer="sgd", loss="mse", run_eagerly=True).equals(None, "it can be compiled")
    given = values if len(values) > 1 else values[0]
    model.then("train_on_batch", given, target).satisfies(lambda loss: True, what)
    after = [np.asarray(array, dtype=float) for array in model.then("get_weights").value]
    student.expect(all(np.isfinite(array).all() for array in after), what, "the weights become nan")
    precise = [value.astype(float) for value in values]
    right = [np.eye(len(slope)) - 0.01 * slope for slope in slopes(plain, precise, target)]
    # In any order: Keras lists them as the function takes them up. float32, and a step of a hundredth of the slope.
    passed = [array.shape for array in after] == [array.shape for array in right] and any(
        all(np.allclose(a, b, rtol=0, atol=2e-5) for a, b in zip(after, order, strict=True))
        for order in permutations(right)
    )
    student.expect(passed, what, "the slopes are not those of the result")
