"""Check of the candidate network: what goes in and comes out, its weights, and what it computes of them."""

from __future__ import annotations

import itertools
import warnings
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import Check, kind
from public_tests.youtube.arithmetic import bag_layers, sorted_weights, worked_out

MOVIES, GENRES, DIMS, UNITS = 11, 5, 3, (8, 7, 6)
IDS = [
    np.array([[0, 7, 3], [2, 9, 11], [0, 0, 4]]),
    np.array([[0, 7], [9, 11], [0, 0]]),
    np.array([[0, 3], [0, 0], [0, 4]]),
    np.array([[1, 2, 2, 5], [0, 0, 0, 3], [0, 4, 4, 1]]),
]


def test_build_candidate_model(target: Callable) -> None:
    """Check `build_candidate_model`: inputs, output, padding, order, the parts it has, and what they compute."""
    import keras

    check = Check("build_candidate_model", target, ["num_movies", "num_genres", "dims", "units"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a mask that is lost; the padding below tells
        model = check.call(MOVIES, GENRES, DIMS, UNITS)
    if not isinstance(model, keras.Model):
        aside = (
            "does it end with `return`?" if model is None else "put inputs and output into keras.Model(inputs, output)."
        )
        check.fail(f"expected a keras.Model, got {kind(model)}: {aside}")
    given = len(model.inputs) if model.inputs else 4
    if given != 4:
        check.fail(f"expected a model with 4 inputs, watched, liked, disliked and genres, got {given}.")
    first = _ask(check, model, IDS)
    _output(check, first)
    _padding(check, model, first)
    _parts(check, model)
    _values(check, model)
    other = check.call(MOVIES, GENRES, DIMS, UNITS)
    if other is model:
        check.fail("two calls gave the same model; make a new one in every call.")
    check.passed()


def _ask(check: Check, model: Any, ids: list[np.ndarray], when: str = "") -> np.ndarray:
    try:
        return np.asarray(model([part.astype("int32") for part in ids]), dtype=float)
    except Exception as error:
        lines = [line.strip() for line in str(error).strip().split("\n") if line.strip()] or [""]
        said = f"{type(error).__name__}: {lines[0]}"[:200]
    check.fail(f"the model cannot be called on a list of four arrays of ids{when}: {said}")


def _output(check: Check, got: np.ndarray) -> None:
    if got.shape == (3, MOVIES):
        check.fail(
            f"{MOVIES} probabilities for {MOVIES} movies; with the padding at place 0 they should be num_movies + 1."
        )
    if got.shape != (3, MOVIES + 1):
        check.fail(f"expected an output of shape (3, {MOVIES + 1}) = (batch, num_movies + 1), got {got.shape}.")
    if not np.isfinite(got).all():
        check.fail("nan among the probabilities: is a mean over no positions 0 / 0, or a vector of zeros divided by 0?")
    if (got < -1e-6).any() or not np.allclose(got.sum(axis=1), 1, atol=1e-4):
        aside = " Each lies between 0 and 1, as with sigmoid." if ((got > 0) & (got < 1)).all() else ""
        check.fail(
            f"the numbers of a history should add up to 1, got {got.sum(axis=1)[0]:.3f}: is the last activation softmax?{aside}"
        )


def _padding(check: Check, model: Any, first: np.ndarray) -> None:
    longer = [np.pad(part, ((0, 0), (extra, 0))) for part, extra in zip(IDS, (4, 1, 6, 2), strict=True)]
    got = _ask(check, model, longer, " when they have other lengths: is shape=(None,) said in keras.Input")
    if not np.allclose(got, first, atol=1e-5):
        check.fail(
            "more zeros in front change the output: padding counts. Is mask_zero=True said, for both tables, and does the mask reach MaskedMean?"
        )
    turned = [part[:, ::-1] for part in IDS]
    if not np.allclose(_ask(check, model, turned), first, atol=1e-5):
        check.fail("the same ids in another order give another output, but a mean knows no order.")


def _parts(check: Check, model: Any) -> None:
    shapes = Counter(array.shape for array in model.get_weights())
    tables = shapes[(MOVIES + 1, DIMS)]
    if not tables:
        short = (MOVIES, DIMS) in shapes or (GENRES, DIMS) in shapes
        aside = ": ids go from 0 up to and including num_movies" if short else ""
        check.fail(
            f"expected a table of movies of shape (num_movies + 1, dims) = ({MOVIES + 1}, {DIMS}), found none{aside}."
        )
    if tables > 1:
        check.fail(
            f"found {tables} tables of movies; watched, liked and disliked share one: make the layer once, call it three times."
        )
    if shapes[(GENRES + 1, DIMS)] != 1:
        check.fail(
            f"expected one table of genres of shape (num_genres + 1, dims) = ({GENRES + 1}, {DIMS}), found {shapes[(GENRES + 1, DIMS)]}."
        )
    sizes = (4 * DIMS, *UNITS, MOVIES + 1)
    for place, kernel in enumerate(itertools.pairwise(sizes), start=1):
        if kernel not in shapes and place == 1:
            found = [shape for shape in shapes if len(shape) == 2 and shape[1] == UNITS[0]]
            aside = f"; the first dense layer reads {found[0][0]}" if found else ""
            check.fail(
                f"four means of {DIMS} numbers, joined, are {4 * DIMS}{aside}: is Concatenate called on all four?"
            )
        if kernel not in shapes:
            check.fail(
                f"expected dense layers of {UNITS[0]}, {UNITS[1]} and {UNITS[2]} units in this order, then softmax; layer {place} has other sizes."
            )
    for units in UNITS:
        if shapes[(units,)] < 5:
            check.fail(
                f"behind the dense layer of {units} units a BatchNormalization is missing (or its result is not used, or a bias is switched off)."
            )
    if sum(shapes.values()) != 2 + 6 * len(UNITS) + 2:
        check.fail("the network has weights that the description does not: one layer too many?")


def _values(check: Check, model: Any) -> None:
    """Weights with numbers that tell every step apart, and the output worked out by hand."""
    rng = np.random.default_rng(6)
    moved = [
        np.abs(rng.normal(size=array.shape)) + 0.5
        if array.ndim == 1
        else rng.normal(size=array.shape) / np.sqrt(len(array))
        for array in model.get_weights()
    ]
    model.set_weights(moved)
    weights = sorted_weights(moved, MOVIES, GENRES, DIMS, UNITS)
    got = _ask(check, model, IDS)

    def same(**changes: Any) -> bool:
        return np.allclose(got, worked_out(weights, IDS, UNITS, **changes), rtol=2e-3, atol=1e-6)

    if same():
        return
    for changes, sentence in (
        ({"unit": "never"}, "the vectors are not brought to unit length: put UnitLength() between table and mean."),
        ({"unit": "after"}, "unit length comes before the mean: each movie's vector, not their mean."),
        ({"relu": False}, "the dense layers have no relu."),
        (
            {"first_norm": True},
            'relu comes before BatchNormalization: Dense(..., activation="relu"), then the normalisation.',
        ),
    ):
        if same(**changes):
            check.fail(sentence)
    for order in bag_layers():
        if same(order=order):
            names = ("watched", "liked", "disliked", "genres")
            check.fail(
                f"the means are joined in the order {', '.join(names[i] for i in order)}; expected watched, liked, disliked, genres."
            )
    check.fail(
        "the parts are right, but the output is not what they give one after the other: is each layer called on the result of the one before?"
    )
