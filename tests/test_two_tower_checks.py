"""`test_tower` on models themselves, as notebooks call it, and a mistake of lab 04 that must be counted once."""

from __future__ import annotations

import pytest

import public_tests
from grader.oracle import InProcess, judge, load_oracles
from tests.answers import load
from tests.lab_cells import notebook_with

keras = pytest.importorskip("keras")


def functional(inputs: int = 20, last: str | None = None) -> keras.Model:
    given = keras.Input(shape=(inputs,))
    x = keras.layers.Dense(256)(given)
    x = keras.layers.Activation("relu")(x)
    x = keras.layers.Dense(128, activation="relu")(x)
    return keras.Model(given, keras.layers.Dense(32, activation=last)(x))


@pytest.mark.parametrize("last", [None, "linear"])
def test_a_functional_model_with_an_explicit_input_passes(last: str | None, capsys: pytest.CaptureFixture) -> None:
    public_tests.test_tower(functional(last=last))
    public_tests.test_tower(keras.Sequential([keras.Input(shape=(17,)), functional(17)]))
    assert capsys.readouterr().out == "All tests passed!\n" * 2


def test_a_model_that_is_not_right_is_told_the_layer() -> None:
    with pytest.raises(AssertionError, match="the tower: layer 3: expected activation linear, got sigmoid"):
        public_tests.test_tower(functional(last="sigmoid"))
    layers = [keras.layers.Dense(units, activation="relu") for units in (256, 128)]
    with pytest.raises(AssertionError, match="the tower: expected three Dense layers, got 2"):
        public_tests.test_tower(keras.Sequential(layers))
    skipping = keras.Input(shape=(20,))
    x = keras.layers.Dense(256, activation="relu")(skipping)
    x = keras.layers.Dense(128, activation="relu")(keras.layers.Concatenate()([x, skipping]))
    with pytest.raises(AssertionError, match="not what three dense layers one after the other give"):
        public_tests.test_tower(keras.Model(skipping, keras.layers.Dense(32)(x)))


def test_a_wrong_table_of_distances_is_counted_once() -> None:
    wrong = next(a for a in load("two_tower") if a.title == "one squared length twice")
    caller = InProcess(notebook_with("04_two_tower", wrong))
    oracles = load_oracles("hidden_tests")
    assert judge(oracles["test_sq_dist_matrix"], caller, seed=1).earned == 0
    assert judge(oracles["test_most_similar"], caller, seed=1).earned == 1
