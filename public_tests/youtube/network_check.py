"""Around the network's check: whose fault it is, where it lies in an earlier exercise, and how new weights start."""

from __future__ import annotations

import math
import warnings
from typing import Any, NoReturn

import numpy as np

from public_tests._check import Check

EXERCISES = {"UnitLength": 3, "MaskedMean": 4}
VECTORS = np.array([[[3.0, 4.0], [0.0, 2.0]], [[0.6, 0.8], [0.0, 0.0]]], dtype="float32")
REAL = np.array([[False, True], [False, False]])
RIGHT = {"UnitLength": [[[0.6, 0.8], [0.0, 1.0]], [[0.6, 0.8], [0.0, 0.0]]], "MaskedMean": [[0.0, 2.0], [0.0, 0.0]]}
LARGER = (60, 40, 8, (40, 30, 20))  # so many weights that the largest comes near the limit


class NetworkCheck(Check):
    """A check whose target builds a network of layers from earlier exercises."""

    model: Any = None

    def made(self, *args: Any) -> Any:
        """The model, or a sentence that names the earlier exercise whose layer is missing."""
        self.model, error = self.attempt(*args)
        if error is None:
            return self.model
        if missing := _unwritten(error):
            super().fail(missing)
        self.stopped(error)

    def fail(self, sentence: str) -> NoReturn:
        """Stop with one sentence: on the earlier layer, where one of the model's own is wrong, else on the model."""
        super().fail(_earlier_mistake(self.model) or sentence)


def _unwritten(error: Exception) -> str:
    """Which layer of an earlier exercise has no code yet, or has not been run, as a sentence; or nothing."""
    if isinstance(error, NameError):
        name = getattr(error, "name", None)
        if name in EXERCISES:
            return f"there is no {name} yet: run the cell of exercise {EXERCISES[name]}, where it is written, then this one again."
        return ""
    what = "is not written yet: exercise {} comes first"
    if not isinstance(error, NotImplementedError):
        what = "stops with an error. Mend exercise {} first, until its check passes"
    step = error.__traceback__
    while step is not None:
        name = type(step.tb_frame.f_locals.get("self")).__name__
        if name in EXERCISES and step.tb_frame.f_code.co_name in ("call", "compute_mask"):
            return f"the layer {name}, of which the network is made, {what.format(EXERCISES[name])}."
        step = step.tb_next
    return ""


def _earlier_mistake(model: Any) -> str:
    """A layer of the model that gives wrong numbers by itself, as a sentence; or nothing."""
    for layer in _layers(model):
        name = type(layer).__name__
        if name not in EXERCISES:
            continue
        options = {"mask": REAL} if name == "MaskedMean" else {}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                right = np.allclose(np.asarray(type(layer)()(VECTORS, **options)), RIGHT[name], atol=1e-3)
        except Exception:  # whatever its own check says of it
            right = False
        if not right:
            return (
                f"the layer {name}, of which the network is made, gives wrong numbers by itself. Mend exercise {EXERCISES[name]} first, until its check passes, "
                "then run its cell, this exercise's and this one again."
            )
    return ""


def _layers(model: Any) -> list:
    """All layers of a model, those of models inside it too."""
    found: list = []
    for layer in getattr(model, "layers", None) or []:
        found += [layer, *_layers(layer)]
    return found


def starts_as_keras_has_it(check: NetworkCheck) -> None:
    """Expect random starts of Keras' own kinds, biases of 0, and no layer that adds to the loss."""
    if check.model.losses:
        check.fail("a layer adds something to the loss, such as kernel_regularizer: take the layers as they come.")
    movies, genres, dims, units = LARGER
    seen: set[int] = set()
    for array in map(np.asarray, check.call(movies, genres, dims, units).get_weights()):
        if array.ndim == 1:
            if array.size not in seen and array.any():  # of each size the biases come first
                check.fail(f"biases start at {array.flat[0]:.3g}, expected 0: leave out the initializer.")
            seen.add(array.size)
            continue
        table = array.shape[1] == dims
        what = {movies + 1: "movies", genres + 1: "genres"}.get(array.shape[0]) if table else None
        where = f"the table of {what}" if what else f"the dense layer of {array.shape[1]} units"
        if np.ptp(array) == 0:
            check.fail(
                f"all weights of {where} start at {array.flat[0]:.3g}; alike, they can only learn alike: leave out the initializer, so that they start at random."
            )
        limit = 0.05 if table else math.sqrt(6 / sum(array.shape))
        largest = np.abs(array).max()
        if not 0.9 * limit < largest <= 1.001 * limit:
            check.fail(
                f"the weights of {where} start between {-largest:.3f} and {largest:.3f}; as Keras has it, it would be {-limit:.3f} and {limit:.3f}: "
                "take the layers as they come, without an initializer."
            )
