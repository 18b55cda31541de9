"""Check of the candidate network: what goes in and comes out, its weights, and what it computes of them."""

from __future__ import annotations

import itertools
import warnings
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from public_tests._check import kind
from public_tests.youtube.arithmetic import ACTIVATIONS, MOMENTUM, bag_layers, sorted_weights, worked_out
from public_tests.youtube.network_check import NetworkCheck as Check
from public_tests.youtube.network_check import starts_as_keras_has_it

MOVIES, GENRES, DIMS, UNITS = 12, 5, 3, (8, 7, 6)
HOLD_IDS = ("int32", "int64", "uint32", "uint64", "float32", "float64")  # ids go up to 193,609
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
        model = check.made(MOVIES, GENRES, DIMS, UNITS)
    if not isinstance(model, keras.Model):
        aside = (
            "does it end with `return`?" if model is None else "put inputs and output into keras.Model(inputs, output)."
        )
        check.fail(f"expected a keras.Model, got {kind(model)}: {aside}")
    given = getattr(model, "inputs", None)
    if not given:  # a class of one's own, made from keras.Model, has none until it is called, if ever
        check.fail(
            f"expected a functional model, keras.Model(inputs, output), got {kind(model)}: begin with four keras.Input, call the layers on them, and hand inputs and output to keras.Model."
        )
    if len(given) != 4:
        check.fail(f"expected a model with 4 inputs, watched, liked, disliked and genres, got {len(given)}.")
    for place, part in enumerate(given, start=1):
        if str(part.dtype) not in HOLD_IDS:
            check.fail(
                f'input {place} has the type {part.dtype}, which cannot hold every id, such as 193609: dtype="int32" can.'
            )
    first = _ask(check, model, IDS)
    _output(check, first)
    _padding(check, model, first)
    _parts(check, model)
    _fresh(check, model)
    starts_as_keras_has_it(check)
    weights = _values(check, model)
    _training(check, model, weights)
    other = check.call(MOVIES, GENRES, DIMS, UNITS)
    if other is model:
        check.fail("two calls gave the same model; make a new one in every call.")
    check.passed()


def _ask(check: Check, model: Any, ids: list[np.ndarray], when: str = "", **options: Any) -> np.ndarray:
    try:
        return np.asarray(model([part.astype("int32") for part in ids], **options), dtype=float)
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
            f"expected a table of movies of shape (num_movies + 1, dims) = ({MOVIES + 1}, {DIMS}), found {_tables(shapes)}{aside}."
        )
    if tables > 1:
        check.fail(
            f"found {tables} tables of movies; watched, liked and disliked share one: make the layer once, call it three times."
        )
    if shapes[(GENRES + 1, DIMS)] != 1:
        check.fail(
            f"expected one table of genres of shape (num_genres + 1, dims) = ({GENRES + 1}, {DIMS}), found {_tables(shapes)}."
        )
    sizes = (4 * DIMS, *UNITS, MOVIES + 1)
    kernels = [shape for shape in shapes if len(shape) == 2 and shape[1] != DIMS]
    for place, kernel in enumerate(itertools.pairwise(sizes), start=1):
        if kernel in shapes:
            continue
        reads = [shape[0] for shape in kernels if shape[1] == UNITS[0]]
        if place == 1 and (sizes[0], UNITS[-1]) in shapes:
            check.fail(
                f"the dense layers have {UNITS[::-1]} units, but `units` is {UNITS}: go through it from the front."
            )
        if place == 1 and reads and not any(shape[0] == sizes[0] for shape in kernels):
            check.fail(
                f"four means of {DIMS} numbers, joined, are {4 * DIMS}; the first dense layer reads {reads[0]}: is Concatenate called on all four?"
            )
        wrong = [shape[1] for shape in kernels if shape[0] == kernel[0]]
        if wrong and wrong[0] != MOVIES + 1:
            check.fail(
                f"dense layer {place} has {wrong[0]} units, but `units` is {UNITS}, so {kernel[1]} are expected: take the numbers from the argument."
            )
        check.fail(
            f"expected dense layers of {UNITS[0]}, {UNITS[1]} and {UNITS[2]} units in this order, then softmax; there is none that makes {kernel[1]} numbers of {kernel[0]}."
        )
    for units in UNITS:
        if shapes[(units,)] == 4:
            unbiased = any(getattr(layer, "use_bias", True) is False for layer in model.layers)
            which = (
                "a dense layer has no bias" if unbiased else "a BatchNormalization has three numbers a unit, not four"
            )
            check.fail(f"{which}: take the layers as they come, without arguments such as use_bias, scale or center.")
        if shapes[(units,)] < 5:
            check.fail(
                f"behind the dense layer of {units} units a BatchNormalization is missing (or its result is not used)."
            )
    if sum(shapes.values()) != 2 + 6 * len(UNITS) + 2:
        check.fail("the network has weights that the description does not: one layer too many?")


def _tables(shapes: Counter) -> str:
    """The shapes of all tables of embeddings, for a sentence."""
    found = [str(shape) for shape in shapes.elements() if len(shape) == 2 and shape[1] == DIMS]
    return f"tables of shape {' and '.join(found)}" if found else "none"


def _fresh(check: Check, model: Any) -> None:
    """Not compiled, and all of it free to learn."""
    if model.compiled:
        check.fail(
            "the model comes back compiled; expected one that is neither compiled nor trained: train() does both."
        )
    learned, expected = len(model.trainable_weights), 2 + 4 * len(UNITS) + 2
    if learned != expected:
        check.fail(
            f"{learned} of the arrays of weights can be trained, expected {expected}: is trainable=False said somewhere?"
        )


def _values(check: Check, model: Any) -> dict:
    """Weights with numbers that tell every step apart, and the output worked out by hand; gives back the weights."""
    rng = np.random.default_rng(6)
    moved, seen = [], {(MOVIES + 1,)}
    for shape in (array.shape for array in model.get_weights()):
        moved.append(
            np.abs(rng.normal(size=shape)) + 0.5 if len(shape) == 1 else rng.normal(size=shape) / np.sqrt(shape[0])
        )
        if len(shape) == 1 and shape not in seen:  # a layer's biases: one so large that a relu with a ceiling shows
            moved[-1][0] += 8
            seen.add(shape)
    model.set_weights(moved)
    weights = sorted_weights(moved, MOVIES, GENRES, DIMS, UNITS)
    got = _ask(check, model, IDS)

    def same(**changes: Any) -> bool:
        return np.allclose(got, worked_out(weights, IDS, UNITS, **changes), rtol=2e-3, atol=1e-6)

    if same():
        return weights
    for changes, sentence in (
        ({"unit": "never"}, "the vectors are not brought to unit length: put UnitLength() between table and mean."),
        ({"unit": "movies"}, "the vectors of the genres are not brought to unit length, as those of the movies are."),
        ({"unit": "genres"}, "the vectors of the movies are not brought to unit length, as those of the genres are."),
        ({"unit": "after"}, "unit length comes before the mean: each movie's vector, not their mean."),
        ({"activation": "linear"}, "the dense layers have no relu."),
        (
            {"first_norm": True},
            'relu comes before BatchNormalization: Dense(..., activation="relu"), then the normalisation.',
        ),
    ):
        if same(**changes):
            check.fail(sentence)
    for name in ACTIVATIONS:
        if same(activation=name):
            check.fail(f'the dense layers have the activation {name}; expected relu: activation="relu".')
    for order in bag_layers():
        if same(order=order):
            names = ("watched", "liked", "disliked", "genres")
            check.fail(
                f"the means are joined in the order {', '.join(names[i] for i in order)}; expected watched, liked, disliked, genres."
            )
    check.fail(
        "the weights have the right shapes, but the output is not what the description makes of them: is each layer called on the result of the one before, "
        "with relu in all three dense layers, and UnitLength and MaskedMean on all four inputs?"
    )


def _training(check: Check, model: Any, weights: dict) -> None:
    """One pass as in training: nothing dropped at random, and the normalisation remembers as Keras' own does."""
    batches: list = []
    expected = worked_out(weights, IDS, UNITS, batches=batches)
    got = _ask(check, model, IDS, " as in training", training=True)
    after = sorted_weights(model.get_weights(), MOVIES, GENRES, DIMS, UNITS)
    if not np.allclose(got, expected, rtol=5e-3, atol=1e-5):
        again = _ask(check, model, IDS, training=True)
        if not np.allclose(got, again, rtol=1e-4, atol=1e-6):
            check.fail("in training the same histories give other numbers each time: is there a Dropout? Leave it out.")
        check.fail(
            "in training the output is not what the description makes of the weights: BatchNormalization() is wanted as it comes, without arguments."
        )
    for place, (mean, variance) in enumerate(batches):
        for old, new, batch in zip(
            weights["vectors"][place][3:], after["vectors"][place][3:], (mean, variance), strict=True
        ):
            if not np.allclose(new, MOMENTUM * old + (1 - MOMENTUM) * batch, rtol=1e-3, atol=1e-4):
                check.fail(
                    "BatchNormalization remembers the means of a step of training with another momentum than Keras' own: take it as it comes, without arguments."
                )
