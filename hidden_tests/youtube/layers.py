"""Oracles of the two layers: what they compute, and that training goes through them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.oracle import oracle
from hidden_tests.trained import training_goes_through
from hidden_tests.youtube.network import plain_mean, plain_unit

NEAR = {"rtol": 2e-5, "atol": 1e-5}  # float32, sums of a few numbers, and a tiny number that guards against 0
SHORT = {"rtol": 0.03, "atol": 1e-3}  # a vector of length 1e-5 may feel the guard a little


@oracle("test_unit_length")
def _(student, rng):
    for shape in ((5, 7), (3, 4, 6), (2, 3, 2, 5)):
        x = (rng.normal(size=shape) * rng.uniform(0.1, 20)).astype("float32")
        x[0] = 0  # a vector of zeros, or several
        answer = student.call("UnitLength").then("__call__", x)
        answer.is_close(plain_unit(x), "length 1 along the last axis, zeros stay zeros", **NEAR)
    short = (1e-5 * plain_unit(rng.normal(size=(4, int(rng.integers(2, 6)))))).astype("float32")
    answer = student.call("UnitLength").then("__call__", short)
    answer.is_close(plain_unit(short), "short vectors get length 1 too", **SHORT)
    in_a_model(student, "UnitLength", rng.normal(size=(3, 4, 6)).astype("float32"), plain_unit)
    x, target = (rng.normal(size=(4, 3, 5)).astype("float32") for _ in range(2))
    training_goes_through(student, "UnitLength", plain_unit, [x], target)


@oracle("test_masked_mean")
def _(student, rng):
    for _ in range(3):
        batch, length, dims = (int(n) for n in rng.integers(4, 9, 3))
        x = rng.normal(size=(batch, length, dims)).astype("float32")
        x[rng.random((batch, length)) < 0.2] = 0  # real vectors of zeros count as well
        mask = rng.random((batch, length)) < 0.6
        mask[0], mask[1] = False, True
        mask[2, :3], x[2, 1] = (False, True, True), 0
        layer = student.call("MaskedMean")
        answer = layer.then("__call__", x, mask=mask)
        answer.has_shape((batch, dims), "one vector per row of the batch")
        answer.is_close(plain_mean(x, mask), "the mean of the real positions, zeros where there are none", **NEAR)
        layer.then("__call__", x).is_close(x.mean(axis=1), "without a mask every position is real", **NEAR)
    in_a_model(student, "MaskedMean", x, lambda values: values.mean(axis=1))
    # A tensor that carries a mask has it as `_keras_mask`; asking one that carries none is an error.
    carried = student.call("MaskedMean").then("__call__", x, mask=mask).then("_keras_mask.numpy")
    carried.raises("AttributeError", "the mask ends here: the output carries none")
    x, mask = rng.normal(size=(5, 4, 3)).astype("float32"), rng.random((5, 4)) < 0.6
    mask[0], mask[1] = False, True  # one where nothing is real: there, too, the slope must be a number
    x[~mask] = 0
    target = rng.normal(size=(5, 3)).astype("float32")
    training_goes_through(student, "MaskedMean", lambda values: plain_mean(values, mask), [x], target)


def in_a_model(student, name: str, x: np.ndarray, plain: Callable[[np.ndarray], np.ndarray]) -> None:
    """Expect the layer to do the same inside a model, where tensors have no numbers yet and no known length."""
    answer = student.network(name, [(None, x.shape[-1])]).then("__call__", x)
    answer.is_close(plain(x), "the same inside a model as outside", **NEAR)
