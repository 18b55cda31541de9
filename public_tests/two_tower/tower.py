"""Check of a tower: what it computes decides; how it is written is only looked at to say what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from public_tests._check import Check, kind

UNITS, WANTED = (256, 128), ("relu", "relu", "linear")


def test_tower(target: Any) -> None:
    """Check `build_tower`, or a tower itself: three dense layers, their units, their activations, nothing else.

    Parameters
    ----------
    target : callable or keras.Model
        The function `build_tower`, or a model such as `user_NN`, which ends in 32 units.
    """
    import keras

    if isinstance(target, keras.Layer):
        check = Check("the tower", lambda num_outputs: target, ["num_outputs"])
        _check_tower(check, target, target.output_shape[-1] if target.built and hasattr(target, "output_shape") else 32)
        check.passed()
        return
    check = Check("build_tower", target, ["num_outputs"])
    towers: list = []
    for num_outputs, inputs in ((7, 14), (5, 16), (1, 16), (1, 16)):
        tower = check.call(num_outputs)
        if isinstance(tower, (list, tuple)):
            check.fail(f"expected a model, got {kind(tower)}: put the layers into keras.Sequential([...]).")
        if not isinstance(tower, keras.Layer):
            check.fail(
                f"expected a Keras model, got {kind(tower)}: does it end with `return`, and is that what it returns?"
            )
        _apart(check, tower, towers)
        _check_tower(check, tower, num_outputs, inputs)
        towers.append(tower)
    _drawn_anew(check, *(tower.get_weights() for tower in towers[2:]))
    check.passed()


def _check_tower(check: Check, tower: Any, num_outputs: int, inputs: int = 14) -> None:
    own = getattr(tower, "input_shape", None) if tower.built else None
    if isinstance(own, tuple) and own and own[-1] not in (None, inputs):
        if check.name == "build_tower":
            check.fail(
                f"the tower takes only vectors of {own[-1]} numbers, but users and movies have different lengths: leave "
                "keras.Input out; Keras finds the length when data come."
            )
        inputs = own[-1]
    x = np.random.default_rng(0).normal(size=(6, inputs)).astype("float32")
    try:
        got = np.asarray(tower(x))
    except Exception as error:
        got, said = None, str(error).strip().split("\n")[0]
    if got is None:
        check.fail(f"the tower cannot work on vectors of {inputs} numbers: {said[:160]}")
    if _same(got, _plain(tower.get_weights(), x, num_outputs)):
        if not _same(np.asarray(tower(x, training=True)), got):
            check.fail(
                f"in training the tower gives other numbers than afterwards{_strangers(tower)}: dense layers only."
            )
        far = x * np.float32(1000)  # an activation with a ceiling shows where numbers are large
        wanted = _plain(tower.get_weights(), far, num_outputs)
        if not np.allclose(np.asarray(tower(far)), wanted, rtol=1e-3, atol=0.1):
            _say_which_layer(check, tower, num_outputs)
            check.fail("right for small numbers but not for large ones: relu has no ceiling.")
        _trains_freely(check, tower)
        return
    _say_which_layer(check, tower, num_outputs)
    check.fail(
        "units and activations are right, but the output is not what three dense layers one after the other give"
        f"{_strangers(tower)}: is a layer used twice, or left out?"
    )


def _apart(check: Check, tower: Any, earlier: list) -> None:
    """Fail if a tower, or a layer of it, was there in an earlier call."""
    if any(tower is other for other in earlier):
        check.fail(
            "two calls gave the same model; users and movies need a tower each, so make a new one in every call."
        )
    before = {id(layer) for other in earlier for layer in _chain(other)}
    used = not tower.built and any(layer.built and layer.weights for layer in _chain(tower))
    if used or any(id(layer) in before for layer in _chain(tower)):
        check.fail("two calls share a layer: make the layers inside the function, so that every tower has its own.")


def _drawn_anew(check: Check, first: list[np.ndarray], second: list[np.ndarray]) -> None:
    """Fail if the random weights that two towers of the same size start with are not random, or are the same."""
    for one, other in zip(first, second, strict=True):
        if one.ndim == 2 and one.shape[0] > 1 and np.ptp(one) == 0:
            check.fail(
                f"all weights of a layer start at {one.flat[0]:g}: leave kernel_initializer out, they start at random."
            )
        if one.ndim == 2 and np.array_equal(one, other):
            check.fail(
                "two towers start with the same weights: set no seed inside the function, the lab does that before it calls you."
            )


def _trains_freely(check: Check, tower: Any) -> None:
    """Fail if something holds the weights back in training."""
    if len(tower.trainable_weights) != 6:
        check.fail("not all weights can be trained: leave `trainable` out.")
    if tower.losses:
        check.fail("a layer has a regulariser, which adds to the loss: leave it out.")
    if any(getattr(weight, "constraint", None) for weight in tower.weights):
        check.fail("a layer has a constraint, which changes the weights after each step: leave it out.")


def _plain(weights: list[np.ndarray], x: np.ndarray, num_outputs: int) -> np.ndarray | None:
    """The output of three dense layers with these weights, or None if the weights are not those of such layers."""
    by_shape = {array.shape: array for array in weights}
    sizes = (x.shape[1], *UNITS, num_outputs)
    wanted = [shape for n, m in pairwise(sizes) for shape in ((n, m), (m,))]
    if len(weights) != len(wanted) or set(by_shape) != set(wanted):
        return None
    for place in range(3):
        matrix, bias = by_shape[wanted[2 * place]], by_shape[wanted[2 * place + 1]]
        x = x @ matrix + bias
        x = np.maximum(x, 0) if place < 2 else x
    return x


def _same(got: np.ndarray, wanted: np.ndarray | None) -> bool:
    # float32, sums of 256 products: equal to about five digits
    return wanted is not None and got.shape == wanted.shape and np.allclose(got, wanted, rtol=1e-3, atol=1e-4)


def _chain(tower: Any) -> list:
    """All layers in order, those of models inside models too, without inputs."""
    import keras

    layers = []
    for layer in getattr(tower, "layers", [tower]):
        if hasattr(layer, "layers"):
            layers += _chain(layer)
        elif not isinstance(layer, keras.layers.InputLayer):
            layers.append(layer)
    return layers


def _strangers(tower: Any) -> str:
    """Names of layers that are neither dense nor an activation, in brackets for a sentence."""
    import keras

    plain = (keras.layers.Dense, keras.layers.Activation, keras.layers.ReLU, keras.layers.Identity)
    names = [type(layer).__name__ for layer in _chain(tower) if not isinstance(layer, plain)]
    return f" (it has {', '.join(dict.fromkeys(names))})" if names else ""


def _say_which_layer(check: Check, tower: Any, num_outputs: int) -> None:
    """Fail with the first dense layer that is not as wanted, if there is one."""
    import keras

    stages: list[list] = []
    for layer in _chain(tower):
        if isinstance(layer, keras.layers.Dense):
            stages.append([layer])
        elif stages:
            stages[-1].append(layer)
    if len(stages) != 3:
        check.fail(f"expected three Dense layers, got {len(stages)}{_strangers(tower)}.")
    for number, (stage, units, wanted) in enumerate(zip(stages, (*UNITS, num_outputs), WANTED, strict=True), start=1):
        dense = stage[0]
        if dense.units != units:
            called = " (num_outputs)" if number == 3 else ""
            check.fail(f"layer {number}: expected {units} units{called}, got {dense.units}.")
        activation = _activation(stage)
        if activation != wanted:
            aside = (
                ": the last layer must be able to give negative numbers" if number == 3 and activation == "relu" else ""
            )
            check.fail(f"layer {number}: expected activation {wanted}, got {activation}{aside}.")
        if not dense.use_bias:
            check.fail(f"layer {number}: expected a bias, got use_bias=False.")


def _activation(stage: list) -> str:
    """What a dense layer and the layers behind it do to its sums, by name."""
    z = np.linspace(-3000, 3000, 6001, dtype="float32")[None, :]
    out: Any = z
    names = []
    for layer in stage:
        function: Callable = getattr(layer, "activation", None) or layer
        try:
            out = function(out)
        except Exception:  # what does not work on numbers alone is no activation, such as a layer that joins two
            continue
        name = getattr(function, "__name__", type(function).__name__)
        names += [name] if name != "linear" else []
    out = np.asarray(out)
    if np.allclose(out, z):
        return "linear"
    if np.allclose(out, np.maximum(z, 0)):
        return "relu"
    return " and ".join(names)
