"""Oracles of the two layers: what they compute, and that training goes through them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.oracle import Mismatch, oracle
from hidden_tests.youtube.network import parts_of, plain_mean, plain_unit, stops_openly

NEAR = {"rtol": 2e-5, "atol": 1e-5}  # float32, sums of a few numbers, and a tiny number that guards against 0
SHORT = {"rtol": 0.03, "atol": 1e-3}  # a vector of length 1e-5 may feel the guard a little
PLAIN_LAYERS = {"InputLayer", "NotEqual", "Embedding", "UnitLength", "MaskedMean"}
PLAIN_LAYERS |= {"Concatenate", "Dense", "BatchNormalization"}


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
    learns(student, rng, "UnitLength")


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
    trained = learns(student, rng, "MaskedMean")
    if trained is None:
        return
    model, bags, labels = trained
    bags[2][:2] = 0  # two who disliked nothing
    model.then("train_on_batch", bags, labels).satisfies(lambda loss: True, "a step where nothing is real")
    after = model.then("get_weights")
    after.satisfies(all_finite, "the gradient is a number where nothing is real", "training makes the weights nan")


def in_a_model(student, name: str, x: np.ndarray, plain: Callable[[np.ndarray], np.ndarray]) -> None:
    """Expect the layer to do the same inside a model, where tensors have no numbers yet and no known length."""
    answer = student.network(name, [(None, x.shape[-1])]).then("__call__", x)
    answer.is_close(plain(x), "the same inside a model as outside", **NEAR)


def learns(student, rng, name: str) -> tuple | None:
    """Expect a step of training to go through a layer, in the student's own network; gives back what it was trained on.

    Only where that has the described layers and trains with rows that are all real: what fails then is the layer.
    The step turns a vector that is brought to unit length and cannot make it longer, so the two stand at a right angle.
    """
    model = student.call("build_candidate_model", 12, 5, 3, (8, 7, 6))
    bags = [rng.integers(1, 6, (4, 3)).astype("int32") for _ in range(4)]
    labels = rng.integers(1, 13, 4)
    try:
        layers = {layer["class_name"] for layer in model.then("get_config").value["layers"]}
        if name not in layers or not layers <= PLAIN_LAYERS:
            return None
        told = {"optimizer": "sgd", "loss": "sparse_categorical_crossentropy", "run_eagerly": True}
        model.then("compile", **told).equals(None, "it can be compiled")
        before = model.then("get_weights").value
        model.then("train_on_batch", bags, labels).satisfies(lambda loss: True, "a step of training")
        after = model.then("get_weights").value
        if not all_finite(after):
            return None
        parts = [parts_of(arrays, 12, 5, 3, (8, 7, 6)) for arrays in (before, after)]
        (old, new), kernels = (part["movies"] for part in parts), zip(*(part["kernels"] for part in parts), strict=True)
        frozen = model.then("trainable_weights.__len__").value != 4 + 4 * 3
        if frozen or any(np.array_equal(was, now) for was, now in kernels):
            return None  # what lies behind the layers learns nothing either, or nothing may
    except (Mismatch, TypeError, KeyError):
        return None  # the network's own mistake, which costs elsewhere
    step = new - old
    others = {"UnitLength.call", "MaskedMean.call", "build_candidate_model"} - {f"{name}.call"}
    if not step.any() and not stops_openly(student, f"{name}.call") and stops_openly(student, *others):
        return None  # what stops it is another one's mistake
    student.expect(step.any(), "training goes through the layer", "it learns nothing")
    if name == "UnitLength":
        size = np.linalg.norm(step, axis=1) * np.linalg.norm(old, axis=1)
        moved = np.linalg.norm(step, axis=1) > 1e-5  # a smaller step is lost in float32
        student.expect(
            bool((np.abs((step * old).sum(axis=1)) < 0.1 * size)[moved].all()),
            "training turns a vector that has unit length, and cannot stretch it",
            "the slope is that of another function, as when a part of it is stopped",
        )
    return model, bags, labels


def all_finite(arrays: list) -> bool:
    return all(np.isfinite(array).all() for array in arrays)
