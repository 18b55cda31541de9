"""What an oracle can learn of a Keras model that a student's function returns: it stays in the kernel, plain data comes out."""

from __future__ import annotations

import numpy as np
import pytest

from grader.oracle import InProcess, Oracle, judge

keras = pytest.importorskip("keras")


def tower(units: int):
    return keras.Sequential([keras.Input(shape=(3,)), keras.layers.Dense(units, activation="relu", name="first")])


def joined(a, b):
    return keras.layers.Dot(axes=1)([a, b])


def only_arrays(a, b):
    return np.sum(np.asarray(a) * np.asarray(b), axis=1)


def breaks(units: int):
    raise ValueError("no model today")


def decided(name: str, body) -> Oracle:
    """An oracle that no test cell has."""
    return Oracle(f"test_{name}", body, {}, __file__, 1)


def mark(body, **names) -> tuple[float, str]:
    verdict = judge(decided("model", body), InProcess(names), seed=3)
    return verdict.earned, verdict.message


def test_configuration_weights_and_outputs_arrive_as_plain_data() -> None:
    def body(student, rng) -> None:
        model = student.call("tower", 4)
        assert model.then("get_config").value["layers"][1]["config"]["units"] == 4
        kernel, bias = model.then("get_weights").value
        assert kernel.shape == (3, 4) and type(kernel) is np.ndarray
        x = rng.normal(size=(5, 3)).astype("float32")
        model.then("__call__", x).is_close(np.maximum(x @ kernel + bias, 0), "what the weights say", rtol=1e-5)

    assert mark(body, tower=tower) == (1.0, "")


def test_a_wrong_output_loses_and_nothing_hidden_is_said() -> None:
    def body(student, rng) -> None:
        student.call("tower", 4).then("__call__", np.ones((1, 3), "float32")).is_close(np.full((1, 4), 7.5), "sevens")

    earned, message = mark(body, tower=tower)
    assert earned == 0
    assert "sevens" in message and "7.5" not in message


def test_a_call_that_raised_fails_where_more_is_asked_of_it() -> None:
    def body(student, rng) -> None:
        student.call("breaks", 4).then("get_weights").is_close([], "weights")

    assert mark(body, breaks=breaks) == (0.0, "`breaks` raised ValueError: no model today")


def test_a_model_where_a_value_is_expected_is_named() -> None:
    def body(student, rng) -> None:
        student.call("tower", 4).is_close(1.0, "a number")

    earned, message = mark(body, tower=tower)
    assert earned == 0 and "Sequential" in message


@pytest.mark.parametrize(("function", "earned"), [(joined, 1.0), (only_arrays, 0.0)], ids=["keras", "numpy"])
def test_a_network_is_made_of_symbolic_inputs(function, earned: float) -> None:
    def body(student, rng) -> None:
        a, b = rng.normal(size=(2, 6, 3)).astype("float32")
        found = student.network("join", [(3,), (3,)]).then("__call__", [a, b])
        found.is_close((a * b).sum(axis=1, keepdims=True), "row by row", rtol=1e-4, atol=1e-5)

    assert mark(body, join=function)[0] == earned
